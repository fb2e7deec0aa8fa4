//! Which functions there are, what they take and what they give.

use super::types::{Type, Types};

/// Functions that evaluate all their arguments and then compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Acos,
    AddMonths,
    Ascii,
    Asin,
    Atan,
    Atan2,
    Begins,
    Br,
    CaseSafeId,
    Ceiling,
    Chr,
    Contains,
    Cos,
    CurrencyRate,
    Date,
    DateTimeValue,
    DateValue,
    Day,
    DayOfYear,
    Distance,
    Exp,
    Find,
    Floor,
    FormatCurrency,
    FormatDuration,
    FromUnixTime,
    Geolocation,
    Hour,
    HtmlEncode,
    Hyperlink,
    Image,
    In,
    InitCap,
    IsNumber,
    IsoWeek,
    IsoYear,
    JsEncode,
    JsInHtmlEncode,
    JsonPathValue,
    JsonValue,
    Left,
    Len,
    Like,
    Ln,
    Log,
    Lower,
    Lpad,
    Max,
    MCeiling,
    MFloor,
    Mid,
    Millisecond,
    Min,
    Minute,
    Mod,
    Month,
    Now,
    Pi,
    PicklistCount,
    Regex,
    Reverse,
    Right,
    Round,
    Rpad,
    Second,
    Sin,
    Sqrt,
    Substitute,
    Substr,
    Tan,
    Text,
    TimeNow,
    TimeValue,
    Today,
    Trim,
    Trunc,
    UnixTimestamp,
    Upper,
    UrlEncode,
    Value,
    Weekday,
    Year,
}

/// Functions whose meaning is more than a list of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    And,
    BlankValue,
    Case,
    If,
    IfError,
    Ifs,
    Includes,
    IsBlank,
    IsChanged,
    IsClone,
    IsNew,
    IsNull,
    IsPickVal,
    NullValue,
    Or,
    PriorValue,
    Vlookup,
}

/// The type of a result.
#[derive(Clone, Copy, Debug)]
pub(super) enum Returns {
    Always(Type),
    /// The type of the first argument.
    First,
}

/// What a function takes and gives.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) function: Function,
    pub(super) parameters: &'static [Types],
    /// How many of the parameters must be there.
    pub(super) required: usize,
    /// Whether the last parameter may be repeated.
    pub(super) repeats: bool,
    pub(super) returns: Returns,
}

/// What stands behind a name.
#[derive(Debug)]
pub(super) enum Meaning {
    Call(Signature),
    Form(Form),
    /// Salesforce has it, but for buttons, pages or reports.
    Elsewhere,
}

/// A name, whether Salesforce lists it, and its meaning.
pub(super) struct Entry {
    pub(super) name: &'static str,
    pub(super) listed: bool,
    pub(super) meaning: Meaning,
}

/// The entry of a name, in any letter case.
pub(super) fn find(name: &str) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
}

const N: Types = Types::NUMBER;
const T: Types = Types::TEXT;
const B: Types = Types::BOOLEAN;
const D: Types = Types::DATE;
const DT: Types = Types::DATE_TIME;
const TM: Types = Types::TIME;
const L: Types = Types::LOCATION;
const NUMBER: Returns = Returns::Always(Type::Number);
const TEXT: Returns = Returns::Always(Type::Text);
const BOOLEAN: Returns = Returns::Always(Type::Boolean);

const fn call(
    name: &'static str,
    function: Function,
    parameters: &'static [Types],
    required: usize,
    returns: Returns,
) -> Entry {
    let signature = Signature { function, parameters, required, repeats: false, returns };
    Entry { name, listed: true, meaning: Meaning::Call(signature) }
}

const fn repeating(
    name: &'static str,
    function: Function,
    parameters: &'static [Types],
    returns: Returns,
) -> Entry {
    let required = parameters.len();
    let signature = Signature { function, parameters, required, repeats: true, returns };
    Entry { name, listed: true, meaning: Meaning::Call(signature) }
}

const fn form(name: &'static str, form: Form) -> Entry {
    Entry { name, listed: true, meaning: Meaning::Form(form) }
}

const fn elsewhere(name: &'static str) -> Entry {
    Entry { name, listed: true, meaning: Meaning::Elsewhere }
}

const fn unlisted(entry: Entry) -> Entry {
    // Destructured rather than updated: a constant cannot drop what an update would leave over.
    match entry {
        Entry { name, listed: _, meaning: Meaning::Call(signature) } => {
            Entry { name, listed: false, meaning: Meaning::Call(signature) }
        }
        Entry { name, listed: _, meaning: Meaning::Form(form) } => {
            Entry { name, listed: false, meaning: Meaning::Form(form) }
        }
        Entry { name, listed: _, meaning: Meaning::Elsewhere } => elsewhere(name),
    }
}

