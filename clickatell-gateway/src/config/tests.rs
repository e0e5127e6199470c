use super::*;

#[test]
fn the_printed_default_is_the_default() {
    assert_eq!(default_toml().parse::<Config>().unwrap(), Config::default());
    assert_eq!("".parse::<Config>().unwrap(), Config::default());
}

#[test]
fn errors_have_their_place_and_show_no_password() {
    for (text, line, column, says) in [
        ("[smpp]\nprofile = \"clickatel\"\n", 2, 11, "clickatel"),
        ("[smpp]\n\n  profil = 1\n", 3, 3, "profil"),
        ("[limits\n", 1, 8, ""),
        ("[numbers]\nblocked = [\"+279991234567\"]", 2, 11, "+"),
        ("[prices]\nstandard = \"1,5\"", 2, 12, "','"),
        ("[[account]]\nuser = \"a\"\npassword = 12345678", 3, 12, ""),
    ] {
        let error = text.parse::<Config>().unwrap_err();
        assert_eq!((error.line, error.column), (Some(line), Some(column)), "{text}: {error}");
        assert!(error.message.contains(says), "{error}");
    }
    for (text, starts) in [
        ("[smpp]\nprofil = 1", "line 2, column 1: smpp: unknown field `profil`"),
        (
            "[[account]]\nuser = \"a\"\npassword = \"p\"\n[[account.api]]\nid = 7\ndoor = \"x\"",
            "line 6, column 8: account.api.door: unknown variant",
        ),
        (
            "[[account.api]]\nid = 7",
            "line 1, column 3: account: an [[account.api]] needs an [[account]] above it",
        ),
        ("[account]\nuser = \"a\"", "line 1, column 1: account: an account begins with [[account]], in"),
        ("account = 7", "line 1, column 11: account: invalid type: integer `7`, expected one [[account]] or"),
    ] {
        let error = text.parse::<Config>().unwrap_err().to_string();
        assert!(error.starts_with(starts), "{error}");
    }
    assert!(!format!("{:?}", Config::default()).contains("demo1234"));
    for password in ["12345678", "1234.5678", "2011-04-20", "[12345678]"] {
        let text = format!("[[account]]\nuser = \"a\"\npassword = {password}");
        let error = text.parse::<Config>().unwrap_err();
        assert!(!error.message.contains("1234") && !error.message.contains("04-20"), "{error}");
    }
}

#[test]
fn names_and_numbers_are_there_once() {
    let account = "[[account]]\nuser = \"a\"\npassword = \"p\"\n";
    let twice = format!("{account}{account}").parse::<Config>().unwrap_err();
    assert_eq!(twice.to_string(), "user \"a\" is there twice");
    let api = "[[account.api]]\nid = 7\ndoor = \"smpp\"\n";
    let twice = format!("{account}{api}{api}").parse::<Config>().unwrap_err();
    assert_eq!(twice.to_string(), "api id 7 is there twice");
    let unnamed = "[[account]]\nuser = \"\"\npassword = \"p\"\n".parse::<Config>().unwrap_err();
    assert!(unnamed.message.contains("not empty"));
}

#[test]
fn an_account_that_nobody_can_use_is_refused_at_its_place() {
    let account = |user: &str| format!("[[account]]\nuser = {user:?}\npassword = \"p\"\n");
    let used = format!("{}[[account.api]]\nid = 7\ndoor = \"smpp\"\n\n", account("a"));
    let error = format!("{used}{}", account("b")).parse::<Config>().unwrap_err();
    assert_eq!((error.line, error.column), (Some(8), Some(1)), "{error}");
    assert!(error.message.contains("needs an [[account.api]]"), "{error}");
    let inline = format!("{used}{}api = []\n", account("b")).parse::<Config>().unwrap_err();
    assert_eq!(inline.line, Some(8), "{inline}");
}

