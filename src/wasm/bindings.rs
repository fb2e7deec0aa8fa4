//! The JavaScript API: converts arguments, calls, and converts results. No logic.

mod bulk;
mod connection;
mod context;
mod conversation;
mod input;
mod js_value;
mod options;
mod org;
pub(crate) mod part;
mod receipt;
mod requests;
mod responses;
mod rule_reading;
mod rules;
mod salesforce;
pub(crate) mod sentences;
mod tools;
mod values;

use wasm_bindgen::prelude::wasm_bindgen;

pub use bulk::BulkPlan;
pub use conversation::Conversation;
pub use org::lint;
pub use requests::{
    requests_find, requests_object_info, requests_opportunity_stages, requests_record, requests_stages,
    requests_update,
};
pub use responses::{
    responses_find, responses_object_info, responses_opportunity_stages, responses_record, responses_stages,
    responses_update,
};
pub(crate) use rule_reading::rule_reading;
pub use rules::{Rules, rules};
pub use salesforce::{Proposal, Salesforce, StageUpdate, connect};
pub use sentences::{knows, learn};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("bindings/types.d.ts");
