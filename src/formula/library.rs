//! What the functions compute.

mod encode;
mod json;
mod moment;
mod money;
mod number;
mod place;
mod slice;
mod text;

use std::borrow::Cow;

use super::compiled::Dialect;
use super::fault::Failure;
use super::functions::Function;
use super::value::Value;
use crate::record::{Date, Decimal};

/// A record gave a value of another type than its schema said.
pub(super) const MISTYPED: &str = "a value has another type than its field";

/// Too large, too small or too far away.
pub(super) const OUT_OF_RANGE: &str = "the result is out of range";

pub(super) type Result<T> = std::result::Result<T, Failure>;

impl Function {
    /// Whether it has a meaning for null; the others are null where an argument is.
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

    /// Whether it takes any number of arguments.
    pub(super) fn is_variadic(self) -> bool {
        matches!(self, Self::Max | Self::Min | Self::In)
    }

    /// Whether it depends on its arguments alone.
    pub(super) fn is_pure(self) -> bool {
        use Function as F;
        !matches!(self, F::CurrencyRate | F::DateValue | F::Now | F::Regex | F::TimeNow | F::Today)
    }
}

fn number(value: &Value<'_>) -> Result<Decimal> {
    value.as_number().ok_or(MISTYPED.into())
}

/// A count, its fraction cut off.
fn count(value: &Value<'_>) -> Result<i64> {
    number(value).map(Decimal::to_i64)
}

/// Text without a copy; empty where there is none.
fn text(value: Value<'_>) -> Cow<'_, str> {
    if let Value::Text(text) = value { text } else { Cow::Borrowed("") }
}

/// Reads a date as DATEVALUE does.
pub(super) fn date_of_text(text: &str) -> Result<Date> {
    moment::date_of_text(text)
}

/// The function's value. Nulls that would make it null do not come here.
pub(super) fn call(
    function: Function,
    [first, second, third, fourth]: [Value<'_>; 4],
    given: usize,
    dialect: Dialect,
) -> Result<Value<'_>> {
    use Function as F;
    match function {
        F::Abs
        | F::Ceiling
        | F::Exp
        | F::Floor
        | F::Ln
        | F::Log
        | F::MCeiling
        | F::MFloor
        | F::Sqrt
        | F::Sin
        | F::Cos
        | F::Tan
        | F::Asin
        | F::Acos
        | F::Atan => number::of_one(function, number(&first)?).map(Value::Number),
        F::Atan2 => number::atan2(&first, &second, dialect),
        F::Round => number::round(number(&first)?, count(&second)?),
        F::Trunc => number::trunc(number(&first)?, count(&second)?),
        F::Mod => number::modulo(number(&first)?, number(&second)?),
        F::Pi => number::pi(),
        F::Value => number::value(first.as_text()),
        F::IsNumber => Ok(Value::Boolean(number::of_text(first.as_text()).is_some())),
        F::FormatCurrency => money::format(first.as_text(), &second),

        F::Text => text::of(first),
        F::Len => Ok((slice::length(first.as_text())).into()),
        F::Left => Ok(slice::left(text(first), count(&second)?)),
        F::Right => Ok(slice::right(text(first), count(&second)?)),
        F::Mid => Ok(slice::mid(text(first), count(&second)?, Some(count(&third)?))),
        F::Substr => {
            let length = if given > 2 { Some(count(&third)?) } else { None };
            Ok(slice::substr(text(first), count(&second)?, length))
        }
        F::Find => {
            let from = if third.is_null() { 1 } else { count(&third)? };
            Ok(slice::find(first.as_text(), second.as_text(), from).into())
        }
        F::Contains | F::Begins => Ok(text::has(function, first.as_text(), second.as_text())),
        F::Substitute => Ok(text::substitute(first, second.as_text(), third.as_text())),
        F::Trim => Ok(text::trim(text(first))),
        F::Upper => Ok(text::upper(first.as_text(), second.as_text())),
        F::Lower => Ok(text::lower(first.as_text(), second.as_text())),
        F::InitCap => Ok(text::init_cap(first.as_text())),
        F::Lpad | F::Rpad => {
            text::pad(function, text(first), &second, if given > 2 { third.as_text() } else { " " })
        }
        F::Reverse => Ok(Value::text(first.as_text().chars().rev().collect::<String>())),
        F::Ascii => Ok(text::code_point(first.as_text())),
        F::Chr => Ok(text::character(count(&first)?)),
        F::Like => Ok(Value::Boolean(text::like(first.as_text(), second.as_text()))),
        F::CaseSafeId => Ok(text::case_safe_id(first)),
        F::PicklistCount => Ok(text::picklist_count(first.as_text()).into()),

        F::Br => Ok(Value::text("<br>")),
        F::Hyperlink => Ok(encode::hyperlink(first.as_text(), second.as_text(), third.as_text())),
        F::Image => Ok(encode::image(first.as_text(), second.as_text(), &third, &fourth)),
        F::HtmlEncode => Ok(Value::text(encode::html(first.as_text()))),
        F::JsEncode => Ok(Value::text(encode::js(first.as_text()))),
        F::JsInHtmlEncode => Ok(Value::text(encode::js(&encode::html(first.as_text())))),
        F::UrlEncode => Ok(Value::text(encode::url(first.as_text()))),
        F::JsonPathValue | F::JsonValue => Ok(json::value(function, first.as_text(), second.as_text())),

        F::Date => moment::date(count(&first)?, count(&second)?, count(&third)?),
        F::Year | F::Month | F::Day | F::Weekday | F::DayOfYear | F::IsoWeek | F::IsoYear => {
            moment::part_of_date(function, &first)
        }
        F::Hour | F::Minute | F::Second | F::Millisecond => moment::part_of_time(function, &first),
        F::AddMonths => moment::add_months(&first, count(&second)?),
        F::DateTimeValue => moment::date_time_value(&first),
        F::TimeValue => moment::time_value(&first),
        F::UnixTimestamp => moment::unix_timestamp(&first),
        F::FromUnixTime => moment::from_unix_time(number(&first)?),
        F::FormatDuration => moment::format_duration(&first, &second),

        F::Geolocation => place::location(&first, &second),
        F::Distance => place::distance(&first, &second, third.as_text()),

        // Answered elsewhere: they depend on more than their values.
        F::CurrencyRate
        | F::DateValue
        | F::In
        | F::Max
        | F::Min
        | F::Now
        | F::Regex
        | F::TimeNow
        | F::Today => Ok(Value::Null),
    }
}
