//! Dependency levels: parents before the tables that point at them.

use std::collections::{BTreeMap, BTreeSet};

use crate::mistake::{Mistakes, words};
use crate::model::{Reference, Table};
use crate::resolve::Placed;

/// For each table those that it points at.
type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Sets `level` of each table: the longest chain of references above it. A circle is broken at
/// its references that may be null, since a row can be there before they are filled.
pub fn set(tables: &mut [Placed], mistakes: &mut Mistakes) {
    let levels = levels(tables, mistakes);
    for (_, table) in tables {
        table.level = levels.get(&table.name).copied().unwrap_or(0);
    }
}

fn levels(tables: &[Placed], mistakes: &mut Mistakes) -> BTreeMap<String, u16> {
    let above = above(&graph(tables, |_, _| true));
    let in_circle = |table: &Table, r: &Reference| {
        let above = above.get(r.table.as_str());
        r.table == table.name || above.is_some_and(|a| a.contains(table.name.as_str()))
    };
    let kept = graph(tables, |table, r| !(nullable(table, r) && in_circle(table, r)));
    let levels = number(&kept);
    for (place, table) in tables {
        if levels.contains_key(&table.name) {
            continue;
        }
        let circle = table.references.iter().filter(|r| !nullable(table, r) && in_circle(table, r));
        let columns: Vec<usize> = circle.map(|r| r.column).collect();
        // A table below a circle has no level either, and is not to blame.
        if !columns.is_empty() {
            let names = words(table.at(&columns).map(|c| c.name.as_str()));
            mistakes.add(
                place,
                format!("table `{}` is its own ancestor, through {names}", table.name),
                "no row could be the first: add `null` to one reference of the circle",
            );
        }
    }
    levels
}

fn nullable(table: &Table, r: &Reference) -> bool {
    table.columns.get(r.column).is_some_and(|c| c.nullable)
}

/// The references that `keep` keeps.
fn graph(tables: &[Placed], keep: impl Fn(&Table, &Reference) -> bool) -> Graph<'_> {
    let mut graph = Graph::new();
    for (_, table) in tables {
        let parents = table.references.iter().filter(|r| keep(table, r));
        graph.insert(&table.name, parents.map(|r| r.table.as_str()).collect());
    }
    graph
}

/// For each table all that can be reached from it; itself only if it is in a circle.
fn above<'a>(graph: &Graph<'a>) -> Graph<'a> {
    let from = |parents: &BTreeSet<&'a str>| {
        let mut found = BTreeSet::new();
        let mut next: Vec<&str> = parents.iter().copied().collect();
        while let Some(table) = next.pop() {
            if found.insert(table) {
                next.extend(graph.get(table).into_iter().flatten());
            }
        }
        found
    };
    graph.iter().map(|(name, p)| (*name, from(p))).collect()
}

/// One more than the highest parent's; nothing for tables in or below a circle.
fn number(graph: &Graph<'_>) -> BTreeMap<String, u16> {
    let mut levels: BTreeMap<String, u16> = BTreeMap::new();
    loop {
        let before = levels.len();
        for (name, parents) in graph {
            let above: Option<Vec<u16>> = parents.iter().map(|p| levels.get(*p).copied()).collect();
            if let Some(above) = above {
                let level = above.into_iter().max().map_or(0, |highest| highest + 1);
                levels.insert((*name).to_owned(), level);
            }
        }
        if levels.len() == before {
            return levels;
        }
    }
}
