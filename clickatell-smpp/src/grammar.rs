//! The vocabulary of SMPP faults: rules, fields, and the `command_status` that answers them.

use core::fmt;

use clickatell_core::wire::{self, Grammar};

use crate::code::CommandStatus;
use crate::tlv::Tag;

/// The grammar of SMPP; a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Smpp {}

/// One rule of SMPP broken at one place of a PDU: an error, or a note where [`Tolerance`](crate::Tolerance) bends
/// it. [`at`](wire::Fault::at) counts from the first octet of the PDU, and [`answer`](wire::Fault::answer) is the
/// `command_status` for the peer.
pub type Fault = wire::Fault<Smpp>;

impl Grammar for Smpp {
    type Rule = Rule;
    type Field = Field;
    type Answer = CommandStatus;

    fn answer(fault: &Fault) -> CommandStatus {
        match fault.rule() {
            Rule::TlvStream | Rule::NulAfterText => CommandStatus::ESME_RINVOPTPARSTREAM,
            Rule::TlvLength => CommandStatus::ESME_RINVPARLEN,
            Rule::TlvMisplaced => CommandStatus::ESME_ROPTPARNOTALLWD,
            Rule::TlvMissing => CommandStatus::ESME_RMISSINGOPTPARAM,
            _ => fault.field().status(),
        }
    }
}

/// A rule of the wire format.
///
/// Rules that the decoder holds have a switch in [`Tolerance`](crate::Tolerance), but for [`Truncated`](Self::Truncated),
/// [`WrongKind`](Self::WrongKind), [`UnknownDestFlag`](Self::UnknownDestFlag) and [`NoDests`](Self::NoDests), behind which
/// there is nothing to read. [`TlvMisplaced`](Self::TlvMisplaced), [`TlvValue`](Self::TlvValue) and
/// [`TlvMissing`](Self::TlvMissing) are not the decoder's, which knows no version:
/// [`Tlvs::check_places`](crate::Tlvs::check_places), [`Tlvs::check_values`](crate::Tlvs::check_values) and
/// [`Tlvs::check_required`](crate::Tlvs::check_required) judge them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The PDU ends before the field does (3.2.1).
    Truncated,
    /// The PDU is not of the kind that the caller asked for.
    WrongKind,
    /// A destination of `submit_multi` is neither an address nor a list: it has no layout (5.2.25).
    UnknownDestFlag,
    /// A `submit_multi` has no destination (5.2.24).
    NoDests,
    /// A `submit_multi` has 255 destinations, one more than 3.4 allows; 5.0 allows them (5.2.24).
    TooManyDests,
    /// A C-octet string has no NUL before the PDU ends (3.1).
    NotTerminated,
    /// A C-octet string is longer than its table says, NUL included (3.1).
    OverLong,
    /// A C-octet string has an octet outside ASCII (3.1).
    NotAscii,
    /// A time is neither empty nor 16 characters in one of the two formats (7.1.1).
    BadTime,
    /// A known TLV has a length that its table does not allow (5.3.2).
    TlvLength,
    /// A known TLV stands in a PDU that has no such parameter in this version (4).
    TlvMisplaced,
    /// The value of a known TLV is none that its table gives a meaning to (5.3.2).
    TlvValue,
    /// A TLV is not there that the PDU cannot do without (5.0: 4.4, 4.6).
    TlvMissing,
    /// The TLVs end within a tag, a length or a value (3.2.4).
    TlvStream,
    /// A response that reports success has no body (4).
    BodyMissing,
    /// One NUL stands between `short_message` and what follows, as if the text were a C-octet string.
    NulAfterText,
}

