//! Starting, stopping and holding a gateway.

use core::net::SocketAddr;
use core::time::Duration;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use clickatell_core::api_session::{ApiSessions, SessionLimits};
use clickatell_smpp::profile::Profile;
use clickatell_soap::batch::{BatchLimits, Batches};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::accounts::Accounts;
use crate::callback::{self, Callbacks, Unreachable};
use crate::clock::{Clock, ClockMode};
use crate::config::{Config, ConfigError};
use crate::control::{self, Control, Guard};
use crate::engine::{AdvanceError, Agenda, Target};
use crate::http;
use crate::outcomes::Outcomes;
use crate::random::Random;
use crate::runtime;
use crate::shared::Shared;
use crate::smpp::{self, Smpp};
use crate::soap;
use crate::store::{Store, StoreError, StoreOptions};

/// A running stand-in gateway. Dropped, it closes its doors at once; [`shutdown`](Self::shutdown) takes leave.
///
/// ```
/// use clickatell_gateway::Gateway;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let gateway = Gateway::start().await?;
/// println!("SMPP at {}, control at http://{}/gateway/state", gateway.smpp_addr(), gateway.http_addr());
/// gateway.shutdown().await;
/// # Ok::<(), clickatell_gateway::StartError>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct Gateway {
    pub(crate) shared: Arc<Shared>,
    smpp: SocketAddr,
    http: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    runtime: Handle,
}

/// Why a gateway cannot start.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// An address cannot be listened on.
    #[error("{door} cannot listen on {address}: {cause}; another port, or port 0 for a free one, may do")]
    Listen {
        /// `SMPP` or `HTTP`.
        door: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system said.
        cause: Arc<std::io::Error>,
    },
    /// The configuration, as it was changed in Rust, does not go together.
    #[error("the configuration cannot be used: {0}")]
    Config(#[from] ConfigError),
    /// A receiver of callbacks that is to be tried does not answer.
    #[error("callback.url {url}: Invalid URL: {why}; without probe = true it is not tried")]
    Callback {
        /// Where it should be.
        url: String,
        /// What came instead of an answer.
        why: String,
    },
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The threads that gateways run on cannot be started.
    #[error("no threads to run on: {0}")]
    Runtime(Arc<std::io::Error>),
}

/// What a gateway is to be like; see [`Gateway::builder`].
#[derive(Clone, Debug)]
#[must_use = "nothing runs before start"]
pub struct Builder {
    config: Config,
    clock: ClockMode,
    seed: Option<u64>,
}

impl Gateway {
    /// For tests: free ports on loopback, the default account, a store in memory, a clock that stands still, and ids
    /// that are the same each time.
    pub fn builder() -> Builder {
        let mut config = Config::default();
        config.listen.smpp.set_port(0);
        config.listen.http.set_port(0);
        Builder { config, clock: ClockMode::frozen(), seed: Some(0) }
    }

    /// Starts what [`builder`](Self::builder) describes.
    ///
    /// # Errors
    /// Why it cannot start.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Where the SMPP door is.
    #[must_use]
    pub const fn smpp_addr(&self) -> SocketAddr {
        self.smpp
    }

    /// Where the HTTP doors and the control interface are.
    #[must_use]
    pub const fn http_addr(&self) -> SocketAddr {
        self.http
    }

    /// The rules of the SMPP door.
    #[must_use]
    pub fn smpp_profile(&self) -> &Profile {
        &self.shared.smpp.profile
    }

    /// Moves a virtual clock forward, and returns when everything that fell due on the way is done and clients have had
    /// the time to receive it. Gives how many things fell due: statuses, second tries, ends of a hold.
    ///
    /// Links do not live by this clock: no session ends for it.
    ///
    /// # Errors
    /// When the clock is the machine's, and when the store fails.
    pub async fn advance(&self, span: Duration) -> Result<usize, AdvanceError> {
        let shared = Arc::clone(&self.shared);
        let moved = self.runtime.spawn(async move { shared.advance(Target::By(span)).await });
        match moved.await {
            Ok(fired) => fired.map(|fired| fired.len()),
            Err(_) => Err(StoreError::Closed.into()),
        }
    }

    /// Takes leave: unbinds every session, lets requests finish, stores what is to be stored, and closes. Takes less
    /// than a second or two, whatever the clients do.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        for task in core::mem::take(&mut self.tasks) {
            let _ended = task.await;
        }
        self.shared.store.close().await;
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

