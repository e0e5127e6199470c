//! What any session owes to its owner and to its peer, whatever happens: a small model that knows PDUs by their
//! headers, and of the session nothing but what it says.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// The bit that makes a request its response; alone it is a nack.
pub(super) const RESPONSE: u32 = 0x8000_0000;
const UNBIND: u32 = 6;
const ENQUIRE_LINK: u32 = 0x15;
const LAST_NUMBER: u32 = 0x7FFF_FFFF;

const fn is_bind(id: u32) -> bool {
    matches!(id, 1 | 2 | 9)
}

/// Whether a request has no response: `outbind` and `alert_notification`.
const fn is_notice(id: u32) -> bool {
    matches!(id, 0x0B | 0x102)
}

/// One thing that a session said, in its order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Saw {
    /// A command ended: with an answer, or with the word that there is none.
    Done { handle: u64, answered: bool },
    /// The owner is asked about a request.
    Asked { duty: u64, id: u32, number: u32 },
    /// A duty lapsed.
    Lapsed { duty: u64 },
    /// A response to nothing.
    Stray,
    /// A request was turned down.
    Refused { id: u32, number: u32 },
    /// The session is over; by the peer's own leave, if that is so.
    Over { peer_left: bool },
    /// A PDU was written.
    Sent { id: u32, status: u32, number: u32 },
    /// The connection is to be closed.
    Close,
}

/// What the caps and the clocks of the session are. Spans are milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) window: usize,
    pub(crate) duties: usize,
    pub(crate) response_timeout: u64,
    pub(crate) duty_timeout: u64,
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
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// Nothing was said of it.
    New,
    /// The owner is asked, and has until then.
    Asked { duty: u64, due: u64 },
    /// The answer is due: a good one, if the owner has granted it.
    Decided { good: bool },
}

/// The books of one session.
#[derive(Debug)]
pub(crate) struct Judge {
    rules: Rules,
    now: u64,
    /// Commands that have not ended: what was asked for, and whether it was sent.
    commands: BTreeMap<u64, (u32, bool)>,
    waiting: BTreeMap<u32, Waiting>,
    owed: Vec<Owed>,
    last_number: u32,
    /// The response that arrived just now: the request that it must end, or none.
    arrived: Option<Option<Waiting>>,
    /// A request arrived just now.
    fresh: bool,
    /// A length came that leaves nothing to go on.
    garbled: bool,
    /// Commands were given up before their time, which only an end allows.
    ending: bool,
    over: bool,
    peer_left: bool,
    closed: bool,
}

impl Judge {
    /// `last_number`: the one before the first that the session will give.
    pub(crate) fn new(rules: Rules, last_number: u32) -> Self {
        let (commands, waiting, owed, arrived) = Default::default();
        let (fresh, garbled, ending, over, peer_left, closed) = Default::default();
        let now = 0;
        Self {
            rules,
            now,
            commands,
            waiting,
            owed,
            last_number,
            arrived,
            fresh,
            garbled,
            ending,
            over,
            peer_left,
            closed,
        }
    }

    pub(crate) const fn is_over(&self) -> bool {
        self.over
    }

