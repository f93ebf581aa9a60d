//! Who may ask: the page itself, from this machine, with the token that the program has printed.

use std::net::IpAddr;

use hyper::http::request::Parts;
use hyper::{Method, StatusCode, header};

use super::reply::HttpRefusal;

/// The header of the token.
const TOKEN: &str = "x-corridor-token";

/// The most bytes of a body.
pub(super) const MAX_BODY_BYTES: u64 = 1 << 20;

/// What a request must have to be answered.
#[derive(Debug)]
pub(super) struct RequestGuard {
    /// The address that the server is bound to.
    pub(super) address: IpAddr,
    /// Its port.
    pub(super) port: u16,
    /// The token of everything that is not read only.
    pub(super) token: String,
}

impl RequestGuard {
    /// Checks who asks.
    ///
    /// # Errors
    /// Refuses other hosts (421), other origins (403) and, but for reading, whoever has not the token (403).
    pub(super) fn check(&self, head: &Parts) -> Result<(), HttpRefusal> {
        let text = |name| head.headers.get(name).map(|value: &header::HeaderValue| value.to_str().unwrap_or_default());
        let host = text(header::HOST).unwrap_or_default();
        let named = head.uri.authority().map_or(host, |authority| authority.as_str());
        if head.headers.get_all(header::HOST).iter().count() != 1 || named != host || !self.is_own(host) {
            let reason = "this server answers to its own address alone: open the one that `corridor serve` printed";
            return Err(HttpRefusal::new(StatusCode::MISDIRECTED_REQUEST, reason));
        }
        if text(header::ORIGIN).is_some_and(|origin| origin.strip_prefix("http://") != Some(host)) {
            return Err(HttpRefusal::new(StatusCode::FORBIDDEN, "pages of other origins are not answered"));
        }
        let is_known = || text(header::HeaderName::from_static(TOKEN)).is_some_and(|token| self.is_token(token));
        if ![Method::GET, Method::HEAD].contains(&head.method) && !is_known() {
            let reason = format!(
                "the token is missing or of an earlier run: open the address that `corridor serve` printed; programs send it as {TOKEN}"
            );
            return Err(HttpRefusal::new(StatusCode::FORBIDDEN, reason));
        }
        Ok(())
    }

    /// Returns whether a host is this server; names that others may point here are not.
    fn is_own(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        let address: Option<IpAddr> = name.trim_start_matches('[').trim_end_matches(']').parse().ok();
        let is_local = name.eq_ignore_ascii_case("localhost") || address.is_some_and(|own| own.is_loopback());
        // Bound to all addresses it has any of them, but no name.
        let is_bound = address.is_some_and(|own| own == self.address || self.address.is_unspecified());
        port == Some(self.port) && (is_local || is_bound)
    }

    /// Compares a token in the same time however much of it is right.
    fn is_token(&self, token: &str) -> bool {
        let differs = token.bytes().zip(self.token.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
        token.len() == self.token.len() && differs == 0
    }
}

/// Checks the head of a request that has a body.
///
/// # Errors
/// Refuses what is no JSON (415) and too large (413).
pub(super) fn check_body(head: &Parts) -> Result<(), HttpRefusal> {
    let text = |name: header::HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok());
    let kind = text(header::CONTENT_TYPE).map(|kind| kind.split(';').next().unwrap_or(kind).trim());
    if kind.is_none_or(|kind| !kind.eq_ignore_ascii_case(super::reply::JSON)) {
        return Err(HttpRefusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send JSON, with content-type application/json",
        ));
    }
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    if length.is_some_and(|length: u64| length > MAX_BODY_BYTES) { Err(too_large()) } else { Ok(()) }
}

/// Refuses a body that is too large.
pub(super) fn too_large() -> HttpRefusal {
    let reason = format!("a request has {MAX_BODY_BYTES} bytes at most");
    HttpRefusal::new(StatusCode::PAYLOAD_TOO_LARGE, reason)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::RequestGuard;

    fn guard(address: IpAddr) -> RequestGuard {
        RequestGuard { address, port: 8080, token: "0123".to_owned() }
    }

    #[test]
    fn a_host_is_an_own_address_with_the_port() {
        let local = guard(Ipv4Addr::LOCALHOST.into());
        for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"] {
            assert!(local.is_own(host), "{host}");
        }
        for host in [
            "",
            "127.0.0.1",
            "127.0.0.1:80",
            "evil.example:8080",
            "localhost.evil.example:8080",
            "192.0.2.7:8080",
            "[::1]",
        ] {
            assert!(!local.is_own(host), "{host}");
        }
        let all = guard(Ipv4Addr::UNSPECIFIED.into());
        assert!(all.is_own("192.0.2.7:8080") && !all.is_own("evil.example:8080"));
    }

    #[test]
    fn a_token_is_right_or_wrong_as_a_whole() {
        let guard = guard(Ipv4Addr::LOCALHOST.into());
        assert!(guard.is_token("0123"));
        for token in ["", "012", "01234", "0124", "1123"] {
            assert!(!guard.is_token(token), "{token}");
        }
    }
}
