-- Tandem's side tables.
-- Made from schema/ by `cargo run -p tandem-schema --bin emit`: change it there.

-- Whether this database takes client writes; every write holds a shared lock on the line.
-- It changes only to a larger epoch.
CREATE TABLE `_control` (
  `id` TINYINT NOT NULL,
  `epoch` BIGINT NOT NULL,
  `role` VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
INSERT INTO `_control` (`id`, `epoch`, `role`) VALUES (1, 1, 'closed');

-- Written and read back, to find out whether reads come from a cache.
CREATE TABLE `_probe` (
  `id` TINYINT NOT NULL,
  `nonce` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- The version at which a key was last deleted. Never purged.
CREATE TABLE `_tombstone` (
  `tbl` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `pk` VARCHAR(512) NOT NULL,
  `version` BIGINT NOT NULL,
  PRIMARY KEY (`tbl`, `pk`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- The dirty set: keys changed here that are not yet confirmed on the other side.
CREATE TABLE `_journal` (
  `tbl` VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `pk` VARCHAR(512) NOT NULL,
  `version` BIGINT NOT NULL,
  `since_ms` BIGINT NOT NULL,
  `attempts` INT NOT NULL DEFAULT 0,
  `next_ms` BIGINT NOT NULL DEFAULT 0,
  `error` VARCHAR(1000) NULL,
  PRIMARY KEY (`tbl`, `pk`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- Events of committed writes. `sent_ms` is 0 until the queue has the event.
CREATE TABLE `_outbox` (
  `sent_ms` BIGINT NOT NULL DEFAULT 0,
  `id` VARCHAR(64) NOT NULL,
  `kind` VARCHAR(128) NOT NULL,
  `tbl` VARCHAR(64) NOT NULL,
  `pk` VARCHAR(512) NOT NULL,
  `version` BIGINT NOT NULL,
  `tenant` VARCHAR(512) NULL,
  `at_ms` BIGINT NOT NULL,
  `payload` MEDIUMTEXT NOT NULL,
  `attempts` INT NOT NULL DEFAULT 0,
  `next_ms` BIGINT NOT NULL DEFAULT 0,
  `error` VARCHAR(1000) NULL,
  PRIMARY KEY (`sent_ms`, `id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- Events that can't be sent, with the reason.
CREATE TABLE `_dead_letter` (
  `id` VARCHAR(64) NOT NULL,
  `kind` VARCHAR(128) NOT NULL,
  `tbl` VARCHAR(64) NOT NULL,
  `pk` VARCHAR(512) NOT NULL,
  `version` BIGINT NOT NULL,
  `tenant` VARCHAR(512) NULL,
  `at_ms` BIGINT NOT NULL,
  `payload` MEDIUMTEXT NOT NULL,
  `reason` VARCHAR(1000) NOT NULL,
  `died_ms` BIGINT NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- Write units that were committed, by request id: a repeated one is not committed again.
CREATE TABLE `_request` (
  `day` INT NOT NULL,
  `id` VARCHAR(255) NOT NULL,
  `fingerprint` VARCHAR(64) NOT NULL,
  `keys` MEDIUMTEXT NOT NULL,
  PRIMARY KEY (`day`, `id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- Who does a job that must run once at a time.
CREATE TABLE `_lease` (
  `name` VARCHAR(64) NOT NULL,
  `holder` VARCHAR(64) NOT NULL,
  `until_ms` BIGINT NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- Events that the consumer has dealt with, and its effect: a count by type.
CREATE TABLE `_processed` (
  `event_id` VARCHAR(64) NOT NULL,
  PRIMARY KEY (`event_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `_event_count` (
  `kind` VARCHAR(128) NOT NULL,
  `events` BIGINT NOT NULL,
  `last_ms` BIGINT NOT NULL,
  PRIMARY KEY (`kind`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
