// Stands around a contestant and adds up what its statements cost in D1, as D1 says it of each (`meta`): what is billed. And how often it
// calls D1 or connects to MySQL: each is a subrequest.
import contestant from "./contestant.js";

const nothing = () => ({ batches: 0, connections: 0, statements: 0, rowsWritten: 0, rowsRead: 0 });
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
const spied = (target, instead) => new Proxy(target, { get: (_, name) => instead[name] ?? bound(target, name) });

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
  const instance = spied(statement, instead);
  behind.set(instance, statement);
  return instance;
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
  return spied(db, instead);
}

function spiedHyperdrive(hyperdrive) {
  const connect = (...options) => {
    spent.connections += 1;
    return hyperdrive.connect(...options);
  };
  return spied(hyperdrive, { connect });
}

const spiedEnv = (env) => ({ ...env, DB: spiedDatabase(env.DB), HYPERDRIVE: spiedHyperdrive(env.HYPERDRIVE) });

export default {
  fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== "/spent") return contestant.fetch(request, spiedEnv(env), ctx);
    const answer = Response.json(spent);
    spent = nothing();
    return answer;
  },
  queue: (batch, env, ctx) => contestant.queue(batch, spiedEnv(env), ctx),
};
