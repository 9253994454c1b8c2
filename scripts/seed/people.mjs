// The people of a team: accounts, memberships, roles, credits.
import { slug } from "./catalogue.mjs";
import { day } from "./rows.mjs";
import { FIRST_NAMES, LAST_NAMES } from "./words.mjs";

const SYSTEM_ROLES = ["owner", "admin", "coach"];
/** Documentation addresses (RFC 5737). */
export const address = (random) => `192.0.2.${random.int(1, 254)}`;

/** Adds one person; `nth` keeps the e-mail unique. */
function person(rows, { id, nth, suffix, affiliateName }) {
  const { random } = rows;
  const gender = random.pick(["female", "male"]);
  const [firstName, lastName] = [random.pick(FIRST_NAMES[gender]), random.pick(LAST_NAMES)];
  const joined = -random.int(30, 700);
  const credits = purchases(random, joined);
  const user = rows.add("user", {
    id,
    firstName,
    lastName,
    email: `${slug(firstName)}.${slug(lastName)}.${nth}@${suffix}.example.com`,
    emailVerified: day(joined),
    gender,
    dateOfBirth: day(-random.int(18 * 365, 60 * 365)).slice(0, 10) + "T00:00:00.000Z",
    currentCredits: credits.reduce((sum, { amount }) => sum + amount, 0),
    athleteProfile: { heightCm: random.int(152, 196), experienceYears: random.int(0, 15), backSquatKg: random.int(40, 190) },
    affiliateName,
    signUpIpAddress: address(random),
    createdAt: joined,
  });
  for (const { createdAt, ...credit } of credits) rows.add("credit_transaction", { userId: user, createdAt, ...credit });
  return { id: user, firstName, lastName, gender, email: `${slug(firstName)}.${slug(lastName)}.${nth}@${suffix}.example.com`, joined };
}

/** Credits that came in and went out, oldest first; what is left is never below zero. */
function purchases(random, joined) {
  if (random.chance(0.4)) return [];
  const bought = random.pick([10, 20, 50]);
  const used = random.int(0, Math.floor(bought / 2));
  const first = joined + random.int(1, 20);
  const list = [
    { amount: bought, remainingAmount: bought - used, type: "PURCHASE", description: `${bought} credits`, expirationDate: day(first + 365), paymentIntentId: `pi_${random.hex(12)}`, createdAt: first },
  ];
  if (used) list.push({ amount: -used, type: "USAGE", description: "Component unlocked", createdAt: first + 2 });
  return list;
}

/** @returns {{people: object[], coaches: object[], roleId: string}} */
export function addPeople(rows, { teamId, ownerId, gymName, suffix, count }) {
  const { random } = rows;
  const people = Array.from({ length: count }, (_, nth) => person(rows, { id: nth === 0 ? ownerId : undefined, nth, suffix, affiliateName: gymName }));
  const roleId = rows.add("team_role", { teamId, name: "Programmer", description: "Writes workouts and schedules them.", permissions: ["workouts.create", "workouts.edit", "programming.schedule"] });
  people.forEach((one, nth) => {
    const custom = nth === 4;
    one.membershipId = rows.add("team_membership", {
      teamId,
      userId: one.id,
      roleId: custom ? roleId : nth < 3 ? SYSTEM_ROLES[nth] : nth < 6 ? "coach" : "member",
      isSystemRole: !custom,
      invitedBy: nth && random.chance(0.5) ? ownerId : undefined,
      joinedAt: day(one.joined + 1),
      createdAt: one.joined + 1,
    });
    if (random.chance(0.15)) passkey(rows, one);
    if (random.chance(0.2)) rows.add("purchased_item", { userId: one.id, itemType: "COMPONENT", itemId: `item_${random.pick(["timer", "heatmap", "whiteboard"])}`, purchasedAt: day(one.joined + 22), createdAt: one.joined + 22 });
  });
  for (let i = random.int(1, 3); i > 0; i--) {
    const [first, last] = [random.pick(FIRST_NAMES.female), random.pick(LAST_NAMES)];
    rows.add("team_invitation", { teamId, email: `${slug(first)}.${slug(last)}.invited${i}@${suffix}.example.com`, roleId: "member", token: random.hex(24), invitedBy: ownerId, expiresAt: day(7), createdAt: -random.int(0, 5) });
  }
  return { people, coaches: people.slice(2, 6) };
}

function passkey(rows, { id, joined }) {
  const { random } = rows;
  rows.add("passkey_credential", {
    userId: id,
    credentialId: random.hex(20),
    credentialPublicKey: Buffer.from(random.hex(48), "hex").toString("base64"),
    counter: random.int(0, 90),
    transports: ["internal", "hybrid"],
    userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6)",
    ipAddress: address(random),
    createdAt: joined + 3,
  });
}
