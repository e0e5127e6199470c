//! The desk's part in messages and in queries about them.

use std::sync::Arc;

use clickatell_core::callback::CallbackLevel;
use clickatell_core::credit::Credit;
use clickatell_core::id::{ApiId, ApiMessageId};
use clickatell_core::send::Queue;
use clickatell_core::time::Instant;
use clickatell_smpp::net::Owed;
use clickatell_smpp::pdu::{QuerySm, QuerySmResp, SubmitSm, SubmitSmResp};
use clickatell_smpp::session::{AnswerError, Reply};
use clickatell_smpp::{COctets, CommandStatus, Frame};

use super::{Desk, note_late};
use crate::accept::{Refused, Routed};
use crate::config::{Account, Api};
use crate::lifecycle::Fate;
use crate::shared::{Shared, lock};
use crate::smpp::query::{self, Answer, Query};
use crate::smpp::refusal::Refusal;
use crate::smpp::submit::{self, Draft};
use crate::smpp::timing::timing;
use crate::store::{self, NewMessage, StoreError};

impl Desk {
    pub(super) async fn on_submit(&self, request: Owed) {
        let shared = Arc::clone(&self.shared);
        let frame = request.pdu().frame();
        let prepared = self.prepare(&frame);
        let (new, allowed) = match prepared {
            Ok(prepared) => prepared,
            Err(refusal) => {
                self.record(&frame, &refusal).await;
                return note_late(self.session, request.reject(refusal.status));
            }
        };
        let (id, api, plan) = (new.id, new.api, new.plan.clone());
        let record = self.refusal_of(&frame);
        let work = move |connection: &_| {
            let refusal = match allowed {
                Ok(()) => match Refused::by_store(store::accept(connection, &new)?) {
                    None => return Ok(None),
                    Some(refused) => refused.into(),
                },
                Err(_) if store::balance(connection, &new.account)?.is_negative() => Refused::Frozen.into(),
                Err(refusal) => refusal,
            };
            store::refuse(connection, &record.because(&refusal))?;
            Ok(Some(refusal))
        };
        let agenda = Arc::clone(&shared);
        let (session, peer, command_id) = (self.session, self.peer, frame.header().command_id);
        let then = move |result: Result<Option<Refusal>, StoreError>| {
            let outcome = match result {
                Ok(None) => Ok(id),
                Ok(Some(refusal)) => {
                    refusal.log(session, peer, command_id);
                    Err(refusal)
                }
                Err(error) => {
                    tracing::error!(%error, "a message cannot be stored");
                    Err(Refusal::system())
                }
            };
            let answered = match outcome {
                Ok(id) => {
                    agenda.start(id, plan);
                    accept(request, id)
                }
                Err(refusal) => {
                    agenda.release(api);
                    request.reject(refusal.status)
                }
            };
            note_late(session, answered);
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
            return Err(Refused::Frozen.into());
        }
        shared.reserve(api.id, api.queue).map_err(|_| Refused::QueueFull)?;
        let passed = submit::may_pass(&shared.config, &shared.outcomes, (account, api), &draft);
        let (routed, allowed) = match passed {
            Ok(routed) => (routed, Ok(())),
            Err(refusal) => (Routed { charge: Credit::ZERO, fate: Fate::Received }, Err(refusal)),
        };
        Ok((new_message(shared, now, id, account, api.id, &pdu, (draft, routed)), allowed))
    }

    pub(super) async fn on_query(&self, request: Owed) {
        let Some(login) = &self.login else { return };
        let frame = request.pdu().frame();
        let tolerance = &self.shared.smpp.profile.tolerance;
        let Ok(asked) = frame.decode_as::<QuerySm<'_>>(tolerance, &mut ()) else { return };
        let query = Query {
            id: asked.message_id.to_string(),
            source: asked.source.addr.to_string(),
            account: login.user.clone(),
            strict: self.shared.config.smpp.strict,
        };
        let record = self.refusal_of(&frame);
        let work = move |connection: &_| {
            let outcome = query::answer(&query, store::find(connection, &query.id)?.as_ref());
            if let Err(refusal) = &outcome {
                store::refuse(connection, &record.because(refusal))?;
            }
            Ok(outcome)
        };
        let (session, peer, command_id) = (self.session, self.peer, frame.header().command_id);
        let then = move |outcome: Result<Result<Answer, Refusal>, StoreError>| {
            let outcome = outcome.unwrap_or_else(|_| Err(Refusal::system()));
            let answered = match outcome.as_ref().map(query_sm_resp) {
                Ok(Some(resp)) => request.answer(Reply::QuerySm(resp)),
                Ok(None) => request.reject(CommandStatus::ESME_RSYSERR),
                Err(refusal) => {
                    refusal.log(session, peer, command_id);
                    request.reject(refusal.status)
                }
            };
            note_late(session, answered);
        };
        self.shared.store.submit(work, then).await;
    }

    fn account(&self) -> Option<(&Account, &Api)> {
        let login = self.login.as_ref()?;
        let account = self.shared.account(&login.user)?;
        Some((account, account.api(login.api)?))
    }
}

fn new_message(
    shared: &Shared,
    now: Instant,
    id: ApiMessageId,
    account: &Account,
    api: ApiId,
    pdu: &SubmitSm<'_>,
    (draft, routed): (Draft, Routed),
) -> NewMessage {
    let timing = timing(now, pdu);
    NewMessage {
        id,
        account: account.user.clone(),
        api,
        door: "smpp",
        at: now,
        sender: draft.sender.unwrap_or_default(),
        source: draft.source,
        recipient: draft.recipient,
        client_id: None,
        callback: CallbackLevel::NONE,
        data_coding: draft.content.data_coding,
        esm_class: draft.content.esm_class,
        registered_delivery: pdu.registered_delivery.get(),
        octets: draft.content.octets,
        text: draft.content.text,
        concat: draft.content.concat,
        parts: draft.content.parts,
        charge: routed.charge,
        deferred: timing.due > timing.now,
        plan: shared.plan((&account.user, Queue::default()), timing, &routed.fate),
    }
}

fn accept(request: Owed, id: ApiMessageId) -> Result<(), AnswerError> {
    match COctets::try_from(id.as_str()) {
        Ok(id) => request.answer(Reply::SubmitSm(SubmitSmResp::new(id))),
        Err(_) => request.reject(CommandStatus::ESME_RSYSERR),
    }
}

fn query_sm_resp(answer: &Answer) -> Option<QuerySmResp<'_>> {
    let id = COctets::try_from(answer.id.as_str()).ok()?;
    let mut resp = QuerySmResp::new(id, answer.state);
    resp.final_date = COctets::try_from(answer.final_date.as_str()).ok()?;
    resp.error_code = answer.error_code;
    Some(resp)
}
