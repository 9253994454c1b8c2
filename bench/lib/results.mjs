// The results: kept part by part, so that a run of one part leaves the others' figures, each with where and when it was measured.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "../../scripts/lib/paths.mjs";
import { output } from "../../scripts/lib/proc.mjs";
import { wasmEnvironment } from "../../scripts/lib/toolchain.mjs";
import { BENCH } from "./build.mjs";
import { backfillPicture, requestsPicture, targetsPicture } from "./picture.mjs";
import { machine } from "./process.mjs";
import { report } from "./report.mjs";
import { evaluate } from "./targets.mjs";

const PACKAGES = ["wrangler", "miniflare", "workerd", "drizzle-orm", "mysql2"];

const packageVersion = (name) => JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")).version;

/** Everything that a figure depends on and that is not in the project. @param {import("./servers.mjs").Server[]} servers */
export async function circumstances(servers) {
  const commit = await output("git", ["rev-parse", "--short", "HEAD"]);
  const changed = await output("git", ["status", "--porcelain", "--", "src", "crates", "schema", "bench", "Cargo.lock", "package-lock.json"]);
  const rustc = /rustc (\S+)/.exec((await output("rustc", ["--version"], { env: await wasmEnvironment() })) ?? "")?.[1];
  const versions = { ...Object.fromEntries(PACKAGES.map((name) => [name, packageVersion(name)])), node: process.versions.node, rustc };
  return { machine: machine(), versions, servers: servers.map(({ name }) => name), commit: commit && `${commit}${changed ? " with changes" : ""}` };
}

/** @param {boolean} quick has files of its own: its figures are not to be believed */
export function openResults(quick) {
  const file = (ending) => join(BENCH, `results${quick ? "-quick" : ""}${ending}`);
  const kept = existsSync(file(".json")) ? JSON.parse(readFileSync(file(".json"), "utf8")) : {};
  const parts = kept.parts ?? {};
  return {
    add(name, figures, about) {
      parts[name] = { measured: new Date().toISOString().slice(0, 16), ...about, figures };
    },
    /** Writes what there is. @returns {{targets: object[], files: string[]}} paths from the project's root */
    save() {
      const figures = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.figures]));
      const targets = evaluate(figures);
      const contents = { ".json": JSON.stringify({ parts, targets }, undefined, 1), ".md": report(parts, targets, quick), ".svg": figures.requests && requestsPicture(figures.requests.groups), "-backfill.svg": figures.backfill && backfillPicture(figures.backfill), "-targets.svg": targetsPicture(targets) };
      mkdirSync(BENCH, { recursive: true });
      const endings = Object.keys(contents).filter((ending) => contents[ending]);
      for (const ending of endings) writeFileSync(file(ending), `${contents[ending]}\n`);
      return { targets, files: endings.map((ending) => relative(ROOT, file(ending))) };
    },
  };
}
