//! `broadcast_sm_resp` (5.0: 4.4).

use super::message_id_body::message_id_body;

message_id_body! {
    /// Answers `broadcast_sm` (5.0: 4.4). Since 5.0. Its parameters name the areas that failed, each behind a
    /// `broadcast_error_status`.
    BroadcastSmResp, BROADCAST_SM_RESP, message_id: /// The SMSC's name for the broadcast; up to 64 characters (5.2.23).
}
