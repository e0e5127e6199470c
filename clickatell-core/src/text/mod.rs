//! The text of messages: character codings, user data headers, and how long messages are cut and joined.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`gsm`] | the GSM 03.38 default alphabet and the tables of languages, one septet in each octet |
//! | [`ucs2`] | UCS-2, in truth UTF-16, most significant octet first |
//! | [`latin1`] | ISO-8859-1 |
//! | [`packed`] | septets packed seven octets to eight |
//! | [`udh`] | user data headers |
//! | [`Coding`] | the choice between them, and the room that each has in a message |
//! | [`split`] | long messages cut into parts |
//! | [`join`] | parts put together again |

mod coding;
pub mod gsm;
pub(crate) mod inline;
pub mod join;
pub mod latin1;
pub mod packed;
pub mod split;
pub mod ucs2;
pub mod udh;

pub use coding::{Coding, Undecodable};

/// A character that a coding has no code for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[error("{character:?} at {at} has no code in this alphabet")]
#[non_exhaustive]
pub struct Unencodable {
    /// The character.
    pub character: char,
    /// Where it begins in the text, in octets of UTF-8.
    pub at: usize,
}
