//! Routes: by which one a message goes.
//!
//! A gateway has several ways to a network. One is out for a message that it lacks a feature for, or that it would make
//! dearer than it may be; of the others the cheapest is taken, or waited for (SOAP 6.2.8, 6.2.9 and 6.2.11).
//!
//! ```
//! use clickatell_core::credit::Credit;
//! use clickatell_core::feature::ReqFeat;
//! use clickatell_core::route::{Choice, Demand, Route, choose};
//!
//! let half = "0.5".parse::<Credit>()?;
//! let routes = [Route::new(Credit::ONE, ReqFeat::NAMED), Route::new(half, ReqFeat::TEXT)];
//! let demand = Demand::new(ReqFeat::TEXT, 1, Credit::ONE);
//! assert_eq!(choose(&routes, &demand), Choice::Take(1));
//! let demand = Demand::new(ReqFeat::TEXT | ReqFeat::ALPHA, 1, Credit::ONE);
//! assert_eq!(choose(&routes, &demand), Choice::Take(0));
//! # Ok::<(), clickatell_core::credit::CreditError>(())
//! ```

use crate::credit::Credit;
use crate::feature::ReqFeat;
use crate::number::SenderId;
use crate::send::MaxCredits;
use crate::status::MessageStatus;

/// A way to a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Route {
    /// What one part of a message costs.
    pub price: Credit,
    /// What it can do.
    pub features: ReqFeat,
    /// Handsets can reply to what comes by it; such a route may be a dearer one.
    pub replies: bool,
    /// It takes nothing now.
    pub congested: bool,
}

impl Route {
    /// A route that is free, and by which handsets cannot reply.
    #[must_use]
    pub const fn new(price: Credit, features: ReqFeat) -> Self {
        Self { price, features, replies: false, congested: false }
    }

    /// True when the handset is shown this sender. Where it is not the message goes out under the gateway's default
    /// number, unless the client has asked for its sender to be kept.
    #[must_use]
    pub fn shows(&self, sender: &SenderId) -> bool {
        self.features.contains(ReqFeat::of_sender(sender))
    }
}

/// What a message asks of its route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Demand {
    /// What the route must be able to do: [`SendMsg::features`](crate::send::SendMsg::features).
    pub features: ReqFeat,
    /// How many parts there are.
    pub parts: u8,
    /// The most that all parts together may cost: [`most`].
    pub most: Credit,
    /// The handset is to be able to reply.
    pub replies: bool,
    /// A dearer route rather than waiting for the cheapest.
    pub escalate: bool,
}

impl Demand {
    /// A message that nobody replies to, and that waits for the cheapest route.
    #[must_use]
    pub const fn new(features: ReqFeat, parts: u8, most: Credit) -> Self {
        Self { features, parts, most, replies: false, escalate: false }
    }

    fn suits(&self, route: &Route) -> bool {
        let price = route.price.checked_mul(self.parts.into());
        route.features.contains(self.features)
            && (route.replies || !self.replies)
            && price.is_some_and(|price| price <= self.most)
    }
}

