// Rust for the Worker: a compiler that has the wasm target, worker-build, and the wasm-bindgen of Cargo.lock.
//
// The ordinary way is rustup's: `rustup target add`. Where rustup can download nothing, the distribution's own
// rustc and the source of its standard library make a second toolchain (see `debianToolchain`), which the wasm
// commands alone use, by RUSTUP_TOOLCHAIN. Nothing that rustup manages is changed.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { aptCandidate, aptInstall, aptRefresh, hasApt } from "./apt.mjs";
import { Failure, note, step } from "./log.mjs";
import { CACHE, ESBUILD, ROOT, WASM_OPT } from "./paths.mjs";
import { output, run } from "./proc.mjs";

export const WASM_TARGET = "wasm32-unknown-unknown";
/** The same version as the crate `worker`. */
const WORKER_BUILD = "0.8.7";
/** Compiled quickly rather than well: they run for seconds. */
const TOOL_PROFILE = { CARGO_PROFILE_RELEASE_OPT_LEVEL: "1", CARGO_PROFILE_RELEASE_LTO: "off", CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16" };
const RUSTUP_DEADLINE_MS = 180_000;
const PROBE_DEADLINE_MS = 5_000;

/** Checks cargo and a C compiler; a Failure says how to get them. */
export async function ensureRust() {
  if (!(await output("cargo", ["--version"], { deadlineMs: 120_000 })))
    throw new Failure("There is no Rust toolchain (cargo).", "install it from https://rustup.rs, then open a new shell");
  if (await output("cc", ["--version"])) return;
  if (!(await hasApt())) throw new Failure("There is no C compiler (cc).", process.platform === "darwin" ? "xcode-select --install" : "install gcc");
  await step("Installing a C compiler", "about 30 s, once per machine", async () => {
    await aptRefresh();
    await aptInstall(["gcc", "libc6-dev"], "apt-gcc");
  });
}

/**
 * Makes sure that everything that builds the Worker is there.
 * @returns {Promise<{wasm: object, build: object, workerBuild: string}>} `wasm`: the environment for cargo with the wasm
 * target; `build`: that for worker-build too
 */
export async function ensureToolchain() {
  const wasm = await wasmEnvironment();
  const workerBuild = await cargoTool("worker-build", WORKER_BUILD);
  const build = { ...wasm, ESBUILD_BIN: ESBUILD, WASM_OPT_BIN: WASM_OPT };
  // worker-build fetches a compiled wasm-bindgen by itself where it can.
  const bindgen = installed("wasm-bindgen-cli", wasmBindgenVersion(), "wasm-bindgen");
  if (existsSync(bindgen) || !(await reaches("https://github.com/"))) {
    build.WASM_BINDGEN_BIN = await ensureBindgen();
  }
  return { wasm, build, workerBuild };
}

/** The wasm-bindgen of Cargo.lock, compiled here where worker-build would fetch one for itself alone. */
export const ensureBindgen = () => cargoTool("wasm-bindgen-cli", wasmBindgenVersion(), "wasm-bindgen");

/** The environment in which cargo can compile for wasm32: empty if the ordinary toolchain can. */
export async function wasmEnvironment() {
  await ensureRust();
  const sysroot = await output("rustc", ["--print", "sysroot"]);
  if (hasTarget(sysroot)) return {};
  const made = await madeToolchain(sysroot);
  if (made) return made;
  if (await rustupTarget()) return {};
  if (await hasApt()) return debianToolchain(sysroot);
  throw new Failure(`The Rust target ${WASM_TARGET} is not installed, and could not be.`, `rustup target add ${WASM_TARGET}`);
}

function hasTarget(sysroot) {
  const lib = join(sysroot, "lib/rustlib", WASM_TARGET, "lib");
  return existsSync(lib) && readdirSync(lib).some((file) => file.startsWith("libstd-"));
}

async function rustupTarget() {
  if (!(await output("rustup", ["--version"]))) return false;
  try {
    await step(`rustup target add ${WASM_TARGET}`, "about 10 s, once per machine", () =>
      run("rustup", ["target", "add", WASM_TARGET], { log: "rustup-target", deadlineMs: RUSTUP_DEADLINE_MS, env: { RUSTUP_MAX_RETRIES: "1" } }),
    );
    return true;
  } catch {
    note("rustup cannot download it here.");
    return false;
  }
}

const toolchainsDir = join(CACHE, "toolchains");

/** A toolchain that `debianToolchain` made earlier and whose parts are still in place. */
async function madeToolchain(sysroot) {
  if (!existsSync(toolchainsDir)) return undefined;
  for (const name of readdirSync(toolchainsDir)) {
    const dir = join(toolchainsDir, name);
    const made = existsSync(join(dir, "complete")) && readFileSync(join(dir, "complete"), "utf8");
    if (made === sysroot && (await output("rustc", ["--version"], { env: { RUSTUP_TOOLCHAIN: dir } }))?.includes(name)) return { RUSTUP_TOOLCHAIN: dir };
  }
  return undefined;
}

/** Debian's names, then Ubuntu's, newest first: compiler, source of std, clippy. */
async function debianPackages() {
  const least = Number(/rust-version = "1\.(\d+)/.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))[1]);
  const sets = [["rustc-web", "rust-web-src", "rust-web-clippy"], ["rustc", "rust-src", "rust-clippy"]];
  for (let minor = least + 20; minor >= least; minor--) sets.push([`rustc-1.${minor}`, `rust-1.${minor}-src`, `rust-1.${minor}-clippy`]);
  for (const set of sets) {
    const version = await aptCandidate(set[0]);
    if (Number(/^1\.(\d+)/.exec(version ?? "")?.[1]) >= least) return set;
  }
  throw new Failure(
    `rustup cannot download ${WASM_TARGET} here, and this distribution has no rustc 1.${least} or newer.`,
    `rustup target add ${WASM_TARGET}, on a network where rustup can download`,
  );
}

/**
 * Makes a toolchain folder out of the distribution's rustc and clippy, cargo and the linker of rustup's toolchain,
 * and a standard library for wasm32 compiled from the distribution's source.
 */
async function debianToolchain(sysroot) {
  const packages = await step("Installing the distribution's Rust compiler", "about 1 min, once per machine", async () => {
    await aptRefresh();
    const packages = await debianPackages();
    await aptInstall(packages, "apt-rust");
    return packages;
  });
  const rustc = await packagedFile(packages[0], "/bin/rustc");
  const cargoClippy = await packagedFile(packages[2], "/bin/cargo-clippy");
  const base = await output(rustc, ["--print", "sysroot"]);
  const host = /host: (\S+)/.exec(await output(rustc, ["-vV"]))[1];
  const dir = join(toolchainsDir, /rustc (\S+)/.exec(await output(rustc, ["--version"]))[1]);

  rmSync(dir, { recursive: true, force: true });
  const lib = (path) => join(dir, "lib/rustlib", path);
  for (const made of [join(dir, "bin"), lib(`${host}/bin`), lib(`${WASM_TARGET}/lib`)]) mkdirSync(made, { recursive: true });
  symlinkSync(join(base, "lib/rustlib", host, "lib"), lib(`${host}/lib`));
  symlinkSync(join(base, "lib/rustlib/src"), lib("src"));
  // The distribution ships no linker for wasm; rustup's toolchain does.
  for (const linker of ["rust-lld", "gcc-ld"]) symlinkSync(join(sysroot, "lib/rustlib", host, "bin", linker), lib(`${host}/bin/${linker}`));
  symlinkSync(join(sysroot, "bin/cargo"), join(dir, "bin/cargo"));
  // A copy: it looks for clippy-driver beside itself.
  copyFileSync(cargoClippy, join(dir, "bin/cargo-clippy"));
  script(join(dir, "bin/rustc"), `exec ${rustc} --sysroot '${dir}' "$@"`);
  script(join(dir, "bin/clippy-driver"), `SYSROOT='${dir}' exec ${join(dirname(cargoClippy), "clippy-driver")} "$@"`);

  await step("Compiling Rust's standard library for wasm", "about 40 s, once per machine", () => compileStd(dir, lib(`${WASM_TARGET}/lib`)));
  writeFileSync(join(dir, "complete"), sysroot);
  return { RUSTUP_TOOLCHAIN: dir };
}

async function packagedFile(name, ending) {
  const files = (await output("dpkg", ["-L", name]))?.split("\n") ?? [];
  const found = files.find((file) => file.endsWith(ending));
  if (!found) throw new Failure(`The package ${name} has no ${ending}.`, `rustup target add ${WASM_TARGET}`);
  return found;
}

function script(file, body) {
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

/** Compiles std in an empty crate, and copies the libraries that it is made of to `into`. */
async function compileStd(toolchain, into) {
  const dir = join(CACHE, "std-build");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(join(dir, "src"), { recursive: true });
  writeFileSync(join(dir, "Cargo.toml"), '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n');
  writeFileSync(join(dir, "src/lib.rs"), "");
  await run("cargo", ["build", "--release", "--target", WASM_TARGET, "-Zbuild-std=std,panic_abort,panic_unwind"], {
    cwd: dir,
    log: "build-std",
    // Link-time optimisation needs the bitcode; -Z flags need RUSTC_BOOTSTRAP on a stable compiler.
    env: { RUSTUP_TOOLCHAIN: toolchain, RUSTC_BOOTSTRAP: "1", RUSTFLAGS: "-Cembed-bitcode=yes", CARGO_TARGET_DIR: join(dir, "target") },
  });
  const deps = join(dir, "target", WASM_TARGET, "release/deps");
  const libraries = readdirSync(deps).filter((file) => file.endsWith(".rlib") && !file.startsWith("libempty-"));
  for (const file of libraries) copyFileSync(join(deps, file), join(into, file));
  rmSync(dir, { recursive: true, force: true });
}

function wasmBindgenVersion() {
  const lock = join(ROOT, "Cargo.lock");
  const version = existsSync(lock) && /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(readFileSync(lock, "utf8"))?.[1];
  if (!version) throw new Failure("Cargo.lock names no wasm-bindgen.", "cargo generate-lockfile");
  return version;
}

const installed = (crate, version, binary) => join(CACHE, "tools", `${crate}-${version}`, "bin", binary);

/** Path of a binary that cargo installs, in exactly this version, into the user's cache. */
async function cargoTool(crate, version, binary = crate) {
  const path = installed(crate, version, binary);
  if (existsSync(path)) return path;
  const target = join(CACHE, `${crate}-build`);
  await step(`Compiling ${crate} ${version}`, "about 2 min, once per machine", () =>
    run("cargo", ["install", crate, "--version", `=${version}`, "--bin", binary, "--root", dirname(dirname(path))], {
      cwd: CACHE, // outside the project, so that its cargo settings don't apply
      log: `install-${crate}`,
      env: { ...TOOL_PROFILE, CARGO_TARGET_DIR: target },
    }),
  );
  rmSync(target, { recursive: true, force: true });
  return path;
}

async function reaches(url) {
  try {
    return (await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(PROBE_DEADLINE_MS) })).ok;
  } catch {
    return false;
  }
}
