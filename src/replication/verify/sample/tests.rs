use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_drawn_text_lies_between(mut keys in proptest::collection::vec("[a-cé~]{0,6}", 2), same in "[ -~é]{0,30}", random: u128) {
        keys.sort();
        let [low, high] = [0, 1].map(|at: usize| format!("{same}{}", keys[at]));
        let drawn = text_between(&low, &high, random);
        prop_assert!(drawn <= high, "{drawn:?} {low:?} {high:?}");
        prop_assert!(drawn.starts_with(&same));
        if keys.iter().all(|key| key.is_ascii()) {
            prop_assert!(drawn >= low || low.len() > same.len() + 18, "{drawn:?} {low:?} {high:?}");
        }
    }

    #[test]
    fn a_drawn_number_lies_between(low: i64, high: i64, random: u128) {
        let (low, high) = (low.min(high), low.max(high));
        let drawn = int_between(low, high, random);
        prop_assert!((low..=high).contains(&drawn));
        prop_assert!(drawn < high || low == high, "so that a row comes after it");
    }
}

#[test]
fn every_gap_can_be_drawn() {
    let drawn = |random| text_between("team_01A", "team_01Z", random);
    let step = 1_u128 << (7 * 17);
    let first: std::collections::BTreeSet<char> =
        (0..25_u128).filter_map(|at| drawn(at * step).chars().nth(7)).collect();
    assert_eq!(first, ('A'..='Y').collect());
    assert_eq!(int_between(i64::MIN, i64::MAX, 2), i64::MIN + 1);
}
