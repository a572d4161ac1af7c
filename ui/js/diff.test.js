import assert from "node:assert/strict";
import { test } from "node:test";
import { change } from "./diff.js";

function apply(text, edit) {
  return edit === null ? text : text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
}

test("equal texts need no change", () => {
  assert.equal(change("a: 1\n", "a: 1\n"), null);
});

test("only what differs is replaced", () => {
  assert.deepEqual(change("image: a\ncpu: 1\n", "image: b\ncpu: 1\n"), { from: 7, to: 8, insert: "b" });
});

test("repeated characters are not counted twice", () => {
  for (const [a, b] of [["aa", "aaa"], ["aaa", "aa"], ["", "x"], ["x", ""], ["abab", "ab"]]) {
    assert.equal(apply(a, change(a, b)), b);
  }
});

test("a surrogate pair stays whole", () => {
  const a = "# \u{1f600}\n";
  const b = "# \u{1f601}\n";
  const edit = change(a, b);
  assert.equal(apply(a, edit), b);
  assert.equal(edit.insert, "\u{1f601}");
  const c = "# \u{1f600}\u{1f600}";
  const d = "# \u{1f600}\u{20600}";
  assert.equal(apply(c, change(c, d)), d);
});
