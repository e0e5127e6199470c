//! What any session owes to its owner and to its peer, whatever happens: a small model that knows PDUs by their
//! headers, and of the session nothing but what it says.

use std::collections::BTreeMap;
use std::vec::Vec;

const RESPONSE: u32 = 0x8000_0000;
const NACK: u32 = 0x8000_0000;
const UNBIND: u32 = 6;
const ENQUIRE_LINK: u32 = 0x15;
const LAST_NUMBER: u32 = 0x7FFF_FFFF;

/// One thing that a session said, in its order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Saw {
    /// A command ended: with an answer, or with the word that there is none.
    Done { handle: u64, answered: bool },
    /// The owner is asked about a request.
    Asked { duty: u64, id: u32, number: u32 },
    /// A duty lapsed.
    Lapsed { duty: u64 },
    /// A response to nothing.
    Stray,
    /// A request was turned down.
    Refused,
    /// The session is over; by the peer's own leave, if that is so.
    Over { peer_left: bool },
    /// A PDU was written.
    Sent { id: u32, status: u32, number: u32 },
    /// The connection is to be closed.
    Close,
}

/// What the caps and the clocks of the session are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) window: usize,
    pub(super) duties: usize,
    pub(super) response_timeout: u64,
    pub(super) duty_timeout: u64,
}

/// A request of the session's that waits. Probes of its own have no handle.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    id: u32,
    handle: Option<u64>,
    deadline: u64,
}

/// A request of the peer's that is not answered.
#[derive(Clone, Copy, Debug)]
struct Owed {
    id: u32,
    number: u32,
    /// The duty, since when, and whether it was decided; `None` before the owner is asked.
    asked: Option<(u64, u64, bool)>,
}

/// The books of one session.
#[derive(Debug)]
pub(super) struct Judge {
    rules: Rules,
    now: u64,
    /// Commands that have not ended: what was asked for, and whether it was sent.
    commands: BTreeMap<u64, (u32, bool)>,
    waiting: BTreeMap<u32, Waiting>,
    owed: Vec<Owed>,
    last_number: u32,
    /// The response that arrived just now: the request that it must end, or none.
    arrived: Option<Option<Waiting>>,
    /// Commands were given up before their time, which only an end allows.
    ending: bool,
    over: bool,
    peer_left: bool,
    closed: bool,
}

impl Judge {
    pub(super) fn new(rules: Rules, last_number: u32) -> Self {
        let (commands, waiting, owed, arrived) = Default::default();
        let (ending, over, peer_left, closed) = Default::default();
        Self { rules, now: 0, commands, waiting, owed, last_number, arrived, ending, over, peer_left, closed }
    }

    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// Numbers and kinds of the requests that wait, for a peer to answer.
    pub(super) fn waiting(&self) -> Vec<(u32, u32)> {
        self.waiting.iter().map(|(number, waiting)| (*number, waiting.id)).collect()
    }

    pub(super) fn at(&mut self, now: u64) {
        self.now = now;
    }

    /// The owner gave a command.
    pub(super) fn commanded(&mut self, handle: u64, id: u32) {
        assert!(!self.over, "a command after the end");
        assert!(self.commands.insert(handle, (id, false)).is_none(), "handle {handle} twice");
    }

    /// The owner was told that the window is full.
    pub(super) fn window_full(&self) {
        assert_eq!(self.in_window(), self.rules.window, "full too early");
    }

    /// The owner answered; `taken` is what the session said to it.
    pub(super) fn decided(&mut self, duty: u64, taken: bool) {
        let owed = self.owed.iter_mut().find(|owed| matches!(owed.asked, Some((id, _, false)) if id == duty));
        match owed {
            Some(owed) => {
                assert!(taken, "duty {duty} was open");
                owed.asked = owed.asked.map(|(id, since, _)| (id, since, true));
            }
            None => assert!(!taken, "duty {duty} was not open"),
        }
    }

    /// A whole PDU of the peer's reached the session, which was not over.
    pub(super) fn heard(&mut self, id: u32, number: u32) {
        if id & RESPONSE == 0 {
            self.owed.push(Owed { id, number, asked: None });
            return;
        }
        let fits = |waiting: &&Waiting| id == NACK || id == waiting.id | RESPONSE;
        let found = self.waiting.get(&number).filter(fits).copied();
        if found.is_some() {
            self.waiting.remove(&number);
        }
        self.arrived = Some(found);
    }

    /// All that the session said since.
    pub(super) fn saw(&mut self, said: &[Saw]) {
        for saw in said {
            self.judge(*saw);
        }
        let arrived = self.arrived.take().flatten();
        assert!(
            arrived.is_none_or(|waiting| waiting.handle.is_none()),
            "an answer was swallowed: {arrived:?}"
        );
        self.rest();
    }

