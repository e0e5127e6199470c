//! A delivery under random operations, beside a model that looks at every callback each time.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use crate::delivery::{
    Callback, CallbackDelivery, CallbackUrl, DeliveryEvent, DeliverySettings, GiveUpReason, HttpAnswer,
    HttpIn, HttpMethod, HttpOut,
};
use crate::machine::{Handle, Machine, Timed};
use crate::time::{Duration, Instant, Ladder};

const URLS: [&str; 3] = ["http://a/", "http://b/?k=1", "https://c"];
const IN_FLIGHT: usize = 4;
const IN_FLIGHT_PER_URL: usize = 2;
const QUEUED: usize = 12;
const QUEUED_PER_URL: usize = 6;
const TIMEOUT: Duration = Duration::from_secs(30);
const LADDERS: [Ladder; 4] = [
    Ladder::MT,
    Ladder::MO,
    Ladder { delays: Cow::Borrowed(&[]) },
    Ladder { delays: Cow::Borrowed(&[Duration::ZERO, Duration::from_secs(7), Duration::from_secs(7)]) },
];

/// What a run of [`delivery`] saw.
#[derive(Clone, Copy, Debug, Default)]
pub struct Delivered {
    /// Callbacks that were taken.
    pub taken: usize,
    /// Callbacks that ended.
    pub ended: usize,
}

/// What is expected to be told, and to be asked for.
#[derive(Debug, PartialEq)]
enum Told {
    Delivered { handle: u64, attempts: usize },
    Failed { handle: u64, number: usize, next: Instant },
    GaveUp { handle: u64, attempts: usize, why: GiveUpReason },
    Stray { attempt: u64 },
    Request { attempt: u64, handle: u64 },
    Cancel { attempt: u64 },
}

/// A callback as the model sees it.
struct Job {
    handle: u64,
    url: usize,
    ladder: &'static Ladder,
    /// Requests made elsewhere, and here.
    before: usize,
    made: usize,
    due: Instant,
    under_way: Option<(u64, Instant)>,
}

#[derive(Default)]
struct Model {
    jobs: Vec<Job>,
    attempts: u64,
    events: Vec<Told>,
    outputs: Vec<Told>,
    ended: usize,
}

impl Model {
    fn in_flight(&self, url: Option<usize>) -> usize {
        let to = |job: &&Job| url.is_none_or(|url| job.url == url);
        self.jobs.iter().filter(to).filter(|job| job.under_way.is_some()).count()
    }

    /// The callback that goes out next, whenever that is.
    fn first(&self) -> Option<usize> {
        let room =
            |job: &Job| self.in_flight(None) < IN_FLIGHT && self.in_flight(Some(job.url)) < IN_FLIGHT_PER_URL;
        let waits = |place: &usize| self.jobs[*place].under_way.is_none() && room(&self.jobs[*place]);
        (0..self.jobs.len())
            .filter(waits)
            .min_by_key(|place| (self.jobs[*place].due, self.jobs[*place].handle))
    }

    fn start(&mut self, now: Instant) {
        while let Some(place) = self.first().filter(|place| self.jobs[*place].due <= now) {
            self.attempts += 1;
            let (attempt, job) = (self.attempts, &mut self.jobs[place]);
            job.under_way = Some((attempt, now));
            self.outputs.push(Told::Request { attempt, handle: job.handle });
        }
    }

    fn end_attempt(&mut self, now: Instant, place: usize, success: bool) {
        let job = &mut self.jobs[place];
        let (_, began) = job.under_way.take().expect("it is under way");
        job.made += 1;
        let (handle, number, attempts) = (job.handle, job.before + job.made, job.made);
        match job.ladder.delays.get(number - 1) {
            _ if success => self.events.push(Told::Delivered { handle, attempts }),
            Some(wait) => {
                job.due = began.after(*wait).max(now);
                self.events.push(Told::Failed { handle, number, next: job.due });
                return;
            }
            None => self.events.push(Told::GaveUp { handle, attempts, why: GiveUpReason::Exhausted }),
        }
        self.jobs.remove(place);
        self.ended += 1;
    }

