//! The flags, parsed once into a type in which they can't contradict each other.
//!
//! A flag says what the operator wants; what is stands in the databases' control lines. What each
//! flag does, and what a wrong value does, is in `docs/flags.md`.

mod reads;
#[cfg(test)]
mod tests;

pub use reads::{Names, Reads, Staged};

use crate::store::Side;

/// What the operator wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The database that client writes are to go to. `None`: the flag can't be read, so no switch
    /// is wanted in either direction.
    pub primary: Option<Side>,
    /// What happens at the other database.
    pub secondary: Secondary,
    /// Which reads go to the other database, too or instead.
    pub reads: Reads,
    /// What is refused for now.
    pub maintenance: Maintenance,
    /// When this version of the Worker was made, in milliseconds since 1970, where the platform says
    /// so. A flag that is older than the last switch begins none.
    pub deployed_ms: Option<i64>,
    /// Flags that can't be read or contradict each other, and what is done instead.
    pub complaints: Vec<Complaint>,
    /// What else the operator should know of the flags, though nothing is wrong with them.
    pub notes: Vec<&'static str>,
}

/// Whether writes are repeated at the other database, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secondary {
    /// They are not; changes are journaled all the same once journaling has begun.
    Off,
    /// They are.
    On {
        /// When.
        inline: Inline,
        /// What was applied is read back from the other database and compared.
        verify: bool,
    },
}

/// When the other database is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inline {
    /// After the response.
    Deferred,
    /// Before the response.
    Awaited {
        /// An error there fails the request, though the write stands at the primary.
        fail: bool,
    },
}

/// What is refused with 503.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maintenance {
    /// Nothing.
    Off,
    /// Writes of clients.
    ReadOnly,
    /// Everything but the health pages.
    Full,
}

impl Maintenance {
    /// The flag's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Maintenance::Off => "off",
            Maintenance::ReadOnly => "read-only",
            Maintenance::Full => "full",
        }
    }
}

/// A flag that is not followed as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The flag.
    pub flag: &'static str,
    /// What is wrong. It never repeats the flag's value, which may be a secret put in the wrong place.
    pub problem: String,
    /// What is done instead.
    pub reading: String,
}

impl Config {
    /// Reads the flags; `lookup` gives the value of a variable. An empty value counts as none.
    pub fn parse(lookup: impl Fn(&str) -> Option<String>) -> Config {
        let mut flags = Flags {
            lookup: |name: &str| lookup(name).filter(|value| !value.is_empty()),
            complaints: Vec::new(),
        };
        let primary = flags.primary();
        let secondary = flags.secondary();
        let reads = flags.reads(secondary);
        let maintenance = flags.maintenance();
        let notes = Vec::new();
        let complaints = flags.complaints;
        let deployed_ms = None;
        Config { primary, secondary, reads, maintenance, deployed_ms, complaints, notes }
    }
}

struct Flags<F> {
    lookup: F,
    complaints: Vec<Complaint>,
}

impl<F: Fn(&str) -> Option<String>> Flags<F> {
    fn complain(&mut self, flag: &'static str, problem: &str, reading: &str) {
        self.complaints.push(Complaint {
            flag,
            problem: problem.to_owned(),
            reading: reading.to_owned(),
        });
    }

    /// The flag's word, or `unclear` where it is none of the words.
    fn word<T: Copy>(
        &mut self,
        flag: &'static str,
        words: &[(&str, T)],
        unset: T,
        unclear: (T, &str),
    ) -> T {
        let Some(value) = (self.lookup)(flag) else {
            return unset;
        };
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == value) {
            return *meaning;
        }
        let words: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        let problem = format!("its value is none of {}", words.join(", "));
        self.complain(flag, &problem, unclear.1);
        unclear.0
    }

    fn switch(&mut self, flag: &'static str, unclear: (bool, &str)) -> bool {
        self.word(flag, &[("true", true), ("false", false)], false, unclear)
    }

    fn primary(&mut self) -> Option<Side> {
        self.word(
            "PRIMARY",
            &[("d1", Some(Side::D1)), ("mysql", Some(Side::MySql))],
            Some(Side::D1),
            (None, "no switch is wanted: the primary stays where the control line says"),
        )
    }

    fn secondary(&mut self) -> Secondary {
        let on = self.switch(
            "ENABLE_DOUBLE_WRITE",
            (true, "double writes are on: one too many loses nothing, one too few leaves a gap"),
        );
        let fail = self.switch(
            "FAIL_ON_SECONDARY_ERROR",
            (false, "a write that the primary holds succeeds, and replay brings it over"),
        );
        let verify =
            self.switch("VERIFY_WRITES", (true, "writes are verified, if double writes are on"));
        let awaited = self.word(
            "SECONDARY_WRITES",
            &[("await", Some(true)), ("defer", Some(false))],
            None,
            (Some(true), "the other database is written before the response"),
        );
        if !on {
            for (flag, set) in [("FAIL_ON_SECONDARY_ERROR", fail), ("VERIFY_WRITES", verify)] {
                if set && !self.complaints.iter().any(|complaint| complaint.flag == flag) {
                    self.complain(
                        flag,
                        "it is on, but ENABLE_DOUBLE_WRITE is off",
                        "it does nothing: the other database is not written",
                    );
                }
            }
            return Secondary::Off;
        }
        if fail && awaited == Some(false) {
            self.complain(
                "FAIL_ON_SECONDARY_ERROR",
                "it is on, but SECONDARY_WRITES is \"defer\": the response can't tell what happens after it",
                "the other database is written before the response, and its error fails the request",
            );
        }
        let inline =
            if fail || awaited == Some(true) { Inline::Awaited { fail } } else { Inline::Deferred };
        Secondary::On { inline, verify }
    }

    fn maintenance(&mut self) -> Maintenance {
        let words = [Maintenance::Off, Maintenance::ReadOnly, Maintenance::Full]
            .map(|mode| (mode.name(), mode));
        let unclear =
            (Maintenance::ReadOnly, "writes are refused: a maintenance seems to be wanted");
        self.word("MAINTENANCE_MODE", &words, Maintenance::Off, unclear)
    }
}
