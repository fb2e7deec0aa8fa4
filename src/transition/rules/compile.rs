//! Compiles rules into a ruleset: names become slots, once for all records.

use std::rc::Rc;

use super::computed::{Computed, computed};
use super::document::{Document, Rule, Test};
use super::field_types::OpportunitySchema;
use super::interface::{BoundRules, RuleReader, UnboundRules};
use super::offered::KeyFields;
use super::source::Source;
use crate::base::FieldName;
use crate::base::map::{Map, first_of_each};
use crate::org::{ObjectInfo, OrgDocument};
use salesforce_formula::{Compiled, FieldType, Formula, Schema, Slots};

/// The rules document and the org's validation rules, parsed but not bound to fields.
#[derive(Debug, Default)]
pub struct Rules {
    pub(super) document: Document,
    pub(super) org: OrgDocument,
    pub(super) org_rules: Vec<OrgRule>,
}

/// An active validation rule of the org.
#[derive(Debug)]
pub(super) struct OrgRule {
    pub(super) name: Box<str>,
    /// The formula, or the error in it; `Err(None)` if the formula is unknown.
    pub(super) formula: Result<Formula, Option<String>>,
    pub(super) message: Box<str>,
    pub(super) field: Option<FieldName>,
}

impl Rules {
    /// Combines a document and an org. An org rule that cannot be parsed stays undecided and does not affect
    /// the others.
    #[must_use]
    pub fn new(document: Document, org: OrgDocument) -> Self {
        let read = |rule: &crate::org::ValidationRule| OrgRule {
            name: rule.name.as_str().into(),
            formula: match rule.formula.trim() {
                // An empty formula cannot be saved in Salesforce: the org withheld it.
                "" => Err(None),
                _ => Formula::parse(&rule.formula).map_err(|error| Some(format!("at {}, {error}", error.at))),
            },
            message: rule.message.as_str().into(),
            field: rule.field.clone(),
        };
        let org_rules = org.active_rules().map(read).collect();
        Self { document, org, org_rules }
    }

    /// Returns the org document.
    #[must_use]
    pub fn org(&self) -> &OrgDocument {
        &self.org
    }

    /// Returns the fields to read, so that as many rules as possible can be decided.
    #[must_use]
    pub fn fields(&self) -> Vec<FieldName> {
        let mut names = Vec::new();
        let mut add = |name: &str| names.extend(FieldName::new(super::source::path_of(name)));
        let formulas = self.org_rules.iter().filter_map(|rule| rule.formula.as_ref().ok());
        let own = self.document.rules.iter().flat_map(|rule| {
            let drawn = if let Test::Allowed(drawn) = &rule.test { drawn.as_slice() } else { &[] };
            rule.when.iter().chain(drawn.iter().filter_map(|(_, when)| when.as_ref()))
        });
        for formula in formulas.chain(own) {
            formula.fields().into_iter().for_each(&mut add);
        }
        add("CloseDate");
        let spoken_of = self.document.rules.iter().filter_map(|rule| rule.field.as_ref());
        for name in spoken_of.chain(self.org_rules.iter().filter_map(|rule| rule.field.as_ref())) {
            add(name.as_str());
        }
        let steps = self.org.paths.iter().flat_map(|path| &path.steps).flat_map(|step| &step.fields);
        let guides = self.document.key_fields.iter().flat_map(|guide| &guide.fields);
        for name in self.document.rules.iter().flat_map(Rule::needs).chain(guides).chain(steps) {
            add(name.as_str());
        }
        if !self.org.record_types.is_empty() {
            add("RecordType.DeveloperName");
        }
        let first = first_of_each(names.iter().map(FieldName::as_str));
        let mut names: Vec<_> =
            names.into_iter().zip(first).filter(|(_, first)| *first).map(|(name, _)| name).collect();
        let mut known: Map<FieldName, ()> = names.iter().map(|name| (name.clone(), ())).collect();
        // Adds the fields that computed fields use.
        let mut index = 0;
        while let Some(name) = names.get(index).cloned() {
            self.org.computed_from(name.as_str(), &mut |name| {
                let path = FieldName::new(super::source::path_of(name));
                names.extend(path.filter(|path| known.insert(path.clone(), ()).is_none()));
            });
            index += 1;
        }
        names
    }

    /// Returns what the document says about a stage, or else the org's Path.
    #[must_use]
    pub fn key_fields(&self, record_type: Option<&str>, stage: &str) -> KeyFields {
        let mut found = KeyFields::default();
        let guides = self.document.key_fields.iter();
        for guide in guides.filter(|guide| guide.stages.iter().any(|name| **name == *stage)) {
            found.key_fields.extend(guide.fields.iter().cloned());
            found.guidance = found.guidance.or_else(|| guide.guidance.as_deref().map(Into::into));
        }
        found.add_path(&self.org, record_type, stage);
        found
    }

