//! OAuth 2.0 and the identity service.

mod identity;

use crate::message::{Reply, Req};
use crate::world::World;

/// Answers what lies outside of `/services/data`; `None` is a path that is not there.
pub fn answer(world: &mut World, req: &Req, segments: &[&str], base: &str) -> Option<Reply> {
    Some(match segments {
        ["services", "oauth2", "userinfo"] => identity::userinfo(world, req, base),
        ["id", org, user] => identity::identity(world, req, org, user, base),
        _ => return None,
    })
}
