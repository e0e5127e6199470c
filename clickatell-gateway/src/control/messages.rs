//! `/gateway/messages`, `/gateway/callbacks` and `/gateway/refusals`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use clickatell_core::id::ApiId;
use clickatell_core::status::MessageStatus;
use serde::Deserialize;

use super::Control;
use super::error::Error;
use super::extract::Params;
use super::json::Json;
use super::page::{Page, since};
use crate::store::{self, CallbackView, Filter, Message, Refusal};

/// Which messages are wanted, and how long to wait for them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    to: Option<String>,
    from: Option<String>,
    account: Option<String>,
    api_id: Option<ApiId>,
    status: Option<String>,
    text: Option<String>,
    since: Option<i64>,
    limit: Option<usize>,
    wait: Option<String>,
    count: Option<usize>,
}

/// `GET /gateway/messages`: messages in the order in which they were accepted. With `wait`, as soon as there are
/// `count` of them.
pub(super) async fn list(
    State(control): State<Control>,
    Params(wanted): Params<Wanted>,
) -> Result<Json<Vec<Message>>, Error> {
    let status = wanted.status.as_deref().map(|text| {
        let parsed = MessageStatus::parse(text).map(MessageStatus::get);
        parsed.map_err(|_| {
            Error::bad_request(format!("status: {text:?} is no status; it is a number such as 004"))
        })
    });
    control.knows(wanted.account.as_deref()).await?;
    let page = Page::new(&control, wanted.limit, wanted.count, wanted.wait.as_deref())?;
    let filter = Filter {
        to: wanted.to,
        from: wanted.from,
        account: wanted.account,
        api_id: wanted.api_id,
        status: status.transpose()?,
        text: wanted.text,
        since: since(wanted.since)?,
        limit: page.limit,
    };
    let ask = || {
        let filter = filter.clone();
        let store = &control.shared.store;
        async move { Ok(store.call(move |connection| store::list(connection, &filter)).await?) }
    };
    page.rows(&control, ask).await.map(Json)
}

/// `GET /gateway/messages/ID`.
pub(super) async fn one(
    State(control): State<Control>,
    Path(id): Path<String>,
) -> Result<Json<Message>, Error> {
    let found = control.shared.store.call(move |connection| store::find(connection, &id)).await?;
    found.map(Json).ok_or_else(|| Error::new(StatusCode::NOT_FOUND, "no message has this id"))
}

/// Which refusals or callbacks are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Since {
    account: Option<String>,
    since: Option<i64>,
    limit: Option<usize>,
    wait: Option<String>,
    count: Option<usize>,
}

/// `GET /gateway/refusals`: what was refused, oldest first.
pub(super) async fn refusals(
    State(control): State<Control>,
    Params(wanted): Params<Since>,
) -> Result<Json<Vec<Refusal>>, Error> {
    control.knows(wanted.account.as_deref()).await?;
    let page = Page::new(&control, wanted.limit, wanted.count, wanted.wait.as_deref())?;
    let since = since(wanted.since)?;
    let ask = || {
        let (store, account) = (&control.shared.store, wanted.account.clone());
        let work = move |connection: &_| store::refusals(connection, account.as_deref(), since, page.limit);
        async move { Ok(store.call(work).await?) }
    };
    page.rows(&control, ask).await.map(Json)
}

/// `GET /gateway/callbacks`: what is or was to be pushed, oldest first.
pub(super) async fn callbacks(
    State(control): State<Control>,
    Params(wanted): Params<Since>,
) -> Result<Json<Vec<CallbackView>>, Error> {
    control.knows(wanted.account.as_deref()).await?;
    let page = Page::new(&control, wanted.limit, wanted.count, wanted.wait.as_deref())?;
    let since = since(wanted.since)?;
    let ask = || {
        let (store, account) = (&control.shared.store, wanted.account.clone());
        let work = move |connection: &_| store::callbacks(connection, account.as_deref(), since, page.limit);
        async move { Ok(store.call(work).await?) }
    };
    page.rows(&control, ask).await.map(Json)
}
