//! What holds for any reply and any octets.

use proptest::prelude::*;

use super::*;

fn texts() -> impl Strategy<Value = String> {
    "([A-Za-z,:.+é€0-9]{1,6} ?){0,5}".prop_map(|text| text.trim().to_string())
}

fn any_reply() -> impl Strategy<Value = Reply<'static>> {
    let id = || "[0-9a-f]{1,32}".prop_map(|text| id(&text));
    let amount = || (-9_000_000_000_i64..9_000_000_000).prop_map(Credit::from_units);
    let status = || prop_oneof![(0_u16..1000).prop_map(status), (0_u8..3).prop_map(ReplyStatus::Billing)];
    let to = || prop::option::of(texts().prop_map(Cow::<str>::Owned));
    prop_oneof![
        (id(), to()).prop_map(|(id, to)| {
            // A message that was accepted has a destination of one word.
            let word = |to: Cow<'_, str>| Cow::Owned(to.replace(' ', ""));
            Reply::Id { id, to: to.map(word) }
        }),
        (id(), status()).prop_map(|(id, status)| Reply::Status { id, status }),
        (id(), prop::option::of("[a-z0-9]{1,32}"), amount(), status()).prop_map(
            |(id, client_id, charge, status)| {
                Reply::Charge { id, client_id: client_id.map(Cow::Owned), charge, status }
            }
        ),
        Just(Reply::Done),
        texts().prop_map(|text| Reply::Ok { text: text.into() }),
        (texts(), amount()).prop_map(|(text, charge)| Reply::Covered { text: text.into(), charge }),
        amount().prop_map(|credit| Reply::Credit { credit }),
        (0_u16..1000, texts(), to()).prop_map(|(number, text, to)| {
            Reply::Error { code: ApiError::new(number), text: text.into(), to }
        }),
        texts().prop_map(|text| Reply::NotCovered { text: text.into() }),
    ]
}

proptest! {
    #[test]
    fn what_is_built_reads_back_strictly(sent in prop::collection::vec(any_reply(), 0..12)) {
        let mut lines = Vec::new();
        for reply in &sent {
            match built(reply) {
                Ok(line) => lines.push(line),
                // Only a text can be what reads otherwise.
                Err(fault) => prop_assert!(
                    matches!(
                        reply,
                        Reply::Ok { .. } | Reply::Covered { .. } | Reply::Error { .. } | Reply::NotCovered { .. }
                    ),
                    "{fault}: {reply:?}"
                ),
            }
        }
        let text = lines.join("\n");
        let read: Vec<_> = replies(text.as_bytes(), &Tolerance::STRICT, Limits::default(), &mut ()).collect();
        let again: Vec<String> = read.iter().map(|reply| built(reply.as_ref().unwrap()).unwrap()).collect();
        prop_assert_eq!(again, lines);
    }

    #[test]
    fn lines_of_the_right_words_are_judged(line in "((ID|OK|ERR|Credits?|apiMsgId|To|[Ss]tatus|[Cc]harge|cliMsgId):?[ ,]{0,2}[0-9a.+-]{0,4}[ ,\n]{0,2}){1,5}") {
        crate::fuzzing::reply(line.as_bytes());
    }

    #[test]
    fn any_octets_are_judged(octets in prop::collection::vec(any::<u8>(), 0..60)) {
        crate::fuzzing::reply(&octets);
    }
}
