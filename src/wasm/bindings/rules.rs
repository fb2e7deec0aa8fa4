//! `rules(…)`: checks transitions without a connection.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::tools::{Judge, tools};
use crate::wasm::convert::to_error;

/// A rules document and an org document, compiled for many records.
#[wasm_bindgen]
pub struct Rules {
    judge: Box<dyn Judge>,
}

/// Compiles rules. Without a document, everything that Salesforce allows is allowed.
#[wasm_bindgen(unchecked_return_type = "Rules")]
pub fn rules(
    #[wasm_bindgen(unchecked_param_type = "RulesDocument | string | null | undefined")] document: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "object | string | null | undefined")] org: &JsValue,
) -> Result<Rules, JsValue> {
    let judge = tools()?.rules(document, org).map_err(|problem| to_error(&problem))?;
    Ok(Rules { judge })
}

#[wasm_bindgen]
impl Rules {
    /// Checks a change of a record.
    #[wasm_bindgen(unchecked_return_type = "Checked")]
    pub fn check(
        &self,
        #[wasm_bindgen(unchecked_param_type = "RulesRecord")] record: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "ProposalInput")] input: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RulesContext | undefined")] context: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.judge.check(record, input, context).map_err(|problem| to_error(&problem))
    }

    /// Returns every stage of the record's sales process with its verdict. Equal verdicts may share an object.
    #[wasm_bindgen(unchecked_return_type = "readonly StageOption[]")]
    pub fn stages(
        &self,
        #[wasm_bindgen(unchecked_param_type = "RulesRecord")] record: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RulesContext | undefined")] context: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.judge.stages(record, context).map_err(|problem| to_error(&problem))
    }

    /// Returns the verdicts of one change for many records, in their order. Equal verdicts may share an object.
    #[wasm_bindgen(js_name = checkMany, unchecked_return_type = "readonly Verdict[]")]
    pub fn check_many(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly RulesRecord[]")] records: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "ProposalInput")] input: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "RulesContext | undefined")] context: &JsValue,
    ) -> Result<JsValue, JsValue> {
        self.judge.check_many(records, input, context).map_err(|problem| to_error(&problem))
    }

    /// Returns the rules whose formulas cannot be parsed, with the reason.
    #[wasm_bindgen(getter, unchecked_return_type = "readonly { rule: string; message: string }[]")]
    pub fn unreadable(&self) -> JsValue {
        self.judge.unreadable()
    }
}
