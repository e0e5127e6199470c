//! Decides what a session asks: binds, messages and queries, each with the store behind it.

mod bind;
mod submit;

use core::net::SocketAddr;
use std::sync::Arc;

use clickatell_core::credit::Credit;
use clickatell_core::id::{ApiId, ApiMessageId};
use clickatell_core::machine::Duty;
use clickatell_core::time::Instant;
use clickatell_smpp::pdu::{BindKind, SubmitSmResp};
use clickatell_smpp::session::{AnswerError, BindRequest, EndReason, Reply, Request, Session, SessionEvent};
use clickatell_smpp::{COctets, CommandId, CommandStatus, Frame, PduBuf};
use serde_json::json;
use tokio::sync::mpsc;

use super::SessionId;
use super::bind::counts;
use super::delivery::{Delivery, Fetched, logged};
use super::query::Answer;
use super::refusal::{Refusal, masked, name_of, system_id};
use crate::shared::{Shared, lock};
use crate::store::{self, About, Kind, NewRefusal, StoreError};

/// The deciding side of one connection.
#[derive(Debug)]
pub(super) struct Desk {
    shared: Arc<Shared>,
    peer: SocketAddr,
    session: SessionId,
    login: Option<Login>,
    pub(super) delivery: Option<Delivery>,
    answers: mpsc::Sender<Decided>,
    fetched: mpsc::Sender<Fetched>,
}

/// Who is bound.
#[derive(Clone, Debug)]
struct Login {
    user: String,
    api: ApiId,
}

/// What the store has decided, for the session to answer with.
#[derive(Debug)]
pub(super) enum Decided {
    Bind { duty: Duty<BindRequest>, pdu: PduBuf, login: Credentials, balance: Result<Credit, StoreError> },
    Submit { duty: Duty<Request>, outcome: Result<ApiMessageId, Refusal> },
    Query { duty: Duty<Request>, outcome: Result<Answer, Refusal>, pdu: PduBuf },
}

/// What a client has proved.
#[derive(Debug)]
pub(super) struct Credentials {
    user: String,
    api: ApiId,
    kind: BindKind,
}

impl Desk {
    pub(super) fn new(
        shared: Arc<Shared>,
        peer: SocketAddr,
        answers: mpsc::Sender<Decided>,
        fetched: mpsc::Sender<Fetched>,
    ) -> Self {
        let session = shared.smpp.new_session();
        Self { shared, peer, session, login: None, delivery: None, answers, fetched }
    }

    /// Takes one event of the session. `link_now` is the session's time, which is real; everything else goes by the
    /// gateway's clock.
    pub(super) async fn on_event(&mut self, session: &mut Session, link_now: Instant, event: SessionEvent) {
        match event {
            SessionEvent::BindRequested { duty, pdu } => self.on_bind(session, link_now, duty, pdu).await,
            SessionEvent::Request { duty, pdu } => match pdu.header().command_id {
                CommandId::SUBMIT_SM => self.on_submit(session, link_now, duty, &pdu).await,
                _ => self.on_query(duty, pdu).await,
            },
            SessionEvent::Response { handle, status, .. } => {
                if let Some(delivery) = &mut self.delivery {
                    delivery.answered(handle, status).await;
                    delivery.go_on(session, link_now).await;
                }
            }
            SessionEvent::NoResponse { handle } => {
                if let Some(delivery) = &mut self.delivery {
                    delivery.unanswered(handle, session.state()).await;
                    delivery.go_on(session, link_now).await;
                }
            }
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
                tracing::warn!(
                    session = self.session,
                    duty,
                    "the store took too long; the client got a temporary error"
                );
            }
            SessionEvent::Stray { pdu } => {
                tracing::debug!(session = self.session, ?pdu, "a response to nothing")
            }
            SessionEvent::Noted { command_id, faults, .. } => {
                tracing::debug!(session = self.session, %command_id, ?faults, "tolerated");
            }
            SessionEvent::Ended { why } => self.on_end(why).await,
            // Events of the other end.
            _ => {}
        }
    }

    /// Answers with what the store has decided.
    pub(super) async fn decided(&mut self, session: &mut Session, link_now: Instant, decided: Decided) {
        let answered = match decided {
            Decided::Bind { duty, pdu, login, balance } => {
                return self.finish_bind(session, link_now, duty, &pdu, login, balance).await;
            }
            Decided::Submit { duty, outcome } => match outcome {
                Ok(id) => match COctets::new(id.as_str().as_bytes()) {
                    Ok(id) => session.answer(link_now, duty, Reply::SubmitSm(SubmitSmResp::new(id))),
                    Err(_) => session.answer(link_now, duty, Reply::Refuse(CommandStatus::ESME_RSYSERR)),
                },
                Err(refusal) => session.answer(link_now, duty, Reply::Refuse(refusal.status)),
            },
            Decided::Query { duty, outcome, pdu } => match outcome.as_ref().map(submit::query_sm_resp) {
                Ok(Some(resp)) => session.answer(link_now, duty, Reply::QuerySm(resp)),
                Ok(None) => session.answer(link_now, duty, Reply::Refuse(CommandStatus::ESME_RSYSERR)),
                Err(refusal) => {
                    self.record(&pdu.frame(), refusal).await;
                    session.answer(link_now, duty, Reply::Refuse(refusal.status))
                }
            },
        };
        self.note_late(answered);
    }

    fn note_late(&self, answered: Result<(), AnswerError>) {
        if let Err(error) = answered {
            tracing::warn!(session = self.session, %error, "a decision came too late");
        }
    }

    /// Takes what is held and was read for this session.
    pub(super) async fn fetched(&mut self, session: &mut Session, link_now: Instant, fetched: Fetched) {
        if let Some(delivery) = &mut self.delivery {
            delivery.take(fetched, session, link_now).await;
        }
    }

    async fn on_end(&mut self, why: EndReason) {
        if let EndReason::BadLength(bad) = why {
            let status = CommandStatus::ESME_RINVCMDLEN;
            let record = Record { new: self.new_refusal("unknown".into(), Vec::new()) };
            let refusal = Refusal { status, reason: bad.to_string().into(), clause: "SMPP-8-12" };
            let record = record.because(&refusal);
            self.shared.store.submit(move |connection| store::refuse(connection, &record), logged).await;
        }
        let Some(login) = self.login.take() else { return };
        self.shared.smpp.binds().release(self.session);
        lock(&self.shared.smpp.sessions).remove(&self.session);
        if let Some(delivery) = self.delivery.take() {
            delivery.leave();
        }
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
        let octets = masked(frame, self.shared.config.limits.refusal_octets);
        Record { new: self.new_refusal(frame.header().command_id.to_string(), octets) }
    }

    fn new_refusal(&self, operation: String, octets: Vec<u8>) -> NewRefusal {
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
            octets,
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
