//! Vectors of `clickatell-soap`: services, descriptions, requests, responses, faults and callbacks.
//!
//! Requests go through the gateway's machine, as octets of HTTP; what a client builds is compared octet for octet.

mod build;
mod callback;
mod request;
mod response;
mod service;
mod shown;
mod wsdl;

use crate::line::{Run, Suite, run_as};

/// The vectors of `clickatell-soap`.
pub const SUITE: Suite =
    Suite { folder: "soap", kinds: KINDS, outcomes: &["expect", "strict", "notes", "built", "tolerated"] };

const KINDS: &[(&str, Run)] = &[
    ("soap_service", run_as::<service::Facts>),
    ("soap_path", run_as::<service::Path>),
    ("soap_url", run_as::<service::Url>),
    ("soap_operation", run_as::<service::Named>),
    ("wsdl", run_as::<wsdl::Description>),
    ("wsdl_operation", run_as::<wsdl::Described>),
    ("soap_request", run_as::<request::Asked>),
    ("soap_build", run_as::<build::Built>),
    ("soap_response", run_as::<response::Answered>),
    ("soap_fault", run_as::<response::Failed>),
    ("soap_callback", run_as::<callback::Packet>),
];
