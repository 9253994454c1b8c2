//! What is known of a migration across all isolates, and kept in D1: facts that were tried out,
//! counts by minute, and whether everything was copied and compared.

mod behind;
mod equal;
mod phase;
mod tally;
mod trials;
mod way_back;
mod window;

pub use behind::{MOST_LINES, is_behind};
pub use phase::{Known, Phase, Step, held_up};
pub use tally::Tally;
pub use trials::{Tried, renew, try_all};
pub use window::{Count, Histogram, Window};

use crate::store::StoreError;

/// Where evidence is kept: in D1, whichever is the primary. Every method is one atomic step, and
/// reads a bounded number of lines.
#[allow(async_fn_in_trait)] // single-threaded by design: an isolate has one thread
pub trait Evidence {
    /// The facts that were tried out so far.
    async fn facts(&self) -> Result<Vec<Fact>, StoreError>;

    /// Keeps a fact, unless a later trial of it is known.
    async fn note_fact(&self, fact: &Fact) -> Result<(), StoreError>;

    /// Whether everything was copied and compared since writes may last have been left behind.
    async fn standing(&self) -> Result<Standing, StoreError>;

    /// Adds an isolate's counts to those of the minute of `now_ms`.
    async fn add_counts(&self, now_ms: i64, counts: &Window) -> Result<(), StoreError>;

    /// The counts of all isolates from the minute of `since_ms` on, in milliseconds since 1970.
    async fn window(&self, since_ms: i64) -> Result<Window, StoreError>;
}

/// Something that was tried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactName {
    /// Reads through the Hyperdrive binding are not answered from a cache.
    Uncached,
    /// Tables, columns and unique keys of both databases are those of `schema/`.
    SchemaEqual,
    /// A row has gone from D1 to MySQL and back.
    WayBack,
}

impl FactName {
    /// All of them, in the order in which they are tried.
    pub const ALL: [FactName; 3] = [FactName::Uncached, FactName::SchemaEqual, FactName::WayBack];

    /// The word under which it is kept and shown.
    pub fn name(self) -> &'static str {
        match self {
            FactName::Uncached => "uncached",
            FactName::SchemaEqual => "schema-equal",
            FactName::WayBack => "way-back",
        }
    }

    /// What a word stands for.
    pub fn parse(word: &str) -> Option<FactName> {
        FactName::ALL.into_iter().find(|name| name.name() == word)
    }
}

/// What trying it out gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What.
    pub name: FactName,
    /// Whether it holds.
    pub holds: bool,
    /// For people: what was found. Without secrets and rows.
    pub detail: String,
    /// When it was tried, in milliseconds since 1970.
    pub at_ms: i64,
}

/// What a trial gave, for people too.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Trial {
    holds: bool,
    detail: String,
}

impl Trial {
    fn holds(detail: String) -> Trial {
        Trial { holds: true, detail }
    }

    fn fails(detail: String) -> Trial {
        Trial { holds: false, detail }
    }
}

/// Whether the secondary has everything that was there before journaling began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// When the latest backfill of all tables ended without an open finding, in milliseconds since
    /// 1970, where it began after the last forced switch.
    pub backfilled_ms: Option<i64>,
    /// When the latest full verify of all tables ended, in milliseconds since 1970, where it began
    /// after that backfill ended. One that found more than is kept counts for nothing.
    pub verified_ms: Option<i64>,
    /// Findings of severity error or warning that are open, counted up to a bound.
    pub open_findings: u64,
}

impl Standing {
    /// Whether the databases were found to agree, at whatever time.
    pub fn agrees(&self) -> bool {
        self.verified_ms.is_some() && self.open_findings == 0
    }
}
