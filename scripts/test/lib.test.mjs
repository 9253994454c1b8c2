// The set-up's own library: what it promises about processes, migrations, stamps and tokens.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { statements } from "../lib/migrate.mjs";
import { freePort, output, serve, waitFor } from "../lib/proc.mjs";
import { signToken } from "../lib/secrets.mjs";
import { hashOf } from "../lib/stamp.mjs";

/** Which of the processes are alive; one that has ended and was not reaped yet is not. */
const alive = async (pids) => {
  const states = await Promise.all(pids.map((pid) => output("ps", ["-o", "stat=", "-p", String(pid)])));
  return states.map((state) => Boolean(state) && !state.startsWith("Z"));
};

/** A service whose command has a child of its own, and the ids of both. */
const FAMILY = ["sh", ["-c", "sleep 600 & echo $$ $!; wait"]];

async function family(options) {
  let pids;
  const service = serve(...FAMILY, { name: "test-family", onLine: (line) => (pids = line.split(" ").map(Number)), ...options });
  await waitFor("the family", 10_000, () => pids);
  return { service, pids };
}

for (const way of ["stop", "kill"]) {
  test(`${way} ends a service and its children`, async () => {
    const { service, pids } = await family();
    assert.deepEqual(await alive(pids), [true, true]);
    await service[way]();
    assert.equal(service.alive(), false);
    assert.deepEqual(await alive(pids), [false, false]);
  });
}

test("a service ends when the script that started it is killed", async () => {
  const code = `const { serve } = await import(${JSON.stringify(new URL("../lib/proc.mjs", import.meta.url).href)});
    serve("sh", ["-c", "sleep 600 & echo $$ $!; wait"], { name: "test-orphan", onLine: console.log }); setInterval(() => {}, 1000);`;
  const script = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  script.stdout.setEncoding("utf8");
  const line = await new Promise((done) => script.stdout.once("data", done));
  const pids = line.trim().split(" ").map(Number);
  const before = await alive(pids);
  script.kill("SIGKILL");
  assert.deepEqual(before, [true, true]);
  await waitFor("the orphans' end", 10_000, async () => !(await alive(pids)).includes(true));
});

test("a port that is taken is replaced by a free one", async () => {
  const { createServer } = await import("node:net");
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const { port } = server.address();
  assert.notEqual(await freePort(port), port);
  server.close();
});

test("a command that cannot be run has no output", async () => {
  assert.equal(await output("no-such-command-here", []), undefined);
});

test("statements end with a semicolon at a line's end, and nowhere else", () => {
  const text = "-- a comment; with semicolons;\nCREATE TABLE a (\n  x TEXT DEFAULT ';'\n);\n\n  -- another;\nINSERT INTO a VALUES ('b;c'); \nSELECT 1";
  assert.deepEqual(statements(text), ["CREATE TABLE a (\n  x TEXT DEFAULT ';'\n)", "INSERT INTO a VALUES ('b;c')", "SELECT 1"]);
});

test("a hash depends on contents and on the extra texts", () => {
  assert.equal(hashOf(["package.json"]), hashOf(["package.json"]));
  assert.notEqual(hashOf(["package.json"]), hashOf(["wrangler.toml"]));
  assert.notEqual(hashOf(["package.json"], "a"), hashOf(["package.json"], "b"));
});

test("a token carries its claims and is signed with HS256", () => {
  const token = signToken({ secret: "s", teams: ["team_x"], nowSeconds: 1000, livesSeconds: 60 });
  const [head, claims, signature] = token.split(".");
  assert.deepEqual(JSON.parse(Buffer.from(head, "base64url")), { alg: "HS256", typ: "JWT" });
  assert.deepEqual(JSON.parse(Buffer.from(claims, "base64url")), { sub: "user_local", role: "user", teams: ["team_x"], iat: 1000, exp: 1060 });
  assert.equal(signature, createHmac("sha256", "s").update(`${head}.${claims}`).digest("base64url"));
});
