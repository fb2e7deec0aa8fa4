//! An authenticated call of the API.

use crate::message::{Reply, Req};
use crate::org::id::Id;
use crate::problem::Outcome;
use crate::world::World;

/// The newest supported version: Summer '26.
pub const NEWEST: u32 = 67;
/// The oldest supported version; 21 to 30 were retired in Summer '25.
pub const OLDEST: u32 = 31;

/// Runs a call by its path within a version.
pub type Route = fn(&mut Call<'_>, &[&str]) -> Outcome<Reply>;

/// An API call.
#[derive(Debug)]
pub struct Call<'a> {
    /// The state of the sandbox.
    pub world: &'a mut World,
    /// The request.
    pub req: &'a Req,
    /// The token's user.
    pub user: Id,
    /// The requested API version.
    pub version: u32,
    /// `http://host:port`.
    pub base: &'a str,
    /// Runs a subrequest of a composite request.
    pub route: Route,
}

impl Call<'_> {
    /// Returns a path such as `/services/data/v67.0/query`.
    pub fn path(&self, rest: &str) -> String {
        format!("/services/data/v{}.0{rest}", self.version)
    }
}
