//! The traits through which the rest of the core uses rules.
//!
//! Documents and formulas are read, bound and evaluated behind these traits. In a split build, that code is a
//! part that is loaded if there are rules; [`StandardRules`](super::StandardRules) work without it.

use std::fmt::Debug;
use std::rc::Rc;

use super::names::Names;
use super::offered::KeyFields;
use crate::base::{FieldName, FieldValue, FieldValues, Snapshot, Today};
use crate::org::{ObjectInfo, OrgDocument, Stage};
use crate::transition::input::ProposalInput;
use crate::transition::kind::Transition;
use crate::transition::user::User;
use crate::transition::verdict::Verdict;

/// Rules that were read and are not yet bound to the fields that the org describes.
pub trait UnboundRules: Debug {
    /// The same demands of the portal's owner, in an org that says something else of itself; `None` if the org has
    /// validation rules and nothing can read them.
    fn in_org(&self, org: OrgDocument, reader: Option<RuleReader>) -> Option<Rc<dyn UnboundRules>>;

    /// The fields that a record has to be read with, so that as much as possible can be decided.
    fn fields(&self) -> Vec<FieldName>;

    /// The fields that the org's own rules look at.
    fn fields_of_org_rules(&self) -> Vec<FieldName>;

    /// Binds the rules to the fields that the org describes.
    fn bind(self: Rc<Self>, info: &ObjectInfo) -> Rc<dyn BoundRules>;
}

/// Rules that are ready to judge.
pub trait BoundRules: Debug {
    /// The org document.
    fn org(&self) -> &OrgDocument;

    /// The key fields and the guidance of a stage.
    fn key_fields(&self, record_type: Option<&str>, stage: &str) -> KeyFields;

    /// Lays out what rules read of the user.
    fn globals(&self, user: &User) -> Globals;

    /// Lays out a record before any change, once for all its moves.
    fn lay_out<'a>(
        &'a self,
        globals: &'a Globals,
        record: &'a Snapshot,
        today: Today,
    ) -> Box<dyn LaidOut + 'a>;

    /// Puts the host's own texts in place of ours.
    fn reword(&self, verdict: &mut Verdict);
}

/// The values of the user, in the order of the slots: laid out once for many records.
#[derive(Debug, Default)]
pub struct Globals(pub(super) Vec<Option<FieldValue>>);

/// A record as rules read it.
pub trait LaidOut {
    /// Adds all findings about a move to a verdict, never only the first.
    fn judge(&self, change: &Move<'_>, verdict: &mut Verdict);
}

/// A move, with everything that rules can read.
#[derive(Clone, Copy, Debug)]
pub struct Move<'a> {
    /// The stage that the record moves to; none if it stays.
    pub stage: Option<&'a Stage>,
    /// The fields to write.
    pub writes: &'a FieldValues,
    /// The kind of move.
    pub transition: &'a Transition<'a>,
    /// The user who makes it.
    pub user: &'a User,
    /// The day of the move.
    pub today: Today,
    /// The user's reason, approvals and acknowledged warnings.
    pub input: &'a ProposalInput,
    /// The fields as the user has them.
    pub names: Names<'a>,
}

/// Reads the validation rules of an org, with the standard document.
#[derive(Clone, Copy, Debug)]
pub struct RuleReader(pub fn(OrgDocument) -> Rc<dyn UnboundRules>);

/// There is one.
impl PartialEq for RuleReader {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for RuleReader {}

/// Rules that several hold, compared by identity: the same text read twice makes two.
#[derive(Clone, Debug)]
pub struct SharedRules(Rc<dyn UnboundRules>);

impl SharedRules {
    /// The same demands of the portal's owner in another org, as [`UnboundRules::in_org`] has them.
    #[must_use]
    pub fn in_org(&self, org: OrgDocument, reader: Option<RuleReader>) -> Option<Self> {
        self.0.in_org(org, reader).map(Self)
    }

    /// Binds the rules to the fields that the org describes.
    #[must_use]
    pub fn bind(&self, info: &ObjectInfo) -> Rc<dyn BoundRules> {
        Rc::clone(&self.0).bind(info)
    }

    /// The fields that a record has to be read with, so that as much as possible can be decided.
    #[must_use]
    pub fn fields(&self) -> Vec<FieldName> {
        self.0.fields()
    }

    /// The fields that the org's own rules look at.
    #[must_use]
    pub fn fields_of_org_rules(&self) -> Vec<FieldName> {
        self.0.fields_of_org_rules()
    }
}

impl<T: UnboundRules + 'static> From<T> for SharedRules {
    fn from(rules: T) -> Self {
        Self(Rc::new(rules))
    }
}

impl PartialEq for SharedRules {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(Rc::as_ptr(&self.0), Rc::as_ptr(&other.0))
    }
}

impl Eq for SharedRules {}

/// As [`SharedRules`], by identity.
impl PartialEq for dyn BoundRules {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::addr_eq(self, other)
    }
}

impl Eq for dyn BoundRules {}
