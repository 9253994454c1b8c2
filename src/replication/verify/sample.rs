//! Random rows of a table, compared like all others.

use super::{ReadOnly, Step, Verify};
use crate::runtime::Runtime;
use crate::schema::{Key, Pk, Table, Type, Value};
use crate::store::{Range, StoreError};

/// Most rows of a sample in each direction: each is a statement, of which D1 allows an invocation
/// 1,000 (<https://developers.cloudflare.com/d1/platform/limits/>).
pub const MAX_SAMPLE_ROWS: usize = 200;
/// Characters of a key that are drawn at random, after those that the first and the last key have
/// in common: 18 of 7 bits are what a `u128` holds.
const DRAWN_CHARS: u32 = 18;

impl<P: ReadOnly, S: ReadOnly, R: Runtime, H> Verify<'_, P, S, R, H>
where
    H: AsyncFn(&[Key], u32) -> Result<(), StoreError>,
{
    /// Rows of each side, looked up in the other. Each is the first one after a random key between
    /// the smallest and the largest, so a row after a large gap is more likely than its neighbours.
    pub(super) async fn sample(
        &self,
        table: &'static Table,
        rows: usize,
    ) -> Result<Step, StoreError> {
        let rows = rows.min(MAX_SAMPLE_ROWS);
        let (ours, theirs) = futures_util::join!(
            self.draw(self.primary, table, rows),
            self.draw(self.secondary, table, rows),
        );
        let mut pks = ours?;
        pks.extend(theirs?);
        pks.sort_unstable();
        pks.dedup();
        let rows = u64::try_from(pks.len()).unwrap_or(u64::MAX);
        let keys = pks.into_iter().map(|pk| Key { table, pk }).collect();
        let findings = self.compare_keys(keys).await?;
        let differ = u64::try_from(findings.len()).unwrap_or(u64::MAX);
        Ok(Step { findings, rows, good: rows.saturating_sub(differ), ..Step::default() })
    }

    async fn draw(
        &self,
        database: &impl ReadOnly,
        table: &'static Table,
        rows: usize,
    ) -> Result<Vec<Pk>, StoreError> {
        let first = first_after(database, table, None).await?;
        let last = database.last_key(table).await?;
        let (Some(first), Some(last)) = (first, last) else { return Ok(Vec::new()) };
        let (low, high) = (first.values(table)?, last.values(table)?);
        let mut drawn = vec![first, last];
        while drawn.len() < rows {
            let random =
                (u128::from(self.runtime.random()) << 64) | u128::from(self.runtime.random());
            let seek = between(table, &low, &high, random)?;
            match first_after(database, table, Some(seek)).await? {
                Some(pk) => drawn.push(pk),
                None => break, // the last rows were deleted meanwhile
            }
        }
        drawn.truncate(rows);
        Ok(drawn)
    }
}

async fn first_after(
    database: &impl ReadOnly,
    table: &'static Table,
    after: Option<Pk>,
) -> Result<Option<Pk>, StoreError> {
    let range = Range { table, after, up_to: None, most_rows: 1, max_bytes: 1 };
    let page = database.range(&range).await?;
    Ok(page.rows.first().map(|found| found.pk()).transpose()?)
}

/// A key from `low` on and before `high`, that need not be one of a row. The first of their columns
/// that differs is drawn; those after it have their smallest value.
fn between(
    table: &'static Table,
    low: &[Value],
    high: &[Value],
    random: u128,
) -> Result<Pk, StoreError> {
    let mut parts = Vec::with_capacity(low.len());
    let mut is_drawn = false;
    for ((column, low), high) in table.key_columns().zip(low).zip(high) {
        let part = match (low, high) {
            (Value::Int(_), _) if is_drawn => match column.ty {
                Type::Int { min, .. } => min.to_string(),
                _ => i64::MIN.to_string(),
            },
            (Value::Int(low), Value::Int(high)) => {
                is_drawn = low != high;
                int_between(*low, *high, random).to_string()
            }
            (Value::Text(_), _) if is_drawn => String::new(),
            (Value::Text(low), Value::Text(high)) => {
                is_drawn = low != high;
                text_between(low, high, random)
            }
            _ => String::new(),
        };
        parts.push(part);
    }
    Ok(Pk::of_parts(table, parts)?)
}

fn int_between(low: i64, high: i64, random: u128) -> i64 {
    let span = i128::from(high).saturating_sub(low.into());
    let step = i128::try_from(random >> 1).unwrap_or(0).checked_rem(span.max(1)).unwrap_or(0);
    i64::try_from(step.saturating_add(low.into())).unwrap_or(low)
}

fn text_between(low: &str, high: &str, random: u128) -> String {
    let pairs = low.char_indices().zip(high.chars());
    let common = pairs.take_while(|((_, low), high)| low == high);
    let common = common.last().map_or(0, |((at, char), _)| at.saturating_add(char.len_utf8()));
    let (same, low) = low.split_at_checked(common).unwrap_or(("", low));
    let (_, high) = high.split_at_checked(common).unwrap_or(("", high));
    let (low, high) = (number(low), number(high));
    let span = high.saturating_sub(low);
    let drawn = low.saturating_add(random.checked_rem(span.max(1)).unwrap_or(0));
    let digits = (0..DRAWN_CHARS).rev().map(|place| (drawn >> (place * 7)) & 0x7f);
    // A text has no NUL, and what comes after the last digit is not smaller without it.
    let chars = digits.take_while(|digit| *digit != 0);
    let drawn: String =
        chars.filter_map(|digit| char::from_u32(u32::try_from(digit).ok()?)).collect();
    format!("{same}{drawn}")
}

/// The first characters as digits of base 128; those beyond ASCII are all its largest.
fn number(text: &str) -> u128 {
    let digits = text.chars().map(|char| u128::from(char).min(0x7f)).chain(std::iter::repeat(0));
    let most = usize::try_from(DRAWN_CHARS).unwrap_or(0);
    digits.take(most).fold(0, |number, digit| (number << 7) | digit)
}

#[cfg(test)]
mod tests;
