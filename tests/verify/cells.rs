//! One failure after the other, in a column or a version of one row among several.

use super::*;
use FindingKind::{Different, Extra, Missing, Unparsable, Version as Stale};

/// Five rows, the same on both sides but for the databases' own forms.
pub async fn fill(sides: &impl Sides) {
    for number in 1..=5 {
        let columns = "`id`, `number`, `key`, `text`, `int`, `big`, `bool`, `s`, `ms`, `day`, `json`, `double`, `money`, `wide`, `bytes`, `enum`, `_version`";
        let row = |s: &str, ms: &str| {
            format!(
                "INSERT INTO `kitchen ``sink``` ({columns}) VALUES ('a', {number}, 'k{number}', '', 1, 9007199254740993, 1, {s}, {ms}, \
                 '2026-01-31', '{{\"a\":1,\"b\":[1,2.5]}}', 0.0, '1.5000', NULL, x'0100', 'a', 7)"
            )
        };
        let sqlite = row("1700000000", "1700000000123");
        sides.ours_run(&sqlite);
        let mysql = row("'2023-11-14 22:13:20.000'", "'2023-11-14 22:13:20.123'");
        sides.tamper(&sqlite, &mysql).await;
    }
}

const EMPTY: &str = "DELETE FROM `kitchen ``sink```";

/// What the third row suffers at the secondary, in SQLite's words and in MySQL's where they differ.
pub const SEEDS: &[(&str, &str, Option<&str>, &[FindingKind])] = &[
    ("nothing", "`int` = 1", None, &[]),
    ("a changed column", "`int` = 2", None, &[Different]),
    ("a number that became NULL", "`int` = NULL", None, &[Different]),
    ("NULL against the empty text", "`text` = NULL", None, &[Different]),
    ("a trailing space", "`key` = 'k3 '", None, &[Different]),
    ("another case", "`key` = 'K3'", None, &[Different]),
    ("an accent", "`key` = 'ḱ3'", None, &[Different]),
    ("2^53 + 1", "`big` = 9007199254740992", None, &[Different]),
    ("a boolean", "`bool` = 0", None, &[Different]),
    ("a second", "`s` = `s` + 1", Some("`s` = `s` + INTERVAL 1 SECOND"), &[Different]),
    (
        "a millisecond",
        "`ms` = `ms` + 1",
        Some("`ms` = `ms` + INTERVAL 1000 MICROSECOND"),
        &[Different],
    ),
    ("a day", "`day` = '2026-02-01'", None, &[Different]),
    ("a member of a document", "`json` = '{\"a\":1,\"b\":[1,2.6]}'", None, &[Different]),
    ("the order of an array", "`json` = '{\"a\":1,\"b\":[2.5,1]}'", None, &[Different]),
    ("the order of a document's members", "`json` = '{ \"b\" : [1, 2.50], \"a\" : 1 }'", None, &[]),
    ("a double's last bit", "`double` = 5e-324", None, &[Different]),
    ("minus zero", "`double` = -0e0", None, &[]),
    ("a decimal's last digit", "`money` = '1.5001'", None, &[Different]),
    ("a decimal's trailing zeros", "`money` = '1.5'", None, &[]),
    ("a trailing zero byte", "`bytes` = x'010000'", None, &[Different]),
    ("a lost zero byte", "`bytes` = x'01'", None, &[Different]),
    ("NULL against no bytes", "`bytes` = NULL", None, &[Different]),
    ("a word", "`enum` = 'it''s'", None, &[Different]),
    ("a stale version", "`_version` = 6", None, &[Stale]),
    ("a version that is ahead", "`_version` = 8", None, &[Stale]),
    ("a stale row", "`_version` = 6, `int` = 2", None, &[Different]),
    ("a word that the schema does not have", "`enum` = 'b'", None, &[Unparsable]),
    ("another key", "`id` = 'b'", None, &[Missing, Extra]),
];

