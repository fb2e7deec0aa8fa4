//! The record's values before and after a change, by slot.

use crate::base::{Date, DateTime, FieldValue, FieldValues, Time, Today};
use crate::org::Stage;
use crate::transition::user::User;
use salesforce_formula::{FieldType, Record, Scratch, Value};

use super::compile::Ruleset;
use super::computed::Computed;
use super::environment::RuleEnvironment;
use super::interface::Globals;
use super::source::Source;

/// The values that a change sets, by slot, prepared once for many records.
#[derive(Debug)]
pub struct FieldChanges<'a> {
    pub(super) sets: Vec<(usize, Option<Value<'a>>)>,
    /// The computed fields that may change, each with whether its inputs may change unseen.
    pub(super) follows: Vec<(&'a Computed, bool)>,
}

impl FieldChanges<'_> {
    /// Returns true if each record has to be evaluated separately.
    pub(crate) fn computes(&self) -> bool {
        !self.follows.is_empty()
    }

    /// Returns true if a slot may have another value afterwards.
    pub(super) fn touches(&self, slot: usize) -> bool {
        self.sets.iter().any(|(set, _)| *set == slot) || self.follows.iter().any(|(it, _)| it.slot == slot)
    }
}

/// A record before and after a change.
#[derive(Debug)]
pub struct RecordState<'a> {
    pub(super) before: Vec<Option<Value<'a>>>,
    pub(super) after: Vec<Option<Value<'a>>>,
    /// Whether the value is the user's, and therefore the same for each record.
    pub(super) fixed: Vec<bool>,
    /// The computed texts of `before` and `after`.
    texts: [Texts; 2],
    /// The computed fields, in evaluation order.
    pub(super) computed: &'a [Computed],
}

/// Computed texts by slot.
type Texts = Vec<(usize, String)>;

impl Ruleset {
    /// Returns the paths that rules read from a record, by slot; `None` if the value comes from elsewhere.
    pub fn paths(&self) -> impl Iterator<Item = Option<&str>> {
        self.sources
            .iter()
            .map(|source| (source.constant.is_none() && !source.is_global()).then_some(&*source.path))
    }

    /// Returns the number of values that rules read.
    pub(crate) fn slots(&self) -> usize {
        self.sources.len()
    }

    /// Prepares the user's values.
    #[must_use]
    pub fn globals(&self, user: &User) -> Globals {
        let global = user.globals();
        let value = |source: &Source| {
            source.constant.clone().or_else(|| source.is_global().then(|| global(&source.path)).flatten())
        };
        Globals(self.sources.iter().map(value).collect())
    }

    /// Prepares the values that a change sets. A new stage sets its probability, forecast category, `IsClosed`
    /// and `IsWon` before rules run. The close date moves afterwards, so no rule sees that.
    #[must_use]
    pub fn plan<'a>(&'a self, stage: Option<&'a Stage>, writes: &'a FieldValues) -> FieldChanges<'a> {
        let mut sets = Vec::new();
        for (slot, source) in self.sources.iter().enumerate().filter(|(_, source)| !source.is_global()) {
            if let Some(stage) = stage
                && let Some(value) = brought_along(stage, source)
            {
                sets.push((slot, value));
            }
            for (name, value) in writes {
                let follows = match name.as_str() {
                    "Amount" | "Probability" => source.is("ExpectedRevenue"),
                    // The fiscal year may begin in any month.
                    "CloseDate" => {
                        ["Fiscal", "FiscalYear", "FiscalQuarter"].iter().any(|name| source.is(name))
                    }
                    // A geolocation or an address is written by its parts.
                    name => {
                        name.ends_with("__s")
                            && matches!(source.kind, FieldType::Location | FieldType::Compound)
                    }
                };
                if source.is(name.as_str()) {
                    sets.push((slot, typed(source.kind, value)));
                } else if source.goes_through(name.as_str()) {
                    // Behind an empty lookup everything is blank.
                    sets.push((slot, (*value == FieldValue::Null).then_some(Value::Null)));
                } else if follows {
                    sets.push((slot, None));
                }
            }
        }
        let mut plan = FieldChanges { sets, follows: Vec::new() };
        let edits = writes.keys().any(|name| name.as_str() != "StageName");
        for it in &self.computed {
            let unseen = it.unseen[0] && (edits || stage.is_some()) || it.unseen[1] && edits;
            if unseen || it.reads.iter().any(|slot| plan.touches(*slot)) {
                plan.follows.push((it, unseen));
            }
        }
        plan
    }

    /// Creates the state before any change. `read` returns the value at a path. Computed fields that it does
    /// not have are calculated.
    pub fn unchanged<'a>(
        &'a self,
        globals: &'a Globals,
        today: Today,
        read: &mut dyn FnMut(usize, &str) -> Option<&'a FieldValue>,
    ) -> RecordState<'a> {
        let value = |(slot, source): (usize, &'a Source)| {
            let global = globals.0.get(slot).and_then(Option::as_ref);
            let held = global.or_else(|| if source.is_global() { None } else { read(slot, &source.path) });
            typed(source.kind, held?)
        };
        let before: Vec<_> = self.sources.iter().enumerate().map(value).collect();
        let fixed = self.paths().map(|path| path.is_none()).collect();
        let mut record_state = RecordState {
            after: Vec::new(),
            before,
            fixed,
            texts: Default::default(),
            computed: &self.computed,
        };
        record_state.compute_before(today);
        record_state.after.clone_from(&record_state.before);
        record_state.texts[1] = record_state.texts[0].clone();
        record_state
    }

    /// Converts the values of a table to the types of their slots.
    pub(crate) fn typed<'a>(&self, values: &'a [(u32, Option<FieldValue>)]) -> Vec<Option<Value<'a>>> {
        let value = |(column, value): &'a (u32, Option<FieldValue>)| {
            let source = self.sources.get(usize::try_from(*column).ok()?)?;
            typed(source.kind, value.as_ref()?)
        };
        values.iter().map(value).collect()
    }

    /// Creates a state with the user's values only, to be filled record by record.
    pub(crate) fn blank_state<'a>(&'a self, globals: &'a Globals, today: Today) -> RecordState<'a> {
        self.unchanged(globals, today, &mut |_, _| None)
    }
}

