// The local D1 as a file: what any program that writes to D1 besides the Worker does to it, and a look at what is in it.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { migrateD1 } from "../../../scripts/lib/migrate.mjs";
import { NODE, ROOT, STATE, WRANGLER } from "../../../scripts/lib/paths.mjs";
import { run, serve } from "../../../scripts/lib/proc.mjs";
import { hashOf } from "../../../scripts/lib/stamp.mjs";
import { wranglerEnv } from "../../../scripts/lib/worker.mjs";
import { eventually } from "./eventually.mjs";

const SERVER = fileURLToPath(new URL("sqlite-server.mjs", import.meta.url));
const FILES = "v3/d1";
const HOST = fileURLToPath(new URL("d1-host.mjs", import.meta.url));
/** The entry of a Worker whose D1 is the one that `startD1Host` serves. */
export const SHARED_D1_ENTRY = fileURLToPath(new URL("shared-d1-entry.mjs", import.meta.url));

/** Serves the D1 in `dir` to several Workers. @returns {Promise<string>} its URL */
export async function startD1Host(dir, name) {
  let port;
  const onLine = (line) => line.startsWith('{"port"') && ({ port } = JSON.parse(line));
  serve(NODE, ["--no-warnings", HOST, dir], { name: `d1-${name}`, onLine });
  await eventually("the shared D1 listens", () => port);
  return `http://127.0.0.1:${port}`;
}

/** A new local state in `dir` whose D1 is migrated. Migrating takes wrangler 6 s, so it is done once for all and copied. */
export async function freshD1(dir) {
  const template = join(STATE, "e2e", `d1-${hashOf(["migrations/d1"]).slice(0, 16)}`);
  if (!existsSync(template)) {
    const making = `${template}.${process.pid}`;
    await migrateD1({ persistDir: making });
    try {
      renameSync(making, template);
    } catch (error) {
      if (!existsSync(template)) throw error; // another test file was quicker
    }
  }
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  cpSync(join(template, FILES), join(dir, FILES), { recursive: true });
}

export class D1 {
  #child;
  #waiting = [];

  /** @param {string} persistDir the local state whose D1 it is */
  constructor(persistDir) {
    this.persistDir = persistDir;
    const folder = join(persistDir, FILES, "miniflare-D1DatabaseObject");
    const file = readdirSync(folder).find((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite");
    this.#child = spawn(NODE, ["--no-warnings", SERVER, join(folder, file)], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#waiting.shift()(JSON.parse(line)));
  }

  /** One statement. @returns {Promise<Record<string, any>[]>} its rows */
  query(sql, params = []) {
    return this.#ask({ sql, params });
  }

  /** Several statements without parameters. */
  exec(sql) {
    return this.#ask({ sql });
  }

  /** The first column of the first row. */
  async value(sql, params = []) {
    const [row] = await this.query(sql, params);
    return row && Object.values(row)[0];
  }

  /** The same by `wrangler d1 execute`, as an operator does it. */
  execute(sql) {
    const args = ["--no-warnings", WRANGLER, "d1", "execute", "DB", "--local", "--persist-to", this.persistDir, "--config", join(ROOT, "wrangler.toml"), "--command", sql];
    return run(NODE, args, { log: "d1-execute", env: { ...wranglerEnv(this.persistDir), CI: "true" }, deadlineMs: 60_000 });
  }

  async #ask(question) {
    const answered = new Promise((done) => this.#waiting.push(done));
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    const { rows, error } = await answered;
    if (error) throw new Error(`${error}\n  ${question.sql}`);
    return rows;
  }

  close() {
    this.#child.stdin.end();
  }
}
