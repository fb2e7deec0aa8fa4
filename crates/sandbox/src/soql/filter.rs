//! WHERE and HAVING: conditions with parsed literals, tested for each record.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::ast::{Cond, Literal, LiteralKind, Operator, Query, Span, Term};
use super::dates;
use super::error::SoqlError;
use super::order::compare;
use super::resolve::FieldPath;
use super::text::{self, Wild};
use crate::org::coerce;
use crate::org::schema::Kind;
use crate::org::value::Value;
use crate::org::{Org, Row};

/// A literal, converted to the type of its field.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A value; text in lower case.
    Value(Value),
    /// From a day up to, but not including, another.
    Days(Date, Date),
    /// The same for instants.
    Times(Timestamp, Timestamp),
    /// A pattern of LIKE.
    Pattern(Vec<Wild>),
}

/// A condition that can be tested. `T` identifies the value.
#[derive(Clone, Debug)]
pub enum Test<T> {
    /// All.
    And(Vec<Test<T>>),
    /// Any.
    Or(Vec<Test<T>>),
    /// Not.
    Not(Box<Test<T>>),
    /// A comparison.
    Compare(T, Operator, Operand),
    /// In this list; true for NOT IN.
    In(T, bool, Vec<Operand>),
    /// In this set of ids; true for NOT IN.
    Ids(T, bool, BTreeSet<String>),
}

/// A term with its type and name.
pub type Typed<T> = (T, Kind, String);

/// Converts a condition; `term` resolves each term, `ids` the subquery of a semi-join.
pub fn read<T: Clone>(
    org: &Org,
    cond: &Cond,
    ids: &dyn Fn(&Query) -> Result<BTreeSet<String>, SoqlError>,
    term: &dyn Fn(&Term) -> Result<Typed<T>, SoqlError>,
) -> Result<Test<T>, SoqlError> {
    let list = |parts: &[Cond]| parts.iter().map(|part| read(org, part, ids, term)).collect::<Result<_, _>>();
    Ok(match cond {
        Cond::And(parts) => Test::And(list(parts)?),
        Cond::Or(parts) => Test::Or(list(parts)?),
        Cond::Not(inner) => Test::Not(Box::new(read(org, inner, ids, term)?)),
        Cond::Compare(left, operator, literal) => {
            let (path, kind, name) = term(&comparable(left, std::slice::from_ref(literal))?)?;
            check_operator(*operator, kind, &name, left.at())?;
            let operand = operand(org, kind, &name, *operator, literal)?;
            Test::Compare(path, *operator, operand)
        }
        Cond::In(left, negated, literals) => {
            let (path, kind, name) = term(&comparable(left, literals)?)?;
            let read = |literal| operand(org, kind, &name, Operator::Equal, literal);
            let operands: Vec<Operand> = literals.iter().map(read).collect::<Result<_, _>>()?;
            let id = |operand: &Operand| match operand {
                Operand::Value(value @ Value::Id(_)) => Some(value.plain()),
                _ => None,
            };
            // A set, because there may be a thousand ids and a whole table.
            match operands.iter().map(id).collect::<Option<_>>() {
                Some(ids) if kind.is_id() && !negated => Test::Ids(path, false, ids),
                _ => Test::In(path, *negated, operands),
            }
        }
        Cond::Among(left, negated, query) => {
            let (path, kind, name) = term(left)?;
            if !kind.is_id() {
                let message = format!("The left operand of IN with a subquery must be an id: {name}");
                return Err(SoqlError::at("INVALID_FIELD", left.at(), message));
            }
            Test::Ids(path, *negated, ids(query)?)
        }
    })
}

/// Returns the term in the corporate currency if amounts name their currency. Amounts with and without a code
/// do not mix ("Querying Currency Fields in Multi-Currency Orgs").
fn comparable(term: &Term, literals: &[Literal]) -> Result<Term, SoqlError> {
    let is_money = |literal: &&Literal| matches!(literal.kind, LiteralKind::Money(..));
    let plain = literals.iter().find(|literal| matches!(literal.kind, LiteralKind::Number(_)));
    match (literals.iter().any(|literal| is_money(&literal)), plain) {
        (true, Some(plain)) => {
            let message = "numbers with and without a currency ISO code cannot be mixed";
            Err(SoqlError::at("MALFORMED_QUERY", plain.at, message))
        }
        (converted, _) => Ok(Term { converted, ..term.clone() }),
    }
}

