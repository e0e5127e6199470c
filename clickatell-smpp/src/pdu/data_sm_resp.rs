//! `data_sm_resp` (4.7.2).

use super::message_id_body::message_id_body;

message_id_body! {
    /// Answers `data_sm` (4.7.2). Its parameters may explain a failure: `delivery_failure_reason`,
    /// `network_error_code`, `additional_status_info_text`, `dpf_result`.
    DataSmResp, DATA_SM_RESP, message_id: /// The SMSC's name for the message; up to 64 characters (5.2.23).
}
