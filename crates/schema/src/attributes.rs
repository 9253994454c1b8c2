//! Lines with `@`: keys, scope, indexes, lists, events, the table that is taken over.

use crate::indexable;
use crate::mistake::{Mistakes, Place, instead};
use crate::model::{Default, List, Scope, ScopeKind, Table, Type};
use crate::parse::check_name;
use crate::raw::{Attribute, Block};

/// Puts the attributes of `block` into `table`, whose columns and references are there.
pub fn apply(block: &Block, table: &mut Table, mistakes: &mut Mistakes) {
    key(block, table, mistakes);
    scope(block, table, mistakes);
    table.lists.push(List { filter: Vec::new(), by: None });
    let mut events = false;
    for (place, attribute) in &block.attributes {
        match attribute {
            Attribute::Unique(names) => {
                let Some(columns) = positions(place, names, table, mistakes) else {
                    continue;
                };
                indexable::check(place, "`@unique`", table, &columns, mistakes);
                once(place, &table.uniques, &columns, mistakes);
                table.uniques.push(columns);
            }
            Attribute::Index(names) => {
                let Some(columns) = positions(place, names, table, mistakes) else {
                    continue;
                };
                indexable::check(place, "`@index`", table, &columns, mistakes);
                once(place, &table.indexes, &columns, mistakes);
                table.indexes.push(columns);
            }
            Attribute::List { filter, by } => {
                list(place, filter, by.as_deref(), table, mistakes);
            }
            Attribute::Events(found) => {
                if std::mem::replace(&mut events, true) {
                    mistakes.add(place, "`@events` is there twice", "put all words on one line");
                }
                table.events = *found;
            }
            Attribute::Legacy(old) => legacy(place, old, table, mistakes),
            Attribute::Key(_)
            | Attribute::Tenant(_)
            | Attribute::Owner(_)
            | Attribute::Shared
            | Attribute::Guarded => {}
        }
    }
    // The pages by key alone have an index of their own where the key doesn't begin with the scope.
    let by_key = table.lists.first().map(|list| table.list_index(list));
    if let Some(columns) = by_key.filter(|columns| *columns != table.key) {
        let what = "the list by key";
        indexable::check(&block.place, what, table, &columns, mistakes);
    }
}

/// New ids are made for a key that is one id.
fn legacy(place: &Place, old: &str, table: &mut Table, mistakes: &mut Mistakes) {
    let is_id =
        table.key.len() == 1 && table.at(&table.key).all(|column| column.default == Default::NewId);
    if !is_id {
        mistakes.add(
            place,
            format!("table `{}` gives its rows no ids of its own", table.name),
            "give it a column `id` of a type such as `id team` as its key, or take `@legacy` away",
        );
    }
    check_name(place, old, mistakes);
    if old.eq_ignore_ascii_case(&table.name) {
        mistakes.add(
            place,
            format!("table `{old}` can't take its own rows over"),
            "rename the old table in D1, and name it here",
        );
    }
    if table.legacy.replace(old.to_owned()).is_some() {
        mistakes.add(place, "`@legacy` is there twice", "keep one of the lines");
    }
}

/// Positions of named columns; nothing if one isn't there.
fn positions(
    place: &Place,
    names: &[String],
    table: &Table,
    mistakes: &mut Mistakes,
) -> Option<Vec<usize>> {
    let mut columns = Vec::new();
    for name in names {
        match table.position(name) {
            Some(column) if columns.contains(&column) => {
                mistakes.add(place, format!("`{name}` is there twice"), "take one away");
            }
            Some(column) => columns.push(column),
            None => {
                mistakes.add(
                    place,
                    format!("table `{}` has no column `{name}`", table.name),
                    instead(name, table.columns.iter().map(|c| c.name.as_str())),
                );
                return None;
            }
        }
    }
    Some(columns)
}

fn once(place: &Place, earlier: &[Vec<usize>], columns: &[usize], mistakes: &mut Mistakes) {
    if earlier.iter().any(|e| e == columns) {
        mistakes.add(place, "the same columns are there twice", "take one of the lines away");
    }
}

