//! Converts messages that may contain HTML to plain text.

/// Removes the tags that flows put into their messages.
pub(super) fn plain_text(message: &str) -> String {
    let text = without_tags(message);
    // If no text is left, the message was not markup: `<no reason given>`.
    let text = if text.is_empty() { message } else { &text };
    // Tags before entities: an escaped tag is text.
    decoded(text)
}

/// Decodes HTML entities.
pub(super) fn decoded(text: &str) -> String {
    const NAMED: [(&str, char); 6] =
        [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' ')];
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity = part.split_once(';').and_then(|(name, rest)| {
            let number = |digits: &str| match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => digits.parse().ok(),
            };
            let character = match name.strip_prefix('#') {
                Some(digits) => number(digits).and_then(char::from_u32),
                None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, character)| *character),
            };
            Some((character?, rest))
        });
        match entity {
            Some((character, rest)) => {
                out.push(character);
                out.push_str(rest);
            }
            None => {
                out.push('&');
                out.push_str(part);
            }
        }
    }
    out
}

/// Removes HTML tags; any other `<` is text.
fn without_tags(message: &str) -> String {
    let mut text = String::with_capacity(message.len());
    let mut rest = message;
    // Without this bound, tags that are never closed would make the search quadratic.
    let closed_until = message.rfind('>').unwrap_or(0);
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        text.push_str(before);
        let name = tag[1..].strip_prefix('/').unwrap_or(&tag[1..]);
        let after_name = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        let name = &name[..name.len() - after_name.len()];
        let is_tag = is_html(name) && after_name.starts_with([' ', '\t', '\r', '\n', '/', '>']);
        let may_end = message.len() - tag.len() < closed_until;
        let Some(end) = (is_tag && may_end).then(|| tag.find('>')).flatten() else {
            text.push('<');
            rest = &tag[1..];
            continue;
        };
        if !text.is_empty() && !text.ends_with(char::is_whitespace) && is_block(name) {
            text.push('\n');
        }
        rest = &tag[end + 1..];
        // The content of these elements is not text.
        if let Some(hidden) = ["script", "style"].iter().find(|hidden| hidden.eq_ignore_ascii_case(name))
            && !tag.starts_with("</")
        {
            rest = after_end_of(hidden, rest);
        }
    }
    text.push_str(rest);
    text.trim().into()
}

/// Returns the text from the end tag of this name on; empty without an end tag.
fn after_end_of<'a>(name: &str, text: &'a str) -> &'a str {
    let ends = |(at, _): &(usize, &str)| {
        text.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    text.match_indices("</").find(ends).map_or("", |(at, _)| &text[at..])
}

/// The tags that end a line.
const BLOCKS: &str = " br p ul ol li div tr table h1 h2 h3 h4 h5 h6 hr ";

/// The other tags that people and editors use in messages.
const INLINE: &str =
    " a b i u s em strong small span font sub sup code pre center img td th tbody thead script style ";

fn is_block(tag: &str) -> bool {
    has(BLOCKS, tag)
}

fn is_html(tag: &str) -> bool {
    has(BLOCKS, tag) || has(INLINE, tag)
}

fn has(tags: &str, tag: &str) -> bool {
    tags.split(' ').any(|known| !known.is_empty() && known.eq_ignore_ascii_case(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_markup_of_flows_and_keeps_other_angle_brackets() {
        assert_eq!(
            plain_text("details. <b>An unhandled fault</b><br>An error"),
            "details. An unhandled fault\nAn error"
        );
        assert_eq!(plain_text("Amount < 5 or > 9 <"), "Amount < 5 or > 9 <");
        assert_eq!(plain_text("a < b, <50 %, <= c, <é>, 1 <b"), "a < b, <50 %, <= c, <é>, 1 <b");
        assert_eq!(
            plain_text("No <x-y z='1'>more</x-y> than <span\nstyle=a>5</span><hr/>"),
            "No <x-y z='1'>more</x-y> than 5"
        );
        assert_eq!(plain_text("Ask <b.jones@acme.com> or <i-1>"), "Ask <b.jones@acme.com> or <i-1>");
        assert_eq!(plain_text("<img src=x onerror=alert(1)>seen"), "seen");
        assert_eq!(
            plain_text("Tom &amp; &quot;Ann&quot; &#8211; &lt;b&gt; &#x26;lt; &bogus; R&D &"),
            "Tom & \"Ann\" – <b> &lt; &bogus; R&D &"
        );
        assert_eq!(plain_text("<BR/><a href=\"javascript:x\">go</a>"), "go");
        assert_eq!(plain_text("a<script>if (1 < 2) {'</b>é'}</SCRIPT> b<style>p > i {}</style>"), "a b");
        assert_eq!(plain_text("<no reason given>"), "<no reason given>");
        assert_eq!(plain_text("<b></b>"), "<b></b>");
        assert_eq!(plain_text("a <Script src=x>alert(1)"), "a");
        assert_eq!(plain_text("a</script>b<p/>c</é"), "ab\nc</é");
    }
}
