//! Every optional parameter of SMPP 3.4, and those that 5.0 added.
//!
//! A row: constant, accessor, tag; the kind of its value; the lengths that a value may have; `in` the values of its
//! octets that mean something, and behind `=>` those of 5.0 where they differ; `of` the PDUs that have it in 3.4, and
//! behind `5.0` those that have it besides since then.

use super::rows::tlv_table;

tlv_table! {
    /// Which part of the destination is meant: 0 unknown, 1 display, 2 equipment, 3 smart card, 4 external unit.
    DEST_ADDR_SUBUNIT dest_addr_subunit = 0x0005, u8, 1, in [0..=4], of [submit data] 5.0 [deliver broadcast],
        "dest_addr_subunit", "which part of the destination is meant", "5.3.2.1";
    /// The network of the destination: 0 unknown, 1 GSM, 2 ANSI-136, 3 IS-95, 4 PDC, 5 PHS, 6 iDEN, 7 AMPS, 8
    /// paging.
    DEST_NETWORK_TYPE dest_network_type = 0x0006, u8, 1, in [0..=8], of [data] 5.0 [submit],
        "dest_network_type", "the network of the destination", "5.3.2.3";
    /// The bearer of the destination: 0 unknown, 1 SMS, 2 circuit data, 3 packet data, 4 USSD, 5 CDPD, 6 DataTAC, 7
    /// FLEX, 8 cell broadcast.
    DEST_BEARER_TYPE dest_bearer_type = 0x0007, u8, 1, in [0..=8], of [data] 5.0 [submit],
        "dest_bearer_type", "the bearer of the destination", "5.3.2.5";
    /// The telematics interworking at the destination, 0 to 65535.
    DEST_TELEMATICS_ID dest_telematics_id = 0x0008, u16, 2, in _, of [data] 5.0 [submit],
        "dest_telematics_id", "the telematics interworking at the destination", "5.3.2.7";
    /// Which part of the source is meant: as `dest_addr_subunit`, 0 to 4.
    SOURCE_ADDR_SUBUNIT source_addr_subunit = 0x000D, u8, 1, in [0..=4],
        of [submit data] 5.0 [deliver broadcast],
        "source_addr_subunit", "which part of the source is meant", "5.3.2.2";
    /// The network of the source: as `dest_network_type`, 0 to 8.
    SOURCE_NETWORK_TYPE source_network_type = 0x000E, u8, 1, in [0..=8], of [data] 5.0 [submit],
        "source_network_type", "the network of the source", "5.3.2.4";
    /// The bearer of the source: as `dest_bearer_type`, 0 to 8.
    SOURCE_BEARER_TYPE source_bearer_type = 0x000F, u8, 1, in [0..=8], of [data] 5.0 [submit],
        "source_bearer_type", "the bearer of the source", "5.3.2.6";
    /// The telematics interworking at the source, 0 to 255.
    SOURCE_TELEMATICS_ID source_telematics_id = 0x0010, u8, 1, in _, of [data] 5.0 [submit],
        "source_telematics_id", "the telematics interworking at the source", "5.3.2.8";
    /// Seconds for which the message is kept, 0 to 4294967295.
    QOS_TIME_TO_LIVE qos_time_to_live = 0x0017, u32, 4, in _, of [data] 5.0 [submit],
        "qos_time_to_live", "seconds for which the message is kept", "5.3.2.9";
    /// The protocol above the payload: 0 default, 1 WCMP.
    PAYLOAD_TYPE payload_type = 0x0019, u8, 1, in [0..=1], of [submit data deliver] 5.0 [broadcast],
        "payload_type", "the protocol above the payload: 0 default, 1 WCMP", "5.3.2.10";
    /// What a response adds to its status: text of up to 255 characters.
    ADDITIONAL_STATUS_INFO_TEXT additional_status_info_text = 0x001D, c_octets, 1..=256, in _,
        of [data_resp] 5.0 [submit_resp deliver_resp],
        "additional_status_info_text", "what a response adds to its status, as text", "5.3.2.11";
    /// The message that a receipt is about: up to 64 characters.
    RECEIPTED_MESSAGE_ID receipted_message_id = 0x001E, c_octets, 1..=65, in _, of [data deliver],
        "receipted_message_id", "the message that a receipt is about", "5.3.2.12";
    /// Which message-waiting indication the handset shows: bit 7 on or off, bits 1 and 0 voice mail, fax, mail,
    /// other.
    MS_MSG_WAIT_FACILITIES ms_msg_wait_facilities = 0x0030, u8, 1, in [0..=3 | 0x80..=0x83], of [submit data],
        "ms_msg_wait_facilities", "which message-waiting indication the handset shows", "5.3.2.13";
    /// Privacy of the message: 0 none, 1 restricted, 2 confidential, 3 secret.
    PRIVACY_INDICATOR privacy_indicator = 0x0201, u8, 1, in [0..=3], of [submit data deliver] 5.0 [broadcast],
        "privacy_indicator", "privacy of the message: 0 none to 3 secret", "5.3.2.14";
    /// The subaddress of the source: its kind (0x80 even NSAP, 0x88 odd NSAP, 0xA0 of the user) and up to 22
    /// octets.
    SOURCE_SUBADDRESS source_subaddress = 0x0202, octets, 2..=23, in [0x80 | 0x88 | 0xA0, ..],
        of [submit data deliver] 5.0 [broadcast],
        "source_subaddress", "the subaddress of the source", "5.3.2.15";
    /// The subaddress of the destination: as `source_subaddress`.
    DEST_SUBADDRESS dest_subaddress = 0x0203, octets, 2..=23, in [0x80 | 0x88 | 0xA0, ..],
        of [submit data deliver] 5.0 [broadcast],
        "dest_subaddress", "the subaddress of the destination", "5.3.2.16";
    /// The ESME's own reference, 0 to 65535.
    USER_MESSAGE_REFERENCE user_message_reference = 0x0204, u16, 2, in _,
        of [submit data deliver] 5.0 [broadcast query_broadcast query_broadcast_resp cancel_broadcast],
        "user_message_reference", "the ESME's own reference", "5.3.2.17";
    /// The user's response code, 0 to 255.
    USER_RESPONSE_CODE user_response_code = 0x0205, u8, 1, in _, of [submit data deliver],
        "user_response_code", "the user's response code", "5.3.2.18";
    /// The application port of the source, 0 to 65535.
    SOURCE_PORT source_port = 0x020A, u16, 2, in _, of [submit data deliver] 5.0 [broadcast],
        "source_port", "the application port of the source", "5.3.2.20";
    /// The application port of the destination, 0 to 65535.
    DESTINATION_PORT destination_port = 0x020B, u16, 2, in _, of [submit data deliver] 5.0 [broadcast],
        "destination_port", "the application port of the destination", "5.3.2.21";
    /// Which message a segment belongs to, 0 to 65535.
    SAR_MSG_REF_NUM sar_msg_ref_num = 0x020C, u16, 2, in _, of [submit data deliver],
        "sar_msg_ref_num", "which message a segment belongs to", "5.3.2.22";
    /// The language of the text: 0 unspecified, 1 English, 2 French, 3 Spanish, 4 German, 5 Portuguese, others by
    /// CMT-136.
    LANGUAGE_INDICATOR language_indicator = 0x020D, u8, 1, in _, of [submit data deliver] 5.0 [broadcast],
        "language_indicator", "the language of the text", "5.3.2.19";
    /// How many segments there are, 1 to 255.
    SAR_TOTAL_SEGMENTS sar_total_segments = 0x020E, u8, 1, in [1..=255], of [submit data deliver],
        "sar_total_segments", "how many segments there are, 1 to 255", "5.3.2.23";
    /// Which segment this is, 1 to 255.
    SAR_SEGMENT_SEQNUM sar_segment_seqnum = 0x020F, u8, 1, in [1..=255], of [submit data deliver],
        "sar_segment_seqnum", "which segment this is, 1 to 255", "5.3.2.24";
    /// The version of SMPP that the SMSC speaks: 0x00 to 0x33 for 3.3 and older, 0x34, 0x50.
    SC_INTERFACE_VERSION sc_interface_version = 0x0210, u8, 1, in [0..=0x34 | 0x50], of [bind_resp],
        "sc_interface_version", "the version of SMPP that the SMSC speaks", "5.3.2.25";
    /// Presentation of the callback number: bits 3 and 2 allowed, restricted, not available; bits 1 and 0 how it
    /// was screened.
    CALLBACK_NUM_PRES_IND callback_num_pres_ind = 0x0302, u8, 1, in [0..=0x0B],
        of [submit data] 5.0 [deliver broadcast],
        "callback_num_pres_ind", "presentation of the callback number", "5.3.2.37";
    /// A name for the callback number: a data coding, then up to 64 octets of text.
    CALLBACK_NUM_ATAG callback_num_atag = 0x0303, octets, 1..=65, in _,
        of [submit data] 5.0 [deliver broadcast],
        "callback_num_atag", "a name for the callback number", "5.3.2.38";
    /// How many messages wait, 0 to 99.
    NUMBER_OF_MESSAGES number_of_messages = 0x0304, u8, 1, in [0..=99], of [submit data],
        "number_of_messages", "how many messages wait, 0 to 99", "5.3.2.39";
    /// A number to call back: digit mode (0 TBCD, 1 ASCII), TON (0 to 6), NPI, then 1 to 16 octets of digits.
    CALLBACK_NUM callback_num = 0x0381, octets, 4..=19, in [0..=1, 0..=6, ..],
        of [submit data deliver] 5.0 [broadcast],
        "callback_num", "a number to call back", "5.3.2.36";
    /// Whether the delivery pending flag was set: 0 no, 1 yes.
    DPF_RESULT dpf_result = 0x0420, u8, 1, in [0..=1], of [data_resp] 5.0 [submit_resp],
        "dpf_result", "whether the delivery pending flag was set", "5.3.2.28";
    /// Whether to set the delivery pending flag: 0 no, 1 yes.
    SET_DPF set_dpf = 0x0421, u8, 1, in [0..=1], of [data] 5.0 [submit],
        "set_dpf", "whether to set the delivery pending flag", "5.3.2.29";
    /// Whether the handset can be reached: 0 available, 1 denied, 2 unavailable.
    MS_AVAILABILITY_STATUS ms_availability_status = 0x0422, u8, 1, in [0..=2], of [alert],
        "ms_availability_status", "whether the handset can be reached", "5.3.2.30";
    /// The network's error: its type (1 ANSI-136, 2 IS-95, 3 GSM; 5.0: up to 8) and two octets of code.
    NETWORK_ERROR_CODE network_error_code = 0x0423, octets, 3, in [1..=3, _, _] => [1..=8, _, _],
        of [data deliver data_resp] 5.0 [submit_resp deliver_resp],
        "network_error_code", "the network's error: its type and two octets of code", "5.3.2.31";
    /// The text, up to 65535 octets.
    MESSAGE_PAYLOAD message_payload = 0x0424, octets, _, in _,
        of [submit data deliver] 5.0 [replace broadcast],
        "message_payload", "the text, up to 65535 octets", "5.3.2.32";
    /// Why the delivery failed: 0 unavailable, 1 invalid address, 2 permanent and 3 temporary network error.
    DELIVERY_FAILURE_REASON delivery_failure_reason = 0x0425, u8, 1, in [0..=3],
        of [data_resp] 5.0 [submit_resp deliver_resp],
        "delivery_failure_reason", "why the delivery failed", "5.3.2.33";
    /// Whether more messages follow for this destination: 0 no, 1 yes.
    MORE_MESSAGES_TO_SEND more_messages_to_send = 0x0426, u8, 1, in [0..=1], of [submit data],
        "more_messages_to_send", "whether more messages follow for this destination", "5.3.2.34";
    /// The state of the message that a receipt is about, 1 to 8 (5.0: 0 to 9).
    MESSAGE_STATE message_state = 0x0427, u8, 1, in [1..=8] => [0..=9],
        of [data deliver] 5.0 [query_broadcast_resp],
        "message_state", "the state of the message that a receipt is about", "5.3.2.35";
    /// How busy the SMSC is, in per cent: 0 idle to 100 congested.
    CONGESTION_STATE congestion_state = 0x0428, u8, 1, in [0..=100], of [] 5.0 [response],
        "congestion_state", "how busy the SMSC is, 0 to 100", "5.0: 4.8.4.18";
    /// The USSD operation: 0 to 3 indications and requests, 16 to 19 responses and confirmations, 32 to 255 of the
    /// vendor.
    USSD_SERVICE_OP ussd_service_op = 0x0501, u8, 1, in [0..=3 | 16..=19 | 32..=255],
        of [submit] 5.0 [data deliver],
        "ussd_service_op", "the USSD operation", "5.3.2.44";
    /// The broadcast channel: 0 basic, 1 extended.
    BROADCAST_CHANNEL_INDICATOR broadcast_channel_indicator = 0x0600, u8, 1, in [0..=1],
        of [] 5.0 [broadcast],
        "broadcast_channel_indicator", "basic or extended broadcast channel", "5.0: 4.8.4";
    /// What is broadcast: the network (0 generic, 1 GSM, 2 TDMA, 3 CDMA) and two octets of type.
    BROADCAST_CONTENT_TYPE broadcast_content_type = 0x0601, octets, 3, in [0..=3, _, _],
        of [] 5.0 [broadcast cancel_broadcast],
        "broadcast_content_type", "what is broadcast: network and type", "5.0: 4.8.4";
    /// More about what is broadcast: 1 to 255 octets.
    BROADCAST_CONTENT_TYPE_INFO broadcast_content_type_info = 0x0602, octets, 1..=255, in _,
        of [] 5.0 [broadcast],
        "broadcast_content_type_info", "more about what is broadcast", "5.0: 4.8.4";
    /// The class of a broadcast message: 0 none, 1 to 3.
    BROADCAST_MESSAGE_CLASS broadcast_message_class = 0x0603, u8, 1, in [0..=3], of [] 5.0 [broadcast],
        "broadcast_message_class", "the class of a broadcast message", "5.0: 4.8.4";
    /// How often a broadcast is repeated, 0 to 65535.
    BROADCAST_REP_NUM broadcast_rep_num = 0x0604, u16, 2, in _, of [] 5.0 [broadcast],
        "broadcast_rep_num", "how often a broadcast is repeated", "5.0: 4.8.4";
    /// The time between two repetitions: its unit (0 as often as possible, 8 seconds, 9 minutes, 10 hours, 11 days,
    /// 12 weeks, 13 months, 14 years) and two octets of count.
    BROADCAST_FREQUENCY_INTERVAL broadcast_frequency_interval = 0x0605, octets, 3, in [0 | 8..=14, _, _],
        of [] 5.0 [broadcast],
        "broadcast_frequency_interval", "the time between two repetitions: unit and two octets of count", "5.0: 4.8.4";
    /// An area of a broadcast, or one that failed: its format (0 a name, 1 an ellipsoid arc, 2 a polygon) and up to
    /// 100 octets.
    BROADCAST_AREA_IDENTIFIER broadcast_area_identifier = 0x0606, octets, 1..=101, in [0..=2, ..],
        of [] 5.0 [broadcast broadcast_resp query_broadcast_resp],
        "broadcast_area_identifier", "an area of a broadcast, or one that failed", "5.0: 4.8.4";
    /// The status of a failed broadcast area: a `command_status`.
    BROADCAST_ERROR_STATUS broadcast_error_status = 0x0607, u32, 4, in _, of [] 5.0 [broadcast_resp],
        "broadcast_error_status", "the status of a failed broadcast area", "5.0: 4.8.4";
    /// How many per cent of an area were reached, 0 to 100; 255 where that is not known.
    BROADCAST_AREA_SUCCESS broadcast_area_success = 0x0608, u8, 1, in [0..=100 | 255],
        of [] 5.0 [query_broadcast_resp],
        "broadcast_area_success", "how many per cent of an area were reached", "5.0: 4.8.4";
    /// When a broadcast ended: a time of 16 characters.
    BROADCAST_END_TIME broadcast_end_time = 0x0609, time, 1..=17, in _, of [] 5.0 [query_broadcast_resp],
        "broadcast_end_time", "when a broadcast ended", "5.0: 4.8.4";
    /// The group that a broadcast is for: 1 to 255 octets.
    BROADCAST_SERVICE_GROUP broadcast_service_group = 0x060A, octets, 1..=255, in _, of [] 5.0 [broadcast],
        "broadcast_service_group", "the group that a broadcast is for", "5.0: 4.8.4";
    /// Billing information: 1 to 1024 octets.
    BILLING_IDENTIFICATION billing_identification = 0x060B, octets, 1..=1024, in _, of [] 5.0 [submit data],
        "billing_identification", "billing information", "5.0: 4.8.4";
    /// The network of the source: 6 to 64 characters.
    SOURCE_NETWORK_ID source_network_id = 0x060D, c_octets, 7..=65, in _, of [] 5.0 [submit data deliver],
        "source_network_id", "the network of the source", "5.0: 4.8.4";
    /// The network of the destination: 6 to 64 characters.
    DEST_NETWORK_ID dest_network_id = 0x060E, c_octets, 7..=65, in _, of [] 5.0 [submit data deliver],
        "dest_network_id", "the network of the destination", "5.0: 4.8.4";
    /// The node of the source: six decimal digits.
    SOURCE_NODE_ID source_node_id = 0x060F, digits, 6, in _, of [] 5.0 [submit data deliver],
        "source_node_id", "the node of the source, six digits", "5.0: 4.8.4";
    /// The node of the destination: six decimal digits.
    DEST_NODE_ID dest_node_id = 0x0610, digits, 6, in _, of [] 5.0 [submit data deliver],
        "dest_node_id", "the node of the destination, six digits", "5.0: 4.8.4";
    /// Number portability: 0 not asked, 1 not ported, 2 ported.
    DEST_ADDR_NP_RESOLUTION dest_addr_np_resolution = 0x0611, u8, 1, in [0..=2],
        of [] 5.0 [submit data deliver],
        "dest_addr_np_resolution", "whether number portability was resolved", "5.0: 4.8.4";
    /// Number portability of the destination: ten octets.
    DEST_ADDR_NP_INFORMATION dest_addr_np_information = 0x0612, octets, 10, in _,
        of [] 5.0 [submit data deliver],
        "dest_addr_np_information", "number portability of the destination", "5.0: 4.8.4";
    /// The country of a ported number: 1 to 5 octets.
    DEST_ADDR_NP_COUNTRY dest_addr_np_country = 0x0613, octets, 1..=5, in _, of [] 5.0 [submit data deliver],
        "dest_addr_np_country", "the country of a ported number", "5.0: 4.8.4";
    /// How the text is displayed: 0 for a moment, 1 as the handset does, 2 when the user asks.
    DISPLAY_TIME display_time = 0x1201, u8, 1, in [0..=2], of [submit data] 5.0 [broadcast],
        "display_time", "how the text is displayed", "5.3.2.26";
    /// The alert tone of the handset, 0 to 65535.
    SMS_SIGNAL sms_signal = 0x1203, u16, 2, in _, of [submit data] 5.0 [broadcast],
        "sms_signal", "the alert tone of the handset", "5.3.2.40";
    /// How long the handset keeps the text: 0 for ever, 1 until power is off, 2 in this area, 3 only on the
    /// display; 5.0: 4 with a unit (0 seconds to 6 years) and two octets of count.
    MS_VALIDITY ms_validity = 0x1204, octets, 1 | 4, in [0..=3] => [0..=3] | [4, 0..=6, _, _],
        of [submit data] 5.0 [broadcast],
        "ms_validity", "how long the handset keeps the text", "5.3.2.27";
    /// Asks the handset to alert the user: no octet; 5.0: 0 default, 1 low, 2 medium, 3 high.
    ALERT_ON_MESSAGE_DELIVERY alert_on_message_delivery = 0x130C, octets, 0 | 1, in [] => [] | [0..=3],
        of [submit data] 5.0 [broadcast],
        "alert_on_message_delivery", "asks the handset to alert the user", "5.3.2.41";
    /// What an interactive session expects as reply: 0 digit, 1 number, 2 telephone number, 3 password, 4 line, 5
    /// menu, 6 date, 7 time, 8 continue.
    ITS_REPLY_TYPE its_reply_type = 0x1380, u8, 1, in [0..=8], of [submit data] 5.0 [deliver],
        "its_reply_type", "what an interactive session expects as reply", "5.3.2.42";
    /// The state of an interactive session: its number, and in the second octet the sequence number and bit 0 for
    /// its end.
    ITS_SESSION_INFO its_session_info = 0x1383, octets, 2, in _, of [submit data deliver],
        "its_session_info", "the state of an interactive session", "5.3.2.43";
}
