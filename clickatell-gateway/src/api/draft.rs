//! What is stored of a message that a call sends.

use clickatell_core::feature::{MessageType, ReqFeat};
use clickatell_core::id::ApiMessageId;
use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::send::{Content, Options, SendMsg, UserDataHeader};
use clickatell_core::text::Coding;
use clickatell_core::text::udh::{Concat, Udh};
use clickatell_smpp::value::{DataCoding, EsmClass, EsmFeatures};

use super::Login;
use crate::accept::Routed;
use crate::config::{Account, Api, Door};
use crate::lifecycle::Timing;
use crate::shared::Shared;
use crate::store::{NewMessage, Source};

/// What all messages of one call have in common.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) login: &'a Login,
    pub(super) account: &'a Account,
    pub(super) api: &'a Api,
    pub(super) door: Door,
    pub(super) options: &'a Options,
    /// What its route must be able to do.
    pub(super) features: ReqFeat,
    /// The user data, header included.
    octets: Vec<u8>,
    pub(super) text: Option<String>,
    concat: Option<Concat>,
    data_coding: u8,
    esm_class: u8,
    pub(super) parts: u8,
    timing: Timing,
}

impl<'a> Draft<'a> {
    pub(super) fn new(
        shared: &Shared,
        (login, account, api): (&'a Login, &'a Account, &'a Api),
        door: Door,
        message: &'a SendMsg<'_>,
        parts: u8,
    ) -> Self {
        let SendMsg { content, options, .. } = message;
        let header = message.udh.as_ref().map(UserDataHeader::octets).unwrap_or_default();
        let mut octets = header.to_vec();
        octets.extend_from_slice(&content.octets());
        let text = match content {
            Content::Text(text) | Content::Unicode(text) => Some(text.clone().into_owned()),
            _ => None,
        };
        let now = shared.clock.now();
        let due = options.deliv_time.map_or(now, |delay| now + delay.duration());
        let timing = Timing { now, due, expires: due + options.validity.duration() };
        let concat = Udh::parse(header).ok().and_then(|(header, _)| header.concat());
        let data_coding = data_coding(content.coding(), options.msg_type);
        let features = if header.is_empty() { EsmFeatures::empty() } else { EsmFeatures::UDHI };
        let esm_class = EsmClass::default().with_features(features).get();
        Self {
            login,
            account,
            api,
            door,
            options,
            features: message.features(parts),
            octets,
            text,
            concat,
            data_coding,
            esm_class,
            parts,
            timing,
        }
    }

    /// The message to one handset.
    pub(super) fn to(
        &self,
        shared: &Shared,
        id: ApiMessageId,
        recipient: Msisdn,
        routed: &Routed,
    ) -> NewMessage {
        let sender = self.sender(shared);
        let source = SenderId::parse(&sender).map_or_else(
            |_| Source { ton: 0, npi: 0, addr: sender.clone() },
            |id| Source { ton: id.ton(), npi: id.npi(), addr: sender.clone() },
        );
        NewMessage {
            id,
            account: self.login.user.clone(),
            api: self.login.api,
            door: self.door.name(),
            at: self.timing.now,
            sender,
            source,
            recipient,
            client_id: self.options.client_message_id,
            callback: self.options.callback,
            data_coding: self.data_coding,
            esm_class: self.esm_class,
            registered_delivery: 0,
            octets: self.octets.clone(),
            text: self.text.clone(),
            concat: self.concat,
            parts: self.parts.into(),
            charge: routed.charge,
            deferred: self.timing.due > self.timing.now,
            plan: shared.plan((&self.login.user, self.options.queue), self.timing, &routed.fate),
        }
    }

    /// What the handset will show: the sender, or a number of the account's, or one of the gateway's.
    pub(super) fn sender(&self, shared: &Shared) -> String {
        let given = self.options.from.map(String::from);
        let own = || self.account.mo_number.map(String::from);
        let code = || self.account.short_code.map(String::from);
        let any = || shared.config.http.default_sender.map(String::from);
        given.or_else(own).or_else(code).or_else(any).unwrap_or_default()
    }
}

/// The same message's `data_coding` in SMPP.
pub(crate) fn data_coding(coding: Coding, msg_type: MessageType) -> u8 {
    let alphabet = match coding {
        Coding::Ucs2 => DataCoding::UCS2,
        Coding::Octets => DataCoding::OCTETS,
        _ => DataCoding::DEFAULT,
    };
    // 3GPP TS 23.038: a message class with one of these alphabets.
    match msg_type {
        MessageType::Flash => alphabet.get() | 0x10,
        _ => alphabet.get(),
    }
}
