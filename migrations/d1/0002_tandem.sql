-- What Tandem adds to the app's tables: its own one, a version, indexes for pages, side tables, triggers.
-- Made from schema/ by `cargo run -p tandem-schema --bin emit`: change it there.

CREATE TABLE IF NOT EXISTS "tandem_canary" (
  "id" TEXT NOT NULL,
  "nonce" TEXT NOT NULL,
  PRIMARY KEY ("id")
);

ALTER TABLE "addresses" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "commerce_product" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "entitlement_type" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "feature" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "limit" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "movements" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "plan" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "spicy_tags" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "tandem_canary" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "user" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "commerce_purchase" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "credit_transaction" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "passkey_credential" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "plan_feature" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "plan_limit" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "purchased_item" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "affiliates" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "class_catalog" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "coaches" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_groups" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "entitlement" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "locations" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "organizer_request" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "scaling_groups" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "schedule_templates" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "skills" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_addon" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_entitlement_override" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_feature_entitlement" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_invitation" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_limit_entitlement" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_membership" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_role" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_subscription" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_usage" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "class_catalog_to_skills" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "coach_blackout_dates" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "coach_recurring_unavailability" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "coach_to_skills" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competitions" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "generated_schedules" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "scaling_levels" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "schedule_template_classes" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_divisions" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_events" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_registration_questions" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_registrations" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_venues" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "programming_track" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "schedule_template_class_required_skills" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "scheduled_classes" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "sponsor_groups" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "volunteer_shifts" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "waivers" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_heats" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_registration_answers" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "sponsors" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "submission_window_notifications" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "team_programming_track" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "video_submissions" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "volunteer_shift_assignments" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "waiver_signatures" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "workouts" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_heat_assignments" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "results" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "scores" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "track_workout" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "workout_movements" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "workout_scaling_descriptions" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "workout_tags" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "competition_judge_rotations" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "event_judging_sheets" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "event_resources" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "judge_assignment_versions" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "scheduled_workout_instance" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "score_rounds" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "sets" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "judge_heat_assignments" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;

CREATE INDEX IF NOT EXISTS "_movements_name_id_idx" ON "movements" ("name", "id");
CREATE INDEX IF NOT EXISTS "_plan_sortOrder_id_idx" ON "plan" ("sortOrder", "id");
CREATE INDEX IF NOT EXISTS "_spicy_tags_name_id_idx" ON "spicy_tags" ("name", "id");
CREATE INDEX IF NOT EXISTS "_commerce_purchase_userId_id_idx" ON "commerce_purchase" ("userId", "id");
CREATE INDEX IF NOT EXISTS "_commerce_purchase_userId_createdAt_id_idx" ON "commerce_purchase" ("userId", "createdAt", "id");
CREATE INDEX IF NOT EXISTS "_credit_transaction_userId_id_idx" ON "credit_transaction" ("userId", "id");
CREATE INDEX IF NOT EXISTS "_credit_transaction_userId_createdAt_id_idx" ON "credit_transaction" ("userId", "createdAt", "id");
CREATE INDEX IF NOT EXISTS "_passkey_credential_userId_id_idx" ON "passkey_credential" ("userId", "id");
CREATE INDEX IF NOT EXISTS "_purchased_item_userId_id_idx" ON "purchased_item" ("userId", "id");
CREATE INDEX IF NOT EXISTS "_affiliates_name_id_idx" ON "affiliates" ("name", "id");
CREATE INDEX IF NOT EXISTS "_class_catalog_team_id_id_idx" ON "class_catalog" ("team_id", "id");
CREATE INDEX IF NOT EXISTS "_coaches_team_id_id_idx" ON "coaches" ("team_id", "id");
CREATE INDEX IF NOT EXISTS "_competition_groups_organizingTeamId_id_idx" ON "competition_groups" ("organizingTeamId", "id");
CREATE INDEX IF NOT EXISTS "_entitlement_userId_id_idx" ON "entitlement" ("userId", "id");
CREATE INDEX IF NOT EXISTS "_entitlement_userId_createdAt_id_idx" ON "entitlement" ("userId", "createdAt", "id");
CREATE INDEX IF NOT EXISTS "_locations_team_id_id_idx" ON "locations" ("team_id", "id");
CREATE INDEX IF NOT EXISTS "_organizer_request_teamId_id_idx" ON "organizer_request" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_organizer_request_teamId_status_createdAt_id_idx" ON "organizer_request" ("teamId", "status", "createdAt", "id");
CREATE INDEX IF NOT EXISTS "_scaling_groups_teamId_id_idx" ON "scaling_groups" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_schedule_templates_team_id_id_idx" ON "schedule_templates" ("team_id", "id");
CREATE INDEX IF NOT EXISTS "_skills_team_id_id_idx" ON "skills" ("team_id", "id");
CREATE INDEX IF NOT EXISTS "_team_addon_teamId_id_idx" ON "team_addon" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_team_entitlement_override_teamId_id_idx" ON "team_entitlement_override" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_team_feature_entitlement_teamId_id_idx" ON "team_feature_entitlement" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_team_invitation_teamId_id_idx" ON "team_invitation" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_team_invitation_teamId_status_createdAt_id_idx" ON "team_invitation" ("teamId", "status", "createdAt", "id");
CREATE INDEX IF NOT EXISTS "_team_limit_entitlement_teamId_id_idx" ON "team_limit_entitlement" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_team_membership_teamId_id_idx" ON "team_membership" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_team_membership_teamId_createdAt_id_idx" ON "team_membership" ("teamId", "createdAt", "id");
CREATE INDEX IF NOT EXISTS "_team_role_teamId_id_idx" ON "team_role" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_team_subscription_teamId_id_idx" ON "team_subscription" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_team_usage_teamId_id_idx" ON "team_usage" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_team_usage_teamId_limitKey_periodStart_id_idx" ON "team_usage" ("teamId", "limitKey", "periodStart", "id");
CREATE INDEX IF NOT EXISTS "_competitions_organizingTeamId_id_idx" ON "competitions" ("organizingTeamId", "id");
CREATE INDEX IF NOT EXISTS "_competitions_organizingTeamId_startDate_id_idx" ON "competitions" ("organizingTeamId", "startDate", "id");
CREATE INDEX IF NOT EXISTS "_competitions_organizingTeamId_status_startDate_id_idx" ON "competitions" ("organizingTeamId", "status", "startDate", "id");
CREATE INDEX IF NOT EXISTS "_generated_schedules_team_id_id_idx" ON "generated_schedules" ("team_id", "id");
CREATE INDEX IF NOT EXISTS "_scaling_levels_scalingGroupId_position_id_idx" ON "scaling_levels" ("scalingGroupId", "position", "id");
CREATE INDEX IF NOT EXISTS "_competition_divisions_competitionId_id_idx" ON "competition_divisions" ("competitionId", "id");
CREATE INDEX IF NOT EXISTS "_competition_registration_questions_competitionId_sortO_d0960bf5" ON "competition_registration_questions" ("competitionId", "sortOrder", "id");
CREATE INDEX IF NOT EXISTS "_competition_registrations_userId_id_idx" ON "competition_registrations" ("userId", "id");
CREATE INDEX IF NOT EXISTS "_competition_registrations_userId_registeredAt_id_idx" ON "competition_registrations" ("userId", "registeredAt", "id");
CREATE INDEX IF NOT EXISTS "_competition_venues_competitionId_sortOrder_id_idx" ON "competition_venues" ("competitionId", "sortOrder", "id");
CREATE INDEX IF NOT EXISTS "_programming_track_ownerTeamId_id_idx" ON "programming_track" ("ownerTeamId", "id");
CREATE INDEX IF NOT EXISTS "_programming_track_ownerTeamId_createdAt_id_idx" ON "programming_track" ("ownerTeamId", "createdAt", "id");
CREATE INDEX IF NOT EXISTS "_scheduled_classes_schedule_id_start_time_id_idx" ON "scheduled_classes" ("schedule_id", "start_time", "id");
CREATE INDEX IF NOT EXISTS "_sponsor_groups_competitionId_displayOrder_id_idx" ON "sponsor_groups" ("competitionId", "displayOrder", "id");
CREATE INDEX IF NOT EXISTS "_volunteer_shifts_competitionId_startTime_id_idx" ON "volunteer_shifts" ("competitionId", "startTime", "id");
CREATE INDEX IF NOT EXISTS "_waivers_competitionId_position_id_idx" ON "waivers" ("competitionId", "position", "id");
CREATE INDEX IF NOT EXISTS "_competition_heats_competitionId_heatNumber_id_idx" ON "competition_heats" ("competitionId", "heatNumber", "id");
CREATE INDEX IF NOT EXISTS "_competition_registration_answers_userId_id_idx" ON "competition_registration_answers" ("userId", "id");
CREATE INDEX IF NOT EXISTS "_submission_window_notifications_userId_id_idx" ON "submission_window_notifications" ("userId", "id");
CREATE INDEX IF NOT EXISTS "_video_submissions_user_id_id_idx" ON "video_submissions" ("user_id", "id");
CREATE INDEX IF NOT EXISTS "_video_submissions_user_id_submitted_at_id_idx" ON "video_submissions" ("user_id", "submitted_at", "id");
CREATE INDEX IF NOT EXISTS "_waiver_signatures_userId_id_idx" ON "waiver_signatures" ("userId", "id");
CREATE INDEX IF NOT EXISTS "_workouts_team_id_id_idx" ON "workouts" ("team_id", "id");
CREATE INDEX IF NOT EXISTS "_workouts_team_id_createdAt_id_idx" ON "workouts" ("team_id", "createdAt", "id");
CREATE INDEX IF NOT EXISTS "_workouts_team_id_name_id_idx" ON "workouts" ("team_id", "name", "id");
CREATE INDEX IF NOT EXISTS "_competition_heat_assignments_heatId_laneNumber_id_idx" ON "competition_heat_assignments" ("heatId", "laneNumber", "id");
CREATE INDEX IF NOT EXISTS "_results_user_id_id_idx" ON "results" ("user_id", "id");
CREATE INDEX IF NOT EXISTS "_results_user_id_date_id_idx" ON "results" ("user_id", "date", "id");
CREATE INDEX IF NOT EXISTS "_scores_team_id_id_idx" ON "scores" ("team_id", "id");
CREATE INDEX IF NOT EXISTS "_scores_team_id_recorded_at_id_idx" ON "scores" ("team_id", "recorded_at", "id");
CREATE INDEX IF NOT EXISTS "_scores_team_id_workout_id_recorded_at_id_idx" ON "scores" ("team_id", "workout_id", "recorded_at", "id");
CREATE INDEX IF NOT EXISTS "_track_workout_trackId_trackOrder_id_idx" ON "track_workout" ("trackId", "trackOrder", "id");
CREATE INDEX IF NOT EXISTS "_workout_tags_workout_id_id_idx" ON "workout_tags" ("workout_id", "id");
CREATE INDEX IF NOT EXISTS "_competition_judge_rotations_trackWorkoutId_startingHeat_id_idx" ON "competition_judge_rotations" ("trackWorkoutId", "startingHeat", "id");
CREATE INDEX IF NOT EXISTS "_event_judging_sheets_trackWorkoutId_sortOrder_id_idx" ON "event_judging_sheets" ("trackWorkoutId", "sortOrder", "id");
CREATE INDEX IF NOT EXISTS "_event_resources_eventId_sortOrder_id_idx" ON "event_resources" ("eventId", "sortOrder", "id");
CREATE INDEX IF NOT EXISTS "_judge_assignment_versions_trackWorkoutId_version_id_idx" ON "judge_assignment_versions" ("trackWorkoutId", "version", "id");
CREATE INDEX IF NOT EXISTS "_scheduled_workout_instance_teamId_id_idx" ON "scheduled_workout_instance" ("teamId", "id");
CREATE INDEX IF NOT EXISTS "_scheduled_workout_instance_teamId_scheduledDate_id_idx" ON "scheduled_workout_instance" ("teamId", "scheduledDate", "id");
CREATE INDEX IF NOT EXISTS "_score_rounds_score_id_round_number_id_idx" ON "score_rounds" ("score_id", "round_number", "id");
CREATE INDEX IF NOT EXISTS "_sets_result_id_set_number_id_idx" ON "sets" ("result_id", "set_number", "id");
CREATE INDEX IF NOT EXISTS "_judge_heat_assignments_heatId_id_idx" ON "judge_heat_assignments" ("heatId", "id");

-- Which database takes client writes. This line is the coordinator: it changes by compare-and-set only.
-- "writes_to" is the primary, or while "state" is closing the primary to come.
-- "applying" is 1 only inside a transaction that applies replicated rows, and 2 only inside one of
-- "tandem_canary" alone, whose rows are changed at either database. "since_ms" is when the
-- line last changed, "forced" whether writes may have been left behind then.
CREATE TABLE "_control" (
  "id" INTEGER PRIMARY KEY NOT NULL CHECK ("id" = 1),
  "epoch" INTEGER NOT NULL,
  "writes_to" TEXT NOT NULL CHECK ("writes_to" IN ('d1', 'mysql')),
  "state" TEXT NOT NULL CHECK ("state" IN ('open', 'closing')),
  "journaling" INTEGER NOT NULL DEFAULT 0,
  "applying" INTEGER NOT NULL DEFAULT 0,
  "since_ms" INTEGER NOT NULL DEFAULT 0,
  "forced" INTEGER NOT NULL DEFAULT 0
);
INSERT INTO "_control" ("id", "epoch", "writes_to", "state") VALUES (1, 1, 'd1', 'open');

-- The version at which a key was last deleted. Never purged.
CREATE TABLE "_tombstone" (
  "tbl" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  PRIMARY KEY ("tbl", "pk")
) WITHOUT ROWID;

-- The dirty set: keys changed here that are not yet confirmed on the other side.
CREATE TABLE "_journal" (
  "tbl" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "since_ms" INTEGER NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_ms" INTEGER NOT NULL DEFAULT 0,
  "error" TEXT,
  PRIMARY KEY ("tbl", "pk")
) WITHOUT ROWID;

-- Events of committed writes. "sent_ms" is 0 until the queue has the event; as the key's first
-- part it keeps the waiting ones together, oldest first.
CREATE TABLE "_outbox" (
  "sent_ms" INTEGER NOT NULL DEFAULT 0,
  "id" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "tbl" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "tenant" TEXT,
  "at_ms" INTEGER NOT NULL,
  "payload" TEXT NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "next_ms" INTEGER NOT NULL DEFAULT 0,
  "error" TEXT,
  PRIMARY KEY ("sent_ms", "id")
) WITHOUT ROWID;

-- Events that can't be sent, with the reason.
CREATE TABLE "_dead_letter" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "kind" TEXT NOT NULL,
  "tbl" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  "tenant" TEXT,
  "at_ms" INTEGER NOT NULL,
  "payload" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "died_ms" INTEGER NOT NULL
) WITHOUT ROWID;

-- Write units that were committed, by request id: a repeated one is not committed again.
CREATE TABLE "_request" (
  "day" INTEGER NOT NULL,
  "id" TEXT NOT NULL,
  "fingerprint" TEXT NOT NULL,
  "keys" TEXT NOT NULL,
  PRIMARY KEY ("day", "id")
) WITHOUT ROWID;

-- Who does a job that must run once at a time.
CREATE TABLE "_lease" (
  "name" TEXT PRIMARY KEY NOT NULL,
  "holder" TEXT NOT NULL,
  "until_ms" INTEGER NOT NULL
) WITHOUT ROWID;

