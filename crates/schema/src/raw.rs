//! What a schema file says, before names are looked up.

use crate::mistake::Place;
use crate::model::{Events, OnDelete, Type};

/// One schema file.
#[derive(Debug, Default)]
pub struct File {
    /// Name without folder and extension.
    pub module: String,
    /// Blocks that begin with `columns`.
    pub groups: Vec<Block>,
    /// Blocks that begin with `table`.
    pub tables: Vec<Block>,
}

/// A `table` or `columns` line with the indented lines under it.
#[derive(Debug)]
pub struct Block {
    /// Its first line.
    pub place: Place,
    /// The word after `table` or `columns`.
    pub name: String,
    /// Lines of `##` above it.
    pub doc: Vec<String>,
    /// Columns and uses in order.
    pub items: Vec<Item>,
    /// Lines with `@`.
    pub attributes: Vec<(Place, Attribute)>,
}

/// A line that brings columns.
#[derive(Debug, Clone)]
pub enum Item {
    /// `use group`.
    Use(Place, String),
    /// A column.
    Column(Column),
}

/// A column line.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its line.
    pub place: Place,
    /// First word.
    pub name: String,
    /// Lines of `##` above it, or after it on the line.
    pub doc: Vec<String>,
    /// What follows the name.
    pub ty: ColumnType,
    /// `null`.
    pub nullable: bool,
    /// `default x`.
    pub default: Option<String>,
    /// `auto x`.
    pub auto: Option<Auto>,
    /// `on delete x`.
    pub on_delete: Option<OnDelete>,
    /// `secret`.
    pub secret: bool,
    /// `guarded`.
    pub guarded: bool,
}

/// The type of a column, or where to find it.
#[derive(Debug, Clone)]
pub enum ColumnType {
    /// Written out.
    Plain(Type),
    /// `-> table.column`.
    Reference {
        /// Before the point.
        table: String,
        /// After the point.
        column: String,
    },
}

/// What fills a column by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auto {
    /// The time of the insert.
    Created,
    /// The time of the last write.
    Updated,
    /// A count of updates.
    Counter,
}

/// A line with `@`.
#[derive(Debug, Clone)]
pub enum Attribute {
    /// `@key a, b`.
    Key(Vec<String>),
    /// `@tenant a`.
    Tenant(String),
    /// `@owner a`.
    Owner(String),
    /// `@shared`.
    Shared,
    /// `@guarded`.
    Guarded,
    /// `@unique a, b`.
    Unique(Vec<String>),
    /// `@index a, b`.
    Index(Vec<String>),
    /// `@list where a, b by c`.
    List {
        /// After `where`.
        filter: Vec<String>,
        /// After `by`.
        by: Option<String>,
    },
    /// `@events created updated deleted`.
    Events(Events),
    /// `@legacy old`.
    Legacy(String),
}
