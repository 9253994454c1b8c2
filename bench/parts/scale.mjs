// How the figures move with the number of rows in the table, all sizes in turn.
import { cursorsOf, operations } from "../lib/operations.mjs";
import { measure } from "../lib/measure.mjs";
import { d1With, mysqlWith, reset } from "../lib/data.mjs";
import { openStage } from "../lib/stage.mjs";

const CALLERS = 16;
const PHASES = {
  D1: { primary: "d1", epoch: 1, vars: { PRIMARY: "d1" }, operations: ["get", "list", "far", "create", "update"] },
  MySQL: { primary: "mysql", epoch: 2, vars: { PRIMARY: "mysql", ENABLE_DOUBLE_WRITE: "true" }, operations: ["get", "list", "far"] },
};

async function open(rows, { primary, epoch, vars }, server) {
  const dir = await d1With(rows);
  const mysqlUrl = server && (await mysqlWith(server.url, rows));
  await reset({ d1: dir, url: mysqlUrl, primary, epoch });
  const stage = await openStage({ dir, mysqlUrl, workers: { tandem: { bundle: "tandem", vars }, empty: { bundle: "empty" } } });
  return { rows, stage, ops: operations(rows, await cursorsOf(stage.doors.tandem, rows)).tandem() };
}

/** The cells of one operation: Tandem at each size, and one empty Worker. */
function cellsOf(stages, operation) {
  const cells = stages.map(({ rows, stage, ops }) => ({ name: String(rows), door: stage.doors.tandem, make: ops[operation], settle: true, stage }));
  const [{ stage }] = stages;
  return [{ name: "empty", door: stage.doors.empty, make: () => ({ path: "/" }), stage }, ...cells];
}

/** @returns {Promise<{sizes: number[], groups: object[]}>} a group for each operation, a cell for each size */
export async function scale({ options: { sizes, rounds }, servers, progress }) {
  const groups = [];
  for (const [on, phase] of Object.entries(PHASES)) {
    const server = on === "MySQL" ? servers[0] : undefined;
    if (on === "MySQL" && !server) continue;
    const stages = [];
    try {
      for (const rows of sizes) stages.push(await open(rows, phase, server));
      for (const operation of phase.operations) {
        const what = { on, server: server?.name, operation, callers: CALLERS };
        const cells = await measure({ cells: cellsOf(stages, operation), callers: CALLERS, rounds, stage: stages[0].stage, mysqlPid: server?.pid, onRound: (round) => progress.at(what, round) });
        groups.push({ ...what, rounds: cells.rounds, cells: [...cells] });
        progress.done(groups.at(-1));
      }
    } finally {
      for (const { stage } of stages) await stage.close();
    }
  }
  return { sizes, groups };
}
