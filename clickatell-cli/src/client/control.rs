//! The gateway's control interface, as a client sees it.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;

/// Why a call did not work.
#[derive(Debug, thiserror::Error)]
#[error("{method} {path}: {why}")]
pub(crate) struct ControlError {
    method: &'static str,
    path: String,
    why: Box<ureq::Error>,
}

/// One gateway's control interface.
#[derive(Debug)]
pub(crate) struct Control {
    base: String,
    agent: ureq::Agent,
}

impl Control {
    /// The control interface at this address.
    pub(crate) fn new(address: SocketAddr) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(10))).build();
        Self { base: format!("http://{address}"), agent: config.into() }
    }

    /// What a path says.
    pub(crate) fn get(&self, path: &str) -> Result<Value, ControlError> {
        let fail = |why| ControlError { method: "GET", path: path.to_owned(), why: Box::new(why) };
        let mut response = self.agent.get(format!("{}{path}", self.base)).call().map_err(fail)?;
        response.body_mut().read_json().map_err(fail)
    }

    /// What a path says to this.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value, ControlError> {
        let fail = |why| ControlError { method: "POST", path: path.to_owned(), why: Box::new(why) };
        let mut response = self.agent.post(format!("{}{path}", self.base)).send_json(body).map_err(fail)?;
        response.body_mut().read_json().map_err(fail)
    }
}