    fn answer(&mut self, now: Instant, attempt: u64, success: bool) {
        let of = |job: &Job| job.under_way.is_some_and(|(one, _)| one == attempt);
        match self.jobs.iter().position(of) {
            Some(place) => self.end_attempt(now, place, success),
            None => self.events.push(Told::Stray { attempt }),
        }
        self.start(now);
    }

    fn time(&mut self, now: Instant) {
        let mut overdue: Vec<_> = self.jobs.iter().filter_map(|job| job.under_way).collect();
        overdue.retain(|(_, began)| began.after(TIMEOUT) <= now);
        overdue.sort_unstable();
        for (attempt, _) in overdue {
            self.outputs.push(Told::Cancel { attempt });
            let of = |job: &Job| job.under_way.is_some_and(|(one, _)| one == attempt);
            let place = self.jobs.iter().position(of).expect("it is under way");
            self.end_attempt(now, place, false);
        }
        self.start(now);
    }

    fn cancel(&mut self, now: Instant, place: usize) {
        let mut job = self.jobs.remove(place);
        if let Some((attempt, _)) = job.under_way {
            self.outputs.push(Told::Cancel { attempt });
            job.made += 1;
        }
        let why = GiveUpReason::Cancelled;
        self.events.push(Told::GaveUp { handle: job.handle, attempts: job.made, why });
        self.ended += 1;
        self.start(now);
    }

    fn timeout(&self) -> Option<Instant> {
        let deadlines =
            self.jobs.iter().filter_map(|job| job.under_way).map(|(_, began)| began.after(TIMEOUT));
        deadlines.chain(self.first().map(|place| self.jobs[place].due)).min()
    }
}

/// One delivery and its model.
struct Pair {
    delivery: CallbackDelivery,
    model: Model,
    now: Instant,
    taken: usize,
}

impl Pair {
    fn enqueue(&mut self, argument: u8, due: Option<Instant>) {
        let argument = usize::from(argument);
        let (url, ladder) = (argument % URLS.len(), &LADDERS[argument / 3 % LADDERS.len()]);
        let before = due.map_or(0, |_| argument % 5);
        let method = if argument.is_multiple_of(2) { HttpMethod::Get } else { HttpMethod::Post };
        let to = CallbackUrl::parse(URLS[url]).expect("a URL");
        let mut callback = Callback::new(to, method, format!("n={argument}"), ladder.clone());
        callback.made = before;
        let to_url = self.model.jobs.iter().filter(|job| job.url == url).count();
        let room = self.model.jobs.len() < QUEUED && to_url < QUEUED_PER_URL && before < ladder.requests();
        let due = due.unwrap_or(self.now);
        let taken = self.delivery.enqueue_at(self.now, due, callback);
        assert_eq!(taken.is_ok(), room, "{taken:?}");
        if let Ok(handle) = taken {
            let job = Job { handle: handle.id(), url, ladder, before, made: 0, due, under_way: None };
            self.model.jobs.push(job);
            self.model.start(self.now);
            self.taken += 1;
        }
    }

    fn operate(&mut self, operation: u8, argument: u8) {
        let now = self.now;
        let place = usize::from(argument) % self.model.jobs.len().max(1);
        let handle = self.model.jobs.get(place).map(|job| Handle::new(job.handle));
        match operation % 10 {
            0 => self.enqueue(argument, None),
            1 => self.enqueue(argument, Some(now.after(Duration::from_secs(argument.into())))),
            2 | 3 => {
                // Any request that ever was, the newest first.
                let attempt = self.model.attempts.saturating_sub(u64::from(argument / 4));
                let answer = [200, 299, 500].map(HttpAnswer::Status)[usize::from(argument) % 3];
                let answer = if argument % 4 == 3 { HttpAnswer::Failed } else { answer };
                self.delivery.handle_input(now, HttpIn { attempt: Handle::new(attempt), answer });
                self.model.answer(now, attempt, matches!(answer, HttpAnswer::Status(..=299)));
            }
            4 => match handle {
                Some(handle) if argument < 64 => {
                    assert!(self.delivery.cancel(now, handle).is_ok());
                    self.model.cancel(now, place);
                }
                _ => assert!(self.delivery.cancel(now, Handle::new(u64::MAX)).is_err()),
            },
            5 => match handle {
                Some(handle) => {
                    assert!(self.delivery.hurry(now, handle).is_ok());
                    let job = &mut self.model.jobs[place];
                    job.due = job.due.min(now);
                    self.model.start(now);
                }
                None => assert!(self.delivery.hurry(now, Handle::new(u64::MAX)).is_err()),
            },
            6 => self.pass(now.after(Duration::from_secs(argument.into()))),
            7 => self.pass(now.after(Duration::from_secs(60 * u64::from(argument)))),
            // Time passes, and nobody calls.
            8 => self.now = now.after(Duration::from_secs(argument.into())),
            _ => self.pass(self.delivery.poll_timeout().map_or(now, |due| due.max(now))),
        }
        self.compare();
    }

