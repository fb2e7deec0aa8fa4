//! The table of functions with their parameters and result types.

use super::types::{Type, Types};

/// The functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[rustfmt::skip]
pub(super) enum Function {
    Abs, Acos, AddMonths, And, Ascii, Asin, Atan, Atan2, Begins, BlankValue, Br, Case, CaseRevealed, CaseSafeId,
    CaseText, Ceiling, Chr, Contains, Cos, CurrencyRate, Date, DateTimeValue, DateValue, Day, DayOfYear, Distance, Exp, Find, Floor,
    FormatCurrency, FormatDuration, FromUnixTime, Geolocation, Hour, HtmlEncode, Hyperlink, If, IfError, Ifs, Image,
    In, Includes, InitCap, IsBlank, IsChanged, IsClone, IsNew, IsNull, IsNullText, IsNumber, IsoWeek, IsoYear,
    IsPickVal, JsEncode, JsInHtmlEncode, JsonPathValue, JsonValue, Left, Len, Like, Ln, Log, Lower, Lpad, Max,
    MCeiling, MFloor, Mid, Millisecond, Min, Minute, Mod, Month, Now, NullValue, NullValueText, Or, Pi, PicklistCount,
    PriorValue, Regex, Reverse, Right, Round, Rpad, Second, Sin, Sqrt, Substitute, Substr, Tan, Text, TimeNow,
    TimeValue, Today, Trim, Trunc, UnixTimestamp, Upper, UrlEncode, Value, Vlookup, Weekday, Year,
}

/// The meaning of a function name.
pub(super) enum Meaning {
    Call(Signature),
    /// A function for buttons, pages or reports, or of the open-source engine; not for rules.
    NotInRules,
}

/// The parameters and the result type of a function.
pub(super) struct Signature {
    pub(super) name: &'static str,
    pub(super) function: Function,
    pub(super) parameters: Vec<Types>,
    /// The number of required parameters.
    pub(super) required: usize,
    /// True if the last parameter may be repeated.
    pub(super) repeats: bool,
    /// The type of the result; `None` if it depends on the arguments.
    pub(super) returns: Option<Type>,
}

/// Returns the meaning of a name, in any letter case.
pub(super) fn find(name: &str, unlisted: bool) -> Option<Meaning> {
    if ELSEWHERE.split(' ').any(|other| other.eq_ignore_ascii_case(name)) {
        return Some(Meaning::NotInRules);
    }
    let same = |line: &str| line.split(' ').next().is_some_and(|known| known.eq_ignore_ascii_case(name));
    let (index, line) = LINES.split('\n').enumerate().find(|(_, line)| same(line))?;
    if index >= RULES && !unlisted {
        return Some(Meaning::NotInRules);
    }
    FUNCTIONS.get(index).map(|function| Meaning::Call(signature(line, *function)))
}

/// Parses a line of the table: the name, the parameters, and the result after a colon.
fn signature(line: &'static str, function: Function) -> Signature {
    let mut words = line.split(' ');
    let name = words.next().unwrap_or_default();
    let mut signature =
        Signature { name, function, parameters: Vec::new(), required: 0, repeats: false, returns: None };
    for word in words {
        if let Some(result) = word.strip_prefix(':') {
            signature.returns = result.bytes().next().and_then(Type::of_letter);
            continue;
        }
        let (mut types, mut optional) = (Types::NONE, false);
        for letter in word.bytes() {
            match letter {
                b'?' => optional = true,
                b'*' => signature.repeats = true,
                b'!' => types = types.not_null(),
                b'x' => types = types.or(Types::PLAIN).or(Types::BOOLEAN).or(Types::LOCATION),
                b'v' => types = types.or(Types::PLAIN),
                letter => types = Type::of_letter(letter).map_or(types, |kind| types.or(Types::only(kind))),
            }
        }
        signature.required += usize::from(!optional);
        signature.parameters.push(types);
    }
    signature
}

/// Functions for buttons, links, pages and reports. `RAND` is not documented, but forums mention it.
const ELSEWHERE: &str = "RAND GETSESSIONID GETRECORDIDS IMAGEPROXYURL INCLUDE JUNCTIONIDLIST LINKTO PREDICT \
                         REQUIRESCRIPT URLFOR PARENTGROUPVAL PREVGROUPVAL";

/// One text and one list, because a table of pairs would take twice as much wasm.
macro_rules! table {
    ($($line:literal $function:ident,)*) => {
        const LINES: &str = concat!($($line, "\n"),*);
        static FUNCTIONS: &[Function] = &[$(Function::$function),*];
    };
}

/// The number of Salesforce's documented functions, which come first in the table. The rest are the open-source
/// engine's; rules cannot use them.
const RULES: usize = 92;

