//! One background runtime for all gateways of the process.
//!
//! A gateway that is embedded in tests must work from code without a runtime, from several runtimes, and from one whose
//! clock is paused; and many gateways must fit. So none runs on the caller's runtime: they share this one, which is
//! never dropped.

use std::sync::{Arc, OnceLock};

use tokio::runtime::{Builder, Handle, Runtime};

/// Threads for all gateways.
const WORKERS: usize = 2;

/// The runtime's handle; started with the first gateway.
pub(crate) fn handle() -> Result<Handle, Arc<std::io::Error>> {
    static RUNTIME: OnceLock<Result<Runtime, Arc<std::io::Error>>> = OnceLock::new();
    let start = || {
        Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_name("clickatell-gateway")
            .enable_all()
            .build()
            .map_err(Arc::new)
    };
    match RUNTIME.get_or_init(start) {
        Ok(runtime) => Ok(runtime.handle().clone()),
        Err(error) => Err(Arc::clone(error)),
    }
}
