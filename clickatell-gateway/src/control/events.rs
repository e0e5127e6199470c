//! `/gateway/events`: everything that happened, in sequence.

use core::convert::Infallible;
use std::collections::VecDeque;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::Deserialize;

use super::Control;
use super::error::Error;
use super::extract::Params;
use super::page::{Page, since};
use crate::shared::stopped;
use crate::store::{self, Event, Kind};

/// Events that a stream reads at once.
const CHUNK: i64 = 100;

/// Which events are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    since: Option<i64>,
    /// Their kinds, separated by commas; all without it.
    #[serde(default)]
    kinds: String,
    account: Option<String>,
    limit: Option<usize>,
    wait: Option<String>,
    count: Option<usize>,
}

/// `GET /gateway/events`: as JSON lines what there is, or as server-sent events, for `Accept: text/event-stream`, what
/// there is and what will be.
pub(super) async fn events(
    State(control): State<Control>,
    Params(wanted): Params<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let header = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let kinds = kinds(&wanted.kinds)?;
    control.knows(wanted.account.as_deref()).await?;
    if header(ACCEPT.as_str()).is_some_and(|accept| accept.contains("text/event-stream")) {
        // A browser that was cut off says where it was.
        let last = header("last-event-id").and_then(|id| id.parse().ok());
        let since = since(last.or(wanted.since))?;
        let events = stream::unfold(
            Tail { control, kinds, account: wanted.account, since, ready: VecDeque::new() },
            next,
        );
        return Ok(Sse::new(events.map_to_sse()).keep_alive(KeepAlive::default()).into_response());
    }
    let page = Page::new(&control, wanted.limit, wanted.count, wanted.wait.as_deref())?;
    let since = since(wanted.since)?;
    let ask = || {
        let (kinds, account) = (kinds.clone(), wanted.account.clone());
        let store = &control.shared.store;
        let work = move |connection: &_| {
            store::events_since(connection, (&kinds, account.as_deref()), since, page.limit)
        };
        async move { Ok(store.call(work).await?) }
    };
    let events = page.rows(&control, ask).await?;
    let lines: String = events
        .iter()
        .filter_map(|event| serde_json::to_string(event).ok())
        .fold(String::new(), |lines, line| lines + &line + "\n");
    Ok(([(CONTENT_TYPE, "application/jsonl")], lines).into_response())
}

/// The kinds of a list that commas separate; a typing error would wait for ever.
fn kinds(list: &str) -> Result<Vec<String>, Error> {
    let kinds = list.split(',').filter(|kind| !kind.is_empty());
    kinds.map(|kind| if is_kind(kind) { Ok(kind.to_owned()) } else { Err(no_kind(kind)) }).collect()
}

fn is_kind(name: &str) -> bool {
    Kind::ALL.into_iter().any(|kind| kind.name() == name)
}

fn no_kind(name: &str) -> Error {
    let known = Kind::ALL.map(Kind::name).join(", ");
    Error::bad_request(format!("kinds: {name:?} is none of {known}"))
}

/// A reader that has got so far.
struct Tail {
    control: Control,
    kinds: Vec<String>,
    account: Option<String>,
    since: i64,
    ready: VecDeque<Event>,
}

/// The next event, when it is there; the end when the gateway stops.
async fn next(mut tail: Tail) -> Option<(Event, Tail)> {
    let mut sequence = tail.control.shared.store.sequence();
    let mut stop = tail.control.stop.clone();
    loop {
        if let Some(event) = tail.ready.pop_front() {
            tail.since = event.seq;
            return Some((event, tail));
        }
        sequence.mark_unchanged();
        let (since, kinds, account) = (tail.since, tail.kinds.clone(), tail.account.clone());
        let work =
            move |connection: &_| store::events_since(connection, (&kinds, account.as_deref()), since, CHUNK);
        tail.ready = tail.control.shared.store.call(work).await.ok()?.into();
        if tail.ready.is_empty() {
            tokio::select! {
                // What happened before the end is told before the end.
                biased;
                changed = sequence.changed() => changed.ok()?,
                () = stopped(&mut stop) => return None,
            }
        }
    }
}

/// Server-sent events of stored ones.
trait MapToSse: Stream<Item = Event> + Sized {
    fn map_to_sse(self) -> impl Stream<Item = Result<sse::Event, Infallible>> {
        stream::StreamExt::map(self, |event| {
            let data = serde_json::to_string(&event).unwrap_or_default();
            Ok(sse::Event::default().id(event.seq.to_string()).event(event.kind).data(data))
        })
    }
}

impl<S: Stream<Item = Event>> MapToSse for S {}
