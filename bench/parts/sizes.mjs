// How large the bundles are that a deployment uploads.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { BUNDLES } from "../lib/build.mjs";

const WANTED = ["tandem", "drizzle", "emptyRust"];

/** @returns {Promise<{name: string, rawBytes: number, gzipBytes: number}[]>} */
export async function sizes() {
  return WANTED.map((name) => {
    const { entry } = BUNDLES[name];
    const files = readdirSync(dirname(entry)).filter((file) => file === basename(entry) || file.endsWith(".wasm"));
    const contents = files.map((file) => readFileSync(join(dirname(entry), file)));
    const sum = (length) => contents.reduce((total, content) => total + length(content), 0);
    return { name, rawBytes: sum((content) => content.length), gzipBytes: sum((content) => gzipSync(content).length) };
  });
}
