//! An SMPP session, at either end.

use clickatell_core::machine::{Duty, Handle, Machine, Timed};
use clickatell_core::time::Instant;
use clickatell_smpp::pdu::{
    Bind, BindResp, DeliverSm, DeliverSmResp, PduBody, QuerySm, QuerySmResp, SubmitSm, SubmitSmResp,
};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{
    AfterRefusal, AnswerError, BindRequest, CommandError, EndReason, Outgoing, Reply, Request, Role, Session,
    SessionEvent, Wire as OnWire,
};
use clickatell_smpp::value::InterfaceVersion;
use clickatell_smpp::{CommandId, CommandStatus, Frame, PduBuf, Tolerance};

use super::{Names, set_count};
use crate::script::statement::Header;
use crate::script::subject::{Done, End, Input, Sent, Subject};
use crate::script::value::{Record, Value};
use crate::script::wire::{Smpp, Wire};

pub(super) fn open(header: &Header) -> Result<Box<dyn Subject>, String> {
    let role = if header.under_test == "esme" { Role::Esme } else { Role::Smsc };
    let mut profile = match header.profile.as_str() {
        "standard" => Profile::standard(),
        "clickatell" => Profile::clickatell(),
        "clickatell-strict" => Profile::clickatell().with_strict(true),
        other => return Err(format!("there is no profile {other:?}")),
    };
    let mut settings = header.settings.clone();
    set_count(&mut settings, "window", &mut profile.window)?;
    set_count(&mut settings, "duties", &mut profile.duties)?;
    for (key, span) in
        [("response_timeout", &mut profile.response_timeout), ("duty_timeout", &mut profile.duty_timeout)]
    {
        if let Some(set) = settings.take_span(key)? {
            *span = set;
        }
    }
    for (key, span) in [
        ("session_init", &mut profile.session_init),
        ("esme_enquire_link", &mut profile.esme_enquire_link),
        ("smsc_enquire_link", &mut profile.smsc_enquire_link),
        ("smsc_inactivity", &mut profile.smsc_inactivity),
    ] {
        match settings.take(key) {
            None => {}
            Some(Value::Span(set)) => *span = Some(set),
            Some(Value::Word(word)) if word == "never" => *span = None,
            Some(other) => return Err(format!("{key}={other} is neither a span of time nor never")),
        }
    }
    if let Some(length) = settings.take_number("max_pdu_length")? {
        profile.max_pdu_length = u32::try_from(length).map_err(|error| error.to_string())?;
    }
    if let Some(version) = settings.take_number("interface_version")? {
        profile.interface_version = InterfaceVersion::new(octet(version)?);
    }
    if let Some(word) = settings.take_text("tolerance")? {
        profile.tolerance = match word.as_str() {
            "strict" => Tolerance::STRICT,
            "field" => Tolerance::FIELD,
            _ => return Err(format!("there is no tolerance {word}")),
        };
    }
    settings.finish()?;
    Ok(Box::new(Door { session: Session::new(role, profile), names: Names::default(), duties: Vec::new() }))
}

fn octet(number: u64) -> Result<u8, String> {
    u8::try_from(number).map_err(|error| error.to_string())
}

struct Door {
    session: Session,
    names: Names,
    /// The requests that the owner was told of, in order; scripts number them from 1.
    duties: Vec<Owed>,
}

struct Owed {
    id: u64,
    /// What was asked.
    command: CommandId,
    /// Until it is answered.
    open: Option<Open>,
}

enum Open {
    Bind(Duty<BindRequest>),
    Request(Duty<Request>),
}

impl Door {
    fn owe(&mut self, id: u64, pdu: &PduBuf, open: Open) -> Value {
        self.duties.push(Owed { id, command: pdu.header().command_id, open: Some(open) });
        Value::Number(u64::try_from(self.duties.len()).unwrap_or(u64::MAX))
    }

    /// A duty, and the request that it is.
    fn duty(&mut self, command: &mut Record) -> Result<(Open, CommandId), String> {
        let place = command.take_number("duty")?.and_then(|place| usize::try_from(place).ok());
        let owed = place.and_then(|place| self.duties.get_mut(place.checked_sub(1)?));
        let owed = owed.ok_or("there is no such duty")?;
        Ok((owed.open.take().ok_or("this duty was answered")?, owed.command))
    }

