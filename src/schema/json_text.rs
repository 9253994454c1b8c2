//! JSON as text: what answers and events are made of, written straight into them without a tree
//! in between.

#[cfg(test)]
mod tests;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The members of an object that is being written.
pub struct Members<'a> {
    out: &'a mut String,
    is_empty: bool,
}

/// Writes an object, whose members `fill` writes.
pub fn object(out: &mut String, fill: impl FnOnce(&mut Members<'_>)) {
    out.push('{');
    fill(&mut Members { out, is_empty: true });
    out.push('}');
}

/// Writes an array; `each` writes an item.
pub fn array<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    mut each: impl FnMut(&mut String, T),
) {
    out.push('[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        each(out, item);
    }
    out.push(']');
}

impl Members<'_> {
    /// Begins a member: its value is to be written into what is returned. The name is the schema's
    /// or the program's own and has no character that JSON escapes.
    pub fn member(&mut self, name: &'static str) -> &mut String {
        self.out.push_str(if self.is_empty { "\"" } else { ",\"" });
        self.is_empty = false;
        self.out.push_str(name);
        self.out.push_str("\":");
        self.out
    }

    /// Writes a member that is a text.
    pub fn text(&mut self, name: &'static str, value: &str) {
        text(self.member(name), value);
    }

    /// Writes a member that is a text or null.
    pub fn opt_text(&mut self, name: &'static str, value: Option<&str>) {
        match value {
            Some(value) => self.text(name, value),
            None => self.member(name).push_str("null"),
        }
    }
}

/// Writes a text in quotes, escaped where it must be
/// (<https://www.rfc-editor.org/rfc/rfc8259#section-7>).
pub fn text(out: &mut String, value: &str) {
    out.reserve(value.len().saturating_add(2));
    out.push('"');
    let mut rest = value;
    while let Some(at) = first_escaped(rest.as_bytes()) {
        // The byte is ASCII, so both ends are those of a character.
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let (one, after) = from.split_at_checked(1).unwrap_or((from, ""));
        out.push_str(before);
        escape(out, one.bytes().next().unwrap_or_default());
        rest = after;
    }
    out.push_str(rest);
    out.push('"');
}

/// Where the first byte stands that must be escaped. Most texts have none, so eight bytes are
/// looked at together (<https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord>): the
/// lowest bit that is found is that of the first such byte, those above may be wrong.
#[inline]
pub(crate) fn first_escaped(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let less = |word: u64, than: u64| word.wrapping_sub(ONES * than) & !word & HIGH;
    let equal = |word: u64, byte: u8| less(word ^ (ONES * u64::from(byte)), 1);
    let (words, rest) = bytes.as_chunks();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = less(word, 0x20) | equal(word, b'"') | equal(word, b'\\');
        if found != 0 {
            let byte = usize::try_from(found.trailing_zeros() / 8).ok()?;
            return at.checked_mul(8)?.checked_add(byte);
        }
    }
    let escaped = |byte: &u8| *byte < b' ' || matches!(byte, b'"' | b'\\');
    words.len().checked_mul(8)?.checked_add(rest.iter().position(escaped)?)
}

fn escape(out: &mut String, byte: u8) {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    let short = match byte {
        b'"' | b'\\' => char::from(byte),
        0x08 => 'b',
        b'\t' => 't',
        b'\n' => 'n',
        0x0C => 'f',
        b'\r' => 'r',
        _ => {
            out.push_str("\\u00");
            return out.extend([digit(byte >> 4), digit(byte & 15)]);
        }
    };
    out.extend(['\\', short]);
}

/// Writes a text that is a JSON document as it stands, any other as a text. A text that is none
/// can only come from a row or an event that was made by hand.
pub fn document(out: &mut String, value: &str) {
    if is_document(value) {
        out.push_str(value);
    } else {
        text(out, value);
    }
}

/// Whether `serde_json` reads it: strings without half a surrogate pair, numbers in their range.
fn is_document(value: &str) -> bool {
    serde_json::from_str::<Anything>(value).is_ok()
}

/// Every value, read and forgotten. Unlike [`serde::de::IgnoredAny`], of which `serde_json` checks
/// the grammar only.
struct Anything;

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Anything, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

impl<'de> Visitor<'de> for Anything {
    type Value = Anything;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Anything, E> {
        Ok(Anything)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Anything, E> {
        Ok(Anything)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Anything, E> {
        Ok(Anything)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Anything, E> {
        Ok(Anything)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Anything, E> {
        Ok(Anything)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Anything, E> {
        Ok(Anything)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Anything, A::Error> {
        while items.next_element::<Anything>()?.is_some() {}
        Ok(Anything)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Anything, A::Error> {
        while members.next_entry::<Anything, Anything>()?.is_some() {}
        Ok(Anything)
    }
}
