//! The paths: each prepares its input and gives the operation that is repeated.

use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;

use serde_json::{Value, json};
use tandem::schema::{Body, Image, Key, Pk, Row, Version};
use tandem::store::mysql::MySql;
use tandem::store::{ApplySet, Consistency, Direction, MAX_PAGE_ROWS, PageQuery, Store, Target};
use tandem_mysql::{Literal, Quoting, Sql};

use crate::d1::CannedD1;
use crate::mysql::CannedMySql;
use crate::rows::{Form, TEAM, VERSION, id, texts, workouts};
use crate::worker::Worker;
use crate::world::block_on;

/// Rows of a page through HTTP.
const PAGE_ROWS: usize = 50;
/// Rows of one INSERT.
const INSERT_ROWS: usize = 500;

type Operation = Box<dyn FnMut()>;

/// One path through the program.
pub struct Path {
    pub name: &'static str,
    /// How often it is taken in the shorter and in the longer run.
    pub times: [u32; 2],
    /// Makes its input.
    pub prepare: fn() -> Operation,
}

/// All paths. The longer run takes a second or two under callgrind.
pub const PATHS: [Path; 8] = [
    Path { name: "get", times: [20, 120], prepare: get },
    Path { name: "list", times: [2, 12], prepare: list },
    Path { name: "create", times: [10, 60], prepare: create },
    Path { name: "create-double", times: [10, 60], prepare: create_double },
    Path { name: "mysql-get", times: [20, 120], prepare: mysql_get },
    Path { name: "mysql-list", times: [1, 4], prepare: mysql_list },
    Path { name: "mysql-apply", times: [1, 4], prepare: mysql_apply },
    Path { name: "sql", times: [2, 12], prepare: sql },
];

/// `GET` of one row, from D1.
fn get() -> Operation {
    let worker = Worker::new(CannedD1::with_rows(1), None);
    let target = format!("/v1/workouts/{}", id(0));
    Box::new(move || {
        assert_eq!(black_box(worker.answer("GET", &target, "")).status, 200);
    })
}

/// `GET` of a page after a cursor, from D1.
fn list() -> Operation {
    let worker = Worker::new(CannedD1::with_rows(PAGE_ROWS), None);
    let target = format!("/v1/workouts?sort=createdAt&limit={PAGE_ROWS}");
    let first = worker.answer("GET", &target, "");
    let page: Value = serde_json::from_slice(&first.body).expect("a page is JSON");
    assert_eq!(page["rows"].as_array().expect("a page has rows").len(), PAGE_ROWS);
    let next = format!("{target}&cursor={}", page["next"].as_str().expect("there is a next page"));
    Box::new(move || {
        assert_eq!(black_box(worker.answer("GET", &next, "")).status, 200);
    })
}

/// `POST` of a row, whose table emits an event, to D1 alone; the event goes to the queue.
fn create() -> Operation {
    creating(Worker::new(CannedD1::with_rows(1), None))
}

/// The same, then over a new connection to MySQL, and acknowledged in D1.
fn create_double() -> Operation {
    creating(Worker::new(CannedD1::with_rows(1), Some(CannedMySql::with_rows(0))))
}

fn creating(worker: Worker) -> Operation {
    // What D1 then answers is the row with this id.
    let body = json!({
        "id": id(0),
        "name": "Murph",
        "description": "1 mile run, 100 pull-ups, 200 push-ups, 300 squats, 1 mile run.",
        "scheme": "time",
        "score_type": "min",
        "time_cap": 3600,
    });
    let (body, doubles) = (body.to_string(), worker.is_double());
    let mut written = 0;
    Box::new(move || {
        let answer = black_box(worker.answer("POST", "/v1/workouts", &body));
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        written += u64::from(doubles);
        assert_eq!(worker.dual_writes(), written);
    })
}

fn workouts_of_the_team() -> Target {
    Target::new(workouts(), Some(TEAM)).expect("workouts belong to a team")
}

/// One row through the MySQL store, on a connection that is there.
fn mysql_get() -> Operation {
    let mysql = MySql::new(CannedMySql::with_rows(1));
    let target = workouts_of_the_team();
    let pk = Pk::parse(workouts(), &id(0)).expect("it is a key");
    Box::new(move || {
        let row =
            block_on(mysql.get(&target, &pk, Consistency::Strong)).expect("the server answers");
        assert!(black_box(row).is_some());
    })
}

/// 1,000 rows through the MySQL store: two pages of the largest size.
fn mysql_list() -> Operation {
    let mysql = MySql::new(CannedMySql::with_rows(MAX_PAGE_ROWS));
    let by = workouts().find("createdAt").map(|(at, _)| at);
    let descending = Direction::Descending;
    let first = PageQuery::new(workouts_of_the_team(), vec![], by, descending, MAX_PAGE_ROWS);
    let first = first.expect("the schema declares the list");
    Box::new(move || {
        let page = block_on(mysql.list(&first, Consistency::Strong)).expect("the server answers");
        let next = first.clone().after(page.next.clone().expect("the page was full"));
        black_box(page);
        let page = block_on(mysql.list(&next, Consistency::Strong)).expect("the server answers");
        assert_eq!(black_box(page).rows.len(), MAX_PAGE_ROWS);
    })
}

/// 500 new rows put into MySQL, as replay and backfill do it.
fn mysql_apply() -> Operation {
    let mysql = MySql::new(CannedMySql::with_rows(INSERT_ROWS));
    let by = workouts().find("createdAt").map(|(at, _)| at);
    let all = PageQuery::new(workouts_of_the_team(), vec![], by, Direction::Ascending, INSERT_ROWS);
    let page =
        block_on(mysql.list(&all.expect("the schema declares the list"), Consistency::Strong));
    let images = page.expect("the server answers").rows.into_iter().map(|found| image(found.row));
    let images: Vec<Image> = images.collect();
    let empty = MySql::new(CannedMySql::with_rows(0)).remembering(Rc::new(Cell::new(true)));
    Box::new(move || {
        let applied = block_on(empty.apply(&images, ApplySet::Independent));
        assert_eq!(black_box(applied.expect("it is applied")).len(), INSERT_ROWS);
    })
}

fn image(row: Row) -> Image {
    let key = Key { table: workouts(), pk: Pk::of(&row).expect("the row has a key") };
    Image { key, version: Version(VERSION), body: Body::Row(row) }
}

/// An INSERT of 500 rows as text, by the client's renderer alone.
fn sql() -> Operation {
    let rows: Vec<_> = (0..INSERT_ROWS).map(|n| texts(workouts(), n, Form::MySql)).collect();
    Box::new(move || {
        let mut insert = Sql::new().raw("INSERT INTO ").ident("workouts").raw(" VALUES ");
        for (at, row) in rows.iter().enumerate() {
            let values = row.iter().map(|text| text.as_deref().map_or(Literal::Null, Literal::Str));
            let before = if at > 0 { insert.raw(", ") } else { insert };
            insert = before.push(&Sql::new().list(values));
        }
        black_box(insert.text(Quoting::BackslashEscapes).expect("it is a statement"));
    })
}
