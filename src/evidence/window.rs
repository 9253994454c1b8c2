//! Counts over some minutes, and how long calls took.

/// Latencies in buckets: the first counts those below 1 ms, the next below 2 ms, and so on by powers
/// of two; the last has no bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Histogram {
    /// How many in each bucket.
    pub counts: [u64; Histogram::BUCKETS],
}

impl Histogram {
    /// Up to 32 seconds, and beyond.
    pub const BUCKETS: usize = 17;

    /// One more latency, in milliseconds.
    pub fn add(&mut self, ms: i64) {
        self.add_to(Histogram::bucket(ms), 1);
    }

    /// So many more in one bucket; what has no bucket is in the last one.
    pub fn add_to(&mut self, bucket: usize, more: u64) {
        if let Some(count) = self.counts.get_mut(bucket.min(Histogram::BUCKETS - 1)) {
            *count = count.saturating_add(more);
        }
    }

    /// How many in all.
    pub fn total(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The latency, in milliseconds, that so many of a hundred do not exceed. Within a bucket they
    /// are taken to lie evenly; beyond 32 seconds it is the last bucket's beginning. `None` where
    /// there are none.
    pub fn percentile(&self, percent: u8) -> Option<u64> {
        let total = self.total();
        let rank = total.saturating_mul(percent.min(100).into()).div_ceil(100).max(1);
        let mut before = 0_u64;
        for (bucket, count) in self.counts.iter().enumerate() {
            let through = before.saturating_add(*count);
            if through >= rank && *count > 0 {
                let (from, width) = Histogram::bounds(bucket);
                let inside = width.saturating_mul(rank.saturating_sub(before)).div_ceil(*count);
                return Some(from.saturating_add(inside));
            }
            before = through;
        }
        None
    }

    /// The bucket of a latency.
    fn bucket(ms: i64) -> usize {
        let bits = u64::try_from(ms).map_or(0, |ms| u64::BITS.saturating_sub(ms.leading_zeros()));
        usize::try_from(bits).unwrap_or(usize::MAX).min(Histogram::BUCKETS - 1)
    }

    /// Where a bucket begins and how wide it is, in milliseconds.
    fn bounds(bucket: usize) -> (u64, u64) {
        let power = |bits: usize| 1_u64 << bits.min(63);
        match bucket {
            0 => (0, 1),
            last if last >= Histogram::BUCKETS - 1 => (power(last - 1), 0),
            bucket => (power(bucket - 1), power(bucket - 1)),
        }
    }
}

/// Counts of all isolates over the last minutes, or of one isolate since it last handed them over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// Writes that were brought to the secondary inline, successful or not.
    pub dual_writes: u64,
    /// Of these, those left to the replay.
    pub dual_failures: u64,
    /// Calls of MySQL by requests and by what comes after them.
    pub mysql_calls: u64,
    /// Of these, those that failed for want of the database.
    pub mysql_errors: u64,
    /// How long they took.
    pub mysql_latency: Histogram,
}

/// A count as it is kept: its name, the bucket where it is a latency's, how many.
pub type Count = (&'static str, usize, u64);

const DUAL_WRITES: &str = "dual_writes";
const DUAL_FAILURES: &str = "dual_failures";
const MYSQL_ERRORS: &str = "mysql_errors";
/// Each call has a latency, so that their number need not be kept.
const MYSQL_MS: &str = "mysql_ms";

impl Window {
    /// A call of MySQL that took so long, in milliseconds.
    pub fn add_call(&mut self, ms: i64, failed: bool) {
        self.mysql_calls = self.mysql_calls.saturating_add(1);
        self.mysql_errors = self.mysql_errors.saturating_add(failed.into());
        self.mysql_latency.add(ms);
    }

    /// All that are not zero.
    pub fn counts(&self) -> Vec<Count> {
        let single = [
            (DUAL_WRITES, self.dual_writes),
            (DUAL_FAILURES, self.dual_failures),
            (MYSQL_ERRORS, self.mysql_errors),
        ];
        let single = single.into_iter().map(|(name, count)| (name, 0, count));
        let latency = self.mysql_latency.counts.iter().enumerate();
        let latency = latency.map(|(bucket, count)| (MYSQL_MS, bucket, *count));
        single.chain(latency).filter(|(_, _, count)| *count > 0).collect()
    }

    /// So many more of that name; a name of another version of the program is left out.
    pub fn add(&mut self, name: &str, bucket: usize, more: u64) {
        let count = match name {
            DUAL_WRITES => &mut self.dual_writes,
            DUAL_FAILURES => &mut self.dual_failures,
            MYSQL_ERRORS => &mut self.mysql_errors,
            MYSQL_MS => {
                self.mysql_latency.add_to(bucket, more);
                &mut self.mysql_calls
            }
            _ => return,
        };
        *count = count.saturating_add(more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(latencies: &[i64]) -> Histogram {
        let mut histogram = Histogram::default();
        latencies.iter().for_each(|ms| histogram.add(*ms));
        histogram
    }

    #[test]
    fn buckets_are_powers_of_two() {
        for (ms, bucket) in [(-5, 0), (0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (500, 9), (512, 10)] {
            assert_eq!(Histogram::bucket(ms), bucket, "{ms}");
        }
        assert_eq!(Histogram::bucket(32_767), 15);
        assert_eq!(Histogram::bucket(32_768), 16);
        assert_eq!(Histogram::bucket(i64::MAX), 16);
    }

    #[test]
    fn nothing_has_no_percentile() {
        assert_eq!(Histogram::default().percentile(99), None);
        assert_eq!(of(&[3]).percentile(0), Some(4));
        assert_eq!(of(&[100_000]).percentile(99), Some(32_768));
    }

    proptest! {
        #[test]
        fn a_percentile_lies_in_the_bucket_of_the_true_one(
            mut latencies in prop::collection::vec(0_i64..60_000, 1..200),
            percent in 0_u8..=100,
        ) {
            let found = of(&latencies).percentile(percent).unwrap();
            latencies.sort_unstable();
            let rank = (latencies.len() * usize::from(percent)).div_ceil(100).max(1);
            let (from, width) = Histogram::bounds(Histogram::bucket(latencies[rank - 1]));
            prop_assert!(found >= from && found <= from + width, "{found} not in {from}+{width}");
        }

        #[test]
        fn a_higher_percentile_is_not_smaller(
            latencies in prop::collection::vec(0_i64..60_000, 1..100),
            a in 0_u8..=100,
            b in 0_u8..=100,
        ) {
            let histogram = of(&latencies);
            prop_assert!(histogram.percentile(a.min(b)) <= histogram.percentile(a.max(b)));
        }

        #[test]
        fn counts_are_read_back_as_they_were(
            latencies in prop::collection::vec((0_i64..60_000, any::<bool>()), 0..50),
            dual in any::<[u16; 2]>(),
        ) {
            let mut window = Window { dual_writes: dual[0].into(), dual_failures: dual[1].into(), ..Window::default() };
            latencies.iter().for_each(|(ms, failed)| window.add_call(*ms, *failed));
            let mut read = Window::default();
            for (name, bucket, count) in window.counts() {
                prop_assert!(count > 0);
                read.add(name, bucket, count);
            }
            read.add("of another version", 0, 1);
            prop_assert_eq!(read, window);
        }
    }
}
