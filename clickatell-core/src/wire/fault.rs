//! What was wrong, in which field, at which octet, and what claimed the length.

use alloc::vec::Vec;
use core::fmt;

/// The vocabulary of one wire grammar: its rules, its fields, and how the protocol itself answers a fault.
///
/// A grammar is a marker type; a crate names it once and gives its users an alias such as
/// `type Fault = wire::Fault<Smpp>`.
pub trait Grammar: 'static {
    /// A rule of the grammar. `Display` gives the sentence, without a full stop.
    type Rule: Copy + Eq + fmt::Debug + fmt::Display + Send + Sync;
    /// A field of the grammar. `Display` gives the name that the document uses.
    type Field: Copy + Eq + fmt::Debug + fmt::Display + Send + Sync;
    /// What the protocol says to a peer that broke a rule.
    type Answer;

    /// The protocol's own answer to a fault.
    fn answer(fault: &Fault<Self>) -> Self::Answer
    where
        Self: Sized;
}

/// One rule broken at one place.
///
/// The same value is an error where the rule holds, and a note where a tolerance bends it. It is `Copy`, borrows
/// nothing, and prints as one line:
/// `source_addr at octet 19: not terminated by NUL`.
pub struct Fault<G: Grammar> {
    rule: G::Rule,
    field: G::Field,
    at: u32,
    claim: Option<Claim<G>>,
}

/// A length that a field claimed, and what was there.
pub struct Claim<G: Grammar> {
    /// The field that claimed the length.
    pub by: G::Field,
    /// How many octets it claimed.
    pub octets: u32,
    /// How many were left.
    pub left: u32,
}

impl<G: Grammar> Fault<G> {
    /// A fault of `rule` in `field`, which begins at octet `at` of its unit (a PDU, a header, a message).
    ///
    /// Offsets beyond `u32::MAX` are held at that value.
    #[must_use]
    pub fn new(rule: G::Rule, field: G::Field, at: usize) -> Self {
        Self { rule, field, at: saturate(at), claim: None }
    }

    /// The same fault, with the field that claimed `octets` octets where only `left` were left.
    #[must_use]
    pub fn with_claim(self, by: G::Field, octets: usize, left: usize) -> Self {
        Self { claim: Some(Claim { by, octets: saturate(octets), left: saturate(left) }), ..self }
    }

    /// The rule that is broken.
    #[must_use]
    pub fn rule(&self) -> G::Rule {
        self.rule
    }

    /// The field in which it is broken.
    #[must_use]
    pub fn field(&self) -> G::Field {
        self.field
    }

    /// The octet at which that field begins, counted from the first octet of the unit.
    #[must_use]
    pub fn at(&self) -> u32 {
        self.at
    }

    /// The length that was claimed, where a length is the fault.
    #[must_use]
    pub fn claim(&self) -> Option<Claim<G>> {
        self.claim
    }

    /// What the protocol says to the peer that sent this.
    #[must_use]
    pub fn answer(&self) -> G::Answer {
        G::answer(self)
    }
}

impl<G: Grammar> Copy for Fault<G> {}
impl<G: Grammar> Clone for Fault<G> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<G: Grammar> Eq for Fault<G> {}
impl<G: Grammar> PartialEq for Fault<G> {
    fn eq(&self, other: &Self) -> bool {
        self.rule == other.rule
            && self.field == other.field
            && self.at == other.at
            && self.claim == other.claim
    }
}

impl<G: Grammar> fmt::Debug for Fault<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fault")
            .field("rule", &self.rule)
            .field("field", &self.field)
            .field("at", &self.at)
            .field("claim", &self.claim)
            .finish()
    }
}

impl<G: Grammar> fmt::Display for Fault<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at octet {}: {}", self.field, self.at, self.rule)?;
        match self.claim {
            Some(claim) => write!(f, " ({claim})"),
            None => Ok(()),
        }
    }
}

impl<G: Grammar> core::error::Error for Fault<G> {}

impl<G: Grammar> Copy for Claim<G> {}
impl<G: Grammar> Clone for Claim<G> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<G: Grammar> Eq for Claim<G> {}
impl<G: Grammar> PartialEq for Claim<G> {
    fn eq(&self, other: &Self) -> bool {
        self.by == other.by && self.octets == other.octets && self.left == other.left
    }
}

impl<G: Grammar> fmt::Debug for Claim<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim")
            .field("by", &self.by)
            .field("octets", &self.octets)
            .field("left", &self.left)
            .finish()
    }
}

impl<G: Grammar> fmt::Display for Claim<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} claims {} octets, {} are left", self.by, self.octets, self.left)
    }
}

/// Where a decoder puts the faults that a tolerance let pass.
///
/// `()` drops them, `Vec<Fault<G>>` keeps them, and any `FnMut(Fault<G>)` does as it likes.
pub trait Notes<G: Grammar> {
    /// One rule was bent.
    fn note(&mut self, fault: Fault<G>);
}

impl<G: Grammar> Notes<G> for () {
    #[inline]
    fn note(&mut self, _: Fault<G>) {}
}

impl<G: Grammar> Notes<G> for Vec<Fault<G>> {
    fn note(&mut self, fault: Fault<G>) {
        self.push(fault);
    }
}

impl<G: Grammar, F: FnMut(Fault<G>)> Notes<G> for F {
    fn note(&mut self, fault: Fault<G>) {
        self(fault);
    }
}

fn saturate(octets: usize) -> u32 {
    u32::try_from(octets).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    struct Toy;

    impl Grammar for Toy {
        type Rule = &'static str;
        type Field = &'static str;
        type Answer = u32;

        fn answer(fault: &Fault<Self>) -> u32 {
            if fault.field() == "password" { 14 } else { 8 }
        }
    }

    #[test]
    fn a_fault_prints_field_place_rule_and_claim() {
        let fault = Fault::<Toy>::new("cut short", "short_message", 60).with_claim("sm_length", 200, 61);
        assert_eq!(
            fault.to_string(),
            "short_message at octet 60: cut short (sm_length claims 200 octets, 61 are left)"
        );
        assert_eq!(Fault::<Toy>::new("over-long", "password", 16).answer(), 14);
    }

    #[test]
    fn offsets_saturate() {
        assert_eq!(Fault::<Toy>::new("r", "f", usize::MAX).at(), u32::MAX);
    }

    #[test]
    fn every_sink_gets_the_note() {
        let fault = Fault::<Toy>::new("r", "f", 1);
        let mut kept = Vec::new();
        kept.note(fault);
        let mut seen = 0;
        let mut count = |_: Fault<Toy>| seen += 1;
        count.note(fault);
        ().note(fault);
        assert_eq!((kept.as_slice(), seen), ([fault].as_slice(), 1));
    }
}
