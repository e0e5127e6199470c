//! Vectors of `clickatell-core`: tables, numbers, parameters, replies, callbacks, text, time and XML.
//!
//! A kind is a struct of the members that its lines have, and what to try with them. Wherever there are two
//! directions, both are tried: what is read is compared with `expect`, and what `expect` says is written again.

mod account;
mod call;
mod callback;
mod form;
mod line;
mod money;
mod number;
mod parameters;
mod parts;
mod reply;
mod route;
mod shape;
mod table;
mod text;
mod xml;

pub use line::Line;

use serde::de::DeserializeOwned;

use crate::Verdict;

/// What the lines of one kind hold.
trait Kind: DeserializeOwned {
    /// Tries what can be tried.
    fn run(self, verdict: &mut Verdict);
}

type Run = fn(&Line, &mut Verdict) -> Result<(), String>;

/// Every kind.
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

/// Tries a vector in every way that its kind has.
#[must_use]
pub fn run(line: &Line) -> Verdict {
    let mut verdict = Verdict::default();
    let kind = KINDS.iter().find(|(name, _)| *name == line.kind);
    let unknown = || Err(format!("{:?} is no kind", line.kind));
    if let Err(failure) = kind.map_or_else(unknown, |(_, run)| run(line, &mut verdict)) {
        verdict.check("understood", || Err(failure));
    }
    verdict
}

fn run_as<K: Kind>(line: &Line, verdict: &mut Verdict) -> Result<(), String> {
    line.read::<K>()?.run(verdict);
    Ok(())
}

/// The names of all kinds.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _)| *name)
}

/// Whether a member of a line says what comes out of it; the others say what goes in.
#[must_use]
pub fn is_outcome(member: &str) -> bool {
    [
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
    ]
    .contains(&member)
}
