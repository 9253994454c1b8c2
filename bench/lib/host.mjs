// A process of its own that runs all contestants in one workerd, on one D1 and one MySQL, so that the load
// generator's CPU is not theirs. Talks to its parent by messages.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";

const DATE = "2026-10-01";

/** The entry, and the wasm beside it. */
function modules(entry) {
  const root = dirname(entry);
  const wasm = readdirSync(root).filter((name) => name.endsWith(".wasm"));
  const module = (type) => (name) => ({ type, path: join(root, name), contents: readFileSync(join(root, name)) });
  return { modulesRoot: root, modules: [...[basename(entry)].map(module("ESModule")), ...wasm.map(module("CompiledWasm"))] };
}

/** @param {{workers: {name: string, entry: string, vars?: object, queue?: boolean, flags?: string[]}[], persistDir: string, mysqlUrl: string, d1: string}} plan */
async function start({ workers, persistDir, mysqlUrl, d1 }) {
  const options = {
    workers: workers.map(({ name, entry, vars = {}, queue = false, flags = [] }) => ({
      name,
      ...modules(entry),
      compatibilityDate: DATE,
      compatibilityFlags: flags,
      bindings: vars,
      d1Databases: { DB: d1 },
      hyperdrives: { HYPERDRIVE: mysqlUrl },
      ...(queue ? { queueProducers: { EVENTS: `events-${name}` }, queueConsumers: { [`events-${name}`]: { maxBatchSize: 100, maxBatchTimeout: 1 } } } : {}),
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
process.on("disconnect", () => running?.miniflare.dispose().finally(() => process.exit(0)));
