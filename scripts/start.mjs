// npm start: installs what is missing, builds, makes and migrates both databases, starts everything, says where it is.
//   --d1-only            without MySQL
//   --port N             8787 by default
//   --var NAME:VALUE     a flag over that of wrangler.toml; may be repeated
import { join } from "node:path";
import { parseArgs } from "node:util";
import { alone } from "./lib/alone.mjs";
import { die, Failure, note, say } from "./lib/log.mjs";
import { STATE } from "./lib/paths.mjs";
import { stopAll, stopOnSignals, stopping } from "./lib/proc.mjs";
import { ensureSecrets, signToken } from "./lib/secrets.mjs";
import { ensureBundle, ensurePackages } from "./lib/setup.mjs";

const CRON_EVERY_MS = 60_000;

async function main() {
  alone({ file: join(STATE, "start.pid"), program: "start.mjs", what: "Tandem runs", remedy: "use that one, or stop it with Ctrl-C first" });
  const options = { "d1-only": { type: "boolean", default: false }, port: { type: "string", default: "8787" }, var: { type: "string", multiple: true, default: [] } };
  const { values } = readArguments(options);
  const vars = Object.fromEntries(values.var.map(flagAndValue));
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Failure(`--port ${values.port} is no port.`, USAGE);
  stopOnSignals();
  await ensurePackages();
  await ensureBundle();
  // These need the npm packages, so they are loaded only now.
  const { chosenMysql } = await import("./lib/mysql.mjs");
  const { migrateBoth } = await import("./lib/migrate.mjs");
  const { startWorker } = await import("./lib/worker.mjs");

  const d1Only = values["d1-only"];
  const persistDir = join(STATE, "d1");
  const mysql = d1Only ? undefined : await chosenMysql();
  await migrateBoth({ persistDir, url: mysql?.url });
  let ready = false; // wrangler's banner and its list of bindings stay in the log
  const onLine = (line) => ready && say(line);
  const worker = await startWorker({ persistDir, port, vars, mysqlUrl: mysql?.url, d1Only, watch: true, onLine });
  ready = true;
  fireCron(worker);
  describe(worker, mysql, persistDir);
  if (worker.port !== port) say(`Port ${port} is taken, so it is ${worker.port}: npm run seed -- --url ${worker.url}\n`);
  const code = await worker.exited;
  if (stopping()) return;
  await stopAll();
  die(new Error(`The Worker ended by itself (${code}); its log is ${worker.logFile}`));
}

const USAGE = "npm start -- [--d1-only] [--port N] [--var NAME:VALUE]…, with the flags of docs/flags.md";
const FLAGS = ["PRIMARY", "ENABLE_DOUBLE_WRITE", "ENABLE_PS_READS", "PS_READ_PERCENT", "PS_READ_TABLES", "PS_READ_TABLES_DENY", "PS_READ_TENANTS", "PS_READ_TENANTS_DENY", "SHADOW_READ_PERCENT", "FAIL_ON_SECONDARY_ERROR", "VERIFY_WRITES", "SECONDARY_WRITES", "MAINTENANCE_MODE"];

function readArguments(options) {
  try {
    return parseArgs({ options });
  } catch (error) {
    throw new Failure(error.message, USAGE);
  }
}

function flagAndValue(text) {
  const at = text.indexOf(":");
  const name = text.slice(0, Math.max(at, 0));
  if (!FLAGS.includes(name)) throw new Failure(`--var ${text} names no flag.`, `NAME:VALUE with one of ${FLAGS.join(", ")}`);
  return [name, text.slice(at + 1)];
}

/** The local runtime does not fire crons by itself. */
function fireCron(worker) {
  setInterval(() => worker.cron().catch((error) => note(`cron: ${error.message}`)), CRON_EVERY_MS).unref();
}

function describe(worker, mysql, persistDir) {
  const { values, file } = ensureSecrets();
  const token = signToken({ secret: values.JWT_SECRET, role: "admin" });
  const id = `team_${Date.now().toString(36)}`;
  const team = JSON.stringify({ id, name: "A gym", slug: id });
  say(`
Tandem runs. Ctrl-C stops everything.
  Worker    ${worker.url}
  D1        SQLite in ${persistDir}
  MySQL     ${mysql?.what ?? "none (--d1-only)"}
  Queue     tandem-events, delivered to the Worker itself
  Cron      every minute, fired by this script
  Secrets   ${file}
  Logs      ${join(STATE, "logs")}

Three lines to try: how the databases are, a new row, and that row (the token is an administrator's, for a day):
  curl -s ${worker.url}/health/database
  curl -s -H 'authorization: Bearer ${token}' -H 'content-type: application/json' -d '${team}' ${worker.url}/v1/team
  curl -s -H 'authorization: Bearer ${token}' ${worker.url}/v1/team/${id}
More rows: npm run seed. Another token: npm run -s token -- --team team_x
`);
}

main().catch(async (error) => {
  if (stopping()) return; // the signal's handler ends the script
  await stopAll().catch(() => {});
  die(error);
});
