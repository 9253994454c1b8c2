use super::*;
use crate::schema::Epoch;

fn config(flags: &[(&'static str, &'static str)]) -> Config {
    let config = Config::parse(|name| {
        flags.iter().find(|(flag, _)| *flag == name).map(|(_, value)| (*value).to_owned())
    });
    assert_eq!(config.complaints, [], "{flags:?}");
    config
}

const ON: (&str, &str) = ("ENABLE_DOUBLE_WRITE", "true");
const STAGED: (&str, &str) = ("ENABLE_PS_READS", "true");
const HALF: (&str, &str) = ("PS_READ_PERCENT", "50");
const SHADOW: (&str, &str) = ("SHADOW_READ_PERCENT", "10");

fn standing(backfilled: bool, verified: bool, open_findings: u64) -> Standing {
    Standing {
        backfilled_ms: backfilled.then_some(1),
        verified_ms: verified.then_some(2),
        open_findings,
    }
}

fn known(config: &Config, state: RouteState, standing: Standing) -> Known<'_> {
    let route = Route { epoch: Epoch(1), state };
    Known { config, has_mysql: true, route, standing }
}

fn name(flags: &[(&'static str, &'static str)], standing: Standing) -> String {
    let config = config(flags);
    Phase::of(&known(&config, RouteState::Open(Side::D1), standing)).name()
}

#[test]
fn a_migration_goes_from_phase_to_phase() {
    let (none, copied, agreed) =
        (Standing::default(), standing(true, false, 0), standing(true, true, 0));
    assert_eq!(name(&[], none), "d1-only");
    assert_eq!(name(&[ON], none), "dual-write");
    assert_eq!(name(&[ON], copied), "backfilled");
    assert_eq!(name(&[ON], agreed), "verified");
    assert_eq!(name(&[ON, SHADOW], agreed), "shadowing");
    assert_eq!(name(&[ON, SHADOW, STAGED], agreed), "shadowing", "0 % is none");
    assert_eq!(name(&[ON, SHADOW, STAGED, HALF], agreed), "reads 50 %");
    assert_eq!(name(&[ON, HALF], agreed), "verified");
}

#[test]
fn what_the_flags_want_too_early_is_not_the_phase() {
    let wants = [ON, STAGED, HALF, SHADOW];
    assert_eq!(name(&wants, Standing::default()), "dual-write");
    assert_eq!(name(&wants, standing(true, false, 0)), "backfilled");
    assert_eq!(name(&wants, standing(true, true, 1)), "backfilled");
    assert_eq!(name(&[], standing(true, true, 0)), "d1-only");
    let primary = [ON, ("PRIMARY", "mysql")];
    assert_eq!(name(&primary, standing(true, true, 0)), "verified");
}

#[test]
fn the_coordinator_s_line_says_what_is() {
    let config = config(&[ON]);
    let of = |state| Phase::of(&known(&config, state, standing(true, true, 0)));
    assert_eq!(of(RouteState::Open(Side::MySql)), Phase::MysqlPrimary);
    let closing = of(RouteState::Closing { to: Side::D1 });
    assert_eq!(closing, Phase::Switching { to: Side::D1 });
    let known = known(&config, RouteState::Open(Side::MySql), Standing::default());
    let d1_alone = Route { state: RouteState::Open(Side::D1), ..known.route };
    assert_eq!(Phase::of(&Known { has_mysql: false, route: d1_alone, ..known }), Phase::D1Only);
}

#[test]
fn every_phase_but_the_last_and_the_first_leads_both_ways() {
    let all = [
        Phase::D1Only,
        Phase::DualWrite,
        Phase::Backfilled,
        Phase::Verified,
        Phase::Shadowing,
        Phase::Reads { percent: 1 },
        Phase::Reads { percent: 100 },
        Phase::Switching { to: Side::MySql },
        Phase::MysqlPrimary,
        Phase::MysqlOnly,
    ];
    for phase in all {
        assert_eq!(phase.back().is_none(), phase == Phase::D1Only, "{phase:?}");
        assert_eq!(phase.next(&standing(true, true, 0)).is_none(), phase == Phase::MysqlOnly);
    }
    let how = |open| Phase::Backfilled.next(&standing(true, true, open)).unwrap().how;
    assert!(how(1).contains("repair") && !how(0).contains("repair"));
}

#[test]
fn a_percentage_that_is_not_followed_says_why() {
    let (wants, none) = (config(&[ON, STAGED, HALF]), config(&[ON]));
    let open = RouteState::Open(Side::D1);
    let why = |config, standing, uncached| held_up(&known(config, open, standing), uncached, false);
    let agreed = standing(true, true, 0);
    assert_eq!(why(&none, Standing::default(), None), None);
    assert_eq!(why(&wants, agreed, Some(true)), None);
    for (standing, uncached, word) in [
        (Standing::default(), Some(true), "backfill"),
        (standing(true, false, 0), Some(true), "verify"),
        (standing(true, true, 3), Some(true), "repair"),
        (agreed, None, "tolerant"),
        (agreed, Some(false), "tolerant"),
    ] {
        assert!(why(&wants, standing, uncached).unwrap().contains(word), "{word}");
    }
    let behind = held_up(&known(&wants, open, agreed), Some(true), true);
    assert!(behind.unwrap().contains("journal"));
    let mysql = known(&wants, RouteState::Open(Side::MySql), agreed);
    assert_eq!(held_up(&mysql, None, true), None);
}
