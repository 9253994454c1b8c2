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
/**
 * worker-build's own `-O`, but without the names of the functions, a tenth of what is uploaded; they are kept in
 * .tandem/symbols, as `number:name`. Without memory-packing: it leaves out zeros by cutting the data into two thousand
 * pieces, whose addresses are longer than the zeros once all of it is compressed (6 kB). And what has one caller is put
 * into it only if it is small: LLVM has decided on the rest, and short functions are more like each other (24 kB).
 */
const WASM_PASSES = ["-O", "--skip-pass=memory-packing", "--one-caller-inline-max-function-size=20", `--symbolmap=${SYMBOLS}`, "--strip-debug", "--strip-producers"];

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
      await optimize();
    });
  });
  if (!done) note("The Worker is up to date.");
}

/** What Cargo.toml tells worker-build to leave to us. */
async function optimize() {
  mkdirSync(dirname(SYMBOLS), { recursive: true });
  await run(WASM_OPT, [...WASM_FEATURES.map((feature) => `--enable-${feature}`), ...WASM_PASSES, WASM, "-o", WASM], { log: "wasm-opt" });
}
