use super::*;
use crate::status::MessageStatus;
use alloc::vec::Vec;
use proptest::prelude::*;

/// E-S-9: the document's example, its merged names told apart as other printings of it have them.
const EXAMPLE: &str = "api_id=12345&apiMsgId=996f364775e24b8432f45d77da8eca47&cliMsgId=abc123&timestamp=1218007814\
                       &to=279995631564&from=27833001171&status=003&charge=0.300000";

fn parse<'a>(form: &'a str, tolerance: &Tolerance) -> (Result<Received<'a>, Fault>, Vec<Fault>) {
    let mut notes = Vec::new();
    let received = Received::parse(form.as_bytes(), tolerance, form::Limits::default(), &mut notes);
    (received, notes)
}

fn strict(form: &str) -> StatusCallback<'_> {
    match parse(form, &Tolerance::STRICT) {
        (Ok(Received::Status(callback)), notes) if notes.is_empty() => callback,
        other => panic!("{form}: {other:?}"),
    }
}

fn example() -> StatusCallback<'static> {
    let id = MessageId::parse("996f364775e24b8432f45d77da8eca47").unwrap();
    let charge = "0.300000".parse().unwrap();
    let status = MessageStatus::DELIVERED_TO_GATEWAY;
    let callback = StatusCallback::new(id, 1_218_007_814, "279995631564", "27833001171", status, charge);
    let client_message_id = Some(Cow::Borrowed("abc123"));
    StatusCallback { api_id: Some(ApiId::new(12_345)), client_message_id, ..callback }
}

#[test]
fn soap_6_2_5_19_the_example_both_ways() {
    assert_eq!(strict(EXAMPLE), example());
    assert_eq!(example().form().unwrap(), EXAMPLE);
    let url = crate::delivery::CallbackUrl::parse("https://www.yoururl.com/script.asp").unwrap();
    let whole = format!("https://www.yoururl.com/script.asp?{EXAMPLE}");
    assert_eq!(url.with_query(&example().form().unwrap()), whole);
}

#[test]
fn soap_6_2_5_19_without_a_client_id_the_pair_is_there_and_empty() {
    let none = StatusCallback { client_message_id: None, ..example() };
    let form = none.form().unwrap();
    assert!(form.contains("&cliMsgId=&timestamp="), "{form}");
    assert_eq!(strict(&form), none);
}

#[test]
fn soap_6_2_5_2_seven_variables_and_api_id_if_it_is_there() {
    let (_, seven) = EXAMPLE.split_once('&').unwrap();
    let callback = strict(seven);
    assert_eq!(callback, StatusCallback { api_id: None, ..example() });
    assert_eq!(callback.form().unwrap(), seven);
    // In another order, with variables of the URL's own.
    let mut pairs: Vec<_> = EXAMPLE.split('&').rev().collect();
    pairs.insert(3, "key=1");
    assert_eq!(strict(&pairs.join("&")), example());
    for missing in EXAMPLE.split('&').skip(1) {
        let form = EXAMPLE.replace(missing, "");
        let variable = Variable::from_name(missing.split('=').next().unwrap()).unwrap();
        let rule =
            if variable == Variable::ClientMessageId { Rule::NoClientMessageId } else { Rule::Missing };
        let fault = Fault::new(rule, Field::Variable(variable), form.len());
        assert_eq!(parse(&form, &Tolerance::STRICT).0, Err(fault), "{missing}");
        let tolerated = parse(&form, &Tolerance::FIELD);
        match variable {
            Variable::ClientMessageId => {
                assert!(matches!(tolerated, (Ok(Received::Status(_)), notes) if notes == [fault]));
            }
            _ => assert_eq!(tolerated.0, Err(fault)),
        }
    }
}

