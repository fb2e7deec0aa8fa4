//! Derives the view from the state.

use std::rc::Rc;

use super::messages::{ButtonCode, CardRowCode, Text, TextCode, TextPart, label};
use super::state::ConflictState;
use super::view::{Appearance, Button, Card, CardRow, Choice, Citation, Form, Undo, View, ViewStep};
use super::{Conversation, Draft, FailedStep, Message, State, Subject, UserEvent};
use super::{Keep, Resolve};
use crate::base::error::{Code, Problem};
use crate::base::text::{embedded, visible};
use crate::base::{Conflict, FieldName, FieldValue};
use crate::client::Receipt;
use crate::client::current::editable_fields;
use crate::client::session::Session;
use crate::org::{Labels, Stage, stored_value};
use crate::rest::query::{Matches, OpportunityMatch};
use crate::transition::{Proposal, ProposalInput, Verdict, ViolationCode};

/// Returns the view of a conversation.
pub(super) fn view(conversation: &Conversation, session: &Session) -> View {
    let labels = session.metadata.info().map(|info| info.labels()).unwrap_or_default();
    let mut view = View {
        turn: conversation.turn,
        state: "idle",
        message: String::new(),
        parts: Vec::new(),
        text: Text::new(TextCode::Greeting),
        reading: conversation.focus().map(|focus| Rc::clone(&focus.reading)),
        citation: None,
        labels: labels.clone(),
        steps: steps(&conversation.steps, &labels),
        choices: Vec::new(),
        card: None,
        form: None,
        buttons: Vec::new(),
        violations: Vec::new(),
        warnings: Vec::new(),
        undecided: Vec::new(),
        conflict: None,
        undo: None,
        problem: None,
        receipt: None,
    };
    show_state(&mut view, conversation, session);
    if let Some(reply) = &conversation.reply {
        (view.text, view.message) = (reply.text(), String::new());
        if view.violations.is_empty() {
            view.violations = reply.violations().to_vec();
        }
    }
    // A question of the check has its own message.
    view.parts = match view.message.is_empty() {
        true => view.text.parts(&view.labels),
        false => vec![TextPart { text: view.message, strong: false }],
    };
    view.message = view.parts.iter().map(|part| part.text.as_str()).collect();
    view
}

/// Shows what belongs to the state.
fn show_state(view: &mut View, conversation: &Conversation, session: &Session) {
    match &conversation.state {
        State::Idle { note } => view.text = note_text(note, None),
        State::Finding { words, .. } => {
            view.state = "finding";
            view.text = Text::new(TextCode::Finding).with("words", words);
            view.buttons = vec![cancel()];
        }
        State::Choosing { matches, words, .. } => {
            view.state = "choosing";
            view.text = found(matches, words);
            view.choices = matches.opportunities.iter().map(choice).collect();
            view.buttons = vec![cancel()];
        }
        State::Opening { .. } => {
            view.state = "opening";
            view.text = Text::new(TextCode::Opening);
            view.buttons = vec![cancel()];
        }
        State::Current { focus, note } => {
            view.state = "current";
            view.text = note_text(note, Some(focus));
            view.citation = Some(citation(focus, session));
            view.buttons = vec![edit()];
        }
        State::ChoosingStage(draft) => show_stage_question(view, draft, session),
        State::Preview(draft) => show_preview(view, draft),
        State::Editing { focus, input, checked } => {
            view.state = "editing";
            view.text = Text::new(TextCode::Editing);
            view.form = Some(form(focus, input));
            match checked {
                Some(Ok(proposal)) => show_verdict(view, &proposal.verdict),
                Some(Err(problem)) => view.problem = Some(problem.clone()),
                None => {}
            }
            view.buttons = vec![cancel()];
        }
        State::Applying { draft, .. } => {
            let Draft { focus, proposal, .. } = draft.as_ref();
            view.state = "applying";
            view.text = Text::new(TextCode::Updating);
            view.card = Some(card(focus, proposal, &view.labels));
        }
        State::Conflict(conflict_state) => show_conflict(view, conflict_state, session),
        State::Undoing { focus, .. } => {
            view.state = "applying";
            view.text = Text::new(TextCode::Undoing);
            view.citation = Some(citation(focus, session));
        }
        State::Done { focus, receipt } => show_receipt(view, focus, receipt, session),
        State::Failed { problem, after } => {
            view.state = "failed";
            view.text = Text::new(failure(problem, after));
            view.buttons = ways_on(problem, after);
            view.citation = conversation.focus().map(|focus| citation(focus, session));
            view.problem = Some(problem.clone());
        }
    }
}

