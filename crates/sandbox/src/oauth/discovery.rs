//! `GET /.well-known/openid-configuration`, `/.well-known/auth-configuration`, `/services/oauth2/id/keys`: open
//! to every origin.

use serde_json::json;

use crate::message::Reply;
use crate::world::World;

/// OpenID Connect discovery.
pub fn openid(base: &str) -> Reply {
    let at = |path: &str| format!("{base}/services/oauth2/{path}");
    Reply::ok(json!({
        "issuer": base, "authorization_endpoint": at("authorize"), "token_endpoint": at("token"),
        "revocation_endpoint": at("revoke"), "introspection_endpoint": at("introspect"),
        "userinfo_endpoint": at("userinfo"), "jwks_uri": format!("{base}/id/keys"),
        "scopes_supported": ["api", "refresh_token", "offline_access", "openid", "profile", "email", "full"],
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "none"],
    }))
}

/// The configuration for login pages.
pub fn auth(world: &World, base: &str) -> Reply {
    Reply::ok(json!({
        "OrgConfig": { "OrganizationId": world.org.id.to_string(), "MyDomainName": base },
        "SamlProviders": null, "AuthProviders": null, "LoginPage": { "DefaultLoginPage": "Login" },
    }))
}

/// The sandbox does not sign id tokens.
pub fn keys() -> Reply {
    Reply::ok(json!({ "keys": [] }))
}
