//! What a request that cannot be served gets: a status, and a reason in JSON.

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::json::Json;
use crate::engine::AdvanceError;
use crate::handset::MoError;
use crate::http;
use crate::soap;
use crate::store::StoreError;

/// A request that cannot be served.
#[derive(Debug)]
pub(super) struct Error {
    status: StatusCode,
    message: String,
}

impl Error {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(super) fn no_account() -> Self {
        Self::new(StatusCode::NOT_FOUND, "no account has this user name")
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.message }))).into_response()
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}

impl From<MoError> for Error {
    fn from(error: MoError) -> Self {
        let status = match &error {
            MoError::NobodyThere(_) => StatusCode::NOT_FOUND,
            MoError::NotTwoWay(_) => StatusCode::CONFLICT,
            MoError::Said(_) => StatusCode::UNPROCESSABLE_ENTITY,
            MoError::TooLong => StatusCode::BAD_REQUEST,
            MoError::NoId | MoError::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, error.to_string())
    }
}

impl From<AdvanceError> for Error {
    fn from(error: AdvanceError) -> Self {
        match error {
            AdvanceError::Clock(error) => Self::new(StatusCode::CONFLICT, error.to_string()),
            AdvanceError::Store(error) => error.into(),
        }
    }
}

pub(super) async fn not_found(uri: Uri) -> Error {
    let folder = uri.path().split('/').nth(1).unwrap_or_default();
    let message = match folder {
        "http" | "http_batch" | "mms" | "utils" => {
            format!("no operation is here, but at {}", http::paths().join(", "))
        }
        "soap" => format!("no service is here, but at {}", soap::paths().collect::<Vec<_>>().join(", ")),
        _ => "there is nothing here; GET /gateway lists the calls".to_owned(),
    };
    Error::new(StatusCode::NOT_FOUND, message)
}

pub(super) async fn method_not_allowed() -> Error {
    Error::new(StatusCode::METHOD_NOT_ALLOWED, "not with this method")
}
