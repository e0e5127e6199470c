//! Passwords of a form that had to be copied are wiped: no freed block holds one.
#![allow(clippy::unwrap_used, reason = "test code")]

use core::hint::black_box;

use clickatell_core::form::{self, pairs};
use clickatell_core::send::{Given, Limits, Tolerance};
use clickatell_testkit::{ScanningAllocator, freed_with};

#[global_allocator]
static ALLOCATOR: ScanningAllocator = ScanningAllocator;

/// What every password of the tests has in it.
const NEEDLE: &[u8] = b"hunter2secret";

/// How many freed blocks held the password of this form, and whether it was read.
fn freed(form: &[u8]) -> (usize, bool) {
    let (read, freed) = freed_with(NEEDLE, || {
        let mut notes = ();
        let pairs = pairs(form, form::Tolerance::FIELD, form::Limits::default(), &mut notes);
        let given = Given::from_pairs(pairs.flatten(), Tolerance::FIELD, Limits::default(), &mut ());
        given.is_ok_and(|given| given.credentials(&mut ()).is_ok())
    });
    (freed, read)
}

#[test]
fn the_allocator_finds_what_is_not_wiped() {
    let copies = |reserve| {
        let work = || {
            let mut octets = Vec::new();
            octets.reserve_exact(reserve);
            octets.extend_from_slice(NEEDLE);
            octets.reserve_exact(1000);
            black_box(&octets).len()
        };
        freed_with(NEEDLE, work).1
    };
    assert_eq!((copies(0), copies(1013)), (2, 1));
}

#[test]
fn no_password_of_a_form_stays_in_freed_memory() {
    for password in [
        "password=hunter2secret",
        "password=hunter2secret%21",
        "password=hunter2secret%21%21%21%21%21%21%21%21%21%21%21%21%21%21%21",
        "password=%21hunter2secret+++++++++++++++++++++++++++++++++++++++++++++",
        "password=hunter2secret%E9",
        "password=hunter2secret%E9%E9%E9%E9%E9%E9%E9%E9%E9%E9%E9%E9%E9%E9%E9",
        "password=hunter2secret%E9&password=hunter2secret%21&password=hunter2secret%22&password=hunter2secret%E9",
        "password=hunter2secret%C3%A9&charset=UTF-8",
        "Password=hunter2secret%21&password=x",
    ] {
        assert_eq!(freed(format!("api_id=1&user=demo&{password}").as_bytes()), (0, true), "{password}");
    }
}

#[test]
fn nor_where_the_form_is_refused() {
    for form in [
        "password=hunter2secret%21&charset=UTF-16",
        "password=hunter2secret%21%E9&charset=UTF-8",
        "text=%E9&password=hunter2secret%21&charset=UTF-8",
    ] {
        assert_eq!(freed(form.as_bytes()), (0, false), "{form}");
    }
    let (found, freed) = freed_with(NEEDLE, || {
        let form = b"password=%21hunter2secret%zz&password=hunter2secret%20";
        pairs(form, form::Tolerance::STRICT, form::Limits::default(), &mut ()).filter(Result::is_err).count()
    });
    assert_eq!((found, freed), (1, 0));
}
