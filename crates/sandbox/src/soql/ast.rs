//! A parsed query, before its names are resolved.

/// A byte range in the query.
pub type Span = (usize, usize);

/// A name, with or without dots.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Its position.
    pub at: Span,
}

/// A query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// SELECT.
    pub select: Vec<Item>,
    /// FROM.
    pub from: Name,
    /// Its alias.
    pub alias: Option<String>,
    /// Further names of FROM: a path and its alias, `c.Account a`.
    pub joined: Vec<(Name, String)>,
    /// USING SCOPE.
    pub scope: Option<Name>,
    /// WHERE.
    pub filter: Option<Cond>,
    /// GROUP BY.
    pub group_by: Vec<Term>,
    /// The subtotals.
    pub subtotals: Subtotals,
    /// HAVING.
    pub having: Option<Cond>,
    /// ORDER BY.
    pub order_by: Vec<Order>,
    /// LIMIT.
    pub limit: Option<usize>,
    /// OFFSET.
    pub offset: Option<usize>,
    /// FOR VIEW or FOR REFERENCE.
    pub viewed: bool,
}

/// The subtotals of GROUP BY.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subtotals {
    /// None.
    #[default]
    Plain,
    /// `GROUP BY ROLLUP(…)`: without the last field, without the last two, and so on.
    Rollup,
    /// `GROUP BY CUBE(…)`: every combination.
    Cube,
}

/// An item of SELECT.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A field or a function of one.
    Term(Term, Option<Name>),
    /// `(SELECT … FROM Children)`.
    Children(Box<Query>),
    /// `FIELDS(ALL)` and similar.
    Fields(Name),
    /// `TYPEOF relationship WHEN … END`.
    TypeOf(Name),
}

/// A field, or a function of a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Term {
    /// The function.
    pub function: Option<Name>,
    /// The field; `count()` has none.
    pub field: Option<Name>,
    /// True within `FORMAT(…)`.
    pub formatted: bool,
    /// True if the field is within `convertCurrency(…)`.
    pub converted: bool,
}

impl Term {
    /// Creates a term for a field.
    pub fn of(field: Name) -> Self {
        Self { field: Some(field), ..Self::default() }
    }

    /// Returns its byte range.
    pub fn at(&self) -> Span {
        match (&self.function, &self.field) {
            (Some(function), _) => function.at,
            (None, Some(field)) => field.at,
            (None, None) => (0, 0),
        }
    }
}

/// A key of ORDER BY.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The term.
    pub term: Term,
    /// DESC.
    pub descending: bool,
    /// NULLS LAST.
    pub nulls_last: bool,
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Cond {
    /// All of them.
    And(Vec<Cond>),
    /// One of them.
    Or(Vec<Cond>),
    /// Not this.
    Not(Box<Cond>),
    /// `term operator literal`.
    Compare(Term, Operator, Literal),
    /// `term [NOT] IN (…)`.
    In(Term, bool, Vec<Literal>),
    /// `term [NOT] IN (SELECT …)`.
    Among(Term, bool, Box<Query>),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the operators")]
pub enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    Includes,
    Excludes,
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// Its kind.
    pub kind: LiteralKind,
    /// Its position.
    pub at: Span,
}

/// The kinds of literals.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number as written.
    Number(String),
    /// `USD5000`: the ISO code in upper case, and the number.
    Money(String, String),
    /// The text between the quotes, with its escapes.
    Text(String),
    /// `2026-10-31`.
    Date(String),
    /// `2026-10-31T10:00:00Z`.
    DateTime(String),
    /// `TODAY`, `LAST_N_DAYS:30`.
    Range(String, Option<u32>),
}
