//! The state of the sandbox, behind one lock.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::faults::Faults;
use crate::job::Job;
use crate::log::Log;
use crate::message::Reply;
use crate::moment::Moment;
use crate::org::Org;
use crate::org::id::Id;
use crate::seed::{Kind, Seed};
use crate::sessions::Sessions;

/// The daily API call limit of a Developer Edition org.
pub const DAILY_CALLS: u64 = 15_000;

/// The org and everything around it.
#[derive(Debug)]
pub struct World {
    /// The org.
    pub org: Org,
    /// Tokens and codes.
    pub sessions: Sessions,
    /// The active faults.
    pub faults: Faults,
    /// The log.
    pub log: Log,
    /// Open query cursors.
    pub locators: BTreeMap<String, Locator>,
    /// Bulk jobs.
    pub jobs: BTreeMap<Id, Job>,
    /// Responses stored for an `Idempotency-Key`.
    pub idempotency: BTreeMap<String, Remembered>,
    /// Calls that count toward the daily limit.
    pub calls: u64,
    /// The start time.
    pub started: Timestamp,
    /// The current kind of org.
    pub kind: Kind,
    seed: Seed,
    /// The kind of org of the command line.
    kind_at_start: Kind,
}

impl World {
    /// Creates the state from the seed, as an org of this kind.
    pub fn new(seed: Seed, kind: Kind, faults: Faults, now: Timestamp) -> Result<Self, String> {
        Self::build(seed, kind.clone(), kind, faults, now)
    }

    fn build(
        seed: Seed,
        kind: Kind,
        kind_at_start: Kind,
        faults: Faults,
        now: Timestamp,
    ) -> Result<Self, String> {
        let created = seed.of_kind(&kind);
        let org = created.build_org(now)?;
        let sessions = Sessions::new(&created, &org);
        let mut world = Self {
            org,
            sessions,
            faults: Faults::default(),
            log: Log::default(),
            locators: BTreeMap::new(),
            jobs: BTreeMap::new(),
            idempotency: BTreeMap::new(),
            calls: 18,
            started: now,
            kind,
            seed,
            kind_at_start,
        };
        world.faults = faults;
        world.settle();
        Ok(world)
    }

    /// Resets records, tokens, jobs, log, and faults to those of the command line. The org becomes the given
    /// kind, or that of the command line.
    pub fn reset(&mut self, kind: Option<Kind>) -> Result<(), String> {
        let kind = kind.unwrap_or_else(|| self.kind_at_start.clone());
        let (seed, start) = (self.seed.clone(), self.kind_at_start.clone());
        *self = Self::build(seed, kind, start, self.faults.at_start(), self.org.clock.machine())?;
        Ok(())
    }

    /// Moves on to the moment of a request.
    pub fn enter(&mut self, moment: Moment) {
        self.org.clock.follow(moment.now);
        self.sessions.stir(moment.random);
    }

    /// Applies the faults that are states of the org.
    pub fn settle(&mut self) {
        self.org.restricted_stages = self.faults.has("restricted-stages");
        if let Some(time) = self.faults.take_clock() {
            match time {
                crate::faults::ClockSetting::At(time) => self.org.clock.set(time),
                crate::faults::ClockSetting::By(shift) => self.org.clock.advance(shift),
            }
        }
    }
}

/// An open query cursor with the whole result: a client may read any page again.
#[derive(Clone, Debug)]
pub struct Locator {
    /// All records.
    pub records: Vec<Json>,
    /// The page size.
    pub size: usize,
}

/// A response stored for an `Idempotency-Key`.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// The user of the request.
    pub user: Id,
    /// The hash of the request.
    pub request: Vec<u8>,
    /// The answer.
    pub reply: Reply,
}
