use proptest::prelude::*;

use super::*;
use crate::schema::{Value, Version, table};
use crate::store::{Direction, insert_row};

fn tag(id: &str, name: &str, version: i64) -> Stored {
    let tags = Target::new(table("spicy_tags").unwrap(), None).unwrap();
    let column = |name: &str| tags.table().find(name).unwrap().0;
    let values: Vec<(usize, Value)> =
        vec![(column("id"), id.into()), (column("name"), name.into())];
    Stored { row: insert_row(&tags, values, 0, String::new).unwrap(), version: Version(version) }
}

fn page(rows: &[Stored]) -> Asked {
    let tags = Target::new(table("spicy_tags").unwrap(), None).unwrap();
    let query = PageQuery::new(tags, Vec::new(), None, Direction::Ascending, 50).unwrap();
    Asked::rows(&query, rows)
}

fn keys(differences: &Differences) -> Vec<&str> {
    let mut keys: Vec<&str> = differences.keys.iter().map(|key| key.pk.as_str()).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn rows_that_differ_are_named() {
    let asked = page(&[tag("a", "one", 1), tag("b", "two", 1), tag("c", "three", 1)]);
    let again = [tag("a", "uno", 1), tag("c", "three", 2), tag("d", "four", 1)];
    let differences = asked.differences(&again);
    assert_eq!(keys(&differences), ["a", "b", "c", "d"]);
    assert!(!differences.order);
}

#[test]
fn another_order_of_the_same_rows_is_named() {
    let asked = page(&[tag("a", "one", 1), tag("b", "two", 1)]);
    let turned = asked.differences(&[tag("b", "two", 1), tag("a", "one", 1)]);
    assert!(turned.order && turned.keys.is_empty() && !turned.is_empty());
    // A row more or less between them is no other order.
    let more = [tag("0", "zero", 1), tag("a", "one", 1), tag("aa", "x", 1), tag("b", "two", 1)];
    assert!(!asked.differences(&more).order);
}

#[test]
fn one_row_is_there_or_not() {
    let tags = Target::new(table("spicy_tags").unwrap(), None).unwrap();
    let (row, pk) = (tag("a", "one", 1), Pk::parse(tags.table(), "a").unwrap());
    let asked = |found: Option<&Stored>| Asked::row(&tags, &pk, found);
    assert!(asked(None).differences(&[]).is_empty());
    assert!(asked(Some(&row)).differences(std::slice::from_ref(&row)).is_empty());
    assert_eq!(keys(&asked(None).differences(std::slice::from_ref(&row))), ["a"]);
    assert_eq!(keys(&asked(Some(&row)).differences(&[])), ["a"]);
}

proptest! {
    #[test]
    fn a_page_differs_from_another_exactly_where_a_row_does(
        ours in prop::collection::btree_map("[a-d]", 0_i64..3, 0..4),
        theirs in prop::collection::btree_map("[a-d]", 0_i64..3, 0..4),
    ) {
        let rows = |of: &std::collections::BTreeMap<String, i64>| -> Vec<Stored> {
            of.iter().map(|(id, version)| tag(id, id, *version)).collect()
        };
        let differences = page(&rows(&ours)).differences(&rows(&theirs));
        let ids = ours.keys().chain(theirs.keys());
        let mut expected: Vec<&str> =
            ids.filter(|id| ours.get(*id) != theirs.get(*id)).map(String::as_str).collect();
        expected.sort_unstable();
        expected.dedup();
        prop_assert_eq!(keys(&differences), expected);
        prop_assert!(!differences.order);
    }
}
