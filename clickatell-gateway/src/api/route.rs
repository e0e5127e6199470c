//! By which route a message goes, and for what price.

use clickatell_core::credit::Credit;
use clickatell_core::feature::{ApiKind, ReqFeat};
use clickatell_core::number::{Msisdn, TestRange};
use clickatell_core::route::{self, Choice, Demand, Route};
use clickatell_core::send::Options;

use crate::config::{Account, Api, RouteConfig};
use crate::lifecycle::Fate;
use crate::shared::Shared;

/// How a message goes, if nothing else is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Routed {
    /// What it costs: nothing where no route will do.
    pub(super) charge: Credit,
    pub(super) fate: Fate,
}

impl Shared {
    /// The route of a message with these features and parts; `None` where no network serves the number.
    pub(super) fn route(
        &self,
        (account, api): (&Account, &Api),
        (options, features, parts): (&Options, ReqFeat, u8),
        to: Msisdn,
    ) -> Option<Routed> {
        let routes = self.routes(to.as_str(), |prefix| to.as_str().starts_with(prefix));
        if routes.is_empty() {
            return None;
        }
        let profile = api.max_credits.unwrap_or(Credit::from_units(i64::MAX));
        let mut demand = Demand::new(features, parts, route::most(options.max_credits, profile));
        demand.replies = options.takes_reply_route(ApiKind::Http, account.two_way);
        demand.escalate = options.escalate;
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
        let charge = taken.and_then(|route| route.price.checked_mul(parts.into())).unwrap_or_default();
        Some(Routed { charge, fate })
    }

    /// What one part costs at least to numbers that begin like this; `None` where no network serves them.
    pub(super) fn coverage(&self, number: &str) -> Option<Credit> {
        let routes = self.routes(number, |prefix| number.starts_with(prefix) || prefix.starts_with(number));
        routes.iter().map(|route| route.price).min()
    }

    /// The routes of the prefixes that fit a number. Test numbers have one of their own.
    fn routes(&self, number: &str, fits: impl Fn(&str) -> bool) -> Vec<Route> {
        if self.config.numbers.no_route.iter().any(|beginning| number.starts_with(beginning)) {
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
        if self.config.routes.is_empty() {
            return everywhere(self.config.prices.standard);
        }
        let configured = self.config.routes.iter().filter(|route| fits(&route.prefix));
        configured.map(RouteConfig::route).collect()
    }
}

const fn freed(mut route: Route) -> Route {
    route.congested = false;
    route
}