#[test]
fn a_s8_credentials_must_fit_the_doors_of_their_account() {
    let account = |user: &str, password: &str, door: &str| {
        let api = format!("[[account.api]]\nid = 7\ndoor = \"{door}\"\n");
        format!("[[account]]\nuser = \"{user}\"\npassword = \"{password}\"\n{api}").parse::<Config>()
    };
    let (user, password) = ("abcdefghijklmno", "12345678");
    assert!(account(user, password, "smpp").is_ok());
    assert!(account("abcdefghijklmnop", "123456789", "soap").is_ok());
    let error = account("acme", "123456789", "smpp").unwrap_err().to_string();
    assert!(
        error.starts_with("user \"acme\": a password of 9 characters") && !error.contains("1234"),
        "{error}"
    );
    let error = account("abcdefghijklmnop", password, "smpp").unwrap_err().to_string();
    assert!(error.contains("a user name of 16 characters"), "{error}");
}

#[test]
fn accounts_know_their_numbers_and_senders() {
    // SMPP-10-6, SMPP-16-5
    let account = Account::demo();
    let sender = |text| SenderId::parse(text).unwrap();
    assert!(account.owns("447624803759") && account.owns("33500") && !account.owns("3350"));
    assert!(account.may_send_as(&sender("ACME")) && account.may_send_as(&sender("33500")));
    assert!(!account.may_send_as(&sender("acme")) && !account.may_send_as(&sender("447624803758")));
}

#[test]
fn amounts_are_whole_or_decimal() {
    let price =
        |text: &str| format!("[prices]\nstandard = {text}").parse::<Config>().map(|c| c.prices.standard);
    assert_eq!(price("2"), Ok(Credit::from_credits(2).unwrap()));
    assert_eq!(price("\"0.5\""), Ok(Credit::from_units(1_500_000)));
    assert!(price("true").is_err() && price("\"\"").is_err());
}

#[test]
fn what_a_connection_cannot_do_is_refused() {
    let api = |door: &str, more: &str| {
        let api = format!("[[account.api]]\nid = 7\ndoor = \"{door}\"\n{more}\n");
        format!("[[account]]\nuser = \"a\"\npassword = \"p\"\n{api}").parse::<Config>()
    };
    assert!(api("smpp", "throughput = 5").is_ok() && api("soap", "queue = 5\ncountry_code = \"27\"").is_ok());
    let callback = |more: &str| format!("callback = {{ url = \"http://h/\"{more} }}");
    assert!(api("http", &callback(", user = \"cb\", password = \"secret\"")).is_ok());
    for (door, more, says) in [
        ("soap", "throughput = 5".to_owned(), "throughput"),
        ("http", "country_code = \"+27\"".to_owned(), "country_code"),
        ("http", "country_code = \"027\"".to_owned(), "country_code"),
        ("http", "max_credits = -1".to_owned(), "max_credits"),
        ("smpp", callback(""), "receipts"),
        ("http", "callback = { url = \"HTTPS://h/\" }".to_owned(), "http only"),
        ("http", callback(", user = \"a:b\", password = \"geheim\""), "colon"),
        ("http", callback(", user = \"a\", password = \"geheim\\n\""), "control character"),
        ("http", callback(", password = \"geheim\""), "without callback.user"),
    ] {
        let error = api(door, &more).unwrap_err().to_string();
        assert!(error.contains(says) && !error.contains("geheim"), "{more}: {error}");
    }
}

#[test]
fn routes_and_outcomes_that_cannot_be_are_refused() {
    let route = |prefix: &str, price: &str| {
        format!("[[route]]\nprefix = {prefix:?}\nprice = {price}").parse::<Config>()
    };
    assert!(route("27", "1").is_ok() && route("", "\"0.5\"").is_ok());
    assert!(route("+27", "1").unwrap_err().message.contains("digits only"));
    assert!(route("27", "-1").unwrap_err().message.contains("below zero"));
    let outcome = |then: &str| format!("[outcome.x]\nthen = {then}").parse::<Config>();
    let config = outcome("[{ status = 7, after = \"2s\" }]").unwrap();
    assert_eq!(config.outcomes.len(), 1);
    let error = outcome("[{ status = 4 }, { status = 7 }]").unwrap_err().to_string();
    assert_eq!(error, "outcome \"x\": 007 cannot follow 004");
    assert!(outcome("[{ status = 4, afer = \"2s\" }]").is_err());
}
