// The layer check sees an arrow however the path is written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { circles, imports } from "../../scripts/check/rust-imports.mjs";

const LOWER = "pub struct T; pub fn f() {}";

/** The files that `user.rs` uses, with `low.rs` and a module that re-exports it. */
function usedBy(text) {
  const sources = new Map([
    ["lib.rs", "mod user; mod low; mod facade;"],
    ["low.rs", LOWER],
    ["facade.rs", "mod inner; pub use inner::*; pub use crate::low::T as Renamed;"],
    ["facade/inner.rs", "pub struct Hidden;"],
    ["user.rs", text],
  ]);
  return [...imports(sources).get("user.rs").keys()];
}

for (const [name, text, expected] of [
  ["a use at the top", "use crate::low::T;", ["low.rs"]],
  ["a use inside a function", "fn g() { use crate::low::{self, T as U}; }", ["low.rs"]],
  ["a path without use", "fn g() { crate::low::f() }", ["low.rs"]],
  ["a path from super", "fn g() -> super::low::T { super::low::T }", ["low.rs"]],
  ["a path from an imported module", "use crate::facade; fn g(_: facade::Hidden) {}", ["facade.rs", "facade/inner.rs"]],
  ["a renamed re-export", "use crate::facade::Renamed;", ["low.rs"]],
  ["a glob re-export", "use crate::facade::Hidden;", ["facade/inner.rs"]],
  [
    "nothing in comments, texts and tests",
    '// crate::low::f()\nconst A: &str = "crate::low::f()";\n#[cfg(test)]\nmod tests { use crate::low::T; }',
    [],
  ],
]) {
  test(`sees ${name}`, () => {
    assert.deepEqual(usedBy(text), expected);
  });
}

test("finds circles of any length", () => {
  const graph = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["a"]],
    ["d", ["a"]],
  ]);
  assert.deepEqual(circles(graph), [["a", "b", "c"]]);
});
