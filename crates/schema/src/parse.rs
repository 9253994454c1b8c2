//! Lines of a schema file to blocks.

use crate::lex::{self, Cursor, Line};
use crate::mistake::{Mistakes, Place, instead};
use crate::model::Events;
use crate::raw::{Attribute, Block, File, Item};
use crate::{column, limits::MAX_NAME_CHARS};

/// Reads one file. `path` is shown in mistakes; what could be read is returned beside them.
pub fn file(path: &str, module: &str, text: &str, mistakes: &mut Mistakes) -> File {
    let mut reader = Reader {
        file: File { module: module.to_owned(), ..File::default() },
        block: None,
        doc: Vec::new(),
        mistakes,
    };
    let mut place = Place { file: path.to_owned(), line: 0 };
    for text in text.lines() {
        place.line += 1;
        match lex::cut(text) {
            Ok(line) => reader.line(&place, line),
            Err(lex::Unclosed) => reader.mistakes.add(
                &place,
                "a double quote is not closed",
                "put a second one where the text ends",
            ),
        }
    }
    reader.close_block();
    reader.no_doc(&place);
    reader.file
}

/// Whether a block is a table or a group of columns.
enum Kind {
    Table,
    Group,
}

struct Reader<'a> {
    file: File,
    block: Option<(Kind, Block)>,
    doc: Vec<String>,
    mistakes: &'a mut Mistakes,
}

impl Reader<'_> {
    fn line(&mut self, place: &Place, line: Line) {
        let mut cursor = Cursor::new(&line.tokens);
        let Some(first) = cursor.take() else {
            match line.doc {
                Some(doc) => self.doc.push(doc),
                None => self.no_doc(place),
            }
            return;
        };
        self.doc.extend(line.doc);
        match first {
            _ if line.indented => self.inner(place, first, cursor),
            "table" => self.open_block(place, Kind::Table, cursor),
            "columns" => self.open_block(place, Kind::Group, cursor),
            _ => {
                self.doc.clear();
                self.mistakes.add(
                    place,
                    format!("`{first}` begins no block"),
                    "begin a block with `table name` or `columns name`, and indent what belongs to it",
                );
            }
        }
    }

    fn open_block(&mut self, place: &Place, kind: Kind, mut cursor: Cursor<'_>) {
        self.close_block();
        let name = cursor.take().unwrap_or_default().to_owned();
        check_name(place, &name, self.mistakes);
        self.nothing_left(place, cursor);
        let block = Block {
            place: place.clone(),
            name,
            doc: std::mem::take(&mut self.doc),
            items: Vec::new(),
            attributes: Vec::new(),
        };
        self.block = Some((kind, block));
    }

    fn close_block(&mut self) {
        match self.block.take() {
            Some((Kind::Table, block)) => self.file.tables.push(block),
            Some((Kind::Group, block)) => self.file.groups.push(block),
            None => {}
        }
    }

    /// A line inside a block.
    fn inner(&mut self, place: &Place, first: &str, mut cursor: Cursor<'_>) {
        let doc = std::mem::take(&mut self.doc);
        let Some((kind, block)) = &mut self.block else {
            return self.mistakes.add(
                place,
                "an indented line belongs to no block",
                "put `table name` or `columns name` above it",
            );
        };
        if let Some(word) = first.strip_prefix('@') {
            if matches!(kind, Kind::Group) {
                return self.mistakes.add(
                    place,
                    format!("`@{word}` stands in a group of columns"),
                    "put it into the tables that use the group",
                );
            }
            if let Some(attribute) = attribute(place, word, &mut cursor, self.mistakes) {
                block.attributes.push((place.clone(), attribute));
                self.nothing_left(place, cursor);
            }
        } else if first == "use" {
            let group = cursor.take().unwrap_or_default().to_owned();
            block.items.push(Item::Use(place.clone(), group));
            self.nothing_left(place, cursor);
        } else if let Some(column) = column::parse(place, first, doc, cursor, self.mistakes) {
            block.items.push(Item::Column(column));
        }
    }

    fn nothing_left(&mut self, place: &Place, mut cursor: Cursor<'_>) {
        if !cursor.at_end() {
            self.mistakes.add(
                place,
                format!("`{}` is too much here", cursor.rest()),
                "take it away, or put `#` before it if it is a comment",
            );
        }
    }

    fn no_doc(&mut self, place: &Place) {
        if !self.doc.is_empty() {
            self.doc.clear();
            self.mistakes.add(
                place,
                "the `##` lines above document nothing",
                "put them right above a table or a column, or begin them with a single `#`",
            );
        }
    }
}

