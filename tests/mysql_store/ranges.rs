//! Whole tables page by page: order, bounds, and rows that can't be read.

use tandem::schema::{Image, Key, Pk, Row, TABLES, table};
use tandem::store::{ApplySet, Found, PRIMARY_KEY, Postponed, Range, Store};

use crate::app::*;
use crate::kitchen::{CREATE_KITCHEN, KITCHEN};
use crate::mysql_server::TestDatabase;
use crate::ranges_model::{self, all};

#[tokio::test]
async fn pages_are_the_rows_in_key_order_within_their_bounds() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.migrate(CREATE_KITCHEN).await;
    let store = database.store();
    let mut tables: Vec<Vec<Row>> = Vec::new();
    ranges_model::each_table(|rows| tables.push(rows.to_vec()));
    for rows in tables {
        database.execute("DELETE FROM `kitchen ``sink```").await;
        let images: Vec<Image> = rows.iter().map(|row| image(row.clone(), 7)).collect();
        store.apply(&images, ApplySet::Independent).await.unwrap();
        ranges_model::check(&store, &rows).await;
    }
    database.remove().await;
}

#[tokio::test]
async fn a_value_that_cannot_be_read_is_named_with_its_key() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.migrate(CREATE_KITCHEN).await;
    let store = database.store();
    database
        .execute("INSERT INTO `kitchen ``sink``` (id, number, bool, enum) VALUES ('a', 1, 1, 'a'), ('a', 2, 7, 'a'), ('a', 3, 0, 'c')")
        .await;
    let page = store.range(&all(&KITCHEN)).await.unwrap();
    let columns: Vec<Option<&str>> = page
        .rows
        .iter()
        .map(|found| match found {
            Found::Row(_) => None,
            Found::Unreadable { column, .. } => Some(*column),
        })
        .collect();
    assert_eq!(columns, [None, Some("bool"), Some("enum")]);
    let keys: Vec<Pk> = page.rows.iter().map(|found| found.pk().unwrap()).collect();
    let keys: Vec<&str> = keys.iter().map(Pk::as_str).collect();
    assert_eq!(keys, ["1,a", "2,a", "3,a"]);
    database.remove().await;
}

#[tokio::test]
async fn what_verify_asks_besides_the_rows() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.migrate(CREATE_KITCHEN).await;
    let store = database.store();
    for (at, id) in ["a", "b,%2C\"\\", "c%", "ä"].into_iter().enumerate() {
        let row = Row::new(&KITCHEN, vec![id.into(), (i64::try_from(at).unwrap() - 1).into()]);
        let gone = tombstone(Key { table: &KITCHEN, pk: Pk::of(&row).unwrap() }, 3);
        store.apply(&[gone], ApplySet::Independent).await.unwrap();
        if at % 2 == 1 {
            store.apply(&[image(row, 4)], ApplySet::Independent).await.unwrap();
        }
    }
    database
        .execute("INSERT INTO _tombstone VALUES ('spicy_tags', 'x', 1), ('spicy_tags', 'y', 2)")
        .await;
    store.apply(&[tag_image("y", "y", 3)], ApplySet::Independent).await.unwrap();
    ranges_model::check_tombstones(&store).await;

    for id in ["a", "b", "c"] {
        let given = [("id", id.into()), ("name", id.into()), ("slug", id.into())];
        let team = image(row(&target("team", Some(id)), &given), 1);
        store.apply(&[team], ApplySet::Independent).await.unwrap();
    }
    database.execute("UPDATE team SET parentOrganizationId = 'gone' WHERE id <> 'a'").await;
    ranges_model::check_orphans(&store).await;

    database.open(2).await;
    write(&store, "r", vec![insert_tag("t0", "n0"), insert_tag("t1", "n1")]).await.unwrap();
    let keys = [key("spicy_tags", "t0"), key("spicy_tags", "t1"), key("spicy_tags", "y")];
    let failed = Postponed { key: keys[1].clone(), next_ms: 5, error: "it's".to_owned() };
    store.postpone(&[failed]).await.unwrap();
    let mut dirty = store.dirty(&keys).await.unwrap();
    dirty.sort_by(|a, b| a.0.pk.cmp(&b.0.pk));
    let version = EPOCH.first_version();
    let errors = [None, Some("it's".to_owned())];
    let expected = keys.iter().cloned().zip(errors).map(|(key, error)| (key, version, error));
    assert_eq!(dirty, expected.collect::<Vec<_>>());
    assert!(store.dirty(&[]).await.unwrap().is_empty());
    database.remove().await;
}

#[tokio::test]
async fn unique_keys_are_those_that_there_are() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    let store = database.store();
    for table in TABLES {
        let mut expected: Vec<&str> = table.uniques.iter().map(|unique| unique.name).collect();
        expected.push(PRIMARY_KEY);
        expected.sort_unstable();
        assert_eq!(store.unique_keys(table).await.unwrap(), expected, "{}", table.name);
    }
    let tags = table("spicy_tags").unwrap();
    let unique = tags.uniques[0].name;
    database
        .execute(&format!(
            "ALTER TABLE spicy_tags DROP KEY `{unique}`, ADD UNIQUE KEY start (`name`(3))"
        ))
        .await;
    assert_eq!(store.unique_keys(tags).await.unwrap(), [PRIMARY_KEY, "start"]);
    database.remove().await;
}

/// Rows that the server reads to give a page: no more than the page has, twice.
#[tokio::test]
async fn no_page_reads_rows_that_it_does_not_give() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.migrate(CREATE_KITCHEN).await;
    let store = database.store();
    let row = |id: &str, number: i64| Row::new(&KITCHEN, vec![id.into(), number.into()]);
    for number in 0..40 {
        let images: Vec<Image> =
            (0..50).map(|id| image(row(&format!("{id:02}"), number), 1)).collect();
        store.apply(&images, ApplySet::Inserted).await.unwrap();
    }
    database.query("ANALYZE TABLE `kitchen ``sink```").await;
    let pk = |id: &str, number: i64| Pk::of(&row(id, number)).ok();
    let range = Range { after: pk("25", 20), up_to: pk("05", 21), ..all(&KITCHEN) };
    assert_eq!(store.range(&range).await.unwrap().rows.len(), 30);
    let mut connection = database.connection().await;
    let explained = crate::mysql_server::text(
        "EXPLAIN FORMAT=TRADITIONAL SELECT * FROM `kitchen ``sink``` WHERE ((`number` > 20) OR (`number` = 20 AND `id` > '25')) AND ((`number` < 21) OR (`number` = 21 AND `id` <= '05')) ORDER BY `number`, `id` LIMIT 2000".to_owned(),
    );
    let plan = connection.query(&explained).await.unwrap();
    let first = plan.first().unwrap();
    let columns: Vec<Option<String>> =
        first.values().map(|v| v.map(|v| String::from_utf8_lossy(v).into_owned())).collect();
    assert!(columns.contains(&Some("range".to_owned())), "{columns:?}");
    assert!(columns.contains(&Some("PRIMARY".to_owned())), "{columns:?}");
    database.remove().await;
}
