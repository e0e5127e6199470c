//! What the services are known by: paths, namespaces, actions, names of operations.

use clickatell_core::send::Operation;
use clickatell_soap::Service;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::same;

/// All that is fixed about a service.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    service: Service,
    expect: Value,
}

impl Kind for Facts {
    fn run(self, verdict: &mut Verdict) {
        let Self { service, expect } = self;
        verdict.check("service known", || {
            let operations = Operation::ALL.iter().filter(|one| Service::operation(one.name()).is_some());
            let actions: Map<String, Value> = operations
                .map(|operation| {
                    (service.operation_name(*operation).to_owned(), json!(service.action(*operation)))
                })
                .collect();
            let found = json!({
                "namespace": service.namespace(),
                "paths": service.paths(),
                "url": service.url(),
                "content_type": service.content_type(),
                "encoding": service.encoding().name(),
                "rpc": service.is_rpc(),
                "actions": actions,
            });
            same(&found, &expect)
        });
    }
}

/// The service at a path.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Path {
    path: String,
    expect: Value,
}

impl Kind for Path {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("path known", || same(&Service::at_path(&self.path), &self.expect));
    }
}

/// The URL that calls go to, of one that may be a description's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Url {
    url: String,
    expect: Value,
}

impl Kind for Url {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("URL of calls", || same(&Service::call_url(&self.url), &self.expect));
    }
}

/// The operation that an element's name means, and what each service writes for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    name: String,
    expect: Value,
}

impl Kind for Named {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("operation known", || {
            let found = Service::operation(&self.name).map(|operation| {
                let names = Service::ALL.map(|service| json!([service, service.operation_name(operation)]));
                json!({ "operation": operation.name(), "written": names })
            });
            same(&found, &self.expect)
        });
    }
}