fn key(block: &Block, table: &mut Table, mistakes: &mut Mistakes) {
    let mut keys = block.attributes.iter().filter_map(|(place, a)| match a {
        Attribute::Key(names) => Some((place, names.as_slice())),
        _ => None,
    });
    let id = ["id".to_owned()];
    let (place, names) = keys.next().unwrap_or((&block.place, &id));
    if let Some((second, _)) = keys.next() {
        mistakes.add(second, "`@key` is there twice", "put all columns of the key on one line");
    }
    if table.position("id").is_none() && names == id {
        return mistakes.add(
            &block.place,
            format!("table `{}` has no key", table.name),
            "give it a column `id`, or name its key with `@key column, column`",
        );
    }
    let Some(columns) = positions(place, names, table, mistakes) else {
        return;
    };
    let before = mistakes.0.len();
    indexable::check(place, "the key", table, &columns, mistakes);
    for column in table.at(&columns) {
        if column.nullable {
            mistakes.add(
                place,
                format!("the key has the column `{}`, which may be null", column.name),
                "take `null` away from the column, or the column from the key",
            );
        }
        if column.secret {
            mistakes.add(
                place,
                format!("the key has the column `{}`, which is secret", column.name),
                "keys are in addresses and logs: use another column",
            );
        }
    }
    // Lists end in the key: they would repeat its mistakes.
    if mistakes.0.len() == before {
        table.key = columns;
    }
}

fn scope(block: &Block, table: &mut Table, mistakes: &mut Mistakes) {
    let mut seen = false;
    for (place, attribute) in &block.attributes {
        let found = match attribute {
            Attribute::Tenant(name) => Some((name, ScopeKind::Tenant)),
            Attribute::Owner(name) => Some((name, ScopeKind::Owner)),
            Attribute::Shared => None,
            _ => continue,
        };
        if std::mem::replace(&mut seen, true) {
            mistakes.add(
                place,
                format!("table `{}` belongs to two", table.name),
                "keep one of `@tenant`, `@owner` and `@shared`",
            );
        }
        let Some((name, kind)) = found else {
            table.shared = true;
            continue;
        };
        let names = std::slice::from_ref(name);
        let Some(&[column]) = positions(place, names, table, mistakes).as_deref() else {
            continue;
        };
        if !table
            .at(&[column])
            .all(|c| matches!(c.ty, Type::Id { .. } | Type::String { .. }) && !c.secret)
        {
            mistakes.add(
                place,
                format!("`{name}` can't say whose row it is"),
                "name an `id` or `string` column that isn't secret",
            );
        }
        table.scope = Some(Scope { column, kind });
    }
}

fn list(
    place: &Place,
    filter: &[String],
    by: Option<&str>,
    table: &mut Table,
    mistakes: &mut Mistakes,
) {
    let Some(filter) = positions(place, filter, table, mistakes) else {
        return;
    };
    let by: Vec<String> = by.map(str::to_owned).into_iter().collect();
    let Some(by) = positions(place, &by, table, mistakes) else {
        return;
    };
    let list = List { filter, by: by.first().copied() };
    list_columns(place, &list, table, mistakes);
    if table.lists.contains(&list) {
        mistakes.add(place, "the same list is there twice", "take one of the lines away");
    }
    indexable::check(place, "`@list`", table, &table.list_index(&list), mistakes);
    table.lists.push(list);
}

/// Whether pages can go on from any row in this order.
fn list_columns(place: &Place, list: &List, table: &Table, mistakes: &mut Mistakes) {
    let named: Vec<usize> = list.filter.iter().copied().chain(list.by).collect();
    for column in table.at(&named) {
        if column.nullable {
            mistakes.add(
                place,
                format!(
                    "`@list` has the column `{}`, which may be null",
                    column.name
                ),
                "a page can't go on after a null: take `null` away from the column, or the column from the list",
            );
        }
        if column.secret {
            mistakes.add(
                place,
                format!("`@list` has the column `{}`, which is secret", column.name),
                "its values would be in addresses: take it from the list",
            );
        }
    }
    if let Some(scope) = table.scope.filter(|scope| list.filter.contains(&scope.column)) {
        let name: String = table.at(&[scope.column]).map(|c| c.name.as_str()).collect();
        mistakes.add(
            place,
            format!("`@list` filters by `{name}`, whose row it is"),
            "leave it out: that filter is always there",
        );
    }
    if list.by.is_some_and(|by| list.filter.contains(&by) || table.key.first() == Some(&by)) {
        mistakes.add(
            place,
            "`@list` sorts by a column that has one value in it, or by the key",
            "leave `by` out: pages are in the order of the key by themselves",
        );
    }
}
