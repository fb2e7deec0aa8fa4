//! Every stage of an opportunity with its verdict: which moves there are, and why the others are not.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::check::weigh;
use super::consequence::Today;
use super::input::ProposalInput;
use super::kind::TransitionKind;
use super::opportunity::Opportunity;
use super::rules::KeyFields;
use super::verdict::Verdict;
use crate::base::error::Problem;
use crate::org::Stage;

/// A stage, and what it takes to go there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageOption {
    /// The stage.
    pub stage: Stage,
    /// What kind of move leads there.
    pub kind: TransitionKind,
    /// May it be made as things are?
    pub verdict: Verdict,
    /// What is worth a look there.
    pub key_fields: KeyFields,
}

/// By hand: flattened by derived code, the names of its parts were made anew for each stage.
impl Serialize for StageOption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (stage, key_fields) = (&self.stage, &self.key_fields);
        let mut object = serializer.serialize_struct("StageOption", 10)?;
        object.serialize_field("value", &stage.value)?;
        object.serialize_field("label", &stage.label)?;
        object.serialize_field("probability", &stage.probability)?;
        object.serialize_field("forecastCategory", &stage.forecast_category)?;
        object.serialize_field("closed", &stage.closed)?;
        object.serialize_field("won", &stage.won)?;
        object.serialize_field("kind", &self.kind)?;
        object.serialize_field("verdict", &self.verdict)?;
        object.serialize_field("keyFields", &key_fields.key_fields)?;
        object.serialize_field("guidance", &key_fields.guidance)?;
        object.end()
    }
}

/// All stages of the opportunity's sales process with their verdicts, as if nothing else were changed.
///
/// # Errors
/// Those of [`check`](super::check()), which an input without fields does not have.
pub fn offers(opportunity: &Opportunity, today: Today) -> Result<Vec<StageOption>, Problem> {
    let globals = opportunity.globals();
    let held = opportunity.held(globals.as_ref(), today);
    let rules = opportunity.rules.as_ref().map(|rules| rules.rules());
    let mut input = ProposalInput::default();
    let offer = |stage: &Stage| {
        input.stage = Some(stage.value.clone());
        let weighed = weigh(opportunity, &input, Ok(Some(stage.clone())), held.as_ref(), today)?;
        let key_fields = rules
            .map(|rules| rules.key_fields(opportunity.record_type_name(), &stage.value))
            .unwrap_or_default();
        let stage = weighed.stage.unwrap_or_else(|| stage.clone());
        Ok(StageOption { stage, kind: weighed.kind, verdict: weighed.verdict, key_fields })
    };
    opportunity.process.iter().map(offer).collect()
}
