//! What an element `require` of a unit asks for.

use crate::http::fields::Fields;
use crate::http::json::Node;
use crate::http::{Kind, Problem, decode, etag};
use crate::store::{Comparison, Condition, Target};

/// Exactly one of `exists`, `version`, and `column` with `is` and `value`.
pub fn read(fields: &Fields<'_>, target: &Target) -> Result<Condition, Problem> {
    let given: Vec<&str> = ["exists", "version", "column"]
        .into_iter()
        .filter(|name| fields.get(name).is_some())
        .collect();
    match given.as_slice() {
        ["exists"] => match fields.get("exists") {
            Some(Node::Bool(true)) => Ok(Condition::Exists),
            Some(Node::Bool(false)) => Ok(Condition::Absent),
            _ => Err(fields.wrong("exists", "true or false")),
        },
        ["version"] => etag::version(fields.required_text("version")?)
            .map(Condition::Version)
            .ok_or_else(|| fields.wrong("version", "the `_version` of an answer")),
        ["column"] => comparison(fields, target),
        _ => {
            let detail = "a condition has one of `exists`, `version` and `column`";
            Err(Problem::new(Kind::InvalidValue, detail, "send one of them").at(fields.pointer()))
        }
    }
}

fn comparison(fields: &Fields<'_>, target: &Target) -> Result<Condition, Problem> {
    let place = fields.place("column");
    let (position, column) =
        decode::column(target.table(), fields.required_text("column")?, &place)?;
    if column.secret {
        // Comparing is a way of reading.
        return Err(fields.wrong("column", "a column that is not secret"));
    }
    let comparison = match fields.required_text("is")? {
        "equal" => Comparison::Equal,
        "not-equal" => Comparison::NotEqual,
        "less" => Comparison::Less,
        "at-most" => Comparison::AtMost,
        "greater" => Comparison::Greater,
        "at-least" => Comparison::AtLeast,
        _ => return Err(fields.wrong("is", "equal, not-equal, less, at-most, greater or at-least")),
    };
    let node = fields.required("value")?;
    let value = match node {
        // NULL is compared with, not stored, so it may be sent for every column.
        Node::Null => crate::schema::Value::Null,
        node => decode::value(column, node, &fields.place("value"))?,
    };
    Ok(Condition::Column { column: position, comparison, value })
}
