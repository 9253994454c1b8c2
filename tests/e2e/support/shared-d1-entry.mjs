// The Worker's entry with a D1 that other Worker processes share: `d1-host.mjs` at D1_URL.
import worker from "../../../src/worker/entry.js";

/** What the Worker uses of the binding. */
class SharedD1 {
  #url;
  #session;
  #bookmark = null;

  constructor(url, session) {
    this.#url = url;
    this.#session = session;
  }

  withSession(session) {
    return new SharedD1(this.#url, session);
  }

  getBookmark() {
    return this.#bookmark;
  }

  prepare(sql) {
    const statement = (values) => ({ text: [sql, ...values], bind: (...bound) => statement(bound), raw: () => this.#ask([[sql, ...values]], true) });
    return statement([]);
  }

  async batch(statements) {
    const answers = await this.#ask(statements.map(({ text }) => text), false);
    return answers.map((results) => ({ results }));
  }

  async #ask(statements, raw) {
    const plain = (value) => (value instanceof Uint8Array ? [...value] : value);
    const body = JSON.stringify({ session: this.#session, statements: statements.map((statement) => statement.map(plain)), raw });
    const response = await fetch(this.#url, { method: "POST", body });
    const { answers, bookmark, error } = await response.json();
    if (error) throw new Error(error);
    this.#bookmark = bookmark;
    return answers;
  }
}

let shared;
const of = (env) => (shared ??= { ...env, DB: new SharedD1(env.D1_URL) });

export default {
  fetch: (request, env, ctx) => worker.fetch(request, of(env), ctx),
  queue: (batch, env, ctx) => worker.queue(batch, of(env), ctx),
  scheduled: (event, env, ctx) => worker.scheduled(event, of(env), ctx),
};
