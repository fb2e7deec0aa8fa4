//! The choices that a formula is compiled with.

/// How blank numbers read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blanks {
    /// As null, as in validation rules.
    #[default]
    AsBlanks,
    /// As zero, which formula fields can choose.
    AsZeroes,
}

/// The dialect of the formula language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Salesforce's documented language, in which validation rules are written.
    #[default]
    Platform,
    /// Salesforce's open-source engine, with its additional functions and errors.
    Engine,
}

/// True if the open-source engine's additional functions are available. Not in the wasm, because rules cannot
/// use them.
pub(super) const ENGINE: bool = cfg!(feature = "engine");

impl Dialect {
    pub(super) fn is_engine(self) -> bool {
        ENGINE && self == Self::Engine
    }
}

/// Compile options.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// How blank numbers read.
    pub blanks: Blanks,
    /// The available functions.
    pub dialect: Dialect,
}
