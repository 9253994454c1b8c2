//! What the two databases allow, each beside the page that says so.

/// Columns of a table. A row is written with one bound parameter a column, and D1 binds at most 100:
/// <https://developers.cloudflare.com/d1/platform/limits/>. The rest is for the version and the key.
pub const MAX_COLUMNS: usize = 90;
/// Bytes of one value in D1: <https://developers.cloudflare.com/d1/platform/limits/>.
pub const MAX_VALUE_BYTES: u32 = 2_000_000;
/// Characters of a table, column or index name:
/// <https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html>.
pub const MAX_NAME_CHARS: usize = 64;
/// Bytes of a key or index: <https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html>.
pub const MAX_KEY_BYTES: u32 = 3_072;
/// Columns of a key or index: <https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html>.
pub const MAX_KEY_COLUMNS: usize = 16;
/// Indexes of a table besides its key: <https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html>.
pub const MAX_INDEXES: usize = 64;
/// Bytes of a row without what is stored beside it:
/// <https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html>.
pub const MAX_ROW_BYTES: u32 = 65_535;
/// Digits of a decimal: <https://dev.mysql.com/doc/refman/8.4/en/fixed-point-types.html>.
pub const MAX_DECIMAL_DIGITS: u8 = 65;
/// Digits of a decimal after the point, from the same page.
pub const MAX_DECIMAL_SCALE: u8 = 30;
/// Bytes of a character in utf8mb4.
pub const BYTES_PER_CHAR: u32 = 4;
/// Longest VARCHAR that we make: the longest that fits an index.
pub const MAX_VARCHAR_CHARS: u32 = MAX_KEY_BYTES / BYTES_PER_CHAR;
/// Longest text that fits MySQL's TEXT of 65,535 bytes.
pub const MAX_TEXT_CHARS: u32 = 65_535 / BYTES_PER_CHAR;
/// Longest id: `VARCHAR(64)`.
pub const MAX_ID_CHARS: u32 = 64;
/// Longest prefix of an id, so that prefix, underscore and ULID fit.
pub const MAX_PREFIX_CHARS: usize = 32;
/// Longest word of an enum: `VARCHAR(64)`, so that a longer word needs no change of the column.
pub const MAX_ENUM_CHARS: u32 = 64;
