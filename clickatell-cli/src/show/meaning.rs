//! What values mean, in a few words.

use clickatell_core::text::udh::{Reference, Udh};
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::value::{
    Alphabet, DataCoding, EsmClass, EsmFeatures, InterfaceVersion, MessageState, Npi, RegisteredDelivery,
    SmppTime, Ton,
};
use clickatell_smpp::{CommandStatus, Field, Tag, Tlv};

/// What a single octet means in this field; empty where it is but a number.
pub(super) fn of_octet(field: Field, octet: u8) -> String {
    match field {
        Field::SourceAddrTon | Field::DestAddrTon | Field::AddrTon | Field::EsmeAddrTon => {
            Ton::new(octet).name().map_or_else(|| "reserved".to_owned(), |name| name.replace('_', " "))
        }
        Field::SourceAddrNpi | Field::DestAddrNpi | Field::AddrNpi | Field::EsmeAddrNpi => {
            Npi::new(octet).row().map_or("reserved", |row| row.description).to_owned()
        }
        Field::InterfaceVersion => version(octet),
        Field::EsmClass => esm_class(EsmClass::new(octet)),
        Field::RegisteredDelivery => registered_delivery(RegisteredDelivery::new(octet)),
        Field::DataCoding => data_coding(DataCoding::new(octet)),
        Field::MessageState => message_state(octet),
        Field::ReplaceIfPresentFlag => match octet {
            0 => "no".to_owned(),
            1 => "replace a message still held".to_owned(),
            _ => "reserved".to_owned(),
        },
        Field::PriorityFlag if octet > 3 => "above the highest priority, 3".to_owned(),
        Field::SmDefaultMsgId if octet == 0 => "none".to_owned(),
        Field::DestFlag if octet == 1 => "an address".to_owned(),
        Field::DestFlag => "a distribution list".to_owned(),
        _ => String::new(),
    }
}

