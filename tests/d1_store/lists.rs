//! Every declared list of every table: all rows once, in order, both ways, and no row read that
//! is not given.

use std::cmp::Ordering;

use super::*;
use support::samples::{self, parents_first};
use tandem::schema::TABLES;
use tandem::schema::table::List;
use tandem::store::{ApplySet, Consistency, Direction, PageQuery};

/// Rows of each table that others point at.
const PARENTS: u64 = 2;

/// A number that is as good as random.
fn mix(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// Some rows of every table: those that others point at, and more whose values repeat, so that there are ties.
fn fill(store: &D1<SqliteD1>) -> Vec<Row> {
    let mut filled: Vec<Row> = Vec::new();
    for table in parents_first() {
        for number in 0..14 {
            let row = if number < PARENTS {
                samples::row(table, number)
            } else {
                random_row(table, number)
            };
            let image = samples::image(row.clone(), Version(5));
            // Where a unique value or the key is taken, there is a row less.
            let taken = filled.iter().any(|there| key_of(there) == image.key);
            if !taken && now(store.apply(&[image], ApplySet::Independent)).is_ok() {
                filled.push(row);
            }
        }
    }
    filled
}

fn random_row(table: &'static Table, number: u64) -> Row {
    let mut row = samples::row(table, number);
    for (at, column) in table.columns.iter().enumerate() {
        let random = mix(number * 1_000 + u64::try_from(at).unwrap());
        match table.references.iter().find(|reference| reference.column == at) {
            Some(reference) if reference.table == table => {}
            Some(reference) => row.set(at, samples::id(reference.table, random % PARENTS).into()),
            None if table.in_key(at) => {}
            None => row.set(at, samples::value(column, random % 3)),
        }
    }
    row
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (a, b) => b.is_null().cmp(&a.is_null()),
    }
}

/// Scope, filter and, sorted, the rows of each group that a list is asked for.
fn groups(table: &'static Table, list: &List, rows: &[Row]) -> Vec<Vec<Row>> {
    let scope = table.scope.map(|scope| scope.column);
    let equal: Vec<usize> = scope.into_iter().chain(list.filter.iter().copied()).collect();
    let order: Vec<usize> = list.by.into_iter().chain(table.key.iter().copied()).collect();
    let mut groups: Vec<Vec<Row>> = Vec::new();
    for row in rows.iter().filter(|row| row.table() == table) {
        let same = |other: &Row| equal.iter().all(|at| other.get(*at) == row.get(*at));
        match groups.iter_mut().find(|group| same(&group[0])) {
            Some(group) => group.push(row.clone()),
            None => groups.push(vec![row.clone()]),
        }
    }
    for group in &mut groups {
        group.sort_by(|a, b| {
            let by_column = order.iter().map(|at| compare(a.get(*at), b.get(*at)));
            by_column.fold(Ordering::Equal, Ordering::then)
        });
    }
    groups
}

fn shown(rows: &[Row], list: &List) -> Vec<String> {
    rows.iter().map(|row| format!("{} {:?}", key_of(row), list.by.map(|by| row.get(by)))).collect()
}

fn query(group: &[Row], list: &List, direction: Direction, limit: usize) -> PageQuery {
    let filter = list.filter.iter().map(|at| (*at, group[0].get(*at).clone())).collect();
    PageQuery::new(target_of(&group[0]), filter, list.by, direction, limit).unwrap()
}

#[test]
fn every_list_walks_all_rows_once_in_order_both_ways() {
    let (store, _) = secondary();
    let rows = fill(&store);
    let mut ties = 0;
    for table in TABLES {
        for list in table.lists {
            for group in groups(table, list, &rows) {
                ties += list.by.map_or(0, |by| {
                    group.windows(2).filter(|pair| pair[0].get(by) == pair[1].get(by)).count()
                });
                for (direction, limit) in [(Direction::Ascending, 2), (Direction::Descending, 3)] {
                    let mut walked = Vec::new();
                    let mut asked = query(&group, list, direction, limit);
                    loop {
                        let page = now(store.list(&asked, Consistency::Strong)).unwrap();
                        walked.extend(page.rows.into_iter().map(|stored| stored.row));
                        let Some(next) = page.next else { break };
                        asked = query(&group, list, direction, limit).after(next);
                    }
                    if direction == Direction::Descending {
                        walked.reverse();
                    }
                    assert!(
                        walked == group,
                        "{} by {:?}: {:?} {:?}",
                        table.name,
                        list.by,
                        shown(&walked, list),
                        shown(&group, list)
                    );
                }
            }
        }
    }
    assert!(ties > 50, "only {ties} ties: the test shows little");
}

#[test]
fn no_list_reads_rows_that_it_does_not_give() {
    let (store, database) = secondary();
    let rows = fill(&store);
    let wrong: Vec<String> =
        TABLES.iter().flat_map(|table| reads_too_much(&store, table, &rows)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The check is worth something only if it notices that an index is missing.
    database.raw("DROP INDEX \"_scores_team_id_recorded_at_id_idx\"");
    assert!(!reads_too_much(&store, table("scores"), &rows).is_empty());
}

/// Steps of the plans of first and second pages that read more than the page.
fn reads_too_much(store: &D1<SqliteD1>, table: &'static Table, rows: &[Row]) -> Vec<String> {
    let database = store.database();
    let mut wrong = Vec::new();
    for list in table.lists {
        let groups = groups(table, list, rows);
        for direction in [Direction::Ascending, Direction::Descending] {
            let first = query(&groups[0], list, direction, 1);
            database.take_log();
            let next = now(store.list(&first, Consistency::Strong)).unwrap().next.unwrap();
            now(store.list(&first.after(next), Consistency::Strong)).unwrap();
            let whole_table = table.scope.is_none() && list.filter.is_empty();
            for (page, statement) in database.take_log().iter().enumerate() {
                for step in database.plan(statement) {
                    // The first page of a whole table begins at the index's end.
                    let from_the_end = page == 0
                        && whole_table
                        && step.starts_with("SCAN")
                        && step.contains("USING INDEX");
                    if !from_the_end && !step.starts_with("SEARCH") {
                        wrong.push(format!(
                            "{} by {:?} where {:?}, page {page}: {step}",
                            table.name, list.by, list.filter
                        ));
                    }
                }
            }
        }
    }
    wrong
}
