use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::vec;

mod bent;
mod properties;

use super::*;
use crate::status::MessageStatus;

const ID: &str = "2e838df2ee3ea418272ae05aaf84ce5d";

fn id(text: &str) -> MessageId {
    MessageId::parse(text).unwrap()
}

fn credit(text: &str) -> Credit {
    text.parse().unwrap()
}

fn error(number: u16, text: &'static str, to: Option<&'static str>) -> Reply<'static> {
    Reply::Error { code: ApiError::new(number), text: Cow::Borrowed(text), to: to.map(Cow::Borrowed) }
}

fn status(number: u16) -> ReplyStatus {
    MessageStatus::new(number).into()
}

fn read<'a>(line: &'a [u8], tolerance: &Tolerance) -> (Result<Reply<'a>, Fault>, Vec<Fault>) {
    let mut notes = Vec::new();
    let reply = Reply::parse(line, tolerance, &mut notes);
    (reply, notes)
}

fn body<'a>(body: &'a [u8], limits: Limits) -> (Vec<Result<Reply<'a>, Fault>>, Vec<Fault>) {
    let mut notes = Vec::new();
    let found = replies(body, &Tolerance::FIELD, limits, &mut notes).collect();
    (found, notes)
}

fn built(reply: &Reply<'_>) -> Result<String, Fault> {
    let mut line = String::from("> ");
    let done = reply.build(&mut line);
    assert!(done.is_ok() || line == "> ", "{line}");
    done.map(|()| line.split_off(2))
}

/// Lines in their one right form, and what they say.
fn canonical() -> Vec<(&'static str, Reply<'static>)> {
    let charge = |client_id: Option<&'static str>| Reply::Charge {
        id: id(ID),
        client_id: client_id.map(Cow::Borrowed),
        charge: credit("0.333333"),
        status: status(4),
    };
    let supported = "This prefix is currently supported. Messages sent to this prefix will be routed.";
    let text = |text: &'static str| Reply::Ok { text: Cow::Borrowed(text) };
    let to = |to: &'static str| Reply::Id { id: id(ID), to: Some(Cow::Borrowed(to)) };
    vec![
        // SOAP 5.1, and the code that ends a token payment.
        ("OK: 330df12c75bf8046942c3304639aa646", text("330df12c75bf8046942c3304639aa646")),
        ("OK: 605", text("605")),
        // SOAP 5.2 and 8.4.
        ("OK:", text("")),
        ("OK", Reply::Done),
        // SOAP 5.3, 8.1 and 8.3, and MT billing 8.1.
        ("ID: 2e838df2ee3ea418272ae05aaf84ce5d", Reply::Id { id: id(ID), to: None }),
        ("ID: 2e838df2ee3ea418272ae05aaf84ce5d To: 2799912345", to("2799912345")),
        ("ID: 2e838df2ee3ea418272ae05aaf84ce5d To:", to("")),
        ("ID: 1303312400160", Reply::Id { id: id("1303312400160"), to: None }),
        ("ERR: 105", error(105, "", None)),
        ("ERR: 651", error(651, "", None)),
        ("ERR: 651, Invalid Currency Specified", error(651, "Invalid Currency Specified", None)),
        (
            "ERR: 114, Cannot route message To: 2799923424",
            error(114, "Cannot route message", Some("2799923424")),
        ),
        ("ERR: 105 To: +27", error(105, "", Some("+27"))),
        ("ERR: 105, Invalid destination address To:", error(105, "Invalid destination address", Some(""))),
        (
            "ERR: 105, Invalid destination address To: a b, c: d",
            error(105, "Invalid destination address", Some("a b, c: d")),
        ),
        ("ERR: 124, Missing OTP tag", error(124, "Missing OTP tag", None)),
        (
            "ERR: 101, Invalid, or missing: to, text; reply to: us",
            error(101, "Invalid, or missing: to, text; reply to: us", None),
        ),
        ("ERR: 901, Sent To: nobody To: 2799912345", error(901, "Sent To: nobody", Some("2799912345"))),
        // SOAP 5.4 and 7.1, and MT billing 12.
        ("ID: 2e838df2ee3ea418272ae05aaf84ce5d Status: 004", Reply::Status { id: id(ID), status: status(4) }),
        (
            "ID: 2e838df2ee3ea418272ae05aaf84ce5d Status: 013",
            Reply::Status { id: id(ID), status: status(13) },
        ),
        (
            "ID: 2e838df2ee3ea418272ae05aaf84ce5d Status: 1",
            Reply::Status { id: id(ID), status: ReplyStatus::Billing(1) },
        ),
        // SOAP 7.2.
        ("Credit: 2192.4", Reply::Credit { credit: credit("2192.4") }),
        ("Credit: -3500.0", Reply::Credit { credit: credit("-3500") }),
        // SOAP 7.3.
        (
            "OK: This prefix is currently supported. Messages sent to this prefix will be routed. Charge: 1",
            Reply::Covered { text: Cow::Borrowed(supported), charge: Credit::ONE },
        ),
        (
            "ERR: This prefix is not currently supported. Messages sent to this prefix will fail.",
            Reply::NotCovered {
                text: Cow::Borrowed(
                    "This prefix is not currently supported. Messages sent to this prefix will fail.",
                ),
            },
        ),
        // The operations that the document leaves out.
        ("apiMsgId: 2e838df2ee3ea418272ae05aaf84ce5d charge: 0.333333 status: 004", charge(None)),
        (
            "apiMsgId: 2e838df2ee3ea418272ae05aaf84ce5d cliMsgId: abc123 charge: 0.333333 status: 004",
            charge(Some("abc123")),
        ),
    ]
}

