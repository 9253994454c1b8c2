// mysql2 alone, as Cloudflare documents it for Hyperdrive: the same operations as in bench/workers/floor.mjs.
import { createConnection } from "mysql2/promise";

interface Env {
  HYPERDRIVE: { host: string; port: number; user: string; password: string; database: string };
}

const COLUMNS = "`createdAt`, `updatedAt`, `updateCounter`, `id`, `teamId`, `userId`, `roleId`, `isSystemRole`, `invitedBy`, `invitedAt`, `joinedAt`, `expiresAt`, `isActive`, `metadata`";
const PUT = "INSERT INTO `bench_membership` (`id`, `teamId`, `userId`, `roleId`, `createdAt`, `updatedAt`, `isSystemRole`, `isActive`) VALUES ?";
const TIME = "2026-05-28 20:26:40.000";
const INSERT_ROWS = 500;

type Connection = Awaited<ReturnType<typeof createConnection>>;
type Wanted = { times: number; from: string; team: string; user: string };

const operations: Record<string, (my: Connection, wanted: Wanted) => Promise<unknown>> = {
  connect: async () => {},
  async point(my, { times, from }) {
    for (let n = 0; n < times; n++) await my.query(`SELECT ${COLUMNS} FROM \`team_membership\` WHERE \`id\` = ?`, [from]);
  },
  async upsert(my, { times, from, team, user }) {
    for (let n = 0; n < times; n++) await my.query(`${PUT} ON DUPLICATE KEY UPDATE \`roleId\` = ?`, [[[from, team, user, "member", TIME, TIME, 1, 1]], `role_${n}`]);
  },
  async insert(my, { times, team, user }) {
    const prefix = crypto.randomUUID();
    await my.query("START TRANSACTION");
    for (let n = 0; n < times; n++) {
      const rows = Array.from({ length: INSERT_ROWS }, (_, at) => [`${prefix}_${n}_${at}`, team, user, "member", TIME, TIME, 1, 1]);
      await my.query(PUT, [rows]);
    }
    await my.query("ROLLBACK");
  },
  async read(my, { times, from }) {
    for (let n = 0; n < times; n++) {
      const [rows] = await my.query(`SELECT ${COLUMNS} FROM \`team_membership\` WHERE \`id\` > ? ORDER BY \`id\` LIMIT 1000`, [from]);
      if ((rows as unknown[]).length !== 1000) throw new Error("1,000 rows are wanted");
    }
  },
};

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const url = new URL(request.url);
    const param = (name: string) => url.searchParams.get(name) ?? "";
    const { host, port, user, password, database } = env.HYPERDRIVE;
    const my = await createConnection({ host, port, user, password, database, disableEval: true, timezone: "Z", dateStrings: param("dates") === "text" });
    try {
      await operations[url.pathname.replace("/client/", "")](my, { times: Number(param("times")), from: param("from"), team: param("team"), user: param("user") });
    } finally {
      my.destroy();
    }
    return new Response("{}");
  },
};
