//! Sets of images against a plain model: the same rows, tombstones and answers, in few statements.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRng, TestRunner};
use support::samples::{image, key, tombstone};
use tandem::replication::replicate;
use tandem::schema::table::Reference;
use tandem::store::{Applied, ApplyError, ApplySet, InTheWay};

/// Tables whose rows come in sets here, parents first, and their keys. A team's parent stands before
/// it in this list, but not in the order of keys.
const KEYS: [(&str, &[&str]); 5] = [
    ("user", &["u0", "u1", "u2"]),
    ("team", &["m", "c", "x", "a", "q", "f"]),
    ("class_catalog", &["c0", "c1"]),
    ("skills", &["s0", "s1"]),
    ("class_catalog_to_skills", &["c0,s0", "c0,s1", "c1,s0", "c1,s1"]),
];

fn keys() -> Vec<Key> {
    let keys = KEYS.iter().flat_map(|(name, pks)| pks.iter().map(|pk| key(table(name), pk)));
    keys.collect()
}

fn pks_of(table: &Table) -> &'static [&'static str] {
    KEYS.iter().find(|(name, _)| *name == table.name).unwrap().1
}

/// What stands at a version of a key: never two things.
fn at_version(key: &Key, version: i64) -> Image {
    let pick = |salt: &str, among: u64| {
        let mut hasher = DefaultHasher::new();
        (key.to_string(), version, salt).hash(&mut hasher);
        usize::try_from(hasher.finish() % among).unwrap()
    };
    if pick("gone", 5) == 0 {
        return tombstone(key, Version(version));
    }
    let table = key.table;
    let mut row = row(table, 1);
    for (&position, value) in table.key.iter().zip(key.pk.values(table).unwrap()) {
        row.set(position, value);
    }
    for unique in table.uniques {
        row.set(unique.columns[0], format!("taken {}", pick("unique", 14)).into());
    }
    for reference in table.references.iter().filter(|it| !table.in_key(it.column)) {
        let parents = pks_of(reference.table);
        let own = parents.iter().position(|pk| *pk == key.pk.as_str() && reference.table == table);
        let among = own.map_or(parents.len(), |own| own + 1);
        let parent = parents[pick("parent", u64::try_from(among).unwrap())];
        let column = &table.columns[reference.column];
        let is_null = column.nullable && pick(column.name, 2) == 0;
        row.set(reference.column, if is_null { Value::Null } else { parent.into() });
    }
    image(row, Version(version))
}

#[derive(Debug, Clone, PartialEq)]
struct Model {
    rows: BTreeMap<String, Image>,
    tombstones: BTreeMap<String, Version>,
}

impl Model {
    fn of(store: &D1<SqliteD1>) -> Model {
        let images = now(store.snapshot(&keys())).unwrap().into_iter().flatten();
        let rows = images.filter(|image| image.row().is_some());
        let lines = store.database().rows("SELECT tbl || '/' || pk, version FROM _tombstone");
        Model {
            rows: rows.map(|image| (image.key.to_string(), image)).collect(),
            tombstones: lines
                .into_iter()
                .map(|line| (line[0].clone(), Version(line[1].parse().unwrap())))
                .collect(),
        }
    }

    fn row_version(&self, key: &Key) -> Version {
        self.rows.get(&key.to_string()).map_or(Version::NONE, |row| row.version)
    }

    fn tombstone(&self, key: &Key) -> Version {
        self.tombstones.get(&key.to_string()).copied().unwrap_or(Version::NONE)
    }

    fn bury(&mut self, key: &Key, version: Version) {
        let points_here = |child: &&Image| {
            let to_it = |it: &&Reference| {
                it.table == key.table
                    && child.row().unwrap().get(it.column).as_text() == Some(key.pk.as_str())
            };
            child.key != *key && child.key.table.references.iter().any(|it| to_it(&it))
        };
        if self.row_version(key) >= version || self.rows.values().any(|row| points_here(&row)) {
            return;
        }
        self.rows.remove(&key.to_string());
        let buried = self.tombstone(key).max(version);
        self.tombstones.insert(key.to_string(), buried);
    }

