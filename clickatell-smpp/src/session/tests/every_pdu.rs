//! Every request that has a response, from its sender's command to its sender's event, both ways where it goes both.

use std::vec::Vec;

use super::super::*;
use super::pair::*;
use crate::code::{CommandId, CommandStatus};
use crate::octets::{COctets, ShortMessage};
use crate::pdu::{
    AlertNotification, BindKind, BroadcastSm, BroadcastSmResp, CancelBroadcastSm, CancelBroadcastSmResp,
    CancelSm, CancelSmResp, DataSm, DataSmResp, DeliverSmResp, Destination, DestinationBuf, QueryBroadcastSm,
    QueryBroadcastSmResp, QuerySm, QuerySmResp, ReplaceSm, ReplaceSmResp, SubmitMulti, SubmitMultiResp,
    SubmitSmResp,
};
use crate::tlv::{Tag, Tlv, TlvBuf};
use crate::value::{Address, MessageState};

/// One end asks and the other answers; both are told exactly that, and nothing is acknowledged before the answer.
fn exchange<'a, R: SessionRequest<'a>>(asks: &mut End, serves: &mut End, request: &R, reply: Reply<'_>) {
    let id = request.command_id();
    let handle = asks.session.request(at(1), request).unwrap();
    let left = asks.session.window_left();
    let sent = pass(asks, serves);
    let mut expected = Vec::new();
    request.encode(SequenceNumber::new(u32::from_be_bytes(sent[12..16].try_into().unwrap())), &mut expected);
    assert_eq!(sent, expected, "{id}");
    assert!(serves.drain().is_empty(), "{id} is acknowledged unasked");
    let [SessionEvent::Request { duty, pdu }] = &mut *serves.take_events().into_boxed_slice() else {
        panic!("{id}: {:?}", serves.events)
    };
    assert_eq!(pdu.frame().octets(), sent);
    let duty = core::mem::replace(duty, Duty::new(0));
    serves.session.answer(at(2), duty, reply).unwrap();
    let answer = pass(serves, asks);
    assert_eq!((answer[4], &answer[5..8], &answer[12..16]), (0x80, &sent[5..8], &sent[12..16]), "{id}");
    let [SessionEvent::Response { handle: named, status, pdu }] = &*asks.take_events().into_boxed_slice()
    else {
        panic!("{id}: {:?}", asks.events)
    };
    assert_eq!((*named, *status), (handle, CommandStatus::ESME_ROK), "{id}");
    assert_eq!(pdu.frame().octets(), answer);
    assert_eq!(asks.session.window_left(), left + 1);
}

fn id() -> COctets<'static, 65> {
    COctets::try_from("7A").unwrap()
}

fn mobile<const MAX: usize>() -> Address<'static, MAX> {
    Address::international(COctets::try_from("27999112345").unwrap())
}

fn text() -> ShortMessage<'static> {
    ShortMessage::new(b"Hello").unwrap()
}

fn payload() -> TlvBuf {
    let mut tlvs = TlvBuf::new();
    tlvs.message_payload(b"Hello").unwrap();
    tlvs
}

