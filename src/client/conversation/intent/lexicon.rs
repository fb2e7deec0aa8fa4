//! What words mean, by language: data of `pkg-template/lexicon`, and the names that the org itself uses.

use std::rc::Rc;

use super::sentence::{Sentence, is_arabic, is_unspaced, words_of};
use crate::base::map::Map;

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
    /// One of several by its place; negative from the end.
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

#[derive(Clone, Debug, PartialEq, Eq)]
struct Phrase {
    chars: Vec<char>,
    /// Any ending may follow.
    stem: bool,
    /// It counts only where it was typed so, without accents.
    plain: bool,
    /// Which letters it has: words that share few of them are no slips of each other.
    letters: u32,
    sense: Sense,
}

impl Phrase {
    /// What phrases with the same first character are ordered by.
    fn second(&self) -> char {
        second(&self.chars)
    }
}

fn second(chars: &[char]) -> char {
    chars.get(1).copied().unwrap_or_default()
}

/// A bit for each letter, some of which share one.
fn letters(chars: &[char]) -> u32 {
    chars.iter().fold(0, |all, c| all | 1 << (u32::from(*c) % 32))
}

/// The phrases of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// Its tag.
    pub language: String,
    /// By their first character; then by the second one, the longest first.
    phrases: Map<char, Vec<Phrase>>,
    /// Months come before days in `12/31`.
    pub month_first: bool,
    /// The decimal sign is a comma.
    pub comma: bool,
    /// Verbs stand last.
    pub verb_last: bool,
    /// Infinitives stand last, other verbs do not.
    pub verb_ends: bool,
    /// English adds no meaning to a phrase that the language has itself.
    pub own_first: bool,
    /// `ä` may be typed as `ae`.
    umlauts: bool,
    /// Particles stand behind the words that they belong to.
    pub postpositions: bool,
}

