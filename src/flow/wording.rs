//! Every sentence of the conversation, in one place.

use super::view::{TextPart, parts};

pub(super) const CARD_TITLE: &str = "Please confirm the details";
pub(super) const OPPORTUNITY: &str = "Opportunity";
pub(super) const CURRENT_STAGE: &str = "Current Stage";
pub(super) const NEW_STAGE: &str = "New Stage";

pub(super) const CONFIRM: &str = "Confirm Update";
pub(super) const EDIT: &str = "Edit Details";
pub(super) const CANCEL: &str = "Cancel";
pub(super) const TRY_AGAIN: &str = "Try Again";
pub(super) const OPEN_AGAIN: &str = "Open Again";

pub(super) const STEP_FIND: &str = "Looking for the opportunity";
pub(super) const STEP_OPEN: &str = "Reading its stage from Salesforce";
pub(super) const STEP_APPLY: &str = "Updating the opportunity in Salesforce";

pub(super) fn greeting() -> Vec<TextPart> {
    parts("Which opportunity is it about?")
}

pub(super) fn not_understood() -> Vec<TextPart> {
    parts("Ask for an opportunity by the name of its account, or say which stage to update it to.")
}

pub(super) fn finding(words: &str) -> Vec<TextPart> {
    parts(&format!("Looking for “{words}” …"))
}

pub(super) fn found_none(words: &str) -> Vec<TextPart> {
    parts(&format!("I found no opportunity for “{words}”."))
}

pub(super) fn choose(count: usize, more: bool, words: &str) -> Vec<TextPart> {
    if more {
        parts(&format!(
            "There are more than {count} opportunities for “{words}”. These come first; a longer name narrows it down."
        ))
    } else {
        parts(&format!("I found {count} opportunities for “{words}”. Which one do you mean?"))
    }
}

pub(super) fn opening() -> Vec<TextPart> {
    parts("Reading the opportunity …")
}

pub(super) fn current(subject: &str, stage: &str) -> Vec<TextPart> {
    let mut message = parts(&format!("The current stage of the {subject} opportunity is "));
    message.push(TextPart { text: stage.into(), strong: true });
    message.extend(parts("."));
    message
}

pub(super) fn already(subject: &str, stage: &str) -> Vec<TextPart> {
    let mut message = parts(&format!("The {subject} opportunity is already at "));
    message.push(TextPart { text: stage.into(), strong: true });
    message.extend(parts(". There is nothing to change."));
    message
}

pub(super) fn nothing_to_change() -> Vec<TextPart> {
    parts("There is nothing to change.")
}

pub(super) fn preview() -> Vec<TextPart> {
    parts(CARD_TITLE)
}

pub(super) fn editing() -> Vec<TextPart> {
    parts("What should the opportunity be updated to?")
}

pub(super) fn applying() -> Vec<TextPart> {
    parts("Updating the opportunity …")
}

pub(super) fn done() -> Vec<TextPart> {
    parts("OK. I've updated the opportunity.")
}

pub(super) fn done_otherwise() -> Vec<TextPart> {
    parts("OK. I've updated the opportunity, but Salesforce holds some fields otherwise than announced.")
}

pub(super) fn done_unverified() -> Vec<TextPart> {
    parts("OK. I've updated the opportunity, but could not read it again.")
}

pub(super) fn cancelled() -> Vec<TextPart> {
    parts("OK. Nothing was changed.")
}

pub(super) fn refused() -> Vec<TextPart> {
    parts("Salesforce did not accept the update. Nothing was changed.")
}

pub(super) fn outcome_unknown() -> Vec<TextPart> {
    parts("I could not find out whether the update was made.")
}

pub(super) fn failed() -> Vec<TextPart> {
    parts("That did not work.")
}
