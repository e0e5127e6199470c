//! The gateway's control interface, as a client sees it.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::time::Duration;

use serde_json::Value;

use super::agent;

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
        let base = format!("http://{address}");
        let agent = agent::settings(&base).timeout_global(Some(Duration::from_secs(10))).build().into();
        Self { base, agent }
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

/// Whether a stand-in on this machine is behind this URL and says that its clock is a virtual one. No other gateway is
/// asked.
pub(crate) fn has_virtual_clock(url: &str) -> bool {
    let host = url.strip_prefix("http://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let address = host.to_socket_addrs().ok().and_then(|mut found| found.next());
    address.filter(|address| address.ip().is_loopback()).is_some_and(|address| {
        let clock = Control::new(address).get("/gateway/clock");
        clock.is_ok_and(|clock| clock.get("mode").and_then(Value::as_str) == Some("virtual"))
    })
}
