// The empty Worker: what an answer costs before anything is done for it.
export default { fetch: () => new Response("{}", { headers: { "Content-Type": "application/json" } }) };
