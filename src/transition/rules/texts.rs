//! Texts of the host, by rule id or code.

use crate::transition::parameters::Parameters;
use crate::transition::verdict::Verdict;

/// A text that replaces ours.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// A rule id or a code.
    pub(super) key: Box<str>,
    pub(super) message: Option<Box<str>>,
    pub(super) help: Option<Box<str>>,
}

/// Replaces the texts of a verdict. A text for a rule takes precedence over one for a code.
pub(super) fn replace(texts: &[Text], verdict: &mut Verdict) {
    let put = |rule: Option<&str>,
               code: &str,
               with: &Parameters,
               authored: &mut bool,
               message: &mut String,
               help: &mut Option<String>,
               help_code: &mut Option<&'static str>| {
        let known = |key: &str| texts.iter().find(|text| *text.key == *key);
        let Some(text) = rule.and_then(known).or_else(|| known(code)) else { return };
        if let Some(template) = &text.message {
            *message = with.fill(template);
            *authored = true;
        }
        if let Some(template) = &text.help {
            *help = Some(with.fill(template));
            *help_code = None;
        }
    };
    if texts.is_empty() {
        return;
    }
    for it in &mut verdict.violations {
        put(
            it.rule.as_deref(),
            it.code.as_str(),
            &it.parameters,
            &mut it.authored,
            &mut it.message,
            &mut it.help,
            &mut it.help_code,
        );
    }
    for it in &mut verdict.warnings {
        put(
            it.rule.as_deref(),
            it.code.as_str(),
            &it.parameters,
            &mut it.authored,
            &mut it.message,
            &mut it.help,
            &mut it.help_code,
        );
    }
}
