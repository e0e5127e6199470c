//! What a contender has read: the same visit either collected or folded.
//!
//! A contender names its fields to a [`Sink`] once. [`Collected`] keeps them for
//! the comparison before the timing, [`Fold`] is what the timed loop uses; so no
//! contender can be timed reading less than it was seen to read.

use std::hint::black_box;

/// A field of the two PDUs, under the name of the specification.
///
/// command_length, command_id and command_status are missing because smpp-codec
/// offers none of them to its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    SequenceNumber,
    ServiceType,
    SourceAddrTon,
    SourceAddrNpi,
    SourceAddr,
    DestAddrTon,
    DestAddrNpi,
    DestinationAddr,
    EsmClass,
    ProtocolId,
    PriorityFlag,
    ScheduleDeliveryTime,
    ValidityPeriod,
    RegisteredDelivery,
    ReplaceIfPresentFlag,
    DataCoding,
    SmDefaultMsgId,
    ShortMessage,
    SarMsgRefNum,
    SarTotalSegments,
    SarSegmentSeqnum,
    MessagePayload,
    ReceiptedMessageId,
    MessageState,
    NetworkErrorCode,
}

/// The value of a field, without the NUL of a C-octet string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// An integer of one, two or four octets; network_error_code as its three
    /// octets in one number.
    Int(u32),
    /// A C-octet string without its NUL, or an octet string.
    Octets(Vec<u8>),
}

/// Takes the fields of one PDU: the mandatory ones in the order of the wire,
/// then the TLVs in theirs.
pub(crate) trait Sink {
    /// An integer field.
    fn int(&mut self, field: Field, value: u32);
    /// A string field.
    fn octets(&mut self, field: Field, value: &[u8]);
}

/// Every field with its value.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Collected(pub Vec<(Field, Value)>);

impl Sink for Collected {
    fn int(&mut self, field: Field, value: u32) {
        self.0.push((field, Value::Int(value)));
    }

    fn octets(&mut self, field: Field, value: &[u8]) {
        self.0.push((field, Value::Octets(value.to_vec())));
    }
}

/// A sum over every field: cheap, and impossible to form without having them.
#[derive(Debug, Default)]
pub(crate) struct Fold(u64);

impl Fold {
    /// The sum so far.
    pub(crate) fn sum(&self) -> u64 {
        self.0
    }
}

impl Sink for Fold {
    #[inline(always)]
    fn int(&mut self, _: Field, value: u32) {
        self.0 = self.0.wrapping_add(u64::from(value));
    }

    // Whoever gets the pointer might read all the octets, so a copy that a
    // contender makes of them cannot be optimised away.
    #[inline(always)]
    fn octets(&mut self, _: Field, value: &[u8]) {
        black_box(value.as_ptr());
        self.0 = self.0.wrapping_add(value.len() as u64);
    }
}
