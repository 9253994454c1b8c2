//! Two pages of one key range side by side: which of their keys must be looked at again.

use std::cmp::Ordering;

use super::meaning::{key_order, same_rows};
use crate::schema::{Row, Version};

/// What a database has at one key of a range.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// The row; of one that can't be read, the key columns alone.
    pub row: Row,
    /// Its version.
    pub version: Version,
    /// The column that can't be read, and what its value should be.
    pub wrong: Option<(&'static str, &'static str)>,
}

/// The lines after a key, as far as they were read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Page {
    /// In the order in which the database gave them.
    pub lines: Vec<Line>,
    /// Whether there are more after them.
    pub more: bool,
}

/// Cuts the page before the first key that is not greater than the one before it, or than `after`;
/// that key's line, if there is one.
pub(super) fn cut_at_disorder(page: &mut Page, after: Option<&Row>) -> Option<Line> {
    let mut before = after;
    let wrong = page.lines.iter().position(|line| {
        let wrong = before.is_some_and(|before| key_order(before, &line.row).is_ge());
        before = Some(&line.row);
        wrong
    })?;
    page.more = true;
    page.lines.drain(wrong..).next()
}

/// Cuts both pages at the last key up to which both were read to the end, and gives whether that is
/// the end of the table. Both must be in order.
pub(super) fn cut_alike(ours: &mut Page, theirs: &mut Page) -> bool {
    let end = |page: &Page| page.lines.last().map(|line| line.row.clone());
    match (ours.more, theirs.more) {
        (false, false) => true,
        (true, false) => cut_after(theirs, end(ours)),
        (false, true) => cut_after(ours, end(theirs)),
        (true, true) => match (end(ours), end(theirs)) {
            (Some(our_end), Some(their_end)) if key_order(&our_end, &their_end).is_le() => {
                cut_after(theirs, Some(our_end))
            }
            (Some(_), end) => cut_after(ours, end),
            (None, _) => cut_after(theirs, None),
        },
    }
}

fn cut_after(page: &mut Page, end: Option<Row>) -> bool {
    let until =
        end.map_or(0, |end| page.lines.partition_point(|line| key_order(&line.row, &end).is_le()));
    page.lines.truncate(until);
    false
}

/// Goes through two pages of the same range, both in order, and gives `suspect` each key's lines
/// that are not on both sides, with the same values at the same version. The number of keys.
pub(super) fn merge<'a>(
    ours: &'a [Line],
    theirs: &'a [Line],
    mut suspect: impl FnMut(Option<&'a Line>, Option<&'a Line>),
) -> u64 {
    let (mut ours, mut theirs) = (ours.iter().peekable(), theirs.iter().peekable());
    let mut keys = 0_u64;
    loop {
        let order = match (ours.peek(), theirs.peek()) {
            (None, None) => return keys,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(ours), Some(theirs)) => key_order(&ours.row, &theirs.row),
        };
        keys = keys.saturating_add(1);
        let our_line = ours.next_if(|_| order.is_le());
        let their_line = theirs.next_if(|_| order.is_ge());
        match (our_line, their_line) {
            (Some(ours), Some(theirs)) if same_lines(ours, theirs) => {}
            (ours, theirs) => suspect(ours, theirs),
        }
    }
}

fn same_lines(ours: &Line, theirs: &Line) -> bool {
    ours.version == theirs.version
        && ours.wrong.is_none()
        && theirs.wrong.is_none()
        && same_rows(&ours.row, &theirs.row)
}

#[cfg(test)]
mod tests;
