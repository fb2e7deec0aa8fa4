//! Which functions there are, what they take and what they give.

use super::types::{Type, Types};

/// What a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[rustfmt::skip]
pub(super) enum Function {
    Abs, Acos, AddMonths, And, Ascii, Asin, Atan, Atan2, Begins, BlankValue, Br, Case, CaseSafeId, CaseText, Ceiling,
    Chr, Contains, Cos, CurrencyRate, Date, DateTimeValue, DateValue, Day, DayOfYear, Distance, Exp, Find, Floor,
    FormatCurrency, FormatDuration, FromUnixTime, Geolocation, Hour, HtmlEncode, Hyperlink, If, IfError, Ifs, Image,
    In, Includes, InitCap, IsBlank, IsChanged, IsClone, IsNew, IsNull, IsNullText, IsNumber, IsoWeek, IsoYear,
    IsPickVal, JsEncode, JsInHtmlEncode, JsonPathValue, JsonValue, Left, Len, Like, Ln, Log, Lower, Lpad, Max,
    MCeiling, MFloor, Mid, Millisecond, Min, Minute, Mod, Month, Now, NullValue, NullValueText, Or, Pi, PicklistCount,
    PriorValue, Regex, Reverse, Right, Round, Rpad, Second, Sin, Sqrt, Substitute, Substr, Tan, Text, TimeNow,
    TimeValue, Today, Trim, Trunc, UnixTimestamp, Upper, UrlEncode, Value, Vlookup, Weekday, Year,
}

/// What stands behind a name.
pub(super) enum Meaning {
    Call(Signature),
    /// Not for rules: for buttons, pages or reports, or the open engine's own.
    Elsewhere,
}

/// What a function takes and gives.
pub(super) struct Signature {
    pub(super) name: &'static str,
    pub(super) function: Function,
    pub(super) parameters: Vec<Types>,
    /// How many of the parameters must be there.
    pub(super) required: usize,
    /// Whether the last parameter may be repeated.
    pub(super) repeats: bool,
    /// The type of the result; none where it depends on the arguments.
    pub(super) returns: Option<Type>,
}

/// The meaning of a name, in any letter case.
pub(super) fn find(name: &str, unlisted: bool) -> Option<Meaning> {
    if ELSEWHERE.split(' ').any(|other| other.eq_ignore_ascii_case(name)) {
        return Some(Meaning::Elsewhere);
    }
    let same = |known: &str| known.eq_ignore_ascii_case(name);
    let listed = TABLE.iter().find(|(text, _)| text.split([' ', ':']).next().is_some_and(same));
    if let Some((text, function)) = listed {
        return Some(Meaning::Call(signature(text, *function)));
    }
    let (text, function) = ENGINE.iter().find(|(text, _)| text.split([' ', ':']).next().is_some_and(same))?;
    Some(if unlisted { Meaning::Call(signature(text, *function)) } else { Meaning::Elsewhere })
}

/// Reads a line of the tables: the name, the parameters, a colon, the result.
fn signature(text: &'static str, function: Function) -> Signature {
    let (call, result) = text.split_once(':').unwrap_or((text, ""));
    let mut words = call.split(' ');
    let name = words.next().unwrap_or_default();
    let mut signature = Signature {
        name,
        function,
        parameters: Vec::new(),
        required: 0,
        repeats: false,
        returns: result.bytes().next().and_then(Type::of_letter),
    };
    for word in words {
        signature.required += usize::from(!word.contains('?'));
        signature.repeats |= word.contains('*');
        signature.parameters.push(word.bytes().fold(Types::NONE, |types, letter| match letter {
            b'!' => types.not_null(),
            b'x' => types.or(Types::PLAIN).or(Types::BOOLEAN).or(Types::LOCATION),
            b'v' => types.or(Types::PLAIN),
            letter => Type::of_letter(letter).map_or(types, |kind| types.or(Types::only(kind))),
        }));
    }
    signature
}

/// For buttons, links, pages and reports; `RAND` is in nobody's documentation but in many a forum.
const ELSEWHERE: &str = "RAND GETSESSIONID GETRECORDIDS IMAGEPROXYURL INCLUDE JUNCTIONIDLIST LINKTO PREDICT \
                         REQUIRESCRIPT URLFOR PARENTGROUPVAL PREVGROUPVAL";

