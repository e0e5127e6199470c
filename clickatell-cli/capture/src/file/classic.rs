//! pcap: a header, then records of one packet each.

use pcap_parser::nom::{Err, IResult, Needed, Offset as _};
use pcap_parser::pcap::{
    parse_pcap_frame, parse_pcap_frame_be, parse_pcap_frame_modified, parse_pcap_header,
};
use pcap_parser::{LegacyPcapBlock, PcapError, PcapHeader};

use super::{FileFault, LinkType, Step};
use crate::time::Timestamp;

/// What the header of the file says, once it is read.
#[derive(Debug, Default)]
pub(super) struct Classic {
    header: Option<PcapHeader>,
}

impl Classic {
    /// Reads the header or one record from the front of some octets.
    pub(super) fn step(&mut self, octets: &[u8], offset: u64) -> Result<Step, FileFault> {
        let Some(header) = &self.header else {
            return match parse_pcap_header(octets) {
                Ok((rest, header)) => {
                    let length = octets.offset(rest);
                    self.header = Some(header);
                    Ok(Step::Skip(u64::try_from(length).unwrap_or(u64::MAX)))
                }
                Err(Err::Incomplete(needed)) => Ok(Step::More(in_all(octets, needed))),
                Err(_) => Err(FileFault::Malformed { offset, what: "no header of a pcap file" }),
            };
        };
        let parsed: IResult<&[u8], LegacyPcapBlock<'_>, PcapError<&[u8]>> =
            match (header.is_modified_format(), header.is_bigendian()) {
                (true, _) => parse_pcap_frame_modified(octets),
                (false, true) => parse_pcap_frame_be(octets),
                (false, false) => parse_pcap_frame(octets),
            };
        match parsed {
            Ok((rest, record)) => {
                let whole = octets.offset(rest);
                let unit = if header.is_nanosecond_precision() { 1 } else { 1000 };
                let nanos = u64::from(record.ts_usec).saturating_mul(unit);
                Ok(Step::Packet {
                    at: Timestamp::from_parts(record.ts_sec.into(), nanos),
                    link: LinkType::of_field(header.network.0),
                    begin: whole.saturating_sub(record.data.len()),
                    length: record.data.len(),
                    whole,
                })
            }
            Err(Err::Incomplete(needed)) => Ok(Step::More(in_all(octets, needed))),
            Err(_) => Err(FileFault::Malformed { offset, what: "no record of a pcap file" }),
        }
    }
}

/// How many octets are needed altogether.
fn in_all(octets: &[u8], needed: Needed) -> usize {
    match needed {
        Needed::Size(more) => octets.len().saturating_add(more.get()),
        Needed::Unknown => octets.len().saturating_add(1),
    }
}
