//! A save as formulas see it: fields, paths across relationships, and global variables.

use salesforce_formula::{Date, DateTime};
use salesforce_formula::{FieldType, Record, Schema, Scratch, Value};

use crate::org::id::Id;
use crate::org::schema::{Kind, Object};
use crate::org::value::Value as Held;
use crate::org::{Org, Row};

/// The schema for formulas.
pub struct Fields<'o>(pub &'o Org);

impl Schema for Fields<'_> {
    fn field_type(&self, path: &str) -> Option<FieldType> {
        let object = &self.0.table("Opportunity")?.object;
        let (start, steps) = global(path);
        let object = match start {
            Some("$User") => &self.0.table("User")?.object,
            Some("$Profile") => &self.0.table("Profile")?.object,
            Some("$RecordType") => &self.0.table("RecordType")?.object,
            Some("$Organization") => &self.0.table("Organization")?.object,
            Some(_) => return None,
            None => object,
        };
        kind(self.0, object, &steps)
    }
}

/// The global variable that a path begins with, and the rest. `Owner:User.Name` names the type of its target.
fn global(path: &str) -> (Option<&str>, Vec<&str>) {
    let mut steps: Vec<&str> = path.split('.').map(|s| s.split(':').next().unwrap_or(s)).collect();
    if !path.starts_with('$') {
        return (None, steps);
    }
    let first = steps.remove(0);
    let known = ["$User", "$Profile", "$RecordType", "$Organization"];
    (known.into_iter().find(|k| k.eq_ignore_ascii_case(first)).or(Some(first)), steps)
}

/// Returns the reference field of a step; `RecordType` has its own name.
fn hop(object: &Object, step: &str) -> Option<usize> {
    let named = |f: &crate::org::schema::Field| {
        f.relationship.as_deref().is_some_and(|r| r.eq_ignore_ascii_case(step))
    };
    object.fields.iter().position(named)
}

fn kind(org: &Org, object: &Object, steps: &[&str]) -> Option<FieldType> {
    match steps {
        [] => None,
        [field] => Some(match object.fields[object.slot(field)?].kind {
            Kind::Id | Kind::Reference => FieldType::Id,
            Kind::Boolean => FieldType::Boolean,
            Kind::Picklist => FieldType::Picklist,
            Kind::MultiPicklist => FieldType::MultiPicklist,
            Kind::Percent => FieldType::Percent,
            Kind::Currency | Kind::Double | Kind::Int => FieldType::Number,
            Kind::Date => FieldType::Date,
            Kind::DateTime => FieldType::DateTime,
            Kind::String | Kind::Textarea | Kind::Email | Kind::Phone | Kind::Url => FieldType::Text,
        }),
        [step, rest @ ..] => {
            let target = object.fields[hop(object, step)?].refers_to.first()?;
            kind(org, &org.table(target)?.object, rest)
        }
    }
}

/// A save in progress.
pub struct Saving<'s> {
    org: &'s Org,
    user: Id,
    object: &'s Object,
    before: Option<&'s Row>,
    after: &'s Row,
}

impl<'s> Saving<'s> {
    /// Starts a save of this record.
    pub fn new(org: &'s Org, user: Id, object: &'s Object, before: Option<&'s Row>, after: &'s Row) -> Self {
        Self { org, user, object, before, after }
    }

    /// Returns the same for a formula with these slots.
    pub fn with<'p>(&'p self, paths: &'p [String]) -> Slotted<'p> {
        Slotted { saving: self, paths, texts: Scratch::new() }
    }

    fn look(&self, row: &Row, path: &str) -> Held {
        let own = |name: &str| self.object.slot(name).map_or(Held::Null, |slot| row.values[slot].clone());
        let (start, steps) = global(path);
        let far =
            |table: &str, id: Held| id.as_id().map_or(Held::Null, |id| follow(self.org, table, id, &steps));
        match start {
            Some("$User") => follow(self.org, "User", self.user, &steps),
            Some("$Profile") => far("Profile", self.org.value("User", self.user, "ProfileId")),
            Some("$RecordType") => far("RecordType", own("RecordTypeId")),
            Some("$Organization") => follow(self.org, "Organization", self.org.id, &steps),
            Some(_) => Held::Null,
            None => values(self.org, self.object, row, &steps),
        }
    }
}

fn follow(org: &Org, table: &str, id: Id, steps: &[&str]) -> Held {
    let found = org.table(table).and_then(|t| Some((&t.object, t.rows.get(&id)?)));
    found.map_or(Held::Null, |(object, row)| values(org, object, row, steps))
}

fn values(org: &Org, object: &Object, row: &Row, steps: &[&str]) -> Held {
    match steps {
        [] => Held::Null,
        [field] => object.slot(field).map_or(Held::Null, |slot| row.values[slot].clone()),
        [step, rest @ ..] => {
            let next = hop(object, step).and_then(|position| {
                Some((object.fields[position].refers_to.first()?, row.values[position].as_id()?))
            });
            next.map_or(Held::Null, |(table, id)| follow(org, table, id, rest))
        }
    }
}

/// A save with a formula's slots.
pub struct Slotted<'p> {
    saving: &'p Saving<'p>,
    paths: &'p [String],
    /// Storage for the texts of the values.
    texts: Scratch,
}

impl Record for Slotted<'_> {
    fn value(&self, slot: usize) -> Option<Value<'_>> {
        value_of(&self.saving.look(self.saving.after, self.paths.get(slot)?), &self.texts)
    }

    fn prior(&self, slot: usize) -> Option<Value<'_>> {
        value_of(&self.saving.look(self.saving.before?, self.paths.get(slot)?), &self.texts)
    }

    fn is_new(&self) -> bool {
        self.saving.before.is_none()
    }
}

fn value_of<'t>(held: &Held, texts: &'t Scratch) -> Option<Value<'t>> {
    Some(match held {
        Held::Null => Value::Null,
        Held::Bool(b) => Value::Boolean(*b),
        Held::Int(n) => Value::from(*n),
        Held::Number(n) => Value::Number(n.to_string().parse().ok()?),
        Held::Text(text) => Value::text(texts.keep(text)),
        Held::Id(id) => Value::text(texts.keep(&id.to_string())),
        Held::Date(d) => Value::Date(Date::new(
            i32::from(d.year()),
            d.month().unsigned_abs().into(),
            d.day().unsigned_abs().into(),
        )?),
        Held::DateTime(t) => Value::DateTime(DateTime::from_epoch_milliseconds(t.as_millisecond())?),
    })
}
