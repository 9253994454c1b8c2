//! One chunk of a table's rows, streamed from both databases and compared as they come.

use super::judge::{CORRECT, Difference};
use super::merge::{Line, Page, cut_alike, cut_at_disorder, merge};
use super::{Limits, Next, ReadOnly, Step, TOMBSTONES, Verify};
use crate::runs::{Finding, FindingKind, Severity};
use crate::runtime::Runtime;
use crate::schema::{Key, Pk, Row, Table};
use crate::store::{Found, Range, RangePage, Side, StoreError};

impl<P: ReadOnly, S: ReadOnly, R: Runtime, H> Verify<'_, P, S, R, H>
where
    H: AsyncFn(&[Key], u32) -> Result<(), StoreError>,
{
    /// Both are asked for the same number of rows at the same time, and both pages are cut where the
    /// shorter one ends: where they agree, nothing is read twice.
    pub(super) async fn rows(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        limits: Limits,
    ) -> Result<Step, StoreError> {
        let range = Range {
            table,
            after: after.cloned(),
            up_to: None,
            most_rows: limits.rows,
            max_bytes: limits.bytes,
        };
        let (ours, theirs) =
            futures_util::join!(self.primary.range(&range), self.secondary.range(&range));
        let (ours, theirs) = (ours?, theirs?);
        let bytes = ours.bytes.saturating_add(theirs.bytes);
        let (mut ours, mut theirs) = (page(table, ours)?, page(table, theirs)?);

        let mut findings = Vec::new();
        let before = after.map(|pk| key_row(table, pk)).transpose()?;
        for (page, side) in [(&mut ours, self.here()), (&mut theirs, self.there())] {
            let wrong = cut_at_disorder(page, before.as_ref());
            findings.extend(wrong.map(|line| self.disorder(side, &line)));
        }
        let disordered = !findings.is_empty();
        let is_end = cut_alike(&mut ours, &mut theirs);

        let mut keys = Vec::new();
        let rows =
            merge(&ours.lines, &theirs.lines, |ours, theirs| match self.unreadable(ours, theirs) {
                Some(finding) => findings.push(finding),
                None => keys.extend(ours.or(theirs).map(|line| Pk::of(&line.row))),
            });
        let end = last(&ours, &theirs).map(Pk::of).transpose()?;
        drop((ours, theirs)); // what differs is read again: both at once would be twice the memory
        let pks = keys.into_iter().collect::<Result<Vec<_>, _>>()?;
        let keys = pks.into_iter().map(|pk| Key { table, pk }).collect();
        findings.extend(self.compare_keys(keys).await?);

        let differ = u64::try_from(findings.len()).unwrap_or(u64::MAX);
        if rows > 0 {
            let up_to = end.as_ref().filter(|_| !is_end);
            findings.extend(self.orphans(table, after, up_to, limits.rows).await?);
        }
        let next = if is_end || disordered {
            Next { part: TOMBSTONES, after: None }
        } else {
            Next { part: super::ROWS, after: end }
        };
        Ok(Step { findings, rows, good: rows.saturating_sub(differ), bytes, next: Some(next) })
    }

    /// A merge finds nothing in what is in another order, so the rows end here.
    fn disorder(&self, side: Side, line: &Line) -> Finding {
        let pk = Pk::of(&line.row).map(|pk| pk.as_str().to_owned()).unwrap_or_default();
        let message = format!(
            "{} gives this key after one that is not smaller: it orders keys otherwise than by \
             their bytes. No row of the table from here on was compared",
            side.name()
        );
        let remedy = "give the key's columns the collation of the migrations, then verify again";
        let (kind, severity, values) = (FindingKind::Order, Severity::Error, Vec::new());
        let difference = Difference { kind, severity, values, message, remedy };
        self.finding(line.row.table(), &pk, difference)
    }

    /// A value that is not of its column's type waits for somebody to correct it, so it is not
    /// looked at again.
    fn unreadable(&self, ours: Option<&Line>, theirs: Option<&Line>) -> Option<Finding> {
        let wrong = [(ours, self.here()), (theirs, self.there())].map(|(line, side)| {
            let (column, expected) = line?.wrong?;
            Some(format!("in {} `{column}` is not {expected}", side.name()))
        });
        let message = wrong.into_iter().flatten().collect::<Vec<_>>().join("; ");
        let row = &ours.or(theirs).filter(|_| !message.is_empty())?.row;
        let pk = Pk::of(row).map(|pk| pk.as_str().to_owned()).unwrap_or_default();
        let (kind, severity, values) = (FindingKind::Unparsable, Severity::Error, Vec::new());
        let difference = Difference { kind, severity, values, message, remedy: CORRECT };
        Some(self.finding(row.table(), &pk, difference))
    }
}

fn page(table: &'static Table, page: RangePage) -> Result<Page, StoreError> {
    let line = |found| match found {
        Found::Row(stored) => Ok(Line { row: stored.row, version: stored.version, wrong: None }),
        Found::Unreadable { pk, version, column, expected } => {
            Ok(Line { row: key_row(table, &pk)?, version, wrong: Some((column, expected)) })
        }
    };
    let lines = page.rows.into_iter().map(line).collect::<Result<_, StoreError>>()?;
    Ok(Page { lines, more: page.more })
}

/// The key columns alone.
fn key_row(table: &'static Table, pk: &Pk) -> Result<Row, StoreError> {
    let mut row = Row::new(table, Vec::new());
    for (&at, value) in table.key.iter().zip(pk.values(table)?) {
        row.set(at, value);
    }
    Ok(row)
}

/// The last row of either page: both were cut at the same key, which one of them has.
fn last<'a>(ours: &'a Page, theirs: &'a Page) -> Option<&'a Row> {
    let ends = ours.lines.last().into_iter().chain(theirs.lines.last());
    ends.map(|line| &line.row).max_by(|one, other| super::meaning::key_order(one, other))
}
