//! CSV (RFC 4180) with `LF` between rows, as the client requests it from Bulk API 2.0.

/// Appends a cell, quoted only if necessary.
pub fn write_cell(text: &mut String, cell: &str) {
    // Leading and trailing blanks are quoted too, because some readers trim unquoted cells.
    let special = |byte: u8| matches!(byte, b'"' | b',' | b'\n' | b'\r');
    if !cell.bytes().any(special) && cell.trim().len() == cell.len() {
        text.push_str(cell);
        return;
    }
    text.push('"');
    for c in cell.chars() {
        text.push(c);
        if c == '"' {
            text.push(c);
        }
    }
    text.push('"');
}

/// Iterator over the rows of a text. It never fails: text that is not CSV yields odd cells, which the caller
/// detects by their content.
#[derive(Clone, Debug)]
pub struct Rows<'a> {
    rest: &'a str,
}

impl<'a> Rows<'a> {
    /// Starts at the first row, after an optional byte order mark.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { rest: text.strip_prefix('\u{feff}').unwrap_or(text) }
    }

    /// Reads the next row into `cells`; returns false at the end.
    pub fn read(&mut self, cells: &mut Vec<String>) -> bool {
        cells.clear();
        if self.rest.is_empty() {
            return false;
        }
        loop {
            let mut cell = String::new();
            if let Some(quoted) = self.rest.strip_prefix('"') {
                self.rest = quoted;
                self.quoted(&mut cell);
            }
            let end = self.rest.bytes().position(|byte| matches!(byte, b',' | b'\n' | b'\r'));
            let end = end.unwrap_or(self.rest.len());
            let (bare, rest) = self.rest.split_at(end);
            cell.push_str(bare);
            cells.push(cell);
            self.rest = rest;
            if let Some(rest) = rest.strip_prefix(',') {
                self.rest = rest;
                continue;
            }
            self.rest = rest.strip_prefix("\r\n").or_else(|| rest.get(1..)).unwrap_or_default();
            return true;
        }
    }

    /// Reads up to the closing quote; two quotes stand for one.
    fn quoted(&mut self, cell: &mut String) {
        while let Some((text, rest)) = self.rest.split_once('"') {
            cell.push_str(text);
            self.rest = rest;
            match rest.strip_prefix('"') {
                Some(rest) => {
                    cell.push('"');
                    self.rest = rest;
                }
                None => return,
            }
        }
        // The quote is never closed, so the cell extends to the end.
        cell.push_str(self.rest);
        self.rest = "";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn write_row(text: &mut String, cells: &[&str]) {
        for (index, cell) in cells.iter().enumerate() {
            text.push_str(if index > 0 { "," } else { "" });
            write_cell(text, cell);
        }
        text.push('\n');
    }

    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut all, mut cells) = (Rows::new(text), Vec::new(), Vec::new());
        while rows.read(&mut cells) {
            all.push(cells.clone());
        }
        all
    }

    #[test]
    fn reads_the_examples_of_the_rfc() {
        let two = [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]];
        assert_eq!(read("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), two);
        assert_eq!(read("aaa,bbb,ccc\r\nzzz,yyy,xxx"), two, "the last break may be missing");
        assert_eq!(read("\"aaa\",\"bbb\",\"ccc\"\nzzz,yyy,xxx"), two);
        assert_eq!(read("\"aaa\",\"b\r\nbb\",\"ccc\"\r\n"), [["aaa", "b\r\nbb", "ccc"]]);
        assert_eq!(read("\"aaa\",\"b\"\"bb\",\"ccc\""), [["aaa", "b\"bb", "ccc"]]);
        assert_eq!(read("\u{feff}a,,\n"), [["a", "", ""]]);
        assert_eq!(read("a,\"b"), [["a", "b"]], "never closed");
        assert!(read("").is_empty());
    }

    #[test]
    fn quotes_only_if_necessary() {
        let mut text = String::new();
        write_row(&mut text, &["Id", "a b", " a", "a,b", "a\"b", "a\nb", "", "#N/A", "受注"]);
        assert_eq!(text, "Id,a b,\" a\",\"a,b\",\"a\"\"b\",\"a\nb\",,#N/A,受注\n");
    }

    proptest! {
        #[test]
        fn round_trips_cells(
            rows in proptest::collection::vec(
                proptest::collection::vec("[a-z\"',;\r\n \u{e9}\u{1f600}]{0,6}", 1..5), 0..6)
        ) {
            let mut text = String::new();
            for row in &rows {
                write_row(&mut text, &row.iter().map(String::as_str).collect::<Vec<_>>());
            }
            prop_assert_eq!(read(&text), rows);
        }

        #[test]
        fn reads_any_text_to_its_end(text in any::<String>()) {
            let cells: usize = read(&text).iter().map(Vec::len).sum();
            prop_assert!(cells <= text.len() + 1);
        }
    }
}
