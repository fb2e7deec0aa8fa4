//! The view of each state.

use super::{After, Conversation, Draft, Focus, Note, State, UserEvent};
use crate::error::{Code, Problem};
use crate::flow::current::editable_fields;
use crate::flow::session::Session;
use crate::flow::view::{Appearance, Button, Card, CardRow, Choice, Citation, Form, TextPart, View};
use crate::flow::{Receipt, wording};
use crate::org::Stage;
use crate::rest::query::OpportunityMatch;
use crate::transition::{Proposal, ProposalInput};

/// What to show of a conversation.
pub(super) fn view(conversation: &Conversation, session: &Session) -> View {
    let mut view = View {
        turn: conversation.turn,
        state: "idle",
        message: String::new(),
        parts: Vec::new(),
        citation: None,
        steps: conversation.steps.clone(),
        choices: Vec::new(),
        card: None,
        form: None,
        buttons: Vec::new(),
        violations: Vec::new(),
        warnings: Vec::new(),
        undecided: Vec::new(),
        problem: None,
        receipt: None,
    };
    match &conversation.state {
        State::Idle { note } => view.parts = note_parts(note, None),
        State::Finding { words, .. } => {
            view.state = "finding";
            view.parts = wording::finding(words);
            view.buttons = vec![cancel()];
        }
        State::Choosing { matches, words, .. } => {
            view.state = "choosing";
            view.parts = wording::choose(matches.opportunities.len(), matches.more, words);
            view.choices = matches.opportunities.iter().map(choice).collect();
            view.buttons = vec![cancel()];
        }
        State::Opening { .. } => {
            view.state = "opening";
            view.parts = wording::opening();
            view.buttons = vec![cancel()];
        }
        State::Current { focus, note } => {
            view.state = "current";
            view.parts = note_parts(note, Some(focus));
            view.citation = Some(citation(focus, session));
            view.buttons = vec![button(wording::EDIT, UserEvent::Edit)];
        }
        State::ChoosingStage(draft) => {
            let Draft { focus, input, proposal } = draft.as_ref();
            view.state = "choosing_stage";
            view.parts = stage_question(proposal);
            view.citation = Some(citation(focus, session));
            view.choices = stage_choices(proposal, input);
            view.violations = proposal.verdict.violations.clone();
            view.buttons = vec![button(wording::EDIT, UserEvent::Edit), cancel()];
        }
        State::Preview(draft) => {
            let Draft { focus, proposal, .. } = draft.as_ref();
            view.state = "preview";
            view.parts = wording::preview();
            view.card = Some(card(focus, proposal));
            view.warnings = proposal.verdict.warnings.clone();
            view.undecided = proposal.verdict.undecided.clone();
            view.buttons = vec![
                go_on(wording::CONFIRM, UserEvent::Confirm),
                button(wording::EDIT, UserEvent::Edit),
                cancel(),
            ];
        }
        State::Editing { focus, input, checked } => {
            view.state = "editing";
            view.parts = wording::editing();
            view.form = Some(form(focus, input));
            match checked {
                Some(Ok(proposal)) => {
                    view.violations = proposal.verdict.violations.clone();
                    view.warnings = proposal.verdict.warnings.clone();
                    view.undecided = proposal.verdict.undecided.clone();
                }
                Some(Err(problem)) => view.problem = Some(problem.clone()),
                None => {}
            }
            view.buttons = vec![cancel()];
        }
        State::Applying { draft, .. } => {
            let Draft { focus, proposal, .. } = draft.as_ref();
            view.state = "applying";
            view.parts = wording::applying();
            view.card = Some(card(focus, proposal));
        }
        State::Done { focus, receipt } => {
            view.state = "done";
            view.parts = done(receipt);
            view.citation =
                Some(Citation { label: receipt.opportunity.name.clone(), ..citation(focus, session) });
            view.receipt = Some(Receipt::clone(receipt));
        }
        State::Failed { problem, after } => {
            view.state = "failed";
            view.parts = failure(problem, after);
            view.buttons = ways_on(problem, after);
            if let After::Applying(draft) = after {
                view.citation = Some(citation(&draft.focus, session));
            }
            view.problem = Some(problem.clone());
        }
    }
    view.message = view.parts.iter().map(|part| part.text.as_str()).collect();
    view
}

fn note_parts(note: &Note, focus: Option<&Focus>) -> Vec<TextPart> {
    let names = focus.map(|focus| (focus.subject.as_str(), focus.opportunity.stage.label.as_str()));
    match (note, names) {
        (Note::Stage, Some((subject, stage))) => wording::current(subject, stage),
        (Note::AlreadyThere, Some((subject, stage))) => wording::already(subject, stage),
        (Note::FoundNone { words }, _) => wording::found_none(words),
        (Note::Cancelled, _) => wording::cancelled(),
        (Note::NotUnderstood, _) => wording::not_understood(),
        (Note::NothingToChange, _) => wording::nothing_to_change(),
        (Note::Greeting | Note::Stage | Note::AlreadyThere, _) => wording::greeting(),
    }
}

