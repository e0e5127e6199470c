//! What the text doors do with messages: the order of the checks, prices, and stopping what waits.

use clickatell_gateway::Gateway;
use serde_json::json;

use crate::support::Control;
use crate::support::door::{Http, WHO, id, start};

#[tokio::test]
async fn s5_destinations_are_judged_one_by_one() {
    let gateway = start(|config| {
        config.numbers.no_route = ["99".into()].into();
        config.numbers.blocked = ["27999112346".parse().unwrap()].into();
        config.numbers.delisted = ["27999112347".parse().unwrap()].into();
        config.accounts[0].mo_premium = true;
        config.accounts[0].apis[2].country_code = Some("27".parse().unwrap());
    })
    .await;
    let http = Http::of(&gateway);
    let reply = http
        .send("to=27999112345,%2B27,99912345678,27999112346,27999112347,0999112345,447624803759,0999112346&text=Hi")
        .await;
    let lines: Vec<&str> = reply.split('\n').collect();
    assert!(lines[0].starts_with("ID: ") && lines[0].ends_with(" To: 27999112345"), "{reply}");
    assert_eq!(
        lines[1..5],
        [
            "ERR: 105, Invalid destination address To: +27",
            "ERR: 114, Cannot route message To: 99912345678",
            "ERR: 121, Destination mobile number blocked To: 27999112346",
            "ERR: 128, Number delisted To: 27999112347",
        ]
    );
    // A number may come twice: what is accepted is named by the number that it goes to, what is refused as it was given.
    assert!(lines[5].ends_with(" To: 27999112345") && lines[5] != lines[0]);
    // TW-8.5-1: the account's own premium rated number only receives.
    assert_eq!(lines[6], "ERR: 114, Cannot route message To: 447624803759");
    assert_eq!(lines[7], "ERR: 121, Destination mobile number blocked To: 0999112346");
    assert_eq!(http.send("to=abc&text=Hi").await, "ERR: 105, Invalid destination address");
}

#[tokio::test]
async fn tw_8_5_1_an_own_number_that_is_not_premium_rated_is_a_destination() {
    // TW-8.5-1
    let gateway = Gateway::start().await.unwrap();
    id(&Http::of(&gateway).send("to=447624803759&text=Hi").await);
}

#[tokio::test]
async fn p3_to_p7_which_message_is_meant_comes_before_what_else_is_wrong() {
    let gateway = Gateway::start().await.unwrap();
    let http = Http::of(&gateway);
    let reply = http.send("to=27999112345&text=Hi&climsgid=abc123").await;
    let own = id(&reply);
    let unknown = "0".repeat(32);
    for (query, error) in [
        ("user=demo".to_owned(), "109"),
        (format!("apimsgid={unknown}&user=demo"), "103"),
        (format!("apimsgid={unknown}&climsgid=abc123"), "103"),
        (format!("apimsgid={}", "x".repeat(65)), "103"),
        ("climsgid=nope&climsgid=abc123".to_owned(), "104"),
        (format!("apimsgid={own}&apimsgid={unknown}"), "101"),
    ] {
        for operation in ["querymsg", "delmsg"] {
            let reply = http.get(operation, &format!("{WHO}&{query}")).await;
            assert_eq!(reply.get(5..8), Some(error), "{operation} {query}: {reply}");
        }
    }
    let reply = http.get("getmsgcharge", &format!("{WHO}&climsgid=abc123")).await;
    assert_eq!(reply, "ERR: 109, Missing message ID");
    assert_eq!(http.status(own).await, "008");
}

#[tokio::test]
async fn p14_a_push_is_cut_as_it_must_be() {
    // SOAP-7.4-8: 113 is for texts.
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let push = |subject: usize| {
        let url = format!("http%3A%2F%2Fwap.example%2F{}", "a".repeat(subject));
        format!("/mms/ind_push?{WHO}&to=27999112345&mms_subject=Offer&mms_url={url}")
    };
    for (path, parts) in [(push(50), 1), (push(200), 2), (push(4000), 31)] {
        let (_, reply) = control.request("GET", &path, &[], "").await;
        let id =
            reply.strip_prefix("ID: ").and_then(|rest| rest.get(..32)).unwrap_or_else(|| panic!("{reply}"));
        assert_eq!(control.get(&format!("/gateway/messages/{id}")).await["parts"], parts);
    }
    let (_, reply) = control.request("GET", &push(5000), &[], "").await;
    assert_eq!(reply, "ERR: 113, Maximum message parts exceeded");
}