#[test]
fn a_session_is_not_shown() {
    let session = Reply::Ok { text: "5ffabd1f53f7c6a15e0a8d3ab4c1f5e1".into() };
    assert_eq!(format!("{session:?}"), "Ok { text: [32 octets] }");
    assert_eq!(format!("{:?}", Reply::Done), "Done");
    let shown = format!("{:?}", error(105, "Invalid", Some("27")));
    assert_eq!(
        shown,
        format!("Error {{ code: {:?}, text: \"Invalid\", to: Some(\"27\") }}", ApiError::new(105))
    );
}

#[test]
fn soap_5_to_8_and_bill_8_1_every_reply_both_ways() {
    for (line, reply) in canonical() {
        assert_eq!(read(line.as_bytes(), &Tolerance::STRICT), (Ok(reply.clone()), vec![]), "{line}");
        assert_eq!(read(line.as_bytes(), &Tolerance::FIELD), (Ok(reply.clone()), vec![]), "{line}");
        assert_eq!(built(&reply).as_deref(), Ok(line));
        assert_eq!(reply.clone().into_owned(), reply);
    }
}

#[test]
fn every_beginning_of_a_reply_is_judged_with_a_place_inside() {
    for (line, _) in canonical() {
        for length in 0..line.len() {
            let start = &line.as_bytes()[..length];
            match read(start, &Tolerance::FIELD).0 {
                Ok(reply) => assert!(built(&reply).is_ok(), "{start:?}"),
                Err(fault) => assert!(usize::try_from(fault.at()).unwrap() <= length, "{fault}"),
            }
        }
    }
}

#[test]
fn soap_5_3_7_and_8_results_of_several_destinations_are_a_list() {
    // The document's two, one that is missing, and the spelling of another decade; a number may occur twice.
    let text = b"ID: a1 To: 27999123454\r\nERR: 114, Cannot route message To: 2799923424\nHTTP/1.1 200\n\
        ERR: 105, INVALID DESTINATION ADDRESS To: abc\nID: a2 To: 27999123454\n\n\r\n";
    let (found, notes) = body(text, Limits::default());
    let accepted = |name: &str| Ok(Reply::Id { id: id(name), to: Some(Cow::Borrowed("27999123454")) });
    assert_eq!(
        found,
        [
            accepted("a1"),
            Ok(error(114, "Cannot route message", Some("2799923424"))),
            Err(Fault::new(Rule::Unknown, Field::Reply, 70)),
            Ok(error(105, "INVALID DESTINATION ADDRESS", Some("abc"))),
            accepted("a2"),
        ]
    );
    assert_eq!(notes, []);
    for empty in [b"".as_slice(), b"\n", b" \r\n\n"] {
        assert_eq!(body(empty, Limits::default()).0, []);
    }
}

