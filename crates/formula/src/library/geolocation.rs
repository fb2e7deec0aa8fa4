//! Geolocation functions.

use super::{Result, host, number};
use crate::Decimal;
use crate::functions::Function;
use crate::value::Value;

pub(super) fn location<'a>(latitude: &Value<'_>, longitude: &Value<'_>) -> Result<'a> {
    if latitude.is_null() && longitude.is_null() {
        return Ok(Value::Null);
    }
    if latitude.is_null() || longitude.is_null() {
        return Err("a location needs latitude and longitude");
    }
    let (latitude, longitude) = (number(latitude)?.to_f64(), number(longitude)?.to_f64());
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return Err("latitudes reach from -90 to 90, longitudes from -180 to 180");
    }
    Ok(Value::Location(latitude, longitude))
}

/// Returns the great-circle distance, computed from the chord between the points.
pub(super) fn distance<'a>(from: &Value<'_>, to: &Value<'_>, unit: &str) -> Result<'a> {
    let (Value::Location(from_latitude, from_longitude), Value::Location(to_latitude, to_longitude)) =
        (*from, *to)
    else {
        return Err(super::MISTYPED);
    };
    let radius = match unit {
        "mi" => 3958.761,
        "km" => 6371.009,
        _ => return Err("distances are in `mi` or `km`"),
    };
    let (sin, cos) =
        (|angle| host::calculate(Function::Sin, angle), |angle| host::calculate(Function::Cos, angle));
    let point = |latitude: f64, longitude: f64| {
        let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
        (cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude))
    };
    let (x1, y1, z1) = point(from_latitude, from_longitude);
    let (x2, y2, z2) = point(to_latitude, to_longitude);
    let chord = ((x1 - x2) * (x1 - x2) + (y1 - y2) * (y1 - y2) + (z1 - z2) * (z1 - z2)).sqrt();
    Decimal::from_f64(2.0 * radius * host::calculate(Function::Asin, chord / 2.0))
        .map(Value::Number)
        .ok_or("these locations have no distance")
}
