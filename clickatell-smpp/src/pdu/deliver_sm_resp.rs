//! `deliver_sm_resp` (4.6.2).

use super::message_id_body::message_id_body;

message_id_body! {
    /// Answers `deliver_sm` (4.6.2). Its `message_id` is unused: one NUL, whatever the status.
    DeliverSmResp, DELIVER_SM_RESP, message_id: /// Unused and empty; what peers put here is kept, up to 64 characters (5.2.23).
}
