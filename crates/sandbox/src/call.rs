//! A call on the API, as every resource gets it.

use crate::message::{Reply, Req};
use crate::org::id::Id;
use crate::problem::Outcome;
use crate::world::World;

/// The newest version that is served: Summer '26.
pub const NEWEST: u32 = 67;
/// The oldest one; 21 to 30 were retired in Summer '25.
pub const OLDEST: u32 = 31;

/// Answers a call by its path within a version.
pub type Route = fn(&mut Call<'_>, &[&str]) -> Outcome<Reply>;

/// A call on the API.
#[derive(Debug)]
pub struct Call<'a> {
    /// The org and the rest.
    pub world: &'a mut World,
    /// The request.
    pub req: &'a Req,
    /// Whose token it is.
    pub user: Id,
    /// API version asked for.
    pub version: u32,
    /// `http://host:port`.
    pub base: &'a str,
    /// Answers a part of a composite request.
    pub route: Route,
}

impl Call<'_> {
    /// `/services/data/v67.0` and what follows.
    pub fn path(&self, rest: &str) -> String {
        format!("/services/data/v{}.0{rest}", self.version)
    }
}
