// A process of its own that runs all contestants in one workerd, on one D1 and one MySQL, so that the load
// generator's CPU is not theirs. Talks to its parent by messages.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";

const DATE = "2026-10-01";
const DISPOSE_DEADLINE_MS = 10_000;

const SPY = join(import.meta.dirname, "../workers/spy.mjs");

/** The entry, and the wasm beside it; a spied one stands behind the spy. */
function modules(entry, spied) {
  const root = dirname(entry);
  const wasm = readdirSync(root).filter((name) => name.endsWith(".wasm"));
  const module = (type, name, file = join(root, name)) => ({ type, path: join(root, name), contents: readFileSync(file) });
  const code = spied ? [module("ESModule", "spy.mjs", SPY), module("ESModule", "contestant.js", entry)] : [module("ESModule", basename(entry))];
  return { modulesRoot: root, modules: [...code, ...wasm.map((name) => module("CompiledWasm", name))] };
}

/** As wrangler.toml has them. */
const queues = (name) => ({
  queueProducers: { EVENTS: `events-${name}`, JOBS: `jobs-${name}` },
  queueConsumers: { [`events-${name}`]: { maxBatchSize: 100, maxBatchTimeout: 1 }, [`jobs-${name}`]: { maxBatchSize: 1, maxBatchTimeout: 0 } },
});

/**
 * @typedef {{name: string, entry: string, vars?: object, queue?: boolean, flags?: string[], spied?: boolean}} Worker
 * @param {{workers: Worker[], persistDir: string, mysqlUrl: string, d1: string}} plan
 */
async function start({ workers, persistDir, mysqlUrl, d1 }) {
  const options = {
    workers: workers.map(({ name, entry, vars = {}, queue = false, flags = [], spied = false }) => ({
      name,
      ...modules(entry, spied),
      compatibilityDate: DATE,
      compatibilityFlags: flags,
      bindings: vars,
      d1Databases: { DB: d1 },
      hyperdrives: { HYPERDRIVE: mysqlUrl },
      ...(queue ? queues(name) : {}),
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    })),
    // Where wrangler, which made these files, keeps them.
    resourcePersistencePath: join(persistDir, "v3"),
    log: new Log(LogLevel.ERROR),
  };
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  await miniflare.ready;
  const urls = {};
  for (const { name } of workers) urls[name] = String(await miniflare.unsafeGetDirectURL(name)).replace(/\/$/, "");
  return { miniflare, urls };
}

let running;
process.on("message", async (message) => {
  try {
    if (message.start) {
      running = await start(message.start);
      process.send({ urls: running.urls });
    } else if (message.stop) {
      await running?.miniflare.dispose();
      process.send({ stopped: true });
      process.exit(0);
    }
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) }, () => process.exit(1));
  }
});
// A Ctrl-C reaches this process as well; its parent's end is what ends it, so that nothing is left half-written.
process.on("SIGINT", () => {});
process.on("disconnect", async () => {
  setTimeout(() => process.exit(1), DISPOSE_DEADLINE_MS);
  await running?.miniflare.dispose().catch(() => {});
  process.exit(0);
});
