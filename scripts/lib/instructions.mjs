// Instructions per operation, compared with the committed figures: a regression that no clock has to see.

/** How far a figure may be from the committed one. The same program differs by less than 0.2 % from run to run. */
export const TOLERANCE = 0.03;

/**
 * @typedef {{rustc: string, target: string, perOperation: Record<string, number>}} Figures `rustc`: its release, such as 1.95.0
 * @typedef {{path: string, committed?: number, now?: number, ratio?: number, verdict: "same" | "more" | "fewer" | "new" | "gone"}} Line
 */

/**
 * Why the committed figures say nothing on this machine; `undefined` if they do. Another compiler makes other instructions.
 * @param {Figures} committed @param {{rustc?: string, target?: string}} machine
 */
export function whyNotComparable(committed, machine) {
  for (const what of ["rustc", "target"])
    if (machine[what] !== committed[what]) return `the figures were taken with ${what} ${committed[what]}, and here is ${machine[what] ?? "none"}`;
  return undefined;
}

/**
 * What became of each path.
 * @param {Record<string, number>} committed @param {Record<string, number>} now @returns {Line[]}
 */
export function compare(committed, now) {
  const paths = [...new Set([...Object.keys(committed), ...Object.keys(now)])];
  return paths.map((path) => {
    const [before, after] = [committed[path], now[path]];
    if (after === undefined) return { path, committed: before, verdict: "gone" };
    if (before === undefined) return { path, now: after, verdict: "new" };
    const ratio = after / before;
    const verdict = ratio > 1 + TOLERANCE ? "more" : ratio < 1 - TOLERANCE ? "fewer" : "same";
    return { path, committed: before, now: after, ratio, verdict };
  });
}

const UPDATE = "`npm run bench:instructions -- --update`";
const ADVICE = {
  more: (paths) => `More instructions than committed: ${paths}. Find the cause (callgrind_annotate reads the files above), or accept it with ${UPDATE} and say why in the commit.`,
  fewer: (paths) => `Fewer instructions than committed: ${paths}. Keep the gain with ${UPDATE}, else it can be lost again unseen.`,
  new: (paths) => `No committed figure: ${paths}. Take it with ${UPDATE}.`,
  gone: (paths) => `Not measured any more: ${paths}. Put it back, or take its figure away with ${UPDATE}.`,
};

/** One sentence for each kind of difference; none if all is as committed. @param {Line[]} lines */
export const complaints = (lines) =>
  Object.entries(ADVICE).flatMap(([verdict, advice]) => {
    const paths = lines.filter((line) => line.verdict === verdict).map(({ path }) => path);
    return paths.length ? [advice(paths.join(", "))] : [];
  });

/** A table for a person. @param {Line[]} lines */
export function table(lines) {
  const number = (value) => value?.toLocaleString("en-US") ?? "-";
  const rows = lines.map(({ path, committed, now, ratio, verdict }) => [path, number(committed), number(now), ratio?.toFixed(3) ?? "-", verdict === "same" ? "" : verdict]);
  const all = [["path", "committed", "now", "ratio", ""], ...rows];
  const widths = all[0].map((_, at) => Math.max(...all.map((row) => row[at].length)));
  return all.map((row) => row.map((cell, at) => (at === 0 || at === 4 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join("  ").trimEnd()).join("\n");
}

/** The count in a file that callgrind wrote. */
export function collected(text) {
  const found = /^(?:totals|summary): (\d+)$/m.exec(text);
  if (!found) throw new Error("callgrind's file has no total");
  return Number(found[1]);
}

/** What `rustc -vV` says. @returns {{rustc?: string, target?: string}} */
export const compilerOf = (text = "") => ({ rustc: /^release: (\S+)$/m.exec(text)?.[1], target: /^host: (\S+)$/m.exec(text)?.[1] });