fn citation(focus: &Focus, session: &Session) -> Citation {
    let record = &focus.opportunity.record;
    Citation {
        label: record.text("Name").unwrap_or_default().into(),
        link: session.settings.instance.record_link("Opportunity", &record.id),
    }
}

fn choice(found: &OpportunityMatch) -> Choice {
    let details = [
        found.account.clone(),
        Some(found.stage.clone()),
        found.close_date.as_ref().map(|date| format!("closes {date}")).filter(|_| !found.closed),
        found.close_date.as_ref().map(|date| format!("closed {date}")).filter(|_| found.closed),
        found.owner.clone(),
    ];
    Choice {
        label: found.name.clone(),
        detail: details.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        event: UserEvent::Choose { id: found.id.to_string() },
    }
}

fn stage_question(proposal: &Proposal) -> Vec<TextPart> {
    let text = proposal.verdict.violations.first().map(|violation| violation.message.as_str());
    crate::flow::view::parts(text.unwrap_or_default())
}

fn stage_choices(proposal: &Proposal, input: &ProposalInput) -> Vec<Choice> {
    let stages = proposal.verdict.violations.first().map(|violation| violation.stages.as_slice());
    let choice = |stage: &Stage| Choice {
        label: stage.label.clone(),
        detail: stage.probability.map(|probability| format!("{probability}%")).unwrap_or_default(),
        event: UserEvent::Propose(ProposalInput { stage: Some(stage.value.clone()), ..input.clone() }),
    };
    stages.unwrap_or_default().iter().map(choice).collect()
}

fn card(focus: &Focus, proposal: &Proposal) -> Card {
    let opportunity = &focus.opportunity;
    let row = |label, value: &str| CardRow { label, value: value.into() };
    let mut rows = vec![
        row(wording::OPPORTUNITY, opportunity.record.text("Name").unwrap_or_default()),
        row(wording::CURRENT_STAGE, &opportunity.stage.label),
    ];
    if let Some(stage) = &proposal.stage {
        rows.push(row(wording::NEW_STAGE, &stage.label));
    }
    Card { title: wording::CARD_TITLE, rows, changes: proposal.changes.clone() }
}

/// The form shows what is wanted, and where nothing is, what the record holds.
fn form(focus: &Focus, input: &ProposalInput) -> Form {
    let opportunity = &focus.opportunity;
    let wanted = |name: &str| {
        input
            .fields
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.clone())
    };
    let mut fields = editable_fields(opportunity);
    for field in &mut fields {
        if let Some(value) = wanted(field.info.name.as_str()) {
            field.value = value;
        }
    }
    let words = input.stage.clone().unwrap_or_else(|| opportunity.stage.value.clone());
    let stage = match crate::transition::resolve(&words, &opportunity.process, &opportunity.org_stages) {
        crate::transition::Resolution::One(stage) => stage.value,
        crate::transition::Resolution::Several(_)
        | crate::transition::Resolution::NotHere(_)
        | crate::transition::Resolution::None => words,
    };
    // A record may stand in a stage that is no longer offered: the form must still be able to keep it.
    let mut stages = opportunity.process.to_vec();
    if !stages.iter().any(|stage| stage.value == opportunity.stage.value) {
        stages.insert(0, opportunity.stage.clone());
    }
    Form { stage, stages, fields }
}

fn done(receipt: &Receipt) -> Vec<TextPart> {
    if !receipt.verified {
        wording::done_unverified()
    } else if receipt.unexpected.is_empty() {
        wording::done()
    } else {
        wording::done_otherwise()
    }
}

fn failure(problem: &Problem, after: &After) -> Vec<TextPart> {
    match after {
        After::Reading(..) => wording::failed(),
        After::Applying(_) if problem.code == Code::UnknownOutcome => wording::outcome_unknown(),
        After::Applying(_) => wording::refused(),
    }
}

fn ways_on(problem: &Problem, after: &After) -> Vec<Button> {
    match after {
        After::Reading(event, _) => vec![go_on(wording::TRY_AGAIN, event.clone()), cancel()],
        After::Applying(draft) => {
            let again = UserEvent::Choose { id: draft.focus.opportunity.record.id.to_string() };
            if problem.retryable {
                vec![
                    go_on(wording::TRY_AGAIN, UserEvent::Confirm),
                    button(wording::EDIT, UserEvent::Edit),
                    cancel(),
                ]
            } else if matches!(problem.code, Code::ChangedMeanwhile | Code::UnknownOutcome) {
                vec![go_on(wording::OPEN_AGAIN, again), cancel()]
            } else {
                vec![go_on(wording::EDIT, UserEvent::Edit), cancel()]
            }
        }
    }
}

fn go_on(label: &'static str, event: UserEvent) -> Button {
    Button { label, appearance: Appearance::Filled, event }
}

fn button(label: &'static str, event: UserEvent) -> Button {
    Button { label, appearance: Appearance::Outlined, event }
}

fn cancel() -> Button {
    button(wording::CANCEL, UserEvent::Cancel)
}
