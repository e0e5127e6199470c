//! `generic_nack` (4.3).

use super::codec::header_only;

header_only! {
    /// Refuses a PDU whose length or kind is unusable (4.3); its status says which.
    GenericNack, GENERIC_NACK
}
