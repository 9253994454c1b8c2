//! A mistake in a schema file: where it is, what it is, what to do.

use std::fmt;

/// A line of a schema file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path as it is shown.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
}

/// One mistake. Shown as `file:line: what; remedy`, on one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { file, line } = &self.place;
        write!(f, "{file}:{line}: {}; {}", self.what, self.remedy)
    }
}

impl std::error::Error for Mistake {}

/// Collects mistakes, so that one build shows them all.
#[derive(Debug, Default)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// Notes one.
    pub fn add(&mut self, place: &Place, what: impl Into<String>, remedy: impl Into<String>) {
        self.0.push(Mistake { place: place.clone(), what: what.into(), remedy: remedy.into() });
    }

    /// All of them in file order, if there are any.
    pub fn finish(mut self) -> Result<(), Vec<Mistake>> {
        self.0.sort();
        self.0.dedup();
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

/// A remedy for a name that is not known: the nearest known one, or the list.
pub fn instead<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    let nearest = known
        .iter()
        .map(|k| (distance(name, k), *k))
        .min()
        .filter(|(d, k)| *d <= 1 + k.len() / 3 || name.starts_with(k));
    match nearest {
        Some((_, near)) => format!("did you mean `{near}`?"),
        None => format!("use one of {}", words(known.into_iter())),
    }
}

/// Names in backticks, separated by commas.
pub fn words<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Edits that turn `a` into `b`, upper and lower case being the same.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.to_lowercase().chars().enumerate() {
        let mut next = vec![i + 1];
        for ((&diagonal, &up), cb) in row.iter().zip(row.iter().skip(1)).zip(&b) {
            let left = next.last().copied().unwrap_or(0);
            let swap = diagonal + usize::from(ca != *cb);
            next.push(swap.min(up + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_word() {
        let known = ["teamId", "trackId", "name"];
        let remedy = |name| instead(name, known.into_iter());
        assert_eq!(remedy("teamid"), "did you mean `teamId`?");
        assert_eq!(remedy("tracId"), "did you mean `trackId`?");
        assert_eq!(remedy("price"), "use one of `teamId`, `trackId`, `name`");
    }
}
