//! Every text of the conversation in one table: its code, and the English text.
//!
//! User interfaces in other languages translate the codes, so the conversation builds no text anywhere else.
//! `pkg-template/lang/en.json` holds the same English texts for the element, and a test (`element-words`) compares the
//! two. Messages about rules and problems are in `transition` and `rest`.

use serde::Serialize;

use crate::base::codes::codes;
use crate::org::Labels;
use crate::transition::Parameters;

macro_rules! table {
    ($(#[$about:meta])+ $name:ident: $($variant:ident = $code:literal, $english:literal;)+) => {
        codes! {
            $(#[$about])+
            #[allow(missing_docs, reason = "the English text says it")]
            $name:
            $($variant = $code;)+
        }

        impl $name {
            /// Returns the English text; `{name}` stands for a parameter or for one of the org's labels
            /// ([`Parameters::naming`]), and `**` surrounds emphasized text.
            #[must_use]
            pub fn english(self) -> &'static str {
                match self { $(Self::$variant => $english,)+ }
            }
        }
    };
}

table! {
    /// A message.
    TextCode:
    Greeting = "greeting", "Which {object} is it about?";
    NotUnderstood = "not_understood", "Ask for {anObject} by name, or say which stage to update it to.";
    NotUnderstoodChoosing = "not_understood_choosing", "I did not understand that, and nothing was changed. Pick one by its position or by part of its name, or name something else.";
    NotUnderstoodCurrent = "not_understood_current", "I did not understand that, and nothing was changed. Say which stage to move it to or what else to change, ask about its values or dates, or name another one.";
    NotUnderstoodPreview = "not_understood_preview", "I did not understand that, and nothing was changed. Say “yes” to save what is shown, “cancel” to leave everything as it is, or what to change in it.";
    NotUnderstoodConflict = "not_understood_conflict", "I did not understand that, and nothing was changed. Say whose values to save, yours or theirs, or cancel.";
    Help = "help", "Say a name to look it up, or ask for a list, such as your own, open ones, or those that close this month. Nothing is written before you confirm it.";
    HelpChoosing = "help_choosing", "Pick one by its position or by part of its name, or name something else.";
    HelpCurrent = "help_current", "Say which stage to move it to or what else to change, ask about its values or dates, or name another one.";
    HelpPreview = "help_preview", "Say “yes” to save what is shown, “cancel” to leave everything as it is, or what to change in it.";
    HelpConflict = "help_conflict", "Say whose values to save, yours or theirs, or cancel.";
    OneByOne = "one_by_one", "I change one record at a time. Which one is it?";
    NoneOfThem = "none_of_them", "Which one do you mean? Try another name.";
    ValueNotUnderstood = "value_not_understood", "I did not understand the value for {label}. Nothing was changed.";
    AnswerField = "answer_field", "{label}: **{value}**";
    AnswerEmpty = "answer_empty", "{label} is empty.";
    AnswerDaysInStage = "answer_days_in_stage", "Days in **{stage}**: {days}.";
    AnswerMoved = "answer_moved", "Last changed on {date} by {by}.";
    AnswerMovedUnknown = "answer_moved_unknown", "Last changed on {date}.";
    AnswerStages = "answer_stages", "Stages it can move to: {stages}.";
    AnswerSomeStages = "answer_some_stages", "Stages it can move to: {stages}. Not now: {others}.";
    AnswerNoStages = "answer_no_stages", "It cannot move to another stage now.";
    AnswerWhy = "answer_why", "This prevents it: {reasons}";
    AnswerNothingAgainst = "answer_nothing_against", "Nothing prevents it.";
    AnswerChanges = "answer_changes", "This would change: {changes}.";
    AnswerNoChanges = "answer_no_changes", "Nothing would change.";
    Finding = "finding", "Looking for “{words}” …";
    FoundNone = "found_none", "I found no {object} for “{words}”.";
    FoundSeveral = "found_several", "I found {count} {objects} for “{words}”. Which one do you mean?";
    FoundMore = "found_more", "There are more than {count} {objects} for “{words}”. These come first; a longer name narrows it down.";
    Opening = "opening", "Reading the {object} …";
    CurrentStage = "current_stage", "The current {stageField} of the {subject} {object} is **{stage}**.";
    AlreadyThere = "already_there", "The {subject} {object} is already at **{stage}**. There is nothing to change.";
    NothingToChange = "nothing_to_change", "There is nothing to change.";
    StageAmbiguous = "stage_ambiguous", "{stages}?";
    StageUnknown = "stage_unknown", "“{stage}” is not a stage of this {object}.";
    StageInactive = "stage_inactive", "“{stage}” is a stage that is no longer used.";
    StageNotInProcess = "stage_not_in_process", "“{stage}” is not a stage of this {object}’s sales process.";
    Authored = "authored", "{message}";
    ConfirmDetails = "confirm_details", "Please confirm the details";
    Editing = "editing", "What should the {object} be updated to?";
    Updating = "updating", "Updating the {object} …";
    Updated = "updated", "OK. I've updated the {object}.";
    UpdatedMerged = "updated_merged", "OK. I've updated the {object}. Another user changed {fields} in the meantime; their changes are kept.";
    UpdatedOtherwise = "updated_otherwise", "OK. I've updated the {object}, but Salesforce saved some fields differently than shown.";
    UpdatedUnverified = "updated_unverified", "OK. I've updated the {object}, but could not read it again.";
    Cancelled = "cancelled", "OK. Nothing was changed.";
    Refused = "refused", "Salesforce did not accept the update. Nothing was changed.";
    OutcomeUnknown = "outcome_unknown", "I could not find out whether the update was made.";
    ChangedMeanwhile = "changed_meanwhile", "{by} changed the {object} after it was read here. Whose values should be saved?";
    ChangedMeanwhileUnknown = "changed_meanwhile_unknown", "Another user changed the {object} after it was read here. Whose values should be saved?";
    LeftTheirs = "left_theirs", "OK. I've left it as it is. The current {stageField} of the {subject} {object} is **{stage}**.";
    Undoing = "undoing", "Restoring the {object} …";
    Undone = "undone", "OK. I've moved the {object} back to **{stage}**.";
    UndoneFields = "undone_fields", "OK. I've restored the {object}.";
    UndoneOtherwise = "undone_otherwise", "OK. I've restored the {object}, but Salesforce saved some fields differently than shown.";
    UndoneUnverified = "undone_unverified", "OK. I've restored the {object}, but could not read it again.";
    UndoFailed = "undo_failed", "The update was not undone.";
    Failed = "failed", "That did not work.";
}

table! {
    /// A button.
    ButtonCode:
    ConfirmUpdate = "confirm_update", "Confirm Update";
    EditDetails = "edit_details", "Edit Details";
    Cancel = "cancel", "Cancel";
    Review = "review", "Review Changes";
    TryAgain = "try_again", "Try Again";
    OpenAgain = "open_again", "Open Again";
    KeepMine = "keep_mine", "Keep Mine";
    TakeTheirs = "take_theirs", "Take Theirs";
    Merge = "merge", "Merge Field by Field";
    Undo = "undo", "Undo";
}

table! {
    /// A step of the work.
    StepCode:
    FindOpportunity = "find_opportunity", "Looking for the {object}";
    ReadOpportunity = "read_opportunity", "Reading its {stageField} from Salesforce";
    UpdateOpportunity = "update_opportunity", "Updating the {object} in Salesforce";
    ReadChanges = "read_changes", "Reading what another user changed";
    UndoUpdate = "undo_update", "Restoring the {object} in Salesforce";
}

table! {
    /// A sentence that the user can send next. Each is understood in its language.
    SuggestionCode:
    Completion = "completion", "{sentence}";
    Choice = "choice", "{name}";
    Stage = "stage", "{stage}";
    MyOpen = "my_open", "What do I have open?";
    ClosingThisMonth = "closing_this_month", "What closes this month?";
    ClosingThisQuarter = "closing_this_quarter", "What closes this quarter?";
    Biggest = "biggest", "The biggest one";
    Soonest = "soonest", "The one that closes first";
    NoneOfThese = "none_of_these", "None of these";
    MoveTo = "move_to", "Move it to {stage}";
    AskStages = "ask_stages", "Which stages can it move to?";
    AskAge = "ask_age", "How long has it been in this stage?";
    AskOwner = "ask_owner", "Who owns it?";
    AskChanges = "ask_changes", "What would change?";
    LeaveAsIs = "leave_as_is", "Cancel";
    KeepMine = "keep_mine", "Keep mine";
    TakeTheirs = "take_theirs", "Take theirs";
}

table! {
    /// A row of the confirmation card.
    CardRowCode:
    Opportunity = "opportunity", "{objectLabel}";
    CurrentStage = "current_stage", "Current {stageLabel}";
    NewStage = "new_stage", "New {stageLabel}";
}

/// Returns an English label with the org's labels.
pub(super) fn label(english: &str, labels: &Labels) -> String {
    Parameters::default().naming(labels).fill(english)
}

/// A run of text, never markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextPart {
    /// The text.
    pub text: String,
    /// True for emphasis.
    pub strong: bool,
}

