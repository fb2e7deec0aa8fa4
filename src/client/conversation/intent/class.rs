//! What a phrase of a lexicon can mean.

use std::rc::Rc;

macro_rules! classes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $key:literal;)+) => {
        /// What kind of thing a word is. Lexicons name it; `class.argument` says more.
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
    /// To do what is shown.
    Do = "do";
    /// A part of a verb that stands at the end of the sentence.
    Particle = "particle";
    /// What is done: "it", "the update".
    Object = "object";
    /// Politeness, which changes nothing.
    Polite = "polite";
    /// Little words without weight here.
    Filler = "filler";
    /// Dissent.
    No = "no";
    /// Negation of what stands next to it.
    Not = "not";
    /// Something is held against what was said.
    But = "but";
    /// Not now, or not sure.
    Wait = "wait";
    /// Give it up.
    Cancel = "cancel";
    /// Change the details.
    Edit = "edit";
    /// Put it back.
    Undo = "undo";
    /// Once more.
    Retry = "retry";
    /// One's own.
    Mine = "mine";
    /// Another person's.
    Theirs = "theirs";
    /// A greeting.
    Hello = "hello";
    /// Thanks.
    Thanks = "thanks";
    /// What can be said.
    Help = "help";
    /// A request in the form of a question.
    Request = "request";
    /// A word that asks.
    Asks = "asks";
    /// The reason.
    Why = "why";
    /// When.
    When = "when";
    /// What is needed.
    Needs = "needs";
    /// The word for a stage.
    StageWord = "stage_word";
    /// One opportunity.
    Deal = "deal";
    /// Several.
    Deals = "deals";
    /// All of them.
    All = "all";
    /// One's own, of opportunities.
    My = "my";
    /// To see something.
    Show = "show";
    /// To change something.
    Set = "set";
    /// To empty something.
    Clear = "clear";
    /// To leave something out of a draft.
    Drop = "drop";
    /// To put off.
    Delay = "delay";
    /// To bring forward.
    Sooner = "sooner";
    /// To give a name.
    Rename = "rename";
    /// To the next stage.
    Forward = "forward";
    /// To the stage before.
    Back = "back";
    /// Open again.
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
    /// A stage that many orgs have.
    Stage = "stage";
    /// A field.
    Field = "field";
    /// Who owns it.
    Owner = "owner";
    /// How likely it is.
    Probability = "probability";
    /// How long it has been in its stage.
    Age = "age";
    /// When and by whom it was changed last.
    Moved = "moved";
    /// Which stages there are to go to.
    Stages = "stages";
    /// What will change.
    Changes = "changes";
    /// One of several by its number; negative from the end.
    Ordinal = "ordinal";
    /// What makes a number an ordinal.
    Nth = "nth";
    /// Of the largest amount.
    Biggest = "biggest";
    /// Of the smallest.
    Smallest = "smallest";
    /// Closing last.
    Latest = "latest";
    /// Closing first.
    Soonest = "soonest";
    /// None of them.
    Nothing = "none";
    /// No others.
    Only = "only";
    /// A number in words.
    Number = "number";
    /// What multiplies the number before it.
    Scale = "scale";
    /// A currency.
    Currency = "currency";
    /// Of a hundred.
    Percent = "percent";
    /// A month by its name.
    Month = "month";
    /// A day of the week, Monday 1.
    Weekday = "weekday";
    /// A day so many days from today.
    Days = "days";
    /// A stretch of time: `month+1` is the next month.
    Period = "period";
    /// `day`, `week`, `month`, `quarter`, `year`.
    Unit = "unit";
    /// A length of time: `week2`.
    Span = "span";
    /// The end of what follows or stands before.
    End = "end";
    /// Its beginning.
    Start = "start";
    /// Its middle.
    Middle = "middle";
    /// A quarter of the year by its number.
    Quarter = "quarter";
    /// The last day of the running `month`, `quarter`, `year`; `month+1` is the next one.
    EndOf = "end_of";
    /// From now on so long.
    In = "in";
    /// By so much.
    By = "by";
    /// Not after.
    Until = "until";
    /// Not before.
    After = "after";
    /// From where something moves.
    From = "from";
    /// Where to.
    To = "to";
    /// What a thing is.
    Is = "is";
    /// And.
    And = "and";
    /// More than.
    Over = "over";
    /// Less than.
    Under = "under";
    /// A reason follows.
    Because = "because";
    /// What deals are talked about with, such as "contract" and "meeting": not a name where it stands alone.
    Thing = "thing";
}

/// One meaning of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sense {
    /// The kind.
    pub class: Class,
    /// The argument, where it is a number.
    pub number: i64,
    /// The argument, where it is a name.
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
