//! Every optional parameter of SMPP 3.4, and those that 5.0 added.

use super::rows::tlv_table;

tlv_table! {
    /// Which part of the destination is meant.
    DEST_ADDR_SUBUNIT dest_addr_subunit = 0x0005, u8, 1, "dest_addr_subunit", "which part of the destination is meant", "5.3.2.1";
    /// The network of the destination.
    DEST_NETWORK_TYPE dest_network_type = 0x0006, u8, 1, "dest_network_type", "the network of the destination", "5.3.2.3";
    /// The bearer of the destination.
    DEST_BEARER_TYPE dest_bearer_type = 0x0007, u8, 1, "dest_bearer_type", "the bearer of the destination", "5.3.2.5";
    /// The telematics interworking at the destination.
    DEST_TELEMATICS_ID dest_telematics_id = 0x0008, u16, 2, "dest_telematics_id", "the telematics interworking at the destination", "5.3.2.7";
    /// Which part of the source is meant.
    SOURCE_ADDR_SUBUNIT source_addr_subunit = 0x000D, u8, 1, "source_addr_subunit", "which part of the source is meant", "5.3.2.2";
    /// The network of the source.
    SOURCE_NETWORK_TYPE source_network_type = 0x000E, u8, 1, "source_network_type", "the network of the source", "5.3.2.4";
    /// The bearer of the source.
    SOURCE_BEARER_TYPE source_bearer_type = 0x000F, u8, 1, "source_bearer_type", "the bearer of the source", "5.3.2.6";
    /// The telematics interworking at the source.
    SOURCE_TELEMATICS_ID source_telematics_id = 0x0010, u8, 1, "source_telematics_id", "the telematics interworking at the source", "5.3.2.8";
    /// Seconds for which the message is kept.
    QOS_TIME_TO_LIVE qos_time_to_live = 0x0017, u32, 4, "qos_time_to_live", "seconds for which the message is kept", "5.3.2.9";
    /// The protocol above the payload: 0 default, 1 WCMP.
    PAYLOAD_TYPE payload_type = 0x0019, u8, 1, "payload_type", "the protocol above the payload: 0 default, 1 WCMP", "5.3.2.10";
    /// What a response adds to its status, as text.
    ADDITIONAL_STATUS_INFO_TEXT additional_status_info_text = 0x001D, c_octets, 1..=256, "additional_status_info_text", "what a response adds to its status, as text", "5.3.2.11";
    /// The message that a receipt is about.
    RECEIPTED_MESSAGE_ID receipted_message_id = 0x001E, c_octets, 1..=65, "receipted_message_id", "the message that a receipt is about", "5.3.2.12";
    /// Which message-waiting indication the handset shows.
    MS_MSG_WAIT_FACILITIES ms_msg_wait_facilities = 0x0030, u8, 1, "ms_msg_wait_facilities", "which message-waiting indication the handset shows", "5.3.2.13";
    /// Privacy of the message: 0 none to 3 secret.
    PRIVACY_INDICATOR privacy_indicator = 0x0201, u8, 1, "privacy_indicator", "privacy of the message: 0 none to 3 secret", "5.3.2.14";
    /// The subaddress of the source.
    SOURCE_SUBADDRESS source_subaddress = 0x0202, octets, 2..=23, "source_subaddress", "the subaddress of the source", "5.3.2.15";
    /// The subaddress of the destination.
    DEST_SUBADDRESS dest_subaddress = 0x0203, octets, 2..=23, "dest_subaddress", "the subaddress of the destination", "5.3.2.16";
    /// The ESME's own reference.
    USER_MESSAGE_REFERENCE user_message_reference = 0x0204, u16, 2, "user_message_reference", "the ESME's own reference", "5.3.2.17";
    /// The user's response code.
    USER_RESPONSE_CODE user_response_code = 0x0205, u8, 1, "user_response_code", "the user's response code", "5.3.2.18";
    /// The application port of the source.
    SOURCE_PORT source_port = 0x020A, u16, 2, "source_port", "the application port of the source", "5.3.2.20";
    /// The application port of the destination.
    DESTINATION_PORT destination_port = 0x020B, u16, 2, "destination_port", "the application port of the destination", "5.3.2.21";
    /// Which message a segment belongs to.
    SAR_MSG_REF_NUM sar_msg_ref_num = 0x020C, u16, 2, "sar_msg_ref_num", "which message a segment belongs to", "5.3.2.22";
    /// The language of the text.
    LANGUAGE_INDICATOR language_indicator = 0x020D, u8, 1, "language_indicator", "the language of the text", "5.3.2.19";
    /// How many segments there are, 1 to 255.
    SAR_TOTAL_SEGMENTS sar_total_segments = 0x020E, u8, 1, "sar_total_segments", "how many segments there are, 1 to 255", "5.3.2.23";
    /// Which segment this is, 1 to 255.
    SAR_SEGMENT_SEQNUM sar_segment_seqnum = 0x020F, u8, 1, "sar_segment_seqnum", "which segment this is, 1 to 255", "5.3.2.24";
    /// The version of SMPP that the SMSC speaks.
    SC_INTERFACE_VERSION sc_interface_version = 0x0210, u8, 1, "sc_interface_version", "the version of SMPP that the SMSC speaks", "5.3.2.25";
    /// Presentation of the callback number.
    CALLBACK_NUM_PRES_IND callback_num_pres_ind = 0x0302, u8, 1, "callback_num_pres_ind", "presentation of the callback number", "5.3.2.37";
    /// A name for the callback number.
    CALLBACK_NUM_ATAG callback_num_atag = 0x0303, octets, 1..=65, "callback_num_atag", "a name for the callback number", "5.3.2.38";
    /// How many messages wait, 0 to 99.
    NUMBER_OF_MESSAGES number_of_messages = 0x0304, u8, 1, "number_of_messages", "how many messages wait, 0 to 99", "5.3.2.39";
    /// A number to call back.
    CALLBACK_NUM callback_num = 0x0381, octets, 4..=19, "callback_num", "a number to call back", "5.3.2.36";
    /// Whether the delivery pending flag was set.
    DPF_RESULT dpf_result = 0x0420, u8, 1, "dpf_result", "whether the delivery pending flag was set", "5.3.2.28";
    /// Whether to set the delivery pending flag.
    SET_DPF set_dpf = 0x0421, u8, 1, "set_dpf", "whether to set the delivery pending flag", "5.3.2.29";
    /// Whether the handset can be reached.
    MS_AVAILABILITY_STATUS ms_availability_status = 0x0422, u8, 1, "ms_availability_status", "whether the handset can be reached", "5.3.2.30";
    /// The network's error: its type and two octets of code.
    NETWORK_ERROR_CODE network_error_code = 0x0423, octets, 3, "network_error_code", "the network's error: its type and two octets of code", "5.3.2.31";
    /// The text, up to 65535 octets.
    MESSAGE_PAYLOAD message_payload = 0x0424, octets, _, "message_payload", "the text, up to 65535 octets", "5.3.2.32";
    /// Why the delivery failed.
    DELIVERY_FAILURE_REASON delivery_failure_reason = 0x0425, u8, 1, "delivery_failure_reason", "why the delivery failed", "5.3.2.33";
    /// Whether more messages follow for this destination.
    MORE_MESSAGES_TO_SEND more_messages_to_send = 0x0426, u8, 1, "more_messages_to_send", "whether more messages follow for this destination", "5.3.2.34";
    /// The state of the message that a receipt is about.
    MESSAGE_STATE message_state = 0x0427, u8, 1, "message_state", "the state of the message that a receipt is about", "5.3.2.35";
    /// How busy the SMSC is, 0 to 100.
    CONGESTION_STATE congestion_state = 0x0428, u8, 1, "congestion_state", "how busy the SMSC is, 0 to 100", "5.0: 4.8.4.18";
    /// The USSD operation.
    USSD_SERVICE_OP ussd_service_op = 0x0501, u8, 1, "ussd_service_op", "the USSD operation", "5.3.2.44";
    /// Basic or extended broadcast channel.
    BROADCAST_CHANNEL_INDICATOR broadcast_channel_indicator = 0x0600, u8, 1, "broadcast_channel_indicator", "basic or extended broadcast channel", "5.0: 4.8.4";
    /// What is broadcast: network and type.
    BROADCAST_CONTENT_TYPE broadcast_content_type = 0x0601, octets, 3, "broadcast_content_type", "what is broadcast: network and type", "5.0: 4.8.4";
    /// More about what is broadcast.
    BROADCAST_CONTENT_TYPE_INFO broadcast_content_type_info = 0x0602, octets, 1..=255, "broadcast_content_type_info", "more about what is broadcast", "5.0: 4.8.4";
    /// The class of a broadcast message.
    BROADCAST_MESSAGE_CLASS broadcast_message_class = 0x0603, u8, 1, "broadcast_message_class", "the class of a broadcast message", "5.0: 4.8.4";
    /// How often a broadcast is repeated.
    BROADCAST_REP_NUM broadcast_rep_num = 0x0604, u16, 2, "broadcast_rep_num", "how often a broadcast is repeated", "5.0: 4.8.4";
    /// The time between two repetitions: unit and two octets of count.
    BROADCAST_FREQUENCY_INTERVAL broadcast_frequency_interval = 0x0605, octets, 3, "broadcast_frequency_interval", "the time between two repetitions: unit and two octets of count", "5.0: 4.8.4";
    /// An area of a broadcast, or one that failed.
    BROADCAST_AREA_IDENTIFIER broadcast_area_identifier = 0x0606, octets, 1..=101, "broadcast_area_identifier", "an area of a broadcast, or one that failed", "5.0: 4.8.4";
    /// The status of a failed broadcast area.
    BROADCAST_ERROR_STATUS broadcast_error_status = 0x0607, u32, 4, "broadcast_error_status", "the status of a failed broadcast area", "5.0: 4.8.4";
    /// How many per cent of an area were reached.
    BROADCAST_AREA_SUCCESS broadcast_area_success = 0x0608, u8, 1, "broadcast_area_success", "how many per cent of an area were reached", "5.0: 4.8.4";
    /// When a broadcast ended.
    BROADCAST_END_TIME broadcast_end_time = 0x0609, c_octets, 1..=17, "broadcast_end_time", "when a broadcast ended", "5.0: 4.8.4";
    /// The group that a broadcast is for.
    BROADCAST_SERVICE_GROUP broadcast_service_group = 0x060A, octets, 1..=255, "broadcast_service_group", "the group that a broadcast is for", "5.0: 4.8.4";
    /// Billing information.
    BILLING_IDENTIFICATION billing_identification = 0x060B, octets, 1..=1024, "billing_identification", "billing information", "5.0: 4.8.4";
    /// The network of the source.
    SOURCE_NETWORK_ID source_network_id = 0x060D, c_octets, 7..=65, "source_network_id", "the network of the source", "5.0: 4.8.4";
    /// The network of the destination.
    DEST_NETWORK_ID dest_network_id = 0x060E, c_octets, 7..=65, "dest_network_id", "the network of the destination", "5.0: 4.8.4";
    /// The node of the source, six digits.
    SOURCE_NODE_ID source_node_id = 0x060F, octets, 6, "source_node_id", "the node of the source, six digits", "5.0: 4.8.4";
    /// The node of the destination, six digits.
    DEST_NODE_ID dest_node_id = 0x0610, octets, 6, "dest_node_id", "the node of the destination, six digits", "5.0: 4.8.4";
    /// Whether number portability was resolved.
    DEST_ADDR_NP_RESOLUTION dest_addr_np_resolution = 0x0611, u8, 1, "dest_addr_np_resolution", "whether number portability was resolved", "5.0: 4.8.4";
    /// Number portability of the destination.
    DEST_ADDR_NP_INFORMATION dest_addr_np_information = 0x0612, octets, 10, "dest_addr_np_information", "number portability of the destination", "5.0: 4.8.4";
    /// The country of a ported number.
    DEST_ADDR_NP_COUNTRY dest_addr_np_country = 0x0613, octets, 1..=5, "dest_addr_np_country", "the country of a ported number", "5.0: 4.8.4";
    /// How the text is displayed.
    DISPLAY_TIME display_time = 0x1201, u8, 1, "display_time", "how the text is displayed", "5.3.2.26";
    /// The alert tone of the handset.
    SMS_SIGNAL sms_signal = 0x1203, u16, 2, "sms_signal", "the alert tone of the handset", "5.3.2.40";
    /// How long the handset keeps the text.
    MS_VALIDITY ms_validity = 0x1204, octets, 1 | 4, "ms_validity", "how long the handset keeps the text", "5.3.2.27";
    /// Asks the handset to alert the user.
    ALERT_ON_MESSAGE_DELIVERY alert_on_message_delivery = 0x130C, octets, 0 | 1, "alert_on_message_delivery", "asks the handset to alert the user", "5.3.2.41";
    /// What an interactive session expects as reply.
    ITS_REPLY_TYPE its_reply_type = 0x1380, u8, 1, "its_reply_type", "what an interactive session expects as reply", "5.3.2.42";
    /// The state of an interactive session.
    ITS_SESSION_INFO its_session_info = 0x1383, octets, 2, "its_session_info", "the state of an interactive session", "5.3.2.43";
}