fn check_operator(operator: Operator, kind: Kind, name: &str, at: Span) -> Result<(), SoqlError> {
    let fits = match operator {
        Operator::Like => kind.is_text() && kind != Kind::MultiPicklist,
        Operator::Includes | Operator::Excludes => kind == Kind::MultiPicklist,
        Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual => {
            !matches!(kind, Kind::Boolean | Kind::MultiPicklist)
        }
        Operator::Equal | Operator::Unequal => true,
    };
    if fits {
        return Ok(());
    }
    let message = format!("invalid operator on {} field: {name}", kind.names().0);
    Err(SoqlError::at("INVALID_QUERY_FILTER_OPERATOR", at, message))
}

/// Each string of a WHERE clause may have 4,000 characters.
const LONGEST: usize = 4_000;

fn operand(
    org: &Org,
    kind: Kind,
    name: &str,
    operator: Operator,
    literal: &Literal,
) -> Result<Operand, SoqlError> {
    let at = literal.at;
    let wrong = || {
        let type_name =
            if kind == Kind::DateTime { "dateTime" } else { kind.names().2.trim_start_matches("xsd:") };
        let quotes = if kind.is_text() || kind.is_id() { "be" } else { "not be" };
        let type_name = if kind.is_id() { "ID" } else { type_name };
        let message = format!(
            "value of filter criterion for field '{name}' must be of type {type_name} and should {quotes} enclosed in quotes"
        );
        SoqlError::at("INVALID_FIELD", at, message)
    };
    let value = match &literal.kind {
        // "null matches FALSE values" ("Use null in WHERE").
        LiteralKind::Null if kind == Kind::Boolean => Value::Bool(false),
        LiteralKind::Null => Value::Null,
        LiteralKind::Bool(value) if kind == Kind::Boolean => Value::Bool(*value),
        LiteralKind::Number(n) if kind.is_number() || kind == Kind::Int => {
            Value::Number(coerce::number(n).ok_or_else(wrong)?)
        }
        LiteralKind::Money(code, number) if kind == Kind::Currency => {
            if !org.rates.contains_key(code) {
                let message = format!("invalid currency ISO code: {code}");
                return Err(SoqlError::at("MALFORMED_QUERY", at, message));
            }
            let amount = coerce::number(number).ok_or_else(wrong)?;
            Value::Number(org.in_corporate_currency(amount, Some(code)))
        }
        LiteralKind::Date(date) if kind == Kind::Date => Value::Date(coerce::date(date).ok_or_else(wrong)?),
        LiteralKind::DateTime(time) if kind == Kind::DateTime => {
            Value::DateTime(coerce::date_time(&time.to_ascii_uppercase()).ok_or_else(wrong)?)
        }
        LiteralKind::Range(word, n) if matches!(kind, Kind::Date | Kind::DateTime) => {
            let (from, to) = dates::range(word, *n, org.clock.today()).ok_or_else(wrong)?;
            if kind == Kind::Date {
                return Ok(Operand::Days(from, to));
            }
            let midnight = |day: Date| day.to_zoned(TimeZone::UTC).map(|z| z.timestamp());
            let (from, to) = (midnight(from).map_err(|_| wrong())?, midnight(to).map_err(|_| wrong())?);
            return Ok(Operand::Times(from, to));
        }
        LiteralKind::Text(inside) => {
            if inside.chars().count() > LONGEST {
                return Err(SoqlError::at(
                    "INVALID_QUERY_FILTER_OPERATOR",
                    at,
                    "string literal too long (max length=4000)",
                ));
            }
            if operator == Operator::Like {
                return Ok(Operand::Pattern(text::pattern(inside, at)?));
            }
            let plain = text::plain(inside, at)?;
            if kind.is_id() && plain.is_empty() {
                Value::Null
            } else if kind.is_id() {
                let id = plain.parse().map_err(|_| {
                    SoqlError::at("INVALID_QUERY_FILTER_OPERATOR", at, format!("invalid ID field: {plain}"))
                })?;
                Value::Id(id)
            } else if kind.is_text() {
                // An empty string is the same as null.
                if plain.is_empty() { Value::Null } else { Value::text(plain.to_lowercase()) }
            } else {
                return Err(wrong());
            }
        }
        _ => return Err(wrong()),
    };
    if operator == Operator::Like {
        return Err(wrong());
    }
    Ok(Operand::Value(value))
}

