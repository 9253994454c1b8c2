//! Each kind of statement once.

use super::*;

const TAG: &str = "INSERT INTO spicy_tags (id, name) VALUES";

#[test]
fn insert_update_delete_and_insert_again() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one')"));
    assert_eq!((version(&d1, "spicy_tags", "a"), journal(&d1)), (0, vec![at("spicy_tags/a", 0)]));
    d1.raw("UPDATE spicy_tags SET name = 'two' WHERE id = 'a'");
    assert_eq!((version(&d1, "spicy_tags", "a"), journal(&d1)), (1, vec![at("spicy_tags/a", 1)]));
    d1.raw("DELETE FROM spicy_tags");
    assert_eq!(journal(&d1), vec![at("spicy_tags/a", 2)]);
    assert_eq!(tombstones(&d1), vec![at("spicy_tags/a", 2)]);
    d1.raw(&format!("{TAG} ('a', 'three')"));
    assert_eq!((version(&d1, "spicy_tags", "a"), journal(&d1)), (3, vec![at("spicy_tags/a", 3)]));
}

#[test]
fn rows_from_before_get_their_first_version() {
    let d1 = journaling();
    from_before(&d1, &format!("{TAG} ('a', 'one'), ('b', 'two'), ('c', 'three')"));
    assert_eq!(version(&d1, "spicy_tags", "a"), -E1);
    assert!(journal(&d1).is_empty());
    d1.raw("UPDATE spicy_tags SET updateCounter = 7 WHERE id = 'a'");
    d1.raw("DELETE FROM spicy_tags WHERE id = 'b'");
    assert_eq!(version(&d1, "spicy_tags", "a"), 0);
    assert_eq!(journal(&d1), vec![at("spicy_tags/a", 0), at("spicy_tags/b", 0)]);
    assert_eq!(tombstones(&d1), vec![at("spicy_tags/b", 0)]);
    assert_eq!(version(&d1, "spicy_tags", "c"), -E1, "an untouched row keeps its version");
}

#[test]
fn a_later_epoch_starts_above_all_versions() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one')"));
    d1.raw("UPDATE _control SET epoch = 3");
    d1.raw("UPDATE spicy_tags SET name = 'two'");
    assert_eq!(version(&d1, "spicy_tags", "a"), 2 * E1);
}

#[test]
fn a_line_keeps_its_age_and_starts_its_attempts_anew() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one')"));
    d1.raw("UPDATE _journal SET attempts = 4, next_ms = 99, since_ms = 5");
    d1.raw("UPDATE spicy_tags SET name = 'two'");
    assert_eq!(d1.rows("SELECT attempts, next_ms, since_ms FROM _journal"), [["0", "0", "5"]]);
}

#[test]
fn nothing_is_journaled_before_journaling_is_on_but_versions_and_tombstones_are_kept() {
    let d1 = SqliteD1::migrated();
    d1.raw(&format!("{TAG} ('a', 'one'), ('b', 'two')"));
    d1.raw("DELETE FROM spicy_tags WHERE id = 'b'; UPDATE spicy_tags SET id = 'c'");
    d1.raw("INSERT OR REPLACE INTO spicy_tags (id, name) VALUES ('d', 'one')");
    assert!(journal(&d1).is_empty());
    let left = [at("spicy_tags/a", 1), at("spicy_tags/b", 1), at("spicy_tags/c", 2)];
    assert_eq!(tombstones(&d1), left);
}

#[test]
fn insert_or_ignore_changes_only_what_it_inserts() {
    let d1 = journaling();
    from_before(&d1, &format!("{TAG} ('a', 'one')"));
    d1.raw(
        "INSERT OR IGNORE INTO spicy_tags (id, name) VALUES ('a', 'x'), ('b', 'one'), ('c', 'new')",
    );
    assert_eq!(
        d1.rows("SELECT id, name FROM spicy_tags ORDER BY id"),
        [["a", "one"], ["c", "new"]]
    );
    assert_eq!(journal(&d1), vec![at("spicy_tags/c", 0)]);
    assert!(tombstones(&d1).is_empty());
}

#[test]
fn upserts() {
    let d1 = journaling();
    from_before(&d1, &format!("{TAG} ('a', 'one'), ('b', 'two')"));
    d1.raw(&format!("{TAG} ('a', 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name"));
    d1.raw(&format!("{TAG} ('z', 'two') ON CONFLICT (name) DO UPDATE SET updateCounter = 9"));
    d1.raw(&format!("{TAG} ('b', 'y') ON CONFLICT DO NOTHING"));
    d1.raw(&format!("{TAG} ('c', 'three') ON CONFLICT (id) DO UPDATE SET name = excluded.name"));
    assert_eq!(
        d1.rows("SELECT id, name FROM spicy_tags ORDER BY id"),
        [["a", "x"], ["b", "two"], ["c", "three"]]
    );
    assert_eq!(journal(&d1), ["a", "b", "c"].map(|id| at(&format!("spicy_tags/{id}"), 0)));
    assert!(tombstones(&d1).is_empty());
}

