//! Query strings and bodies, refused in the way of everything else here.

use axum::Json;
use axum::body::HttpBody as _;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::error::Error;
use crate::redact;
use crate::shared::BODY;

/// The parameters of a query string.
#[derive(Debug)]
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let query = Query::from_request_parts(parts, state).await;
        query.map(|Query(value)| Self(value)).map_err(|error| of_query(&error))
    }
}

/// A body of JSON; its type must be said to be that, which no form of a web page can do.
#[derive(Debug)]
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let body = tokio::time::timeout(BODY, Json::from_request(request, state)).await;
        let late = |_| Error::new(StatusCode::REQUEST_TIMEOUT, "a body that did not come");
        body.map_err(late)?.map(|Json(value)| Self(value)).map_err(|error| of_body(&error))
    }
}

/// The same where nothing need be said: no body at all means what an empty object does.
#[derive(Debug)]
pub(super) struct PerhapsBody<T>(pub(super) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for PerhapsBody<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        // A form of a web page says that it is one, also where it is empty.
        if request.body().is_end_stream() && !request.headers().contains_key(CONTENT_TYPE) {
            return Ok(Self(T::default()));
        }
        Body::from_request(request, state).await.map(|Body(value)| Self(value))
    }
}

fn of_query(rejection: &QueryRejection) -> Error {
    Error::bad_request(format!("the query cannot be used: {}", cause(rejection)))
}

fn of_body(rejection: &JsonRejection) -> Error {
    let message = match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            "the body must be JSON and say so: send the header content-type: application/json".to_owned()
        }
        JsonRejection::JsonSyntaxError(error) => format!("the body is no JSON: {}", cause(error)),
        JsonRejection::JsonDataError(error) => {
            format!("the body is not what this call takes: {}", cause(error))
        }
        other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            "the body is longer than limits.http_body allows".to_owned()
        }
        _ => "the body did not come whole".to_owned(),
    };
    Error::new(rejection.status(), message)
}

/// The innermost error: what the parser said, without what the framework put before it.
fn cause(error: &dyn core::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    redact::said(&innermost.to_string())
}
