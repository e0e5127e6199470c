//! Caps, set to 3 and exceeded by a peer; what needs no copy allocates nothing.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "test code")]

use clickatell_core::api_session::{ApiSessions, OpenError, SessionLimits};
use clickatell_core::delivery::{
    Callback, CallbackDelivery, CallbackUrl, DeliveryLimits, DeliverySettings, EnqueueError, HttpAnswer,
    HttpIn, HttpMethod, HttpOut, Received, Tolerance,
};
use clickatell_core::feature::ApiKind;
use clickatell_core::form::{self, pairs};
use clickatell_core::id::{ApiMessageId, MessageId};
use clickatell_core::machine::{Handle, Machine, Timed};
use clickatell_core::reply::{self, Reply, replies};
use clickatell_core::send::{self, Given, Parameter};
use clickatell_core::time::{Instant, Ladder};
use clickatell_testkit::{CountingAllocator, allocations_during};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn form_limits(octets: usize, pairs: usize) -> form::Limits {
    let mut limits = form::Limits::default();
    (limits.octets, limits.pairs) = (octets, pairs);
    limits
}

fn reply_limits(line: usize, lines: usize) -> reply::Limits {
    let mut limits = reply::Limits::default();
    (limits.line, limits.lines) = (line, lines);
    limits
}

fn three_destinations() -> send::Limits {
    let mut limits = send::Limits::default();
    limits.destinations = 3;
    limits
}

/// A delivery with such limits.
fn delivery(change: impl FnOnce(&mut DeliveryLimits)) -> CallbackDelivery {
    let mut settings = DeliverySettings::default();
    change(&mut settings.limits);
    CallbackDelivery::new(settings)
}

/// A callback to a host of this name, with variables of so many octets.
fn callback(host: &str, octets: usize) -> Callback {
    let url = CallbackUrl::parse(&format!("http://{host}/")).unwrap();
    Callback::new(url, HttpMethod::Post, "n".repeat(octets), Ladder::MT)
}

#[test]
fn pairs_beyond_the_cap_are_one_fault_and_no_memory() {
    let form = "a=%41&".repeat(100_000);
    let limits = form_limits(form.len(), 3);
    let (found, count, peak) = allocations_during(|| {
        let pairs = pairs(form.as_bytes(), form::Tolerance::FIELD, limits, &mut ()).collect::<Vec<_>>();
        (pairs.len(), pairs.iter().filter(|pair| pair.is_err()).count())
    });
    assert_eq!(found, (4, 1));
    assert!(count <= 8 && peak < 2_000, "{count} allocations, {peak} octets");
}

#[test]
fn a_form_beyond_the_cap_of_octets_is_not_read() {
    let form = "a=%41".repeat(100_000);
    let limits = form_limits(3, 3);
    let (found, count, _) =
        allocations_during(|| pairs(form.as_bytes(), form::Tolerance::FIELD, limits, &mut ()).count());
    assert_eq!((found, count), (1, 0));
}

#[test]
fn lines_beyond_the_caps_are_one_fault_each_and_no_memory() {
    let body = "ERR: 105, Invalid destination address To: 27999\n".repeat(100_000);
    let limits = reply_limits(100, 3);
    let (found, count, peak) = allocations_during(|| {
        let lines = replies(body.as_bytes(), &reply::Tolerance::FIELD, limits, &mut ()).collect::<Vec<_>>();
        (lines.len(), lines.iter().filter(|line| line.is_err()).count())
    });
    assert_eq!(found, (4, 1));
    assert!(count <= 2 && peak < 4_000, "{count} allocations, {peak} octets");
    let long = format!("ERR: 105, {}", "\u{E9}".repeat(100_000));
    let (found, count, _) = allocations_during(|| {
        let limits = reply_limits(3, 3);
        replies(long.as_bytes(), &reply::Tolerance::FIELD, limits, &mut ()).filter(Result::is_err).count()
    });
    assert_eq!((found, count), (1, 0));
}

#[test]
fn destinations_beyond_the_cap_are_one_fault_and_no_memory() {
    let list = "27999123454,".repeat(100_000);
    let form = format!("text=Hi&to={list}&to={list}");
    let of_form = form_limits(form.len(), 3);
    let limits = three_destinations();
    let (found, count, peak) = allocations_during(|| {
        let mut notes = ();
        let pairs = pairs(form.as_bytes(), form::Tolerance::STRICT, of_form, &mut notes);
        let given = Given::from_pairs(pairs.flatten(), send::Tolerance::FIELD, limits, &mut ()).unwrap();
        (given.to().len(), given.message(&mut ()).map(|_| ()))
    });
    let fault = send::Fault::new(send::Rule::TooMany { most: 3 }, Parameter::To, 0);
    assert_eq!(found, (3, Err(fault)));
    assert!(count <= 8 && peak < 2_000, "{count} allocations, {peak} octets");
}

