//! `/gateway/outcomes`: what becomes of the messages that a test names.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;

use super::Control;
use super::error::Error;
use super::extract::Body;
use super::json::Json;
use crate::config::Outcome;
use crate::outcomes::Rule;
use crate::store::{self, About, Kind};

/// Characters of a name.
const NAME: usize = 64;

/// `GET /gateway/outcomes`: all of them, by their names.
pub(super) async fn list(State(control): State<Control>) -> Json<BTreeMap<String, Rule>> {
    Json(control.shared.outcomes.all())
}

/// `GET /gateway/outcomes/NAME`.
pub(super) async fn show(
    State(control): State<Control>,
    Path(name): Path<String>,
) -> Result<Json<Rule>, Error> {
    control.shared.outcomes.get(&name).map(Json).ok_or_else(unknown)
}

/// `PUT /gateway/outcomes/NAME`: sets it, in the place of the one that had the name.
pub(super) async fn put(
    State(control): State<Control>,
    Path(name): Path<String>,
    Body(outcome): Body<Outcome>,
) -> Result<Json<Rule>, Error> {
    if name.chars().count() > NAME {
        return Err(Error::bad_request(format!("a name has at most {NAME} characters")));
    }
    outcome.check().map_err(|error| Error::bad_request(error.to_string()))?;
    let outcomes = &control.shared.outcomes;
    outcomes.put(name.clone(), outcome).map_err(|full| Error::new(StatusCode::CONFLICT, full.to_string()))?;
    note(&control, &name, "set").await?;
    outcomes.get(&name).map(Json).ok_or_else(unknown)
}

/// `DELETE /gateway/outcomes/NAME`.
pub(super) async fn remove(
    State(control): State<Control>,
    Path(name): Path<String>,
) -> Result<StatusCode, Error> {
    if !control.shared.outcomes.remove(&name) {
        return Err(unknown());
    }
    note(&control, &name, "removed").await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn note(control: &Control, name: &str, what: &'static str) -> Result<(), Error> {
    let (at, name) = (control.shared.clock.now(), name.to_owned());
    let work = move |connection: &_| {
        let about = About { subject: Some(&name), ..About::default() };
        store::append(connection, at, Kind::Outcome, about, &json!({ "what": what })).map(drop)
    };
    Ok(control.shared.store.call(work).await?)
}

fn unknown() -> Error {
    Error::new(StatusCode::NOT_FOUND, "no outcome has this name")
}
