//! The three PDUs, and what a reader must find in them.

use crate::smpp::reading::{
    Field::{self, *},
    Value,
};

/// Which PDU a sample is: a caller that has read the header knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A `submit_sm`.
    SubmitSm,
    /// A `deliver_sm`.
    DeliverSm,
}

/// One PDU of `samples/`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// The command and the number of octets.
    pub name: &'static str,
    /// The command.
    pub kind: Kind,
    /// The whole PDU, header included.
    pub octets: &'static [u8],
    expected: fn() -> Vec<(Field, Value)>,
}

impl Sample {
    /// Every field and TLV of the PDU, written down apart from any decoder.
    pub(crate) fn expected(&self) -> Vec<(Field, Value)> {
        (self.expected)()
    }
}

/// The three samples, in the order of the tables.
pub(crate) fn all() -> [Sample; 3] {
    [
        Sample {
            name: "submit_sm_116",
            kind: Kind::SubmitSm,
            octets: octets(include_str!("../../samples/smpp/submit_sm_116.hex"), 116),
            expected: submit_sm_116,
        },
        Sample {
            name: "submit_sm_396",
            kind: Kind::SubmitSm,
            octets: octets(include_str!("../../samples/smpp/submit_sm_396.hex"), 396),
            expected: submit_sm_396,
        },
        Sample {
            name: "deliver_sm_234",
            kind: Kind::DeliverSm,
            octets: octets(include_str!("../../samples/smpp/deliver_sm_234.hex"), 234),
            expected: deliver_sm_234,
        },
    ]
}

/// Reads a file of hex pairs with notes after `#`. The octets live as long as
/// the program, so that borrowing contenders can keep what they decode.
fn octets(text: &str, length: usize) -> &'static [u8] {
    let octets: Vec<u8> = text
        .lines()
        .filter_map(|line| line.split('#').next())
        .flat_map(str::split_whitespace)
        .map(|pair| u8::from_str_radix(pair, 16).expect("a sample holds hex pairs"))
        .collect();
    assert_eq!(octets.len(), length, "a sample has the length of its name");
    octets.leak()
}

fn int(value: u32) -> Value {
    Value::Int(value)
}

fn text(value: &str) -> Value {
    Value::Octets(value.as_bytes().to_vec())
}

fn submit_sm_116() -> Vec<(Field, Value)> {
    let mut fields = submit_sm(0x001A_2B3C);
    fields.push((ShortMessage, text("Your code is 49381. Never share it. ACME")));
    fields
}

fn submit_sm_396() -> Vec<(Field, Value)> {
    let mut fields = submit_sm(0x001A_2B3D);
    fields.extend([
        (ShortMessage, text("")),
        (SarMsgRefNum, int(0xA7C5)),
        (SarTotalSegments, int(3)),
        (SarSegmentSeqnum, int(2)),
        (
            MessagePayload,
            text(concat!(
                "The harbour master reports that the evening ferry to the outer islands is ",
                "cancelled because of wind. Tickets stay valid for seven days, or are refunded ",
                "at the counter where they were bought. The next sailing is planned for tomorrow ",
                "at 06:40 from pier 3; please be there half an hour before it leaves."
            )),
        ),
    ]);
    fields
}

fn submit_sm(sequence_number: u32) -> Vec<(Field, Value)> {
    vec![
        (SequenceNumber, int(sequence_number)),
        (ServiceType, text("CMT")),
        (SourceAddrTon, int(1)),
        (SourceAddrNpi, int(1)),
        (SourceAddr, text("447700900123")),
        (DestAddrTon, int(1)),
        (DestAddrNpi, int(1)),
        (DestinationAddr, text("447700900456")),
        (EsmClass, int(0)),
        (ProtocolId, int(0)),
        (PriorityFlag, int(1)),
        (ScheduleDeliveryTime, text("")),
        (ValidityPeriod, text("000001000000000R")),
        (RegisteredDelivery, int(1)),
        (ReplaceIfPresentFlag, int(0)),
        (DataCoding, int(3)),
        (SmDefaultMsgId, int(0)),
    ]
}

fn deliver_sm_234() -> Vec<(Field, Value)> {
    vec![
        (SequenceNumber, int(0x004D_5E6F)),
        (ServiceType, text("")),
        (SourceAddrTon, int(1)),
        (SourceAddrNpi, int(1)),
        (SourceAddr, text("447700900456")),
        (DestAddrTon, int(1)),
        (DestAddrNpi, int(1)),
        (DestinationAddr, text("447700900123")),
        (EsmClass, int(4)),
        (ProtocolId, int(0)),
        (PriorityFlag, int(0)),
        (ScheduleDeliveryTime, text("")),
        (ValidityPeriod, text("")),
        (RegisteredDelivery, int(0)),
        (ReplaceIfPresentFlag, int(0)),
        (DataCoding, int(0)),
        (SmDefaultMsgId, int(0)),
        (
            ShortMessage,
            text(concat!(
                "id:0f7c2e5ab81d4936a2c4e6f80b1d3957 sub:001 dlvrd:000 submit date:2611201530 ",
                "done date:2611211531 stat:UNDELIV err:027 text:Your"
            )),
        ),
        (ReceiptedMessageId, text("0f7c2e5ab81d4936a2c4e6f80b1d3957")),
        (MessageState, int(5)),
        (NetworkErrorCode, int(0x03_001B)),
    ]
}
