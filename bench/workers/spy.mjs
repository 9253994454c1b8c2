// Stands around a contestant and adds up what its statements cost in D1, as D1 says it of each (`meta`): what is billed.
import contestant from "./contestant.js";

const nothing = () => ({ batches: 0, statements: 0, rowsWritten: 0, rowsRead: 0 });
let spent = nothing();
/** The statement behind each that was handed out. */
const behind = new WeakMap();

function count(results) {
  spent.batches += 1;
  for (const { meta } of results) {
    spent.statements += 1;
    spent.rowsWritten += meta.rows_written;
    spent.rowsRead += meta.rows_read;
  }
}

const bound = (target, name) => (typeof target[name] === "function" ? target[name].bind(target) : target[name]);

async function all(statement) {
  const answer = await statement.all();
  count([answer]);
  return answer;
}

function spiedStatement(statement) {
  const instead = {
    bind: (...values) => spiedStatement(statement.bind(...values)),
    all: () => all(statement),
    run: () => all(statement),
    first: async () => (await all(statement)).results[0] ?? null,
    raw: async () => (await all(statement)).results.map(Object.values),
  };
  const spied = new Proxy(statement, { get: (target, name) => instead[name] ?? bound(target, name) });
  behind.set(spied, statement);
  return spied;
}

function spiedDatabase(db) {
  const instead = {
    prepare: (sql) => spiedStatement(db.prepare(sql)),
    batch: async (statements) => {
      const results = await db.batch(statements.map((each) => behind.get(each) ?? each));
      count(results);
      return results;
    },
  };
  return new Proxy(db, { get: (target, name) => instead[name] ?? bound(target, name) });
}

const spiedEnv = (env) => ({ ...env, DB: spiedDatabase(env.DB) });

export default {
  fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== "/spent") return contestant.fetch(request, spiedEnv(env), ctx);
    const answer = Response.json(spent);
    spent = nothing();
    return answer;
  },
  queue: (batch, env, ctx) => contestant.queue(batch, spiedEnv(env), ctx),
};
