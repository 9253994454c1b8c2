// What all teams share: movements, tags, plans and what plans contain. The ids are the same for every seed.
import { MOVEMENTS, TAGS } from "./words.mjs";

export const slug = (text) => text.normalize("NFD").replace(/[^A-Za-z0-9]+/g, "_").replace(/^_|_$/g, "").toLowerCase();
export const movementId = (name) => `mov_${slug(name)}`;
export const tagId = (name) => `tag_${slug(name)}`;
const AT = -500;

export const FEATURES = [
  ["workout_library", "Workout library", "workouts"], ["programming_tracks", "Programming tracks", "programming"], ["scaling_groups", "Scaling groups", "scaling"],
  ["competitions", "Competitions", "team"], ["score_analytics", "Score analytics", "analytics"],
];
export const LIMITS = [["members", "Members", "people", "never"], ["workouts_per_month", "Workouts a month", "workouts", "monthly"], ["competitions_per_year", "Competitions a year", "competitions", "yearly"]];
/** Name, price a month in cents, how many of the features, value of each limit (-1 is no limit). */
export const PLANS = [["Free", 0, 2, [25, 30, 0]], ["Coach", 2_900, 3, [100, 300, 1]], ["Gym", 9_900, 5, [-1, -1, 12]]];
export const featureId = (key) => `feat_${key}`;
export const limitId = (key) => `lim_${key}`;
export const planId = (name) => `plan_${slug(name)}`;

/** @param {import("./rows.mjs").Rows} rows */
export function addCatalogue(rows) {
  for (const [name, type] of MOVEMENTS) rows.add("movements", { id: movementId(name), name, type, createdAt: AT });
  for (const name of TAGS) rows.add("spicy_tags", { id: tagId(name), name, createdAt: AT });
  for (const [key, name, category] of FEATURES) rows.add("feature", { id: featureId(key), key, name, category, createdAt: AT });
  for (const [key, name, unit, resetPeriod] of LIMITS) rows.add("limit", { id: limitId(key), key, name, unit, resetPeriod, createdAt: AT });
  for (const name of ["Course", "Programming track"]) rows.add("entitlement_type", { id: `etype_${slug(name)}`, name, createdAt: AT });
  PLANS.forEach(([name, price, features, limits], at) => {
    rows.add("plan", { id: planId(name), name, price, interval: "month", sortOrder: at, createdAt: AT });
    for (const [key] of FEATURES.slice(0, features)) rows.add("plan_feature", { id: `pfeat_${slug(name)}_${key}`, planId: planId(name), featureId: featureId(key), createdAt: AT });
    LIMITS.forEach(([key], limit) => rows.add("plan_limit", { id: `plim_${slug(name)}_${key}`, planId: planId(name), limitId: limitId(key), value: limits[limit], createdAt: AT }));
  });
}
