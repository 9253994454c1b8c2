//! References that point at no row, and what a reader must not see of them.

use super::*;
use tandem::schema::Type;
use tandem::schema::table::{Column, Default, Events, OnDelete, Reference};

const fn column(name: &'static str, nullable: bool, secret: bool) -> Column {
    let ty = Type::String { max_chars: 40 };
    Column { name, ty, nullable, default: Default::None, secret, guarded: false }
}

const fn table(
    name: &'static str,
    columns: &'static [Column],
    references: &'static [Reference],
) -> Table {
    Table {
        name,
        module: "test",
        columns,
        key: &[0],
        scope: None,
        shared: true,
        guarded: false,
        level: 0,
        uniques: &[],
        references,
        referenced_by: &[],
        lists: &[],
        events: Events { created: None, updated: None, deleted: None },
    }
}

static OVENS: Table = table("ovens", &[column("id", false, false)], &[]);
static PANS: Table = table(
    "pans",
    &[column("id", false, false), column("oven", true, false), column("token", true, true)],
    &[
        Reference { column: 1, table: &OVENS, on_delete: OnDelete::SetNull },
        Reference { column: 2, table: &OVENS, on_delete: OnDelete::SetNull },
    ],
);

/// Without foreign keys, as in a D1 whose tables never declared them.
const CREATE: &str = "CREATE TABLE `ovens` (`id` VARCHAR(40) NOT NULL PRIMARY KEY, `_version` BIGINT NOT NULL DEFAULT 0);
  CREATE TABLE `pans` (`id` VARCHAR(40) NOT NULL PRIMARY KEY, `oven` VARCHAR(40), `token` VARCHAR(40), `_version` BIGINT NOT NULL DEFAULT 0);
  INSERT INTO `ovens` (`id`) VALUES ('x'), ('y')";

async fn full(sides: &impl Sides) -> Vec<Finding> {
    verify_table(sides.ours(), sides.theirs(), &PANS, Level::Full, no_help).await.findings
}

on_both!(orphans_are_found_in_either_database, |sides| {
    sides.both_run(CREATE).await;
    for pan in 1..=7 {
        sides
            .both_run(&format!(
                "INSERT INTO `pans` (`id`, `oven`, `token`) VALUES ('{pan}', 'x', NULL)"
            ))
            .await;
    }
    sides.both_run("UPDATE `pans` SET `oven` = 'y', `token` = 'y' WHERE `id` = '4'").await;
    sides.both_run("UPDATE `pans` SET `oven` = NULL WHERE `id` = '5'").await;
    assert_eq!(full(&sides).await, []);

    // In MySQL alone: a delete that went past the program.
    sides.tamper("DELETE FROM ovens WHERE id = 'y'", "DELETE FROM ovens WHERE id = 'y'").await;
    let findings = full(&sides).await;
    let [finding] = findings.as_slice() else { panic!("one for a row: {findings:#?}") };
    assert_eq!(
        (finding.kind, finding.pk.as_str(), finding.severity),
        (FindingKind::Orphan, "4", Severity::Error)
    );
    assert!(
        finding.message.contains("`oven` points at no row of ovens (mysql)"),
        "{}",
        finding.message
    );
    let columns: Vec<&str> = finding.values.iter().map(|value| value.column.as_str()).collect();
    assert_eq!(columns, ["token", "oven"]);
    let secret = &finding.values[0];
    assert_eq!((secret.d1.as_str(), secret.mysql.as_str()), ("(secret)", "(secret)"));

    // In both.
    sides.ours_run("DELETE FROM ovens");
    sides.tamper("DELETE FROM ovens", "DELETE FROM ovens").await;
    let findings = full(&sides).await;
    let expected = ["1", "2", "3", "4", "6", "7"].map(|pk| (FindingKind::Orphan, pk));
    assert_eq!(short(&findings), expected);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning));
});

on_both!(an_orphan_waits_for_its_parents_journal_line, |sides| {
    sides.both_run(CREATE).await;
    sides.both_run("INSERT INTO `pans` (`id`, `oven`) VALUES ('1', 'new')").await;
    sides.ours_run("INSERT INTO ovens (id) VALUES ('new')");
    let line = |error: &str| {
        sides.ours_run(&format!("REPLACE INTO _journal (tbl, pk, version, since_ms, error) VALUES ('ovens', 'new', 0, 1, {error})"));
    };
    line("'the parent is refused'");
    let findings = full(&sides).await;
    assert_eq!(short(&findings), [(FindingKind::Orphan, "1")]);
    assert!(findings[0].message.contains("the parent is refused"), "{}", findings[0].message);
    assert_eq!(findings[0].severity, Severity::Warning);

    line("NULL");
    let settle = async |_: &[Key], look| {
        if look == 1 {
            let insert = "INSERT INTO ovens (id) VALUES ('new')";
            sides.tamper(insert, insert).await;
            sides.ours_run("DELETE FROM _journal");
        }
        Ok(())
    };
    let step = verify_table(sides.ours(), sides.theirs(), &PANS, Level::Full, settle).await;
    assert_eq!(step.findings, []);
});

on_both!(secrets_are_compared_and_not_shown, |sides| {
    sides.both_run(CREATE).await;
    sides.both_run("INSERT INTO `pans` (`id`) VALUES ('1')").await;
    sides.ours_run("UPDATE pans SET token = 'x'");
    let findings = full(&sides).await;
    assert_eq!(short(&findings), [(FindingKind::Different, "1")]);
    assert_eq!(
        (findings[0].values[0].d1.as_str(), findings[0].values[0].mysql.as_str()),
        ("(secret)", "(secret)")
    );
});
