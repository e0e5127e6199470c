//! `si_push` and `ind_push`: a message that makes the handset fetch something.
//!
//! The stand-in stores and delivers the text and the address; the WAP message that carries them over the air is not made.

use std::borrow::Cow;

use clickatell_core::error::ApiError;
use clickatell_core::send::{Content, Parameter, SendMsg};

use super::denial::Denial;
use super::{Call, Login, Outcome};
use crate::shared::Shared;

/// What a handset may be told to do with a link.
const SI_ACTIONS: [&str; 5] = ["signal-none", "signal-low", "signal-medium", "signal-high", "delete"];

impl Shared {
    /// `si_push`: a link that the handset offers to open.
    pub(super) async fn si_push(&self, call: &Call<'_>, login: &Login) -> Result<Outcome, Denial> {
        let given = call.given;
        let to = given.destinations()?.to_vec();
        given.required(Parameter::SiId)?;
        let url = given.required(Parameter::SiUrl)?;
        given.required(Parameter::SiText)?;
        if given.get(Parameter::SiAction).is_some_and(|action| !SI_ACTIONS.contains(&action)) {
            return Err(invalid("si_action is none of the five actions"));
        }
        let options = given.options(&mut ())?;
        let unicode = given.get(Parameter::Unicode).is_some_and(|flag| flag.trim() == "1");
        let text = given.text(Parameter::SiText, unicode)?.unwrap_or_default();
        self.push(call, login, to, format!("{text} {url}"), options).await
    }

    /// `ind_push`: notice of a multimedia message.
    pub(super) async fn ind_push(&self, call: &Call<'_>, login: &Login) -> Result<Outcome, Denial> {
        let given = call.given;
        let to = given.destinations()?.to_vec();
        let subject = given.required(Parameter::MmsSubject)?;
        let url = given.required(Parameter::MmsUrl)?;
        if given.get(Parameter::MmsClass).is_some_and(|class| !matches!(class, "80" | "81" | "82" | "83")) {
            return Err(invalid("mms_class is none of 80 to 83"));
        }
        given.number(Parameter::MmsExpire, 1, u32::MAX, &mut ())?;
        let options = given.options(&mut ())?;
        self.push(call, login, to, format!("{subject} {url}"), options).await
    }

    async fn push(
        &self,
        call: &Call<'_>,
        login: &Login,
        to: Vec<Cow<'_, str>>,
        text: String,
        options: clickatell_core::send::Options,
    ) -> Result<Outcome, Denial> {
        // Octets: whatever it takes, the push is one message.
        let mut message = SendMsg::new([], Content::Data(Cow::Owned(text.into_bytes())));
        message.to = to;
        message.options = options;
        self.send(call, login, &message, true).await
    }
}

fn invalid(reason: &'static str) -> Denial {
    Denial::new(ApiError::INVALID_PARAMETERS, "", reason)
}
