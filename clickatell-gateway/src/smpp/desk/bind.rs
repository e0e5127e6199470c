//! The desk's part in binds.

use std::sync::Arc;

use clickatell_core::id::ApiId;
use clickatell_smpp::net::BindAsked;
use clickatell_smpp::pdu::{Bind, BindKind};
use clickatell_smpp::session::AfterRefusal;
use clickatell_smpp::{COctets, Frame};
use serde_json::json;

use super::{Desk, Login};
use crate::clock::Stamp;
use crate::shared::lock;
use crate::smpp::delivery::{Delivery, logged};
use crate::smpp::refusal::{Refusal, system_id};
use crate::smpp::{SessionView, bind};
use crate::store::{self, About, Kind};

/// The `system_id` of the gateway in its bind responses.
const SYSTEM_ID: &str = "Clickatell";

/// What a client has proved.
struct Credentials {
    user: String,
    api: ApiId,
    kind: BindKind,
}

impl Desk {
    pub(super) async fn on_bind(&mut self, bind: BindAsked) {
        let pdu = bind.pdu().clone();
        let frame = pdu.frame();
        let login = match self.judge(&frame).await {
            Ok(login) => login,
            Err((refusal, then)) => {
                // A client that is gone has not been refused anything.
                if bind.refuse(refusal.status, then).is_ok() {
                    self.record(&frame, &refusal).await;
                }
                return;
            }
        };
        if bind.accept(COctets::try_from(SYSTEM_ID).unwrap_or_default()).is_err() {
            self.shared.smpp.binds().release(self.session);
            return;
        }
        if let Some(lockout) = &self.shared.smpp.lockout {
            lock(lockout).succeeded(self.peer.ip(), system_id(&frame));
        }
        self.note_bound(&login).await;
        if login.kind.receives()
            && let Some(delivery) = Delivery::new(Arc::clone(&self.shared), self.session, login.api)
        {
            // A session binds once: there is room.
            let _over = self.delivers.try_send(delivery);
        }
        self.login = Some(Login { user: login.user, api: login.api });
    }

    /// Whether a client may bind; if so, its place is taken.
    async fn judge(&self, frame: &Frame<'_>) -> Result<Credentials, (Refusal, AfterRefusal)> {
        let shared = &*self.shared;
        let system_id = system_id(frame);
        if self.is_locked_out(system_id) {
            return Err((bind::LOCKED_OUT, AfterRefusal::Close));
        }
        let stays = |refusal| (refusal, AfterRefusal::KeepOpen);
        let profile = &shared.smpp.profile;
        let request: Bind<'_> =
            frame.decode_as(&profile.tolerance, &mut ()).map_err(|_| stays(Refusal::system()))?;
        let (account, api) = bind::judge(&shared.accounts, profile, &request).map_err(|refusal| {
            if bind::counts(refusal.status) {
                self.count_failure(system_id);
            }
            stays(refusal)
        })?;
        let user = account.user.clone();
        let balance = shared.store.call(move |connection| store::balance(connection, &user)).await;
        let balance = balance.map_err(|_| stays(Refusal::system()))?;
        bind::may_enter(account, balance, shared.config.smpp.server).map_err(stays)?;
        let claimed = shared.smpp.binds().claim(self.session, api.id, request.kind);
        claimed.map_err(|_| stays(bind::KIND_BOUND))?;
        Ok(Credentials { user: account.user.clone(), api: api.id, kind: request.kind })
    }

    async fn note_bound(&self, login: &Credentials) {
        let (now, id, api) = (self.shared.clock.now(), self.session, login.api);
        let view = SessionView {
            session: id,
            account: login.user.clone(),
            api_id: api,
            kind: login.kind.command_id().name().unwrap_or_default(),
            version: self.server.version().to_string(),
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
