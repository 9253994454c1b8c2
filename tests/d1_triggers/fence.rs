//! D1 refuses outside programs too where it is not the primary.

use super::*;

const STATEMENTS: [&str; 11] = [
    "INSERT INTO spicy_tags (id, name) VALUES ('n', 'new')",
    "INSERT OR REPLACE INTO spicy_tags (id, name) VALUES ('a', 'new')",
    "INSERT OR REPLACE INTO spicy_tags (id, name) VALUES ('n', 'one')",
    "INSERT OR IGNORE INTO spicy_tags (id, name) VALUES ('n', 'new')",
    "INSERT INTO spicy_tags (id, name) VALUES ('a', 'x') ON CONFLICT (id) DO UPDATE SET name = 'new'",
    "UPDATE spicy_tags SET name = 'new' WHERE id = 'a'",
    "UPDATE OR IGNORE spicy_tags SET name = 'new' WHERE id = 'a'",
    "UPDATE OR REPLACE spicy_tags SET name = 'two' WHERE id = 'a'",
    "UPDATE spicy_tags SET id = 'n' WHERE id = 'a'",
    "DELETE FROM spicy_tags WHERE id = 'a'",
    "DELETE FROM spicy_tags",
];

fn tags() -> SqliteD1 {
    let d1 = journaling();
    from_before(&d1, "INSERT INTO spicy_tags (id, name) VALUES ('a', 'one'), ('b', 'two')");
    d1
}

fn assert_refused(d1: &SqliteD1, sql: &str) {
    let before = d1.rows("SELECT * FROM spicy_tags");
    let refused = d1.try_raw(sql).expect_err(sql);
    assert!(refused.contains("tandem:fence"), "{sql}: {refused}");
    assert!(
        refused.ends_with("SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)"),
        "{refused}"
    );
    assert_eq!(d1.rows("SELECT * FROM spicy_tags"), before, "{sql}");
    assert!(journal(d1).is_empty() && tombstones(d1).is_empty(), "{sql}");
}

#[test]
fn every_statement_is_refused_unless_d1_is_the_open_primary() {
    for (writes_to, state) in [("mysql", "open"), ("mysql", "closing"), ("d1", "closing")] {
        let d1 = tags();
        d1.raw(&format!("UPDATE _control SET writes_to = '{writes_to}', state = '{state}'"));
        for sql in STATEMENTS {
            assert_refused(&d1, sql);
        }
    }
}

#[test]
fn every_statement_is_let_through_where_it_is() {
    for sql in STATEMENTS {
        let d1 = tags();
        d1.raw(sql);
        assert!(!journal(&d1).is_empty(), "{sql}");
    }
}

#[test]
fn a_row_of_a_later_epoch_is_not_changed_by_any_statement() {
    let later = 2 * E1;
    for sql in STATEMENTS {
        let d1 = tags();
        // Both rows, and the tombstone of the key that is new, are of the epoch after.
        d1.raw(&format!("UPDATE spicy_tags SET _version = {later}"));
        d1.raw(&format!("INSERT INTO _tombstone VALUES ('spicy_tags', 'n', {later})"));
        let before = d1.rows("SELECT * FROM spicy_tags");
        let refused = d1.try_raw(sql).expect_err(sql);
        assert!(refused.contains("tandem:fence"), "{sql}: {refused}");
        assert_eq!(d1.rows("SELECT * FROM spicy_tags"), before, "{sql}");
        assert!(journal(&d1).is_empty(), "{sql}");
    }
}

#[test]
fn a_row_of_a_later_epoch_is_not_changed_before_journaling_is_on_either() {
    for sql in STATEMENTS {
        let d1 = tags();
        let later = 2 * E1;
        d1.raw("UPDATE _control SET journaling = 0");
        d1.raw(&format!("UPDATE spicy_tags SET _version = {later}"));
        d1.raw(&format!("INSERT INTO _tombstone VALUES ('spicy_tags', 'n', {later})"));
        let refused = d1.try_raw(sql).expect_err(sql);
        assert!(refused.contains("tandem:fence"), "{sql}: {refused}");
    }
}

#[test]
fn not_even_by_a_cascade() {
    for (table, rows) in [
        (
            "plan_feature",
            "INSERT INTO plan (id, name, price) VALUES ('x', 'P', 1); INSERT INTO feature (id, key, name, category) VALUES ('f', 'f', 'F', 'c'); INSERT INTO plan_feature (id, planId, featureId) VALUES ('child', 'x', 'f')",
        ),
        (
            "affiliates",
            "INSERT INTO team (id, name, slug) VALUES ('x', 'T', 't'); INSERT INTO affiliates (id, name, ownerTeamId) VALUES ('child', 'A', 'x')",
        ),
    ] {
        let d1 = journaling();
        from_before(&d1, rows);
        d1.raw(&format!("UPDATE {table} SET _version = {}", 2 * E1));
        let parent = if table == "affiliates" { "team" } else { "plan" };
        let refused = d1.try_raw(&format!("DELETE FROM {parent}")).expect_err(table);
        assert!(refused.contains("later epoch"), "{table}: {refused}");
        assert_eq!(d1.one(&format!("SELECT count(*) FROM {parent}")), "1");
    }
}

#[test]
fn not_even_where_a_key_is_moved_onto_its_tombstone() {
    let d1 = tags();
    d1.raw(&format!("INSERT INTO _tombstone VALUES ('spicy_tags', 'n', {})", 2 * E1));
    let refused = d1.try_raw("UPDATE spicy_tags SET id = 'n' WHERE id = 'a'").unwrap_err();
    assert!(refused.contains("later epoch"), "{refused}");
    assert!(journal(&d1).is_empty());
}

#[test]
fn without_a_control_line_nothing_is_let_through() {
    for sql in STATEMENTS {
        let d1 = tags();
        d1.raw("DELETE FROM _control");
        assert_refused(&d1, sql);
    }
}

#[test]
fn replicated_rows_leave_no_trace() {
    for (writes_to, state) in [("mysql", "open"), ("d1", "closing")] {
        for sql in STATEMENTS {
            let d1 = tags();
            d1.raw(&format!("UPDATE _control SET writes_to = '{writes_to}', state = '{state}'"));
            from_before(&d1, sql);
            assert!(journal(&d1).is_empty() && tombstones(&d1).is_empty(), "{sql}");
            assert_eq!(d1.one("SELECT count(*) FROM spicy_tags WHERE _version <> 0"), "0", "{sql}");
        }
    }
}

#[test]
fn not_even_a_row_that_replace_pushes_out() {
    for sql in [
        "INSERT OR REPLACE INTO spicy_tags (id, name) VALUES ('n', 'one')",
        "UPDATE OR REPLACE spicy_tags SET name = 'one' WHERE id = 'b'",
    ] {
        let d1 = tags();
        d1.raw(&format!("UPDATE spicy_tags SET _version = {} WHERE id = 'a'", 2 * E1));
        let refused = d1.try_raw(sql).expect_err(sql);
        assert!(refused.contains("tandem:fence"), "{sql}: {refused}");
    }
}

#[test]
fn every_table_has_its_fence() {
    let d1 = SqliteD1::migrated();
    d1.raw("UPDATE _control SET state = 'closing'");
    for table in tandem::schema::TABLES {
        let sql = format!("INSERT INTO \"{}\" DEFAULT VALUES", table.name);
        let refused = d1.try_raw(&sql).expect_err(table.name);
        assert!(refused.contains("tandem:fence"), "{}: {refused}", table.name);
        let events = d1.rows(&format!(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{}'",
            table.name
        ));
        assert_eq!(events.len(), 6, "{}", table.name);
    }
}