    fn judge(&mut self, saw: Saw) {
        assert!(!self.closed, "{saw:?} after the close");
        assert!(!self.over || matches!(saw, Saw::Sent { .. } | Saw::Close), "{saw:?} after the end");
        match saw {
            Saw::Done { handle, answered } => self.done(handle, answered),
            Saw::Asked { duty, id, number } => {
                let asked = |owed: &&mut Owed| owed.asked.is_none() && (owed.id, owed.number) == (id, number);
                let owed = self.owed.iter_mut().find(asked).expect("asked about a request that never came");
                owed.asked = Some((duty, self.now, false));
            }
            Saw::Lapsed { duty } => {
                let owed = self
                    .owed
                    .iter_mut()
                    .find(|owed| matches!(owed.asked, Some((id, _, false)) if id == duty));
                let (id, since, _) = owed.as_ref().and_then(|owed| owed.asked).expect("lapsed and not open");
                assert_eq!(self.now, since + self.rules.duty_timeout, "duty {duty} lapsed early or late");
                owed.expect("just found").asked = Some((id, since, true));
            }
            Saw::Stray => {
                // A probe of the session's own is given up in silence.
                let awaited = self.arrived.take().expect("a stray that never came");
                assert!(
                    awaited.is_none_or(|waiting| waiting.deadline <= self.now),
                    "a stray that was awaited"
                );
            }
            Saw::Refused => {}
            Saw::Over { peer_left } => (self.over, self.peer_left) = (true, peer_left),
            Saw::Sent { id, status, number } if id & RESPONSE != 0 => self.answered(id, status, number),
            Saw::Sent { id, status, number } => {
                assert_eq!(status, 0, "a request with a status");
                self.sent(id, number);
            }
            Saw::Close => {
                assert!(self.over, "closed before the end");
                self.closed = true;
            }
        }
    }

    fn done(&mut self, handle: u64, answered: bool) {
        assert!(self.commands.remove(&handle).is_some(), "ended twice, or never given");
        if answered {
            let named = self.arrived.take().flatten().and_then(|waiting| waiting.handle);
            return assert_eq!(named, Some(handle), "the answer to another");
        }
        let waiting = self.number_of(handle).and_then(|number| self.waiting.remove(&number));
        self.ending |= waiting.is_none_or(|waiting| waiting.deadline > self.now);
    }

    fn number_of(&self, handle: u64) -> Option<u32> {
        self.waiting.iter().find(|(_, waiting)| waiting.handle == Some(handle)).map(|(number, _)| *number)
    }

    /// A request was written.
    fn sent(&mut self, id: u32, number: u32) {
        let ahead = (number.wrapping_sub(self.last_number).wrapping_add(LAST_NUMBER)) % LAST_NUMBER;
        assert!((1..=LAST_NUMBER).contains(&number) && (1..=64).contains(&ahead), "{number} is out of turn");
        self.last_number = number;
        let command = self.commands.iter_mut().find(|(_, (asked, sent))| *asked == id && !*sent);
        let handle = command.map(|(handle, (_, sent))| {
            *sent = true;
            *handle
        });
        assert!(handle.is_some() || matches!(id, ENQUIRE_LINK | UNBIND), "{id:#x} was sent unasked");
        // The goodbye to a silent peer is not waited for.
        if handle.is_none() && id == UNBIND {
            return;
        }
        let waiting = Waiting { id, handle, deadline: self.now + self.rules.response_timeout };
        assert!(self.waiting.insert(number, waiting).is_none(), "{number} is taken");
        assert!(self.in_window() <= self.rules.window, "more than the window");
    }

    /// A response was written: a nack to what came last, any other to the oldest request that it can be about.
    fn answered(&mut self, id: u32, status: u32, number: u32) {
        let place = if id == NACK {
            self.owed.iter().rposition(|owed| owed.number == number && owed.asked.is_none())
        } else {
            self.owed.iter().position(|owed| {
                let decided = owed.asked.is_none_or(|(_, _, decided)| decided);
                owed.number == number && decided && owed.id | RESPONSE == id
            })
        };
        let place = place.expect("an answer to nothing, or before the owner's");
        let owed = self.owed.remove(place);
        let unasked = owed.asked.is_none() && !matches!(owed.id, ENQUIRE_LINK | UNBIND);
        assert!(status != 0 || !unasked, "acknowledged unasked");
    }

    fn in_window(&self) -> usize {
        self.waiting
            .values()
            .filter(|waiting| !matches!(waiting.id, 1 | 2 | 9 | UNBIND | ENQUIRE_LINK))
            .count()
    }

    /// What holds when the session has said all that it has to say.
    fn rest(&mut self) {
        if self.over {
            assert!(self.commands.is_empty(), "commands without an end: {:?}", self.commands);
            // A peer that took its leave has every answer but that to a bind; otherwise there is nobody to answer.
            let owed = self.owed.iter().find(|owed| self.peer_left && !matches!(owed.id, 1 | 2 | 9));
            assert!(owed.is_none(), "left without an answer: {owed:?}");
            self.owed.clear();
            return;
        }
        assert!(!self.ending, "commands were given up and the session goes on");
        let late =
            self.waiting.values().find(|waiting| waiting.handle.is_some() && waiting.deadline <= self.now);
        assert!(late.is_none(), "waits for ever: {late:?}");
        let open = |owed: &&Owed| matches!(owed.asked, Some((_, _, false)));
        let held = self.owed.iter().filter(open).count();
        assert!(held <= self.rules.duties + 1, "{held} duties");
        let forgotten = self.owed.iter().find(|owed| match owed.asked {
            Some((_, since, decided)) => decided || since + self.rules.duty_timeout <= self.now,
            // Only a full house, or an unbind behind duties, may wait.
            None => held < self.rules.duties && (owed.id != UNBIND || held == 0),
        });
        assert!(forgotten.is_none(), "never answered: {forgotten:?}");
    }
}
