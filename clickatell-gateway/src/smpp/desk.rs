//! Decides what a session asks: binds, messages and queries, each with the store behind it.

use core::net::SocketAddr;
use std::sync::Arc;

use clickatell_core::credit::Credit;
use clickatell_core::id::{ApiId, ApiMessageId};
use clickatell_core::machine::Duty;
use clickatell_core::time::Instant;
use clickatell_smpp::pdu::{Bind, BindKind, QuerySm, QuerySmResp, SubmitSm, SubmitSmResp};
use clickatell_smpp::session::{
    AfterRefusal, AnswerError, BindRequest, EndReason, Reply, Request, Session, SessionEvent,
};
use clickatell_smpp::{COctets, CommandId, CommandStatus, Frame, PduBuf};
use serde_json::json;
use tokio::sync::mpsc;

use super::bind;
use super::delivery::{Delivery, Fetched, logged};
use super::query::{self, Answer, Query};
use super::refusal::{Refusal, masked, name_of, system_id};
use super::submit::{self, Draft};
use super::{SessionId, SessionView};
use crate::clock::Stamp;
use crate::config::{Account, Api};
use crate::shared::{Shared, lock};
use crate::store::{self, About, Kind, NewMessage, NewRefusal, StoreError, Taken};

/// The `system_id` of the gateway in its bind responses.
const SYSTEM_ID: &str = "Clickatell";

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
                if frame.header().command_id.is_bind() && bind::counts(status) {
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
            SessionEvent::Noted { command_id, fault, .. } => {
                tracing::debug!(session = self.session, %command_id, %fault, "tolerated");
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
            Decided::Query { duty, outcome, pdu } => match outcome.as_ref().map(query_sm_resp) {
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

    async fn on_bind(
        &mut self,
        session: &mut Session,
        link_now: Instant,
        duty: Duty<BindRequest>,
        pdu: PduBuf,
    ) {
        let shared = Arc::clone(&self.shared);
        let frame = pdu.frame();
        let system_id = system_id(&frame);
        if self.is_locked_out(system_id) {
            let refusal = &bind::LOCKED_OUT;
            return self.refuse_bind(session, link_now, duty, &frame, refusal, AfterRefusal::Close).await;
        }
        let profile = &shared.smpp.profile;
        let Ok(request) = frame.decode_as::<Bind<'_>>(&profile.tolerance, &mut ()) else { return };
        match bind::judge(&shared.config, profile, &request) {
            Ok((account, api)) => {
                let login = Credentials { user: account.user.clone(), api: api.id, kind: request.kind };
                let user = login.user.clone();
                let answers = self.answers.clone();
                let then = move |balance| {
                    let _over = answers.try_send(Decided::Bind { duty, pdu, login, balance });
                };
                shared.store.submit(move |connection| store::balance(connection, &user), then).await;
            }
            Err(refusal) => {
                if bind::counts(refusal.status) {
                    self.count_failure(system_id);
                }
                self.refuse_bind(session, link_now, duty, &frame, &refusal, AfterRefusal::KeepOpen).await;
            }
        }
    }

    async fn finish_bind(
        &mut self,
        session: &mut Session,
        link_now: Instant,
        duty: Duty<BindRequest>,
        pdu: &PduBuf,
        login: Credentials,
        balance: Result<Credit, StoreError>,
    ) {
        let shared = Arc::clone(&self.shared);
        let frame = pdu.frame();
        let Some(account) = shared.account(&login.user) else { return };
        let allowed = balance
            .map_err(|_| Refusal::system())
            .and_then(|balance| bind::may_enter(account, balance, shared.config.smpp.server))
            .and_then(|()| {
                let claimed = shared.smpp.binds().claim(self.session, login.api, login.kind);
                claimed.map_err(|_| bind::KIND_BOUND)
            });
        if let Err(refusal) = allowed {
            let then = AfterRefusal::KeepOpen;
            return self.refuse_bind(session, link_now, duty, &frame, &refusal, then).await;
        }
        let name = COctets::try_from(SYSTEM_ID).unwrap_or_default();
        if session.accept_bind(link_now, duty, name).is_err() {
            shared.smpp.binds().release(self.session);
            return;
        }
        if let Some(lockout) = &shared.smpp.lockout {
            lock(lockout).succeeded(self.peer.ip(), system_id(&frame));
        }
        self.note_bound(session, &login).await;
        self.login = Some(Login { user: login.user, api: login.api });
        if login.kind.receives() {
            self.delivery = Delivery::new(Arc::clone(&shared), self.session, login.api, self.fetched.clone());
        }
    }

    async fn note_bound(&self, session: &Session, login: &Credentials) {
        let (now, id, api) = (self.shared.clock.now(), self.session, login.api);
        let view = SessionView {
            session: id,
            account: login.user.clone(),
            api_id: api,
            kind: login.kind.command_id().name().unwrap_or_default(),
            version: session.version().to_string(),
            peer: self.peer.to_string(),
            since: Stamp(now),
        };
        let detail = json!({ "what": "bound", "bind": view });
        lock(&self.shared.smpp.sessions).insert(id, view);
        let (user, receives) = (login.user.clone(), login.kind.receives());
        let work = move |connection: &_| {
            if receives {
                store::make_all_due(connection, api)?;
            }
            let subject = id.to_string();
            let about = About { account: Some(&user), subject: Some(&subject), status: None };
            store::append(connection, now, Kind::Session, about, &detail)
        };
        self.shared.store.submit(work, logged).await;
    }

    async fn refuse_bind(
        &self,
        session: &mut Session,
        link_now: Instant,
        duty: Duty<BindRequest>,
        frame: &Frame<'_>,
        refusal: &Refusal,
        then: AfterRefusal,
    ) {
        let refused = session.refuse_bind(link_now, duty, refusal.status, then);
        // A client that is gone has not been refused anything.
        if refused.is_ok() {
            self.record(frame, refusal).await;
        }
    }

    async fn on_submit(
        &mut self,
        session: &mut Session,
        link_now: Instant,
        duty: Duty<Request>,
        pdu: &PduBuf,
    ) {
        let shared = Arc::clone(&self.shared);
        let frame = pdu.frame();
        let prepared = self.prepare(&frame);
        let (new, allowed) = match prepared {
            Ok(prepared) => prepared,
            Err(refusal) => {
                self.record(&frame, &refusal).await;
                let answered = session.answer(link_now, duty, Reply::Refuse(refusal.status));
                return self.note_late(answered);
            }
        };
        let (id, api, plan) = (new.id, new.api, new.plan);
        let record = self.refusal_of(&frame);
        let work = move |connection: &_| {
            let refusal = match allowed {
                Ok(()) => match store::accept(connection, &new)? {
                    Taken::Accepted => return Ok(None),
                    Taken::Frozen => submit::FROZEN,
                    Taken::NoCredit => submit::NO_CREDIT,
                },
                Err(_) if store::balance(connection, &new.account)?.is_negative() => submit::FROZEN,
                Err(refusal) => refusal,
            };
            store::refuse(connection, &record.because(&refusal))?;
            Ok(Some(refusal))
        };
        let answers = self.answers.clone();
        let agenda = Arc::clone(&shared);
        let then = move |result: Result<Option<Refusal>, StoreError>| {
            let outcome = match result {
                Ok(None) => Ok(id),
                Ok(Some(refusal)) => Err(refusal),
                Err(error) => {
                    tracing::error!(%error, "a message cannot be stored");
                    Err(Refusal::system())
                }
            };
            match outcome {
                Ok(id) => agenda.start(id, plan),
                Err(_) => agenda.release(api),
            }
            let _over = answers.try_send(Decided::Submit { duty, outcome });
        };
        shared.store.submit(work, then).await;
    }

    /// Makes the checks that need no store, and what is to be stored. The inner result is that of the checks whose
    /// place is behind one of the store's.
    fn prepare(&self, frame: &Frame<'_>) -> Result<(NewMessage, Result<(), Refusal>), Refusal> {
        let shared = &*self.shared;
        let (account, api) = self.account().ok_or(Refusal::new(
            CommandStatus::ESME_RINVBNDSTS,
            "SMPP-14-6",
            "the session is not bound",
        ))?;
        let profile = &shared.smpp.profile;
        let pdu: SubmitSm<'_> = frame.decode_as(&profile.tolerance, &mut ()).map_err(|fault| Refusal {
            status: profile.status_of(&fault),
            reason: fault.to_string().into(),
            clause: "",
        })?;
        let transmits_only = shared.smpp.binds().transmits_only(api.id);
        let draft = submit::draft(&shared.config, profile, account, &pdu, transmits_only)?;
        let now = shared.clock.now();
        let id = shared.new_message_id().ok_or(Refusal::system())?;
        if api.throughput.is_some_and(|limit| !lock(&shared.smpp.throttle).allows(now, api.id, limit)) {
            return Err(submit::THROTTLED);
        }
        if account.frozen {
            return Err(submit::FROZEN);
        }
        let allowed = submit::may_pass(&shared.config, account, api, &draft);
        shared.reserve(api.id, api.queue).map_err(|_| submit::QUEUE_FULL)?;
        Ok((new_message(shared, now, id, account, api.id, &pdu, draft), allowed))
    }

    async fn on_query(&self, duty: Duty<Request>, pdu: PduBuf) {
        let Some(login) = &self.login else { return };
        let frame = pdu.frame();
        let tolerance = &self.shared.smpp.profile.tolerance;
        let Ok(request) = frame.decode_as::<QuerySm<'_>>(tolerance, &mut ()) else { return };
        let query = Query {
            id: request.message_id.to_string(),
            source: request.source.addr.to_string(),
            account: login.user.clone(),
            strict: self.shared.config.smpp.strict,
        };
        let answers = self.answers.clone();
        let id = query.id.clone();
        let then = move |found: Result<Option<store::Message>, StoreError>| {
            let outcome =
                found.map_err(|_| Refusal::system()).and_then(|found| query::answer(&query, found.as_ref()));
            let _over = answers.try_send(Decided::Query { duty, outcome, pdu });
        };
        self.shared.store.submit(move |connection| store::find(connection, &id), then).await;
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

    fn account(&self) -> Option<(&Account, &Api)> {
        let login = self.login.as_ref()?;
        let account = self.shared.account(&login.user)?;
        Some((account, account.api(login.api)?))
    }

    fn is_locked_out(&self, system_id: &[u8]) -> bool {
        let now = self.shared.clock.now();
        let lockout = self.shared.smpp.lockout.as_ref();
        lockout.is_some_and(|lockout| lock(lockout).is_locked(now, self.peer.ip(), system_id))
    }

    fn count_failure(&self, system_id: &[u8]) {
        if let Some(lockout) = &self.shared.smpp.lockout {
            lock(lockout).failed(self.shared.clock.now(), self.peer.ip(), system_id);
        }
    }

    /// Notes a refusal.
    async fn record(&self, frame: &Frame<'_>, refusal: &Refusal) {
        tracing::info!(
            session = self.session,
            peer = %self.peer,
            status = %name_of(refusal.status),
            reason = %refusal.reason,
            "refused {}",
            frame.header().command_id
        );
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

fn new_message(
    shared: &Shared,
    now: Instant,
    id: ApiMessageId,
    account: &Account,
    api: ApiId,
    pdu: &SubmitSm<'_>,
    draft: Draft,
) -> NewMessage {
    NewMessage {
        id,
        account: account.user.clone(),
        api,
        door: "smpp",
        at: now,
        sender: draft.sender.unwrap_or_default(),
        source: draft.source,
        recipient: draft.recipient,
        data_coding: pdu.data_coding.get(),
        esm_class: pdu.esm_class.get(),
        registered_delivery: pdu.registered_delivery.get(),
        octets: draft.content.octets,
        text: draft.content.text,
        concat: draft.content.concat,
        parts: draft.content.parts,
        charge: draft.charge,
        plan: shared.plan(now),
    }
}

fn query_sm_resp(answer: &Answer) -> Option<QuerySmResp<'_>> {
    let id = COctets::try_from(answer.id.as_str()).ok()?;
    let mut resp = QuerySmResp::new(id, answer.state);
    resp.final_date = COctets::try_from(answer.final_date.as_str()).ok()?;
    resp.error_code = answer.error_code;
    Some(resp)
}
