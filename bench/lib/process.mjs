// CPU and memory of other processes, from /proc; where there is none (macOS), these figures are left out.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Ticks of a second: the kernel shows 100 everywhere. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICK_MS = 10;

const read = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/** Milliseconds of CPU that a process has used, user and system, ended threads included. */
export function cpuMs(pid) {
  const stat = pid && read(`/proc/${pid}/stat`);
  if (!stat) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory in bytes. */
export function rssBytes(pid) {
  const kib = /VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? "")?.[1];
  return kib && Number(kib) * 1024;
}

/** The process below `pid` whose program has this name. */
export function descendant(pid, name) {
  if (!existsSync("/proc")) return undefined;
  for (const entry of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${entry}/stat`);
    const [program, parent] = stat ? [/\((.*)\)/.exec(stat)[1], Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])] : [];
    if (parent === pid && program === name) return Number(entry);
    if (parent === pid) {
      const below = descendant(Number(entry), name);
      if (below) return below;
    }
  }
  return undefined;
}

/** What the figures were measured on. */
export function machine() {
  const cpu = /model name\s*: (.*)/.exec(read("/proc/cpuinfo") ?? "")?.[1] ?? "unknown CPU";
  const cores = (read("/proc/cpuinfo")?.match(/^processor/gm) ?? []).length;
  let kernel = "";
  try {
    kernel = execFileSync("uname", ["-sr"], { encoding: "utf8" }).trim();
  } catch {}
  return { cpu, cores, kernel };
}
