//! The pairs of databases that a test runs on: SQLite with a second SQLite in MySQL's place, and
//! where `MYSQL_URL` names a server, SQLite with MySQL.

use tandem::store::Store;
use tandem::store::d1::D1;

use super::sqlite::SqliteD1;

/// Makes pairs of new, empty databases.
#[allow(async_fn_in_trait)]
pub trait Pair {
    type D1: Store + Clone + 'static;
    type MySql: Store + Clone + 'static;

    async fn fresh(&self) -> (Self::D1, Self::MySql);

    /// Writes to the first database as another program would.
    fn write_outside(&self, d1: &Self::D1, sql: &str);
}

/// The stand-in does what the protocol asks of a secondary, in no time.
pub struct TwoSqlites;

impl Pair for TwoSqlites {
    type D1 = D1<SqliteD1>;
    type MySql = D1<SqliteD1>;

    async fn fresh(&self) -> (Self::D1, Self::MySql) {
        let secondary = SqliteD1::migrated();
        secondary.raw("UPDATE _control SET writes_to = 'mysql'");
        (D1::new(SqliteD1::migrated()), D1::new(secondary))
    }

    fn write_outside(&self, d1: &Self::D1, sql: &str) {
        d1.database().raw(sql);
    }
}

/// A test on each pair.
macro_rules! pairs {
    ($name:ident, |$pair:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            #[tokio::test]
            async fn two_sqlites() {
                let $pair = crate::support::pairs::TwoSqlites;
                $body
            }
        }
    };
}
pub(crate) use pairs;