fn show_stage_question(view: &mut View, draft: &Draft, session: &Session) {
    let Draft { focus, input, proposal } = draft;
    view.state = "choosing_stage";
    (view.text, view.message) = stage_question(proposal);
    view.citation = Some(citation(focus, session));
    view.choices = stage_choices(proposal, input);
    view.violations = proposal.verdict.violations.clone();
    view.buttons = vec![edit(), cancel()];
}

fn show_preview(view: &mut View, draft: &Draft) {
    let Draft { focus, proposal, .. } = draft;
    view.state = "preview";
    view.text = Text::new(TextCode::ConfirmDetails);
    view.card = Some(card(focus, proposal, &view.labels));
    // Without violations, or it would not be a preview.
    show_verdict(view, &proposal.verdict);
    view.buttons = vec![go_on(ButtonCode::ConfirmUpdate, UserEvent::Confirm), edit(), cancel()];
}

fn show_verdict(view: &mut View, verdict: &Verdict) {
    view.violations = verdict.violations.clone();
    view.warnings = verdict.warnings.clone();
    view.undecided = verdict.undecided.clone();
}

fn show_conflict(view: &mut View, conflict_state: &ConflictState, session: &Session) {
    view.state = "conflict";
    view.text = changed_meanwhile(&conflict_state.conflict);
    view.citation = Some(citation(&conflict_state.remote, session));
    view.conflict = Some(conflict_state.conflict.clone());
    let resolve = |keep| UserEvent::Resolve(Resolve { keep, fields: Vec::new() });
    view.buttons = vec![
        go_on(ButtonCode::KeepMine, resolve(Keep::Mine)),
        button(ButtonCode::TakeTheirs, resolve(Keep::Theirs)),
        button(ButtonCode::Merge, resolve(Keep::Merge)),
        cancel(),
    ];
}

fn show_receipt(view: &mut View, focus: &Subject, receipt: &Receipt, session: &Session) {
    view.state = "done";
    view.text = done(focus, receipt);
    view.citation =
        Some(Citation { label: visible(&receipt.opportunity.name).into_owned(), ..citation(focus, session) });
    view.undo = receipt.undo_until.map(|until| Undo { until });
    view.buttons.extend(view.undo.map(|_| button(ButtonCode::Undo, UserEvent::Undo)));
    view.receipt = Some(receipt.clone());
}

/// Returns the steps of this turn, with the org's labels.
fn steps(steps: &[ViewStep], labels: &Labels) -> Vec<ViewStep> {
    let named = |step: &ViewStep| ViewStep { label: label(&step.label, labels), ..step.clone() };
    steps.iter().map(named).collect()
}

fn note_text(note: &Message, focus: Option<&Subject>) -> Text {
    let of_stage = |code| {
        let text = Text::new(code);
        match focus {
            Some(focus) => text.with("subject", &focus.subject).with("stage", &focus.opportunity.stage.label),
            None => text,
        }
    };
    match note {
        Message::Greeting => Text::new(TextCode::Greeting),
        Message::NotUnderstood => Text::new(TextCode::NotUnderstood),
        Message::Cancelled => Text::new(TextCode::Cancelled),
        Message::FoundNone { words } => Text::new(TextCode::FoundNone).with("words", words),
        Message::Stage => of_stage(TextCode::CurrentStage),
        Message::AlreadyThere => of_stage(TextCode::AlreadyThere),
        Message::LeftTheirs => of_stage(TextCode::LeftTheirs),
        Message::NothingToChange => Text::new(TextCode::NothingToChange),
    }
}