/// What a string means in this field.
pub(super) fn of_text(field: Field, text: &[u8]) -> String {
    match field {
        Field::ScheduleDeliveryTime if text.is_empty() => "at once".to_owned(),
        Field::ValidityPeriod if text.is_empty() => "the SMSC's default".to_owned(),
        Field::ScheduleDeliveryTime | Field::ValidityPeriod | Field::FinalDate => {
            SmppTime::parse(text).map(time).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The name of a status and what it says.
pub(super) fn of_status(status: CommandStatus) -> String {
    match (status.row(), ErrorCode::new(status.get()).row()) {
        (Some(row), _) => format!("{}: {}", row.name, row.description),
        (None, Some(row)) => format!("{} of Clickatell: {}", row.name, row.description),
        (None, None) if (0x400..0x500).contains(&status.get()) => "of the SMSC's vendor".to_owned(),
        (None, None) => "reserved".to_owned(),
    }
}

/// The value of an optional parameter as a number or a string, and what that means.
pub(super) fn of_tlv(tlv: Tlv<'_>) -> (String, String) {
    let octets = tlv.value();
    let text = octets.strip_suffix(&[0]).unwrap_or(octets);
    let listed = tlv.tag.row();
    let reads = !text.is_empty() && text.iter().all(|octet| matches!(octet, b' '..=b'~'));
    if reads && (listed.is_none() || holds_text(tlv.tag)) {
        return (format!("\"{}\"", text.escape_ascii()), String::new());
    }
    let number = match octets {
        _ if listed.is_none() => None,
        [a] => Some(u32::from(*a)),
        [a, b] => Some(u32::from(u16::from_be_bytes([*a, *b]))),
        [a, b, c, d] => Some(u32::from_be_bytes([*a, *b, *c, *d])),
        _ => None,
    };
    match (number, octets) {
        (Some(number), [octet]) if tlv.tag == Tag::MESSAGE_STATE => {
            (number.to_string(), message_state(*octet))
        }
        (Some(_), [octet]) if tlv.tag == Tag::SC_INTERFACE_VERSION => {
            (format!("{octet:#04x}"), version(*octet))
        }
        (Some(number), _) => (number.to_string(), String::new()),
        (None, _) => (count(octets.len()), String::new()),
    }
}

fn holds_text(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::ADDITIONAL_STATUS_INFO_TEXT
            | Tag::RECEIPTED_MESSAGE_ID
            | Tag::BROADCAST_END_TIME
            | Tag::SOURCE_NETWORK_ID
            | Tag::DEST_NETWORK_ID
            | Tag::SOURCE_NODE_ID
            | Tag::DEST_NODE_ID
    )
}

/// "1 octet", "2 octets".
pub(super) fn count(octets: usize) -> String {
    if octets == 1 { "1 octet".to_owned() } else { format!("{octets} octets") }
}

/// What a user data header says: the part of a long message, or how long it is.
pub(super) fn of_header(octets: &[u8]) -> String {
    let Ok((header, _)) = Udh::parse(octets) else {
        return "no user data header, though one is announced".to_owned();
    };
    match header.concat() {
        Some(concat) => {
            let reference = match concat.reference() {
                Reference::Eight(number) => u16::from(number),
                Reference::Sixteen(number) => number,
            };
            format!("part {} of {} of message {reference}", concat.part(), concat.total())
        }
        None => format!("user data header of {}", count(header.encoded_len())),
    }
}

fn message_state(octet: u8) -> String {
    match MessageState::new(octet).row() {
        Some(row) => format!("{}: {}", row.name, row.description),
        None => "reserved".to_owned(),
    }
}

fn version(octet: u8) -> String {
    InterfaceVersion::new(octet)
        .row()
        .map_or_else(|| "no version of SMPP".to_owned(), |row| row.description.to_owned())
}

fn esm_class(class: EsmClass) -> String {
    let mode = match class.mode() {
        0 => "default mode",
        1 => "datagram",
        2 => "transaction",
        _ => "store and forward",
    };
    let kind = match class.message_type() {
        0x00 => "ordinary message",
        0x04 => "delivery receipt",
        0x08 => "delivery acknowledgement",
        0x10 => "user acknowledgement",
        0x18 => "conversation abort",
        0x20 => "intermediate notification",
        _ => "reserved type",
    };
    let mut text = format!("{mode}, {kind}");
    for (feature, name) in
        [(EsmFeatures::UDHI, ", user data header"), (EsmFeatures::REPLY_PATH, ", reply path")]
    {
        if class.features().contains(feature) {
            text.push_str(name);
        }
    }
    text
}

fn registered_delivery(value: RegisteredDelivery) -> String {
    let mut text = match value.receipt() {
        0 => "no receipt",
        1 => "receipt of success and failure",
        2 => "receipt of failure",
        _ => "receipt of success (5.0)",
    }
    .to_owned();
    let acknowledgement = match value.acknowledgement() {
        0x04 => ", delivery acknowledgement",
        0x08 => ", user acknowledgement",
        0x0C => ", both acknowledgements",
        _ => "",
    };
    text.push_str(acknowledgement);
    if value.intermediate() {
        text.push_str(", intermediate notifications");
    }
    if value.get() > 0x1F {
        text.push_str(", reserved bits");
    }
    text
}

fn data_coding(coding: DataCoding) -> String {
    let alphabet = match coding.alphabet() {
        Alphabet::Default => "default alphabet of the SMSC",
        Alphabet::Ascii => "ASCII",
        Alphabet::Octets => "octets",
        Alphabet::Latin1 => "ISO-8859-1",
        Alphabet::Ucs2 => "UCS-2",
        _ => "another alphabet, or reserved",
    };
    match coding.message_class() {
        Some(class) => format!("{alphabet}, class {class}"),
        None => alphabet.to_owned(),
    }
}

fn time(time: SmppTime) -> String {
    match time {
        SmppTime::Absolute { local, quarters, .. } => {
            let sign = if quarters < 0 { '-' } else { '+' };
            let minutes = u16::from(quarters.unsigned_abs()).saturating_mul(15);
            format!("{local} UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
        SmppTime::Relative { years, months, days, time, .. } => {
            let seconds = time.as_secs();
            let parts = [
                (u64::from(years), "years"),
                (u64::from(months), "months"),
                (u64::from(days), "days"),
                (seconds / 3600, "h"),
                (seconds / 60 % 60, "min"),
                (seconds % 60, "s"),
            ];
            let told = parts.iter().filter(|(count, _)| *count > 0);
            let told: Vec<String> = told.map(|(count, unit)| format!("{count} {unit}")).collect();
            if told.is_empty() { "now".to_owned() } else { format!("{} from now", told.join(" ")) }
        }
        _ => String::new(),
    }
}
