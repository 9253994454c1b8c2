// The benchmark's arithmetic, options and verdicts. Nothing is measured here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { apart, each, median, net, quantile, ratio } from "../../bench/lib/figures.mjs";
import { PARTS, readOptions } from "../../bench/lib/options.mjs";
import { backfillPicture, requestsPicture, targetsPicture } from "../../bench/lib/picture.mjs";
import { report, table } from "../../bench/lib/report.mjs";
import { steady } from "../../bench/lib/steady.mjs";
import { evaluate } from "../../bench/lib/targets.mjs";
import { Failure } from "../lib/log.mjs";

const until = async (condition) => {
  while (!condition()) await new Promise(setImmediate);
};
const cell = (name, p50Ms, cpuMs = p50Ms / 10) => ({ name, p50Ms, p99Ms: p50Ms * 2, perSecond: 1000 / p50Ms, cpuMs });
const group = (on, operation, cells, server) => ({ on, operation, server, callers: 16, rounds: 3, noise: 0.01, cells: [cell("empty", 1), ...cells] });

test("quantiles are interpolated, and do not change what they are given", () => {
  const values = [4, 1, 3, 2];
  assert.equal(median(values), 2.5);
  assert.equal(quantile(values, 0), 1);
  assert.equal(quantile(values, 1), 4);
  assert.ok(Math.abs(quantile([0, 10], 0.99) - 9.9) < 1e-9);
  assert.deepEqual(values, [4, 1, 3, 2]);
  assert.equal(median([7]), 7);
});

test("ratios are of what is left without the empty Worker", () => {
  const measured = group("D1", "get", [cell("floor", 11), cell("floor again", 9), cell("tandem", 6)]);
  assert.equal(net(measured, "floor"), 10);
  assert.equal(ratio(measured, "tandem", "floor"), 0.5);
  assert.ok(Math.abs(ratio(measured, "tandem", "floor", "cpuMs") - 0.5) < 1e-9);
  assert.equal(apart(measured, "floor", "floor again"), 0.25);
  assert.equal(apart(measured, "floor again", "floor"), 0.25);
});

test("what was not measured, or drowned in the noise, has no ratio", () => {
  const measured = group("D1", "get", [cell("floor", 1), cell("tandem", 6), { name: "drizzle", p50Ms: 3 }]);
  assert.equal(ratio(measured, "tandem", "floor"), undefined);
  assert.equal(ratio(measured, "tandem", "nobody"), undefined);
  assert.equal(ratio(measured, "tandem", "drizzle", "cpuMs"), undefined);
  assert.equal(ratio(undefined, "tandem", "floor"), undefined);
});

test("an operation of the client is what its request took beside the connection", () => {
  assert.equal(each(21, 1, 20), 1);
});

test("options: all parts but the one that makes gigabytes; each may be named", () => {
  const { parts, rows, fillRows, quick } = readOptions([]);
  assert.deepEqual(parts, PARTS.filter((part) => part !== "scale"));
  assert.ok(rows > 20_000 * 50);
  assert.equal(fillRows, 1_000_000);
  assert.equal(quick, false);
  const named = readOptions(["--quick", "--parts", "scale,targets", "--rows", "1_000_000", "--sizes", "20000,10000", "--mysql", "mysql://a:b@h/c", "--mysql", "mysql://a:b@i/c"]);
  assert.deepEqual(named.parts, ["scale", "targets"]);
  assert.deepEqual([named.rows, named.fillRows], [1_000_000, 1_000_000]);
  assert.deepEqual(named.sizes, [10_000, 20_000]);
  assert.equal(named.mysql.length, 2);
});

test("rounds that are asked for are the least", () => {
  const { rounds, mostRounds } = readOptions(["--rounds", "7"]);
  assert.equal(rounds, 7);
  assert.ok(mostRounds > 7);
});

test("options that mean nothing are refused, with the list", () => {
  const wrong = [["--fast"], ["--parts", "speed"], ["--rows", "many"], ["--rows", "5"], ["--rounds", "0"], ["--mysql", "http://x"], ["stray"], ["--sizes", "10000,x"]];
  for (const args of wrong) assert.throws(() => readOptions(args), (error) => error instanceof Failure && /--quick/.test(error.message), args.join(" "));
});

