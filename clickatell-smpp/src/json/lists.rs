//! Lists of a body from JSON: destinations, and those that failed.

use alloc::format;

use super::body::address;
use super::members::{MemberError, MemberFault, Members};
use crate::code::CommandStatus;
use crate::pdu::{Destination, DestinationBuf, UnsuccessSme, UnsuccessSmeBuf};

/// `dest_address` of `submit_multi`.
pub(super) fn destinations(body: &Members<'_>) -> Result<DestinationBuf, MemberError> {
    let name = "dest_address";
    let mut list = DestinationBuf::new();
    for (place, value) in body.list(name)?.iter().enumerate() {
        let entry = Members::of(format!("body.{name}[{place}]."), value)?;
        let (addr, dl_name) = (entry.text("destination_addr")?, entry.text("dl_name")?);
        let destination = match entry.number("dest_flag", u8::MAX)? {
            Some(1) if dl_name.get::<21>().is_empty() => {
                Destination::Address(address(&entry, ["dest_addr_ton", "dest_addr_npi"], addr.get())?)
            }
            Some(2) if addr.get::<21>().is_empty() => Destination::List(dl_name.get()),
            Some(_) => {
                let fault = "1 has a destination_addr, 2 has a dl_name, and there is no other";
                return Err(entry.error("dest_flag", MemberFault::Other(fault)));
            }
            None => return Err(entry.error("dest_flag", MemberFault::Missing)),
        };
        entry.finish()?;
        list.push(destination).map_err(|full| body.error(name, full))?;
    }
    if list.as_destinations().is_empty() {
        return Err(body.error(name, MemberFault::Other("a message goes to one destination at least")));
    }
    Ok(list)
}

/// `unsuccess_sme` of `submit_multi_resp`.
pub(super) fn unsuccess_smes(body: &Members<'_>) -> Result<UnsuccessSmeBuf, MemberError> {
    let name = "unsuccess_sme";
    let mut list = UnsuccessSmeBuf::new();
    for (place, value) in body.list(name)?.iter().enumerate() {
        let entry = Members::of(format!("body.{name}[{place}]."), value)?;
        let addr = entry.text("destination_addr")?;
        let status = entry.number("error_status_code", u32::MAX)?.unwrap_or_default();
        let destination = address(&entry, ["dest_addr_ton", "dest_addr_npi"], addr.get())?;
        entry.finish()?;
        let failed = UnsuccessSme { destination, error_status_code: CommandStatus::new(status) };
        list.push(failed).map_err(|full| body.error(name, full))?;
    }
    Ok(list)
}
