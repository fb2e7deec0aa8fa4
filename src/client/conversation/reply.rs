//! Replies that do not change the state.

use super::intent::{Phase, Question, StageWish};
use super::messages::{Text, TextCode};
use super::{Conversation, State};
use crate::base::{Clock, DateTime, FieldName, FieldValue};
use crate::org::Stage;
use crate::transition::{Opportunity, StageOption, Verdict, VerdictType, Violation};

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// What the user can say, because the sentence was not understood.
    NotUnderstood(Phase),
    /// What the user can say, because the user asked.
    Help(Phase),
    /// The search found nothing, and the current opportunity stays.
    FoundNone {
        /// The search words.
        words: String,
    },
    /// Only one opportunity at a time.
    OneByOne,
    /// Another name narrows the choices down.
    NoneOfThem,
    /// A field was named without a valid value.
    NoValue {
        /// Its label.
        label: String,
    },
    /// The answer to a question about the opportunity.
    Answer(Answer),
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    text: Text,
    /// The violations, if the question was about them.
    violations: Vec<Violation>,
}

impl From<Text> for Answer {
    fn from(text: Text) -> Self {
        Self { text, violations: Vec::new() }
    }
}

impl Reply {
    /// Returns the text.
    pub(super) fn text(&self) -> Text {
        match self {
            Self::NotUnderstood(phase) => Text::new(not_understood(*phase)),
            Self::Help(phase) => Text::new(help(*phase)),
            Self::FoundNone { words } => Text::new(TextCode::FoundNone).with("words", words),
            Self::OneByOne => Text::new(TextCode::OneByOne),
            Self::NoneOfThem => Text::new(TextCode::NoneOfThem),
            Self::NoValue { label } => Text::new(TextCode::ValueNotUnderstood).with("label", label),
            Self::Answer(answer) => answer.text.clone(),
        }
    }

    /// Returns the violations, if the question was about them.
    pub(super) fn violations(&self) -> &[Violation] {
        match self {
            Self::Answer(answer) => &answer.violations,
            _ => &[],
        }
    }
}

fn not_understood(phase: Phase) -> TextCode {
    match phase {
        Phase::Idle => TextCode::NotUnderstood,
        Phase::Choosing | Phase::ChoosingStage => TextCode::NotUnderstoodChoosing,
        Phase::Current | Phase::Editing | Phase::Done | Phase::Failed => TextCode::NotUnderstoodCurrent,
        Phase::Preview => TextCode::NotUnderstoodPreview,
        Phase::Conflict => TextCode::NotUnderstoodConflict,
    }
}

fn help(phase: Phase) -> TextCode {
    match phase {
        Phase::Idle => TextCode::Help,
        Phase::Choosing | Phase::ChoosingStage => TextCode::HelpChoosing,
        Phase::Current | Phase::Editing | Phase::Done | Phase::Failed => TextCode::HelpCurrent,
        Phase::Preview => TextCode::HelpPreview,
        Phase::Conflict => TextCode::HelpConflict,
    }
}

impl Conversation {
    /// Sets the reply and changes nothing else.
    pub(super) fn reply(&mut self, reply: Reply) -> Option<Vec<super::Effect>> {
        self.turn += 1;
        self.steps.clear();
        self.reply = Some(reply);
        Some(Vec::new())
    }

    /// Returns the answer to a question about the current opportunity.
    pub(super) fn answer_to(&self, question: &Question, clock: Clock) -> Option<Answer> {
        let focus = self.focus()?;
        let opportunity = &*focus.opportunity;
        let record = &opportunity.record;
        let label =
            |name: &str| FieldName::new(name).map(|name| opportunity.info.label(&name)).unwrap_or_default();
        let text = |name: &str| record.text(name).map(|text| FieldValue::Text(text.into()));
        if let Question::Why(wish) = question {
            return Some(why(wish.as_ref(), &focus.reading.offers, self.proposed_verdict()));
        }
        Some(Answer::from(match question {
            Question::Stage => Text::new(TextCode::CurrentStage)
                .with("subject", &focus.subject)
                .with("stage", &opportunity.stage.label),
            Question::Owner => held(owner_label(opportunity), "Text", text("Owner.Name")),
            Question::Probability => {
                let value = record.value("Probability").cloned();
                let stage = || opportunity.stage.probability.map(FieldValue::Number);
                held(label("Probability"), "Percent", value.or_else(stage))
            }
            Question::Age => match opportunity.days_in_stage {
                Some(days) => {
                    let mut text =
                        Text::new(TextCode::AnswerDaysInStage).with("stage", &opportunity.stage.label);
                    text.parameters = text.parameters.with_value("days", FieldValue::Number(days.into()));
                    text
                }
                None => moved(opportunity, clock),
            },
            Question::Moved => moved(opportunity, clock),
            Question::Stages => stages(&focus.reading.offers, opportunity),
            Question::Changes => self.changes()?,
            Question::Field(name) => {
                let name = known_name(name, opportunity);
                let info = FieldName::new(&name).and_then(|name| opportunity.info.field(&name));
                let kind = info.map_or("Text", |field| field.data_type.as_str());
                held(label(&name), kind, record.value(&name).cloned())
            }
            // Answered above.
            Question::Why(_) => return None,
        }))
    }