const FIGURES = {
  requests: {
    rows: 10,
    groups: [
      group("D1", "get", [cell("floor", 11), cell("floor again", 11), cell("drizzle", 21), cell("tandem", 11)]),
      group("double write", "create", [cell("floor, D1 alone", 11), cell("floor", 21), cell("floor again", 21), cell("drizzle", 41), cell("tandem, deferred", 13), cell("tandem, awaited", 21)], "MySQL 9"),
    ],
  },
  sizes: [{ name: "tandem", rawBytes: 1_000_000, gzipBytes: 450_001 }],
  drain: [{ server: "MySQL 9", rows: 10, calls: [{ ms: 1, rows: 10 }], rowsPerSecond: 10_000 }],
  backfill: {
    rows: 100,
    servers: [
      {
        server: "MySQL 9",
        contestants: [
          { name: "tandem", widePerSecond: 20_000, rowsPerSecond: 30_000, verifiedPerSecond: 49_999, peakBytes: 129e6 },
          { name: "scripts", widePerSecond: 5_000, rowsPerSecond: 10_000, verifiedPerSecond: 20_000, peakBytes: 50e6 },
        ],
        cost: [
          { rows: 10, rowsRead: 2, rowsWritten: 0.1, subrequestsPerThousand: 4, cpuMsPerThousand: 20, mysqlCpuMsPerThousand: 30 },
          { rows: 100, rowsRead: 1, rowsWritten: 0.1, subrequestsPerThousand: 6, cpuMsPerThousand: 20 },
        ],
      },
    ],
  },
  beside: {
    rows: 100,
    servers: [{ server: "MySQL 9", writes: 600, alone: [{ perSecond: 200, p50Ms: 2, p99Ms: 4 }, { perSecond: 200, p50Ms: 2, p99Ms: 5 }], beside: { perSecond: 199, p50Ms: 3, p99Ms: 10 }, backfillPerSecond: 20_000 }],
  },
  scale: { sizes: [10, 100], groups: [group("D1", "get", [cell("10", 11), cell("100", 12)])] },
};
const line = (targets, text) => targets.find(({ target }) => target.includes(text));

test("targets are judged by their limit, in their direction", () => {
  const targets = evaluate(FIGURES);
  assert.deepEqual([line(targets, "get by key").measured, line(targets, "get by key").reached], [1, true]);
  assert.equal(line(targets, "create, deferred").measured, 1.2);
  assert.equal(line(targets, "create, deferred").reached, false);
  assert.deepEqual([line(targets, "awaited, of (b)").measured, line(targets, "awaited, of (b)").reached], [0.5, true]);
  assert.equal(line(targets, "bundle").reached, false);
  assert.deepEqual([line(targets, "drain").reached, line(targets, "drain").share], [true, 0.5]);
  assert.equal(line(targets, "get from D1, from 10 to 100").reached, true);
  assert.equal(line(targets, "backfill, tables of about 20 columns (MySQL 9)").reached, true);
  assert.deepEqual([line(targets, "backfill, all tables, of the scripts").measured, line(targets, "backfill, all tables, of the scripts").reached], [3, true]);
  assert.equal(line(targets, "full verify (").reached, false);
  assert.deepEqual([line(targets, "full verify, of").measured, line(targets, "full verify, of").reached], [49_999 / 20_000, false]);
  assert.equal(line(targets, "memory of workerd").reached, false);
  assert.deepEqual([line(targets, "p99 of writes").measured, line(targets, "p99 of writes").reached], [2, false]);
  assert.deepEqual([line(targets, "D1 rows read for a row copied, from 10 to 100").measured, line(targets, "subrequests").reached], [0.5, false]);
});

test("what was not measured is listed, and neither reached nor missed", () => {
  const targets = evaluate({});
  assert.ok(targets.length >= 15);
  for (const { target, measured, reached } of targets) assert.deepEqual([measured, reached], [undefined, undefined], target);
  assert.match(report({}, targets, false), /not measured \(--parts client\)/);
});

test("a table has as many cells in each line as in its head", () => {
  const lines = table(["what", "figure"], [["a", 1], ["longer", 22]]).split("\n");
  assert.deepEqual(lines, ["| what   | figure |", "| ------ | -----: |", "| a      |      1 |", "| longer |     22 |"]);
});

test("report and pictures of any results are whole", () => {
  const about = { measured: "2026-01-01T00:00", machine: { cpu: "CPU", cores: 2, kernel: "Linux" }, versions: { node: "24" }, servers: ["MySQL 9"], commit: "abc", rows: 10 };
  const parts = Object.fromEntries(Object.entries(FIGURES).map(([name, figures]) => [name, { ...about, figures }]));
  const text = report(parts, evaluate(FIGURES), false);
  assert.doesNotMatch(text, /undefined|NaN/);
  for (const picture of [requestsPicture(FIGURES.requests.groups), backfillPicture(FIGURES.backfill), targetsPicture(evaluate(FIGURES))]) {
    assert.doesNotMatch(picture, /undefined|NaN/);
    assert.match(picture, /^<svg [\s\S]*<\/svg>$/);
  }
});

test("an open loop keeps its pace, counts from when a request was due, and fails with the first that fails", async () => {
  const quick = steady({ send: async () => {} }, 500, () => ({}));
  await until(() => quick.sent() >= 20);
  const { requests, p50Ms } = await quick.stop();
  assert.ok(requests >= 20 && p50Ms >= 0);
  const broken = steady({ send: () => Promise.reject(new Error("refused")) }, 500, () => ({}));
  await until(() => broken.sent() >= 1);
  await assert.rejects(broken.stop(), /refused/);
});
