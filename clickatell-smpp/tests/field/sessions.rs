//! Rows about what happens over time: sessions, queues and links.

use clickatell_core::machine::{Machine, Timed};
use clickatell_core::time::{Duration, Instant};
use clickatell_smpp::flow::{Answered, FlowSettings, Outbox};
use clickatell_smpp::link::{Link, LinkOutput, Plan};
use clickatell_smpp::pdu::{Bind, BindKind, DeliverSmResp, SubmitSm};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{EndReason, Outgoing, Role, Session, SessionEvent, State, Wire};
use clickatell_smpp::value::Address;
use clickatell_smpp::{COctets, CommandStatus, Password, PduBuf, SequenceNumber, ShortMessage};
use clickatell_testkit::{Drained, drain};

use crate::{message, pdu};

const SUBMIT_SM: u32 = 4;
const SUBMIT_SM_RESP: u32 = 0x8000_0004;
const DELIVER_SM: u32 = 5;
const DELIVER_SM_RESP: u32 = 0x8000_0005;
const ENQUIRE_LINK: u32 = 0x15;
const GENERIC_NACK: u32 = 0x8000_0000;

/// A client's session whose SMSC is played by the test.
pub(super) struct Esme {
    session: Session,
    now: Instant,
    /// What was told and not looked at.
    pub(super) events: Vec<SessionEvent>,
    closed: bool,
}

impl Esme {
    /// Connected, and numbering its requests from here on.
    fn connected(profile: Profile, first: u32) -> Self {
        let mut session = Session::new(Role::Esme, profile).with_first_number(SequenceNumber::new(first));
        session.handle_input(Instant::ZERO, Wire::Connected);
        Self { session, now: Instant::ZERO, events: Vec::new(), closed: false }
    }

    /// Bound as a transceiver; `response` is the body of the response to its bind.
    pub(super) fn bound(profile: Profile, response: &[u8]) -> Self {
        let mut esme = Self::connected(profile, 1);
        esme.session.bind(esme.now, &bind()).unwrap();
        assert_eq!(numbers(&esme.sent()), [(9, 1)]);
        esme.hears(&pdu(0x8000_0009, 0, 1, response));
        esme
    }

    pub(super) fn state(&self) -> State {
        self.session.state()
    }

    /// Octets that are written now.
    fn sent(&mut self) -> Vec<u8> {
        let Drained { events, outputs } = drain(&mut self.session);
        self.events.extend(events);
        self.closed |= outputs.iter().any(|(output, _)| *output == Outgoing::Close);
        outputs.into_iter().flat_map(|(_, octets)| octets).collect()
    }

    /// What the client sends upon this PDU.
    pub(super) fn hears(&mut self, pdu: &PduBuf) -> Vec<u8> {
        self.session.handle_input(self.now, Wire::Octets(pdu.frame().octets()));
        self.sent()
    }

    /// What the client sends until then, timer by timer.
    fn waits_until(&mut self, end: Instant) -> Vec<u8> {
        let mut sent = Vec::new();
        while let Some(due) = self.session.poll_timeout().filter(|due| *due <= end) {
            self.now = due;
            self.session.handle_timeout(due);
            sent.extend(self.sent());
        }
        self.now = end;
        sent
    }

    fn submit(&mut self) -> Result<u64, clickatell_smpp::session::CommandError> {
        self.session.submit(self.now, &hello()).map(|handle| handle.id())
    }

    /// The outcomes that were told since: the number of each handle, and its status, or `None` for an unknown one.
    fn outcomes(&mut self) -> Vec<(u64, Option<u32>)> {
        let outcome = |event: &SessionEvent| match event {
            SessionEvent::Response { handle, status, .. } => Some((handle.id(), Some(status.get()))),
            SessionEvent::NoResponse { handle, .. } => Some((handle.id(), None)),
            _ => None,
        };
        let outcomes = self.events.iter().filter_map(outcome).collect();
        self.events.clear();
        outcomes
    }
}

fn bind() -> Bind<'static> {
    let password = Password::try_from("demo1234").unwrap();
    Bind::new(BindKind::Transceiver, COctets::try_from("demo").unwrap(), password)
}

fn hello() -> SubmitSm<'static> {
    let destination = Address::international(COctets::try_from("27999112345").unwrap());
    SubmitSm::new(destination, ShortMessage::new(b"Hello").unwrap())
}

