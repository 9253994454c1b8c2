//! A difference counts only when it is still there after its journal line is gone.

use std::cell::Cell;

use super::cells::fill;
use super::*;
use tandem::replication::verify::MAX_LOOKS;
use tandem::schema::{Image, Version};
use tandem::store::{Range, RangePage, Side};

const STALE: &str = "UPDATE `kitchen ``sink``` SET `int` = 2, `_version` = 6 WHERE `number` = 3";
const FRESH: &str = "UPDATE `kitchen ``sink``` SET `int` = 1, `_version` = 7 WHERE `number` = 3";
const LINE: &str = "INSERT INTO `_journal` (`tbl`, `pk`, `version`, `since_ms`, `error`) VALUES ('kitchen `sink`', '3,a', 7, 1, ";

on_both!(a_difference_that_heals_by_its_journal_line_is_none, |sides| {
    fill(&sides).await;
    sides.tamper(STALE, STALE).await;
    sides.ours_run(&format!("{LINE}NULL)"));
    let calls = Cell::new(0);
    let settle = async |keys: &[Key], look| {
        assert_eq!(keys, [key(&KITCHEN, "3,a")]);
        calls.set(calls.get() + 1);
        assert_eq!(calls.get(), look);
        if look == 2 {
            sides.tamper(FRESH, FRESH).await;
            sides.ours_run("DELETE FROM _journal");
        }
        Ok(())
    };
    let step = verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Full, settle).await;
    assert_eq!(step.findings, []);
    assert_eq!((step.rows, step.good), (5, 5));
    assert_eq!(calls.get(), 2);
});

on_both!(a_line_that_fails_is_a_finding_that_says_so, |sides| {
    fill(&sides).await;
    sides.tamper(STALE, STALE).await;
    sides.ours_run(&format!("{LINE}'mysql refused: too long (1406)')"));
    let findings = full(&sides).await;
    let [finding] = findings.as_slice() else { panic!("{findings:#?}") };
    assert_eq!((finding.kind, finding.severity), (FindingKind::Different, Severity::Warning));
    assert!(finding.message.contains("mysql refused: too long (1406)"), "{}", finding.message);
});

on_both!(a_line_that_stays_leaves_it_undecided, |sides| {
    fill(&sides).await;
    sides.tamper(STALE, STALE).await;
    sides.ours_run(&format!("{LINE}NULL)"));
    let calls = Cell::new(0);
    let settle = async |_: &[Key], _| {
        calls.set(calls.get() + 1);
        Ok(())
    };
    let step = verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Full, settle).await;
    let [finding] = step.findings.as_slice() else { panic!("{:#?}", step.findings) };
    assert_eq!((finding.kind, finding.severity), (FindingKind::Different, Severity::Note));
    assert_eq!(calls.get(), MAX_LOOKS - 1);
});

on_both!(a_line_that_a_forced_switch_left_at_the_secondary_counts_too, |sides| {
    fill(&sides).await;
    let line = format!("{LINE}'left by a forced switch')");
    sides.tamper(&format!("{STALE};{line}"), &format!("{STALE};{line}")).await;
    let findings = full(&sides).await;
    assert_eq!(findings.len(), 1);
    assert!(findings[0].message.contains("left by a forced switch"), "{}", findings[0].message);
});

/// A secondary before each of whose reads a client writes, and the write arrives.
struct Racing<'a> {
    sides: &'a TwoSqlites,
    writes: Cell<u32>,
}

impl Racing<'_> {
    async fn race(&self) {
        let Some(left) = self.writes.get().checked_sub(1) else { return };
        self.writes.set(left);
        let set = "UPDATE `kitchen ``sink``` SET `int` = 1 - `int`, `_version` = `_version` + 1 WHERE `number` = 3";
        self.sides.both_run(set).await;
    }
}

/// The secondary's reads, each after a write of another client has arrived at both databases.
impl ReadOnly for Racing<'_> {
    fn side(&self) -> Side {
        ReadOnly::side(self.sides.theirs())
    }

    async fn snapshot(&self, keys: &[Key]) -> Result<Vec<Option<Image>>, StoreError> {
        ReadOnly::snapshot(self.sides.theirs(), keys).await
    }

    async fn snapshot_within(
        &self,
        keys: &[Key],
        max_bytes: usize,
    ) -> Result<Vec<Option<Image>>, StoreError> {
        self.race().await;
        ReadOnly::snapshot_within(self.sides.theirs(), keys, max_bytes).await
    }

    async fn range(&self, range: &Range) -> Result<RangePage, StoreError> {
        self.race().await;
        ReadOnly::range(self.sides.theirs(), range).await
    }

    async fn last_key(&self, table: &'static Table) -> Result<Option<Pk>, StoreError> {
        ReadOnly::last_key(self.sides.theirs(), table).await
    }

    async fn count(&self, table: &'static Table) -> Result<u64, StoreError> {
        ReadOnly::count(self.sides.theirs(), table).await
    }

    async fn tombstones(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<(Pk, Version, bool)>, StoreError> {
        ReadOnly::tombstones(self.sides.theirs(), table, after, up_to, most).await
    }

    async fn dirty(&self, keys: &[Key]) -> Result<Vec<(Key, Version, Option<String>)>, StoreError> {
        ReadOnly::dirty(self.sides.theirs(), keys).await
    }

    async fn is_clean(&self) -> Result<bool, StoreError> {
        ReadOnly::is_clean(self.sides.theirs()).await
    }

    async fn orphans(
        &self,
        table: &'static Table,
        at: usize,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<Pk>, StoreError> {
        ReadOnly::orphans(self.sides.theirs(), table, at, after, up_to, most).await
    }

    async fn unique_keys(&self, table: &'static Table) -> Result<Vec<String>, StoreError> {
        ReadOnly::unique_keys(self.sides.theirs(), table).await
    }
}

#[tokio::test]
async fn a_write_between_the_two_reads_is_no_difference() {
    for (writes, expected) in
        [(0, None), (1, None), (2, None), (4, None), (100, Some(Severity::Note))]
    {
        let sides = TwoSqlites::fresh();
        fill(&sides).await;
        let racing = Racing { sides: &sides, writes: Cell::new(writes) };
        let step = verify_table(sides.ours(), &racing, &KITCHEN, Level::Full, no_help).await;
        let found = step.findings.first().map(|finding| finding.severity);
        assert_eq!(found, expected, "{writes}: {:#?}", step.findings);
    }
}
