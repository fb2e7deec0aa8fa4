//! Predicts the values of fields that Salesforce computes from formulas.

use super::environment::RuleEnvironment;
use super::field_types::OpportunitySchema;
use super::source::path_of;
use crate::base::FieldName;
use crate::base::map::Map;
use salesforce_formula::{
    Blanks, Compiled, Dialect, FieldType, Formula, Options, Record, Scratch, Slots, Type, Value,
};

/// A field with a formula.
#[derive(Debug)]
pub(super) struct Computed {
    pub(super) slot: usize,
    kind: FieldType,
    /// The formula for each way that it may treat blanks; empty if unknown.
    variants: Vec<Compiled>,
    /// The slots that it reads.
    pub(super) reads: Vec<usize>,
    /// Whether its inputs may change unseen with any change, and with a change of fields other than the stage.
    pub(super) unseen: [bool; 2],
    /// True if the formula refers to itself, directly or through other fields.
    pub(super) circular: bool,
}

/// Returns the computed fields among the slots, each after those that it reads. What they read gets slots too.
pub(super) fn computed(schema: &OpportunitySchema<'_>, slots: &mut Slots) -> Vec<Computed> {
    let mut all: Vec<Computed> = Vec::new();
    let mut slot = 0;
    while let Some(path) = slots.path(slot) {
        let path = path_of(path).to_owned();
        if let Some(it) = Computed::read(slot, &path, schema, slots) {
            all.push(it);
        }
        slot += 1;
    }
    in_order(all)
}

/// Sorts the fields so that each comes after those that it reads, in linear time. Circular fields, and those that
/// read them, come last and have no value: Salesforce does not save such formulas.
fn in_order(all: Vec<Computed>) -> Vec<Computed> {
    let index_of: Map<usize, usize> = all.iter().enumerate().map(|(index, it)| (it.slot, index)).collect();
    let mut readers = vec![Vec::new(); all.len()];
    let mut waits_for = vec![0; all.len()];
    for (index, it) in all.iter().enumerate() {
        for input in it.reads.iter().filter_map(|slot| index_of.get(slot)) {
            readers[*input].push(index);
            waits_for[index] += 1;
        }
    }
    let mut order: Vec<usize> = (0..all.len()).filter(|index| waits_for[*index] == 0).collect();
    let mut next = 0;
    while let Some(index) = order.get(next) {
        next += 1;
        for reader in std::mem::take(&mut readers[*index]) {
            waits_for[reader] -= 1;
            if waits_for[reader] == 0 {
                order.push(reader);
            }
        }
    }
    let mut all: Vec<_> = all.into_iter().map(Some).collect();
    let mut sorted: Vec<Computed> = order.into_iter().filter_map(|index| all[index].take()).collect();
    for mut it in all.into_iter().flatten() {
        it.variants.clear();
        it.unseen = [true; 2];
        it.circular = true;
        sorted.push(it);
    }
    sorted
}

impl Computed {
    fn read(slot: usize, path: &str, schema: &OpportunitySchema<'_>, slots: &mut Slots) -> Option<Self> {
        let name = FieldName::new(path).filter(|name| !name.crosses_relationship())?;
        let field = schema.org.field(path);
        let text = match field {
            Some(field) => field.formula.as_deref()?,
            // Neither the formula nor its dependencies are known.
            None => schema.info.field(&name).filter(|field| field.calculated).map(|_| "")?,
        };
        let specified = field.and_then(|field| field.treat_blanks_as);
        let kind = slots.kind(slot)?;
        let mut it =
            Self { slot, kind, variants: Vec::new(), reads: Vec::new(), unseen: [true; 2], circular: false };
        let Ok(formula) = Formula::parse(text) else { return Some(it) };
        for blanks in [Blanks::AsZeroes, Blanks::AsBlanks] {
            let options = Options { blanks, dialect: Dialect::Platform };
            if specified.is_none_or(|specified| specified == blanks)
                && let Ok(possible) = formula.compile(schema, slots, options)
                && [kind.into(), Type::Null, Type::Unknown].contains(&possible.result_type())
            {
                it.reads = possible.slots().collect();
                it.unseen = [false; 2];
                for name in possible.unknown() {
                    let path = path_of(&name.name);
                    if !name.function && !path.starts_with('$') {
                        it.unseen[1] = true;
                        it.unseen[0] |= !path.contains('.');
                    }
                }
                it.variants.push(possible);
            }
        }
        Some(it)
    }

    /// Returns the value of the formula for a record; `None` if it is uncertain.
    pub(super) fn value<'a>(
        &'a self,
        record: &'a dyn Record,
        world: &'a RuleEnvironment,
        scratch: &'a Scratch,
    ) -> Option<Value<'a>> {
        let mut found = None;
        for possible in &self.variants {
            let value = possible.evaluate(record, world, scratch).ok()?;
            if found.is_some_and(|found| found != value) {
                return None;
            }
            found = Some(value);
        }
        match found {
            // Formulas read percentages as fractions.
            Some(Value::Number(number)) if self.kind == FieldType::Percent => {
                Some(Value::Number(number.shifted(2)))
            }
            found => found,
        }
    }
}
