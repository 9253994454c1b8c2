use proptest::prelude::*;

use super::*;
use crate::schema::{Pk, table};

const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";
const NOW_MS: i64 = 1_800_000_000_000;

fn sealer() -> Sealer {
    Sealer::new(SECRET).unwrap()
}

fn key(name: &str, pk: &str) -> Key {
    let table = table(name).unwrap();
    Key { table, pk: Pk::parse(table, pk).unwrap() }
}

fn session(keys: Vec<(Key, Version)>) -> Session {
    let expires_ms = NOW_MS + SESSION_MS;
    Session { epoch: Epoch(1), keys, wide: false, bookmark: None, expires_ms }
}

fn sessions() -> impl Strategy<Value = Session> {
    let keys = prop::collection::vec(("[a-z]{1,12}", 0_i64..1 << 53), 0..12);
    let bookmark = prop::option::of("[0-9a-f-]{1,64}");
    (keys, bookmark, any::<bool>(), 0_i64..8_000).prop_map(|(keys, bookmark, wide, epoch)| {
        let keys = keys.into_iter().map(|(pk, version)| (key("team", &pk), Version(version)));
        let all = session(Vec::new());
        // As a merge gives it: each key once, and bounded.
        let of = |(key, version)| Session { keys: vec![(key, version)], ..all.clone() };
        let merged = keys.map(of).fold(all.clone(), |sum, one| one.after(sum));
        let wide = wide || merged.wide;
        Session { wide, bookmark, epoch: Epoch(epoch), ..merged }
    })
}

proptest! {
    #[test]
    fn a_token_opens_as_what_was_sealed(session in sessions()) {
        let token = sealer().seal(&session);
        prop_assert!(token.len() <= MAX_TOKEN_CHARS);
        prop_assert_eq!(sealer().open(&token, NOW_MS), Ok(Some(session)));
    }

    #[test]
    fn a_token_that_was_changed_or_cut_never_opens(
        session in sessions(),
        at in any::<prop::sample::Index>(),
        with in "[A-Za-z0-9_-]",
    ) {
        let token = sealer().seal(&session);
        let at = at.index(token.len());
        let mut changed = token.clone();
        changed.replace_range(at..=at, &with);
        if changed != token {
            // The last character may have bits that say nothing; then it is no base64 at all.
            prop_assert_eq!(sealer().open(&changed, NOW_MS), Err(NotOurs));
        }
        prop_assert_eq!(sealer().open(token.split_at(at).0, NOW_MS), Err(NotOurs));
    }

    #[test]
    fn a_text_of_somebody_else_never_opens(text in "\\PC{0,80}") {
        prop_assert_eq!(sealer().open(&text, NOW_MS), Err(NotOurs));
    }

    #[test]
    fn a_merge_forgets_no_key_without_saying_so(one in sessions(), other in sessions()) {
        let both = one.clone().after(other.clone());
        for (key, version) in one.keys.iter().chain(&other.keys) {
            let known = both.version(key);
            prop_assert!(known >= Some(*version) || (known.is_none() && both.is_wide()));
        }
        prop_assert!(both.keys.len() <= MAX_KEYS);
        prop_assert!(both.epoch >= one.epoch.max(other.epoch));
        prop_assert!(both.wide || !(one.wide || other.wide));
    }
}

#[test]
fn a_token_of_another_secret_or_of_yesterday_is_none() {
    let token = sealer().seal(&session(vec![(key("team", "a"), Version(5))]));
    let other = Sealer::new(b"another secret of thirty-two bytes").unwrap();
    assert_eq!(other.open(&token, NOW_MS), Err(NotOurs));
    assert_eq!(sealer().open(&token, NOW_MS + SESSION_MS), Ok(None));
    // A cursor that was signed with the same secret is no session.
    let cursor = crate::store::Cursor::new(SECRET);
    let target = crate::store::Target::new(table("team").unwrap(), Some("a")).unwrap();
    let ascending = crate::store::Direction::Ascending;
    let query = crate::store::PageQuery::new(target, Vec::new(), None, ascending, 5).unwrap();
    let pk = Pk::parse(table("team").unwrap(), "a").unwrap();
    let cursor = cursor.seal(&query, &crate::store::CursorKey { sort: None, pk });
    assert_eq!(sealer().open(&cursor, NOW_MS), Err(NotOurs));
}

#[test]
fn keys_that_do_not_fit_make_it_wide() {
    let long = "x".repeat(300);
    let keys = (0..MAX_KEYS).map(|n| (key("team", &format!("{long}{n}")), Version(1)));
    let full = session(keys.collect());
    let token = sealer().seal(&full);
    assert!(token.len() <= MAX_TOKEN_CHARS);
    let opened = sealer().open(&token, NOW_MS).unwrap().unwrap();
    assert!(opened.is_wide() && opened.keys.is_empty());
}

#[test]
fn a_bookmark_counts_in_its_epoch_and_after_the_last_write_alone() {
    let marked = Session { bookmark: Some("b1".to_owned()), ..session(Vec::new()) };
    assert_eq!(marked.bookmark(Epoch(1)), Some("b1"));
    assert_eq!(marked.bookmark(Epoch(2)), None);
    let moved = Session { epoch: Epoch(2), ..session(Vec::new()) }.after(marked);
    assert_eq!((moved.bookmark(Epoch(1)), moved.bookmark(Epoch(2))), (None, None));
}

#[test]
fn an_epoch_that_is_not_known_is_later_than_any() {
    let change = crate::store::Change {
        target: crate::store::Target::new(table("spicy_tags").unwrap(), None).unwrap(),
        pk: Pk::parse(table("spicy_tags").unwrap(), "a").unwrap(),
        op: Op::Delete,
    };
    let touched =
        Touched { keys: vec![Key { table: change.target.table(), pk: change.pk }], further: false };
    let none = Written { images: Vec::new(), replayed: false, bookmark: None };
    for session in [touched.unknown(None, NOW_MS), touched.written(&none, None, NOW_MS)] {
        assert!(session.is_wide() && session.epoch() > Epoch(1 << 13));
        let token = sealer().seal(&session);
        assert_eq!(sealer().open(&token, NOW_MS), Ok(Some(session)));
    }
    assert_eq!(touched.unknown(Some(Epoch(3)), NOW_MS).epoch(), Epoch(3));
}