#[test]
fn values_of_one_parameter_beyond_two_are_no_memory() {
    let (kept, count, peak) = allocations_during(|| {
        let mut given = Given::new(ApiKind::Http, send::Tolerance::FIELD, three_destinations());
        for _ in 0..100_000 {
            for parameter in [Parameter::Text, Parameter::To, Parameter::From] {
                given.put(parameter, "27999123454");
            }
        }
        given.all(Parameter::Text).count() + given.all(Parameter::From).count() + given.to().len()
    });
    assert_eq!(kept, 7);
    assert!(count <= 8 && peak < 2_000, "{count} allocations, {peak} octets");
}

#[test]
fn replies_and_plain_pairs_borrow() {
    let line = b"ERR: 105, Invalid destination address To: 27999";
    let (reply, count, _) = allocations_during(|| Reply::parse(line, &reply::Tolerance::STRICT, &mut ()));
    assert!(matches!(reply, Ok(Reply::Error { .. })));
    assert_eq!(count, 0);
    let form = b"api_id=12345&from=279991235642&udh=";
    let (found, count, _) = allocations_during(|| {
        pairs(form, form::Tolerance::STRICT, form::Limits::default(), &mut ()).filter(Result::is_ok).count()
    });
    assert_eq!((found, count), (3, 0));
}

#[test]
fn callbacks_beyond_the_caps_are_refused_and_no_memory() {
    let refused = |delivery: &mut CallbackDelivery, octets: usize, error: EnqueueError| {
        let (refused, _, peak) = allocations_during(|| {
            let taken = (0..100_000).map(|_| delivery.enqueue(Instant::ZERO, callback("a", octets)));
            taken.filter(|taken| *taken == Err(error)).count()
        });
        assert_eq!(refused + delivery.queued().len(), 100_000);
        assert!(peak < 16_000, "{error}: {peak} octets");
        delivery.queued().len()
    };
    let mut queued = delivery(|limits| limits.queued = 3);
    assert_eq!(refused(&mut queued, 1000, EnqueueError::Queued { limit: 3 }), 3);
    let mut per_url = delivery(|limits| limits.queued_per_url = 3);
    assert_eq!(refused(&mut per_url, 1000, EnqueueError::QueuedPerUrl { limit: 3 }), 3);
    assert!(per_url.enqueue(Instant::ZERO, callback("b", 1)).is_ok());
    let mut form = delivery(|limits| limits.form = 3);
    assert_eq!(refused(&mut form, 4, EnqueueError::Form { octets: 4, limit: 3 }), 0);
    assert!(form.enqueue(Instant::ZERO, callback("a", 3)).is_ok());
    // A URL alone has more octets than that.
    let mut octets = delivery(|limits| limits.octets = 3);
    assert_eq!(refused(&mut octets, 0, EnqueueError::Octets { limit: 3 }), 0);
}

#[test]
fn requests_beyond_the_caps_are_not_made_and_no_memory() {
    // Nobody ever answers.
    let sent = |mut delivery: CallbackDelivery, hosts: usize| {
        for number in 0..1000 {
            delivery.enqueue(Instant::ZERO, callback(&(number % hosts).to_string(), 1)).unwrap();
        }
        let mut body = Vec::new();
        let (sent, _, peak) = allocations_during(|| {
            let mut sent = 0;
            for second in 0..30 {
                delivery.handle_timeout(Instant::from_micros(second * 1_000_000));
                while let Some(output) = delivery.poll_output(&mut body) {
                    sent += usize::from(matches!(output, HttpOut::Request { .. }));
                }
            }
            sent
        });
        assert_eq!(delivery.in_flight(), sent);
        assert!(peak < 2_000, "{peak} octets");
        sent
    };
    let both =
        |in_all, of_one| delivery(|limits| (limits.in_flight, limits.in_flight_per_url) = (in_all, of_one));
    assert_eq!(sent(both(3, 1), 1000), 3);
    assert_eq!(sent(both(3, 1000), 1), 3);
    assert_eq!(sent(both(1000, 3), 1), 3);
    assert_eq!(sent(both(1000, 3), 2), 6);
}

#[test]
fn events_beyond_the_cap_are_no_memory() {
    let mut delivery = delivery(|limits| limits.events = 3);
    let (taken, _, peak) = allocations_during(|| {
        // Answers that nobody asked for; each is an event.
        let stray = HttpIn { attempt: Handle::new(99), answer: HttpAnswer::Status(200) };
        let mut taken = 0;
        for _ in 0..100_000 {
            if delivery.wants_input() {
                delivery.handle_input(Instant::ZERO, stray);
                taken += 1;
            }
        }
        taken
    });
    assert_eq!(taken, 3);
    assert!(peak < 2_000, "{peak} octets");
}

