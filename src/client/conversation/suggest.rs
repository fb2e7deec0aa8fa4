//! What a user can type next: names that complete the text, and sentences that fit the state.
//!
//! A suggestion is text to send, and does nothing itself. None of them confirms, retries or undoes.

use serde::Serialize;

use super::intent::{Lexicons, Phase, StageWish, is_unspaced, words_of};
use super::messages::SuggestionCode;
use super::{Conversation, State};
use crate::org::Stage;
use crate::transition::{Parameters, VerdictType};

/// The most names that complete a text.
const COMPLETIONS: usize = 5;

/// The most stages that are suggested to be moved to.
const MOVES: usize = 3;

/// The most choices that are suggested by their names.
const CHOICES: usize = 5;

/// The words at the end of a text that may begin a name.
const TAIL: usize = 4;

/// A sentence that the user can send next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The kind of suggestion.
    pub code: SuggestionCode,
    /// The names in it.
    pub parameters: Parameters,
    /// The sentence in English, or what was typed, completed with a name.
    pub text: String,
}

impl Suggestion {
    fn new(code: SuggestionCode) -> Self {
        Self { code, parameters: Parameters::default(), text: code.english().into() }
    }

    /// The user may send the text unchanged, so the value has no marks around it.
    fn naming(code: SuggestionCode, parameter: &'static str, value: &str) -> Self {
        let text = code.english().replace(&format!("{{{parameter}}}"), value);
        Self { code, parameters: Parameters::default().with(parameter, value), text }
    }
}

impl Conversation {
    /// Returns what the user can type next: first what completes the text that was typed so far, then whole sentences.
    pub(super) fn suggestions(&self, lexicons: &Lexicons, typed: &str) -> Vec<Suggestion> {
        let mut all = self.completions(lexicons, typed);
        all.extend(self.sentences());
        all
    }

    fn completions(&self, lexicons: &Lexicons, typed: &str) -> Vec<Suggestion> {
        for (before, tail) in tails(typed) {
            if self.names().iter().any(|name| words_of(name) == words_of(tail)) {
                break;
            }
            let mut texts: Vec<String> = Vec::new();
            for name in self.begun(lexicons, tail) {
                let text = format!("{before}{name}");
                if !texts.contains(&text) && texts.len() < COMPLETIONS {
                    texts.push(text);
                }
            }
            if !texts.is_empty() {
                let completion =
                    |text: String| Suggestion::naming(SuggestionCode::Completion, "sentence", &text);
                return texts.into_iter().map(completion).collect();
            }
        }
        Vec::new()
    }

    /// The names on the screen that a text begins.
    fn begun(&self, lexicons: &Lexicons, tail: &str) -> Vec<&str> {
        let folded = words_of(tail);
        let mut begun = self.names();
        begun.retain(|name| words_of(name).starts_with(&folded));
        // "verhand" is a stage that the org has an English label for.
        if folded.chars().count() >= 3 || !folded.is_ascii() {
            let wishes = lexicons.stages_begun(&folded);
            let meant = self.stages().iter().filter(|stage| wishes.iter().any(|wish| is_meant(wish, stage)));
            begun.extend(meant.map(|stage| stage.label.as_str()));
        }
        begun
    }

    /// The choices, the stages and the fields that can be named here.
    fn names(&self) -> Vec<&str> {
        let fields = self.focus().into_iter().flat_map(|focus| {
            let opportunity = &*focus.opportunity;
            opportunity.editable.iter().filter_map(|name| opportunity.info.field(name))
        });
        let stages = self.stages().iter().map(|stage| stage.label.as_str());
        let choices = self.choices().into_iter();
        choices.chain(stages).chain(fields.map(|field| field.label.as_str())).collect()
    }

    /// The stages that may be named here.
    fn stages(&self) -> &[Stage] {
        match &self.state {
            State::ChoosingStage(draft) => {
                draft.proposal.verdict.violations.first().map_or(&[], |first| first.stages.as_slice())
            }
            _ => self.focus().map_or(&[], |focus| &focus.opportunity.process),
        }
    }

