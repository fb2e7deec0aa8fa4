//! Function calls: checks arguments against parameters.

use super::{Compiler, Compiling, Type, Typed, Types};
use crate::code::{Code, Kind};
use crate::dialect::ENGINE;
use crate::environment::RegexFault;
use crate::functions::{self, Function, Meaning, Signature};
use crate::java_regex;
use crate::syntax::{Expression, Node};

/// The most arguments of MAX and MIN. No other function fits as many into the longest formula.
const MOST_NUMBERS: usize = 255;

impl Compiler<'_> {
    pub(super) fn function(&mut self, at: u32, name: &str, arguments: &[Node]) -> Compiling<Typed> {
        match functions::find(name, self.options.dialect.is_engine()) {
            None => Ok(self.unknown(at, name, true)),
            Some(Meaning::NotInRules) => {
                Err(self.error(at, format_args!("function `{name}` may not be used in this type of formula")))
            }
            Some(Meaning::Call(signature)) => self.call(at, &signature, arguments),
        }
    }

    fn call(&mut self, at: u32, signature: &Signature, arguments: &[Node]) -> Compiling<Typed> {
        let Signature { name, function, ref parameters, required, repeats, returns } = *signature;
        let count = arguments.len();
        let most = match function {
            Function::Max | Function::Min => MOST_NUMBERS,
            _ if repeats => usize::MAX,
            _ => parameters.len(),
        };
        let odd = match function {
            Function::Case => count % 2 == 1,
            Function::Ifs if ENGINE => count.is_multiple_of(2),
            _ => false,
        };
        if count < required || count > most || odd {
            let more = match function {
                Function::Case => ", 6, 8 or more",
                Function::Ifs if ENGINE => ", 5, 7 or more",
                _ if most == required => "",
                _ if most == usize::MAX => " or more",
                _ => &format!(" to {most}"),
            };
            let message = format_args!("`{name}` expects {required}{more} arguments, found {count}");
            return Err(self.error(at, message));
        }
        if function == Function::Vlookup {
            return self.vlookup(at, arguments);
        }
        self.check_form(function, name, arguments)?;
        let mut codes = Vec::with_capacity(count);
        let mut kinds = Vec::with_capacity(count);
        for (index, argument) in arguments.iter().enumerate() {
            let Some(types) = parameters.get(index).or(parameters.last()) else { break };
            let typed = self.expect(argument, *types, name)?;
            codes.push(typed.code);
            kinds.push(typed.kind);
        }
        let (function, result) = self.resolve(function, name, arguments, &mut kinds)?;
        if function == Function::If {
            codes.iter_mut().skip(1).for_each(|code| code.narrow(Types::of(result)));
        }
        self.build(at, function, returns.unwrap_or(result), arguments, codes)
    }

    fn build(
        &mut self,
        at: u32,
        function: Function,
        result: Type,
        nodes: &[Node],
        mut codes: Vec<Code>,
    ) -> Compiling<Typed> {
        let kind = match (function, codes.first().map(|code| &code.kind)) {
            (Function::IsChanged, Some(Kind::Field(reading))) => Kind::IsChanged(*reading),
            // A blank stays blank in either mode.
            (Function::PriorValue, Some(Kind::Field(reading))) => {
                Kind::Prior(super::Reading { zero: false, ..*reading })
            }
            (Function::IsChanged | Function::PriorValue, Some(Kind::Unknown(index))) => Kind::Unknown(*index),
            // A blank text is not null, so the type must be specified.
            (
                Function::IsNull | Function::NullValue,
                Some(Kind::Field(super::Reading { change: super::Change::Unspecified(_, index), .. })),
            ) => Kind::Unknown(*index),
            (Function::Regex, _) => match nodes {
                [_, Node { at, kind: Expression::Text(pattern), .. }] => match java_regex::read(pattern) {
                    Ok(pattern) => Kind::Match(Box::new(codes.swap_remove(0)), pattern.into()),
                    Err(RegexFault::Failed(why)) => return Err(self.error(*at, format_args!("{why}"))),
                    // Left to the evaluation, where the rule becomes undecided.
                    Err(RegexFault::Unsupported) => Kind::Call(function, codes.into()),
                },
                _ => Kind::Call(function, codes.into()),
            },
            _ => Kind::Call(function, codes.into()),
        };
        Ok(self.folded(at, result, kind))
    }
}
