//! Advice that accompanies violations and warnings, in one table: its code, and the English text.
//!
//! Constants instead of an enum: a part of the WebAssembly contains only the advice that it gives.

use super::parameters::Parameters;

/// Advice on what to do about a violation or a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Advice {
    /// The code that JavaScript sees.
    pub(super) code: &'static str,
    /// The English text; `{name}` stands for a parameter.
    english: &'static str,
}

macro_rules! advice {
    ($($name:ident = $code:literal, $english:literal;)+) => {
        $(pub(super) const $name: Advice = Advice { code: $code, english: $english };)+

        /// All of them, in the order of the TypeScript union.
        #[cfg(test)]
        const ALL: &[Advice] = &[$($name,)+];
    };
}

advice! {
    CHOOSE_STAGE = "choose_stage", "Choose one of its stages.";
    CHOOSE_OTHER_STAGE = "choose_other_stage", "Choose another stage.";
    CHOOSE_LATER_STAGE = "choose_later_stage", "Choose a later stage.";
    CHOOSE_FOLLOWING_STAGE = "choose_following_stage", "Choose a stage that may follow {from}.";
    MOVE_TO_NEXT = "move_to_next", "Move it to {next} first.";
    ASK_TO_REOPEN = "ask_to_reopen", "Ask a colleague who may reopen it.";
    REQUEST_APPROVAL = "request_approval", "Request it first.";
    AWAIT_APPROVAL = "await_approval", "Wait for it.";
    ASK_APPROVER = "ask_approver", "Talk to the approver who rejected it.";
    FILL_IN = "fill_in", "Fill in {label}.";
    CHOOSE_LATER_DATE = "choose_later_date", "Choose a date from {today} on.";
    CHOOSE_VALUE = "choose_value", "Choose one of its values.";
    CHANGE_CONTROLLER = "change_controller", "Choose another value, or change {controller} as well.";
    CHANGE_PRODUCTS = "change_products", "Change the products instead.";
    ASK_ADMINISTRATOR = "ask_administrator", "Ask your Salesforce administrator for edit access to the field.";
    ASK_COLLEAGUE = "ask_colleague", "You cannot edit {label}: ask your Salesforce administrator, or a colleague who may edit it.";
    EDIT_IN_SALESFORCE = "edit_in_salesforce", "{label} cannot be edited here: fill it in in Salesforce.";
    GIVE_REASON = "give_reason", "You may do this anyway if you give a reason.";
    CHANGE_AND_RETRY = "change_and_retry", "Change what it asks for first, or try again.";
}

impl Advice {
    /// Returns the text with the parameters of its violation.
    pub(super) fn text(self, parameters: &Parameters) -> String {
        parameters.fill(self.english)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::codes::typescript_union;

    #[test]
    fn codes_match_typescript() {
        let types = include_str!("../../pkg-template/types/verdict.d.ts");
        let ours: Vec<_> = ALL.iter().map(|advice| advice.code).collect();
        assert_eq!(ours, typescript_union(types, "HelpCode"));
    }

    #[test]
    fn documents_the_parameters_of_each_text() {
        let types = include_str!("../../pkg-template/types/verdict.d.ts");
        let (_, union) = types.split_once("export type HelpCode =").unwrap();
        for advice in ALL {
            let (before, _) = union.split_once(&format!("\"{}\"", advice.code)).unwrap();
            let comment = before.rsplit('"').next().unwrap_or_default();
            let names = advice.english.split('{').skip(1).filter_map(|rest| rest.split('}').next());
            for name in names {
                assert!(comment.contains(&format!("`{name}`")), "{}: {name}", advice.code);
            }
        }
    }
}