-- Events that the consumer has dealt with, and its effect: a count by type.
CREATE TABLE "_processed" ("event_id" TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID;
CREATE TABLE "_event_count" (
  "kind" TEXT PRIMARY KEY NOT NULL,
  "events" INTEGER NOT NULL,
  "last_ms" INTEGER NOT NULL
) WITHOUT ROWID;

-- Rows that a REPLACE is about to push out, for which no delete trigger fires.
CREATE TABLE "_replaced" (
  "tbl" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "version" INTEGER NOT NULL,
  PRIMARY KEY ("tbl", "pk")
) WITHOUT ROWID;

-- Inserting a reason here ends the transaction with it: how a batch checks a condition.
CREATE VIEW "_refuse" AS SELECT '' AS "reason";
CREATE TRIGGER "_refuse_insert" INSTEAD OF INSERT ON "_refuse"
BEGIN
  SELECT RAISE(ABORT, NEW."reason");
END;

-- Backfills, verifies and repairs. "handed_in" counts the findings that were handed in, up to the
-- most that a run keeps.
CREATE TABLE "_run" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "kind" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "source" TEXT NOT NULL CHECK ("source" IN ('d1', 'mysql')),
  "settings" TEXT NOT NULL,
  "who" TEXT NOT NULL,
  "created_ms" INTEGER NOT NULL,
  "updated_ms" INTEGER NOT NULL,
  "worked_ms" INTEGER NOT NULL DEFAULT 0,
  "hold" TEXT,
  "error" TEXT,
  "handed_in" INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
-- At most one of a kind has not ended.
CREATE UNIQUE INDEX "_run_unfinished" ON "_run" ("kind") WHERE "state" IN ('running', 'paused');

-- How far a run is with each of its tables.
CREATE TABLE "_run_table" (
  "run" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "tbl" TEXT NOT NULL,
  "state" TEXT NOT NULL DEFAULT 'waiting',
  "after" TEXT,
  "part" TEXT NOT NULL DEFAULT '',
  "rows" INTEGER NOT NULL DEFAULT 0,
  "bytes" INTEGER NOT NULL DEFAULT 0,
  "chunks" INTEGER NOT NULL DEFAULT 0,
  "good" INTEGER NOT NULL DEFAULT 0,
  "findings" INTEGER NOT NULL DEFAULT 0,
  "expected_rows" INTEGER,
  "chunk_rows" INTEGER NOT NULL DEFAULT 0,
  "worked_ms" INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY ("run", "tbl")
) WITHOUT ROWID;

-- What is wrong with a key, or with a table where "pk" is empty. "detail" is a JSON array of the
-- error's code, what it is, what to do, and the values that differ.
CREATE TABLE "_finding" (
  "run" TEXT NOT NULL,
  "tbl" TEXT NOT NULL,
  "pk" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "severity" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "detail" TEXT NOT NULL,
  "found_ms" INTEGER NOT NULL,
  "settled_ms" INTEGER,
  PRIMARY KEY ("run", "tbl", "pk", "kind")
) WITHOUT ROWID;
-- What reads and a switch wait for to be mended.
CREATE INDEX "_finding_open" ON "_finding" ("run") WHERE "state" = 'open' AND "severity" <> 'note';

-- Who did what. Never purged.
CREATE TABLE "_audit" (
  "id" TEXT PRIMARY KEY NOT NULL,
  "at_ms" INTEGER NOT NULL,
  "who" TEXT NOT NULL,
  "verb" TEXT NOT NULL,
  "target" TEXT NOT NULL,
  "detail" TEXT NOT NULL
) WITHOUT ROWID;

-- Each switch, by the epoch that its closing began. "detail" is JSON: the gate when it began, what
-- was overridden, keys that a forced one may have lost. "bookmark" is D1's before it.
CREATE TABLE "_switch" (
  "epoch" INTEGER PRIMARY KEY NOT NULL,
  "writes_to" TEXT NOT NULL CHECK ("writes_to" IN ('d1', 'mysql')),
  "forced" INTEGER NOT NULL DEFAULT 0,
  "who" TEXT NOT NULL,
  "bookmark" TEXT,
  "began_ms" INTEGER NOT NULL,
  "ended_ms" INTEGER,
  "outcome" TEXT,
  "detail" TEXT NOT NULL DEFAULT '{}'
);

-- What was tried out and found to hold or not, such as that the binding does not cache.
CREATE TABLE "_fact" (
  "name" TEXT PRIMARY KEY NOT NULL,
  "holds" INTEGER NOT NULL,
  "detail" TEXT NOT NULL,
  "at_ms" INTEGER NOT NULL
) WITHOUT ROWID;

-- Counts of all isolates by minute. Of a latency, "bucket" is the power of two of its milliseconds.
CREATE TABLE "_metric" (
  "minute" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "bucket" INTEGER NOT NULL DEFAULT 0,
  "count" INTEGER NOT NULL,
  PRIMARY KEY ("minute", "name", "bucket")
) WITHOUT ROWID;

-- The new id of each row of a table that had whole numbers as keys. Kept for ever. "version" is the
-- one at which the row was last brought from the old table, NULL before the first time.
CREATE TABLE "_id_map" (
  "tbl" TEXT NOT NULL,
  "old_id" INTEGER NOT NULL,
  "new_id" TEXT NOT NULL,
  "version" INTEGER,
  PRIMARY KEY ("tbl", "old_id")
) WITHOUT ROWID;

-- Each change of a row of the app goes through one of these two views: what all tables' triggers
-- have in common. "version" is the one that the row has, or had if it is gone.
CREATE VIEW "_touched" AS SELECT '' AS "tbl", '' AS "pk", 0 AS "version";
CREATE TRIGGER "_touched_insert" INSTEAD OF INSERT ON "_touched"
BEGIN
  INSERT INTO "_journal" ("tbl", "pk", "version", "since_ms") SELECT NEW."tbl", NEW."pk", NEW."version", CAST(unixepoch('subsec') * 1000 AS INTEGER) FROM "_control"
    WHERE iif(NEW."version" < ("epoch" + 1) << 40, "journaling" = 1, RAISE(ABORT, 'tandem:fence: the row has a version of a later epoch')) ON CONFLICT ("tbl", "pk") DO UPDATE SET "version" = max("version", excluded."version"), "attempts" = 0, "next_ms" = 0;
END;
CREATE VIEW "_settled" AS SELECT '' AS "tbl", '' AS "pk", 0 AS "version", 0 AS "gone";
CREATE TRIGGER "_settled_insert" INSTEAD OF INSERT ON "_settled" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  INSERT INTO "_tombstone" ("tbl", "pk", "version") SELECT NEW."tbl", NEW."pk", max(NEW."version" + 1, "epoch" << 40) FROM "_control"
    WHERE iif(NEW."version" < ("epoch" + 1) << 40, NEW."gone", RAISE(ABORT, 'tandem:fence: the row has a version of a later epoch')) ON CONFLICT ("tbl", "pk") DO UPDATE SET "version" = max("version", excluded."version");
  INSERT INTO "_journal" ("tbl", "pk", "version", "since_ms") SELECT NEW."tbl", NEW."pk", max(NEW."version" + NEW."gone", "epoch" << 40), CAST(unixepoch('subsec') * 1000 AS INTEGER) FROM "_control"
    WHERE "journaling" = 1 ON CONFLICT ("tbl", "pk") DO UPDATE SET "version" = max("version", excluded."version"), "attempts" = 0, "next_ms" = 0;
END;
CREATE TRIGGER "_addresses_before_insert" BEFORE INSERT ON "addresses" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'addresses';
  INSERT INTO "_replaced" SELECT 'addresses', "x"."id", "x"."_version" FROM "addresses" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_addresses_after_insert" AFTER INSERT ON "addresses" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "addresses" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'addresses' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'addresses' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'addresses' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'addresses' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'addresses', NEW."id", (SELECT "_version" FROM "addresses" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'addresses' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'addresses';
END;
CREATE TRIGGER "_addresses_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "addressType", "name", "streetLine1", "streetLine2", "city", "stateProvince", "postalCode", "countryCode", "notes" ON "addresses" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "addresses" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('addresses', NEW."id", (SELECT "_version" FROM "addresses" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_addresses_before_identity" BEFORE UPDATE OF "id" ON "addresses" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'addresses';
  INSERT INTO "_replaced" SELECT 'addresses', "x"."id", "x"."_version" FROM "addresses" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_addresses_after_identity" AFTER UPDATE OF "id" ON "addresses" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "addresses" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'addresses' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'addresses' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'addresses' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'addresses' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'addresses', NEW."id", (SELECT "_version" FROM "addresses" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'addresses', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'addresses' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'addresses';
END;
CREATE TRIGGER "_addresses_after_delete" AFTER DELETE ON "addresses"
BEGIN
  INSERT INTO "_settled" VALUES ('addresses', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_commerce_product_before_insert" BEFORE INSERT ON "commerce_product" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'commerce_product';
  INSERT INTO "_replaced" SELECT 'commerce_product', "x"."id", "x"."_version" FROM "commerce_product" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'commerce_product', "x"."id", "x"."_version" FROM "commerce_product" "x" WHERE "x"."type" = NEW."type" AND "x"."resourceId" = NEW."resourceId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_commerce_product_after_insert" AFTER INSERT ON "commerce_product" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "commerce_product" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'commerce_product' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'commerce_product' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'commerce_product' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'commerce_product' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'commerce_product', NEW."id", (SELECT "_version" FROM "commerce_product" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'commerce_product' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'commerce_product';
END;
CREATE TRIGGER "_commerce_product_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "name", "type", "resourceId", "priceCents" ON "commerce_product" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "commerce_product" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('commerce_product', NEW."id", (SELECT "_version" FROM "commerce_product" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_commerce_product_before_identity" BEFORE UPDATE OF "id", "type", "resourceId" ON "commerce_product" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'commerce_product';
  INSERT INTO "_replaced" SELECT 'commerce_product', "x"."id", "x"."_version" FROM "commerce_product" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'commerce_product', "x"."id", "x"."_version" FROM "commerce_product" "x" WHERE "x"."type" = NEW."type" AND "x"."resourceId" = NEW."resourceId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_commerce_product_after_identity" AFTER UPDATE OF "id", "type", "resourceId" ON "commerce_product" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "commerce_product" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'commerce_product' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'commerce_product' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'commerce_product' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'commerce_product' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'commerce_product', NEW."id", (SELECT "_version" FROM "commerce_product" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'commerce_product', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'commerce_product' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'commerce_product';
END;
CREATE TRIGGER "_commerce_product_after_delete" AFTER DELETE ON "commerce_product"
BEGIN
  INSERT INTO "_settled" VALUES ('commerce_product', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_entitlement_type_before_insert" BEFORE INSERT ON "entitlement_type" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'entitlement_type';
  INSERT INTO "_replaced" SELECT 'entitlement_type', "x"."id", "x"."_version" FROM "entitlement_type" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'entitlement_type', "x"."id", "x"."_version" FROM "entitlement_type" "x" WHERE "x"."name" = NEW."name" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_entitlement_type_after_insert" AFTER INSERT ON "entitlement_type" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "entitlement_type" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'entitlement_type' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'entitlement_type' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'entitlement_type' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'entitlement_type' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'entitlement_type', NEW."id", (SELECT "_version" FROM "entitlement_type" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'entitlement_type' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'entitlement_type';
END;
CREATE TRIGGER "_entitlement_type_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "name", "description" ON "entitlement_type" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "entitlement_type" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('entitlement_type', NEW."id", (SELECT "_version" FROM "entitlement_type" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_entitlement_type_before_identity" BEFORE UPDATE OF "id", "name" ON "entitlement_type" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'entitlement_type';
  INSERT INTO "_replaced" SELECT 'entitlement_type', "x"."id", "x"."_version" FROM "entitlement_type" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'entitlement_type', "x"."id", "x"."_version" FROM "entitlement_type" "x" WHERE "x"."name" = NEW."name" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_entitlement_type_after_identity" AFTER UPDATE OF "id", "name" ON "entitlement_type" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "entitlement_type" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'entitlement_type' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'entitlement_type' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'entitlement_type' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'entitlement_type' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'entitlement_type', NEW."id", (SELECT "_version" FROM "entitlement_type" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'entitlement_type', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'entitlement_type' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'entitlement_type';
END;
CREATE TRIGGER "_entitlement_type_after_delete" AFTER DELETE ON "entitlement_type"
BEGIN
  INSERT INTO "_settled" VALUES ('entitlement_type', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_feature_before_insert" BEFORE INSERT ON "feature" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'feature';
  INSERT INTO "_replaced" SELECT 'feature', "x"."id", "x"."_version" FROM "feature" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'feature', "x"."id", "x"."_version" FROM "feature" "x" WHERE "x"."key" = NEW."key" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_feature_after_insert" AFTER INSERT ON "feature" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "feature" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'feature' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'feature' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'feature' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'feature' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'feature', NEW."id", (SELECT "_version" FROM "feature" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'feature' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'feature';
END;
CREATE TRIGGER "_feature_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "key", "name", "description", "category", "isActive" ON "feature" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "feature" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('feature', NEW."id", (SELECT "_version" FROM "feature" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_feature_before_identity" BEFORE UPDATE OF "id", "key" ON "feature" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'feature';
  INSERT INTO "_replaced" SELECT 'feature', "x"."id", "x"."_version" FROM "feature" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'feature', "x"."id", "x"."_version" FROM "feature" "x" WHERE "x"."key" = NEW."key" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_feature_after_identity" AFTER UPDATE OF "id", "key" ON "feature" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "feature" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'feature' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'feature' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'feature' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'feature' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'feature', NEW."id", (SELECT "_version" FROM "feature" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'feature', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'feature' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'feature';
END;
CREATE TRIGGER "_feature_after_delete" AFTER DELETE ON "feature"
BEGIN
  INSERT INTO "_settled" VALUES ('feature', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_limit_before_insert" BEFORE INSERT ON "limit" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'limit';
  INSERT INTO "_replaced" SELECT 'limit', "x"."id", "x"."_version" FROM "limit" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'limit', "x"."id", "x"."_version" FROM "limit" "x" WHERE "x"."key" = NEW."key" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_limit_after_insert" AFTER INSERT ON "limit" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "limit" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'limit' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'limit' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'limit' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'limit' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'limit', NEW."id", (SELECT "_version" FROM "limit" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'limit' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'limit';
END;
CREATE TRIGGER "_limit_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "key", "name", "description", "unit", "resetPeriod", "isActive" ON "limit" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "limit" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('limit', NEW."id", (SELECT "_version" FROM "limit" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_limit_before_identity" BEFORE UPDATE OF "id", "key" ON "limit" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'limit';
  INSERT INTO "_replaced" SELECT 'limit', "x"."id", "x"."_version" FROM "limit" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'limit', "x"."id", "x"."_version" FROM "limit" "x" WHERE "x"."key" = NEW."key" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_limit_after_identity" AFTER UPDATE OF "id", "key" ON "limit" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "limit" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'limit' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'limit' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'limit' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'limit' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'limit', NEW."id", (SELECT "_version" FROM "limit" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'limit', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'limit' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'limit';
END;
CREATE TRIGGER "_limit_after_delete" AFTER DELETE ON "limit"
BEGIN
  INSERT INTO "_settled" VALUES ('limit', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_movements_before_insert" BEFORE INSERT ON "movements" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'movements';
  INSERT INTO "_replaced" SELECT 'movements', "x"."id", "x"."_version" FROM "movements" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_movements_after_insert" AFTER INSERT ON "movements" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "movements" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'movements' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'movements' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'movements' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'movements' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'movements', NEW."id", (SELECT "_version" FROM "movements" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'movements' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'movements';
END;
CREATE TRIGGER "_movements_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "name", "type" ON "movements" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "movements" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('movements', NEW."id", (SELECT "_version" FROM "movements" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_movements_before_identity" BEFORE UPDATE OF "id" ON "movements" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'movements';
  INSERT INTO "_replaced" SELECT 'movements', "x"."id", "x"."_version" FROM "movements" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_movements_after_identity" AFTER UPDATE OF "id" ON "movements" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "movements" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'movements' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'movements' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'movements' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'movements' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'movements', NEW."id", (SELECT "_version" FROM "movements" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'movements', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'movements' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'movements';
END;
CREATE TRIGGER "_movements_after_delete" AFTER DELETE ON "movements"
BEGIN
  INSERT INTO "_settled" VALUES ('movements', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_plan_before_insert" BEFORE INSERT ON "plan" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'plan';
  INSERT INTO "_replaced" SELECT 'plan', "x"."id", "x"."_version" FROM "plan" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_plan_after_insert" AFTER INSERT ON "plan" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "plan" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'plan', NEW."id", (SELECT "_version" FROM "plan" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'plan' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'plan';
END;
CREATE TRIGGER "_plan_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "name", "description", "price", "interval", "isActive", "isPublic", "sortOrder", "entitlements", "stripePriceId", "stripeProductId" ON "plan" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "plan" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('plan', NEW."id", (SELECT "_version" FROM "plan" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_plan_before_identity" BEFORE UPDATE OF "id" ON "plan" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'plan';
  INSERT INTO "_replaced" SELECT 'plan', "x"."id", "x"."_version" FROM "plan" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_plan_after_identity" AFTER UPDATE OF "id" ON "plan" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "plan" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'plan', NEW."id", (SELECT "_version" FROM "plan" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'plan', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'plan' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'plan';
END;
CREATE TRIGGER "_plan_after_delete" AFTER DELETE ON "plan"
BEGIN
  INSERT INTO "_settled" VALUES ('plan', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_spicy_tags_before_insert" BEFORE INSERT ON "spicy_tags" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'spicy_tags';
  INSERT INTO "_replaced" SELECT 'spicy_tags', "x"."id", "x"."_version" FROM "spicy_tags" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'spicy_tags', "x"."id", "x"."_version" FROM "spicy_tags" "x" WHERE "x"."name" = NEW."name" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_spicy_tags_after_insert" AFTER INSERT ON "spicy_tags" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "spicy_tags" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'spicy_tags' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'spicy_tags' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'spicy_tags' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'spicy_tags' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'spicy_tags', NEW."id", (SELECT "_version" FROM "spicy_tags" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'spicy_tags' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'spicy_tags';
END;
CREATE TRIGGER "_spicy_tags_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "name" ON "spicy_tags" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "spicy_tags" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('spicy_tags', NEW."id", (SELECT "_version" FROM "spicy_tags" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_spicy_tags_before_identity" BEFORE UPDATE OF "id", "name" ON "spicy_tags" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'spicy_tags';
  INSERT INTO "_replaced" SELECT 'spicy_tags', "x"."id", "x"."_version" FROM "spicy_tags" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'spicy_tags', "x"."id", "x"."_version" FROM "spicy_tags" "x" WHERE "x"."name" = NEW."name" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_spicy_tags_after_identity" AFTER UPDATE OF "id", "name" ON "spicy_tags" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "spicy_tags" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'spicy_tags' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'spicy_tags' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'spicy_tags' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'spicy_tags' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'spicy_tags', NEW."id", (SELECT "_version" FROM "spicy_tags" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'spicy_tags', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'spicy_tags' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'spicy_tags';
END;
CREATE TRIGGER "_spicy_tags_after_delete" AFTER DELETE ON "spicy_tags"
BEGIN
  INSERT INTO "_settled" VALUES ('spicy_tags', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_tandem_canary_before_insert" BEFORE INSERT ON "tandem_canary" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'tandem_canary';
  INSERT INTO "_replaced" SELECT 'tandem_canary', "x"."id", "x"."_version" FROM "tandem_canary" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_tandem_canary_after_insert" AFTER INSERT ON "tandem_canary" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "tandem_canary" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'tandem_canary' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'tandem_canary' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'tandem_canary' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'tandem_canary' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'tandem_canary', NEW."id", (SELECT "_version" FROM "tandem_canary" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'tandem_canary' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'tandem_canary';
END;
CREATE TRIGGER "_tandem_canary_after_update" AFTER UPDATE OF "id", "nonce" ON "tandem_canary" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "tandem_canary" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('tandem_canary', NEW."id", (SELECT "_version" FROM "tandem_canary" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_tandem_canary_before_identity" BEFORE UPDATE OF "id" ON "tandem_canary" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'tandem_canary';
  INSERT INTO "_replaced" SELECT 'tandem_canary', "x"."id", "x"."_version" FROM "tandem_canary" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_tandem_canary_after_identity" AFTER UPDATE OF "id" ON "tandem_canary" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "tandem_canary" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'tandem_canary' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'tandem_canary' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'tandem_canary' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'tandem_canary' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'tandem_canary', NEW."id", (SELECT "_version" FROM "tandem_canary" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'tandem_canary', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'tandem_canary' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'tandem_canary';
END;
CREATE TRIGGER "_tandem_canary_after_delete" AFTER DELETE ON "tandem_canary"
BEGIN
  INSERT INTO "_settled" VALUES ('tandem_canary', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_user_before_insert" BEFORE INSERT ON "user" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'user';
  INSERT INTO "_replaced" SELECT 'user', "x"."id", "x"."_version" FROM "user" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'user', "x"."id", "x"."_version" FROM "user" "x" WHERE "x"."email" = NEW."email" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_user_after_insert" AFTER INSERT ON "user" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "user" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'user' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'user' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'user' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'user' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'user', NEW."id", (SELECT "_version" FROM "user" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'user' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'user';
END;
CREATE TRIGGER "_user_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "firstName", "lastName", "email", "emailVerified", "role", "avatar", "passwordHash", "googleAccountId", "signUpIpAddress", "currentCredits", "lastCreditRefreshAt", "gender", "dateOfBirth", "athleteProfile", "affiliateName" ON "user" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "user" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('user', NEW."id", (SELECT "_version" FROM "user" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_user_before_identity" BEFORE UPDATE OF "id", "email" ON "user" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'user';
  INSERT INTO "_replaced" SELECT 'user', "x"."id", "x"."_version" FROM "user" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'user', "x"."id", "x"."_version" FROM "user" "x" WHERE "x"."email" = NEW."email" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_user_after_identity" AFTER UPDATE OF "id", "email" ON "user" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "user" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'user' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'user' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'user' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'user' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'user', NEW."id", (SELECT "_version" FROM "user" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'user', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'user' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'user';
END;
CREATE TRIGGER "_user_after_delete" AFTER DELETE ON "user"
BEGIN
  INSERT INTO "_settled" VALUES ('user', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_commerce_purchase_before_insert" BEFORE INSERT ON "commerce_purchase" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'commerce_purchase';
  INSERT INTO "_replaced" SELECT 'commerce_purchase', "x"."id", "x"."_version" FROM "commerce_purchase" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_commerce_purchase_after_insert" AFTER INSERT ON "commerce_purchase" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "commerce_purchase" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'commerce_purchase' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'commerce_purchase' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'commerce_purchase' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'commerce_purchase' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'commerce_purchase', NEW."id", (SELECT "_version" FROM "commerce_purchase" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'commerce_purchase' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'commerce_purchase';
END;
CREATE TRIGGER "_commerce_purchase_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "userId", "productId", "status", "competitionId", "divisionId", "totalCents", "platformFeeCents", "stripeFeeCents", "organizerNetCents", "stripeCheckoutSessionId", "stripePaymentIntentId", "metadata", "completedAt" ON "commerce_purchase" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "commerce_purchase" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('commerce_purchase', NEW."id", (SELECT "_version" FROM "commerce_purchase" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_commerce_purchase_before_identity" BEFORE UPDATE OF "id" ON "commerce_purchase" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'commerce_purchase';
  INSERT INTO "_replaced" SELECT 'commerce_purchase', "x"."id", "x"."_version" FROM "commerce_purchase" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_commerce_purchase_after_identity" AFTER UPDATE OF "id" ON "commerce_purchase" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "commerce_purchase" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'commerce_purchase' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'commerce_purchase' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'commerce_purchase' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'commerce_purchase' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'commerce_purchase', NEW."id", (SELECT "_version" FROM "commerce_purchase" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'commerce_purchase', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'commerce_purchase' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'commerce_purchase';
END;
CREATE TRIGGER "_commerce_purchase_after_delete" AFTER DELETE ON "commerce_purchase"
BEGIN
  INSERT INTO "_settled" VALUES ('commerce_purchase', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_credit_transaction_before_insert" BEFORE INSERT ON "credit_transaction" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'credit_transaction';
  INSERT INTO "_replaced" SELECT 'credit_transaction', "x"."id", "x"."_version" FROM "credit_transaction" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_credit_transaction_after_insert" AFTER INSERT ON "credit_transaction" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "credit_transaction" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'credit_transaction' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'credit_transaction' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'credit_transaction' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'credit_transaction' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'credit_transaction', NEW."id", (SELECT "_version" FROM "credit_transaction" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'credit_transaction' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'credit_transaction';
END;
CREATE TRIGGER "_credit_transaction_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "userId", "amount", "remainingAmount", "type", "description", "expirationDate", "expirationDateProcessedAt", "paymentIntentId" ON "credit_transaction" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "credit_transaction" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('credit_transaction', NEW."id", (SELECT "_version" FROM "credit_transaction" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_credit_transaction_before_identity" BEFORE UPDATE OF "id" ON "credit_transaction" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'credit_transaction';
  INSERT INTO "_replaced" SELECT 'credit_transaction', "x"."id", "x"."_version" FROM "credit_transaction" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_credit_transaction_after_identity" AFTER UPDATE OF "id" ON "credit_transaction" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "credit_transaction" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'credit_transaction' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'credit_transaction' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'credit_transaction' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'credit_transaction' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'credit_transaction', NEW."id", (SELECT "_version" FROM "credit_transaction" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'credit_transaction', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'credit_transaction' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'credit_transaction';
END;
CREATE TRIGGER "_credit_transaction_after_delete" AFTER DELETE ON "credit_transaction"
BEGIN
  INSERT INTO "_settled" VALUES ('credit_transaction', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_passkey_credential_before_insert" BEFORE INSERT ON "passkey_credential" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'passkey_credential';
  INSERT INTO "_replaced" SELECT 'passkey_credential', "x"."id", "x"."_version" FROM "passkey_credential" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'passkey_credential', "x"."id", "x"."_version" FROM "passkey_credential" "x" WHERE "x"."credentialId" = NEW."credentialId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_passkey_credential_after_insert" AFTER INSERT ON "passkey_credential" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "passkey_credential" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'passkey_credential' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'passkey_credential' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'passkey_credential' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'passkey_credential' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'passkey_credential', NEW."id", (SELECT "_version" FROM "passkey_credential" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'passkey_credential' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'passkey_credential';
END;
CREATE TRIGGER "_passkey_credential_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "userId", "credentialId", "credentialPublicKey", "counter", "transports", "aaguid", "userAgent", "ipAddress" ON "passkey_credential" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "passkey_credential" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('passkey_credential', NEW."id", (SELECT "_version" FROM "passkey_credential" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_passkey_credential_before_identity" BEFORE UPDATE OF "id", "credentialId" ON "passkey_credential" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'passkey_credential';
  INSERT INTO "_replaced" SELECT 'passkey_credential', "x"."id", "x"."_version" FROM "passkey_credential" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'passkey_credential', "x"."id", "x"."_version" FROM "passkey_credential" "x" WHERE "x"."credentialId" = NEW."credentialId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_passkey_credential_after_identity" AFTER UPDATE OF "id", "credentialId" ON "passkey_credential" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "passkey_credential" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'passkey_credential' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'passkey_credential' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'passkey_credential' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'passkey_credential' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'passkey_credential', NEW."id", (SELECT "_version" FROM "passkey_credential" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'passkey_credential', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'passkey_credential' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'passkey_credential';
END;
CREATE TRIGGER "_passkey_credential_after_delete" AFTER DELETE ON "passkey_credential"
BEGIN
  INSERT INTO "_settled" VALUES ('passkey_credential', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_plan_feature_before_insert" BEFORE INSERT ON "plan_feature" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'plan_feature';
  INSERT INTO "_replaced" SELECT 'plan_feature', "x"."id", "x"."_version" FROM "plan_feature" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_plan_feature_after_insert" AFTER INSERT ON "plan_feature" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "plan_feature" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan_feature' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan_feature' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan_feature' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan_feature' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'plan_feature', NEW."id", (SELECT "_version" FROM "plan_feature" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'plan_feature' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'plan_feature';
END;
CREATE TRIGGER "_plan_feature_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "planId", "featureId" ON "plan_feature" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "plan_feature" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('plan_feature', NEW."id", (SELECT "_version" FROM "plan_feature" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_plan_feature_before_identity" BEFORE UPDATE OF "id" ON "plan_feature" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'plan_feature';
  INSERT INTO "_replaced" SELECT 'plan_feature', "x"."id", "x"."_version" FROM "plan_feature" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_plan_feature_after_identity" AFTER UPDATE OF "id" ON "plan_feature" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "plan_feature" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan_feature' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan_feature' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan_feature' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan_feature' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'plan_feature', NEW."id", (SELECT "_version" FROM "plan_feature" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'plan_feature', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'plan_feature' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'plan_feature';
END;
CREATE TRIGGER "_plan_feature_after_delete" AFTER DELETE ON "plan_feature"
BEGIN
  INSERT INTO "_settled" VALUES ('plan_feature', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_plan_limit_before_insert" BEFORE INSERT ON "plan_limit" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'plan_limit';
  INSERT INTO "_replaced" SELECT 'plan_limit', "x"."id", "x"."_version" FROM "plan_limit" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_plan_limit_after_insert" AFTER INSERT ON "plan_limit" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "plan_limit" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan_limit' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan_limit' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan_limit' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan_limit' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'plan_limit', NEW."id", (SELECT "_version" FROM "plan_limit" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'plan_limit' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'plan_limit';
END;
CREATE TRIGGER "_plan_limit_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "planId", "limitId", "value" ON "plan_limit" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "plan_limit" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('plan_limit', NEW."id", (SELECT "_version" FROM "plan_limit" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_plan_limit_before_identity" BEFORE UPDATE OF "id" ON "plan_limit" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'plan_limit';
  INSERT INTO "_replaced" SELECT 'plan_limit', "x"."id", "x"."_version" FROM "plan_limit" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_plan_limit_after_identity" AFTER UPDATE OF "id" ON "plan_limit" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "plan_limit" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan_limit' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan_limit' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'plan_limit' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'plan_limit' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'plan_limit', NEW."id", (SELECT "_version" FROM "plan_limit" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'plan_limit', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'plan_limit' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'plan_limit';
END;
CREATE TRIGGER "_plan_limit_after_delete" AFTER DELETE ON "plan_limit"
BEGIN
  INSERT INTO "_settled" VALUES ('plan_limit', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_purchased_item_before_insert" BEFORE INSERT ON "purchased_item" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'purchased_item';
  INSERT INTO "_replaced" SELECT 'purchased_item', "x"."id", "x"."_version" FROM "purchased_item" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_purchased_item_after_insert" AFTER INSERT ON "purchased_item" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "purchased_item" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'purchased_item' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'purchased_item' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'purchased_item' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'purchased_item' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'purchased_item', NEW."id", (SELECT "_version" FROM "purchased_item" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'purchased_item' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'purchased_item';
END;
CREATE TRIGGER "_purchased_item_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "userId", "itemType", "itemId", "purchasedAt" ON "purchased_item" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "purchased_item" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('purchased_item', NEW."id", (SELECT "_version" FROM "purchased_item" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_purchased_item_before_identity" BEFORE UPDATE OF "id" ON "purchased_item" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'purchased_item';
  INSERT INTO "_replaced" SELECT 'purchased_item', "x"."id", "x"."_version" FROM "purchased_item" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_purchased_item_after_identity" AFTER UPDATE OF "id" ON "purchased_item" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "purchased_item" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'purchased_item' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'purchased_item' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'purchased_item' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'purchased_item' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'purchased_item', NEW."id", (SELECT "_version" FROM "purchased_item" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'purchased_item', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'purchased_item' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'purchased_item';
END;
CREATE TRIGGER "_purchased_item_after_delete" AFTER DELETE ON "purchased_item"
BEGIN
  INSERT INTO "_settled" VALUES ('purchased_item', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_before_insert" BEFORE INSERT ON "team" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team';
  INSERT INTO "_replaced" SELECT 'team', "x"."id", "x"."_version" FROM "team" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team', "x"."id", "x"."_version" FROM "team" "x" WHERE "x"."slug" = NEW."slug" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_after_insert" AFTER INSERT ON "team" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team', NEW."id", (SELECT "_version" FROM "team" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team';
END;
CREATE TRIGGER "_team_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "name", "slug", "description", "avatarUrl", "type", "settings", "isPersonalTeam", "personalTeamOwnerId", "parentOrganizationId", "competitionMetadata", "defaultTrackId", "defaultScalingGroupId", "currentPlanId", "planId", "planExpiresAt", "creditBalance", "billingEmail", "stripeConnectedAccountId", "stripeAccountType", "stripeAccountStatus", "stripeOnboardingCompletedAt", "organizerFeePercentage", "organizerFeeFixed" ON "team" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team', NEW."id", (SELECT "_version" FROM "team" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_before_identity" BEFORE UPDATE OF "id", "slug" ON "team" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team';
  INSERT INTO "_replaced" SELECT 'team', "x"."id", "x"."_version" FROM "team" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team', "x"."id", "x"."_version" FROM "team" "x" WHERE "x"."slug" = NEW."slug" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_after_identity" AFTER UPDATE OF "id", "slug" ON "team" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team', NEW."id", (SELECT "_version" FROM "team" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team';
END;
CREATE TRIGGER "_team_after_delete" AFTER DELETE ON "team"
BEGIN
  INSERT INTO "_settled" VALUES ('team', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_affiliates_before_insert" BEFORE INSERT ON "affiliates" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'affiliates';
  INSERT INTO "_replaced" SELECT 'affiliates', "x"."id", "x"."_version" FROM "affiliates" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'affiliates', "x"."id", "x"."_version" FROM "affiliates" "x" WHERE "x"."name" = NEW."name" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_affiliates_after_insert" AFTER INSERT ON "affiliates" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "affiliates" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'affiliates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'affiliates' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'affiliates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'affiliates' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'affiliates', NEW."id", (SELECT "_version" FROM "affiliates" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'affiliates' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'affiliates';
END;
CREATE TRIGGER "_affiliates_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "name", "location", "verificationStatus", "ownerTeamId" ON "affiliates" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "affiliates" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('affiliates', NEW."id", (SELECT "_version" FROM "affiliates" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_affiliates_before_identity" BEFORE UPDATE OF "id", "name" ON "affiliates" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'affiliates';
  INSERT INTO "_replaced" SELECT 'affiliates', "x"."id", "x"."_version" FROM "affiliates" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'affiliates', "x"."id", "x"."_version" FROM "affiliates" "x" WHERE "x"."name" = NEW."name" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_affiliates_after_identity" AFTER UPDATE OF "id", "name" ON "affiliates" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "affiliates" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'affiliates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'affiliates' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'affiliates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'affiliates' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'affiliates', NEW."id", (SELECT "_version" FROM "affiliates" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'affiliates', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'affiliates' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'affiliates';
END;
CREATE TRIGGER "_affiliates_after_delete" AFTER DELETE ON "affiliates"
BEGIN
  INSERT INTO "_settled" VALUES ('affiliates', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_class_catalog_before_insert" BEFORE INSERT ON "class_catalog" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'class_catalog';
  INSERT INTO "_replaced" SELECT 'class_catalog', "x"."id", "x"."_version" FROM "class_catalog" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_class_catalog_after_insert" AFTER INSERT ON "class_catalog" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "class_catalog" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'class_catalog' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'class_catalog' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'class_catalog' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'class_catalog' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'class_catalog', NEW."id", (SELECT "_version" FROM "class_catalog" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'class_catalog' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'class_catalog';
END;
CREATE TRIGGER "_class_catalog_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "team_id", "name", "description", "duration_minutes", "max_participants" ON "class_catalog" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "class_catalog" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('class_catalog', NEW."id", (SELECT "_version" FROM "class_catalog" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_class_catalog_before_identity" BEFORE UPDATE OF "id" ON "class_catalog" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'class_catalog';
  INSERT INTO "_replaced" SELECT 'class_catalog', "x"."id", "x"."_version" FROM "class_catalog" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_class_catalog_after_identity" AFTER UPDATE OF "id" ON "class_catalog" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "class_catalog" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'class_catalog' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'class_catalog' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'class_catalog' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'class_catalog' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'class_catalog', NEW."id", (SELECT "_version" FROM "class_catalog" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'class_catalog', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'class_catalog' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'class_catalog';
END;
CREATE TRIGGER "_class_catalog_after_delete" AFTER DELETE ON "class_catalog"
BEGIN
  INSERT INTO "_settled" VALUES ('class_catalog', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_coaches_before_insert" BEFORE INSERT ON "coaches" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'coaches';
  INSERT INTO "_replaced" SELECT 'coaches', "x"."id", "x"."_version" FROM "coaches" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_coaches_after_insert" AFTER INSERT ON "coaches" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "coaches" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coaches' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coaches' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coaches' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coaches' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'coaches', NEW."id", (SELECT "_version" FROM "coaches" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'coaches' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'coaches';
END;
CREATE TRIGGER "_coaches_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "user_id", "team_id", "weekly_class_limit", "scheduling_preference", "scheduling_notes", "is_active" ON "coaches" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "coaches" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('coaches', NEW."id", (SELECT "_version" FROM "coaches" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_coaches_before_identity" BEFORE UPDATE OF "id" ON "coaches" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'coaches';
  INSERT INTO "_replaced" SELECT 'coaches', "x"."id", "x"."_version" FROM "coaches" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_coaches_after_identity" AFTER UPDATE OF "id" ON "coaches" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "coaches" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coaches' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coaches' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coaches' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coaches' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'coaches', NEW."id", (SELECT "_version" FROM "coaches" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'coaches', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'coaches' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'coaches';
END;
CREATE TRIGGER "_coaches_after_delete" AFTER DELETE ON "coaches"
BEGIN
  INSERT INTO "_settled" VALUES ('coaches', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_groups_before_insert" BEFORE INSERT ON "competition_groups" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_groups';
  INSERT INTO "_replaced" SELECT 'competition_groups', "x"."id", "x"."_version" FROM "competition_groups" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_groups', "x"."id", "x"."_version" FROM "competition_groups" "x" WHERE "x"."organizingTeamId" = NEW."organizingTeamId" AND "x"."slug" = NEW."slug" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_groups_after_insert" AFTER INSERT ON "competition_groups" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_groups" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_groups' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_groups' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_groups', NEW."id", (SELECT "_version" FROM "competition_groups" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_groups' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_groups';
END;
CREATE TRIGGER "_competition_groups_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "organizingTeamId", "slug", "name", "description" ON "competition_groups" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_groups" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_groups', NEW."id", (SELECT "_version" FROM "competition_groups" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_groups_before_identity" BEFORE UPDATE OF "id", "organizingTeamId", "slug" ON "competition_groups" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_groups';
  INSERT INTO "_replaced" SELECT 'competition_groups', "x"."id", "x"."_version" FROM "competition_groups" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_groups', "x"."id", "x"."_version" FROM "competition_groups" "x" WHERE "x"."organizingTeamId" = NEW."organizingTeamId" AND "x"."slug" = NEW."slug" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_groups_after_identity" AFTER UPDATE OF "id", "organizingTeamId", "slug" ON "competition_groups" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_groups" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_groups' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_groups' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_groups', NEW."id", (SELECT "_version" FROM "competition_groups" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_groups', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_groups' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_groups';
END;
CREATE TRIGGER "_competition_groups_after_delete" AFTER DELETE ON "competition_groups"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_groups', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_entitlement_before_insert" BEFORE INSERT ON "entitlement" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'entitlement';
  INSERT INTO "_replaced" SELECT 'entitlement', "x"."id", "x"."_version" FROM "entitlement" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_entitlement_after_insert" AFTER INSERT ON "entitlement" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "entitlement" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'entitlement' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'entitlement' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'entitlement', NEW."id", (SELECT "_version" FROM "entitlement" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'entitlement' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'entitlement';
END;
CREATE TRIGGER "_entitlement_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "entitlementTypeId", "userId", "teamId", "sourceType", "sourceId", "metadata", "expiresAt", "deletedAt" ON "entitlement" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "entitlement" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('entitlement', NEW."id", (SELECT "_version" FROM "entitlement" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_entitlement_before_identity" BEFORE UPDATE OF "id" ON "entitlement" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'entitlement';
  INSERT INTO "_replaced" SELECT 'entitlement', "x"."id", "x"."_version" FROM "entitlement" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_entitlement_after_identity" AFTER UPDATE OF "id" ON "entitlement" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "entitlement" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'entitlement' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'entitlement' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'entitlement', NEW."id", (SELECT "_version" FROM "entitlement" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'entitlement', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'entitlement' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'entitlement';
END;
CREATE TRIGGER "_entitlement_after_delete" AFTER DELETE ON "entitlement"
BEGIN
  INSERT INTO "_settled" VALUES ('entitlement', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_locations_before_insert" BEFORE INSERT ON "locations" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'locations';
  INSERT INTO "_replaced" SELECT 'locations', "x"."id", "x"."_version" FROM "locations" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_locations_after_insert" AFTER INSERT ON "locations" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "locations" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'locations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'locations' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'locations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'locations' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'locations', NEW."id", (SELECT "_version" FROM "locations" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'locations' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'locations';
END;
CREATE TRIGGER "_locations_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "team_id", "name", "capacity" ON "locations" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "locations" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('locations', NEW."id", (SELECT "_version" FROM "locations" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_locations_before_identity" BEFORE UPDATE OF "id" ON "locations" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'locations';
  INSERT INTO "_replaced" SELECT 'locations', "x"."id", "x"."_version" FROM "locations" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_locations_after_identity" AFTER UPDATE OF "id" ON "locations" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "locations" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'locations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'locations' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'locations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'locations' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'locations', NEW."id", (SELECT "_version" FROM "locations" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'locations', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'locations' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'locations';
END;
CREATE TRIGGER "_locations_after_delete" AFTER DELETE ON "locations"
BEGIN
  INSERT INTO "_settled" VALUES ('locations', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_organizer_request_before_insert" BEFORE INSERT ON "organizer_request" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'organizer_request';
  INSERT INTO "_replaced" SELECT 'organizer_request', "x"."id", "x"."_version" FROM "organizer_request" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_organizer_request_after_insert" AFTER INSERT ON "organizer_request" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "organizer_request" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'organizer_request' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'organizer_request' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'organizer_request' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'organizer_request' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'organizer_request', NEW."id", (SELECT "_version" FROM "organizer_request" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'organizer_request' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'organizer_request';
END;
CREATE TRIGGER "_organizer_request_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "userId", "reason", "status", "adminNotes", "reviewedBy", "reviewedAt" ON "organizer_request" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "organizer_request" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('organizer_request', NEW."id", (SELECT "_version" FROM "organizer_request" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_organizer_request_before_identity" BEFORE UPDATE OF "id" ON "organizer_request" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'organizer_request';
  INSERT INTO "_replaced" SELECT 'organizer_request', "x"."id", "x"."_version" FROM "organizer_request" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_organizer_request_after_identity" AFTER UPDATE OF "id" ON "organizer_request" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "organizer_request" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'organizer_request' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'organizer_request' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'organizer_request' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'organizer_request' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'organizer_request', NEW."id", (SELECT "_version" FROM "organizer_request" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'organizer_request', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'organizer_request' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'organizer_request';
END;
CREATE TRIGGER "_organizer_request_after_delete" AFTER DELETE ON "organizer_request"
BEGIN
  INSERT INTO "_settled" VALUES ('organizer_request', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_scaling_groups_before_insert" BEFORE INSERT ON "scaling_groups" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scaling_groups';
  INSERT INTO "_replaced" SELECT 'scaling_groups', "x"."id", "x"."_version" FROM "scaling_groups" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scaling_groups_after_insert" AFTER INSERT ON "scaling_groups" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scaling_groups" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scaling_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scaling_groups' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scaling_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scaling_groups' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scaling_groups', NEW."id", (SELECT "_version" FROM "scaling_groups" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scaling_groups' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scaling_groups';
END;
CREATE TRIGGER "_scaling_groups_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "title", "description", "teamId", "isDefault", "isSystem" ON "scaling_groups" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "scaling_groups" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('scaling_groups', NEW."id", (SELECT "_version" FROM "scaling_groups" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_scaling_groups_before_identity" BEFORE UPDATE OF "id" ON "scaling_groups" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scaling_groups';
  INSERT INTO "_replaced" SELECT 'scaling_groups', "x"."id", "x"."_version" FROM "scaling_groups" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scaling_groups_after_identity" AFTER UPDATE OF "id" ON "scaling_groups" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scaling_groups" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scaling_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scaling_groups' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scaling_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scaling_groups' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scaling_groups', NEW."id", (SELECT "_version" FROM "scaling_groups" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'scaling_groups', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scaling_groups' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scaling_groups';
END;
CREATE TRIGGER "_scaling_groups_after_delete" AFTER DELETE ON "scaling_groups"
BEGIN
  INSERT INTO "_settled" VALUES ('scaling_groups', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_schedule_templates_before_insert" BEFORE INSERT ON "schedule_templates" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_templates';
  INSERT INTO "_replaced" SELECT 'schedule_templates', "x"."id", "x"."_version" FROM "schedule_templates" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_schedule_templates_after_insert" AFTER INSERT ON "schedule_templates" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "schedule_templates" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_templates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_templates' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_templates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_templates' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'schedule_templates', NEW."id", (SELECT "_version" FROM "schedule_templates" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'schedule_templates' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_templates';
END;
CREATE TRIGGER "_schedule_templates_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "team_id", "name" ON "schedule_templates" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "schedule_templates" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('schedule_templates', NEW."id", (SELECT "_version" FROM "schedule_templates" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_schedule_templates_before_identity" BEFORE UPDATE OF "id" ON "schedule_templates" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_templates';
  INSERT INTO "_replaced" SELECT 'schedule_templates', "x"."id", "x"."_version" FROM "schedule_templates" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_schedule_templates_after_identity" AFTER UPDATE OF "id" ON "schedule_templates" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "schedule_templates" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_templates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_templates' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_templates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_templates' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'schedule_templates', NEW."id", (SELECT "_version" FROM "schedule_templates" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'schedule_templates', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'schedule_templates' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_templates';
END;
CREATE TRIGGER "_schedule_templates_after_delete" AFTER DELETE ON "schedule_templates"
BEGIN
  INSERT INTO "_settled" VALUES ('schedule_templates', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_skills_before_insert" BEFORE INSERT ON "skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'skills';
  INSERT INTO "_replaced" SELECT 'skills', "x"."id", "x"."_version" FROM "skills" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_skills_after_insert" AFTER INSERT ON "skills" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "skills" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'skills' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'skills' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'skills' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'skills' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'skills', NEW."id", (SELECT "_version" FROM "skills" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'skills' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'skills';
END;
CREATE TRIGGER "_skills_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "team_id", "name" ON "skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "skills" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('skills', NEW."id", (SELECT "_version" FROM "skills" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_skills_before_identity" BEFORE UPDATE OF "id" ON "skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'skills';
  INSERT INTO "_replaced" SELECT 'skills', "x"."id", "x"."_version" FROM "skills" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_skills_after_identity" AFTER UPDATE OF "id" ON "skills" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "skills" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'skills' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'skills' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'skills' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'skills' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'skills', NEW."id", (SELECT "_version" FROM "skills" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'skills', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'skills' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'skills';
END;
CREATE TRIGGER "_skills_after_delete" AFTER DELETE ON "skills"
BEGIN
  INSERT INTO "_settled" VALUES ('skills', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_addon_before_insert" BEFORE INSERT ON "team_addon" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_addon';
  INSERT INTO "_replaced" SELECT 'team_addon', "x"."id", "x"."_version" FROM "team_addon" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_addon_after_insert" AFTER INSERT ON "team_addon" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_addon" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_addon' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_addon' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_addon' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_addon' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_addon', NEW."id", (SELECT "_version" FROM "team_addon" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_addon' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_addon';
END;
CREATE TRIGGER "_team_addon_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "addonId", "quantity", "status", "expiresAt", "stripeSubscriptionItemId" ON "team_addon" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_addon" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_addon', NEW."id", (SELECT "_version" FROM "team_addon" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_addon_before_identity" BEFORE UPDATE OF "id" ON "team_addon" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_addon';
  INSERT INTO "_replaced" SELECT 'team_addon', "x"."id", "x"."_version" FROM "team_addon" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_addon_after_identity" AFTER UPDATE OF "id" ON "team_addon" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_addon" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_addon' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_addon' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_addon' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_addon' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_addon', NEW."id", (SELECT "_version" FROM "team_addon" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team_addon', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_addon' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_addon';
END;
CREATE TRIGGER "_team_addon_after_delete" AFTER DELETE ON "team_addon"
BEGIN
  INSERT INTO "_settled" VALUES ('team_addon', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_entitlement_override_before_insert" BEFORE INSERT ON "team_entitlement_override" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_entitlement_override';
  INSERT INTO "_replaced" SELECT 'team_entitlement_override', "x"."id", "x"."_version" FROM "team_entitlement_override" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team_entitlement_override', "x"."id", "x"."_version" FROM "team_entitlement_override" "x" WHERE "x"."teamId" = NEW."teamId" AND "x"."type" = NEW."type" AND "x"."key" = NEW."key" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_entitlement_override_after_insert" AFTER INSERT ON "team_entitlement_override" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_entitlement_override" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_entitlement_override' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_entitlement_override' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_entitlement_override' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_entitlement_override' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_entitlement_override', NEW."id", (SELECT "_version" FROM "team_entitlement_override" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_entitlement_override' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_entitlement_override';
END;
CREATE TRIGGER "_team_entitlement_override_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "type", "key", "value", "reason", "expiresAt", "createdBy" ON "team_entitlement_override" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_entitlement_override" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_entitlement_override', NEW."id", (SELECT "_version" FROM "team_entitlement_override" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_entitlement_override_before_identity" BEFORE UPDATE OF "id", "teamId", "type", "key" ON "team_entitlement_override" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_entitlement_override';
  INSERT INTO "_replaced" SELECT 'team_entitlement_override', "x"."id", "x"."_version" FROM "team_entitlement_override" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team_entitlement_override', "x"."id", "x"."_version" FROM "team_entitlement_override" "x" WHERE "x"."teamId" = NEW."teamId" AND "x"."type" = NEW."type" AND "x"."key" = NEW."key" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_entitlement_override_after_identity" AFTER UPDATE OF "id", "teamId", "type", "key" ON "team_entitlement_override" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_entitlement_override" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_entitlement_override' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_entitlement_override' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_entitlement_override' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_entitlement_override' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_entitlement_override', NEW."id", (SELECT "_version" FROM "team_entitlement_override" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team_entitlement_override', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_entitlement_override' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_entitlement_override';
END;
CREATE TRIGGER "_team_entitlement_override_after_delete" AFTER DELETE ON "team_entitlement_override"
BEGIN
  INSERT INTO "_settled" VALUES ('team_entitlement_override', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_feature_entitlement_before_insert" BEFORE INSERT ON "team_feature_entitlement" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement';
  INSERT INTO "_replaced" SELECT 'team_feature_entitlement', "x"."id", "x"."_version" FROM "team_feature_entitlement" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team_feature_entitlement', "x"."id", "x"."_version" FROM "team_feature_entitlement" "x" WHERE "x"."teamId" = NEW."teamId" AND "x"."featureId" = NEW."featureId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_feature_entitlement_after_insert" AFTER INSERT ON "team_feature_entitlement" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_feature_entitlement" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_feature_entitlement' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_feature_entitlement' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_feature_entitlement', NEW."id", (SELECT "_version" FROM "team_feature_entitlement" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement';
END;
CREATE TRIGGER "_team_feature_entitlement_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "featureId", "source", "sourcePlanId", "expiresAt", "isActive" ON "team_feature_entitlement" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_feature_entitlement" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_feature_entitlement', NEW."id", (SELECT "_version" FROM "team_feature_entitlement" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_feature_entitlement_before_identity" BEFORE UPDATE OF "id", "teamId", "featureId" ON "team_feature_entitlement" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement';
  INSERT INTO "_replaced" SELECT 'team_feature_entitlement', "x"."id", "x"."_version" FROM "team_feature_entitlement" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team_feature_entitlement', "x"."id", "x"."_version" FROM "team_feature_entitlement" "x" WHERE "x"."teamId" = NEW."teamId" AND "x"."featureId" = NEW."featureId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_feature_entitlement_after_identity" AFTER UPDATE OF "id", "teamId", "featureId" ON "team_feature_entitlement" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_feature_entitlement" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_feature_entitlement' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_feature_entitlement' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_feature_entitlement', NEW."id", (SELECT "_version" FROM "team_feature_entitlement" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team_feature_entitlement', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_feature_entitlement';
END;
CREATE TRIGGER "_team_feature_entitlement_after_delete" AFTER DELETE ON "team_feature_entitlement"
BEGIN
  INSERT INTO "_settled" VALUES ('team_feature_entitlement', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_invitation_before_insert" BEFORE INSERT ON "team_invitation" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_invitation';
  INSERT INTO "_replaced" SELECT 'team_invitation', "x"."id", "x"."_version" FROM "team_invitation" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team_invitation', "x"."id", "x"."_version" FROM "team_invitation" "x" WHERE "x"."token" = NEW."token" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_invitation_after_insert" AFTER INSERT ON "team_invitation" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_invitation" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_invitation' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_invitation' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_invitation' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_invitation' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_invitation', NEW."id", (SELECT "_version" FROM "team_invitation" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_invitation' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_invitation';
END;
CREATE TRIGGER "_team_invitation_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "email", "roleId", "isSystemRole", "token", "invitedBy", "expiresAt", "acceptedAt", "acceptedBy", "metadata", "status" ON "team_invitation" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_invitation" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_invitation', NEW."id", (SELECT "_version" FROM "team_invitation" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_invitation_before_identity" BEFORE UPDATE OF "id", "token" ON "team_invitation" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_invitation';
  INSERT INTO "_replaced" SELECT 'team_invitation', "x"."id", "x"."_version" FROM "team_invitation" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team_invitation', "x"."id", "x"."_version" FROM "team_invitation" "x" WHERE "x"."token" = NEW."token" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_invitation_after_identity" AFTER UPDATE OF "id", "token" ON "team_invitation" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_invitation" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_invitation' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_invitation' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_invitation' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_invitation' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_invitation', NEW."id", (SELECT "_version" FROM "team_invitation" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team_invitation', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_invitation' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_invitation';
END;
CREATE TRIGGER "_team_invitation_after_delete" AFTER DELETE ON "team_invitation"
BEGIN
  INSERT INTO "_settled" VALUES ('team_invitation', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_limit_entitlement_before_insert" BEFORE INSERT ON "team_limit_entitlement" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement';
  INSERT INTO "_replaced" SELECT 'team_limit_entitlement', "x"."id", "x"."_version" FROM "team_limit_entitlement" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team_limit_entitlement', "x"."id", "x"."_version" FROM "team_limit_entitlement" "x" WHERE "x"."teamId" = NEW."teamId" AND "x"."limitId" = NEW."limitId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_limit_entitlement_after_insert" AFTER INSERT ON "team_limit_entitlement" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_limit_entitlement" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_limit_entitlement' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_limit_entitlement' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_limit_entitlement', NEW."id", (SELECT "_version" FROM "team_limit_entitlement" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement';
END;
CREATE TRIGGER "_team_limit_entitlement_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "limitId", "value", "source", "sourcePlanId", "expiresAt", "isActive" ON "team_limit_entitlement" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_limit_entitlement" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_limit_entitlement', NEW."id", (SELECT "_version" FROM "team_limit_entitlement" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_limit_entitlement_before_identity" BEFORE UPDATE OF "id", "teamId", "limitId" ON "team_limit_entitlement" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement';
  INSERT INTO "_replaced" SELECT 'team_limit_entitlement', "x"."id", "x"."_version" FROM "team_limit_entitlement" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'team_limit_entitlement', "x"."id", "x"."_version" FROM "team_limit_entitlement" "x" WHERE "x"."teamId" = NEW."teamId" AND "x"."limitId" = NEW."limitId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_limit_entitlement_after_identity" AFTER UPDATE OF "id", "teamId", "limitId" ON "team_limit_entitlement" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_limit_entitlement" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_limit_entitlement' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_limit_entitlement' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_limit_entitlement', NEW."id", (SELECT "_version" FROM "team_limit_entitlement" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team_limit_entitlement', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_limit_entitlement';
END;
CREATE TRIGGER "_team_limit_entitlement_after_delete" AFTER DELETE ON "team_limit_entitlement"
BEGIN
  INSERT INTO "_settled" VALUES ('team_limit_entitlement', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_membership_before_insert" BEFORE INSERT ON "team_membership" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_membership';
  INSERT INTO "_replaced" SELECT 'team_membership', "x"."id", "x"."_version" FROM "team_membership" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_membership_after_insert" AFTER INSERT ON "team_membership" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_membership" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_membership' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_membership' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_membership' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_membership' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_membership', NEW."id", (SELECT "_version" FROM "team_membership" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_membership' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_membership';
END;
CREATE TRIGGER "_team_membership_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "userId", "roleId", "isSystemRole", "invitedBy", "invitedAt", "joinedAt", "expiresAt", "isActive", "metadata" ON "team_membership" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_membership" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_membership', NEW."id", (SELECT "_version" FROM "team_membership" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_membership_before_identity" BEFORE UPDATE OF "id" ON "team_membership" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_membership';
  INSERT INTO "_replaced" SELECT 'team_membership', "x"."id", "x"."_version" FROM "team_membership" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_membership_after_identity" AFTER UPDATE OF "id" ON "team_membership" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_membership" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_membership' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_membership' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_membership' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_membership' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_membership', NEW."id", (SELECT "_version" FROM "team_membership" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team_membership', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_membership' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_membership';
END;
CREATE TRIGGER "_team_membership_after_delete" AFTER DELETE ON "team_membership"
BEGIN
  INSERT INTO "_settled" VALUES ('team_membership', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_role_before_insert" BEFORE INSERT ON "team_role" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_role';
  INSERT INTO "_replaced" SELECT 'team_role', "x"."id", "x"."_version" FROM "team_role" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_role_after_insert" AFTER INSERT ON "team_role" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_role" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_role' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_role' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_role' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_role' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_role', NEW."id", (SELECT "_version" FROM "team_role" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_role' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_role';
END;
CREATE TRIGGER "_team_role_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "name", "description", "permissions", "metadata", "isEditable" ON "team_role" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_role" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_role', NEW."id", (SELECT "_version" FROM "team_role" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_role_before_identity" BEFORE UPDATE OF "id" ON "team_role" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_role';
  INSERT INTO "_replaced" SELECT 'team_role', "x"."id", "x"."_version" FROM "team_role" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_role_after_identity" AFTER UPDATE OF "id" ON "team_role" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_role" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_role' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_role' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_role' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_role' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_role', NEW."id", (SELECT "_version" FROM "team_role" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team_role', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_role' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_role';
END;
CREATE TRIGGER "_team_role_after_delete" AFTER DELETE ON "team_role"
BEGIN
  INSERT INTO "_settled" VALUES ('team_role', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_subscription_before_insert" BEFORE INSERT ON "team_subscription" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_subscription';
  INSERT INTO "_replaced" SELECT 'team_subscription', "x"."id", "x"."_version" FROM "team_subscription" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_subscription_after_insert" AFTER INSERT ON "team_subscription" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_subscription" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_subscription' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_subscription' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_subscription' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_subscription' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_subscription', NEW."id", (SELECT "_version" FROM "team_subscription" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_subscription' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_subscription';
END;
CREATE TRIGGER "_team_subscription_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "planId", "status", "currentPeriodStart", "currentPeriodEnd", "cancelAtPeriodEnd", "trialStart", "trialEnd", "stripeSubscriptionId", "stripeCustomerId" ON "team_subscription" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_subscription" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_subscription', NEW."id", (SELECT "_version" FROM "team_subscription" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_subscription_before_identity" BEFORE UPDATE OF "id" ON "team_subscription" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_subscription';
  INSERT INTO "_replaced" SELECT 'team_subscription', "x"."id", "x"."_version" FROM "team_subscription" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_subscription_after_identity" AFTER UPDATE OF "id" ON "team_subscription" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_subscription" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_subscription' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_subscription' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_subscription' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_subscription' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_subscription', NEW."id", (SELECT "_version" FROM "team_subscription" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team_subscription', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_subscription' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_subscription';
END;
CREATE TRIGGER "_team_subscription_after_delete" AFTER DELETE ON "team_subscription"
BEGIN
  INSERT INTO "_settled" VALUES ('team_subscription', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_usage_before_insert" BEFORE INSERT ON "team_usage" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_usage';
  INSERT INTO "_replaced" SELECT 'team_usage', "x"."id", "x"."_version" FROM "team_usage" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_usage_after_insert" AFTER INSERT ON "team_usage" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_usage" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_usage' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_usage' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_usage' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_usage' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_usage', NEW."id", (SELECT "_version" FROM "team_usage" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_usage' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_usage';
END;
CREATE TRIGGER "_team_usage_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "limitKey", "currentValue", "periodStart", "periodEnd" ON "team_usage" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_usage" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_usage', NEW."id", (SELECT "_version" FROM "team_usage" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_team_usage_before_identity" BEFORE UPDATE OF "id" ON "team_usage" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_usage';
  INSERT INTO "_replaced" SELECT 'team_usage', "x"."id", "x"."_version" FROM "team_usage" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_usage_after_identity" AFTER UPDATE OF "id" ON "team_usage" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_usage" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_usage' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_usage' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_usage' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_usage' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_usage', NEW."id", (SELECT "_version" FROM "team_usage" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'team_usage', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_usage' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'team_usage';
END;
CREATE TRIGGER "_team_usage_after_delete" AFTER DELETE ON "team_usage"
BEGIN
  INSERT INTO "_settled" VALUES ('team_usage', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_class_catalog_to_skills_before_insert" BEFORE INSERT ON "class_catalog_to_skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills';
  INSERT INTO "_replaced" SELECT 'class_catalog_to_skills', replace(replace("x"."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace("x"."skill_id", '%', '%25'), ',', '%2C'), "x"."_version" FROM "class_catalog_to_skills" "x" WHERE "x"."class_catalog_id" = NEW."class_catalog_id" AND "x"."skill_id" = NEW."skill_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_class_catalog_to_skills_after_insert" AFTER INSERT ON "class_catalog_to_skills" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "class_catalog_to_skills" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" = replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" = replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) + 1, "epoch" << 40) FROM "_control") WHERE "class_catalog_id" = NEW."class_catalog_id" AND "skill_id" = NEW."skill_id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" = replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" = replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'class_catalog_to_skills', replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "class_catalog_to_skills" WHERE "class_catalog_id" = NEW."class_catalog_id" AND "skill_id" = NEW."skill_id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" <> replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C');
  DELETE FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills';
END;
CREATE TRIGGER "_class_catalog_to_skills_after_update" AFTER UPDATE OF "class_catalog_id", "skill_id" ON "class_catalog_to_skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "class_catalog_to_skills" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "class_catalog_id" = NEW."class_catalog_id" AND "skill_id" = NEW."skill_id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('class_catalog_to_skills', replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "class_catalog_to_skills" WHERE "class_catalog_id" = NEW."class_catalog_id" AND "skill_id" = NEW."skill_id"));
END;
CREATE TRIGGER "_class_catalog_to_skills_before_identity" BEFORE UPDATE OF "class_catalog_id", "skill_id" ON "class_catalog_to_skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills';
  INSERT INTO "_replaced" SELECT 'class_catalog_to_skills', replace(replace("x"."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace("x"."skill_id", '%', '%25'), ',', '%2C'), "x"."_version" FROM "class_catalog_to_skills" "x" WHERE "x"."class_catalog_id" = NEW."class_catalog_id" AND "x"."skill_id" = NEW."skill_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_class_catalog_to_skills_after_identity" AFTER UPDATE OF "class_catalog_id", "skill_id" ON "class_catalog_to_skills" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "class_catalog_to_skills" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" = replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" = replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) + 1, "epoch" << 40) FROM "_control") WHERE "class_catalog_id" = NEW."class_catalog_id" AND "skill_id" = NEW."skill_id"
    AND replace(replace(OLD."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C') <> replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C') AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" = replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" = replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'class_catalog_to_skills', replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "class_catalog_to_skills" WHERE "class_catalog_id" = NEW."class_catalog_id" AND "skill_id" = NEW."skill_id"), 0 UNION ALL SELECT 'class_catalog_to_skills', replace(replace(OLD."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C'), OLD."_version", 1 WHERE replace(replace(OLD."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C') <> replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C') UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills' AND "pk" <> replace(replace(NEW."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C') AND "pk" <> replace(replace(OLD."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C');
  DELETE FROM "_replaced" WHERE "tbl" = 'class_catalog_to_skills';
END;
CREATE TRIGGER "_class_catalog_to_skills_after_delete" AFTER DELETE ON "class_catalog_to_skills"
BEGIN
  INSERT INTO "_settled" VALUES ('class_catalog_to_skills', replace(replace(OLD."class_catalog_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C'), OLD."_version", 1);
END;
CREATE TRIGGER "_coach_blackout_dates_before_insert" BEFORE INSERT ON "coach_blackout_dates" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates';
  INSERT INTO "_replaced" SELECT 'coach_blackout_dates', "x"."id", "x"."_version" FROM "coach_blackout_dates" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_coach_blackout_dates_after_insert" AFTER INSERT ON "coach_blackout_dates" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "coach_blackout_dates" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_blackout_dates' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_blackout_dates' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'coach_blackout_dates', NEW."id", (SELECT "_version" FROM "coach_blackout_dates" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates';
END;
CREATE TRIGGER "_coach_blackout_dates_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "coach_id", "start_date", "end_date", "reason" ON "coach_blackout_dates" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "coach_blackout_dates" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('coach_blackout_dates', NEW."id", (SELECT "_version" FROM "coach_blackout_dates" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_coach_blackout_dates_before_identity" BEFORE UPDATE OF "id" ON "coach_blackout_dates" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates';
  INSERT INTO "_replaced" SELECT 'coach_blackout_dates', "x"."id", "x"."_version" FROM "coach_blackout_dates" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_coach_blackout_dates_after_identity" AFTER UPDATE OF "id" ON "coach_blackout_dates" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "coach_blackout_dates" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_blackout_dates' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_blackout_dates' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'coach_blackout_dates', NEW."id", (SELECT "_version" FROM "coach_blackout_dates" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'coach_blackout_dates', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_blackout_dates';
END;
CREATE TRIGGER "_coach_blackout_dates_after_delete" AFTER DELETE ON "coach_blackout_dates"
BEGIN
  INSERT INTO "_settled" VALUES ('coach_blackout_dates', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_coach_recurring_unavailability_before_insert" BEFORE INSERT ON "coach_recurring_unavailability" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability';
  INSERT INTO "_replaced" SELECT 'coach_recurring_unavailability', "x"."id", "x"."_version" FROM "coach_recurring_unavailability" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_coach_recurring_unavailability_after_insert" AFTER INSERT ON "coach_recurring_unavailability" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "coach_recurring_unavailability" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'coach_recurring_unavailability', NEW."id", (SELECT "_version" FROM "coach_recurring_unavailability" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability';
END;
CREATE TRIGGER "_coach_recurring_unavailability_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "coach_id", "day_of_week", "start_time", "end_time", "description" ON "coach_recurring_unavailability" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "coach_recurring_unavailability" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('coach_recurring_unavailability', NEW."id", (SELECT "_version" FROM "coach_recurring_unavailability" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_coach_recurring_unavailability_before_identity" BEFORE UPDATE OF "id" ON "coach_recurring_unavailability" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability';
  INSERT INTO "_replaced" SELECT 'coach_recurring_unavailability', "x"."id", "x"."_version" FROM "coach_recurring_unavailability" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_coach_recurring_unavailability_after_identity" AFTER UPDATE OF "id" ON "coach_recurring_unavailability" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "coach_recurring_unavailability" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'coach_recurring_unavailability', NEW."id", (SELECT "_version" FROM "coach_recurring_unavailability" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'coach_recurring_unavailability', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_recurring_unavailability';
END;
CREATE TRIGGER "_coach_recurring_unavailability_after_delete" AFTER DELETE ON "coach_recurring_unavailability"
BEGIN
  INSERT INTO "_settled" VALUES ('coach_recurring_unavailability', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_coach_to_skills_before_insert" BEFORE INSERT ON "coach_to_skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_to_skills';
  INSERT INTO "_replaced" SELECT 'coach_to_skills', replace(replace("x"."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace("x"."skill_id", '%', '%25'), ',', '%2C'), "x"."_version" FROM "coach_to_skills" "x" WHERE "x"."coach_id" = NEW."coach_id" AND "x"."skill_id" = NEW."skill_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_coach_to_skills_after_insert" AFTER INSERT ON "coach_to_skills" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "coach_to_skills" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_to_skills' AND "pk" = replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_to_skills' AND "pk" = replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) + 1, "epoch" << 40) FROM "_control") WHERE "coach_id" = NEW."coach_id" AND "skill_id" = NEW."skill_id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_to_skills' AND "pk" = replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_to_skills' AND "pk" = replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'coach_to_skills', replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "coach_to_skills" WHERE "coach_id" = NEW."coach_id" AND "skill_id" = NEW."skill_id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'coach_to_skills' AND "pk" <> replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C');
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_to_skills';
END;
CREATE TRIGGER "_coach_to_skills_after_update" AFTER UPDATE OF "coach_id", "skill_id" ON "coach_to_skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "coach_to_skills" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "coach_id" = NEW."coach_id" AND "skill_id" = NEW."skill_id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('coach_to_skills', replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "coach_to_skills" WHERE "coach_id" = NEW."coach_id" AND "skill_id" = NEW."skill_id"));
END;
CREATE TRIGGER "_coach_to_skills_before_identity" BEFORE UPDATE OF "coach_id", "skill_id" ON "coach_to_skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_to_skills';
  INSERT INTO "_replaced" SELECT 'coach_to_skills', replace(replace("x"."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace("x"."skill_id", '%', '%25'), ',', '%2C'), "x"."_version" FROM "coach_to_skills" "x" WHERE "x"."coach_id" = NEW."coach_id" AND "x"."skill_id" = NEW."skill_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_coach_to_skills_after_identity" AFTER UPDATE OF "coach_id", "skill_id" ON "coach_to_skills" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "coach_to_skills" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_to_skills' AND "pk" = replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_to_skills' AND "pk" = replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) + 1, "epoch" << 40) FROM "_control") WHERE "coach_id" = NEW."coach_id" AND "skill_id" = NEW."skill_id"
    AND replace(replace(OLD."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C') <> replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C') AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'coach_to_skills' AND "pk" = replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'coach_to_skills' AND "pk" = replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'coach_to_skills', replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "coach_to_skills" WHERE "coach_id" = NEW."coach_id" AND "skill_id" = NEW."skill_id"), 0 UNION ALL SELECT 'coach_to_skills', replace(replace(OLD."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C'), OLD."_version", 1 WHERE replace(replace(OLD."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C') <> replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C') UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'coach_to_skills' AND "pk" <> replace(replace(NEW."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C') AND "pk" <> replace(replace(OLD."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C');
  DELETE FROM "_replaced" WHERE "tbl" = 'coach_to_skills';
END;
CREATE TRIGGER "_coach_to_skills_after_delete" AFTER DELETE ON "coach_to_skills"
BEGIN
  INSERT INTO "_settled" VALUES ('coach_to_skills', replace(replace(OLD."coach_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C'), OLD."_version", 1);
END;
CREATE TRIGGER "_competitions_before_insert" BEFORE INSERT ON "competitions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competitions';
  INSERT INTO "_replaced" SELECT 'competitions', "x"."id", "x"."_version" FROM "competitions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competitions', "x"."id", "x"."_version" FROM "competitions" "x" WHERE "x"."slug" = NEW."slug" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competitions_after_insert" AFTER INSERT ON "competitions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competitions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competitions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competitions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competitions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competitions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competitions', NEW."id", (SELECT "_version" FROM "competitions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competitions' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competitions';
END;
CREATE TRIGGER "_competitions_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "organizingTeamId", "competitionTeamId", "groupId", "slug", "name", "description", "competitionType", "visibility", "status", "profileImageUrl", "bannerImageUrl", "startDate", "endDate", "timezone", "registrationOpensAt", "registrationClosesAt", "primaryAddressId", "settings", "defaultHeatsPerRotation", "defaultLaneShiftPattern", "defaultMaxSpotsPerDivision", "defaultRegistrationFeeCents", "platformFeePercentage", "platformFeeFixed", "passPlatformFeesToCustomer", "passStripeFeesToCustomer" ON "competitions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competitions" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competitions', NEW."id", (SELECT "_version" FROM "competitions" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competitions_before_identity" BEFORE UPDATE OF "id", "slug" ON "competitions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competitions';
  INSERT INTO "_replaced" SELECT 'competitions', "x"."id", "x"."_version" FROM "competitions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competitions', "x"."id", "x"."_version" FROM "competitions" "x" WHERE "x"."slug" = NEW."slug" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competitions_after_identity" AFTER UPDATE OF "id", "slug" ON "competitions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competitions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competitions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competitions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competitions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competitions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competitions', NEW."id", (SELECT "_version" FROM "competitions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competitions', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competitions' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competitions';
END;
CREATE TRIGGER "_competitions_after_delete" AFTER DELETE ON "competitions"
BEGIN
  INSERT INTO "_settled" VALUES ('competitions', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_generated_schedules_before_insert" BEFORE INSERT ON "generated_schedules" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'generated_schedules';
  INSERT INTO "_replaced" SELECT 'generated_schedules', "x"."id", "x"."_version" FROM "generated_schedules" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_generated_schedules_after_insert" AFTER INSERT ON "generated_schedules" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "generated_schedules" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'generated_schedules' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'generated_schedules' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'generated_schedules' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'generated_schedules' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'generated_schedules', NEW."id", (SELECT "_version" FROM "generated_schedules" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'generated_schedules' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'generated_schedules';
END;
CREATE TRIGGER "_generated_schedules_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "team_id", "week_start_date", "location_id" ON "generated_schedules" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "generated_schedules" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('generated_schedules', NEW."id", (SELECT "_version" FROM "generated_schedules" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_generated_schedules_before_identity" BEFORE UPDATE OF "id" ON "generated_schedules" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'generated_schedules';
  INSERT INTO "_replaced" SELECT 'generated_schedules', "x"."id", "x"."_version" FROM "generated_schedules" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_generated_schedules_after_identity" AFTER UPDATE OF "id" ON "generated_schedules" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "generated_schedules" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'generated_schedules' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'generated_schedules' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'generated_schedules' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'generated_schedules' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'generated_schedules', NEW."id", (SELECT "_version" FROM "generated_schedules" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'generated_schedules', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'generated_schedules' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'generated_schedules';
END;
CREATE TRIGGER "_generated_schedules_after_delete" AFTER DELETE ON "generated_schedules"
BEGIN
  INSERT INTO "_settled" VALUES ('generated_schedules', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_scaling_levels_before_insert" BEFORE INSERT ON "scaling_levels" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scaling_levels';
  INSERT INTO "_replaced" SELECT 'scaling_levels', "x"."id", "x"."_version" FROM "scaling_levels" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scaling_levels_after_insert" AFTER INSERT ON "scaling_levels" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scaling_levels" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scaling_levels' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scaling_levels' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scaling_levels' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scaling_levels' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scaling_levels', NEW."id", (SELECT "_version" FROM "scaling_levels" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scaling_levels' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scaling_levels';
END;
CREATE TRIGGER "_scaling_levels_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "scalingGroupId", "label", "position", "teamSize" ON "scaling_levels" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "scaling_levels" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('scaling_levels', NEW."id", (SELECT "_version" FROM "scaling_levels" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_scaling_levels_before_identity" BEFORE UPDATE OF "id" ON "scaling_levels" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scaling_levels';
  INSERT INTO "_replaced" SELECT 'scaling_levels', "x"."id", "x"."_version" FROM "scaling_levels" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scaling_levels_after_identity" AFTER UPDATE OF "id" ON "scaling_levels" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scaling_levels" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scaling_levels' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scaling_levels' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scaling_levels' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scaling_levels' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scaling_levels', NEW."id", (SELECT "_version" FROM "scaling_levels" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'scaling_levels', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scaling_levels' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scaling_levels';
END;
CREATE TRIGGER "_scaling_levels_after_delete" AFTER DELETE ON "scaling_levels"
BEGIN
  INSERT INTO "_settled" VALUES ('scaling_levels', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_schedule_template_classes_before_insert" BEFORE INSERT ON "schedule_template_classes" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_template_classes';
  INSERT INTO "_replaced" SELECT 'schedule_template_classes', "x"."id", "x"."_version" FROM "schedule_template_classes" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_schedule_template_classes_after_insert" AFTER INSERT ON "schedule_template_classes" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "schedule_template_classes" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_template_classes' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_template_classes' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_template_classes' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_template_classes' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'schedule_template_classes', NEW."id", (SELECT "_version" FROM "schedule_template_classes" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'schedule_template_classes' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_template_classes';
END;
CREATE TRIGGER "_schedule_template_classes_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "template_id", "day_of_week", "start_time", "end_time", "required_coaches" ON "schedule_template_classes" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "schedule_template_classes" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('schedule_template_classes', NEW."id", (SELECT "_version" FROM "schedule_template_classes" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_schedule_template_classes_before_identity" BEFORE UPDATE OF "id" ON "schedule_template_classes" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_template_classes';
  INSERT INTO "_replaced" SELECT 'schedule_template_classes', "x"."id", "x"."_version" FROM "schedule_template_classes" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_schedule_template_classes_after_identity" AFTER UPDATE OF "id" ON "schedule_template_classes" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "schedule_template_classes" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_template_classes' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_template_classes' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_template_classes' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_template_classes' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'schedule_template_classes', NEW."id", (SELECT "_version" FROM "schedule_template_classes" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'schedule_template_classes', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'schedule_template_classes' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_template_classes';
END;
CREATE TRIGGER "_schedule_template_classes_after_delete" AFTER DELETE ON "schedule_template_classes"
BEGIN
  INSERT INTO "_settled" VALUES ('schedule_template_classes', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_divisions_before_insert" BEFORE INSERT ON "competition_divisions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_divisions';
  INSERT INTO "_replaced" SELECT 'competition_divisions', "x"."id", "x"."_version" FROM "competition_divisions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_divisions', "x"."id", "x"."_version" FROM "competition_divisions" "x" WHERE "x"."competitionId" = NEW."competitionId" AND "x"."divisionId" = NEW."divisionId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_divisions_after_insert" AFTER INSERT ON "competition_divisions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_divisions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_divisions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_divisions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_divisions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_divisions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_divisions', NEW."id", (SELECT "_version" FROM "competition_divisions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_divisions' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_divisions';
END;
CREATE TRIGGER "_competition_divisions_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "divisionId", "feeCents", "description", "maxSpots" ON "competition_divisions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_divisions" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_divisions', NEW."id", (SELECT "_version" FROM "competition_divisions" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_divisions_before_identity" BEFORE UPDATE OF "id", "competitionId", "divisionId" ON "competition_divisions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_divisions';
  INSERT INTO "_replaced" SELECT 'competition_divisions', "x"."id", "x"."_version" FROM "competition_divisions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_divisions', "x"."id", "x"."_version" FROM "competition_divisions" "x" WHERE "x"."competitionId" = NEW."competitionId" AND "x"."divisionId" = NEW."divisionId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_divisions_after_identity" AFTER UPDATE OF "id", "competitionId", "divisionId" ON "competition_divisions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_divisions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_divisions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_divisions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_divisions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_divisions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_divisions', NEW."id", (SELECT "_version" FROM "competition_divisions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_divisions', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_divisions' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_divisions';
END;
CREATE TRIGGER "_competition_divisions_after_delete" AFTER DELETE ON "competition_divisions"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_divisions', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_events_before_insert" BEFORE INSERT ON "competition_events" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_events';
  INSERT INTO "_replaced" SELECT 'competition_events', "x"."id", "x"."_version" FROM "competition_events" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_events', "x"."id", "x"."_version" FROM "competition_events" "x" WHERE "x"."competitionId" = NEW."competitionId" AND "x"."trackWorkoutId" = NEW."trackWorkoutId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_events_after_insert" AFTER INSERT ON "competition_events" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_events" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_events' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_events' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_events' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_events' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_events', NEW."id", (SELECT "_version" FROM "competition_events" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_events' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_events';
END;
CREATE TRIGGER "_competition_events_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "trackWorkoutId", "submissionOpensAt", "submissionClosesAt" ON "competition_events" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_events" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_events', NEW."id", (SELECT "_version" FROM "competition_events" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_events_before_identity" BEFORE UPDATE OF "id", "competitionId", "trackWorkoutId" ON "competition_events" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_events';
  INSERT INTO "_replaced" SELECT 'competition_events', "x"."id", "x"."_version" FROM "competition_events" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_events', "x"."id", "x"."_version" FROM "competition_events" "x" WHERE "x"."competitionId" = NEW."competitionId" AND "x"."trackWorkoutId" = NEW."trackWorkoutId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_events_after_identity" AFTER UPDATE OF "id", "competitionId", "trackWorkoutId" ON "competition_events" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_events" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_events' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_events' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_events' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_events' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_events', NEW."id", (SELECT "_version" FROM "competition_events" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_events', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_events' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_events';
END;
CREATE TRIGGER "_competition_events_after_delete" AFTER DELETE ON "competition_events"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_events', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_registration_questions_before_insert" BEFORE INSERT ON "competition_registration_questions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registration_questions';
  INSERT INTO "_replaced" SELECT 'competition_registration_questions', "x"."id", "x"."_version" FROM "competition_registration_questions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_registration_questions_after_insert" AFTER INSERT ON "competition_registration_questions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_registration_questions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registration_questions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registration_questions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registration_questions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registration_questions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_registration_questions', NEW."id", (SELECT "_version" FROM "competition_registration_questions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_registration_questions' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registration_questions';
END;
CREATE TRIGGER "_competition_registration_questions_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "type", "label", "helpText", "options", "required", "forTeammates", "sortOrder" ON "competition_registration_questions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_registration_questions" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_registration_questions', NEW."id", (SELECT "_version" FROM "competition_registration_questions" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_registration_questions_before_identity" BEFORE UPDATE OF "id" ON "competition_registration_questions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registration_questions';
  INSERT INTO "_replaced" SELECT 'competition_registration_questions', "x"."id", "x"."_version" FROM "competition_registration_questions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_registration_questions_after_identity" AFTER UPDATE OF "id" ON "competition_registration_questions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_registration_questions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registration_questions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registration_questions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registration_questions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registration_questions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_registration_questions', NEW."id", (SELECT "_version" FROM "competition_registration_questions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_registration_questions', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_registration_questions' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registration_questions';
END;
CREATE TRIGGER "_competition_registration_questions_after_delete" AFTER DELETE ON "competition_registration_questions"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_registration_questions', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_registrations_before_insert" BEFORE INSERT ON "competition_registrations" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registrations';
  INSERT INTO "_replaced" SELECT 'competition_registrations', "x"."id", "x"."_version" FROM "competition_registrations" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_registrations', "x"."id", "x"."_version" FROM "competition_registrations" "x" WHERE "x"."eventId" = NEW."eventId" AND "x"."userId" = NEW."userId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_registrations_after_insert" AFTER INSERT ON "competition_registrations" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_registrations" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registrations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registrations' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registrations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registrations' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_registrations', NEW."id", (SELECT "_version" FROM "competition_registrations" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_registrations' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registrations';
END;
CREATE TRIGGER "_competition_registrations_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "eventId", "userId", "teamMemberId", "divisionId", "registeredAt", "metadata", "teamName", "captainUserId", "athleteTeamId", "pendingTeammates", "commercePurchaseId", "paymentStatus", "paidAt" ON "competition_registrations" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_registrations" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_registrations', NEW."id", (SELECT "_version" FROM "competition_registrations" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_registrations_before_identity" BEFORE UPDATE OF "id", "eventId", "userId" ON "competition_registrations" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registrations';
  INSERT INTO "_replaced" SELECT 'competition_registrations', "x"."id", "x"."_version" FROM "competition_registrations" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_registrations', "x"."id", "x"."_version" FROM "competition_registrations" "x" WHERE "x"."eventId" = NEW."eventId" AND "x"."userId" = NEW."userId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_registrations_after_identity" AFTER UPDATE OF "id", "eventId", "userId" ON "competition_registrations" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_registrations" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registrations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registrations' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registrations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registrations' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_registrations', NEW."id", (SELECT "_version" FROM "competition_registrations" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_registrations', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_registrations' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registrations';
END;
CREATE TRIGGER "_competition_registrations_after_delete" AFTER DELETE ON "competition_registrations"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_registrations', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_venues_before_insert" BEFORE INSERT ON "competition_venues" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_venues';
  INSERT INTO "_replaced" SELECT 'competition_venues', "x"."id", "x"."_version" FROM "competition_venues" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_venues_after_insert" AFTER INSERT ON "competition_venues" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_venues" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_venues' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_venues' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_venues' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_venues' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_venues', NEW."id", (SELECT "_version" FROM "competition_venues" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_venues' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_venues';
END;
CREATE TRIGGER "_competition_venues_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "name", "laneCount", "sortOrder", "transitionMinutes", "addressId" ON "competition_venues" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_venues" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_venues', NEW."id", (SELECT "_version" FROM "competition_venues" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_venues_before_identity" BEFORE UPDATE OF "id" ON "competition_venues" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_venues';
  INSERT INTO "_replaced" SELECT 'competition_venues', "x"."id", "x"."_version" FROM "competition_venues" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_venues_after_identity" AFTER UPDATE OF "id" ON "competition_venues" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_venues" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_venues' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_venues' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_venues' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_venues' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_venues', NEW."id", (SELECT "_version" FROM "competition_venues" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_venues', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_venues' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_venues';
END;
CREATE TRIGGER "_competition_venues_after_delete" AFTER DELETE ON "competition_venues"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_venues', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_programming_track_before_insert" BEFORE INSERT ON "programming_track" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'programming_track';
  INSERT INTO "_replaced" SELECT 'programming_track', "x"."id", "x"."_version" FROM "programming_track" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_programming_track_after_insert" AFTER INSERT ON "programming_track" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "programming_track" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'programming_track' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'programming_track' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'programming_track' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'programming_track' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'programming_track', NEW."id", (SELECT "_version" FROM "programming_track" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'programming_track' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'programming_track';
END;
CREATE TRIGGER "_programming_track_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "name", "description", "type", "ownerTeamId", "isPublic", "scalingGroupId", "competitionId" ON "programming_track" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "programming_track" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('programming_track', NEW."id", (SELECT "_version" FROM "programming_track" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_programming_track_before_identity" BEFORE UPDATE OF "id" ON "programming_track" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'programming_track';
  INSERT INTO "_replaced" SELECT 'programming_track', "x"."id", "x"."_version" FROM "programming_track" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_programming_track_after_identity" AFTER UPDATE OF "id" ON "programming_track" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "programming_track" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'programming_track' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'programming_track' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'programming_track' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'programming_track' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'programming_track', NEW."id", (SELECT "_version" FROM "programming_track" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'programming_track', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'programming_track' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'programming_track';
END;
CREATE TRIGGER "_programming_track_after_delete" AFTER DELETE ON "programming_track"
BEGIN
  INSERT INTO "_settled" VALUES ('programming_track', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_schedule_template_class_required_skills_before_insert" BEFORE INSERT ON "schedule_template_class_required_skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills';
  INSERT INTO "_replaced" SELECT 'schedule_template_class_required_skills', replace(replace("x"."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace("x"."skill_id", '%', '%25'), ',', '%2C'), "x"."_version" FROM "schedule_template_class_required_skills" "x" WHERE "x"."template_class_id" = NEW."template_class_id" AND "x"."skill_id" = NEW."skill_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_schedule_template_class_required_skills_after_insert" AFTER INSERT ON "schedule_template_class_required_skills" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "schedule_template_class_required_skills" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" = replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" = replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) + 1, "epoch" << 40) FROM "_control") WHERE "template_class_id" = NEW."template_class_id" AND "skill_id" = NEW."skill_id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" = replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" = replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'schedule_template_class_required_skills', replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "schedule_template_class_required_skills" WHERE "template_class_id" = NEW."template_class_id" AND "skill_id" = NEW."skill_id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" <> replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C');
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills';
END;
CREATE TRIGGER "_schedule_template_class_required_skills_after_update" AFTER UPDATE OF "template_class_id", "skill_id" ON "schedule_template_class_required_skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "schedule_template_class_required_skills" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "template_class_id" = NEW."template_class_id" AND "skill_id" = NEW."skill_id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('schedule_template_class_required_skills', replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "schedule_template_class_required_skills" WHERE "template_class_id" = NEW."template_class_id" AND "skill_id" = NEW."skill_id"));
END;
CREATE TRIGGER "_schedule_template_class_required_skills_before_identity" BEFORE UPDATE OF "template_class_id", "skill_id" ON "schedule_template_class_required_skills" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills';
  INSERT INTO "_replaced" SELECT 'schedule_template_class_required_skills', replace(replace("x"."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace("x"."skill_id", '%', '%25'), ',', '%2C'), "x"."_version" FROM "schedule_template_class_required_skills" "x" WHERE "x"."template_class_id" = NEW."template_class_id" AND "x"."skill_id" = NEW."skill_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_schedule_template_class_required_skills_after_identity" AFTER UPDATE OF "template_class_id", "skill_id" ON "schedule_template_class_required_skills" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "schedule_template_class_required_skills" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" = replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" = replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) + 1, "epoch" << 40) FROM "_control") WHERE "template_class_id" = NEW."template_class_id" AND "skill_id" = NEW."skill_id"
    AND replace(replace(OLD."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C') <> replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C') AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" = replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" = replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C')), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'schedule_template_class_required_skills', replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "schedule_template_class_required_skills" WHERE "template_class_id" = NEW."template_class_id" AND "skill_id" = NEW."skill_id"), 0 UNION ALL SELECT 'schedule_template_class_required_skills', replace(replace(OLD."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C'), OLD."_version", 1 WHERE replace(replace(OLD."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C') <> replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C') UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills' AND "pk" <> replace(replace(NEW."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."skill_id", '%', '%25'), ',', '%2C') AND "pk" <> replace(replace(OLD."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C');
  DELETE FROM "_replaced" WHERE "tbl" = 'schedule_template_class_required_skills';
END;
CREATE TRIGGER "_schedule_template_class_required_skills_after_delete" AFTER DELETE ON "schedule_template_class_required_skills"
BEGIN
  INSERT INTO "_settled" VALUES ('schedule_template_class_required_skills', replace(replace(OLD."template_class_id", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."skill_id", '%', '%25'), ',', '%2C'), OLD."_version", 1);
END;
CREATE TRIGGER "_scheduled_classes_before_insert" BEFORE INSERT ON "scheduled_classes" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scheduled_classes';
  INSERT INTO "_replaced" SELECT 'scheduled_classes', "x"."id", "x"."_version" FROM "scheduled_classes" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scheduled_classes_after_insert" AFTER INSERT ON "scheduled_classes" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scheduled_classes" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scheduled_classes' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scheduled_classes' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scheduled_classes' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scheduled_classes' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scheduled_classes', NEW."id", (SELECT "_version" FROM "scheduled_classes" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scheduled_classes' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scheduled_classes';
END;
CREATE TRIGGER "_scheduled_classes_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "schedule_id", "coach_id", "class_catalog_id", "location_id", "start_time", "end_time" ON "scheduled_classes" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "scheduled_classes" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('scheduled_classes', NEW."id", (SELECT "_version" FROM "scheduled_classes" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_scheduled_classes_before_identity" BEFORE UPDATE OF "id" ON "scheduled_classes" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scheduled_classes';
  INSERT INTO "_replaced" SELECT 'scheduled_classes', "x"."id", "x"."_version" FROM "scheduled_classes" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scheduled_classes_after_identity" AFTER UPDATE OF "id" ON "scheduled_classes" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scheduled_classes" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scheduled_classes' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scheduled_classes' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scheduled_classes' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scheduled_classes' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scheduled_classes', NEW."id", (SELECT "_version" FROM "scheduled_classes" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'scheduled_classes', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scheduled_classes' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scheduled_classes';
END;
CREATE TRIGGER "_scheduled_classes_after_delete" AFTER DELETE ON "scheduled_classes"
BEGIN
  INSERT INTO "_settled" VALUES ('scheduled_classes', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_sponsor_groups_before_insert" BEFORE INSERT ON "sponsor_groups" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'sponsor_groups';
  INSERT INTO "_replaced" SELECT 'sponsor_groups', "x"."id", "x"."_version" FROM "sponsor_groups" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_sponsor_groups_after_insert" AFTER INSERT ON "sponsor_groups" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "sponsor_groups" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sponsor_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sponsor_groups' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sponsor_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sponsor_groups' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'sponsor_groups', NEW."id", (SELECT "_version" FROM "sponsor_groups" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'sponsor_groups' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'sponsor_groups';
END;
CREATE TRIGGER "_sponsor_groups_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "name", "displayOrder" ON "sponsor_groups" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "sponsor_groups" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('sponsor_groups', NEW."id", (SELECT "_version" FROM "sponsor_groups" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_sponsor_groups_before_identity" BEFORE UPDATE OF "id" ON "sponsor_groups" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'sponsor_groups';
  INSERT INTO "_replaced" SELECT 'sponsor_groups', "x"."id", "x"."_version" FROM "sponsor_groups" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_sponsor_groups_after_identity" AFTER UPDATE OF "id" ON "sponsor_groups" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "sponsor_groups" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sponsor_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sponsor_groups' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sponsor_groups' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sponsor_groups' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'sponsor_groups', NEW."id", (SELECT "_version" FROM "sponsor_groups" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'sponsor_groups', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'sponsor_groups' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'sponsor_groups';
END;
CREATE TRIGGER "_sponsor_groups_after_delete" AFTER DELETE ON "sponsor_groups"
BEGIN
  INSERT INTO "_settled" VALUES ('sponsor_groups', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_volunteer_shifts_before_insert" BEFORE INSERT ON "volunteer_shifts" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'volunteer_shifts';
  INSERT INTO "_replaced" SELECT 'volunteer_shifts', "x"."id", "x"."_version" FROM "volunteer_shifts" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_volunteer_shifts_after_insert" AFTER INSERT ON "volunteer_shifts" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "volunteer_shifts" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'volunteer_shifts' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'volunteer_shifts' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'volunteer_shifts' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'volunteer_shifts' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'volunteer_shifts', NEW."id", (SELECT "_version" FROM "volunteer_shifts" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'volunteer_shifts' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'volunteer_shifts';
END;
CREATE TRIGGER "_volunteer_shifts_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "name", "roleType", "startTime", "endTime", "location", "capacity", "notes" ON "volunteer_shifts" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "volunteer_shifts" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('volunteer_shifts', NEW."id", (SELECT "_version" FROM "volunteer_shifts" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_volunteer_shifts_before_identity" BEFORE UPDATE OF "id" ON "volunteer_shifts" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'volunteer_shifts';
  INSERT INTO "_replaced" SELECT 'volunteer_shifts', "x"."id", "x"."_version" FROM "volunteer_shifts" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_volunteer_shifts_after_identity" AFTER UPDATE OF "id" ON "volunteer_shifts" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "volunteer_shifts" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'volunteer_shifts' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'volunteer_shifts' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'volunteer_shifts' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'volunteer_shifts' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'volunteer_shifts', NEW."id", (SELECT "_version" FROM "volunteer_shifts" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'volunteer_shifts', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'volunteer_shifts' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'volunteer_shifts';
END;
CREATE TRIGGER "_volunteer_shifts_after_delete" AFTER DELETE ON "volunteer_shifts"
BEGIN
  INSERT INTO "_settled" VALUES ('volunteer_shifts', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_waivers_before_insert" BEFORE INSERT ON "waivers" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'waivers';
  INSERT INTO "_replaced" SELECT 'waivers', "x"."id", "x"."_version" FROM "waivers" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_waivers_after_insert" AFTER INSERT ON "waivers" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "waivers" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'waivers' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'waivers' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'waivers' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'waivers' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'waivers', NEW."id", (SELECT "_version" FROM "waivers" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'waivers' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'waivers';
END;
CREATE TRIGGER "_waivers_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "title", "content", "required", "position" ON "waivers" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "waivers" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('waivers', NEW."id", (SELECT "_version" FROM "waivers" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_waivers_before_identity" BEFORE UPDATE OF "id" ON "waivers" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'waivers';
  INSERT INTO "_replaced" SELECT 'waivers', "x"."id", "x"."_version" FROM "waivers" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_waivers_after_identity" AFTER UPDATE OF "id" ON "waivers" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "waivers" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'waivers' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'waivers' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'waivers' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'waivers' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'waivers', NEW."id", (SELECT "_version" FROM "waivers" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'waivers', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'waivers' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'waivers';
END;
CREATE TRIGGER "_waivers_after_delete" AFTER DELETE ON "waivers"
BEGIN
  INSERT INTO "_settled" VALUES ('waivers', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_heats_before_insert" BEFORE INSERT ON "competition_heats" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_heats';
  INSERT INTO "_replaced" SELECT 'competition_heats', "x"."id", "x"."_version" FROM "competition_heats" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_heats', "x"."id", "x"."_version" FROM "competition_heats" "x" WHERE "x"."trackWorkoutId" = NEW."trackWorkoutId" AND "x"."heatNumber" = NEW."heatNumber" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_heats_after_insert" AFTER INSERT ON "competition_heats" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_heats" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_heats' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_heats' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_heats' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_heats' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_heats', NEW."id", (SELECT "_version" FROM "competition_heats" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_heats' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_heats';
END;
CREATE TRIGGER "_competition_heats_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "trackWorkoutId", "heatNumber", "divisionId", "venueId", "scheduledTime", "durationMinutes", "schedulePublishedAt", "notes" ON "competition_heats" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_heats" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_heats', NEW."id", (SELECT "_version" FROM "competition_heats" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_heats_before_identity" BEFORE UPDATE OF "id", "trackWorkoutId", "heatNumber" ON "competition_heats" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_heats';
  INSERT INTO "_replaced" SELECT 'competition_heats', "x"."id", "x"."_version" FROM "competition_heats" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_heats', "x"."id", "x"."_version" FROM "competition_heats" "x" WHERE "x"."trackWorkoutId" = NEW."trackWorkoutId" AND "x"."heatNumber" = NEW."heatNumber" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_heats_after_identity" AFTER UPDATE OF "id", "trackWorkoutId", "heatNumber" ON "competition_heats" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_heats" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_heats' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_heats' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_heats' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_heats' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_heats', NEW."id", (SELECT "_version" FROM "competition_heats" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_heats', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_heats' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_heats';
END;
CREATE TRIGGER "_competition_heats_after_delete" AFTER DELETE ON "competition_heats"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_heats', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_registration_answers_before_insert" BEFORE INSERT ON "competition_registration_answers" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registration_answers';
  INSERT INTO "_replaced" SELECT 'competition_registration_answers', "x"."id", "x"."_version" FROM "competition_registration_answers" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_registration_answers', "x"."id", "x"."_version" FROM "competition_registration_answers" "x" WHERE "x"."questionId" = NEW."questionId" AND "x"."registrationId" = NEW."registrationId" AND "x"."userId" = NEW."userId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_registration_answers_after_insert" AFTER INSERT ON "competition_registration_answers" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_registration_answers" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registration_answers' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registration_answers' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registration_answers' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registration_answers' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_registration_answers', NEW."id", (SELECT "_version" FROM "competition_registration_answers" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_registration_answers' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registration_answers';
END;
CREATE TRIGGER "_competition_registration_answers_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "questionId", "registrationId", "userId", "answer" ON "competition_registration_answers" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_registration_answers" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_registration_answers', NEW."id", (SELECT "_version" FROM "competition_registration_answers" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_registration_answers_before_identity" BEFORE UPDATE OF "id", "questionId", "registrationId", "userId" ON "competition_registration_answers" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registration_answers';
  INSERT INTO "_replaced" SELECT 'competition_registration_answers', "x"."id", "x"."_version" FROM "competition_registration_answers" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_registration_answers', "x"."id", "x"."_version" FROM "competition_registration_answers" "x" WHERE "x"."questionId" = NEW."questionId" AND "x"."registrationId" = NEW."registrationId" AND "x"."userId" = NEW."userId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_registration_answers_after_identity" AFTER UPDATE OF "id", "questionId", "registrationId", "userId" ON "competition_registration_answers" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_registration_answers" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registration_answers' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registration_answers' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_registration_answers' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_registration_answers' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_registration_answers', NEW."id", (SELECT "_version" FROM "competition_registration_answers" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_registration_answers', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_registration_answers' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_registration_answers';
END;
CREATE TRIGGER "_competition_registration_answers_after_delete" AFTER DELETE ON "competition_registration_answers"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_registration_answers', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_sponsors_before_insert" BEFORE INSERT ON "sponsors" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'sponsors';
  INSERT INTO "_replaced" SELECT 'sponsors', "x"."id", "x"."_version" FROM "sponsors" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_sponsors_after_insert" AFTER INSERT ON "sponsors" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "sponsors" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sponsors' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sponsors' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sponsors' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sponsors' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'sponsors', NEW."id", (SELECT "_version" FROM "sponsors" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'sponsors' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'sponsors';
END;
CREATE TRIGGER "_sponsors_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "userId", "groupId", "name", "logoUrl", "website", "displayOrder" ON "sponsors" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "sponsors" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('sponsors', NEW."id", (SELECT "_version" FROM "sponsors" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_sponsors_before_identity" BEFORE UPDATE OF "id" ON "sponsors" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'sponsors';
  INSERT INTO "_replaced" SELECT 'sponsors', "x"."id", "x"."_version" FROM "sponsors" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_sponsors_after_identity" AFTER UPDATE OF "id" ON "sponsors" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "sponsors" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sponsors' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sponsors' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sponsors' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sponsors' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'sponsors', NEW."id", (SELECT "_version" FROM "sponsors" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'sponsors', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'sponsors' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'sponsors';
END;
CREATE TRIGGER "_sponsors_after_delete" AFTER DELETE ON "sponsors"
BEGIN
  INSERT INTO "_settled" VALUES ('sponsors', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_submission_window_notifications_before_insert" BEFORE INSERT ON "submission_window_notifications" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'submission_window_notifications';
  INSERT INTO "_replaced" SELECT 'submission_window_notifications', "x"."id", "x"."_version" FROM "submission_window_notifications" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'submission_window_notifications', "x"."id", "x"."_version" FROM "submission_window_notifications" "x" WHERE "x"."competitionEventId" = NEW."competitionEventId" AND "x"."registrationId" = NEW."registrationId" AND "x"."type" = NEW."type" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_submission_window_notifications_after_insert" AFTER INSERT ON "submission_window_notifications" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "submission_window_notifications" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'submission_window_notifications' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'submission_window_notifications' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'submission_window_notifications' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'submission_window_notifications' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'submission_window_notifications', NEW."id", (SELECT "_version" FROM "submission_window_notifications" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'submission_window_notifications' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'submission_window_notifications';
END;
CREATE TRIGGER "_submission_window_notifications_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "competitionEventId", "registrationId", "userId", "type", "sentToEmail" ON "submission_window_notifications" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "submission_window_notifications" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('submission_window_notifications', NEW."id", (SELECT "_version" FROM "submission_window_notifications" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_submission_window_notifications_before_identity" BEFORE UPDATE OF "id", "competitionEventId", "registrationId", "type" ON "submission_window_notifications" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'submission_window_notifications';
  INSERT INTO "_replaced" SELECT 'submission_window_notifications', "x"."id", "x"."_version" FROM "submission_window_notifications" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'submission_window_notifications', "x"."id", "x"."_version" FROM "submission_window_notifications" "x" WHERE "x"."competitionEventId" = NEW."competitionEventId" AND "x"."registrationId" = NEW."registrationId" AND "x"."type" = NEW."type" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_submission_window_notifications_after_identity" AFTER UPDATE OF "id", "competitionEventId", "registrationId", "type" ON "submission_window_notifications" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "submission_window_notifications" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'submission_window_notifications' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'submission_window_notifications' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'submission_window_notifications' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'submission_window_notifications' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'submission_window_notifications', NEW."id", (SELECT "_version" FROM "submission_window_notifications" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'submission_window_notifications', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'submission_window_notifications' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'submission_window_notifications';
END;
CREATE TRIGGER "_submission_window_notifications_after_delete" AFTER DELETE ON "submission_window_notifications"
BEGIN
  INSERT INTO "_settled" VALUES ('submission_window_notifications', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_team_programming_track_before_insert" BEFORE INSERT ON "team_programming_track" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_programming_track';
  INSERT INTO "_replaced" SELECT 'team_programming_track', replace(replace("x"."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace("x"."trackId", '%', '%25'), ',', '%2C'), "x"."_version" FROM "team_programming_track" "x" WHERE "x"."teamId" = NEW."teamId" AND "x"."trackId" = NEW."trackId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_programming_track_after_insert" AFTER INSERT ON "team_programming_track" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_programming_track" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_programming_track' AND "pk" = replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_programming_track' AND "pk" = replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C')), -1) + 1, "epoch" << 40) FROM "_control") WHERE "teamId" = NEW."teamId" AND "trackId" = NEW."trackId"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_programming_track' AND "pk" = replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_programming_track' AND "pk" = replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C')), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_programming_track', replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "team_programming_track" WHERE "teamId" = NEW."teamId" AND "trackId" = NEW."trackId"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_programming_track' AND "pk" <> replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C');
  DELETE FROM "_replaced" WHERE "tbl" = 'team_programming_track';
END;
CREATE TRIGGER "_team_programming_track_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "teamId", "trackId", "isActive", "subscribedAt", "startDayOffset" ON "team_programming_track" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "team_programming_track" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "teamId" = NEW."teamId" AND "trackId" = NEW."trackId"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('team_programming_track', replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "team_programming_track" WHERE "teamId" = NEW."teamId" AND "trackId" = NEW."trackId"));
END;
CREATE TRIGGER "_team_programming_track_before_identity" BEFORE UPDATE OF "teamId", "trackId" ON "team_programming_track" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'team_programming_track';
  INSERT INTO "_replaced" SELECT 'team_programming_track', replace(replace("x"."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace("x"."trackId", '%', '%25'), ',', '%2C'), "x"."_version" FROM "team_programming_track" "x" WHERE "x"."teamId" = NEW."teamId" AND "x"."trackId" = NEW."trackId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_team_programming_track_after_identity" AFTER UPDATE OF "teamId", "trackId" ON "team_programming_track" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "team_programming_track" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_programming_track' AND "pk" = replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_programming_track' AND "pk" = replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C')), -1) + 1, "epoch" << 40) FROM "_control") WHERE "teamId" = NEW."teamId" AND "trackId" = NEW."trackId"
    AND replace(replace(OLD."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."trackId", '%', '%25'), ',', '%2C') <> replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C') AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'team_programming_track' AND "pk" = replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C')), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'team_programming_track' AND "pk" = replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C')), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'team_programming_track', replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C'), (SELECT "_version" FROM "team_programming_track" WHERE "teamId" = NEW."teamId" AND "trackId" = NEW."trackId"), 0 UNION ALL SELECT 'team_programming_track', replace(replace(OLD."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."trackId", '%', '%25'), ',', '%2C'), OLD."_version", 1 WHERE replace(replace(OLD."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."trackId", '%', '%25'), ',', '%2C') <> replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C') UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'team_programming_track' AND "pk" <> replace(replace(NEW."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(NEW."trackId", '%', '%25'), ',', '%2C') AND "pk" <> replace(replace(OLD."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."trackId", '%', '%25'), ',', '%2C');
  DELETE FROM "_replaced" WHERE "tbl" = 'team_programming_track';
END;
CREATE TRIGGER "_team_programming_track_after_delete" AFTER DELETE ON "team_programming_track"
BEGIN
  INSERT INTO "_settled" VALUES ('team_programming_track', replace(replace(OLD."teamId", '%', '%25'), ',', '%2C') || ',' || replace(replace(OLD."trackId", '%', '%25'), ',', '%2C'), OLD."_version", 1);
END;
CREATE TRIGGER "_video_submissions_before_insert" BEFORE INSERT ON "video_submissions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'video_submissions';
  INSERT INTO "_replaced" SELECT 'video_submissions', "x"."id", "x"."_version" FROM "video_submissions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'video_submissions', "x"."id", "x"."_version" FROM "video_submissions" "x" WHERE "x"."registration_id" = NEW."registration_id" AND "x"."track_workout_id" = NEW."track_workout_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_video_submissions_after_insert" AFTER INSERT ON "video_submissions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "video_submissions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'video_submissions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'video_submissions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'video_submissions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'video_submissions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'video_submissions', NEW."id", (SELECT "_version" FROM "video_submissions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'video_submissions' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'video_submissions';
END;
CREATE TRIGGER "_video_submissions_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "registration_id", "track_workout_id", "user_id", "video_url", "notes", "submitted_at" ON "video_submissions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "video_submissions" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('video_submissions', NEW."id", (SELECT "_version" FROM "video_submissions" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_video_submissions_before_identity" BEFORE UPDATE OF "id", "registration_id", "track_workout_id" ON "video_submissions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'video_submissions';
  INSERT INTO "_replaced" SELECT 'video_submissions', "x"."id", "x"."_version" FROM "video_submissions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'video_submissions', "x"."id", "x"."_version" FROM "video_submissions" "x" WHERE "x"."registration_id" = NEW."registration_id" AND "x"."track_workout_id" = NEW."track_workout_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_video_submissions_after_identity" AFTER UPDATE OF "id", "registration_id", "track_workout_id" ON "video_submissions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "video_submissions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'video_submissions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'video_submissions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'video_submissions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'video_submissions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'video_submissions', NEW."id", (SELECT "_version" FROM "video_submissions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'video_submissions', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'video_submissions' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'video_submissions';
END;
CREATE TRIGGER "_video_submissions_after_delete" AFTER DELETE ON "video_submissions"
BEGIN
  INSERT INTO "_settled" VALUES ('video_submissions', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_volunteer_shift_assignments_before_insert" BEFORE INSERT ON "volunteer_shift_assignments" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments';
  INSERT INTO "_replaced" SELECT 'volunteer_shift_assignments', "x"."id", "x"."_version" FROM "volunteer_shift_assignments" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'volunteer_shift_assignments', "x"."id", "x"."_version" FROM "volunteer_shift_assignments" "x" WHERE "x"."shiftId" = NEW."shiftId" AND "x"."membershipId" = NEW."membershipId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_volunteer_shift_assignments_after_insert" AFTER INSERT ON "volunteer_shift_assignments" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "volunteer_shift_assignments" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'volunteer_shift_assignments', NEW."id", (SELECT "_version" FROM "volunteer_shift_assignments" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments';
END;
CREATE TRIGGER "_volunteer_shift_assignments_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "shiftId", "membershipId", "notes" ON "volunteer_shift_assignments" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "volunteer_shift_assignments" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('volunteer_shift_assignments', NEW."id", (SELECT "_version" FROM "volunteer_shift_assignments" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_volunteer_shift_assignments_before_identity" BEFORE UPDATE OF "id", "shiftId", "membershipId" ON "volunteer_shift_assignments" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments';
  INSERT INTO "_replaced" SELECT 'volunteer_shift_assignments', "x"."id", "x"."_version" FROM "volunteer_shift_assignments" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'volunteer_shift_assignments', "x"."id", "x"."_version" FROM "volunteer_shift_assignments" "x" WHERE "x"."shiftId" = NEW."shiftId" AND "x"."membershipId" = NEW."membershipId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_volunteer_shift_assignments_after_identity" AFTER UPDATE OF "id", "shiftId", "membershipId" ON "volunteer_shift_assignments" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "volunteer_shift_assignments" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'volunteer_shift_assignments', NEW."id", (SELECT "_version" FROM "volunteer_shift_assignments" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'volunteer_shift_assignments', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'volunteer_shift_assignments';
END;
CREATE TRIGGER "_volunteer_shift_assignments_after_delete" AFTER DELETE ON "volunteer_shift_assignments"
BEGIN
  INSERT INTO "_settled" VALUES ('volunteer_shift_assignments', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_waiver_signatures_before_insert" BEFORE INSERT ON "waiver_signatures" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'waiver_signatures';
  INSERT INTO "_replaced" SELECT 'waiver_signatures', "x"."id", "x"."_version" FROM "waiver_signatures" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_waiver_signatures_after_insert" AFTER INSERT ON "waiver_signatures" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "waiver_signatures" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'waiver_signatures' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'waiver_signatures' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'waiver_signatures' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'waiver_signatures' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'waiver_signatures', NEW."id", (SELECT "_version" FROM "waiver_signatures" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'waiver_signatures' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'waiver_signatures';
END;
CREATE TRIGGER "_waiver_signatures_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "waiverId", "userId", "registrationId", "signedAt", "ipAddress" ON "waiver_signatures" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "waiver_signatures" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('waiver_signatures', NEW."id", (SELECT "_version" FROM "waiver_signatures" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_waiver_signatures_before_identity" BEFORE UPDATE OF "id" ON "waiver_signatures" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'waiver_signatures';
  INSERT INTO "_replaced" SELECT 'waiver_signatures', "x"."id", "x"."_version" FROM "waiver_signatures" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_waiver_signatures_after_identity" AFTER UPDATE OF "id" ON "waiver_signatures" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "waiver_signatures" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'waiver_signatures' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'waiver_signatures' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'waiver_signatures' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'waiver_signatures' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'waiver_signatures', NEW."id", (SELECT "_version" FROM "waiver_signatures" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'waiver_signatures', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'waiver_signatures' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'waiver_signatures';
END;
CREATE TRIGGER "_waiver_signatures_after_delete" AFTER DELETE ON "waiver_signatures"
BEGIN
  INSERT INTO "_settled" VALUES ('waiver_signatures', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_workouts_before_insert" BEFORE INSERT ON "workouts" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'workouts';
  INSERT INTO "_replaced" SELECT 'workouts', "x"."id", "x"."_version" FROM "workouts" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_workouts_after_insert" AFTER INSERT ON "workouts" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "workouts" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workouts' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workouts' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workouts' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workouts' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'workouts', NEW."id", (SELECT "_version" FROM "workouts" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'workouts' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'workouts';
END;
CREATE TRIGGER "_workouts_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "name", "description", "scope", "team_id", "scheme", "score_type", "tiebreak_scheme", "time_cap", "reps_per_round", "rounds_to_score", "scaling_group_id", "source_track_id", "source_workout_id", "sugar_id" ON "workouts" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "workouts" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('workouts', NEW."id", (SELECT "_version" FROM "workouts" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_workouts_before_identity" BEFORE UPDATE OF "id" ON "workouts" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'workouts';
  INSERT INTO "_replaced" SELECT 'workouts', "x"."id", "x"."_version" FROM "workouts" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_workouts_after_identity" AFTER UPDATE OF "id" ON "workouts" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "workouts" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workouts' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workouts' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workouts' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workouts' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'workouts', NEW."id", (SELECT "_version" FROM "workouts" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'workouts', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'workouts' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'workouts';
END;
CREATE TRIGGER "_workouts_after_delete" AFTER DELETE ON "workouts"
BEGIN
  INSERT INTO "_settled" VALUES ('workouts', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_heat_assignments_before_insert" BEFORE INSERT ON "competition_heat_assignments" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments';
  INSERT INTO "_replaced" SELECT 'competition_heat_assignments', "x"."id", "x"."_version" FROM "competition_heat_assignments" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_heat_assignments', "x"."id", "x"."_version" FROM "competition_heat_assignments" "x" WHERE "x"."heatId" = NEW."heatId" AND "x"."laneNumber" = NEW."laneNumber" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_heat_assignments', "x"."id", "x"."_version" FROM "competition_heat_assignments" "x" WHERE "x"."heatId" = NEW."heatId" AND "x"."registrationId" = NEW."registrationId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_heat_assignments_after_insert" AFTER INSERT ON "competition_heat_assignments" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_heat_assignments" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_heat_assignments' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_heat_assignments' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_heat_assignments', NEW."id", (SELECT "_version" FROM "competition_heat_assignments" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments';
END;
CREATE TRIGGER "_competition_heat_assignments_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "heatId", "registrationId", "laneNumber" ON "competition_heat_assignments" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_heat_assignments" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_heat_assignments', NEW."id", (SELECT "_version" FROM "competition_heat_assignments" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_heat_assignments_before_identity" BEFORE UPDATE OF "id", "heatId", "registrationId", "laneNumber" ON "competition_heat_assignments" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments';
  INSERT INTO "_replaced" SELECT 'competition_heat_assignments', "x"."id", "x"."_version" FROM "competition_heat_assignments" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_heat_assignments', "x"."id", "x"."_version" FROM "competition_heat_assignments" "x" WHERE "x"."heatId" = NEW."heatId" AND "x"."laneNumber" = NEW."laneNumber" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'competition_heat_assignments', "x"."id", "x"."_version" FROM "competition_heat_assignments" "x" WHERE "x"."heatId" = NEW."heatId" AND "x"."registrationId" = NEW."registrationId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_heat_assignments_after_identity" AFTER UPDATE OF "id", "heatId", "registrationId", "laneNumber" ON "competition_heat_assignments" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_heat_assignments" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_heat_assignments' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_heat_assignments' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_heat_assignments', NEW."id", (SELECT "_version" FROM "competition_heat_assignments" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_heat_assignments', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_heat_assignments';
END;
CREATE TRIGGER "_competition_heat_assignments_after_delete" AFTER DELETE ON "competition_heat_assignments"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_heat_assignments', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_results_before_insert" BEFORE INSERT ON "results" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'results';
  INSERT INTO "_replaced" SELECT 'results', "x"."id", "x"."_version" FROM "results" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'results', "x"."id", "x"."_version" FROM "results" "x" WHERE "x"."competition_event_id" = NEW."competition_event_id" AND "x"."user_id" = NEW."user_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_results_after_insert" AFTER INSERT ON "results" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "results" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'results' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'results' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'results' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'results' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'results', NEW."id", (SELECT "_version" FROM "results" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'results' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'results';
END;
CREATE TRIGGER "_results_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "user_id", "date", "type", "workout_id", "programming_track_id", "scheduled_workout_instance_id", "notes", "entered_by", "scaling_level_id", "as_rx", "scale", "wod_score", "set_count", "distance", "time", "secondary_score", "tie_break_score", "score_status", "competition_event_id", "competition_registration_id" ON "results" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "results" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('results', NEW."id", (SELECT "_version" FROM "results" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_results_before_identity" BEFORE UPDATE OF "id", "user_id", "competition_event_id" ON "results" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'results';
  INSERT INTO "_replaced" SELECT 'results', "x"."id", "x"."_version" FROM "results" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'results', "x"."id", "x"."_version" FROM "results" "x" WHERE "x"."competition_event_id" = NEW."competition_event_id" AND "x"."user_id" = NEW."user_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_results_after_identity" AFTER UPDATE OF "id", "user_id", "competition_event_id" ON "results" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "results" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'results' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'results' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'results' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'results' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'results', NEW."id", (SELECT "_version" FROM "results" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'results', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'results' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'results';
END;
CREATE TRIGGER "_results_after_delete" AFTER DELETE ON "results"
BEGIN
  INSERT INTO "_settled" VALUES ('results', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_scores_before_insert" BEFORE INSERT ON "scores" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scores';
  INSERT INTO "_replaced" SELECT 'scores', "x"."id", "x"."_version" FROM "scores" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'scores', "x"."id", "x"."_version" FROM "scores" "x" WHERE "x"."competition_event_id" = NEW."competition_event_id" AND "x"."user_id" = NEW."user_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scores_after_insert" AFTER INSERT ON "scores" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scores" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scores' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scores' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scores' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scores' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scores', NEW."id", (SELECT "_version" FROM "scores" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scores' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scores';
END;
CREATE TRIGGER "_scores_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "user_id", "team_id", "workout_id", "competition_event_id", "scheduled_workout_instance_id", "scheme", "score_type", "score_value", "tiebreak_scheme", "tiebreak_value", "time_cap_ms", "secondary_value", "status", "status_order", "sort_key", "scaling_level_id", "as_rx", "notes", "recorded_at" ON "scores" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "scores" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('scores', NEW."id", (SELECT "_version" FROM "scores" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_scores_before_identity" BEFORE UPDATE OF "id", "user_id", "competition_event_id" ON "scores" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scores';
  INSERT INTO "_replaced" SELECT 'scores', "x"."id", "x"."_version" FROM "scores" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'scores', "x"."id", "x"."_version" FROM "scores" "x" WHERE "x"."competition_event_id" = NEW."competition_event_id" AND "x"."user_id" = NEW."user_id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scores_after_identity" AFTER UPDATE OF "id", "user_id", "competition_event_id" ON "scores" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scores" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scores' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scores' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scores' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scores' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scores', NEW."id", (SELECT "_version" FROM "scores" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'scores', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scores' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scores';
END;
CREATE TRIGGER "_scores_after_delete" AFTER DELETE ON "scores"
BEGIN
  INSERT INTO "_settled" VALUES ('scores', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_track_workout_before_insert" BEFORE INSERT ON "track_workout" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'track_workout';
  INSERT INTO "_replaced" SELECT 'track_workout', "x"."id", "x"."_version" FROM "track_workout" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'track_workout', "x"."id", "x"."_version" FROM "track_workout" "x" WHERE "x"."trackId" = NEW."trackId" AND "x"."workoutId" = NEW."workoutId" AND "x"."trackOrder" = NEW."trackOrder" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_track_workout_after_insert" AFTER INSERT ON "track_workout" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "track_workout" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'track_workout' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'track_workout' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'track_workout' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'track_workout' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'track_workout', NEW."id", (SELECT "_version" FROM "track_workout" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'track_workout' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'track_workout';
END;
CREATE TRIGGER "_track_workout_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "trackId", "workoutId", "trackOrder", "notes", "pointsMultiplier", "heatStatus", "eventStatus", "sponsorId", "defaultHeatsCount", "defaultLaneShiftPattern", "minHeatBuffer" ON "track_workout" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "track_workout" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('track_workout', NEW."id", (SELECT "_version" FROM "track_workout" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_track_workout_before_identity" BEFORE UPDATE OF "id", "trackId", "workoutId", "trackOrder" ON "track_workout" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'track_workout';
  INSERT INTO "_replaced" SELECT 'track_workout', "x"."id", "x"."_version" FROM "track_workout" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'track_workout', "x"."id", "x"."_version" FROM "track_workout" "x" WHERE "x"."trackId" = NEW."trackId" AND "x"."workoutId" = NEW."workoutId" AND "x"."trackOrder" = NEW."trackOrder" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_track_workout_after_identity" AFTER UPDATE OF "id", "trackId", "workoutId", "trackOrder" ON "track_workout" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "track_workout" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'track_workout' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'track_workout' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'track_workout' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'track_workout' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'track_workout', NEW."id", (SELECT "_version" FROM "track_workout" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'track_workout', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'track_workout' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'track_workout';
END;
CREATE TRIGGER "_track_workout_after_delete" AFTER DELETE ON "track_workout"
BEGIN
  INSERT INTO "_settled" VALUES ('track_workout', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_workout_movements_before_insert" BEFORE INSERT ON "workout_movements" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_movements';
  INSERT INTO "_replaced" SELECT 'workout_movements', "x"."id", "x"."_version" FROM "workout_movements" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_workout_movements_after_insert" AFTER INSERT ON "workout_movements" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "workout_movements" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_movements' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_movements' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_movements' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_movements' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'workout_movements', NEW."id", (SELECT "_version" FROM "workout_movements" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'workout_movements' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_movements';
END;
CREATE TRIGGER "_workout_movements_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "workout_id", "movement_id" ON "workout_movements" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "workout_movements" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('workout_movements', NEW."id", (SELECT "_version" FROM "workout_movements" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_workout_movements_before_identity" BEFORE UPDATE OF "id" ON "workout_movements" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_movements';
  INSERT INTO "_replaced" SELECT 'workout_movements', "x"."id", "x"."_version" FROM "workout_movements" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_workout_movements_after_identity" AFTER UPDATE OF "id" ON "workout_movements" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "workout_movements" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_movements' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_movements' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_movements' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_movements' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'workout_movements', NEW."id", (SELECT "_version" FROM "workout_movements" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'workout_movements', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'workout_movements' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_movements';
END;
CREATE TRIGGER "_workout_movements_after_delete" AFTER DELETE ON "workout_movements"
BEGIN
  INSERT INTO "_settled" VALUES ('workout_movements', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_workout_scaling_descriptions_before_insert" BEFORE INSERT ON "workout_scaling_descriptions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions';
  INSERT INTO "_replaced" SELECT 'workout_scaling_descriptions', "x"."id", "x"."_version" FROM "workout_scaling_descriptions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'workout_scaling_descriptions', "x"."id", "x"."_version" FROM "workout_scaling_descriptions" "x" WHERE "x"."workoutId" = NEW."workoutId" AND "x"."scalingLevelId" = NEW."scalingLevelId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_workout_scaling_descriptions_after_insert" AFTER INSERT ON "workout_scaling_descriptions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "workout_scaling_descriptions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'workout_scaling_descriptions', NEW."id", (SELECT "_version" FROM "workout_scaling_descriptions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions';
END;
CREATE TRIGGER "_workout_scaling_descriptions_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "workoutId", "scalingLevelId", "description" ON "workout_scaling_descriptions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "workout_scaling_descriptions" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('workout_scaling_descriptions', NEW."id", (SELECT "_version" FROM "workout_scaling_descriptions" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_workout_scaling_descriptions_before_identity" BEFORE UPDATE OF "id", "workoutId", "scalingLevelId" ON "workout_scaling_descriptions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions';
  INSERT INTO "_replaced" SELECT 'workout_scaling_descriptions', "x"."id", "x"."_version" FROM "workout_scaling_descriptions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'workout_scaling_descriptions', "x"."id", "x"."_version" FROM "workout_scaling_descriptions" "x" WHERE "x"."workoutId" = NEW."workoutId" AND "x"."scalingLevelId" = NEW."scalingLevelId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_workout_scaling_descriptions_after_identity" AFTER UPDATE OF "id", "workoutId", "scalingLevelId" ON "workout_scaling_descriptions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "workout_scaling_descriptions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'workout_scaling_descriptions', NEW."id", (SELECT "_version" FROM "workout_scaling_descriptions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'workout_scaling_descriptions', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_scaling_descriptions';
END;
CREATE TRIGGER "_workout_scaling_descriptions_after_delete" AFTER DELETE ON "workout_scaling_descriptions"
BEGIN
  INSERT INTO "_settled" VALUES ('workout_scaling_descriptions', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_workout_tags_before_insert" BEFORE INSERT ON "workout_tags" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_tags';
  INSERT INTO "_replaced" SELECT 'workout_tags', "x"."id", "x"."_version" FROM "workout_tags" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_workout_tags_after_insert" AFTER INSERT ON "workout_tags" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "workout_tags" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_tags' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_tags' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_tags' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_tags' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'workout_tags', NEW."id", (SELECT "_version" FROM "workout_tags" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'workout_tags' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_tags';
END;
CREATE TRIGGER "_workout_tags_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "workout_id", "tag_id" ON "workout_tags" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "workout_tags" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('workout_tags', NEW."id", (SELECT "_version" FROM "workout_tags" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_workout_tags_before_identity" BEFORE UPDATE OF "id" ON "workout_tags" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_tags';
  INSERT INTO "_replaced" SELECT 'workout_tags', "x"."id", "x"."_version" FROM "workout_tags" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_workout_tags_after_identity" AFTER UPDATE OF "id" ON "workout_tags" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "workout_tags" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_tags' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_tags' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'workout_tags' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'workout_tags' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'workout_tags', NEW."id", (SELECT "_version" FROM "workout_tags" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'workout_tags', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'workout_tags' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'workout_tags';
END;
CREATE TRIGGER "_workout_tags_after_delete" AFTER DELETE ON "workout_tags"
BEGIN
  INSERT INTO "_settled" VALUES ('workout_tags', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_competition_judge_rotations_before_insert" BEFORE INSERT ON "competition_judge_rotations" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations';
  INSERT INTO "_replaced" SELECT 'competition_judge_rotations', "x"."id", "x"."_version" FROM "competition_judge_rotations" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_judge_rotations_after_insert" AFTER INSERT ON "competition_judge_rotations" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_judge_rotations" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_judge_rotations' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_judge_rotations' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_judge_rotations', NEW."id", (SELECT "_version" FROM "competition_judge_rotations" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations';
END;
CREATE TRIGGER "_competition_judge_rotations_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "trackWorkoutId", "membershipId", "startingHeat", "startingLane", "heatsCount", "laneShiftPattern", "notes" ON "competition_judge_rotations" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "competition_judge_rotations" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('competition_judge_rotations', NEW."id", (SELECT "_version" FROM "competition_judge_rotations" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_competition_judge_rotations_before_identity" BEFORE UPDATE OF "id" ON "competition_judge_rotations" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations';
  INSERT INTO "_replaced" SELECT 'competition_judge_rotations', "x"."id", "x"."_version" FROM "competition_judge_rotations" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_competition_judge_rotations_after_identity" AFTER UPDATE OF "id" ON "competition_judge_rotations" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "competition_judge_rotations" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_judge_rotations' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'competition_judge_rotations' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'competition_judge_rotations', NEW."id", (SELECT "_version" FROM "competition_judge_rotations" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'competition_judge_rotations', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'competition_judge_rotations';
END;
CREATE TRIGGER "_competition_judge_rotations_after_delete" AFTER DELETE ON "competition_judge_rotations"
BEGIN
  INSERT INTO "_settled" VALUES ('competition_judge_rotations', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_event_judging_sheets_before_insert" BEFORE INSERT ON "event_judging_sheets" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'event_judging_sheets';
  INSERT INTO "_replaced" SELECT 'event_judging_sheets', "x"."id", "x"."_version" FROM "event_judging_sheets" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_event_judging_sheets_after_insert" AFTER INSERT ON "event_judging_sheets" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "event_judging_sheets" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'event_judging_sheets' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'event_judging_sheets' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'event_judging_sheets' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'event_judging_sheets' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'event_judging_sheets', NEW."id", (SELECT "_version" FROM "event_judging_sheets" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'event_judging_sheets' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'event_judging_sheets';
END;
CREATE TRIGGER "_event_judging_sheets_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "competitionId", "trackWorkoutId", "title", "r2Key", "url", "originalFilename", "fileSize", "mimeType", "uploadedBy", "sortOrder" ON "event_judging_sheets" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "event_judging_sheets" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('event_judging_sheets', NEW."id", (SELECT "_version" FROM "event_judging_sheets" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_event_judging_sheets_before_identity" BEFORE UPDATE OF "id" ON "event_judging_sheets" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'event_judging_sheets';
  INSERT INTO "_replaced" SELECT 'event_judging_sheets', "x"."id", "x"."_version" FROM "event_judging_sheets" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_event_judging_sheets_after_identity" AFTER UPDATE OF "id" ON "event_judging_sheets" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "event_judging_sheets" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'event_judging_sheets' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'event_judging_sheets' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'event_judging_sheets' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'event_judging_sheets' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'event_judging_sheets', NEW."id", (SELECT "_version" FROM "event_judging_sheets" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'event_judging_sheets', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'event_judging_sheets' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'event_judging_sheets';
END;
CREATE TRIGGER "_event_judging_sheets_after_delete" AFTER DELETE ON "event_judging_sheets"
BEGIN
  INSERT INTO "_settled" VALUES ('event_judging_sheets', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_event_resources_before_insert" BEFORE INSERT ON "event_resources" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'event_resources';
  INSERT INTO "_replaced" SELECT 'event_resources', "x"."id", "x"."_version" FROM "event_resources" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_event_resources_after_insert" AFTER INSERT ON "event_resources" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "event_resources" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'event_resources' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'event_resources' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'event_resources' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'event_resources' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'event_resources', NEW."id", (SELECT "_version" FROM "event_resources" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'event_resources' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'event_resources';
END;
CREATE TRIGGER "_event_resources_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "eventId", "title", "description", "url", "sortOrder" ON "event_resources" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "event_resources" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('event_resources', NEW."id", (SELECT "_version" FROM "event_resources" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_event_resources_before_identity" BEFORE UPDATE OF "id" ON "event_resources" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'event_resources';
  INSERT INTO "_replaced" SELECT 'event_resources', "x"."id", "x"."_version" FROM "event_resources" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_event_resources_after_identity" AFTER UPDATE OF "id" ON "event_resources" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "event_resources" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'event_resources' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'event_resources' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'event_resources' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'event_resources' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'event_resources', NEW."id", (SELECT "_version" FROM "event_resources" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'event_resources', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'event_resources' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'event_resources';
END;
CREATE TRIGGER "_event_resources_after_delete" AFTER DELETE ON "event_resources"
BEGIN
  INSERT INTO "_settled" VALUES ('event_resources', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_judge_assignment_versions_before_insert" BEFORE INSERT ON "judge_assignment_versions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions';
  INSERT INTO "_replaced" SELECT 'judge_assignment_versions', "x"."id", "x"."_version" FROM "judge_assignment_versions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'judge_assignment_versions', "x"."id", "x"."_version" FROM "judge_assignment_versions" "x" WHERE "x"."trackWorkoutId" = NEW."trackWorkoutId" AND "x"."version" = NEW."version" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_judge_assignment_versions_after_insert" AFTER INSERT ON "judge_assignment_versions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "judge_assignment_versions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'judge_assignment_versions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'judge_assignment_versions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'judge_assignment_versions', NEW."id", (SELECT "_version" FROM "judge_assignment_versions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions';
END;
CREATE TRIGGER "_judge_assignment_versions_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "trackWorkoutId", "version", "publishedAt", "publishedBy", "notes", "isActive" ON "judge_assignment_versions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "judge_assignment_versions" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('judge_assignment_versions', NEW."id", (SELECT "_version" FROM "judge_assignment_versions" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_judge_assignment_versions_before_identity" BEFORE UPDATE OF "id", "trackWorkoutId", "version" ON "judge_assignment_versions" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions';
  INSERT INTO "_replaced" SELECT 'judge_assignment_versions', "x"."id", "x"."_version" FROM "judge_assignment_versions" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'judge_assignment_versions', "x"."id", "x"."_version" FROM "judge_assignment_versions" "x" WHERE "x"."trackWorkoutId" = NEW."trackWorkoutId" AND "x"."version" = NEW."version" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_judge_assignment_versions_after_identity" AFTER UPDATE OF "id", "trackWorkoutId", "version" ON "judge_assignment_versions" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "judge_assignment_versions" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'judge_assignment_versions' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'judge_assignment_versions' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'judge_assignment_versions', NEW."id", (SELECT "_version" FROM "judge_assignment_versions" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'judge_assignment_versions', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'judge_assignment_versions';
END;
CREATE TRIGGER "_judge_assignment_versions_after_delete" AFTER DELETE ON "judge_assignment_versions"
BEGIN
  INSERT INTO "_settled" VALUES ('judge_assignment_versions', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_scheduled_workout_instance_before_insert" BEFORE INSERT ON "scheduled_workout_instance" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance';
  INSERT INTO "_replaced" SELECT 'scheduled_workout_instance', "x"."id", "x"."_version" FROM "scheduled_workout_instance" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scheduled_workout_instance_after_insert" AFTER INSERT ON "scheduled_workout_instance" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scheduled_workout_instance" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scheduled_workout_instance', NEW."id", (SELECT "_version" FROM "scheduled_workout_instance" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance';
END;
CREATE TRIGGER "_scheduled_workout_instance_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "teamId", "trackWorkoutId", "workoutId", "scheduledDate", "teamSpecificNotes", "scalingGuidanceForDay", "classTimes" ON "scheduled_workout_instance" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "scheduled_workout_instance" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('scheduled_workout_instance', NEW."id", (SELECT "_version" FROM "scheduled_workout_instance" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_scheduled_workout_instance_before_identity" BEFORE UPDATE OF "id" ON "scheduled_workout_instance" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance';
  INSERT INTO "_replaced" SELECT 'scheduled_workout_instance', "x"."id", "x"."_version" FROM "scheduled_workout_instance" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_scheduled_workout_instance_after_identity" AFTER UPDATE OF "id" ON "scheduled_workout_instance" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "scheduled_workout_instance" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'scheduled_workout_instance', NEW."id", (SELECT "_version" FROM "scheduled_workout_instance" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'scheduled_workout_instance', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'scheduled_workout_instance';
END;
CREATE TRIGGER "_scheduled_workout_instance_after_delete" AFTER DELETE ON "scheduled_workout_instance"
BEGIN
  INSERT INTO "_settled" VALUES ('scheduled_workout_instance', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_score_rounds_before_insert" BEFORE INSERT ON "score_rounds" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'score_rounds';
  INSERT INTO "_replaced" SELECT 'score_rounds', "x"."id", "x"."_version" FROM "score_rounds" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'score_rounds', "x"."id", "x"."_version" FROM "score_rounds" "x" WHERE "x"."score_id" = NEW."score_id" AND "x"."round_number" = NEW."round_number" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_score_rounds_after_insert" AFTER INSERT ON "score_rounds" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "score_rounds" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'score_rounds' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'score_rounds' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'score_rounds' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'score_rounds' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'score_rounds', NEW."id", (SELECT "_version" FROM "score_rounds" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'score_rounds' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'score_rounds';
END;
CREATE TRIGGER "_score_rounds_after_update" AFTER UPDATE OF "id", "score_id", "round_number", "value", "scheme_override", "status", "secondary_value", "notes", "created_at" ON "score_rounds" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "score_rounds" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('score_rounds', NEW."id", (SELECT "_version" FROM "score_rounds" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_score_rounds_before_identity" BEFORE UPDATE OF "id", "score_id", "round_number" ON "score_rounds" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'score_rounds';
  INSERT INTO "_replaced" SELECT 'score_rounds', "x"."id", "x"."_version" FROM "score_rounds" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'score_rounds', "x"."id", "x"."_version" FROM "score_rounds" "x" WHERE "x"."score_id" = NEW."score_id" AND "x"."round_number" = NEW."round_number" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_score_rounds_after_identity" AFTER UPDATE OF "id", "score_id", "round_number" ON "score_rounds" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "score_rounds" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'score_rounds' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'score_rounds' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'score_rounds' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'score_rounds' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'score_rounds', NEW."id", (SELECT "_version" FROM "score_rounds" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'score_rounds', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'score_rounds' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'score_rounds';
END;
CREATE TRIGGER "_score_rounds_after_delete" AFTER DELETE ON "score_rounds"
BEGIN
  INSERT INTO "_settled" VALUES ('score_rounds', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_sets_before_insert" BEFORE INSERT ON "sets" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'sets';
  INSERT INTO "_replaced" SELECT 'sets', "x"."id", "x"."_version" FROM "sets" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_sets_after_insert" AFTER INSERT ON "sets" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "sets" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sets' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sets' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sets' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sets' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'sets', NEW."id", (SELECT "_version" FROM "sets" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'sets' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'sets';
END;
CREATE TRIGGER "_sets_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "result_id", "set_number", "notes", "reps", "weight", "status", "distance", "time", "score" ON "sets" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "sets" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('sets', NEW."id", (SELECT "_version" FROM "sets" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_sets_before_identity" BEFORE UPDATE OF "id" ON "sets" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'sets';
  INSERT INTO "_replaced" SELECT 'sets', "x"."id", "x"."_version" FROM "sets" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_sets_after_identity" AFTER UPDATE OF "id" ON "sets" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "sets" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sets' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sets' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'sets' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'sets' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'sets', NEW."id", (SELECT "_version" FROM "sets" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'sets', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'sets' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'sets';
END;
CREATE TRIGGER "_sets_after_delete" AFTER DELETE ON "sets"
BEGIN
  INSERT INTO "_settled" VALUES ('sets', OLD."id", OLD."_version", 1);
END;
CREATE TRIGGER "_judge_heat_assignments_before_insert" BEFORE INSERT ON "judge_heat_assignments" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments';
  INSERT INTO "_replaced" SELECT 'judge_heat_assignments', "x"."id", "x"."_version" FROM "judge_heat_assignments" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'judge_heat_assignments', "x"."id", "x"."_version" FROM "judge_heat_assignments" "x" WHERE "x"."heatId" = NEW."heatId" AND "x"."membershipId" = NEW."membershipId" AND "x"."versionId" = NEW."versionId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_judge_heat_assignments_after_insert" AFTER INSERT ON "judge_heat_assignments" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "judge_heat_assignments" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'judge_heat_assignments' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'judge_heat_assignments' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'judge_heat_assignments', NEW."id", (SELECT "_version" FROM "judge_heat_assignments" WHERE "id" = NEW."id"), 0 UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments' AND "pk" <> NEW."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments';
END;
CREATE TRIGGER "_judge_heat_assignments_after_update" AFTER UPDATE OF "createdAt", "updatedAt", "updateCounter", "id", "heatId", "membershipId", "laneNumber", "position", "instructions", "rotationId", "versionId", "isManualOverride" ON "judge_heat_assignments" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  UPDATE "judge_heat_assignments" SET "_version" = (SELECT max(OLD."_version" + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND NOT (SELECT "_version" > OLD."_version" AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_touched" VALUES ('judge_heat_assignments', NEW."id", (SELECT "_version" FROM "judge_heat_assignments" WHERE "id" = NEW."id"));
END;
CREATE TRIGGER "_judge_heat_assignments_before_identity" BEFORE UPDATE OF "id", "heatId", "membershipId", "versionId" ON "judge_heat_assignments" WHEN ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1
BEGIN
  DELETE FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments';
  INSERT INTO "_replaced" SELECT 'judge_heat_assignments', "x"."id", "x"."_version" FROM "judge_heat_assignments" "x" WHERE "x"."id" = NEW."id" ON CONFLICT DO NOTHING;
  INSERT INTO "_replaced" SELECT 'judge_heat_assignments', "x"."id", "x"."_version" FROM "judge_heat_assignments" "x" WHERE "x"."heatId" = NEW."heatId" AND "x"."membershipId" = NEW."membershipId" AND "x"."versionId" = NEW."versionId" ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER "_judge_heat_assignments_after_identity" AFTER UPDATE OF "id", "heatId", "membershipId", "versionId" ON "judge_heat_assignments" WHEN (SELECT "applying" FROM "_control") IS NOT 1
BEGIN
  UPDATE "judge_heat_assignments" SET "_version" = (SELECT max(coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'judge_heat_assignments' AND "pk" = NEW."id"), -1) + 1, "epoch" << 40) FROM "_control") WHERE "id" = NEW."id"
    AND OLD."id" <> NEW."id" AND NOT (SELECT "_version" > coalesce((SELECT "version" FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments' AND "pk" = NEW."id"), (SELECT "version" FROM "_tombstone" WHERE "tbl" = 'judge_heat_assignments' AND "pk" = NEW."id"), -1) AND "_version" BETWEEN "epoch" << 40 AND "epoch" << 40 | 1099511627775 FROM "_control");
  INSERT INTO "_settled" SELECT 'judge_heat_assignments', NEW."id", (SELECT "_version" FROM "judge_heat_assignments" WHERE "id" = NEW."id"), 0 UNION ALL SELECT 'judge_heat_assignments', OLD."id", OLD."_version", 1 WHERE OLD."id" <> NEW."id" UNION ALL SELECT "tbl", "pk", "version", 1 FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments' AND "pk" <> NEW."id" AND "pk" <> OLD."id";
  DELETE FROM "_replaced" WHERE "tbl" = 'judge_heat_assignments';
END;
CREATE TRIGGER "_judge_heat_assignments_after_delete" AFTER DELETE ON "judge_heat_assignments"
BEGIN
  INSERT INTO "_settled" VALUES ('judge_heat_assignments', OLD."id", OLD."_version", 1);
END;
