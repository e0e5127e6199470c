//! `query_broadcast_sm_resp` (5.0: 4.6).

use super::message_id_body::message_id_body;

message_id_body! {
    /// Answers `query_broadcast_sm` (5.0: 4.6). Since 5.0. Its parameters say the rest: `message_state`, then each
    /// `broadcast_area_identifier` with its `broadcast_area_success`.
    QueryBroadcastSmResp, QUERY_BROADCAST_SM_RESP,
    message_id: /// The broadcast that was asked about; up to 64 characters (5.2.23).
}