impl Lexicon {
    /// Reads a lexicon: lines of `class = phrase, phrase`; `*` at the end of a phrase stands for any ending, `^` before it
    /// for no accents in what was typed ("si" is "if", "sí" is "yes"), and lines that begin with a blank go on with the
    /// class before. What cannot be read is left out.
    #[must_use]
    pub fn read(language: &str, text: &str) -> Self {
        let mut lexicon = Self { language: language.into(), ..Self::default() };
        let mut sense = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let list = match line.split_once('=').filter(|_| !line.starts_with(' ')) {
                Some((key, list)) => {
                    sense = sense_of(key.trim());
                    match key.trim() {
                        "month_first" => lexicon.month_first = true,
                        "comma" => lexicon.comma = true,
                        "verb_last" => lexicon.verb_last = true,
                        "verb_ends" => lexicon.verb_ends = true,
                        "own_first" => lexicon.own_first = true,
                        "umlauts" => lexicon.umlauts = true,
                        "postpositions" => lexicon.postpositions = true,
                        _ => {}
                    }
                    list
                }
                None => line,
            };
            if let Some(sense) = &sense {
                list.split(',').for_each(|phrase| lexicon.add(phrase, sense.clone()));
            }
        }
        lexicon.sort();
        lexicon
    }

    /// A lexicon of names with one class.
    #[must_use]
    pub fn of_names<'a>(class: Class, names: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut lexicon = Self::default();
        for (phrase, name) in names {
            lexicon.add(phrase, Sense { class, number: 0, name: name.into() });
        }
        lexicon.sort();
        lexicon
    }

    fn add(&mut self, phrase: &str, sense: Sense) {
        if self.umlauts && phrase.contains(['ä', 'ö', 'ü']) {
            let typed = phrase.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
            self.add(&typed, sense.clone());
        }
        let (phrase, stem) = match phrase.trim().strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (phrase, false),
        };
        let plain = phrase.trim().starts_with('^');
        let chars: Vec<char> = words_of(phrase.trim().trim_start_matches('^')).chars().collect();
        if let Some(first) = chars.first() {
            self.phrases.or_insert_with(*first, Vec::new).push(Phrase {
                letters: letters(&chars),
                chars,
                stem,
                plain,
                sense,
            });
        }
    }

    fn sort(&mut self) {
        for phrases in self.phrases.values_mut() {
            phrases.sort_by_key(|phrase| (phrase.second(), std::cmp::Reverse(phrase.chars.len())));
        }
    }

    /// The phrases that may begin with these characters: those of one character, then those with the same second one.
    fn beginning(&self, chars: &[char]) -> [&[Phrase]; 2] {
        let phrases = chars.first().and_then(|first| self.phrases.get(first)).map_or(&[][..], Vec::as_slice);
        let place = |wanted: char| phrases.partition_point(|phrase| phrase.second() < wanted);
        let second = second(chars);
        let (alone, from) = (place('\u{1}'), place(second));
        let to = if second == char::default() {
            from
        } else {
            place(char::from_u32(u32::from(second) + 1).unwrap_or(char::MAX))
        };
        [phrases.get(..alone).unwrap_or_default(), phrases.get(from..to).unwrap_or_default()]
    }

    /// The longest phrase that begins there, with all its meanings: where it ends.
    #[must_use]
    pub fn longest(&self, sentence: &Sentence, from: usize) -> Option<(usize, Vec<Sense>)> {
        let chars = sentence.chars().get(from..)?;
        let mut best: Option<(usize, Vec<Sense>)> = None;
        for phrase in self.beginning(chars).into_iter().flatten() {
            let Some(end) = ends(phrase, sentence, from, chars) else { continue };
            match &mut best {
                Some((longest, senses)) if *longest == end => senses.push(phrase.sense.clone()),
                Some((longest, _)) if *longest > end => {}
                _ => best = Some((end, vec![phrase.sense.clone()])),
            }
        }
        best
    }

    /// The meaning in a class of any phrase that begins there.
    #[must_use]
    pub fn starts(&self, sentence: &Sentence, from: usize, class: Class) -> Option<&Sense> {
        let chars = sentence.chars().get(from..)?;
        let mut phrases =
            self.beginning(chars).into_iter().flatten().filter(|phrase| phrase.sense.class == class);
        phrases.find(|phrase| ends(phrase, sentence, from, chars).is_some()).map(|phrase| &phrase.sense)
    }

    /// The meanings of the phrases that begin so and go on.
    pub fn begun(&self, start: &[char]) -> impl Iterator<Item = &Sense> {
        let phrases = start.first().and_then(|first| self.phrases.get(first));
        let goes_on = |phrase: &&Phrase| phrase.chars.len() > start.len() && phrase.chars.starts_with(start);
        phrases.into_iter().flatten().filter(goes_on).map(|phrase| &phrase.sense)
    }

    /// The known word that an unknown one is a slip of, for words long enough to be distinct.
    #[must_use]
    pub fn nearest(&self, word: &[char]) -> Option<&Sense> {
        if word.len() < 5 {
            return None;
        }
        let safe = |class| {
            !matches!(
                class,
                Class::Yes
                    | Class::Do
                    | Class::Undo
                    | Class::Retry
                    | Class::Filler
                    | Class::Polite
                    | Class::Object
            )
        };
        // People get the first letter right.
        let phrases = self.phrases.get(word.first()?)?;
        let own = letters(word);
        let near = phrases.iter().filter(|phrase| {
            // Each slip brings one letter in, and takes one away, at most.
            (own & !phrase.letters).count_ones() <= 2
                && (phrase.letters & !own).count_ones() <= 2
                && safe(phrase.sense.class)
                && !phrase.chars.contains(&' ')
                && phrase.chars.len() >= 5
                && is_slip(word, &phrase.chars)
        });
        near.max_by_key(|phrase| phrase.chars.len()).map(|phrase| &phrase.sense)
    }
}

fn ends(phrase: &Phrase, sentence: &Sentence, from: usize, chars: &[char]) -> Option<usize> {
    let accented = |c: char| !(c.is_ascii() || is_arabic(c)) || matches!(c, '\u{64b}'..='\u{65f}');
    if !chars.starts_with(&phrase.chars)
        || (phrase.plain && sentence.typed(from, from + phrase.chars.len()).contains(accented))
    {
        return None;
    }
    let mut end = from + phrase.chars.len();
    if phrase.stem {
        while !sentence.is_edge(end) {
            end += 1;
        }
    }
    if sentence.is_edge(end) {
        return Some(end);
    }
    // "أجل" is "yes", "أجلها" is "postpone it".
    if matches!(phrase.sense.class, Class::Yes | Class::Polite) { None } else { arabic_ending(sentence, end) }
}

