//! What is allowed, and may still not do what was meant.

use alloc::vec::Vec;

use super::{Content, DeliveryTime, MaxCredits, MaxParts, SendMsg};
use crate::number::{SenderKind, SenderWarning};
use crate::text::{Unencodable, gsm};

/// What is allowed, and may still not do what was meant. For the client; the gateway says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Warning {
    /// A delay of up to 10 minutes, of which the gateway may cut 5.
    #[error("deliv_time: a delay up to 10 minutes may be cut short")]
    ShortDelay,
    /// More parts than 3.
    #[error("concat: more than 3 parts may not arrive everywhere")]
    ManyParts,
    /// A price limit that the document's table lacks.
    #[error("max_credits: an amount that is not listed")]
    UnlistedCredits,
    /// A word as the sender of a message of octets.
    #[error("from: a word as the sender may break a message of octets")]
    WordWithOctets,
    /// A text with a character that the GSM alphabet lacks.
    #[error("text: {0}, it will arrive as ?")]
    NotGsm(Unencodable),
    /// A sender that may not be shown.
    #[error("from: {0}")]
    Sender(SenderWarning),
}

impl SendMsg<'_> {
    /// What the document advises against, each thing once.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn = |found: bool, warning| warnings.extend(found.then_some(warning));
        let options = &self.options;
        warn(options.concat > MaxParts::RECOMMENDED, Warning::ManyParts);
        warn(options.deliv_time.is_some_and(|delay| delay < DeliveryTime::RECOMMENDED), Warning::ShortDelay);
        let unlisted = |amount: MaxCredits| !MaxCredits::LISTED.contains(&amount);
        warn(options.max_credits.is_some_and(unlisted), Warning::UnlistedCredits);
        let octets = self.udh.is_some() || matches!(self.content, Content::Data(_));
        let word = options.from.is_some_and(|from| from.kind() == SenderKind::Alphanumeric);
        warn(word && octets, Warning::WordWithOctets);
        if let Content::Text(text) = &self.content {
            let foreign = text.char_indices().find(|(_, character)| !gsm::contains(*character));
            warnings.extend(foreign.map(|(at, character)| Warning::NotGsm(Unencodable { character, at })));
        }
        warnings.extend(options.from.iter().flat_map(|from| from.warnings()).map(Warning::Sender));
        warnings
    }
}
