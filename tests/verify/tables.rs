//! Tombstones, unique keys, the order of keys, counts, samples.

use std::cell::Cell;

use super::cells::fill;
use super::*;

fn tombstone(pk: &str, version: i64) -> String {
    format!(
        "INSERT INTO `_tombstone` (`tbl`, `pk`, `version`) VALUES ('kitchen `sink`', '{pk}', {version})"
    )
}

on_both!(tombstones_that_matter_are_compared, |sides| {
    fill(&sides).await;
    for at in 10..30 {
        sides.both_run(&tombstone(&format!("{at},a%2Cb"), 5)).await;
    }
    assert_eq!(full(&sides).await, []);

    sides
        .tamper(
            "DELETE FROM _tombstone WHERE pk = '12,a%2Cb'",
            "DELETE FROM _tombstone WHERE pk = '12,a%2Cb'",
        )
        .await;
    let stale = "UPDATE _tombstone SET version = 4 WHERE pk = '20,a%2Cb'";
    sides.tamper(stale, stale).await;
    sides.ours_run("DELETE FROM _tombstone WHERE pk = '29,a%2Cb'");
    // Below a row, a tombstone says nothing.
    sides.ours_run(&tombstone("3,a", 5));
    sides.tamper(&tombstone("4,a", 5), &tombstone("4,a", 5)).await;
    let findings = full(&sides).await;
    let expected = ["12,a%2Cb", "20,a%2Cb", "29,a%2Cb"].map(|pk| (FindingKind::Tombstone, pk));
    assert_eq!(short(&findings), expected);
    let shown =
        |at: usize| (findings[at].values[0].d1.as_str(), findings[at].values[0].mysql.as_str());
    assert_eq!([shown(0), shown(1), shown(2)], [("5", "none"), ("5", "4"), ("none", "5")]);
});

on_both!(a_deleted_row_that_is_still_there_is_too_much, |sides| {
    fill(&sides).await;
    sides.ours_run("DELETE FROM `kitchen ``sink``` WHERE number = 3");
    sides.ours_run(&tombstone("3,a", 8));
    let findings = full(&sides).await;
    assert_eq!(short(&findings), [(FindingKind::Extra, "3,a")]);
    assert!(findings[0].message.contains("has deleted"), "{}", findings[0].message);
});

on_both!(a_lost_tombstone_waits_for_its_journal_line, |sides| {
    fill(&sides).await;
    sides.ours_run(&tombstone("9,z", 8));
    sides.ours_run(
        "INSERT INTO _journal (tbl, pk, version, since_ms) VALUES ('kitchen `sink`', '9,z', 8, 1)",
    );
    let settle = async |_: &[Key], _| {
        sides.tamper(&tombstone("9,z", 8), &tombstone("9,z", 8)).await;
        sides.ours_run("DELETE FROM _journal");
        Ok(())
    };
    let step = verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Full, settle).await;
    assert_eq!(step.findings, []);
});

on_both!(a_missing_unique_key_is_found, |sides| {
    fill(&sides).await;
    sides
        .tamper("DROP INDEX kitchen_key", "ALTER TABLE `kitchen ``sink``` DROP INDEX kitchen_key")
        .await;
    let findings = full(&sides).await;
    assert_eq!(short(&findings), [(FindingKind::Unique, "")]);
    assert!(findings[0].message.contains("mysql lacks kitchen_key"), "{}", findings[0].message);
});

on_both!(keys_in_another_order_are_found, |sides| {
    sides
        .tamper(
            &format!("DROP TABLE `kitchen ``sink```;{}", CREATE_IN_D1.replace("id TEXT NOT NULL", "id TEXT COLLATE NOCASE NOT NULL")),
            "ALTER TABLE `kitchen ``sink``` MODIFY `id` VARCHAR(40) COLLATE utf8mb4_general_ci NOT NULL",
        )
        .await;
    for id in ["a", "B", "c", "D"] {
        sides
            .both_run(&format!(
                "INSERT INTO `kitchen ``sink``` (`id`, `number`) VALUES ('{id}', 1)"
            ))
            .await;
    }
    let findings = full(&sides).await;
    assert_eq!(short(&findings), [(FindingKind::Order, "1,B")]);
    assert!(findings[0].message.starts_with("mysql "), "{}", findings[0].message);
});

on_both!(counts_differ_only_while_nothing_moves, |sides| {
    fill(&sides).await;
    let counts =
        async || verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Counts, no_help).await;
    let same = counts().await;
    assert_eq!((same.findings.len(), same.rows, same.good), (0, 5, 5));

    let delete = "DELETE FROM `kitchen ``sink``` WHERE `number` = 3";
    sides.tamper(delete, delete).await;
    let found = counts().await.findings;
    assert_eq!((found[0].kind, found[0].severity), (FindingKind::Count, Severity::Error));
    assert_eq!((found[0].values[0].d1.as_str(), found[0].values[0].mysql.as_str()), ("5", "4"));

    // With a line in the journal nobody knows.
    sides.ours_run(
        "INSERT INTO _journal (tbl, pk, version, since_ms) VALUES ('kitchen `sink`', '3,a', 7, 1)",
    );
    let found = counts().await.findings;
    assert_eq!((found[0].kind, found[0].severity), (FindingKind::Count, Severity::Note));
    assert!(found[0].message.contains("undecided"));

    // The replay brings the row while the verify waits.
    let settle = async |keys: &[Key], _| {
        assert_eq!(keys, []);
        sides.ours_run("DELETE FROM _journal");
        sides.ours_run(delete);
        Ok(())
    };
    let step = verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Counts, settle).await;
    assert_eq!((step.findings.len(), step.rows), (0, 4));
});

on_both!(counts_do_not_see_what_differs, |sides| {
    fill(&sides).await;
    let set = "UPDATE `kitchen ``sink``` SET `int` = 2, `id` = 'z' WHERE `number` = 3";
    sides.tamper(set, set).await;
    let step = verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Counts, no_help).await;
    assert_eq!(step.findings, [], "docs/verification.md says so");
});

on_both!(a_sample_looks_in_both_directions, |sides| {
    let empty = verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Sample, no_help).await;
    assert_eq!((empty.findings.len(), empty.rows), (0, 0));
    fill(&sides).await;
    let delete = |number| format!("DELETE FROM `kitchen ``sink``` WHERE `number` = {number}");
    sides.tamper(&delete(2), &delete(2)).await;
    sides.ours_run(&delete(4));
    let calls = Cell::new(0);
    let settle = async |_: &[Key], _| {
        calls.set(calls.get() + 1);
        Ok(())
    };
    let step = verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Sample, settle).await;
    let expected = [(FindingKind::Missing, "2,a"), (FindingKind::Extra, "4,a")];
    assert_eq!(short(&step.findings), expected, "50 draws of 5 rows meet each");
    assert_eq!((step.rows, step.good, calls.get()), (5, 3, 0));
});
