//! Swaps of unique values of every type that can be in a unique key.

use tandem::schema::table::{Column, Default, Table, Type, Unique, Unit};
use tandem::schema::{Image, Row, Value};
use tandem::store::{ApplySet, Store};

use crate::app::*;
use crate::kitchen::{BY_KEY, NO_EVENTS};
use crate::mysql_server::TestDatabase;

const fn column(name: &'static str, ty: Type, nullable: bool) -> Column {
    Column { name, ty, nullable, default: Default::None, secret: false, guarded: false }
}

const fn unique(name: &'static str, columns: &'static [usize]) -> Unique {
    Unique { name, columns }
}

static SWAPS: Table = Table {
    name: "swaps",
    module: "test",
    columns: &[
        column("id", Type::Id { prefix: "s" }, false),
        column("nullable", Type::BigInt, true),
        column("short", Type::String { max_chars: 1 }, false),
        column("int", Type::Int { min: 0, max: 1 }, false),
        column("all", Type::Int { min: -2_147_483_648, max: 2_147_483_647 }, false),
        column("big", Type::BigInt, false),
        column("bool", Type::Bool, false),
        column("at", Type::Timestamp { unit: Unit::Seconds }, false),
        column("day", Type::Date, false),
        column("word", Type::Enum { values: &["a", "b"] }, false),
        column("money", Type::Decimal { precision: 9, scale: 2 }, false),
        column("bytes", Type::Bytes { max_bytes: 8 }, false),
        column("double", Type::Double, false),
        column("other", Type::Id { prefix: "" }, false),
    ],
    key: &[0],
    scope: None,
    shared: true,
    guarded: false,
    level: 0,
    uniques: &[
        unique("u1", &[1]),
        unique("u2", &[2]),
        unique("u3", &[3]),
        unique("u4", &[4]),
        unique("u5", &[5]),
        unique("u6", &[6]),
        unique("u7", &[7]),
        unique("u8", &[8]),
        unique("u9", &[9]),
        unique("u10", &[10]),
        unique("u11", &[11]),
        unique("u12", &[12]),
        unique("u13", &[13, 3]),
    ],
    references: &[],
    referenced_by: &[],
    lists: BY_KEY,
    events: NO_EVENTS,
};

const CREATE: &str = "CREATE TABLE `swaps` (
  `id` VARCHAR(64) NOT NULL, `nullable` BIGINT, `short` VARCHAR(1) NOT NULL, `int` INT NOT NULL, `all` INT NOT NULL,
  `big` BIGINT NOT NULL, `bool` TINYINT(1) NOT NULL, `at` DATETIME(3) NOT NULL, `day` DATE NOT NULL,
  `word` VARCHAR(64) NOT NULL, `money` DECIMAL(9,2) NOT NULL, `bytes` VARBINARY(8) NOT NULL, `double` DOUBLE NOT NULL,
  `other` VARCHAR(64) NOT NULL, `_version` BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (`id`),
  UNIQUE KEY u1 (`nullable`), UNIQUE KEY u2 (`short`), UNIQUE KEY u3 (`int`), UNIQUE KEY u4 (`all`), UNIQUE KEY u5 (`big`),
  UNIQUE KEY u6 (`bool`), UNIQUE KEY u7 (`at`), UNIQUE KEY u8 (`day`), UNIQUE KEY u9 (`word`), UNIQUE KEY u10 (`money`),
  UNIQUE KEY u11 (`bytes`), UNIQUE KEY u12 (`double`), UNIQUE KEY u13 (`other`, `int`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin";

fn swap_row(id: &str, first: bool) -> Row {
    let pick = |a: Value, b: Value| if first { a } else { b };
    let values = vec![
        id.into(),
        pick(1.into(), 2.into()),
        pick("a".into(), "b".into()),
        pick(0.into(), 1.into()),
        pick(i64::from(i32::MIN).into(), i64::from(i32::MAX).into()),
        pick(i64::MIN.into(), i64::MAX.into()),
        pick(false.into(), true.into()),
        pick(1_000.into(), 2_000.into()),
        pick("1000-01-01".into(), "9999-12-31".into()),
        pick("a".into(), "b".into()),
        pick("0.00".into(), "-9999999.99".into()),
        pick(vec![].into(), vec![0_u8; 8].into()),
        pick(0.0.into(), f64::MIN.into()),
        "x".into(),
    ];
    Row::new(&SWAPS, values).checked().unwrap()
}

#[tokio::test]
async fn rows_swap_unique_values_of_every_type() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.migrate(CREATE).await;
    let store = database.store();
    for round in 0..6 {
        let a_first = round % 2 == 0;
        let images: Vec<Image> =
            vec![image(swap_row("s_a", a_first), round), image(swap_row("s_b", !a_first), round)];
        store.apply(&images, ApplySet::Widened).await.unwrap();
        let keys: Vec<_> = images.iter().map(|image| image.key.clone()).collect();
        let there: Vec<Image> =
            store.snapshot(&keys).await.unwrap().into_iter().flatten().collect();
        assert_eq!(there, images);
    }
    database.remove().await;
}
