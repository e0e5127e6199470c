//! An SMPP session, at either end.

pub(super) mod event;

use clickatell_core::machine::{Duty, Machine, Timed};
use clickatell_core::time::Instant;
use clickatell_smpp::pdu::{
    AlertNotification, Bind, BindResp, CancelSm, CancelSmResp, DataSm, DataSmResp, DeliverSm, DeliverSmResp,
    Outbind, PduBody, QuerySm, QuerySmResp, ReplaceSm, ReplaceSmResp, SubmitSm, SubmitSmResp,
};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{
    AfterRefusal, BindRequest, Outgoing, Reply, Request, Role, Session, Wire as OnWire,
};
use clickatell_smpp::value::InterfaceVersion;
use clickatell_smpp::{CommandId, CommandStatus, Frame, PduBuf, SequenceNumber, Tolerance};

use event::{not_answered, not_given};

use super::{Names, set_count};
use crate::script::statement::Header;
use crate::script::subject::{Done, End, Input, Sent, Subject};
use crate::script::value::{Record, Value};
use crate::script::wire::{Smpp, Wire};

pub(super) fn open(header: &Header) -> Result<Box<dyn Subject>, String> {
    let role = if header.under_test == "esme" { Role::Esme } else { Role::Smsc };
    let mut settings = header.settings.clone();
    let profile = profile(header, &mut settings)?;
    let first = settings.take_number("first_seq")?.unwrap_or(1);
    let first = u32::try_from(first).map_err(|error| error.to_string())?;
    settings.finish()?;
    let session = Session::new(role, profile).with_first_number(SequenceNumber::new(first));
    Ok(Box::new(Door { session, names: Names::default(), duties: Vec::new() }))
}

/// The profile that the header names, as its settings change it.
pub(super) fn profile(header: &Header, settings: &mut Record) -> Result<Profile, String> {
    let mut profile = match header.profile.as_str() {
        "standard" => Profile::standard(),
        "clickatell" => Profile::clickatell(),
        "clickatell-strict" => Profile::clickatell().with_strict(true),
        other => return Err(format!("there is no profile {other:?}")),
    };
    set_count(settings, "window", &mut profile.window)?;
    set_count(settings, "duties", &mut profile.duties)?;
    set_count(settings, "parked", &mut profile.parked)?;
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
        ("esme_inactivity", &mut profile.esme_inactivity),
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
    Ok(profile)
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
            "data" => session.request(now, &decoded::<DataSm<'_>>(&octets(command, "data_sm")?)?),
            "cancel" => session.request(now, &decoded::<CancelSm<'_>>(&octets(command, "cancel_sm")?)?),
            "replace" => session.request(now, &decoded::<ReplaceSm<'_>>(&octets(command, "replace_sm")?)?),
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

    /// The owner says what has no response.
    fn announce(&mut self, now: Instant, command: Record) -> Result<Done, String> {
        let name = command.name.clone();
        let pdu = octets(command, &name)?;
        let done = match name.as_str() {
            "outbind" => self.session.outbind(now, &decoded::<Outbind<'_>>(&pdu)?),
            _ => self.session.alert_notification(&decoded::<AlertNotification<'_>>(&pdu)?),
        };
        Ok(done.map(|()| Record::new("result")).map_err(not_given))
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
                let status = status(&mut command)?;
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
                let (kind, pdu) = response(command, request)?;
                session.answer(now, duty, reply(&kind, &pdu)?)
            }
            (other, _) => return Err(format!("{other} is no answer to {request}")),
        };
        Ok(done.map(|()| Record::new("result")).map_err(not_answered))
    }
}

/// The name and the octets of the response that an `answer` gives to such a request.
pub(super) fn response(mut command: Record, request: CommandId) -> Result<(String, Vec<u8>), String> {
    let kind = command.take_text("with")?.unwrap_or_else(|| format!("{}_resp", name(request)));
    let pdu = octets(command, &kind)?;
    Ok((kind, pdu))
}

/// The reply that a response of this name is.
pub(super) fn reply<'a>(kind: &str, pdu: &'a [u8]) -> Result<Reply<'a>, String> {
    Ok(match kind {
        "submit_sm_resp" => decoded::<SubmitSmResp<'_>>(pdu)?.into(),
        "deliver_sm_resp" => decoded::<DeliverSmResp<'_>>(pdu)?.into(),
        "query_sm_resp" => decoded::<QuerySmResp<'_>>(pdu)?.into(),
        "data_sm_resp" => decoded::<DataSmResp<'_>>(pdu)?.into(),
        "cancel_sm_resp" => decoded::<CancelSmResp<'_>>(pdu)?.into(),
        "replace_sm_resp" => decoded::<ReplaceSmResp<'_>>(pdu)?.into(),
        other => return Err(format!("there is no answer {other}")),
    })
}

fn name(command: CommandId) -> String {
    command.to_string()
}

/// The status that a `refuse` gives.
pub(super) fn status(command: &mut Record) -> Result<CommandStatus, String> {
    let status = command.take_number("status")?.and_then(|status| u32::try_from(status).ok());
    Ok(CommandStatus::new(status.ok_or("status is missing")?))
}

/// The PDU of this name with the fields of a `DO`.
pub(super) fn octets(mut command: Record, pdu: &str) -> Result<Vec<u8>, String> {
    pdu.clone_into(&mut command.name);
    Smpp.encode(&command.with("seq", Value::Number(1)))
}

/// What the owner hands over: whatever the type can hold.
pub(super) fn decoded<'a, B: PduBody<'a>>(octets: &'a [u8]) -> Result<B, String> {
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
            "outbind" | "alert_notification" => self.announce(now, command),
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
