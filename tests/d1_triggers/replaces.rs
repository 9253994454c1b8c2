//! REPLACE: rows that go without a delete.

use super::*;

const TAG: &str = "INSERT INTO spicy_tags (id, name) VALUES";

#[test]
fn replace_of_the_same_key() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one')"));
    d1.raw("REPLACE INTO spicy_tags (id, name) VALUES ('a', 'two')");
    assert_eq!(version(&d1, "spicy_tags", "a"), 1);
    assert_eq!(journal(&d1), vec![at("spicy_tags/a", 1)]);
    assert!(tombstones(&d1).is_empty());
}

#[test]
fn replace_that_pushes_out_another_row_through_a_unique_key() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one')"));
    d1.raw("INSERT OR REPLACE INTO spicy_tags (id, name) VALUES ('b', 'one')");
    assert_eq!(d1.rows("SELECT id FROM spicy_tags"), [["b"]]);
    assert_eq!(journal(&d1), vec![at("spicy_tags/a", 1), at("spicy_tags/b", 0)]);
    assert_eq!(tombstones(&d1), vec![at("spicy_tags/a", 1)]);
}

#[test]
fn replace_that_pushes_out_both() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one'), ('b', 'two')"));
    d1.raw("INSERT OR REPLACE INTO spicy_tags (id, name) VALUES ('a', 'two')");
    assert_eq!(d1.rows("SELECT id, name FROM spicy_tags"), [["a", "two"]]);
    assert_eq!(journal(&d1), vec![at("spicy_tags/a", 1), at("spicy_tags/b", 1)]);
    assert_eq!(tombstones(&d1), vec![at("spicy_tags/b", 1)]);
}

#[test]
fn replace_of_many_rows_at_once() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one'), ('b', 'two'), ('c', 'three')"));
    d1.raw("INSERT OR REPLACE INTO spicy_tags (id, name) VALUES ('d', 'one'), ('e', 'two'), ('a', 'three')");
    assert_eq!(
        d1.rows("SELECT id, name FROM spicy_tags ORDER BY id"),
        [["a", "three"], ["d", "one"], ["e", "two"]]
    );
    // a went when d came, and came again.
    assert_eq!(
        journal(&d1),
        ["a", "b", "c", "d", "e"]
            .map(|id| at(&format!("spicy_tags/{id}"), version_of(id)))
            .to_vec()
    );
    assert_eq!(
        tombstones(&d1),
        [("a", 1), ("b", 1), ("c", 1)].map(|(id, v)| at(&format!("spicy_tags/{id}"), v))
    );
}

fn version_of(id: &str) -> i64 {
    match id {
        "a" => 2,
        "b" | "c" => 1,
        _ => 0,
    }
}

#[test]
fn update_or_replace_pushes_out_through_a_unique_key_and_through_the_key() {
    let d1 = journaling();
    d1.raw(&format!("{TAG} ('a', 'one'), ('b', 'two'), ('c', 'three')"));
    d1.raw("UPDATE OR REPLACE spicy_tags SET name = 'two' WHERE id = 'a'");
    assert_eq!(tombstones(&d1), vec![at("spicy_tags/b", 1)]);
    d1.raw("UPDATE OR REPLACE spicy_tags SET id = 'c' WHERE id = 'a'");
    assert_eq!(d1.rows("SELECT id, name FROM spicy_tags"), [["c", "two"]]);
    assert_eq!(version(&d1, "spicy_tags", "c"), 2);
    assert_eq!(
        journal(&d1),
        [("a", 2), ("b", 1), ("c", 2)].map(|(id, v)| at(&format!("spicy_tags/{id}"), v))
    );
    assert_eq!(
        tombstones(&d1),
        [("a", 2), ("b", 1)].map(|(id, v)| at(&format!("spicy_tags/{id}"), v))
    );
}

/// A row may be in the way by each of two unique keys, and by the key itself.
#[test]
fn replace_that_pushes_out_a_row_by_each_of_its_keys() {
    const LANES: &str =
        "INTO competition_heat_assignments (id, heatId, registrationId, laneNumber) VALUES";
    let update = "UPDATE OR REPLACE competition_heat_assignments SET registrationId = 'r2'";
    for (statement, gone, there) in [
        (format!("REPLACE {LANES} ('n', 'h', 'r2', 1)"), "ab", "n"),
        (format!("REPLACE {LANES} ('c', 'h', 'r2', 1)"), "ab", "c"),
        (format!("{update}, laneNumber = 1 WHERE id = 'c'"), "ab", "c"),
        (format!("{update}, laneNumber = 1, id = 'n' WHERE id = 'c'"), "abc", "n"),
        (format!("{update}, laneNumber = 1, id = 'd' WHERE id = 'c'"), "abc", "d"),
    ] {
        let d1 = journaling();
        d1.raw("PRAGMA foreign_keys = OFF");
        let rows =
            "('a', 'h', 'r1', 1), ('b', 'h', 'r2', 2), ('c', 'h', 'r3', 3), ('d', 'x', 'r2', 1)";
        from_before(&d1, &format!("INSERT {LANES} {rows}"));
        d1.raw(&statement);
        let lines = |ids: &str| -> Vec<_> {
            ids.chars().map(|id| at(&format!("competition_heat_assignments/{id}"), 0)).collect()
        };
        assert_eq!(tombstones(&d1), lines(gone), "{statement}");
        assert_eq!(journal(&d1), lines(&format!("{gone}{there}")), "{statement}");
        assert_eq!(version(&d1, "competition_heat_assignments", there), 0, "{statement}");
        assert_eq!(d1.one("SELECT count(*) FROM _replaced"), "0", "{statement}");
    }
}
