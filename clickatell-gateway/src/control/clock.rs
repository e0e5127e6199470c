//! `/gateway/clock`.

use std::sync::Arc;

use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::Control;
use super::error::Error;
use super::extract::Body;
use super::json::Json;
use crate::clock::{Stamp, parse_moment, parse_span};
use crate::engine::{Fired, Target};
use crate::store::StoreError;

/// What the clock says.
#[derive(Debug, Serialize)]
pub(super) struct Clock {
    mode: &'static str,
    now: Stamp,
    /// The next thing that is due.
    next: Option<Fired>,
}

/// `GET /gateway/clock`.
pub(super) async fn show(State(control): State<Control>) -> Json<Clock> {
    Json(Clock::of(&control))
}

impl Clock {
    pub(super) fn of(control: &Control) -> Self {
        let clock = &control.shared.clock;
        let mode = if clock.is_virtual() { "virtual" } else { "system" };
        Self { mode, now: Stamp(clock.now()), next: control.shared.next_due() }
    }
}

/// Where to: one of the four.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct To {
    advance: Option<String>,
    to: Option<String>,
    steps: Option<u32>,
    until: Option<String>,
}

/// What the clock says now, and what fell due on the way.
#[derive(Debug, Serialize)]
pub(super) struct Moved {
    #[serde(flatten)]
    clock: Clock,
    fired: Vec<Fired>,
}

/// `POST /gateway/clock`: moves a virtual clock. All that falls due happens before the answer.
pub(super) async fn advance(
    State(control): State<Control>,
    Body(to): Body<To>,
) -> Result<Json<Moved>, Error> {
    let target = target(&to)?;
    let shared = Arc::clone(&control.shared);
    // In a task of its own: a move goes on to its end, also when whoever asked for it hangs up.
    let moved = tokio::spawn(async move { shared.advance(target).await });
    let fired = moved.await.map_err(|_| StoreError::Closed)??;
    Ok(Json(Moved { clock: Clock::of(&control), fired }))
}

fn target(to: &To) -> Result<Target, Error> {
    match (to.advance.as_deref(), to.to.as_deref(), to.steps, to.until.as_deref()) {
        (Some(span), None, None, None) => {
            let span = parse_span(span).map(Target::By);
            span.ok_or_else(|| Error::bad_request("advance: a span like 250ms, 90s, 2m, 6h or 7d"))
        }
        (None, Some(moment), None, None) => {
            let at = parse_moment(moment).map(Target::At);
            at.ok_or_else(|| Error::bad_request("to: a moment like 2011-04-20T10:31:00Z"))
        }
        (None, None, Some(steps), None) => Ok(Target::Steps(steps)),
        (None, None, None, Some("idle")) => Ok(Target::Idle),
        (None, None, None, Some(_)) => Err(Error::bad_request("until: only \"idle\"")),
        _ => Err(Error::bad_request("one of advance, to, steps and until")),
    }
}
