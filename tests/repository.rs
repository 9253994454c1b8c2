//! The typed way in: what an app's own Rust code writes.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use support::app::{App, insert, target, unit};
use support::pairs::{Pair, TwoSqlites};
use tandem::router::{Freshness, Listing, ReadOptions, Reader, Repository, RouteError};
use tandem::schema::entities::{Locations, Movements, locations, movements};
use tandem::schema::{InTenant, Unscoped};
use tandem::store::{Direction, Refusal, WriteError};

const ANY: ReadOptions<'_> = ReadOptions {
    freshness: Freshness::Tolerant,
    session: None,
    reader: Reader { tenant: None, user: None, visitor: None },
};

fn team(id: &str) -> InTenant {
    InTenant(id.to_owned())
}

fn listing<T>(limit_rows: usize) -> Listing<T> {
    let direction = Direction::Ascending;
    Listing { filter: Vec::new(), by: None, direction, limit_rows, after: None }
}

#[tokio::test]
async fn rows_are_made_read_changed_and_deleted_in_their_scope() {
    let (d1, mysql) = TwoSqlites.fresh().await;
    let app = App::new(d1, mysql);
    let router = app.isolate();
    for id in ["team_1", "team_2"] {
        let values = [("id", id.into()), ("name", id.into()), ("slug", id.into())];
        let made = insert(&target("team", Some(id)), &app.world, &values);
        router.write(unit(&app.world, vec![made])).await.unwrap();
    }
    let rooms: Repository<Locations, _, _, _> = Repository::new(&router);
    let made = rooms.insert(&team("team_1"), vec![locations::NAME.set("Hall")]).unwrap();
    let pk = made.changes[0].pk.clone();
    router.write(made).await.unwrap();

    let found = rooms.get(&team("team_1"), &pk, &ANY).await.unwrap().unwrap();
    assert_eq!((found.row.name.as_str(), found.row.capacity), ("Hall", 20));
    assert!(rooms.get(&team("team_2"), &pk, &ANY).await.unwrap().is_none(), "another tenant's");

    let change = vec![locations::CAPACITY.set(30)];
    router.write(rooms.update(&team("team_1"), &pk, change).unwrap()).await.unwrap();
    let changed = rooms.get(&team("team_1"), &pk, &ANY).await.unwrap().unwrap();
    assert_eq!(changed.row.capacity, 30);
    assert!(changed.version > found.version);

    let stranger = rooms.delete(&team("team_2"), &pk).unwrap();
    let refused = router.write(stranger).await;
    assert!(matches!(
        refused,
        Err(RouteError::Write(WriteError::Refused(Refusal::Missing { .. })))
    ));
    router.write(rooms.delete(&team("team_1"), &pk).unwrap()).await.unwrap();
    assert!(rooms.get(&team("team_1"), &pk, &ANY).await.unwrap().is_none());
}

#[tokio::test]
async fn pages_lead_through_all_rows() {
    let (d1, mysql) = TwoSqlites.fresh().await;
    let app = App::new(d1, mysql);
    let router = app.isolate();
    let all: Repository<Movements, _, _, _> = Repository::new(&router);
    for at in 0..7 {
        let columns = vec![
            movements::NAME.set(format!("movement {at}")),
            movements::TYPE.set("gymnastic".to_owned()),
        ];
        router.write(all.insert(&Unscoped, columns).unwrap()).await.unwrap();
    }
    let (mut seen, mut page) = (Vec::new(), listing(3));
    loop {
        let (rows, next) = all.list(&Unscoped, page, &ANY).await.unwrap();
        seen.extend(rows.into_iter().map(|found| found.row.id));
        let Some(next) = next else { break };
        page = listing(3);
        page.after = Some(next);
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((seen.len(), &sorted), (7, &seen));
}
