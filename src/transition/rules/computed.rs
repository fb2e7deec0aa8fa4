//! Fields that Salesforce computes: what they will be after a change, from their formulas.

use super::compile::Ruleset;
use super::judge::World;
use super::schema::OpportunitySchema;
use super::sheet::{Plan, Sheet, path_of};
use crate::formula::{
    Blanks, Compiled, Dialect, FieldType, Formula, Options, Record, Scratch, Slots, Type, Value,
};
use crate::record::FieldName;
use crate::transition::consequence::Today;

/// A field with a formula.
#[derive(Debug)]
pub(super) struct Computed {
    pub(super) slot: usize,
    kind: FieldType,
    /// Its formula, in each way that it may read blanks; none where it is not known.
    ways: Vec<Compiled>,
    /// It reads a field of the record, or a path from it, of which nothing is known, not even whether it changes.
    unknown: (bool, bool),
}

/// The fields among the slots that are computed, each after those that it reads. What they read gets slots of its own.
pub(super) fn computed(schema: &OpportunitySchema<'_>, slots: &mut Slots) -> Vec<Computed> {
    let (mut rest, mut ordered) = (Vec::new(), Vec::new());
    let mut slot = 0;
    loop {
        let Some((path, kind)) = slots.iter().nth(slot) else { break };
        let path = path.to_owned();
        rest.extend(Computed::read(slot, path_of(&path), kind, schema, slots));
        slot += 1;
    }
    let waits =
        |it: &Computed, rest: &[Computed]| it.reads().any(|slot| rest.iter().any(|it| it.slot == slot));
    while let Some(next) = rest.iter().position(|it| !waits(it, &rest)) {
        ordered.push(rest.remove(next));
    }
    // Those that go in a circle have no value: Salesforce saves no such formulas.
    rest.iter_mut().for_each(|it| it.ways.clear());
    ordered.extend(rest);
    ordered
}

impl Computed {
    fn read(
        slot: usize,
        path: &str,
        kind: FieldType,
        schema: &OpportunitySchema<'_>,
        slots: &mut Slots,
    ) -> Option<Self> {
        let name = FieldName::new(path).filter(|name| !name.crosses_relationship())?;
        let field = schema.org.field(path);
        let text = match field {
            Some(field) => field.formula.as_deref()?,
            // Its formula is not told, nor what it depends on.
            None => schema.info.field(&name).filter(|field| field.calculated).map(|_| "")?,
        };
        let blanks = field.and_then(|field| field.treat_blanks_as);
        let formula = Formula::parse(text).ok();
        let compile = |blanks: &Blanks| {
            let options = Options { blanks: *blanks, dialect: Dialect::Platform };
            let compiled = formula.as_ref()?.compile(schema, slots, options).ok()?;
            let fits = [kind.into(), Type::Null, Type::Unknown].contains(&compiled.result_type());
            fits.then_some(compiled)
        };
        let ways: Vec<_> = [Blanks::AsZeroes, Blanks::AsBlanks]
            .iter()
            .filter(|way| blanks.is_none_or(|blanks| blanks == **way))
            .filter_map(compile)
            .collect();
        let names =
            || ways.iter().flat_map(Compiled::unknown).filter(|it| !it.function && !it.name.starts_with('$'));
        let unknown = (
            names().any(|it| !path_of(&it.name).contains('.')),
            names().any(|it| path_of(&it.name).contains('.')),
        );
        Some(Self { slot, kind, ways, unknown })
    }

    fn reads(&self) -> impl Iterator<Item = usize> {
        self.ways.iter().flat_map(Compiled::slots)
    }

    /// The value that the formula gives a record; none where it is not certain.
    fn value<'a>(
        &'a self,
        record: &'a dyn Record,
        world: &'a World,
        scratch: &'a Scratch,
    ) -> Option<Value<'a>> {
        let mut values = self.ways.iter().map(|way| way.evaluate(record, world, scratch).ok());
        let first = values.next()??;
        values.all(|other| other == Some(first)).then_some(match first {
            // Formulas read a hundredth of what a field of percent holds.
            Value::Number(number) if self.kind == FieldType::Percent => Value::Number(number.shifted(2)),
            value => value,
        })
    }
}

impl Ruleset {
    /// The computed fields that may have another value after a change, and whether that is not seen by their slots.
    pub(super) fn follow<'a>(&'a self, plan: &Plan<'a>, edits: bool) -> Vec<(&'a Computed, bool)> {
        let mut follows: Vec<(&Computed, bool)> = Vec::new();
        for it in &self.computed {
            let unseen = it.ways.is_empty() || it.unknown.0 || it.unknown.1 && edits;
            let touched =
                |slot: usize| plan.sets(slot) || follows.iter().any(|(other, _)| other.slot == slot);
            if unseen || it.reads().any(touched) {
                follows.push((it, unseen));
            }
        }
        follows
    }
}

/// A record as it was before.
struct Before<'a>(&'a Sheet<'a>);

impl Record for Before<'_> {
    fn value(&self, slot: usize) -> Option<Value<'_>> {
        self.0.prior(slot)
    }

    fn prior(&self, slot: usize) -> Option<Value<'_>> {
        self.0.prior(slot)
    }
}

impl Sheet<'_> {
    /// Works out what follows from a change. What was loaded is right as long as nothing changes on which it depends.
    pub(super) fn compute(&mut self, plan: &Plan<'_>, today: Today) {
        for (it, unseen) in &plan.follows {
            let same = |slot| {
                let before = self.prior(slot);
                self.value(slot) == before && (before.is_some() || !plan.touches(slot))
            };
            let loaded = self.prior(it.slot).is_some();
            if loaded && !unseen && it.reads().all(same) {
                continue;
            }
            let (scratch, world) = (Scratch::new(), World(today));
            let value = it.value(self, &world, &scratch);
            // What is stored is rounded, and what is computed is not: that is no change.
            if loaded && value.is_some() && it.value(&Before(self), &world, &scratch) == value {
                continue;
            }
            let text = value.map(|value| value.as_text().to_owned());
            let value = value.map(Value::without_text);
            self.set_computed(it.slot, value, text.unwrap_or_default());
        }
    }
}
