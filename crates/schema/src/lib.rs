//! The schema language: `schema/*.schema` is read here and nowhere else, and becomes the
//! migrations of both dialects (`src/bin/emit.rs`), Rust and the OpenAPI document (the root build script).
//!
//! How it goes: [`parse`] cuts files into blocks, [`resolve`] looks names up and [`attributes`]
//! reads the `@` lines, [`guards`] says what only administrators write, [`levels`] orders the tables, [`checks`] holds them against the limits of
//! both databases. Every mistake is collected with its file, its line and a remedy. What comes
//! out, [`model::Schema`], holds no mistake; [`d1`], [`mysql`], [`rust`] and [`openapi`] write it down.
//!
//! # The language
//!
//! A file is a list of blocks; what belongs to a block is indented. `#` begins a comment. `##`
//! begins documentation, of the block or column below it or of the column on the same line.
//!
//! ```text
//! columns common                    # columns that tables `use`
//!   createdAt    timestamp s  auto created
//!
//! ## A gym, a box or a club.
//! table team
//!   use common
//!   id           id team                        ## The key: `team_` and a ULID.
//!   name         string 255
//!   type         enum gym|personal  default gym
//!   parentId     -> team.id  null  on delete cascade
//!   @tenant id
//!   @unique name
//!   @list where type by createdAt
//!   @events created updated deleted
//! ```
//!
//! A column is a name, a type and modifiers.
//!
//! | type | D1 | MySQL |
//! | --- | --- | --- |
//! | `id prefix`; without a prefix an id of any table | TEXT | VARCHAR(64) |
//! | `string 255`, characters | TEXT | VARCHAR up to 768, TEXT up to 16,383, else MEDIUMTEXT |
//! | `text` | TEXT | MEDIUMTEXT |
//! | `int`, `int 0..100`, `int 0..` | INTEGER | INT, or BIGINT if the range is wider |
//! | `bigint` | INTEGER | BIGINT |
//! | `bool` | INTEGER | BOOLEAN, which is TINYINT(1) |
//! | `timestamp s`, `timestamp ms` | INTEGER, in that unit | DATETIME(3), UTC |
//! | `date` | TEXT, `YYYY-MM-DD` | DATE |
//! | `json` | TEXT | JSON |
//! | `double` | REAL | DOUBLE |
//! | `decimal 10, 2` | TEXT | DECIMAL(10,2) |
//! | `bytes 1000` | BLOB | VARBINARY up to 768, else MEDIUMBLOB |
//! | `enum draft\|published` | TEXT | VARCHAR(64) |
//! | `-> table.column` | as the key it points at | likewise, no foreign key |
//!
//! Modifiers: `null` allows NULL; `default x`; `auto created`, `auto updated` (timestamps) and
//! `auto counter` (updates of the row) are filled in by every write; `on delete restrict` (what
//! holds without it), `cascade` or `set null`; `secret` never leaves the database in an answer,
//! an event or a log; `guarded` is written by administrators only, and read like the rest of the
//! row (who may insert must be able to leave it out).
//!
//! Lines with `@`: `@key a, b` where the key is not the column `id`; whose the rows are: one of
//! `@tenant column` (a team), `@owner column` (a person), `@shared` (everybody may read), or none
//! of them (only administrators); `@guarded`, with `@tenant` or `@owner`: they read the rows,
//! administrators write them; `@unique a, b`; `@index a, b`; `@list where a, b by c`, a page
//! order that has an index in both databases (by key alone there always is one, and the tenant or
//! owner is always a filter); `@events created updated deleted`; `@legacy old`, the app's own table
//! in D1, with whole numbers as keys, whose rows this table takes over.

pub mod attributes;
pub mod checks;
pub mod column;
pub mod d1;
pub mod d1_side;
pub mod d1_triggers;
pub mod defaults;
pub mod entities;
pub mod guards;
pub mod indexable;
pub mod levels;
pub mod lex;
pub mod limits;
pub mod mistake;
pub mod model;
pub mod modifiers;
pub mod mysql;
pub mod mysql_side;
pub mod names;
pub mod openapi;
pub mod parse;
pub mod raw;
pub mod resolve;
pub mod rust;
pub mod sql;

use std::path::Path;

use mistake::{Mistake, Mistakes, Place};
use model::Schema;

/// A schema file: the path to show, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path as mistakes show it, ending in `module.schema`.
    pub path: String,
    /// The whole file.
    pub text: String,
}

/// Reads all `*.schema` files of a folder.
///
/// # Errors
///
/// Every mistake in them, in order; or what keeps the folder from being read.
pub fn read(folder: &Path) -> Result<Schema, Vec<Mistake>> {
    let unread = |path: &Path, error: std::io::Error| {
        let place = Place { file: path.display().to_string(), line: 1 };
        vec![Mistake {
            place,
            what: format!("it can't be read: {error}"),
            remedy: "see that it is there, readable and UTF-8".into(),
        }]
    };
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| unread(folder, e))? {
        let path = entry.map_err(|e| unread(folder, e))?.path();
        if path.extension().is_some_and(|ext| ext == "schema") {
            let text = std::fs::read_to_string(&path).map_err(|e| unread(&path, e))?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let path = format!("schema/{name}");
            sources.push(Source { path, text });
        }
    }
    compile(sources)
}

/// Compiles schema files.
///
/// # Errors
///
/// Every mistake in them, in order.
pub fn compile(mut sources: Vec<Source>) -> Result<Schema, Vec<Mistake>> {
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let mut mistakes = Mistakes::default();
    let mut files = Vec::new();
    for Source { path, text } in &sources {
        let name = path.rsplit('/').next().unwrap_or(path);
        let module = name.strip_suffix(".schema").unwrap_or(name);
        files.push(parse::file(path, module, text, &mut mistakes));
    }
    // Half-read blocks would bring mistakes that aren't there.
    mistakes.finish()?;
    let mut mistakes = Mistakes::default();
    let mut tables = resolve::resolve(&files, &mut mistakes);
    levels::set(&mut tables, &mut mistakes);
    checks::check(&tables, &mut mistakes);
    mistakes.finish()?;
    let mut tables: Vec<_> = tables.into_iter().map(|(_, table)| table).collect();
    tables.sort_by(|a, b| (a.level, &a.name).cmp(&(b.level, &b.name)));
    Ok(Schema { tables })
}

/// The migrations: path below `migrations/`, and content.
#[must_use]
pub fn migrations(schema: &Schema) -> [(&'static str, String); 4] {
    [
        ("d1/0001_tables.sql", d1::tables(schema)),
        ("d1/0002_tandem.sql", d1::tandem(schema)),
        ("mysql/0001_tables.sql", mysql::tables(schema)),
        ("mysql/0002_tandem.sql", mysql::tandem()),
    ]
}
