//! Epochs and versions: which of two states of a row is the later one.

/// A term of one primary. Each switch starts a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub i64);

/// The state of one key: grows with every write, across deletes and across changes of primary.
/// `max(old + 1, epoch * 2^40)`, within 53 bits so that JavaScript holds it exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub i64);

/// Bits of a version below its epoch.
pub const EPOCH_SHIFT: u32 = 40;
/// The last epoch whose versions fit 53 bits, the integers that a JavaScript number holds exactly.
pub const MAX_EPOCH: Epoch = Epoch((1 << (53 - EPOCH_SHIFT)) - 1);

/// Why there is no next version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// The row was written in a later epoch: this database is not the primary any more.
    #[error("the row has a version of epoch {}, later than the writer's epoch {}", .found.0, .writer.0)]
    LaterEpoch {
        /// The epoch of the version found.
        found: Epoch,
        /// The epoch of the writer.
        writer: Epoch,
    },
    /// 2^40 writes of one key in one epoch.
    #[error("the key has used up the versions of epoch {}: switch once to start a new one", .0.0)]
    Exhausted(Epoch),
}

impl Epoch {
    /// The smallest version of this epoch.
    pub fn first_version(self) -> Version {
        Version(self.0.saturating_mul(1 << EPOCH_SHIFT))
    }
}

impl Version {
    /// Neither row nor tombstone.
    pub const NONE: Version = Version(-1);

    /// The epoch in which it was written; rows from before have epoch 0.
    pub fn epoch(self) -> Epoch {
        Epoch(self.0 >> EPOCH_SHIFT)
    }

    /// The version that a write in `epoch` gives to a key whose larger version of row and
    /// tombstone is `self`.
    pub fn next(self, epoch: Epoch) -> Result<Version, VersionError> {
        if self >= Version::NONE && self.epoch() > epoch {
            return Err(VersionError::LaterEpoch { found: self.epoch(), writer: epoch });
        }
        let next = Version(self.0.saturating_add(1)).max(epoch.first_version());
        if next.epoch() > epoch { Err(VersionError::Exhausted(epoch)) } else { Ok(next) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_and_starts_at_the_epoch() {
        let epoch = Epoch(3);
        let first = Version::NONE.next(epoch).unwrap();
        assert_eq!(first, Version(3 << EPOCH_SHIFT));
        assert_eq!(first.next(epoch).unwrap(), Version((3 << EPOCH_SHIFT) + 1));
        assert_eq!(first.next(Epoch(4)).unwrap(), Version(4 << EPOCH_SHIFT));
        assert_eq!(Version(0).next(epoch).unwrap(), first);
    }

    #[test]
    fn refuses_a_later_epoch_and_an_exhausted_one() {
        let late = Version(5 << EPOCH_SHIFT);
        assert_eq!(
            late.next(Epoch(4)),
            Err(VersionError::LaterEpoch { found: Epoch(5), writer: Epoch(4) })
        );
        let last = Version((5 << EPOCH_SHIFT) - 1);
        assert_eq!(last.next(Epoch(4)), Err(VersionError::Exhausted(Epoch(4))));
    }

    #[test]
    fn the_last_epoch_fits_a_javascript_number() {
        let last = MAX_EPOCH.first_version().0 + (1 << EPOCH_SHIFT) - 1;
        assert_eq!(last, (1 << 53) - 1);
    }
}
