//! The tables.

use crate::rounds::Row;

/// A row of the other profile, as its process printed it.
#[derive(Clone, Debug)]
pub(crate) struct Other {
    key: [String; 3],
    nanoseconds: String,
    ratio: String,
}

/// A row as the process of the other profile prints it.
pub(crate) fn line(row: &Row) -> String {
    let Row { operation, sample, name, nanoseconds, ratio, .. } = row;
    format!("{operation}\t{sample}\t{name}\t{nanoseconds:.1}\t{ratio:.2}")
}

/// Such rows, read back.
pub(crate) fn parse(lines: &str) -> Vec<Other> {
    lines
        .lines()
        .filter_map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            Some(Other {
                key: [cells.next()?, cells.next()?, cells.next()?],
                nanoseconds: cells.next()?,
                ratio: cells.next()?,
            })
        })
        .collect()
}

/// One operation on one sample.
pub(crate) fn print_table(rows: &[Row], other: &[Other]) {
    let Some(first) = rows.first() else { return };
    println!("\n{} {}", first.operation, first.sample);
    println!(
        "  {:<12} {:>9} {:>7}   {:>13} {:>7}   {:>9} {:>9}",
        "", "ns", "ratio", "ns (default)", "ratio", "allocs", "octets"
    );
    for row in rows {
        let key = [row.operation, row.sample, row.name];
        let (nanoseconds, ratio) = other
            .iter()
            .find(|other| other.key.each_ref().map(String::as_str) == key)
            .map_or(("-", "-"), |other| (&other.nanoseconds, &other.ratio));
        println!(
            "  {:<12} {:>9.1} {:>7.2}   {:>13} {:>7}   {:>9.1} {:>9.0}",
            row.name, row.nanoseconds, row.ratio, nanoseconds, ratio, row.allocations, row.allocated
        );
    }
}
