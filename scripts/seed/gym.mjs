// One gym: its people, plan, scaling, workouts, track, schedule and scores.
import { FEATURES, LIMITS, PLANS, featureId, limitId, movementId, planId, slug, tagId } from "./catalogue.mjs";
import { addClasses } from "./classes.mjs";
import { addPeople } from "./people.mjs";
import { day } from "./rows.mjs";
import { addScore } from "./scores.mjs";
import { CITIES, GYM_FIRST, GYM_LAST, LEVELS, NOTES, WORKOUTS } from "./words.mjs";

/** Adds the gym and what belongs to it; gives what its competition needs. */
export function addGym(rows, { nth, seed, teamId, ownerId }) {
  const { random } = rows;
  const [city, state, postcode, country, timezone] = random.pick(CITIES);
  const name = `${random.pick(GYM_FIRST)} ${random.pick(GYM_LAST)}`;
  const suffix = `${slug(name).replaceAll("_", "-")}-${seed}-${nth + 1}`;
  const plan = random.pick(PLANS);
  const planOf = planId(plan[0]);
  const created = -random.int(500, 900);
  rows.add("team", {
    id: teamId,
    name,
    slug: suffix,
    description: `Group classes and barbell work in ${city}.`,
    type: "gym",
    settings: { units: random.pick(["kg", "lb"]), leaderboard: true },
    currentPlanId: planOf,
    creditBalance: random.int(0, 200),
    billingEmail: `billing@${suffix}.example.com`,
    createdAt: created,
  });
  rows.add("affiliates", { name: `${name} ${seed}-${nth + 1}`, location: [city, state, country].filter(Boolean).join(", "), verificationStatus: "claimed", ownerTeamId: teamId, createdAt: created });
  const { people, coaches } = addPeople(rows, { teamId, ownerId, gymName: name, suffix, count: random.int(16, 28) });
  addPlan(rows, { teamId, ownerId: people[0].id, plan, planOf, members: people.length });
  rows.add("organizer_request", { teamId, userId: people[0].id, reason: "We hold two throwdowns a year.", status: "approved", reviewedAt: day(-200), createdAt: -210 });

  const scalingGroup = rows.add("scaling_groups", { teamId, title: "House levels", description: "What the whiteboard says.", isDefault: true });
  const levels = LEVELS.map(([label], position) => rows.add("scaling_levels", { scalingGroupId: scalingGroup, label, position }));
  const workouts = addWorkouts(rows, { teamId, seed, first: nth === 0, scalingGroup, levels });
  addTrack(rows, { teamId, name, scalingGroup, workouts, people, levels });
  addClasses(rows, { teamId, coaches });
  return { nth, seed, teamId, name, suffix, people, address: { city, state, postcode, country }, timezone };
}

function addPlan(rows, { teamId, ownerId, plan, planOf, members }) {
  const { random } = rows;
  const [, price, features, limits] = plan;
  const paid = price > 0;
  rows.add("team_subscription", {
    teamId,
    planId: planOf,
    status: "active",
    currentPeriodStart: day(-12),
    currentPeriodEnd: day(18),
    stripeSubscriptionId: paid ? `sub_${random.hex(12)}` : undefined,
    stripeCustomerId: paid ? `cus_${random.hex(8)}` : undefined,
  });
  for (const [key] of FEATURES.slice(0, features)) rows.add("team_feature_entitlement", { teamId, featureId: featureId(key), sourcePlanId: planOf });
  LIMITS.forEach(([key], at) => rows.add("team_limit_entitlement", { teamId, limitId: limitId(key), value: limits[at], sourcePlanId: planOf }));
  rows.add("team_usage", { teamId, limitKey: "members", currentValue: members, periodStart: day(-32), periodEnd: day(-2) });
  rows.add("team_usage", { teamId, limitKey: "workouts_per_month", currentValue: random.int(4, 28), periodStart: day(-32), periodEnd: day(-2) });
  if (random.chance(0.5)) rows.add("team_addon", { teamId, addonId: "extra_coaches", quantity: random.int(1, 4), status: "active", expiresAt: day(120) });
  rows.add("team_entitlement_override", { teamId, type: "limit", key: "competitions_per_year", value: String(random.int(2, 6)), reason: "Agreed by phone.", createdBy: ownerId });
  rows.add("entitlement", { entitlementTypeId: "etype_programming_track", userId: ownerId, teamId, sourceType: "SUBSCRIPTION", sourceId: planOf, expiresAt: day(18) });
}

function addWorkouts(rows, { teamId, seed, first, scalingGroup, levels }) {
  const { random } = rows;
  return WORKOUTS.map(([name, scheme, capSeconds, description, movements, tags, range]) => {
    const id = rows.add("workouts", {
      id: first ? `wkt_${seed}_${slug(name)}` : undefined,
      name,
      description,
      scope: random.chance(0.3) ? "public" : "private",
      team_id: teamId,
      scheme,
      time_cap: capSeconds,
      rounds_to_score: 1,
      scaling_group_id: scalingGroup,
    });
    for (const movement of movements) rows.add("workout_movements", { workout_id: id, movement_id: movementId(movement) });
    for (const tag of tags) rows.add("workout_tags", { workout_id: id, tag_id: tagId(tag) });
    for (const at of [1, 2]) rows.add("workout_scaling_descriptions", { workoutId: id, scalingLevelId: levels[at], description: LEVELS[at][1] });
    return { id, name, scheme, capSeconds, range };
  });
}

/** Four weeks of programming, and what the members made of it. */
function addTrack(rows, { teamId, name, scalingGroup, workouts, people, levels }) {
  const { random } = rows;
  const track = rows.add("programming_track", { name: `${name} daily`, description: "Five days a week.", type: "team_owned", ownerTeamId: teamId, scalingGroupId: scalingGroup });
  rows.add("team_programming_track", { teamId, trackId: track, subscribedAt: day(-60) });
  workouts.forEach((workout, at) => {
    const daysAgo = 27 - at * 2;
    const trackWorkout = rows.add("track_workout", { trackId: track, workoutId: workout.id, trackOrder: at + 1, notes: at % 4 === 3 ? "Warm up longer than you think." : undefined });
    const instance = rows.add("scheduled_workout_instance", { teamId, trackWorkoutId: trackWorkout, workoutId: workout.id, scheduledDate: day(-daysAgo).slice(0, 10) + "T00:00:00.000Z", classTimes: "06:00, 12:00, 18:00", createdAt: -daysAgo - 7 });
    for (const one of random.some(people, random.int(4, 9))) {
      if (one.joined > -daysAgo) continue;
      const scaling = random.pick(levels);
      addScore(rows, { person: one, teamId, workout, level: scaling, asRx: scaling === levels[1], at: -daysAgo, hours: random.int(-6, 6), notes: random.pick(NOTES), instance });
    }
  });
  // Older results, from before `scores`.
  for (const one of random.some(people, 5)) {
    const result = rows.add("results", { user_id: one.id, date: day(-random.int(300, 400)), type: "strength", workout_id: workouts[7].id, notes: random.pick(NOTES), scale: "rx", as_rx: true, set_count: 3 });
    for (let set = 1; set <= 3; set++) rows.add("sets", { result_id: result, set_number: set, reps: 5, weight: random.int(40, 120), status: "pass" });
  }
}