#[test]
fn callbacks_are_held_in_the_octets_of_their_cap() {
    let mut settings = DeliverySettings::default();
    (settings.limits.octets, settings.limits.queued_per_url) = (300_000, usize::MAX);
    let mut delivery = CallbackDelivery::new(settings);
    let url = CallbackUrl::parse("http://a/").unwrap();
    let (taken, _, peak) = allocations_during(|| {
        let form = |_| {
            // A text that has much in reserve.
            let mut form = String::with_capacity(60_000);
            form.extend(core::iter::repeat_n('n', 991));
            Callback::new(url.clone(), HttpMethod::Post, form, Ladder::MT)
        };
        (0..10_000).map(form).filter_map(|callback| delivery.enqueue(Instant::ZERO, callback).ok()).count()
    });
    assert_eq!(taken, 300);
    // The one at hand, and what each needs beside its octets.
    assert!(peak < 300_000 + 60_000 + 300 * 500, "{peak} octets");
}

#[test]
fn what_has_ended_leaves_nothing_behind() {
    let mut delivery = CallbackDelivery::new(DeliverySettings::default());
    let ((), _, peak) = allocations_during(|| {
        for number in 0..10_000 {
            let url = CallbackUrl::parse(&format!("http://{number}/")).unwrap();
            let handle = delivery.enqueue(Instant::ZERO, Callback::probe(url)).unwrap();
            delivery.cancel(Instant::ZERO, handle).unwrap();
            while delivery.poll_event().is_some() {}
        }
    });
    assert!(peak < 4_000, "{peak} octets");
    let mut sessions = ApiSessions::new(SessionLimits::default());
    let id = MessageId::from(ApiMessageId::from_random([1; 16]));
    let ((), _, peak) = allocations_during(|| {
        for owner in 0..10_000 {
            sessions.open(Instant::ZERO, id, owner).unwrap();
            assert_eq!(sessions.close(Instant::ZERO, &id), Ok(owner));
        }
    });
    assert!(peak < 8_000, "{peak} octets");
}

#[test]
fn sessions_beyond_the_caps_are_no_memory() {
    let mut limits = SessionLimits::default();
    (limits.sessions, limits.per_owner) = (3, 3);
    let mut sessions = ApiSessions::new(limits);
    let id = |number: u128| MessageId::from(ApiMessageId::from_random(number.to_be_bytes()));
    let (refused, _, peak) = allocations_during(|| {
        // The first owner opens one after the other and keeps three; for the next there is no room.
        let first =
            (0..100_000).filter(|number| sessions.open(Instant::ZERO, id(*number), 1).is_err()).count();
        let next = (100_000..200_000).map(|number| sessions.open(Instant::ZERO, id(number), 2));
        (first, next.filter(|opened| *opened == Err(OpenError::Sessions { limit: 3 })).count())
    });
    assert_eq!((refused, sessions.len()), ((0, 100_000), 3));
    assert!(peak < 8_000, "{peak} octets");
}

#[test]
fn a_callback_that_needs_no_copy_is_borrowed() {
    let form = b"api_id=12345&apiMsgId=996f364775e24b8432f45d77da8eca47&cliMsgId=abc123&timestamp=1218007814\
        &to=279995631564&from=27833001171&status=003&charge=0.300000";
    let limits = form::Limits::default();
    let (received, count, _) =
        allocations_during(|| Received::parse(form, &Tolerance::STRICT, limits, &mut ()).is_ok());
    assert_eq!((received, count), (true, 0));
    let many = "status=%30&".repeat(100_000);
    let limits = form_limits(many.len(), 3);
    let mut notes = 0;
    let (received, _, peak) = allocations_during(|| {
        Received::parse(many.as_bytes(), &Tolerance::FIELD, limits, &mut |_| notes += 1).is_err()
    });
    assert!(received && notes == 2 && peak < 100, "{notes} notes, {peak} octets");
}

#[test]
fn output_of_a_delivery_goes_into_the_caller_s_buffer() {
    let mut delivery = CallbackDelivery::new(DeliverySettings::default());
    let url = CallbackUrl::parse("http://a/").unwrap();
    let callback = Callback::new(url, HttpMethod::Post, "n".repeat(10_000), Ladder::MT);
    delivery.enqueue(Instant::ZERO, callback).unwrap();
    let mut buf = Vec::with_capacity(10_000);
    let (output, _, peak) = allocations_during(|| delivery.poll_output(&mut buf));
    assert!(output.is_some() && buf.len() == 10_000 && peak < 100, "{peak} octets");
}
