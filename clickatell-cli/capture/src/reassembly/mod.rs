//! TCP connections out of captured segments.

mod direction;
mod event;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;

use crate::limits::Limits;
use crate::time::Timestamp;
use direction::{Direction, Held, Told};

pub use event::{Beginning, ConnectionId, End, Event, Segment, Side, What};

/// Puts the octets of TCP connections back in their order.
///
/// It is told of each segment in the order of the capture, and then polled for events until there are none. Octets are
/// delivered as soon as all before them are; of octets that came twice, the first count. What a gap lacks is waited for
/// until a cap of [`Limits`] is reached, the receiver has acknowledged it for long enough, or the connection ends.
#[derive(Debug)]
pub struct Reassembly {
    limits: Limits,
    /// Where servers listen.
    ports: Vec<u16>,
    connections: HashMap<Ends, Connection>,
    /// Who is displaced first.
    order: BTreeMap<(Rank, u64), Ends>,
    ends: HashMap<ConnectionId, Ends>,
    held: Held,
    events: VecDeque<Event>,
    /// How many connections there were.
    opened: u64,
    /// How many segments there were.
    tick: u64,
}

/// The two ends of a connection, in an order that does not depend on who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Ends(SocketAddr, SocketAddr);

impl Ends {
    fn of(segment: &Segment<'_>) -> Self {
        Self(segment.from.min(segment.to), segment.from.max(segment.to))
    }
}

/// What a connection is worth keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It has ended, or nobody wants to know about it.
    Spare,
    /// It has carried no octets.
    Empty,
    Live,
}

#[derive(Debug)]
struct Connection {
    id: ConnectionId,
    client_address: SocketAddr,
    client: Direction,
    server: Direction,
    rank: Rank,
    tick: u64,
    /// When its last segment was captured.
    last: Timestamp,
}

impl Segment<'_> {
    /// How many octets it carries, captured or not.
    const fn length(&self) -> usize {
        self.payload.len().saturating_add(self.missing)
    }

    /// The number of its first octet.
    fn first(&self) -> u32 {
        self.sequence.wrapping_add(u32::from(self.syn))
    }
}

impl Reassembly {
    /// A capture of which nothing is known yet. `ports` are where servers listen: they tell the ends of a connection
    /// apart whose beginning the capture lacks.
    #[must_use]
    pub fn new(limits: Limits, ports: Vec<u16>) -> Self {
        Self {
            limits,
            ports,
            connections: HashMap::new(),
            order: BTreeMap::new(),
            ends: HashMap::new(),
            held: Held::default(),
            events: VecDeque::new(),
            opened: 0,
            tick: 0,
        }
    }

    /// Takes the next segment of the capture.
    pub fn handle_segment(&mut self, segment: &Segment<'_>) {
        let ends = Ends::of(segment);
        if self.connections.get(&ends).is_some_and(|connection| connection.is_replaced_by(segment)) {
            self.remove(ends, End::Replaced);
        }
        if !self.connections.contains_key(&ends) {
            if !segment.syn && segment.length() == 0 {
                return; // The last words of something that is over.
            }
            self.open(ends, segment);
        }
        let Some(connection) = self.connections.get_mut(&ends) else { return };
        let before = (connection.rank, connection.tick);
        connection.take(segment, &mut self.events, &mut self.held, &self.limits);
        self.tick = self.tick.saturating_add(1);
        connection.tick = self.tick;
        self.order.remove(&before);
        self.order.insert((connection.rank, connection.tick), ends);
    }

    /// What happened next, until `None`.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Keeps nothing of this connection from now on, and tells nothing of it but its replacement by another.
    pub fn ignore(&mut self, connection: ConnectionId) {
        let ends = self.ends.get(&connection).copied();
        if let Some((ends, connection)) = ends.and_then(|ends| Some((ends, self.connections.get_mut(&ends)?)))
        {
            self.order.remove(&(connection.rank, connection.tick));
            connection.forget(&mut self.held);
            self.order.insert((connection.rank, connection.tick), ends);
        }
    }

    /// The capture ends: so does every connection, in the order in which they began.
    pub fn finish(&mut self) {
        let mut all: Vec<(ConnectionId, Ends)> = self.ends.iter().map(|(id, ends)| (*id, *ends)).collect();
        all.sort_unstable_by_key(|(id, _)| *id);
        for (_, ends) in all {
            self.remove(ends, End::CaptureEnded);
        }
    }

    /// How many octets are held behind gaps.
    #[must_use]
    pub const fn held(&self) -> usize {
        self.held.octets()
    }

