//! The signals that end a program in good order.

use std::io;

use tokio::sync::watch;

/// SIGINT and SIGTERM, caught from [`catch`](Self::catch) on.
#[cfg(unix)]
#[derive(Debug)]
pub(crate) struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Catches them from now on. Within a runtime.
    pub(crate) fn catch() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Ends when one has come.
    pub(crate) async fn any(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
#[derive(Debug)]
pub(crate) struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Catches them from now on. Within a runtime.
    pub(crate) fn catch() -> io::Result<Self> {
        Ok(Self)
    }

    /// Ends when one has come.
    pub(crate) async fn any(self) {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!("Ctrl-C cannot be caught: {error}");
            std::future::pending().await
        }
    }
}

/// Signals that several wait for, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Heeded(watch::Receiver<bool>);

impl Heeded {
    /// Catches them from now on. Within a runtime.
    pub(crate) fn catch() -> io::Result<Self> {
        let signals = Signals::catch()?;
        let (came, heeded) = watch::channel(false);
        tokio::spawn(async move {
            signals.any().await;
            came.send_replace(true);
        });
        Ok(Self(heeded))
    }

    /// Whether one has come.
    pub(crate) fn has_come(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends when one has come: never, where none is heeded.
    pub(crate) async fn came(heeded: Option<Self>) {
        if let Some(Self(mut heeded)) = heeded
            && heeded.wait_for(|came| *came).await.is_ok()
        {
            return;
        }
        std::future::pending().await
    }
}
