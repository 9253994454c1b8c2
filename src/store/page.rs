//! Pages by keyset, and the opaque cursor that leads from one page to the next.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{Stored, Target};
use crate::schema::table::List;
use crate::schema::{Pk, Value, check};

/// Most rows on one page.
pub const MAX_PAGE_ROWS: usize = 500;
/// Bytes of the signature that a cursor carries: 96 bits.
const SIGNATURE_BYTES: usize = 12;
/// Longest cursor that is looked at, in bytes: a key, a sort value, and the rest.
const MAX_CURSOR_BYTES: usize = 8_192;

/// Which way a page goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// One page of a declared order.
#[derive(Debug, Clone, PartialEq)]
pub struct PageQuery {
    target: Target,
    list: usize,
    filter: Vec<Value>,
    direction: Direction,
    limit: usize,
    after: Option<CursorKey>,
}

/// The last row of a page: where the next one starts.
#[derive(Debug, Clone, PartialEq)]
pub struct CursorKey {
    /// Value of the sort column, where the order has one.
    pub sort: Option<Value>,
    /// Key.
    pub pk: Pk,
}

/// Rows of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// In order.
    pub rows: Vec<Stored>,
    /// Where the next page starts; `None` where this one was not full.
    pub next: Option<CursorKey>,
}

/// Why a page can't be asked for so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// The schema declares no such order.
    #[error("`{table}` has no list {wanted}; it has: {declared}")]
    NoSuchList {
        /// Table.
        table: &'static str,
        /// What was asked for.
        wanted: String,
        /// The declared ones.
        declared: String,
    },
    /// A filter's value is not one of its column.
    #[error(transparent)]
    Filter(#[from] crate::schema::Invalid),
    /// Not a cursor of this program, or of another query.
    #[error("the cursor is not one that this query gave out: start again without it")]
    Cursor,
}

impl PageQuery {
    /// A page of the declared list that filters on exactly these columns and sorts by this one.
    pub fn new(
        target: Target,
        mut filter: Vec<(usize, Value)>,
        by: Option<usize>,
        direction: Direction,
        limit: usize,
    ) -> Result<PageQuery, CursorError> {
        let table = target.table();
        let wanted: Vec<usize> = filter.iter().map(|(column, _)| *column).collect();
        let found = table.lists.iter().position(|list| {
            list.by == by
                && list.filter.len() == wanted.len()
                && list.filter.iter().all(|column| wanted.contains(column))
        });
        let Some(list) = found else {
            return Err(CursorError::NoSuchList {
                table: table.name,
                wanted: describe(&target, &wanted, by),
                declared: table
                    .lists
                    .iter()
                    .map(|list| describe(&target, list.filter, list.by))
                    .collect::<Vec<_>>()
                    .join("; "),
            });
        };
        let mut values = Vec::with_capacity(filter.len());
        for &column in table.lists.get(list).map_or(&[][..], |list| list.filter) {
            let at = filter.iter().position(|(position, _)| *position == column);
            if let (Some(at), Some(meta)) = (at, table.column(column)) {
                values.push(check(meta, filter.swap_remove(at).1)?);
            }
        }
        Ok(PageQuery {
            target,
            list,
            filter: values,
            direction,
            limit: limit.clamp(1, MAX_PAGE_ROWS),
            after: None,
        })
    }

    /// The page after this row.
    #[must_use]
    pub fn after(mut self, key: CursorKey) -> PageQuery {
        self.after = Some(key);
        self
    }

    /// Table and scope.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The declared order.
    pub fn list(&self) -> &'static List {
        const BY_KEY: &List = &List { filter: &[], by: None };
        self.target.table().lists.get(self.list).unwrap_or(BY_KEY)
    }

    /// Columns and values that rows must equal, the scope included.
    pub fn equals(&self) -> Vec<(usize, Value)> {
        let scope = self.target.scope().map(|(column, value)| (column, Value::from(value)));
        let filter = self.list().filter.iter().copied().zip(self.filter.iter().cloned());
        scope.into_iter().chain(filter).collect()
    }

    /// Columns that rows are ordered by: the sort column, then the key, each once.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = self.list().by.into_iter().collect();
        order.extend(self.target.table().key.iter().filter(|at| Some(**at) != self.list().by));
        order
    }

    /// Values of the order columns in the row that the page comes after.
    pub fn start(&self) -> Option<Vec<Value>> {
        let after = self.after.as_ref()?;
        let table = self.target.table();
        let key = after.pk.values(table).ok()?;
        let mut start: Vec<Value> = after.sort.iter().cloned().collect();
        for (position, value) in table.key.iter().zip(key) {
            if Some(*position) != self.list().by {
                start.push(value);
            }
        }
        Some(start)
    }

    /// Which way.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Rows a page has.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Makes the page of the rows found.
    pub fn page(&self, rows: Vec<Stored>) -> Page {
        let next = if rows.len() < self.limit {
            None
        } else {
            rows.last().and_then(|last| {
                Some(CursorKey {
                    sort: self.list().by.map(|by| last.row.get(by).clone()),
                    pk: Pk::of(&last.row).ok()?,
                })
            })
        };
        Page { rows, next }
    }
}

