//! What formulas ask of the world: all of it comes in, nothing is fetched.

use super::types::FieldType;
use super::value::Value;
use crate::{Date, DateTime, Decimal};

/// What is known of fields before any record is.
pub trait Schema {
    /// The type behind a field, a path over relationships or a global variable, in any letter case;
    /// none where nothing is known of it.
    fn field_type(&self, path: &str) -> Option<FieldType>;
}

/// The fields' values, by the slots that compiling handed out.
pub trait Record {
    /// The value as it will be saved; none where it was not loaded, which is not the same as blank.
    fn value(&self, slot: usize) -> Option<Value<'_>>;

    /// The value before the save, for an update.
    fn prior(&self, slot: usize) -> Option<Value<'_>>;

    /// Whether the record is being inserted.
    fn is_new(&self) -> bool {
        false
    }

    /// Whether the slot is a computed field whose formula leads back to itself.
    fn refers_to_itself(&self, slot: usize) -> bool {
        let _ = slot;
        false
    }

    /// Whether the record was created with Clone in the user interface; `None` if unknown.
    fn is_clone(&self) -> Option<bool> {
        Some(false)
    }
}

/// Why a regular expression gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegexFault {
    /// The pattern is wrong, or too much work.
    Failed(String),
    /// This environment has no regular expressions, or not this construct.
    Unsupported,
}

/// The moment, the user and the machinery around an evaluation. Every default is "not known", which
/// leaves the formula undecided.
pub trait Environment {
    /// This instant: one for the whole evaluation.
    fn now(&self) -> Option<DateTime> {
        None
    }

    /// How far the user's clock is ahead of UTC at an instant, in milliseconds.
    fn zone_offset(&self, instant: DateTime) -> Option<i64> {
        let _ = instant;
        None
    }

    /// Today in the user's zone.
    fn today(&self) -> Option<Date> {
        let now = self.now()?;
        now.checked_add(self.zone_offset(now)?)?.date()
    }

    /// Whether a character has a property of Unicode, such as `Lu` or `Script=Latin`, which regular expressions ask for
    /// with `\p{…}`.
    fn has_property(&self, property: &str, character: char) -> Option<bool> {
        let _ = (property, character);
        None
    }

    /// The rate of an active currency to the corporate one.
    fn currency_rate(&self, iso: &str) -> Option<Decimal> {
        let _ = iso;
        None
    }

    /// The wanted field (`$ObjectType.X__c.Fields.Y__c`) of the record whose key field has this value.
    fn look_up<'a>(&'a self, wanted: &str, key: &str, value: Value<'_>) -> Option<Value<'a>> {
        let _ = (wanted, key, value);
        None
    }
}

/// An environment that knows nothing, and a record of which nothing is loaded.
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

/// The slots that formulas share, so that a record is laid out once for many rules.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    fields: Vec<(Box<str>, FieldType)>,
    /// The slots in the order of their paths: rules of a large org name thousands of fields.
    sorted: Vec<usize>,
}

impl Slots {
    /// No slots yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The slot of a path, a new one if it had none.
    pub fn slot(&mut self, path: &str, kind: FieldType) -> usize {
        self.search(path).unwrap_or_else(|position| {
            let slot = self.fields.len();
            self.fields.push((path.into(), kind));
            self.sorted.insert(position, slot);
            slot
        })
    }

    /// The slot, or the position in `sorted` where it belongs.
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

    /// The slot of a path, in any letter case.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        self.search(path).ok()
    }

    /// The path and the type of each slot, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, FieldType)> {
        self.fields.iter().map(|(name, kind)| (&**name, *kind))
    }

    /// The path of a slot.
    #[must_use]
    pub fn path(&self, slot: usize) -> Option<&str> {
        self.fields.get(slot).map(|(name, _)| &**name)
    }

    /// The type of a slot.
    #[must_use]
    pub fn kind(&self, slot: usize) -> Option<FieldType> {
        self.fields.get(slot).map(|(_, kind)| *kind)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether no formula asked for a field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// A record as a list of values in the order of the slots.
#[derive(Clone, Debug, Default)]
pub struct Row<'a> {
    current: Vec<Option<Value<'a>>>,
    prior: Option<Vec<Option<Value<'a>>>>,
    clone: Option<bool>,
}

impl<'a> Row<'a> {
    /// A record that is being inserted; none stands for a value that was not loaded.
    #[must_use]
    pub fn inserted(values: Vec<Option<Value<'a>>>) -> Self {
        Self { current: values, prior: None, clone: Some(false) }
    }

    /// A record that is being updated and, so far, as it was.
    #[must_use]
    pub fn updated(values: Vec<Option<Value<'a>>>) -> Self {
        Self { current: values.clone(), prior: Some(values), clone: Some(false) }
    }

    /// Gives a field the value that it will be saved with.
    pub fn set(&mut self, slot: usize, value: impl Into<Value<'a>>) {
        if slot >= self.current.len() {
            self.current.resize(slot + 1, None);
        }
        if let Some(place) = self.current.get_mut(slot) {
            *place = Some(value.into());
        }
    }

    /// Whether the record was created with Clone; `None` if unknown.
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
