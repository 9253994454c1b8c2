// A D1 that several Worker processes can share, as they do in production: `d1-host.mjs FOLDER` serves the local D1 in
// FOLDER, and prints its port. Processes that open the file themselves lock one another out.
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";

/** As wrangler.toml has it: the file's name comes from it. */
const D1_ID = "00000000-0000-0000-0000-000000000000";

const WORKER = `
const value = (given) => (Array.isArray(given) ? new Uint8Array(given) : given);
export default {
  async fetch(request, { DB }) {
    const { session, statements, raw } = await request.json();
    const db = session === undefined ? DB : DB.withSession(session);
    try {
      const prepared = statements.map(([sql, ...values]) => (values.length ? db.prepare(sql).bind(...values.map(value)) : db.prepare(sql)));
      const answers = raw ? await prepared[0].raw() : (await db.batch(prepared)).map(({ results }) => results);
      return Response.json({ answers, bookmark: session === undefined ? null : db.getBookmark() });
    } catch (error) {
      return Response.json({ error: error.message });
    }
  },
};`;

const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    workers: [{ name: "d1-host", modules: true, script: WORKER, compatibilityDate: "2026-10-01", d1Databases: { DB: D1_ID } }],
    resourcePersistencePath: join(process.argv[2], "v3"),
    host: "127.0.0.1",
    port: 0,
    log: new Log(LogLevel.ERROR),
  }),
);
console.log(JSON.stringify({ port: Number((await miniflare.ready).port) }));
for (const name of ["SIGTERM", "SIGINT"]) process.on(name, () => miniflare.dispose().finally(() => process.exit(0)));
