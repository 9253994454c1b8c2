//! What follows the type of a column: `null`, `default`, `auto`, `on delete`, `secret`,
//! `guarded`.

use crate::column::{Wrong, wrong};
use crate::lex::Cursor;
use crate::mistake::instead;
use crate::model::OnDelete;
use crate::raw::{Auto, Column};

/// The words that modifiers begin with.
pub const WORDS: [&str; 6] = ["null", "default", "auto", "secret", "guarded", "on"];

/// Reads the modifier that begins with `word`.
pub fn read(column: &mut Column, word: &str, cursor: &mut Cursor<'_>) -> Result<(), Wrong> {
    let twice = match word {
        "null" => std::mem::replace(&mut column.nullable, true),
        "secret" => std::mem::replace(&mut column.secret, true),
        "guarded" => std::mem::replace(&mut column.guarded, true),
        "default" => column.default.replace(default(cursor)?).is_some(),
        "auto" => column.auto.replace(auto(cursor)?).is_some(),
        "on" => column.on_delete.replace(on_delete(cursor)?).is_some(),
        "|" => {
            return wrong(
                "a bar stands where no enum is",
                "write the words of an enum right after `enum`",
            );
        }
        _ => {
            return wrong(format!("`{word}` says nothing here"), instead(word, WORDS.into_iter()));
        }
    };
    if twice {
        return wrong(format!("`{word}` is there twice"), "take one away");
    }
    Ok(())
}

fn default(cursor: &mut Cursor<'_>) -> Result<String, Wrong> {
    match cursor.take() {
        Some(value) => Ok(value.to_owned()),
        None => wrong(
            "`default` lacks its value",
            "write it after the word, in double quotes if it has spaces",
        ),
    }
}

fn auto(cursor: &mut Cursor<'_>) -> Result<Auto, Wrong> {
    match cursor.take() {
        Some("created") => Ok(Auto::Created),
        Some("updated") => Ok(Auto::Updated),
        Some("counter") => Ok(Auto::Counter),
        _ => wrong(
            "nothing fills it by itself",
            "write `auto created`, `auto updated` or `auto counter`",
        ),
    }
}

fn on_delete(cursor: &mut Cursor<'_>) -> Result<OnDelete, Wrong> {
    let rule = cursor.eat("delete").then(|| cursor.take()).flatten();
    match rule {
        Some("cascade") => Ok(OnDelete::Cascade),
        Some("restrict") => Ok(OnDelete::Restrict),
        Some("set") if cursor.eat("null") => Ok(OnDelete::SetNull),
        _ => wrong(
            "`on` names no rule",
            "write `on delete cascade`, `on delete set null` or `on delete restrict`",
        ),
    }
}
