//! Every stage of an opportunity with its verdict.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use super::check::weigh;
use super::input::ProposalInput;
use super::kind::TransitionKind;
use super::opportunity::Opportunity;
use super::rules::KeyFields;
use super::verdict::Verdict;
use crate::base::Today;
use crate::base::error::Problem;
use crate::org::Stage;

/// A stage that can be chosen, with the verdict of the move there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageOption {
    /// The stage.
    pub stage: Stage,
    /// The kind of move.
    pub kind: TransitionKind,
    /// The verdict with the current values.
    pub verdict: Verdict,
    /// The key fields and the guidance at that stage.
    pub key_fields: KeyFields,
}

/// Written by hand: derived code for flattening would build the key names again for each stage.
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

/// Returns all stages of the opportunity's sales process with their verdicts, without other changes.
///
/// # Errors
///
/// Those of [`check`](super::check()), which an input without fields does not cause.
pub fn offers(opportunity: &Opportunity, today: Today) -> Result<Vec<StageOption>, Problem> {
    let globals = opportunity.globals();
    let held = opportunity.held(globals.as_ref(), today);
    let mut input = ProposalInput::default();
    let offer = |stage: &Stage| {
        input.stage = Some(stage.value.clone());
        let weighed = weigh(opportunity, &input, Ok(Some(stage.clone())), held.as_deref(), today)?;
        let rules = opportunity.rules.as_ref();
        let key_fields = rules
            .map(|rules| rules.key_fields(opportunity.record_type_name(), &stage.value))
            .unwrap_or_default();
        let stage = weighed.stage.unwrap_or_else(|| stage.clone());
        Ok(StageOption { stage, kind: weighed.kind, verdict: weighed.verdict, key_fields })
    };
    opportunity.process.iter().map(offer).collect()
}
