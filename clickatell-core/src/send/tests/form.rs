//! Calls of the HTTP door.

use super::*;
use crate::form::{self, Builder, Space, pairs};
use crate::number::Msisdn;

fn read<'a>(query: &'a [u8], tolerance: Tolerance, notes: &mut Vec<Fault>) -> Result<Given<'a>, Fault> {
    let limits = form::Limits::default();
    let found =
        pairs(query, form::Tolerance::STRICT, limits, &mut ()).map(Result::unwrap).collect::<Vec<_>>();
    Given::from_pairs(found, tolerance, Limits::default(), notes)
}

fn message(query: &[u8]) -> Result<SendMsg<'static>, Fault> {
    read(query, Tolerance::FIELD, &mut Vec::new())?.message(&mut ()).map(SendMsg::into_owned)
}

#[test]
fn bill_8_1_18_a_printed_call() {
    let query =
        b"session_id=xxx&to=27721234567&from=31647&text=Thanks+for+ordering%21&stdServiceID=356&callback=3";
    let mut notes = Vec::new();
    let given = read(query, Tolerance::STRICT, &mut notes).unwrap();
    let message = given.message(&mut notes).unwrap();
    assert_eq!((message.to.as_slice(), notes.as_slice()), (["27721234567".into()].as_slice(), [].as_slice()));
    assert_eq!(message.content, Content::Text("Thanks for ordering!".into()));
    assert_eq!(message.options.callback.get(), 3);
    assert_eq!(given.get(Parameter::StdServiceId), Some("356"));
    assert!(matches!(given.auth(&mut ()), Ok(Auth::Session(_))));
}

#[test]
fn soap_4_6_both_names_of_the_callback_are_taken() {
    let mut notes = Vec::new();
    for (query, noted) in [(b"callback=3".as_slice(), 0), (b"msg_callback=3", 1)] {
        notes.clear();
        let given = read(query, Tolerance::FIELD, &mut notes).unwrap();
        assert_eq!((given.get(Parameter::Callback), notes.len()), (Some("3"), noted));
    }
}

#[test]
fn destinations_are_parted_by_commas() {
    let to = |query| message(query).map(|message| message.to);
    assert_eq!(to(b"text=a&to=27999123454,27999123134").unwrap(), ["27999123454", "27999123134"]);
    assert_eq!(to(b"text=a&to=1%2C2&to=3").unwrap(), ["1", "2", "3"]);
    assert_eq!(to(b"text=a&to=1,,2,").unwrap(), ["1", "", "2", ""]);
    assert_eq!(to(b"text=a&to=").unwrap_err().rule(), Rule::Missing);
    let commas = ["text=a&to=", ",".repeat(500_000).as_str()].concat();
    let given = read(commas.as_bytes(), Tolerance::FIELD, &mut Vec::new()).unwrap();
    assert_eq!(
        (given.to().len(), given.destinations().unwrap_err().rule()),
        (300, Rule::TooMany { most: 300 })
    );
}

#[test]
fn texts_are_iso_8859_1_unless_charset_says_otherwise() {
    let text = |query| match message(query) {
        Ok(SendMsg { content: Content::Text(text), .. }) => Ok(text),
        Ok(other) => panic!("{other:?}"),
        Err(fault) => Err(fault),
    };
    assert_eq!(text(b"to=1&text=S%EC").as_deref(), Ok("Sì"));
    assert_eq!(text(b"to=1&text=S%C3%AC").as_deref(), Ok("SÃ¬"));
    assert_eq!(text(b"to=1&text=S%C3%AC&charset=utf-8").as_deref(), Ok("Sì"));
    assert_eq!(text(b"charset=ISO-8859-1&to=1&text=S%EC").as_deref(), Ok("Sì"));
    assert_eq!(text(b"charset=&to=1&text=S%EC").as_deref(), Ok("Sì"));
    assert_eq!(text(b"charset=UTF-8&to=1&text=ab%EC"), Err(Fault::new(Rule::NotUtf8, Parameter::Text, 2)));
    assert_eq!(text(b"charset=UTF-8&to=1&text=%EC"), Err(Fault::new(Rule::NotUtf8, Parameter::Text, 0)));
    assert_eq!(text(b"charset=KOI8-R&to=1&text=a"), Err(Fault::new(Rule::Charset, Parameter::Charset, 0)));
}

#[test]
fn what_only_the_field_knows_is_noted() {
    for (query, parameter) in [
        (b"to=1&text=a&charset=UTF-8".as_slice(), Parameter::Charset),
        (b"to=1&text=a&scheduled_time=1300000000", Parameter::ScheduledTime),
        (b"to=1&text=a&mclass=0", Parameter::MessageClass),
        (b"to=1&text=a&binary=1", Parameter::Binary),
    ] {
        let fault = Fault::new(Rule::Undocumented, parameter, 0);
        let mut notes = Vec::new();
        let strict =
            read(query, Tolerance::STRICT, &mut notes).and_then(|given| given.message(&mut ()).map(|_| ()));
        assert_eq!((strict, notes.as_slice()), (Err(fault), [].as_slice()));
        let given = read(query, Tolerance::FIELD, &mut notes).unwrap();
        assert!(given.message(&mut notes).is_ok());
        assert_eq!(notes, [fault]);
    }
}

#[test]
fn names_that_are_no_parameters_are_left_out() {
    for query in [b"\xFF=1".as_slice(), b"Text=a", b"field1=a", b"=", b"to%00=1"] {
        let given = read(query, Tolerance::FIELD, &mut Vec::new()).unwrap();
        assert!(given.to().is_empty() && given.get(Parameter::Text).is_none());
    }
}

#[test]
fn bill_8_1_5_what_is_written_reads_back() {
    let to = ["27999123454", "27999123134"].map(|to| Msisdn::parse(to).unwrap());
    let mut message = SendMsg::new(to, Content::for_text("Café & 100%"));
    message.options.callback = crate::callback::CallbackLevel::FINAL;
    let builder = Builder::body(Space::Plus).pair("session_id", b"xxx");
    let query = message.write_form(builder).unwrap().into_string();
    assert_eq!(query, "session_id=xxx&to=27999123454%2C27999123134&text=Caf%E9+%26+100%25&callback=2");
    let mut notes = Vec::new();
    let given = read(query.as_bytes(), Tolerance::STRICT, &mut notes).unwrap();
    assert_eq!((given.message(&mut notes).as_ref(), notes.as_slice()), (Ok(&message), [].as_slice()));
}

#[test]
fn a_text_beyond_iso_8859_1_needs_unicode() {
    let to = Msisdn::parse("27999123454").unwrap();
    let write = |content| {
        SendMsg::new([to], content).write_form(Builder::body(Space::Plus)).map(Builder::into_string)
    };
    let fault = Fault::new(Rule::NotLatin1, Parameter::Text, 2);
    assert_eq!(write(Content::Text("5 €".into())), Err(fault));
    assert_eq!(fault.answer(), ApiError::INVALID_PARAMETERS);
    let query = write(Content::Unicode("5 €".into())).unwrap();
    assert_eq!(query, "to=27999123454&text=0035002020AC&unicode=1");
}
