//! The user who makes a move, as far as rules use it.

use crate::base::map::Map;
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
        self.variable(path, &|path| {
            self.fields.iter().find(|(name, _)| canonical(name) == path).map(|(_, value)| value.clone())
        })
    }

    /// Returns the values of many global variables, with the names of the fields read once.
    pub(crate) fn globals(&self) -> impl Fn(&str) -> Option<FieldValue> {
        // Of several fields with the same name the first one counts.
        let fields: Map<String, &FieldValue> =
            self.fields.iter().rev().map(|(name, value)| (canonical(name), value)).collect();
        move |path| self.variable(path, &|path| fields.get(path).map(|value| (*value).clone()))
    }

    fn variable(&self, path: &str, field: &dyn Fn(&str) -> Option<FieldValue>) -> Option<FieldValue> {
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
        named.or_else(|| field(&path))
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
    /// Names or ids of profiles.
    pub profiles: Vec<Box<str>>,
    /// Names or ids of roles.
    pub roles: Vec<Box<str>>,
    /// API names of custom permissions.
    pub permissions: Vec<Box<str>>,
    /// Record ids of 15 or 18 characters, or user names.
    pub users: Vec<Box<str>>,
}

impl Who {
    /// Returns true if this user is included. An unknown attribute never matches. Each attribute counts in
    /// whichever way the host gives it, as in formulas.
    #[must_use]
    pub fn means(&self, user: &User) -> bool {
        let among = |names: &[Box<str>], path: &str| {
            let value = (!names.is_empty()).then(|| user.global(path)).flatten();
            let Some(text) = value.as_ref().and_then(FieldValue::as_text) else { return false };
            let same_id = |known: &str| text.get(..15).is_some_and(|id| known.get(..15) == Some(id));
            let is_id = path.ends_with(".Id");
            names.iter().any(|known| if is_id { same_id(known) } else { **known == *text })
        };
        let has = |permission: &str| user.global(&["$Permission.", permission].concat());
        among(&self.profiles, "$Profile.Name")
            || among(&self.profiles, "$Profile.Id")
            || among(&self.roles, "$UserRole.Name")
            || among(&self.roles, "$UserRole.Id")
            || self.permissions.iter().any(|name| has(name) == Some(FieldValue::Bool(true)))
            || among(&self.users, "$User.Id")
            || among(&self.users, "$User.Username")
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
        let by_fields = |fields: &[(&str, FieldValue)]| User {
            fields: fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            ..User::default()
        };
        let text = |value: &str| FieldValue::Text(value.into());
        for (kind, name, field, value) in [
            ("profile", "Sales Manager", "Profile.Name", text("Sales Manager")),
            ("profile", "00e000000000001", "ProfileId", text("00e000000000001AAA")),
            ("role", "CEO", "$UserRole.Name", text("CEO")),
            ("role", "00E000000000001AAA", "UserRoleId", text("00E000000000001")),
            ("permission", "Reopen_Deals", "$Permission.Reopen_Deals", FieldValue::Bool(true)),
            ("user", "005000000000001", "Id", text("005000000000001AAA")),
            ("user", "ann@acme.example", "$User.Username", text("ann@acme.example")),
        ] {
            assert!(who(kind, &[name]).means(&by_fields(&[(field, value.clone())])), "{kind} {field}");
            assert!(!who(kind, &["x"]).means(&by_fields(&[(field, value)])), "{kind} {field}");
        }
        let by_id = User { profile: Some("00e000000000001AAA".into()), ..User::default() };
        assert!(who("profile", &["00e000000000001"]).means(&by_id));
        assert!(!who("profile", &["00e000000000002"]).means(&by_id));
        assert!(!who("profile", &[""]).means(&User::default()), "unknown is not empty");
        assert_eq!(user.global("$permission.Other"), Some(FieldValue::Bool(false)));
        assert_eq!(User::default().global("$Permission.Other"), None);
    }
}
