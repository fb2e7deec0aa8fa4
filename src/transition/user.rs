//! The user who makes a move, as far as rules use it.

use crate::base::{FieldValue, RecordId};

/// A user. Rules that depend on a missing attribute are undecided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The user's record id.
    pub id: Option<String>,
    /// The name or the id of the profile.
    pub profile: Option<String>,
    /// The name or the id of the role.
    pub role: Option<String>,
    /// The API names of all custom permissions of the user.
    pub permissions: Option<Vec<String>>,
    /// Fields of the user's record by API name, such as `Department`, and other global variables by path, such
    /// as `Profile.Id` or `$Organization.Country`.
    pub fields: Vec<(String, FieldValue)>,
}

impl User {
    /// Returns the value of a global variable such as `$Profile.Name`; `None` if it is unknown.
    #[must_use]
    pub fn global(&self, path: &str) -> Option<FieldValue> {
        let path = canonical(path);
        if let Some(has) = path.strip_prefix("permission.").and_then(|permission| self.has(permission)) {
            return Some(FieldValue::Bool(has));
        }
        let (given, prefix) = match &*path {
            "user.id" => (&self.id, ""),
            "profile.name" | "profile.id" => (&self.profile, "00e"),
            "userrole.name" | "userrole.id" => (&self.role, "00E"),
            _ => (&None, ""),
        };
        // The host may give profiles and roles by id.
        let is_id = |text: &&String| text.starts_with(prefix) && RecordId::new(text).is_ok();
        let fits = |text: &&String| prefix.is_empty() || is_id(text) == path.ends_with(".id");
        let named = given.as_ref().filter(fits).map(|text| FieldValue::Text(text.clone()));
        named.or_else(|| {
            let field = self.fields.iter().find(|(name, _)| canonical(name) == path);
            field.map(|(_, value)| value.clone())
        })
    }

    /// Returns true if the user has a permission; `None` if unknown.
    #[must_use]
    pub fn has(&self, permission: &str) -> Option<bool> {
        Some(self.permissions.as_ref()?.iter().any(|name| name.eq_ignore_ascii_case(permission)))
    }
}

/// Returns the canonical name of a global variable: lower case, without the `$`, and the same for
/// `$User.ProfileId`, `$User.Profile.Id` and `$Profile.Id`. A name without a root is a field of the user.
pub(crate) fn canonical(path: &str) -> String {
    let mut path = path.to_ascii_lowercase();
    if path.starts_with('$') {
        path.remove(0);
    } else if !["user.", "profile.", "userrole.", "organization."].iter().any(|root| path.starts_with(root)) {
        path.insert_str(0, "user.");
    }
    match path.strip_prefix("user.") {
        Some("profileid") => "profile.id".to_owned(),
        Some("userroleid") => "userrole.id".to_owned(),
        Some(rest) if rest.starts_with("profile.") || rest.starts_with("userrole.") => rest.to_owned(),
        _ => path,
    }
}

/// The users of an exemption: any of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// Profile names.
    pub profiles: Vec<Box<str>>,
    /// Role names.
    pub roles: Vec<Box<str>>,
    /// API names of custom permissions.
    pub permissions: Vec<Box<str>>,
    /// Record ids of 15 or 18 characters, or user names.
    pub users: Vec<Box<str>>,
}

impl Who {
    /// Returns true if this user is included. An unknown attribute never matches.
    #[must_use]
    pub fn means(&self, user: &User) -> bool {
        let among = |names: &[Box<str>], name: Option<&str>| {
            name.is_some_and(|name| names.iter().any(|known| **known == *name))
        };
        let same_id = |known: &str| {
            user.id.as_deref().is_some_and(|id| id.get(..15).is_some_and(|id| known.get(..15) == Some(id)))
        };
        let named = user.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("Username"));
        among(&self.profiles, user.profile.as_deref())
            || among(&self.roles, user.role.as_deref())
            || self.permissions.iter().any(|permission| user.has(permission) == Some(true))
            || self.users.iter().any(|known| same_id(known))
            || among(&self.users, named.and_then(|(_, value)| value.as_text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_attributes_never_match() {
        let user = User {
            id: Some("005000000000001AAA".into()),
            profile: Some("Sales Manager".into()),
            permissions: Some(vec!["Reopen_Deals".into()]),
            fields: vec![("Username".into(), FieldValue::Text("ann@acme.example".into()))],
            ..User::default()
        };
        let list = |names: &[&str]| names.iter().map(|name| Box::from(*name)).collect();
        let who = |kind: &str, names: &[&str]| match kind {
            "profile" => Who { profiles: list(names), ..Who::default() },
            "role" => Who { roles: list(names), ..Who::default() },
            "permission" => Who { permissions: list(names), ..Who::default() },
            _ => Who { users: list(names), ..Who::default() },
        };
        for (kind, name, expected) in [
            ("profile", "Sales Manager", true),
            ("profile", "Sales", false),
            ("role", "CEO", false),
            ("permission", "reopen_deals", true),
            ("user", "005000000000001", true),
            ("user", "005000000000002AAA", false),
            ("user", "ann@acme.example", true),
        ] {
            assert_eq!(who(kind, &["x", name]).means(&user), expected, "{kind} {name}");
            assert!(!who(kind, &[name]).means(&User::default()), "{kind} {name}");
        }
        assert_eq!(user.global("$permission.Other"), Some(FieldValue::Bool(false)));
        assert_eq!(User::default().global("$Permission.Other"), None);
    }
}
