//! `si_push` and `ind_push`: a message that makes the handset fetch something.
//!
//! The stand-in stores and delivers the text and the address; the WAP message that carries them over the air is not made.

use std::borrow::Cow;
use std::sync::Arc;

use clickatell_core::send::{Content, MaxParts, Options, SendMsg};
use clickatell_soap::operation::{Destinations, ind_push, si_push};

use super::denial::Denial;
use super::{Login, Outcome};
use crate::config::Door;
use crate::shared::Shared;

impl Shared {
    /// `si_push`: a link that the handset offers to open.
    pub(super) async fn si_push(
        self: &Arc<Self>,
        door: Door,
        login: &Login,
        request: si_push::Request<'_>,
    ) -> Result<Outcome, Denial> {
        let text = format!("{} {}", request.text, request.url);
        self.push(door, login, request.to, text, request.options).await
    }

    /// `ind_push`: notice of a multimedia message.
    pub(super) async fn ind_push(
        self: &Arc<Self>,
        door: Door,
        login: &Login,
        request: ind_push::Request<'_>,
    ) -> Result<Outcome, Denial> {
        let text = format!("{} {}", request.subject, request.url);
        self.push(door, login, request.to, text, request.options).await
    }

    /// Replies name the destination, be there one or many.
    async fn push(
        self: &Arc<Self>,
        door: Door,
        login: &Login,
        to: Destinations<'_>,
        text: String,
        options: Options,
    ) -> Result<Outcome, Denial> {
        let mut message = SendMsg::new([], Content::Data(Cow::Owned(text.into_bytes())));
        message.to = to;
        message.options = options;
        // How it is cut is the gateway's affair: `concat` is for texts (check P14).
        message.options.concat = MaxParts::MAX;
        self.send(door, login, &message, true).await
    }
}
