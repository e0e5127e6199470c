//! `clickatell decode smpp` over a capture.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufWriter, Write};

use clickatell_capture::{
    Beginning, CaptureFile, ConnectionId, End, Event, Limits, Reassembly, Side, Skipped, Timestamp, What,
    dissect,
};

use super::flow::{First, Flow, Happened, Moment, PORTS, Taken};
use super::{Args, Count, Place};
use crate::failure::{Done, Failure, remark, report};
use crate::input::{CHUNK, Found, Input};
use crate::json;

/// Whether this input is a capture, by its first octets.
pub(super) fn is_capture(input: &mut Input) -> Result<bool, Failure> {
    let first = input.peek(4)?;
    Ok(first.first_chunk().is_some_and(|first| CaptureFile::recognises(*first)))
}

/// What was seen, and what was left out.
#[derive(Debug, Default)]
struct Seen {
    count: Count,
    /// Octets of SMPP that the capture lacks.
    missing: u64,
    /// Connections that were read, those that carry something else, and those that carry TLS.
    taken: u64,
    others: u64,
    tls: u64,
    /// Packets without a segment that could be used.
    skipped: BTreeMap<Skipped, u64>,
}

/// The SMPP in a capture.
struct Reading<'a, W> {
    args: &'a Args,
    out: W,
    ports: Vec<u16>,
    flows: HashMap<ConnectionId, Flow>,
    seen: Seen,
}

impl Args {
    pub(super) fn run_capture(&self, input: Input) -> Result<Done, Failure> {
        if self.json {
            self.read_capture(input, BufWriter::new(std::io::stdout().lock()))
        } else {
            self.read_capture(input, BufWriter::new(anstream::stdout().lock()))
        }
    }

    fn read_capture(&self, input: Input, out: impl Write) -> Result<Done, Failure> {
        let ports: Vec<u16> = PORTS.iter().chain(&self.ports).copied().collect();
        let mut reading = Reading { args: self, out, ports, flows: HashMap::new(), seen: Seen::default() };
        let ended = reading.run(input);
        reading.out.flush()?;
        let Seen { count, missing, taken, .. } = &reading.seen;
        tracing::info!("{} PDUs, {} faulty, in {taken} connections", count.pdus, count.faulty);
        reading.seen.tell_left_out();
        let is_whole = ended?;
        if count.faulty > 0 {
            report(&format_args!("{} of {} PDUs could not be read", count.faulty, count.pdus));
        }
        if *missing > 0 {
            report(&format_args!("the capture lacks {missing} octets of SMPP"));
        }
        let well = is_whole && count.faulty == 0 && *missing == 0;
        Ok(if well { Done::Well } else { Done::WithFaults })
    }
}

impl Seen {
    /// Says what was not read.
    fn tell_left_out(&self) {
        let mut parts = Vec::new();
        for (count, what) in [(self.others, "that carry no SMPP"), (self.tls, "that carry TLS")] {
            if count > 0 {
                parts.push(format!("connections {what}: {count}"));
            }
        }
        parts.extend(self.skipped.iter().map(|(why, count)| format!("{why}: {count}")));
        if !parts.is_empty() {
            remark(&format_args!("left out: {}", parts.join("; ")));
        }
        if self.taken == 0 {
            remark(&"the capture holds no SMPP; --port names the port that it is spoken on");
        }
    }
}

