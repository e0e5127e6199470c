//! An outbox beside a list that looks back over all that happened.

mod model;

use alloc::vec::Vec;

use clickatell_core::machine::{Handle, Timed};
use clickatell_core::time::{Duration, Instant};

use crate::code::CommandStatus;
use crate::flow::{Answered, FlowSettings, Outbox, Rate};
use crate::frame::SequenceNumber;
use crate::pdu::{EnquireLink, PduBody};
use crate::pdu_buf::PduBuf;
use model::Model;

/// Most operations of a run: the model looks back over all of them each time.
const MOST: usize = 400;
/// How many may wait, beside those that came back.
const QUEUE: usize = 6;
/// What requests are answered with.
const STATUSES: [CommandStatus; 6] = [
    CommandStatus::ESME_ROK,
    CommandStatus::ESME_ROK,
    CommandStatus::ESME_RTHROTTLED,
    CommandStatus::ESME_RTHROTTLED,
    CommandStatus::ESME_RMSGQFUL,
    CommandStatus::ESME_RSYSERR,
];

/// An outbox, its model, and the time.
struct Run {
    outbox: Outbox,
    model: Model,
    now: Instant,
    pushed: u32,
    ended: usize,
}

/// Any operations on an outbox. The first octet chooses its settings, and each pair behind it is an operation and its
/// argument.
///
/// Asserts: what goes out and when is what the model says, no handle is issued twice and each ends once, the caps hold, a
/// caller never spins, what is timed cannot be had before, and whoever follows the timer sends everything. Returns how
/// many requests were taken.
#[must_use]
pub fn outbox(input: &[u8]) -> usize {
    let Some((settings, operations)) = input.split_first() else { return 0 };
    let (settings, window) = chosen(*settings);
    let mut run = Run {
        outbox: Outbox::new(settings.clone(), window),
        model: Model::new(settings, window),
        now: Instant::from_secs(1),
        pushed: 0,
        ended: 0,
    };
    for pair in operations.chunks_exact(2).take(MOST) {
        run.operate(pair[0], pair[1]);
        let counts = (run.outbox.waiting(), run.outbox.under_way());
        assert_eq!(counts, (run.model.waiting.len(), run.model.under_way.len()));
        assert!(counts.0 <= QUEUE + window && counts.1 <= window, "{counts:?}: over a cap");
    }
    run.send_all();
    let taken = usize::try_from(run.pushed).expect("few");
    assert_eq!(run.ended, taken, "handles without an end");
    taken
}

/// Settings by an octet: short pauses, so that many fit into a run.
fn chosen(octet: u8) -> (FlowSettings, usize) {
    let rates = [
        None,
        Some(Rate { requests: 10, per: Duration::from_secs(1), burst: 2 }),
        Some(Rate { requests: 3, per: Duration::from_secs(1), burst: 1 }),
        Some(Rate { requests: 1000, per: Duration::from_micros(7), burst: 3 }),
    ];
    let settings = FlowSettings {
        queue: QUEUE,
        rate: rates[usize::from(octet & 3)],
        first_pause: Duration::from_millis(100),
        longest_pause: Duration::from_millis(700),
        give_up: (octet >= 64).then(|| Duration::from_millis(100 * u64::from(octet >> 6))),
        leaving: None,
        congestion_hold: Duration::from_secs(30),
    };
    (settings, 1 + usize::from(octet >> 2 & 15))
}

fn pdu(number: u32) -> PduBuf {
    let mut octets = Vec::new();
    EnquireLink::new().encode(SequenceNumber::new(number), &mut octets);
    PduBuf::new(&octets).expect("a whole PDU")
}

impl Run {
    fn operate(&mut self, operation: u8, argument: u8) {
        let pick = usize::from(argument);
        match operation % 16 {
            0..=2 => self.push(),
            3..=6 => self.send(),
            7..=9 => {
                let congestion = match operation / 16 {
                    state @ 8..=15 => Some(if state < 12 { 86 + state } else { 100 }),
                    state @ 5..=7 => Some(argument.wrapping_mul(state)),
                    _ => None,
                };
                self.answer(pick, STATUSES[pick % STATUSES.len()], congestion);
            }
            10 => self.leave(pick, operation),
            11 => {
                let id = u64::from(argument);
                let waits = self.model.waiting.remove(&id);
                assert_eq!(self.outbox.withdraw(Handle::new(id)), waits);
                self.ended += usize::from(waits);
            }
            12 => {
                let id = u64::from(argument);
                if !self.model.under_way.iter().any(|(known, _)| *known == id) {
                    assert!(!self.outbox.lost(Handle::new(id)), "{id} is not under way");
                    let answered = self.outbox.answered(self.now, Handle::new(id), STATUSES[2], None);
                    assert_eq!(answered, None, "{id} is not under way");
                }
            }
            13 => self.wait([7, 900, 50_000, 1_000_000][pick % 4] * u64::from(argument)),
            _ => self.timer(),
        }
    }

