//! One file for each Salesforce endpoint: request out, response in. Nothing here sends.

mod access_token;
mod api_version;
pub mod bulk_ingest;
pub mod collections;
pub mod composite;
pub mod conditional;
pub mod csv;
mod http;
mod http_date;
mod instance_url;
pub mod object_info;
pub mod opportunity_history;
pub mod opportunity_stages;
pub mod org_rules;
pub mod picklist_values;
mod plain_text;
pub mod query;
pub mod record;
pub mod record_rows;
mod refusal;
pub mod retry;
pub mod revalidation;
pub mod row;
pub mod shown_amount;
mod soql;
mod transport_failure;
pub mod ui_record_update;
pub mod userinfo;
pub mod write;

pub use access_token::AccessToken;
pub use api_version::ApiVersion;
pub use http::{HttpRequest, HttpResponse, Method};
pub use http_date::HttpDate;
pub use instance_url::InstanceUrl;
pub use refusal::{Renewal, read_refusal, renewal};
pub use transport_failure::{NoAnswer, no_answer};
