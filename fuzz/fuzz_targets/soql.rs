//! No text leaves the literal that it was put into, and the literal reads as the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opportunity_stage::rest::ApiVersion;
use opportunity_stage::rest::query::{OpportunityQuery, columns, request};
use percent_encoding::percent_decode_str;

/// Reads a literal by the documented rules; returns its text, with `\%` and `\_` kept, and what follows.
fn read(literal: &str) -> Option<(String, &str)> {
    let mut text = String::new();
    let mut chars = literal.strip_prefix('\'')?.chars();
    loop {
        match chars.next()? {
            '\'' => return Some((text, chars.as_str())),
            '\\' => match chars.next()? {
                'n' => text.push('\n'),
                'r' => text.push('\r'),
                't' => text.push('\t'),
                'b' => text.push('\u{8}'),
                'f' => text.push('\u{c}'),
                'u' => {
                    let code: String = chars.by_ref().take(4).collect();
                    text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                }
                same @ ('\'' | '"') => text.push(same),
                kept @ ('\\' | '%' | '_') => text.extend(['\\', kept]),
                _ => return None,
            },
            same => text.push(same),
        }
    }
}

fuzz_target!(|text: &str| {
    let query = OpportunityQuery { account: Some(text.to_owned()), ..OpportunityQuery::default() };
    let Ok(request) = request(ApiVersion::DEFAULT, &query, &columns(false), None, usize::MAX) else { return };
    let (_, encoded) = request.path.split_once("?q=").expect("a query");
    assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'&' | b'#' | b'+')));
    let soql = percent_decode_str(encoded).decode_utf8().expect("UTF-8");
    let (_, literal) = soql.split_once("Account.Name LIKE ").expect("a condition");
    let (read, rest) = read(literal).unwrap_or_else(|| panic!("{literal}"));
    assert!(rest.starts_with(" ORDER BY IsClosed"), "{rest}");
    let escaped: String = text
        .trim()
        .chars()
        .flat_map(|c| matches!(c, '\\' | '%' | '_').then_some('\\').into_iter().chain([c]))
        .collect();
    assert_eq!(read, format!("%{escaped}%"));
});
