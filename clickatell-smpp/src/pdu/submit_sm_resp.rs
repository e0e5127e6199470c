//! `submit_sm_resp` (4.4.2).

use super::message_id_body::message_id_body;

message_id_body! {
    /// Answers `submit_sm` (4.4.2).
    SubmitSmResp, SUBMIT_SM_RESP, message_id: /// The SMSC's name for the message; up to 64 characters (5.2.23).
}
