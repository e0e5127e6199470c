//! Who makes requests of HTTP.

use std::net::IpAddr;

use ureq::config::ConfigBuilder;
use ureq::http::Uri;
use ureq::typestate::AgentScope;

/// Settings of an agent for what is at this URL. It asks the proxy that the environment names, but not for this machine:
/// a proxy elsewhere would look for the gateway on its own.
pub(super) fn settings(url: &str) -> ConfigBuilder<AgentScope> {
    let settings = ureq::Agent::config_builder();
    if is_here(url) { settings.proxy(None) } else { settings }
}

fn is_here(url: &str) -> bool {
    let url: Option<Uri> = url.parse().ok();
    let host = url.as_ref().and_then(Uri::host).unwrap_or_default();
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    address.map_or_else(|| host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_proxy_is_asked_for_this_machine() {
        for (url, here) in [
            ("http://127.0.0.1:8080", true),
            ("http://127.9.9.9/soap/webservice", true),
            ("http://[::1]:8080/", true),
            ("http://localhost:8080", true),
            ("http://LOCALHOST", true),
            ("http://128.0.0.1:8080", false),
            ("http://[2001:db8::1]/", false),
            ("http://localhost.example:8080", false),
            ("http://gateway/127.0.0.1", false),
            ("no url", false),
        ] {
            assert_eq!(is_here(url), here, "{url}");
        }
        assert!(settings("http://127.0.0.1").build().proxy().is_none());
    }
}
