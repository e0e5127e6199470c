//! The SOAP door: its gateway's end, its application's end, and batches. Exchanges of HTTP are records.

pub(super) mod batches;
pub(super) mod client;
pub(super) mod server;

use clickatell_core::reply::Reply;
use clickatell_soap::Service;
use clickatell_soap::fault::FaultCode;
use serde::Deserialize;

use crate::script::value::{Record, Value};

/// The names and texts that are left in a record, in their order.
fn texts(mut record: Record) -> Result<Vec<(String, String)>, String> {
    let mut texts = Vec::new();
    while let Some(key) = record.fields.first().map(|field| field.key.clone()) {
        let text = record.take_text(&key)?.unwrap_or_default();
        texts.push((key, text));
    }
    Ok(texts)
}

/// The reply line that a gateway gives.
fn line(text: &str) -> Result<Reply<'static>, String> {
    let reply = Reply::parse(text.as_bytes(), &clickatell_core::reply::Tolerance::STRICT, &mut ());
    reply.map(Reply::into_owned).map_err(|fault| format!("{text:?}: {fault}"))
}

/// The text of a reply line.
fn said(reply: &Reply<'_>) -> Value {
    let mut text = String::new();
    match reply.build(&mut text) {
        Ok(()) => Value::Octets(text.into_bytes()),
        Err(fault) => Value::Word(fault.to_string()),
    }
}

fn word(word: impl Into<String>) -> Value {
    Value::Word(word.into())
}

fn number(number: usize) -> Value {
    Value::Number(u64::try_from(number).unwrap_or(u64::MAX))
}

fn code(code: &FaultCode) -> Value {
    word(code.name())
}

/// The name that vectors and scripts have for a service.
fn service_name(service: Service) -> &'static str {
    match service {
        Service::DocumentLiteral => "document_literal",
        Service::RpcEncoded => "rpc_encoded",
        Service::OlderRpc => "older_rpc",
    }
}

fn service(name: &str) -> Result<Service, String> {
    Service::deserialize(serde_json::json!(name)).map_err(|_| format!("there is no service {name}"))
}
