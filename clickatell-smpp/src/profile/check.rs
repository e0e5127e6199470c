//! Rules across fields and of policy, which the wire format knows nothing of.

use core::fmt;

use super::{Dialect, Profile, clickatell};
use crate::code::{CommandId, CommandStatus};
use crate::grammar::{Fault, Field, Rule};
use crate::octets::{COctets, ShortMessage};
use crate::pdu::{Bind, BindKind, DeliverSm, SubmitMulti, SubmitSm};
use crate::session::SessionRequest;
use crate::tlv::{Tag, Tlvs};
use crate::value::{Alphabet, EsmFeatures, InterfaceVersion, Npi, SmppTime, Ton};

/// A value that a profile refuses: which field, why, and the `command_status` that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The field that is refused.
    pub field: Field,
    /// The answer of the SMSC.
    pub status: CommandStatus,
    /// The clause of our register that asks for it, `SMPP-…`; empty for rules of SMPP itself.
    pub clause: &'static str,
    /// Why, in a few words.
    pub reason: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)?;
        if self.clause.is_empty() { Ok(()) } else { write!(f, " ({})", self.clause) }
    }
}

impl core::error::Error for Violation {}

impl Violation {
    const fn new(
        field: Field,
        status: CommandStatus,
        clause: &'static str,
        reason: &'static str,
    ) -> Result<(), Self> {
        Err(Self { field, status, clause, reason })
    }

    /// A parameter that is not as its table wants it.
    fn by_parameter(fault: Fault) -> Self {
        let reason = match fault.rule() {
            Rule::TlvMisplaced => "this PDU has no such parameter",
            Rule::TlvMissing => "this parameter must be there",
            Rule::TlvLength => "a length that the specification does not give this parameter",
            _ => "a value that the specification does not give this parameter",
        };
        Self { field: fault.field(), status: fault.answer(), clause: "", reason }
    }

    /// A value that another version of SMPP may have.
    pub(super) const fn by_version(field: Field, status: CommandStatus) -> Self {
        Self { field, status, clause: "", reason: "out of the range that this version of SMPP gives it" }
    }
}

/// The longest `password` of the specification, without its NUL (4.1.1).
const MOST_OF_A_PASSWORD: usize = 8;

impl Profile {
    /// Whether this SMSC takes a bind, as far as its fields alone tell. The Clickatell gateway wants an API id as
    /// `system_type`; that it is not empty is held where the profile is [strict](Self::with_strict).
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check_bind(&self, pdu: &Bind<'_>) -> Result<(), Violation> {
        let version = pdu.interface_version;
        if pdu.kind == BindKind::Transceiver && !version.has_tlvs() {
            return Violation::new(
                Field::InterfaceVersion,
                CommandStatus::ESME_RBINDFAIL,
                "SMPP-4-1",
                "a transceiver needs SMPP 3.4",
            );
        }
        if pdu.password.expose().len() > MOST_OF_A_PASSWORD {
            return Violation::new(
                Field::Password,
                CommandStatus::ESME_RINVPASWD,
                if self.is_clickatell() { "SMPP-9-3" } else { "" },
                "longer than 8 characters",
            );
        }
        let Dialect::Clickatell { strict } = self.dialect else { return Ok(()) };
        if strict && version > InterfaceVersion::V3_4 {
            return Violation::new(
                Field::InterfaceVersion,
                CommandStatus::ESME_RBINDFAIL,
                "SMPP-4-1",
                "only SMPP 3.3 and 3.4 are spoken",
            );
        }
        let api_id = pdu.system_type.as_bytes();
        if !api_id.iter().all(u8::is_ascii_digit) || strict && api_id.is_empty() {
            return Violation::new(
                Field::SystemType,
                CommandStatus::ESME_RINVSYSTYP,
                "SMPP-9-4",
                "not an API id, which is digits",
            );
        }
        Ok(())
    }

