//! The desk's part in binds.

use std::sync::Arc;

use clickatell_core::credit::Credit;
use clickatell_core::machine::Duty;
use clickatell_core::time::Instant;
use clickatell_smpp::pdu::Bind;
use clickatell_smpp::session::{AfterRefusal, BindRequest, Session};
use clickatell_smpp::{COctets, Frame, PduBuf};
use serde_json::json;

use super::{Credentials, Decided, Desk, Login};
use crate::clock::Stamp;
use crate::shared::lock;
use crate::smpp::delivery::{Delivery, logged};
use crate::smpp::refusal::{Refusal, system_id};
use crate::smpp::{SessionView, bind};
use crate::store::{self, About, Kind, StoreError};

/// The `system_id` of the gateway in its bind responses.
const SYSTEM_ID: &str = "Clickatell";

impl Desk {
    pub(super) async fn on_bind(
        &self,
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

    pub(super) async fn finish_bind(
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

    fn is_locked_out(&self, system_id: &[u8]) -> bool {
        let now = self.shared.clock.now();
        let lockout = self.shared.smpp.lockout.as_ref();
        lockout.is_some_and(|lockout| lock(lockout).is_locked(now, self.peer.ip(), system_id))
    }

    pub(super) fn count_failure(&self, system_id: &[u8]) {
        if let Some(lockout) = &self.shared.smpp.lockout {
            lock(lockout).failed(self.shared.clock.now(), self.peer.ip(), system_id);
        }
    }
}
