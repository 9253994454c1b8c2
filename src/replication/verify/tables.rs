//! What is compared of a table as a whole: its unique keys, and how many rows it has.

use super::judge::Difference;
use super::look::MAX_LOOKS;
use super::{ReadOnly, Step, Verify, shown};
use crate::runs::{FindingKind, Severity};
use crate::runtime::Runtime;
use crate::schema::{Key, Table};
use crate::store::{PRIMARY_KEY, Side, StoreError};

impl<P: ReadOnly, S: ReadOnly, R: Runtime, H> Verify<'_, P, S, R, H>
where
    H: AsyncFn(&[Key], u32) -> Result<(), StoreError>,
{
    /// Unique keys of the schema that a database lacks.
    pub(super) async fn unique_keys(&self, table: &'static Table) -> Result<Step, StoreError> {
        let (ours, theirs) = futures_util::join!(
            self.primary.unique_keys(table),
            self.secondary.unique_keys(table),
        );
        let lacking = |side: Side, names: Vec<String>| {
            let expected =
                [PRIMARY_KEY].into_iter().chain(table.uniques.iter().map(|key| key.name));
            let lacks = |name: &&str| !names.iter().any(|there| there == name);
            let lacking: Vec<&str> = expected.filter(lacks).collect();
            (!lacking.is_empty()).then(|| format!("{} lacks {}", side.name(), lacking.join(", ")))
        };
        let lacking = [lacking(self.here(), ours?), lacking(self.there(), theirs?)];
        let lacking: Vec<String> = lacking.into_iter().flatten().collect();
        let finding = (!lacking.is_empty()).then(|| {
            let difference = Difference {
                kind: FindingKind::Unique,
                severity: Severity::Error,
                values: Vec::new(),
                message: format!("unique keys: {}", lacking.join("; ")),
                remedy: "create them as the migrations do: until then nothing keeps two rows from \
                         having the same values there",
            };
            self.finding(table, "", difference)
        });
        Ok(Step { findings: finding.into_iter().collect(), ..Step::default() })
    }

    /// How many rows there are. A difference counts where it is the same at two looks at which
    /// nothing moved; in a table that is written all the time it stays undecided.
    pub(super) async fn counts(&self, table: &'static Table) -> Result<Step, StoreError> {
        let mut still = None;
        for look in 1..=MAX_LOOKS {
            let was_clean = self.is_clean().await?;
            let ours = self.primary.count(table).await?;
            let theirs = self.secondary.count(table).await?;
            if ours == theirs {
                return Ok(Step { rows: ours, good: ours, ..Step::default() });
            }
            let quiet =
                was_clean && self.is_clean().await? && self.primary.count(table).await? == ours;
            let counts = (ours, theirs);
            if (quiet && still == Some(counts)) || look == MAX_LOOKS {
                return Ok(self.counted(table, counts, quiet && still == Some(counts)));
            }
            still = quiet.then_some(counts);
            (self.settle)(&[], look).await?;
        }
        Ok(Step::default())
    }

    async fn is_clean(&self) -> Result<bool, StoreError> {
        let (ours, theirs) =
            futures_util::join!(self.primary.is_clean(), self.secondary.is_clean());
        Ok(ours? && theirs?)
    }

    fn counted(&self, table: &'static Table, (ours, theirs): (u64, u64), stays: bool) -> Step {
        let (severity, message) = if stays {
            (Severity::Error, "the numbers of rows differ, and nothing is on its way")
        } else {
            (Severity::Note, "the numbers of rows differ; undecided, since rows are being written")
        };
        let shown = shown::texts("rows", ours.to_string(), theirs.to_string(), self.here());
        let difference = Difference {
            kind: FindingKind::Count,
            severity,
            values: vec![shown],
            message: message.to_owned(),
            remedy: "run a full verify of the table: it names the rows",
        };
        let findings = vec![self.finding(table, "", difference)];
        Step { findings, rows: ours, good: ours.min(theirs), ..Step::default() }
    }
}
