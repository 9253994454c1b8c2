use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::schema::table::{Column, Default, Events};
use crate::schema::{Table, Type};
use proptest::prelude::*;

const fn column(name: &'static str, ty: Type) -> Column {
    Column { name, ty, nullable: true, default: Default::None, secret: false, guarded: false }
}

/// A key of two columns whose order is not that of their position.
static TABLE: Table = Table {
    name: "t",
    module: "test",
    columns: &[
        column("second", Type::Text),
        column("first", Type::BigInt),
        column("value", Type::BigInt),
    ],
    key: &[1, 0],
    scope: None,
    shared: true,
    guarded: false,
    level: 0,
    uniques: &[],
    references: &[],
    referenced_by: &[],
    lists: &[],
    events: Events { created: None, updated: None, deleted: None },
};

type Key = (i64, String);
/// Value, version, and whether it can be read, by key.
type Model = BTreeMap<Key, (u8, u8, bool)>;

fn key_row(key: &Key) -> Row {
    Row::new(&TABLE, vec![key.1.as_str().into(), key.0.into()])
}

fn line((key, (value, version, readable)): (&Key, &(u8, u8, bool))) -> Line {
    let mut row = key_row(key);
    if *readable {
        row.set(2, i64::from(*value).into());
    }
    let wrong = (!readable).then_some(("value", "a whole number"));
    Line { row, version: Version((*version).into()), wrong }
}

fn key_of(row: &Row) -> Key {
    (row.get(1).as_int().unwrap(), row.get(0).as_text().unwrap().to_owned())
}

fn page(model: &Model, after: Option<&Key>, most: usize) -> Page {
    let mut lines: Vec<Line> =
        model.iter().filter(|(key, _)| after.is_none_or(|after| *key > after)).map(line).collect();
    let more = lines.len() > most;
    lines.truncate(most);
    Page { lines, more }
}

fn model() -> impl Strategy<Value = Model> {
    let key = (-1_i64..12, "[a,%]{1,2}");
    let value = (0_u8..2, 0_u8..2, proptest::bool::weighted(0.9));
    proptest::collection::btree_map(key, value, 0..24)
}

proptest! {
    /// However the pages are cut, each key is met once, and the suspects are those that differ.
    #[test]
    fn pages_find_what_differs(
        ours in model(), theirs in model(), shared in model(), most in 1_usize..9, less in 1_usize..9,
    ) {
        let (mut ours, mut theirs) = (ours, theirs);
        ours.extend(shared.clone());
        theirs.extend(shared);
        let (mut after, mut keys, mut suspects) = (None, 0, Vec::new());
        loop {
            let mut our_page = page(&ours, after.as_ref(), most);
            let mut their_page = page(&theirs, after.as_ref(), less);
            let after_row = after.as_ref().map(key_row);
            prop_assert_eq!(cut_at_disorder(&mut our_page, after_row.as_ref()), None);
            let is_end = cut_alike(&mut our_page, &mut their_page);
            keys += merge(&our_page.lines, &their_page.lines, |ours, theirs| {
                suspects.push(key_of(&ours.or(theirs).unwrap().row));
            });
            let last = our_page.lines.last().into_iter().chain(their_page.lines.last());
            after = last.map(|line| key_of(&line.row)).max();
            if is_end {
                break;
            }
            prop_assert!(after.is_some(), "a page that goes on gets on");
        }
        let all: BTreeSet<&Key> = ours.keys().chain(theirs.keys()).collect();
        let differ = |key: &&Key| match (ours.get(*key), theirs.get(*key)) {
            (Some(one), Some(other)) => one != other || !one.2,
            _ => true,
        };
        prop_assert_eq!(keys, u64::try_from(all.len()).unwrap());
        let expected: Vec<Key> = all.into_iter().filter(differ).cloned().collect();
        prop_assert_eq!(suspects, expected);
    }

    #[test]
    fn disorder_is_noticed_where_it_begins(
        keys in proptest::collection::vec((0_i64..4, "[ab]"), 1..6), after in any::<Option<(u8, bool)>>(),
    ) {
        let after = after.map(|(number, is_a)| (i64::from(number % 5) - 1, if is_a { "a" } else { "b" }.to_owned()));
        let lines: Vec<Line> = keys.iter().map(|key| line((key, &(1, 1, true)))).collect();
        let mut page = Page { lines: lines.clone(), more: false };
        let wrong = cut_at_disorder(&mut page, after.as_ref().map(key_row).as_ref());
        let all: Vec<Key> = after.iter().chain(&keys).cloned().collect();
        let good = all.windows(2).take_while(|pair| pair[0] < pair[1]).count();
        let good = if after.is_some() { good } else { good + 1 }.min(keys.len());
        prop_assert_eq!(wrong.as_ref(), lines.get(good));
        prop_assert_eq!(page.lines.as_slice(), &lines[..good]);
        prop_assert_eq!(page.more, good < keys.len());
    }
}

#[test]
fn a_page_without_lines_that_goes_on_leaves_nothing_to_compare() {
    let line = line((&(1, "a".to_owned()), &(1, 1, true)));
    let mut ours = Page { lines: Vec::new(), more: true };
    for more in [false, true] {
        let mut theirs = Page { lines: vec![line.clone()], more };
        assert!(!cut_alike(&mut ours.clone(), &mut theirs.clone()));
        assert!(!cut_alike(&mut theirs, &mut ours));
        assert!(theirs.lines.is_empty(), "{more}");
    }
}
