//! What the functions compute.

mod encode;
#[cfg(not(target_arch = "wasm32"))]
mod engine;
mod host;
mod moment;
mod number;
mod place;
mod slice;
mod text;

use super::compiled::Dialect;
use super::functions::Function;
use super::value::{Scratch, Value};
use crate::record::{Date, Decimal};

/// A record gave a value of another type than its schema said.
pub(super) const MISTYPED: &str = "a value has another type than its field";

/// Too large, too small or too far away.
pub(super) const OUT_OF_RANGE: &str = "the result is out of range";

/// A value, or why there is none.
pub(super) type Result<'a, T = Value<'a>> = std::result::Result<T, &'a str>;

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

    /// Whether it depends on its arguments alone.
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

fn number<'a>(value: Value<'_>) -> Result<'a, Decimal> {
    value.as_number().ok_or(MISTYPED)
}

/// A count, its fraction cut off.
fn count<'a>(value: Value<'_>) -> Result<'a, i64> {
    number(value).map(Decimal::to_i64)
}

/// A reason with the piece of text that it is about.
fn about<'a>(why: &str, text: &str, scratch: &'a Scratch) -> &'a str {
    let end = text.char_indices().nth(40).map_or(text.len(), |(end, _)| end);
    scratch.keep_own([why, " `", text.get(..end).unwrap_or_default(), "`"].concat())
}

/// Reads a date as DATEVALUE does.
pub(super) fn date_of_text<'a>(text: &str, scratch: &'a Scratch) -> Result<'a, Date> {
    moment::date_of_text(text, scratch)
}

/// The function's value. Nulls that would make it null do not come here.
pub(super) fn call<'a>(
    function: Function,
    [first, second, third, fourth]: [Value<'a>; 4],
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
        | F::Sqrt
        | F::Sin
        | F::Cos
        | F::Tan
        | F::Asin
        | F::Acos
        | F::Atan => number::of_one(function, number(first)?).map(Value::Number),
        F::Atan2 => number::atan2(first, second, dialect),
        F::Round => number::round(number(first)?, count(second)?),
        F::Trunc => number::trunc(number(first)?, count(second)?),
        F::Mod => number::modulo(number(first)?, number(second)?),
        F::Pi => number::pi(),
        F::Value => number::value(a, scratch),
        F::IsNumber => Ok(Value::Boolean(number::of_text(a).is_some())),

        F::Text => text::of(first, scratch),
        F::Len => Ok(slice::length(a).into()),
        F::Left => Ok(slice::mid(a, 1, count(second)?, scratch)),
        F::Right => Ok(slice::right(a, count(second)?, scratch)),
        F::Mid => Ok(slice::mid(a, count(second)?, count(third)?, scratch)),
        F::Find => {
            let from = if third.is_null() { 1 } else { count(third)? };
            Ok(slice::find(a, b, from).into())
        }
        F::Contains | F::Begins => Ok(text::has(function, a, b)),
        F::Substitute => Ok(text::substitute(a, b, third.as_text(), scratch)),
        F::Trim => Ok(Value::text(a.trim_matches(' '))),
        F::Upper => Ok(scratch.text(host::upper(a, b))),
        F::Lower => Ok(scratch.text(host::lower(a, b))),
        F::InitCap => Ok(text::init_cap(a, scratch)),
        F::Lpad | F::Rpad => {
            text::pad(function, a, second, if given > 2 { third.as_text() } else { " " }, scratch)
        }
        F::Reverse => Ok(scratch.text(a.chars().rev().collect::<String>())),
        F::Ascii => Ok(text::code_point(a)),
        F::Chr => Ok(text::character(count(first)?, scratch)),
        F::CaseSafeId => Ok(text::case_safe_id(a, scratch)),
        F::PicklistCount => Ok(text::picklist_count(a).into()),

        F::Br => Ok(Value::text("<br>")),
        F::Hyperlink => Ok(encode::hyperlink(a, b, third.as_text(), scratch)),
        F::Image => Ok(encode::image(a, b, third, fourth, scratch)),
        F::HtmlEncode => Ok(scratch.text(encode::html(a))),
        F::JsEncode => Ok(scratch.text(encode::js(a))),
        F::JsInHtmlEncode => Ok(scratch.text(encode::js(&encode::html(a)))),
        F::UrlEncode => Ok(scratch.text(encode::url(a))),

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

        F::Geolocation => place::location(first, second),
        F::Distance => place::distance(first, second, third.as_text()),

        F::Includes => Ok(Value::Boolean(a.split(';').any(|value| value == b && !b.is_empty()))),
        F::IsNull => Ok(Value::Boolean(first.is_null())),
        // A text is never null: what is blank is an empty text.
        F::IsNullText => Ok(Value::Boolean(false)),

        // What is left is evaluated otherwise, or the open engine's own.
        #[cfg(not(target_arch = "wasm32"))]
        _ => engine::call(function, a, second, third, scratch),
        #[cfg(target_arch = "wasm32")]
        _ => Err("this function is not for rules"),
    }
}
