//! Pages: every row once, in the order that a plain sort of bytes gives, NULL first.

use tandem::schema::table::{Column, Default, List, Table, Type};
use tandem::schema::{Image, Row, Value};
use tandem::store::{ApplySet, Consistency, Direction, PageQuery, Store, Target};

use crate::app::*;
use crate::kitchen::NO_EVENTS;
use crate::mysql_server::TestDatabase;

const fn column(name: &'static str, ty: Type, nullable: bool) -> Column {
    Column { name, ty, nullable, default: Default::None, secret: false, guarded: false }
}

static LISTED: Table = Table {
    name: "listed",
    module: "test",
    columns: &[
        column("a", Type::String { max_chars: 20 }, false),
        column("b", Type::Int { min: 0, max: 9 }, false),
        column("sort", Type::String { max_chars: 20 }, true),
        column("kind", Type::Bool, false),
    ],
    key: &[0, 1],
    scope: None,
    shared: true,
    guarded: false,
    level: 0,
    uniques: &[],
    references: &[],
    referenced_by: &[],
    lists: &[List { filter: &[], by: None }, List { filter: &[3], by: Some(2) }],
    events: NO_EVENTS,
};

const CREATE: &str = "CREATE TABLE `listed` (`a` VARCHAR(20) NOT NULL, `b` INT NOT NULL, `sort` VARCHAR(20),
  `kind` TINYINT(1) NOT NULL, `_version` BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (`a`, `b`), KEY s (`kind`, `sort`, `a`, `b`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin";

fn rows() -> Vec<Row> {
    let names = ["a", "B", "b", "ä", "a ", "", "Z", "😀", "％"];
    let sorts = [Value::Null, "x".into(), "X".into(), "x ".into()];
    let mut rows = Vec::new();
    for (at, name) in names.iter().enumerate() {
        for b in 0..4_i64 {
            let name = if name.is_empty() { "empty" } else { name };
            let at = at + usize::try_from(b).unwrap();
            let values =
                vec![name.into(), b.into(), sorts[at % sorts.len()].clone(), (at % 3 != 0).into()];
            rows.push(Row::new(&LISTED, values));
        }
    }
    rows
}

fn order(row: &Row, by: &[usize]) -> Vec<(bool, Vec<u8>)> {
    by.iter()
        .map(|at| match row.get(*at) {
            Value::Null => (false, Vec::new()),
            Value::Int(number) => (true, number.to_be_bytes().to_vec()),
            Value::Text(text) => (true, text.clone().into_bytes()),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[tokio::test]
async fn pages_give_every_row_once_and_in_order() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.migrate(CREATE).await;
    let store = database.store();
    let images: Vec<Image> = rows().into_iter().map(|row| image(row, 1)).collect();
    store.apply(&images, ApplySet::Independent).await.unwrap();
    let target = Target::new(&LISTED, None).unwrap();
    for kind in [None, Some(true), Some(false)] {
        let filter: Vec<(usize, Value)> = kind.map(|kind| (3, kind.into())).into_iter().collect();
        let by = kind.map(|_| 2);
        let columns: &[usize] = if kind.is_some() { &[2, 0, 1] } else { &[0, 1] };
        for direction in [Direction::Ascending, Direction::Descending] {
            let mut expected: Vec<Row> = rows()
                .into_iter()
                .filter(|row| filter.iter().all(|(at, value)| row.get(*at) == value))
                .collect();
            expected.sort_by_key(|row| order(row, columns));
            if direction == Direction::Descending {
                expected.reverse();
            }
            for size in [1, 2, 7, 100] {
                let mut found = Vec::new();
                let query =
                    PageQuery::new(target.clone(), filter.clone(), by, direction, size).unwrap();
                let mut next = query.clone();
                loop {
                    let page = store.list(&next, Consistency::Strong).await.unwrap();
                    found.extend(page.rows.into_iter().map(|stored| stored.row));
                    assert!(found.len() <= expected.len(), "a row twice: {direction:?} by {by:?}");
                    let Some(after) = page.next else { break };
                    next = query.clone().after(after);
                }
                assert_eq!(found, expected, "{direction:?} by {by:?}, {size} a page");
            }
        }
    }
    database.remove().await;
}
