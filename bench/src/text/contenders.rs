//! Who is compared, each by its own functions.

use std::io::Cursor;

use clickatell_core::text::{gsm, packed};
use gsm7::{Gsm7Reader, Gsm7Writer};
use smpp_codec::encoding::{gsm_7bit_decode, gsm_7bit_encode};

use crate::case::Standing;

/// Octets to text.
pub(super) type Decode = fn(&Vec<u8>) -> Option<String>;

/// One septet in each octet.
#[derive(Debug)]
pub(super) struct Unpacked {
    pub(super) name: &'static str,
    pub(super) standing: Standing,
    /// Puts the octets of a text into the buffer, in place of what is there, and says whether it could.
    pub(super) encode: fn(&&'static str, &mut Vec<u8>) -> bool,
    /// The text of octets.
    pub(super) decode: Option<Decode>,
}

/// Eight septets in seven octets.
#[derive(Debug)]
pub(super) struct Packer {
    pub(super) name: &'static str,
    pub(super) standing: Standing,
    /// Text to octets; the scratch is for whoever needs one, warm as in a program that sends more than one message.
    pub(super) pack: fn(&&'static str, &mut Vec<u8>) -> Option<Vec<u8>>,
    /// Octets to text, of so many septets.
    pub(super) unpack: fn(&[u8], usize, &mut Vec<u8>) -> Option<String>,
}

pub(super) const UNPACKED: &[Unpacked] = &[
    Unpacked {
        name: "smpp-codec",
        standing: Standing::Peer,
        encode: |text, out| match gsm_7bit_encode(text) {
            Ok(octets) => {
                *out = octets;
                true
            }
            Err(_) => false,
        },
        decode: Some(|octets| Some(gsm_7bit_decode(octets))),
    },
    Unpacked {
        name: "ours",
        standing: Standing::Ours { allocations: Some(1) },
        encode: |text, out| {
            *out = Vec::new();
            gsm::encode(text, out).is_ok()
        },
        decode: Some(|octets| gsm::decode(octets).ok()),
    },
    Unpacked {
        name: "ours-append",
        standing: Standing::Ours { allocations: Some(0) },
        encode: |text, out| {
            out.clear();
            gsm::encode(text, out).is_ok()
        },
        decode: None,
    },
];

pub(super) const PACKERS: &[Packer] = &[
    Packer {
        name: "gsm7",
        standing: Standing::Peer,
        pack: |text, _| {
            let mut writer = Gsm7Writer::new(Vec::new());
            writer.write_str(text).ok()?;
            writer.into_writer().ok()
        },
        unpack: |octets, _, _| Gsm7Reader::new(Cursor::new(octets)).collect::<Result<String, _>>().ok(),
    },
    Packer {
        name: "ours",
        standing: Standing::Ours { allocations: Some(1) },
        pack: |text, scratch| {
            scratch.clear();
            gsm::encode(text, scratch).ok()?;
            let mut out = Vec::new();
            packed::pack(scratch, 0, &mut out).ok()?;
            Some(out)
        },
        unpack: |octets, septets, scratch| {
            scratch.clear();
            packed::unpack(octets, 0, septets, scratch).ok()?;
            gsm::decode(scratch).ok()
        },
    },
];
