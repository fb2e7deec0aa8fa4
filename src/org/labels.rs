//! The org's labels for the object and the fields that messages mention. Administrators rename and translate
//! them (Setup, Rename Tabs and Labels).

use serde::Serialize;

use super::ObjectInfo;
use crate::base::FieldName;
use crate::base::text::without;

/// The org's labels in the user's language; each is `None` until the org has sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Labels {
    /// The object: Opportunity, unless it was renamed.
    pub object: Option<String>,
    /// The object's plural label.
    pub object_plural: Option<String>,
    /// `StageName`.
    pub stage: Option<String>,
    /// `Amount`.
    pub amount: Option<String>,
    /// `CloseDate`.
    pub close_date: Option<String>,
    /// `OwnerId`, without "ID" at the end.
    pub owner: Option<String>,
    /// `AccountId`, without "ID" at the end.
    pub account: Option<String>,
    /// `RecordTypeId`, without "ID" at the end.
    pub record_type: Option<String>,
}

impl ObjectInfo {
    /// Returns the labels that messages use.
    #[must_use]
    pub fn labels(&self) -> Labels {
        Labels {
            object: self.label.clone(),
            object_plural: self.label_plural.clone(),
            stage: self.own_label("StageName"),
            amount: self.own_label("Amount"),
            close_date: self.own_label("CloseDate"),
            owner: self.lookup_label("OwnerId"),
            account: self.lookup_label("AccountId"),
            record_type: self.lookup_label("RecordTypeId"),
        }
    }

    /// Returns the label of a field, unless Salesforce sends the API name instead of a label.
    fn own_label(&self, name: &'static str) -> Option<String> {
        let label = &self.field(&FieldName::known(name))?.label;
        (!label.is_empty() && label != name).then(|| label.clone())
    }

    /// Returns the label of the record behind a lookup. The org labels the id: "Owner ID" means the owner. In
    /// languages that put "ID" first and inflect the rest, there is no label that can be derived.
    fn lookup_label(&self, name: &'static str) -> Option<String> {
        let label = self.own_label(name)?;
        let stem = without(&label, "id").map(|stem| stem.trim_end_matches([' ', '\u{a0}', '-', '_', '.']));
        let label = match stem {
            Some(stem) if label.ends_with("ID") || stem.len() + 2 < label.len() => stem,
            _ => &label,
        };
        let starts_with_id = label.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("id"))
            && !label.chars().nth(2).is_some_and(char::is_alphabetic);
        (!label.is_empty() && !starts_with_id).then(|| label.to_owned())
    }
}

impl Labels {
    /// Returns the object's label for an English sentence.
    #[must_use]
    pub fn object_in_sentence(&self) -> String {
        in_sentence(self.object.as_deref().unwrap_or("opportunity"))
    }

    /// Returns the object's label with an article: "an opportunity", "a deal".
    #[must_use]
    pub fn an_object(&self) -> String {
        let object = self.object_in_sentence();
        let article =
            if object.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
        format!("{article} {object}")
    }

    /// Returns the plural label for an English sentence.
    #[must_use]
    pub fn objects_in_sentence(&self) -> String {
        in_sentence(self.object_plural.as_deref().unwrap_or("opportunities"))
    }

    /// Returns the label of `StageName` for an English sentence.
    #[must_use]
    pub fn stage_in_sentence(&self) -> String {
        in_sentence(self.stage.as_deref().unwrap_or("stage"))
    }

    /// Returns the label of `Amount` for an English sentence.
    #[must_use]
    pub fn amount_in_sentence(&self) -> String {
        in_sentence(self.amount.as_deref().unwrap_or("amount"))
    }

    /// Returns the label of `CloseDate` for an English sentence.
    #[must_use]
    pub fn close_date_in_sentence(&self) -> String {
        in_sentence(self.close_date.as_deref().unwrap_or("close date"))
    }
}

/// Changes the case of a label for an English sentence: "Close Date" becomes "close date", while "RFP" and
/// "iDeal" stay.
#[must_use]
pub fn in_sentence(label: &str) -> String {
    let word = |word: &str| {
        let small = word.chars().skip(1).all(|letter| letter.is_ascii_lowercase() || !letter.is_alphabetic());
        if small && word.len() > 1 && word.is_ascii() { word.to_ascii_lowercase() } else { word.to_owned() }
    };
    label.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::FieldInfo;

    #[test]
    fn adapts_labels_to_a_sentence() {
        for (label, expected) in [
            ("Deal", "deal"),
            ("Close Date", "close date"),
            ("RFP", "RFP"),
            ("RFP Deal", "RFP deal"),
            ("iDeal", "iDeal"),
            ("Plan B", "plan B"),
            ("Établissement", "Établissement"),
            ("商談", "商談"),
        ] {
            assert_eq!(in_sentence(label), expected);
        }
    }

    #[test]
    fn names_a_lookup_after_the_record_behind_it() {
        for (label, expected) in [
            ("Owner ID", Some("Owner")),
            ("Inhaber-ID", Some("Inhaber")),
            ("所有者 ID", Some("所有者")),
            ("Verkäufer", Some("Verkäufer")),
            ("Madrid", Some("Madrid")),
            ("ID du propriétaire", None),
            ("Id. del propietario", None),
            ("Ideas", Some("Ideas")),
            ("OwnerId", None),
            ("ID", None),
        ] {
            let name = FieldName::known("OwnerId");
            let field = FieldInfo {
                name: name.clone(),
                label: label.into(),
                data_type: "Reference".into(),
                required: false,
                updateable: true,
                length: None,
                precision: None,
                scale: None,
                controller: None,
                calculated: false,
            };
            let info = ObjectInfo { fields: [(name, field)].into(), ..ObjectInfo::default() };
            assert_eq!(info.labels().owner.as_deref(), expected, "{label}");
        }
    }
}
