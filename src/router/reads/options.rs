//! How a read is to be served, as its caller says.

use sha2::{Digest as _, Sha256};

use crate::session::Session;

/// How fresh a read must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Freshness {
    /// It sees every write that was answered before it began: the primary serves it, by a route that
    /// is read for it.
    Critical,
    /// It may be a little behind, but never behind the session that it shows.
    #[default]
    Tolerant,
}

/// Who reads, and how fresh it must be.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions<'a> {
    /// How fresh.
    pub freshness: Freshness,
    /// What the reader has written.
    pub session: Option<&'a Session>,
    /// For whom; staged reads go by it.
    pub reader: Reader<'a>,
}

/// For whom a read is. The first name there is decides whether it is among the staged ones, so that
/// a tenant's people all see the same database.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reader<'a> {
    /// The tenant.
    pub tenant: Option<&'a str>,
    /// The user.
    pub user: Option<&'a str>,
    /// Whatever names a visitor who is nobody yet.
    pub visitor: Option<&'a str>,
}

impl Reader<'_> {
    /// A number below 100 that stays the same for as long as the name does: whoever is in at
    /// 49 percent is in at 50 percent.
    pub(super) fn bucket(&self) -> Option<u8> {
        let names = [("tenant", self.tenant), ("user", self.user), ("visitor", self.visitor)];
        let (kind, name) = names.iter().find_map(|(kind, name)| Some((kind, (*name)?)))?;
        let hash = Sha256::new().chain_update(kind).chain_update([0]).chain_update(name).finalize();
        let first = hash.first_chunk::<8>().copied().unwrap_or_default();
        u8::try_from(u64::from_be_bytes(first) % 100).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_bucket_is_below_100_and_of_the_first_name(name in "\\PC{0,20}", other in "\\PC{0,20}") {
            let (tenant, user) = (Some(name.as_str()), Some(other.as_str()));
            let reader = Reader { tenant, user, visitor: None };
            prop_assert!(reader.bucket().is_some_and(|bucket| bucket < 100));
            prop_assert_eq!(Reader { tenant, ..Reader::default() }.bucket(), reader.bucket());
        }
    }

    #[test]
    fn buckets_are_for_ever_and_even() {
        let bucket = |user: &str| Reader { user: Some(user), ..Reader::default() }.bucket();
        // Whoever changes these sends half of all users to the other database and back.
        assert_eq!([bucket("usr_1"), bucket("usr_2"), bucket("")], [Some(40), Some(55), Some(45)]);
        assert_eq!(Reader::default().bucket(), None);
        let mut counts = [0_u32; 100];
        for n in 0..10_000 {
            counts[usize::from(bucket(&format!("usr_{n}")).unwrap())] += 1;
        }
        assert!(counts.iter().all(|count| (50..=160).contains(count)), "{counts:?}");
    }
}
