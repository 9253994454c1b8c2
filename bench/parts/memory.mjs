// Resident memory of workerd after many mixed requests, and whether it grows.
import { burst } from "../lib/load.mjs";
import { cursorsOf, operations } from "../lib/operations.mjs";
import { rssBytes } from "../lib/process.mjs";
import { onStage } from "../lib/stage.mjs";

const CALLERS = 16;
/** Of ten requests: five reads by key, two pages, one creation, two updates. */
const MIX = ["get", "get", "get", "get", "get", "list", "list", "create", "update", "update"];

/** @returns {Promise<{name: string, requests: number, rssBytes: number}[]>} a fresh workerd for each contestant */
export async function memory({ options: { rows, memoryRequests }, servers, progress }) {
  const server = servers[0];
  const vars = { PRIMARY: "d1", ENABLE_DOUBLE_WRITE: String(server !== undefined) };
  const mode = server ? "double" : "d1";
  const contestants = {
    tandem: [{ bundle: "tandem", vars }, async (stage) => mixed(operations(rows, await cursorsOf(stage.doors.tandem, rows)).tandem())],
    drizzle: [{ bundle: "drizzle" }, () => mixed(withoutPages(rows, mode))],
    floor: [{ bundle: "floor" }, () => mixed(withoutPages(rows, mode))],
    empty: [{ bundle: "empty" }, () => [() => ({ path: "/" })]],
  };
  const figures = [];
  for (const [name, [worker, makersOn]] of Object.entries(contestants))
    await onStage({ rows, server, workers: { [name]: worker } }, async (stage) => {
      const makers = await makersOn(stage);
      let sent = 0;
      const make = () => makers[sent++ % makers.length]();
      for (const upTo of memoryRequests) {
        progress.note(`${name}, ${upTo.toLocaleString("en")} requests`);
        await burst(stage.doors[name], make, upTo - sent, CALLERS);
        await stage.settle();
        figures.push({ name, requests: upTo, rssBytes: rssBytes(stage.pid) });
      }
    });
  return figures;
}

const mixed = (ops) => MIX.map((operation) => ops[operation]);

/** (b) and (c) read from D1 and write to both; only Tandem's pages need cursors. */
function withoutPages(rows, mode) {
  const [reads, writes] = [operations(rows, []).plain("d1"), operations(rows, []).plain(mode)];
  return { ...writes, get: reads.get, list: reads.list };
}
