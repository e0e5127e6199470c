//! An SMPP client for a program that does one thing after the other: the crate's client, and a runtime under it.

use std::collections::VecDeque;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clickatell_smpp::link::{DownReason, Link, LinkError, Plan, RequestError};
use clickatell_smpp::net::{Client, Incoming, Outcome, client};
use clickatell_smpp::pdu::{Bind, BindKind};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{AnswerError, CommandError, SessionRequest};
use clickatell_smpp::value::InterfaceVersion;
use clickatell_smpp::{COctets, CommandStatus, OctetsError, Password, PduBuf};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

use super::comeback::Comebacks;
use super::refusal::advice;
use super::tap::{Tapped, Watch};
use crate::failure::remark;
use crate::signals::Heeded;

/// How many attempts to come back may fail, one after the other, before what is not sent yet is given up.
const COMEBACKS: u32 = 3;
/// How long what is under way may take to be answered after a signal, and then the session to end.
const GRACE: Duration = Duration::from_secs(2);

/// Why a conversation broke off.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientError {
    /// There is no runtime to be had.
    #[error("no threads to run on: {0}")]
    Runtime(#[from] io::Error),
    /// A name, a password or a number does not fit SMPP.
    #[error("{field}: {error}")]
    Value {
        /// Which.
        field: &'static str,
        /// Why.
        error: OctetsError,
    },
    /// A text does not fit SMPP.
    #[error("the text: {0}")]
    Text(String),
    /// There can be no such link.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The link does not take the request.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A session does not send it.
    #[error("{what} cannot be sent: {why}")]
    NotSent {
        /// What.
        what: &'static str,
        /// What the session has against it.
        why: CommandError,
    },
    /// A delivery could not be answered.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// There is no connection.
    #[error("{address}: {why}")]
    NotConnected {
        /// Where the gateway should be.
        address: SocketAddr,
        /// Why.
        why: String,
    },
    /// There is no session.
    #[error("{0}{advice}", advice = advice(*.0))]
    Down(DownReason),
    /// The request went out and was not answered.
    #[error("the outcome is unknown: {0} was not answered")]
    Unknown(&'static str),
    /// It did not come in time.
    #[error("{what} did not come within {patience:?}")]
    Late {
        /// What was waited for.
        what: &'static str,
        /// For how long.
        patience: Duration,
    },
    /// A signal came first.
    #[error("interrupted")]
    Interrupted,
}

impl ClientError {
    /// Whether the arguments alone make it so: nothing was sent.
    pub(crate) const fn is_usage(&self) -> bool {
        matches!(self, Self::Value { .. } | Self::Text(_) | Self::Link(_))
    }
}

/// Where to, and as whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access<'a> {
    /// Where the gateway is.
    pub(crate) address: SocketAddr,
    /// The user name.
    pub(crate) system_id: &'a str,
    /// The password.
    pub(crate) password: &'a str,
    /// The API ID.
    pub(crate) system_type: &'a str,
}

/// What became of attempts to connect.
#[derive(Clone, Debug)]
pub(crate) struct Attempts {
    address: SocketAddr,
    /// Why the last one failed.
    last: Arc<Mutex<Option<io::Error>>>,
}

/// A link that is driven in the background.
pub(crate) struct SmppClient {
    client: Client,
    incoming: mpsc::Receiver<Incoming>,
    /// Deliveries that were accepted: they are safe here, as far as memory is.
    inbox: VecDeque<PduBuf>,
    driver: JoinHandle<()>,
    runtime: Runtime,
    attempts: Attempts,
    comebacks: Comebacks,
    /// Whether a signal has come, where signals are heeded.
    signals: Option<Heeded>,
}

impl Attempts {
    /// Connects, and keeps in mind why it failed.
    async fn connect(self) -> io::Result<TcpStream> {
        let connected = match TcpStream::connect(self.address).await {
            Ok(stream) => stream.set_nodelay(true).map(|()| stream),
            Err(error) => Err(error),
        };
        connected.map_err(|error| {
            let kind = error.kind();
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            kind.into()
        })
    }

    /// Why a session is down, and where it should be if nobody is there.
    pub(crate) fn explain(&self, why: DownReason) -> ClientError {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (why, last) {
            (DownReason::NotConnected, Some(error)) => {
                ClientError::NotConnected { address: self.address, why: error.to_string() }
            }
            (why, _) => ClientError::Down(why),
        }
    }
}

