//! `VERIFY_WRITES`: what was applied is read back. The same failures, in one row.

use super::cells::{SEEDS, fill};
use super::*;
use tandem::replication::verify_write;
use tandem::schema::{Body, Image, Version};

/// What the primary holds at the third row, and what reads back otherwise at the secondary.
async fn differing(sides: &impl Sides) -> Result<usize, StoreError> {
    let keys = [key(&KITCHEN, "3,a")];
    let images = Store::snapshot(sides.ours(), &keys).await.unwrap();
    let images: Vec<Image> = images.into_iter().flatten().collect();
    assert_eq!(images.len(), 1);
    verify_write(sides.theirs(), &images).await.map(|keys| keys.len())
}

on_both!(a_write_that_arrived_otherwise_is_noticed, |sides| {
    fill(&sides).await;
    for (name, sqlite, mysql, kinds) in SEEDS {
        let sql = |set: &str| format!("UPDATE `kitchen ``sink``` SET {set} WHERE `number` = 3");
        sides.tamper(&sql(sqlite), &sql(mysql.unwrap_or(sqlite))).await;
        let expected = match *name {
            "a version that is ahead" => 0, // a later write
            _ => kinds.len().min(1),
        };
        assert_eq!(differing(&sides).await, Ok(expected), "{name}");
        sides.both_run("DELETE FROM `kitchen ``sink```").await;
        fill(&sides).await;
    }
    let delete = "DELETE FROM `kitchen ``sink``` WHERE `number` = 3";
    sides.tamper(delete, delete).await;
    assert_eq!(differing(&sides).await, Ok(1));
});

on_both!(a_delete_that_did_not_arrive_is_noticed, |sides| {
    fill(&sides).await;
    let gone = key(&KITCHEN, "3,a");
    let image = Image { key: gone, version: Version(8), body: Body::Tombstone };
    let images = std::slice::from_ref(&image);
    assert_eq!(verify_write(sides.theirs(), images).await.unwrap().len(), 1, "the row is there");
    let delete = "DELETE FROM `kitchen ``sink``` WHERE `number` = 3";
    sides.tamper(delete, delete).await;
    assert_eq!(verify_write(sides.theirs(), images).await.unwrap().len(), 1, "no tombstone");
    for (version, expected) in [(7, 1), (8, 0), (9, 0)] {
        let line = format!(
            "REPLACE INTO `_tombstone` (`tbl`, `pk`, `version`) VALUES ('kitchen `sink`', '3,a', {version})"
        );
        sides.tamper(&line, &line).await;
        assert_eq!(
            verify_write(sides.theirs(), images).await.unwrap().len(),
            expected,
            "{version}"
        );
    }
});
