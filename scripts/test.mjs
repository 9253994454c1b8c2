// npm test: everything, in the order in which it fails fastest. `node scripts/test.mjs lint|unit|instructions|build|e2e …` runs parts of it.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { die, say } from "./lib/log.mjs";
import { NODE, ROOT, STATE, WRANGLER } from "./lib/paths.mjs";
import { run, stopAll, stopOnSignals, stopping } from "./lib/proc.mjs";
import { ensureBundle, ensurePackages } from "./lib/setup.mjs";
import { wranglerEnv } from "./lib/worker.mjs";
import { ensureRust, WASM_TARGET, wasmEnvironment } from "./lib/toolchain.mjs";

const cargo = (args, env) => show("cargo", args, env);
const DENY = ["--", "-D", "warnings"];

async function show(command, args, env) {
  say(`\n▶ ${command} ${args.join(" ")}`);
  await run(command, args, { env });
}

const parts = {
  async lint() {
    await ensureRust();
    await cargo(["fmt", "--all", "--check"]);
    await cargo(["clippy", "--locked", "--workspace", "--all-targets", ...DENY]);
    await cargo(["clippy", "--locked", "--package", "tandem", "--lib", "--target", WASM_TARGET, ...DENY], await wasmEnvironment());
  },
  async unit() {
    await ensureRust();
    await withMysql((env) => cargo(["test", "--locked", "--workspace"], env));
    const files = testFiles("scripts/test", ".test.mjs");
    if (files.length) await show(NODE, ["--test", ...files]);
  },
  /** Instructions of the hot paths against the committed figures; says so where it can't be applied. */
  instructions: () => show(NODE, ["scripts/instructions.mjs"]),
  build: ensureBundle,
  /** What can be tried of a deployment without an account. */
  async deploy() {
    await ensureBundle();
    for (const name of ["staging", "production"]) {
      const outdir = join(STATE, "dry-run", name);
      await show(NODE, [WRANGLER, "deploy", "--dry-run", "--env", name, "--outdir", outdir], wranglerEnv(join(STATE, "d1")));
    }
  },
  async e2e() {
    await ensureBundle();
    const files = testFiles("tests/e2e", ".test.mjs");
    // One file after the other: each starts servers of its own.
    if (files.length) await withMysql((env) => show(NODE, ["--test", "--test-concurrency=1", ...files], env));
  },
};

const testFiles = (folder, ending) =>
  existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(ending)).sort().map((name) => join(folder, name)) : [];

/** Gives the tests a MySQL server in MYSQL_URL: a private one, unless that is set already. Its account must be able to make databases. */
async function withMysql(work) {
  if (process.env.MYSQL_URL) return work({});
  const { startMysql } = await import("./lib/mysql.mjs");
  const mysql = await startMysql({ dir: join(STATE, "test-mysql"), port: 0 });
  try {
    await work({ MYSQL_URL: mysql.url });
  } finally {
    await mysql.stop();
  }
}

try {
  stopOnSignals();
  const begun = Date.now();
  const wanted = process.argv.slice(2);
  await ensurePackages();
  for (const name of wanted.length ? wanted : Object.keys(parts)) {
    if (!(name in parts)) throw new Error(`no part "${name}": ${Object.keys(parts).join(", ")}`);
    await parts[name]();
  }
  say(`\nAll passed in ${Math.round((Date.now() - begun) / 1000)} s.`);
  process.exit(0);
} catch (error) {
  if (!stopping()) {
    await stopAll().catch(() => {});
    die(error);
  }
}
