//! Functions that compute with the values of their arguments.

use super::{Compiler, Compiling, Type, Typed};
use crate::formula::code::Kind;
use crate::formula::environment::RegexFault;
use crate::formula::functions::{Entry, Function, Meaning, Returns, Signature};
use crate::formula::regex;
use crate::formula::syntax::{Expression, Node};

/// The most arguments of MAX and MIN.
const MOST_NUMBERS: usize = 255;

impl Compiler<'_> {
    pub(super) fn entry(&mut self, at: u32, entry: &Entry, arguments: &[Node]) -> Compiling<Typed> {
        if !self.is_listed(entry) {
            return Err(self.elsewhere(at, entry.name));
        }
        match &entry.meaning {
            Meaning::Elsewhere => Err(self.elsewhere(at, entry.name)),
            Meaning::Form(form) => self.form(at, entry.name, *form, arguments),
            Meaning::Call(signature) => self.call(at, entry.name, signature, arguments),
        }
    }

    fn elsewhere(&self, at: u32, name: &str) -> super::CompileError {
        self.error(at, format!("function `{name}` may not be used in this type of formula"))
    }

    pub(super) fn wrong_count(
        &self,
        at: u32,
        name: &str,
        expected: &str,
        found: usize,
    ) -> super::CompileError {
        self.error(at, format!("`{name}` expects {expected}, found {found}"))
    }

    fn call(&mut self, at: u32, name: &str, signature: &Signature, arguments: &[Node]) -> Compiling<Typed> {
        let Signature { function, parameters, required, repeats, returns } = *signature;
        let count = arguments.len();
        let most = if repeats { MOST_NUMBERS } else { parameters.len() };
        if count < required || count > most {
            let expected = match (required, most) {
                (least, most) if least == most => format!("{least} arguments"),
                (least, most) => format!("{least} to {most} arguments"),
            };
            return Err(self.wrong_count(at, name, &expected, count));
        }
        let mut codes = Vec::with_capacity(count);
        let mut kinds = Vec::with_capacity(count);
        for (index, argument) in arguments.iter().enumerate() {
            let Some(types) = parameters.get(index).or(parameters.last()) else { break };
            let typed = self.expect(argument, *types, name)?;
            codes.push(typed.code);
            kinds.push(typed.kind);
        }
        self.check_further(at, function, arguments, &kinds)?;
        let result = match returns {
            Returns::Always(kind) => kind,
            Returns::First => kinds.first().copied().unwrap_or(Type::Unknown),
        };
        if function == Function::Regex
            && let Some(Expression::Text(pattern)) = arguments.get(1).map(|node| &node.kind)
        {
            match regex::translate(pattern) {
                Ok(pattern) => {
                    codes.truncate(1);
                    let text = codes.into_boxed_slice();
                    return Ok(self.typed(at, result, Kind::Match(text, pattern.into())));
                }
                Err(RegexFault::Failed(why)) => return Err(self.error(at, why)),
                // Left to the evaluation, which has no answer either: the rule is undecided.
                Err(RegexFault::Unsupported(_)) => {}
            }
        }
        Ok(self.folded(at, result, Kind::Call(function, codes.into())))
    }

    /// What a list of parameters cannot say.
    fn check_further(&self, at: u32, function: Function, nodes: &[Node], kinds: &[Type]) -> Compiling<()> {
        match (function, kinds) {
            (Function::In, [first, others @ ..]) => {
                others.iter().try_fold(*first, |kind, other| self.unified(at, kind, *other, "IN")).map(drop)
            }
            (
                Function::FormatDuration,
                [Type::Number | Type::Null]
                | [Type::Number, Type::Boolean | Type::Null]
                | [Type::DateTime | Type::Null, Type::DateTime | Type::Null]
                | [Type::Time | Type::Null, Type::Time | Type::Null],
            ) => Ok(()),
            (Function::FormatDuration, kinds) if !kinds.contains(&Type::Unknown) => {
                Err(self.error(at, "`FORMATDURATION` expects seconds, two date/times or two times"))
            }
            (Function::JsonPathValue | Function::JsonValue, _)
                if !matches!(nodes.get(1).map(|node| &node.kind), Some(Expression::Text(_))) =>
            {
                Err(self.error(at, "the second argument must be a literal text"))
            }
            _ => Ok(()),
        }
    }
}
