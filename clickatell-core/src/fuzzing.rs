//! The bodies of the fuzz targets, as plain functions: `cargo test` replays the corpora through them on stable.
//!
//! Each asserts what must hold for any input and panics where it does not; that is what a fuzzer looks for.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "assertions are the purpose of this module"
)]

mod api_sessions;
mod callback;
mod delivery;
mod send;
mod text;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::form::{self, Builder, Space, pairs};
use crate::reply::{self, Reply, replies};

pub use api_sessions::api_sessions;
pub use callback::callback;
pub use delivery::{Delivered, delivery};
pub use send::send;
pub use text::text;

/// Any octets as a form: lenient reading loses nothing and notes what strict reading refuses first, and what was read
/// is written and read again.
pub fn form(input: &[u8]) {
    let limits = form::Limits { octets: 4096, pairs: 50 };
    let mut notes = Vec::new();
    let lenient: Vec<_> = pairs(input, form::Tolerance::FIELD, limits, &mut notes).collect();
    let strict: Vec<_> = pairs(input, form::Tolerance::STRICT, limits, &mut ()).collect();
    assert_eq!(lenient.len(), strict.len(), "a pair is lost");
    let mut builder = Builder::body(Space::Plus);
    let mut expected = Vec::new();
    for (lenient, strict) in lenient.iter().zip(&strict) {
        match (lenient, strict) {
            (Ok(pair), Ok(same)) => assert_eq!(pair, same),
            (Ok(_), Err(fault)) => assert!(notes.contains(fault), "{fault} is not noted"),
            (Err(fault), _) => {
                assert_eq!(strict.as_ref(), Err(fault));
                assert!(lenient.is_err() && limits_of(fault), "{fault} ends a lenient reading");
            }
        }
        for fault in notes.iter().chain(lenient.as_ref().err()).chain(strict.as_ref().err()) {
            assert!(usize::try_from(fault.at()).is_ok_and(|at| at <= input.len()), "{fault} lies outside");
        }
        if let Ok(pair) = lenient {
            let name = String::from_utf8(pair.name().to_vec());
            if let Ok(name) = name {
                builder = builder.pair(&name, pair.value());
                expected.push((name.into_bytes(), pair.value().to_vec()));
            }
        }
    }
    let written = builder.into_string();
    let unlimited = form::Limits { octets: usize::MAX, pairs: 50 };
    let again: Vec<_> = pairs(written.as_bytes(), form::Tolerance::STRICT, unlimited, &mut ())
        .map(|pair| pair.map(|pair| (pair.name().to_vec(), pair.value().to_vec())))
        .collect::<Result<_, _>>()
        .expect("what is written is in order");
    assert_eq!(again, expected, "written and read again");
    whole(input);
}

fn limits_of(fault: &form::Fault) -> bool {
    matches!(fault.rule(), form::Rule::TooLong | form::Rule::TooManyPairs)
}

/// The same octets as one value.
fn whole(input: &[u8]) {
    for space in [Space::Plus, Space::Percent] {
        let mut coded = String::new();
        form::encode(input, space, &mut coded);
        let decoded = form::decode(coded.as_bytes(), space, form::Tolerance::STRICT, &mut ());
        assert_eq!(decoded.as_deref(), Ok(input), "one value");
        assert!(coded.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'&' && octet != b'='));
    }
    let decoded = form::decode(input, Space::Percent, form::Tolerance::FIELD, &mut ());
    let escapes = input.windows(3).filter(|three| is_escape(three)).count();
    let length = decoded.expect("nothing is refused").len();
    assert_eq!(length + 2 * escapes, input.len(), "each coded octet takes three");
}

fn is_escape(octets: &[u8]) -> bool {
    octets[0] == b'%' && octets[1..].iter().all(u8::is_ascii_hexdigit)
}

/// Any octets as a body of replies: the first note of a line is what strict reading refuses, what strict reading takes
/// has no notes, and every reply that was read can be written and reads back the same.
pub fn reply(input: &[u8]) {
    let limits = reply::Limits { line: 200, lines: 20 };
    let mut notes = Vec::new();
    let lenient: Vec<_> = replies(input, &reply::Tolerance::FIELD, limits, &mut notes).collect();
    let strict: Vec<_> = replies(input, &reply::Tolerance::STRICT, limits, &mut ()).collect();
    assert_eq!(lenient.len(), strict.len(), "a line is lost");
    for (lenient, strict) in lenient.iter().zip(&strict) {
        for fault in notes.iter().chain(lenient.as_ref().err()).chain(strict.as_ref().err()) {
            assert!(usize::try_from(fault.at()).is_ok_and(|at| at <= input.len()), "{fault} lies outside");
        }
        match (lenient, strict) {
            (Ok(reply), Err(fault)) => {
                assert!(notes.contains(fault), "{fault} is not noted");
                read_back(reply);
            }
            (Ok(reply), Ok(same)) => {
                assert_eq!(reply, same);
                read_back(reply);
            }
            (Err(_), strict) => assert!(strict.is_err(), "strict accepts what lenient refuses"),
        }
    }
    if strict.iter().all(Result::is_ok) {
        assert_eq!(notes, [], "strict reading has something to say");
    }
}

fn read_back(reply: &Reply<'_>) {
    let mut line = String::new();
    assert_eq!(reply.build(&mut line), Ok(()), "{reply:?} cannot be written");
    let again = Reply::parse(line.as_bytes(), &reply::Tolerance::STRICT, &mut ());
    assert_eq!(again.as_ref(), Ok(reply), "{line}");
    assert_eq!(reply.clone().into_owned(), *reply);
    if let Reply::Error { text: Cow::Owned(text), .. } = reply {
        assert!(!text.is_ascii(), "copied without need");
    }
}
