//! Where the text doors are, as an argument.

use clickatell_soap::Service;

/// The URL of a gateway, without a slash at its end. Without a scheme it is one of http.
pub(super) fn base(text: &str) -> Result<String, String> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    if !scheme.eq_ignore_ascii_case("http") {
        return Err(format!("{scheme} is not spoken here, only http"));
    }
    let rest = rest.trim_end_matches('/');
    if rest.is_empty() || rest.starts_with('/') {
        return Err("a host is expected, such as http://127.0.0.1:8080".to_owned());
    }
    Ok(format!("http://{rest}"))
}

/// The service whose URL this is, where it is not that of a gateway.
pub(super) fn service_at(base: &str) -> Option<Service> {
    let (_, path) = path(Service::call_url(base))?;
    Service::at_path(path)
}

/// The gateway's URL, where this is that of an operation of the HTTP interface.
pub(super) fn without_operation(base: &str) -> &str {
    match path(base) {
        Some((gateway, path)) if path == "/http" || path.starts_with("/http/") => gateway,
        _ => base,
    }
}

/// What stands before the path, and the path.
fn path(url: &str) -> Option<(&str, &str)> {
    let host = "http://".len();
    let slash = url.get(host..)?.find('/')?;
    url.split_at_checked(host.saturating_add(slash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_may_be_left_out_and_no_other_is_taken() {
        for text in ["127.0.0.1:8080", "http://127.0.0.1:8080", "HTTP://127.0.0.1:8080/"] {
            assert_eq!(base(text).as_deref(), Ok("http://127.0.0.1:8080"), "{text}");
        }
        assert_eq!(base("https://gateway"), Err("https is not spoken here, only http".to_owned()));
        for text in ["", "http://", "/soap", "http:///soap"] {
            assert!(base(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_url_of_a_service_or_an_operation_is_known() {
        for service in Service::ALL {
            for path in service.paths() {
                assert_eq!(service_at(&format!("http://gateway:8080{path}")), Some(service));
                assert_eq!(service_at(&format!("http://gateway{path}?wsdl")), Some(service));
            }
        }
        for url in ["http://gateway:8080", "http://gateway/soap", "http://gateway/behind/a/proxy"] {
            assert_eq!(service_at(url), None, "{url}");
            assert_eq!(without_operation(url), url);
        }
        for url in ["http://gateway:8080/http", "http://gateway:8080/http/sendmsg"] {
            assert_eq!(without_operation(url), "http://gateway:8080");
        }
    }
}
