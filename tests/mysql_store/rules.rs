//! Conditions, sums and scopes.

use tandem::schema::{EPOCH_SHIFT, Pk, Value, Version};
use tandem::store::{
    Change, Comparison, Condition, Consistency, Op, Operand, Refusal, Store, Target,
};

use crate::app::{self, *};
use crate::mysql_server::TestDatabase;

const FIRST: i64 = 2 << EPOCH_SHIFT;

#[tokio::test]
async fn conditions_are_decided_on_the_locked_row() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    app::write(&store, "r0", vec![insert_tag("tag_a", "one")]).await.unwrap();
    let require = |pk: &str, condition| Change {
        target: target("spicy_tags", None),
        pk: Pk::from_stored(pk.to_owned()),
        op: Op::Require(condition),
    };
    let (at, _) = target("spicy_tags", None).table().find("name").unwrap();
    let name_is =
        |comparison, value: &str| Condition::Column { column: at, comparison, value: value.into() };
    let holds = [
        require("tag_a", Condition::Exists),
        require("tag_x", Condition::Absent),
        require("tag_a", Condition::Version(Version(FIRST))),
        require("tag_a", name_is(Comparison::Equal, "one")),
        require("tag_a", name_is(Comparison::Greater, "Zebra")),
        require("tag_a", name_is(Comparison::Less, "äh")),
    ];
    for (at, change) in holds.into_iter().enumerate() {
        app::write(&store, &format!("h{at}"), vec![change]).await.unwrap();
    }
    let fails = [
        require("tag_x", Condition::Exists),
        require("tag_a", Condition::Absent),
        require("tag_a", Condition::Version(Version(FIRST + 1))),
        require("tag_x", name_is(Comparison::NotEqual, "one")),
        require("tag_a", name_is(Comparison::Less, "ONE")),
    ];
    for change in fails {
        let changes = vec![insert_tag("tag_b", "two"), change];
        let _ = refusal(app::write(&store, "f", changes).await);
    }
    // An absent row that is required to be so can be made.
    let made = vec![require("tag_b", Condition::Absent), insert_tag("tag_b", "two")];
    app::write(&store, "made", made).await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn a_sum_stays_in_its_column_s_range() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    app::write(&store, "r0", vec![insert_tag("tag_a", "one")]).await.unwrap();
    let add =
        |by| update(target("spicy_tags", None), "tag_a", &[("updateCounter", Operand::Plus(by))]);
    app::write(&store, "r1", vec![add(41), add(1)]).await.unwrap();
    let result = app::write(&store, "r2", vec![add(i64::MAX)]).await;
    assert!(
        matches!(refusal(result), Refusal::OutOfRange { column, .. } if column == "updateCounter")
    );
    let image = held(&store, &key("spicy_tags", "tag_a")).await.unwrap().unwrap();
    let (at, _) = image.key.table.find("updateCounter").unwrap();
    assert_eq!(image.row().unwrap().get(at), &Value::Int(42));
    database.remove().await;
}

#[tokio::test]
async fn a_row_of_another_scope_is_not_there() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let group = |scope: &str| -> Target { target("competition_groups", Some(scope)) };
    let team = row(
        &target("team", Some("team_1")),
        &[("id", "team_1".into()), ("name", "t".into()), ("slug", "t".into())],
    );
    let given = [("id", "cgrp_1".into()), ("slug", "s".into()), ("name", "n".into())];
    let made = insert(row(&group("team_1"), &given), Some("team_1"));
    app::write(&store, "r0", vec![insert(team, Some("team_1")), made]).await.unwrap();
    let rename = |scope| update(group(scope), "cgrp_1", &[("name", Operand::Value("m".into()))]);
    let missing = refusal(app::write(&store, "r1", vec![rename("team_2")]).await);
    assert!(matches!(missing, Refusal::Missing { .. }));
    let pk = Pk::from_stored("cgrp_1".to_owned());
    assert!(store.get(&group("team_2"), &pk, Consistency::Strong).await.unwrap().is_none());
    assert!(store.get(&group("team_1"), &pk, Consistency::Strong).await.unwrap().is_some());
    app::write(&store, "r1", vec![rename("team_1")]).await.unwrap();
    database.remove().await;
}
