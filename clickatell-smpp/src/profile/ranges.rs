//! Values whose range differs from version to version.

use super::{Profile, Violation};
use crate::code::CommandStatus;
use crate::grammar::Field;
use crate::octets::COctets;
use crate::value::{InterfaceVersion, RegisteredDelivery};

/// What a request holds whose range depends on the version; [`NONE`](Self::NONE) where it has no such field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ranged {
    pub(crate) registered_delivery: RegisteredDelivery,
    pub(crate) priority_flag: u8,
    /// How many octets of `short_message` there are.
    pub(crate) text: usize,
    /// How many destinations there are.
    pub(crate) destinations: usize,
}

impl Ranged {
    pub(crate) const NONE: Self =
        Self { registered_delivery: RegisteredDelivery::NONE, priority_flag: 0, text: 0, destinations: 0 };
}

/// The ranges of one version.
struct Ranges {
    since: InterfaceVersion,
    /// The highest request for receipts, bits 1 and 0 of `registered_delivery`.
    receipt: u8,
    /// The other bits of `registered_delivery` that mean something.
    acknowledgements: u8,
    /// The highest `priority_flag`.
    priority_flag: u8,
    /// The most octets of `short_message`.
    text: usize,
    /// The most destinations of a `submit_multi`.
    destinations: usize,
}

/// The longest `message_id` of SMPP 3.3, in hexadecimal digits.
const MESSAGE_ID_3_3: usize = 8;

/// The latest first.
#[rustfmt::skip]
const RANGES: [Ranges; 3] = [
    Ranges { since: InterfaceVersion::V5_0, receipt: 3, acknowledgements: 0x1C, priority_flag: 4, text: 255, destinations: 255 },
    Ranges { since: InterfaceVersion::V3_4, receipt: 2, acknowledgements: 0x1C, priority_flag: 3, text: 254, destinations: 254 },
    Ranges { since: InterfaceVersion::V3_3, receipt: 1, acknowledgements: 0x00, priority_flag: 1, text: 254, destinations: 254 },
];

impl Ranges {
    fn of(version: InterfaceVersion) -> &'static Self {
        let [v5_0, v3_4, v3_3] = &RANGES;
        [v5_0, v3_4].into_iter().find(|ranges| version.includes(ranges.since)).unwrap_or(v3_3)
    }
}

impl Profile {
    /// Whether a request of this version may hold these values.
    pub(crate) fn check_ranges(version: InterfaceVersion, values: &Ranged) -> Result<(), Violation> {
        let ranges = Ranges::of(version);
        let asked = values.registered_delivery;
        let rules = [
            (
                asked.receipt() <= ranges.receipt && asked.get() & !(0b11 | ranges.acknowledgements) == 0,
                Field::RegisteredDelivery,
                CommandStatus::ESME_RINVREGDLVFLG,
            ),
            (
                values.priority_flag <= ranges.priority_flag,
                Field::PriorityFlag,
                CommandStatus::ESME_RINVPRTFLG,
            ),
            (values.text <= ranges.text, Field::SmLength, CommandStatus::ESME_RINVMSGLEN),
            (
                values.destinations <= ranges.destinations,
                Field::NumberOfDests,
                CommandStatus::ESME_RINVNUMDESTS,
            ),
        ];
        match rules.into_iter().find(|(holds, ..)| !holds) {
            Some((_, field, status)) => Err(Violation::by_version(field, status)),
            None => Ok(()),
        }
    }

    /// Whether an SMSC may give a message this id: where the profile asks for it, one of 3.3's in a session of 3.3.
    pub(crate) fn check_message_id(
        &self,
        version: InterfaceVersion,
        message_id: COctets<'_, 65>,
    ) -> Result<(), Violation> {
        let octets = message_id.as_bytes();
        let of_3_3 = octets.len() <= MESSAGE_ID_3_3 && octets.iter().all(u8::is_ascii_hexdigit);
        if !self.ids_of_3_3 || of_3_3 || version.has_tlvs() {
            Ok(())
        } else {
            Err(Violation::by_version(Field::MessageId, CommandStatus::ESME_RINVMSGID))
        }
    }
}
