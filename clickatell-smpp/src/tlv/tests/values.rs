//! Each row of the table: values that mean something, values that mean nothing, a length that it cannot have.

use std::vec::Vec;

use clickatell_testkit::from_hex;

use crate::code::CommandStatus;
use crate::grammar::{Field, Rule};
use crate::tlv::{Tag, Tlv, TlvBuf};
use crate::value::InterfaceVersion as Version;

/// What 3.4 says of one parameter, in hexadecimal; of 5.0's additions, what 5.0 says.
struct Row {
    tag: Tag,
    good: &'static [&'static str],
    out_of_range: &'static [&'static str],
    wrong_length: Option<&'static str>,
}

const fn row(
    tag: Tag,
    good: &'static [&'static str],
    out_of_range: &'static [&'static str],
    wrong_length: Option<&'static str>,
) -> Row {
    Row { tag, good, out_of_range, wrong_length }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row(Tag::DEST_ADDR_SUBUNIT, &["00", "04"], &["05", "FF"], Some("0000")),
    row(Tag::DEST_NETWORK_TYPE, &["00", "08"], &["09", "FF"], Some("0000")),
    row(Tag::DEST_BEARER_TYPE, &["00", "08"], &["09", "FF"], Some("0000")),
    row(Tag::DEST_TELEMATICS_ID, &["0000", "FFFF"], &[], Some("00")),
    row(Tag::SOURCE_ADDR_SUBUNIT, &["00", "04"], &["05", "FF"], Some("")),
    row(Tag::SOURCE_NETWORK_TYPE, &["00", "08"], &["09", "FF"], Some("")),
    row(Tag::SOURCE_BEARER_TYPE, &["00", "08"], &["09", "FF"], Some("")),
    row(Tag::SOURCE_TELEMATICS_ID, &["00", "FF"], &[], Some("0000")),
    row(Tag::QOS_TIME_TO_LIVE, &["00000000", "FFFFFFFF"], &[], Some("000000")),
    row(Tag::PAYLOAD_TYPE, &["00", "01"], &["02", "FF"], Some("0000")),
    row(Tag::ADDITIONAL_STATUS_INFO_TEXT, &["00", "616273656E7400"], &["616273656E74", "61006200", "E900"], Some("")),
    row(Tag::RECEIPTED_MESSAGE_ID, &["00", "3039396162636400"], &["30393961", "30003900", "E900"], Some("")),
    row(Tag::MS_MSG_WAIT_FACILITIES, &["00", "03", "80", "83"], &["04", "7F", "84", "FF"], Some("")),
    row(Tag::PRIVACY_INDICATOR, &["00", "03"], &["04", "FF"], Some("")),
    row(Tag::SOURCE_SUBADDRESS, &["8000", "88FF", "A0414243"], &["0000", "8100", "FF00"], Some("80")),
    row(Tag::DEST_SUBADDRESS, &["8000", "88FF", "A0414243"], &["0000", "8100", "FF00"], Some("80")),
    row(Tag::USER_MESSAGE_REFERENCE, &["0000", "FFFF"], &[], Some("00")),
    row(Tag::USER_RESPONSE_CODE, &["00", "FF"], &[], Some("0000")),
    row(Tag::SOURCE_PORT, &["0000", "FFFF"], &[], Some("00")),
    row(Tag::DESTINATION_PORT, &["0000", "FFFF"], &[], Some("000000")),
    row(Tag::SAR_MSG_REF_NUM, &["0000", "FFFF"], &[], Some("00")),
    row(Tag::LANGUAGE_INDICATOR, &["00", "05", "FF"], &[], Some("0000")),
    row(Tag::SAR_TOTAL_SEGMENTS, &["01", "FF"], &["00"], Some("")),
    row(Tag::SAR_SEGMENT_SEQNUM, &["01", "FF"], &["00"], Some("")),
    row(Tag::SC_INTERFACE_VERSION, &["00", "33", "34", "50"], &["35", "4F", "51", "FF"], Some("")),
    row(Tag::CALLBACK_NUM_PRES_IND, &["00", "0B"], &["0C", "FF"], Some("")),
    row(Tag::CALLBACK_NUM_ATAG, &["00", "0141", "FF41"], &[], Some("")),
    row(Tag::NUMBER_OF_MESSAGES, &["00", "63"], &["64", "FF"], Some("")),
    row(Tag::CALLBACK_NUM, &["00010112", "01060132"], &["02010132", "00070132", "FFFFFFFF"], Some("000101")),
    row(Tag::DPF_RESULT, &["00", "01"], &["02", "FF"], Some("")),
    row(Tag::SET_DPF, &["00", "01"], &["02", "FF"], Some("")),
    row(Tag::MS_AVAILABILITY_STATUS, &["00", "02"], &["03", "FF"], Some("")),
    row(Tag::NETWORK_ERROR_CODE, &["010000", "03FFFF"], &["000000", "040000", "080000", "090000"], Some("0300")),
    row(Tag::MESSAGE_PAYLOAD, &["", "00", "FF"], &[], None),
    row(Tag::DELIVERY_FAILURE_REASON, &["00", "03"], &["04", "FF"], Some("")),
    row(Tag::MORE_MESSAGES_TO_SEND, &["00", "01"], &["02", "FF"], Some("")),
    row(Tag::MESSAGE_STATE, &["01", "08"], &["00", "09", "0A", "FF"], Some("")),
    row(Tag::CONGESTION_STATE, &["00", "64"], &["65", "FF"], Some("")),
    row(Tag::USSD_SERVICE_OP, &["00", "03", "10", "13", "20", "FF"], &["04", "0F", "14", "1F"], Some("")),
    row(Tag::BROADCAST_CHANNEL_INDICATOR, &["00", "01"], &["02", "FF"], Some("")),
    row(Tag::BROADCAST_CONTENT_TYPE, &["000000", "03FFFF"], &["040000", "FF0000"], Some("0000")),
    row(Tag::BROADCAST_CONTENT_TYPE_INFO, &["00", "FFFF"], &[], Some("")),
    row(Tag::BROADCAST_MESSAGE_CLASS, &["00", "03"], &["04", "FF"], Some("")),
    row(Tag::BROADCAST_REP_NUM, &["0000", "FFFF"], &[], Some("00")),
    row(Tag::BROADCAST_FREQUENCY_INTERVAL, &["000000", "08FFFF", "0E0001"], &["010000", "070000", "0F0000"], Some("0800")),
    row(Tag::BROADCAST_AREA_IDENTIFIER, &["00", "0041", "02FF"], &["03", "FF41"], Some("")),
    row(Tag::BROADCAST_ERROR_STATUS, &["00000000", "FFFFFFFF"], &[], Some("000000")),
    row(Tag::BROADCAST_AREA_SUCCESS, &["00", "64", "FF"], &["65", "FE"], Some("")),
    row(Tag::BROADCAST_END_TIME, &["00", "3131303432303130333130303030382B00"], &["3131303432303130333130303030382B", "32363133303130303030303030302B00", "746F6D6F72726F7700"], Some("")),
    row(Tag::BROADCAST_SERVICE_GROUP, &["00", "FFFF"], &[], Some("")),
    row(Tag::BILLING_IDENTIFICATION, &["00", "FFFF"], &[], Some("")),
    row(Tag::SOURCE_NETWORK_ID, &["31323334353600"], &["31323334353637", "31003334353600"], Some("313233343500")),
    row(Tag::DEST_NETWORK_ID, &["31323334353600"], &["31323334353637", "31003334353600"], Some("313233343500")),
    row(Tag::SOURCE_NODE_ID, &["303132333435", "393939393939"], &["30313233343A", "2F3132333435", "000000000000"], Some("3031323334")),
    row(Tag::DEST_NODE_ID, &["303132333435", "393939393939"], &["30313233343A", "2F3132333435", "000000000000"], Some("30313233343536")),
    row(Tag::DEST_ADDR_NP_RESOLUTION, &["00", "02"], &["03", "FF"], Some("")),
    row(Tag::DEST_ADDR_NP_INFORMATION, &["00000000000000000000"], &[], Some("000000000000000000")),
    row(Tag::DEST_ADDR_NP_COUNTRY, &["00", "FFFFFFFFFF"], &[], Some("")),
    row(Tag::DISPLAY_TIME, &["00", "02"], &["03", "FF"], Some("")),
    row(Tag::SMS_SIGNAL, &["0000", "FFFF"], &[], Some("00")),
    row(Tag::MS_VALIDITY, &["00", "03"], &["04", "FF", "04000001", "00000000"], Some("0000")),
    row(Tag::ALERT_ON_MESSAGE_DELIVERY, &[""], &["00", "03", "FF"], Some("0000")),
    row(Tag::ITS_REPLY_TYPE, &["00", "08"], &["09", "FF"], Some("")),
    row(Tag::ITS_SESSION_INFO, &["0000", "FFFF"], &[], Some("00")),
];