    /// The owner asks the peer for something; the fields are those of the PDU.
    fn ask(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        let name = command.take_text("handle")?.ok_or("handle is missing")?;
        let session = &mut self.session;
        let given = match command.name.as_str() {
            "submit" => session.submit(now, &decoded::<SubmitSm<'_>>(&octets(command, "submit_sm")?)?),
            "query" => session.query(now, &decoded::<QuerySm<'_>>(&octets(command, "query_sm")?)?),
            "deliver" => session.deliver(now, &decoded::<DeliverSm<'_>>(&octets(command, "deliver_sm")?)?),
            "enquire_link" | "unbind" if !command.fields.is_empty() => {
                return Err("a handle is enough".to_owned());
            }
            "enquire_link" => session.enquire_link(now),
            "unbind" => session.unbind(now),
            bind if bind.starts_with("bind_") => {
                let bind = bind.to_owned();
                session.bind(now, &decoded::<Bind<'_>>(&octets(command, &bind)?)?)
            }
            other => return Err(format!("there is no DO {other}")),
        };
        match given {
            Ok(handle) => self.names.give(&name, handle.id()).map(|()| Ok(Record::new("result"))),
            Err(error) => Ok(Err(not_given(error))),
        }
    }

    /// The owner answers the peer; the fields are those of the response.
    fn answer(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        let (open, request) = self.duty(&mut command)?;
        let session = &mut self.session;
        let done = match (command.name.as_str(), open) {
            ("accept", Open::Bind(duty)) => {
                let pdu = octets(command, &format!("{}_resp", name(request)))?;
                session.accept_bind(now, duty, decoded::<BindResp<'_>>(&pdu)?.system_id)
            }
            ("refuse", open) => {
                let status = command.take_number("status")?.and_then(|status| u32::try_from(status).ok());
                let status = CommandStatus::new(status.ok_or("status is missing")?);
                let then = match command.take_text("then")?.as_deref() {
                    None => AfterRefusal::KeepOpen,
                    Some("close") => AfterRefusal::Close,
                    Some(other) => return Err(format!("then={other} is not known")),
                };
                command.finish()?;
                match open {
                    Open::Bind(duty) => session.refuse_bind(now, duty, status, then),
                    Open::Request(duty) => session.answer(now, duty, Reply::Refuse(status)),
                }
            }
            ("answer", Open::Request(duty)) => {
                let kind = command.take_text("with")?.unwrap_or_else(|| format!("{}_resp", name(request)));
                let pdu = octets(command, &kind)?;
                let reply = match kind.as_str() {
                    "submit_sm_resp" => Reply::SubmitSm(decoded::<SubmitSmResp<'_>>(&pdu)?),
                    "deliver_sm_resp" => Reply::DeliverSm(decoded::<DeliverSmResp<'_>>(&pdu)?),
                    "query_sm_resp" => Reply::QuerySm(decoded::<QuerySmResp<'_>>(&pdu)?),
                    other => return Err(format!("there is no answer {other}")),
                };
                session.answer(now, duty, reply)
            }
            (other, _) => return Err(format!("{other} is no answer to {request}")),
        };
        Ok(done.map(|()| Record::new("result")).map_err(|error| {
            Record::new(match error {
                AnswerError::Stale => "stale",
                AnswerError::NoRefusal => "no_refusal",
                AnswerError::Unfit { .. } => "unfit",
                _ => "other",
            })
        }))
    }

    fn event(&mut self, event: SessionEvent) -> Record {
        let handle = |handle: Handle<_>| Value::Word(self.names.of(handle.id()));
        match event {
            SessionEvent::Bound { handle: bind, kind, version, .. } => Record::new("bound")
                .with("handle", handle(bind))
                .with("kind", Value::Word(format!("{kind:?}").to_lowercase()))
                .with("version", Value::Code(version.get().into())),
            SessionEvent::BindRefused { handle: bind, status, .. } => {
                Record::new("bind_refused").with("handle", handle(bind)).with("status", code(status))
            }
            SessionEvent::BindRequested { duty, pdu } => {
                let duty = self.owe(duty.id(), &pdu, Open::Bind(duty));
                with_pdu(Record::new("bind_requested").with("duty", duty), &pdu)
            }
            SessionEvent::Request { duty, pdu } => {
                let duty = self.owe(duty.id(), &pdu, Open::Request(duty));
                with_pdu(Record::new("request").with("duty", duty), &pdu)
            }
            SessionEvent::DutyLapsed { duty } => {
                let place = self.duties.iter().position(|owed| owed.id == duty);
                let place = place.and_then(|place| u64::try_from(place).ok()?.checked_add(1));
                Record::new("duty_lapsed").with("duty", Value::Number(place.unwrap_or_default()))
            }
            SessionEvent::Response { handle: command, status, pdu } => Record::new("response")
                .with("handle", handle(command))
                .with("status", code(status))
                .with_optional("pdu", Value::Octets(pdu.frame().octets().to_vec())),
            SessionEvent::NoResponse { handle: command } => {
                Record::new("no_response").with("handle", handle(command))
            }
            SessionEvent::Stray { pdu } => {
                with_pdu(Record::new("stray"), &pdu).with("status", code(pdu.header().command_status))
            }
            SessionEvent::Refused { pdu, status, fault } => {
                let refused = with_pdu(Record::new("refused"), &pdu).with("status", code(status));
                match fault {
                    Some(fault) => refused
                        .with("field", Value::Word(fault.field().to_string()))
                        .with("at", Value::Number(fault.at().into())),
                    None => refused,
                }
            }
            SessionEvent::Noted { command_id, sequence_number, faults } => {
                let noted = Record::new("noted")
                    .with("command", command(command_id))
                    .with("seq", Value::Number(sequence_number.get().into()));
                faults
                    .iter()
                    .fold(noted, |noted, fault| noted.with("field", Value::Word(fault.field().to_string())))
            }
            SessionEvent::Ended { why } => {
                Record::new("ended").with("why", Value::Word(reason(why).to_owned()))
            }
            other => Record::new(format!("{other:?}")),
        }
    }
}

fn name(command: CommandId) -> String {
    command.to_string()
}

/// Its name, or the number of one that has none.
fn command(command: CommandId) -> Value {
    match command.name() {
        Some(name) => Value::Word(name.to_owned()),
        None => Value::Code(command.get().into()),
    }
}

fn code(status: CommandStatus) -> Value {
    Value::Code(status.get().into())
}

fn with_pdu(record: Record, pdu: &PduBuf) -> Record {
    record
        .with("command", command(pdu.header().command_id))
        .with("seq", Value::Number(pdu.header().sequence_number.get().into()))
        .with_optional("pdu", Value::Octets(pdu.frame().octets().to_vec()))
}

fn reason(why: EndReason) -> &'static str {
    match why {
        EndReason::PeerClosed => "peer_closed",
        EndReason::Unbound => "unbound",
        EndReason::PeerUnbound => "peer_unbound",
        EndReason::BadLength(_) => "bad_length",
        EndReason::LinkDead => "link_dead",
        EndReason::NoBind => "no_bind",
        EndReason::Inactive => "inactive",
        EndReason::BindRefused => "bind_refused",
        EndReason::BindUnanswered => "bind_unanswered",
        EndReason::Aborted => "aborted",
        _ => "other",
    }
}

fn not_given(error: CommandError) -> Record {
    Record::new(match error {
        CommandError::WrongState { .. } => "wrong_state",
        CommandError::WindowFull { .. } => "window_full",
        CommandError::ProbeUnderWay => "probe_under_way",
        CommandError::NoTlvs { .. } => "no_tlvs",
        CommandError::Violation(violation) => {
            return Record::new("violation")
                .with("field", Value::Word(violation.field.to_string()))
                .with("status", code(violation.status));
        }
        _ => "other",
    })
}

/// The PDU of this name with the fields of a `DO`.
fn octets(mut command: Record, pdu: &str) -> Result<Vec<u8>, String> {
    pdu.clone_into(&mut command.name);
    Smpp.encode(&command.with("seq", Value::Number(1)))
}

/// What the owner hands over: whatever the type can hold.
fn decoded<'a, B: PduBody<'a>>(octets: &'a [u8]) -> Result<B, String> {
    let frame = Frame::new(octets).ok_or("this is no PDU")?;
    frame.decode_as(&Tolerance::FIELD, &mut ()).map_err(|fault| fault.to_string())
}

impl Subject for Door {
    fn end(&self) -> End {
        match self.session.role() {
            Role::Esme => End::Client,
            Role::Smsc => End::Gateway,
        }
    }

    fn wire(&self) -> Option<&'static dyn Wire> {
        Some(&Smpp)
    }

    fn wants_input(&self) -> bool {
        self.session.wants_input()
    }

    fn input(&mut self, now: Instant, input: Input<'_>) -> Result<(), String> {
        self.session.handle_input(
            now,
            match input {
                Input::Connected => OnWire::Connected,
                Input::Octets(octets) => OnWire::Octets(octets),
                Input::Closed => OnWire::Closed,
                Input::Message(_) => return Err("octets go between these ends".to_owned()),
            },
        );
        Ok(())
    }

    fn command(&mut self, now: Instant, command: Record) -> Result<Done, String> {
        match command.name.as_str() {
            "accept" | "refuse" | "answer" => self.answer(now, command),
            "abort" => {
                command.finish()?;
                self.session.abort();
                Ok(Ok(Record::new("result")))
            }
            _ => self.ask(now, command),
        }
    }

    fn poll_event(&mut self) -> Option<Record> {
        let event = self.session.poll_event()?;
        Some(self.event(event))
    }

    fn poll_output(&mut self) -> Option<Sent> {
        let mut octets = Vec::new();
        Some(match self.session.poll_output(&mut octets)? {
            Outgoing::Octets => Sent::Octets(octets),
            Outgoing::Close => Sent::Close,
        })
    }
}

impl Timed for Door {
    fn poll_timeout(&self) -> Option<Instant> {
        self.session.poll_timeout()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.session.handle_timeout(now);
    }
}
