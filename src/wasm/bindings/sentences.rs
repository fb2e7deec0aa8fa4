//! The part that understands sentences: its lexicons, and what a model of the host's takes a sentence for.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::options::Options;
use super::part::part;
use super::values::read_values;
use crate::base::Decimal;
use crate::base::error::Problem;
use crate::client::{
    Criteria, Interpretation, Lexicons, Question, StageWish, Understanding, UserEvent, Wanting,
};
use crate::wasm::convert::to_error;

/// The functions of the part, as a table: the exported functions stay in the first module.
trait Sentences {
    fn understanding(&self) -> Rc<dyn Understanding>;

    fn interpretation(&self, intent: &JsValue) -> Result<Interpretation, Problem>;
}

part! { sentences: fn entrance() -> Box<dyn Sentences> {
    Box::new(Loaded)
} }

struct Loaded;

impl Sentences for Loaded {
    fn understanding(&self) -> Rc<dyn Understanding> {
        Rc::new(Lexicons::new(std::iter::empty()))
    }

    fn interpretation(&self, intent: &JsValue) -> Result<Interpretation, Problem> {
        read_interpretation(intent)
    }
}

thread_local! {
    /// The intent parser, shared by all conversations.
    static UNDERSTANDING: RefCell<Option<Rc<dyn Understanding>>> = const { RefCell::new(None) };

    /// How many lexicons were loaded.
    static KNOWS: Cell<u32> = const { Cell::new(0) };
}

/// Loads the lexicon of one more language.
///
/// # Errors
///
/// If the part is not attached.
#[wasm_bindgen]
pub fn learn(language: &str, lexicon: &str) -> Result<(), JsValue> {
    let known = match UNDERSTANDING.take() {
        Some(known) => known,
        None => entrance().map_err(|problem| to_error(&problem))?.understanding(),
    };
    UNDERSTANDING.set(Some(known.with(language, lexicon)));
    KNOWS.set(KNOWS.get() + 1);
    Ok(())
}

/// Returns how many lexicons this instance has loaded.
#[wasm_bindgen]
#[must_use]
pub fn knows() -> u32 {
    KNOWS.get()
}

/// Calls back with the intent parser if lexicons were loaded since `learned`, which is updated.
pub(crate) fn if_changed(learned: &Cell<u32>, apply: impl FnOnce(&Rc<dyn Understanding>)) {
    if learned.replace(KNOWS.get()) != KNOWS.get() {
        UNDERSTANDING.with_borrow(|understanding| understanding.as_ref().map(apply));
    }
}

/// Returns the event of a sentence and what a model takes it for. Without the part, no sentence is understood.
pub(super) fn interpreted(text: String, intent: &JsValue) -> Result<UserEvent, Problem> {
    Ok(match entrance() {
        Ok(sentences) => {
            let interpretation = Box::new(sentences.interpretation(intent)?);
            UserEvent::Interpreted { text, interpretation }
        }
        Err(_) => UserEvent::Say { text },
    })
}

/// Reads what a model takes a sentence for: `interpret.schema.json`.
fn read_interpretation(intent: &JsValue) -> Result<Interpretation, Problem> {
    let keys = Options::new(
        intent,
        "intent",
        &[
            "intent", "words", "mine", "inStage", "closed", "won", "over", "under", "from", "until",
            "choice", "stage", "fields", "about", "field",
        ],
    )?;
    let decimal = |key: &str| match keys.get(key).map(|value| value.as_f64().and_then(Decimal::from_f64)) {
        Some(None) => Err(keys.wrong(key, "a number")),
        number => Ok(number.flatten()),
    };
    let day = |key: &str| {
        let read = |text: String| text.parse().map_err(|_| keys.wrong(key, "a date such as 2026-12-31"));
        keys.text(key)?.map(read).transpose()
    };
    let wanting = || -> Result<Wanting, Problem> {
        let fields = keys.get("fields").map(|fields| read_values(&fields)).transpose()?.unwrap_or_default();
        Ok(Wanting { stage: keys.text("stage")?, fields: fields.into_iter().collect() })
    };
    Ok(match keys.text("intent")?.as_deref() {
        Some("find") => {
            let query = Criteria {
                words: keys.texts("words")?.unwrap_or_default(),
                mine: keys.flag("mine")?.unwrap_or_default(),
                stage: keys.text("inStage")?,
                closed: keys.flag("closed")?,
                won: keys.flag("won")?,
                over: decimal("over")?,
                under: decimal("under")?,
                from: day("from")?,
                until: day("until")?,
                ..Criteria::default()
            };
            Interpretation::Find(query, wanting()?)
        }
        Some("choose") => {
            let index = keys.whole("choice", 1..=200)?.ok_or_else(|| keys.wrong("choice", "given"))?;
            Interpretation::Choose(usize::try_from(index).unwrap_or_default(), wanting()?)
        }
        Some("change") => Interpretation::Change(wanting()?),
        Some("ask") => Interpretation::Ask(match keys.text("about")?.as_deref() {
            Some("stage") => Question::Stage,
            Some("owner") => Question::Owner,
            Some("probability") => Question::Probability,
            Some("days_in_stage") => Question::Age,
            Some("last_change") => Question::Moved,
            Some("stages") => Question::Stages,
            Some("obstacles") => Question::Why(keys.text("stage")?.map(StageWish::Named)),
            Some("changes") => Question::Changes,
            Some("field") => {
                Question::Field(keys.text("field")?.ok_or_else(|| keys.wrong("field", "given"))?)
            }
            _ => return Err(keys.wrong("about", "a question that there is an answer to")),
        }),
        Some("edit") => Interpretation::Edit,
        Some("cancel") => Interpretation::Cancel,
        Some("help") => Interpretation::Help,
        _ => return Err(keys.wrong("intent", "one of find, choose, change, ask, edit, cancel, help")),
    })
}
