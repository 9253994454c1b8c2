// Measures Tandem beside what a team writes instead and beside the floor, part by part; see bench/run.mjs.
import { join } from "node:path";
import { alone } from "../scripts/lib/alone.mjs";
import { die, say } from "../scripts/lib/log.mjs";
import { stopAll, stopOnSignals, stopping } from "../scripts/lib/proc.mjs";
import { BENCH, buildAll } from "./lib/build.mjs";
import { readOptions } from "./lib/options.mjs";
import { progress } from "./lib/progress.mjs";
import { targetsTable } from "./lib/report.mjs";
import { circumstances, openResults } from "./lib/results.mjs";
import { openServers } from "./lib/servers.mjs";
import { backfill } from "./parts/backfill.mjs";
import { beside } from "./parts/beside.mjs";
import { client } from "./parts/client.mjs";
import { drain } from "./parts/drain.mjs";
import { memory } from "./parts/memory.mjs";
import { requests } from "./parts/requests.mjs";
import { scale } from "./parts/scale.mjs";
import { shadow } from "./parts/shadow.mjs";
import { sizes } from "./parts/sizes.mjs";
import { start } from "./parts/start.mjs";
import { statements } from "./parts/statements.mjs";

const RUNS = { sizes, start, statements, client, drain, memory, backfill, beside, requests, shadow, scale };
const WITHOUT_MYSQL = ["sizes", "start"];

async function main() {
  const options = readOptions(process.argv.slice(2));
  alone({ file: join(BENCH, "run.pid"), program: "bench/main.mjs", what: "A benchmark runs", remedy: "wait for it, or stop it with Ctrl-C" });
  const results = openResults(options.quick);
  const parts = options.parts.filter((part) => part in RUNS);
  if (parts.length > 0) await buildAll();
  const servers = parts.some((part) => !WITHOUT_MYSQL.includes(part)) ? await openServers(options.mysql) : [];
  const about = { ...(await circumstances(servers)), rows: options.rows };
  for (const part of parts) {
    say(`\n▶ ${part}`);
    const shown = progress();
    const figures = await RUNS[part]({ options, servers, progress: shown });
    shown.end();
    results.add(part, figures, about);
    // Each time: a run that is ended early keeps what it has.
    results.save();
  }
  const { targets, files } = results.save();
  say(`\n${targetsTable(targets)}\n\n${files.join("\n")}`);
}

// Whoever started this has gone.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));

try {
  stopOnSignals();
  await main();
  await stopAll();
  process.exit(0);
} catch (error) {
  if (!stopping()) {
    await stopAll().catch(() => {});
    die(error);
  }
}
