//! Decides what a session asks: binds, messages and queries, each with the store behind it.

mod bind;
mod submit;

use core::net::SocketAddr;
use std::sync::Arc;

use clickatell_core::id::ApiId;
use clickatell_smpp::net::{FromEsme, Server};
use clickatell_smpp::session::{AnswerError, EndReason, SessionEvent, State};
use clickatell_smpp::{CommandId, CommandStatus, Frame};
use serde_json::json;
use tokio::sync::mpsc;

use super::SessionId;
use super::bind::counts;
use super::delivery::{Delivery, logged};
use super::refusal::{Refusal, name_of, system_id};
use crate::redact::Shown;
use crate::shared::{Shared, lock};
use crate::store::{self, About, Kind, NewRefusal};

/// The deciding side of one connection.
#[derive(Debug)]
pub(super) struct Desk {
    shared: Arc<Shared>,
    peer: SocketAddr,
    session: SessionId,
    server: Server,
    login: Option<Login>,
    /// Where the delivering is begun, if anything is to be delivered.
    delivers: mpsc::Sender<Delivery>,
}

/// Who is bound.
#[derive(Clone, Debug)]
struct Login {
    user: String,
    api: ApiId,
}

impl Desk {
    pub(super) fn new(
        shared: Arc<Shared>,
        peer: SocketAddr,
        server: Server,
        delivers: mpsc::Sender<Delivery>,
    ) -> Self {
        let session = shared.smpp.new_session();
        Self { shared, peer, session, server, login: None, delivers }
    }

    /// Takes one thing that the client does.
    pub(super) async fn on(&mut self, happened: FromEsme) {
        match happened {
            FromEsme::Bind(bind) => self.on_bind(bind).await,
            FromEsme::Request(request) => match request.pdu().header().command_id {
                CommandId::SUBMIT_SM => self.on_submit(request).await,
                _ => self.on_query(request).await,
            },
            FromEsme::Other(event) => self.on_event(event).await,
            FromEsme::Ended(why) => self.on_end(why).await,
            // There is nothing else yet.
            _ => {}
        }
    }

    async fn on_event(&self, event: SessionEvent) {
        let session = self.session;
        match event {
            SessionEvent::Refused { pdu, status, fault } => {
                let frame = pdu.frame();
                if frame.header().command_id.is_bind() && counts(status) {
                    self.count_failure(system_id(&frame));
                }
                let reason = match fault {
                    Some(fault) => fault.to_string(),
                    None => status.row().map_or("refused", |row| row.description).to_owned(),
                };
                self.record(&frame, &Refusal { status, reason: reason.into(), clause: "" }).await;
            }
            SessionEvent::DutyLapsed { duty } => {
                tracing::warn!(session, duty, "not answered; the client got a temporary error");
            }
            SessionEvent::Stray { pdu } => tracing::debug!(session, ?pdu, "a response to nothing"),
            SessionEvent::Noted { command_id, faults, .. } => {
                tracing::debug!(session, %command_id, ?faults, "tolerated");
            }
            // Events of the other end.
            _ => {}
        }
    }

    /// The gateway stops.
    pub(super) fn leave(&self) {
        if !matches!(self.server.state(), State::Unbinding(_)) {
            self.server.unbind();
        }
    }

    async fn on_end(&mut self, why: EndReason) {
        if let EndReason::BadLength(bad) = why {
            let status = CommandStatus::ESME_RINVCMDLEN;
            let record = Record { new: self.new_refusal("unknown".into(), Shown::default()) };
            let refusal = Refusal { status, reason: bad.to_string().into(), clause: "SMPP-8-12" };
            let record = record.because(&refusal);
            self.shared.store.submit(move |connection| store::refuse(connection, &record), logged).await;
        }
        let Some(login) = self.login.take() else { return };
        self.shared.smpp.binds().release(self.session);
        lock(&self.shared.smpp.sessions).remove(&self.session);
        let (now, subject) = (self.shared.clock.now(), self.session.to_string());
        let detail = json!({ "what": "ended", "why": why.to_string() });
        let work = move |connection: &_| {
            let about = About { account: Some(&login.user), subject: Some(&subject), status: None };
            store::append(connection, now, Kind::Session, about, &detail)
        };
        self.shared.store.submit(work, logged).await;
    }

    /// Notes a refusal.
    async fn record(&self, frame: &Frame<'_>, refusal: &Refusal) {
        refusal.log(self.session, self.peer, frame.header().command_id);
        let record = self.refusal_of(frame).because(refusal);
        self.shared.store.submit(move |connection| store::refuse(connection, &record), logged).await;
    }

    fn refusal_of(&self, frame: &Frame<'_>) -> Record {
        let shown = Shown::pdu(frame).first(self.shared.config.limits.refusal_octets);
        Record { new: self.new_refusal(frame.header().command_id.to_string(), shown) }
    }

    fn new_refusal(&self, operation: String, shown: Shown) -> NewRefusal {
        NewRefusal {
            at: self.shared.clock.now(),
            door: "smpp",
            peer: self.peer.to_string(),
            account: self.login.as_ref().map(|login| login.user.clone()),
            operation,
            status: 0,
            name: String::new(),
            reason: String::new(),
            clause: String::new(),
            shown,
        }
    }
}

/// A refusal whose reason is not known yet.
#[derive(Clone, Debug)]
struct Record {
    new: NewRefusal,
}

impl Record {
    fn because(&self, refusal: &Refusal) -> NewRefusal {
        NewRefusal {
            status: refusal.status.get(),
            name: name_of(refusal.status),
            reason: refusal.reason.clone().into_owned(),
            clause: refusal.clause.to_owned(),
            ..self.new.clone()
        }
    }
}

/// Notes an answer that nobody waits for any more.
fn note_late(session: SessionId, answered: Result<(), AnswerError>) {
    if let Err(error) = answered {
        tracing::warn!(session, %error, "a decision came too late");
    }
}