impl fmt::Debug for SmppClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmppClient").field("client", &self.client).finish_non_exhaustive()
    }
}

impl SmppClient {
    /// A client that connects, binds, and keeps itself bound. `watch` gives a watcher for each connection.
    pub(crate) fn new<W: Watch + Unpin + 'static>(
        access: Access<'_>,
        plan: Plan,
        profile: Profile,
        mut watch: impl FnMut() -> W + Send + 'static,
    ) -> Result<Self, ClientError> {
        let login = |field| move |error| ClientError::Value { field, error };
        let mut bind = Bind::new(
            BindKind::Transceiver,
            COctets::try_from(access.system_id).map_err(login("the system id"))?,
            Password::try_from(access.password).map_err(login("the password"))?,
        );
        bind.system_type = COctets::try_from(access.system_type).map_err(login("the system type"))?;
        let seed = RandomState::new().build_hasher().finish();
        let comebacks = Comebacks::new(profile.reconnect.clone());
        let link = Link::new(plan, profile, &bind, seed)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let attempts = Attempts { address: access.address, last: Arc::default() };
        let connect = {
            let attempts = attempts.clone();
            move || {
                let (watch, attempt) = (watch(), attempts.clone());
                async move { Ok(Tapped::new(attempt.connect().await?, watch)) }
            }
        };
        let (client, incoming, driver) = runtime.block_on(async { client(link, connect) });
        let driver = runtime.spawn(driver);
        let inbox = VecDeque::new();
        Ok(Self { client, incoming, inbox, driver, runtime, attempts, comebacks, signals: None })
    }

    /// From now on a signal does not end the program, but its waits.
    pub(crate) fn heed_signals(&mut self) -> io::Result<()> {
        let _inside = self.runtime.enter();
        self.signals = Some(Heeded::catch()?);
        Ok(())
    }

    /// Waits until a session is bound, and says what version both ends speak. The first attempt that fails ends the
    /// wait.
    pub(crate) fn bound(&mut self, patience: Duration) -> Result<InterfaceVersion, ClientError> {
        loop {
            match self.hear("the response to the bind", patience)? {
                Incoming::Up(_, version) => return Ok(version),
                Incoming::Down(_, why) => return Err(self.attempts.explain(why)),
                other => keep(&mut self.inbox, other)?,
            }
        }
    }

    /// Sends a request, and waits for its response.
    #[expect(single_use_lifetimes, reason = "an anonymous one is not allowed there")]
    pub(crate) fn request<'a>(
        &self,
        pdu: &impl SessionRequest<'a>,
        what: &'static str,
        patience: Duration,
    ) -> Result<(CommandStatus, PduBuf), ClientError> {
        let requested = async { timeout(patience, self.client.request(pdu)).await };
        answer(self.runtime.block_on(requested).map_err(|_| ClientError::Late { what, patience })??, what)
    }

    /// Another handle of the client, for what runs in its background.
    pub(crate) fn handle(&self) -> Client {
        self.client.clone()
    }

    /// Runs so many of these at a time, and hands over what each gives as it ends. Deliveries are kept meanwhile. When the
    /// link comes up no more, what is not sent yet is given up. After a signal no more are begun.
    pub(crate) fn run_many<F, E>(
        &mut self,
        at_a_time: usize,
        mut jobs: impl Iterator<Item = F>,
        mut take: impl FnMut(F::Output) -> Result<(), E>,
    ) -> Result<(), E>
    where
        F: Future<Output: Send> + Send + 'static,
        E: From<ClientError>,
    {
        let Self { client, incoming, inbox, runtime, attempts, comebacks, signals, .. } = self;
        let (mut downs, mut goes_on) = (0_u32, true);
        runtime.block_on(async {
            let stop = Heeded::came(signals.clone());
            tokio::pin!(stop);
            let mut running = JoinSet::new();
            loop {
                while goes_on
                    && running.len() < at_a_time
                    && let Some(job) = jobs.next()
                {
                    running.spawn(job);
                }
                tokio::select! {
                    ended = running.join_next() => match ended {
                        Some(Ok(output)) => take(output)?,
                        Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
                        None => return Ok(()),
                    },
                    Some(happened) = incoming.recv() => match happened {
                        Incoming::Up(..) => {
                            downs = 0;
                            comebacks.up();
                        }
                        Incoming::Down(_, why) => {
                            let (told, wait) = (attempts.explain(why), comebacks.down(why));
                            downs = downs.saturating_add(1);
                            if goes_on && downs < COMEBACKS {
                                remark(&format_args!("{told}; {wait}"));
                            } else {
                                remark(&told);
                                client.abort();
                            }
                        }
                        other => keep(inbox, other)?,
                    },
                    () = &mut stop, if goes_on => {
                        goes_on = false;
                        let client = client.clone();
                        tokio::spawn(async move {
                            tokio::time::sleep(GRACE).await;
                            client.abort();
                        });
                    }
                }
            }
        })
    }

    /// The oldest delivery that is wanted. All that come are accepted, and kept for whoever wants them.
    pub(crate) fn delivery(
        &mut self,
        what: &'static str,
        patience: Duration,
        wanted: impl Fn(&PduBuf) -> bool,
    ) -> Result<PduBuf, ClientError> {
        loop {
            if let Some(place) = self.inbox.iter().position(&wanted)
                && let Some(pdu) = self.inbox.remove(place)
            {
                return Ok(pdu);
            }
            match self.hear(what, patience)? {
                Incoming::Down(_, why) => return Err(self.attempts.explain(why)),
                other => keep(&mut self.inbox, other)?,
            }
        }
    }

    /// Hands over what comes in until `stop` ends, or it is not wanted any more.
    pub(crate) fn each<E>(
        &mut self,
        stop: impl Future<Output = ()>,
        mut take: impl FnMut(Incoming) -> Result<(), E>,
    ) -> Result<(), E> {
        let incoming = &mut self.incoming;
        self.runtime.block_on(async {
            tokio::pin!(stop);
            loop {
                tokio::select! {
                    () = &mut stop => return Ok(()),
                    happened = incoming.recv() => match happened {
                        Some(happened) => take(happened)?,
                        None => return Ok(()),
                    },
                }
            }
        })
    }

    /// What became of its attempts to connect.
    pub(crate) const fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// The runtime that it lives in, to wait for signals in.
    pub(crate) const fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Unbinds, and waits until the connection is closed.
    pub(crate) fn unbind(self, patience: Duration) -> Result<(), ClientError> {
        let is_interrupted = self.signals.is_some_and(|signals| signals.has_come());
        let patience = if is_interrupted { patience.min(GRACE) } else { patience };
        let what = "the end of the session";
        self.client.unbind();
        // What comes in now nobody reads: it must not hold the end up.
        drop(self.incoming);
        let ended = self.runtime.block_on(async { timeout(patience, self.driver).await });
        ended.map(drop).map_err(|_| ClientError::Late { what, patience })
    }

    fn hear(&mut self, what: &'static str, patience: Duration) -> Result<Incoming, ClientError> {
        let stop = Heeded::came(self.signals.clone());
        self.runtime.block_on(async {
            tokio::select! {
                heard = timeout(patience, self.incoming.recv()) => {
                    heard.ok().flatten().ok_or(ClientError::Late { what, patience })
                }
                () = stop => Err(ClientError::Interrupted),
            }
        })
    }
}

/// Accepts a delivery, and keeps it.
fn keep(inbox: &mut VecDeque<PduBuf>, incoming: Incoming) -> Result<(), ClientError> {
    match incoming {
        Incoming::Delivery(delivery) => {
            inbox.push_back(delivery.pdu().clone());
            delivery.accept()?;
        }
        other => tracing::info!("{other:?}"),
    }
    Ok(())
}

/// The response to a request, if it has one.
pub(crate) fn answer(outcome: Outcome, what: &'static str) -> Result<(CommandStatus, PduBuf), ClientError> {
    match outcome {
        Outcome::Accepted(pdu) => Ok((CommandStatus::ESME_ROK, pdu)),
        Outcome::Refused(status, pdu) => Ok((status, pdu)),
        Outcome::Unknown(_) => Err(ClientError::Unknown(what)),
        Outcome::NotSent(Some(why)) => Err(ClientError::NotSent { what, why }),
        Outcome::NotSent(None) => Err(RequestError::Leaving.into()),
    }
}
