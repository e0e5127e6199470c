//! Calls as vectors show them: who calls, what is asked, and what is wrong with it.

use clickatell_core::hex;
use clickatell_core::send::{Auth, Fault as SendFault};
use clickatell_soap::envelope::{EnvelopeError, Fault};
use clickatell_soap::operation::{Request, querymsg};
use serde_json::{Map, Value, json};

use crate::core::parameters::{refusal, shown as shown_message, shown_destinations, shown_options};
use crate::core::xml::rule;

/// Who calls.
pub(super) fn caller(auth: &Auth) -> Value {
    match auth {
        Auth::Session(id) => json!({ "session_id": id.as_str() }),
        Auth::Inline(credentials) => json!({
            "api_id": credentials.api_id.to_string(),
            "user": credentials.user,
            "password": credentials.password.expose(),
        }),
        _ => Value::Null,
    }
}

/// The checked values of a request, those at their default too; or the error of a message that has too many parts.
pub(super) fn parameters(request: &Request<'_>) -> Result<Value, SendFault> {
    Ok(match request {
        Request::Auth | Request::Ping | Request::GetBalance => json!({}),
        Request::SendMsg(message) => {
            message.parts()?;
            shown_message(message, None).unwrap_or_default()
        }
        Request::QueryMsg(querymsg::Request::Api(id)) | Request::DelMsg(querymsg::Request::Api(id)) => {
            json!({ "apimsgid": id.as_str() })
        }
        Request::QueryMsg(querymsg::Request::Client(id)) | Request::DelMsg(querymsg::Request::Client(id)) => {
            json!({ "climsgid": id })
        }
        Request::RouteCoverage(request) => json!({ "msisdn": request.msisdn }),
        Request::IndPush(push) => {
            let own = json!({
                "to": shown_destinations(&push.to, None, push.options.mo),
                "mms_subject": push.subject,
                "mms_class": push.class.map(|class| class.digits()),
                "mms_expire": push.expire,
                "mms_from": push.sender,
                "mms_url": push.url,
            });
            with(own, shown_options(&push.options))
        }
        Request::SiPush(push) => {
            let own = json!({
                "to": shown_destinations(&push.to, None, push.options.mo),
                "si_id": push.id,
                "si_url": push.url,
                "si_text": push.text,
                "si_created": push.created,
                "si_expires": push.expires,
                "si_action": push.action.name(),
                "unicode": push.unicode,
            });
            with(own, shown_options(&push.options))
        }
        Request::StartBatch(template) => {
            let own = json!({
                "template": template.text,
                "unicode": template.unicode,
                "data": template.data.as_ref().map(|data| hex::encode(data)),
                "udh": template.udh.as_ref().map(|udh| hex::encode(udh.octets())),
            });
            with(own, shown_options(&template.options))
        }
        Request::SendItem(item) => json!({
            "batch_id": item.batch.as_str(),
            "to": shown_destinations(&item.to, None, false),
            "fields": item.fields,
        }),
        Request::QuickSend(request) => json!({
            "batch_id": request.batch.as_str(),
            "to": shown_destinations(&request.to, None, false),
        }),
        Request::EndBatch(request) => json!({ "batch_id": request.batch.as_str() }),
        Request::GetMsgCharge(request) => json!({ "apimsgid": request.id.as_str() }),
        Request::TokenPay(request) => json!({ "token": request.token.expose() }),
    })
}

fn with(own: Value, mut options: Map<String, Value>) -> Value {
    options.extend(own.as_object().cloned().unwrap_or_default());
    Value::Object(options)
}

/// What is wrong with an envelope: the code of the fault that answers it, and what it is.
pub(super) fn fault(error: &EnvelopeError) -> Value {
    match error {
        EnvelopeError::Xml(fault) => json!({ "code": error.code().name(), "xml": rule(fault.rule()) }),
        EnvelopeError::Envelope(fault) => {
            let mut shown = place(fault);
            shown["code"] = json!(error.code().name());
            shown
        }
        _ => Value::Null,
    }
}

/// A rule of envelopes, and where it is broken or bent.
pub(super) fn place(fault: &Fault) -> Value {
    json!({ "rule": fault.rule().name(), "field": fault.field().to_string(), "at": fault.at() })
}

/// An error that is answered with one of the gateway's numbers.
pub(super) fn refused(fault: &SendFault) -> Value {
    refusal(fault)
}

/// What was found, but of the parameters only those that are expected.
pub(super) fn as_expected(mut found: Value, expect: &Value) -> Value {
    if let (Some(found), Some(expected)) =
        (found.get_mut("parameters").and_then(Value::as_object_mut), expect["parameters"].as_object())
    {
        found.retain(|name, _| expected.contains_key(name));
    }
    found
}