/// The command and number of each PDU.
fn numbers(mut octets: &[u8]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    while let Ok(clickatell_smpp::Cut::Frame(frame, rest)) = clickatell_smpp::cut(octets, 70_000) {
        found.push((frame.header().command_id.get(), frame.header().sequence_number.get()));
        octets = rest;
    }
    assert!(octets.is_empty());
    found
}

/// One malformed delivery ends the session, and the SMSC brings it again after the next bind, for days.
// smppex PR #30; ajankovic/smpp #5; gosmpp `receivable.go`.
#[test]
fn row_12_the_session_outlives_a_malformed_delivery() {
    let mut esme = Esme::bound(Profile::standard(), b"smsc\0");
    esme.events.clear();
    let mut bad = message(0, 0, b"Hi", b"");
    let sm_length = bad.len() - 3;
    bad[sm_length] = 200;
    for number in [7, 8] {
        // Refused for good, so that it is not brought again.
        let refusal = pdu(DELIVER_SM_RESP, 0x01, number, b"\0");
        assert_eq!(esme.hears(&pdu(DELIVER_SM, 0, number, &bad)), refusal.frame().octets());
        let [SessionEvent::Refused { status, fault: Some(_), .. }] = esme.events.as_slice() else {
            panic!("{:?}", esme.events)
        };
        assert_eq!(*status, CommandStatus::ESME_RINVMSGLEN);
        esme.events.clear();
    }
    assert_eq!(esme.hears(&pdu(DELIVER_SM, 0, 9, &message(0, 0, b"Hi", b""))), b"");
    let Some(SessionEvent::Request { duty, .. }) = esme.events.pop() else { panic!("{:?}", esme.events) };
    esme.session.answer(esme.now, duty, DeliverSmResp::default().into()).unwrap();
    assert_eq!(esme.sent(), pdu(DELIVER_SM_RESP, 0, 9, b"\0").frame().octets());
    assert_eq!((esme.state(), esme.closed), (State::Bound(BindKind::Transceiver), false));
}

/// A response comes before its request is noted, or after it was given up; a slot of the window is lost, or the outcome
/// is told twice and the message sent again.
// fiorix #2; gosmpp #73; cloudhopper #61, #77, #134; jsmpp #63; smpp34 1.2.1; node-smpp #227; jasmin #247.
#[test]
fn row_15_each_request_has_one_outcome_and_gives_its_place_back() {
    let profile = Profile::standard().with_window(2).with_response_timeout(Duration::from_secs(10));
    let mut esme = Esme::bound(profile.with_esme_enquire_link(None), b"smsc\0");
    let taken = |number| pdu(SUBMIT_SM_RESP, 0, number, b"id\0");
    // Answered before a single octet of it was written.
    let first = esme.submit().unwrap();
    assert_eq!(numbers(&esme.hears(&taken(2))), [(SUBMIT_SM, 2)]);
    assert_eq!(esme.outcomes(), [(first, Some(0))]);
    // The window is full; giving one up makes a place, and its late response neither makes another nor is an outcome.
    let (second, third) = (esme.submit().unwrap(), esme.submit().unwrap());
    assert!(esme.submit().is_err());
    assert_eq!(numbers(&esme.sent()), [(SUBMIT_SM, 3), (SUBMIT_SM, 4)]);
    esme.waits_until(Instant::from_secs(10));
    assert_eq!(esme.outcomes(), [(second, None), (third, None)]);
    let fourth = esme.submit().unwrap();
    assert_eq!(esme.session.window_left(), 1);
    assert_eq!(numbers(&esme.hears(&taken(3))), [(SUBMIT_SM, 5)]);
    assert!(matches!(esme.events.as_slice(), [SessionEvent::Stray { .. }]));
    assert_eq!((esme.session.window_left(), esme.outcomes()), (1, Vec::new()));
    // Twice answered is once answered.
    for outcome in [vec![(fourth, Some(0))], Vec::new()] {
        esme.hears(&taken(5));
        assert_eq!(esme.outcomes(), outcome);
    }
    assert_eq!(esme.session.window_left(), 2);
    // A window of a hundred times as many goes through without losing a place.
    for _ in 0..200 {
        let handle = esme.submit().unwrap();
        let [(SUBMIT_SM, number)] = numbers(&esme.sent())[..] else { panic!("one submit_sm") };
        esme.hears(&taken(number));
        assert_eq!((esme.outcomes(), esme.session.window_left()), (vec![(handle, Some(0))], 2));
    }
}

