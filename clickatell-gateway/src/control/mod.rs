//! The control interface for tests and people: JSON over HTTP under `/gateway`.

mod accounts;
mod clock;
mod error;
mod events;
mod extract;
mod guard;
mod handset;
mod index;
mod json;
mod messages;
mod outcomes;
mod page;
mod reset;
mod seats;
mod server;
mod state;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use tokio::sync::watch;

use crate::shared::Shared;
use crate::store;
use error::Error;
pub(crate) use guard::Guard;
pub(crate) use server::listen;

/// What the handlers have.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    pub(crate) shared: Arc<Shared>,
    /// Ends everything that waits.
    pub(crate) stop: watch::Receiver<bool>,
}

impl Control {
    /// Whether there is, or ever was, the account that a list is to be of.
    async fn knows(&self, user: Option<&str>) -> Result<(), Error> {
        let Some(user) = user.filter(|user| self.shared.account(user).is_none()) else { return Ok(()) };
        // A file may hold what an account did that was opened in an earlier run.
        let user = user.to_owned();
        let was = self.shared.store.call(move |connection| store::has_account(connection, &user)).await?;
        if was { Ok(()) } else { Err(Error::no_account()) }
    }
}

/// Every route of the control interface.
pub(crate) fn router(control: Control, guard: Guard) -> Router {
    let body = control.shared.config.limits.http_body;
    Router::new()
        .route("/gateway", get(index::index))
        .route("/gateway/", get(index::index))
        .route("/gateway/state", get(state::state))
        .route("/gateway/messages", get(messages::list))
        .route("/gateway/messages/{id}", get(messages::one))
        .route("/gateway/handset/{msisdn}", get(handset::inbox))
        .route("/gateway/handset/{msisdn}/mo", post(handset::send))
        .route("/gateway/outcomes", get(outcomes::list))
        .route("/gateway/outcomes/{name}", get(outcomes::show).put(outcomes::put).delete(outcomes::remove))
        .route("/gateway/accounts", post(accounts::open))
        .route("/gateway/reset", post(reset::reset))
        .route("/gateway/callbacks", get(messages::callbacks))
        .route("/gateway/refusals", get(messages::refusals))
        .route("/gateway/clock", get(clock::show).post(clock::advance))
        .route("/gateway/events", get(events::events))
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(DefaultBodyLimit::max(body))
        .layer(middleware::from_fn_with_state(Arc::new(guard), guard::admit))
        .with_state(control)
}
