//! A session of ours at the other end: what it sends back.

use clickatell_core::machine::Machine;
use clickatell_core::time::Instant;
use clickatell_smpp::json::Trouble;
use clickatell_smpp::pdu::{Bind, BindKind, BindResp, PduBody, SubmitSm};
use clickatell_smpp::profile::{Profile, Violation};
use clickatell_smpp::session::{AfterRefusal, Outgoing, Reply, Role, Session, SessionEvent, Wire};
use clickatell_smpp::value::InterfaceVersion;
use clickatell_smpp::{Body, COctets, CommandStatus, Frame, Password, PduBuf, SequenceNumber, Tolerance};
use serde_json::Value;

use super::render::render;
use super::{decode, equal, equal_octets, parameters};
use crate::{Decider, Direction, Expect, Fault as ExpectedFault, Refusal, Vector, Verdict};

const NOW: Instant = Instant::ZERO;

/// Holds `reply` and `refusal` of a vector.
pub(super) fn run(vector: &Vector, verdict: &mut Verdict) {
    if let Some(reply) = &vector.reply {
        verdict.check("replied to", || replied(vector, reply.as_deref()));
    }
    if let Some(refusal) = &vector.refusal {
        match refusal.profile.as_deref() {
            None => {
                for profile in [Profile::standard(), Profile::clickatell()] {
                    verdict.check("refused by a session", || refused(vector, refusal, profile));
                }
            }
            Some("clickatell") => {
                verdict.check("refused by a session", || refused(vector, refusal, Profile::clickatell()));
            }
            Some("clickatell-strict") => verdict.check("refused by a strict session", || {
                refused(vector, refusal, Profile::clickatell().with_strict(true))
            }),
            Some(other) => verdict.check("profile", || Err(format!("no profile {other}"))),
        }
    }
}

/// The gateway's profile takes it, and answers with these octets or with none.
fn replied(vector: &Vector, reply: Option<&[u8]>) -> Result<(), String> {
    let mut peer = Peer::new(vector, Profile::clickatell())?;
    peer.session.handle_input(NOW, Wire::Octets(&vector.octets));
    let Some(reply) = reply else {
        while let Some(event) = peer.session.poll_event() {
            if !matches!(event, SessionEvent::Stray { .. } | SessionEvent::Noted { .. }) {
                return Err(format!("found {event:?}"));
            }
        }
        return equal_octets(&peer.sent(), &[]);
    };
    let reply = Frame::new(reply).ok_or("the reply is no PDU")?;
    let example = reply.decode(&Tolerance::STRICT, &mut ()).map_err(|fault| format!("the reply: {fault}"))?;
    while let Some(event) = peer.session.poll_event() {
        match (event, example.body) {
            (SessionEvent::BindRequested { duty, pdu }, Body::BindResp(Some(resp))) => {
                peer.judge(&pdu).map_err(|violation| violation.to_string())?;
                peer.session.accept_bind(NOW, duty, resp.system_id).map_err(explain)?;
            }
            (SessionEvent::Request { duty, pdu }, body) => {
                peer.judge(&pdu).map_err(|violation| violation.to_string())?;
                let answer = match body {
                    Body::SubmitSmResp(Some(resp)) => Reply::SubmitSm(resp),
                    Body::DeliverSmResp(Some(resp)) => Reply::DeliverSm(resp),
                    Body::QuerySmResp(Some(resp)) => Reply::QuerySm(resp),
                    _ => Reply::Refuse(example.header.command_status),
                };
                peer.session.answer(NOW, duty, answer).map_err(explain)?;
            }
            (SessionEvent::Noted { .. } | SessionEvent::Ended { .. }, _) => {}
            (event, _) => return Err(format!("found {event:?}")),
        }
    }
    equal_octets(&peer.sent(), reply.octets())
}

/// It is turned down with these octets: by the session itself, by a rule of its profile for one field, or, where the
/// vector says that only a gateway with its accounts and messages can know, by its owner.
fn refused(vector: &Vector, refusal: &Refusal, profile: Profile) -> Result<(), String> {
    let answer = Frame::new(&refusal.answer).ok_or("the answer is no PDU")?;
    equal(&answer.header().command_status.get(), &refusal.command_status)?;
    let mut peer = Peer::new(vector, profile)?;
    peer.session.handle_input(NOW, Wire::Octets(&vector.octets));
    while let Some(event) = peer.session.poll_event() {
        match event {
            SessionEvent::BindRequested { duty, pdu } => {
                let status = peer.status(&pdu, refusal)?;
                peer.session.refuse_bind(NOW, duty, status, AfterRefusal::KeepOpen).map_err(explain)?;
            }
            SessionEvent::Request { duty, pdu } => {
                let status = peer.status(&pdu, refusal)?;
                peer.session.answer(NOW, duty, Reply::Refuse(status)).map_err(explain)?;
            }
            SessionEvent::Refused { status, fault, .. } => {
                equal(&status.get(), &refusal.command_status)?;
                // Nobody was asked; what is malformed is malformed where the decoder finds it.
                equal(&(None, None), &(refusal.field.as_deref(), refusal.by))?;
                if let (Some(fault), Expect::Fault { error }) = (fault, &vector.expect) {
                    equal(&fault.at(), &error.at)?;
                }
            }
            SessionEvent::Noted { .. } | SessionEvent::Ended { .. } => {}
            event => return Err(format!("found {event:?}")),
        }
    }
    equal_octets(&peer.sent(), &refusal.answer)?;
    equal(&peer.closed, &refusal.close)
}

