//! What a client builds: a request of names and values, as the document of each service.

use std::collections::BTreeMap;

use clickatell_core::feature::ApiKind;
use clickatell_core::id::{ApiId, MessageId};
use clickatell_core::secret::Credentials;
use clickatell_core::send::{self, Auth, Given, Operation, Parameter};
use clickatell_soap::envelope::{Envelope, Limits, Tolerance};
use clickatell_soap::operation::{BuildError, Key, Parameters, ParametersLimits, Request};
use clickatell_soap::{Call, Service};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Verdict;
use crate::core::parameters::refusal;
use crate::line::Kind;
use crate::shape::{LongText, explain, same};

/// A request as its author gives it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Built {
    operation: String,
    caller: Caller,
    /// Names and values; fields of an item are called `field1` and so on.
    given: Vec<(String, LongText)>,
    /// By the name of each service its document, or why there is none.
    expect: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Caller {
    Session { session_id: String },
    Inline { api_id: ApiId, user: String, password: String },
}

impl Kind for Built {
    fn run(self, verdict: &mut Verdict) {
        for (service, expected) in &self.expect {
            verdict.check("request built", || {
                let service = Service::deserialize(json!(service)).map_err(explain)?;
                let auth = self.auth()?;
                let parameters = self.parameters()?;
                let request = parameters.request(&mut ()).map_err(explain)?;
                let mut built = Vec::new();
                match service.write_request(&auth, &request, &mut built) {
                    Ok(()) => {
                        same(&String::from_utf8_lossy(&built), expected)?;
                        let (auth, request) = read(&built, service)?;
                        let mut again = Vec::new();
                        service.write_request(&auth, &request, &mut again).map_err(explain)?;
                        same(&String::from_utf8_lossy(&again), expected)
                    }
                    Err(error) => same(&refused(&error), expected),
                }
            });
        }
    }
}

impl Built {
    fn auth(&self) -> Result<Auth, String> {
        Ok(match &self.caller {
            Caller::Session { session_id } => Auth::Session(MessageId::parse(session_id).map_err(explain)?),
            Caller::Inline { api_id, user, password } => Auth::Inline(Credentials {
                api_id: *api_id,
                user: user.clone(),
                password: password.as_str().into(),
            }),
        })
    }

    fn parameters(&self) -> Result<Parameters<'_>, String> {
        let operation = Operation::from_name(&self.operation).ok_or("no such operation")?;
        let mut given = Given::new(ApiKind::Soap, send::Tolerance::STRICT, send::Limits::default());
        let mut fields = Vec::new();
        for (name, value) in &self.given {
            match name.strip_prefix("field").map(str::parse) {
                Some(number) => fields.push((number.map_err(explain)?, value.0.as_str())),
                None if Parameter::from_name(name, ApiKind::Soap).is_none() => {
                    return Err(format!("{name} is no parameter"));
                }
                None => {
                    given.insert(name, value.0.as_str(), &mut ());
                }
            }
        }
        let mut parameters = Parameters::new(operation, given);
        for (number, value) in fields {
            parameters.put_field(number, value, 100);
        }
        Ok(parameters)
    }
}

/// Why nothing is built.
pub(super) fn refused(error: &BuildError) -> Value {
    match error {
        BuildError::Parameter(fault) => refusal(fault),
        BuildError::Auth(_) => json!({ "error": { "rule": "caller" } }),
        BuildError::Lacking(key) => {
            let name = match key {
                Key::Parameter(parameter) => parameter.name(),
                Key::Field(_) => "field",
            };
            json!({ "error": { "rule": "lacking", "parameter": name } })
        }
        BuildError::Xml(_) => json!({ "error": { "rule": "xml" } }),
        _ => Value::Null,
    }
}

/// What a document that was built is read as, by every rule.
pub(super) fn read(document: &[u8], service: Service) -> Result<(Auth, Request<'static>), String> {
    let envelope =
        Envelope::decode(document, Some(service.content_type()), &Limits::default()).map_err(explain)?;
    let call = Call::read(&envelope, service, &Tolerance::STRICT, &mut ()).map_err(explain)?;
    let parameters = call.parameters(send::Tolerance::STRICT, ParametersLimits::default(), &mut ());
    let auth = parameters.auth(&mut ()).map_err(explain)?;
    let request = parameters.request(&mut ()).map_err(explain)?;
    if !document.is_ascii() {
        return Err("it is not ASCII".to_owned());
    }
    Ok((auth, request.into_owned()))
}