impl Rule {
    /// The rule's name in JSON: snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::WrongKind => "wrong_kind",
            Self::UnknownDestFlag => "unknown_dest_flag",
            Self::NoDests => "no_dests",
            Self::TooManyDests => "too_many_dests",
            Self::NotTerminated => "not_terminated",
            Self::OverLong => "over_long",
            Self::NotAscii => "not_ascii",
            Self::BadTime => "bad_time",
            Self::TlvLength => "tlv_length",
            Self::TlvMisplaced => "tlv_misplaced",
            Self::TlvValue => "tlv_value",
            Self::TlvMissing => "tlv_missing",
            Self::TlvStream => "tlv_stream",
            Self::BodyMissing => "body_missing",
            Self::NulAfterText => "nul_after_text",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "the PDU ends before this field does",
            Self::WrongKind => "the PDU is of another kind",
            Self::UnknownDestFlag => "neither 1, an address, nor 2, a distribution list",
            Self::NoDests => "there is no destination",
            Self::TooManyDests => "more than 254 destinations",
            Self::NotTerminated => "no NUL ends the string",
            Self::OverLong => "the string is longer than the specification allows",
            Self::NotAscii => "the string has an octet outside ASCII",
            Self::BadTime => "not a time in SMPP's absolute or relative format",
            Self::TlvLength => "this parameter cannot have that length",
            Self::TlvMisplaced => "this PDU has no such parameter",
            Self::TlvValue => "this parameter cannot have that value",
            Self::TlvMissing => "this parameter must be there",
            Self::TlvStream => "the optional parameters end in the middle of one",
            Self::BodyMissing => "a successful response must have a body",
            Self::NulAfterText => "a stray NUL follows the message text",
        })
    }
}

