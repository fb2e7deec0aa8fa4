//! The input of formulas: types, values, clock and services. Formulas do not fetch anything.

use super::types::FieldType;
use super::value::Value;
use crate::{Date, DateTime, Decimal};

/// The types of fields, known before there is a record.
pub trait Schema {
    /// Returns the type of a field, a path across relationships or a global variable, in any letter case;
    /// `None` if it is unknown.
    fn field_type(&self, path: &str) -> Option<FieldType>;
}

/// The values of fields, by the slots that the compiler assigned.
pub trait Record {
    /// Returns the value that will be saved; `None` if it was not loaded, which is not the same as blank.
    fn value(&self, slot: usize) -> Option<Value<'_>>;

    /// Returns the value before the save, for an update.
    fn prior(&self, slot: usize) -> Option<Value<'_>>;

    /// Returns true if the record is being inserted.
    fn is_new(&self) -> bool {
        false
    }

    /// Returns true if the slot is a computed field whose formula refers to itself.
    fn refers_to_itself(&self, slot: usize) -> bool {
        let _ = slot;
        false
    }

    /// Returns whether the record was created with Clone in the user interface; `None` if unknown.
    fn is_clone(&self) -> Option<bool> {
        Some(false)
    }
}

/// The reason why a regular expression has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegexFault {
    /// The pattern is wrong, or takes too many steps.
    Failed(String),
    /// The environment has no regular expressions, or does not support this construct.
    Unsupported,
}

/// The clock, the user's time zone, and services for an evaluation. Every default means "unknown", which leaves
/// the formula undecided.
pub trait Environment {
    /// Returns the current instant, the same for the whole evaluation.
    fn now(&self) -> Option<DateTime> {
        None
    }

    /// Returns the milliseconds by which the user's time zone is ahead of UTC at an instant.
    fn zone_offset(&self, instant: DateTime) -> Option<i64> {
        let _ = instant;
        None
    }

    /// Returns today in the user's time zone.
    fn today(&self) -> Option<Date> {
        let now = self.now()?;
        now.checked_add(self.zone_offset(now)?)?.date()
    }

    /// Returns whether a character has a Unicode property, such as `Lu` or `Script=Latin`, for `\p{…}` in
    /// regular expressions.
    fn has_property(&self, property: &str, character: char) -> Option<bool> {
        let _ = (property, character);
        None
    }

    /// Returns the rate of an active currency to the corporate currency.
    fn currency_rate(&self, iso: &str) -> Option<Decimal> {
        let _ = iso;
        None
    }

    /// Returns a field (`$ObjectType.X__c.Fields.Y__c`) of the record whose key field has this value.
    fn look_up<'a>(&'a self, wanted: &str, key: &str, value: Value<'_>) -> Option<Value<'a>> {
        let _ = (wanted, key, value);
        None
    }
}

/// An empty environment, and a record without loaded values.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nowhere;

impl Environment for Nowhere {}

impl Record for Nowhere {
    fn value(&self, _: usize) -> Option<Value<'_>> {
        None
    }

    fn prior(&self, _: usize) -> Option<Value<'_>> {
        None
    }
}

/// The slots that several formulas share, so that a record is prepared once for many rules.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    fields: Vec<(Box<str>, FieldType)>,
    /// The slots in the order of their paths: rules of a large org name thousands of fields.
    sorted: Vec<usize>,
}

impl Slots {
    /// Creates an empty list of slots.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the slot of a path; adds one if it is missing.
    pub fn slot(&mut self, path: &str, kind: FieldType) -> usize {
        self.search(path).unwrap_or_else(|position| {
            let slot = self.fields.len();
            self.fields.push((path.into(), kind));
            self.sorted.insert(position, slot);
            slot
        })
    }

    /// Returns the slot, or the position in `sorted` where it would be inserted.
    fn search(&self, path: &str) -> Result<usize, usize> {
        let lower = |text: &str| text.bytes().map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>();
        let wanted = lower(path);
        let order = |slot: &usize| {
            let known = self.path(*slot).unwrap_or_default().bytes().map(|byte| byte.to_ascii_lowercase());
            known.cmp(wanted.iter().copied())
        };
        self.sorted
            .binary_search_by(order)
            .map(|position| self.sorted.get(position).copied().unwrap_or_default())
    }

    /// Returns the slot of a path, in any letter case.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        self.search(path).ok()
    }

    /// Iterates over the path and the type of each slot, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, FieldType)> {
        self.fields.iter().map(|(name, kind)| (&**name, *kind))
    }

    /// Returns the path of a slot.
    #[must_use]
    pub fn path(&self, slot: usize) -> Option<&str> {
        self.fields.get(slot).map(|(name, _)| &**name)
    }

    /// Returns the type of a slot.
    #[must_use]
    pub fn kind(&self, slot: usize) -> Option<FieldType> {
        self.fields.get(slot).map(|(_, kind)| *kind)
    }

    /// Returns the number of slots.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Returns true if there are no slots.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// A record as a list of values in slot order.
#[derive(Clone, Debug, Default)]
pub struct Row<'a> {
    current: Vec<Option<Value<'a>>>,
    prior: Option<Vec<Option<Value<'a>>>>,
    clone: Option<bool>,
}

impl<'a> Row<'a> {
    /// Creates a record that is being inserted. `None` marks a value that was not loaded.
    #[must_use]
    pub fn inserted(values: Vec<Option<Value<'a>>>) -> Self {
        Self { current: values, prior: None, clone: Some(false) }
    }

    /// Creates a record that is being updated, without changes.
    #[must_use]
    pub fn updated(values: Vec<Option<Value<'a>>>) -> Self {
        Self { current: values.clone(), prior: Some(values), clone: Some(false) }
    }

    /// Sets the value that a field will be saved with.
    pub fn set(&mut self, slot: usize, value: impl Into<Value<'a>>) {
        if slot >= self.current.len() {
            self.current.resize(slot + 1, None);
        }
        if let Some(target) = self.current.get_mut(slot) {
            *target = Some(value.into());
        }
    }

    /// Sets whether the record was created with Clone; `None` if unknown.
    pub fn set_clone(&mut self, clone: Option<bool>) {
        self.clone = clone;
    }
}

impl Record for Row<'_> {
    fn value(&self, slot: usize) -> Option<Value<'_>> {
        *self.current.get(slot)?
    }

    fn prior(&self, slot: usize) -> Option<Value<'_>> {
        *self.prior.as_ref()?.get(slot)?
    }

    fn is_new(&self) -> bool {
        self.prior.is_none()
    }

    fn is_clone(&self) -> Option<bool> {
        if self.prior.is_some() { Some(false) } else { self.clone }
    }
}
