// Where things are. Everything that the set-up makes lives in .tandem/ (this project's state, safe to
// delete) or in the user's cache (tools that take minutes to compile, shared by all clones).
import { accessSync, constants, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../..");
export const STATE = process.env.TANDEM_STATE ? resolve(process.env.TANDEM_STATE) : join(ROOT, ".tandem");
export const LOGS = join(STATE, "logs");
export const CACHE = cacheDir();
export const BUNDLE = join(ROOT, "build", "index.js");
export const WASM = join(ROOT, "build", "index_bg.wasm");
/** The names of the bundle's functions, which are not in the bundle: `number:name`. */
export const SYMBOLS = join(STATE, "symbols");

const modules = join(ROOT, "node_modules");
const [major, minor] = process.versions.node.split(".").map(Number);
/** The Node that wrangler runs on: this one if it is 22.12 or newer, which wrangler needs, else the npm package `node`. */
export const NODE = major > 22 || (major === 22 && minor >= 12) ? process.execPath : join(modules, "node", "bin", "node");
/** wrangler's own entry; its `bin` is a wrapper that starts this in a second process. */
export const WRANGLER = join(modules, "wrangler", "wrangler-dist", "cli.js");
export const ESBUILD = join(modules, ".bin", "esbuild");
export const WASM_OPT = join(modules, ".bin", "wasm-opt");

function cacheDir() {
  const wanted = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "tandem");
  try {
    mkdirSync(wanted, { recursive: true });
    accessSync(wanted, constants.W_OK);
    return wanted;
  } catch {
    return join(STATE, "cache");
  }
}
