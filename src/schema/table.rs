//! Table metadata: what the build script writes down of every table in `schema/`.

/// One table of the app, in terms both databases share.
pub struct Table {
    /// Name in both databases, as the app spells it.
    pub name: &'static str,
    /// The schema file it comes from, without folder and extension.
    pub module: &'static str,
    /// All columns in declaration order; `_version` is not among them.
    pub columns: &'static [Column],
    /// Positions in `columns` that make up the primary key, in key order.
    pub key: &'static [usize],
    /// Whose rows these are, if rows belong to somebody.
    pub scope: Option<Scope>,
    /// Any signed-in user may read the rows (only for tables without a scope).
    pub shared: bool,
    /// Only the admin role writes the rows; whose they are still reads them.
    pub guarded: bool,
    /// Longest chain of references above this table: parents have a smaller level.
    pub level: u16,
    /// Unique keys besides the primary key.
    pub uniques: &'static [Unique],
    /// Columns that point at another table's key.
    pub references: &'static [Reference],
    /// References of other tables (and of this one) that point here.
    pub referenced_by: &'static [ReferencedBy],
    /// Page orders that have an index in both databases.
    pub lists: &'static [List],
    /// Events that a change of a row emits.
    pub events: Events,
}

/// A table that takes over the rows of another one, whose keys are whole numbers, in the same D1.
#[derive(Debug)]
pub struct Legacy {
    /// The new table. Its key is one column, an id with a prefix.
    pub table: &'static Table,
    /// The old table's name. It has the new table's columns; those that hold keys of tables taken
    /// over hold their old keys.
    pub old: &'static str,
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Name in both databases.
    pub name: &'static str,
    /// What its values mean.
    pub ty: Type,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// What an insert without a value gets.
    pub default: Default,
    /// Never in an answer, an event, a log or a report.
    pub secret: bool,
    /// Only the admin role writes it; who may read the row reads it.
    pub guarded: bool,
}

/// The meaning of a column, from which both dialects' types follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text key: `prefix_` and a ULID where Tandem makes it; at most `ID_MAX_CHARS` characters.
    Id {
        /// Put before the ULID, with an underscore.
        prefix: &'static str,
    },
    /// Text of at most `max_chars` characters.
    String {
        /// Longest value in Unicode scalar values.
        max_chars: u32,
    },
    /// Text bounded only by the largest value that D1 stores.
    Text,
    /// Whole number in a closed range.
    Int {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// Whole number of 64 bits.
    BigInt,
    /// True or false; 0 or 1 in both databases.
    Bool,
    /// Point in time; a whole number in D1, DATETIME(3) UTC in MySQL.
    Timestamp {
        /// What D1's whole number counts.
        unit: Unit,
    },
    /// Calendar day, `YYYY-MM-DD`.
    Date,
    /// JSON document, kept in one canonical form.
    Json,
    /// Finite IEEE 754 double; minus zero is stored as zero.
    Double,
    /// Exact decimal with `scale` digits after the point; text in D1.
    Decimal {
        /// Digits in all.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// Bytes, at most `max_bytes` of them.
    Bytes {
        /// Longest value in bytes.
        max_bytes: u32,
    },
    /// One of a closed list of words.
    Enum {
        /// The words.
        values: &'static [&'static str],
    },
}

/// What a timestamp in D1 counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Milliseconds,
}

/// What an insert without a value for the column gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Default {
    /// NULL where the column allows it, else the value is required.
    None,
    /// A new id (key columns of type `Id`).
    NewId,
    /// The time of the insert.
    Created,
    /// The time of the last write.
    Updated,
    /// A count of updates: 0, then one more with each.
    Counter,
    /// A fixed whole number (also of a `Bool`: 0 or 1).
    Int(i64),
    /// A fixed text.
    Text(&'static str),
}

/// The column that says whose row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// Position in `columns`.
    pub column: usize,
    /// What its values name.
    pub kind: ScopeKind,
}

/// What a scope column's values name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    /// A tenant: one of the teams in the caller's token.
    Tenant,
    /// A person: the subject of the caller's token.
    Owner,
}

/// A unique key besides the primary key.
#[derive(Debug)]
pub struct Unique {
    /// The index's name in both databases; MySQL names it in its error.
    pub name: &'static str,
    /// Positions in `columns`.
    pub columns: &'static [usize],
}

/// A column that holds another table's key.
#[derive(Debug)]
pub struct Reference {
    /// Position in `columns`.
    pub column: usize,
    /// The table pointed at; its key is the single column pointed at.
    pub table: &'static Table,
    /// What a delete of the row pointed at does to this one.
    pub on_delete: OnDelete,
}

/// The other end of a [`Reference`].
#[derive(Debug)]
pub struct ReferencedBy {
    /// The table that holds the reference.
    pub table: &'static Table,
    /// Position of the holding column in that table.
    pub column: usize,
    /// What a delete does to its rows.
    pub on_delete: OnDelete,
}

/// What a delete of a parent does to the rows that point at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// The delete is refused while there are any.
    Restrict,
    /// They are deleted too.
    Cascade,
    /// Their reference becomes NULL.
    SetNull,
}

/// A page order with an index: equal on `filter`, ordered by `by` and then by the key.
/// The scope column, where there is one, is always an equality before `filter`.
#[derive(Debug)]
pub struct List {
    /// Positions of columns that must be given a value.
    pub filter: &'static [usize],
    /// Position of the sort column; `None` sorts by the key alone.
    pub by: Option<usize>,
}

/// Event types a table emits by itself, such as `team.created`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Events {
    /// With each insert.
    pub created: Option<&'static str>,
    /// With each update.
    pub updated: Option<&'static str>,
    /// With each delete.
    pub deleted: Option<&'static str>,
}

impl Table {
    /// The column at a position that this table's own metadata gave.
    pub fn column(&self, position: usize) -> Option<&'static Column> {
        self.columns.get(position)
    }

    /// Position and column of that name.
    pub fn find(&self, name: &str) -> Option<(usize, &'static Column)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }

    /// The columns of the primary key, in key order.
    pub fn key_columns(&self) -> impl Iterator<Item = &'static Column> {
        self.key.iter().filter_map(|&at| self.columns.get(at))
    }

    /// Whether the column at this position is part of the primary key.
    pub fn in_key(&self, position: usize) -> bool {
        self.key.contains(&position)
    }

    /// The column that says when a row was last written, and its position.
    pub fn updated_column(&self) -> Option<(usize, &'static Column)> {
        let mut columns = self.columns.iter().enumerate();
        columns.find(|(_, column)| column.default == Default::Updated)
    }

    /// The scope column and what it names.
    pub fn scope_column(&self) -> Option<(usize, &'static Column, ScopeKind)> {
        let scope = self.scope?;
        Some((scope.column, self.columns.get(scope.column)?, scope.kind))
    }
}

impl std::fmt::Debug for Table {
    /// The name alone: references lead to other tables and back.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Table {
    /// Names are unique in the schema.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Table {}
