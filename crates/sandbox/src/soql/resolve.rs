//! Names of a query to places in records.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::ast::{Name, Query, Span, Term};
use super::error::SoqlError;
use crate::org::schema::{Field, Object};
use crate::org::value::Value;
use crate::org::{Access, Org, Row};

/// Where FROM points, and which records count.
#[derive(Clone, Debug)]
pub struct Base {
    /// The object.
    pub object: Arc<Object>,
    /// Its alias or name, which paths may begin with.
    pub names: Vec<String>,
    /// Only the Tooling API's objects.
    pub tooling: bool,
}

/// A function of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are SOQL's")]
pub enum Function {
    CalendarYear,
    CalendarQuarter,
    CalendarMonth,
    DayInMonth,
    DayInWeek,
    DayInYear,
    DayOnly,
    /// `toLabel`.
    Label,
    /// `FORMAT`, `convertCurrency`.
    Same,
}

/// A field at the end of a path.
#[derive(Clone, Debug)]
pub struct Place {
    /// Reference fields to follow, and the object behind each.
    pub hops: Vec<(usize, Arc<Object>)>,
    /// The object that has the field.
    pub object: Arc<Object>,
    /// The field.
    pub place: usize,
    /// Applied to its value.
    pub function: Option<Function>,
}

impl Place {
    /// What the field is.
    pub fn field(&self) -> &Field {
        &self.object.fields[self.place]
    }

    /// Its value in a record: null where a relationship leads nowhere.
    pub fn value(&self, org: &Org, row: &Row) -> Value {
        let mut current = row;
        for (place, object) in &self.hops {
            match current.values[*place].as_id().and_then(|id| org.row(&object.name, id)) {
                Some(parent) => current = parent,
                None => return Value::Null,
            }
        }
        let value = current.values[self.place].clone();
        match self.function {
            Some(function) => function.apply(&value, self.field()),
            None => value,
        }
    }
}

impl Function {
    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "CALENDAR_YEAR" | "FISCAL_YEAR" => Self::CalendarYear,
            "CALENDAR_QUARTER" | "FISCAL_QUARTER" => Self::CalendarQuarter,
            "CALENDAR_MONTH" | "FISCAL_MONTH" => Self::CalendarMonth,
            "DAY_IN_MONTH" => Self::DayInMonth,
            "DAY_IN_WEEK" => Self::DayInWeek,
            "DAY_IN_YEAR" => Self::DayInYear,
            "DAY_ONLY" => Self::DayOnly,
            "TOLABEL" => Self::Label,
            "FORMAT" | "CONVERTCURRENCY" => Self::Same,
            _ => return None,
        })
    }

    fn apply(self, value: &Value, field: &Field) -> Value {
        if let (Self::Label, Value::Text(text)) = (self, value) {
            let choice = field.choices.iter().find(|c| c.value == **text);
            return choice.map_or_else(|| value.clone(), |c| Value::text(&c.label));
        }
        let date = match value {
            Value::Date(date) => *date,
            Value::DateTime(time) => time.to_zoned(TimeZone::UTC).date(),
            other => return other.clone(),
        };
        Value::Int(match self {
            Self::CalendarYear => i64::from(date.year()),
            Self::CalendarQuarter => i64::from((date.month() - 1) / 3 + 1),
            Self::CalendarMonth => i64::from(date.month()),
            Self::DayInMonth => i64::from(date.day()),
            Self::DayInWeek => i64::from(date.weekday().to_sunday_one_offset()),
            Self::DayInYear => i64::from(date.day_of_year()),
            Self::DayOnly => return Value::Date(date),
            Self::Label | Self::Same => return value.clone(),
        })
    }

    /// Does it give a whole number?
    pub fn is_count(self) -> bool {
        !matches!(self, Self::DayOnly | Self::Label | Self::Same)
    }
}

