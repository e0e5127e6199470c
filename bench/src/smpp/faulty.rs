//! The samples made faulty, one rule at a time.
//!
//! A decoder that skips its checks is quick. Ours has to refuse every one of
//! these under the strict rules; for the others the number is only shown.

use crate::smpp::samples::{Kind, Sample};

/// A PDU with one fault; its command_length is right.
#[derive(Debug)]
pub(crate) struct Faulty {
    /// What is wrong.
    pub fault: String,
    /// The whole PDU.
    pub octets: Vec<u8>,
}

/// Every fault that this sample can be given.
pub(crate) fn of(sample: &Sample) -> Vec<Faulty> {
    let layout = Layout::of(sample);
    let mut all: Vec<Faulty> = (16..sample.octets.len())
        .filter(|end| !layout.ends.contains(end))
        .map(|end| faulty(format!("ends after {end} octets"), sample.octets[..end].to_vec()))
        .collect();

    let mut octets = sample.octets.to_vec();
    octets.splice(layout.source_addr..layout.source_addr, *b"0000000000000000");
    all.push(faulty("source_addr of 28 digits".into(), octets));

    let mut octets = sample.octets.to_vec();
    octets[layout.source_addr] = 0xE9;
    all.push(faulty("source_addr with an octet above 0x7F".into(), octets));

    let after_sm_length = sample.octets.len() - layout.sm_length - 1;
    if after_sm_length < 255 {
        let mut octets = sample.octets.to_vec();
        octets[layout.sm_length] = 255;
        all.push(faulty("sm_length beyond the end".into(), octets));
    }

    if let Some(&last) = layout.tlvs.last() {
        let mut octets = sample.octets.to_vec();
        octets[last + 2] = 0x7F;
        all.push(faulty("TLV length beyond the end".into(), octets));
    }

    let one_octet_tlv: &[u8] = match sample.kind {
        Kind::SubmitSm => &[0x02, 0x0E, 0x00, 0x01],
        Kind::DeliverSm => &[0x04, 0x27, 0x00, 0x01],
    };
    if let Some(&at) = layout.tlvs.iter().find(|&&at| sample.octets[at..].starts_with(one_octet_tlv)) {
        let mut octets = sample.octets.to_vec();
        octets[at + 3] = 2;
        octets.insert(at + 4, 0);
        all.push(faulty("TLV of one octet with two".into(), octets));
    }
    all
}

fn faulty(fault: String, mut octets: Vec<u8>) -> Faulty {
    let length = u32::try_from(octets.len()).expect("a PDU is short");
    octets[..4].copy_from_slice(&length.to_be_bytes());
    Faulty { fault, octets }
}

/// Where things stand in a sample.
struct Layout {
    source_addr: usize,
    sm_length: usize,
    /// Where each TLV begins.
    tlvs: Vec<usize>,
    /// Where the PDU could end without a fault.
    ends: Vec<usize>,
}

impl Layout {
    fn of(sample: &Sample) -> Self {
        let octets = sample.octets;
        let after_nul = |from: usize| {
            let text = octets[from..].iter().position(|&octet| octet == 0);
            from + text.expect("a sample has its NULs") + 1
        };
        let source_addr = after_nul(16) + 2;
        let destination_addr = after_nul(source_addr) + 2;
        let schedule_delivery_time = after_nul(destination_addr) + 3;
        let sm_length = after_nul(after_nul(schedule_delivery_time)) + 4;
        let mut end = sm_length + 1 + usize::from(octets[sm_length]);
        let mut tlvs = Vec::new();
        let mut ends = vec![end];
        while end < octets.len() {
            tlvs.push(end);
            end += 4 + usize::from(u16::from_be_bytes([octets[end + 2], octets[end + 3]]));
            ends.push(end);
        }
        Self { source_addr, sm_length, tlvs, ends }
    }
}