    /// Whether this SMSC takes a request, as far as its fields alone tell: [`check_submit`](Self::check_submit) and its
    /// siblings, and the ranges that [`interface_version`](Self::interface_version) gives its values. A session holds
    /// the same of what it sends, in the version that both ends speak.
    ///
    /// ```
    /// use clickatell_smpp::pdu::QuerySm;
    /// use clickatell_smpp::profile::Profile;
    /// use clickatell_smpp::value::Address;
    /// use clickatell_smpp::COctets;
    ///
    /// let query = QuerySm::new(COctets::try_from("0A1B")?, Address::EMPTY);
    /// assert_eq!(Profile::standard().check(&query), Ok(()));
    /// # Ok::<(), clickatell_smpp::OctetsError>(())
    /// ```
    ///
    /// # Errors
    /// The first rule that is broken.
    #[allow(single_use_lifetimes, reason = "an anonymous one is not allowed there")]
    pub fn check<'a>(&self, pdu: &impl SessionRequest<'a>) -> Result<(), Violation> {
        pdu.check(self, self.interface_version)
    }

    /// Whether this SMSC takes a message, as far as its fields alone tell. `transmitter_only` says that the ESME has
    /// no session that could receive a receipt.
    ///
    /// Builders run it before they send, an SMSC after it has decoded; the order of the rules is that in which the
    /// gateway finds them.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn check_submit(&self, pdu: &SubmitSm<'_>, transmitter_only: bool) -> Result<(), Violation> {
        match self.dialect {
            Dialect::Standard => {
                times(pdu, "", "")?;
                Self::check_texts(pdu.short_message, pdu.tlvs)?;
                self.check_tlvs(CommandId::SUBMIT_SM, pdu.tlvs)
            }
            Dialect::Clickatell { strict } => clickatell_submit(pdu, transmitter_only, strict),
        }
    }

    /// Whether a message to several may be sent: it has a destination and one text, and its parameters mean something.
    ///
    /// # Errors
    /// When it has no destination or two texts, or the first parameter that means nothing.
    pub fn check_submit_multi(&self, pdu: &SubmitMulti<'_>) -> Result<(), Violation> {
        if pdu.destinations.is_empty() {
            let status = CommandStatus::ESME_RINVNUMDESTS;
            return Violation::new(Field::NumberOfDests, status, "", "there is no destination");
        }
        Self::check_texts(pdu.short_message, pdu.tlvs)?;
        self.check_tlvs(CommandId::SUBMIT_MULTI, pdu.tlvs)
    }

    /// Whether a delivery may be sent: it has one text, and its parameters mean something.
    ///
    /// # Errors
    /// When it has two texts, or the first parameter that means nothing.
    pub fn check_deliver(&self, pdu: &DeliverSm<'_>) -> Result<(), Violation> {
        Self::check_texts(pdu.short_message, pdu.tlvs)?;
        self.check_tlvs(CommandId::DELIVER_SM, pdu.tlvs)
    }

    /// Whether the optional parameters of a request mean something in the version of this profile, and those are there
    /// that the request cannot do without. A length or a place that the profile's tolerance bends passes. The Clickatell
    /// gateway does not look: its table of statuses has no word for most of it.
    ///
    /// # Errors
    /// The first parameter that does not, or that is missing.
    pub fn check_tlvs(&self, command_id: CommandId, tlvs: Tlvs<'_>) -> Result<(), Violation> {
        if tlvs.is_empty() && Tag::required_by(command_id).is_empty() || self.is_clickatell() {
            return Ok(());
        }
        let lengths = if self.tolerance.tlv_length { Ok(()) } else { tlvs.check_lengths() };
        let places = || {
            let bent = self.tolerance.tlv_misplaced;
            if bent { Ok(()) } else { tlvs.check_places(command_id, self.interface_version) }
        };
        lengths
            .and_then(|()| places())
            .and_then(|()| tlvs.check_values(self.interface_version))
            .and_then(|()| tlvs.check_required(command_id))
            .map_err(Violation::by_parameter)
    }

    /// The same of any message.
    pub(crate) fn check_texts(short_message: ShortMessage<'_>, tlvs: Tlvs<'_>) -> Result<(), Violation> {
        one_body(short_message, tlvs, CommandStatus::ESME_RINVMSGLEN, "")
    }
}

/// `short_message` and `message_payload` exclude each other (5.3.2.32).
fn one_body(
    short_message: ShortMessage<'_>,
    tlvs: Tlvs<'_>,
    status: CommandStatus,
    clause: &'static str,
) -> Result<(), Violation> {
    if !short_message.is_empty() && tlvs.message_payload().is_some() {
        return Violation::new(
            Field::Tlv(Tag::MESSAGE_PAYLOAD),
            status,
            clause,
            "short_message and message_payload exclude each other",
        );
    }
    Ok(())
}

fn clickatell_submit(pdu: &SubmitSm<'_>, transmitter_only: bool, strict: bool) -> Result<(), Violation> {
    destination(pdu, strict)?;
    source(pdu, strict)?;
    if !matches!(pdu.esm_class.message_type(), 0x00 | 0x08 | 0x10) {
        return Violation::new(
            Field::EsmClass,
            CommandStatus::ESME_RINVESMCLASS,
            "SMPP-14-17",
            "not a type of message that an ESME submits",
        );
    }
    registered_delivery(pdu, transmitter_only)?;
    times(pdu, "SMPP-14-21", "SMPP-14-22")?;
    one_body(pdu.short_message, pdu.tlvs, CommandStatus::ESME_ROPTPARNOTALLWD, "SMPP-11-5")?;
    text(pdu)
}

/// Both times are empty, or times (7.1.1).
fn times(pdu: &SubmitSm<'_>, schedule: &'static str, validity: &'static str) -> Result<(), Violation> {
    for (field, time, status, clause) in [
        (Field::ScheduleDeliveryTime, pdu.schedule_delivery_time, CommandStatus::ESME_RINVSCHED, schedule),
        (Field::ValidityPeriod, pdu.validity_period, CommandStatus::ESME_RINVEXPIRY, validity),
    ] {
        if !time.is_empty() && SmppTime::parse(time.as_bytes()).is_err() {
            return Violation::new(field, status, clause, "not a time");
        }
    }
    Ok(())
}