/// A condition on records.
pub type RecordTest = Test<FieldPath>;

impl RecordTest {
    /// Returns true if the record passes.
    pub fn passes(&self, org: &Org, row: &Row) -> bool {
        self.ask(&|path: &FieldPath| path.value(org, row))
    }
}

impl<T> Test<T> {
    /// Returns true if the condition is true for these values.
    pub fn ask(&self, value: &dyn Fn(&T) -> Value) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.ask(value)),
            Self::Or(parts) => parts.iter().any(|part| part.ask(value)),
            Self::Not(inner) => !inner.ask(value),
            Self::Compare(path, operator, operand) => holds(&value(path), *operator, operand),
            Self::In(path, negated, operands) => {
                let value = value(path);
                operands.iter().any(|o| holds(&value, Operator::Equal, o)) != *negated
            }
            Self::Ids(path, negated, ids) => match value(path) {
                // Null is neither in a set nor outside of it.
                Value::Null => false,
                value => ids.contains(&value.plain()) != *negated,
            },
        }
    }
}

fn holds(value: &Value, operator: Operator, operand: &Operand) -> bool {
    match operand {
        Operand::Value(Value::Text(wanted))
            if matches!(operator, Operator::Includes | Operator::Excludes) =>
        {
            includes(value, wanted) == (operator == Operator::Includes)
        }
        Operand::Pattern(pattern) => value.as_text().is_some_and(|text| text::matches(pattern, text)),
        Operand::Days(from, to) => match value {
            Value::Date(day) => within(operator, day.cmp(from), day.cmp(to)),
            _ => operator == Operator::Unequal,
        },
        Operand::Times(from, to) => match value {
            Value::DateTime(time) => within(operator, time.cmp(from), time.cmp(to)),
            _ => operator == Operator::Unequal,
        },
        Operand::Value(wanted) => match (value.is_null(), wanted.is_null()) {
            (true, true) => operator == Operator::Equal,
            (false, false) => ordered(operator, compare(value, wanted)),
            _ => operator == Operator::Unequal,
        },
    }
}

/// Returns true if each of the wanted values, separated by semicolons, is selected ("Query Multi-Select
/// Picklists").
fn includes(value: &Value, wanted: &str) -> bool {
    let selected = value.as_text().unwrap_or_default().to_lowercase();
    let mut wanted = wanted.split(';').map(str::trim).filter(|part| !part.is_empty());
    wanted.all(|part| selected.split(';').any(|other| other.trim() == part))
}

/// Compares with a range: before it, in it, after it.
fn within(operator: Operator, to_start: Ordering, to_end: Ordering) -> bool {
    let (before, after) = (to_start == Ordering::Less, to_end != Ordering::Less);
    match operator {
        Operator::Equal => !before && !after,
        Operator::Unequal => before || after,
        Operator::Less => before,
        Operator::LessOrEqual => !after,
        Operator::Greater => after,
        Operator::GreaterOrEqual => !before,
        Operator::Like | Operator::Includes | Operator::Excludes => false,
    }
}

fn ordered(operator: Operator, ordering: Ordering) -> bool {
    match operator {
        Operator::Equal => ordering == Ordering::Equal,
        Operator::Unequal => ordering != Ordering::Equal,
        Operator::Less => ordering == Ordering::Less,
        Operator::LessOrEqual => ordering != Ordering::Greater,
        Operator::Greater => ordering == Ordering::Greater,
        Operator::GreaterOrEqual => ordering != Ordering::Less,
        Operator::Like | Operator::Includes | Operator::Excludes => false,
    }
}