macro_rules! fields {
    ($( $(#[$meta:meta])* $Variant:ident = $name:literal => $STATUS:ident; )+) => {
        /// A field of a PDU, named as in the specification.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Field {
            $( $(#[$meta])* $Variant, )+
            /// The optional parameters as a whole.
            Tlvs,
            /// The optional parameter with this tag.
            Tlv(Tag),
        }

        impl Field {
            /// The `command_status` for a peer that got this field wrong.
            const fn status(self) -> CommandStatus {
                match self {
                    $( Self::$Variant => CommandStatus::$STATUS, )+
                    Self::Tlvs => CommandStatus::ESME_RINVOPTPARSTREAM,
                    Self::Tlv(_) => CommandStatus::ESME_RINVOPTPARAMVAL,
                }
            }
        }

        impl fmt::Display for Field {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $( Self::$Variant => f.write_str($name), )+
                    Self::Tlvs => f.write_str("tlvs"),
                    Self::Tlv(tag) => tag.fmt(f),
                }
            }
        }
    };
}

fields! {
    /// The length of the whole PDU (3.2).
    CommandLength = "command_length" => ESME_RINVCMDLEN;
    /// The kind of PDU (3.2).
    CommandId = "command_id" => ESME_RINVCMDID;
    /// The outcome of a request (3.2).
    CommandStatus = "command_status" => ESME_RINVCMDLEN;
    /// What ties a response to its request (3.2).
    SequenceNumber = "sequence_number" => ESME_RINVCMDLEN;
    /// Who binds, or who answers a bind (5.2.1).
    SystemId = "system_id" => ESME_RINVSYSID;
    /// The password of a bind (5.2.2).
    Password = "password" => ESME_RINVPASWD;
    /// The kind of ESME system (5.2.3).
    SystemType = "system_type" => ESME_RINVSYSTYP;
    /// The version of SMPP that the ESME speaks (5.2.4).
    InterfaceVersion = "interface_version" => ESME_RINVCMDLEN;
    /// Type of number of the ESME's address (5.2.5).
    AddrTon = "addr_ton" => ESME_RINVCMDLEN;
    /// Numbering plan of the ESME's address (5.2.6).
    AddrNpi = "addr_npi" => ESME_RINVCMDLEN;
    /// The addresses that the ESME serves (5.2.7).
    AddressRange = "address_range" => ESME_RINVCMDLEN;
    /// The SMS application service (5.2.11).
    ServiceType = "service_type" => ESME_RINVSERTYP;
    /// Type of number of the source (5.2.5).
    SourceAddrTon = "source_addr_ton" => ESME_RINVSRCTON;
    /// Numbering plan of the source (5.2.6).
    SourceAddrNpi = "source_addr_npi" => ESME_RINVSRCNPI;
    /// Where the message comes from (5.2.8).
    SourceAddr = "source_addr" => ESME_RINVSRCADR;
    /// Type of number of the destination (5.2.5).
    DestAddrTon = "dest_addr_ton" => ESME_RINVDSTTON;
    /// Numbering plan of the destination (5.2.6).
    DestAddrNpi = "dest_addr_npi" => ESME_RINVDSTNPI;
    /// Where the message goes (5.2.9).
    DestinationAddr = "destination_addr" => ESME_RINVDSTADR;
    /// Mode, type and features of the message (5.2.12).
    EsmClass = "esm_class" => ESME_RINVESMCLASS;
    /// Protocol identifier of the network (5.2.13).
    ProtocolId = "protocol_id" => ESME_RINVCMDLEN;
    /// Priority of the message (5.2.14).
    PriorityFlag = "priority_flag" => ESME_RINVPRTFLG;
    /// When delivery is first attempted (5.2.15).
    ScheduleDeliveryTime = "schedule_delivery_time" => ESME_RINVSCHED;
    /// When delivery is given up (5.2.16).
    ValidityPeriod = "validity_period" => ESME_RINVEXPIRY;
    /// Which receipts and acknowledgements are asked for (5.2.17).
    RegisteredDelivery = "registered_delivery" => ESME_RINVREGDLVFLG;
    /// Whether a message still held is replaced (5.2.18).
    ReplaceIfPresentFlag = "replace_if_present_flag" => ESME_RINVREPFLAG;
    /// The alphabet of the text (5.2.19).
    DataCoding = "data_coding" => ESME_RINVCMDLEN;
    /// A message stored at the SMSC (5.2.20).
    SmDefaultMsgId = "sm_default_msg_id" => ESME_RINVDFTMSGID;
    /// The length of `short_message` (5.2.21).
    SmLength = "sm_length" => ESME_RINVMSGLEN;
    /// The text, up to 254 octets (5.2.22).
    ShortMessage = "short_message" => ESME_RINVMSGLEN;
    /// The SMSC's name for a message (5.2.23).
    MessageId = "message_id" => ESME_RINVMSGID;
    /// Type of number of the ESME that is notified (5.2.5).
    EsmeAddrTon = "esme_addr_ton" => ESME_RINVCMDLEN;
    /// Numbering plan of the ESME that is notified (5.2.6).
    EsmeAddrNpi = "esme_addr_npi" => ESME_RINVCMDLEN;
    /// The ESME that is notified (5.2.10).
    EsmeAddr = "esme_addr" => ESME_RINVCMDLEN;
    /// How many destinations there are (5.2.24).
    NumberOfDests = "number_of_dests" => ESME_RINVNUMDESTS;
    /// The destinations of a message to several (4.5.1.1).
    DestAddress = "dest_address" => ESME_RINVNUMDESTS;
    /// Whether a destination is an address or a list (5.2.25).
    DestFlag = "dest_flag" => ESME_RINVDESTFLAG;
    /// The name of a distribution list (5.2.27).
    DlName = "dl_name" => ESME_RINVDLNAME;
    /// How many destinations failed (5.2.26).
    NoUnsuccess = "no_unsuccess" => ESME_RINVCMDLEN;
    /// The destinations that failed (4.5.2.1).
    UnsuccessSme = "unsuccess_sme" => ESME_RINVCMDLEN;
    /// Why a destination failed (4.5.2.1).
    ErrorStatusCode = "error_status_code" => ESME_RINVCMDLEN;
    /// When the message reached a final state (4.8.2).
    FinalDate = "final_date" => ESME_RINVCMDLEN;
    /// The state of a message (5.2.28).
    MessageState = "message_state" => ESME_RINVCMDLEN;
    /// A network's or SMSC's error code (4.8.2).
    ErrorCode = "error_code" => ESME_RINVCMDLEN;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn a_fault_is_small_and_says_what_answers_it() {
        assert!(size_of::<Fault>() <= 24, "{}", size_of::<Fault>());
        let fault = Fault::new(Rule::OverLong, Field::Password, 25);
        assert_eq!(fault.answer(), CommandStatus::ESME_RINVPASWD);
        assert_eq!(
            fault.to_string(),
            "password at octet 25: the string is longer than the specification allows"
        );
        let stream = Fault::new(Rule::TlvStream, Field::Tlv(Tag::MESSAGE_PAYLOAD), 55);
        assert_eq!(stream.answer(), CommandStatus::ESME_RINVOPTPARSTREAM);
        assert_eq!(
            Fault::new(Rule::TlvLength, Field::Tlv(Tag::new(0x1400)), 55).answer(),
            CommandStatus::ESME_RINVPARLEN
        );
        assert_eq!(Field::Tlv(Tag::new(0x1400)).to_string(), "tlv 0x1400");
    }
}
