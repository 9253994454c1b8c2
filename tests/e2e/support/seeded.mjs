// What can be wrong in MySQL, put there by hand, and which findings each must lead to.

/** One of each kind, each in a table and at a key of its own. @returns {Promise<{finding: string, table: string, key: string}[]>} */
export async function seedDifferences(world) {
  const { mysql } = world;
  const keyOf = (table, nth = 0) => mysql.value(`SELECT id FROM \`${table}\` ORDER BY id LIMIT 1 OFFSET ${nth}`);
  const seeded = [];
  const add = (kind, table, key) => seeded.push({ finding: `${kind} ${table} ${key}`, kind, table, key });

  const changed = await keyOf("workouts", 3);
  await mysql.query("UPDATE workouts SET name = 'other' WHERE id = ?", [changed]);
  add("different", "workouts", changed);

  const late = await keyOf("scores", 5);
  await mysql.query("UPDATE scores SET recorded_at = recorded_at + INTERVAL 1000 MICROSECOND WHERE id = ?", [late]);
  add("different", "scores", late);

  const secret = await keyOf("user", 2);
  await mysql.query("UPDATE user SET passwordHash = 'a secret of MySQL' WHERE id = ?", [secret]);
  add("different", "user", secret);

  const stale = await keyOf("team_membership", 4);
  await mysql.query("UPDATE team_membership SET _version = _version + 1 WHERE id = ?", [stale]);
  add("version", "team_membership", stale);

  const missing = await keyOf("credit_transaction", 1);
  await mysql.query("DELETE FROM credit_transaction WHERE id = ?", [missing]);
  add("missing", "credit_transaction", missing);

  const extra = "tag_only_in_mysql";
  await mysql.query("INSERT INTO spicy_tags (createdAt, updatedAt, id, name) VALUES ('2026-01-01', '2026-01-01', ?, 'Only here')", [extra]);
  add("extra", "spicy_tags", extra);

  // Past the Worker: nothing that follows a request's answer can bring the tombstone once more.
  const [{ id: gone }] = await world.d1.query('SELECT "id" FROM "score_rounds" ORDER BY "id" LIMIT 1 OFFSET 9');
  await world.d1.query('DELETE FROM "score_rounds" WHERE "id" = ?', [gone]);
  await world.drained();
  await mysql.query("DELETE FROM _tombstone WHERE pk = ?", [gone]);
  add("tombstone", "score_rounds", gone);
  return seeded;
}
