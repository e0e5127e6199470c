//! Sessions under random operations, beside a list of all of them.

use alloc::vec::Vec;

use crate::api_session::{ApiSessions, NoSession, OpenError, SessionLimits};
use crate::id::{ApiMessageId, MessageId};
use crate::machine::Timed;
use crate::time::{Duration, Instant};

const SESSIONS: usize = 6;
const PER_OWNER: usize = 3;

/// A session as the model sees it; the list is in the order of their last use.
#[derive(Clone, Copy)]
struct Open {
    id: u8,
    owner: u8,
    used: Instant,
}

/// Each pair of octets is an operation and its argument: time passes, a session is opened, used or closed, or all of an
/// owner's are.
///
/// Asserts that every result and the next timeout are those of the list. Returns how many were opened.
#[must_use]
pub fn api_sessions(operations: &[u8]) -> usize {
    let mut limits = SessionLimits::default();
    (limits.sessions, limits.per_owner) = (SESSIONS, PER_OWNER);
    let mut sessions = ApiSessions::new(limits);
    let mut list: Vec<Open> = Vec::new();
    let (mut now, mut opened) = (Instant::ZERO, 0);
    for operation in operations.chunks_exact(2) {
        let (operation, argument) = (operation[0] % 8, operation[1]);
        let (number, owner) = (argument % 16, argument / 16 % 4);
        let id = MessageId::from(ApiMessageId::from_random([number; 16]));
        if operation < 2 {
            now = now.after(Duration::from_secs(u64::from(argument) * (1 + u64::from(operation) * 6)));
        }
        list.retain(|open| open.used.after(SessionLimits::IDLE) > now);
        let place = list.iter().position(|open| open.id == number);
        match operation {
            0 | 1 => {
                sessions.handle_timeout(now);
                assert!(sessions.poll_timeout().is_none_or(|due| due > now), "a caller would spin");
            }
            2..=4 => {
                let own = list.iter().filter(|open| open.owner == owner).count();
                let expected = match place {
                    Some(_) => Err(OpenError::Taken),
                    None if own >= PER_OWNER => {
                        let oldest =
                            list.iter().position(|open| open.owner == owner).expect("there are three");
                        list.remove(oldest);
                        Ok(())
                    }
                    None if list.len() >= SESSIONS => Err(OpenError::Sessions { limit: SESSIONS }),
                    None => Ok(()),
                };
                assert_eq!(sessions.open(now, id, owner), expected);
                if expected.is_ok() {
                    list.push(Open { id: number, owner, used: now });
                    opened += 1;
                }
            }
            5 | 6 => {
                let expected = place.map(|place| list.remove(place));
                let used = sessions.touch(now, &id).copied();
                assert_eq!(used, expected.map(|open| open.owner).ok_or(NoSession));
                list.extend(expected.map(|open| Open { used: now, ..open }));
            }
            _ if argument < 128 => {
                let expected = place.map(|place| list.remove(place).owner).ok_or(NoSession);
                assert_eq!(sessions.close(now, &id), expected);
            }
            _ => {
                sessions.handle_timeout(now);
                let before = list.len();
                list.retain(|open| open.owner != owner);
                assert_eq!(sessions.close_all(&owner), before - list.len());
            }
        }
        assert_eq!((sessions.len(), sessions.is_empty()), (list.len(), list.is_empty()));
        let due = list.iter().map(|open| open.used.after(SessionLimits::IDLE)).min();
        assert_eq!(sessions.poll_timeout(), due);
    }
    opened
}
