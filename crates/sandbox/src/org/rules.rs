//! Validation rules: a save is refused if a formula is true.
//!
//! All rules are evaluated, and all that fire are reported. They do not see later changes by Salesforce itself,
//! such as the close date of a deal that is won early.

mod record;

use std::sync::Arc;

use fancy_regex::Regex;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use salesforce_formula::DateTime;
use salesforce_formula::{Compiled, Environment, Formula, Outcome as RuleOutcome, Slots};

use self::record::{Fields, Saving};
use super::id::Id;
use super::schema::Object;
use super::{Org, Row};
use crate::problem::{Outcome, Problem};

/// An active rule, compiled.
#[derive(Clone, Debug)]
pub struct Rule {
    name: String,
    message: String,
    field: Option<String>,
    formula: Arc<Compiled>,
    /// The paths of the formula's slots.
    paths: Arc<[String]>,
}

impl Rule {
    /// Compiles a rule. A name that this org does not have is an error, because the rule would silently pass.
    pub fn new(
        org: &Org,
        name: &str,
        formula: &str,
        message: &str,
        field: Option<&str>,
    ) -> Result<Self, String> {
        let parsed = Formula::parse(formula).map_err(|e| e.to_string())?;
        let mut slots = Slots::new();
        let compiled = parsed.compile_rule(&Fields(org), &mut slots).map_err(|e| e.to_string())?;
        if let Some(unknown) = compiled.unknown().first() {
            return Err(format!("this org knows nothing of {unknown:?}"));
        }
        Ok(Self {
            name: name.to_owned(),
            message: message.to_owned(),
            field: field.map(str::to_owned),
            formula: Arc::new(compiled),
            paths: slots.iter().map(|(path, _)| path.to_owned()).collect(),
        })
    }

    /// Returns the paths of the fields that it reads.
    pub fn paths(&self) -> &[String] {
        &self.paths
    }

    fn ask(&self, saving: &Saving<'_>, moment: &OrgEnvironment) -> Option<Problem> {
        let code = "FIELD_CUSTOM_VALIDATION_EXCEPTION";
        match self.formula.outcome(&saving.with(&self.paths), moment) {
            RuleOutcome::Fires => Some(Problem::save(code, &self.message, self.field.as_deref().as_slice())),
            RuleOutcome::Passes => None,
            // A rule that cannot be evaluated must not count as passed.
            RuleOutcome::Undecided(why) => {
                let message = format!("The validation rule {} could not be evaluated: {why}", self.name);
                Some(Problem::save(code, message, &[]))
            }
        }
    }
}

/// Evaluates all rules for a save.
pub fn check(org: &Org, user: Id, object: &Object, before: Option<&Row>, after: &Row) -> Outcome<()> {
    if org.rules.is_empty() {
        return Ok(());
    }
    let moment = OrgEnvironment::of(org, user);
    let saving = Saving::new(org, user, object, before, after);
    let problems: Vec<Problem> = org.rules.iter().filter_map(|rule| rule.ask(&saving, &moment)).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The org's clock and the user's time zone.
struct OrgEnvironment {
    now: Timestamp,
    zone: TimeZone,
}

impl OrgEnvironment {
    fn of(org: &Org, user: Id) -> Self {
        let name = org.value("User", user, "TimeZoneSidKey");
        let zone = name.as_text().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
        Self { now: org.clock.now(), zone }
    }
}

impl Environment for OrgEnvironment {
    fn now(&self) -> Option<DateTime> {
        DateTime::from_epoch_milliseconds(self.now.as_millisecond())
    }

    fn zone_offset(&self, instant: DateTime) -> Option<i64> {
        let instant = Timestamp::from_millisecond(instant.epoch_milliseconds()).ok()?;
        Some(i64::from(self.zone.to_offset(instant).seconds()) * 1_000)
    }

    fn has_property(&self, property: &str, character: char) -> Option<bool> {
        let engine = Regex::new(&format!("^\\p{{{property}}}$")).ok()?;
        engine.is_match(character.encode_utf8(&mut [0; 4])).ok()
    }
}