impl<'a> RecordState<'a> {
    /// Fills in another record: for each slot the index of its value, counted from one; zero for no value.
    pub(crate) fn fill(
        &mut self,
        cells: &[u32],
        slots: usize,
        typed: &[Option<Value<'a>>],
        plan: &FieldChanges<'a>,
        today: Today,
    ) {
        for ((before, fixed), cell) in self.before.iter_mut().zip(&self.fixed).zip(cells.iter().take(slots)) {
            if !fixed {
                let index = usize::try_from(*cell).ok().and_then(|cell| cell.checked_sub(1));
                *before = index.and_then(|index| typed.get(index).copied().flatten());
            }
        }
        self.compute_before(today);
        self.change(plan);
        self.compute(plan, today);
    }

    /// Returns the state after a change and its consequences.
    #[must_use]
    pub fn changed(&self, plan: &FieldChanges<'a>, today: Today) -> Self {
        let mut record_state = self.set(plan);
        record_state.compute(plan, today);
        record_state
    }

    /// Returns the state after a change, without computed fields.
    pub(super) fn set(&self, plan: &FieldChanges<'a>) -> Self {
        let mut record_state = Self {
            before: self.before.clone(),
            after: Vec::new(),
            fixed: self.fixed.clone(),
            texts: [self.texts[0].clone(), Texts::new()],
            computed: self.computed,
        };
        record_state.change(plan);
        record_state
    }

    fn change(&mut self, plan: &FieldChanges<'a>) {
        self.after.clone_from(&self.before);
        self.texts[1] = self.texts[0].clone();
        for (slot, value) in &plan.sets {
            if let Some(index) = self.after.get_mut(*slot) {
                *index = *value;
            }
            self.texts[1].retain(|(at, _)| at != slot);
        }
    }

    /// Sets the computed value of a field, before or after the change.
    fn set_computed(&mut self, after: bool, slot: usize, value: Option<Value<'static>>, text: String) {
        let (values, texts) = match (after, &mut self.texts) {
            (false, [texts, _]) => (&mut self.before, texts),
            (true, [_, texts]) => (&mut self.after, texts),
        };
        if let Some(index) = values.get_mut(slot) {
            *index = value;
        }
        texts.retain(|(at, _)| *at != slot);
        if !text.is_empty() {
            texts.push((slot, text));
        }
    }
}

/// A record before the change.
struct Before<'a>(&'a RecordState<'a>);

impl Record for Before<'_> {
    fn value(&self, slot: usize) -> Option<Value<'_>> {
        self.0.prior(slot)
    }

    fn prior(&self, slot: usize) -> Option<Value<'_>> {
        self.0.prior(slot)
    }
}

