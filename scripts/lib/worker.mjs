// Runs the built Worker locally, in wrangler's workerd.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./log.mjs";
import { NODE, ROOT, STATE, WRANGLER } from "./paths.mjs";
import { freePort, serve, sleep } from "./proc.mjs";
import { ensureSecrets } from "./secrets.mjs";

const START_DEADLINE_MS = 60_000;
/** Nobody listens there: with D1 alone the Worker never connects, but wrangler wants a URL for the binding. */
const NO_MYSQL = "mysql://none:none@127.0.0.1:9/none";
export const D1_ONLY_VARS = { PRIMARY: "d1", ENABLE_DOUBLE_WRITE: "false", ENABLE_PS_READS: "false", PS_READ_PERCENT: "0", SHADOW_READ_PERCENT: "0" };

/** What keeps wrangler quiet, offline and within this project. */
export const wranglerEnv = (persistDir) => ({
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_LOG_PATH: join(STATE, "logs", "wrangler"),
  // Its own registry for each state, so that Workers of the same name do not find each other.
  WRANGLER_REGISTRY_PATH: join(persistDir, "registry"),
  TANDEM_SKIP_BUILD: "1",
  CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: NO_MYSQL,
});

/**
 * Starts the Worker from the bundle in build/ and waits until it answers (about 2 s).
 * @param {object} options
 * @param {string} options.persistDir local state: D1 and queues; not to be shared by two Workers that run at the same time
 * @param {number} [options.port] if it is free, else another
 * @param {Record<string, string>} [options.vars] flags over those of wrangler.toml
 * @param {string} [options.entry] another entry than that of wrangler.toml
 * @param {string} [options.mysqlUrl] what Hyperdrive connects to; its password may not be empty
 * @param {boolean} [options.d1Only]
 * @param {boolean} [options.noD1] without the binding DB
 * @param {string} [options.secretsFile] dotenv file; by default the local secrets
 * @param {boolean} [options.watch] build again when a source changes
 * @param {(line: string) => void} [options.onLine] gets each line that the Worker logs
 * @returns {Promise<{url: string, port: number, logFile: string, exited: Promise<number>, cron(): Promise<Response>, stop(): Promise<void>, kill(): Promise<void>}>}
 * `cron` fires the scheduled handler; `kill` ends workerd like a power cut
 */
export async function startWorker({ persistDir, port = 0, vars = {}, entry, mysqlUrl, d1Only = false, noD1 = false, secretsFile = ensureSecrets().file, watch = false, onLine }) {
  mkdirSync(persistDir, { recursive: true });
  const actual = await freePort(port);
  const flags = { ...vars, ...(d1Only ? D1_ONLY_VARS : {}) };
  const config = noD1 ? withoutD1(persistDir) : join(ROOT, "wrangler.toml");
  const args = ["dev", "--config", config, "--ip", "127.0.0.1", "--port", String(actual), "--inspector-port", String(await freePort())];
  args.push("--persist-to", persistDir, "--env-file", secretsFile, "--test-scheduled", "--show-interactive-dev-session=false");
  if (entry) args.push(entry);
  for (const [name, value] of Object.entries(flags)) args.push("--var", `${name}:${value}`);
  const env = { ...wranglerEnv(persistDir) };
  if (mysqlUrl && !d1Only) env.CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE = mysqlUrl;
  if (watch) delete env.TANDEM_SKIP_BUILD;
  const service = serve(NODE, ["--no-warnings", WRANGLER, ...args], { name: `worker-${actual}`, env, onLine });
  const url = `http://127.0.0.1:${actual}`;
  await untilAnswering(service, url);
  return {
    url,
    port: actual,
    logFile: service.logFile,
    exited: service.exited,
    cron: () => fetch(`${url}/__scheduled?cron=${encodeURIComponent("* * * * *")}`, { signal: AbortSignal.timeout(60_000) }),
    stop: service.stop,
    kill: service.kill,
  };
}

/** The configuration of a team that has left D1, beside the Worker's state: paths in it are absolute. */
function withoutD1(persistDir) {
  const text = readFileSync(join(ROOT, "wrangler.toml"), "utf8");
  const alone = text
    .replace(/^main = "(.*)"$/m, (_, main) => `main = ${JSON.stringify(join(ROOT, main))}`)
    // The bundle is built already; the other environments have no part in this.
    .replace(/^\[build\]\n(?:(?!\[).*\n)*/m, "")
    .replace(/^# ---- staging[^]*/m, "")
    .replace(/^\[\[d1_databases\]\]\n(?:(?!\[).*\n)*/m, "");
  const path = join(persistDir, "wrangler.toml");
  writeFileSync(path, alone);
  return path;
}

async function untilAnswering(service, url) {
  for (const end = Date.now() + START_DEADLINE_MS; ; await sleep(50)) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(10_000) });
      return;
    } catch {
      if (service.alive() && Date.now() < end) continue;
      await service.kill();
      throw new Failure(`The Worker did not start.\n${service.tail()}`, `read ${service.logFile}`);
    }
  }
}
