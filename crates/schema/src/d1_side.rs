//! Tandem's own tables in D1: control line, journal, tombstones, outbox and what serves them.

/// Writes the side tables. `_control` starts in epoch 1 with D1 as the primary.
pub fn emit(out: &mut String) {
    out.push_str(SIDE_TABLES);
    out.push_str(RUN_TABLES);
    out.push_str(ID_MAP);
    out.push_str(&format!(
        r#"
-- Each change of a row of the app goes through one of these two views: what all tables' triggers
-- have in common. "version" is the one that the row has, or had if it is gone.
CREATE VIEW "_touched" AS SELECT '' AS "tbl", '' AS "pk", 0 AS "version";
CREATE TRIGGER "_touched_insert" INSTEAD OF INSERT ON "_touched"
BEGIN
  INSERT INTO "_journal" ("tbl", "pk", "version", "since_ms") SELECT NEW."tbl", NEW."pk", NEW."version", {NOW_MS} FROM "_control"
    WHERE iif({OF_NOW}, "journaling" = 1, {LATER}) {AGAIN};
END;
CREATE VIEW "_settled" AS SELECT '' AS "tbl", '' AS "pk", 0 AS "version", 0 AS "gone";
CREATE TRIGGER "_settled_insert" INSTEAD OF INSERT ON "_settled" WHEN {FENCED}
BEGIN
  INSERT INTO "_tombstone" ("tbl", "pk", "version") SELECT NEW."tbl", NEW."pk", max(NEW."version" + 1, "epoch" << 40) FROM "_control"
    WHERE iif({OF_NOW}, NEW."gone", {LATER}) ON CONFLICT ("tbl", "pk") DO UPDATE SET "version" = max("version", excluded."version");
  INSERT INTO "_journal" ("tbl", "pk", "version", "since_ms") SELECT NEW."tbl", NEW."pk", max(NEW."version" + NEW."gone", "epoch" << 40), {NOW_MS} FROM "_control"
    WHERE "journaling" = 1 {AGAIN};
END;
"#
    ));
}

/// A trigger's condition: the change is a client's, not a replicated one. It fails where D1 is not
/// the open primary, or has no control line at all.
pub const FENCED: &str = r#"ifnull((SELECT "applying" FROM "_control" WHERE "applying" OR "writes_to" = 'd1' AND "state" = 'open'), RAISE(ABORT, 'tandem:fence: D1 takes no client writes: another database is the primary, or a switch is under way')) <> 1"#;

/// The version found is none of a later epoch. An epoch's first version is the epoch times 2^40.
const OF_NOW: &str = r#"NEW."version" < ("epoch" + 1) << 40"#;
const LATER: &str = "RAISE(ABORT, 'tandem:fence: the row has a version of a later epoch')";
const NOW_MS: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
/// A key has one line, which keeps its age and begins its attempts anew.
const AGAIN: &str = r#"ON CONFLICT ("tbl", "pk") DO UPDATE SET "version" = max("version", excluded."version"), "attempts" = 0, "next_ms" = 0"#;

const SIDE_TABLES: &str = r#"
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
"#;

/// In D1 only: it is the coordinator whichever is primary.
const RUN_TABLES: &str = r#"
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
"#;

/// In D1 only, where the old tables are.
const ID_MAP: &str = r#"
-- The new id of each row of a table that had whole numbers as keys. Kept for ever. "version" is the
-- one at which the row was last brought from the old table, NULL before the first time.
CREATE TABLE "_id_map" (
  "tbl" TEXT NOT NULL,
  "old_id" INTEGER NOT NULL,
  "new_id" TEXT NOT NULL,
  "version" INTEGER,
  PRIMARY KEY ("tbl", "old_id")
) WITHOUT ROWID;
"#;