#[test]
fn update_or_ignore_leaves_no_trace_where_it_did_nothing() {
    let d1 = journaling();
    from_before(&d1, &format!("{TAG} ('a', 'one'), ('b', 'two')"));
    d1.raw("UPDATE OR IGNORE spicy_tags SET name = 'two' WHERE id = 'a'");
    assert!(journal(&d1).is_empty() && tombstones(&d1).is_empty());
    assert_eq!(version(&d1, "spicy_tags", "a"), -E1);
}

/// The conflict clause of a statement reaches into the triggers that it fires.
#[test]
fn every_conflict_clause_lets_a_harmless_statement_through() {
    for clause in ["ABORT", "FAIL", "ROLLBACK", "IGNORE", "REPLACE"] {
        let d1 = journaling();
        d1.raw(&format!("{TAG} ('a', 'one')"));
        let update =
            format!("UPDATE OR {clause} spicy_tags SET id = id, name = name, updateCounter = 3");
        assert_eq!(d1.try_raw(&update), Ok(()), "{clause}");
        assert_eq!(journal(&d1), vec![at("spicy_tags/a", 1)], "{clause}");
        d1.raw(&format!("INSERT OR {clause} INTO spicy_tags (id, name) VALUES ('b', 'two')"));
        assert_eq!(version(&d1, "spicy_tags", "b"), 0, "{clause}");
    }
}

#[test]
fn a_changed_key_journals_both_and_leaves_a_tombstone() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one'), ('b', 'two'); DELETE FROM spicy_tags WHERE id = 'b'"));
    d1.raw("UPDATE spicy_tags SET id = 'b', updateCounter = 1 WHERE id = 'a'");
    assert_eq!(journal(&d1), vec![at("spicy_tags/a", 1), at("spicy_tags/b", 2)]);
    assert_eq!(tombstones(&d1), vec![at("spicy_tags/a", 1), at("spicy_tags/b", 1)]);
    assert_eq!(version(&d1, "spicy_tags", "b"), 2);
}

#[test]
fn a_version_that_the_writer_brings_counts_only_if_it_is_above() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one'); DELETE FROM spicy_tags"));
    for (id, brought, kept) in [("a", 0, 2), ("b", E1 + 50, 50), ("c", 9 * E1, 0), ("d", -7, 0)] {
        d1.raw(&format!(
            "INSERT INTO spicy_tags (id, name, _version) VALUES ('{id}', '{id}', {brought})"
        ));
        assert_eq!(version(&d1, "spicy_tags", id), kept, "{id}");
    }
}

#[test]
fn composite_keys_are_escaped_as_the_program_escapes_them() {
    let d1 = journaling();
    from_before(&d1, "PRAGMA foreign_keys = OFF");
    let parts = [["a,b", "c"], ["a", "b,c"], ["%2C", "100%"], ["%", "%25"]];
    for [class, skill] in parts {
        d1.raw(&format!("INSERT INTO class_catalog_to_skills (class_catalog_id, skill_id) VALUES ('{class}', '{skill}')"));
    }
    let table = tandem::schema::table("class_catalog_to_skills").unwrap();
    let mut expected: Vec<_> = parts
        .iter()
        .map(|parts| {
            let parts = parts.iter().map(|part| (*part).to_owned()).collect();
            let pk = tandem::schema::Pk::of_parts(table, parts).unwrap();
            at(&format!("class_catalog_to_skills/{}", pk.as_str()), 0)
        })
        .collect();
    expected.sort();
    assert_eq!(journal(&d1), expected);
    d1.raw("UPDATE class_catalog_to_skills SET skill_id = 'z' WHERE class_catalog_id = 'a,b'");
    assert_eq!(tombstones(&d1), vec![at("class_catalog_to_skills/a%2Cb,c", 1)]);
    d1.raw("DELETE FROM class_catalog_to_skills");
    assert_eq!(tombstones(&d1).len(), 5);
}

#[test]
fn a_number_as_a_key_is_journaled_as_it_is_stored() {
    let d1 = journaling();
    d1.raw("INSERT INTO spicy_tags (id, name) VALUES (2.0, 'one')");
    assert_eq!(d1.one("SELECT id FROM spicy_tags"), "2.0");
    assert_eq!(journal(&d1), vec![at("spicy_tags/2.0", 0)]);
}
