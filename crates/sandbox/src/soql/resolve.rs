//! Resolves the names of a query to fields.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::ast::{Name, Query, Span, Term};
use super::error::SoqlError;
use crate::org::display::display;
use crate::org::schema::{Field, Kind, Object};
use crate::org::value::Value;
use crate::org::{Access, Org, Row};

/// The object of FROM, and its names.
#[derive(Clone, Debug)]
pub struct Base {
    /// The object.
    pub object: Arc<Object>,
    /// Its alias or name, with which paths may begin.
    pub names: Vec<String>,
    /// Further aliases, each with the relationships that it stands for.
    pub joined: Vec<(String, Vec<String>)>,
    /// True for the Tooling API's objects only.
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
    WeekInMonth,
    WeekInYear,
    HourInDay,
    /// `toLabel`.
    Label,
}

/// A field at the end of a path.
#[derive(Clone, Debug)]
pub struct FieldPath {
    /// The reference fields to follow, each with the object that it leads to.
    pub hops: Vec<(usize, Arc<Object>)>,
    /// The object of the field.
    pub object: Arc<Object>,
    /// The field.
    pub position: usize,
    /// The function of its value.
    pub function: Option<Function>,
    /// True for an amount converted to the corporate currency, which is the user's.
    pub converted: bool,
    /// True for `FORMAT`.
    pub formatted: bool,
}

impl FieldPath {
    /// Returns the field.
    pub fn field(&self) -> &Field {
        &self.object.fields[self.position]
    }

    /// Returns its value in a record: null if a relationship is empty.
    pub fn value(&self, org: &Org, row: &Row) -> Value {
        let Some(holder) = self.holder(org, row) else {
            // "Boolean fields on outer-joined objects are treated as false."
            return if self.field().kind == Kind::Boolean { Value::Bool(false) } else { Value::Null };
        };
        let value = match &holder.values[self.position] {
            Value::Number(amount) if self.converted => {
                Value::Number(org.in_corporate_currency(*amount, self.currency(holder).as_deref()))
            }
            value => value.clone(),
        };
        match self.function {
            Some(function) => function.apply(&value, self.field()),
            None => value,
        }
    }

    /// Returns its value in the format of the query.
    pub fn shown(&self, org: &Org, row: &Row) -> Value {
        let value = self.value(org, row);
        if !self.formatted {
            return value;
        }
        let currency = self.holder(org, row).and_then(|holder| self.currency(holder));
        self.format(org, value, currency)
    }

    /// Returns a value in the format of `FORMAT`.
    pub fn format(&self, org: &Org, value: Value, currency: Option<String>) -> Value {
        let currency =
            if self.converted { org.has_currencies().then(|| org.currency.clone()) } else { currency };
        let text = display(org, self.field(), &value, &TimeZone::UTC, currency.as_deref());
        text.map_or(value, Value::text)
    }

    /// Returns the record with the field: `None` if a relationship is empty.
    fn holder<'o>(&self, org: &'o Org, row: &'o Row) -> Option<&'o Row> {
        self.hops
            .iter()
            .try_fold(row, |row, (position, object)| org.row(&object.name, row.values[*position].as_id()?))
    }

    /// Returns the value as ORDER BY, MIN and MAX compare it: text in lower case, a picklist's values in the
    /// order of the list ("Picklist sorting is defined by the picklist sort determined during setup").
    pub fn sort_key(&self, value: Value) -> Value {
        let Value::Text(text) = &value else { return value };
        let text = text.to_lowercase();
        let choices = &self.field().choices;
        let position = choices.iter().position(|choice| choice.value.to_lowercase() == text);
        match position {
            _ if self.field().kind != Kind::Picklist => Value::text(text),
            Some(position) => Value::text(format!("{position:06}")),
            // Values that are not in the list come last.
            None => Value::text(format!("~{text}")),
        }
    }

    fn currency(&self, holder: &Row) -> Option<String> {
        let slot = self.object.slot("CurrencyIsoCode")?;
        holder.values[slot].as_text().map(str::to_owned)
    }

