//! Deliveries in virtual time.

mod caps;
mod ends;
mod ladder;
mod order;
mod requests;

use std::string::String;
use std::vec::Vec;

use super::*;
use crate::machine::Handle;
use crate::time::{Duration, Ladder};

/// A delivery and a clock.
struct Rig {
    delivery: CallbackDelivery,
    now: Instant,
}

/// A request as it went out.
#[derive(Clone, Debug, PartialEq)]
struct Sent {
    attempt: Handle<Attempt>,
    handle: Handle<Queued>,
    url: String,
    body: Vec<u8>,
}

impl Rig {
    fn new() -> Self {
        Self::with(DeliverySettings::default())
    }

    fn with(settings: DeliverySettings) -> Self {
        Self { delivery: CallbackDelivery::new(settings), now: Instant::ZERO }
    }

    fn enqueue(&mut self, callback: Callback) -> Handle<Queued> {
        self.delivery.enqueue(self.now, callback).unwrap()
    }

    fn events(&mut self) -> Vec<DeliveryEvent> {
        core::iter::from_fn(|| self.delivery.poll_event()).collect()
    }

    fn outputs(&mut self) -> Vec<(HttpOut, Vec<u8>)> {
        let mut outputs = Vec::new();
        let mut body = Vec::new();
        while let Some(output) = self.delivery.poll_output(&mut body) {
            outputs.push((output, core::mem::take(&mut body)));
        }
        outputs
    }

    /// The requests that went out; nothing else may have.
    fn sent(&mut self) -> Vec<Sent> {
        let requests = self.outputs().into_iter().map(|(output, body)| match output {
            HttpOut::Request { attempt, handle, url, .. } => Sent { attempt, handle, url, body },
            HttpOut::Cancel { attempt } => panic!("{attempt:?} was given up"),
        });
        requests.collect()
    }

    /// The one request that went out.
    fn one(&mut self) -> Sent {
        let sent = self.sent();
        assert_eq!(sent.len(), 1, "{sent:?}");
        sent[0].clone()
    }

    fn answer(&mut self, sent: &Sent, answer: HttpAnswer) {
        let input = HttpIn { attempt: sent.attempt, answer };
        self.delivery.handle_input(self.now, input);
    }

    fn pass(&mut self, span: Duration) {
        self.now = self.now + span;
        self.delivery.handle_timeout(self.now);
        assert!(self.delivery.poll_timeout().is_none_or(|due| due > self.now));
    }

    /// Lets time pass until something is due; false when nothing ever is.
    fn next(&mut self) -> bool {
        let Some(due) = self.delivery.poll_timeout() else { return false };
        assert!(due > self.now);
        self.pass(due.since(self.now));
        true
    }
}

fn url(name: &str) -> CallbackUrl {
    CallbackUrl::parse(&std::format!("http://{name}/cb")).unwrap()
}

/// A callback to `name` that carries `n=number`.
fn callback(name: &str, number: u32) -> Callback {
    Callback::new(url(name), HttpMethod::Post, std::format!("n={number}"), Ladder::MT)
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

const OK: HttpAnswer = HttpAnswer::Status(200);
