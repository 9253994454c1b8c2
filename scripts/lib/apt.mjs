// Installs Debian and Ubuntu packages, where there is apt and we may: as root, or by a sudo that asks nothing.
import { Failure } from "./log.mjs";
import { output, run } from "./proc.mjs";

const INSTALL = ["install", "-y", "--no-install-recommends", "--no-remove", "-o", "DPkg::Lock::Timeout=120"];

/** The version that apt would install of `name`, or undefined. */
export async function aptCandidate(name) {
  const policy = await output("apt-cache", ["policy", name], { env: { LC_ALL: "C" } });
  const version = /Candidate: (?:\d+:)?(\S+)/.exec(policy ?? "")?.[1];
  return version === "(none)" ? undefined : version;
}

export const hasApt = async () => process.platform === "linux" && (await output("apt-get", ["--version"])) !== undefined;

let refreshed = false;
/** Fetches the package lists, once in a run. */
export async function aptRefresh() {
  if (refreshed) return;
  await asRoot(["update"], "apt-update");
  refreshed = true;
}

/** Installs `packages`. A Failure names the command to run by hand. */
export async function aptInstall(packages, log) {
  try {
    await asRoot([...INSTALL, ...packages], log);
  } catch (error) {
    throw new Failure(`Could not install ${packages.join(", ")}: ${error.message}`, `sudo apt-get install ${packages.join(" ")}`);
  }
}

async function asRoot(args, log) {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const [command, ...rest] = [...sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
  await run(command, rest, { log, deadlineMs: 15 * 60_000 });
}