    /// Amounts of several currencies are compared in the corporate currency.
    pub fn comparable(mut self, org: &Org) -> Self {
        self.converted |= self.field().kind == Kind::Currency && org.has_currencies();
        self
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
            "WEEK_IN_MONTH" => Self::WeekInMonth,
            "WEEK_IN_YEAR" => Self::WeekInYear,
            "HOUR_IN_DAY" => Self::HourInDay,
            _ => return None,
        })
    }

    fn apply(self, value: &Value, field: &Field) -> Value {
        if let (Self::Label, Value::Text(text)) = (self, value) {
            let choice = field.choices.iter().find(|c| c.value == **text);
            return choice.map_or_else(|| value.clone(), |c| Value::text(&c.label));
        }
        if let (Self::HourInDay, Value::DateTime(time)) = (self, value) {
            return Value::Int(i64::from(time.to_zoned(TimeZone::UTC).hour()));
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
            // Weeks begin with the first of the month or the year, whichever day that is.
            Self::WeekInMonth => i64::from((date.day() - 1) / 7 + 1),
            Self::WeekInYear => i64::from((date.day_of_year() - 1) / 7 + 1),
            Self::Label | Self::HourInDay => return value.clone(),
        })
    }

    /// Returns true for a function of a date or an instant.
    pub fn is_date_function(self) -> bool {
        self != Self::Label
    }

    /// Returns true if the result is an integer.
    pub fn is_count(self) -> bool {
        !matches!(self, Self::DayOnly | Self::Label)
    }

    /// Returns true if it accepts a field of this kind.
    fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Label => kind.is_text(),
            Self::HourInDay | Self::DayOnly => kind == Kind::DateTime,
            _ => matches!(kind, Kind::Date | Kind::DateTime),
        }
    }
}

impl Base {
    /// Resolves FROM.
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
        let mut base = Self { object: table.object.clone(), names, joined: Vec::new(), tooling };
        for (path, alias) in &query.joined {
            let steps = base.steps(&path.text);
            // A path to the id checks that the relationship exists.
            base.path(org, &Name { text: format!("{}.Id", path.text), at: path.at })?;
            base.joined.push((alias.clone(), steps));
        }
        Ok(base)
    }

    /// Resolves a field or a function of a field.
    pub fn resolve(&self, org: &Org, term: &Term) -> Result<FieldPath, SoqlError> {
        let Some(name) = &term.field else {
            let at = term.at();
            return Err(SoqlError::at("MALFORMED_QUERY", at, "unexpected token: '('"));
        };
        let mut path = self.path(org, name)?;
        if let Some(name) = &term.function {
            let known = Function::named(&name.text).ok_or_else(|| {
                let message = format!("Unknown function: {}", name.text);
                SoqlError::at("MALFORMED_QUERY", name.at, message)
            })?;
            if !known.fits(path.field().kind) {
                let message = format!("field '{}' does not support {}", path.field().name, name.text);
                return Err(SoqlError::at("INVALID_FIELD", name.at, message));
            }
            path.function = Some(known);
        }
        if term.converted && path.field().kind != Kind::Currency {
            let message = format!("field '{}' does not support convertCurrency", path.field().name);
            return Err(SoqlError::at("INVALID_FIELD", term.at(), message));
        }
        path.converted = term.converted && org.has_currencies();
        path.formatted = term.formatted;
        Ok(path)
    }

    /// Resolves a path.
    pub fn path(&self, org: &Org, name: &Name) -> Result<FieldPath, SoqlError> {
        let own = self.steps(&name.text);
        let mut steps: Vec<&str> = own.iter().map(String::as_str).collect();
        let mut last = steps.pop().unwrap_or_default();
        // The durable id of a standard object's definition is the object's name (Tooling API,
        // EntityDefinition).
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
            let hop = object.relationship(step).and_then(|position| {
                let target = object.fields[position].refers_to.first()?;
                Some((position, org.table(target)?.object.clone()))
            });
            let Some((position, target)) = hop else { return Err(no_relationship(step, &object, name.at)) };
            hops.push((position, target.clone()));
            object = target;
        }
        let Some(position) = object.position(last) else { return Err(no_column(last, &object, name.at)) };
        Ok(FieldPath { hops, object, position, function: None, converted: false, formatted: false })
    }

    /// Returns the steps of a path, starting at the object of FROM.
    fn steps(&self, path: &str) -> Vec<String> {
        let mut steps: Vec<String> = path.split('.').map(str::to_owned).collect();
        let first = steps[0].clone();
        if steps.len() > 1 && self.names.iter().any(|name| name.eq_ignore_ascii_case(&first)) {
            steps.remove(0);
        } else if let Some((_, path)) =
            self.joined.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(&first))
        {
            steps.splice(..1, path.iter().cloned());
        }
        steps
    }

    /// Returns true if the user may see the record and it is in scope.
    pub fn sees(&self, org: &Org, row: &Row, deleted_too: bool) -> bool {
        (deleted_too || !row.deleted) && org.access.get(&row.id) != Some(&Access::None)
    }
}

/// The Tooling API also supports users and record types.
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
