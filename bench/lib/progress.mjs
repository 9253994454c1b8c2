// What the command says while it runs: a line that ticks on a terminal, and one line for each group that is done.
import { note, say } from "../../scripts/lib/log.mjs";
import { EMPTY, net, ratio } from "./figures.mjs";

const tty = process.stdout.isTTY && !process.env.CI;
const LONGEST = 100;
/** Into a log, which does not tick, a line so often. */
const LOG_EVERY_MS = 30_000;
let saidMs = Date.now();

function tick(text) {
  if (tty) process.stdout.write(`\r${`  … ${text}`.slice(0, LONGEST).padEnd(LONGEST)}`);
  else if (Date.now() - saidMs > LOG_EVERY_MS) {
    saidMs = Date.now();
    note(`… ${text}`);
  }
}

const clear = () => tty && process.stdout.write(`\r${" ".repeat(LONGEST)}\r`);

/** @param {{on: string, server?: string, operation: string, callers: number}} what */
export const title = ({ on, server, operation, callers }) => `${[on, server].filter(Boolean).join(", ")}: ${operation} × ${callers}`;

/** Of one part. */
export function progress() {
  const begun = Date.now();
  let [groups, finished] = [0, 0];
  const left = () => (finished === 0 ? "" : `, about ${Math.ceil(((Date.now() - begun) / finished) * (groups - finished) / 60_000)} min left in this part`);
  return {
    /** So many groups are coming. */
    expect: (count) => (groups = count),
    at: (what, round) => tick(`${title(what)}, ${round === 0 ? "warming up" : `round ${round}`}${left()}`),
    note: tick,
    done(group) {
      finished += 1;
      clear();
      say(`  ${title(group).padEnd(44)} ${cells(group)}`);
      if (group.noise !== undefined) note(`  the same twice: ${(group.noise * 100).toFixed(1)} % apart, ${group.rounds} rounds`);
    },
    end: clear,
  };
}

/** Net medians, and of what they are which part: a deferred write's of the floor's D1 batch, all others' of the floor (at scale, of the smallest). */
function cells(group) {
  const names = group.cells.map(({ name }) => name).filter((name) => name !== EMPTY && name !== "floor again");
  const floor = names.includes("floor") ? "floor" : names[0];
  return names.map((name) => `${name} ${net(group, name).toFixed(2)} ms${of(group, name, name.includes("deferred") ? "floor, D1 alone" : floor)}`).join("  ");
}

const of = (group, name, base) => (name === base || name === "floor, D1 alone" ? "" : ` (${ratio(group, name, base)?.toFixed(2) ?? "–"} ×)`);
