//! The address of an org, and which hosts may see a token.

use std::fmt;

use crate::error::{Code, Problem};

/// The origin of an org, checked: `https` and one of Salesforce's own hosts, or allowed by name.
#[derive(Clone, PartialEq, Eq)]
pub struct InstanceUrl(String);

/// The domains under which orgs answer the API.
const SALESFORCE: [&str; 3] = [".my.salesforce.com", ".my.salesforce.mil", ".my.sfcrmproducts.cn"];

/// Answers for every org.
const SHARED_HOST: &str = "api.salesforce.com";

impl InstanceUrl {
    /// Reads and checks an address.
    ///
    /// The grammar is far narrower than that of URLs, so that every URL parser reads an accepted address alike:
    /// scheme, lower-case host, and for allowed origins a port; no credentials, path, query or trailing dot.
    ///
    /// # Errors
    /// If the address is not such an origin, or its host may not receive the token.
    pub fn new(text: &str, allowed_origins: &[String]) -> Result<Self, Problem> {
        let origin = text.strip_suffix('/').unwrap_or(text);
        if allowed_origins.iter().any(|allowed| allowed.strip_suffix('/').unwrap_or(allowed) == origin) {
            return if is_origin(origin) { Ok(Self(origin.into())) } else { Err(invalid(text)) };
        }
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

    /// The origin, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for an org's address under one of Salesforce's own domains.
    #[must_use]
    pub fn is_salesforces(&self) -> bool {
        let host = self.0.strip_prefix("https://").unwrap_or_default();
        SALESFORCE.iter().any(|domain| host.strip_suffix(domain).is_some_and(is_host))
    }

    /// Where a person opens the record: the Lightning host of the same org. The host that answers for every org has no
    /// pages.
    #[must_use]
    pub fn record_link(&self, sobject: &str, id: &crate::record::RecordId) -> Option<String> {
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

fn invalid(text: &str) -> Problem {
    let problem =
        Problem::new(Code::InvalidInstanceUrl, format!("`{text}` is not the `https` origin of an org"));
    match text.split_once("://") {
        Some((_, rest)) if rest.trim_end_matches('/').contains('/') => {
            problem.with_help("give the address without a path; a proxy needs an origin of its own")
        }
        _ => problem,
    }
}

/// An origin that the host named itself: plain `http` is for localhost alone, as with Salesforce's CORS list.
fn is_origin(origin: &str) -> bool {
    let (authority, plain) = match (origin.strip_prefix("https://"), origin.strip_prefix("http://")) {
        (Some(authority), _) => (authority, false),
        (None, Some(authority)) => (authority, true),
        (None, None) => return false,
    };
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let port_is_number = port.is_none_or(|port| {
        port.len() <= 5
            && port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    is_host(host) && port_is_number && (!plain || matches!(host, "localhost" | "127.0.0.1"))
}

/// Lower-case DNS labels with single dots between them.
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
    use crate::record::RecordId;

    #[test]
    fn salesforce_hosts_pass() {
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
    fn everything_else_is_refused_before_a_token_is_near() {
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
    fn other_origins_only_by_exact_opt_in() {
        let allowed = vec![
            "http://localhost:8081".to_owned(),
            "https://portal.example/".to_owned(),
            "http://evil.example".to_owned(),
        ];
        assert!(InstanceUrl::new("http://localhost:8081", &allowed).is_ok());
        assert!(InstanceUrl::new("http://localhost:8081/", &allowed).is_ok());
        assert!(InstanceUrl::new("https://portal.example", &allowed).is_ok());
        assert!(InstanceUrl::new("http://localhost:8082", &allowed).is_err());
        assert!(
            InstanceUrl::new("http://evil.example", &allowed).is_err(),
            "plain http is for localhost alone"
        );
        assert!(InstanceUrl::new("http://localhost:99999", &["http://localhost:99999".to_owned()]).is_err());
    }

    #[test]
    fn the_link_leads_to_lightning() {
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
    fn a_proxy_needs_an_origin_of_its_own() {
        let url = "https://portal.example/sf";
        for allowed in ["https://portal.example", url] {
            let problem = InstanceUrl::new(url, &[allowed.to_owned()]).unwrap_err();
            assert_eq!(problem.code, Code::InvalidInstanceUrl);
            let help = problem.help.unwrap();
            assert_eq!(help, "give the address without a path; a proxy needs an origin of its own");
        }
    }
}