// Parameters are letters of [`Type::of_letter`], several for alternatives; `v` is any plain type, `x` any type
// with a value, `!` refuses the literal NULL, `?` marks an optional and `*` a repeated parameter.
#[rustfmt::skip]
table! {
    "AND ?b* :b" And,
    "OR ?b* :b" Or,
    "IF b! x x" If,
    "CASE vp v v v*" Case,
    "ISBLANK vpmla :b" IsBlank,
    "ISNULL vpmla :b" IsNull,
    "BLANKVALUE v v" BlankValue,
    "NULLVALUE v v" NullValue,
    "ISPICKVAL p! t! :b" IsPickVal,
    "INCLUDES m! t! :b" Includes,
    "ISNEW :b" IsNew,
    "ISCHANGED xpma! :b" IsChanged,
    "PRIORVALUE vbpm!" PriorValue,
    "ISCLONE :b" IsClone,
    "VLOOKUP v v v" Vlookup,
    "ISNUMBER t! :b" IsNumber,
    "ABS n :n" Abs,
    "ROUND n n :n" Round,
    "TRUNC n n :n" Trunc,
    "FLOOR n :n" Floor,
    "CEILING n :n" Ceiling,
    "MFLOOR n :n" MFloor,
    "MCEILING n :n" MCeiling,
    "MOD n n :n" Mod,
    "MAX n* :n" Max,
    "MIN n* :n" Min,
    "SQRT n :n" Sqrt,
    "EXP n :n" Exp,
    "LN n :n" Ln,
    "LOG n :n" Log,
    "SIN n :n" Sin,
    "COS n :n" Cos,
    "TAN n :n" Tan,
    "ASIN n :n" Asin,
    "ACOS n :n" Acos,
    "ATAN n :n" Atan,
    "ATAN2 n n :n" Atan2,
    "PI :n" Pi,
    "VALUE t :n" Value,
    "CURRENCYRATE t :n" CurrencyRate,
    "TEXT ndicp :t" Text,
    "LEFT t n :t" Left,
    "RIGHT t n :t" Right,
    "MID t n n :t" Mid,
    "LEN t :n" Len,
    "FIND t t n? :n" Find,
    "CONTAINS t t :b" Contains,
    "BEGINS t t :b" Begins,
    "SUBSTITUTE t t t :t" Substitute,
    "TRIM t :t" Trim,
    "UPPER t t? :t" Upper,
    "LOWER t t? :t" Lower,
    "INITCAP t :t" InitCap,
    "LPAD t n t? :t" Lpad,
    "RPAD t n t? :t" Rpad,
    "REVERSE t :t" Reverse,
    "ASCII t :n" Ascii,
    "CHR n :t" Chr,
    "REGEX t! t! :b" Regex,
    "BR :t" Br,
    "HYPERLINK t t t? :t" Hyperlink,
    "IMAGE t t n? n? :t" Image,
    "HTMLENCODE t :t" HtmlEncode,
    "JSENCODE t :t" JsEncode,
    "JSINHTMLENCODE t :t" JsInHtmlEncode,
    "URLENCODE t :t" UrlEncode,
    "CASESAFEID t :t" CaseSafeId,
    "PICKLISTCOUNT m :n" PicklistCount,
    "TODAY :d" Today,
    "NOW :i" Now,
    "TIMENOW :c" TimeNow,
    "DATE n n n :d" Date,
    "YEAR d :n" Year,
    "MONTH d :n" Month,
    "DAY d :n" Day,
    "WEEKDAY d :n" Weekday,
    "DAYOFYEAR d :n" DayOfYear,
    "ISOWEEK di :n" IsoWeek,
    "ISOYEAR di :n" IsoYear,
    "HOUR c :n" Hour,
    "MINUTE c :n" Minute,
    "SECOND c :n" Second,
    "MILLISECOND c :n" Millisecond,
    "ADDMONTHS di n!" AddMonths,
    "DATEVALUE ti :d" DateValue,
    "DATETIMEVALUE tdi :i" DateTimeValue,
    "TIMEVALUE tic :c" TimeValue,
    "UNIXTIMESTAMP dic :n" UnixTimestamp,
    "FROMUNIXTIME n :i" FromUnixTime,
    "FORMATDURATION nic bic? :t" FormatDuration,
    "GEOLOCATION n! n! :l" Geolocation,
    "DISTANCE l l t :n" Distance,
    "IFERROR x x" IfError,
    "IFS b x x*" Ifs,
    "IN vb vb* :b" In,
    "FORMATCURRENCY t n :t" FormatCurrency,
    "SUBSTR t n n? :t" Substr,
    "LIKE t t :b" Like,
    "JSONPATHVALUE t t :t" JsonPathValue,
    "JSONVALUE t t :t" JsonValue,
}