    fn changes(&self) -> Option<Text> {
        let proposal = match &self.state {
            State::Preview(draft) | State::ChoosingStage(draft) => &draft.proposal,
            _ => return Some(Text::new(TextCode::AnswerNoChanges)),
        };
        let shown = |change: &crate::transition::Change| {
            let to = change.to_label.clone().unwrap_or_else(|| change.to.to_string());
            format!("{}: {to}", change.label)
        };
        let changes: Vec<_> = proposal.changes.iter().map(shown).collect();
        Some(Text::new(TextCode::AnswerChanges).with("changes", &changes.join("; ")))
    }

    /// Returns the verdict of the proposal in the form.
    fn proposed_verdict(&self) -> Option<&Verdict> {
        match &self.state {
            State::Editing { checked: Some(Ok(proposal)), .. } => Some(&proposal.verdict),
            State::Preview(draft) | State::ChoosingStage(draft) => Some(&draft.proposal.verdict),
            _ => None,
        }
    }
}

/// Returns the label of the owner: "Owner ID" is that of the id.
fn owner_label(opportunity: &Opportunity) -> String {
    let label = FieldName::new("OwnerId").map(|name| opportunity.info.label(&name));
    let owner = opportunity.info.labels().owner.or(label.filter(|label| label != "OwnerId"));
    owner.unwrap_or_else(|| "Owner".into())
}

/// Returns the org's spelling of a field's name.
fn known_name(name: &str, opportunity: &Opportunity) -> String {
    let known = |name: &str| FieldName::new(name).filter(|name| opportunity.info.field(name).is_some());
    let found = known(name).or_else(|| known(&format!("{name}__c")));
    found.map_or_else(|| name.to_owned(), |name| name.as_str().to_owned())
}

/// Describes a field's value and type.
fn held(label: String, kind: &str, value: Option<FieldValue>) -> Text {
    match value {
        None | Some(FieldValue::Null) => Text::new(TextCode::AnswerEmpty).with("label", &label),
        Some(value) => {
            let mut text = Text::new(TextCode::AnswerField).with("label", &label).with("type", kind);
            text.parameters = text.parameters.with_value("value", value);
            text
        }
    }
}

fn moved(opportunity: &Opportunity, clock: Clock) -> Text {
    let record = &opportunity.record;
    let at = record.text("LastModifiedDate").unwrap_or(&record.last_modified);
    let date = local_date(at, clock).unwrap_or_else(|| at.to_owned());
    let text = Text::new(TextCode::AnswerMovedUnknown).with("at", at).with("date", &date);
    match record.text("LastModifiedBy.Name") {
        Some(by) => Text { code: TextCode::AnswerMoved, ..text }.with("by", by),
        None => text,
    }
}

/// Returns the day of an instant in the user's time zone.
fn local_date(at: &str, clock: Clock) -> Option<String> {
    let (instant, today) = (DateTime::from_iso(at)?, clock.today()?);
    let offset = today.offset_at(instant).unwrap_or(i64::from(today.time_zone.offset_minutes) * 60_000);
    Some(instant.checked_add(offset)?.date()?.to_string())
}

fn stages(offers: &[StageOption], opportunity: &Opportunity) -> Text {
    let list = |open: bool| {
        let other = offers.iter().filter(|offer| offer.stage.value != opportunity.stage.value);
        let fits = other.filter(|offer| (offer.verdict.kind != VerdictType::Denied) == open);
        fits.map(|offer| offer.stage.label.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (open, shut) = (list(true), list(false));
    match (open.is_empty(), shut.is_empty()) {
        (true, _) => Text::new(TextCode::AnswerNoStages),
        (false, true) => Text::new(TextCode::AnswerStages).with("stages", &open),
        (false, false) => Text::new(TextCode::AnswerSomeStages).with("stages", &open).with("others", &shut),
    }
}

fn is_meant(wish: &StageWish, stage: &Stage) -> bool {
    match wish {
        StageWish::Won => stage.won,
        StageWish::Lost => stage.closed && !stage.won,
        StageWish::Closed => stage.closed,
        StageWish::Named(name) | StageWish::Words(name) => stage.value == *name || stage.label == *name,
        StageWish::Step(_) => true,
    }
}

/// Returns the violations of a stage; without one, of the proposal, or of all unavailable stages.
fn why(wish: Option<&StageWish>, offers: &[StageOption], proposed: Option<&Verdict>) -> Answer {
    let meant = offers.iter().filter(|offer| wish.is_none_or(|wish| is_meant(wish, &offer.stage)));
    let verdicts: Vec<&Verdict> = match (wish, proposed) {
        (None, Some(verdict)) => vec![verdict],
        _ => meant.map(|offer| &offer.verdict).collect(),
    };
    let mut violations: Vec<Violation> = Vec::new();
    for violation in verdicts.iter().flat_map(|verdict| &verdict.violations) {
        if !violations.iter().any(|known| known.message == violation.message) {
            violations.push(violation.clone());
        }
    }
    let reasons: Vec<&str> = violations.iter().map(|violation| violation.message.as_str()).collect();
    let text = match reasons.is_empty() {
        true => Text::new(TextCode::AnswerNothingAgainst),
        false => Text::new(TextCode::AnswerWhy).with("reasons", &reasons.join(" ")),
    };
    Answer { text, violations }
}
