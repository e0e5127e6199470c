//! Values as columns, and back.

use clickatell_core::id::ApiMessageId;
use clickatell_core::text::udh::{Concat, Reference};
use rusqlite::Row;
use rusqlite::types::Type;

use super::Source;

pub(in crate::store) fn message_id(row: &Row<'_>) -> rusqlite::Result<ApiMessageId> {
    let id: String = row.get("id")?;
    ApiMessageId::parse(&id)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

pub(super) fn source(row: &Row<'_>) -> rusqlite::Result<Source> {
    Ok(Source { ton: row.get("source_ton")?, npi: row.get("source_npi")?, addr: row.get("source")? })
}

/// A reference of eight bits is kept as it is, one of sixteen with 0x10000 added.
pub(super) fn concat_columns(concat: Option<Concat>) -> (Option<u32>, Option<u8>, Option<u8>) {
    let reference = concat.map(|concat| match concat.reference() {
        Reference::Eight(reference) => u32::from(reference),
        Reference::Sixteen(reference) => u32::from(reference) | WIDE,
    });
    (reference, concat.map(|concat| concat.total()), concat.map(|concat| concat.part()))
}

const WIDE: u32 = 0x1_0000;

pub(super) fn concat(row: &Row<'_>) -> rusqlite::Result<Option<Concat>> {
    let reference: Option<u32> = row.get("reference")?;
    let (total, part): (Option<u8>, Option<u8>) = (row.get("total")?, row.get("part")?);
    let Some(((reference, total), part)) = reference.zip(total).zip(part) else { return Ok(None) };
    let reference = match u8::try_from(reference) {
        Ok(reference) => Reference::Eight(reference),
        Err(_) => Reference::Sixteen(u16::try_from(reference & !WIDE).unwrap_or(u16::MAX)),
    };
    Ok(Concat::new(reference, total, part))
}
