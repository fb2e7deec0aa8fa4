//! Formatting of amounts.

use crate::library::{Result, number};
use crate::value::{Scratch, Value};

/// Returns the decimals of a currency (ISO 4217).
fn decimals(iso: &str) -> i32 {
    match iso {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// Formats `USD 1,000.50`, with a leading space if the currency code is empty.
pub(super) fn format<'a>(iso: &str, amount: &Value<'_>, scratch: &'a Scratch) -> Result<'a> {
    if amount.is_null() {
        return Ok(Value::Null);
    }
    let places = decimals(iso);
    let amount = number(amount)?.round(places);
    let plain = amount.abs().to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = format!("{iso} {}", if amount.is_negative() { "-" } else { "" });
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let width = usize::try_from(places).unwrap_or(0);
    if width > 0 {
        text.push_str(&format!(".{fraction:0<width$}"));
    }
    Ok(scratch.text(text))
}
