//! Answers of which not everything can be read.

use super::*;
use crate::response::AnswerError;

#[test]
fn an_answer_that_is_partly_unreadable_keeps_the_ids() {
    let ids: Vec<_> = (0..4).map(|number| format!("ID: {number:032x} To: 2799912345{number}")).collect();
    let body = |texts: &[String]| {
        let texts: String = texts.iter().map(|text| format!("<return>{text}</return>")).collect();
        format!("{ENVELOPE}<sendmsgResponse>{texts}</sendmsgResponse></e:Body></e:Envelope>")
    };
    let answered = |body: &str, values: usize| {
        let mut settings = settings(Service::DocumentLiteral);
        (settings.sessions, settings.envelope.values) = (false, values);
        let mut client = Client::new(settings);
        let message = SendMsg::new([Msisdn::parse("27999123450").unwrap()], Content::Text("Hi".into()));
        client.call(Instant::ZERO, &Request::SendMsg(message)).unwrap();
        let [(exchange, ..)] = sent(&mut client)[..] else { panic!() };
        client.handle_input(Instant::ZERO, HttpIn { exchange, reply: Some(http(200, body)) });
        match ended(&mut client).remove(0).1 {
            Some(CallFailure::Answer(AnswerError::Partial(partial))) => partial,
            other => panic!("{other:?}"),
        }
    };
    let odd = [&ids[..2], &["Hello".to_owned()], &ids[2..]].concat();
    let partial = answered(&body(&odd), 10);
    let read: Vec<_> = partial.lines.iter().map(Result::is_ok).collect();
    assert_eq!((read, partial.dropped), (vec![true, true, false, true, true], 0));
    let failure = CallFailure::Answer(AnswerError::Partial(partial));
    assert!(failure.is_unknown() && failure.to_string().starts_with("text 2: "), "{failure}");
    // And one that has more lines than are kept says so.
    let partial = answered(&body(&ids), 3);
    assert_eq!((partial.lines.len(), partial.dropped), (3, 1));
    assert_eq!(AnswerError::Partial(partial).to_string(), "1 texts beyond 3, the most that are kept");
}
