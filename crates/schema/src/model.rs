//! The checked schema: what the emitters read. A value of these types holds no mistake any more.

/// All tables of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// By level, then by name: parents before the tables that point at them.
    pub tables: Vec<Table>,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name in both databases.
    pub name: String,
    /// File it comes from, without folder and extension.
    pub module: String,
    /// Lines of its documentation.
    pub doc: Vec<String>,
    /// All columns in declaration order, those of `use` where the `use` stands.
    pub columns: Vec<Column>,
    /// Positions in `columns` of the primary key, in key order.
    pub key: Vec<usize>,
    /// Whose rows these are.
    pub scope: Option<Scope>,
    /// Any signed-in user may read the rows.
    pub shared: bool,
    /// Only the admin role writes the rows; whose they are still reads them.
    pub guarded: bool,
    /// Longest chain of references above this table.
    pub level: u16,
    /// Unique keys besides the primary key: positions in `columns`.
    pub uniques: Vec<Vec<usize>>,
    /// Plain indexes: positions in `columns`.
    pub indexes: Vec<Vec<usize>>,
    /// Columns that hold another table's key, in column order.
    pub references: Vec<Reference>,
    /// Page orders; the first is always the one by key alone.
    pub lists: Vec<List>,
    /// Changes that emit an event.
    pub events: Events,
    /// The app's own table in D1 whose rows, with whole numbers as keys, this table takes over.
    pub legacy: Option<String>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name in both databases.
    pub name: String,
    /// Lines of its documentation.
    pub doc: Vec<String>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Text key; `prefix` is empty where the id may be of several tables.
    Id {
        /// Put before the ULID, with an underscore.
        prefix: String,
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
    /// 0 or 1.
    Bool,
    /// Point in time.
    Timestamp {
        /// What D1's whole number counts.
        unit: Unit,
    },
    /// Calendar day.
    Date,
    /// JSON document.
    Json,
    /// Finite IEEE 754 double.
    Double,
    /// Exact decimal.
    Decimal {
        /// Digits in all.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// Bytes.
    Bytes {
        /// Longest value in bytes.
        max_bytes: u32,
    },
    /// One of a closed list of words.
    Enum {
        /// The words.
        values: Vec<String>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Default {
    /// NULL where allowed, else the value is required.
    None,
    /// A new id.
    NewId,
    /// The time of the insert.
    Created,
    /// The time of the last write.
    Updated,
    /// A count of updates.
    Counter,
    /// A fixed whole number, also of a `Bool`.
    Int(i64),
    /// A fixed text.
    Text(String),
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
    /// A team.
    Tenant,
    /// A person.
    Owner,
}

/// A column that holds another table's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Position in `columns`.
    pub column: usize,
    /// The table pointed at.
    pub table: String,
    /// Its key, a single column.
    pub target: String,
    /// What a delete of the row pointed at does.
    pub on_delete: OnDelete,
}

/// What a delete of a parent does to the rows that point at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    /// It is refused.
    Restrict,
    /// They are deleted too.
    Cascade,
    /// Their reference becomes NULL.
    SetNull,
}

/// A page order: equal on the scope and on `filter`, ordered by `by` and then by the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Positions of columns that must be given a value.
    pub filter: Vec<usize>,
    /// Position of the sort column; `None` sorts by the key alone.
    pub by: Option<usize>,
}

/// Changes that emit an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, std::default::Default)]
pub struct Events {
    /// Each insert.
    pub created: bool,
    /// Each update.
    pub updated: bool,
    /// Each delete.
    pub deleted: bool,
}

impl Schema {
    /// The table of that name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// References of all tables that point at `name`, in the order of the tables.
    pub fn referenced_by<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a Table, &'a Reference)> {
        self.tables
            .iter()
            .flat_map(|table| table.references.iter().map(move |r| (table, r)))
            .filter(move |(_, r)| r.table == name)
    }
}

impl Table {
    /// The columns at these positions.
    pub fn at<'a>(&'a self, positions: &'a [usize]) -> impl Iterator<Item = &'a Column> {
        positions.iter().filter_map(|&i| self.columns.get(i))
    }

    /// Position of the column of that name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The reference that a column holds, if it holds one.
    #[must_use]
    pub fn reference(&self, column: usize) -> Option<&Reference> {
        self.references.iter().find(|r| r.column == column)
    }

    /// Positions of the index that a list needs: scope, filter, sort column, key; each once.
    #[must_use]
    pub fn list_index(&self, list: &List) -> Vec<usize> {
        let scope = self.scope.iter().map(|scope| scope.column);
        let all =
            scope.chain(list.filter.iter().copied()).chain(list.by).chain(self.key.iter().copied());
        let mut index = Vec::new();
        for column in all {
            if !index.contains(&column) {
                index.push(column);
            }
        }
        index
    }
}
