//! JSON as it was sent: with members in their order and twice where they were sent twice.

use std::collections::BTreeSet;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{Kind, Problem};

/// One node of a document. `serde_json` refuses documents nested deeper than 128 levels, so
/// nothing that walks a node runs out of stack.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object; a name may be there twice.
    Object(Vec<(String, Node)>),
}

/// Reads a body.
pub fn parse(body: &[u8]) -> Result<Node, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let place = match (error.line(), error.column()) {
            (0, _) => String::new(),
            (line, column) => format!(" at line {line}, column {column}"),
        };
        let what = if body.is_empty() { "the body is empty" } else { "the body can't be read" };
        Problem::new(
            Kind::MalformedJson,
            format!("{what}{place}"),
            "send one JSON object, in UTF-8",
        )
    })
}

impl Node {
    /// The members of an object, each name once; `pointer` is where the node stands.
    pub fn members(&self, pointer: &str) -> Result<&[(String, Node)], Problem> {
        let Node::Object(members) = self else {
            let detail = "a JSON object is expected here";
            return Err(Problem::new(Kind::InvalidValue, detail, "send an object").at(pointer));
        };
        let mut seen = BTreeSet::new();
        for (name, _) in members {
            if !seen.insert(name.as_str()) {
                let detail = "a member of this name came before";
                let next = "send each member once";
                return Err(
                    Problem::new(Kind::DuplicateField, detail, next).at(child(pointer, name))
                );
            }
        }
        Ok(members)
    }

    /// The value as `serde_json` has it: the last of two equal names.
    pub fn to_value(&self) -> Value {
        match self {
            Node::Null => Value::Null,
            Node::Bool(truth) => Value::Bool(*truth),
            Node::Number(number) => Value::Number(number.clone()),
            Node::Text(text) => Value::String(text.clone()),
            Node::List(items) => Value::Array(items.iter().map(Node::to_value).collect()),
            Node::Object(members) => {
                // One by one: `collect` sorts first, which for a few members is more code than it saves time.
                let mut object = Map::new();
                for (name, node) in members {
                    object.insert(name.clone(), node.to_value());
                }
                Value::Object(object)
            }
        }
    }
}

/// The JSON pointer (RFC 6901) to a member of what `pointer` points at.
pub fn child(pointer: &str, name: &str) -> String {
    let mut text = String::with_capacity(pointer.len().saturating_add(name.len() + 1));
    text.push_str(pointer);
    text.push('/');
    for character in name.chars() {
        match character {
            '~' => text.push_str("~0"),
            '/' => text.push_str("~1"),
            other => text.push(other),
        }
    }
    text
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Node, E> {
        Ok(Node::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Number(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Node, E> {
        Number::from_f64(number).map(Node::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Node::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_the_body_stops_being_json() {
        let problem = parse(b"{\n  \"a\": }").unwrap_err();
        assert_eq!(problem.kind, Kind::MalformedJson);
        assert!(problem.detail.contains("line 2"), "{}", problem.detail);
        assert!(parse(b"").unwrap_err().detail.contains("empty"));
        for wrong in [&b"{} {}"[..], b"\xff", b"\"\\ud800\"", b"NaN", b"1e999"] {
            assert_eq!(parse(wrong).unwrap_err().kind, Kind::MalformedJson, "{wrong:?}");
        }
    }

    #[test]
    fn depth_has_a_bound() {
        let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(parse(nested(127).as_bytes()).is_ok());
        assert!(parse(nested(128).as_bytes()).is_err());
        assert!(parse("[".repeat(500_000).as_bytes()).is_err());
    }

    #[test]
    fn a_member_sent_twice_is_named() {
        let node = parse(br#"{"a/b": 1, "c": 2, "a/b": 3}"#).unwrap();
        let problem = node.members("/changes/0").unwrap_err();
        assert_eq!(problem.kind, Kind::DuplicateField);
        assert_eq!(problem.field.as_deref(), Some("/changes/0/a~1b"));
        assert!(parse(b"[1]").unwrap().members("").is_err());
    }
}