impl RecordState<'_> {
    /// Computes fields that the record does not contain. Loaded values take precedence.
    fn compute_before(&mut self, today: Today) {
        self.texts[0].clear();
        for it in self.computed {
            if self.prior(it.slot).is_none() {
                let (scratch, world, before) = (Scratch::new(), RuleEnvironment(today), Before(self));
                let value = it.value(&before, &world, &scratch);
                let text = value.map_or("", Value::as_text).to_owned();
                let value = value.map(Value::without_text);
                self.set_computed(false, it.slot, value, text);
            }
        }
    }

    /// Computes the fields that follow from a change. Loaded values stay unless one of their inputs changes.
    fn compute(&mut self, plan: &FieldChanges<'_>, today: Today) {
        for (it, unseen) in &plan.follows {
            let before = self.prior(it.slot);
            let mut same = before.is_some() && !unseen;
            for slot in &it.reads {
                let before = self.prior(*slot);
                same &= self.value(*slot) == before && (before.is_some() || !plan.touches(*slot));
            }
            if same {
                continue;
            }
            let (scratch, world) = (Scratch::new(), RuleEnvironment(today));
            let value = it.value(self, &world, &scratch);
            // Stored values are rounded and computed values are not: such a difference is not a change.
            if before.is_some() && value.is_some() && it.value(&Before(self), &world, &scratch) == value {
                continue;
            }
            let text = value.map_or("", Value::as_text).to_owned();
            let value = value.map(Value::without_text);
            self.set_computed(true, it.slot, value, text);
        }
    }
}

fn held<'v>(values: &[Option<Value<'v>>], texts: &'v Texts, slot: usize) -> Option<Value<'v>> {
    let text = texts.iter().find(|(at, _)| *at == slot);
    text.map_or(*values.get(slot)?, |(_, text)| Some(Value::text(text)))
}

impl Record for RecordState<'_> {
    fn value(&self, slot: usize) -> Option<Value<'_>> {
        held(&self.after, &self.texts[1], slot)
    }

    fn prior(&self, slot: usize) -> Option<Value<'_>> {
        held(&self.before, &self.texts[0], slot)
    }

    fn refers_to_itself(&self, slot: usize) -> bool {
        self.computed.iter().any(|it| it.slot == slot && it.circular)
    }
}

/// Returns the value that a stage sets for a field; the inner `None` if the new value is unknown.
fn brought_along<'a>(stage: &'a Stage, source: &Source) -> Option<Option<Value<'a>>> {
    // If the stage's attributes are unknown, these fields get an unknown value.
    let category = stage.forecast_category.as_deref();
    Some(if source.is("StageName") {
        Some(Value::text(&stage.value))
    } else if source.is("IsClosed") {
        (!stage.flags_unknown).then_some(Value::Boolean(stage.closed))
    } else if source.is("IsWon") {
        (!stage.flags_unknown).then_some(Value::Boolean(stage.won))
    } else if source.is("Probability") {
        stage.probability.map(Value::Number)
    } else if source.is("ForecastCategoryName") {
        category.map(Value::text)
    } else if source.is("ForecastCategory") {
        // Two API names differ from their labels.
        match category {
            Some("Best Case") => Some(Value::text("BestCase")),
            Some("Commit") => Some(Value::text("Forecast")),
            Some(name @ ("Omitted" | "Pipeline" | "Closed")) => Some(Value::text(name)),
            _ => None,
        }
    } else if source.is("ExpectedRevenue") {
        None
    } else {
        return None;
    })
}

/// Converts a value to a type; `None` if it does not fit.
fn typed(kind: FieldType, value: &FieldValue) -> Option<Value<'_>> {
    Some(match (value, kind) {
        (FieldValue::Null, _) => Value::Null,
        (FieldValue::Bool(value), FieldType::Boolean | FieldType::Unspecified) => Value::Boolean(*value),
        (FieldValue::Number(number), FieldType::Number | FieldType::Percent | FieldType::Unspecified) => {
            Value::Number(*number)
        }
        (FieldValue::Text(text), _) if text.is_empty() => Value::Null,
        // A text that is a date or time is read as one.
        (FieldValue::Text(text), FieldType::Unspecified) => {
            let moments = [FieldType::Date, FieldType::DateTime, FieldType::Time];
            moments.into_iter().find_map(|kind| typed(kind, value)).unwrap_or(Value::text(text))
        }
        (FieldValue::Text(text), FieldType::Number | FieldType::Percent) => Value::Number(text.parse().ok()?),
        (FieldValue::Text(text), FieldType::Date) => Value::Date(text.parse::<Date>().ok()?),
        (FieldValue::Text(text), FieldType::DateTime) => Value::DateTime(DateTime::from_iso(text)?),
        (FieldValue::Text(text), FieldType::Time) => Value::Time(Time::from_iso(text)?),
        (
            FieldValue::Text(text),
            FieldType::Text
            | FieldType::Id
            | FieldType::Picklist
            | FieldType::MultiPicklist
            | FieldType::Compound,
        ) => Value::text(text),
        (FieldValue::Bool(_) | FieldValue::Number(_) | FieldValue::Text(_), _) => return None,
    })
}
