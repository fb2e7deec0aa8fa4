//! The org: its objects, its records, its clock.

pub mod clock;
pub mod coerce;
pub mod delete;
pub mod display;
pub mod history;
pub mod id;
pub mod objects;
pub mod opportunity;
pub mod rules;
pub mod save;
pub mod schema;
pub mod stages;
pub mod stored;
pub mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use self::clock::Clock;
use self::id::Id;
use self::schema::{Choice, Object};
use self::value::Value;

/// A record.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub id: Id,
    /// Its values, in the order of the object's fields.
    pub values: Vec<Value>,
    /// True if it is in the recycle bin.
    pub deleted: bool,
}

/// An object and its records.
#[derive(Clone, Debug)]
pub struct Table {
    /// The object.
    pub object: Arc<Object>,
    /// The records, in creation order.
    pub rows: IndexMap<Id, Row>,
    made: u64,
}

/// The portal user's restricted access to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Not shared with the user, as if it did not exist.
    None,
    /// Readable but not editable.
    Read,
}

/// A write, for `GET /sandbox/log`.
#[derive(Clone, Debug)]
pub struct Write {
    /// The time on the org's clock.
    pub at: Timestamp,
    /// `create`, `update` or `delete`.
    pub what: &'static str,
    /// The object.
    pub object: String,
    /// The record.
    pub id: Id,
    /// The user.
    pub by: Id,
    /// Field, before, after.
    pub changes: Vec<(String, Value, Value)>,
}

/// A record type and the stages of its sales process.
#[derive(Clone, Debug)]
pub struct RecordType {
    /// Its id.
    pub id: Id,
    /// Its label.
    pub name: String,
    /// Its API name.
    pub developer_name: String,
    /// API names of the stages of its sales process, in order.
    pub stages: Vec<String>,
    /// True if the user may assign it to a record.
    pub available: bool,
    /// True if new records get it by default.
    pub default: bool,
    /// The values that it admits, by field; all of them for other fields.
    pub picklists: BTreeMap<String, Vec<String>>,
    /// True for `012000000000000AAA`, which every org has.
    pub master: bool,
}

/// The org.
#[derive(Clone, Debug)]
pub struct Org {
    /// Its own id.
    pub id: Id,
    /// Its clock.
    pub clock: Clock,
    /// Record types of Opportunity, including the master record type.
    pub record_types: Vec<RecordType>,
    /// Records with restricted access.
    pub access: BTreeMap<Id, Access>,
    /// Records in an approval process.
    pub locked: BTreeSet<Id>,
    /// The currency of amounts if the org has one currency.
    pub currency: String,
    /// The amount of each currency that is worth one of the corporate currency; empty in an org with one
    /// currency.
    pub rates: BTreeMap<String, Decimal>,
    /// All writes so far.
    pub writes: Vec<Write>,
    /// `Metadata` of Tooling API records, which is an object instead of a text.
    pub metadata: BTreeMap<Id, Json>,
    /// True if the API refuses unknown stages. By default it does not.
    pub restricted_stages: bool,
    /// Active validation rules.
    pub rules: Vec<rules::Rule>,
    /// The names of active validation rules that the sandbox does not apply, and why.
    pub skipped: Vec<(String, String)>,
    tables: IndexMap<String, Table>,
    undo: Option<Vec<(String, Id, Option<Row>)>>,
}

impl Org {
    /// Creates an org with these objects and without records.
    pub fn new(id: Id, objects: Vec<Object>, now: Timestamp) -> Self {
        let tables = objects
            .into_iter()
            .map(|object| {
                let key = object.name.to_ascii_lowercase();
                (key, Table { object: Arc::new(object), rows: IndexMap::new(), made: 0 })
            })
            .collect();
        Self {
            id,
            clock: Clock::new(now),
            record_types: Vec::new(),
            access: BTreeMap::new(),
            locked: BTreeSet::new(),
            currency: "USD".into(),
            rates: BTreeMap::new(),
            writes: Vec::new(),
            metadata: BTreeMap::new(),
            restricted_stages: false,
            rules: Vec::new(),
            skipped: Vec::new(),
            tables,
            undo: None,
        }
    }

    /// Returns an object's table; the name in any letter case.
    pub fn table(&self, object: &str) -> Option<&Table> {
        self.tables.get(&object.to_ascii_lowercase())
    }

    /// Returns all tables.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }

    /// Returns a record that the user may see.
    pub fn row(&self, object: &str, id: Id) -> Option<&Row> {
        let row = self.table(object)?.rows.get(&id)?;
        (!row.deleted && self.access.get(&id) != Some(&Access::None)).then_some(row)
    }