    fn choices(&self) -> Vec<&str> {
        match &self.state {
            State::Choosing { matches, .. } => {
                matches.opportunities.iter().map(|found| found.name.as_str()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn sentences(&self) -> Vec<Suggestion> {
        let known = |codes: &[SuggestionCode]| codes.iter().map(|code| Suggestion::new(*code)).collect();
        match self.phase() {
            // No opportunity is open, or a response is pending.
            Phase::Idle if !matches!(self.state, State::Idle { .. }) => Vec::new(),
            Phase::Idle => known(&[
                SuggestionCode::MyOpen,
                SuggestionCode::ClosingThisMonth,
                SuggestionCode::ClosingThisQuarter,
            ]),
            Phase::Choosing => {
                let choice = |name: &str| Suggestion::naming(SuggestionCode::Choice, "name", name);
                let mut all: Vec<_> = self.choices().into_iter().take(CHOICES).map(choice).collect();
                all.extend(known(&[
                    SuggestionCode::Biggest,
                    SuggestionCode::Soonest,
                    SuggestionCode::NoneOfThese,
                ]));
                all
            }
            Phase::ChoosingStage => {
                let stage = |stage: &Stage| Suggestion::naming(SuggestionCode::Stage, "stage", &stage.label);
                self.stages().iter().take(CHOICES).map(stage).collect()
            }
            Phase::Current | Phase::Done | Phase::Failed => {
                let mut all = self.moves();
                if self.focus().is_some() {
                    all.extend(known(&[
                        SuggestionCode::AskStages,
                        SuggestionCode::AskAge,
                        SuggestionCode::AskOwner,
                    ]));
                }
                all
            }
            Phase::Preview => known(&[SuggestionCode::AskChanges, SuggestionCode::LeaveAsIs]),
            Phase::Editing => known(&[SuggestionCode::LeaveAsIs]),
            Phase::Conflict => known(&[SuggestionCode::KeepMine, SuggestionCode::TakeTheirs]),
        }
    }

    /// The next available stages, and the closed ones.
    fn moves(&self) -> Vec<Suggestion> {
        let Some(focus) = self.focus() else { return Vec::new() };
        let offers = &focus.reading.offers;
        let now = offers.iter().position(|offer| offer.stage.value == focus.opportunity.stage.value);
        let ahead = now.map_or(0, |now| now + 1);
        let open = offers.iter().skip(ahead).filter(|offer| offer.verdict.kind != VerdictType::Denied);
        let (closing, going): (Vec<_>, Vec<_>) = open.partition(|offer| offer.stage.closed);
        let stages = going.into_iter().take(1).chain(closing).take(MOVES);
        stages.map(|offer| Suggestion::naming(SuggestionCode::MoveTo, "stage", &offer.stage.label)).collect()
    }
}

fn is_meant(wish: &StageWish, stage: &Stage) -> bool {
    match wish {
        StageWish::Won => stage.won,
        StageWish::Lost => stage.closed && !stage.won,
        StageWish::Named(name) => *name == *stage.value,
        StageWish::Words(_) | StageWish::Closed | StageWish::Step(_) => false,
    }
}

/// Returns the last words of a text, the longest sequence first, each with the text before it. A name begins with two letters,
/// or with one in scripts that do not separate words with spaces.
fn tails(typed: &str) -> Vec<(&str, &str)> {
    let mut starts: Vec<usize> = Vec::new();
    let mut before = ' ';
    for (at, c) in typed.char_indices() {
        let begins = !before.is_alphanumeric() || is_unspaced(c) || is_unspaced(before);
        if begins && !c.is_whitespace() {
            starts.push(at);
        }
        before = c;
    }
    let words = if typed.chars().any(is_unspaced) { 3 * TAIL } else { TAIL };
    let first = starts.len().saturating_sub(words);
    let long_enough = |(_, tail): &(&str, &str)| tail.chars().count() >= 2 || tail.chars().all(is_unspaced);
    let split = |at: &usize| typed.split_at_checked(*at);
    starts.get(first..).unwrap_or_default().iter().filter_map(split).filter(long_enough).collect()
}

#[cfg(test)]
mod tests {
    use super::tails;

    #[test]
    fn the_last_words_may_begin_a_name() {
        assert_eq!(
            tails("move it to neg"),
            [("", "move it to neg"), ("move ", "it to neg"), ("move it ", "to neg"), ("move it to ", "neg")]
        );
        assert_eq!(tails("a"), []);
        assert!(tails("交渉").contains(&("", "交渉")) && tails("それを交").contains(&("それを", "交")));
        assert!(tails("Acmeを受").contains(&("Acmeを", "受")));
    }
}
