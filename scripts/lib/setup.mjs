// npm packages and the Worker's bundle: each step is skipped while its inputs have not changed.
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure, note, step } from "./log.mjs";
import { BUNDLE, NODE, ROOT, SYMBOLS, WASM, WASM_OPT, WRANGLER } from "./paths.mjs";
import { output, run } from "./proc.mjs";
import { hashOf, unlessStamped } from "./stamp.mjs";
import { ensureToolchain } from "./toolchain.mjs";

/** What the bundle is made of. */
export const SOURCES = ["Cargo.toml", "Cargo.lock", "build.rs", "src", "crates", "schema", "dashboard", "migrations", "scripts/lib/setup.mjs", "scripts/lib/toolchain.mjs"];
/** What worker-build 0.8.7 tells wasm-opt that workerd takes. */
const WASM_FEATURES = ["mutable-globals", "sign-ext", "nontrapping-float-to-int", "bulk-memory", "multivalue", "reference-types", "exception-handling"];

/** Installs the npm packages of package-lock.json, and checks that they bring a Node that wrangler runs on. */
export async function ensurePackages() {
  await unlessStamped({ key: "npm", hash: hashOf(["package.json", "package-lock.json"], process.platform, process.arch), exists: () => existsSync(WRANGLER) && existsSync(NODE) }, () =>
    step("Installing npm packages", "about 30 s, once per clone", async () => {
      await run("npm", ["ci", "--no-audit", "--no-fund"], { log: "npm-ci" });
      // The package `node` fetches its binary in an install script, which npm may be set up not to run.
      if (!(await output(NODE, ["--version"]))) await run("node", ["installArchSpecificPackage.js"], { cwd: join(ROOT, "node_modules/node"), log: "npm-node" });
      if (!(await output(NODE, ["--version"]))) throw new Failure("wrangler needs Node 22.12 or newer, and the npm package `node` brought none.", "install Node 24");
    }),
  );
}

/** Builds build/index.js and its wasm, if a source has changed since the last time. */
export async function ensureBundle() {
  const done = await unlessStamped({ key: "bundle", hash: hashOf(SOURCES), exists: () => existsSync(BUNDLE) }, async () => {
    const { build, workerBuild } = await ensureToolchain();
    await step("Building the Worker", "1 to 4 min the first time, then about 30 s", async () => {
      await run(workerBuild, ["--release"], { log: "build", env: build });
      await strip();
    });
  });
  if (!done) note("The Worker is up to date.");
}

/** Takes the functions' names out of the wasm, a tenth of what is uploaded, and keeps them in .tandem/symbols: `number:name`. */
async function strip() {
  mkdirSync(dirname(SYMBOLS), { recursive: true });
  const features = WASM_FEATURES.map((feature) => `--enable-${feature}`);
  await run(WASM_OPT, [...features, `--symbolmap=${SYMBOLS}`, "--strip-debug", "--strip-producers", WASM, "-o", WASM], { log: "strip" });
}
