//! A URL: where callbacks go.

use clickatell_core::send::Parameter;

use super::may_hold_secret;

/// A URL with a `*` for each octet of the values in its query, but those under names that are known to be no secrets.
///
/// User and password in front of the host are no part of a URL that the gateway takes; where they are, all is masked.
pub(crate) fn url(url: &str) -> String {
    let (place, query) = match url.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (url, None),
    };
    if may_hold_secret(place.as_bytes()) {
        return "*".repeat(url.len());
    }
    let Some(query) = query else { return url.to_owned() };
    let pairs: Vec<String> = query.split('&').map(pair).collect();
    format!("{place}?{}", pairs.join("&"))
}

fn pair(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, value)) if Parameter::may_show(name) && !may_hold_secret(value.as_bytes()) => {
            format!("{name}={value}")
        }
        Some((name, value)) => format!("{name}={}", "*".repeat(value.len())),
        // A value without a name may be a key.
        None => "*".repeat(pair.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_shows() {
        for (came, shown) in [
            ("http://host:80/cb", "http://host:80/cb"),
            ("http://host/cb?to=1&key=hunter2&hunter2", "http://host/cb?to=1&key=*******&*******"),
            ("http://host/cb?to=http://a:hunter2@b", "http://host/cb?to=******************"),
            ("http://demo:hunter2@host/", "*************************"),
            ("http://host/;password=hunter2", "*****************************"),
        ] {
            assert_eq!(url(came), shown);
        }
    }
}
