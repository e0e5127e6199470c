//! A PDU of which only the beginning can be read.

use clickatell_smpp::{PduBuf, Tolerance};

/// More zeros than all mandatory fields of a PDU together can lack.
const ZEROS: usize = 300;

/// What these octets would be with as few zeros behind them as make a PDU that can be read, and the tolerance that
/// reads it. Its fields are right as far as the octets go.
pub(super) fn completed(octets: &[u8]) -> Option<(PduBuf, Tolerance)> {
    [Tolerance::STRICT, Tolerance::FIELD].into_iter().find_map(|tolerance| {
        let mut whole = octets.to_vec();
        for _ in 0..=ZEROS {
            let length = u32::try_from(whole.len()).ok()?;
            whole.first_chunk_mut::<4>()?.copy_from_slice(&length.to_be_bytes());
            if let Some(pdu) =
                PduBuf::new(&whole).filter(|pdu| pdu.frame().decode(&tolerance, &mut ()).is_ok())
            {
                return Some((pdu, tolerance));
            }
            whole.push(0);
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_smpp::pdu::{PduBody as _, SubmitSm};
    use clickatell_smpp::value::Address;
    use clickatell_smpp::{COctets, SequenceNumber, ShortMessage};

    #[test]
    fn every_beginning_with_a_header_is_completed() {
        let to = Address::international(COctets::try_from("27999112345").unwrap());
        let mut pdu = SubmitSm::new(to, ShortMessage::new(b"Hello").unwrap());
        pdu.service_type = COctets::try_from("CMT").unwrap();
        let mut octets = Vec::new();
        pdu.encode(SequenceNumber::FIRST, &mut octets);
        for length in 16..=octets.len() {
            let (pdu, tolerance) = completed(&octets[..length]).unwrap();
            assert_eq!(pdu.frame().octets()[4..length], octets[4..length]);
            let decoded: SubmitSm<'_> = pdu.frame().decode_as(&tolerance, &mut ()).unwrap();
            assert!(b"CMT".starts_with(decoded.service_type.as_bytes()), "{length}");
        }
        assert!(completed(&[]).is_none() && completed(&octets[..3]).is_none());
    }
}