/// Probes and messages are counted apart and meet in one number; the count runs past 0x7FFFFFFF or begins anew at 0;
/// and
/// a peer that uses all 32 bits does not get its number back.
// smppex PR #51; node-smpp PR #17; vumi #88; JamaaSMPP #50; ajankovic/smpp #3; cloudhopper's `SequenceNumber`.
#[test]
fn row_16_one_count_for_all_requests_that_wraps_to_1() {
    let mut esme = Esme::connected(Profile::standard(), 0x7FFF_FFFD);
    esme.session.bind(esme.now, &bind()).unwrap();
    assert_eq!(numbers(&esme.sent()), [(9, 0x7FFF_FFFD)]);
    esme.hears(&pdu(0x8000_0009, 0, 0x7FFF_FFFD, b"smsc\0"));
    esme.submit().unwrap();
    esme.session.enquire_link(esme.now).unwrap();
    esme.submit().unwrap();
    let counted = [(SUBMIT_SM, 0x7FFF_FFFE), (ENQUIRE_LINK, 0x7FFF_FFFF), (SUBMIT_SM, 1)];
    assert_eq!(numbers(&esme.sent()), counted);
    esme.hears(&pdu(SUBMIT_SM_RESP, 0, 1, b"id\0"));
    assert!(matches!(esme.events.last(), Some(SessionEvent::Response { status, .. }) if status.is_ok()));
    // The SMSC counts for itself, and as it likes.
    for number in [0, 1, 0x7FFF_FFFF, 0x8000_0001, u32::MAX] {
        let answer = esme.hears(&pdu(ENQUIRE_LINK, 0, number, b""));
        assert_eq!(numbers(&answer), [(0x8000_0015, number)]);
        esme.hears(&pdu(DELIVER_SM, 0, number, &message(0, 0, b"Hi", b"")));
        let Some(SessionEvent::Request { duty, .. }) = esme.events.pop() else { panic!("{:?}", esme.events) };
        esme.session.answer(esme.now, duty, DeliverSmResp::default().into()).unwrap();
        assert_eq!(numbers(&esme.sent()), [(DELIVER_SM_RESP, number)]);
    }
    // A first number that no request may have is 1.
    for first in [0, 0x8000_0000] {
        let mut esme = Esme::connected(Profile::standard(), first);
        esme.session.bind(esme.now, &bind()).unwrap();
        assert_eq!(numbers(&esme.sent()), [(9, 1)]);
    }
}

/// A client that is throttled sends on, or sends the refused message last, or knows only one of the two codes.
// vumi PR #384, #636; gosmpp #72; jasmin #425, #925; OpenSmpp #48.
#[test]
fn row_17_both_codes_pause_the_whole_queue_and_keep_its_order() {
    for busy in [CommandStatus::ESME_RTHROTTLED, CommandStatus::ESME_RMSGQFUL] {
        let mut outbox = Outbox::new(FlowSettings::default(), 3);
        let handles: Vec<_> =
            (1..=5).map(|number| outbox.push(pdu(SUBMIT_SM, 0, number, b"")).unwrap()).collect();
        let sent = |outbox: &mut Outbox, second| -> Vec<u32> {
            let mut sent = Vec::new();
            while let Some((_, frame)) = outbox.next(Instant::from_secs(second)) {
                sent.push(frame.header().sequence_number.get());
            }
            sent
        };
        assert_eq!(sent(&mut outbox, 0), [1, 2, 3]);
        let answer = |outbox: &mut Outbox, second, which: usize, status| {
            outbox.answered(Instant::from_secs(second), handles[which - 1], status, None)
        };
        // The second is refused, the others taken: nothing goes out for a second, then the second alone.
        assert_eq!(answer(&mut outbox, 0, 2, busy), Some(Answered::Again));
        for taken in [1, 3] {
            assert_eq!(answer(&mut outbox, 0, taken, CommandStatus::ESME_ROK), Some(Answered::Final));
        }
        assert_eq!(sent(&mut outbox, 0), [0; 0]);
        assert_eq!(outbox.poll_timeout(), Some(Instant::from_secs(1)));
        assert_eq!(sent(&mut outbox, 1), [2]);
        // Refused again: twice as long. Accepted: the others follow in their order.
        assert_eq!(answer(&mut outbox, 1, 2, busy), Some(Answered::Again));
        assert_eq!((sent(&mut outbox, 2), sent(&mut outbox, 3)), (vec![], vec![2]));
        assert_eq!(answer(&mut outbox, 3, 2, CommandStatus::ESME_ROK), Some(Answered::Final));
        assert_eq!(sent(&mut outbox, 3), [4, 5]);
        assert_eq!((outbox.waiting(), outbox.under_way()), (0, 2));
    }
}

