//! What a phrase of a lexicon can mean.

use std::rc::Rc;

macro_rules! classes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $key:literal;)+) => {
        /// The kind of a meaning. A lexicon names it, with an argument if there is one: `class.argument`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Class { $($(#[doc = $doc])+ $variant,)+ }

        impl Class {
            fn named(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

classes! {
    /// Assent.
    Yes = "yes";
    /// To do what is shown, such as "save".
    Do = "do";
    /// A separable prefix at the end of the sentence.
    Particle = "particle";
    /// The object of an action: "it", "the update".
    Object = "object";
    /// A polite word, which changes nothing.
    Polite = "polite";
    /// A word that carries no meaning here.
    Filler = "filler";
    /// Dissent.
    No = "no";
    /// Negation of what is next to it.
    Not = "not";
    /// An objection.
    But = "but";
    /// Not now, or not sure.
    Wait = "wait";
    /// To cancel.
    Cancel = "cancel";
    /// To edit the details.
    Edit = "edit";
    /// To undo.
    Undo = "undo";
    /// To retry.
    Retry = "retry";
    /// The user's own side of a conflict.
    Mine = "mine";
    /// The other side of a conflict.
    Theirs = "theirs";
    /// A greeting.
    Hello = "hello";
    /// Thanks.
    Thanks = "thanks";
    /// A request for help.
    Help = "help";
    /// A request in the form of a question.
    Request = "request";
    /// A question word.
    Asks = "asks";
    /// A question for the reason.
    Why = "why";
    /// A question for the time.
    When = "when";
    /// A question for what is required.
    Needs = "needs";
    /// The word "stage".
    StageWord = "stage_word";
    /// One opportunity.
    Deal = "deal";
    /// Several opportunities.
    Deals = "deals";
    /// All.
    All = "all";
    /// The user's own opportunities.
    My = "my";
    /// To see something.
    Show = "show";
    /// To change something.
    Set = "set";
    /// To empty something.
    Clear = "clear";
    /// To remove something from a draft.
    Drop = "drop";
    /// To postpone.
    Delay = "delay";
    /// To bring forward.
    Sooner = "sooner";
    /// To rename.
    Rename = "rename";
    /// To the next stage.
    Forward = "forward";
    /// To the previous stage.
    Back = "back";
    /// To reopen.
    Reopen = "reopen";
    /// To close.
    Close = "close";
    /// Won.
    Won = "won";
    /// Lost.
    Lost = "lost";
    /// Open.
    Open = "open";
    /// Closed.
    Closed = "closed";
    /// A stage, by a common name.
    Stage = "stage";
    /// A field.
    Field = "field";
    /// The owner.
    Owner = "owner";
    /// The probability.
    Probability = "probability";
    /// How long it has been in its stage.
    Age = "age";
    /// When and by whom it was last changed.
    Moved = "moved";
    /// The stages that it can move to.
    Stages = "stages";
    /// What would change.
    Changes = "changes";
    /// One of several by its number; negative counts from the end.
    Ordinal = "ordinal";
    /// A suffix that makes a number an ordinal.
    Nth = "nth";
    /// With the largest amount.
    Biggest = "biggest";
    /// With the smallest amount.
    Smallest = "smallest";
    /// With the latest close date.
    Latest = "latest";
    /// With the earliest close date.
    Soonest = "soonest";
    /// None of them.
    Nothing = "none";
    /// Only these.
    Only = "only";
    /// A number in words.
    Number = "number";
    /// A multiplier of the number before it.
    Scale = "scale";
    /// A currency.
    Currency = "currency";
    /// Percent.
    Percent = "percent";
    /// A month's name.
    Month = "month";
    /// A day of the week; Monday is 1.
    Weekday = "weekday";
    /// A day, as a number of days from today.
    Days = "days";
    /// A period relative to now: `month+1` is the next month.
    Period = "period";
    /// `day`, `week`, `month`, `quarter`, `year`.
    Unit = "unit";
    /// A length of time: `week2`.
    Span = "span";
    /// The end of a period.
    End = "end";
    /// The start of a period.
    Start = "start";
    /// The middle of a period.
    Middle = "middle";
    /// A quarter of the year by its number.
    Quarter = "quarter";
    /// The last day of the current `month`, `quarter` or `year`; `month+1` is the next one.
    EndOf = "end_of";
    /// After a length of time from now.
    In = "in";
    /// By an amount or a length.
    By = "by";
    /// Until a date.
    Until = "until";
    /// After a date.
    After = "after";
    /// The origin of a move.
    From = "from";
    /// The target of a move or value.
    To = "to";
    /// A statement of what something is.
    Is = "is";
    /// And.
    And = "and";
    /// Greater than.
    Over = "over";
    /// Less than.
    Under = "under";
    /// Begins a reason.
    Because = "because";
    /// A common word of sales, such as "contract" or "meeting": not a name by itself.
    Thing = "thing";
}

/// A meaning of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sense {
    /// Its class.
    pub class: Class,
    /// The argument as a number; 0 if it is not one.
    pub number: i64,
    /// The argument as text.
    pub name: Rc<str>,
}

pub fn sense_of(key: &str) -> Option<Sense> {
    let (class, argument) = key.split_once('.').unwrap_or((key, ""));
    Some(Sense {
        class: Class::named(class)?,
        number: argument.parse().unwrap_or_default(),
        name: argument.into(),
    })
}
