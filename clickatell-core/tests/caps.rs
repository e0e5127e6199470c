//! Caps, set to 3 and exceeded by a peer; what needs no copy allocates nothing.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "test code")]

use clickatell_core::form::{self, pairs};
use clickatell_core::reply::{self, Reply, replies};
use clickatell_testkit::{CountingAllocator, allocations_during};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[test]
fn pairs_beyond_the_cap_are_one_fault_and_no_memory() {
    let form = "a=%41&".repeat(100_000);
    let limits = form::Limits { octets: form.len(), pairs: 3 };
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
    let limits = form::Limits { octets: 3, pairs: 3 };
    let (found, count, _) =
        allocations_during(|| pairs(form.as_bytes(), form::Tolerance::FIELD, limits, &mut ()).count());
    assert_eq!((found, count), (1, 0));
}

#[test]
fn lines_beyond_the_caps_are_one_fault_each_and_no_memory() {
    let body = "ERR: 105, Invalid destination address To: 27999\n".repeat(100_000);
    let limits = reply::Limits { line: 100, lines: 3 };
    let (found, count, peak) = allocations_during(|| {
        let lines = replies(body.as_bytes(), &reply::Tolerance::FIELD, limits, &mut ()).collect::<Vec<_>>();
        (lines.len(), lines.iter().filter(|line| line.is_err()).count())
    });
    assert_eq!(found, (4, 1));
    assert!(count <= 2 && peak < 4_000, "{count} allocations, {peak} octets");
    let long = format!("ERR: 105, {}", "\u{E9}".repeat(100_000));
    let (found, count, _) = allocations_during(|| {
        let limits = reply::Limits { line: 3, lines: 3 };
        replies(long.as_bytes(), &reply::Tolerance::FIELD, limits, &mut ()).filter(Result::is_err).count()
    });
    assert_eq!((found, count), (1, 0));
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