impl Base {
    /// What FROM names.
    pub fn of(org: &Org, query: &Query, tooling: bool) -> Result<Self, SoqlError> {
        let table =
            org.table(&query.from.text).filter(|t| t.object.tooling == tooling || allowed_in_both(&t.object));
        let Some(table) = table else {
            let message = format!(
                "sObject type '{}' is not supported. If you are attempting to use a custom object, be sure to \
                 append the '__c' after the entity name. Please reference your WSDL or the describe call for the \
                 appropriate names.",
                query.from.text
            );
            return Err(SoqlError::at("INVALID_TYPE", query.from.at, message));
        };
        let mut names = vec![table.object.name.clone()];
        names.extend(query.alias.clone());
        Ok(Self { object: table.object.clone(), names, tooling })
    }

    /// The place that a field or a function of a field means.
    pub fn place(&self, org: &Org, term: &Term) -> Result<Place, SoqlError> {
        let Some(name) = &term.field else {
            let at = term.at();
            return Err(SoqlError::at("MALFORMED_QUERY", at, "unexpected token: '('"));
        };
        let mut place = self.path(org, name)?;
        if let Some(function) = &term.function {
            place.function = Some(Function::named(&function.text).ok_or_else(|| {
                let message = format!("Unknown function: {}", function.text);
                SoqlError::at("MALFORMED_QUERY", function.at, message)
            })?);
        }
        Ok(place)
    }

    /// The place that a path means.
    pub fn path(&self, org: &Org, name: &Name) -> Result<Place, SoqlError> {
        let mut steps: Vec<&str> = name.text.split('.').collect();
        if steps.len() > 1 && self.names.iter().any(|n| n.eq_ignore_ascii_case(steps[0])) {
            steps.remove(0);
        }
        let mut last = steps.pop().unwrap_or_default();
        // The durable id of a standard object's definition is the object's name (Tooling API, EntityDefinition).
        if self.tooling && matches!(steps.as_slice(), [step] if step.eq_ignore_ascii_case("EntityDefinition"))
        {
            steps.clear();
            last = "EntityDefinitionId";
        }
        let mut object = self.object.clone();
        let mut hops = Vec::new();
        // "No more than five levels can be specified in a child-to-parent relationship."
        if steps.len() > 5 {
            let message = "Child-to-parent relationships cannot have more than five levels";
            return Err(SoqlError::at("MALFORMED_QUERY", name.at, message));
        }
        for step in steps {
            let hop = object.relationship(step).and_then(|place| {
                let target = object.fields[place].refers_to.first()?;
                Some((place, org.table(target)?.object.clone()))
            });
            let Some((place, target)) = hop else { return Err(no_relationship(step, &object, name.at)) };
            hops.push((place, target.clone()));
            object = target;
        }
        let Some(place) = object.position(last) else { return Err(no_column(last, &object, name.at)) };
        Ok(Place { hops, object, place, function: None })
    }

    /// May the user see the record, and is it of this scope?
    pub fn sees(&self, org: &Org, row: &Row, deleted_too: bool) -> bool {
        (deleted_too || !row.deleted) && org.access.get(&row.id) != Some(&Access::None)
    }
}

/// The Tooling API answers for users and record types as well.
fn allowed_in_both(object: &Object) -> bool {
    matches!(object.name.as_str(), "User" | "RecordType" | "Organization" | "Profile")
}

fn no_column(field: &str, object: &Object, at: Span) -> SoqlError {
    let message = format!(
        "No such column '{field}' on entity '{}'. If you are attempting to use a custom field, be sure to append \
         the '__c' after the custom field name. Please reference your WSDL or the describe call for the \
         appropriate names.",
        object.name
    );
    SoqlError::at("INVALID_FIELD", at, message)
}

fn no_relationship(step: &str, object: &Object, at: Span) -> SoqlError {
    let message = format!(
        "Didn't understand relationship '{step}' in field path. If you are attempting to use a custom \
         relationship, be sure to append the '__r' after the custom relationship name. Please reference your \
         WSDL or the describe call for the appropriate names.",
    );
    let _ = object;
    SoqlError::at("INVALID_FIELD", at, message)
}
