// Rows that tests begin with.
import { randomBytes } from "node:crypto";

/** A text that no other row has. */
export const unique = (prefix = "x") => `${prefix}-${randomBytes(6).toString("hex")}`;

/** A team, a client that belongs to it, and an administrator's, for what the schema guards. */
export async function newTeam(world, row = {}) {
  const team = await world.admin.create("team", { name: "A team", slug: unique("team"), ...row });
  return { team, id: team.id, client: world.as({ teams: [team.id] }), admin: world.as({ role: "admin", teams: [team.id] }) };
}

/** A person. */
export const newUser = (world, row = {}) => world.admin.create("user", { firstName: "Ada", email: `${unique("ada")}@example.com`, ...row });

/** A programming track: a row of a team, with events. */
export const trackRow = (row = {}) => ({ name: "Strength", type: "team_owned", ...row });

/** A competition group: a row of a team with a unique slug in it, without events. */
export const groupRow = (row = {}) => ({ name: "Series", slug: unique("group"), ...row });
