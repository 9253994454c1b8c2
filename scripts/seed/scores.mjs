// Scores, encoded as whole numbers that sort: milliseconds, grams, repetitions, rounds × 100,000 + repetitions.
import { day } from "./rows.mjs";
import { SCHEMES } from "./words.mjs";

const ROUND = 100_000;
const STATUSES = ["scored", "cap", "dq", "withdrawn"];
/** Digits of a score inside a sort key. */
const WIDTH = 15;

/** A score as a workout of this kind gives it: status, value, and for a reached cap the repetitions. */
function draw(random, { scheme, capSeconds, range: [min, max] }) {
  if (scheme === "time-with-cap" && random.chance(0.15)) return { status: "cap", value: capSeconds * 1_000, secondary: random.int(20, 140) };
  if (SCHEMES[scheme].rounds) return { status: "scored", value: random.int(min, max) * ROUND + random.int(0, 29) };
  const value = random.int(min, max);
  // Loads go up in steps of 2.5 kg.
  return { status: "scored", value: scheme === "load" ? Math.round(value / 2_500) * 2_500 : value };
}

function sortKey(scheme, status, value) {
  const best = SCHEMES[scheme].best === "min" ? value : 10 ** WIDTH - 1 - value;
  return `${STATUSES.indexOf(status)}_${String(best).padStart(WIDTH, "0")}`;
}

/** Adds a score and, for a load, its sets as rounds. */
export function addScore(rows, { person, teamId, workout, level, asRx, at, hours, notes, instance, event }) {
  const { random } = rows;
  const { status, value, secondary } = draw(random, workout);
  const score = rows.add("scores", {
    user_id: person.id,
    team_id: teamId,
    workout_id: workout.id,
    competition_event_id: event,
    scheduled_workout_instance_id: instance,
    scheme: workout.scheme,
    score_type: SCHEMES[workout.scheme].best,
    score_value: value,
    time_cap_ms: workout.capSeconds ? workout.capSeconds * 1_000 : undefined,
    secondary_value: secondary,
    status,
    status_order: STATUSES.indexOf(status),
    sort_key: sortKey(workout.scheme, status, value),
    scaling_level_id: level,
    as_rx: asRx,
    notes,
    recorded_at: day(at, hours),
    createdAt: at + 1,
  });
  if (workout.scheme !== "load") return;
  for (let round = 1; round <= 3; round++) rows.add("score_rounds", { score_id: score, round_number: round, value: value - (3 - round) * 5_000 });
}