/// Pronouns are written onto the end of Arabic words.
fn arabic_ending(sentence: &Sentence, end: usize) -> Option<usize> {
    const ENDINGS: [&str; 9] = ["ها", "هم", "هما", "نا", "ني", "ه", "ي", "ك", "كم"];
    if !sentence.chars().get(end).copied().is_some_and(is_arabic) {
        return None;
    }
    ENDINGS.iter().find_map(|ending| {
        let ending: Vec<char> = ending.chars().collect();
        let after = end + ending.len();
        (sentence.chars().get(end..after) == Some(&ending[..]) && sentence.is_edge(after)).then_some(after)
    })
}

/// Where a word goes on after the article, conjunctions and prepositions that Arabic writes onto it.
pub(super) fn arabic_stems(sentence: &Sentence, from: usize) -> Vec<usize> {
    const PREFIXES: [&str; 17] =
        ["وال", "بال", "فال", "كال", "ولل", "ال", "لل", "وب", "ول", "و", "ف", "ب", "ل", "ك", "س", "ت", "ن"];
    let word = sentence.chars().get(from..).unwrap_or_default();
    if !word.first().copied().is_some_and(is_arabic) {
        return Vec::new();
    }
    let fits = |prefix: &&str| {
        let length = prefix.chars().count();
        let begins = prefix.chars().zip(word).all(|(wanted, c)| wanted == *c);
        let goes_on = word.get(length..length + 2).is_some_and(|next| next.iter().all(|c| is_arabic(*c)));
        (begins && goes_on).then_some(from + length)
    };
    PREFIXES.iter().filter_map(fits).collect()
}

/// One slip: a letter wrong, missing, too many, or two of them swapped; in long words two.
#[must_use]
pub fn is_slip(a: &[char], b: &[char]) -> bool {
    let allowed = match b.len() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    a.len().abs_diff(b.len()) <= allowed
        && distance(a, b) <= allowed
        && !a.iter().chain(b).any(|c| is_unspaced(*c))
}

/// The optimal string alignment distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut rows = [Vec::new(), (0..=b.len()).collect::<Vec<_>>(), Vec::new()];
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (rows[1][j] + usize::from(x != y)).min(rows[1][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                least = least.min(rows[0][j - 1] + 1);
            }
            row.push(least);
        }
        rows.rotate_left(1);
        rows[1] = row;
    }
    rows[1].last().copied().unwrap_or_default()
}

fn sense_of(key: &str) -> Option<Sense> {
    let (class, argument) = key.split_once('.').unwrap_or((key, ""));
    Some(Sense {
        class: Class::named(class)?,
        number: argument.parse().unwrap_or_default(),
        name: argument.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_counts_and_stems_take_endings() {
        let lexicon = Lexicon::read("en", "won = closed won, won\nset = mov*\n  put\nnumber.2 = two");
        let of = |text: &str, from| {
            lexicon.longest(&Sentence::new(text), from).map(|(end, senses)| (end, senses[0].class))
        };
        assert_eq!(of("Closed-Won!", 0), Some((10, Class::Won)));
        assert_eq!(of("wonder", 0), None);
        assert_eq!(of("moving it", 0), Some((6, Class::Set)));
        assert_eq!(of("put", 0), Some((3, Class::Set)));
        assert_eq!(lexicon.longest(&Sentence::new("two"), 0).unwrap().1[0].number, 2);
    }

    #[test]
    fn slips_of_the_pen() {
        let slip = |a: &str, b: &str| is_slip(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert!(
            slip("analisys", "analysis") && slip("servce", "service") && slip("negotation", "negotiation")
        );
        assert!(!slip("won", "now") && !slip("edge", "huge"));
    }
}
