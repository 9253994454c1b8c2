// (b) What a team writes today: drizzle-orm on D1, drizzle-orm and mysql2 on Hyperdrive, `await d1; await mysql`, and an
// error in the second is logged.
import { and, asc, eq, gt } from "drizzle-orm";
import { drizzle as drizzleD1 } from "drizzle-orm/d1";
import { datetime, json, int as myInt, boolean as myBool, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { drizzle as drizzleMysql } from "drizzle-orm/mysql2";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { createConnection } from "mysql2/promise";

const d1Columns = () => ({
  createdAt: integer({ mode: "timestamp" }).notNull(),
  updatedAt: integer({ mode: "timestamp" }).notNull(),
  updateCounter: integer(),
  id: text().primaryKey(),
  teamId: text().notNull(),
  userId: text().notNull(),
  roleId: text().notNull(),
  isSystemRole: integer({ mode: "boolean" }).notNull().default(true),
  invitedBy: text(),
  invitedAt: integer({ mode: "timestamp" }),
  joinedAt: integer({ mode: "timestamp" }),
  expiresAt: integer({ mode: "timestamp" }),
  isActive: integer({ mode: "boolean" }).notNull().default(true),
  metadata: text({ mode: "json" }),
});
const myTime = () => datetime({ mode: "date", fsp: 3 });
const myColumns = () => ({
  createdAt: myTime().notNull(),
  updatedAt: myTime().notNull(),
  updateCounter: myInt(),
  id: varchar({ length: 64 }).primaryKey(),
  teamId: varchar({ length: 64 }).notNull(),
  userId: varchar({ length: 64 }).notNull(),
  roleId: varchar({ length: 64 }).notNull(),
  isSystemRole: myBool().notNull().default(true),
  invitedBy: varchar({ length: 64 }),
  invitedAt: myTime(),
  joinedAt: myTime(),
  expiresAt: myTime(),
  isActive: myBool().notNull().default(true),
  metadata: json(),
});
// Reads are of the app's own table; writes go to a twin of it, which has none of Tandem's triggers.
const d1Read = sqliteTable("team_membership", d1Columns());
const d1Write = sqliteTable("bench_membership", d1Columns());
const myRead = mysqlTable("team_membership", myColumns());
const myWrite = mysqlTable("bench_membership", myColumns());
const event = sqliteTable("bench_event", {
  id: text().primaryKey(),
  kind: text().notNull(),
  tbl: text().notNull(),
  pk: text().notNull(),
  at_ms: integer().notNull(),
  payload: text({ mode: "json" }).notNull(),
});

interface Env {
  DB: any;
  HYPERDRIVE: { host: string; port: number; user: string; password: string; database: string };
}

/** As Cloudflare documents it: a connection a request, `disableEval` because Workers have no eval. */
async function mysql<T>(env: Env, work: (db: ReturnType<typeof drizzleMysql>) => Promise<T>): Promise<T> {
  const { host, port, user, password, database } = env.HYPERDRIVE;
  const connection = await createConnection({ host, port, user, password, database, disableEval: true, timezone: "Z" });
  try {
    return await work(drizzleMysql({ client: connection }) as any);
  } finally {
    connection.destroy();
  }
}

async function second(work: () => Promise<unknown>) {
  try {
    await work();
  } catch (error) {
    console.error("mysql write failed", error);
  }
}

const eventOf = (kind: string, pk: string, payload: unknown) => ({ id: crypto.randomUUID(), kind: `team_membership.${kind}`, tbl: "team_membership", pk, at_ms: Date.now(), payload });

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const mode = url.searchParams.get("mode") ?? "d1";
    const param = (name: string) => url.searchParams.get(name) ?? "";
    const db = drizzleD1(env.DB);
    switch (url.pathname) {
      case "/get": {
        const id = param("id");
        const rows =
          mode === "mysql"
            ? await mysql(env, (my) => my.select().from(myRead).where(eq(myRead.id, id)))
            : await db.select().from(d1Read).where(eq(d1Read.id, id));
        return Response.json(rows[0]);
      }
      case "/list": {
        const [team, after] = [param("team"), param("after")];
        const page = (table: any, from: any) => from.where(and(eq(table.teamId, team), gt(table.id, after))).orderBy(asc(table.id)).limit(50);
        return Response.json(mode === "mysql" ? await mysql(env, (my) => page(myRead, my.select().from(myRead))) : await page(d1Read, db.select().from(d1Read)));
      }
      case "/create":
      case "/unit": {
        const now = new Date();
        const rows = [await request.json()].flat().map((body: any) => ({ ...body, id: crypto.randomUUID(), createdAt: now, updatedAt: now }));
        const statements = rows.flatMap((row) => [db.insert(d1Write).values(row), db.insert(event).values(eventOf("created", row.id, row))]);
        await db.batch(statements as any);
        if (mode === "double") await second(() => mysql(env, (my) => my.insert(myWrite).values(rows)));
        return Response.json(rows, { status: 201 });
      }
      case "/update": {
        const id = param("id");
        const set = { ...((await request.json()) as object), updatedAt: new Date() };
        await db.batch([db.update(d1Write).set(set).where(eq(d1Write.id, id)), db.insert(event).values(eventOf("updated", id, set))]);
        if (mode === "double") await second(() => mysql(env, (my) => my.update(myWrite).set(set).where(eq(myWrite.id, id))));
        return Response.json({ id, ...set });
      }
    }
    return new Response("{}");
  },
};
