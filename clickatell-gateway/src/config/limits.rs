//! How far everything that a peer can make grow may grow.

use serde::Deserialize;

/// How far everything that a peer can make grow may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Limits {
    /// SMPP connections at once; one more is closed at once. Default 1000.
    pub smpp_connections: usize,
    /// HTTP connections at once; one more waits in the kernel's queue. Default 200.
    pub http_connections: usize,
    /// Octets of an HTTP request's body. Default 65536.
    pub http_body: usize,
    /// Octets of the body of a request of SOAP, inflated or not. Default 1 048 576.
    pub soap_body: usize,
    /// Octets that wait to be written to one SMPP client before nothing more is read from it. Default 262144.
    pub unwritten: usize,
    /// Messages kept, the newest; also how many may be on their way at once, beyond which `0x14` answers. Default
    /// 100 000.
    pub messages: usize,
    /// Receipts and messages from handsets held for one connection, the newest. Default 100 000.
    pub held: usize,
    /// Callbacks kept, the newest; also how many may wait to be delivered, beyond which none is begun. Default 100 000.
    pub callbacks: usize,
    /// Accounts that may be opened while the gateway runs. Default 1000.
    pub accounts: usize,
    /// Outcomes. Default 1000.
    pub outcomes: usize,
    /// Refusals kept, the newest. Default 10 000.
    pub refusals: usize,
    /// Octets kept of what was refused. Default 4096.
    pub refusal_octets: usize,
    /// Events kept, the newest; histories are made of them. Default 1 000 000.
    pub events: usize,
    /// Addresses and users whose failed binds are counted. Default 10 000.
    pub failed_binds: usize,
    /// Rows in one answer of the control interface. Default 1000.
    pub page: usize,
    /// Seconds that a request to the control interface may wait for something to happen. Default 60.
    pub wait_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            smpp_connections: 1000,
            http_connections: 200,
            http_body: 65_536,
            soap_body: 1_048_576,
            unwritten: 262_144,
            messages: 100_000,
            held: 100_000,
            callbacks: 100_000,
            accounts: 1000,
            outcomes: 1000,
            refusals: 10_000,
            refusal_octets: 4096,
            events: 1_000_000,
            failed_binds: 10_000,
            page: 1000,
            wait_seconds: 60,
        }
    }
}
