// All rows of an app from D1 to MySQL, and then both compared: Tandem's runs beside what scripts do (bench/workers/scripts.ts),
// and what a row costs in a small database and in a large one.
import { emptyMysql, filledD1, filledTables } from "../lib/filled.mjs";
import { cpuMs, rssBytes } from "../lib/process.mjs";
import { completed } from "../lib/runs.mjs";
import { openStage } from "../lib/stage.mjs";

const SMALL_ROWS = 10_000;
const SAMPLE_MS = 100;
/** How long the scripts may take to copy, and to compare. */
const SCRIPTS_MS = 240_000;
/** Rows of one request to them: whole pages, and less than a request may take. */
const SCRIPTS_ROWS = 10_000;
const VARS = { PRIMARY: "d1", ENABLE_DOUBLE_WRITE: "true" };

const sum = (list, figure) => list.reduce((all, each) => all + each[figure], 0);
const perSecond = ({ rows, ms }) => (rows * 1_000) / ms;

/** Opens a stage for `work`, on a D1 with so many rows and an empty MySQL. */
async function onFilled({ rows, server, workers }, work) {
  const dir = await filledD1(rows);
  const mysqlUrl = await emptyMysql(server.url);
  const stage = await openStage({ dir, mysqlUrl, workers });
  try {
    return await work(stage, filledTables(dir));
  } finally {
    await stage.close();
  }
}

/** The most memory that workerd had above what it has at rest, while `work` went on. */
async function atMost(pid, work) {
  const before = rssBytes(pid);
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, rssBytes(pid) ?? 0)), SAMPLE_MS);
  try {
    return { ...(await work()), peakBytes: most - before };
  } finally {
    clearInterval(timer);
  }
}

/** Tandem: first the tables of about twenty columns alone, then, with MySQL empty again, all of them, and all compared. */
function tandem(rows, server, note) {
  return onFilled({ rows, server, workers: { tandem: { bundle: "tandem", vars: VARS } } }, async (stage, tables) => {
    await stage.doors.tandem.send({ path: "/health" });
    const run = (wanted, expected, label) => completed(stage.doors.tandem, wanted, expected, (done) => note(`${server.name}, Tandem, ${label}: ${done.toLocaleString("en")} rows`));
    const { peakBytes, ...figures } = await atMost(stage.pid, async () => {
      const broad = tables.filter(({ wide }) => wide);
      const wide = await run({ kind: "backfill", tables: broad.map(({ table }) => table) }, sum(broad, "rows"), "tables of about 20 columns");
      await emptyMysql(server.url);
      return { wide, backfill: await run({ kind: "backfill" }, rows, "backfill"), verify: await run({ kind: "verify", level: "full" }, rows, "verify") };
    });
    return { name: "tandem", ...rates(figures), peakBytes };
  });
}

/**
 * The scripts: a table at a time, until all rows are through or their time is over. OFFSET makes each page of a table slower than the
 * one before, so what they are too slow for would only lower their figures.
 */
function scripts(rows, server, note) {
  return onFilled({ rows, server, workers: { scripts: { bundle: "scripts" } } }, async (stage, tables) => {
    const through = async (path, list) => {
      const done = [];
      for (const { rows: most, wide, table, ...wanted } of list)
        for (let from = 0; from < most && sum(done, "ms") < SCRIPTS_MS; from += SCRIPTS_ROWS) {
          const body = JSON.stringify({ ...wanted, table, from, upTo: Math.min(most, from + SCRIPTS_ROWS) });
          const { ms, text } = await stage.doors.scripts.send({ method: "POST", path, body });
          const answer = JSON.parse(text);
          if (answer.differences > 0) throw new Error(`the scripts left ${answer.differences} differences in ${table}`);
          done.push({ table, wide, ms, rows: answer.rows });
          note(`${server.name}, scripts, ${path.slice(1)}: ${sum(done, "rows").toLocaleString("en")} rows`);
        }
      return done;
    };
    const total = (list) => ({ rows: sum(list, "rows"), ms: sum(list, "ms") });
    const { peakBytes, ...figures } = await atMost(stage.pid, async () => {
      const copied = await through("/backfill", tables);
      const there = tables.map((table) => ({ ...table, rows: sum(copied.filter((part) => part.table === table.table), "rows") }));
      return { wide: total(copied.filter(({ wide }) => wide)), backfill: total(copied), verify: total(await through("/verify", there)) };
    });
    return { name: "scripts", ...rates(figures), copiedRows: figures.backfill.rows, peakBytes };
  });
}

const rates = ({ wide, backfill, verify }) => ({ widePerSecond: perSecond(wide), rowsPerSecond: perSecond(backfill), verifiedPerSecond: perSecond(verify) });

/** What a row of a backfill costs, as D1 and the kernel count it. */
function cost(rows, server, note) {
  return onFilled({ rows, server, workers: { tandem: { bundle: "tandem", vars: VARS, spied: true } } }, async (stage) => {
    await stage.doors.tandem.send({ path: "/health" });
    await stage.doors.tandem.send({ path: "/spent" });
    const before = [cpuMs(stage.pid), cpuMs(server.pid)];
    await completed(stage.doors.tandem, { kind: "backfill" }, rows, (done) => note(`${server.name}, the cost of ${rows.toLocaleString("en")}: ${done.toLocaleString("en")} rows`));
    const after = [cpuMs(stage.pid), cpuMs(server.pid)];
    const spent = JSON.parse((await stage.doors.tandem.send({ path: "/spent" })).text);
    const [workerd, mysql] = after.map((ms, at) => ((ms - before[at]) * 1_000) / rows);
    return {
      rows,
      rowsRead: spent.rowsRead / rows,
      rowsWritten: spent.rowsWritten / rows,
      subrequestsPerThousand: ((spent.batches + spent.connections) * 1_000) / rows,
      cpuMsPerThousand: workerd,
      mysqlCpuMsPerThousand: Number.isFinite(mysql) ? mysql : undefined,
    };
  });
}

/** @returns {Promise<{rows: number, servers: {server: string, contestants: object[], cost: object[]}[]}>} */
export async function backfill({ options: { fillRows: rows }, servers, progress }) {
  const figures = [];
  for (const server of servers) {
    const contestants = [await tandem(rows, server, progress.note), await scripts(rows, server, progress.note)];
    const costs = [await cost(SMALL_ROWS, server, progress.note), await cost(rows, server, progress.note)];
    figures.push({ server: server.name, contestants, cost: costs });
  }
  return { rows, servers: figures };
}
