//! Rows into D1, many of a table in one statement: each only if it is newer, and only where its
//! parents are.

use std::collections::{BTreeMap, HashMap};

use super::database::Param;
use super::sql::{Sql, param};
use super::texts::texts;
use crate::schema::{Image, Row, Table, Version};

/// Most bytes of the rows that one statement is given as JSON: D1 binds texts of up to 2 MB
/// (<https://developers.cloudflare.com/d1/platform/limits/>).
const MAX_JSON_BYTES: usize = 1_500_000;
/// Most rows of a set one above the other in a table that refers to itself: a statement for each. What
/// stands deeper waits for the next time.
const MAX_DEPTH: usize = 100;

pub(super) fn older(table: &Table, is: &Sql, version: Version) -> Sql {
    is.clone().raw(" AND ").name(table.name).raw(".\"_version\" < ").int(version.0)
}

/// The statements that put the rows of the set, parents first. A row is inserted, or updated where
/// its key is there; by the key alone, so that another unique key's conflict ends the batch
/// instead of changing the wrong row.
pub(super) fn put(images: &[Image]) -> Vec<Sql> {
    let put = |(table, rows): (&'static Table, Sql)| {
        let [before, after] = &texts(table).put;
        Sql::statement(before).then(rows).raw(after)
    };
    sources(images).into_iter().map(put).collect()
}

/// The rows of the set as subqueries `e`, which have the columns of their table, `_version` and
/// `_pk`. No row of one of them refers to another.
pub(super) fn sources(images: &[Image]) -> Vec<(&'static Table, Sql)> {
    let depths = depths(images);
    let mut groups: BTreeMap<_, Vec<(&Image, &Row)>> = BTreeMap::new();
    for image in images {
        let Some(row) = image.row() else { continue };
        let table = row.table();
        let depth = depths.get(&(table.name, image.key.pk.as_str())).copied();
        groups.entry((table.level, table.name, depth)).or_default().push((image, row));
    }
    let mut sources = Vec::new();
    for rows in groups.into_values() {
        add_sources(&mut sources, &rows);
    }
    sources
}

/// As few as their bytes allow. A row that is too long as JSON has one of its own, which binds its values.
fn add_sources(sources: &mut Vec<(&'static Table, Sql)>, rows: &[(&Image, &Row)]) {
    let Some(table) = rows.first().map(|(_, row)| row.table()) else { return };
    let texts = texts(table);
    let mut json = String::new();
    for (image, row) in rows {
        let mut params: Vec<Param> = row.iter().map(|(c, value)| param(c.ty, value)).collect();
        params.push(Param::Text(image.version.0.to_string()));
        params.push(Param::Text(image.key.pk.as_str().to_owned()));
        let line = params.iter().map(json_of).collect::<serde_json::Value>().to_string();
        if line.len() > MAX_JSON_BYTES {
            sources.push((table, Sql::fixed(&texts.bound, params)));
            continue;
        }
        if json.len().saturating_add(line.len()) > MAX_JSON_BYTES {
            sources.push((table, listed(&texts.listed, &mut json)));
        }
        json.push(if json.is_empty() { '[' } else { ',' });
        json.push_str(&line);
    }
    if !json.is_empty() {
        sources.push((table, listed(&texts.listed, &mut json)));
    }
}

fn listed(text: &'static str, json: &mut String) -> Sql {
    json.push(']');
    Sql::fixed(text, vec![Param::Text(std::mem::take(json))])
}

/// A value as [`Texts::listed`](super::texts::Texts::listed) reads it.
fn json_of(param: &Param) -> serde_json::Value {
    match param {
        Param::Null => serde_json::Value::Null,
        Param::Text(text) => text.as_str().into(),
        Param::Real(number) => {
            let (factor, exponent) = binary(*number);
            vec![factor, exponent].into()
        }
        Param::Blob(bytes) => {
            let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
            digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect::<String>().into()
        }
    }
}

/// A finite double as a whole number times a power of two: SQLite's reading of decimals may be off
/// in the last bit.
fn binary(number: f64) -> (i64, i64) {
    const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;
    const LEAST: i64 = f64::MIN_EXP as i64 - f64::MANTISSA_DIGITS as i64;
    let bits = number.abs().to_bits();
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let (factor, exponent) = match bits >> FRACTION_BITS {
        0 => (fraction, LEAST),
        exponent => (fraction | 1 << FRACTION_BITS, LEAST + exponent.cast_signed() - 1),
    };
    (if number < 0.0 { -factor.cast_signed() } else { factor.cast_signed() }, exponent)
}

/// How many rows of the set stand above each one of a table that refers to itself.
fn depths(images: &[Image]) -> HashMap<(&str, &str), usize> {
    let mut depths = HashMap::new();
    for _ in 0..MAX_DEPTH {
        let mut settled = true;
        for image in images {
            let Some(row) = image.row() else { continue };
            let (table, own) = (row.table(), image.key.pk.as_str());
            let references = table.references.iter().filter(|reference| reference.table == table);
            let parents = references.filter_map(|reference| row.get(reference.column).as_text());
            for parent in parents.filter(|parent| *parent != own) {
                let above = depths.get(&(table.name, parent)).copied().unwrap_or(0);
                let depth = depths.entry((table.name, own)).or_insert(0);
                let deeper = (*depth).max(above + 1).min(MAX_DEPTH);
                settled &= deeper == *depth;
                *depth = deeper;
            }
        }
        if settled {
            break;
        }
    }
    depths
}
