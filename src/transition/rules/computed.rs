//! Fields that Salesforce computes: what they will be after a change, from their formulas.

use super::environment::RuleEnvironment;
use super::schema::OpportunitySchema;
use super::source::path_of;
use crate::base::FieldName;
use salesforce_formula::{
    Blanks, Compiled, Dialect, FieldType, Formula, Options, Record, Scratch, Slots, Type, Value,
};

/// A field with a formula.
#[derive(Debug)]
pub(super) struct Computed {
    pub(super) slot: usize,
    kind: FieldType,
    /// Its formula, in each way that it may read blanks; none where it is not known.
    ways: Vec<Compiled>,
    /// The slots that it reads.
    pub(super) reads: Vec<usize>,
    /// Whether what it reads may change unseen with any change, and with one of other fields than the stage.
    pub(super) unseen: [bool; 2],
    /// Whether its formula leads back to itself, by way of other fields or at once.
    pub(super) circular: bool,
}

/// The fields among the slots that are computed, each after those that it reads. What they read gets slots of its own.
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
    let mut done = 0;
    while let Some(rest) = all.get(done..) {
        let waits = |it: &Computed| rest.iter().any(|other| it.reads.contains(&other.slot));
        let Some(next) = rest.iter().position(|it| !waits(it)) else { break };
        all.swap(done, done + next);
        done += 1;
    }
    // Those that go in a circle have no value: Salesforce saves no such formulas.
    for it in all.iter_mut().skip(done) {
        it.ways.clear();
        it.unseen = [true; 2];
        it.circular = true;
    }
    all
}

impl Computed {
    fn read(slot: usize, path: &str, schema: &OpportunitySchema<'_>, slots: &mut Slots) -> Option<Self> {
        let name = FieldName::new(path).filter(|name| !name.crosses_relationship())?;
        let field = schema.org.field(path);
        let text = match field {
            Some(field) => field.formula.as_deref()?,
            // Neither its formula nor its dependencies are known.
            None => schema.info.field(&name).filter(|field| field.calculated).map(|_| "")?,
        };
        let told = field.and_then(|field| field.treat_blanks_as);
        let kind = slots.kind(slot)?;
        let mut it =
            Self { slot, kind, ways: Vec::new(), reads: Vec::new(), unseen: [true; 2], circular: false };
        let Ok(formula) = Formula::parse(text) else { return Some(it) };
        for blanks in [Blanks::AsZeroes, Blanks::AsBlanks] {
            let options = Options { blanks, dialect: Dialect::Platform };
            if told.is_none_or(|told| told == blanks)
                && let Ok(way) = formula.compile(schema, slots, options)
                && [kind.into(), Type::Null, Type::Unknown].contains(&way.result_type())
            {
                it.reads = way.slots().collect();
                it.unseen = [false; 2];
                for name in way.unknown() {
                    let path = path_of(&name.name);
                    if !name.function && !path.starts_with('$') {
                        it.unseen[1] = true;
                        it.unseen[0] |= !path.contains('.');
                    }
                }
                it.ways.push(way);
            }
        }
        Some(it)
    }

    /// The value that the formula gives a record; none where it is not certain.
    pub(super) fn value<'a>(
        &'a self,
        record: &'a dyn Record,
        world: &'a RuleEnvironment,
        scratch: &'a Scratch,
    ) -> Option<Value<'a>> {
        let mut found = None;
        for way in &self.ways {
            let value = way.evaluate(record, world, scratch).ok()?;
            if found.is_some_and(|found| found != value) {
                return None;
            }
            found = Some(value);
        }
        match found {
            // Formulas read a hundredth of what a field of percent holds.
            Some(Value::Number(number)) if self.kind == FieldType::Percent => {
                Some(Value::Number(number.shifted(2)))
            }
            found => found,
        }
    }
}
