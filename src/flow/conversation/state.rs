//! Where a conversation stands.

use std::rc::Rc;

use super::UserEvent;
use crate::error::Problem;
use crate::flow::session::{Clock, Session};
use crate::flow::view::Reading;
use crate::flow::{Applying, CurrentOpportunity, Finding, Opening, Receipt};
use crate::record::RecordId;
use crate::rest::query::Matches;
use crate::transition::{Opportunity, Proposal, ProposalInput, offers};

/// The opportunity that the conversation is about, and what it is called in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Focus {
    pub(super) opportunity: Rc<Opportunity>,
    pub(super) subject: String,
    /// The same for the surface.
    pub(super) reading: Rc<Reading>,
}

impl Focus {
    /// Of an opportunity that was read just now.
    pub(super) fn new(opportunity: Opportunity, subject: String, session: &Session, clock: Clock) -> Self {
        let offers = clock.today().and_then(|today| offers(&opportunity, today).ok());
        Self {
            reading: Rc::new(Reading {
                opportunity: CurrentOpportunity::of(&opportunity, &session.settings),
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
        note: Note,
    },
    Finding {
        task: Finding,
        words: String,
        wanted: Option<ProposalInput>,
    },
    Choosing {
        matches: Matches,
        words: String,
        wanted: Option<ProposalInput>,
    },
    Opening {
        task: Opening,
        id: RecordId,
        words: Option<String>,
        wanted: Option<ProposalInput>,
    },
    Current {
        focus: Focus,
        note: Note,
    },
    /// The words for the stage meant none, or several.
    ChoosingStage(Box<Draft>),
    Preview(Box<Draft>),
    Editing {
        focus: Focus,
        input: ProposalInput,
        /// What was found against the input, if it was checked.
        checked: Option<Result<Box<Proposal>, Problem>>,
    },
    Applying {
        task: Box<Applying>,
        draft: Box<Draft>,
    },
    Done {
        focus: Focus,
        receipt: Box<Receipt>,
    },
    Failed {
        problem: Problem,
        after: After,
    },
}

/// A proposal with the words that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) focus: Focus,
    pub(super) input: ProposalInput,
    pub(super) proposal: Proposal,
}

/// What is said where nothing else is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Note {
    Greeting,
    NotUnderstood,
    Cancelled,
    FoundNone { words: String },
    Stage,
    AlreadyThere,
    NothingToChange,
}

/// What failed, and so how it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// A look-up or a read, which this event starts again.
    Reading(UserEvent, Option<Box<ProposalInput>>),
    /// An update.
    Applying(Box<Draft>),
}