#[test]
fn an_esme_asks_everything_that_there_is() {
    let (mut esme, mut smsc) = bound_pair(InterfaceVersion::V5_0, BindKind::Transceiver);
    let (esme, smsc) = (&mut esme, &mut smsc);
    exchange(esme, smsc, &hello(), SubmitSmResp::new(id()).into());
    let mut destinations = DestinationBuf::new();
    destinations.push(Destination::Address(mobile())).unwrap();
    destinations.push(Destination::List(COctets::try_from("friends").unwrap())).unwrap();
    let multi = SubmitMulti::new(destinations.as_destinations(), text());
    exchange(esme, smsc, &multi, SubmitMultiResp::new(id()).into());
    exchange(esme, smsc, &DataSm::new(mobile(), payload().as_tlvs()), DataSmResp::new(id()).into());
    let state = QuerySmResp::new(id(), MessageState::DELIVERED);
    exchange(esme, smsc, &QuerySm::new(id(), mobile()), state.into());
    exchange(esme, smsc, &CancelSm::new(id(), mobile()), CancelSmResp::new().into());
    exchange(esme, smsc, &ReplaceSm::new(id(), mobile(), text()), ReplaceSmResp::new().into());
    let mut area = TlvBuf::new();
    for (tag, value) in [
        (Tag::BROADCAST_AREA_IDENTIFIER, &b"\0area"[..]),
        (Tag::BROADCAST_CONTENT_TYPE, &[0, 0, 0]),
        (Tag::BROADCAST_REP_NUM, &[0, 1]),
        (Tag::BROADCAST_FREQUENCY_INTERVAL, &[9, 0, 1]),
    ] {
        area.push(Tlv::new(tag, value).unwrap());
    }
    exchange(esme, smsc, &BroadcastSm::new(area.as_tlvs()), BroadcastSmResp::new(id()).into());
    let query = QueryBroadcastSm::new(id(), mobile());
    exchange(esme, smsc, &query, QueryBroadcastSmResp::new(id()).into());
    exchange(esme, smsc, &CancelBroadcastSm::new(id(), mobile()), CancelBroadcastSmResp::new().into());
}

#[test]
fn an_smsc_delivers_either_way() {
    // jasmin #139: receipts that come as data_sm.
    let (mut esme, mut smsc) = bound_pair(InterfaceVersion::V3_4, BindKind::Receiver);
    exchange(&mut smsc, &mut esme, &yes(), DeliverSmResp::default().into());
    let data = payload();
    exchange(&mut smsc, &mut esme, &DataSm::new(mobile(), data.as_tlvs()), DataSmResp::new(id()).into());
}

#[test]
fn a_lapse_is_the_error_of_the_end_that_forgot() {
    let (mut esme, mut smsc) = bound_pair(InterfaceVersion::V3_4, BindKind::Transceiver);
    let data = payload();
    let data = DataSm::new(mobile(), data.as_tlvs());
    esme.session.request(at(0), &data).unwrap();
    smsc.session.request(at(0), &data).unwrap();
    pass(&mut esme, &mut smsc);
    pass(&mut smsc, &mut esme);
    assert_eq!(esme.wait_until(at(50))[8..12], [0, 0, 0, 0x64], "the receiver's temporary error");
    assert_eq!(smsc.wait_until(at(50))[8..12], [0, 0, 0, 0x08], "the SMSC's system error");
}

#[test]
fn a_reply_fits_its_own_request_only() {
    let (mut esme, mut smsc) = bound_pair(InterfaceVersion::V3_4, BindKind::Transceiver);
    esme.session.request(at(0), &CancelSm::new(id(), mobile())).unwrap();
    pass(&mut esme, &mut smsc);
    let Some(SessionEvent::Request { duty, .. }) = smsc.events.pop() else { panic!("not served") };
    assert_eq!(
        smsc.session.answer(at(0), duty, ReplaceSmResp::new().into()),
        Err(AnswerError::Unfit { request: CommandId::CANCEL_SM, reply: CommandId::REPLACE_SM_RESP })
    );
}