    /// Whether it was put.
    fn put(&mut self, image: &Image) -> bool {
        let row = image.row().unwrap();
        let is_there = |it: &Reference| match row.get(it.column).as_text() {
            None => true,
            Some(pk) if it.table == image.key.table && pk == image.key.pk.as_str() => true,
            Some(pk) => self.rows.contains_key(&format!("{}/{pk}", it.table.name)),
        };
        let held = self.row_version(&image.key).max(self.tombstone(&image.key));
        let puts = held < image.version && image.key.table.references.iter().all(is_there);
        if puts {
            self.rows.insert(image.key.to_string(), image.clone());
        }
        puts
    }

    /// The answers, and the images that were put.
    fn apply<'a>(&mut self, images: &'a [Image]) -> (Vec<bool>, Vec<&'a Image>) {
        let mut deletes: Vec<&Image> = images.iter().filter(|it| it.row().is_none()).collect();
        deletes.sort_by_key(|image| Reverse(image.key.table.level));
        for image in deletes {
            self.bury(&image.key, image.version);
        }
        let mut rows: Vec<&Image> = images.iter().filter(|it| it.row().is_some()).collect();
        rows.sort_by_key(|image| image.key.table.level);
        let mut put = Vec::new();
        // What waits for a row of the set is tried again after that.
        for _ in 0..rows.len() {
            put.extend(rows.iter().copied().filter(|image| self.put(image)));
        }
        let held = |key| self.row_version(key).max(self.tombstone(key));
        (images.iter().map(|image| held(&image.key) >= image.version).collect(), put)
    }
}

fn unique_value(image: &Image) -> Option<(&'static str, String)> {
    let unique = image.key.table.uniques.first()?;
    let value = image.row()?.get(unique.columns[0]).as_text()?.to_owned();
    Some((image.key.table.name, value))
}

/// The rows outside the set that have a unique value which one of the set is to have.
fn others(before: &Model, images: &[Image]) -> Vec<InTheWay> {
    let is_wanted = |row: &&Image| {
        let value = unique_value(row);
        value.is_some() && images.iter().any(|image| unique_value(image) == value)
    };
    let outside = |row: &&Image| !images.iter().any(|image| image.key == row.key);
    let rows = before.rows.values().filter(is_wanted).filter(outside);
    rows.map(|row| InTheWay { key: row.key.clone(), version: row.version }).collect()
}

/// Whether two rows have the same unique value.
fn has_duplicates(rows: &BTreeMap<String, Image>) -> bool {
    let mut seen = HashMap::new();
    rows.values().filter_map(unique_value).any(|value| seen.insert(value, ()).is_some())
}

fn check(store: &D1<SqliteD1>, images: &[Image], set: ApplySet) -> Result<bool, TestCaseError> {
    let before = Model::of(store);
    let mut model = before.clone();
    let (answers, put) = model.apply(images);
    let found = match now(store.apply(images, set)) {
        Ok(found) => {
            let found: Vec<bool> = found.iter().map(|it| *it == Applied::Done).collect();
            prop_assert_eq!(found, answers);
            prop_assert!(!has_duplicates(&model.rows));
            prop_assert_eq!(Model::of(store), model);
            true
        }
        Err(ApplyError::InTheWay(mut rows)) => {
            rows.sort_by_key(|row| row.key.to_string());
            prop_assert_eq!(rows, others(&before, images));
            let is_taken = |image: &Image| {
                let value = unique_value(image);
                let mut rows = before.rows.values().chain(put.iter().copied());
                value.is_some()
                    && rows.any(|row| row.key != image.key && unique_value(row) == value)
            };
            prop_assert!(put.iter().copied().any(is_taken));
            prop_assert_eq!(Model::of(store), before);
            false
        }
        Err(error) => return Err(TestCaseError::fail(error.to_string())),
    };
    let side = "SELECT count(*) + (SELECT count(*) FROM _replaced) + (SELECT applying FROM _control) FROM _journal";
    prop_assert_eq!(store.database().one(side), "0");
    Ok(found)
}

#[test]
fn a_set_ends_as_its_images_do_one_after_the_other() {
    let (store, database) = secondary();
    let image = (proptest::sample::select(keys()), 1..7_i64)
        .prop_map(|(key, version)| at_version(&key, version));
    let sets =
        (proptest::collection::vec(image.clone(), 0..25), proptest::collection::vec(image, 1..20));
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let applied = std::cell::Cell::new([0, 0]);
    let test = |(before, given): (Vec<Image>, Vec<Image>)| {
        database.raw("UPDATE _control SET applying = 1");
        for (name, _) in KEYS.iter().rev() {
            database.raw(&format!("DELETE FROM {name}"));
        }
        database.raw("UPDATE _control SET applying = 0; DELETE FROM _tombstone");
        for image in &before {
            let _ = now(store.apply(std::slice::from_ref(image), ApplySet::Independent));
        }
        let done = check(&store, &given, ApplySet::Copied)?;
        let mut counts = applied.get();
        counts[usize::from(done)] += 1;
        applied.set(counts);
        Ok(())
    };
    TestRunner::new_with_rng(config, rng).run(&sets, test).unwrap();
    assert!(applied.get().iter().all(|cases| *cases > 30), "{:?}", applied.get());
}

