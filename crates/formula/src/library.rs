//! The functions.

mod encode;
#[cfg(feature = "engine")]
mod engine;
mod geolocation;
mod host;
mod moment;
mod number;
mod slice;
mod text;

use super::dialect::Dialect;
use super::functions::Function;
use super::value::{Scratch, Value};
use crate::{Date, Decimal};

/// A value has another type than the schema says.
pub(super) const MISTYPED: &str = "a value has another type than its field";

/// Too large, too small or too far away.
pub(super) const OUT_OF_RANGE: &str = "the result is out of range";

/// A value, or the reason why there is none.
pub(super) type Result<'a, T = Value<'a>> = std::result::Result<T, &'a str>;

impl Function {
    /// Returns true if the function has a result for null. The others return null if an argument is null.
    pub(super) fn takes_null(self) -> bool {
        use Function as F;
        matches!(
            self,
            F::Ascii
                | F::Atan2
                | F::Begins
                | F::Contains
                | F::Find
                | F::FormatCurrency
                | F::Geolocation
                | F::Hyperlink
                | F::Image
                | F::Includes
                | F::IsNull
                | F::IsNullText
                | F::IsNumber
                | F::Len
                | F::Lower
                | F::Lpad
                | F::PicklistCount
                | F::Regex
                | F::Rpad
                | F::Substitute
                | F::Upper
        )
    }

    /// Returns true if the function depends only on its arguments.
    pub(super) fn is_pure(self) -> bool {
        use Function as F;
        !matches!(
            self,
            F::CurrencyRate
                | F::DateValue
                | F::IsClone
                | F::IsNew
                | F::Now
                | F::Regex
                | F::TimeNow
                | F::Today
                | F::Vlookup
        )
    }
}

fn number<'a>(value: &Value<'_>) -> Result<'a, Decimal> {
    value.as_number().ok_or(MISTYPED)
}

/// Returns a count, truncated to an integer.
fn count<'a>(value: &Value<'_>) -> Result<'a, i64> {
    number(value).map(Decimal::to_i64)
}

/// Returns a reason together with the text that it is about.
fn about<'a>(why: &str, text: &str, scratch: &'a Scratch) -> &'a str {
    let end = text.char_indices().nth(40).map_or(text.len(), |(end, _)| end);
    scratch.keep_own([why, " `", text.get(..end).unwrap_or_default(), "`"].concat())
}

/// Parses a date as DATEVALUE does.
pub(super) fn date_of_text<'a>(text: &str, scratch: &'a Scratch) -> Result<'a, Date> {
    moment::date_of_text(text, scratch)
}

/// Calls the function. Arguments that make it null are handled before.
pub(super) fn call<'a>(
    function: Function,
    [first, second, third, fourth]: &[Value<'a>; 4],
    given: usize,
    dialect: Dialect,
    scratch: &'a Scratch,
) -> Result<'a> {
    use Function as F;
    let (a, b) = (first.as_text(), second.as_text());
    match function {
        F::Abs
        | F::Ceiling
        | F::Exp
        | F::Floor
        | F::Ln
        | F::Log
        | F::MCeiling
        | F::MFloor
        | F::Mod
        | F::Pi
        | F::Round
        | F::Sqrt
        | F::Sin
        | F::Cos
        | F::Tan
        | F::Trunc
        | F::Asin
        | F::Acos
        | F::Atan => number::of(function, first, second).map(Value::Number),
        F::Atan2 => number::atan2(first, second, dialect),
        F::Value => number::value(a, scratch),

        F::Left | F::Right | F::Mid => slice::of(function, a, second, third, scratch),
        F::Lpad | F::Rpad => {
            text::pad(function, a, second, if given > 2 { third.as_text() } else { " " }, scratch)
        }
        F::Contains | F::Begins => text::has(function, a, b),
        F::Substitute => text::substitute(a, b, third.as_text(), scratch),
        F::Ascii => text::code_point(a),
        F::Trim => Ok(Value::text(text::trimmed(a))),
        // The value of a picklist.
        F::Text if matches!(first, Value::Text(_)) => Ok(*first),
        F::Text
        | F::Upper
        | F::Lower
        | F::InitCap
        | F::Reverse
        | F::Chr
        | F::CaseSafeId
        | F::Br
        | F::Hyperlink
        | F::Image
        | F::HtmlEncode
        | F::JsEncode
        | F::JsInHtmlEncode
        | F::UrlEncode => text::made(function, [first, second, third, fourth]).map(|text| scratch.text(text)),
        F::Len | F::Find | F::PicklistCount => text::counted(function, a, b, third).map(Value::from),

        F::Date => moment::date(count(first)?, count(second)?, count(third)?),
        F::Year | F::Month | F::Day | F::Weekday | F::DayOfYear | F::IsoWeek | F::IsoYear => {
            moment::part_of_date(function, first)
        }
        F::Hour | F::Minute | F::Second | F::Millisecond => moment::part_of_time(function, first),
        F::AddMonths => moment::add_months(first, count(second)?),
        F::DateTimeValue => moment::date_time_value(first, scratch),
        F::TimeValue => moment::time_value(first, scratch),
        F::UnixTimestamp => moment::unix_timestamp(first),
        F::FromUnixTime => moment::from_unix_time(number(first)?),
        F::FormatDuration => moment::format_duration(first, second, scratch),

        F::Geolocation => geolocation::location(first, second),
        F::Distance => geolocation::distance(first, second, third.as_text()),

        F::IsNumber | F::Includes | F::IsNull | F::IsNullText => Ok(Value::Boolean(match function {
            F::IsNumber => number::of_text(a).is_some(),
            F::Includes => !b.is_empty() && a.split(';').any(|value| value == b),
            F::IsNull => first.is_null(),
            // A text is never null: blank is an empty text.
            _ => false,
        })),

        // The rest is evaluated elsewhere, or belongs to the open-source engine.
        #[cfg(feature = "engine")]
        _ => engine::call(function, a, second, third, scratch),
        #[cfg(not(feature = "engine"))]
        _ => Err("this function is not for rules"),
    }
}
