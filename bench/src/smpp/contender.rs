//! What a codec has to offer to take part.

use crate::{case::Standing, smpp::reading::Sink};

/// Decodes a PDU and shows every field and TLV to a sink.
///
/// The caller has framed the octets and knows the command, so each contender
/// starts at the entry point that suits it best, and reads what it decoded in
/// place: moving a large PDU out of its `Result` is seen in the times. `None` is
/// a refusal.
pub(crate) trait Decoder {
    /// The name in the tables and on the command line.
    const NAME: &'static str;
    /// Who it is.
    const STANDING: Standing;

    /// Reads a whole `submit_sm`.
    fn submit_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()>;

    /// Reads a whole `deliver_sm`.
    fn deliver_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()>;
}

/// Encodes a PDU held in the contender's own type.
pub(crate) trait Encoder {
    /// The name in the tables and on the command line.
    const NAME: &'static str;
    /// Who it is.
    const STANDING: Standing;

    /// The contender's own PDU.
    type Pdu;
    /// What one encoding takes: a reference, or a copy where encoding eats it.
    type Ready<'a>;

    /// The PDU that these octets are. Not timed.
    fn prepare(octets: &'static [u8]) -> Self::Pdu;

    /// What one encoding takes. Not timed.
    fn ready(pdu: &Self::Pdu) -> Self::Ready<'_>;

    /// Writes the PDU to the front of `out`, in whichever way suits the
    /// contender best, and says how many octets it is. `out` is the same buffer
    /// each time, with what was left in it.
    fn encode(ready: Self::Ready<'_>, out: &mut Vec<u8>) -> usize;
}
