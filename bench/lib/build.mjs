// Builds the contestants: Tandem as it is deployed, and what it is compared with.
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { step } from "../../scripts/lib/log.mjs";
import { ESBUILD, NODE, ROOT, STATE, WASM_OPT, WRANGLER } from "../../scripts/lib/paths.mjs";
import { run } from "../../scripts/lib/proc.mjs";
import { ensureBundle } from "../../scripts/lib/setup.mjs";
import { hashOf, unlessStamped } from "../../scripts/lib/stamp.mjs";
import { ensureBindgen, ensureToolchain, WASM_TARGET } from "../../scripts/lib/toolchain.mjs";
import { wranglerEnv } from "../../scripts/lib/worker.mjs";

export const BENCH = join(STATE, "bench");
const OUT = join(BENCH, "workers");

/** The entry of each contestant; its wasm lies beside it. */
export const BUNDLES = {
  tandem: { entry: join(OUT, "tandem/entry.js") },
  drizzle: { entry: join(OUT, "drizzle/drizzle.js"), flags: ["nodejs_compat"] },
  mysql2: { entry: join(OUT, "mysql2/mysql2.js"), flags: ["nodejs_compat"] },
  scripts: { entry: join(OUT, "scripts/scripts.js"), flags: ["nodejs_compat"] },
  floor: { entry: join(OUT, "floor/index.js") },
  empty: { entry: join(ROOT, "bench/workers/empty.js") },
  admin: { entry: join(ROOT, "bench/workers/admin.mjs") },
  emptyRust: { entry: join(ROOT, "bench/empty-rs/build/index.js") },
};

/** Builds what has changed. */
export async function buildAll() {
  await ensureBundle();
  await deployable(join(ROOT, "wrangler.toml"), BUNDLES.tandem.entry);
  const sources = ["bench/workers", "bench/floor", "bench/empty-rs/src", "bench/empty-rs/Cargo.toml", "crates/mysql", "Cargo.lock", "package-lock.json"];
  const exists = () => Object.values(BUNDLES).every(({ entry }) => existsSync(entry));
  await unlessStamped({ key: "bench", hash: hashOf(sources), exists }, async () => {
    await step("Building what Tandem is compared with", "about 2 min the first time", async () => {
      for (const name of ["drizzle", "mysql2", "scripts"]) await deployable(join(ROOT, `bench/workers/${name}.toml`), BUNDLES[name].entry);
      await buildFloor();
      const { build, workerBuild } = await ensureToolchain();
      await run(workerBuild, ["--release"], { cwd: join(ROOT, "bench/empty-rs"), log: "bench-empty", env: build });
    });
  });
}

/** Bundles as for a deployment. */
async function deployable(config, entry) {
  rmSync(dirname(entry), { recursive: true, force: true });
  await run(NODE, ["--no-warnings", WRANGLER, "deploy", "--dry-run", "--minify", "--config", config, "--outdir", dirname(entry)], { log: "bench-bundle", env: wranglerEnv(BENCH) });
}

async function buildFloor() {
  const { wasm, build } = await ensureToolchain();
  await run("cargo", ["build", "--locked", "--release", "--package", "tandem-bench-floor", "--target", WASM_TARGET], { log: "bench-floor", env: wasm });
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
  const bindgen = build.WASM_BINDGEN_BIN ?? (await ensureBindgen());
  const [glue, out] = [join(OUT, "floor-glue"), dirname(BUNDLES.floor.entry)];
  await run(bindgen, ["--target", "web", "--no-typescript", "--out-name", "floor_wasm", "--out-dir", glue, join(target, WASM_TARGET, "release/tandem_bench_floor.wasm")], { log: "bench-floor-glue" });
  copyFileSync(join(ROOT, "bench/workers/floor.mjs"), join(glue, "floor.mjs"));
  await run(ESBUILD, [join(glue, "floor.mjs"), "--bundle", "--minify", "--format=esm", "--external:*.wasm", `--outfile=${BUNDLES.floor.entry}`], { log: "bench-floor-bundle" });
  await run(WASM_OPT, ["-O", "--all-features", join(glue, "floor_wasm_bg.wasm"), "-o", join(out, "floor_wasm_bg.wasm")], { log: "bench-floor-opt" });
}
