// A step is skipped while the files that it depends on have not changed: their hash is kept in .tandem/stamps.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT, STATE } from "./paths.mjs";

const IGNORED = new Set(["target", "node_modules", ".git"]);

function* filesUnder(path) {
  const stat = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) return yield path;
  for (const name of readdirSync(join(ROOT, path)).sort()) if (!IGNORED.has(name)) yield* filesUnder(join(path, name));
}

/** A hash of the contents of `paths` (files and folders, relative to the project) and of `extra` texts. */
export function hashOf(paths, ...extra) {
  const hash = createHash("sha256");
  for (const path of paths) for (const file of filesUnder(path)) hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.update(extra.join("\0")).digest("hex");
}

/**
 * Does `work` unless it was done for the same `hash` before. A failure leaves no stamp.
 * @param {{key: string, hash: string, exists?: () => boolean}} what `exists`: is the result still there?
 * @returns {Promise<boolean>} whether there was something to do
 */
export async function unlessStamped({ key, hash, exists = () => true }, work) {
  const file = join(STATE, "stamps", key);
  if (exists() && read(file) === hash) return false;
  rmSync(file, { force: true });
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, hash);
  return true;
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
