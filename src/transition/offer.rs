//! Every stage of an opportunity with its verdict: which moves there are, and why the others are not.

use serde::Serialize;

use super::check::{Opportunity, check};
use super::consequence::Today;
use super::input::ProposalInput;
use super::kind::TransitionKind;
use super::rules::KeyFields;
use super::verdict::Verdict;
use crate::error::Problem;
use crate::org::Stage;

/// A stage, and what it takes to go there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The stage.
    #[serde(flatten)]
    pub stage: Stage,
    /// What kind of move leads there.
    pub kind: TransitionKind,
    /// May it be made as things are?
    pub verdict: Verdict,
    /// What is worth a look there.
    #[serde(flatten)]
    pub key_fields: KeyFields,
}

/// All stages of the opportunity's sales process with their verdicts, as if nothing else were changed.
///
/// # Errors
/// Those of [`check`], which an input without fields does not have.
pub fn offers(opportunity: &Opportunity, today: Today) -> Result<Vec<Offer>, Problem> {
    let offer = |stage: &Stage| {
        let input = ProposalInput { stage: Some(stage.value.clone()), ..ProposalInput::default() };
        let proposal = check(opportunity, &input, today)?;
        let rules = opportunity.rules.as_ref().map(|rules| rules.rules());
        let key_fields = rules
            .map(|rules| rules.key_fields(opportunity.record_type_name(), &stage.value))
            .unwrap_or_default();
        Ok(Offer { stage: stage.clone(), kind: proposal.kind, verdict: proposal.verdict, key_fields })
    };
    opportunity.process.iter().map(offer).collect()
}
