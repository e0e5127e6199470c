//! PDUs over anything that tokio reads and writes: a codec of `tokio_util`.
//!
//! ```
//! use clickatell_smpp::codec::Codec;
//! use clickatell_smpp::pdu::{EnquireLink, PduBody};
//! use clickatell_smpp::{Body, Header, Pdu, SequenceNumber};
//! use tokio_util::bytes::BytesMut;
//! use tokio_util::codec::{Decoder, Encoder};
//!
//! let mut codec = Codec::new(65_536);
//! let mut stream = BytesMut::new();
//! let probe = EnquireLink::new();
//! let header = Header::request(probe.command_id(), SequenceNumber::FIRST);
//! codec.encode(Pdu { header, body: Body::EnquireLink(probe) }, &mut stream)?;
//!
//! let pdu = codec.decode(&mut stream)?.expect("a whole PDU");
//! assert_eq!(pdu.header(), header);
//! # Ok::<(), clickatell_smpp::codec::CodecError>(())
//! ```
//!
//! `tokio_util::codec::Framed` makes a `Stream` and a `Sink` of PDUs out of it. It frames and nothing else: who answers
//! what, and when, is a [`Session`](crate::session::Session)'s.

use alloc::vec::Vec;

use tokio_util::bytes::{Buf, BytesMut};
use tokio_util::codec::{Decoder, Encoder};
use zeroize::Zeroize;

use crate::frame::{BadLength, Cut, cut};
use crate::pdu::Pdu;
use crate::pdu_buf::PduBuf;

/// How much room is made at a time for a PDU whose length a peer has claimed: what has not arrived is not allocated.
const ROOM: usize = 4096;

/// Cuts a stream into PDUs and writes PDUs to it.
///
/// What comes out are whole PDUs as they came, well-formed or not; [`Frame::decode`](crate::Frame::decode) reads them.
#[derive(Clone, Debug)]
pub struct Codec {
    max_length: u32,
}

/// Why a stream of PDUs ends.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// A length that leaves nothing to go on. The peer is owed a `generic_nack` with `ESME_RINVCMDLEN` and sequence
    /// number 0.
    #[error(transparent)]
    BadLength(#[from] BadLength),
    /// The transport failed, or ended within a PDU.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Codec {
    /// A codec that takes PDUs of up to `max_length` octets, header included.
    #[must_use]
    pub const fn new(max_length: u32) -> Self {
        Self { max_length }
    }
}

impl Decoder for Codec {
    type Item = PduBuf;
    type Error = CodecError;

    fn decode(&mut self, stream: &mut BytesMut) -> Result<Option<PduBuf>, CodecError> {
        match cut(stream, self.max_length)? {
            Cut::Frame(frame, _) => {
                let pdu = frame.to_buf();
                stream.advance(pdu.frame().octets().len());
                Ok(Some(pdu))
            }
            Cut::Incomplete { needed } => {
                stream.reserve(needed.min(ROOM));
                Ok(None)
            }
        }
    }
}

/// The octets as they are.
impl Encoder<PduBuf> for Codec {
    type Error = CodecError;

    fn encode(&mut self, pdu: PduBuf, stream: &mut BytesMut) -> Result<(), CodecError> {
        stream.extend_from_slice(pdu.frame().octets());
        Ok(())
    }
}

/// The PDU from its fields.
impl Encoder<Pdu<'_>> for Codec {
    type Error = CodecError;

    fn encode(&mut self, pdu: Pdu<'_>, stream: &mut BytesMut) -> Result<(), CodecError> {
        let mut octets = Vec::new();
        pdu.encode(&mut octets);
        stream.extend_from_slice(&octets);
        if pdu.header.command_id.holds_password() {
            octets.zeroize();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use clickatell_testkit::from_hex;

    use super::*;
    use crate::tolerance::Tolerance;

    const STREAM: &str = "00000010 00000015 00000000 00000008 \
                          00000031 80000004 00000000 00000002 3939363431316164393166613231316537643137626338373361613461343164 00 \
                          00000010 80000000 00000003 0000000B";

    /// The PDUs of a stream that arrives in these pieces.
    fn decode(pieces: &[&[u8]]) -> Vec<PduBuf> {
        let (mut codec, mut stream) = (Codec::new(70_000), BytesMut::new());
        let mut pdus = Vec::new();
        for piece in pieces {
            stream.extend_from_slice(piece);
            while let Some(pdu) = codec.decode(&mut stream).unwrap() {
                pdus.push(pdu);
            }
        }
        assert!(codec.decode_eof(&mut stream).unwrap().is_none());
        pdus
    }

    #[test]
    fn every_split_into_three_gives_the_same_pdus() {
        let octets = from_hex(STREAM);
        let whole = decode(&[&octets]);
        assert_eq!(whole.len(), 3);
        for first in 0..=octets.len() {
            for second in first..=octets.len() {
                assert_eq!(decode(&[&octets[..first], &octets[first..second], &octets[second..]]), whole);
            }
        }
        assert_eq!(decode(&octets.chunks(1).collect::<Vec<_>>()), whole);
    }

    #[test]
    fn what_is_encoded_either_way_is_what_was_decoded() {
        let octets = from_hex(STREAM);
        let (mut owned, mut fields) = (BytesMut::new(), BytesMut::new());
        for pdu in decode(&[&octets]) {
            let decoded = pdu.frame().decode(&Tolerance::STRICT, &mut ()).unwrap();
            Codec::new(0).encode(decoded, &mut fields).unwrap();
            Codec::new(0).encode(pdu, &mut owned).unwrap();
        }
        assert_eq!((&owned[..], &fields[..]), (&octets[..], &octets[..]));
    }

    #[test]
    fn a_length_out_of_range_ends_the_stream_and_allocates_nothing() {
        for length in [15, 70_001, u32::MAX] {
            let mut stream = BytesMut::from(&length.to_be_bytes()[..]);
            let error = Codec::new(70_000).decode(&mut stream).unwrap_err();
            assert!(matches!(error, CodecError::BadLength(bad) if bad.command_length == length));
            assert_eq!(error.to_string(), std::format!("command_length {length} is outside 16 to 70000"));
        }
        let mut stream = BytesMut::from(&70_000_u32.to_be_bytes()[..]);
        assert!(Codec::new(70_000).decode(&mut stream).unwrap().is_none());
        assert!(stream.capacity() < 2 * ROOM, "{}", stream.capacity());
    }

    #[test]
    fn an_end_within_a_pdu_is_told() {
        let octets = from_hex(STREAM);
        let mut stream = BytesMut::from(&octets[..15]);
        let error = Codec::new(70_000).decode_eof(&mut stream).unwrap_err();
        assert!(matches!(error, CodecError::Io(_)));
        // A malformed body costs one PDU and not the stream.
        let mut faulty = from_hex("00000012 00000004 00000000 00000002 0000");
        faulty.extend(&octets);
        let pdus = decode(&[&faulty]);
        assert_eq!(pdus.len(), 4);
        assert!(pdus[0].frame().decode(&Tolerance::STRICT, &mut ()).is_err());
    }
}
