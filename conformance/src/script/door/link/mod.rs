//! An SMPP link: the sessions of one client, on connections that come and go.

mod event;
mod wire;

use std::collections::VecDeque;

use clickatell_core::machine::{Duty, Handle, Machine, Timed};
use clickatell_core::time::Instant;
use clickatell_smpp::link::{ConnId, Link, LinkOutput, Plan, RequestError};
use clickatell_smpp::pdu::{Bind, BindKind, CancelSm, DataSm, QuerySm, ReplaceSm, SubmitSm};
use clickatell_smpp::session::{Reply, Request, Wire as OnWire};
use clickatell_smpp::{COctets, CommandId, Password};

use super::session::event::{not_answered, violated};
use super::session::{decoded, octets, profile, reply, response, status};
use super::{Names, set_count};
use crate::script::statement::Header;
use crate::script::subject::{Done, End, Input, Sent, Subject};
use crate::script::value::Record;
use crate::script::wire::{Smpp, Wire};
use wire::{Conns, HEAD, Happened};

pub(super) fn open(header: &Header) -> Result<Box<dyn Subject>, String> {
    let mut settings = header.settings.clone();
    let mut profile = profile(header, &mut settings)?;
    let mut flow = profile.flow.clone();
    set_count(&mut settings, "queue", &mut flow.queue)?;
    for (key, span) in [("give_up", &mut flow.give_up), ("leaving", &mut flow.leaving)] {
        if let Some(set) = settings.take_span(key)? {
            *span = Some(set);
        }
    }
    profile = profile.with_flow(flow);
    let plan = match settings.take_text("plan")?.as_deref() {
        Some("transceiver") => Plan::Transceiver,
        Some("transmitter_and_receiver") => Plan::TransmitterAndReceiver,
        Some("receiver") => Plan::ReceiverOnly,
        Some("transmitter") => Plan::TransmitterOnly,
        _ => return Err("set: plan= is missing, or none that there is".to_owned()),
    };
    settings.finish()?;
    let name = COctets::try_from("demo").map_err(|error| error.to_string())?;
    let password = Password::try_from("demo1234").map_err(|error| error.to_string())?;
    let mut bind = Bind::new(BindKind::Transceiver, name, password);
    bind.interface_version = profile.interface_version;
    let link = Link::new(plan, profile, &bind, 1).map_err(|error| error.to_string())?;
    Ok(Box::new(Door {
        link,
        begun: false,
        input: VecDeque::new(),
        pdu: None,
        names: Names::default(),
        duties: Vec::new(),
        events: VecDeque::new(),
        sent: VecDeque::new(),
    }))
}

struct Door {
    link: Link,
    /// There is a network: the link's first timeout was.
    begun: bool,
    /// What has arrived and is not read.
    input: VecDeque<u8>,
    /// The connection whose PDU is being read, and how much of it is left.
    pdu: Option<(ConnId, usize)>,
    names: Names,
    /// The requests that the owner was told of, in order; scripts number them from 1.
    duties: Vec<(CommandId, Option<Duty<Request>>)>,
    events: VecDeque<Record>,
    sent: VecDeque<Sent>,
}

impl Door {
    /// Reads what has arrived, as long as the link wants it.
    fn read(&mut self, now: Instant) {
        while self.link.wants_input() {
            let (conn, left) = match self.pdu.take() {
                Some(pdu) => pdu,
                None => match self.head() {
                    Some((Happened::Pdu(length), conn)) => (conn, length),
                    Some((Happened::Opened, conn)) => {
                        self.hear(now, conn, OnWire::Connected);
                        continue;
                    }
                    Some((Happened::Closed, conn)) => {
                        self.hear(now, conn, OnWire::Closed);
                        continue;
                    }
                    None => return,
                },
            };
            let octets: Vec<u8> = self.input.drain(..left.min(self.input.len())).collect();
            self.pdu = left.checked_sub(octets.len()).filter(|left| *left > 0).map(|left| (conn, left));
            if octets.is_empty() {
                return;
            }
            self.hear(now, conn, OnWire::Octets(&octets));
        }
    }

    /// The head of the next message, once it is there.
    fn head(&mut self) -> Option<(Happened, ConnId)> {
        if self.input.len() < HEAD {
            return None;
        }
        let head: Vec<u8> = self.input.drain(..HEAD).collect();
        let (happened, conn) = wire::read(*head.first_chunk()?);
        Some((happened, ConnId::new(conn)))
    }

    /// One input, and all that comes of it.
    fn hear(&mut self, now: Instant, conn: ConnId, wire: OnWire<'_>) {
        self.link.handle_input(now, (conn, wire));
        self.drain(now);
    }

    fn drain(&mut self, now: Instant) {
        while let Some(event) = self.link.poll_event() {
            let event = self.event(now, event);
            self.events.push_back(event);
        }
        let mut octets = Vec::new();
        while let Some(output) = self.link.poll_output(&mut octets) {
            let (conn, happened) = match output {
                LinkOutput::Connect(conn) => (conn, Happened::Opened),
                LinkOutput::Close(conn) => (conn, Happened::Closed),
                LinkOutput::Octets(conn) => {
                    self.send_pdus(conn, &octets);
                    octets.clear();
                    continue;
                }
            };
            self.sent.extend(wire::write(conn.get(), happened, &[]).map(Sent::Octets));
        }
    }

