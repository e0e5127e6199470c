//! `enquire_link` and `enquire_link_resp` (4.11).

use super::codec::header_only;

header_only! {
    /// Asks whether the peer is alive (4.11.1). Either end sends it.
    EnquireLink, ENQUIRE_LINK
}

header_only! {
    /// Answers `enquire_link` (4.11.2).
    EnquireLinkResp, ENQUIRE_LINK_RESP
}