    fn push(&mut self) {
        let full = self.model.waiting.len() >= self.model.settings.queue;
        match self.outbox.push(pdu(self.pushed + 1)) {
            Ok(handle) => {
                self.pushed += 1;
                assert!(!full, "more wait than may");
                assert_eq!(handle.id(), u64::from(self.pushed), "handles are issued in order");
                self.model.waiting.insert(handle.id());
            }
            Err(error) => assert_eq!((full, error.waiting), (true, self.model.waiting.len())),
        }
    }

    fn send(&mut self) {
        let expected = self.model.next(self.now);
        let sent = self.outbox.next(self.now);
        assert_eq!(
            sent.map(|(handle, frame)| (handle.id(), frame.header().sequence_number)),
            expected.map(number)
        );
        if let Some(id) = expected {
            self.model.sent(self.now, id);
        }
    }

    fn answer(&mut self, pick: usize, status: CommandStatus, congestion: Option<u8>) {
        let Some((id, sent)) = self.take(pick) else { return };
        let no_room = matches!(status, CommandStatus::ESME_RTHROTTLED | CommandStatus::ESME_RMSGQFUL);
        let again = self.model.answered(self.now, id, sent, no_room, congestion);
        self.ended += usize::from(!again);
        let expected = if again { Answered::Again } else { Answered::Final };
        let answered = self.outbox.answered(self.now, Handle::new(id), status, congestion);
        assert_eq!(answered, Some(expected));
    }

    /// One that is under way is lost, or was not sent after all.
    fn leave(&mut self, pick: usize, operation: u8) {
        let Some((id, _)) = self.take(pick) else { return };
        if operation < 128 {
            assert!(self.outbox.lost(Handle::new(id)));
            self.ended += 1;
        } else {
            self.outbox.put_back(Handle::new(id));
            self.model.waiting.insert(id);
        }
    }

    fn take(&mut self, pick: usize) -> Option<(u64, Instant)> {
        let count = self.model.under_way.len();
        (count > 0).then(|| self.model.under_way.remove(pick % count))
    }

    fn wait(&mut self, micros: u64) {
        let due = self.outbox.poll_timeout();
        let possible = self.model.next(self.now).is_some();
        self.now = self.now + Duration::from_micros(micros);
        self.outbox.handle_timeout(self.now);
        // No timer, and nothing to send: then time alone brings nothing.
        assert!(due.is_some() || possible || self.model.next(self.now).is_none(), "a timer is missing");
    }

    fn timer(&mut self) {
        let Some(due) = self.outbox.poll_timeout() else { return };
        assert!(due > self.now, "a caller would spin");
        let before = Instant::from_micros(due.as_micros() - 1);
        assert_eq!(self.model.next(before), None, "it could have been sent before");
        self.now = due;
        self.outbox.handle_timeout(due);
        assert!(self.outbox.poll_timeout().is_none_or(|next| next > due), "a caller would spin");
    }

    /// Everything goes out in the end, and is accepted.
    fn send_all(&mut self) {
        for _ in 0..20 * MOST {
            if self.model.waiting.is_empty() && self.model.under_way.is_empty() {
                return;
            }
            if self.model.next(self.now).is_some() {
                self.send();
            } else if self.outbox.poll_timeout().is_some() && self.model.under_way.is_empty() {
                self.timer();
            } else {
                assert!(!self.model.under_way.is_empty(), "something waits, and for nothing");
                self.answer(0, CommandStatus::ESME_ROK, None);
            }
        }
        panic!("it stands still");
    }
}

/// A handle's id, and the sequence number of its PDU.
fn number(id: u64) -> (u64, SequenceNumber) {
    (id, SequenceNumber::new(u32::try_from(id).expect("few")))
}
