// The guard on instructions: when it complains, of what, and when it does not apply. Nothing is measured here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { collected, compare, compilerOf, complaints, table, whyNotComparable } from "../lib/instructions.mjs";
import { ROOT } from "../lib/paths.mjs";

const verdicts = (committed, now) => Object.fromEntries(compare(committed, now).map(({ path, verdict }) => [path, verdict]));

test("a figure may be 3 % off in either direction", () => {
  const committed = { same: 1000, above: 1000, below: 1000 };
  const lines = compare(committed, { same: 1000, above: 1030, below: 970 });
  assert.deepEqual(lines.map(({ verdict }) => verdict), ["same", "same", "same"]);
  assert.deepEqual(complaints(lines), []);
});

test("more than that is a regression, less a gain to be kept", () => {
  assert.deepEqual(verdicts({ get: 1000, list: 1000 }, { get: 1031, list: 969 }), { get: "more", list: "fewer" });
  const [more, fewer, ...others] = complaints(compare({ get: 1000, list: 1000 }, { get: 1031, list: 969 }));
  assert.match(more, /^More .*: get\./);
  assert.match(fewer, /^Fewer .*: list\..*--update/);
  assert.deepEqual(others, []);
});

test("a path without a figure, and a figure without its path, are complaints", () => {
  assert.deepEqual(verdicts({ old: 1 }, { fresh: 1 }), { old: "gone", fresh: "new" });
  const [fresh, old] = complaints(compare({ old: 1 }, { fresh: 1 }));
  assert.match(fresh, /^No committed figure: fresh\./);
  assert.match(old, /^Not measured any more: old\./);
});

test("figures of another compiler or target are not compared with", () => {
  const committed = { rustc: "1.95.0", target: "x86_64-unknown-linux-gnu", perOperation: {} };
  assert.equal(whyNotComparable(committed, { rustc: "1.95.0", target: "x86_64-unknown-linux-gnu" }), undefined);
  assert.match(whyNotComparable(committed, { rustc: "1.96.0", target: "x86_64-unknown-linux-gnu" }), /rustc 1\.95\.0, and here is 1\.96\.0/);
  assert.match(whyNotComparable(committed, { rustc: "1.95.0", target: "aarch64-apple-darwin" }), /target .*aarch64/);
  assert.match(whyNotComparable(committed, compilerOf(undefined)), /here is none/);
});

test("the compiler's own words and callgrind's file are read", () => {
  const words = "rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\nLLVM version: 22.1.2";
  assert.deepEqual(compilerOf(words), { rustc: "1.95.0", target: "x86_64-unknown-linux-gnu" });
  assert.equal(collected("# callgrind format\nversion: 1\nsummary: 31109963\n\nfn=(1) main\n0 5\n"), 31_109_963);
  assert.equal(collected("fn=(1) main\n0 5\n\ntotals: 12\n"), 12);
  assert.throws(() => collected("version: 1\n"), /no total/);
});

test("the table names every path with both figures", () => {
  const text = table(compare({ get: 255_729, old: 5 }, { get: 300_000 }));
  assert.match(text, /get\s+255,729\s+300,000\s+1\.173\s+more/);
  assert.match(text, /old\s+5\s+-\s+-\s+gone/);
});

test("the committed figures are whole", () => {
  const { rustc, target, perOperation } = JSON.parse(readFileSync(join(ROOT, "bench/instructions.json"), "utf8"));
  assert.match(rustc, /^1\.\d+\.\d+$/);
  assert.match(target, /-/);
  assert.ok(Object.values(perOperation).length > 0);
  for (const [path, count] of Object.entries(perOperation)) assert.ok(Number.isInteger(count) && count > 0, path);
});
