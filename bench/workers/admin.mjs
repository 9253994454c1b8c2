// The benchmark's own way into the D1 of the run: one statement, its rows and what D1 says that it cost.
export default {
  async fetch(request, env) {
    const statements = await request.json();
    const answers = await env.DB.batch(statements.map(({ sql, params = [] }) => env.DB.prepare(sql).bind(...params)));
    return Response.json(answers);
  },
};
