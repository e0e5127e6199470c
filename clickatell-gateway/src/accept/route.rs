//! By which route a message goes, and for what price.

use clickatell_core::credit::Credit;
use clickatell_core::feature::ReqFeat;
use clickatell_core::number::TestRange;
use clickatell_core::route::{self, Choice, Demand, Route};

use super::{Candidate, Refused};
use crate::config::{Config, RouteConfig};
use crate::lifecycle::Fate;

/// How a message goes, if nothing else is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Routed {
    /// What it costs: nothing where no route will do.
    pub(crate) charge: Credit,
    pub(crate) fate: Fate,
}

/// The route of a message; `None` where no network serves the number.
pub(super) fn route(config: &Config, candidate: &Candidate<'_>) -> Option<Routed> {
    let routes = routes_to(config, candidate);
    if routes.is_empty() {
        return None;
    }
    let demand = demand(candidate);
    let (fate, taken) = match route::choose(&routes, &demand) {
        Choice::Take(place) => (Fate::Received, routes.get(place)),
        Choice::NoRoute => (Fate::NoRoute, None),
        Choice::Wait => {
            // It would go by the cheapest.
            let free: Vec<Route> = routes.iter().map(|route| freed(*route)).collect();
            let place = match route::choose(&free, &demand) {
                Choice::Take(place) => routes.get(place),
                _ => None,
            };
            (Fate::Waits, place)
        }
    };
    let charge =
        taken.and_then(|route| price(route.price, candidate)).filter(|charge| *charge <= demand.most);
    Some(match charge {
        Some(charge) => Routed { charge, fate },
        None => Routed { charge: Credit::ZERO, fate: Fate::NoRoute },
    })
}

/// Why there is no route where networks serve the number.
pub(super) fn why_none(config: &Config, candidate: &Candidate<'_>) -> Refused {
    let mut demand = demand(candidate);
    demand.most = Credit::from_units(i64::MAX);
    match route::choose(&routes_to(config, candidate), &demand) {
        Choice::NoRoute => Refused::NoRoute,
        _ => Refused::TooDear,
    }
}

/// What a message costs by the cheapest route of all.
pub(super) fn cheapest(config: &Config, candidate: &Candidate<'_>) -> Option<Credit> {
    price(coverage(config, candidate.to.as_str())?, candidate)
}

/// What one part costs at least to numbers that begin like this; `None` where no network serves them.
pub(crate) fn coverage(config: &Config, number: &str) -> Option<Credit> {
    let fits = |prefix: &str| number.starts_with(prefix) || prefix.starts_with(number);
    routes(config, number, fits).iter().map(|route| route.price).min()
}

fn demand(candidate: &Candidate<'_>) -> Demand {
    let profile = candidate.api.max_credits.unwrap_or(Credit::from_units(i64::MAX));
    // What has more parts than this comes over SMPP, and is priced by all of them below.
    let parts = u8::try_from(candidate.parts).unwrap_or(u8::MAX);
    let mut demand = Demand::new(candidate.features, parts, route::most(candidate.most, profile));
    demand.replies = candidate.replies;
    demand.escalate = candidate.escalate;
    demand
}

/// What all parts of a message cost.
fn price(of_part: Credit, candidate: &Candidate<'_>) -> Option<Credit> {
    of_part.checked_mul(i64::try_from(candidate.parts).ok()?)
}

fn routes_to(config: &Config, candidate: &Candidate<'_>) -> Vec<Route> {
    let to = candidate.to.as_str();
    routes(config, to, |prefix| to.starts_with(prefix))
}

/// The routes of the prefixes that fit a number. Test numbers have one of their own.
fn routes(config: &Config, number: &str, fits: impl Fn(&str) -> bool) -> Vec<Route> {
    if config.numbers.no_route.iter().any(|beginning| number.starts_with(beginning)) {
        return Vec::new();
    }
    let everywhere = |price| {
        let mut route = Route::new(price, ReqFeat::all());
        route.replies = true;
        vec![route]
    };
    if TestRange::of(number).is_some() {
        return everywhere(TestRange::PRICE);
    }
    if config.routes.is_empty() {
        return everywhere(config.prices.standard);
    }
    config.routes.iter().filter(|route| fits(&route.prefix)).map(RouteConfig::route).collect()
}

const fn freed(mut route: Route) -> Route {
    route.congested = false;
    route
}
