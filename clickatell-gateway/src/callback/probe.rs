//! The call that a receiver gets when it is set up (SOAP-6.2.5-4).

use core::time::Duration;

use clickatell_core::delivery::HttpMethod;

use super::request::Request;
use crate::config::{Account, CallbackTarget};
use crate::redact;

/// How long a receiver may take to answer it.
const PATIENCE: Duration = Duration::from_secs(10);

/// A receiver that cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreachable {
    pub(crate) url: String,
    pub(crate) why: String,
}

/// Calls every URL that is to be tried, once and without any parameter.
pub(crate) async fn probe(accounts: &[Account]) -> Result<(), Unreachable> {
    let targets = accounts.iter().flat_map(|account| &account.apis).filter_map(|api| api.callback.as_ref());
    for target in targets.filter(|target| target.probe) {
        let why = match tokio::time::timeout(PATIENCE, request(target).answered()).await {
            Ok(Ok(200..=299)) => continue,
            Ok(Ok(status)) => format!("it answers with status {status}"),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "it does not answer".to_owned(),
        };
        return Err(Unreachable { url: redact::url(target.url.as_str()), why });
    }
    Ok(())
}

fn request(target: &CallbackTarget) -> Request {
    Request {
        method: HttpMethod::Get,
        url: target.url.with_query(""),
        auth: target.auth(),
        content_type: None,
        body: Vec::new(),
    }
}