/// The most that a message may cost: what the client allows, but never more than the account's profile does.
#[must_use]
pub fn most(asked: Option<MaxCredits>, profile: Credit) -> Credit {
    asked.map_or(profile, |asked| asked.get().min(profile))
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Choice {
    /// It goes by the route at this place.
    Take(usize),
    /// It waits: every route that it may take is congested, or the cheapest is.
    Wait,
    /// No route will do.
    NoRoute,
}

impl Choice {
    /// The status of the message: 002 while it waits, 009 where no route will do; handed on, it gets its next one from
    /// upstream.
    #[must_use]
    pub const fn status(self) -> Option<MessageStatus> {
        match self {
            Self::Take(_) => None,
            Self::Wait => Some(MessageStatus::QUEUED),
            Self::NoRoute => Some(MessageStatus::ROUTING_ERROR),
        }
    }
}

/// The route of a message. Of routes with one price the first is taken.
#[must_use]
pub fn choose(routes: &[Route], demand: &Demand) -> Choice {
    let suitable = || routes.iter().enumerate().filter(|(_, route)| demand.suits(route));
    let Some(cheapest) = suitable().map(|(_, route)| route.price).min() else { return Choice::NoRoute };
    let free = suitable().filter(|(_, route)| !route.congested);
    let within = free.filter(|(_, route)| demand.escalate || route.price == cheapest);
    match within.min_by_key(|(_, route)| route.price) {
        Some((place, _)) => Choice::Take(place),
        None => Choice::Wait,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credits(text: &str) -> Credit {
        text.parse().unwrap()
    }

    fn route(price: &str) -> Route {
        Route::new(credits(price), ReqFeat::BY_DEFAULT)
    }

    fn text(most: &str) -> Demand {
        Demand::new(ReqFeat::TEXT, 1, credits(most))
    }

    #[test]
    fn soap_6_2_11_1_the_cheapest_route() {
        let routes = [route("1"), route("0.5"), route("0.5")];
        assert_eq!(choose(&routes, &text("9")), Choice::Take(1));
        assert_eq!(choose(&[], &text("9")), Choice::NoRoute);
    }

    #[test]
    fn soap_6_2_9_1_a_route_without_a_feature_is_out() {
        let words = ReqFeat::TEXT | ReqFeat::ALPHA;
        let routes = [Route::new(credits("0.5"), ReqFeat::TEXT), Route::new(Credit::ONE, words)];
        let demand = Demand { features: words, ..text("9") };
        assert_eq!(choose(&routes, &demand), Choice::Take(1));
        let none = choose(&routes[..1], &demand);
        assert_eq!((none, none.status()), (Choice::NoRoute, Some(MessageStatus::ROUTING_ERROR)));
        // A bit without a name is asked of a route as well, and none has it.
        let unknown = Demand { features: ReqFeat::from_bits_retain(0x4000_0000), ..text("9") };
        assert_eq!(choose(&routes, &unknown), Choice::NoRoute);
    }

    #[test]
    fn soap_6_2_8_1_and_smpp_3_9_the_limit_is_on_the_whole_message() {
        let asked = |text: &str| MaxCredits::try_from(text).ok();
        let profile = credits("2.5");
        for (asked, most_allowed) in [(asked("1"), "1"), (asked("3"), "2.5"), (None, "2.5")] {
            assert_eq!(most(asked, profile), credits(most_allowed));
        }
        assert_eq!(choose(&[route("1.5")], &text("1")), Choice::NoRoute);
        assert_eq!(choose(&[route("1.5")], &text("1.5")), Choice::Take(0));
        let two = Demand { parts: 2, ..text("1.5") };
        assert_eq!(choose(&[route("1")], &two), Choice::NoRoute);
        assert_eq!(choose(&[route("0.75")], &two), Choice::Take(0));
        let three = Demand { parts: 3, ..text("1") };
        assert_eq!(choose(&[Route::new(Credit::THIRD, ReqFeat::TEXT)], &three), Choice::Take(0));
        let dearest = Route::new(Credit::from_units(i64::MAX), ReqFeat::TEXT);
        assert_eq!(choose(&[dearest], &two), Choice::NoRoute);
    }

    #[test]
    fn soap_6_2_11_2_and_soap_6_2_11_4_a_dearer_route_rather_than_waiting() {
        let routes = [Route { congested: true, ..route("0.5") }, route("2"), route("1")];
        let escalate = |most| Demand { escalate: true, ..text(most) };
        let waits = choose(&routes, &text("9"));
        assert_eq!((waits, waits.status()), (Choice::Wait, Some(MessageStatus::QUEUED)));
        assert_eq!(choose(&routes, &escalate("1")), Choice::Take(2));
        assert_eq!(choose(&routes, &escalate("0.8")), Choice::Wait);
        // Another route at the lowest price is no dearer one.
        assert_eq!(choose(&[routes[0], route("0.5")], &text("9")), Choice::Take(1));
    }

    #[test]
    fn smpp_13_2_and_soap_6_2_12_2_the_route_for_replies_is_another() {
        let routes = [route("0.5"), Route { replies: true, ..route("1") }];
        let replies = Demand { replies: true, ..text("9") };
        assert_eq!(
            (choose(&routes, &text("9")), choose(&routes, &replies)),
            (Choice::Take(0), Choice::Take(1))
        );
        assert_eq!(choose(&routes, &Demand { replies: true, ..text("0.5") }), Choice::NoRoute);
    }

    #[test]
    fn smpp_10_7_a_word_is_not_shown_everywhere() {
        let [word, number] = ["ACME", "27831112222"].map(|sender| SenderId::parse(sender).unwrap());
        let route = Route::new(Credit::ONE, ReqFeat::TEXT | ReqFeat::NUMER);
        assert!(route.shows(&number) && !route.shows(&word));
        // It is taken all the same, unless the client wants its sender kept.
        assert_eq!(choose(&[route], &text("1")), Choice::Take(0));
        let kept = Demand { features: ReqFeat::TEXT | ReqFeat::of_sender(&word), ..text("1") };
        assert_eq!(choose(&[route], &kept), Choice::NoRoute);
    }
}
