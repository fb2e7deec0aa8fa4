//! Where a conversation stands.

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

/// The opportunity that the conversation is about, and what it is called in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) opportunity: Rc<Opportunity>,
    pub(super) subject: String,
    /// The same for the surface.
    pub(super) reading: Rc<Reading>,
}

impl Subject {
    /// Of an opportunity that was read just now.
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
        /// Where it stood, where that is not to be lost for a look-up that finds nothing.
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
        /// The same opportunity as it was read before, to be shown meanwhile.
        known: Option<Subject>,
    },
    Current {
        focus: Subject,
        note: Message,
    },
    /// The words for the stage meant none, or several.
    ChoosingStage(Box<Draft>),
    Preview(Box<Draft>),
    Editing {
        focus: Subject,
        input: ProposalInput,
        /// What was found against the input, if it was checked.
        checked: Option<Result<Box<Proposal>, Problem>>,
    },
    Applying {
        task: Box<ConfirmTask>,
        draft: Box<Draft>,
    },
    /// Somebody else came first, and whose values count is not clear.
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

/// What is wanted of an opportunity that has yet to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// As a program or a button says it.
    pub(super) input: ProposalInput,
    /// As a sentence says it, which depends on the opportunity.
    pub(super) wish: Wish,
}

impl Wanted {
    /// What a sentence wants; nothing where it wants nothing.
    pub(super) fn said(wish: Wish) -> Option<Self> {
        (!wish.is_empty()).then(|| Self { wish, ..Self::default() })
    }

    /// What it comes to for this opportunity.
    pub(super) fn of(&self, opportunity: &Opportunity) -> ProposalInput {
        self.wish.input(self.input.clone(), opportunity)
    }
}

impl From<ProposalInput> for Wanted {
    fn from(input: ProposalInput) -> Self {
        Self { input, wish: Wish::default() }
    }
}

/// A proposal with the words that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) focus: Subject,
    pub(super) input: ProposalInput,
    pub(super) proposal: Proposal,
}

/// What was wanted, and what somebody else did meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ConflictState {
    /// What was wanted, of the fields that it changes alone.
    pub(super) wish: ProposalInput,
    pub(super) conflict: Conflict,
    /// The opportunity as somebody else left it.
    pub(super) theirs: Subject,
}

/// What is said where nothing else is to be said.
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

/// What failed, and so how it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FailedStep {
    /// A look-up or a read, which this event starts again.
    Reading(UserEvent, Option<Box<Wanted>>),
    /// An update.
    Applying(Box<Draft>),
    /// Putting an update back.
    Undoing { focus: Subject, receipt: Box<Receipt> },
}
