//! `unbind` and `unbind_resp` (4.2).

use super::codec::header_only;

header_only! {
    /// Closes the session (4.2.1). Either end sends it.
    Unbind, UNBIND
}

header_only! {
    /// Answers `unbind` (4.2.2).
    UnbindResp, UNBIND_RESP
}
