// (c) The floor: bare statements and no layer at all. D1 in JavaScript, as the platform gives it; MySQL through Tandem's
// own client, which is the least that a Worker can spend on it.
import { initSync, get, insert, list, update, client_connect, client_insert, client_point, client_read, client_upsert } from "./floor_wasm.js";
import wasm from "./floor_wasm_bg.wasm";

initSync({ module: wasm });

const COLUMNS =
  '"createdAt", "updatedAt", "updateCounter", "id", "teamId", "userId", "roleId", "isSystemRole", "invitedBy", "invitedAt", "joinedAt", "expiresAt", "isActive", "metadata"';
const GET = `SELECT ${COLUMNS} FROM "team_membership" WHERE "id" = ?`;
const LIST = `SELECT ${COLUMNS} FROM "team_membership" WHERE "teamId" = ? AND "id" > ? ORDER BY "id" LIMIT 50`;
const INSERT = 'INSERT INTO "bench_membership" ("id", "teamId", "userId", "roleId", "createdAt", "updatedAt", "isSystemRole", "isActive") VALUES (?, ?, ?, ?, ?, ?, 1, 1)';
const UPDATE = 'UPDATE "bench_membership" SET "roleId" = ?, "updatedAt" = ? WHERE "id" = ?';
const EVENT = 'INSERT INTO "bench_event" ("id", "kind", "tbl", "pk", "at_ms", "payload") VALUES (?, ?, ?, ?, ?, ?)';

const datetime = (ms) => new Date(ms).toISOString().slice(0, 23).replace("T", " ");

function change(db, kind, id, body, now) {
  return db.prepare(EVENT).bind(crypto.randomUUID(), `team_membership.${kind}`, "team_membership", id, now, JSON.stringify(body));
}

function inserts(db, bodies, now) {
  const seconds = Math.floor(now / 1000);
  return bodies.flatMap((body) => [
    db.prepare(INSERT).bind(body.id, body.teamId, body.userId, body.roleId, seconds, seconds),
    change(db, "created", body.id, body, now),
  ]);
}

/** The MySQL client alone, so many times on one connection: the other side of bench/workers/mysql2.ts. */
async function client(operation, hyperdrive, params) {
  const [times, from, team, user] = ["times", "from", "team", "user"].map((name) => params.get(name));
  switch (operation) {
    case "connect":
      return client_connect(hyperdrive);
    case "point":
      return client_point(hyperdrive, Number(times), from);
    case "upsert":
      return client_upsert(hyperdrive, Number(times), from, team, user);
    case "insert":
      return client_insert(hyperdrive, Number(times), crypto.randomUUID(), team, user);
    case "read":
      return client_read(hyperdrive, Number(times), from);
  }
}

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/client/")) {
      await client(url.pathname.slice("/client/".length), env.HYPERDRIVE, url.searchParams);
      return new Response("{}");
    }
    const mode = url.searchParams.get("mode") ?? "d1";
    const now = Date.now();
    switch (url.pathname) {
      case "/get": {
        const id = url.searchParams.get("id");
        if (mode === "mysql") return new Response(await get(env.HYPERDRIVE, id));
        return Response.json(await env.DB.prepare(GET).bind(id).first());
      }
      case "/list": {
        const [team, after] = [url.searchParams.get("team"), url.searchParams.get("after")];
        if (mode === "mysql") return new Response(await list(env.HYPERDRIVE, team, after));
        return Response.json((await env.DB.prepare(LIST).bind(team, after).all()).results);
      }
      case "/create":
      case "/unit": {
        const bodies = [await request.json()].flat().map((body) => ({ ...body, id: crypto.randomUUID() }));
        await env.DB.batch(inserts(env.DB, bodies, now));
        if (mode === "double") await insert(env.HYPERDRIVE, bodies.flatMap((b) => [b.id, b.teamId, b.userId, b.roleId, datetime(now)]));
        return Response.json(bodies, { status: 201 });
      }
      case "/update": {
        const [id, body] = [url.searchParams.get("id"), await request.json()];
        await env.DB.batch([env.DB.prepare(UPDATE).bind(body.roleId, Math.floor(now / 1000), id), change(env.DB, "updated", id, body, now)]);
        if (mode === "double") await update(env.HYPERDRIVE, id, body.roleId, datetime(now));
        return Response.json({ id, ...body });
      }
    }
    return new Response("{}", { headers: { "Content-Type": "application/json" } });
  },
};