on_both!(each_failure_is_found_and_nothing_else, |sides| {
    fill(&sides).await;
    for (name, sqlite, mysql, expected) in SEEDS {
        let sql = |set: &str| format!("UPDATE `kitchen ``sink``` SET {set} WHERE `number` = 3");
        sides.tamper(&sql(sqlite), &sql(mysql.unwrap_or(sqlite))).await;
        let findings = full(&sides).await;
        let found: Vec<FindingKind> = findings.iter().map(|finding| finding.kind).collect();
        assert_eq!(&found, expected, "{name}: {findings:#?}");
        assert!(findings.iter().all(|finding| finding.pk.starts_with("3,")), "{name}");
        let expected = u64::from(!expected.is_empty());
        let sampled = verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Sample, no_help);
        assert!(
            u64::try_from(sampled.await.findings.len()).unwrap() >= expected,
            "{name} in a sample"
        );
        sides.both_run(EMPTY).await;
        fill(&sides).await;
    }
});

on_both!(rows_that_only_one_side_has_are_found, |sides| {
    fill(&sides).await;
    let delete = |number| format!("{EMPTY} WHERE `number` = {number}");
    for number in [1, 3] {
        sides.tamper(&delete(number), &delete(number)).await;
    }
    for number in [2, 5] {
        sides.ours_run(&delete(number));
    }
    let step = verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Full, no_help).await;
    let expected = [(Missing, "1,a"), (Extra, "2,a"), (Missing, "3,a"), (Extra, "5,a")];
    let mut found = short(&step.findings);
    found.sort_by_key(|(_, pk)| *pk);
    assert_eq!(found, expected);
    assert_eq!((step.rows, step.good), (5, 1));
    // The other way round, what was missing is too much.
    let back = verify_table(sides.theirs(), sides.ours(), &KITCHEN, Level::Full, no_help).await;
    let mut found = short(&back.findings);
    found.sort_by_key(|(_, pk)| *pk);
    assert_eq!(found, [(Extra, "1,a"), (Missing, "2,a"), (Extra, "3,a"), (Missing, "5,a")]);
});

on_both!(both_values_are_shown, |sides| {
    fill(&sides).await;
    let set =
        "UPDATE `kitchen ``sink``` SET `text` = NULL, `int` = 2, `_version` = 6 WHERE `number` = 3";
    sides.tamper(set, set).await;
    let findings = full(&sides).await;
    let [finding] = findings.as_slice() else { panic!("{findings:#?}") };
    assert_eq!(finding.severity, Severity::Error);
    let values: Vec<[&str; 3]> = finding
        .values
        .iter()
        .map(|value| [value.column.as_str(), value.d1.as_str(), value.mysql.as_str()])
        .collect();
    assert_eq!(values, [["text", "\"\"", "NULL"], ["int", "1", "2"], ["_version", "7", "6"]]);
    assert!(finding.message.contains("`text`, `int`"), "{}", finding.message);
});

on_both!(a_value_that_the_primary_can_not_have_written_is_named, |sides| {
    fill(&sides).await;
    for (number, set) in [(2, "int = 'many'"), (3, "json = '{'"), (4, "day = 'soon'")] {
        sides.ours_run(&format!("UPDATE `kitchen ``sink``` SET {set} WHERE number = {number}"));
    }
    let findings = full(&sides).await;
    let expected = ["2,a", "3,a", "4,a"].map(|pk| (Unparsable, pk));
    assert_eq!(short(&findings), expected, "{findings:#?}");
    for (finding, column) in findings.iter().zip(["int", "json", "day"]) {
        assert!(finding.message.contains(&format!("in d1 `{column}` is not ")), "{finding:?}");
        assert!(!finding.message.contains("many"), "values stay where they are");
    }
});

on_both!(what_mysql_makes_of_a_document_is_no_difference, |sides| {
    fill(&sides).await;
    let json = r#"{"b": [-0, -0.0, 1e3, 18446744073709551616], "a": 1, "a": 2.50}"#;
    let set = format!("UPDATE `kitchen ``sink``` SET `json` = '{json}' WHERE `number` = 3");
    sides.ours_run(&set);
    sides.tamper(&set, &set).await;
    assert_eq!(full(&sides).await, []);
});
