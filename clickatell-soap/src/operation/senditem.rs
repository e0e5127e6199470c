//! `senditem`: a message of a batch, with values of its own (SOAP 8.2).

use alloc::borrow::Cow;

use clickatell_core::id::MessageId;
use clickatell_core::send::{Fault, Options, Parameter, Rule};

pub use super::destinations::Answer;
use super::destinations::{Destinations, check_all, destinations};
use super::parameters::Parameters;
use super::table::{AUTHENTICATION, Key, rows, table};
use super::{Values, batch_id, owned};
use crate::Service;

table! {
    SendItem, returns many array;
    AUTHENTICATION,
    rows! {
        all     BatchId: Text Required;
        all     To: List Required;
        all     Field(1): Text Nil;
        all     Field(2): Text Nil;
        all     Field(3): Text Nil;
        all     Field(4): Text Nil;
        literal Field(5): Text Nil;
        literal Field(6): Text Nil;
        literal Field(7): Text Nil;
        literal Field(8): Text Nil;
        literal Field(9): Text Nil;
        literal Field(10): Text Nil;
    },
}

/// A message of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Request<'a> {
    /// `batch_id`
    pub batch: MessageId,
    /// `to`: the destinations as they came, each judged by itself.
    pub to: Destinations<'a>,
    /// `field1` and so on: what stands in the template for `#field1#`; empty where nothing was given.
    pub fields: Vec<Cow<'a, str>>,
}

impl<'a> Request<'a> {
    /// A message of this batch.
    #[must_use]
    pub fn new(batch: MessageId, to: Destinations<'a>, fields: Vec<Cow<'a, str>>) -> Self {
        Self { batch, to, fields }
    }

    /// How many fields a service's requests have.
    #[must_use]
    pub fn most_fields(service: Service) -> usize {
        TABLE.rows(service).filter(|row| matches!(row.key, Key::Field(_))).count()
    }

    pub(super) fn check(parameters: &'a Parameters<'_>) -> Result<Self, Fault> {
        let given = parameters.given();
        let batch = batch_id(given)?;
        let to = destinations(given)?;
        given.once()?;
        Ok(Self { batch, to, fields: parameters.fields()?.map(Cow::Borrowed).collect() })
    }

    pub(super) fn values(&self, service: Service) -> Result<Values<'_>, Fault> {
        check_all(&self.to, &Options::default())?;
        let mut values = vec![(Key::Parameter(Parameter::BatchId), self.batch.as_str().into())];
        let most = Self::most_fields(service);
        if self.fields.len() > most {
            let most = u32::try_from(most).unwrap_or(u32::MAX);
            return Err(Fault::new(Rule::Range { least: 1, most }, Parameter::Template, 0));
        }
        let fields = self.fields.iter().zip(1..);
        values.extend(fields.map(|(field, number)| (Key::Field(number), field.as_ref().into())));
        Ok(values)
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        Request {
            batch: self.batch,
            to: self.to.into_iter().map(owned).collect(),
            fields: self.fields.into_iter().map(owned).collect(),
        }
    }
}