#[test]
fn soap_6_2_5_20_the_time_is_seconds_and_no_date() {
    for value in ["2008-08-06+09%3A30%3A14", "", "-1", "1e9", "1218007814.5", "18446744073709551616", "+1"] {
        let form = EXAMPLE.replace("1218007814", value);
        let at = form.find("timestamp").unwrap();
        let fault = Fault::new(Rule::Timestamp, Field::Variable(Variable::Timestamp), at);
        assert_eq!(parse(&form, &Tolerance::FIELD).0, Err(fault), "{value}");
        assert_eq!(fault.answer(), 400);
    }
}

#[test]
fn soap_6_2_5_21_three_digits_and_six_places_are_written() {
    let callback = StatusCallback {
        status: MessageStatus::RECEIVED.into(),
        charge: "0.3".parse().unwrap(),
        ..example()
    };
    assert!(callback.form().unwrap().ends_with("&status=004&charge=0.300000"));
}

#[test]
fn what_would_read_back_as_something_else_is_not_built() {
    let refused = |change: fn(&mut StatusCallback<'_>), rule, field: Variable| {
        let mut callback = example();
        change(&mut callback);
        let at = EXAMPLE.find(&format!("&{}=", field.name())).unwrap() + 1;
        let fault = Fault::new(rule, Field::Variable(field), at);
        assert_eq!(callback.form(), Err(fault));
        assert_eq!(callback.check(), Err(fault));
        #[cfg(feature = "xml")]
        assert_eq!(callback.to_xml(), Err(XmlCallbackWriteError::Variable(fault)));
    };
    refused(|callback| callback.to = "a\nb".into(), Rule::Control, Variable::To);
    refused(|callback| callback.from = "\u{7F}".into(), Rule::Control, Variable::From);
    refused(
        |callback| callback.client_message_id = Some("\t".into()),
        Rule::Control,
        Variable::ClientMessageId,
    );
    refused(|callback| callback.status = MessageStatus::new(1000).into(), Rule::Status, Variable::Status);
    refused(|callback| callback.status = ReplyStatus::Billing(9), Rule::ShortStatus, Variable::Status);
    let nameless = StatusCallback { client_message_id: Some("".into()), ..example() };
    let billed = StatusCallback { status: ReplyStatus::Billing(255), ..example() };
    for other in [nameless, billed] {
        assert_eq!(other.form(), Err(Fault::new(Rule::Ambiguous, Field::Form, 0)));
    }
    // Six decimals do not hold a third.
    let third = StatusCallback { charge: Credit::THIRD, ..example() };
    assert!(third.form().unwrap().ends_with("charge=0.333333"));
}

#[test]
fn variables_are_preferred_to_a_document_beside_them() {
    for form in [format!("{EXAMPLE}&data=%3Ca%2F%3E"), format!("data=%3Ca%2F%3E&{EXAMPLE}")] {
        assert_eq!(strict(&form), example());
    }
    // Without a message they are the URL's own.
    for form in ["data=%3Ca%2F%3E&status=003&to=1", "to=1&data=%3Ca%2F%3E"] {
        let (received, notes) = parse(form, &Tolerance::STRICT);
        assert_eq!((received, notes), (Ok(Received::Data(b"<a/>".into())), std::vec![]), "{form}");
    }
    // A message that is none is not passed over for the document.
    let fault = parse("apiMsgId=&data=%3Ca%2F%3E", &Tolerance::STRICT).0.unwrap_err();
    assert_eq!(fault.rule(), Rule::Id);
}

#[test]
fn every_malformed_octet_of_a_pair_is_noted() {
    let form = EXAMPLE.replace("from=27833001171", "from=%zz%zz");
    let at = form.find("%zz").unwrap();
    let fault = |at| Fault::new(Rule::Form(form::Rule::Escape), Field::Form, at);
    assert_eq!(parse(&form, &Tolerance::STRICT).0, Err(fault(at)));
    let expected = StatusCallback { from: "%zz%zz".into(), ..example() };
    let tolerated = parse(&form, &Tolerance::FIELD);
    assert_eq!(tolerated, (Ok(Received::Status(expected)), std::vec![fault(at), fault(at + 3)]));
}

