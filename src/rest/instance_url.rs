//! The org's origin, and the hosts that may receive a token.

use std::fmt;

use crate::base::error::{Code, Problem};

/// The checked origin of an org: `https` and one of Salesforce's own hosts, or an allowed origin.
#[derive(Clone, PartialEq, Eq)]
pub struct InstanceUrl(String);

/// The domains of orgs.
const SALESFORCE: [&str; 3] = [".my.salesforce.com", ".my.salesforce.mil", ".my.sfcrmproducts.cn"];

/// The host that serves every org.
const SHARED_HOST: &str = "api.salesforce.com";

/// The ports to which no browser sends a request (Fetch standard, Port Blocking).
const BAD_PORTS: [u16; 82] = [
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
    526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

impl InstanceUrl {
    /// Returns the problem of a text that is not an address of an org.
    #[must_use]
    pub fn refused(text: &str) -> Problem {
        invalid(text)
    }

    /// Parses and checks an origin.
    ///
    /// The grammar is much narrower than that of URLs, so that every URL parser reads an accepted origin alike:
    /// scheme, host, and for allowed origins a port. Credentials, a path, a query or a trailing dot are not
    /// accepted.
    ///
    /// # Errors
    ///
    /// If the text is not such an origin, its host may not receive the token, or an allowed origin is invalid.
    pub fn new(text: &str, allowed_origins: &[String]) -> Result<Self, Problem> {
        let given = normalize(text);
        let mut is_allowed = false;
        for allowed in allowed_origins {
            // An allowed origin that cannot match anything is an error, even if the address does not need it.
            let origin = normalize(allowed).map_err(|reason| {
                if allowed == text {
                    let problem = invalid(text);
                    let message = [&problem.message, ": ", reason].concat();
                    return Problem { message, ..problem };
                }
                let message = format!("`{}` in `allowedOrigins` is not an origin: {reason}", shown(allowed));
                Problem::new(Code::InvalidOptions, message)
                    .with_help("give scheme, host and port, such as `https://proxy.example`")
            })?;
            is_allowed |= given.as_ref() == Ok(&origin);
        }
        if let (Ok(origin), true) = (&given, is_allowed) {
            return Ok(Self(origin.clone()));
        }
        let origin = text.strip_suffix('/').unwrap_or(text);
        let host = origin.strip_prefix("https://").ok_or_else(|| invalid(text))?;
        if !is_host(host) {
            return Err(invalid(text));
        }
        let this = Self(origin.into());
        if host == SHARED_HOST || this.is_salesforces() {
            Ok(this)
        } else {
            Err(Problem::new(Code::HostNotAllowed, format!("`{host}` is not a Salesforce host")))
        }
    }

    /// Returns the origin without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true for an origin under one of Salesforce's own domains.
    #[must_use]
    pub fn is_salesforces(&self) -> bool {
        let host = self.0.strip_prefix("https://").unwrap_or_default();
        SALESFORCE.iter().any(|domain| host.strip_suffix(domain).is_some_and(is_host))
    }

    /// Returns the record's page on the org's Lightning host. The host that serves every org has no pages.
    #[must_use]
    pub fn record_link(&self, sobject: &str, id: &crate::base::RecordId) -> Option<String> {
        if self.0.strip_prefix("https://") == Some(SHARED_HOST) {
            return None;
        }
        for (api, lightning) in [
            (".my.salesforce.com", ".lightning.force.com"),
            (".my.salesforce.mil", ".lightning.crmforce.mil"),
            (".my.sfcrmproducts.cn", ".lightning.sfcrmapps.cn"),
        ] {
            if let Some(org) = self.0.strip_suffix(api) {
                return Some(format!("{org}{lightning}/lightning/r/{sobject}/{id}/view"));
            }
        }
        Some(format!("{}/{id}", self.0))
    }
}

impl fmt::Debug for InstanceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns what a message may repeat of an address. Credentials and queries can hold secrets: the address that
/// `sf org open` prints has a session id.
fn shown(text: &str) -> String {
    let end = text.find(['?', '#']).unwrap_or(text.len());
    let (address, cut) = (&text[..end], if end < text.len() { "…" } else { "" });
    match address.rsplit_once('@') {
        Some((_, host)) => ["…", host, cut].concat(),
        None => [address, cut].concat(),
    }
}

fn invalid(text: &str) -> Problem {
    let message = format!("`{}` is not the `https` origin of an org", shown(text));
    let problem = Problem::new(Code::InvalidInstanceUrl, message);
    match text.split_once("://") {
        Some((_, rest)) if rest.trim_end_matches('/').contains('/') => {
            problem.with_help("give the address without a path; a proxy needs an origin of its own")
        }
        _ => problem,
    }
}

/// Returns the origin as the URL standard serializes it, or the reason why the text is not an origin. A text
/// that a URL parser would read differently from how it looks (a path, credentials, the number 24 as a host) is
/// an error.
fn normalize(text: &str) -> Result<String, &'static str> {
    if !text.bytes().all(|byte| (0x21..=0x7e).contains(&byte)) {
        return Err("it has a blank or a letter beyond ASCII; write such a host in its `xn--` form");
    }
    let (scheme, rest) = text.split_once("://").ok_or("it does not start with `https://`")?;
    let (scheme, default_port) = match scheme.to_ascii_lowercase().as_str() {
        "https" => ("https", 443),
        "http" => ("http", 80),
        _ => return Err("it does not start with `https://`"),
    };
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    if authority.contains('@') {
        return Err("it has credentials");
    }
    if authority.contains(['/', '\\', '?', '#']) {
        return Err("it has a path or a query");
    }
    if authority.starts_with('[') {
        return Err("it is an IPv6 address; give the host a name");
    }
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let host = host.to_ascii_lowercase();
    if host.ends_with('.') {
        return Err("its host ends with a dot");
    }
    if !is_host(&host) {
        return Err("its host is not a DNS name");
    }
    if is_number(&host) {
        return Err("its host is a number; write an address as four decimal numbers");
    }
    let port = match port {
        None | Some("") => default_port,
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => port.parse::<u16>().unwrap_or(0),
        Some(_) => 0,
    };
    if port == 0 {
        return Err("its port is not a number from 1 to 65535");
    }
    if BAD_PORTS.contains(&port) {
        return Err("browsers block its port");
    }
    // Salesforce's own list of allowed origins has the same rule.
    if scheme == "http" && !matches!(host.as_str(), "localhost" | "127.0.0.1") {
        return Err("plain `http` is allowed for localhost only");
    }
    Ok(if port == default_port { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") })
}

/// Returns true for hosts that a URL parser reads as an IPv4 address (the last label is a number), unless they
/// are in the form that it serializes.
fn is_number(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    let hex = last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()));
    let is_numeric = hex || last.bytes().all(|byte| byte.is_ascii_digit());
    is_numeric && host.parse::<std::net::Ipv4Addr>().is_err()
}

