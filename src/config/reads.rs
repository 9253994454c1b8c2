//! The flags of reads: which of them MySQL serves while D1 is the primary, and how many are repeated
//! at the other database to compare.

use std::rc::Rc;

use super::{Flags, Secondary};
use crate::schema;

/// What the operator wants of reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reads {
    /// Which reads MySQL serves while D1 is the primary; `None`: none.
    pub staged: Option<Rc<Staged>>,
    /// How many reads are repeated at the other database after the answer, in percent, 0 to 100.
    pub shadow_percent: u8,
}

/// Reads that MySQL serves while D1 is the primary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// How many tenants, users or sessions, in percent, 0 to 100.
    pub percent: u8,
    /// Of which tables.
    pub tables: Names,
    /// Of which tenants.
    pub tenants: Names,
}

/// Some of all names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Only these; `None`: all.
    only: Option<Vec<String>>,
    /// Never these.
    never: Vec<String>,
}

impl Names {
    /// Whether this one is among them.
    pub fn has(&self, name: &str) -> bool {
        let is_in = |names: &[String]| names.iter().any(|one| one == name);
        self.only.as_deref().is_none_or(is_in) && !is_in(&self.never)
    }

    /// Whether what has no name is among them: where only some names are, it is not.
    pub fn has_nameless(&self) -> bool {
        self.only.is_none()
    }
}

impl<F: Fn(&str) -> Option<String>> Flags<F> {
    pub(super) fn reads(&mut self, secondary: Secondary) -> Reads {
        let staged = self.switch("ENABLE_PS_READS", (false, "reads go to the primary"));
        let percent = self.percent("PS_READ_PERCENT");
        let shadow_percent = self.percent("SHADOW_READ_PERCENT");
        let tables = self.tables();
        let tenants = Names {
            only: self.list("PS_READ_TENANTS"),
            never: self.list("PS_READ_TENANTS_DENY").unwrap_or_default(),
        };
        if secondary == Secondary::Off {
            if staged {
                self.complain(
                    "ENABLE_PS_READS",
                    "it is on, but ENABLE_DOUBLE_WRITE is off: MySQL falls behind",
                    "reads go to the primary",
                );
            }
            if shadow_percent > 0 {
                self.complain(
                    "SHADOW_READ_PERCENT",
                    "it is not 0, but ENABLE_DOUBLE_WRITE is off: the other database falls behind",
                    "no reads are compared",
                );
            }
            return Reads::default();
        }
        let staged =
            tables.filter(|_| staged).map(|tables| Rc::new(Staged { percent, tables, tenants }));
        Reads { staged, shadow_percent }
    }

    fn percent(&mut self, flag: &'static str) -> u8 {
        let Some(text) = (self.lookup)(flag) else {
            return 0;
        };
        match text.parse::<u8>().ok().filter(|percent| *percent <= 100) {
            Some(percent) => percent,
            None => {
                self.complain(flag, "its value is not a whole number from 0 to 100", "it is 0");
                0
            }
        }
    }

    /// The names between the commas, without the blanks around them.
    fn list(&self, flag: &'static str) -> Option<Vec<String>> {
        let names = (self.lookup)(flag)?;
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        Some(names.map(str::to_owned).collect())
    }

    /// `None` where it is not known which table is never to be read.
    fn tables(&mut self) -> Option<Names> {
        let (only, never) = (self.list("PS_READ_TABLES"), self.list("PS_READ_TABLES_DENY"));
        for (flag, names, reading) in [
            ("PS_READ_TABLES", only.as_deref(), "the other tables of it count"),
            ("PS_READ_TABLES_DENY", never.as_deref(), "reads go to the primary"),
        ] {
            let unknown = |name: &String| schema::table(name).is_none();
            if let Some(at) = names.unwrap_or_default().iter().position(unknown) {
                let problem = format!("number {} in it is no table", at.saturating_add(1));
                self.complain(flag, &problem, reading);
            }
        }
        let never = never.unwrap_or_default();
        let known = never.iter().all(|name| schema::table(name).is_some());
        known.then_some(Names { only, never })
    }
}
