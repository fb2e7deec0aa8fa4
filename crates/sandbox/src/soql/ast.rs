//! A parsed query, before its names are resolved against the org.

/// Byte range in the query.
pub type Span = (usize, usize);

/// A name, with dots or without.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Where.
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
    /// Further names of FROM: a path and the alias that stands for it, `c.Account a`.
    pub joined: Vec<(Name, String)>,
    /// USING SCOPE.
    pub scope: Option<Name>,
    /// WHERE.
    pub filter: Option<Cond>,
    /// GROUP BY.
    pub group_by: Vec<Term>,
    /// Which subtotals come along.
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
    /// `GROUP BY CUBE(…)`: of every combination.
    Cube,
}

/// One thing that is selected.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A field or a function of one.
    Term(Term, Option<Name>),
    /// `(SELECT … FROM Children)`.
    Children(Box<Query>),
    /// `FIELDS(ALL)` and its like.
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
    /// `FORMAT(…)` is around it.
    pub formatted: bool,
    /// `convertCurrency(…)` is around the field.
    pub converted: bool,
}

impl Term {
    /// A field alone.
    pub fn of(field: Name) -> Self {
        Self { field: Some(field), ..Self::default() }
    }

    /// Where it begins and ends.
    pub fn at(&self) -> Span {
        match (&self.function, &self.field) {
            (Some(function), _) => function.at,
            (None, Some(field)) => field.at,
            (None, None) => (0, 0),
        }
    }
}

/// One key of ORDER BY.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// By what.
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
    /// What.
    pub kind: LiteralKind,
    /// Where.
    pub at: Span,
}

/// What a literal is.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralKind {
    /// `null`.
    Null,
    /// `true`, `false`.
    Bool(bool),
    /// A number as written.
    Number(String),
    /// `USD5000`: the ISO code in capitals, and the number.
    Money(String, String),
    /// The inside of quotes, escapes untouched.
    Text(String),
    /// `2026-10-31`.
    Date(String),
    /// `2026-10-31T10:00:00Z`.
    DateTime(String),
    /// `TODAY`, `LAST_N_DAYS:30`.
    Range(String, Option<u32>),
}
