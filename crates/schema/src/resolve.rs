//! Blocks to tables: groups are put in, references take the type of what they point at.

use std::collections::BTreeMap;

use crate::attributes;
use crate::defaults;
use crate::guards;
use crate::mistake::{Mistakes, Place, instead};
use crate::model::{self, OnDelete, Reference, Table, Type};
use crate::raw::{Attribute, Block, Column, ColumnType, File, Item};

/// A table and the line where it begins.
pub type Placed = (Place, Table);

/// Looks every name up. Tables come back in the order of the files.
pub fn resolve(files: &[File], mistakes: &mut Mistakes) -> Vec<Placed> {
    let app = App::new(files, mistakes);
    let mut tables = Vec::new();
    for flat in &app.tables {
        tables.push((flat.block.place.clone(), app.table(flat, mistakes)));
    }
    tables
}

/// A table whose groups are put in.
struct Flat<'a> {
    module: &'a str,
    block: &'a Block,
    columns: Vec<Column>,
}

struct App<'a> {
    tables: Vec<Flat<'a>>,
    by_name: BTreeMap<&'a str, usize>,
}

impl<'a> App<'a> {
    fn new(files: &'a [File], mistakes: &mut Mistakes) -> Self {
        let groups = groups(files, mistakes);
        let mut app = App { tables: Vec::new(), by_name: BTreeMap::new() };
        let mut seen: BTreeMap<String, &Place> = BTreeMap::new();
        for (file, block) in files.iter().flat_map(|f| f.tables.iter().map(move |t| (f, t))) {
            if let Some(first) = seen.insert(block.name.to_lowercase(), &block.place) {
                mistakes.add(
                    &block.place,
                    format!("table `{}` is already at {}:{}", block.name, first.file, first.line),
                    "rename one or take it away (upper and lower case are the same to SQLite)",
                );
            }
            app.by_name.insert(&block.name, app.tables.len());
            app.tables.push(Flat {
                module: &file.module,
                block,
                columns: flatten(block, &groups, mistakes),
            });
        }
        app
    }

    fn find(&self, table: &str) -> Option<&Flat<'a>> {
        self.by_name.get(table).and_then(|&i| self.tables.get(i))
    }

    fn table(&self, flat: &Flat<'_>, mistakes: &mut Mistakes) -> Table {
        let key = key_names(flat.block);
        let mut table = Table {
            name: flat.block.name.clone(),
            module: flat.module.to_owned(),
            doc: flat.block.doc.clone(),
            columns: Vec::new(),
            key: Vec::new(),
            scope: None,
            shared: false,
            guarded: false,
            level: 0,
            uniques: Vec::new(),
            indexes: Vec::new(),
            references: Vec::new(),
            lists: Vec::new(),
            events: model::Events::default(),
            legacy: None,
        };
        for raw in &flat.columns {
            // A type that isn't found was reported; any other keeps the positions right.
            let ty = self.type_of(raw, mistakes).unwrap_or(Type::Bool);
            if let Some(reference) = reference(raw, table.columns.len(), mistakes) {
                table.references.push(reference);
            }
            let is_key = key == [raw.name.as_str()];
            table.columns.push(model::Column {
                name: raw.name.clone(),
                doc: raw.doc.clone(),
                default: defaults::of(raw, &ty, is_key, mistakes),
                ty,
                nullable: raw.nullable,
                secret: raw.secret,
                guarded: raw.guarded,
            });
        }
        attributes::apply(flat.block, &mut table, mistakes);
        guards::apply(flat.block, &flat.columns, &mut table, mistakes);
        table
    }

    /// The type of a column; a reference has that of the key it points at.
    fn type_of(&self, column: &Column, mistakes: &mut Mistakes) -> Option<Type> {
        let mut at = column;
        // A chain of shared keys is no longer than there are tables, unless it is a circle.
        for _ in 0..=self.tables.len() {
            match &at.ty {
                ColumnType::Plain(ty) => return Some(ty.clone()),
                ColumnType::Reference { table, column: to } => {
                    at = self.target(column, table, to, mistakes)?;
                }
            }
        }
        mistakes.add(
            &column.place,
            format!("column `{}` points at itself in a circle", column.name),
            "give one of the keys in the circle a type of its own",
        );
        None
    }

    /// The column that a reference points at, which must be a whole key.
    fn target(
        &self,
        from: &Column,
        table: &str,
        column: &str,
        mistakes: &mut Mistakes,
    ) -> Option<&Column> {
        let Some(flat) = self.find(table) else {
            let remedy = instead(table, self.by_name.keys().copied());
            mistakes.add(
                &from.place,
                format!("column `{}` points at a table `{table}` that isn't there", from.name),
                remedy,
            );
            return None;
        };
        let found = flat.columns.iter().find(|c| c.name == column);
        let key = key_names(flat.block);
        if found.is_none() || key != [column] {
            let remedy = match key.as_slice() {
                [only] => format!("point at `{table}.{only}`"),
                _ => format!("`{table}` has a key of several columns: leave the reference out"),
            };
            mistakes.add(
                &from.place,
                format!("column `{}` points at `{table}.{column}`, which is no key", from.name),
                remedy,
            );
            return None;
        }
        found
    }
}