/// A server refuses the PDU for a parameter that its kind does not have in the version that is spoken; one that lets
/// such parameters pass says so, and has the PDU.
pub(super) fn misplaced(
    vector: &Vector,
    version: InterfaceVersion,
    expected: &ExpectedFault,
    passed: &Value,
) -> Result<(), String> {
    let with = |tolerance| Profile::standard().with_tolerance(tolerance);
    let mut peer = Peer::speaking(version, vector, with(Tolerance::STRICT))?;
    peer.session.handle_input(NOW, Wire::Octets(&vector.octets));
    match peer.session.poll_event() {
        Some(SessionEvent::Refused { fault: Some(fault), status, .. }) => {
            decode::matches(Trouble::Faulty(fault), expected)?;
            let sent = peer.sent();
            let answer = Frame::new(&sent).ok_or("it was not answered")?.header();
            equal(&answer.command_status, &status)?;
            // 3.3 has fewer codes.
            if version.has_tlvs() {
                equal(&Some(status.get()), &expected.command_status)?;
            }
        }
        event => return Err(format!("found {event:?}")),
    }
    let tolerance = decode::with_switch(Tolerance::STRICT, parameters::MISPLACED, true)?;
    let mut peer = Peer::speaking(version, vector, with(tolerance))?;
    peer.session.handle_input(NOW, Wire::Octets(&vector.octets));
    match (peer.session.poll_event(), peer.session.poll_event()) {
        (Some(SessionEvent::Noted { faults, .. }), Some(SessionEvent::Request { pdu, .. })) => {
            let frame = pdu.frame();
            let pdu = frame.decode(&Tolerance::STRICT, &mut ()).map_err(explain)?;
            equal(&render(frame.octets().len(), &pdu, &faults), passed)
        }
        events => Err(format!("found {events:?}")),
    }
}

/// The end that a vector is sent to.
struct Peer {
    session: Session,
    closed: bool,
}

impl Peer {
    /// A session in the state that the vector's command needs: open for a bind, bound for all else.
    fn new(vector: &Vector, profile: Profile) -> Result<Self, String> {
        Self::speaking(InterfaceVersion::V3_4, vector, profile)
    }

    /// The same, with a client of this version.
    fn speaking(version: InterfaceVersion, vector: &Vector, profile: Profile) -> Result<Self, String> {
        let role = if vector.direction == Some(Direction::Smsc) { Role::Esme } else { Role::Smsc };
        let mut peer = Self { session: Session::new(role, profile), closed: false };
        peer.session.handle_input(NOW, Wire::Connected);
        if Frame::new(&vector.octets).is_some_and(|frame| frame.header().command_id.is_bind()) {
            return Ok(peer);
        }
        let system_id = COctets::try_from("suite").map_err(explain)?;
        let password = Password::try_from("secret").map_err(explain)?;
        // 3.3 has no transceiver.
        let kind = if version.has_tlvs() { BindKind::Transceiver } else { BindKind::Transmitter };
        let mut bind = Bind::new(kind, system_id, password);
        bind.interface_version = version;
        match role {
            Role::Smsc => peer.take_bind(&bind)?,
            Role::Esme => {
                let _handle = peer.session.bind(NOW, &bind).map_err(explain)?;
                let number = Frame::new(&peer.sent()).ok_or("no bind was sent")?.header().sequence_number;
                let mut octets = Vec::new();
                BindResp::new(kind, system_id).encode(number, &mut octets);
                peer.session.handle_input(NOW, Wire::Octets(&octets));
            }
        }
        while peer.session.poll_event().is_some() {}
        let _octets = peer.sent();
        equal(&peer.session.state().bound(), &Some(kind))?;
        Ok(peer)
    }

    fn take_bind(&mut self, bind: &Bind<'_>) -> Result<(), String> {
        let mut octets = Vec::new();
        bind.encode(SequenceNumber::FIRST, &mut octets);
        self.session.handle_input(NOW, Wire::Octets(&octets));
        match self.session.poll_event() {
            Some(SessionEvent::BindRequested { duty, .. }) => {
                self.session.accept_bind(NOW, duty, COctets::EMPTY).map_err(explain)
            }
            event => Err(format!("a bind gave {event:?}")),
        }
    }

    /// What the profile finds in the values of a request.
    fn judge(&self, pdu: &PduBuf) -> Result<(), Violation> {
        let profile = self.session.profile();
        let frame = pdu.frame();
        if let Ok(bind) = frame.decode_as::<Bind<'_>>(&profile.tolerance, &mut ()) {
            return profile.check_bind(&bind);
        }
        match frame.decode_as::<SubmitSm<'_>>(&profile.tolerance, &mut ()) {
            Ok(submit) => profile.check_submit(&submit, false),
            Err(_) => Ok(()),
        }
    }

    /// The status for a request that the session leaves to others: its profile's, which must find the fault in the
    /// field that the vector names, or else its owner's, where the vector leaves it to the owner and the profile to it.
    fn status(&self, pdu: &PduBuf, refusal: &Refusal) -> Result<CommandStatus, String> {
        match (self.judge(pdu), refusal.by) {
            (Err(violation), None) => {
                equal(&Some(violation.field.to_string()), &refusal.field)?;
                Ok(violation.status)
            }
            (Ok(()), Some(Decider::Owner)) => Ok(CommandStatus::new(refusal.command_status)),
            (Ok(()), None) => Err(format!("{pdu:?} was taken")),
            (Err(violation), Some(_)) => Err(format!("its owner is not asked: {violation}")),
        }
    }

    /// All that was sent since the last time.
    fn sent(&mut self) -> Vec<u8> {
        let mut octets = Vec::new();
        while let Some(output) = self.session.poll_output(&mut octets) {
            self.closed |= output == Outgoing::Close;
        }
        octets
    }
}

fn explain(error: impl std::fmt::Display) -> String {
    error.to_string()
}
