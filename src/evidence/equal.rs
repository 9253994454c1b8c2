//! Whether both databases have the tables of the schema: what `SchemaEqual` says.

use super::Trial;
use crate::schema::{TABLES, Table};
use crate::store::{PRIMARY_KEY, Shape, Side};

/// Most differences that are named.
const MOST_NAMED: usize = 20;
/// The column that every table has beside its own.
const VERSION: &str = "_version";

/// Compares what the databases have with the schema.
pub(super) fn judge(d1: &[Shape], mysql: &[Shape]) -> Trial {
    let mut differences = differences(Side::D1, d1);
    differences.extend(self::differences(Side::MySql, mysql));
    if differences.is_empty() {
        return Trial::holds(format!("{} tables are the same in both databases", TABLES.len()));
    }
    let count = differences.len();
    differences.truncate(MOST_NAMED);
    let more = count.saturating_sub(differences.len());
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    Trial::fails(format!("{}{more}: apply the migrations", differences.join("; ")))
}

/// What a database has otherwise than the schema says.
fn differences(side: Side, shapes: &[Shape]) -> Vec<String> {
    let of = |table: &&'static Table| {
        let shape = shapes.iter().find(|shape| shape.table == table.name);
        let found = shape.filter(|shape| !shape.columns.is_empty());
        let wrong = match found {
            Some(shape) => [columns(table, shape), unique_keys(table, shape)].concat(),
            None => vec!["the table is not there".to_owned()],
        };
        let named = |what: String| format!("{} `{}`: {what}", side.name(), table.name);
        wrong.into_iter().map(named).collect::<Vec<_>>()
    };
    TABLES.iter().flat_map(of).collect()
}

fn columns(table: &'static Table, shape: &Shape) -> Vec<String> {
    let mut wrong = Vec::new();
    let ours = table.columns.iter().map(|column| (column.name, column.nullable));
    for (name, nullable) in ours.clone().chain([(VERSION, false)]) {
        match shape.columns.iter().find(|(found, _)| found == name) {
            None => wrong.push(format!("it lacks the column `{name}`")),
            Some((_, found)) if *found != nullable => wrong.push(if nullable {
                format!("`{name}` may not be NULL, as it may be in the schema")
            } else {
                format!("`{name}` may be NULL, as it may not be in the schema")
            }),
            Some(_) => {}
        }
    }
    for (name, _) in &shape.columns {
        if name != VERSION && !ours.clone().any(|(known, _)| known == name) {
            wrong.push(format!("the schema has no column `{name}`"));
        }
    }
    wrong
}

fn unique_keys(table: &'static Table, shape: &Shape) -> Vec<String> {
    let ours: Vec<&str> =
        [PRIMARY_KEY].into_iter().chain(table.uniques.iter().map(|key| key.name)).collect();
    let lacking = ours.iter().filter(|name| !shape.unique_keys.iter().any(|it| it == *name));
    let lacking = lacking.map(|name| format!("it lacks the unique key `{name}`"));
    let foreign = shape.unique_keys.iter().filter(|name| !ours.contains(&name.as_str()));
    let foreign = foreign.map(|name| format!("the schema has no unique key `{name}`"));
    lacking.chain(foreign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right() -> Vec<Shape> {
        let shape = |table: &&'static Table| {
            let columns = table.columns.iter().map(|c| (c.name.to_owned(), c.nullable));
            let uniques = table.uniques.iter().map(|key| key.name.to_owned());
            Shape {
                table: table.name,
                columns: columns.chain([(VERSION.to_owned(), false)]).collect(),
                unique_keys: uniques.chain([PRIMARY_KEY.to_owned()]).collect(),
            }
        };
        TABLES.iter().map(shape).collect()
    }

    #[test]
    fn what_is_as_the_schema_says_holds() {
        let trial = judge(&right(), &right());
        assert!(trial.holds, "{}", trial.detail);
    }

    #[test]
    fn each_difference_is_named_with_its_database_and_table() {
        let team = TABLES.iter().position(|table| table.name == "team").unwrap();
        let slug = |shape: &Shape| shape.columns.iter().position(|(c, _)| c == "slug").unwrap();
        type Change = fn(&mut Vec<Shape>, usize, usize);
        let changes: [(Change, &str); 8] = [
            (|all, team, _| all[team].columns.clear(), "mysql `team`: the table is not there"),
            (|all, team, _| drop(all.remove(team)), "mysql `team`: the table is not there"),
            (
                |all, team, at| drop(all[team].columns.remove(at)),
                "mysql `team`: it lacks the column `slug`",
            ),
            (|all, team, at| all[team].columns[at].1 = true, "`slug` may be NULL"),
            (
                |all, team, _| all[team].columns.push(("added".to_owned(), true)),
                "the schema has no column `added`",
            ),
            (|all, team, _| drop(all[team].columns.pop()), "it lacks the column `_version`"),
            (|all, team, _| drop(all[team].unique_keys.pop()), "it lacks the unique key `PRIMARY`"),
            (
                |all, team, _| all[team].unique_keys.push("added".to_owned()),
                "the schema has no unique key `added`",
            ),
        ];
        for (change, named) in changes {
            let mut mysql = right();
            let at = slug(&mysql[team]);
            change(&mut mysql, team, at);
            let trial = judge(&right(), &mysql);
            assert!(!trial.holds && trial.detail.contains(named), "{named}: {}", trial.detail);
            assert!(!judge(&mysql, &right()).holds);
        }
    }

    #[test]
    fn many_differences_are_counted() {
        let trial = judge(&[], &right());
        assert!(trial.detail.contains(&format!("and {} more", TABLES.len() - MOST_NAMED)));
    }
}
