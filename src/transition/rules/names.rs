//! The labels of fields, and whether this user can edit them here.

use crate::base::FieldName;
use crate::org::ObjectInfo;
use crate::transition::help::{self, Advice};

/// The fields as the user has them.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    /// The org's description of the fields. Without it, names serve as labels.
    pub info: &'a ObjectInfo,
    /// The fields that the user interface lets the user edit; `None` if unknown.
    pub editable: Option<&'a [FieldName]>,
}

impl Names<'_> {
    pub(super) fn label(&self, name: &FieldName) -> String {
        self.info.label(name)
    }

    /// Returns true unless the user is known to be unable to edit the field.
    pub(super) fn editable(&self, name: &FieldName) -> bool {
        self.may_edit(name) && self.offered(name)
    }

    fn may_edit(&self, name: &FieldName) -> bool {
        self.info.fields.is_empty() || self.info.field(name).is_some_and(|field| field.updateable)
    }

    fn offered(&self, name: &FieldName) -> bool {
        let same = |known: &FieldName| known.as_str().eq_ignore_ascii_case(name.as_str());
        same_name(name, "StageName") || self.editable.is_none_or(|fields| fields.iter().any(same))
    }

    /// Returns whom to ask, or where to go, for a field that the user cannot edit here.
    pub(super) fn way_out(&self, name: &FieldName) -> Option<Advice> {
        if !self.may_edit(name) {
            Some(help::ASK_COLLEAGUE)
        } else if !self.offered(name) {
            Some(help::EDIT_IN_SALESFORCE)
        } else {
            None
        }
    }
}

fn same_name(name: &FieldName, other: &str) -> bool {
    name.as_str().eq_ignore_ascii_case(other)
}
