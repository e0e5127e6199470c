//! Every short prefix of a PDU: the framer asks for the rest, the decoder fails cleanly.

use clickatell_smpp::{Cut, Fault, Frame, Tolerance, cut};

use super::{MAX_LENGTH, equal_octets};
use crate::Verdict;

/// The framer asks for exactly what is missing, or has seen enough to refuse.
pub(super) fn framing(octets: &[u8], verdict: &mut Verdict) {
    verdict.check("framed at every cut", || {
        let whole = cut(octets, MAX_LENGTH).is_ok();
        for (length, _) in octets.iter().enumerate() {
            let missing = if length < 4 { 4_usize } else { octets.len() }.saturating_sub(length);
            match cut(octets.get(..length).unwrap_or_default(), MAX_LENGTH) {
                Ok(Cut::Incomplete { needed }) if needed == missing => {}
                Err(_) if !whole && length >= 4 => {}
                other => return Err(format!("{length} octets give {other:?}")),
            }
        }
        Ok(())
    });
}

/// A PDU that says that it ends at any octet is either faulty within itself, or is a PDU that encodes to the same octets.
pub(super) fn bodies(octets: &[u8], verdict: &mut Verdict) {
    verdict.check("decoded at every cut", || {
        let mut octets = octets.to_vec();
        for length in 16..octets.len() {
            let Some(prefix) = octets.get_mut(..length) else { continue };
            if let (Some(field), Ok(length)) = (prefix.first_chunk_mut::<4>(), u32::try_from(length)) {
                *field = length.to_be_bytes();
            }
            let frame = Frame::new(prefix).ok_or("a prefix with its own length is no frame")?;
            match frame.decode(&Tolerance::STRICT, &mut ()) {
                Ok(pdu) => {
                    let mut again = Vec::new();
                    pdu.encode(&mut again);
                    equal_octets(&again, prefix)?;
                }
                Err(fault) if usize::try_from(fault.at()).is_ok_and(|at| at <= length) => {}
                Err(fault) => return Err(format!("{length} octets: {fault}")),
            }
            let mut notes: Vec<Fault> = Vec::new();
            if let Ok(pdu) = frame.decode(&Tolerance::FIELD, &mut notes) {
                let mut again = Vec::new();
                pdu.encode(&mut again);
                if notes.is_empty() {
                    equal_octets(&again, prefix)?;
                }
            }
        }
        Ok(())
    });
}
