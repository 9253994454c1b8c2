//! Every value reads back as it was written, whichever statement wrote it.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tandem::schema::{Epoch, Image, Pk, Row};
use tandem::store::{ApplySet, Change, Consistency, Op, Operand, Set, Store, Target};

use crate::app::*;
use crate::kitchen::{CREATE_KITCHEN, KITCHEN, kitchen_row};
use crate::mysql_server::TestDatabase;

const ROWS: i64 = 150;
const ROUNDS: i64 = 4;

fn key_text(number: i64) -> String {
    ["a", "it's", "1%2C,x", "back\\slash", "ä😀", " "][usize::try_from(number % 6).unwrap()]
        .to_owned()
}

#[tokio::test]
async fn any_row_reads_back_equal() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.migrate(CREATE_KITCHEN).await;
    let store = database.store();
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut random_row = |number: i64| -> Row {
        kitchen_row(key_text(number), number - ROWS / 2).new_tree(&mut runner).unwrap().current()
    };
    for round in 0..ROUNDS {
        // The first round inserts, the others update many rows by one statement.
        let images: Vec<Image> = (0..ROWS).map(|n| image(random_row(n), round)).collect();
        let (set, part) = match round {
            0 | 1 => (ApplySet::Widened, images.len()),
            // One by one, and as many as one statement takes.
            _ => (ApplySet::Updated, if round == 2 { 1 } else { 50 }),
        };
        for images in images.chunks(part) {
            store.apply(images, set).await.unwrap();
        }
        let keys: Vec<_> = images.iter().map(|image| image.key.clone()).collect();
        for (there, image) in store.snapshot(&keys).await.unwrap().into_iter().zip(&images) {
            assert_eq!(there.as_ref(), Some(image));
        }
    }
    for (part, round) in [(1, ROUNDS), (50, ROUNDS + 1)] {
        database.execute("DELETE FROM `kitchen ``sink```").await;
        let images: Vec<Image> = (0..ROWS).map(|n| image(random_row(n), round)).collect();
        for images in images.chunks(part) {
            store.apply(images, ApplySet::Inserted).await.unwrap();
        }
        let keys: Vec<_> = images.iter().map(|image| image.key.clone()).collect();
        for (there, image) in store.snapshot(&keys).await.unwrap().into_iter().zip(&images) {
            assert_eq!(there.as_ref(), Some(image));
        }
    }
    database.open(1).await;
    for number in 0..ROWS {
        let row = random_row(number);
        let target = Target::new(&KITCHEN, None).unwrap();
        let pk = Pk::of(&row).unwrap();
        let sets = (2..KITCHEN.columns.len())
            .map(|column| Set { column, to: Operand::Value(row.get(column).clone()) })
            .collect();
        let change = Change { target: target.clone(), pk: pk.clone(), op: Op::Update(sets) };
        let unit = unit(&format!("r{number}"), vec![change]);
        store.write(&unit, Epoch(1)).await.unwrap();
        assert_eq!(store.get(&target, &pk, Consistency::Strong).await.unwrap().unwrap().row, row);
    }
    database.remove().await;
}

#[tokio::test]
async fn large_values_fit() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.migrate(CREATE_KITCHEN).await;
    let store = database.store();
    let images: Vec<Image> = (0..8)
        .map(|number| {
            let mut row = Row::new(&KITCHEN, Vec::new());
            row.set(0, "a".into());
            row.set(1, number.into());
            row.set(3, "'\\😀".repeat(1_900_000 / 6).into());
            image(row, 1)
        })
        .collect();
    let keys: Vec<_> = images.iter().map(|image| image.key.clone()).collect();
    for round in [1, 2] {
        let images: Vec<Image> =
            images.iter().map(|i| image(i.row().unwrap().clone(), round)).collect();
        store.apply(&images, ApplySet::Independent).await.unwrap();
        let there: Vec<Image> =
            store.snapshot(&keys).await.unwrap().into_iter().flatten().collect();
        assert!(there == images);
    }
    database.remove().await;
}