/// The names in `@key`, or `id`.
fn key_names(block: &Block) -> Vec<&str> {
    let explicit = block.attributes.iter().find_map(|(_, a)| match a {
        Attribute::Key(columns) => Some(columns.iter().map(String::as_str).collect()),
        _ => None,
    });
    explicit.unwrap_or_else(|| vec!["id"])
}

fn groups<'a>(files: &'a [File], mistakes: &mut Mistakes) -> BTreeMap<&'a str, &'a Block> {
    let mut groups = BTreeMap::new();
    for block in files.iter().flat_map(|file| &file.groups) {
        if let Some(first) = groups.insert(block.name.as_str(), block) {
            let Place { file, line } = &first.place;
            mistakes.add(
                &block.place,
                format!("columns `{}` are already at {file}:{line}", block.name),
                "rename one or take it away",
            );
        }
        for item in &block.items {
            if let Item::Use(place, name) = item {
                mistakes.add(
                    place,
                    format!("`use {name}` stands in a group of columns"),
                    "use both groups in the table",
                );
            }
        }
    }
    groups
}

/// The columns of a table with those of its groups.
fn flatten(block: &Block, groups: &BTreeMap<&str, &Block>, mistakes: &mut Mistakes) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut push = |place: &Place, column: &Column, mistakes: &mut Mistakes| {
        if columns.iter().any(|c| c.name.eq_ignore_ascii_case(&column.name)) {
            mistakes.add(
                place,
                format!("table `{}` has two columns `{}`", block.name, column.name),
                "rename one or take it away (upper and lower case are the same to both databases)",
            );
        }
        columns.push(column.clone());
    };
    for item in &block.items {
        match item {
            Item::Column(column) => push(&column.place, column, mistakes),
            Item::Use(place, name) => match groups.get(name.as_str()) {
                Some(group) => {
                    for item in &group.items {
                        if let Item::Column(column) = item {
                            push(place, column, mistakes);
                        }
                    }
                }
                None => mistakes.add(
                    place,
                    format!("there are no columns `{name}` to use"),
                    instead(name, groups.keys().copied()),
                ),
            },
        }
    }
    columns
}

fn reference(raw: &Column, position: usize, mistakes: &mut Mistakes) -> Option<Reference> {
    let ColumnType::Reference { table, column } = &raw.ty else {
        if raw.on_delete.is_some() {
            mistakes.add(
                &raw.place,
                format!("column `{}` has `on delete` but points at nothing", raw.name),
                "write `-> table.column` as its type, or take `on delete` away",
            );
        }
        return None;
    };
    let on_delete = raw.on_delete.unwrap_or(OnDelete::Restrict);
    if on_delete == OnDelete::SetNull && !raw.nullable {
        mistakes.add(
            &raw.place,
            format!("column `{}` is set to null but takes none", raw.name),
            "add `null`, or use `on delete cascade` or `on delete restrict`",
        );
    }
    Some(Reference { column: position, table: table.clone(), target: column.clone(), on_delete })
}
