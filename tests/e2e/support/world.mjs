// Everything that one test file runs: the Worker in workerd, its D1, a MySQL database, and the proxy between them.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { STATE } from "../../../scripts/lib/paths.mjs";
import { stopAll } from "../../../scripts/lib/proc.mjs";
import { ensureSecrets, signToken } from "../../../scripts/lib/secrets.mjs";
import { startWorker } from "../../../scripts/lib/worker.mjs";
import { Client } from "./client.mjs";
import { D1, freshD1, SHARED_D1_ENTRY, startD1Host } from "./d1.mjs";
import { eventually } from "./eventually.mjs";
import { MySql, mysqlServer } from "./mysql.mjs";
import { startProxy } from "./proxy.mjs";

/** The flags that a Worker has here unless a test says otherwise. */
const VARS = { PRIMARY: "d1", ENABLE_DOUBLE_WRITE: "true", SECONDARY_WRITES: "defer" };

/**
 * Starts all of it, with empty databases.
 * @param {string} name of the test file
 * @param {{vars?: Record<string, string>, d1Only?: boolean, sharedD1?: boolean, server?: {url: string}}} [options]
 * `sharedD1`: D1 in a process of its own, for several Workers that write at the same time; `server`: instead of the
 * run's own
 */
export async function startWorld(name, { vars = {}, d1Only = false, sharedD1 = false, server } = {}) {
  const world = new World(name, { ...VARS, ...vars }, d1Only);
  try {
    await freshD1(world.dir);
    if (sharedD1) world.shared = await startD1Host(world.dir, name);
    world.d1 = new D1(world.dir);
    if (!d1Only) {
      world.server = server ?? (await mysqlServer(name));
      world.mysql = await MySql.fresh(world.server.url, `tandem_e2e_${name.replaceAll("-", "_")}`);
      world.proxy = await startProxy(world.mysql.url, name);
    }
    await world.start();
    return world;
  } catch (error) {
    await world.stop();
    throw error;
  }
}

class World {
  #secrets = ensureSecrets().values;

  constructor(name, vars, d1Only) {
    this.vars = vars;
    this.d1Only = d1Only;
    this.dir = join(STATE, "e2e", name);
    this.operator = new Client(() => this.worker.url, this.#secrets.ADMIN_SECRET);
    this.anyone = new Client(() => this.worker.url);
    this.admin = this.as({ sub: "user_admin", role: "admin" });
  }

  /** A signed-in user. @param {{sub?: string, role?: string, teams?: string[], headers?: object, worker?: {url: string}}} user */
  as({ headers, worker, ...claims }) {
    return new Client(() => (worker ?? this.worker).url, this.token(claims), headers);
  }

  token(claims) {
    return signToken({ secret: this.#secrets.JWT_SECRET, ...claims });
  }

  /** Starts the Worker; `vars` over the flags that it had. @param {{noD1?: boolean}} [options] `noD1`: without its binding to D1 */
  async start(vars = {}, { noD1 = false } = {}) {
    Object.assign(this.vars, vars);
    this.worker = await this.#startWorker(this.dir, this.vars, { noD1 });
  }

  /** The operator at another Worker than the first. */
  operatorAt(worker) {
    return new Client(() => worker.url, this.#secrets.ADMIN_SECRET);
  }

  /** A further Worker on the same databases, as isolates of several deployments stand side by side for a while. */
  startAnother(vars, name = "another") {
    const persistDir = `${this.dir}-${name}`;
    rmSync(persistDir, { recursive: true, force: true });
    mkdirSync(join(persistDir, "v3"), { recursive: true });
    symlinkSync(join(this.dir, "v3/d1"), join(persistDir, "v3/d1"));
    return this.#startWorker(persistDir, { ...this.vars, ...vars });
  }

  #startWorker(persistDir, vars, options = {}) {
    const d1 = this.shared && { entry: SHARED_D1_ENTRY, vars: { ...vars, D1_URL: this.shared } };
    return startWorker({ persistDir, vars, mysqlUrl: this.proxy?.url, d1Only: this.d1Only, ...options, ...d1 });
  }

  /** A deployment: the same databases, other flags. */
  async restart(vars) {
    await this.worker.stop();
    await this.start(vars);
  }

  /** The Worker dies in the middle of what it does, and a new one starts. */
  async crash() {
    await this.worker.kill();
    // What is on its way to MySQL dies with it: a query that is held would run once the proxy lets go of it.
    await this.proxy?.cut();
    await this.proxy?.reset();
    await this.start();
  }

  /** What the cron does each minute. */
  async cron() {
    const response = await this.worker.cron();
    if (!response.ok) throw new Error(`the cron failed: ${response.status} ${await response.text()}`);
  }

  journal() {
    return this.d1.query('SELECT "tbl", "pk", "attempts", "error" FROM "_journal"');
  }

  /** Replays until D1's journal is empty. Lines that failed wait a while, and a replay that died keeps its lease for half a minute. */
  drained() {
    return eventually(
      "the journal is empty",
      async () => {
        if ((await this.journal()).length === 0) return true;
        const { status, body } = await this.operator.send("POST", "/admin/replay");
        const lines = await this.journal();
        if (lines.length > 0) throw new Error(`replay: ${status} ${JSON.stringify(body)}, left: ${JSON.stringify(lines.slice(0, 5))}`);
        return true;
      },
      { deadlineMs: 90_000 },
    );
  }

  /** Stops everything that this process has started; fails if the Worker sent MySQL what Hyperdrive refuses. */
  async stop() {
    const refused = await this.proxy?.refused().catch(() => ({}));
    this.d1?.close();
    await this.mysql?.close();
    await stopAll();
    assert.deepEqual(refused ?? {}, {});
  }
}
