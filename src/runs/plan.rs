//! What a run costs: what it reads, writes and sends, and what the platforms ask for that.

use super::model::{Kind, Run};

/// Prices in US dollars, as of [`PRICES_AS_OF`], beyond what a plan includes.
///
/// D1 by rows read and written (<https://developers.cloudflare.com/d1/platform/pricing/>), Queues by
/// operations, three for each message (<https://developers.cloudflare.com/queues/platform/pricing/>),
/// Workers by requests (<https://developers.cloudflare.com/workers/platform/pricing/>). PlanetScale
/// asks for no operations (<https://planetscale.com/pricing>).
pub const PRICES: [Price; 4] = [
    Price { what: "rows read in D1", dollars_per_million: 0.001 },
    Price { what: "rows written in D1", dollars_per_million: 1.0 },
    Price { what: "operations of the queue", dollars_per_million: 0.4 },
    Price { what: "requests of the Worker", dollars_per_million: 0.3 },
];
/// The day on which the prices were read.
pub const PRICES_AS_OF: &str = "2026-11-21";

/// What one of something costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// Of what.
    pub what: &'static str,
    /// US dollars for a million.
    pub dollars_per_million: f64,
}

/// Rows a second that are reckoned with where the run has not shown any yet.
const USUAL_ROWS_PER_SECOND: u64 = 10_000;
/// Chunks that a message works off, at least: a slice of ten seconds, of chunks of half a second.
const CHUNKS_A_MESSAGE: u64 = 20;
/// Operations of the queue for a message: written, read, deleted.
const OPERATIONS_A_MESSAGE: u64 = 3;
/// Rows that noting a chunk writes in D1: the run's, the table's, the lease's.
const NOTED_ROWS_A_CHUNK: u64 = 3;
/// Rows that noting a chunk reads in D1.
const READ_ROWS_A_CHUNK: u64 = 6;

/// What a run like this one reads, writes and sends in all, reckoned from what it has read.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Rows to be copied.
    pub rows: u64,
    /// Bytes of their texts and blobs.
    pub bytes: u64,
    /// Rows that would be refused.
    pub refused: u64,
    /// Chunks.
    pub chunks: u64,
    /// Rows read in D1, those counted at the beginning too.
    pub d1_rows_read: u64,
    /// Rows written in D1.
    pub d1_rows_written: u64,
    /// Rows written in MySQL.
    pub mysql_rows_written: u64,
    /// Messages of the queue.
    pub messages: u64,
    /// Calls of other services: statements of D1, connections to MySQL, messages sent.
    pub subrequests: u64,
    /// How long it takes, in milliseconds.
    pub time_ms: u64,
    /// What it costs, in US dollars.
    pub dollars: f64,
}

/// The plan of a backfill that a dry run has gone through.
pub fn plan(run: &Run) -> Option<Plan> {
    if !matches!(run.kind, Kind::Backfill | Kind::Sync) || !run.settings.dry_run {
        return None;
    }
    let sum = |number: fn(&super::Progress) -> u64| run.tables.iter().map(number).sum::<u64>();
    let (rows, good, chunks) =
        (sum(|table| table.rows), sum(|table| table.good), sum(|table| table.chunks));
    let to_mysql = run.from == crate::store::Side::D1;
    let (read, written) = if to_mysql { (rows.saturating_mul(2), 0) } else { (0, good) };
    let messages = chunks.div_ceil(CHUNKS_A_MESSAGE).max(1);
    let d1_rows_read = read.saturating_add(chunks.saturating_mul(READ_ROWS_A_CHUNK));
    let d1_rows_written = written.saturating_add(chunks.saturating_mul(NOTED_ROWS_A_CHUNK));
    let amounts =
        [d1_rows_read, d1_rows_written, messages.saturating_mul(OPERATIONS_A_MESSAGE), messages];
    Some(Plan {
        rows,
        bytes: sum(|table| table.bytes),
        refused: sum(|table| table.findings),
        chunks,
        d1_rows_read,
        d1_rows_written,
        mysql_rows_written: if to_mysql { good } else { 0 },
        messages,
        subrequests: chunks.saturating_mul(3).saturating_add(messages.saturating_mul(6)),
        time_ms: good.saturating_mul(1_000) / bounded_rate(run.settings.rows_per_second),
        dollars: PRICES.iter().zip(amounts).map(|(price, amount)| cost(*price, amount)).sum(),
    })
}

fn bounded_rate(rows_per_second: u32) -> u64 {
    match rows_per_second {
        0 => USUAL_ROWS_PER_SECOND,
        bound => USUAL_ROWS_PER_SECOND.min(bound.into()),
    }
}

fn cost(price: Price, amount: u64) -> f64 {
    #[allow(clippy::cast_precision_loss)] // an amount of money
    let millions = amount as f64 / 1e6;
    price.dollars_per_million * millions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::{Progress, RunState, Settings};
    use crate::store::Side;

    fn run(from: Side, dry_run: bool) -> Run {
        let table = |rows, good, chunks| Progress {
            rows,
            good,
            findings: rows - good,
            bytes: rows * 100,
            chunks,
            ..Progress::default()
        };
        Run {
            id: "01".to_owned(),
            kind: Kind::Backfill,
            state: RunState::Done,
            from,
            settings: Settings { dry_run, ..Settings::default() },
            by: "ann".to_owned(),
            created_ms: 0,
            updated_ms: 0,
            worked_ms: 0,
            hold: None,
            error: None,
            tables: vec![table(1_000_000, 999_990, 500), table(500_000, 500_000, 250)],
        }
    }

    #[test]
    fn a_dry_run_says_what_the_run_would_cost() {
        let plan = plan(&run(Side::D1, true)).unwrap();
        assert_eq!((plan.rows, plan.refused, plan.bytes), (1_500_000, 10, 150_000_000));
        assert_eq!((plan.mysql_rows_written, plan.d1_rows_written), (1_499_990, 2_250));
        assert_eq!(plan.d1_rows_read, 3_004_500);
        assert_eq!((plan.messages, plan.time_ms), (38, 149_999));
        // 3.0045 thousandths for reads, 2.25 thousandths for what is noted, and next to nothing.
        assert!((plan.dollars - 0.005_311).abs() < 1e-5, "{}", plan.dollars);
    }

    #[test]
    fn the_way_back_writes_to_d1() {
        let plan = plan(&run(Side::MySql, true)).unwrap();
        assert_eq!((plan.mysql_rows_written, plan.d1_rows_written), (0, 1_502_240));
        assert!(plan.dollars > 1.5);
    }

    #[test]
    fn only_a_dry_run_has_a_plan() {
        assert_eq!(plan(&run(Side::D1, false)), None);
    }
}