    /// Numbers and kinds of the requests that wait, for a peer to answer.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = (u32, u32)> {
        self.waiting.iter().map(|(number, waiting)| (*number, waiting.id))
    }

    pub(crate) const fn at(&mut self, now: u64) {
        self.now = now;
    }

    /// The owner gave a command.
    pub(crate) fn commanded(&mut self, handle: u64, id: u32) {
        assert!(!self.over, "a command after the end");
        assert!(self.commands.insert(handle, (id, false)).is_none(), "handle {handle} twice");
    }

    /// The owner was told that the window is full.
    pub(crate) fn window_full(&self) {
        assert_eq!(self.in_window(), self.rules.window, "full too early");
    }

    /// The owner was told that such a command is under way.
    pub(crate) fn under_way(&self, id: u32) {
        assert!(self.commands.values().any(|(asked, _)| *asked == id), "{id:#x} is not under way");
    }

    /// The owner answered, granting or refusing; `taken` is what the session said to it.
    pub(crate) fn decided(&mut self, duty: u64, good: bool, taken: bool) {
        let owed = self.open(duty);
        assert_eq!(owed.is_some(), taken, "duty {duty}, by the books and by the session");
        if let Some(owed) = owed {
            owed.stage = Stage::Decided { good };
        }
    }

    /// The owner let a duty lapse.
    pub(crate) fn let_go(&mut self, duty: u64, taken: bool) {
        let now = self.now;
        let owed = self.open(duty);
        assert_eq!(owed.is_some(), taken, "duty {duty}, by the books and by the session");
        if let Some(owed) = owed {
            owed.stage = Stage::Asked { duty, due: now };
        }
    }

    /// A whole PDU of the peer's reaches the session, which is not over.
    pub(crate) fn heard(&mut self, id: u32, number: u32) {
        if id & RESPONSE == 0 {
            self.fresh = true;
            return self.owed.push(Owed { id, number, stage: Stage::New });
        }
        let found = self.waiting.get(&number).filter(|it| id == RESPONSE || id == it.id | RESPONSE).copied();
        if found.is_some() {
            self.waiting.remove(&number);
        }
        self.arrived = Some(found);
    }

    /// A length reaches it that no PDU has.
    pub(crate) const fn garbled(&mut self) {
        self.garbled = true;
    }

    /// All that the session said since.
    pub(crate) fn saw(&mut self, said: &[Saw]) {
        for saw in said {
            self.judge(*saw);
        }
        self.fresh = false;
        let arrived = self.arrived.take().flatten();
        assert!(arrived.is_none_or(|it| it.handle.is_none()), "an answer was swallowed: {arrived:?}");
        self.rest();
    }

    fn judge(&mut self, saw: Saw) {
        assert!(!self.closed, "{saw:?} after the close");
        assert!(!self.over || matches!(saw, Saw::Sent { .. } | Saw::Close), "{saw:?} after the end");
        match saw {
            Saw::Done { handle, answered } => self.done(handle, answered),
            Saw::Asked { duty, id, number } => {
                let due = self.now + self.rules.duty_timeout;
                *self.spoken_of(false, id, number) = Stage::Asked { duty, due };
            }
            Saw::Refused { id, number } => {
                *self.spoken_of(self.fresh, id, number) = Stage::Decided { good: false };
            }
            Saw::Lapsed { duty } => {
                let now = self.now;
                let owed = self.open(duty).expect("a duty that is open");
                assert_eq!(owed.stage, Stage::Asked { duty, due: now }, "lapsed early or late");
                owed.stage = Stage::Decided { good: false };
            }
            Saw::Stray => {
                // A probe of the session's own is given up in silence.
                let awaited = self.arrived.take().expect("a stray that came");
                assert!(awaited.is_none_or(|it| it.deadline <= self.now), "a stray that was awaited");
            }
            Saw::Over { peer_left } => (self.over, self.peer_left) = (true, peer_left),
            Saw::Sent { id: RESPONSE, number: 0, .. } if self.garbled => self.garbled = false,
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
        let number = self.waiting.iter().find(|(_, waiting)| waiting.handle == Some(handle));
        let waiting = number.map(|(number, _)| *number).and_then(|number| self.waiting.remove(&number));
        self.ending |= waiting.is_none_or(|waiting| waiting.deadline > self.now);
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
        assert!(handle.is_some() || matches!(id, ENQUIRE_LINK | UNBIND) || is_notice(id), "{id:#x} unasked");
        // The goodbye to a silent peer is not waited for.
        if is_notice(id) || (handle.is_none() && id == UNBIND) {
            return;
        }
        let waiting = Waiting { id, handle, deadline: self.now + self.rules.response_timeout };
        assert!(self.waiting.insert(number, waiting).is_none(), "{number} is taken");
        assert!(self.in_window() <= self.rules.window, "more than the window");
    }

    /// A response was written: to the oldest request that it can be about.
    fn answered(&mut self, id: u32, status: u32, number: u32) {
        let due = |owed: &Owed| match owed.stage {
            Stage::New => matches!(owed.id, ENQUIRE_LINK | UNBIND) && status == 0,
            Stage::Asked { .. } => false,
            Stage::Decided { good } => good == (status == 0),
        };
        let fits = |owed: &Owed| id == RESPONSE && status != 0 || id == owed.id | RESPONSE;
        let place = self.owed.iter().position(|owed| owed.number == number && fits(owed) && due(owed));
        self.owed
            .remove(place.expect("an answer to nothing, before the owner's, or another than the owner's"));
    }

    /// The request that the session speaks of now: the one that has just come, or the oldest that it has put aside.
    fn spoken_of(&mut self, is_fresh: bool, id: u32, number: u32) -> &mut Stage {
        let waits = |owed: &Owed| {
            owed.stage == Stage::New && !matches!(owed.id, ENQUIRE_LINK | UNBIND) && !is_notice(owed.id)
        };
        let owed =
            if is_fresh { self.owed.last_mut() } else { self.owed.iter_mut().find(|owed| waits(owed)) };
        let owed = owed.expect("a request that came");
        assert_eq!((owed.id, owed.number, owed.stage), (id, number, Stage::New), "out of turn");
        &mut owed.stage
    }

    /// The request with this duty, while the owner may answer it.
    fn open(&mut self, duty: u64) -> Option<&mut Owed> {
        let is_it = |owed: &&mut Owed| matches!(owed.stage, Stage::Asked { duty: id, .. } if id == duty);
        self.owed.iter_mut().find(is_it)
    }

    fn in_window(&self) -> usize {
        let counts = |it: &&Waiting| !is_bind(it.id) && !matches!(it.id, UNBIND | ENQUIRE_LINK);
        self.waiting.values().filter(counts).count()
    }

    /// What holds when the session has said all that it has to say.
    fn rest(&mut self) {
        // Nobody waits for an answer to these.
        self.owed.retain(|owed| !is_notice(owed.id));
        if self.over {
            assert!(self.commands.is_empty(), "commands without an end: {:?}", self.commands);
            // A peer that took its leave has every answer but that to a bind; otherwise there is nobody to answer.
            let owed = self.owed.iter().find(|owed| self.peer_left && !is_bind(owed.id));
            assert!(owed.is_none(), "left without an answer: {owed:?}");
            return self.owed.clear();
        }
        assert!(!self.ending, "commands were given up and the session goes on");
        let late = self.waiting.values().find(|it| it.handle.is_some() && it.deadline <= self.now);
        assert!(late.is_none(), "waits for ever: {late:?}");
        let held = self.owed.iter().filter(|owed| matches!(owed.stage, Stage::Asked { .. })).count();
        assert!(held <= self.rules.duties + 1, "{held} duties");
        let forgotten = self.owed.iter().find(|owed| match owed.stage {
            Stage::Decided { .. } => true,
            Stage::Asked { due, .. } => due <= self.now,
            // Only a full house, or an unbind behind duties, may wait.
            Stage::New => held < self.rules.duties && (owed.id != UNBIND || held == 0),
        });
        assert!(forgotten.is_none(), "never answered: {forgotten:?}");
    }
}
