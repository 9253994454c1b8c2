//! D1 with a replica that is behind.

use std::cell::Cell;
use std::rc::Rc;

use tandem::store::Consistency;
use tandem::store::d1::D1;
use tandem::store::d1::database::{Database, DatabaseError, Reading, Record, Statement};

use super::{critical, name, rename, some, tag, tolerant, write};
use crate::support::app::App;
use crate::support::pairs::{Pair, TwoSqlites};
use crate::support::sqlite::SqliteD1;
use tandem::store::Side;

/// A D1 whose only replica has nothing that was written since it was made.
#[derive(Clone)]
struct Replicated {
    primary: SqliteD1,
    replica: SqliteD1,
    /// Bookmarks are numbers: of the primary, and of the replica.
    at: Rc<Cell<u64>>,
    replica_at: Rc<Cell<u64>>,
}

type Answers = Vec<Vec<Record>>;

impl Database for Replicated {
    async fn batch(&self, batch: Vec<(Statement, Reading)>) -> Result<Answers, DatabaseError> {
        self.primary.batch(batch).await
    }

    async fn batch_in(
        &self,
        consistency: Consistency<'_>,
        batch: Vec<(Statement, Reading)>,
    ) -> Result<(Answers, Option<String>), DatabaseError> {
        let needs = match consistency {
            Consistency::Strong => u64::MAX,
            Consistency::Eventual => 0,
            Consistency::Bookmark(bookmark) => bookmark.parse().unwrap(),
        };
        if self.replica_at.get() >= needs {
            return Ok((self.replica.batch(batch).await?, Some(self.replica_at.get().to_string())));
        }
        let answers = self.primary.batch(batch).await?;
        self.at.set(self.at.get() + 1);
        Ok((answers, Some(self.at.get().to_string())))
    }
}

#[tokio::test]
async fn a_replica_of_d1_serves_who_has_written_nothing_that_it_lacks() {
    let (_, mysql) = TwoSqlites.fresh().await;
    let (at, replica_at) = (Rc::<Cell<u64>>::default(), Rc::<Cell<u64>>::default());
    let (primary, replica) = (SqliteD1::migrated(), SqliteD1::migrated());
    let d1 = Replicated { primary, replica, at, replica_at: Rc::clone(&replica_at) };
    let app = App::new(D1::new(d1), mysql);
    let router = app.isolate();
    let first = write(&app, &router, vec![tag(&app.world, "a", "one")]).await;
    let second = write(&app, &router, vec![rename(&app.world, "a", "uno")]).await;
    assert_eq!(name(&router, "a", &tolerant(None)).await.unwrap(), (None, Side::D1), "behind");
    for session in [&first, &second] {
        let read = name(&router, "a", &tolerant(Some(session))).await.unwrap();
        assert_eq!(read, some("uno", Side::D1));
    }
    assert_eq!(name(&router, "a", &critical()).await.unwrap(), some("uno", Side::D1));
    // The replica says that it has the first write: whoever made it is served there.
    replica_at.set(1);
    assert_eq!(name(&router, "a", &tolerant(Some(&first))).await.unwrap().0, None);
    let read = name(&router, "a", &tolerant(Some(&second))).await.unwrap();
    assert_eq!(read, some("uno", Side::D1));
    // The later write counts of a session that made both.
    let both = second.after(first);
    let read = name(&router, "a", &tolerant(Some(&both))).await.unwrap();
    assert_eq!(read, some("uno", Side::D1));
}