    fn pass(&mut self, now: Instant) {
        self.now = now;
        self.delivery.handle_timeout(now);
        assert!(self.delivery.poll_timeout().is_none_or(|due| due > now), "a caller would spin");
        self.model.time(now);
    }

    /// Drains, and compares with what the model expects.
    fn compare(&mut self) {
        let told = core::iter::from_fn(|| self.delivery.poll_event()).map(|event| match event {
            DeliveryEvent::Delivered { handle, attempts } => {
                Told::Delivered { handle: handle.id(), attempts: attempts.len() }
            }
            DeliveryEvent::Failed { handle, attempt, next } => {
                Told::Failed { handle: handle.id(), number: attempt.number, next }
            }
            DeliveryEvent::GaveUp { handle, attempts, why } => {
                Told::GaveUp { handle: handle.id(), attempts: attempts.len(), why }
            }
            DeliveryEvent::Stray { attempt, .. } => Told::Stray { attempt: attempt.id() },
        });
        assert_eq!(told.collect::<Vec<_>>(), core::mem::take(&mut self.model.events));
        let mut body = Vec::new();
        let mut asked = Vec::new();
        while let Some(output) = self.delivery.poll_output(&mut body) {
            asked.push(match output {
                HttpOut::Request { attempt, handle, url, method, .. } => {
                    let carried = if method == HttpMethod::Get { url.as_bytes() } else { body.as_slice() };
                    assert!(carried.windows(2).any(|two| two == b"n="), "{url} has no variables");
                    Told::Request { attempt: attempt.id(), handle: handle.id() }
                }
                HttpOut::Cancel { attempt } => Told::Cancel { attempt: attempt.id() },
            });
            body.clear();
        }
        assert_eq!(asked, core::mem::take(&mut self.model.outputs));
        assert_eq!(self.delivery.poll_timeout(), self.model.timeout());
        assert_eq!(self.delivery.in_flight(), self.model.in_flight(None));
        for (progress, job) in self.delivery.queued().zip(&self.model.jobs) {
            assert_eq!(progress.handle.id(), job.handle);
            assert_eq!(progress.made(), job.before + job.made + usize::from(job.under_way.is_some()));
            assert_eq!(progress.due, Some(job.due).filter(|_| job.under_way.is_none()));
        }
        assert_eq!(self.delivery.queued().len(), self.model.jobs.len());
    }
}

/// A delivery to three receivers. Each pair of octets is an operation and its argument; at the end nobody answers.
///
/// Asserts that events, requests, their order and the next timeout are those of the model, that a caller never spins,
/// and that every callback that was taken ends once.
#[must_use]
pub fn delivery(operations: &[u8]) -> Delivered {
    let mut settings = DeliverySettings { timeout: TIMEOUT, ..DeliverySettings::default() };
    settings.limits.in_flight = IN_FLIGHT;
    settings.limits.in_flight_per_url = IN_FLIGHT_PER_URL;
    settings.limits.queued = QUEUED;
    settings.limits.queued_per_url = QUEUED_PER_URL;
    let delivery = CallbackDelivery::new(settings);
    let mut pair = Pair { delivery, model: Model::default(), now: Instant::ZERO, taken: 0 };
    for operation in operations.chunks_exact(2) {
        pair.operate(operation[0], operation[1]);
    }
    // Each request that is left is due once and overdue once.
    for _ in 0..QUEUED * 2 * Ladder::MT.requests() {
        if pair.delivery.poll_timeout().is_some() {
            pair.operate(9, 0);
        }
    }
    assert_eq!((pair.delivery.poll_timeout(), pair.delivery.queued().len()), (None, 0));
    Delivered { taken: pair.taken, ended: pair.model.ended }
}
