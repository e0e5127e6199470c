//! What is built reads back as the same, and whatever is read is judged without a panic.

use super::*;
use crate::callback::CallbackLevel;
use crate::credit::Credit;
use crate::feature::ReqFeat;
use crate::form::{self, Builder, Space, pairs};
use crate::id::MessageId;
use crate::number::{Msisdn, SenderId};
use alloc::string::ToString;
use proptest::prelude::*;

fn options() -> impl Strategy<Value = Options> {
    let counts = (1_u32..=35, 1_u32..=3, 1_u32..=1440, prop::option::of(1_u32..=10_080));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), 0_u8..=7, any::<u32>());
    let names = (
        prop::option::of("[A-Za-z][A-Za-z0-9]{0,10}|[0-9]{1,16}"),
        prop::option::of("[A-Za-z0-9]{1,32}"),
        prop::option::of(1_i64..=10_000_000),
    );
    (counts, flags, names).prop_map(|((concat, queue, validity, delay), flags, (from, id, credits))| {
        Options {
            from: from.map(|from| SenderId::parse(&from).unwrap()),
            concat: concat.try_into().unwrap(),
            deliv_ack: flags.0,
            callback: CallbackLevel::new(flags.3),
            deliv_time: delay.map(|delay| delay.try_into().unwrap()),
            max_credits: credits
                .map(|credits| MaxCredits::new(Credit::from_millionths(credits).unwrap()).unwrap()),
            req_feat: ReqFeat::from_bits_retain(flags.4),
            queue: queue.try_into().unwrap(),
            escalate: flags.1,
            mo: flags.2,
            client_message_id: id.map(|id| MessageId::parse(&id).unwrap()),
            validity: validity.try_into().unwrap(),
            ..Options::default()
        }
    })
}

fn content() -> impl Strategy<Value = Content<'static>> {
    prop_oneof![
        "[ -~é€ж]{1,80}".prop_map(|text| Content::Text(text.into())),
        any::<String>()
            .prop_filter("not empty", |text| !text.is_empty())
            .prop_map(|text| Content::Unicode(text.into())),
        prop::collection::vec(any::<u8>(), 1..100).prop_map(|data| Content::Data(data.into())),
    ]
}

fn messages() -> impl Strategy<Value = SendMsg<'static>> {
    let to = prop::collection::vec("[1-9][0-9]{6,14}", 1..5);
    let udh = prop::option::of(prop::sample::select(["00", "050003330201", "06050415820000"].as_slice()));
    (to, content(), udh, options()).prop_map(|(to, content, udh, options)| {
        let mut message = SendMsg::new(to.iter().map(|to| Msisdn::parse(to).unwrap()), content);
        message.udh = udh.map(|udh| UserDataHeader::try_from(String::from(udh)).unwrap());
        message.options = options;
        message
    })
}

proptest! {
    #[test]
    fn what_is_built_reads_back_as_the_same(message in messages()) {
        // Too long a text is the one thing that the strategy may get wrong.
        let Ok(values) = message.build() else {
            prop_assert!(message.parts().is_err());
            return Ok(());
        };
        prop_assert!(values.is_sorted_by_key(|(parameter, _)| *parameter));
        for tolerance in [Tolerance::STRICT, Tolerance::FIELD] {
            let mut notes = Vec::new();
            let mut given = Given::new(ApiKind::Soap, tolerance, Limits::default());
            for (parameter, value) in &values {
                prop_assert!(given.insert(parameter.name(), value.as_ref(), &mut notes));
            }
            let read = given.message(&mut notes);
            prop_assert_eq!((read.as_ref(), notes.as_slice()), (Ok(&message), [].as_slice()));
        }
    }

    #[test]
    fn what_is_written_as_a_form_reads_back_as_the_same(message in messages()) {
        let Ok(builder) = message.write_form(Builder::body(Space::Plus)) else { return Ok(()) };
        let query = builder.into_string();
        let found: Vec<_> = pairs(query.as_bytes(), form::Tolerance::STRICT, form::Limits::default(), &mut ())
            .collect::<Result<_, _>>()
            .unwrap();
        let given = Given::from_pairs(found, Tolerance::STRICT, Limits::default(), &mut ()).unwrap();
        let read = given.message(&mut ());
        prop_assert_eq!(read.as_ref(), Ok(&message));
    }

    #[test]
    fn any_values_are_judged_and_what_passes_strictly_can_be_built(
        values in prop::collection::vec(
            (prop::sample::select(Parameter::ALL), "[0-9a-fA-F +.\\-\u{0}é]{0,8}|[0-9]{1,12}"),
            0..12,
        )
    ) {
        let read = |tolerance, notes: &mut Vec<Fault>| {
            let mut given = Given::new(ApiKind::Http, tolerance, Limits::default());
            given.put(Parameter::To, "27999123454");
            for (parameter, value) in &values {
                given.put(*parameter, value.clone());
            }
            let _ = given.auth(notes);
            notes.clear();
            given.message(notes).map(SendMsg::into_owned)
        };
        let mut notes = Vec::new();
        let strict = read(Tolerance::STRICT, &mut notes);
        prop_assert_eq!(&notes, &[]);
        let lenient = read(Tolerance::FIELD, &mut notes);
        match (&strict, &lenient) {
            // A rule that is bent is the one that strict reading broke first.
            (Err(fault), Ok(_)) => prop_assert_eq!(notes.first(), Some(fault)),
            (Ok(message), _) => {
                prop_assert_eq!(&strict, &lenient);
                prop_assert_eq!(&notes, &[]);
                let bad = message.to.iter().any(|to| destination(to, None, message.options.mo).is_err());
                prop_assert_eq!(message.build().is_ok(), !bad && message.parts().is_ok());
            }
            (Err(_), Err(_)) => {}
        }
        for fault in notes.iter().chain(strict.as_ref().err()).chain(lenient.as_ref().err()) {
            prop_assert!(fault.at() <= 27 && fault.answer().name().is_some(), "{}", fault.to_string());
        }
    }
}
