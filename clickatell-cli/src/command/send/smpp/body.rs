//! A text as `submit_sm` carries it: its alphabet, and one of three ways to say what does not fit.

use clickatell_core::text::Coding;
use clickatell_core::text::split::{Part, Splitter};
use clickatell_core::text::udh::Reference;
use clickatell_smpp::value::{DataCoding, EsmClass, EsmFeatures};
use clickatell_smpp::{Fault, TlvBuf};

use crate::client::smpp::ClientError;

/// The longest text of a `short_message`; a longer one goes into `message_payload` (SMPP API section 11).
const SHORT: usize = 254;

/// How a text goes out that takes more than one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Long {
    /// Whole: the gateway cuts it
    Payload,
    /// In parts, each with a user data header
    Udh,
    /// In parts, numbered by the sar parameters
    Sar,
}

/// The alphabet of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Alphabet {
    Gsm,
    Latin1,
    Ucs2,
}

/// A text, in one message or several.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) coding: DataCoding,
    /// At least one.
    pub(super) messages: Vec<Body>,
}

/// What one `submit_sm` says.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) esm_class: EsmClass,
    pub(super) short_message: Vec<u8>,
    pub(super) tlvs: TlvBuf,
}

impl Text {
    /// Without an alphabet: GSM 03.38, or UCS-2 for a text that does not fit into it. Two messages under way to one
    /// handset must differ in their reference.
    pub(super) fn new(
        text: &str,
        alphabet: Option<Alphabet>,
        long: Long,
        reference: u8,
    ) -> Result<Self, ClientError> {
        let coding = match alphabet {
            Some(Alphabet::Gsm) => Coding::Gsm7,
            Some(Alphabet::Latin1) => Coding::Latin1,
            Some(Alphabet::Ucs2) => Coding::Ucs2,
            None => Coding::for_text(text),
        };
        let unfit = |error: &dyn ToString| ClientError::Text(error.to_string());
        let mut octets = Vec::new();
        coding.encode(text, &mut octets).map_err(|error| unfit(&error))?;
        let messages = if long == Long::Payload {
            vec![Body::whole(octets).map_err(|fault| unfit(&fault))?]
        } else {
            let splitter = Splitter::new(coding, Reference::Eight(reference));
            let parts = splitter.split(&octets).map_err(|error| unfit(&error))?;
            if long == Long::Udh {
                parts.map(|part| Body::with_header(&part)).collect()
            } else {
                parts.map(|part| Body::with_sar(&part, reference)).collect()
            }
        };
        let coding = match coding {
            Coding::Latin1 => DataCoding::LATIN1,
            Coding::Ucs2 => DataCoding::UCS2,
            _ => DataCoding::DEFAULT,
        };
        Ok(Self { coding, messages })
    }
}

impl Body {
    fn whole(octets: Vec<u8>) -> Result<Self, Fault> {
        let mut body = Self::default();
        if octets.len() <= SHORT {
            body.short_message = octets;
        } else {
            body.tlvs.message_payload(&octets)?;
        }
        Ok(body)
    }

    fn with_header(part: &Part<'_, '_>) -> Self {
        let mut body = Self::default();
        part.encode(&mut body.short_message);
        if part.has_header() {
            body.esm_class = EsmClass::DEFAULT.with_features(EsmFeatures::UDHI);
        }
        body
    }

    fn with_sar(part: &Part<'_, '_>, reference: u8) -> Self {
        let mut body = Self { short_message: part.octets().to_vec(), ..Self::default() };
        if let Some(concat) = part.concat() {
            body.tlvs
                .sar_msg_ref_num(reference.into())
                .sar_total_segments(concat.total())
                .sar_segment_seqnum(concat.part());
        }
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG_TEXT: &str = "Ten octets";

    fn bodies(text: &str, alphabet: Option<Alphabet>, long: Long) -> Vec<Body> {
        Text::new(text, alphabet, long, 7).expect("it fits").messages
    }

    #[test]
    fn what_fits_goes_out_the_same_way_whatever_is_asked_for() {
        for long in [Long::Payload, Long::Udh, Long::Sar] {
            let [body] = &bodies("5€", None, long)[..] else { panic!("{long:?}: not one") };
            assert_eq!(body.short_message, b"5\x1be");
            assert_eq!((body.esm_class, body.tlvs.as_tlvs().iter().count()), (EsmClass::DEFAULT, 0));
        }
    }

    #[test]
    fn a_long_text_goes_out_the_way_that_is_asked_for() {
        let text = LONG_TEXT.repeat(40);
        let [whole] = &bodies(&text, None, Long::Payload)[..] else { panic!("not one") };
        assert!(whole.short_message.is_empty());
        assert_eq!(whole.tlvs.as_tlvs().message_payload(), Some(text.as_bytes()));

        let parts = bodies(&text, None, Long::Udh);
        let beginnings: Vec<_> =
            parts.iter().map(|part| (part.esm_class.get(), &part.short_message[..3])).collect();
        assert_eq!(beginnings, [(0x40, &[5, 0, 3][..]); 3]);
        let numbers: Vec<_> =
            parts.iter().map(|part| (part.short_message[4], part.short_message[5])).collect();
        assert_eq!(numbers, [(3, 1), (3, 2), (3, 3)]);
        let joined: Vec<u8> = parts.iter().flat_map(|part| part.short_message[6..].iter().copied()).collect();
        assert_eq!(joined, text.as_bytes());

        let parts = bodies(&text, None, Long::Sar);
        let numbers: Vec<_> = parts
            .iter()
            .map(|part| (part.tlvs.as_tlvs().sar_total_segments(), part.tlvs.as_tlvs().sar_segment_seqnum()))
            .collect();
        assert_eq!(numbers, [1, 2, 3].map(|part| (Some(Ok(3)), Some(Ok(part)))));
        let references: Vec<_> = parts.iter().map(|part| part.tlvs.as_tlvs().sar_msg_ref_num()).collect();
        assert!(references[0].is_some() && references.iter().all(|it| *it == references[0]));
        assert!(parts.iter().all(|part| part.esm_class == EsmClass::DEFAULT));
        assert_eq!(
            parts.into_iter().flat_map(|part| part.short_message).collect::<Vec<_>>(),
            text.as_bytes()
        );
    }

    #[test]
    fn alphabets() {
        let coding = |of, alphabet| Text::new(of, alphabet, Long::Udh, 7).map(|text| text.coding.get()).ok();
        assert_eq!((coding("5€", None), coding("Да", None)), (Some(0), Some(8)));
        assert_eq!(coding("Grüße", Some(Alphabet::Latin1)), Some(3));
        assert_eq!(coding("Hello", Some(Alphabet::Ucs2)), Some(8));
        assert_eq!((coding("5€", Some(Alphabet::Latin1)), coding("Да", Some(Alphabet::Gsm))), (None, None));
        // A full part has 134 octets of Latin-1 or 67 characters of UCS-2 behind its header of 6 octets.
        for (text, alphabet) in [("é".repeat(141), Some(Alphabet::Latin1)), ("Я".repeat(71), None)] {
            assert_eq!(bodies(&text, alphabet, Long::Udh)[0].short_message.len(), 140, "{text}");
        }
    }
}
