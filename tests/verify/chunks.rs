//! However a table is cut into chunks: what differs is found, and nothing else.

use std::collections::BTreeMap;

use super::*;
use proptest::prelude::*;
use support::now;

/// Value and version by key.
type Rows = BTreeMap<(i64, String), (u8, u8)>;

fn rows() -> impl Strategy<Value = Rows> {
    let key = (-1_i64..11, "[a,%B]{1,2}");
    proptest::collection::btree_map(key, (0_u8..2, 1_u8..3), 0..16)
}

fn insert(rows: &Rows) -> String {
    let row = |((number, id), (value, version)): (&(i64, String), &(u8, u8))| {
        format!(
            "INSERT INTO `kitchen ``sink``` (number, id, int, _version) VALUES ({number}, '{id}', {value}, {version});"
        )
    };
    format!("DELETE FROM `kitchen ``sink```;{}", rows.iter().map(row).collect::<String>())
}

fn pk((number, id): &(i64, String)) -> String {
    format!("{number},{}", id.replace('%', "%25").replace(',', "%2C"))
}

#[test]
fn whatever_differs_is_found_and_nothing_else() {
    let sides = TwoSqlites::fresh();
    let config =
        ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
    let chunk = (1_usize..6, 1_usize..200);
    let cases = (rows(), rows(), rows(), chunk);
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&cases, |(mut ours, mut theirs, shared, (rows, bytes))| {
        ours.extend(shared.clone());
        theirs.extend(shared);
        sides.ours_run(&insert(&ours));
        now(sides.tamper(&insert(&theirs), ""));
        let limits = Limits { rows, bytes, sample_rows: 0 };
        let world = World::new();
        let (primary, secondary) = (sides.ours(), sides.theirs());
        let verify = Verify { primary, secondary, runtime: &world, settle: no_help, run: "run" };
        let (mut part, mut after, mut found, mut keys) = ("", None, Vec::new(), 0);
        loop {
            let step =
                now(verify.step(&KITCHEN, Level::Full, part, after.as_ref(), limits)).unwrap();
            keys += step.rows;
            found.extend(step.findings.into_iter().map(|finding| (finding.pk, finding.kind)));
            let Some(next) = step.next else { break };
            (part, after) = (next.part, next.after);
        }
        let mut all: Vec<&(i64, String)> = ours.keys().chain(theirs.keys()).collect();
        all.sort();
        all.dedup();
        prop_assert_eq!(keys, u64::try_from(all.len()).unwrap());
        let kind = |key: &(i64, String)| match (ours.get(key), theirs.get(key)) {
            (Some(one), Some(other)) if one.0 != other.0 => Some(FindingKind::Different),
            (Some(one), Some(other)) => (one.1 != other.1).then_some(FindingKind::Version),
            (Some(_), None) => Some(FindingKind::Missing),
            _ => Some(FindingKind::Extra),
        };
        let expected: Vec<(String, FindingKind)> =
            all.into_iter().filter_map(|key| Some((pk(key), kind(key)?))).collect();
        prop_assert_eq!(found, expected);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