impl Builder {
    /// With this configuration, its addresses included.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// With the configuration changed so.
    pub fn configure(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// By this clock.
    pub const fn clock(mut self, clock: ClockMode) -> Self {
        self.clock = clock;
        self
    }

    /// With ids and delays from this seed; from the operating system for `None`.
    pub const fn seed(mut self, seed: Option<u64>) -> Self {
        self.seed = seed;
        self
    }

    /// With its messages in this SQLite file.
    pub fn store(mut self, file: impl Into<PathBuf>) -> Self {
        self.config.store.file = Some(file.into());
        self
    }

    /// Starts it. It runs on threads of its own, whatever runtime this is called from, and takes calls when this
    /// returns.
    ///
    /// # Errors
    /// Why it cannot start.
    pub async fn start(self) -> Result<Gateway, StartError> {
        let runtime = runtime::handle().map_err(StartError::Runtime)?;
        match runtime.spawn(self.start_here()).await {
            Ok(started) => started,
            Err(error) => Err(StartError::Runtime(Arc::new(error.into()))),
        }
    }

    async fn start_here(self) -> Result<Gateway, StartError> {
        self.config.check()?;
        let probed = callback::probe(&self.config.accounts).await;
        probed.map_err(|Unreachable { url, why }| StartError::Callback { url, why })?;
        let (smpp_listener, smpp) = bind("SMPP", self.config.listen.smpp).await?;
        let (http_listener, http) = bind("HTTP", self.config.listen.http).await?;
        let options = StoreOptions {
            file: self.config.store.file.clone(),
            limits: self.config.limits,
            accounts: self.config.accounts.clone(),
        };
        let opened = tokio::task::spawn_blocking(|| Store::open(options)).await;
        let (store, recovered) = opened.map_err(|error| StartError::Runtime(Arc::new(error.into())))??;
        // A seed repeats what a run did, not what the run before it did to the same file.
        let seed = self.seed.map(|seed| seed ^ recovered.sequence.rotate_left(32));
        let agenda = Agenda::new(seed.unwrap_or_default(), recovered.unfinished, recovered.oldest_held);
        let limits = self.config.limits;
        let clock = Clock::new(self.clock, recovered.last);
        let guard = Guard::new(&self.config.listen.hosts);
        let accounts = Arc::new(Accounts::new(&self.config.accounts, limits.accounts));
        let shared = Arc::new(Shared {
            http,
            smpp: Smpp::new(&self.config, Arc::clone(&accounts)),
            soap: soap::Tally::default(),
            sessions: Mutex::new(ApiSessions::new(SessionLimits::default())),
            batches: Mutex::new(Batches::new(BatchLimits::default())),
            callbacks: Callbacks::new(&limits, &accounts, clock.now(), recovered.callbacks),
            outcomes: Outcomes::new(&self.config.outcomes, limits.outcomes),
            accounts,
            clock,
            random: Random::new(seed),
            agenda: Mutex::new(agenda),
            wake: Notify::new(),
            advancing: tokio::sync::Mutex::new(()),
            store,
            config: Arc::new(self.config),
        });
        let (stop, stopping) = watch::channel(false);
        let router = control::router(Control { shared: Arc::clone(&shared), stop: stopping.clone() }, guard)
            .merge(http::router(Arc::clone(&shared)))
            .merge(soap::router(Arc::clone(&shared)));
        let mut tasks = vec![
            tokio::spawn(smpp::listen(smpp_listener, Arc::clone(&shared), stopping.clone())),
            tokio::spawn(control::listen(http_listener, router, limits.http_connections, stopping.clone())),
        ];
        tasks.push(tokio::spawn(Arc::clone(&shared).run_callbacks(stopping.clone())));
        if !shared.clock.is_virtual() {
            let shared = Arc::clone(&shared);
            tasks.push(tokio::spawn(async move { shared.run_by_the_clock(stopping).await }));
        }
        tracing::info!(%smpp, %http, "the gateway is ready");
        Ok(Gateway { shared, smpp, http, stop, tasks, runtime: Handle::current() })
    }
}

async fn bind(door: &'static str, address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |error| StartError::Listen { door, address, cause: Arc::new(error) };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}
