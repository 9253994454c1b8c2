//! Facts, standing and counts: the [`Evidence`] in D1's side tables.

mod counts;
mod standing;

pub(super) use counts::purge;

use super::D1;
use super::database::Database;
use super::decode;
use super::side::{one, run};
use super::sql::Sql;
use crate::evidence::{Evidence, Fact, FactName, Standing, Window};
use crate::store::StoreError;

/// Longest detail of a fact that is kept, in characters.
const MAX_DETAIL_CHARS: usize = 4_000;

impl<B: Database> Evidence for D1<B> {
    async fn facts(&self) -> Result<Vec<Fact>, StoreError> {
        let sql = Sql::new(
            "SELECT json_array(\"name\", CAST(\"holds\" AS TEXT), \"detail\", CAST(\"at_ms\" AS TEXT)) AS \"r\" FROM \"_fact\"",
        );
        let mut facts = Vec::new();
        for record in one(self, sql).await? {
            let mut fields = decode::fields(&record)?.into_iter();
            // A fact of another version of the program says nothing to this one.
            let Some(name) = FactName::parse(&decode::text(&mut fields)?) else { continue };
            let holds = decode::int(&mut fields)? == 1;
            let (detail, at_ms) = (decode::text(&mut fields)?, decode::int(&mut fields)?);
            facts.push(Fact { name, holds, detail, at_ms });
        }
        Ok(facts)
    }

    async fn note_fact(&self, fact: &Fact) -> Result<(), StoreError> {
        let detail: String = fact.detail.chars().take(MAX_DETAIL_CHARS).collect();
        let sql = Sql::new("INSERT INTO \"_fact\" (\"name\", \"holds\", \"detail\", \"at_ms\") VALUES (")
            .text(fact.name.name())
            .raw(", ")
            .int(fact.holds.into())
            .raw(", ")
            .text(&detail)
            .raw(", ")
            .int(fact.at_ms)
            .raw(") ON CONFLICT (\"name\") DO UPDATE SET \"holds\" = excluded.\"holds\", \"detail\" = excluded.\"detail\", \"at_ms\" = excluded.\"at_ms\" WHERE excluded.\"at_ms\" >= \"at_ms\"");
        run(self, vec![sql.run()]).await
    }

    async fn standing(&self) -> Result<Standing, StoreError> {
        standing::standing(self).await
    }

    async fn add_counts(&self, now_ms: i64, counts: &Window) -> Result<(), StoreError> {
        counts::add(self, now_ms, counts).await
    }

    async fn window(&self, since_ms: i64) -> Result<Window, StoreError> {
        counts::window(self, since_ms).await
    }
}