    /// Returns the object with the key prefix of this id.
    pub fn object_of(&self, id: Id) -> Option<Arc<Object>> {
        self.tables.values().find(|t| t.object.prefix == id.prefix()).map(|t| t.object.clone())
    }

    /// Returns a record's value, regardless of access.
    pub fn value(&self, object: &str, id: Id, field: &str) -> Value {
        let found = self.table(object).and_then(|t| {
            let slot = t.object.slot(field)?;
            t.rows.get(&id).and_then(|row| row.values.get(slot)).cloned()
        });
        found.unwrap_or(Value::Null)
    }

    /// Inserts or replaces a record. An open transaction remembers the previous state.
    pub fn put(&mut self, object: &str, row: Row) {
        let key = object.to_ascii_lowercase();
        if let Some(table) = self.tables.get_mut(&key) {
            let id = row.id;
            let before = table.rows.insert(id, row);
            if let Some(undo) = &mut self.undo {
                undo.push((key, id, before));
            }
        }
    }

    /// Adds values that an unrestricted picklist lacks as inactive ones: from then on their spelling applies to
    /// all records (Object Reference, "Field Types", picklist; Help 000386557). Stages have rows of their own.
    pub fn keep_unknown_choices(&mut self, object: &Object, row: &Row) {
        let mut unknown = Vec::new();
        for (slot, field) in object.fields.iter().enumerate() {
            if let (true, Value::Text(text)) = (field.kind.is_picklist(), &row.values[slot])
                && !(object.name == "Opportunity" && field.name == "StageName")
                && !field.choices.is_empty()
            {
                let lacks = |value: &&str| stored::choice(field, value).is_none();
                let lacking = stored::named(field, text).into_iter().filter(lacks);
                unknown.extend(lacking.map(|value| (slot, value.to_owned())));
            }
        }
        let table = self.tables.get_mut(&object.name.to_ascii_lowercase());
        if let Some(table) = table.filter(|_| !unknown.is_empty()) {
            let object = Arc::make_mut(&mut table.object);
            for (slot, value) in unknown {
                let label = value.clone();
                object.fields[slot].choices.push(Choice {
                    value,
                    label,
                    active: false,
                    valid_for: Vec::new(),
                });
            }
        }
    }

    /// Returns the id of the next record of an object.
    pub fn next_id(&mut self, object: &str) -> Id {
        let key = object.to_ascii_lowercase();
        match self.tables.get_mut(&key) {
            Some(table) => {
                table.made += 1;
                Id::numbered(&table.object.prefix.clone(), table.made)
            }
            None => Id::numbered("000", 0),
        }
    }

    /// Starts a transaction.
    pub fn begin(&mut self) -> Savepoint {
        let outer = self.undo.is_some();
        Savepoint { undo: self.undo.get_or_insert_default().len(), writes: self.writes.len(), outer }
    }

    /// Ends a transaction and keeps its changes.
    pub fn commit(&mut self, point: Savepoint) {
        if !point.outer {
            self.undo = None;
        }
    }

    /// Ends a transaction and undoes its changes.
    pub fn rollback(&mut self, point: Savepoint) {
        let undone = self.undo.as_mut().map(|undo| undo.split_off(point.undo)).unwrap_or_default();
        for (key, id, before) in undone.into_iter().rev() {
            if let Some(table) = self.tables.get_mut(&key) {
                match before {
                    Some(row) => table.rows.insert(id, row),
                    None => table.rows.shift_remove(&id),
                };
            }
        }
        self.writes.truncate(point.writes);
        self.commit(point);
    }

    /// Returns true if the org has several currencies.
    pub fn has_currencies(&self) -> bool {
        !self.rates.is_empty()
    }

    /// Converts an amount to the corporate currency.
    pub fn in_corporate_currency(&self, amount: Decimal, code: Option<&str>) -> Decimal {
        let rate = code.and_then(|code| self.rates.get(code)).filter(|rate| !rate.is_zero());
        rate.and_then(|rate| amount.checked_div(*rate)).unwrap_or(amount)
    }

    /// Returns a user's `Name`.
    pub fn user_name(&self, id: Id) -> String {
        self.value("User", id, "Name").as_text().unwrap_or_default().to_owned()
    }
}

/// A point to return to.
#[derive(Clone, Copy, Debug)]
pub struct Savepoint {
    undo: usize,
    writes: usize,
    outer: bool,
}
