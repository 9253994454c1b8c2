// Tandem's MySQL client alone against mysql2, both in workerd: its CPU for one operation.
import { memberId, NEW_TEAM, userId } from "../lib/data.mjs";
import { each } from "../lib/figures.mjs";
import { measure } from "../lib/measure.mjs";
import { onStage } from "../lib/stage.mjs";

const CALLERS = 4;
/** How often each operation is done on the one connection of a request, and how many such requests a burst has. */
const OPERATIONS = { connect: [1, 100], point: [20, 40], upsert: [20, 40], insert: [4, 16], read: [4, 24], "read, dates as text": [4, 24] };
const CLIENTS = { tandem: "floor", mysql2: "mysql2" };
const DATES_AS_TEXT = ", dates as text";

/** Tandem's client has one way to read: texts. */
const measured = (client, operation) => client === "mysql2" || !operation.endsWith(DATES_AS_TEXT);

function cell(stage, client, operation, rows) {
  const [times] = OPERATIONS[operation];
  const path = operation.replace(DATES_AS_TEXT, "");
  const texts = operation === path ? "" : "&dates=text";
  const near = () => memberId(Math.floor(Math.random() * Math.min(rows - 2_000, 18_000)));
  return { name: client, door: stage.doors[client], make: () => ({ path: `/client/${path}?times=${times}&from=${near()}&team=${NEW_TEAM}&user=${userId(1)}${texts}` }), settle: true };
}

/**
 * @returns {Promise<{server: string, operation: string, client: string, cpuMs: number, withConnectMs: number}[]>} CPU of workerd per operation on
 * an open connection, and with one of its own, as each request of a Worker has to make it
 */
export async function client({ options: { rows, clientRounds }, servers, progress }) {
  const figures = [];
  for (const server of servers)
    await onStage({ rows, server, workers: { tandem: { bundle: CLIENTS.tandem }, mysql2: { bundle: CLIENTS.mysql2 }, empty: { bundle: "empty" } } }, async (stage) => {
      const connect = {};
      for (const [operation, [times, requests]] of Object.entries(OPERATIONS)) {
        const clients = Object.keys(CLIENTS).filter((name) => measured(name, operation));
        const cells = clients.map((name) => cell(stage, name, operation, rows));
        if (operation === "connect") cells.push({ name: "empty", door: stage.doors.empty, make: () => ({ path: "/" }) });
        const results = await measure({ cells, callers: CALLERS, rounds: clientRounds, requests, stage, onRound: (round) => progress.note(`${server.name}, ${operation}, round ${round}`) });
        const cpu = Object.fromEntries(results.map(({ name, cpuMs }) => [name, cpuMs]));
        for (const name of clients) {
          if (operation === "connect") connect[name] = { ms: cpu[name], netMs: cpu[name] - cpu.empty };
          const { ms, netMs } = connect[name];
          const cpuMs = operation === "connect" ? netMs : each(cpu[name], ms, times);
          figures.push({ server: server.name, operation, client: name, cpuMs, withConnectMs: operation === "connect" ? netMs : netMs + cpuMs });
        }
      }
    });
  return figures;
}
