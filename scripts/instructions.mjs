// npm run bench:instructions [-- --update]: counts the instructions of the hot paths and compares them with the
// committed figures, bench/instructions.json. `--update` writes those. Counts do not depend on how busy the machine is.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { aptInstall, aptRefresh, hasApt } from "./lib/apt.mjs";
import { collected, compare, compilerOf, complaints, table, whyNotComparable } from "./lib/instructions.mjs";
import { die, Failure, note, say, step } from "./lib/log.mjs";
import { ROOT, STATE } from "./lib/paths.mjs";
import { output, run } from "./lib/proc.mjs";
import { ensureRust } from "./lib/toolchain.mjs";

const FIGURES = join(ROOT, "bench/instructions.json");
const PROGRAM = "tandem-instructions";
/** For callgrind_annotate. */
const FILES = join(STATE, "callgrind");
const RUN_DEADLINE_MS = 120_000;
/** The program is built as the Worker is, whatever the environment adds. */
const BUILD_ENV = { RUSTFLAGS: "" };

/** Why callgrind can't be run here; `undefined` if it can. */
async function withoutValgrind() {
  if (await output("valgrind", ["--version"])) return undefined;
  if (!(await hasApt())) return "there is no valgrind here";
  try {
    await step("Installing valgrind", "about 20 s, once per machine", async () => {
      await aptRefresh();
      await aptInstall(["valgrind"], "apt-valgrind");
    });
  } catch (error) {
    return `there is no valgrind here, and it could not be installed: ${error.message.split("\n")[0]}`;
  }
  return (await output("valgrind", ["--version"])) ? undefined : "valgrind was installed, but does not run";
}

async function build() {
  await run("cargo", ["build", "--release", "--locked", "--package", PROGRAM], { env: BUILD_ENV });
  const metadata = await output("cargo", ["metadata", "--locked", "--no-deps", "--format-version", "1"]);
  return join(JSON.parse(metadata).target_directory, "release", PROGRAM);
}

/** Instructions per operation of each path: the difference of two runs, so that the start does not count. */
async function measure(program) {
  mkdirSync(FILES, { recursive: true });
  const paths = (await output(program, [])).split("\n").map((line) => line.split(" "));
  const runs = paths.flatMap(([path, ...times]) => times.map((count) => ({ path, count: Number(count) })));
  const waiting = [...runs];
  const work = async () => {
    for (let next; (next = waiting.shift()); ) next.instructions = await count(program, next);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return Object.fromEntries(
    paths.map(([path]) => {
      const [few, many] = runs.filter((one) => one.path === path);
      return [path, Math.round((many.instructions - few.instructions) / (many.count - few.count))];
    }),
  );
}

async function count(program, { path, count }) {
  const name = `${path}.${count}`;
  const file = join(FILES, `${name}.out`);
  await run("valgrind", ["--tool=callgrind", `--callgrind-out-file=${file}`, program, path, String(count)], { log: `callgrind/${name}`, deadlineMs: RUN_DEADLINE_MS });
  return collected(readFileSync(file, "utf8"));
}

async function main(update) {
  const committed = existsSync(FIGURES) ? JSON.parse(readFileSync(FIGURES, "utf8")) : undefined;
  if (!committed && !update) throw new Failure("There are no figures to compare with.", "npm run bench:instructions -- --update");
  await ensureRust();
  const machine = compilerOf(await output("rustc", ["-vV"]));
  const hindrance = (update ? undefined : whyNotComparable(committed, machine)) ?? (await withoutValgrind());
  if (hindrance && update) throw new Failure(`The figures were not taken: ${hindrance}.`);
  if (hindrance) return say(`The guard on instructions was NOT applied: ${hindrance}.`);

  const program = await build();
  let now;
  await step("Counting instructions", "about 10 s", async () => (now = await measure(program)));
  const lines = compare(committed?.perOperation ?? {}, now);
  say(table(lines));
  note(`callgrind's files are in ${FILES}`);
  if (update) {
    writeFileSync(FIGURES, `${JSON.stringify({ ...machine, perOperation: now }, null, 2)}\n`);
    return say("bench/instructions.json was written.");
  }
  const wrong = complaints(lines);
  if (wrong.length) throw new Failure(wrong.join("\n  "));
}

try {
  const [option, ...more] = process.argv.slice(2);
  if (more.length || ![undefined, "--update"].includes(option)) throw new Failure("The only option is --update.");
  await main(option === "--update");
} catch (error) {
  die(error);
}