impl<W: Write> Reading<'_, W> {
    /// Reads it to its end. False when the file itself is at fault.
    fn run(&mut self, mut input: Input) -> Result<bool, Failure> {
        let mut file = CaptureFile::new(Limits::default());
        let mut reassembly = Reassembly::new(Limits::default(), self.ports.clone());
        let mut chunk = vec![0; CHUNK];
        let fault = loop {
            let packet = match file.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => {
                    // What is known so far is out before the input lets us wait.
                    self.out.flush()?;
                    match input.read(&mut chunk)? {
                        0 => break file.finish().err(),
                        count => file.push(chunk.get(..count).unwrap_or_default()),
                    }
                    continue;
                }
                Err(fault) => break Some(fault),
            };
            match dissect(&packet) {
                Ok(segment) => {
                    reassembly.handle_segment(&segment);
                    self.drain(&mut reassembly)?;
                }
                Err(why) => {
                    let count = self.seen.skipped.entry(why).or_default();
                    *count = count.saturating_add(1);
                }
            }
        };
        reassembly.finish();
        self.drain(&mut reassembly)?;
        if let Some(fault) = fault {
            self.out.flush()?;
            report(&fault);
        }
        Ok(fault.is_none())
    }

    fn drain(&mut self, reassembly: &mut Reassembly) -> Result<(), Failure> {
        while let Some(event) = reassembly.poll_event() {
            let connection = event.connection;
            self.event(event)?;
            // Nobody wants to know about a connection that is not read.
            if !self.flows.contains_key(&connection) {
                reassembly.ignore(connection);
            }
        }
        Ok(())
    }

    fn event(&mut self, event: Event) -> Result<(), Failure> {
        let Event { connection, at, what } = event;
        if let What::Opened { client, server, beginning } = what {
            let flow = Flow::new(connection, (client, server), beginning, &self.ports, self.args.max_length);
            if flow.taken.is_some() {
                self.opened(&flow, at)?;
            }
            self.flows.insert(connection, flow);
            return Ok(());
        }
        let Some(mut flow) = self.flows.remove(&connection) else { return Ok(()) };
        let goes_on = match what {
            What::Octets { sender, octets, .. } => self.octets(&mut flow, at, sender, &octets)?,
            What::Ended(end) => {
                self.ended(&mut flow, at, end)?;
                false
            }
            // A connection of which nothing is known yet is not worth a search.
            _ if flow.taken.is_none() => {
                self.seen.others = self.seen.others.saturating_add(1);
                false
            }
            What::Missing { sender, offset, octets } => {
                self.missing(&mut flow, at, sender, (offset, octets))?;
                true
            }
            What::Differs { sender, offset, octets } => {
                let moment = Moment { offset: Some(offset), ..flow.moment(at, sender) };
                let message =
                    format!("{} came twice and differed; what came first is taken", count(widen(octets)));
                self.note(&moment, "differs", Some(widen(octets)), message)?;
                true
            }
            What::Late { sender, octets } => {
                let message = format!("{} came when they could not be used any more", count(widen(octets)));
                self.note(&flow.moment(at, sender), "late", Some(widen(octets)), message)?;
                true
            }
            _ => true,
        };
        if goes_on {
            self.flows.insert(connection, flow);
        }
        Ok(())
    }

    /// Takes octets. False when the connection turns out not to be SMPP.
    fn octets(
        &mut self,
        flow: &mut Flow,
        at: Timestamp,
        sender: Side,
        octets: &[u8],
    ) -> Result<bool, Failure> {
        let is_first = flow.stream(sender).is_untouched();
        flow.stream(sender).push(octets);
        if is_first || flow.taken.is_none() {
            match (flow.first(sender, self.args.max_length), flow.taken) {
                (First::Tls, taken) => {
                    self.seen.tls = self.seen.tls.saturating_add(1);
                    if taken.is_some() {
                        let message = "it carries TLS, which is not read".to_owned();
                        self.note(&flow.moment(at, sender), "tls", None, message)?;
                    }
                    return Ok(false);
                }
                (_, Some(_)) => {}
                (First::Header, None) => {
                    flow.taken = Some(Taken::Header);
                    self.opened(flow, at)?;
                    self.pdus(flow, at, sender.other())?;
                }
                (First::Few, None) => return Ok(true),
                (First::Other, None) => {
                    self.seen.others = self.seen.others.saturating_add(1);
                    return Ok(false);
                }
            }
        }
        self.pdus(flow, at, sender)?;
        Ok(true)
    }

    /// Prints what the octets of one direction hold.
    fn pdus(&mut self, flow: &mut Flow, at: Timestamp, sender: Side) -> Result<(), Failure> {
        let moment = flow.moment(at, sender);
        while let Some((offset, found)) = flow.stream(sender).next() {
            self.found(&moment, offset, &found)?;
        }
        Ok(())
    }

    fn missing(
        &mut self,
        flow: &mut Flow,
        at: Timestamp,
        sender: Side,
        (offset, octets): (u64, u64),
    ) -> Result<(), Failure> {
        self.seen.missing = self.seen.missing.saturating_add(octets);
        let moment = flow.moment(at, sender);
        if let Some((offset, found)) = flow.stream(sender).miss(octets) {
            self.found(&moment, offset, &found)?;
        }
        let message = format!("{} are missing from the capture", count(octets));
        self.note(&Moment { offset: Some(offset), ..moment }, "missing", Some(octets), message)
    }

    fn found(&mut self, moment: &Moment<'_>, offset: u64, found: &Found<'_>) -> Result<(), Failure> {
        let place = Place { stream: Some(moment), offset };
        let well = match found {
            Found::Pdu(frame) => self.args.pdu(&mut self.out, place, *frame)?,
            Found::Rest(trouble, octets) => {
                self.args.rest(&mut self.out, place, trouble, octets)?;
                false
            }
            Found::PassedOver(octets) => {
                let message = format!("{} belong to no PDU that can be read", count(*octets));
                let moment = Moment { offset: Some(offset), ..*moment };
                return self.note(&moment, "passed_over", Some(*octets), message);
            }
        };
        let Count { pdus, faulty } = &mut self.seen.count;
        *pdus = pdus.saturating_add(1);
        *faulty = faulty.saturating_add(u64::from(!well));
        Ok(())
    }

    fn opened(&mut self, flow: &Flow, at: Timestamp) -> Result<(), Failure> {
        self.seen.taken = self.seen.taken.saturating_add(1);
        let begins = match flow.beginning {
            Beginning::Captured => "it opens",
            Beginning::UnderWay => "it is under way when the capture begins",
        };
        let why = if flow.taken == Some(Taken::Port) { "port" } else { "first octets" };
        let message = format!("{begins}; taken for SMPP for its {why}");
        self.note(&flow.moment(at, Side::Client), "opened", None, message)
    }

    fn ended(&mut self, flow: &mut Flow, at: Timestamp, end: End) -> Result<(), Failure> {
        if flow.taken.is_none() {
            self.seen.others = self.seen.others.saturating_add(1);
            return Ok(());
        }
        for sender in [Side::Client, Side::Server] {
            let moment = flow.moment(at, sender);
            if let Some((offset, found)) = flow.stream(sender).finish() {
                self.found(&moment, offset, &found)?;
            }
        }
        let (sender, message) = match end {
            End::Closed => (Side::Client, "it is closed"),
            End::Reset(sender) => (sender, "it is broken off by this end"),
            End::Replaced => (Side::Client, "another connection between these ends begins"),
            End::Displaced => (Side::Client, "too many connections at once: it is followed no further"),
            _ => (Side::Client, "it is open when the capture ends"),
        };
        self.note(&flow.moment(at, sender), "ended", None, message.to_owned())
    }

    fn note(
        &mut self,
        moment: &Moment<'_>,
        event: &str,
        octets: Option<u64>,
        message: String,
    ) -> Result<(), Failure> {
        let what = Happened { event, octets, message };
        if self.args.json {
            json::write_line(&mut self.out, &Moment { stream: Some(&what), ..*moment })?;
        } else {
            moment.note(&mut self.out, &what)?;
        }
        Ok(())
    }
}

/// "1 octet", "2 octets".
fn count(octets: u64) -> String {
    if octets == 1 { "1 octet".to_owned() } else { format!("{octets} octets") }
}

fn widen(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