fn found(matches: &Matches, words: &str) -> Text {
    let code = if matches.more { TextCode::FoundMore } else { TextCode::FoundSeveral };
    let count = i64::try_from(matches.opportunities.len()).unwrap_or(i64::MAX);
    let mut text = Text::new(code).with("words", words);
    text.parameters = text.parameters.with_value("count", FieldValue::Number(count.into()));
    text
}

fn citation(focus: &Subject, session: &Session) -> Citation {
    let record = &focus.opportunity.record;
    Citation {
        label: visible(record.text("Name").unwrap_or_default()).into_owned(),
        link: session.settings.link(&record.id),
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
    let details: Vec<_> = details.iter().flatten().map(|detail| embedded(detail)).collect();
    Choice {
        label: visible(&found.name).into_owned(),
        detail: details.join(" · "),
        opportunity: Some(found.clone()),
        stage: None,
        event: UserEvent::Choose { id: found.id.to_string() },
    }
}

/// Returns the question for the stage, and the check's message about it.
fn stage_question(proposal: &Proposal) -> (Text, String) {
    let Some(violation) = proposal.verdict.violations.first() else {
        return (Text::new(TextCode::Editing), String::new());
    };
    let message = violation.message.clone();
    let code = match violation.code {
        _ if violation.authored => return (Text::new(TextCode::Authored).with("message", &message), message),
        ViolationCode::StageAmbiguous => TextCode::StageAmbiguous,
        ViolationCode::StageInactive => TextCode::StageInactive,
        ViolationCode::StageNotInProcess => TextCode::StageNotInProcess,
        _ => TextCode::StageUnknown,
    };
    let mut text = Text { code, parameters: violation.parameters.clone() };
    if code == TextCode::StageAmbiguous {
        text = text.with("stages", message.trim_end_matches('?'));
    }
    (text, message)
}

fn stage_choices(proposal: &Proposal, input: &ProposalInput) -> Vec<Choice> {
    let stages = proposal.verdict.violations.first().map(|violation| violation.stages.as_slice());
    let choice = |stage: &Stage| Choice {
        label: visible(&stage.label).into_owned(),
        detail: stage.probability.map(|probability| format!("{probability}%")).unwrap_or_default(),
        opportunity: None,
        stage: Some(stage.clone()),
        event: UserEvent::Propose(ProposalInput { stage: Some(stage.value.clone()), ..input.clone() }),
    };
    stages.unwrap_or_default().iter().map(choice).collect()
}

fn card(focus: &Subject, proposal: &Proposal, labels: &Labels) -> Card {
    let opportunity = &focus.opportunity;
    let row = |code: CardRowCode, value: &str, field| CardRow {
        code,
        label: label(code.english(), labels),
        value: visible(value).into_owned(),
        field: FieldName::new(field),
    };
    let mut rows = vec![
        row(CardRowCode::Opportunity, opportunity.record.text("Name").unwrap_or_default(), "Name"),
        row(CardRowCode::CurrentStage, &opportunity.stage.label, "StageName"),
    ];
    if let Some(stage) = &proposal.stage {
        rows.push(row(CardRowCode::NewStage, &stage.label, "StageName"));
    }
    let code = TextCode::ConfirmDetails;
    Card { code, title: code.english(), rows, changes: proposal.changes.clone() }
}

/// Returns the form with the requested values, or else those of the record.
fn form(focus: &Subject, input: &ProposalInput) -> Form {
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
            // An invalid value stays as it was typed, so that the user can correct it.
            let stored = stored_value(&field.info, opportunity.picklists.of(&field.info.name), &value);
            field.value = stored.unwrap_or(value);
        }
    }
    let words = input.stage.clone().unwrap_or_else(|| opportunity.stage.value.clone());
    let stage = match crate::transition::resolve(&words, &opportunity.process, &opportunity.org_stages) {
        crate::transition::Resolution::One(stage) => stage.value,
        crate::transition::Resolution::Several(_)
        | crate::transition::Resolution::NotHere(_)
        | crate::transition::Resolution::None => words,
    };
    // A record's stage may be inactive: the form must still be able to keep it.
    let mut stages = opportunity.process.to_vec();
    if !stages.iter().any(|stage| stage.value == opportunity.stage.value) {
        stages.insert(0, opportunity.stage.clone());
    }
    let submit = UserEvent::Propose(ProposalInput { stage: Some(stage.clone()), ..ProposalInput::default() });
    Form { submit: go_on(ButtonCode::Review, submit), stage, stages, fields }
}

