//! Caches the results of the org's rules over many records. Most terms of a formula depend on one value of a
//! record, so the result is the same for every record with that value.

use super::compile::{Condition, Ruleset};
use super::environment::RuleEnvironment;
use super::record_state::{FieldChanges, RecordState};
use crate::base::{FieldValue, Today};
use salesforce_formula::{Held, Logic, Record, Value};

/// Records of a table that the same change moves.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    record_state: RecordState<'a>,
    /// Whether a slot has the same value for each record when it is saved.
    settled: Vec<bool>,
    typed: &'a [Option<Value<'a>>],
}

/// One of the records, read in the table.
#[derive(Debug)]
pub(crate) struct RecordRow<'a> {
    frame: &'a Frame<'a>,
    cells: &'a [u32],
}

/// The org's rules with the cached results of their terms.
#[derive(Debug)]
pub(crate) struct TermCache<'a> {
    rules: Vec<Recalled<'a>>,
    /// For each value of the table, its index among the values of its column.
    ranks: Vec<usize>,
    /// For each slot, the number of distinct values in its column.
    counts: Vec<usize>,
}

#[derive(Debug)]
struct Recalled<'a> {
    logic: Logic<'a>,
    memories: Vec<CacheEntry>,
}

/// The cached results of a term, by what it depends on.
#[derive(Debug, Default)]
struct CacheEntry {
    key: Key,
    results: Vec<Option<Held>>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Key {
    /// Too many values to cache.
    #[default]
    Record,
    /// The value of this slot.
    Value(usize),
    /// Nothing that differs between records.
    Nothing,
}

impl<'a> Frame<'a> {
    /// Creates a frame before and after this change; `sheet` has the user's values.
    pub(crate) fn new(
        record_state: &RecordState<'a>,
        plan: &FieldChanges<'a>,
        typed: &'a [Option<Value<'a>>],
    ) -> Self {
        let mut settled = record_state.fixed.clone();
        for (slot, _) in &plan.sets {
            settled.get_mut(*slot).into_iter().for_each(|settled| *settled = true);
        }
        Self { record_state: record_state.set(plan), settled, typed }
    }

    pub(crate) fn line<'b>(&'b self, cells: &'b [u32]) -> RecordRow<'b> {
        RecordRow { frame: self, cells }
    }
}

impl RecordRow<'_> {
    /// Returns the index of a slot's value, counted from one; zero for no value.
    fn cell(&self, slot: usize) -> usize {
        self.cells.get(slot).and_then(|cell| usize::try_from(*cell).ok()).unwrap_or_default()
    }
}

impl Record for RecordRow<'_> {
    fn value(&self, slot: usize) -> Option<Value<'_>> {
        if *self.frame.settled.get(slot)? {
            *self.frame.record_state.after.get(slot)?
        } else {
            self.prior(slot)
        }
    }

    fn prior(&self, slot: usize) -> Option<Value<'_>> {
        if *self.frame.record_state.fixed.get(slot)? {
            return *self.frame.record_state.before.get(slot)?;
        }
        *self.frame.typed.get(self.cell(slot).checked_sub(1)?)?
    }
}

impl Ruleset {
    /// Returns a cache for the org's rules. Rules without a formula give the same result for every record and
    /// are left out.
    pub(crate) fn term_cache(&self) -> TermCache<'_> {
        let rules = self.org.iter().filter_map(|condition| match condition {
            Condition::Formula(formula) => {
                let logic = formula.logic();
                let memories = logic.terms().iter().map(|_| CacheEntry::default()).collect();
                Some(Recalled { logic, memories })
            }
            Condition::Always | Condition::Unreadable(_) | Condition::Unknown => None,
        });
        TermCache { rules: rules.collect(), ranks: Vec::new(), counts: vec![0; self.slots()] }
    }
}

impl TermCache<'_> {
    /// Starts another table.
    pub(crate) fn number(&mut self, values: &[(u32, Option<FieldValue>)]) {
        self.counts.fill(0);
        self.ranks.clear();
        for (column, _) in values {
            let count = usize::try_from(*column).ok().and_then(|column| self.counts.get_mut(column));
            self.ranks.push(count.map_or(usize::MAX, |count| {
                *count += 1;
                *count
            }));
        }
    }

    /// Clears the results that depend on another frame.
    pub(crate) fn forget(&mut self, frame: &Frame<'_>, rows: usize) {
        for rule in &mut self.rules {
            for (term, memory) in rule.logic.terms().iter().zip(&mut rule.memories) {
                memory.key = Key::Nothing;
                for (slot, prior) in &term.reads {
                    let same = if *prior { &frame.record_state.fixed } else { &frame.settled };
                    memory.key = match memory.key {
                        key if same.get(*slot) == Some(&true) => key,
                        Key::Nothing => Key::Value(*slot),
                        Key::Value(other) if other == *slot => Key::Value(other),
                        Key::Value(_) | Key::Record => Key::Record,
                    };
                }
                let count = match memory.key {
                    Key::Nothing => 1,
                    Key::Value(slot) => self.counts.get(slot).map_or(0, |count| count + 1),
                    Key::Record => 0,
                };
                // If nearly every record has a distinct value, caching does not pay.
                let worth = if count * 2 <= rows.max(2) { count } else { 0 };
                memory.results.clear();
                memory.results.resize(worth, None);
            }
        }
    }

    /// Splits records by which of the rules fire, and returns the number of kinds. Records of the same kind get
    /// the same findings. A record with an undecided rule gets no kind.
    pub(crate) fn sort(
        &mut self,
        frame: &Frame<'_>,
        records: &[&[u32]],
        today: Today,
        kinds: &mut [Option<usize>],
    ) -> usize {
        let (ranks, world) = (&self.ranks, RuleEnvironment(today));
        let mut count = kinds.iter().flatten().max().map_or(0, |last| last + 1);
        let mut held = vec![Held::No; records.len()];
        for Recalled { logic, memories } in &mut self.rules {
            let (terms, limit) = (logic.terms(), logic.limit());
            let mut ask = |index: usize, wanted: &[usize], held: &mut [Held]| {
                let Some((term, memory)) = terms.get(index).zip(memories.get_mut(index)) else { return };
                for at in wanted {
                    let Some((cells, held)) = records.get(*at).zip(held.get_mut(*at)) else { continue };
                    let line = frame.line(cells);
                    let key = match memory.key {
                        Key::Nothing => 0,
                        Key::Value(slot) => {
                            line.cell(slot).checked_sub(1).map_or(0, |cell| rank(ranks, cell))
                        }
                        Key::Record => usize::MAX,
                    };
                    *held = match memory.results.get_mut(key) {
                        Some(Some(known)) => *known,
                        Some(known) => *known.insert(term.held(&line, &world, limit)),
                        None => term.held(&line, &world, limit),
                    };
                }
            };
            logic.held(&mut ask, &mut held);
            let mut speaking: Vec<(usize, usize)> = Vec::new();
            for (kind, held) in kinds.iter_mut().zip(&held) {
                match (held, *kind) {
                    (Held::No, _) | (_, None) => {}
                    (Held::Unknown | Held::Failed | Held::Costly, _) => *kind = None,
                    (Held::Yes, Some(before)) => {
                        let known = speaking.iter().find(|(other, _)| *other == before);
                        *kind = Some(known.map_or(count, |(_, now)| *now));
                        if *kind == Some(count) {
                            speaking.push((before, count));
                            count += 1;
                        }
                    }
                }
            }
        }
        count
    }
}

fn rank(ranks: &[usize], cell: usize) -> usize {
    ranks.get(cell).copied().unwrap_or(usize::MAX)
}
