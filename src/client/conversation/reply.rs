//! Answers that leave everything where it stands.

use super::intent::{Place, Question, StageWish};
use super::{Conversation, State};
use crate::client::session::Clock;
use crate::client::wording::{Text, TextCode};
use crate::org::Stage;
use crate::record::{FieldName, FieldValue};
use crate::transition::{Offer, Opportunity, Verdict, VerdictType};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// What can be said, where the sentence was not understood.
    NotUnderstood(Place),
    /// What can be said, where that was asked.
    Help(Place),
    /// Nothing was found, and what was spoken of stays.
    FoundNone {
        /// What was looked for.
        words: String,
    },
    /// One at a time.
    OneByOne,
    /// Another name narrows the choices down.
    NoneOfThem,
    /// A field was named without a value that it can have.
    NoValue {
        /// Its label.
        label: String,
    },
    /// What was asked of the opportunity.
    Answer(Text),
}

impl Reply {
    /// The sentence.
    pub(super) fn text(&self) -> Text {
        match self {
            Self::NotUnderstood(place) => help(TextCode::NotUnderstoodHere, *place),
            Self::Help(place) => help(TextCode::Help, *place),
            Self::FoundNone { words } => Text::new(TextCode::FoundNone).with("words", words),
            Self::OneByOne => Text::new(TextCode::OneByOne),
            Self::NoneOfThem => Text::new(TextCode::NoneOfThem),
            Self::NoValue { label } => Text::new(TextCode::ValueNotUnderstood).with("label", label),
            Self::Answer(text) => text.clone(),
        }
    }
}

fn help(code: TextCode, place: Place) -> Text {
    let name = match place {
        Place::Idle => {
            return Text::new(if code == TextCode::Help { code } else { TextCode::NotUnderstood })
                .with("place", "idle");
        }
        Place::Choosing | Place::ChoosingStage => "choosing",
        Place::Current => "current",
        Place::Preview => "preview",
        Place::Editing => "editing",
        Place::Conflict => "conflict",
        Place::Done => "done",
        Place::Failed => "failed",
    };
    Text::new(code).with("place", name)
}

impl Conversation {
    /// Answers without a change of anything else.
    pub(super) fn reply(&mut self, reply: Reply) -> Option<Vec<super::Effect>> {
        self.turn += 1;
        self.steps.clear();
        self.reply = Some(reply);
        Some(Vec::new())
    }

    /// The answer to a question about the opportunity that is spoken of.
    pub(super) fn answer_to(&self, question: &Question, clock: Clock) -> Option<Text> {
        let focus = self.focus()?;
        let opportunity = &*focus.opportunity;
        let record = &opportunity.record;
        let label =
            |name: &str| FieldName::new(name).map(|name| opportunity.info.label(&name)).unwrap_or_default();
        let held = |label: String, value: Option<FieldValue>| match value {
            None | Some(FieldValue::Null) => Text::new(TextCode::AnswerEmpty).with("label", &label),
            Some(value) => {
                let mut text = Text::new(TextCode::AnswerField).with("label", &label);
                text.parameters = text.parameters.with_value("value", value);
                text
            }
        };
        let text = |name: &str| record.text(name).map(|text| FieldValue::Text(text.into()));
        Some(match question {
            Question::Stage => Text::new(TextCode::CurrentStage)
                .with("subject", &focus.subject)
                .with("stage", &opportunity.stage.label),
            Question::Owner => held(owner_label(opportunity), text("Owner.Name")),
            Question::Probability => {
                let value = record.value("Probability").cloned();
                let stage = || opportunity.stage.probability.map(|percent| FieldValue::Number(percent));
                held(label("Probability"), value.or_else(stage))
            }
            Question::Age => match opportunity.days_in_stage {
                Some(days) => {
                    let mut text =
                        Text::new(TextCode::AnswerDaysInStage).with("stage", &opportunity.stage.label);
                    text.parameters = text.parameters.with_value("days", FieldValue::Number(days.into()));
                    text
                }
                None => moved(opportunity),
            },
            Question::Moved => moved(opportunity),
            Question::Stages => stages(&focus.reading.offers, opportunity),
            Question::Why(wish) => why(wish.as_ref(), &focus.reading.offers, self.proposed_verdict(clock)),
            Question::Changes => self.changes()?,
            Question::Field(name) => {
                let name = known_name(name, opportunity);
                held(label(&name), record.value(&name).cloned())
            }
        })
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

    /// What was found against what the form holds.
    fn proposed_verdict(&self, _: Clock) -> Option<&Verdict> {
        match &self.state {
            State::Editing { checked: Some(Ok(proposal)), .. } => Some(&proposal.verdict),
            State::Preview(draft) | State::ChoosingStage(draft) => Some(&draft.proposal.verdict),
            _ => None,
        }
    }
}

fn owner_label(opportunity: &Opportunity) -> String {
    let label = FieldName::new("OwnerId").map(|name| opportunity.info.label(&name)).unwrap_or_default();
    let label = label.trim_end_matches(" ID").to_owned();
    if label == "OwnerId" { "Owner".into() } else { label }
}

/// The org's spelling of a field's name.
fn known_name(name: &str, opportunity: &Opportunity) -> String {
    let known = |name: &str| FieldName::new(name).filter(|name| opportunity.info.field(name).is_some());
    let found = known(name).or_else(|| known(&format!("{name}__c")));
    found.map_or_else(|| name.to_owned(), |name| name.as_str().to_owned())
}

fn moved(opportunity: &Opportunity) -> Text {
    let record = &opportunity.record;
    let at = record.text("LastModifiedDate").unwrap_or(&record.last_modified);
    let text = Text::new(TextCode::AnswerMovedUnknown).with("at", at);
    match record.text("LastModifiedBy.Name") {
        Some(by) => Text { code: TextCode::AnswerMoved, ..text }.with("by", by),
        None => text,
    }
}

fn stages(offers: &[Offer], opportunity: &Opportunity) -> Text {
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

/// What speaks against a stage; without one, against what is proposed, or against all that are closed to the user.
fn why(wish: Option<&StageWish>, offers: &[Offer], proposed: Option<&Verdict>) -> Text {
    let meant = offers.iter().filter(|offer| wish.is_none_or(|wish| is_meant(wish, &offer.stage)));
    let verdicts: Vec<&Verdict> = match (wish, proposed) {
        (None, Some(verdict)) => vec![verdict],
        _ => meant.map(|offer| &offer.verdict).collect(),
    };
    let mut reasons: Vec<&str> = Vec::new();
    for violation in verdicts.iter().flat_map(|verdict| &verdict.violations) {
        if !reasons.contains(&violation.message.as_str()) {
            reasons.push(&violation.message);
        }
    }
    match reasons.is_empty() {
        true => Text::new(TextCode::AnswerNothingAgainst),
        false => Text::new(TextCode::AnswerWhy).with("reasons", &reasons.join(" ")),
    }
}
