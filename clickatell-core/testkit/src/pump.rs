//! Drains a machine as its contract asks.

use clickatell_core::machine::Machine;

/// What one drain brought.
#[derive(Debug)]
pub struct Drained<E, O> {
    /// The events, in order.
    pub events: Vec<E>,
    /// The outputs, each with its octets.
    pub outputs: Vec<(O, Vec<u8>)>,
}

/// Polls events until `None`, then outputs until `None`.
///
/// # Panics
/// When a drain does not end: a machine that produces without input is broken.
pub fn drain<M: Machine>(machine: &mut M) -> Drained<M::Event, M::Output> {
    const MANY: usize = 1_000_000;
    let mut events = Vec::new();
    while let Some(event) = machine.poll_event() {
        events.push(event);
        assert!(events.len() < MANY, "events never end");
    }
    let mut outputs = Vec::new();
    let mut octets = Vec::new();
    while let Some(output) = machine.poll_output(&mut octets) {
        outputs.push((output, std::mem::take(&mut octets)));
        assert!(outputs.len() < MANY, "outputs never end");
    }
    Drained { events, outputs }
}