/// What 5.0 gives a meaning to and 3.4 does not, and what neither does.
#[rustfmt::skip]
const SINCE_5_0: &[(Tag, &[&str], &[&str])] = &[
    (Tag::NETWORK_ERROR_CODE, &["040000", "080000"], &["000000", "090000"]),
    (Tag::MESSAGE_STATE, &["00", "09"], &["0A", "FF"]),
    (Tag::MS_VALIDITY, &["04000001", "0406FFFF"], &["04", "00000000", "04070001"]),
    (Tag::ALERT_ON_MESSAGE_DELIVERY, &["00", "03"], &["04", "FF"]),
];

/// Two vendor's parameters, then this one, as they are checked in this version.
fn check(tag: Tag, value: &str, version: Version) -> Result<(), (Rule, Field, u32, CommandStatus)> {
    let value = from_hex(value);
    let mut buf = TlvBuf::new();
    buf.push(Tlv::new(Tag::new(0x1400), b"AB").unwrap()).push(Tlv::new(Tag::new(0x1401), &[]).unwrap());
    buf.push(Tlv::new(tag, &value).unwrap());
    let tlvs = buf.as_tlvs();
    let checked = tlvs.check_lengths().and_then(|()| tlvs.check_values(version));
    checked.map_err(|fault| (fault.rule(), fault.field(), fault.at(), fault.answer()))
}