/// Returns true for lower-case DNS labels with single dots between them.
fn is_host(host: &str) -> bool {
    host.len() <= 253
        && host.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::RecordId;

    #[test]
    fn accepts_salesforces_hosts() {
        for url in [
            "https://acme.my.salesforce.com",
            "https://acme.my.salesforce.com/",
            "https://acme--uat.sandbox.my.salesforce.com",
            "https://acme-dev-ed.develop.my.salesforce.com",
            "https://army.my.salesforce.mil",
            "https://acme.my.sfcrmproducts.cn",
            "https://api.salesforce.com",
        ] {
            let url = InstanceUrl::new(url, &[]).unwrap();
            assert!(!url.as_str().ends_with('/'));
        }
    }

    #[test]
    fn rejects_everything_else() {
        for (url, code) in [
            ("http://acme.my.salesforce.com", Code::InvalidInstanceUrl),
            ("https://acme.my.salesforce.com:444", Code::InvalidInstanceUrl),
            ("https://user@acme.my.salesforce.com", Code::InvalidInstanceUrl),
            ("https://acme.my.salesforce.com.", Code::InvalidInstanceUrl),
            ("https://acme.my.salesforce.com/services", Code::InvalidInstanceUrl),
            ("https://acme.my.salesforce.com?x", Code::InvalidInstanceUrl),
            ("https://acme.my.salesforce.com\\@evil.example", Code::InvalidInstanceUrl),
            ("https://ACME.my.salesforce.com", Code::InvalidInstanceUrl),
            ("https://аcme.my.salesforce.com", Code::InvalidInstanceUrl),
            ("https://acme.my.salesforce.com\n", Code::InvalidInstanceUrl),
            (" https://acme.my.salesforce.com", Code::InvalidInstanceUrl),
            ("https://acme.my.salesforce.com.evil.example", Code::HostNotAllowed),
            ("https://evilmy.salesforce.com", Code::HostNotAllowed),
            ("https://my.salesforce.com", Code::HostNotAllowed),
            ("https://login.salesforce.com", Code::HostNotAllowed),
            ("javascript:alert(1)", Code::InvalidInstanceUrl),
            ("", Code::InvalidInstanceUrl),
        ] {
            let problem = InstanceUrl::new(url, &[]).unwrap_err();
            assert_eq!(problem.code, code, "{url}");
        }
        let named = InstanceUrl::new("http://acme.my.salesforce.com", &[]).unwrap_err();
        assert!(named.message.contains("`http://acme.my.salesforce.com`"));
    }

    #[test]
    fn messages_repeat_no_secret_of_an_address() {
        for (given, named) in [
            (
                "https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=SECRET",
                "`https://acme.my.salesforce.com/secur/frontdoor.jsp…`",
            ),
            ("https://acme.my.salesforce.com#access_token=SECRET", "`https://acme.my.salesforce.com…`"),
            ("https://user:SECRET@acme.my.salesforce.com", "`…acme.my.salesforce.com`"),
            ("https://user:SEC@RET@acme.my.salesforce.com", "`…acme.my.salesforce.com`"),
        ] {
            for problem in [
                InstanceUrl::new(given, &[]).unwrap_err(),
                InstanceUrl::new(given, &[given.to_owned()]).unwrap_err(),
                InstanceUrl::new("https://acme.my.salesforce.com", &[given.to_owned()]).unwrap_err(),
            ] {
                assert!(problem.message.starts_with(named), "{}", problem.message);
                assert!(!problem.help.as_deref().unwrap_or_default().contains("SEC"));
            }
        }
    }

    #[test]
    fn accepts_other_origins_only_by_exact_opt_in() {
        let allowed = vec!["http://localhost:8081".to_owned(), "https://portal.example/".to_owned()];
        assert!(InstanceUrl::new("http://localhost:8081", &allowed).is_ok());
        assert!(InstanceUrl::new("http://localhost:8081/", &allowed).is_ok());
        assert!(InstanceUrl::new("https://portal.example", &allowed).is_ok());
        assert!(InstanceUrl::new("http://localhost:8082", &allowed).is_err());
        assert!(InstanceUrl::new("http://portal.example", &allowed).is_err());
    }

    #[test]
    fn normalizes_allowed_origins_like_a_url_parser() {
        for (allowed, instance, origin) in [
            ("https://proxy.example:443", "https://proxy.example", "https://proxy.example"),
            ("https://proxy.example", "https://proxy.example:443/", "https://proxy.example"),
            ("http://localhost:80", "http://localhost", "http://localhost"),
            ("http://localhost:080/", "http://localhost:80", "http://localhost"),
            ("http://127.0.0.1:8081", "http://127.0.0.1:8081", "http://127.0.0.1:8081"),
            ("https://proxy.example:", "https://proxy.example", "https://proxy.example"),
            ("HTTPS://Proxy.Example/", "https://PROXY.example", "https://proxy.example"),
            ("https://proxy.example:0444", "https://proxy.example:444", "https://proxy.example:444"),
            ("https://10.0.0.24", "https://10.0.0.24", "https://10.0.0.24"),
            (
                "https://xn--bcher-kva.example",
                "https://xn--bcher-kva.example",
                "https://xn--bcher-kva.example",
            ),
            ("https://intranet", "https://intranet", "https://intranet"),
        ] {
            let url = InstanceUrl::new(instance, &[allowed.to_owned()]).unwrap();
            assert_eq!(url.as_str(), origin, "{allowed}");
        }
    }

    #[test]
    fn rejects_an_allowed_origin_that_cannot_match() {
        for (allowed, reason) in [
            ("https://24", "a number"),
            ("https://0x18", "a number"),
            ("https://127.1", "a number"),
            ("https://10.0.0.024", "a number"),
            ("https://proxy.example.1", "a number"),
            ("https://256.1.1.1", "a number"),
            ("https://proxy.example.", "ends with a dot"),
            ("https://proxy..example", "not a DNS name"),
            ("https://proxy_one.example", "not a DNS name"),
            ("https://*.example", "not a DNS name"),
            ("https://", "not a DNS name"),
            ("https://proxy.example/sf", "a path"),
            ("https://proxy.example//", "a path"),
            ("https://proxy.example?x", "a path"),
            ("https://proxy.example#x", "a path"),
            ("https://proxy.example\\", "a path"),
            ("https://user:pw@proxy.example", "credentials"),
            ("https://proxy.example:0", "its port"),
            ("https://proxy.example:65536", "its port"),
            ("https://proxy.example:99999999999", "its port"),
            ("https://proxy.example:44x", "its port"),
            ("https://proxy.example:-1", "its port"),
            ("https://proxy.example:25", "browsers block"),
            ("http://localhost:6000", "browsers block"),
            ("https://proxy.example:06667", "browsers block"),
            ("https://proxy.example:10080/", "browsers block"),
            ("https://[::1]", "IPv6"),
            ("http://[::1]:8081", "IPv6"),
            ("http://proxy.example", "plain `http`"),
            ("https://bücher.example", "xn--"),
            ("https://proxy.example ", "a blank"),
            ("https://pro\nxy.example", "a blank"),
            ("null", "https://"),
            ("*", "https://"),
            ("proxy.example", "https://"),
            ("https:proxy.example", "https://"),
            ("file:///tmp", "https://"),
            ("data:text/html,x", "https://"),
            ("", "https://"),
        ] {
            let list = ["https://proxy.example".to_owned(), allowed.to_owned()];
            let problem = InstanceUrl::new("https://proxy.example", &list).unwrap_err();
            assert_eq!(problem.code, Code::InvalidOptions, "{allowed}");
            assert!(problem.message.contains(reason), "{allowed}: {}", problem.message);
        }
    }

    #[test]
    fn links_to_lightning() {
        let id = RecordId::new("006R0000001rboIIAQ").unwrap();
        let link = |url| {
            InstanceUrl::new(url, &["http://localhost:8081".to_owned()])
                .unwrap()
                .record_link("Opportunity", &id)
        };
        assert_eq!(
            link("https://acme--uat.sandbox.my.salesforce.com").unwrap(),
            "https://acme--uat.sandbox.lightning.force.com/lightning/r/Opportunity/006R0000001rboIIAQ/view"
        );
        assert_eq!(link("http://localhost:8081").unwrap(), "http://localhost:8081/006R0000001rboIIAQ");
        assert_eq!(link("https://api.salesforce.com"), None, "it has no pages");
    }

    #[test]
    fn accepts_a_proxy_on_its_own_origin_only() {
        let url = "https://portal.example/sf";
        let problem = InstanceUrl::new(url, &["https://portal.example".to_owned()]).unwrap_err();
        assert_eq!(problem.code, Code::InvalidInstanceUrl);
        let help = problem.help.unwrap();
        assert_eq!(help, "give the address without a path; a proxy needs an origin of its own");
        let problem = InstanceUrl::new(url, &[url.to_owned()]).unwrap_err();
        assert_eq!(problem.code, Code::InvalidInstanceUrl);
        assert!(problem.message.ends_with("it has a path or a query"), "{}", problem.message);
    }
}
