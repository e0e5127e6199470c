//! Which rules of the wire format are bent on input.

/// Switches for what real peers do against the rules, one for each bendable [`Rule`](crate::Rule).
///
/// Where a switch is off the decoder returns a [`Fault`](crate::Fault); where it is on, the decoder gives the value
/// and puts the same fault into the notes. What this crate builds is never bent; a value
/// that was let in is what it is when it is sent on. [`tlv_misplaced`](Self::tlv_misplaced) is for those who know which
/// version is spoken: a session, and [`Profile::check_tlvs`](crate::profile::Profile::check_tlvs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tolerance {
    /// A C-octet string without NUL runs to the end of the PDU.
    pub not_terminated: bool,
    /// A C-octet string longer than its table allows is kept whole: passwords of twelve characters, message ids
    /// beyond 64.
    pub over_long: bool,
    /// A C-octet string with octets above 127 is kept: Latin-1 sender names.
    pub not_ascii: bool,
    /// A time that is no time is kept as the string it is.
    pub bad_time: bool,
    /// A `submit_multi` to 255 destinations is taken, as 5.0 allows.
    pub too_many_dests: bool,
    /// A known TLV that its PDU does not have in this version is passed over, as 3.3 of the specification wants it.
    pub tlv_misplaced: bool,
    /// A known TLV of the wrong length is kept; its typed accessor says so.
    pub tlv_length: bool,
    /// One to three octets at the end of a PDU, too few for a TLV, are dropped. A TLV whose length runs past the end is
    /// refused all the same: it was cut, and may have been the text.
    pub tlv_stream: bool,
    /// A successful response without a body is taken as one: `deliver_sm_resp` of 16 octets is common.
    pub body_missing: bool,
    /// One NUL after the message text is dropped: senders that count the text without it and write it anyway.
    pub nul_after_text: bool,
}

impl Tolerance {
    /// Every rule holds.
    pub const STRICT: Self = Self {
        not_terminated: false,
        over_long: false,
        not_ascii: false,
        bad_time: false,
        too_many_dests: false,
        tlv_misplaced: false,
        tlv_length: false,
        tlv_stream: false,
        body_missing: false,
        nul_after_text: false,
    };

    /// All that has been met in the field passes, with a note.
    pub const FIELD: Self = Self {
        not_terminated: true,
        over_long: true,
        not_ascii: true,
        bad_time: true,
        too_many_dests: true,
        tlv_misplaced: true,
        tlv_length: true,
        tlv_stream: true,
        body_missing: true,
        nul_after_text: true,
    };
}
