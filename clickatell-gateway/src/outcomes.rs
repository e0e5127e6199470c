//! What becomes of messages that a test has a rule for, and of all others.

use std::collections::BTreeMap;
use std::sync::Mutex;

use clickatell_core::error::ApiError;
use clickatell_core::id::ApiId;
use serde::Serialize;

use crate::config::{Outcome, Then};
use crate::lifecycle::Fate;
use crate::shared::lock;

/// The rules of one gateway, by their names.
#[derive(Debug)]
pub(crate) struct Outcomes {
    rules: Mutex<Rules>,
    most: usize,
}

#[derive(Debug, Default)]
struct Rules {
    by_name: BTreeMap<String, Rule>,
    last: u64,
}

/// A rule, and how often it decided, as the control interface shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Rule {
    /// When it came, among others.
    #[serde(skip)]
    number: u64,
    #[serde(flatten)]
    outcome: Outcome,
    hits: u64,
}

/// What rules look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) account: &'a str,
    pub(crate) api: ApiId,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    pub(crate) text: Option<&'a str>,
}

/// There are as many rules as may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there are {0} outcomes, which is the most")]
pub(crate) struct Full(usize);

impl Outcomes {
    pub(crate) fn new(configured: &BTreeMap<String, Outcome>, most: usize) -> Self {
        let outcomes = Self { rules: Mutex::default(), most };
        outcomes.restore(configured, None);
        outcomes
    }

    /// Only these, as if none had decided anything: of those that name this account, or of all. How many there were beside
    /// these.
    pub(crate) fn restore(&self, configured: &BTreeMap<String, Outcome>, account: Option<&str>) -> usize {
        let is_meant =
            |outcome: &Outcome| account.is_none_or(|_| outcome.matches.account.as_deref() == account);
        let mut rules = lock(&self.rules);
        let mut gone = 0_usize;
        rules.by_name.retain(|name, rule| {
            let goes = is_meant(&rule.outcome);
            let is_configured = configured.get(name) == Some(&rule.outcome);
            gone = gone.saturating_add(usize::from(goes && !is_configured));
            !goes
        });
        for (name, outcome) in configured.iter().filter(|(_, outcome)| is_meant(outcome)) {
            // A name that a rule of nobody's or of another account's has by now stays that rule's.
            if !rules.by_name.contains_key(name) {
                rules.put(name.clone(), outcome.clone());
            }
        }
        gone
    }

    /// Takes a rule, in the place of the one that had its name.
    pub(crate) fn put(&self, name: String, outcome: Outcome) -> Result<(), Full> {
        let mut rules = lock(&self.rules);
        if rules.by_name.len() >= self.most && !rules.by_name.contains_key(&name) {
            return Err(Full(self.most));
        }
        rules.put(name, outcome);
        Ok(())
    }

    /// Takes a rule away; false when there is none of this name.
    pub(crate) fn remove(&self, name: &str) -> bool {
        lock(&self.rules).by_name.remove(name).is_some()
    }

    pub(crate) fn get(&self, name: &str) -> Option<Rule> {
        lock(&self.rules).by_name.get(name).cloned()
    }

    pub(crate) fn all(&self) -> BTreeMap<String, Rule> {
        lock(&self.rules).by_name.clone()
    }

    /// What the rule for this message says: how it goes on, or with which error it is refused. `None` where there is no
    /// rule.
    pub(crate) fn decide(&self, facts: Facts<'_>) -> Option<Result<Fate, ApiError>> {
        let mut rules = lock(&self.rules);
        let fitting = rules.by_name.values_mut().filter(|rule| rule.is_for(facts));
        let rule = fitting.min_by_key(|rule| (core::cmp::Reverse(rule.outcome.priority), rule.number))?;
        rule.hits = rule.hits.saturating_add(1);
        Some(match rule.outcome.then.as_slice() {
            [Then::Error { error }] => Err(*error),
            [Then::Absent { absent }] => Ok(Fate::Absent(*absent)),
            steps => Ok(Fate::Scripted(
                steps
                    .iter()
                    .filter_map(|step| match step {
                        Then::Status { status, after } => Some((*after, *status)),
                        Then::Error { .. } | Then::Absent { .. } => None,
                    })
                    .collect(),
            )),
        })
    }
}

impl Rules {
    fn put(&mut self, name: String, outcome: Outcome) {
        self.last = self.last.saturating_add(1);
        self.by_name.insert(name, Rule { number: self.last, outcome, hits: 0 });
    }
}

