//! Places on earth.

use super::{Result, number};
use crate::formula::fault::Failure;
use crate::formula::value::Value;
use crate::record::Decimal;

pub(super) fn location(latitude: &Value<'_>, longitude: &Value<'_>) -> Result<Value<'static>> {
    if latitude.is_null() && longitude.is_null() {
        return Ok(Value::Null);
    }
    if latitude.is_null() || longitude.is_null() {
        return Err("a place needs latitude and longitude".into());
    }
    let (latitude, longitude) = (number(latitude)?.to_f64(), number(longitude)?.to_f64());
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return Err("latitudes reach from -90 to 90, longitudes from -180 to 180".into());
    }
    Ok(Value::Location(latitude, longitude))
}

/// Along the great circle, by way of the chord between the points.
pub(super) fn distance(from: &Value<'_>, to: &Value<'_>, unit: &str) -> Result<Value<'static>> {
    let (Value::Location(from_latitude, from_longitude), Value::Location(to_latitude, to_longitude)) =
        (from, to)
    else {
        return Err(super::MISTYPED.into());
    };
    let radius = match unit {
        "mi" => 3958.761,
        "km" => 6371.009,
        _ => return Err(Failure::Of("distances are in `mi` or `km`, not in", unit.into())),
    };
    let point = |latitude: f64, longitude: f64| {
        let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
        (latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin())
    };
    let (x1, y1, z1) = point(*from_latitude, *from_longitude);
    let (x2, y2, z2) = point(*to_latitude, *to_longitude);
    let chord = (x1 - x2).hypot(y1 - y2).hypot(z1 - z2);
    Decimal::from_f64(2.0 * radius * (chord / 2.0).asin())
        .map(Value::Number)
        .ok_or(Failure::Reason("these places have no distance"))
}
