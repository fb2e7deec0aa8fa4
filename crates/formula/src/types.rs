//! The types of fields and of expressions.

use std::fmt;

use super::value::Value;
use crate::id::is_case_safe_id;

/// The type of a field, as far as formulas distinguish types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldType {
    /// Number, currency, summary, number formula.
    Number,
    /// Percent as Salesforce stores it: 50 for 50 %. Formulas read 0.5.
    Percent,
    /// Text of any kind, email, phone, URL, auto-number.
    Text,
    /// A record id or a lookup. Formulas read the 15-character form.
    Id,
    /// A checkbox. Formulas read FALSE if it is blank.
    Boolean,
    /// A date.
    Date,
    /// A date with a time.
    DateTime,
    /// A time of day.
    Time,
    /// A picklist, by API value.
    Picklist,
    /// A multi-select picklist: API values separated by `;`.
    MultiPicklist,
    /// A geolocation.
    Location,
    /// An address or a person's name, which formulas only test for blank.
    Compound,
    /// Not specified. The value determines the type, unless it fits several.
    Unspecified,
}

/// The static type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A decimal number.
    Number,
    /// The message.
    Text,
    /// TRUE, FALSE or null.
    Boolean,
    /// A date.
    Date,
    /// An instant.
    DateTime,
    /// A time of day.
    Time,
    /// One API value, which only some functions accept.
    Picklist,
    /// Several API values, which only some functions accept.
    MultiPicklist,
    /// A geolocation.
    Location,
    /// An address or a person's name.
    Compound,
    /// The literal `NULL`, which is valid almost everywhere.
    Null,
    /// The type of something unknown, which is valid everywhere and has no value.
    Unknown,
}

impl From<FieldType> for Type {
    fn from(field: FieldType) -> Self {
        match field {
            FieldType::Number | FieldType::Percent => Self::Number,
            FieldType::Text | FieldType::Id => Self::Text,
            FieldType::Boolean => Self::Boolean,
            FieldType::Date => Self::Date,
            FieldType::DateTime => Self::DateTime,
            FieldType::Time => Self::Time,
            FieldType::Picklist => Self::Picklist,
            FieldType::MultiPicklist => Self::MultiPicklist,
            FieldType::Location => Self::Location,
            FieldType::Compound => Self::Compound,
            FieldType::Unspecified => Self::Unknown,
        }
    }
}

impl Type {
    /// The types that parameters may have.
    const ALL: [Self; 10] = [
        Self::Number,
        Self::Text,
        Self::Boolean,
        Self::Date,
        Self::DateTime,
        Self::Time,
        Self::Picklist,
        Self::MultiPicklist,
        Self::Location,
        Self::Compound,
    ];

    /// Returns the type for a letter of the function table.
    pub(super) fn of_letter(letter: u8) -> Option<Self> {
        let index = b"ntbdicpmla".iter().position(|other| *other == letter)?;
        Self::ALL.get(index).copied()
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "number",
            Self::Text => "text",
            Self::Boolean => "checkbox",
            Self::Date => "date",
            Self::DateTime => "date/time",
            Self::Time => "time",
            Self::Picklist => "picklist",
            Self::MultiPicklist => "multi-select picklist",
            Self::Location => "geolocation",
            Self::Compound => "compound field",
            Self::Null => "null",
            Self::Unknown => "unknown",
        })
    }
}

/// A set of types that a parameter accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u16);

impl Types {
    pub(super) const NUMBER: Self = Self::only(Type::Number);
    pub(super) const TEXT: Self = Self::only(Type::Text);
    pub(super) const BOOLEAN: Self = Self::only(Type::Boolean);
    pub(super) const DATE: Self = Self::only(Type::Date);
    pub(super) const DATE_TIME: Self = Self::only(Type::DateTime);
    pub(super) const TIME: Self = Self::only(Type::Time);
    pub(super) const LOCATION: Self = Self::only(Type::Location);
    /// The types that most functions accept.
    pub(super) const PLAIN: Self =
        Self::NUMBER.or(Self::TEXT).or(Self::DATE).or(Self::DATE_TIME).or(Self::TIME);

    /// A flag for sets that refuse the literal `NULL`.
    const STRICT: u16 = 1 << 15;

    /// A flag for a field whose number may be a percentage, which formulas convert.
    const PERCENT: u16 = 1 << 14;

    pub(super) const NONE: Self = Self(0);
    pub(super) const ANY: Self = Self(Self::PERCENT - 1);
    pub(super) const ANY_OR_PERCENT: Self = Self(Self::ANY.0 | Self::PERCENT);

    pub(super) const fn only(kind: Type) -> Self {
        Self(1 << kind as u16)
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn not_null(self) -> Self {
        Self(self.0 | Self::STRICT)
    }

    /// Returns the set with this type; any type if it is unspecified.
    pub(super) fn of(kind: Type) -> Self {
        if matches!(kind, Type::Null | Type::Unknown) { Self::ANY } else { Self::only(kind) }
    }

    /// Intersects two sets for the same field.
    pub(super) fn narrowed(self, to: Self) -> Self {
        Self(to.0 | self.0 & Self::PERCENT)
    }

    /// Returns true if the type of a number would be ambiguous.
    pub(super) fn may_be_percent(self) -> bool {
        self.0 & Self::PERCENT != 0 && self.accept(Type::Number)
    }

    /// Returns true if the set contains only checkboxes.
    pub(super) fn are_boolean(self) -> bool {
        self.0 & Self::ANY.0 == Self::BOOLEAN.0
    }

    /// Returns true if a value is certainly of one of the types.
    pub(super) fn hold(self, value: &Value<'_>) -> bool {
        let types = match value {
            Value::Null => return true,
            Value::Number(_) if self.0 & Self::PERCENT != 0 => Self::NONE,
            Value::Number(_) => Self::NUMBER,
            // Formulas read the first 15 characters of an id, and all of a text that looks like an id.
            Value::Text(text) if text.len() == 18 && is_case_safe_id(text) => Self::NONE,
            Value::Text(_) => Self::TEXT.or(Self::only(Type::Picklist)).or(Self::only(Type::MultiPicklist)),
            Value::Boolean(_) => Self::BOOLEAN,
            Value::Date(_) => Self::DATE,
            Value::DateTime(_) => Self::DATE_TIME,
            Value::Time(_) => Self::TIME,
            Value::Location(..) => Self::LOCATION,
        };
        self.0 & types.0 != 0
    }

    pub(super) fn accept(self, kind: Type) -> bool {
        match kind {
            Type::Unknown => true,
            Type::Null => self.0 & Self::STRICT == 0,
            kind => self.0 & Self::only(kind).0 != 0,
        }
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for kind in Type::ALL {
            if self.0 & Self::only(kind).0 != 0 {
                write!(f, "{separator}{kind}")?;
                separator = " or ";
            }
        }
        Ok(())
    }
}