    /// Makes a connection out of its first segment.
    fn open(&mut self, ends: Ends, segment: &Segment<'_>) {
        while self.connections.len() >= self.limits.connections.max(1) {
            let Some((_, oldest)) = self.order.first_key_value() else { break };
            self.remove(*oldest, End::Displaced);
        }
        let Segment { from, to, at, .. } = *segment;
        let (client, server) = if self.is_client(segment) { (from, to) } else { (to, from) };
        self.opened = self.opened.saturating_add(1);
        let id = ConnectionId(self.opened);
        let beginning = if segment.syn { Beginning::Captured } else { Beginning::UnderWay };
        self.events.push_back(Event { connection: id, at, what: What::Opened { client, server, beginning } });
        let connection = Connection {
            id,
            client_address: client,
            client: Direction::default(),
            server: Direction::default(),
            rank: Rank::Empty,
            tick: self.tick,
            last: at,
        };
        self.order.insert((connection.rank, connection.tick), ends);
        self.ends.insert(id, ends);
        self.connections.insert(ends, connection);
    }

    /// Whether the sender of a connection's first segment is the end that connected.
    fn is_client(&self, segment: &Segment<'_>) -> bool {
        if segment.syn {
            return segment.acknowledged.is_none();
        }
        let (from, to) = (segment.from.port(), segment.to.port());
        match (self.ports.contains(&from), self.ports.contains(&to)) {
            (true, false) => false,
            (false, true) => true,
            _ => from >= to,
        }
    }

    fn remove(&mut self, ends: Ends, end: End) {
        let Some(mut connection) = self.connections.remove(&ends) else { return };
        self.order.remove(&(connection.rank, connection.tick));
        self.ends.remove(&connection.id);
        let at = connection.last;
        connection.finish(end, at, &mut self.events, &mut self.held, &self.limits);
    }
}

impl Connection {
    /// Whether this segment begins another connection between the same ends.
    fn is_replaced_by(&self, segment: &Segment<'_>) -> bool {
        let direction = if self.side(segment) == Side::Client { &self.client } else { &self.server };
        let is_first_word = segment.acknowledged.is_none() && self.rank != Rank::Empty;
        segment.syn && direction.is_other(segment.sequence) && (direction.is_known() || is_first_word)
    }

    fn side(&self, segment: &Segment<'_>) -> Side {
        if segment.from == self.client_address { Side::Client } else { Side::Server }
    }

    fn take(
        &mut self,
        segment: &Segment<'_>,
        events: &mut VecDeque<Event>,
        held: &mut Held,
        limits: &Limits,
    ) {
        let sender = self.side(segment);
        let (connection, at) = (self.id, segment.at);
        self.last = at;
        let (own, other) = match sender {
            Side::Client => (&mut self.client, &mut self.server),
            Side::Server => (&mut self.server, &mut self.client),
        };
        let mut told = Told { events, held, limits, connection, sender, at };
        if self.rank == Rank::Spare {
            if !own.is_ignored() && segment.length() > 0 {
                own.take_after_end(segment, &mut told);
            }
            return;
        }
        if segment.syn {
            own.begin(segment.sequence);
            if let Some(number) = segment.acknowledged {
                other.begin_at(number);
            }
        }
        if segment.rst {
            // One of other numbers is late, or somebody else's: the ends go on, and so do we.
            if own.may_end_at(segment.sequence) {
                self.finish(End::Reset(sender), at, events, held, limits);
            }
            return;
        }
        if segment.length() > 0 || segment.fin {
            self.rank = Rank::Live;
            own.take(segment, &mut told);
        }
        if let Some(number) = segment.acknowledged {
            told.sender = sender.other();
            other.acknowledge(number, &mut told);
        }
        if own.is_finished() && other.is_finished() {
            self.finish(End::Closed, at, events, held, limits);
        }
    }

    /// Tells of the end, once.
    fn finish(
        &mut self,
        end: End,
        at: Timestamp,
        events: &mut VecDeque<Event>,
        held: &mut Held,
        limits: &Limits,
    ) {
        if self.rank == Rank::Spare {
            return;
        }
        self.rank = Rank::Spare;
        let connection = self.id;
        // Both ends may have closed it, with a gap before that which was waited for until now.
        let is_closed = self.client.has_end() && self.server.has_end();
        let end = if is_closed && !matches!(end, End::Reset(_)) { End::Closed } else { end };
        for (sender, direction) in [(Side::Client, &mut self.client), (Side::Server, &mut self.server)] {
            direction.finish(&mut Told { events, held, limits, connection, sender, at });
        }
        events.push_back(Event { connection, at, what: What::Ended(end) });
    }

    fn forget(&mut self, held: &mut Held) {
        self.rank = Rank::Spare;
        self.client.forget(held);
        self.server.forget(held);
    }
}