/// The attribute called `word`.
fn attribute(
    place: &Place,
    word: &str,
    cursor: &mut Cursor<'_>,
    mistakes: &mut Mistakes,
) -> Option<Attribute> {
    let attribute = match word {
        "key" => cursor.words(",").map(Attribute::Key),
        "unique" => cursor.words(",").map(Attribute::Unique),
        "index" => cursor.words(",").map(Attribute::Index),
        "tenant" => cursor.take().map(|c| Attribute::Tenant(c.to_owned())),
        "owner" => cursor.take().map(|c| Attribute::Owner(c.to_owned())),
        "legacy" => cursor.take().map(|t| Attribute::Legacy(t.to_owned())),
        "shared" => Some(Attribute::Shared),
        "guarded" => Some(Attribute::Guarded),
        "list" => list(cursor),
        "events" => return events(place, cursor, mistakes),
        _ => {
            let known = [
                "@key", "@tenant", "@owner", "@shared", "@guarded", "@unique", "@index", "@list",
                "@events", "@legacy",
            ];
            let remedy = instead(&format!("@{word}"), known.into_iter());
            mistakes.add(place, format!("there is no `@{word}`"), remedy);
            return None;
        }
    };
    if attribute.is_none() {
        let form = match word {
            "tenant" | "owner" => format!("write `@{word} column`"),
            "legacy" => "write `@legacy table`".into(),
            "list" => {
                "write `@list by column`, `@list where column` or `@list where a, b by c`".into()
            }
            _ => format!("write `@{word} column` or `@{word} column, column`"),
        };
        let what = if word == "legacy" { "table" } else { "column" };
        mistakes.add(place, format!("`@{word}` lacks a {what}"), form);
    }
    attribute
}

/// `where a, b by c`, of which one half may be missing.
fn list(cursor: &mut Cursor<'_>) -> Option<Attribute> {
    let filter = if cursor.eat("where") { cursor.words(",")? } else { Vec::new() };
    let by = if cursor.eat("by") { Some(cursor.take()?.to_owned()) } else { None };
    (by.is_some() || !filter.is_empty()).then_some(Attribute::List { filter, by })
}

/// Words after `@events`.
fn events(place: &Place, cursor: &mut Cursor<'_>, mistakes: &mut Mistakes) -> Option<Attribute> {
    let mut events = Events::default();
    let mut any = false;
    while let Some(word) = cursor.take() {
        any = true;
        match word {
            "created" => events.created = true,
            "updated" => events.updated = true,
            "deleted" => events.deleted = true,
            _ => mistakes.add(
                place,
                format!("no table emits `{word}`"),
                "use `created`, `updated` and `deleted`, separated by spaces",
            ),
        }
    }
    if !any {
        mistakes.add(
            place,
            "`@events` names none",
            "add `created`, `updated` or `deleted`, or take the line away",
        );
    }
    Some(Attribute::Events(events))
}

/// Whether both databases, and Rust, take the name.
pub fn check_name(place: &Place, name: &str, mistakes: &mut Mistakes) {
    let mut chars = name.chars();
    if name.starts_with('_') || name.to_lowercase().starts_with("sqlite_") {
        mistakes.add(
            place,
            format!("the name `{name}` is reserved"),
            "begin it with a letter: `_` is for Tandem's own names and `sqlite_` for SQLite's",
        );
    } else if !chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        || !chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
    {
        mistakes.add(
            place,
            format!("`{name}` is no name"),
            "use letters, digits and underscores, a letter first",
        );
    } else if name.len() > MAX_NAME_CHARS {
        mistakes.add(
            place,
            format!("the name `{name}` has {} characters", name.len()),
            format!("MySQL takes {MAX_NAME_CHARS}: shorten it"),
        );
    }
}
