//! What D1 does by itself to rows that point at a deleted one.

use super::*;

/// Teams below teams, one with an affiliate; a plan with a feature.
fn family(d1: &SqliteD1) {
    let rows = "
        INSERT INTO team (id, name, slug) VALUES ('gym', 'G', 'g');
        INSERT INTO team (id, name, slug, parentOrganizationId) VALUES ('comp', 'C', 'c', 'gym'), ('squad', 'S', 's', 'comp');
        INSERT INTO affiliates (id, name, ownerTeamId) VALUES ('aff', 'A', 'squad');
        INSERT INTO feature (id, key, name, category) VALUES ('f', 'f', 'F', 'x');
        INSERT INTO plan (id, name, price) VALUES ('p', 'P', 1);
        INSERT INTO plan_feature (id, planId, featureId) VALUES ('pf', 'p', 'f')";
    from_before(d1, rows);
}

#[test]
fn rows_deleted_by_cascade_are_journaled_down_to_the_children_of_children() {
    let d1 = journaling();
    family(&d1);
    d1.raw("DELETE FROM team WHERE id = 'gym'");
    assert_eq!(d1.one("SELECT count(*) FROM team"), "0");
    let deleted = ["comp", "gym", "squad"].map(|id| at(&format!("team/{id}"), 0));
    assert_eq!(tombstones(&d1), deleted);
    // The affiliate lost its owner: a changed row, not a deleted one.
    assert_eq!(d1.rows("SELECT id, ownerTeamId FROM affiliates"), [["aff", "-"]]);
    assert_eq!(version(&d1, "affiliates", "aff"), 0);
    let mut changed = vec![at("affiliates/aff", 0)];
    changed.extend(deleted);
    assert_eq!(journal(&d1), changed);
}

#[test]
fn replace_of_a_parent_deletes_its_children_and_journals_them() {
    let d1 = journaling();
    family(&d1);
    d1.raw("INSERT OR REPLACE INTO plan (id, name, price) VALUES ('p', 'P2', 2)");
    assert_eq!(d1.one("SELECT count(*) FROM plan_feature"), "0");
    assert_eq!(tombstones(&d1), vec![at("plan_feature/pf", 0)]);
    assert_eq!(journal(&d1), vec![at("plan/p", 0), at("plan_feature/pf", 0)]);
    // The same where parent and child are of one table.
    d1.raw("INSERT OR REPLACE INTO team (id, name, slug) VALUES ('new', 'N', 'g')");
    assert_eq!(d1.rows("SELECT id FROM team"), [["new"]]);
    let gone = ["comp", "gym", "squad"].map(|id| at(&format!("team/{id}"), 0));
    assert_eq!(tombstones(&d1)[1..], gone);
    assert!(journal(&d1).contains(&at("team/new", 0)));
}

#[test]
fn a_delete_that_a_reference_forbids_leaves_no_trace() {
    let d1 = journaling();
    family(&d1);
    from_before(
        &d1,
        "INSERT INTO user (id) VALUES ('u'); INSERT INTO passkey_credential (id, userId, credentialId, credentialPublicKey, counter) VALUES ('k', 'u', 'c', 'p', 1)",
    );
    let refused = d1.try_raw("DELETE FROM user").unwrap_err();
    assert!(refused.contains("SQLITE_CONSTRAINT_FOREIGNKEY"), "{refused}");
    assert!(journal(&d1).is_empty() && tombstones(&d1).is_empty());
}

/// D1 runs at most ten triggers and cascades inside one another. Six teams below one another leave
/// room for what hangs deepest below a team.
#[test]
fn the_longest_cascade_of_the_app_is_journaled_to_its_end() {
    let d1 = journaling();
    let mut rows = String::new();
    for at in 0..6 {
        let parent = if at == 0 { "NULL".to_owned() } else { format!("'t{}'", at - 1) };
        rows += &format!(
            "INSERT INTO team (id, name, slug, parentOrganizationId) VALUES ('t{at}', 'T', 't{at}', {parent});"
        );
    }
    rows += "INSERT INTO scaling_groups (id, title, teamId) VALUES ('g', 'G', 't5');
        INSERT INTO scaling_levels (id, scalingGroupId, label, position) VALUES ('l', 'g', 'L', 1);
        INSERT INTO competition_divisions (id, competitionId, divisionId, feeCents) VALUES ('d', 'c', 'l', 0)";
    d1.raw("PRAGMA foreign_keys = OFF"); // the division's competition does not matter here
    from_before(&d1, &rows);
    d1.raw("PRAGMA foreign_keys = ON");
    d1.raw("DELETE FROM team WHERE id = 't0'");
    assert_eq!(journal(&d1).len(), 9);
    assert_eq!(tombstones(&d1).len(), 9);
}