#[tokio::test]
async fn p5_to_p14_parameters_in_order() {
    let gateway = Gateway::start().await.unwrap();
    let http = Http::of(&gateway);
    let long = "a".repeat(161);
    for (parameters, error) in [
        ("text=Hi".to_owned(), "101"),
        ("to=27999112345&text=Hi&msg_type=FOO&concat=99".to_owned(), "112"),
        ("to=27999112345&text=Hi&concat=36".to_owned(), "101"),
        ("to=27999112345&text=Hi&queue=9".to_owned(), "101"),
        ("to=27999112345&text=Hi&deliv_time=10081".to_owned(), "120"),
        ("to=27999112345&text=Hi&udh=05000333".to_owned(), "102"),
        ("to=27999112345&text=".to_owned(), "107"),
        ("to=27999112345&text=xyz&unicode=1".to_owned(), "116"),
        ("to=27999112345&text=Hi&from=abcdefghijkl".to_owned(), "106"),
        // TW-11-2
        ("to=27999112345&text=Hi&from=NOBODY".to_owned(), "123"),
        (format!("to=27999112345&text={long}"), "113"),
        (format!("to=27999112345&text={long}&from=NOBODY"), "123"),
    ] {
        let reply = http.send(&parameters).await;
        assert_eq!(reply.get(..8), Some(&*format!("ERR: {error}")), "{parameters}: {reply}");
    }
    // S6: with two parts allowed it is sent, and costs twice as much.
    id(&http.send(&format!("to=27999112345&text={long}&concat=2")).await);
    assert_eq!(http.balance().await, "Credit: 999.333333");
    // SOAP-10-0, SOAP-11-0: what was refused cost nothing, and is nowhere.
    assert_eq!(http.0.get("/gateway/messages").await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn s7_a_deferred_message_is_stopped_and_given_back() {
    let gateway = Gateway::start().await.unwrap();
    let http = Http::of(&gateway);
    let reply = http.send("to=27999112345&text=Hi&deliv_time=60&climsgid=abc123").await;
    let id = id(&reply);
    assert_eq!(
        (http.status(id).await.as_str(), http.balance().await.as_str()),
        ("011", "Credit: 999.666667")
    );
    gateway.advance(std::time::Duration::from_secs(300)).await.unwrap();
    let deleted = http.get("delmsg", &format!("{WHO}&climsgid=abc123")).await;
    assert_eq!(deleted, format!("ID: {id} Status: 006"));
    assert_eq!(http.balance().await, "Credit: 1000.0");
    gateway.advance(std::time::Duration::from_secs(7200)).await.unwrap();
    assert_eq!(http.status(id).await, "006");
    // too late for one that is delivered, and both ids have their errors.
    let reply = http.send("to=27999112345&text=Hi").await;
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    let id = reply.strip_prefix("ID: ").unwrap();
    assert_eq!(http.get("delmsg", &format!("{WHO}&apimsgid={id}")).await, format!("ID: {id} Status: 004"));
    for (query, error) in [("", "109"), ("&apimsgid=00", "103"), ("&climsgid=nope", "104")] {
        let reply = http.get("delmsg", &format!("{WHO}{query}")).await;
        assert_eq!(reply.get(5..8), Some(error), "{reply}");
    }
}

#[tokio::test]
async fn a_37_and_soap_10_301_what_a_message_may_cost() {
    let gateway = start(|config| config.accounts[0].credits = "1.5".parse().unwrap()).await;
    let http = Http::of(&gateway);
    // Above the cap: accepted, then a routing error, free of charge.
    let reply = http.send("to=447900000000&text=Hi&max_credits=0.8").await;
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    assert_eq!(http.status(id(&reply)).await, "009");
    assert_eq!(http.balance().await, "Credit: 1.5");
    id(&http.send("to=447900000000&text=Hi").await);
    assert_eq!(http.send("to=447900000000&text=Hi").await, "ERR: 301, No credit left");
}

#[tokio::test]
async fn soap_6_2_8_1_the_lower_of_both_limits_holds_for_all_parts_together() {
    // SOAP-6.2.8-1
    let gateway = start(|config| config.accounts[0].apis[2].max_credits = "2.5".parse().ok()).await;
    let http = Http::of(&gateway);
    let two = "a".repeat(161);
    let three = "a".repeat(307);
    for (text, limit, status) in
        [(&two, "1.5", "009"), (&two, "2", "004"), (&two, "3", "004"), (&three, "3", "009")]
    {
        let reply = http.send(&format!("to=447900000000&text={text}&concat=3&max_credits={limit}")).await;
        gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
        assert_eq!(http.status(id(&reply)).await, status, "{} characters for {limit}", text.len());
    }
    assert_eq!(http.balance().await, "Credit: 996.0");
}

#[tokio::test]
async fn soap_7_3_coverage_of_a_number_or_a_prefix() {
    let gateway = start(|config| config.numbers.no_route = ["99".into()].into()).await;
    let control = Control(gateway.http_addr());
    let mut replies = Vec::new();
    for msisdn in ["27", "27999112345", "9991", "27x"] {
        let path = format!("/utils/routeCoverage.php?{WHO}&msisdn={msisdn}");
        replies.push(control.request("GET", &path, &[], "").await.1);
    }
    assert!(
        replies[0].starts_with("OK: This prefix is currently supported.")
            && replies[0].ends_with("Charge: 1")
    );
    assert!(replies[1].ends_with("Charge: 0.333333"), "{}", replies[1]);
    assert!(replies[2].starts_with("ERR: This prefix is not currently supported."));
    assert_eq!(replies[3], "ERR: 105, Invalid destination address");
    assert_eq!(control.get("/gateway/messages").await, json!([]));
}