fn destination(pdu: &SubmitSm<'_>, strict: bool) -> Result<(), Violation> {
    let refuse =
        |field, clause, reason| Violation::new(field, CommandStatus::ESME_RINVDSTADR, clause, reason);
    if strict && pdu.destination.ton != Ton::INTERNATIONAL {
        return refuse(Field::DestAddrTon, "SMPP-10-2", "the destination must be international, TON 1");
    }
    if strict && pdu.destination.npi != Npi::ISDN {
        return refuse(Field::DestAddrNpi, "SMPP-10-2", "the destination must be of plan ISDN, NPI 1");
    }
    let digits = pdu.destination.addr.as_bytes();
    if digits.first() == Some(&b'+') {
        return refuse(Field::DestinationAddr, "SMPP-16-6", "an international number goes without a plus");
    }
    if !digits.iter().all(u8::is_ascii_digit) || !(7..=15).contains(&digits.len()) {
        return refuse(Field::DestinationAddr, "SMPP-16-6", "not 7 to 15 digits");
    }
    if digits.first() == Some(&b'0') {
        return refuse(
            Field::DestinationAddr,
            "SMPP-16-6",
            "an international number begins with its country code",
        );
    }
    Ok(())
}

fn source(pdu: &SubmitSm<'_>, strict: bool) -> Result<(), Violation> {
    if strict && pdu.source.ton > Ton::ABBREVIATED {
        return Violation::new(
            Field::SourceAddrTon,
            CommandStatus::ESME_RINVSRCTON,
            "SMPP-14-18",
            "no such type of number",
        );
    }
    if is_sender(pdu.source.addr) {
        return Ok(());
    }
    Violation::new(
        Field::SourceAddr,
        CommandStatus::ESME_RINVSRCADR,
        "SMPP-10-5",
        "neither 1 to 16 digits nor up to 11 characters",
    )
}

/// Empty for the account's default, 1 to 16 digits with or without a plus, or up to 11 characters.
fn is_sender(addr: COctets<'_, 21>) -> bool {
    let octets = addr.as_bytes();
    let digits = octets.strip_prefix(b"+").unwrap_or(octets);
    if digits.iter().all(u8::is_ascii_digit) {
        return octets.is_empty() || (1..=16).contains(&digits.len());
    }
    octets.len() <= 11
}

fn registered_delivery(pdu: &SubmitSm<'_>, transmitter_only: bool) -> Result<(), Violation> {
    let value = pdu.registered_delivery;
    let refuse = |clause, reason| {
        Violation::new(Field::RegisteredDelivery, CommandStatus::ESME_RINVREGDLVFLG, clause, reason)
    };
    if value.receipt() == 3 || value.get() & 0xE0 != 0 {
        return refuse("SMPP-14-8", "a reserved value");
    }
    if transmitter_only && value.get() != 0 {
        return refuse("SMPP-5-16", "a client that only transmits can receive no receipt");
    }
    Ok(())
}

fn text(pdu: &SubmitSm<'_>) -> Result<(), Violation> {
    let length = |field, reason| Violation::new(field, CommandStatus::ESME_RINVMSGLEN, "SMPP-11-3", reason);
    if pdu.short_message.as_bytes().len() > 254 {
        return length(Field::SmLength, "more than 254 octets belong into message_payload");
    }
    // A payload without an octet is none (ruling A-S7).
    if pdu.text_octets().is_empty() {
        return length(Field::ShortMessage, "there is no text");
    }
    let data =
        |field, reason| Violation::new(field, clickatell::ErrorCode::DATAERR.status(), "SMPP-14-33", reason);
    let carrier =
        if pdu.short_message.is_empty() { Field::Tlv(Tag::MESSAGE_PAYLOAD) } else { Field::ShortMessage };
    let mut octets = pdu.text_octets();
    if pdu.esm_class.features().contains(EsmFeatures::UDHI) {
        // The first octet of a user data header says how many follow.
        let (length, rest) = octets.split_first().unwrap_or((&0, &[]));
        octets = match rest.get(usize::from(*length)..) {
            Some(text) => text,
            None => return data(carrier, "the user data header is longer than the message"),
        };
    }
    match pdu.data_coding.alphabet() {
        Alphabet::Ucs2 if !octets.len().is_multiple_of(2) => {
            data(carrier, "UCS-2 text has an even number of octets")
        }
        Alphabet::Other => data(Field::DataCoding, "this alphabet is not supported"),
        // Message waiting: only the group of message classes is taken by its bits (ruling A-S20).
        _ if matches!(pdu.data_coding.get(), 0xC0..=0xEF) => {
            data(Field::DataCoding, "indications of waiting messages are not supported")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
