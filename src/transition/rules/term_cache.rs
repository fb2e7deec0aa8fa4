//! What the org's rules say of many records. Few of a formula's parts depend on all of a record: what one says of a
//! value holds wherever that value stands, and is asked once.

use super::compile::{Condition, Ruleset};
use super::environment::RuleEnvironment;
use super::record_state::{FieldChanges, RecordState};
use crate::base::FieldValue;
use crate::transition::consequence::Today;
use salesforce_formula::{Held, Logic, Record, Value};

/// Records of a table that one change moves.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    sheet: RecordState<'a>,
    /// Whether a slot holds the same for each record when it is saved.
    settled: Vec<bool>,
    typed: &'a [Option<Value<'a>>],
}

/// One of the records, read where it stands.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    frame: &'a Frame<'a>,
    cells: &'a [u32],
}

/// The org's rules, with what is known of their parts.
#[derive(Debug)]
pub(crate) struct TermCache<'a> {
    rules: Vec<Recalled<'a>>,
    /// For each value of the table its place among those of its column.
    ranks: Vec<usize>,
    /// For each slot how many values its column has.
    counts: Vec<usize>,
}

#[derive(Debug)]
struct Recalled<'a> {
    logic: Logic<'a>,
    memories: Vec<CacheEntry>,
}

/// What a part of a formula said, by what it depends on.
#[derive(Debug, Default)]
struct CacheEntry {
    key: Key,
    said: Vec<Option<Held>>,
}

#[derive(Clone, Copy, Debug, Default)]
enum Key {
    /// More than is worth remembering.
    #[default]
    Record,
    /// The value of this slot.
    Value(usize),
    /// Nothing that differs.
    Nothing,
}

impl<'a> Frame<'a> {
    /// Before and after this change; `sheet` has the values of the user.
    pub(crate) fn new(
        sheet: &RecordState<'a>,
        plan: &FieldChanges<'a>,
        typed: &'a [Option<Value<'a>>],
    ) -> Self {
        let mut settled = sheet.fixed.clone();
        for (slot, _) in &plan.sets {
            settled.get_mut(*slot).into_iter().for_each(|settled| *settled = true);
        }
        Self { sheet: sheet.set(plan), settled, typed }
    }

    pub(crate) fn line<'b>(&'b self, cells: &'b [u32]) -> Line<'b> {
        Line { frame: self, cells }
    }
}

impl Line<'_> {
    /// The index of a slot's value, counted from one; zero for no value.
    fn cell(&self, slot: usize) -> usize {
        self.cells.get(slot).and_then(|cell| usize::try_from(*cell).ok()).unwrap_or_default()
    }
}

impl Record for Line<'_> {
    fn value(&self, slot: usize) -> Option<Value<'_>> {
        if *self.frame.settled.get(slot)? { *self.frame.sheet.after.get(slot)? } else { self.prior(slot) }
    }

    fn prior(&self, slot: usize) -> Option<Value<'_>> {
        if *self.frame.sheet.fixed.get(slot)? {
            return *self.frame.sheet.before.get(slot)?;
        }
        *self.frame.typed.get(self.cell(slot).checked_sub(1)?)?
    }
}

impl Ruleset {
    /// The org's rules for many records. Those without a formula say the same of each, and are left out.
    pub(crate) fn recall(&self) -> TermCache<'_> {
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
    /// Turns to another table.
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

    /// Forgets what was said of other records than those of a frame.
    pub(crate) fn forget(&mut self, frame: &Frame<'_>, rows: usize) {
        for rule in &mut self.rules {
            for (term, memory) in rule.logic.terms().iter().zip(&mut rule.memories) {
                memory.key = Key::Nothing;
                for (slot, prior) in &term.reads {
                    let same = if *prior { &frame.sheet.fixed } else { &frame.settled };
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
                // Where nearly each record has a value of its own, that is not met again.
                let worth = if count * 2 <= rows.max(2) { count } else { 0 };
                memory.said.clear();
                memory.said.resize(worth, None);
            }
        }
    }

    /// Sorts records of a frame by which of the rules speak: what was of one kind and is so still says the same. No kind
    /// is left where a rule is not decided. Tells how many kinds there are now.
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
            let mut ask = |place: usize, wanted: &[usize], held: &mut [Held]| {
                let Some((term, memory)) = terms.get(place).zip(memories.get_mut(place)) else { return };
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
                    *held = match memory.said.get_mut(key) {
                        Some(Some(said)) => *said,
                        Some(said) => *said.insert(term.held(&line, &world, limit)),
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