/// A `generic_nack` is taken for nothing, and its request waits for ever; or an unknown request is not answered at all.
// smppex #58; vumi #404; fiorix #90; gosmpp #62; naz #46.
#[test]
fn row_18_a_nack_is_an_outcome_and_is_what_the_unknown_gets() {
    let mut esme = Esme::bound(Profile::standard(), b"smsc\0");
    esme.events.clear();
    let (first, second) = (esme.submit().unwrap(), esme.submit().unwrap());
    esme.sent();
    esme.hears(&pdu(GENERIC_NACK, 0x03, 2, b""));
    assert_eq!(esme.outcomes(), [(first, Some(0x03))]);
    // One that says nothing is none the less a refusal.
    esme.hears(&pdu(GENERIC_NACK, 0, 3, b""));
    assert_eq!(esme.outcomes(), [(second, Some(0xFF))]);
    // One without a number is nobody's.
    let third = esme.submit().unwrap();
    esme.sent();
    esme.hears(&pdu(GENERIC_NACK, 0x02, 0, b""));
    assert!(matches!(esme.events.as_slice(), [SessionEvent::Stray { .. }]));
    esme.hears(&pdu(SUBMIT_SM_RESP, 0, 4, b"id\0"));
    assert_eq!(esme.outcomes(), [(third, Some(0))]);
    // What this end does not know gets one, with its own number, and the session goes on.
    let answer = esme.hears(&pdu(0x0001_0200, 0, 77, b"?"));
    assert_eq!(answer, pdu(GENERIC_NACK, 0x03, 77, b"").frame().octets());
    assert_eq!(esme.state(), State::Bound(BindKind::Transceiver));
}

/// A connection that is dead at the other end is never found out; a probe is sent before the bind and ends the session;
/// and a server that is down is called in a loop.
// gosmpp #31; smpp.pdu #7; traccar PR #3293; node-smpp #204.
#[test]
fn row_23_a_dead_link_is_found_out_and_tried_again_with_patience() {
    // No probe before the bind is accepted.
    let mut esme = Esme::connected(Profile::clickatell(), 1);
    assert_eq!(esme.waits_until(Instant::from_secs(100)), b"");
    // The second period ends without an answer to the first probe.
    let mut esme = Esme::bound(Profile::clickatell(), b"smsc\0");
    assert_eq!(numbers(&esme.waits_until(Instant::from_secs(111))), [(ENQUIRE_LINK, 2)]);
    assert!(!esme.closed);
    esme.waits_until(Instant::from_secs(112));
    assert!(esme.closed);
    assert!(matches!(esme.events.last(), Some(SessionEvent::Ended { why: EndReason::LinkDead })));

    // Nobody listens: attempts for an hour, each 30 to 60 seconds after the one before.
    let mut link = Link::new(Plan::Transceiver, Profile::clickatell(), &bind(), 7).unwrap();
    let mut attempts: Vec<Instant> = Vec::new();
    while let Some(due) = link.poll_timeout().filter(|due| *due <= Instant::from_secs(3_600)) {
        link.handle_timeout(due);
        for (output, _) in drain(&mut link).outputs {
            if let LinkOutput::Connect(conn) = output {
                attempts.push(due);
                link.handle_input(due, (conn, Wire::Closed));
            }
        }
        drain(&mut link);
    }
    assert!((60..=121).contains(&attempts.len()), "{}", attempts.len());
    for (before, after) in attempts.iter().zip(&attempts[1..]) {
        let wait = after.since(*before);
        assert!((Duration::from_secs(30)..=Duration::from_secs(60)).contains(&wait), "{wait:?}");
    }
}
