// npm run -s token -- --team team_x [--team team_y] [--role user] [--sub user_local] [--hours 24]: prints a token for the local Worker.
import { parseArgs } from "node:util";
import { ensureSecrets, signToken } from "./lib/secrets.mjs";

const text = (value) => ({ type: "string", default: value });
const { values } = parseArgs({ options: { team: { type: "string", multiple: true, default: [] }, role: text("user"), sub: text("user_local"), hours: text("24") } });
const secret = ensureSecrets().values.JWT_SECRET;
console.log(signToken({ secret, sub: values.sub, role: values.role, teams: values.team, livesSeconds: Number(values.hours) * 3_600 }));
