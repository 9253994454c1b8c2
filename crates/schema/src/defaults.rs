//! What an insert without a value gets, and whether it fits the column.

use crate::column::Wrong;
use crate::mistake::{Mistakes, words};
use crate::model::{Default, Type};
use crate::raw::{Auto, Column};

/// The default of a column. `is_key`: it is the whole key of its table.
pub fn of(raw: &Column, ty: &Type, is_key: bool, mistakes: &mut Mistakes) -> Default {
    if raw.auto.is_some() && raw.default.is_some() {
        mistakes.add(
            &raw.place,
            format!("column `{}` has both `auto` and `default`", raw.name),
            "take one away: `auto` fills it always",
        );
    }
    let found = match (raw.auto, &raw.default, &raw.ty) {
        (Some(auto), _, _) => automatic(auto, ty),
        (None, Some(text), _) => literal(text, ty),
        (None, None, crate::raw::ColumnType::Plain(Type::Id { prefix })) if is_key => {
            new_id(prefix)
        }
        _ => Ok(Default::None),
    };
    found.unwrap_or_else(|(what, remedy)| {
        mistakes.add(&raw.place, format!("column `{}`: {what}", raw.name), remedy);
        Default::None
    })
}

fn automatic(auto: Auto, ty: &Type) -> Result<Default, Wrong> {
    match (auto, ty) {
        (Auto::Created, Type::Timestamp { .. }) => Ok(Default::Created),
        (Auto::Updated, Type::Timestamp { .. }) => Ok(Default::Updated),
        (Auto::Counter, Type::Int { min: ..=0, .. } | Type::BigInt) => Ok(Default::Counter),
        (Auto::Counter, _) => Err((
            "`auto counter` counts from 0 and this type doesn't".into(),
            "make it `int` or `bigint`".into(),
        )),
        _ => Err((
            "`auto created` and `auto updated` are points in time and this type isn't".into(),
            "make it `timestamp s` or `timestamp ms`".into(),
        )),
    }
}

fn new_id(prefix: &str) -> Result<Default, Wrong> {
    if prefix.is_empty() {
        return Err((
            "the key of a table needs a prefix for its ids".into(),
            "write it after `id`, such as `id usr`".into(),
        ));
    }
    Ok(Default::NewId)
}

fn literal(text: &str, ty: &Type) -> Result<Default, Wrong> {
    let doesnt_fit =
        |remedy: String| Err((format!("`default {text}` doesn't fit its type"), remedy));
    if text.contains('\\') || text.chars().any(char::is_control) {
        return doesnt_fit("use no backslash and no control character".into());
    }
    match ty {
        Type::Bool => match text {
            "true" => Ok(Default::Int(1)),
            "false" => Ok(Default::Int(0)),
            _ => doesnt_fit("use `default true` or `default false`".into()),
        },
        Type::Int { min, max } => match text.parse() {
            Ok(n) if (*min..=*max).contains(&n) => Ok(Default::Int(n)),
            _ => doesnt_fit(format!("use a whole number from {min} to {max}")),
        },
        Type::BigInt => match text.parse() {
            Ok(n) => Ok(Default::Int(n)),
            Err(_) => doesnt_fit("use a whole number".into()),
        },
        Type::Enum { values } if !values.iter().any(|value| value == text) => {
            doesnt_fit(format!("use one of {}", words(values.iter().map(String::as_str))))
        }
        Type::String { max_chars } if text.chars().count() > *max_chars as usize => {
            doesnt_fit(format!("use at most {max_chars} characters, or a longer string"))
        }
        Type::String { .. } | Type::Text | Type::Enum { .. } => Ok(Default::Text(text.to_owned())),
        _ => Err((
            "this type takes no `default`".into(),
            "take it away and let the writer say the value; `timestamp` takes `auto`".into(),
        )),
    }
}