fn out_of_range(tag: Tag) -> Result<(), (Rule, Field, u32, CommandStatus)> {
    Err((Rule::TlvValue, Field::Tlv(tag), 10, CommandStatus::ESME_RINVOPTPARAMVAL))
}

#[test]
fn every_row_has_good_values_and_knows_bad_ones() {
    let tags: Vec<Tag> = ROWS.iter().map(|row| row.tag).collect();
    assert_eq!(tags, Tag::ALL.iter().map(|row| row.value).collect::<Vec<_>>());
    for Row { tag, good, out_of_range: bad, wrong_length } in ROWS {
        let version = tag.since();
        for value in *good {
            assert_eq!(check(*tag, value, version), Ok(()), "{tag} {value}");
            assert_eq!(check(*tag, value, Version::V5_0), Ok(()), "{tag} {value}");
        }
        for value in *bad {
            assert_eq!(check(*tag, value, version), out_of_range(*tag), "{tag} {value}");
        }
        if let Some(value) = wrong_length {
            let wrong = (Rule::TlvLength, Field::Tlv(*tag), 10, CommandStatus::ESME_RINVPARLEN);
            assert_eq!(check(*tag, value, version), Err(wrong), "{tag} {value}");
        }
    }
}

#[test]
fn some_values_came_with_5_0() {
    for (tag, good, bad) in SINCE_5_0 {
        for value in *good {
            assert_eq!(check(*tag, value, Version::V3_4), out_of_range(*tag), "{tag} {value}");
            assert_eq!(check(*tag, value, Version::V5_0), Ok(()), "{tag} {value}");
        }
        for value in *bad {
            assert_eq!(check(*tag, value, Version::V5_0), out_of_range(*tag), "{tag} {value}");
        }
    }
}

/// Of parameters of one octet, every octet: it survives, and it is in the range or out of it as a look at the range says.
#[test]
fn all_256_values_of_every_single_octet() {
    for Row { tag, good, out_of_range: bad, .. } in ROWS {
        let is_octet = tag.allows_length(1) && !tag.allows_length(0) && !tag.allows_length(2);
        if !is_octet {
            continue;
        }
        for octet in 0..=u8::MAX {
            let mut buf = TlvBuf::new();
            buf.push(Tlv::new(*tag, &[octet]).unwrap());
            assert_eq!(buf.as_tlvs().find(*tag).unwrap().value(), [octet]);
            let listed = std::format!("{octet:02X}");
            let allowed = tag.allows_value(&[octet], tag.since());
            assert!(!good.contains(&listed.as_str()) || allowed, "{tag} {octet:#04x}");
            assert!(!bad.contains(&listed.as_str()) || !allowed, "{tag} {octet:#04x}");
        }
        // The listed values are the ends of the ranges: between two neighbours of one kind nothing changes.
        let octets = |list: &[&str]| -> Vec<u8> { list.iter().map(|hex| from_hex(hex)[0]).collect() };
        let mut edges: Vec<(u8, bool)> = octets(good).into_iter().map(|octet| (octet, true)).collect();
        edges.extend(octets(bad).into_iter().map(|octet| (octet, false)));
        edges.sort_unstable();
        for pair in edges.windows(2) {
            if let [(from, true), (to, true)] | [(from, false), (to, false)] = pair {
                let expected = pair[0].1;
                for octet in *from..=*to {
                    assert_eq!(tag.allows_value(&[octet], tag.since()), expected, "{tag} {octet:#04x}");
                }
            }
        }
    }
}

#[test]
fn an_unlisted_parameter_may_be_anything() {
    for tag in [0x0000, 0x1400, 0x3FFF, 0xFFFF] {
        assert_eq!(check(Tag::new(tag), "DEADBEEF", Version::V3_4), Ok(()));
    }
}