impl Rule {
    fn is_for(&self, facts: Facts<'_>) -> bool {
        let is = &self.outcome.matches;
        let has = |part: &Option<String>, whole: Option<&str>, test: fn(&str, &str) -> bool| {
            part.as_deref().is_none_or(|part| whole.is_some_and(|whole| test(whole, part)))
        };
        self.outcome.times.is_none_or(|times| self.hits < times)
            && has(&is.to, Some(facts.to), |whole, part| whole.starts_with(part))
            && has(&is.from, Some(facts.from), |whole, part| whole == part)
            && has(&is.account, Some(facts.account), |whole, part| whole == part)
            && has(&is.text, facts.text, |whole, part| whole.contains(part))
            && is.api_id.is_none_or(|api| api == facts.api)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(json: &str) -> Outcome {
        serde_json::from_str(json).unwrap()
    }

    fn facts<'a>(to: &'a str, text: &'a str) -> Facts<'a> {
        Facts { account: "demo", api: ApiId::new(7), from: "ACME", to, text: Some(text) }
    }

    #[test]
    fn the_highest_priority_and_then_the_oldest_as_often_as_it_may() {
        let outcomes = Outcomes::new(&BTreeMap::new(), 3);
        let error =
            |number: u16, more: &str| outcome(&format!("{{\"then\":[{{\"error\":{number}}}]{more}}}"));
        outcomes.put("b".into(), error(122, ",\"match\":{\"to\":\"27\"}")).unwrap();
        outcomes.put("a".into(), error(130, "")).unwrap();
        outcomes
            .put("c".into(), error(901, ",\"priority\":1,\"times\":2,\"match\":{\"text\":\"code\"}"))
            .unwrap();
        assert_eq!(outcomes.put("d".into(), error(901, "")), Err(Full(3)));
        let decided = |to, text| outcomes.decide(facts(to, text)).unwrap().unwrap_err().get();
        assert_eq!([decided("279991", "Hi"), decided("449991", "Hi")], [122, 130]);
        let coded = [(); 3].map(|()| decided("279991", "Your code"));
        assert_eq!(coded, [901, 901, 122]);
        assert_eq!(outcomes.get("c").map(|rule| rule.hits), Some(2));
        assert!(
            outcomes.remove("a") && !outcomes.remove("a") && outcomes.decide(facts("44", "Hi")).is_none()
        );
        assert_eq!(outcomes.restore(&BTreeMap::new(), None), 2);
        assert!(outcomes.all().is_empty());
    }

    #[test]
    fn what_names_an_account_goes_with_it_and_comes_again_from_the_configuration() {
        let of = |account: &str| outcome(&format!("{{\"match\":{{\"account\":{account:?}}},\"then\":[]}}"));
        let everybody = || outcome("{\"then\":[]}");
        let configured: BTreeMap<String, Outcome> =
            ["a", "b", "c"].map(|name| (name.to_owned(), of("demo"))).into();
        let outcomes = Outcomes::new(&configured, 9);
        outcomes.put("a".into(), everybody()).unwrap();
        outcomes.remove("b");
        outcomes.put("d".into(), of("demo")).unwrap();
        outcomes.put("e".into(), of("other")).unwrap();
        assert_eq!(outcomes.restore(&configured, Some("demo")), 1);
        let all: Vec<_> = outcomes.all().into_iter().map(|(name, rule)| (name, rule.outcome)).collect();
        let left = [("a", everybody()), ("b", of("demo")), ("c", of("demo")), ("e", of("other"))];
        assert_eq!(all, left.map(|(name, outcome)| (name.to_owned(), outcome)));
    }

    #[test]
    fn a_rule_is_for_what_it_names() {
        for (json, fits) in [
            ("{}", true),
            (r#"{"to":"2799"}"#, true),
            (r#"{"to":"2798"}"#, false),
            (r#"{"from":"ACME","account":"demo","api_id":7,"text":"i"}"#, true),
            (r#"{"from":"ACM"}"#, false),
            (r#"{"account":"other"}"#, false),
            (r#"{"api_id":8}"#, false),
            (r#"{"text":"Ho"}"#, false),
        ] {
            let outcomes = Outcomes::new(&BTreeMap::new(), 1);
            outcomes.put("x".into(), outcome(&format!("{{\"match\":{json},\"then\":[]}}"))).unwrap();
            assert_eq!(outcomes.decide(facts("279991", "Hi")).is_some(), fits, "{json}");
        }
    }
}
