//! The XML reader and writer from outside: against another reader, under a counting allocator, over the fuzz corpus.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "test code"
)]

mod caps;
mod corpus;
mod generate;
mod memory;
mod oracle;

use clickatell_testkit::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;
