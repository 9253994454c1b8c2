//! The members of an object whose names the API fixes.

use super::json::{Node, child};
use super::{Kind, Problem};

/// An object with known members.
pub struct Fields<'a> {
    members: &'a [(String, Node)],
    pointer: String,
}

impl<'a> Fields<'a> {
    /// The object at `pointer`, if it has no members but these.
    pub fn of(node: &'a Node, pointer: &str, known: &[&str]) -> Result<Fields<'a>, Problem> {
        let members = node.members(pointer)?;
        for (name, _) in members {
            if !known.contains(&name.as_str()) {
                let detail = "the API knows no such member here";
                let next = format!("use: {}", known.join(", "));
                return Err(Problem::new(Kind::UnknownField, detail, next).at(child(pointer, name)));
            }
        }
        Ok(Fields { members, pointer: pointer.to_owned() })
    }

    /// Where the object stands.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Where a member of it stands.
    pub fn place(&self, name: &str) -> String {
        child(&self.pointer, name)
    }

    /// A member, if it is there.
    pub fn get(&self, name: &str) -> Option<&'a Node> {
        self.members.iter().find(|(member, _)| member == name).map(|(_, node)| node)
    }

    /// A member that must be there.
    pub fn required(&self, name: &str) -> Result<&'a Node, Problem> {
        self.get(name).ok_or_else(|| {
            let detail = format!("`{name}` is required");
            Problem::new(Kind::MissingField, detail, "send it").at(self.place(name))
        })
    }

    /// A text, if it is there.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, Problem> {
        match self.get(name) {
            None => Ok(None),
            Some(Node::Text(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, "a string")),
        }
    }

    /// A text that must be there.
    pub fn required_text(&self, name: &str) -> Result<&'a str, Problem> {
        self.required(name)?;
        self.text(name).map(Option::unwrap_or_default)
    }

    /// A member that is of another type.
    pub fn wrong(&self, name: &str, expected: &str) -> Problem {
        let detail = format!("`{name}` must be {expected}");
        Problem::new(Kind::InvalidValue, detail, "send a value that fits").at(self.place(name))
    }
}