static TABLE: &[Entry] = &[
    form("AND", Form::And),
    form("OR", Form::Or),
    form("IF", Form::If),
    form("CASE", Form::Case),
    form("ISBLANK", Form::IsBlank),
    form("ISNULL", Form::IsNull),
    form("BLANKVALUE", Form::BlankValue),
    form("NULLVALUE", Form::NullValue),
    form("ISPICKVAL", Form::IsPickVal),
    form("INCLUDES", Form::Includes),
    form("ISNEW", Form::IsNew),
    form("ISCHANGED", Form::IsChanged),
    form("PRIORVALUE", Form::PriorValue),
    form("ISCLONE", Form::IsClone),
    form("VLOOKUP", Form::Vlookup),
    unlisted(form("IFERROR", Form::IfError)),
    unlisted(form("IFS", Form::Ifs)),
    unlisted(repeating("IN", Function::In, &[Types::PLAIN.or(B), Types::PLAIN.or(B)], BOOLEAN)),
    call("ISNUMBER", Function::IsNumber, &[T.not_null()], 1, BOOLEAN),
    call("ABS", Function::Abs, &[N], 1, NUMBER),
    call("ROUND", Function::Round, &[N, N], 2, NUMBER),
    call("TRUNC", Function::Trunc, &[N, N], 2, NUMBER),
    call("FLOOR", Function::Floor, &[N], 1, NUMBER),
    call("CEILING", Function::Ceiling, &[N], 1, NUMBER),
    call("MFLOOR", Function::MFloor, &[N], 1, NUMBER),
    call("MCEILING", Function::MCeiling, &[N], 1, NUMBER),
    call("MOD", Function::Mod, &[N, N], 2, NUMBER),
    repeating("MAX", Function::Max, &[N], NUMBER),
    repeating("MIN", Function::Min, &[N], NUMBER),
    call("SQRT", Function::Sqrt, &[N], 1, NUMBER),
    call("EXP", Function::Exp, &[N], 1, NUMBER),
    call("LN", Function::Ln, &[N], 1, NUMBER),
    call("LOG", Function::Log, &[N], 1, NUMBER),
    call("SIN", Function::Sin, &[N], 1, NUMBER),
    call("COS", Function::Cos, &[N], 1, NUMBER),
    call("TAN", Function::Tan, &[N], 1, NUMBER),
    call("ASIN", Function::Asin, &[N], 1, NUMBER),
    call("ACOS", Function::Acos, &[N], 1, NUMBER),
    call("ATAN", Function::Atan, &[N], 1, NUMBER),
    call("ATAN2", Function::Atan2, &[N, N], 2, NUMBER),
    call("PI", Function::Pi, &[], 0, NUMBER),
    call("VALUE", Function::Value, &[T], 1, NUMBER),
    unlisted(call("FORMATCURRENCY", Function::FormatCurrency, &[T, N], 2, TEXT)),
    call("CURRENCYRATE", Function::CurrencyRate, &[T], 1, NUMBER),
    call("TEXT", Function::Text, &[N.or(D).or(DT).or(TM).or(Types::PICKLIST)], 1, TEXT),
    call("LEFT", Function::Left, &[T, N], 2, TEXT),
    call("RIGHT", Function::Right, &[T, N], 2, TEXT),
    call("MID", Function::Mid, &[T, N, N], 3, TEXT),
    unlisted(call("SUBSTR", Function::Substr, &[T, N, N], 2, TEXT)),
    call("LEN", Function::Len, &[T], 1, NUMBER),
    call("FIND", Function::Find, &[T, T, N], 2, NUMBER),
    call("CONTAINS", Function::Contains, &[T, T], 2, BOOLEAN),
    call("BEGINS", Function::Begins, &[T, T], 2, BOOLEAN),
    call("SUBSTITUTE", Function::Substitute, &[T, T, T], 3, TEXT),
    call("TRIM", Function::Trim, &[T], 1, TEXT),
    call("UPPER", Function::Upper, &[T, T], 1, TEXT),
    call("LOWER", Function::Lower, &[T, T], 1, TEXT),
    call("INITCAP", Function::InitCap, &[T], 1, TEXT),
    call("LPAD", Function::Lpad, &[T, N, T], 2, TEXT),
    call("RPAD", Function::Rpad, &[T, N, T], 2, TEXT),
    call("REVERSE", Function::Reverse, &[T], 1, TEXT),
    call("ASCII", Function::Ascii, &[T], 1, NUMBER),
    call("CHR", Function::Chr, &[N], 1, TEXT),
    call("REGEX", Function::Regex, &[T.not_null(), T.not_null()], 2, BOOLEAN),
    unlisted(call("LIKE", Function::Like, &[T, T], 2, BOOLEAN)),
    call("BR", Function::Br, &[], 0, TEXT),
    call("HYPERLINK", Function::Hyperlink, &[T, T, T], 2, TEXT),
    call("IMAGE", Function::Image, &[T, T, N, N], 2, TEXT),
    call("HTMLENCODE", Function::HtmlEncode, &[T], 1, TEXT),
    call("JSENCODE", Function::JsEncode, &[T], 1, TEXT),
    call("JSINHTMLENCODE", Function::JsInHtmlEncode, &[T], 1, TEXT),
    call("URLENCODE", Function::UrlEncode, &[T], 1, TEXT),
    call("CASESAFEID", Function::CaseSafeId, &[T], 1, TEXT),
    unlisted(call("JSONPATHVALUE", Function::JsonPathValue, &[T, T], 2, TEXT)),
    unlisted(call("JSONVALUE", Function::JsonValue, &[T, T], 2, TEXT)),
    call("PICKLISTCOUNT", Function::PicklistCount, &[Types::MULTI], 1, NUMBER),
    call("TODAY", Function::Today, &[], 0, Returns::Always(Type::Date)),
    call("NOW", Function::Now, &[], 0, Returns::Always(Type::DateTime)),
    call("TIMENOW", Function::TimeNow, &[], 0, Returns::Always(Type::Time)),
    call("DATE", Function::Date, &[N, N, N], 3, Returns::Always(Type::Date)),
    call("YEAR", Function::Year, &[D], 1, NUMBER),
    call("MONTH", Function::Month, &[D], 1, NUMBER),
    call("DAY", Function::Day, &[D], 1, NUMBER),
    call("WEEKDAY", Function::Weekday, &[D], 1, NUMBER),
    call("DAYOFYEAR", Function::DayOfYear, &[D], 1, NUMBER),
    call("ISOWEEK", Function::IsoWeek, &[D.or(DT)], 1, NUMBER),
    call("ISOYEAR", Function::IsoYear, &[D.or(DT)], 1, NUMBER),
    call("HOUR", Function::Hour, &[TM], 1, NUMBER),
    call("MINUTE", Function::Minute, &[TM], 1, NUMBER),
    call("SECOND", Function::Second, &[TM], 1, NUMBER),
    call("MILLISECOND", Function::Millisecond, &[TM], 1, NUMBER),
    call("ADDMONTHS", Function::AddMonths, &[D.or(DT), N.not_null()], 2, Returns::First),
    call("DATEVALUE", Function::DateValue, &[T.or(DT)], 1, Returns::Always(Type::Date)),
    call("DATETIMEVALUE", Function::DateTimeValue, &[T.or(D).or(DT)], 1, Returns::Always(Type::DateTime)),
    call("TIMEVALUE", Function::TimeValue, &[T.or(DT).or(TM)], 1, Returns::Always(Type::Time)),
    call("UNIXTIMESTAMP", Function::UnixTimestamp, &[D.or(DT).or(TM)], 1, NUMBER),
    call("FROMUNIXTIME", Function::FromUnixTime, &[N], 1, Returns::Always(Type::DateTime)),
    call("FORMATDURATION", Function::FormatDuration, &[N.or(DT).or(TM), B.or(DT).or(TM)], 1, TEXT),
    call(
        "GEOLOCATION",
        Function::Geolocation,
        &[N.not_null(), N.not_null()],
        2,
        Returns::Always(Type::Location),
    ),
    call("DISTANCE", Function::Distance, &[L, L, T], 3, NUMBER),
    elsewhere("RAND"),
    elsewhere("GETSESSIONID"),
    elsewhere("GETRECORDIDS"),
    elsewhere("IMAGEPROXYURL"),
    elsewhere("INCLUDE"),
    elsewhere("JUNCTIONIDLIST"),
    elsewhere("LINKTO"),
    elsewhere("PREDICT"),
    elsewhere("REQUIRESCRIPT"),
    elsewhere("URLFOR"),
    elsewhere("PARENTGROUPVAL"),
    elsewhere("PREVGROUPVAL"),
];
