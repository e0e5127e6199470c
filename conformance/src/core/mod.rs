//! Vectors of `clickatell-core`: tables, numbers, parameters, replies, callbacks, text, time and XML.
//!
//! A kind is a struct of the members that its lines have, and what to try with them. Wherever there are two
//! directions, both are tried: what is read is compared with `expect`, and what `expect` says is written again.

mod account;
mod call;
pub(crate) mod callback;
mod form;
mod money;
mod number;
pub(crate) mod parameters;
mod parts;
mod reply;
mod route;
mod table;
mod text;
pub(crate) mod xml;

use crate::line::{Run, Suite, run_as};

/// The vectors of `clickatell-core`.
pub const SUITE: Suite = Suite {
    folder: "core",
    kinds: KINDS,
    outcomes: &[
        "expect",
        "meant",
        "national",
        "built",
        "built_form",
        "tolerated",
        "notes",
        "retry_at",
        "admits",
        "called",
    ],
};

const KINDS: &[(&str, Run)] = &[
    ("table", run_as::<table::Table>),
    ("api_error", run_as::<table::Error>),
    ("status", run_as::<table::Status>),
    ("status_step", run_as::<table::StatusStep>),
    ("callback_level", run_as::<table::Level>),
    ("req_feat", run_as::<table::Features>),
    ("message_features", run_as::<table::MessageFeatures>),
    ("credit", run_as::<money::Amount>),
    ("month", run_as::<money::Month>),
    ("first_month", run_as::<money::FirstMonth>),
    ("door_minimum", run_as::<money::DoorMinimum>),
    ("test_start", run_as::<money::TestStart>),
    ("notice", run_as::<money::Notice>),
    ("new_account", run_as::<account::NewAccount>),
    ("connections", run_as::<account::Added>),
    ("allowed_sender", run_as::<account::Allowed>),
    ("route", run_as::<route::Routed>),
    ("test_number", run_as::<number::TestNumber>),
    ("msisdn", run_as::<number::Handset>),
    ("sender", run_as::<number::Sender>),
    ("id", run_as::<number::Id>),
    ("parameters", run_as::<parameters::Parameters>),
    ("parameter", run_as::<parameters::Named>),
    ("caller", run_as::<call::Caller>),
    ("template", run_as::<call::Batch>),
    ("options", run_as::<call::Asked>),
    ("reply_enabled", run_as::<call::ReplyEnabled>),
    ("reply", run_as::<reply::Line>),
    ("reply_line", run_as::<reply::Answer>),
    ("replies", run_as::<reply::Body>),
    ("callback", run_as::<callback::Form>),
    ("xml_callback", run_as::<callback::Xml>),
    ("callback_url", run_as::<callback::Address>),
    ("basic_auth", run_as::<callback::Basic>),
    ("ladder", run_as::<callback::Repeats>),
    ("coding", run_as::<text::Coded>),
    ("choice", run_as::<text::Chosen>),
    ("packed", run_as::<text::Packed>),
    ("hex", run_as::<text::Hex>),
    ("udh", run_as::<parts::Header>),
    ("split", run_as::<parts::Split>),
    ("form", run_as::<form::Form>),
    ("mysql_time", run_as::<form::Mysql>),
    ("xml", run_as::<xml::Document>),
];