/// A message with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The code.
    pub code: TextCode,
    /// The parameters, unescaped.
    pub parameters: Parameters,
}

impl Text {
    /// Creates a message without parameters.
    #[must_use]
    pub fn new(code: TextCode) -> Self {
        Self { code, parameters: Parameters::default() }
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, text: &str) -> Self {
        self.parameters = self.parameters.with(name, text);
        self
    }

    /// Returns the message in English. Parameter values are text, never markup.
    #[must_use]
    pub fn parts(&self, labels: &Labels) -> Vec<TextPart> {
        let parameters = self.parameters.clone().naming(labels);
        let pieces = self.code.english().split("**").enumerate();
        pieces
            .map(|(index, piece)| TextPart { text: parameters.fill(piece), strong: index % 2 == 1 })
            .filter(|part| !part.text.is_empty())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes::typescript_union;

    const TYPES: &str = include_str!("../../../pkg-template/types/view.d.ts");

    #[test]
    fn codes_match_typescript() {
        let names = |name| typescript_union(TYPES, name);
        assert_eq!(TextCode::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>(), names("TextCode"));
        assert_eq!(ButtonCode::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>(), names("ButtonCode"));
        assert_eq!(StepCode::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>(), names("StepCode"));
        let rows: Vec<_> = CardRowCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(rows, names("CardRowCode"));
    }

    #[test]
    fn documents_the_parameters_of_each_message() {
        let (_, union) = TYPES.split_once("export type TextCode =").unwrap();
        for code in TextCode::ALL {
            let (before, _) = union.split_once(&format!("\"{}\"", code.as_str())).unwrap();
            let comment = before.rsplit('"').next().unwrap_or_default();
            let named = ["object", "objects", "anObject", "stageField"];
            let names = code.english().split('{').skip(1).filter_map(|rest| rest.split('}').next());
            for name in names.filter(|name| !named.contains(name)) {
                assert!(comment.contains(&format!("`{name}`")), "{}: {name}", code.as_str());
            }
        }
    }

    #[test]
    fn only_templates_can_emphasize() {
        let text = Text::new(TextCode::CurrentStage).with("subject", "**Acme** {stage}").with("stage", "A*B");
        let parts = text.parts(&Labels::default());
        let strong: Vec<_> = parts.iter().map(|part| (part.text.as_str(), part.strong)).collect();
        assert_eq!(
            strong,
            [
                ("The current stage of the **Acme** {stage} opportunity is ", false),
                ("A*B", true),
                (".", false)
            ]
        );
    }
}