#[test]
fn a_refusal_may_say_why_beside_its_status() {
    let (mut esme, mut smsc) = bound_pair(InterfaceVersion::V3_4, BindKind::Receiver);
    let data = payload();
    let ask = |smsc: &mut End, esme: &mut End| {
        smsc.session.request(at(0), &DataSm::new(mobile(), data.as_tlvs())).unwrap();
        pass(smsc, esme);
        match esme.events.pop() {
            Some(SessionEvent::Request { duty, .. }) => duty,
            other => panic!("{other:?}"),
        }
    };
    let mut why = TlvBuf::new();
    why.delivery_failure_reason(2);
    let body = DataSmResp { tlvs: why.as_tlvs(), ..DataSmResp::default() };
    let duty = ask(&mut smsc, &mut esme);
    esme.session.refuse_with(at(0), duty, CommandStatus::ESME_RX_P_APPN, body.into()).unwrap();
    pass(&mut esme, &mut smsc);
    let Some(SessionEvent::Response { status, pdu, .. }) = smsc.events.pop() else { panic!("no response") };
    assert_eq!(status, CommandStatus::ESME_RX_P_APPN);
    let read = pdu.frame().decode_as::<DataSmResp<'_>>(&crate::Tolerance::STRICT, &mut ());
    assert_eq!(read.map(|resp| resp.tlvs.delivery_failure_reason()), Ok(Some(Ok(2))));
    // Never with success, and never with another's body.
    let duty = ask(&mut smsc, &mut esme);
    let refused = esme.session.refuse_with(at(0), duty, CommandStatus::ESME_ROK, body.into());
    assert_eq!(refused, Err(AnswerError::NoRefusal));
    let duty = ask(&mut smsc, &mut esme);
    let status = CommandStatus::ESME_RX_P_APPN;
    let refused = esme.session.refuse_with(at(0), duty, status, DeliverSmResp::default().into());
    assert!(matches!(refused, Err(AnswerError::Unfit { .. })));
    assert!(esme.drain().is_empty());
}

#[test]
fn a_notification_has_no_answer_and_takes_no_room() {
    // smpp34 1.3.0 read it 16 octets off.
    let (mut esme, mut smsc) = bound_pair(InterfaceVersion::V3_4, BindKind::Receiver);
    let alert = AlertNotification::new(mobile(), mobile());
    let left = smsc.session.window_left();
    for _ in 0..20 {
        smsc.session.alert_notification(&alert).unwrap();
    }
    assert_eq!(smsc.session.window_left(), left);
    let sent = pass(&mut smsc, &mut esme);
    assert!(esme.drain().is_empty());
    let events = esme.take_events();
    assert_eq!(events.len(), 20);
    let first = u32::from_be_bytes(sent[12..16].try_into().unwrap());
    for ((event, octets), number) in events.iter().zip(sent.chunks(sent.len() / 20)).zip(first..) {
        assert_eq!(octets[12..16], number.to_be_bytes());
        let SessionEvent::AlertNotification { pdu } = event else { panic!("{event:?}") };
        assert_eq!(pdu.frame().octets(), octets);
        let read = pdu.frame().decode_as::<AlertNotification<'_>>(&crate::Tolerance::STRICT, &mut ());
        assert_eq!(read, Ok(alert));
    }
    // One that is malformed is told of, by the one PDU that fits.
    let answer = esme.hear("00000010 00000102 00000000 00000007");
    assert_eq!((answer[4..8].to_vec(), answer[15]), (std::vec![0x80, 0, 0, 0], 7));
    assert!(matches!(esme.events.as_slice(), [SessionEvent::Refused { fault: Some(_), .. }]));
}

#[test]
fn more_requests_than_duties_are_held_back_whatever_they_are() {
    let (mut esme, mut smsc) = bound_pair(InterfaceVersion::V3_4, BindKind::Transceiver);
    smsc.session.inner.profile.duties = 1;
    smsc.session.inner.profile.parked = 1;
    esme.session.request(at(0), &CancelSm::new(id(), mobile())).unwrap();
    esme.session.request(at(0), &ReplaceSm::new(id(), mobile(), text())).unwrap();
    pass(&mut esme, &mut smsc);
    assert!(!smsc.session.wants_input());
    let Some(SessionEvent::Request { duty, .. }) = smsc.events.pop() else { panic!("not served") };
    smsc.session.answer(at(0), duty, CancelSmResp::new().into()).unwrap();
    smsc.drain();
    let Some(SessionEvent::Request { duty, pdu }) = smsc.events.pop() else { panic!("not served") };
    assert_eq!(pdu.header().command_id, CommandId::REPLACE_SM);
    smsc.session.answer(at(0), duty, Reply::Refuse(CommandStatus::ESME_RREPLACEFAIL)).unwrap();
    assert!(smsc.session.wants_input());
}