/// Salesforce's published functions, for rules.
///
/// Parameters by the letters of [`Type::of_letter`], several for a choice; `v` is any plain type, `x` any that has
/// a value, `!` refuses the literal NULL, `?` may be left out, `*` may be repeated.
#[rustfmt::skip]
static TABLE: &[(&str, Function)] = &[
    ("AND ?b*:b", Function::And),
    ("OR ?b*:b", Function::Or),
    ("IF b! x x", Function::If),
    ("CASE vp v v v*", Function::Case),
    ("ISBLANK vpmla:b", Function::IsBlank),
    ("ISNULL vpmla:b", Function::IsNull),
    ("BLANKVALUE v v", Function::BlankValue),
    ("NULLVALUE v v", Function::NullValue),
    ("ISPICKVAL p! t!:b", Function::IsPickVal),
    ("INCLUDES m! t!:b", Function::Includes),
    ("ISNEW:b", Function::IsNew),
    ("ISCHANGED xpma!:b", Function::IsChanged),
    ("PRIORVALUE xpm!", Function::PriorValue),
    ("ISCLONE:b", Function::IsClone),
    ("VLOOKUP v v v", Function::Vlookup),
    ("ISNUMBER t!:b", Function::IsNumber),
    ("ABS n:n", Function::Abs),
    ("ROUND n n:n", Function::Round),
    ("TRUNC n n:n", Function::Trunc),
    ("FLOOR n:n", Function::Floor),
    ("CEILING n:n", Function::Ceiling),
    ("MFLOOR n:n", Function::MFloor),
    ("MCEILING n:n", Function::MCeiling),
    ("MOD n n:n", Function::Mod),
    ("MAX n*:n", Function::Max),
    ("MIN n*:n", Function::Min),
    ("SQRT n:n", Function::Sqrt),
    ("EXP n:n", Function::Exp),
    ("LN n:n", Function::Ln),
    ("LOG n:n", Function::Log),
    ("SIN n:n", Function::Sin),
    ("COS n:n", Function::Cos),
    ("TAN n:n", Function::Tan),
    ("ASIN n:n", Function::Asin),
    ("ACOS n:n", Function::Acos),
    ("ATAN n:n", Function::Atan),
    ("ATAN2 n n:n", Function::Atan2),
    ("PI:n", Function::Pi),
    ("VALUE t:n", Function::Value),
    ("CURRENCYRATE t:n", Function::CurrencyRate),
    ("TEXT ndicp:t", Function::Text),
    ("LEFT t n:t", Function::Left),
    ("RIGHT t n:t", Function::Right),
    ("MID t n n:t", Function::Mid),
    ("LEN t:n", Function::Len),
    ("FIND t t n?:n", Function::Find),
    ("CONTAINS t t:b", Function::Contains),
    ("BEGINS t t:b", Function::Begins),
    ("SUBSTITUTE t t t:t", Function::Substitute),
    ("TRIM t:t", Function::Trim),
    ("UPPER t t?:t", Function::Upper),
    ("LOWER t t?:t", Function::Lower),
    ("INITCAP t:t", Function::InitCap),
    ("LPAD t n t?:t", Function::Lpad),
    ("RPAD t n t?:t", Function::Rpad),
    ("REVERSE t:t", Function::Reverse),
    ("ASCII t:n", Function::Ascii),
    ("CHR n:t", Function::Chr),
    ("REGEX t! t!:b", Function::Regex),
    ("BR:t", Function::Br),
    ("HYPERLINK t t t?:t", Function::Hyperlink),
    ("IMAGE t t n? n?:t", Function::Image),
    ("HTMLENCODE t:t", Function::HtmlEncode),
    ("JSENCODE t:t", Function::JsEncode),
    ("JSINHTMLENCODE t:t", Function::JsInHtmlEncode),
    ("URLENCODE t:t", Function::UrlEncode),
    ("CASESAFEID t:t", Function::CaseSafeId),
    ("PICKLISTCOUNT m:n", Function::PicklistCount),
    ("TODAY:d", Function::Today),
    ("NOW:i", Function::Now),
    ("TIMENOW:c", Function::TimeNow),
    ("DATE n n n:d", Function::Date),
    ("YEAR d:n", Function::Year),
    ("MONTH d:n", Function::Month),
    ("DAY d:n", Function::Day),
    ("WEEKDAY d:n", Function::Weekday),
    ("DAYOFYEAR d:n", Function::DayOfYear),
    ("ISOWEEK di:n", Function::IsoWeek),
    ("ISOYEAR di:n", Function::IsoYear),
    ("HOUR c:n", Function::Hour),
    ("MINUTE c:n", Function::Minute),
    ("SECOND c:n", Function::Second),
    ("MILLISECOND c:n", Function::Millisecond),
    ("ADDMONTHS di n!", Function::AddMonths),
    ("DATEVALUE ti:d", Function::DateValue),
    ("DATETIMEVALUE tdi:i", Function::DateTimeValue),
    ("TIMEVALUE tic:c", Function::TimeValue),
    ("UNIXTIMESTAMP dic:n", Function::UnixTimestamp),
    ("FROMUNIXTIME n:i", Function::FromUnixTime),
    ("FORMATDURATION nic bic?:t", Function::FormatDuration),
    ("GEOLOCATION n! n!:l", Function::Geolocation),
    ("DISTANCE l l t:n", Function::Distance),
];

/// Functions of the open engine alone. The browser runs rules, which have none of these.
#[rustfmt::skip]
static ENGINE: &[(&str, Function)] = &[
    ("IFERROR x x", Function::IfError),
    ("IFS b x x*", Function::Ifs),
    ("IN vb vb*:b", Function::In),
    ("FORMATCURRENCY t n:t", Function::FormatCurrency),
    ("SUBSTR t n n?:t", Function::Substr),
    ("LIKE t t:b", Function::Like),
    ("JSONPATHVALUE t t:t", Function::JsonPathValue),
    ("JSONVALUE t t:t", Function::JsonValue),
];
