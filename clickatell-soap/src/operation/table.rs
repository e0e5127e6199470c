//! Tables of parameters: what an operation has, in which order, and what differs between the services.

use clickatell_core::send::{Operation, Parameter};

use crate::Service;

/// What a row of a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A parameter that has a name in the documents.
    Parameter(Parameter),
    /// A numbered field of `senditem`, from 1.
    Field(u16),
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `xsd:string`
    Text,
    /// `xsd:int`
    Int,
    /// `xsd:float`
    Float,
    /// Texts: an array in RPC/encoded, an element for each in document/literal.
    List,
}

impl Kind {
    /// The name in XML Schema, with the prefix that documents of SOAP give it; that of an item for a list.
    #[must_use]
    pub const fn xsd(self) -> &'static str {
        match self {
            Self::Text | Self::List => "xsd:string",
            Self::Int => "xsd:int",
            Self::Float => "xsd:float",
        }
    }
}

/// What is written where nothing is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unset {
    /// Does not happen: the operation cannot do without.
    Required,
    /// A nil in RPC/encoded, as the document's examples have it; nothing in document/literal.
    Nil,
    /// Nothing.
    Nothing,
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The services that have it in this place, a bit for each.
    services: u8,
    /// What it is.
    pub key: Key,
    /// What it is called.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// What is written where nothing is given.
    pub unset: Unset,
}

impl Row {
    pub(super) const fn new(services: u8, key: Key, name: &'static str, kind: Kind, unset: Unset) -> Self {
        Self { services, key, name, kind, unset }
    }

    /// True when the service has it in this place.
    #[must_use]
    pub const fn is_in(&self, service: Service) -> bool {
        self.services & bit(service) != 0
    }
}

const fn bit(service: Service) -> u8 {
    match service {
        Service::DocumentLiteral => LITERAL,
        Service::RpcEncoded => ENCODED,
        Service::OlderRpc => OLDER,
    }
}

pub(super) const LITERAL: u8 = 1;
pub(super) const ENCODED: u8 = 2;
pub(super) const OLDER: u8 = 4;

/// How many texts an operation returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Returns {
    /// In document/literal: any number of them, not exactly one.
    pub many: bool,
    /// In RPC/encoded: an array, be it of one, and not a string.
    pub array: bool,
}

/// What is known about an operation: its parameters in order, and how many texts it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// The operation.
    pub operation: Operation,
    /// How many texts it returns.
    pub returns: Returns,
    /// One behind the other.
    pub(super) sections: &'static [&'static [Row]],
}

impl Table {
    /// The parameters that a service has, in the order of its description.
    pub fn rows(&self, service: Service) -> impl Iterator<Item = &'static Row> + Clone + use<> {
        self.all().filter(move |row| row.is_in(service))
    }

    /// Every row. What stands in different places has several.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'static Row> + Clone + use<> {
        self.sections.iter().flat_map(|section| section.iter())
    }
}

/// The rows of a part of a table: the services that have it in this place, its parameter, what it is called where that
/// is not the parameter's name, its type, and what is written where nothing is given.
macro_rules! rows {
    ($( $Services:ident $Key:ident $(($number:literal))? $(as $name:literal)?: $Kind:ident $Unset:ident; )+) => {
        &[ $( $crate::operation::table::Row::new(
            $crate::operation::table::rows!(@services $Services),
            $crate::operation::table::rows!(@key $Key $($number)?),
            $crate::operation::table::rows!(@name $Key $($number)? $(as $name)?),
            $crate::operation::table::Kind::$Kind,
            $crate::operation::table::Unset::$Unset,
        ), )+ ]
    };
    (@services all) => { 7 };
    (@services literal) => { $crate::operation::table::LITERAL };
    (@services rpc) => { $crate::operation::table::ENCODED | $crate::operation::table::OLDER };
    (@services encoded) => { $crate::operation::table::ENCODED };
    (@services older) => { $crate::operation::table::OLDER };
    (@services current) => { $crate::operation::table::LITERAL | $crate::operation::table::ENCODED };
    (@key Field $number:literal) => { $crate::operation::table::Key::Field($number) };
    (@key $Key:ident) => {
        $crate::operation::table::Key::Parameter(clickatell_core::send::Parameter::$Key)
    };
    (@name Field $number:literal) => { concat!("field", stringify!($number)) };
    (@name $Key:ident as $name:literal) => { $name };
    (@name $Key:ident) => { clickatell_core::send::Parameter::$Key.name() };
}
pub(super) use rows;

/// The table of an operation: what it returns in document/literal and in RPC/encoded, and its rows.
macro_rules! table {
    ($Operation:ident, returns $literal:ident $rpc:ident; $($section:expr),+ $(,)?) => {
        /// The parameters in their order, and what differs between the services.
        pub const TABLE: $crate::operation::Table = $crate::operation::Table {
            operation: clickatell_core::send::Operation::$Operation,
            returns: $crate::operation::Returns {
                many: $crate::operation::table::table!(@many $literal),
                array: $crate::operation::table::table!(@array $rpc),
            },
            sections: &[ $($section),+ ],
        };
    };
    (@many one) => { false };
    (@many many) => { true };
    (@array string) => { false };
    (@array array) => { true };
}
pub(super) use table;

/// Who is calling: in front of every operation but `auth` and `ping`.
pub(super) const AUTHENTICATION: &[Row] = rows! {
    all     SessionId: Text Nil;
    all     ApiId: Int Nil;
    all     User: Text Nil;
    all     Password: Text Nil;
};

/// How a push is sent, which both pushes have behind what they push.
pub(super) const PUSH_OPTIONS: &[Row] = rows! {
    all     From: Text Nothing;
    all     Concat: Int Nothing;
    all     DelivAck: Int Nothing;
    all     Callback: Int Nothing;
    all     DelivTime: Int Nothing;
    all     MaxCredits: Float Nothing;
    all     ReqFeat: Int Nothing;
    all     Queue: Int Nothing;
    all     Escalate: Int Nothing;
    all     Mo: Int Nothing;
    current ClientMessageId: Text Nothing;
    older   ClientMessageId as "cliMsgId": Text Nothing;
};
