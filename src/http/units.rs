//! The body of `POST /v1/units`: a closed list of changes and conditions, committed as one.

mod conditions;
#[cfg(test)]
mod tests;

use super::access::{self, Access, Named, checked, target};
use super::fields::Fields;
use super::json::{Node, child};
use super::rows::{self, Making, find_key, find_table};
use super::write::{Place, Wanted};
use super::{Kind, Problem, decode, etag};
use crate::schema::Pk;
use crate::store::{Change, Condition, Event, MAX_CHANGES, MAX_EVENTS, Op, Target, is_declared};

/// Longest type of an event, in characters.
const MAX_EVENT_TYPE_CHARS: usize = 100;

/// What a body asks for.
pub fn parse(making: &Making<'_>, named: &Named, body: &Node) -> Result<Wanted, Problem> {
    let fields = Fields::of(body, "", &["changes", "events"])?;
    let mut unit = Reading {
        making,
        named,
        wanted: Wanted {
            changes: Vec::new(),
            places: Vec::new(),
            events: Vec::new(),
            on_condition: Kind::ConditionFailed,
        },
        positions: Vec::new(),
    };
    fields.required("changes")?;
    for (at, node) in list(&fields, "changes", MAX_CHANGES)?.iter().enumerate() {
        unit.change(node, &format!("/changes/{at}"))?;
    }
    for (at, node) in list(&fields, "events", MAX_EVENTS)?.iter().enumerate() {
        unit.event(node, &format!("/events/{at}"))?;
    }
    if unit.wanted.changes.is_empty() && unit.wanted.events.is_empty() {
        let detail = "the unit is empty";
        return Err(Problem::new(Kind::MissingField, detail, "send a change").at("/changes"));
    }
    Ok(unit.wanted)
}

fn list<'a>(fields: &Fields<'a>, name: &str, most: usize) -> Result<&'a [Node], Problem> {
    match fields.get(name) {
        None => Ok(&[]),
        Some(Node::List(items)) if items.len() <= most => Ok(items),
        Some(Node::List(items)) => {
            let detail = format!("a unit has at most {most} {name}; this one has {}", items.len());
            Err(Problem::new(Kind::TooMany, detail, "split it into several units")
                .at(fields.place(name)))
        }
        Some(_) => Err(fields.wrong(name, "a list")),
    }
}

struct Reading<'a> {
    making: &'a Making<'a>,
    named: &'a Named,
    wanted: Wanted,
    /// For each element of the body, where its change stands in `wanted.changes`.
    positions: Vec<usize>,
}