    /// Binds the rules to the fields that the org describes.
    #[must_use]
    pub fn compile(self: &Rc<Self>, info: &ObjectInfo) -> Ruleset {
        let schema = OpportunitySchema { info, org: &self.org, globals: &self.document.globals };
        let mut slots = Slots::new();
        let mut condition = |formula: &Formula| match formula.compile_rule(&schema, &mut slots) {
            Ok(compiled) => Condition::Formula(compiled),
            Err(error) => Condition::Unreadable(format!("at {}, {error}", error.at)),
        };
        let mut bound = Vec::new();
        for rule in &self.document.rules {
            let when = rule.when.as_ref().map_or(Condition::Always, &mut condition);
            let drawn = match &rule.test {
                Test::Allowed(drawn) => drawn
                    .iter()
                    .map(|(_, when)| when.as_ref().map_or(Condition::Always, &mut condition))
                    .collect(),
                _ => Vec::new(),
            };
            bound.push(Bound { when, drawn, needs: Vec::new() });
        }
        let org = self.org_rules.iter().map(|rule| match &rule.formula {
            Ok(formula) => condition(formula),
            Err(why) => why.clone().map_or(Condition::Unknown, Condition::Unreadable),
        });
        let org = org.collect();
        let mut slot = |name: &FieldName| {
            // Whether a field is filled in does not depend on its type.
            let untold =
                || (info.fields.is_empty() || info.field(name).is_some()).then_some(FieldType::Unspecified);
            let kind = schema.field_type(name.as_str()).or_else(untold)?;
            Some(slots.slot(name.as_str(), kind))
        };
        for (rule, bound) in self.document.rules.iter().zip(&mut bound) {
            bound.needs = rule.needs().map(&mut slot).collect();
        }
        let close_date = FieldName::new("CloseDate").as_ref().and_then(slot);
        let computed = computed(&schema, &mut slots);
        let sources =
            slots.iter().map(|(path, kind)| Source::new(path, kind, &self.document.globals)).collect();
        Ruleset { rules: Rc::clone(self), bound, org, sources, computed, close_date }
    }
}

impl UnboundRules for Rules {
    fn in_org(&self, org: OrgDocument, _: Option<RuleReader>) -> Option<Rc<dyn UnboundRules>> {
        Some(Rc::new(Self::new(self.document.clone(), org)))
    }

    fn fields(&self) -> Vec<FieldName> {
        Self::fields(self)
    }

    fn fields_of_org_rules(&self) -> Vec<FieldName> {
        let formulas = self.org_rules.iter().filter_map(|rule| rule.formula.as_ref().ok());
        let names = formulas.flat_map(Formula::fields);
        names.filter_map(|name| FieldName::new(super::source::path_of(name))).collect()
    }

    fn bind(self: Rc<Self>, info: &ObjectInfo) -> Rc<dyn BoundRules> {
        Rc::new(self.compile(info))
    }
}

impl RuleReader {
    /// Returns the reader of a build that is not split.
    #[must_use]
    pub fn linked() -> Option<Self> {
        #[cfg(not(feature = "split"))]
        return Some(Self::for_standard_rules());
        #[cfg(feature = "split")]
        None
    }

    /// Returns the reader, for the part that holds it.
    #[must_use]
    pub fn for_standard_rules() -> Self {
        Self(|org| Rc::new(Rules::new(Document::standard(), org)))
    }
}

/// Compiled rules.
#[derive(Debug)]
pub struct Ruleset {
    pub(super) rules: Rc<Rules>,
    /// For each rule of the document, in order.
    pub(super) bound: Vec<Bound>,
    /// For each active rule of the org.
    pub(super) org: Vec<Condition>,
    pub(super) sources: Vec<Source>,
    /// The slots with computed values.
    pub(super) computed: Vec<Computed>,
    pub(super) close_date: Option<usize>,
}

/// The part of a rule that depends on fields.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) when: Condition,
    /// The conditions of the allowed transitions.
    pub(super) drawn: Vec<Condition>,
    /// The slots of required fields; `None` for an unknown field.
    pub(super) needs: Vec<Option<usize>>,
}

/// The condition of a rule.
#[derive(Debug)]
pub(super) enum Condition {
    /// There is no condition.
    Always,
    Formula(Compiled),
    /// The formula cannot be evaluated for any record, with the reason.
    Unreadable(String),
    /// Only Salesforce knows the formula.
    Unknown,
}

impl Ruleset {
    /// Returns the rules that this was compiled from.
    #[must_use]
    pub fn rules(&self) -> &Rc<Rules> {
        &self.rules
    }

    /// Returns the rules whose formulas cannot be parsed or compiled, with the reason.
    pub fn unreadable(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = self.rules.document.rules.iter().zip(&self.bound).flat_map(|(rule, bound)| {
            let conditions = std::iter::once(&bound.when).chain(&bound.drawn);
            conditions.map(move |condition| (&*rule.id, condition))
        });
        let org = self.rules.org_rules.iter().map(|rule| &*rule.name).zip(&self.org);
        own.chain(org).filter_map(|(id, condition)| match condition {
            Condition::Unreadable(why) => Some((id, why.as_str())),
            Condition::Always | Condition::Formula(_) | Condition::Unknown => None,
        })
    }
}