    /// A message for each PDU.
    fn send_pdus(&mut self, conn: ConnId, mut octets: &[u8]) {
        while let Some((pdu, rest)) =
            octets.split_at_checked(Smpp.first(octets)).filter(|(pdu, _)| !pdu.is_empty())
        {
            self.sent.extend(wire::write(conn.get(), Happened::Pdu(pdu.len()), pdu).map(Sent::Octets));
            octets = rest;
        }
    }

    /// The owner asks the SMSC for something; the fields are those of the PDU.
    fn ask(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        let name = command.take_text("handle")?.ok_or("handle is missing")?;
        let link = &mut self.link;
        let given = match command.name.as_str() {
            "submit" => link.submit(now, &decoded::<SubmitSm<'_>>(&octets(command, "submit_sm")?)?),
            "query" => link.request(now, &decoded::<QuerySm<'_>>(&octets(command, "query_sm")?)?),
            "data" => link.request(now, &decoded::<DataSm<'_>>(&octets(command, "data_sm")?)?),
            "cancel" => link.request(now, &decoded::<CancelSm<'_>>(&octets(command, "cancel_sm")?)?),
            "replace" => link.request(now, &decoded::<ReplaceSm<'_>>(&octets(command, "replace_sm")?)?),
            other => return Err(format!("there is no DO {other}")),
        };
        match given {
            Ok(handle) => self.names.give(&name, handle.id()).map(|()| Ok(Record::new("result"))),
            Err(error) => Ok(Err(not_taken(error))),
        }
    }

    /// The owner takes a request back.
    fn withdraw(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        let name = command.take_text("handle")?.ok_or("handle is missing")?;
        command.finish()?;
        let withdrawn = self.link.withdraw(now, Handle::new(self.names.id(&name)?));
        Ok(if withdrawn { Ok(Record::new("result")) } else { Err(Record::new("sent")) })
    }

    /// The owner answers the SMSC; the fields are those of the response.
    fn answer(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        let place = command.take_number("duty")?.and_then(|place| usize::try_from(place).ok());
        let owed = place.and_then(|place| self.duties.get_mut(place.checked_sub(1)?));
        let (request, duty) = owed.ok_or("there is no such duty")?;
        let duty = duty.take().ok_or("this duty was answered")?;
        let done = if command.name == "refuse" {
            let status = status(&mut command)?;
            command.finish()?;
            self.link.answer(now, duty, Reply::Refuse(status))
        } else {
            let (kind, pdu) = response(command, *request)?;
            self.link.answer(now, duty, reply(&kind, &pdu)?)
        };
        Ok(done.map(|()| Record::new("result")).map_err(not_answered))
    }
}

/// Why the owner's wish was not granted.
fn not_taken(error: RequestError) -> Record {
    Record::new(match error {
        RequestError::NoTransmitter => "no_transmitter",
        RequestError::Leaving => "leaving",
        RequestError::QueueFull(_) => "queue_full",
        RequestError::Violation(violation) => return violated(violation),
        _ => "other",
    })
}

impl Subject for Door {
    fn end(&self) -> End {
        End::Client
    }

    fn wire(&self) -> Option<&'static dyn Wire> {
        Some(&Conns)
    }

    fn wants_input(&self) -> bool {
        self.link.wants_input()
    }

    /// The network comes about, and then whatever goes over its connections.
    fn input(&mut self, now: Instant, input: Input<'_>) -> Result<(), String> {
        match input {
            Input::Connected => {
                self.begun = true;
                self.handle_timeout(now);
            }
            Input::Octets(octets) => {
                self.input.extend(octets);
                self.read(now);
            }
            Input::Closed => return Err("S: closed conn=… closes one connection".to_owned()),
            Input::Message(_) => return Err("octets go between these ends".to_owned()),
        }
        Ok(())
    }

    fn command(&mut self, now: Instant, command: Record) -> Result<Done, String> {
        let done = match command.name.as_str() {
            "answer" | "refuse" => self.answer(now, command),
            "withdraw" => self.withdraw(now, command),
            "unbind" | "abort" => {
                if command.name == "unbind" {
                    self.link.unbind(now)
                } else {
                    self.link.abort(now)
                }
                command.finish().map(|()| Ok(Record::new("result")))
            }
            _ => self.ask(now, command),
        };
        self.drain(now);
        self.read(now);
        done
    }

    fn poll_event(&mut self) -> Option<Record> {
        self.events.pop_front()
    }

    fn poll_output(&mut self) -> Option<Sent> {
        self.sent.pop_front()
    }
}

impl Timed for Door {
    fn poll_timeout(&self) -> Option<Instant> {
        self.link.poll_timeout().filter(|_| self.begun)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.link.handle_timeout(now);
        self.drain(now);
        self.read(now);
    }
}