#[test]
fn soap_7_3_2_and_3_coverage_over_http_and_soap() {
    let supported = "This prefix is currently supported. Messages sent to this prefix will be routed.";
    for (end, gap) in [("\n", "\n"), ("\r\n\r\n", "\r\n"), ("", " ")] {
        let text = format!("OK: {supported}{gap}Charge: 1{end}");
        let (found, notes) = body(text.as_bytes(), Limits::default());
        assert_eq!(found, [Ok(Reply::Covered { text: Cow::Borrowed(supported), charge: Credit::ONE })]);
        assert_eq!(notes.len(), usize::from(gap != " "));
        assert_eq!(read(text.trim_end().as_bytes(), &Tolerance::FIELD).0, found[0]);
    }
    // A charge joins a line that may have one, and no other.
    let (found, _) =
        body(b"OK\nCharge: 1\nOK: a\nCharge: x\nOK: b\n\nCharge: 1\nID: 1\nCharge: 1", Limits::default());
    let kinds: Vec<_> =
        found.iter().map(|reply| reply.as_ref().ok().and_then(|reply| built(reply).ok())).collect();
    let line = |line: &str| Some(line.to_string());
    assert_eq!(kinds, [line("OK"), None, line("OK: a"), None, line("OK: b"), None, line("ID: 1"), None]);
}

#[test]
fn a_b11_one_digit_is_a_billed_transaction_and_three_are_a_message() {
    let of = |digits: &str| match read(format!("ID: 1 Status: {digits}").as_bytes(), &Tolerance::FIELD).0 {
        Ok(Reply::Status { status, .. }) => status,
        other => panic!("{other:?}"),
    };
    assert_eq!((of("1"), of("001")), (ReplyStatus::Billing(1), status(1)));
    assert_eq!((of("0"), of("000"), of("2")), (ReplyStatus::Billing(0), status(0), ReplyStatus::Billing(2)));
    assert_eq!((of("4"), of("04")), (status(4), status(4)));
    assert_eq!((of("1").message(), of("001").message()), (MessageStatus::UNKNOWN, MessageStatus::UNKNOWN));
}

#[test]
fn soap_10_130_and_a_62_the_second_from_which_messages_are_taken_again() {
    let reply = Reply::limit_exceeded(1_218_067_200);
    let line = "ERR: 130, Maximum MT limit exceeded until 1218067200";
    assert_eq!((built(&reply).as_deref(), reply.retry_at()), (Ok(line), Some(1_218_067_200)));
    for (line, retry_at) in [
        (line, Some(1_218_067_200)),
        ("ERR: 130", None),
        ("ERR: 130, Maximum MT limit exceeded", None),
        ("ERR: 105, Until 1218067200", None),
        ("ERR: 130, Quota used until 5 To: 27999", Some(5)),
        ("ERR: 130, Maximum MT limit exceeded UNTIL 7", Some(7)),
        ("ERR: 130, 5", None),
        ("ERR: 130, Maximum MT limit exceeded 5", None),
        ("ERR: 130, Maximum MT limit exceeded until +5", None),
        ("ERR: 130, Maximum MT limit exceeded until 18446744073709551616", None),
    ] {
        assert_eq!(read(line.as_bytes(), &Tolerance::STRICT).0.unwrap().retry_at(), retry_at);
    }
}

#[test]
fn soap_10_001_an_error_carries_the_text_of_its_table() {
    assert_eq!(
        built(&Reply::error(ApiError::AUTHENTICATION_FAILED)).as_deref(),
        Ok("ERR: 001, Authentication failed")
    );
    assert_eq!(built(&Reply::error(ApiError::new(651))).as_deref(), Ok("ERR: 651"));
    for row in ApiError::ALL {
        let line = built(&Reply::error(row.value)).unwrap();
        assert_eq!(read(line.as_bytes(), &Tolerance::STRICT).0, Ok(Reply::error(row.value)));
    }
}

