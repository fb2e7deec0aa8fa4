//! Finds the stage that words mean.

use crate::base::text::fold;
use crate::org::{OrgStage, Stage};

/// The result of looking up a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One stage.
    One(Stage),
    /// Several possible stages.
    Several(Vec<Stage>),
    /// A stage of the org that this record's sales process does not contain.
    NotHere(OrgStage),
    /// No stage.
    None,
}

/// Finds a stage of the record's sales process.
///
/// The API name takes precedence over the label, an exact match over one with other case or accents, and the
/// whole name over a prefix. Several matches on the same level are ambiguous.
#[must_use]
pub fn resolve(words: &str, process: &[Stage], org: &[OrgStage]) -> Resolution {
    let folded = fold(words);
    if folded.is_empty() {
        return Resolution::None;
    }
    let steps: [&dyn Fn(&Stage) -> bool; 4] = [
        &|stage| stage.value == words,
        &|stage| stage.label == words,
        &|stage| fold(&stage.value) == folded || fold(&stage.label) == folded,
        &|stage| fold(&stage.value).starts_with(&folded) || fold(&stage.label).starts_with(&folded),
    ];
    for fits in steps {
        let mut found: Vec<_> = process.iter().filter(|stage| fits(stage)).cloned().collect();
        match found.len() {
            0 => {}
            1 => return Resolution::One(found.remove(0)),
            _ => return Resolution::Several(found),
        }
    }
    // Only whole names: a prefix of another process's stage does not help.
    let elsewhere = |row: &&OrgStage| fold(&row.stage.value) == folded || fold(&row.stage.label) == folded;
    org.iter().find(elsewhere).cloned().map_or(Resolution::None, Resolution::NotHere)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(value: &str, label: &str) -> Stage {
        Stage {
            value: value.into(),
            label: label.into(),
            probability: None,
            forecast_category: None,
            closed: false,
            won: false,
            flags_unknown: false,
        }
    }

    #[test]
    fn words_find_their_stage() {
        let process = [
            stage("Prospecting", "Prospecting"),
            stage("Negotiation/Review", "Négociation"),
            stage("Closed Won", "Closed Won"),
            stage("Closed Lost", "Closed Lost"),
            stage("受注", "受注"),
            stage("Won", "Closed Won (old)"),
        ];
        let inactive =
            OrgStage { stage: stage("Perception Analysis", "Perception Analysis"), active: false, order: 3 };
        let found = |words: &str| match resolve(words, &process, std::slice::from_ref(&inactive)) {
            Resolution::One(stage) => stage.value,
            Resolution::Several(stages) => {
                stages.into_iter().map(|stage| stage.value).collect::<Vec<_>>().join("|")
            }
            Resolution::NotHere(row) => format!("not here: {}", row.stage.value),
            Resolution::None => "none".into(),
        };
        for (words, expected) in [
            ("Closed Won", "Closed Won"),
            ("closed  won", "Closed Won"),
            ("won", "Won"),
            ("négociation", "Negotiation/Review"),
            ("NEGOCIATION", "Negotiation/Review"),
            ("nego", "Negotiation/Review"),
            ("prosp", "Prospecting"),
            ("Closed", "Closed Won|Closed Lost|Won"),
            ("受", "受注"),
            ("perception analysis", "not here: Perception Analysis"),
            ("perception", "none"),
            ("Open", "none"),
            ("", "none"),
            ("  ", "none"),
        ] {
            assert_eq!(found(words), expected, "{words}");
        }
    }
}
