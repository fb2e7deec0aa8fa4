//! The choices that a formula is compiled with.

/// How blank numbers read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blanks {
    /// As null: what validation rules do.
    #[default]
    AsBlanks,
    /// As zero: what formula fields may do.
    AsZeroes,
}

/// Whose formulas these are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Salesforce's published language: what an org's validation rules are written in.
    #[default]
    Platform,
    /// Salesforce's open-source engine with its own functions and failures.
    Engine,
}

/// Whether the open engine's own functions are there. Not in the wasm: the browser runs rules, which have none of them.
pub(super) const ENGINE: bool = cfg!(feature = "engine");

impl Dialect {
    pub(super) fn is_engine(self) -> bool {
        ENGINE && self == Self::Engine
    }
}

/// How a formula is to be compiled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How blank numbers read.
    pub blanks: Blanks,
    /// Which functions there are.
    pub dialect: Dialect,
}
