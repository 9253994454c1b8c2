//! Deletes and the rows that point at what is deleted.

use tandem::schema::{Body, Image, Value};
use tandem::store::{Change, Operand, Refusal, Store};

use crate::app::{self, *};
use crate::mysql_server::TestDatabase;

const TEAM: Option<&str> = Some("team_1");

fn team() -> Change {
    let given = [("id", "team_1".into()), ("name", "t".into()), ("slug", "t".into())];
    insert(row(&target("team", TEAM), &given), TEAM)
}

fn workout(id: &str, source: Value) -> Change {
    let given = [
        ("id", id.into()),
        ("name", "w".into()),
        ("description", "d".into()),
        ("scheme", "time".into()),
        ("source_workout_id", source),
    ];
    insert(row(&target("workouts", TEAM), &given), TEAM)
}

fn workout_tag(id: &str, workout: &str, tag: &str) -> Change {
    let given = [("id", id.into()), ("workout_id", workout.into()), ("tag_id", tag.into())];
    insert(row(&target("workout_tags", None), &given), None)
}

fn find<'a>(images: &'a [Image], pk: &str) -> &'a Image {
    images.iter().find(|image| image.key.pk.as_str() == pk).unwrap()
}

#[tokio::test]
async fn a_row_needs_its_parent_which_the_unit_may_make() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let orphan = vec![insert_tag("tag_a", "a"), workout_tag("wtag_1", "wkt_1", "tag_a")];
    let no_parent = |column: &str, parent: &str| Refusal::NoParent {
        table: "workout_tags".to_owned(),
        column: column.to_owned(),
        parent: parent.to_owned(),
    };
    assert_eq!(refusal(app::write(&store, "r", orphan).await), no_parent("workout_id", "workouts"));
    let whole = vec![
        team(),
        workout("wkt_1", Value::Null),
        insert_tag("tag_a", "a"),
        workout_tag("wtag_1", "wkt_1", "tag_a"),
    ];
    app::write(&store, "r", whole).await.unwrap();
    let to = Operand::Value("tag_x".into());
    let moved = vec![update(target("workout_tags", None), "wtag_1", &[("tag_id", to)])];
    assert_eq!(refusal(app::write(&store, "r2", moved).await), no_parent("tag_id", "spicy_tags"));
    // A parent that the unit has deleted before is not there.
    let gone = vec![delete_tag("tag_a"), workout_tag("wtag_2", "wkt_1", "tag_a")];
    assert_eq!(refusal(app::write(&store, "r3", gone).await), no_parent("tag_id", "spicy_tags"));
    database.remove().await;
}

#[tokio::test]
async fn a_delete_takes_children_along_and_empties_references() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let made = vec![
        team(),
        insert_tag("tag_a", "a"),
        workout("wkt_1", Value::Null),
        workout("wkt_2", "wkt_1".into()),
        workout_tag("wtag_1", "wkt_1", "tag_a"),
        workout_tag("wtag_2", "wkt_1", "tag_a"),
        workout_tag("wtag_3", "wkt_2", "tag_a"),
    ];
    app::write(&store, "r", made).await.unwrap();
    let deleted =
        app::write(&store, "d", vec![delete(target("workouts", TEAM), "wkt_1")]).await.unwrap();
    assert_eq!(deleted.images.len(), 4);
    let version = EPOCH.first_version().0 + 1;
    for pk in ["wkt_1", "wtag_1", "wtag_2"] {
        let image = find(&deleted.images, pk);
        assert_eq!((image.version.0, &image.body), (version, &Body::Tombstone), "{pk}");
    }
    let emptied = find(&deleted.images, "wkt_2");
    let (at, _) = emptied.key.table.find("source_workout_id").unwrap();
    assert_eq!((emptied.version.0, emptied.row().unwrap().get(at)), (version, &Value::Null));
    // What is returned is what is there, and all of it is in the journal.
    let keys: Vec<_> = deleted.images.iter().map(|image| image.key.clone()).collect();
    let there: Vec<Image> = store.snapshot(&keys).await.unwrap().into_iter().flatten().collect();
    assert_eq!(there, deleted.images);
    let lines = store.journal(&None, NOW_MS, 100).await.unwrap();
    for image in &deleted.images {
        assert!(lines.iter().any(|line| line.key == image.key && line.version == image.version));
    }
    assert!(held(&store, &key("workout_tags", "wtag_3")).await.unwrap().unwrap().row().is_some());
    database.remove().await;
}

#[tokio::test]
async fn a_child_that_holds_its_parent_refuses_the_delete() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let role = |id: &str| {
        let given = [
            ("id", id.into()),
            ("name", "n".into()),
            ("teamId", "team_1".into()),
            ("permissions", "{}".into()),
        ];
        insert(row(&target("team_role", TEAM), &given), TEAM)
    };
    app::write(&store, "r", vec![team(), role("trole_1")]).await.unwrap();
    let refused =
        refusal(app::write(&store, "d", vec![delete(target("team", TEAM), "team_1")]).await);
    let expected = Refusal::Referenced {
        table: "team".to_owned(),
        pk: "team_1".to_owned(),
        child: "team_role".to_owned(),
        column: "teamId".to_owned(),
    };
    assert_eq!(refused, expected);
    let both =
        vec![delete(target("team_role", TEAM), "trole_1"), delete(target("team", TEAM), "team_1")];
    app::write(&store, "d", both).await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn a_row_that_goes_along_holds_nothing() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    // The child team goes with its parent; both point at users and roles in ways that don't matter.
    let child = {
        let given = [
            ("id", "team_2".into()),
            ("name", "c".into()),
            ("slug", "c".into()),
            ("parentOrganizationId", "team_1".into()),
        ];
        insert(row(&target("team", Some("team_2")), &given), Some("team_2"))
    };
    app::write(&store, "r", vec![team(), child]).await.unwrap();
    let deleted =
        app::write(&store, "d", vec![delete(target("team", TEAM), "team_1")]).await.unwrap();
    assert_eq!(deleted.images.len(), 2);
    database.remove().await;
}

#[tokio::test]
async fn a_delete_that_reaches_too_far_is_refused() {
    let Some(database) = TestDatabase::create().await else {
        return;
    };
    database.open(EPOCH.0).await;
    let store = database.store();
    let made = vec![team(), workout("wkt_1", Value::Null), insert_tag("tag_a", "a")];
    app::write(&store, "r", made).await.unwrap();
    let fill = async |from: usize, to: usize| {
        let rows: Vec<String> = (from..to)
            .map(|at| format!("('wtag_{at}', '2026-01-01', '2026-01-01', 'wkt_1', 'tag_a')"))
            .collect();
        let rows = rows.join(", ");
        database
            .execute(&format!("INSERT INTO workout_tags (id, createdAt, updatedAt, workout_id, tag_id) VALUES {rows}"))
            .await;
    };
    fill(0, 4_999).await;
    fill(4_999, 5_000).await;
    let refused = refusal(app::write(&store, "d", vec![delete_tag("tag_a")]).await);
    assert!(matches!(refused, Refusal::TooManyRows { most: 5_000, .. }), "{refused:?}");
    database.execute("DELETE FROM workout_tags WHERE id = 'wtag_0'").await;
    let deleted = app::write(&store, "d", vec![delete_tag("tag_a")]).await.unwrap();
    assert_eq!(deleted.images.len(), 5_000);
    database.remove().await;
}
