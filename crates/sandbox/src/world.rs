//! All that the sandbox remembers, behind one lock.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value as Json;

use crate::faults::Faults;
use crate::job::Job;
use crate::log::Log;
use crate::message::Reply;
use crate::org::Org;
use crate::org::id::Id;
use crate::seed::{Kind, Seed};
use crate::sessions::Sessions;

/// Limit of calls a day of a Developer Edition org.
pub const DAILY_CALLS: u64 = 15_000;

/// The org and everything around it.
#[derive(Debug)]
pub struct World {
    /// The org.
    pub org: Org,
    /// Tokens and codes.
    pub sessions: Sessions,
    /// Dials.
    pub faults: Faults,
    /// What was asked.
    pub log: Log,
    /// Open query cursors.
    pub locators: BTreeMap<String, Locator>,
    /// Bulk jobs.
    pub jobs: BTreeMap<Id, Job>,
    /// Answers kept for an `Idempotency-Key`.
    pub idempotency: BTreeMap<String, Remembered>,
    /// Calls counted against the daily limit.
    pub calls: u64,
    /// When it began.
    pub started: Timestamp,
    /// What kind of org it is now.
    pub kind: Kind,
    seed: Seed,
    /// What kind of org the command line asked for.
    kind_at_start: Kind,
}

impl World {
    /// A world as the seed says, as an org of this kind.
    pub fn new(seed: Seed, kind: Kind, faults: Faults) -> Result<Self, String> {
        Self::build(seed, kind.clone(), kind, faults)
    }

    fn build(seed: Seed, kind: Kind, kind_at_start: Kind, faults: Faults) -> Result<Self, String> {
        let planted = seed.of_kind(&kind);
        let org = planted.build_org(Timestamp::now())?;
        let sessions = Sessions::new(&planted, &org);
        let mut world = Self {
            org,
            sessions,
            faults: Faults::default(),
            log: Log::default(),
            locators: BTreeMap::new(),
            jobs: BTreeMap::new(),
            idempotency: BTreeMap::new(),
            calls: 18,
            started: Timestamp::now(),
            kind,
            seed,
            kind_at_start,
        };
        world.faults = faults;
        world.settle();
        Ok(world)
    }

    /// Back to the start: records, tokens, jobs, log, and the dials of the command line; as another kind of org, or as
    /// the one of the command line.
    pub fn reset(&mut self, kind: Option<Kind>) -> Result<(), String> {
        let kind = kind.unwrap_or_else(|| self.kind_at_start.clone());
        *self = Self::build(self.seed.clone(), kind, self.kind_at_start.clone(), self.faults.at_start())?;
        Ok(())
    }

    /// Lets the org follow those dials that are states of it.
    pub fn settle(&mut self) {
        self.org.restricted_stages = self.faults.has("restricted-stages");
        if let Some(time) = self.faults.take_clock() {
            match time {
                crate::faults::ClockDial::At(time) => self.org.clock.set(time),
                crate::faults::ClockDial::By(shift) => self.org.clock.advance(shift),
            }
        }
    }
}

/// An open query cursor: the whole result, any page of which may be asked again.
#[derive(Clone, Debug)]
pub struct Locator {
    /// All records.
    pub records: Vec<Json>,
    /// How many a page has.
    pub size: usize,
}

/// An answer that is kept for an `Idempotency-Key`.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// Who sent the request.
    pub user: Id,
    /// The hash of the request.
    pub request: Vec<u8>,
    /// The answer.
    pub reply: Reply,
}
