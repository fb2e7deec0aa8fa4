//! `GET /services/data/v{version}/ui-api/object-info/Opportunity`

use crate::base::map::Map;

use super::http::unreadable;
use super::{ApiVersion, HttpRequest, HttpResponse};
use crate::base::FieldName;
use crate::base::error::Problem;
use crate::base::json::Value as Json;
use crate::org::{FieldInfo, ObjectInfo};

/// Asks for the fields of Opportunity, as this user sees them.
#[must_use]
pub fn request(version: ApiVersion) -> HttpRequest {
    HttpRequest::get(version.path("/ui-api/object-info/Opportunity"))
}

/// Reads the fields.
///
/// # Errors
///
/// The server's refusal, or a response of another shape.
pub fn read(response: &HttpResponse) -> Result<ObjectInfo, Problem> {
    let body = response.json()?;
    let fields = body["fields"].as_object().ok_or_else(|| unreadable(response.status, "no `fields`"))?;
    let fields: Map<_, _> =
        fields.values().filter_map(read_field).map(|field| (field.name.clone(), field)).collect();
    let label = |key: &str| body[key].as_str().filter(|label| !label.trim().is_empty()).map(Into::into);
    Ok(ObjectInfo { label: label("label"), label_plural: label("labelPlural"), fields })
}

fn read_field(field: &Json) -> Option<FieldInfo> {
    // Zero means "does not apply", except for the scale of a field that has a precision.
    let number = |key: &str| field[key].as_u64().and_then(|number| u32::try_from(number).ok());
    let precision = number("precision").filter(|precision| *precision > 0);
    let text = |json: &Json| json.as_str().and_then(FieldName::new);
    Some(FieldInfo {
        name: FieldName::new(field["apiName"].as_str()?)?,
        label: field["label"].as_str().unwrap_or_default().into(),
        data_type: field["dataType"].as_str()?.into(),
        required: field["required"].as_bool().unwrap_or(false),
        updateable: field["updateable"].as_bool().unwrap_or(false),
        length: number("length").filter(|length| *length > 0),
        precision,
        scale: number("scale").filter(|_| precision.is_some()),
        // The list also contains the controller's own controller. For Salesforce's standard fields the client
        // knows the consequences itself.
        calculated: field["calculated"].as_bool() == Some(true) && field["custom"].as_bool() == Some(true),
        controller: text(&field["controllerName"]).or_else(|| text(&field["controllingFields"][0])),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_recorded_response() {
        let body = include_str!("../../tests/fixtures/salesforce/ui-api-object-info.json").to_owned();
        let info = read(&HttpResponse::new(200, body)).unwrap();
        let revenue = info.field(&FieldName::new("annualrevenue").unwrap()).unwrap();
        assert_eq!(revenue.name.as_str(), "AnnualRevenue");
        assert_eq!(
            (revenue.data_type.as_str(), revenue.precision, revenue.scale),
            ("Currency", Some(18), Some(0))
        );
        assert_eq!(revenue.length, None);
        let number = info.field(&FieldName::new("AccountNumber").unwrap()).unwrap();
        assert_eq!((number.length, number.precision, number.scale), (Some(40), None, None));
    }
}
