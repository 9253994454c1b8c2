// How fast the journal is brought over once MySQL answers again: rows a second of `POST /admin/replay`.
import { ensureSecrets } from "../../scripts/lib/secrets.mjs";
import { NEW_TEAM, USERS } from "../lib/data.mjs";
import { onStage } from "../lib/stage.mjs";

/** Rows that one statement writes: each fires the triggers, as an app's write does. */
const STEP_ROWS = 2_000;
const MOST_CALLS = 100;

/** What clients wrote meanwhile: rows whose changes wait in the journal. */
async function outage(stage, rows) {
  await stage.d1('UPDATE "_control" SET "journaling" = 1');
  for (let from = 0; from < rows; from += STEP_ROWS) {
    const upTo = Math.min(rows, from + STEP_ROWS);
    await stage.d1(
      `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${upTo}) INSERT INTO "team_membership" ("createdAt", "updatedAt", "id", "teamId", "userId", "roleId") SELECT 1780000000, 1780000000, printf('tmem_o%012d', i), '${NEW_TEAM}', printf('user_%06d', i % ${USERS}), 'member' FROM n`,
    );
  }
  const [{ results }] = await stage.d1('SELECT count(*) AS lines FROM "_journal"');
  if (results[0].lines !== rows) throw new Error(`the journal has ${results[0].lines} lines instead of ${rows}`);
}

async function drained(stage, progress) {
  const headers = { Authorization: `Bearer ${ensureSecrets().values.ADMIN_SECRET}` };
  const calls = [];
  while (calls.length < MOST_CALLS) {
    const { ms, text } = await stage.doors.tandem.send({ method: "POST", path: "/admin/replay", headers });
    const { confirmed, failed, unfinished, busy } = JSON.parse(text);
    if (failed > 0 || busy) throw new Error(`the replay: ${text}`);
    calls.push({ ms, rows: confirmed });
    progress.note(`call ${calls.length}: ${confirmed.toLocaleString("en")} rows in ${Math.round(ms)} ms`);
    if (!unfinished) return calls;
  }
  throw new Error(`the journal is not empty after ${MOST_CALLS} calls`);
}

/** @returns {Promise<{server: string, rows: number, calls: {ms: number, rows: number}[], rowsPerSecond: number}[]>} for each server */
export async function drain({ options: { rows, drainRows }, servers, progress }) {
  const figures = [];
  for (const server of servers)
    await onStage({ rows, server, workers: { tandem: { bundle: "tandem", vars: { PRIMARY: "d1", ENABLE_DOUBLE_WRITE: "true" } } } }, async (stage) => {
      await stage.doors.tandem.send({ path: "/health" });
      await outage(stage, drainRows);
      const calls = await drained(stage, progress);
      const [{ results }] = await stage.d1('SELECT count(*) AS lines FROM "_journal"');
      if (results[0].lines > 0) throw new Error(`${results[0].lines} lines are left in the journal`);
      const ms = calls.reduce((sum, call) => sum + call.ms, 0);
      figures.push({ server: server.name, rows: drainRows, calls, rowsPerSecond: (drainRows * 1000) / ms });
    });
  return figures;
}
