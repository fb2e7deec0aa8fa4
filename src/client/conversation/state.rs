//! The states of a conversation.

use std::rc::Rc;

use super::UserEvent;
use super::intent::Wish;
use super::view::Reading;
use crate::base::error::Problem;
use crate::base::{Clock, Conflict, RecordId};
use crate::client::session::Session;
use crate::client::{ConfirmTask, CurrentOpportunity, OpenTask, Receipt, SearchTask, UndoTask};
use crate::rest::query::Matches;
use crate::transition::{Opportunity, Proposal, ProposalInput, offers};

/// The current opportunity, and its name in the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) opportunity: Rc<Opportunity>,
    pub(super) subject: String,
    /// The same for the view.
    pub(super) reading: Rc<Reading>,
}

impl Subject {
    /// Creates it from an opportunity that was just read.
    pub(super) fn new(opportunity: Opportunity, subject: String, session: &Session, clock: Clock) -> Self {
        let offers = clock.today().and_then(|today| offers(&opportunity, today).ok());
        Self {
            reading: Rc::new(Reading {
                opportunity: CurrentOpportunity::of(&opportunity, session),
                offers: offers.unwrap_or_default(),
            }),
            opportunity: Rc::new(opportunity),
            subject,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    Idle {
        note: Message,
    },
    Finding {
        task: SearchTask,
        words: String,
        wanted: Option<Wanted>,
        /// The state to return to if a search finds nothing.
        back: Option<Box<State>>,
    },
    Choosing {
        matches: Matches,
        words: String,
        wanted: Option<Wanted>,
    },
    Opening {
        task: OpenTask,
        id: RecordId,
        words: Option<String>,
        wanted: Option<Wanted>,
        /// The opportunity as it was read before, shown until the new response arrives.
        known: Option<Subject>,
    },
    Current {
        focus: Subject,
        note: Message,
    },
    /// The words for the stage match none, or several.
    ChoosingStage(Box<Draft>),
    Preview(Box<Draft>),
    Editing {
        focus: Subject,
        input: ProposalInput,
        /// The result of checking the input, if it was checked.
        checked: Option<Result<Box<Proposal>, Problem>>,
    },
    Applying {
        task: Box<ConfirmTask>,
        draft: Box<Draft>,
    },
    /// Another user saved first, and the user has to decide which values to keep.
    Conflict(Box<ConflictState>),
    Undoing {
        task: Box<UndoTask>,
        focus: Subject,
        receipt: Box<Receipt>,
    },
    Done {
        focus: Subject,
        receipt: Box<Receipt>,
    },
    Failed {
        problem: Problem,
        after: FailedStep,
    },
}

/// A requested change of an opportunity that has to be read first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// From a program or a button.
    pub(super) input: ProposalInput,
    /// From a sentence, whose meaning depends on the opportunity.
    pub(super) wish: Wish,
}

impl Wanted {
    /// Creates it from a sentence; `None` if it requests nothing.
    pub(super) fn of_wish(wish: Wish) -> Option<Self> {
        (!wish.is_empty()).then(|| Self { wish, ..Self::default() })
    }
}

impl From<ProposalInput> for Wanted {
    fn from(input: ProposalInput) -> Self {
        Self { input, wish: Wish::default() }
    }
}

/// A proposal with the input that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) focus: Subject,
    pub(super) input: ProposalInput,
    pub(super) proposal: Proposal,
}

/// The requested change, and what another user changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConflictState {
    /// The requested change, reduced to fields that it changes.
    pub(super) requested: ProposalInput,
    pub(super) conflict: Conflict,
    /// The opportunity as the other user saved it.
    pub(super) remote: Subject,
}

/// The message when there is nothing else to report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    Greeting,
    NotUnderstood,
    Cancelled,
    FoundNone { words: String },
    Stage,
    AlreadyThere,
    NothingToChange,
    LeftTheirs,
}

/// The step that failed, which determines how to retry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FailedStep {
    /// A search or a read, which this event repeats.
    Reading(UserEvent, Option<Box<Wanted>>),
    /// An update.
    Applying(Box<Draft>),
    /// An undo.
    Undoing { focus: Subject, receipt: Box<Receipt> },
}
