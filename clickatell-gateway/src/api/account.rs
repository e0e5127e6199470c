//! `getbalance`, `routeCoverage` and `token_pay`.

use std::borrow::Cow;

use clickatell_core::error::ApiError;
use clickatell_core::reply::Reply;
use clickatell_soap::operation::routecoverage;

use super::denial::Denial;
use super::{Login, Outcome};
use crate::accept;
use crate::shared::Shared;
use crate::store;

const COVERED: &str = "This prefix is currently supported. Messages sent to this prefix will be routed.";
const NOT_COVERED: &str = "This prefix is not currently supported. Messages sent to this prefix will fail. \
                           Please contact support for assistance.";

impl Shared {
    /// `getbalance`.
    pub(super) async fn get_balance(&self, login: &Login) -> Result<Outcome, Denial> {
        let user = login.user.clone();
        let credit = self.store.call(move |connection| store::balance(connection, &user)).await?;
        Ok(Outcome::one(Reply::Credit { credit }))
    }

    /// `routeCoverage`: of a number or of the beginning of one. Sends nothing and costs nothing.
    pub(super) fn route_coverage(&self, request: &routecoverage::Request<'_>) -> Outcome {
        let number = request.msisdn.as_ref();
        Outcome::one(match accept::coverage(&self.config, number) {
            Some(charge) => Reply::Covered { text: Cow::Borrowed(COVERED), charge },
            None => Reply::NotCovered { text: Cow::Borrowed(NOT_COVERED) },
        })
    }
}

/// `token_pay`: the stand-in holds no vouchers, so that none is good.
pub(super) const NO_TOKEN: Denial =
    Denial::new(ApiError::INVALID_PARAMETERS, "SOAP-4-12", "no such voucher is held");
