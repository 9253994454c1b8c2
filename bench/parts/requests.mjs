// The same requests to Tandem, to what a team writes today, to the floor and to an empty Worker, in turn.
import { cursorsOf, operations } from "../lib/operations.mjs";
import { apart } from "../lib/figures.mjs";
import { measure } from "../lib/measure.mjs";
import { onStage } from "../lib/stage.mjs";

const CALLERS = [1, 16];
const READS = ["get", "list", "far"];
const WRITES = ["create", "update", "unit"];

const BASE = { empty: { bundle: "empty" }, floor: { bundle: "floor" }, "floor again": { bundle: "floor" }, drizzle: { bundle: "drizzle" } };
const tandem = (vars) => ({ bundle: "tandem", vars });
const DOUBLE = { PRIMARY: "d1", ENABLE_DOUBLE_WRITE: "true" };

/** One contestant's cell. @param {string} door @param {string} name as it is reported @param {() => object} make */
const cell = (stage, name, door, make) => ({ name, door: stage.doors[door], make, settle: door !== "empty" });
const empty = (stage) => cell(stage, "empty", "empty", () => ({ path: "/" }));

/** (a), (b), (c) and (c) again, on one database. */
const plainCells = (mode) => (stage, ops, operation) => {
  const make = ops.plain(mode)[operation];
  const others = ["floor", "floor again", "drizzle"].map((name) => cell(stage, name, name, make));
  return [empty(stage), ...others, cell(stage, "tandem", "tandem", ops.tandem()[operation])];
};

/** Deferred writes stand beside the floor's D1 batch alone, awaited ones beside its batch and then its statement. */
function doubleCells(stage, ops, operation) {
  const [d1, both] = [ops.plain("d1")[operation], ops.plain("double")[operation]];
  return [
    empty(stage),
    cell(stage, "floor, D1 alone", "floor", d1),
    cell(stage, "floor", "floor", both),
    cell(stage, "floor again", "floor again", both),
    cell(stage, "drizzle", "drizzle", both),
    cell(stage, "tandem, deferred", "deferred", ops.tandem()[operation]),
    cell(stage, "tandem, awaited", "awaited", ops.tandem()[operation]),
  ];
}

/** What is measured where: each on a stage of its own. */
function phases(servers) {
  const alone = { on: "D1", primary: "d1", workers: { ...BASE, tandem: tandem({ PRIMARY: "d1" }) }, asks: "tandem", operations: [...READS, ...WRITES], cells: plainCells("d1") };
  const withEach = servers.flatMap((server) => [
    {
      on: "double write",
      server,
      primary: "d1",
      workers: { ...BASE, deferred: tandem({ ...DOUBLE, SECONDARY_WRITES: "defer" }), awaited: tandem({ ...DOUBLE, SECONDARY_WRITES: "await" }) },
      asks: "deferred",
      operations: WRITES,
      cells: doubleCells,
    },
    { on: "MySQL", server, primary: "mysql", workers: { ...BASE, tandem: tandem({ PRIMARY: "mysql", ENABLE_DOUBLE_WRITE: "true" }) }, asks: "tandem", operations: READS, cells: plainCells("mysql") },
  ]);
  return [alone, ...withEach];
}

/** @returns {Promise<{rows: number, groups: object[]}>} */
export async function requests({ options: { rows, rounds, mostRounds }, servers, progress }) {
  const groups = [];
  const todo = phases(servers);
  progress.expect(todo.reduce((sum, { operations }) => sum + operations.length * CALLERS.length, 0));
  for (const phase of todo) {
    await onStage({ rows, server: phase.server, primary: phase.primary, workers: phase.workers }, async (stage) => {
      const ops = operations(rows, await cursorsOf(stage.doors[phase.asks], rows));
      for (const operation of phase.operations)
        for (const callers of CALLERS) {
          const what = { on: phase.on, server: phase.server?.name, operation, callers };
          const cells = await measure({
            cells: phase.cells(stage, ops, operation),
            callers,
            rounds,
            mostRounds,
            same: ["floor", "floor again"],
            stage,
            mysqlPid: phase.server?.pid,
            onRound: (round) => progress.at(what, round),
          });
          const group = { ...what, rounds: cells.rounds, noise: apart({ cells }, "floor", "floor again"), cells: [...cells] };
          groups.push(group);
          progress.done(group);
        }
    });
  }
  return { rows, groups };
}