fn done(focus: &Subject, receipt: &Receipt) -> Text {
    let back = receipt.undo;
    let remote = receipt.merged.iter().flat_map(Conflict::remote_changes);
    let merged: Vec<_> = remote.map(|field| embedded(&field.label)).collect();
    let moved = receipt.sent.keys().any(|name| name.as_str() == "StageName");
    if receipt.already {
        Text::new(TextCode::NothingToChange)
    } else if !receipt.verified {
        Text::new(if back { TextCode::UndoneUnverified } else { TextCode::UpdatedUnverified })
    } else if !receipt.unexpected.is_empty() {
        Text::new(if back { TextCode::UndoneOtherwise } else { TextCode::UpdatedOtherwise })
    } else if back && moved {
        Text::new(TextCode::Undone).with("stage", &focus.opportunity.stage.label)
    } else if back {
        Text::new(TextCode::UndoneFields)
    } else if !merged.is_empty() {
        Text::new(TextCode::UpdatedMerged).with("fields", &merged.join(", "))
    } else {
        Text::new(TextCode::Updated)
    }
}

fn changed_meanwhile(conflict: &Conflict) -> Text {
    let text = match &conflict.by {
        Some(by) => Text::new(TextCode::ChangedMeanwhile).with("by", by),
        None => Text::new(TextCode::ChangedMeanwhileUnknown),
    };
    text.with("at", &conflict.at)
}

fn failure(problem: &Problem, after: &FailedStep) -> TextCode {
    match after {
        FailedStep::Reading(..) => TextCode::Failed,
        FailedStep::Applying(_) if problem.code == Code::UnknownOutcome => TextCode::OutcomeUnknown,
        FailedStep::Applying(_) => TextCode::Refused,
        FailedStep::Undoing { .. } if problem.code == Code::UnknownOutcome => TextCode::OutcomeUnknown,
        FailedStep::Undoing { .. } => TextCode::UndoFailed,
    }
}

fn ways_on(problem: &Problem, after: &FailedStep) -> Vec<Button> {
    let retry = || go_on(ButtonCode::TryAgain, UserEvent::Retry);
    let again = |focus: &Subject| {
        let id = focus.opportunity.record.id.to_string();
        go_on(ButtonCode::OpenAgain, UserEvent::Choose { id })
    };
    match after {
        FailedStep::Reading(..) => vec![retry(), cancel()],
        FailedStep::Applying(_) if problem.retryable => vec![retry(), edit(), cancel()],
        FailedStep::Applying(draft)
            if matches!(problem.code, Code::ChangedMeanwhile | Code::UnknownOutcome) =>
        {
            vec![again(&draft.focus), cancel()]
        }
        FailedStep::Applying(_) => vec![go_on(ButtonCode::EditDetails, UserEvent::Edit), cancel()],
        FailedStep::Undoing { .. } if problem.retryable => vec![retry(), cancel()],
        FailedStep::Undoing { focus, .. } => vec![again(focus), cancel()],
    }
}

fn go_on(code: ButtonCode, event: UserEvent) -> Button {
    Button { code, label: code.english(), appearance: Appearance::Filled, event }
}

fn button(code: ButtonCode, event: UserEvent) -> Button {
    Button { appearance: Appearance::Outlined, ..go_on(code, event) }
}

fn edit() -> Button {
    button(ButtonCode::EditDetails, UserEvent::Edit)
}

fn cancel() -> Button {
    button(ButtonCode::Cancel, UserEvent::Cancel)
}