fn tags(numbers: std::ops::Range<usize>, version: i64) -> Vec<Image> {
    numbers.map(|n| image(tag(&format!("t{n:04}"), &format!("n{n}")), Version(version))).collect()
}

/// Batches, statements and changed rows of an apply, those that triggers changed too.
fn cost(store: &D1<SqliteD1>, images: &[Image]) -> (usize, usize, usize) {
    let changes = || store.database().one("SELECT total_changes()").parse::<usize>().unwrap();
    let (before, changed) = (store.database().counts(), changes());
    let outcomes = now(store.apply(images, ApplySet::Copied)).unwrap();
    assert!(outcomes.iter().all(|outcome| *outcome == Applied::Done));
    let after = store.database().counts();
    let statements = after.statements - before.statements;
    (after.batches - before.batches, statements, changes() - changed)
}

#[test]
fn a_thousand_rows_take_a_handful_of_statements() {
    let (store, _) = secondary();
    let users = |version: i64| -> Vec<Image> {
        (0..1_000).map(|seed| image(row(table("user"), seed), Version(version))).collect()
    };
    let control = 2;
    assert_eq!(cost(&store, &users(5)), (1, 7, control + 1_000));
    assert_eq!(cost(&store, &users(5)), (1, 7, control), "what is there is not written");
    assert_eq!(cost(&store, &users(6)), (1, 7, control + 1_000));
}

/// Each level of a table that refers to itself is a statement, and there is a bound on these.
#[test]
fn a_long_chain_comes_in_parts() {
    let (store, _) = secondary();
    let id = |number: usize| format!("t{:04}", 1_000 - number);
    let chain: Vec<Image> = (0..150)
        .map(|number: usize| {
            let parent = number.checked_sub(1).map(id);
            image(team(&id(number), &id(number), parent.as_deref()), Version(5))
        })
        .rev()
        .collect();
    let outcomes = now(store.apply(&chain, ApplySet::Copied)).unwrap();
    let reason = "waits for a parent row of team".to_owned();
    let waits = chain
        .iter()
        .zip(outcomes)
        .filter(|(_, it)| *it == Applied::Waits { reason: reason.clone() });
    let left: Vec<Image> = waits.map(|(image, _)| image.clone()).collect();
    assert_eq!(left, chain[..49]);
    let outcomes = now(store.apply(&left, ApplySet::Copied)).unwrap();
    assert_eq!(outcomes, vec![Applied::Done; 49]);
}

#[test]
fn a_circle_of_rows_waits() {
    let (store, _) = secondary();
    let circle = [team("a", "a", Some("b")), team("b", "b", Some("a")), team("c", "c", None)];
    let images = circle.map(|row| image(row, Version(5)));
    let outcomes = now(store.apply(&images, ApplySet::Copied)).unwrap();
    let done: Vec<bool> = outcomes.iter().map(|outcome| *outcome == Applied::Done).collect();
    assert_eq!(done, [false, false, true]);
}

#[test]
fn a_row_in_the_way_of_a_thousand_is_found_within_an_invocation() {
    let ((primary, _), (store, database)) = (secondary(), secondary());
    now(store.apply(&[image(tag("b", "n500"), Version(5))], ApplySet::Independent)).unwrap();
    let mut images = tags(0..1_000, 7);
    images.push(image(tag("b", "moved"), Version(6)));
    now(primary.apply(&images, ApplySet::Copied)).unwrap();
    database.invocation();
    let result = now(replicate(&primary, &store, &images, ApplySet::Copied, EPOCH)).unwrap();
    assert!(result.failed.is_empty(), "{:?}", result.failed);
    let keys: Vec<Key> = images.iter().map(|image| image.key.clone()).collect();
    let held: Vec<Image> = now(store.snapshot(&keys)).unwrap().into_iter().flatten().collect();
    assert_eq!(held, images);
}
