use super::*;
use crate::id::ApiMessageId;
use alloc::vec::Vec;
use std::string::String;

fn id(number: u8) -> MessageId {
    MessageId::from(ApiMessageId::from_random([number; 16]))
}

fn at(seconds: u64) -> Instant {
    Instant::from_secs(seconds)
}

fn sessions(change: impl FnOnce(&mut SessionLimits)) -> ApiSessions<&'static str> {
    let mut limits = SessionLimits::default();
    change(&mut limits);
    ApiSessions::new(limits)
}

fn unlimited() -> ApiSessions<&'static str> {
    sessions(|_| {})
}

#[test]
fn soap_5_1_5_and_10_003_a_session_ends_after_900_seconds_without_use() {
    let mut sessions = unlimited();
    sessions.open(at(0), id(1), "demo").unwrap();
    assert_eq!(sessions.touch(at(899), &id(1)), Ok(&"demo"));
    let last = Instant::from_micros((899 + 900) * 1_000_000 - 1);
    assert_eq!(sessions.touch(last, &id(1)), Ok(&"demo"));
    sessions.open(at(2000), id(2), "demo").unwrap();
    let refused = sessions.touch(at(2900), &id(2)).unwrap_err();
    assert_eq!(refused.answer(), ApiError::SESSION_EXPIRED);
    assert_eq!(sessions.touch(at(2900), &id(3)), Err(NoSession), "one that never was");
}

#[test]
fn soap_5_1_7_any_call_counts_as_use() {
    let mut sessions = unlimited();
    sessions.open(at(0), id(1), "demo").unwrap();
    for second in [600, 1400, 2299] {
        assert_eq!(sessions.touch(at(second), &id(1)), Ok(&"demo"));
    }
}

#[test]
fn soap_5_2_4_a_ping_at_800_seconds_keeps_it_until_1700() {
    let mut pinged = unlimited();
    pinged.open(at(0), id(1), "demo").unwrap();
    pinged.touch(at(800), &id(1)).unwrap();
    assert_eq!(pinged.poll_timeout(), Some(at(1700)));
    pinged.handle_timeout(at(1699));
    assert_eq!(pinged.len(), 1);
    pinged.handle_timeout(at(1700));
    assert!(pinged.is_empty());
    assert_eq!(pinged.poll_timeout(), None);
}

#[test]
fn soap_5_1_4_and_5_2_5_several_are_open_and_each_lives_by_itself() {
    let mut sessions = unlimited();
    sessions.open(at(0), id(1), "demo").unwrap();
    sessions.open(at(10), id(2), "demo").unwrap();
    sessions.open(at(10), id(3), "other").unwrap();
    assert_eq!(sessions.touch(at(500), &id(1)), Ok(&"demo"));
    assert_eq!(sessions.touch(at(501), &id(1)), Ok(&"demo"));
    assert_eq!(sessions.poll_timeout(), Some(at(910)));
    sessions.handle_timeout(at(910));
    assert_eq!((sessions.len(), sessions.poll_timeout()), (1, Some(at(1401))));
}

#[test]
fn sessions_are_closed_one_by_one_or_all_of_an_owner() {
    let mut sessions = unlimited();
    for (number, owner) in [(1, "demo"), (2, "other"), (3, "demo"), (4, "demo")] {
        sessions.open(at(0), id(number), owner).unwrap();
    }
    assert_eq!(sessions.close(at(1), &id(3)), Ok("demo"));
    assert_eq!(sessions.close(at(1), &id(3)), Err(NoSession));
    assert_eq!((sessions.close_all(&"demo"), sessions.close_all(&"demo")), (2, 0));
    assert_eq!(sessions.touch(at(1), &id(1)), Err(NoSession));
    assert_eq!((sessions.len(), sessions.touch(at(1), &id(2))), (1, Ok(&"other")));
    assert_eq!(sessions.close(at(901), &id(2)), Err(NoSession), "expired");
    assert_eq!(sessions.poll_timeout(), None);
}

#[test]
fn an_id_in_use_is_not_given_out_again() {
    let mut sessions = unlimited();
    sessions.open(at(0), id(1), "demo").unwrap();
    let refused = sessions.open(at(1), id(1), "other").unwrap_err();
    assert_eq!((refused, refused.answer()), (OpenError::Taken, ApiError::INTERNAL));
    assert_eq!(sessions.poll_timeout(), Some(at(900)), "nothing changed");
    assert_eq!(sessions.open(at(900), id(1), "other"), Ok(()), "expired");
}

#[test]
fn beyond_the_cap_of_an_owner_the_longest_unused_ends() {
    let mut sessions = sessions(|limits| (limits.per_owner, limits.sessions) = (3, 4));
    for number in 1..=3 {
        sessions.open(at(0), id(number), "demo").unwrap();
    }
    sessions.open(at(0), id(9), "other").unwrap();
    sessions.touch(at(1), &id(1)).unwrap();
    sessions.open(at(2), id(4), "demo").unwrap();
    let open = |sessions: &mut ApiSessions<&str>, number| sessions.touch(at(3), &id(number)).is_ok();
    let left: Vec<_> = [1, 2, 3, 4, 9].into_iter().filter(|number| open(&mut sessions, *number)).collect();
    assert_eq!(left, [1, 3, 4, 9]);
}

#[test]
fn beyond_the_cap_of_all_none_is_opened_until_one_ends() {
    let mut sessions = sessions(|limits| limits.sessions = 3);
    for (number, owner) in [(1, "a"), (2, "b"), (3, "c")] {
        sessions.open(at(u64::from(number)), id(number), owner).unwrap();
    }
    let refused = sessions.open(at(4), id(4), "d").unwrap_err();
    assert_eq!((refused, refused.answer()), (OpenError::Sessions { limit: 3 }, ApiError::INTERNAL));
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions.open(at(901), id(4), "d"), Ok(()), "the first has expired");
}

#[test]
fn ids_do_not_show() {
    let mut sessions = unlimited();
    sessions.open(at(0), id(0xAB), "demo").unwrap();
    let shown: String = std::format!("{sessions:?}");
    assert!(shown.contains("sessions: 1") && !shown.contains("abab"), "{shown}");
}

proptest::proptest! {
    /// Against the list that the fuzz target uses.
    #[test]
    fn sessions_are_those_of_a_plain_list(operations in proptest::collection::vec(0_u8.., 0..400)) {
        let opened = crate::fuzzing::api_sessions(&operations);
        proptest::prop_assert!(opened <= operations.len() / 2);
    }
}