#[test]
fn soap_7_2_2_amounts_have_up_to_six_decimals() {
    let balance = Credit::from_credits(10).unwrap();
    let less = balance.checked_sub(Credit::THIRD).unwrap();
    for (credit, line) in
        [(balance, "Credit: 10.0"), (less, "Credit: 9.666667"), (Credit::ZERO, "Credit: 0.0")]
    {
        assert_eq!(built(&Reply::Credit { credit }).as_deref(), Ok(line));
    }
    for line in ["Credit: 0.67000000", "Credit: 12.50", "Credit: 5"] {
        assert!(read(line.as_bytes(), &Tolerance::STRICT).0.is_ok());
    }
    assert_eq!(
        built(&Reply::Covered { text: Cow::Borrowed("a"), charge: Credit::THIRD }).as_deref(),
        Ok("OK: a Charge: 0.333333")
    );
}

#[test]
fn what_would_read_otherwise_is_not_built() {
    let ambiguous = |reply: &Reply<'_>| built(reply) == Err(Fault::new(Rule::Ambiguous, Field::Reply, 0));
    let text = |text: &'static str| Cow::Borrowed(text);
    assert!(ambiguous(&Reply::Ok { text: text("covered Charge: 1") }));
    assert!(ambiguous(&error(105, "sent To: nobody", None)));
    assert!(ambiguous(&error(105, "a", Some("b To: c"))));
    assert!(ambiguous(&Reply::NotCovered { text: text("105, Invalid") }));
    for (reply, rule) in [
        (error(105, "a\nID: 1", None), Rule::Control),
        (error(105, " a", None), Rule::Separator),
        (error(105, "", Some("a ")), Rule::Separator),
        (error(105, "", Some("\u{7F}")), Rule::Control),
        (error(1000, "", None), Rule::Number),
        (Reply::NotCovered { text: text("") }, Rule::Separator),
        (Reply::Id { id: id("a b"), to: None }, Rule::Leftover),
        (Reply::Status { id: id("1"), status: ReplyStatus::Billing(7) }, Rule::ShortNumber),
        (Reply::Status { id: id("1"), status: status(1000) }, Rule::Number),
    ] {
        assert_eq!(built(&reply).map_err(|fault| fault.rule()), Err(rule), "{reply:?}");
    }
}

#[test]
fn limits_cost_one_line_or_the_rest() {
    let limits = Limits { line: 6, lines: 3 };
    let (found, _) = body(b"ID: 1\nID: 234\n\nID: 2\n\nOK\nOK", limits);
    let accepted = |name: &str| Ok(Reply::Id { id: id(name), to: None });
    let long = Fault::new(Rule::TooLong, Field::Reply, 6);
    let many = Fault::new(Rule::TooManyLines, Field::Reply, 22);
    assert_eq!(found, [accepted("1"), Err(long), accepted("2"), Err(many)]);
}

#[test]
fn debug_of_a_body_shows_none_of_it() {
    let mut notes = ();
    let mut found = replies(b"OK: 330df12c\nOK: 330df12c", &Tolerance::STRICT, Limits::default(), &mut notes);
    found.next();
    let shown = format!("{found:?}");
    assert!(
        shown.starts_with("Replies { octets: 25, left: 12, found: 1, ") && !shown.contains("330d"),
        "{shown}"
    );
}

#[test]
fn a_destination_that_would_break_the_line_is_echoed_with_question_marks() {
    let refused = |to: &'static str| error(105, "Invalid destination address", Some(to)).to_line();
    for (to, echoed) in [
        ("+27\r\n1", " To: +27??1"),
        ("\u{0}", " To: ?"),
        ("a\u{7F}b\u{85}\u{9F}c", " To: a?b??c"),
        ("\t1 2\n", " To: 1 2"),
        ("é€", " To: é€"),
        ("\n", " To:"),
        ("1 To: 2", ""),
    ] {
        assert_eq!(refused(to), format!("ERR: 105, Invalid destination address{echoed}"), "{to:?}");
    }
    let accepted = |to: &'static str| Reply::Id { id: id("1"), to: Some(to.into()) }.to_line();
    assert_eq!((accepted("2\n3").as_str(), accepted("2 3").as_str()), ("ID: 1 To: 2?3", "ID: 1"));
    assert_eq!(error(105, "a\nb", None).to_line(), "ERR: 901, Internal error - please retry");
}
