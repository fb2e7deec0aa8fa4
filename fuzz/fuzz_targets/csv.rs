//! Rows are read from any text, and cells that are written read as they were, also by the `csv` crate.
#![no_main]

use libfuzzer_sys::fuzz_target;
use opportunity_stage::rest::csv::{Rows, write_cell};

fuzz_target!(|text: &str| {
    let mut rows = Rows::new(text);
    let mut cells = Vec::new();
    let mut length = 0;
    while rows.read(&mut cells) {
        length += cells.iter().map(String::len).sum::<usize>();
    }
    assert!(length <= text.len());

    let cells: Vec<&str> = text.split('\0').collect();
    let mut line = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            line.push(',');
        }
        write_cell(&mut line, cell);
    }
    line.push('\n');
    let mut ours = Vec::new();
    let mut rows = Rows::new(&line);
    assert!(rows.read(&mut ours));
    assert_eq!(ours, cells);
    assert!(!rows.read(&mut ours), "one row was written");

    // A lone empty cell is an empty line, which the crate skips; a byte order mark it takes off inside quotes too.
    if cells != [""] && !text.starts_with('\u{feff}') {
        let mut peer = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        let records: Vec<_> = peer.records().collect::<Result<_, _>>().expect("the crate reads it");
        assert_eq!(records.len(), 1);
        assert!(records[0].iter().eq(cells));
    }
});
