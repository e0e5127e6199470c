//! The statuses that a message will have.

use std::collections::VecDeque;
use std::sync::Arc;

use clickatell_core::send::Queue;
use clickatell_core::status::MessageStatus;
use clickatell_core::time::{Duration, Instant};
use serde::{Deserialize, Serialize};

/// For how long the network tries to reach a handset (ruling A-39).
const RETRY_CYCLE: Duration = Duration::from_secs(86_400);

/// When a message is sent, and how long it is worth sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timing {
    /// When the gateway has it.
    pub(crate) now: Instant,
    /// When it is to be sent.
    pub(crate) due: Instant,
    /// When it is no longer worth sending.
    pub(crate) expires: Instant,
}

impl Timing {
    /// How long a message is worth sending where its sender does not say (SOAP 6.2.16, SMPP 4).
    pub(crate) const VALIDITY: Duration = Duration::from_secs(86_400);

    /// Sent at once, worth sending for a day.
    pub(crate) fn at_once(now: Instant) -> Self {
        Self { now, due: now, expires: now + Self::VALIDITY }
    }
}

/// What becomes of a message when it is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is handed over, and received.
    Received,
    /// No route will do.
    NoRoute,
    /// Every route that it may take is congested.
    Waits,
    /// It is handed over, and the handset is out of reach for so long.
    Absent(Duration),
    /// These statuses, each so long after the one before. Where a hand-over has to come first it does.
    Scripted(Vec<(Duration, MessageStatus)>),
}

/// The statuses that a message will have, each at its moment. Kept with the message, so that it goes on after a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    /// Moments in microseconds, and statuses.
    steps: VecDeque<(u64, u16)>,
    /// When it enters its queue.
    due: u64,
    /// When it is no longer worth handing over.
    expires: u64,
    /// Which of its account's queues it is in, from 1.
    queue: u8,
    /// Whose queue it is; in the store it stands beside the plan.
    #[serde(skip)]
    pub(super) account: Arc<str>,
    /// Since when others of its account have to go first.
    #[serde(skip)]
    pub(super) parked: Option<Instant>,
}

impl Plan {
    /// What a message of this fate will do; `span` draws how long each step takes.
    pub(super) fn of_fate(
        (account, queue): (&str, Queue),
        timing: Timing,
        fate: &Fate,
        mut span: impl FnMut() -> Duration,
    ) -> Self {
        let to_network = timing.due + span();
        let handed_over = (to_network, MessageStatus::DELIVERED_TO_GATEWAY);
        let steps = match fate {
            Fate::Received => vec![handed_over, (to_network + span(), MessageStatus::RECEIVED)],
            Fate::NoRoute => vec![(to_network, MessageStatus::ROUTING_ERROR)],
            Fate::Waits => {
                vec![(timing.due, MessageStatus::QUEUED), (timing.expires, MessageStatus::EXPIRED)]
            }
            Fate::Absent(absent) if *absent < RETRY_CYCLE => {
                vec![handed_over, (to_network + *absent, MessageStatus::RECEIVED)]
            }
            Fate::Absent(_) => vec![handed_over, (to_network + RETRY_CYCLE, MessageStatus::DELIVERY_ERROR)],
            Fate::Scripted(script) => scripted(timing, to_network, script),
        };
        let plan = Self::new(timing, steps);
        Self { queue: queue.get(), account: Arc::from(account), ..plan }
    }

    /// These statuses, as far as they can come: what is not handed over in time expires (010), and free of charge.
    pub(super) fn new(timing: Timing, steps: impl IntoIterator<Item = (Instant, MessageStatus)>) -> Self {
        let mut plan = VecDeque::new();
        for (at, status) in steps {
            if status == MessageStatus::DELIVERED_TO_GATEWAY && at >= timing.expires {
                plan.push_back((timing.expires.as_micros(), MessageStatus::EXPIRED.get()));
                break;
            }
            plan.push_back((at.as_micros(), status.get()));
        }
        Self {
            steps: plan,
            due: timing.due.as_micros(),
            expires: timing.expires.as_micros(),
            queue: Queue::default().get(),
            ..Self::default()
        }
    }

    /// What is left of it for a message of this account that has this status.
    pub(crate) fn after(mut self, account: &str, status: MessageStatus) -> Self {
        if let Some(taken) = self.steps.iter().position(|(_, step)| *step == status.get()) {
            self.steps.drain(..=taken);
        }
        self.account = Arc::from(account);
        self
    }

    /// When the next thing happens.
    pub(crate) fn first(&self) -> Option<Instant> {
        self.next().map(|(at, _)| at)
    }

    /// The next status, and when. What is parked can only run out of time.
    pub(super) fn next(&self) -> Option<(Instant, MessageStatus)> {
        if self.parked.is_some() {
            return Some((self.expires(), MessageStatus::EXPIRED));
        }
        self.steps.front().map(|(at, status)| (Instant::from_micros(*at), MessageStatus::new(*status)))
    }

    /// Takes the next status.
    pub(super) fn take(&mut self) -> Option<MessageStatus> {
        let (_, status) = self.next()?;
        if self.parked.take().is_some() {
            self.steps.clear();
        } else {
            self.steps.pop_front();
        }
        Some(status)
    }

    /// Whether its next status is the hand-over.
    pub(super) fn hands_over(&self) -> bool {
        self.next().is_some_and(|(_, status)| status == MessageStatus::DELIVERED_TO_GATEWAY)
    }

    /// Whether it is still to be handed over.
    pub(super) fn is_in_queue(&self) -> bool {
        self.steps.iter().any(|(_, status)| *status == MessageStatus::DELIVERED_TO_GATEWAY.get())
    }

    /// Others have gone first: what was to happen since then happens from now on.
    pub(super) fn unpark(&mut self, now: Instant) {
        let Some(since) = self.parked.take() else { return };
        let late = u64::try_from(now.since(since).as_micros()).unwrap_or(u64::MAX);
        for (at, _) in &mut self.steps {
            *at = at.saturating_add(late);
        }
    }

    pub(super) const fn queue(&self) -> u8 {
        self.queue
    }

    pub(super) const fn due(&self) -> Instant {
        Instant::from_micros(self.due)
    }

    const fn expires(&self) -> Instant {
        Instant::from_micros(self.expires)
    }
}

fn scripted(
    timing: Timing,
    to_network: Instant,
    script: &[(Duration, MessageStatus)],
) -> Vec<(Instant, MessageStatus)> {
    let mut steps = Vec::new();
    let (mut at, mut before) = (timing.due, MessageStatus::OK);
    for (after, status) in script {
        if !before.may_become(*status) {
            at = at + to_network.since(timing.due);
            steps.push((at, MessageStatus::DELIVERED_TO_GATEWAY));
        }
        at = at + *after;
        steps.push((at, *status));
        before = *status;
    }
    steps
}