impl Reading<'_> {
    fn change(&mut self, node: &Node, pointer: &str) -> Result<(), Problem> {
        let kinds = ["insert", "update", "delete", "require"];
        Fields::of(node, pointer, &kinds)?;
        let [(kind, body)] = node.members(pointer)? else {
            let detail = "each change is an object with one member";
            let next = format!("use one of: {}", kinds.join(", "));
            return Err(Problem::new(Kind::InvalidValue, detail, next).at(pointer));
        };
        let pointer = child(pointer, kind);
        match kind.as_str() {
            "insert" => self.insert(body, &pointer),
            "update" => self.update(body, &pointer),
            "delete" => self.delete(body, &pointer),
            _ => self.require(body, &pointer),
        }
    }

    /// An element's own change, after the condition that goes with it.
    fn push(&mut self, condition: Option<Change>, change: Change, columns: String) {
        for change in condition.into_iter().chain([change]) {
            self.wanted.changes.push(change);
            self.wanted.places.push(Place { columns: columns.clone() });
        }
        self.positions.push(self.wanted.changes.len().saturating_sub(1));
    }

    fn insert(&mut self, body: &Node, pointer: &str) -> Result<(), Problem> {
        let fields = Fields::of(body, pointer, &["table", "row", "tenant", "owner"])?;
        let table = named_table(&fields)?;
        let named = self.names(&fields)?;
        let place = fields.place("row");
        let row = fields.required("row")?;
        let change = rows::insert(self.making, table, &named, row, &place).map_err(|problem| {
            // What concerns the element as a whole names no field of its own.
            if problem.field.is_none() { problem.at(pointer) } else { problem }
        })?;
        self.push(None, change, place);
        Ok(())
    }

    fn update(&mut self, body: &Node, pointer: &str) -> Result<(), Problem> {
        let known = ["table", "key", "set", "ifVersion", "tenant", "owner"];
        let fields = Fields::of(body, pointer, &known)?;
        let (target, pk) = self.addressed(&fields, Access::Write)?;
        let condition = if_version(&fields, &target, &pk)?;
        let place = fields.place("set");
        let change = rows::update(self.making, target, pk, fields.required("set")?, &place)?;
        self.push(condition, change, place);
        Ok(())
    }

    fn delete(&mut self, body: &Node, pointer: &str) -> Result<(), Problem> {
        let fields = Fields::of(body, pointer, &["table", "key", "ifVersion", "tenant", "owner"])?;
        let (target, pk) = self.addressed(&fields, Access::Write)?;
        let condition = if_version(&fields, &target, &pk)?;
        self.push(condition, Change { target, pk, op: Op::Delete }, pointer.to_owned());
        Ok(())
    }

    fn require(&mut self, body: &Node, pointer: &str) -> Result<(), Problem> {
        let known =
            ["table", "key", "exists", "version", "column", "is", "value", "tenant", "owner"];
        let fields = Fields::of(body, pointer, &known)?;
        let (target, pk) = self.addressed(&fields, Access::Read)?;
        let condition = conditions::read(&fields, &target)?;
        self.push(None, Change { target, pk, op: Op::Require(condition) }, pointer.to_owned());
        Ok(())
    }

    fn event(&mut self, node: &Node, pointer: &str) -> Result<(), Problem> {
        let fields = Fields::of(node, pointer, &["type", "about", "payload"])?;
        let kind = fields.required_text("type")?;
        check_event_type(kind).map_err(|expected| fields.wrong("type", expected))?;
        let change =
            match fields.get("about") {
                None => None,
                Some(node) => Some(self.about(node).ok_or_else(|| {
                    fields.wrong("about", "the number of a change, counted from 0")
                })?),
            };
        let payload = match fields.get("payload") {
            None => "{}".to_owned(),
            Some(node @ Node::Object(_)) => node.to_value().to_string(),
            Some(_) => return Err(fields.wrong("payload", "an object")),
        };
        let about = change.and_then(|at| self.wanted.changes.get(at));
        let tenant = match about {
            Some(change) => change.target.scope().map(|(_, scope)| scope.to_owned()),
            None => access::tenant_of_event(self.making.caller, self.named)?,
        };
        let id = (self.making.new_id)();
        self.wanted.events.push(Event { id, kind: kind.to_owned(), change, tenant, payload });
        Ok(())
    }

    fn about(&self, node: &Node) -> Option<usize> {
        let Node::Number(number) = node else {
            return None;
        };
        let at = usize::try_from(decode::whole(number)?).ok()?;
        self.positions.get(at).copied()
    }

    fn names(&self, fields: &Fields<'_>) -> Result<Named, Problem> {
        let name = |member: &str| match fields.text(member)? {
            None => Ok(None),
            Some(name) => checked(name, &fields.place(member)).map(Some),
        };
        Ok(Named { tenant: name("tenant")?, owner: name("owner")? }.or(self.named))
    }

    fn addressed(&self, fields: &Fields<'_>, access: Access) -> Result<(Target, Pk), Problem> {
        let table = named_table(fields)?;
        let key = fields.required_text("key")?;
        let pk = find_key(table, key).map_err(|problem| problem.at(fields.place("key")))?;
        let named = self.names(fields)?;
        let target = target(self.making.caller, table, &named, access, Some(&pk))
            .map_err(|problem| problem.at(fields.pointer()))?;
        Ok((target, pk))
    }
}

fn named_table(fields: &Fields<'_>) -> Result<&'static crate::schema::Table, Problem> {
    find_table(fields.required_text("table")?).map_err(|problem| problem.at(fields.place("table")))
}

fn if_version(fields: &Fields<'_>, target: &Target, pk: &Pk) -> Result<Option<Change>, Problem> {
    let Some(text) = fields.text("ifVersion")? else {
        return Ok(None);
    };
    let version = etag::version(text)
        .ok_or_else(|| fields.wrong("ifVersion", "the `_version` of an answer"))?;
    let op = Op::Require(Condition::Version(version));
    Ok(Some(Change { target: target.clone(), pk: pk.clone(), op }))
}

/// Types that tables emit by themselves can't be sent: consumers trust them.
fn check_event_type(kind: &str) -> Result<(), &'static str> {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if kind.is_empty() || kind.len() > MAX_EVENT_TYPE_CHARS || !kind.bytes().all(known) {
        return Err("1 to 100 letters, digits, dots, dashes and underscores, such as order.paid");
    }
    if is_declared(kind) {
        return Err("another type: this one is emitted by its table");
    }
    Ok(())
}
