// What a read costs its client when every read is repeated at the other database after the answer, beside one without.
import { cursorsOf, operations } from "../lib/operations.mjs";
import { apart } from "../lib/figures.mjs";
import { measure } from "../lib/measure.mjs";
import { onStage } from "../lib/stage.mjs";

const OPERATIONS = ["get", "list"];
/** One at a time the repetition has ended before the next read, as with a Worker that is not at its limit. */
const CALLERS = [1, 16];

const tandem = (vars) => ({ bundle: "tandem", vars: { PRIMARY: "d1", ENABLE_DOUBLE_WRITE: "true", ...vars } });
const WORKERS = { empty: { bundle: "empty" }, tandem: tandem({}), again: tandem({}), shadowed: tandem({ SHADOW_READ_PERCENT: "100" }) };
const CELLS = { empty: "empty", tandem: "tandem", "tandem again": "again", "tandem, shadowed": "shadowed" };

/** @returns {Promise<{groups: object[]}>} */
export async function shadow({ options: { rows, rounds, mostRounds }, servers, progress }) {
  const groups = [];
  progress.expect(servers.length * OPERATIONS.length * CALLERS.length);
  for (const server of servers)
    await onStage({ rows, server, workers: WORKERS }, async (stage) => {
      const ops = operations(rows, await cursorsOf(stage.doors.tandem, rows)).tandem();
      for (const operation of OPERATIONS)
        for (const callers of CALLERS) {
          const what = { on: "D1", server: server.name, operation, callers };
          const cell = ([name, worker]) => ({ name, door: stage.doors[worker], make: name === "empty" ? () => ({ path: "/" }) : ops[operation], settle: name !== "empty" });
          const cells = await measure({ cells: Object.entries(CELLS).map(cell), callers, rounds, mostRounds, same: ["tandem", "tandem again"], stage, mysqlPid: server.pid, onRound: (round) => progress.at(what, round) });
          const group = { ...what, rounds: cells.rounds, noise: apart({ cells }, "tandem", "tandem again"), cells: [...cells] };
          groups.push(group);
          progress.done(group);
        }
    });
  return { groups };
}
