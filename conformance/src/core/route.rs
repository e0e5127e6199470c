//! By which route a message goes.

use clickatell_core::feature::ReqFeat;
use clickatell_core::route::{Choice, Demand, Route, choose, most};
use clickatell_core::send::MaxCredits;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::{explain, same};

/// A message, the routes that there are, and the one that is taken.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Routed {
    routes: Vec<Way>,
    /// What the route must be able to do.
    features: Vec<String>,
    parts: u8,
    /// What the client allows.
    max_credits: Option<String>,
    /// What the account's profile allows.
    profile: String,
    #[serde(default)]
    mo: bool,
    #[serde(default)]
    escalate: bool,
    expect: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Way {
    price: String,
    features: Vec<String>,
    #[serde(default)]
    replies: bool,
    #[serde(default)]
    congested: bool,
}

impl Kind for Routed {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("route chosen", || {
            let routes: Result<Vec<Route>, String> = self.routes.iter().map(Way::route).collect();
            let asked = self.max_credits.as_deref().map(MaxCredits::try_from).transpose().map_err(explain)?;
            let most = most(asked, self.profile.parse().map_err(explain)?);
            let mut demand = Demand::new(sum(&self.features)?, self.parts, most);
            demand.replies = self.mo;
            demand.escalate = self.escalate;
            let choice = choose(&routes?, &demand);
            let status = choice.status().map(|status| status.digits().to_string());
            let shown = match choice {
                Choice::Take(place) => json!({ "route": place }),
                _ => json!({ "status": status }),
            };
            same(&shown, &self.expect)
        });
    }
}

impl Way {
    fn route(&self) -> Result<Route, String> {
        let mut route = Route::new(self.price.parse().map_err(explain)?, sum(&self.features)?);
        route.replies = self.replies;
        route.congested = self.congested;
        Ok(route)
    }
}

/// The sum of features by their names.
fn sum(names: &[String]) -> Result<ReqFeat, String> {
    names.iter().try_fold(ReqFeat::empty(), |sum, name| {
        let row = ReqFeat::ALL.iter().find(|row| row.name == name);
        Ok(sum | row.ok_or_else(|| format!("{name} is no feature"))?.value)
    })
}