#[test]
fn a_b11_one_digit_of_0_to_2_is_a_billed_transaction_s() {
    let billed = EXAMPLE.replace("status=003", "status=1");
    let callback = strict(&billed);
    assert_eq!(callback.status, ReplyStatus::Billing(1));
    assert_eq!(callback.status.message(), MessageStatus::UNKNOWN);
    assert!(callback.form().unwrap().contains("&status=1&"));
    assert_eq!(strict(&EXAMPLE.replace("status=003", "status=001")).status, MessageStatus::UNKNOWN.into());
}

/// What each switch bends: a change to the example, the rule, the variable, and what is read.
#[test]
fn soap_6_2_5_21_and_others_each_leniency_is_refused_in_strict_and_noted_otherwise() {
    let latin1 = StatusCallback { from: Cow::Borrowed("Café"), ..example() };
    let short = |charge: &str| StatusCallback { charge: charge.parse().unwrap(), ..example() };
    let rows: [(&str, &str, Rule, Variable, StatusCallback<'_>); 9] = [
        ("status=003", "status=3", Rule::ShortStatus, Variable::Status, example()),
        ("status=003", "status=03", Rule::ShortStatus, Variable::Status, example()),
        ("charge=0.300000", "charge=0.33", Rule::ShortCharge, Variable::Charge, short("0.33")),
        ("charge=0.300000", "charge=1", Rule::ShortCharge, Variable::Charge, short("1")),
        ("charge=0.300000", "charge=.300000", Rule::ShortCharge, Variable::Charge, example()),
        ("apiMsgId", "apimsgid", Rule::LetterCase, Variable::MessageId, example()),
        ("&to=", "&to=1&to=", Rule::Duplicate, Variable::To, example()),
        ("27833001171", "Caf%E9", Rule::NotUtf8, Variable::From, latin1),
        (
            "cliMsgId=abc123&",
            "",
            Rule::NoClientMessageId,
            Variable::ClientMessageId,
            StatusCallback { client_message_id: None, ..example() },
        ),
    ];
    for (from, to, rule, variable, expected) in rows {
        let form = EXAMPLE.replace(from, to);
        let at = form.to_lowercase().rfind(&format!("&{}=", variable.name().to_lowercase()));
        let fault = Fault::new(rule, Field::Variable(variable), at.map_or(form.len(), |at| at + 1));
        assert_eq!(parse(&form, &Tolerance::STRICT).0, Err(fault), "{form}");
        assert_eq!(parse(&form, &Tolerance::FIELD), (Ok(Received::Status(expected)), std::vec![fault]));
        let mut all_but = Tolerance::FIELD;
        match rule {
            Rule::ShortStatus => all_but.short_status = false,
            Rule::ShortCharge => all_but.short_charge = false,
            Rule::LetterCase => all_but.letter_case = false,
            Rule::Duplicate => all_but.duplicate = false,
            Rule::NotUtf8 => all_but.not_utf8 = false,
            _ => all_but.no_client_message_id = false,
        }
        assert_eq!(parse(&form, &all_but).0, Err(fault), "{form}");
    }
}

#[test]
fn values_that_nothing_bends_are_refused() {
    for (from, to, rule, variable) in [
        ("12345", "", Rule::ApiId, Variable::ApiId),
        ("12345", "12x", Rule::ApiId, Variable::ApiId),
        ("996f364775e24b8432f45d77da8eca47", "", Rule::Id, Variable::MessageId),
        ("996f", "%00996f", Rule::Control, Variable::MessageId),
        ("996f", "9999999999999999999999999999999999996f", Rule::Id, Variable::MessageId),
        ("27833001171", "a%0Ab", Rule::Control, Variable::From),
        ("status=003", "status=", Rule::Status, Variable::Status),
        ("status=003", "status=0003", Rule::Status, Variable::Status),
        ("status=003", "status=ok", Rule::Status, Variable::Status),
        ("0.300000", "", Rule::Charge, Variable::Charge),
        ("0.300000", "0,3", Rule::Charge, Variable::Charge),
    ] {
        let form = EXAMPLE.replace(from, to);
        let at = form.find(&format!("{}=", variable.name())).unwrap();
        let fault = Fault::new(rule, Field::Variable(variable), at);
        assert_eq!(parse(&form, &Tolerance::FIELD).0, Err(fault), "{form}");
    }
    let fault = Fault::new(Rule::Form(form::Rule::Escape), Field::Form, EXAMPLE.find("279995").unwrap());
    let form = EXAMPLE.replace("279995631564", "%zz");
    assert_eq!(parse(&form, &Tolerance::STRICT).0, Err(fault));
    assert_eq!(parse(&form, &Tolerance::FIELD).1, [fault]);
    let limits = form::Limits { octets: 3, pairs: 3 };
    let too_long = Received::parse(EXAMPLE.as_bytes(), &Tolerance::FIELD, limits, &mut ());
    assert_eq!(too_long, Err(Fault::new(Rule::Form(form::Rule::TooLong), Field::Form, 3)));
}

#[test]
fn soap_6_2_5_28_and_tw_8_3_1_17_nothing_is_a_probe() {
    for form in ["", "&", "key=1", "key=1&x"] {
        assert_eq!(parse(form, &Tolerance::STRICT), (Ok(Received::Probe), Vec::new()), "{form}");
    }
    let fault = Fault::new(Rule::Missing, Field::Variable(Variable::MessageId), 8);
    assert_eq!(parse("api_id=1", &Tolerance::FIELD).0, Err(fault));
}

#[test]
fn soap_6_2_5_24_and_6_2_5_27_a_document_is_given_out_without_its_quotes() {
    let document = b"<?xml version=\"1.0\"?><callback>a&amp;b + 100%</callback>".as_slice();
    let form = document_form(document);
    assert!(form.starts_with("data=%3C%3Fxml%20version%3D%221.0%22%3F%3E%3Ccallback%3E"), "{form}");
    let data = |form: &str| match parse(form, &Tolerance::FIELD) {
        (Ok(Received::Data(data)), notes) => {
            (data.into_owned(), notes.iter().map(Fault::rule).collect::<Vec<_>>())
        }
        other => panic!("{form}: {other:?}"),
    };
    assert!(matches!(parse(&form, &Tolerance::STRICT).0, Ok(Received::Data(data)) if *data == *document));
    let text = core::str::from_utf8(document).unwrap();
    let raw = Rule::Form(form::Rule::RawDocument);
    for (form, rules) in [
        (form.clone(), std::vec![]),
        (form.replace("data=", "Data="), std::vec![Rule::LetterCase]),
        (format!("data={text}"), std::vec![raw]),
        (format!("data=\"{text}\""), std::vec![raw, Rule::Quoted]),
        (document_form(format!("\"{text}\"").as_bytes()), std::vec![Rule::Quoted]),
        (String::from(text), std::vec![Rule::BareDocument]),
    ] {
        assert_eq!(data(&form), (document.to_vec(), rules.clone()), "{form}");
        assert_eq!(parse(&form, &Tolerance::STRICT).0.is_err(), !rules.is_empty());
    }
    let limits = form::Limits { octets: 3, pairs: 3 };
    let too_long = Received::parse(document, &Tolerance::FIELD, limits, &mut ());
    assert_eq!(too_long, Err(Fault::new(Rule::Form(form::Rule::TooLong), Field::Form, 3)));
    // One quote is no pair.
    assert_eq!(data("data=%22"), (b"\"".to_vec(), std::vec![]));
    assert_eq!(data("data=%22%22"), (Vec::new(), std::vec![Rule::Quoted]));
}

#[test]
fn variables_that_stood_elsewhere_make_the_same_callback() {
    let variables = || {
        Variable::ALL.iter().zip(0..).filter_map(|(variable, at)| {
            let text = example().value(*variable)?.into_owned();
            Some((*variable, Cow::Owned(text.into_bytes()), at))
        })
    };
    let strict = StatusCallback::from_variables(variables(), 9, &Tolerance::STRICT, &mut ());
    assert_eq!(strict, Ok(example()));
    let twice = variables().chain([(Variable::To, Cow::Borrowed(b"1".as_slice()), 7)]);
    let fault = Fault::new(Rule::Duplicate, Field::Variable(Variable::To), 7);
    assert_eq!(StatusCallback::from_variables(twice, 9, &Tolerance::STRICT, &mut ()), Err(fault));
    let none = StatusCallback::from_variables([], 9, &Tolerance::FIELD, &mut ());
    assert_eq!(none, Err(Fault::new(Rule::Missing, Field::Variable(Variable::MessageId), 9)));
    assert_eq!(example().value(Variable::Data), None);
}

#[test]
fn rules_have_names_and_sentences() {
    let fault = Fault::new(Rule::ShortStatus, Field::Variable(Variable::Status), 120);
    assert_eq!(format!("{fault}"), "status at octet 120: fewer than three digits");
    assert_eq!((Rule::ShortStatus.name(), Rule::Form(form::Rule::Escape).name()), ("short_status", "escape"));
    assert_eq!(Variable::ALL.len(), 9);
}

#[cfg(feature = "xml")]
mod xml {
    use super::*;
    use crate::xml::XmlLimits;

    /// E-S-10, as printed.
    const PRINTED: &str = "<?xml version=\"1.0\"?>\n<callback>\n<apiMsgId>996411ad91fa211e7d17bc873aa4a41d</apiMsgId>\n\
                           <cliMsgId></cliMsgId>\n<timestamp>1218008129</timestamp>\n<to>279995631564</to>\n\
                           <from>27833001171</from>\n<charge>0.300000</charge>\n<status>004</status>\n</callback>\n";

    /// E-S-11, as it is sent.
    const SENT: &str = "data=%3C%3Fxml%20version%3D%221.0%22%3F%3E%3Ccallback%3E%3CapiMsgId%3E996411ad91fa211e7d17bc8\
        73aa4a41d%3C%2FapiMsgId%3E%3CcliMsgId%3E%3C%2FcliMsgId%3E%3Ctimestamp%3E1218008129%3C%2Ftimestamp%3E%3Cto%3E\
        279995631564%3C%2Fto%3E%3Cfrom%3E27833001171%3C%2Ffrom%3E%3Ccharge%3E0.300000%3C%2Fcharge%3E%3Cstatus%3E004\
        %3C%2Fstatus%3E%3C%2Fcallback%3E";

    fn read(
        document: &str,
        tolerance: &Tolerance,
    ) -> (Result<StatusCallback<'static>, XmlCallbackError>, Vec<Rule>) {
        let mut notes = Vec::new();
        let read =
            StatusCallback::from_xml(document.as_bytes(), tolerance, &XmlLimits::default(), &mut notes);
        (read, notes.iter().map(Fault::rule).collect())
    }

    #[test]
    fn soap_6_2_5_22_to_24_the_printed_document_both_ways() {
        let callback = read(PRINTED, &Tolerance::STRICT).0.unwrap();
        assert_eq!(callback.message_id.as_str(), "996411ad91fa211e7d17bc873aa4a41d");
        assert_eq!(
            (callback.api_id, &callback.client_message_id, callback.timestamp),
            (None, &None, 1_218_008_129)
        );
        assert_eq!(
            (callback.status, callback.charge),
            (MessageStatus::RECEIVED.into(), "0.3".parse().unwrap())
        );
        assert_eq!((&*callback.to, &*callback.from), ("279995631564", "27833001171"));
        let document = callback.to_xml().unwrap();
        assert_eq!(document, PRINTED.replace('\n', ""));
        assert_eq!(document_form(document.as_bytes()), SENT);
        let Received::Data(data) = parse(SENT, &Tolerance::STRICT).0.unwrap() else { panic!("no document") };
        assert_eq!(read(core::str::from_utf8(&data).unwrap(), &Tolerance::STRICT).0, Ok(callback));
    }

    #[test]
    fn variables_of_a_document_are_judged_as_those_of_a_form() {
        let tolerated = read(&PRINTED.replace("004", "4").replace("apiMsgId", "apimsgid"), &Tolerance::FIELD);
        assert_eq!(tolerated.1, [Rule::LetterCase, Rule::ShortStatus]);
        assert_eq!(tolerated.0, read(PRINTED, &Tolerance::STRICT).0);
        let short = PRINTED.replace("004", "4");
        let at = short.find("<status>").unwrap();
        let fault = Fault::new(Rule::ShortStatus, Field::Variable(Variable::Status), at);
        assert_eq!(read(&short, &Tolerance::STRICT).0, Err(XmlCallbackError::Variable(fault)));
        let missing =
            PRINTED.replace("<to>279995631564</to>", "<other><to>1</to></other><x:to xmlns:x=\"y\"/>");
        let fault = Fault::new(Rule::Missing, Field::Variable(Variable::To), missing.len());
        assert_eq!(read(&missing, &Tolerance::FIELD).0, Err(XmlCallbackError::Variable(fault)));
    }

    #[test]
    fn what_is_no_such_document_is_refused() {
        for document in
            ["", "<clickmo/>", "<callback>", "<callback/><callback/>", "<callback><to><a/></to></callback>"]
        {
            assert!(
                matches!(read(document, &Tolerance::FIELD).0, Err(XmlCallbackError::Xml(_))),
                "{document}"
            );
        }
        let bad = StatusCallback { from: Cow::Borrowed("\u{1}"), ..example() };
        assert!(bad.to_xml().is_err());
        let marked = StatusCallback { from: Cow::Borrowed("A&B <é>"), api_id: None, ..example() };
        assert_eq!(read(&marked.to_xml().unwrap(), &Tolerance::STRICT).0, Ok(marked));
    }
}

fn any_callback() -> impl Strategy<Value = StatusCallback<'static>> {
    let id = "[ -~]{1,64}".prop_map(|text| MessageId::parse(&text).unwrap());
    let text = || "[^\\p{Cc}]{0,20}";
    let status = prop_oneof![
        (0_u16..=999).prop_map(|number| ReplyStatus::Message(MessageStatus::new(number))),
        (0_u8..=2).prop_map(ReplyStatus::Billing),
    ];
    let millionths = -1_000_000_000_i64..1_000_000_000;
    let charge = millionths.prop_map(|millionths| Credit::from_millionths(millionths).unwrap());
    let api_id = (0_u64..1_000_000_000_000).prop_map(|number| ApiId::try_from(number).unwrap());
    let front = (proptest::option::of(api_id), id, text(), any::<u64>());
    (front, (text(), text(), status, charge)).prop_map(
        |((api_id, id, client, time), (to, from, status, charge))| {
            let callback = StatusCallback::new(id, time, to, from, status, charge);
            let client_message_id = Some(Cow::<str>::Owned(client)).filter(|id| !id.is_empty());
            StatusCallback { api_id, client_message_id, ..callback }
        },
    )
}

proptest! {
    #[test]
    fn every_callback_reads_back_as_it_was_built(callback in any_callback()) {
        let form = callback.form().unwrap();
        prop_assert_eq!(strict(&form), callback.clone());
        prop_assert_eq!(callback.clone().into_owned(), callback);
    }

    /// Whatever the octets: no panic, and what is refused or noted has its place.
    #[test]
    fn any_octets_are_judged(
        change in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6)
    ) {
        let mut octets = EXAMPLE.as_bytes().to_vec();
        for (place, octet) in change {
            *place.get_mut(&mut octets) = octet;
        }
        crate::fuzzing::callback(&octets);
    }
}
