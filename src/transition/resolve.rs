//! Which stage do the words mean?

use crate::base::text::fold;
use crate::org::{OrgStage, Stage};

/// What words for a stage come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// This stage.
    One(Stage),
    /// Any of these.
    Several(Vec<Stage>),
    /// A stage of the org, but none that this record may have.
    NotHere(OrgStage),
    /// No stage at all.
    None,
}

/// Finds the stage among those of the record's sales process.
///
/// The API name wins over the label, the exact spelling over one of other case or accents, and the whole over a
/// beginning. Within one of these steps, several stages mean that a person has to say which.
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
    // The whole name alone: the beginning of another process's stage is no help.
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
            unsure: false,
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
