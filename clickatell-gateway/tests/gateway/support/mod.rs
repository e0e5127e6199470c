//! What every test needs: a client, a bare socket, the control interface.

pub mod door;
pub mod esme;
pub mod http;
pub mod log;
pub mod raw;
pub mod vectors;

use std::time::Duration;

pub use esme::Esme;
pub use http::Control;
pub use raw::Raw;

/// How long anything may take before a test fails: far longer than it does on the slowest machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A test number.
pub const HANDSET: &str = "279991234567";

/// Waits for something that must come.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, future).await {
        Ok(value) => value,
        Err(_) => panic!("{what}: nothing within {PATIENCE:?}"),
    }
}
