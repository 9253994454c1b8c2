//! Tandem's own tables in D1: control line, journal, tombstones, outbox and what serves them.

/// Writes the side tables. `_control` starts in epoch 1 with D1 as the primary.
pub fn emit(out: &mut String) {
    out.push_str(SIDE_TABLES);
}

const SIDE_TABLES: &str = r#"
-- Which database takes client writes. This line is the coordinator: it changes by compare-and-set only.
-- "writes_to" is the primary, or while "state" is closing the primary to come.
-- "applying" is 1 only inside a transaction that applies replicated rows.
CREATE TABLE "_control" (
  "id" INTEGER PRIMARY KEY NOT NULL CHECK ("id" = 1),
  "epoch" INTEGER NOT NULL,
  "writes_to" TEXT NOT NULL CHECK ("writes_to" IN ('d1', 'mysql')),
  "state" TEXT NOT NULL CHECK ("state" IN ('open', 'closing')),
  "journaling" INTEGER NOT NULL DEFAULT 0,
  "applying" INTEGER NOT NULL DEFAULT 0
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