fn describe(target: &Target, filter: &[usize], by: Option<usize>) -> String {
    let name = |at: usize| target.table().column(at).map_or("?", |column| column.name);
    let by = by.map_or("its key".to_owned(), |by| format!("`{}`", name(by)));
    if filter.is_empty() {
        return format!("by {by}");
    }
    let names: Vec<String> = filter.iter().map(|at| format!("`{}`", name(*at))).collect();
    format!("where {} by {by}", names.join(", "))
}

/// Makes and reads cursors that only this program can make.
#[derive(Clone)]
pub struct Cursor {
    secret: Vec<u8>,
}

impl Cursor {
    /// With the key that signs.
    pub fn new(secret: &[u8]) -> Cursor {
        Cursor { secret: secret.to_vec() }
    }

    /// The text that leads to the page after `key` of this query.
    pub fn seal(&self, query: &PageQuery, key: &CursorKey) -> String {
        let sort = match &key.sort {
            None | Some(Value::Null | Value::Bytes(_)) => serde_json::Value::Null,
            Some(Value::Bool(truth)) => (*truth).into(),
            Some(Value::Int(number)) => (*number).into(),
            Some(Value::Double(number)) => (*number).into(),
            Some(Value::Text(text)) => text.as_str().into(),
        };
        let body = serde_json::json!([sort, key.pk.as_str()]).to_string();
        let mut bytes = self.signature(query, &body);
        bytes.extend_from_slice(body.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that somebody sent for this query.
    pub fn open(&self, query: &PageQuery, text: &str) -> Result<CursorKey, CursorError> {
        if text.len() > MAX_CURSOR_BYTES {
            return Err(CursorError::Cursor);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError::Cursor)?;
        let (signature, body) =
            bytes.split_at_checked(SIGNATURE_BYTES).ok_or(CursorError::Cursor)?;
        let body = std::str::from_utf8(body).map_err(|_| CursorError::Cursor)?;
        let same: bool =
            subtle::ConstantTimeEq::ct_eq(self.signature(query, body).as_slice(), signature).into();
        if !same {
            return Err(CursorError::Cursor);
        }
        let (sort, pk): (serde_json::Value, String) =
            serde_json::from_str(body).map_err(|_| CursorError::Cursor)?;
        let sort = query.list().by.map(|_| match sort {
            serde_json::Value::Bool(truth) => Value::Bool(truth),
            serde_json::Value::Number(number) => {
                number.as_i64().map_or(Value::Double(number.as_f64().unwrap_or(0.0)), Value::Int)
            }
            serde_json::Value::String(text) => Value::Text(text),
            _ => Value::Null,
        });
        let pk = Pk::parse(query.target.table(), &pk).map_err(|_| CursorError::Cursor)?;
        Ok(CursorKey { sort, pk })
    }

    /// Signs the position together with the query, so that a cursor serves no other one.
    fn signature(&self, query: &PageQuery, body: &str) -> Vec<u8> {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) else {
            return Vec::new(); // HMAC takes keys of any length
        };
        let scope = query.target.scope().map_or("", |(_, scope)| scope);
        let context = format!(
            "{:?}",
            (query.target.table().name, query.list, scope, &query.filter, query.direction)
        );
        mac.update(&u64::try_from(context.len()).unwrap_or(0).to_le_bytes());
        mac.update(context.as_bytes());
        mac.update(body.as_bytes());
        mac.finalize().into_bytes().iter().copied().take(SIGNATURE_BYTES).collect()
    }
}

impl std::fmt::Debug for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cursor(..)")
    }
}
