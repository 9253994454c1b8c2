use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::router::reads::Reader;
use crate::schema::{Epoch, Image, Version, table};
use crate::session::Touched;
use crate::store::{Change, Op, RouteState, Target, Unit, Written};

fn team() -> &'static Table {
    table("team").unwrap()
}

fn pk(text: &str) -> Pk {
    Pk::parse(team(), text).unwrap()
}

/// The session of a client that has deleted, or only written, the team of this key.
fn session(key: &str, delete: bool) -> Session {
    let target = Target::new(team(), Some(key)).unwrap();
    let op = if delete { Op::Delete } else { Op::Update(Vec::new()) };
    let unit = Unit {
        request: "r".to_owned(),
        fingerprint: "f".to_owned(),
        now_ms: 0,
        changes: vec![Change { target, pk: pk(key), op }],
        events: Vec::new(),
    };
    let key = Key { table: team(), pk: pk(key) };
    let body = crate::schema::Body::Tombstone;
    let images = vec![Image { key, version: Version(1 << 40), body }];
    Touched::by(&unit).written(&Written { images, replayed: false, bookmark: None }, None, 0)
}

fn reads(flags: &[(&str, &str)]) -> Reads {
    let on = [("ENABLE_DOUBLE_WRITE", "true"), ("ENABLE_PS_READS", "true")];
    let flags = [&on[..], flags].concat();
    Config::parse(|name| {
        flags.iter().find(|(flag, _)| *flag == name).map(|(_, value)| (*value).to_owned())
    })
    .reads
}

fn known(reads: &Reads, state: RouteState) -> Circumstances<'_> {
    Circumstances {
        reads,
        route: Route { epoch: Epoch(1), state },
        doubles: true,
        agreement: Agreement { agrees: true, uncached: Some(true) },
        breaker: BreakerState::Closed,
    }
}

const D1: RouteState = RouteState::Open(Side::D1);
const MYSQL: RouteState = RouteState::Open(Side::MySql);
const ALL: &[(&str, &str)] = &[("PS_READ_PERCENT", "100")];

fn tolerant(session: Option<&Session>) -> ReadOptions<'_> {
    ReadOptions { session, ..ReadOptions::default() }
}

fn critical() -> ReadOptions<'static> {
    ReadOptions { freshness: Freshness::Critical, ..ReadOptions::default() }
}

#[test]
fn staged_reads_wait_for_everything_they_rest_on() {
    let (all, rows) = (reads(ALL), What::Rows(team()));
    let good = known(&all, D1);
    let from = |known: &Circumstances<'_>| read_from(known, rows, &tolerant(None));
    assert_eq!(from(&good), ReadFrom::SecondaryOrPrimary);
    let closing = RouteState::Closing { to: Side::MySql };
    assert_eq!(from(&known(&all, closing)), ReadFrom::SecondaryOrPrimary, "reads go on");
    let agreement = Agreement { agrees: false, ..good.agreement };
    assert_eq!(from(&Circumstances { agreement, ..good }), ReadFrom::Primary);
    assert_eq!(from(&Circumstances { doubles: false, ..good }), ReadFrom::Primary);
    assert_eq!(from(&Circumstances { breaker: BreakerState::Open, ..good }), ReadFrom::Primary);
    assert_eq!(
        from(&Circumstances { breaker: BreakerState::HalfOpen, ..good }),
        ReadFrom::SecondaryOrPrimary
    );
    assert_eq!(from(&Circumstances { reads: &Reads::default(), ..good }), ReadFrom::Primary);
    assert_eq!(read_from(&good, rows, &critical()), ReadFrom::Primary);
    for flags in [
        &[("PS_READ_PERCENT", "0")][..],
        &[ALL[0], ("PS_READ_TABLES", "user")],
        &[ALL[0], ("PS_READ_TABLES_DENY", "team")],
        &[ALL[0], ("PS_READ_TENANTS", "a")],
    ] {
        assert_eq!(
            from(&Circumstances { reads: &reads(flags), ..good }),
            ReadFrom::Primary,
            "{flags:?}"
        );
    }
}

#[test]
fn what_a_session_wrote_is_read_past_caches_or_at_the_primary() {
    let all = reads(ALL);
    let good = known(&all, D1);
    let (mine, gone) = (session("a", false), session("a", true));
    let (a, b) = (pk("a"), pk("b"));
    let cached =
        Circumstances { agreement: Agreement { uncached: None, ..good.agreement }, ..good };
    let from =
        |known: &Circumstances<'_>, what, session| read_from(known, what, &tolerant(Some(session)));
    for what in [What::Row(team(), &a), What::Rows(team())] {
        assert_eq!(from(&good, what, &mine), ReadFrom::SecondaryOrPrimary);
        assert_eq!(from(&cached, what, &mine), ReadFrom::Primary);
        // A team's rows in other tables go with it: which ones the session can't say.
        assert_eq!(from(&good, what, &gone), ReadFrom::Primary);
    }
    assert_eq!(from(&cached, What::Row(team(), &b), &mine), ReadFrom::SecondaryOrPrimary);
    let users = What::Rows(table("user").unwrap());
    assert_eq!(from(&cached, users, &mine), ReadFrom::SecondaryOrPrimary);
}

#[test]
fn with_mysql_as_the_primary_d1_only_helps_out() {
    let none = Reads::default();
    let good = known(&none, MYSQL);
    let (rows, mine) = (What::Rows(team()), session("a", false));
    assert_eq!(read_from(&good, rows, &tolerant(None)), ReadFrom::PrimaryOrSecondary);
    assert_eq!(read_from(&good, rows, &critical()), ReadFrom::Primary);
    let down = Circumstances { breaker: BreakerState::Open, ..good };
    assert_eq!(read_from(&down, rows, &tolerant(None)), ReadFrom::SecondaryOrPrimary);
    assert_eq!(read_from(&down, rows, &critical()), ReadFrom::Primary);
    let alone = Circumstances { doubles: false, ..down };
    assert_eq!(read_from(&alone, rows, &tolerant(None)), ReadFrom::Primary, "D1 is behind");
    let cached =
        Circumstances { agreement: Agreement { uncached: Some(false), agrees: true }, ..good };
    assert_eq!(read_from(&cached, rows, &critical()), ReadFrom::Nobody);
    assert_eq!(read_from(&cached, rows, &tolerant(Some(&mine))), ReadFrom::Nobody);
    assert_eq!(read_from(&cached, rows, &tolerant(None)), ReadFrom::PrimaryOrSecondary);
}

proptest! {
    #[test]
    fn whoever_is_in_at_a_percentage_is_in_at_every_higher_one(
        tenant in prop::option::of("[a-z]{1,8}"),
        user in "[a-z]{1,8}",
        percents in (0_u8..=100, 0_u8..=100),
    ) {
        let (low, high) = (percents.0.min(percents.1), percents.0.max(percents.1));
        let staged = |percent: u8| {
            let reads = reads(&[("PS_READ_PERCENT", &percent.to_string())]);
            let (tenant, user) = (tenant.as_deref(), Some(user.as_str()));
            let reader = Reader { tenant, user, visitor: None };
            let options = ReadOptions { reader, ..ReadOptions::default() };
            read_from(&known(&reads, D1), What::Rows(team()), &options) != ReadFrom::Primary
        };
        prop_assert!(!staged(low) || staged(high));
        prop_assert!(staged(100) && !staged(0));
    }

    /// No read that must not be behind is served by the secondary without being checked.
    #[test]
    fn a_critical_read_is_the_primarys_alone(
        agrees: bool,
        uncached in prop::option::of(any::<bool>()),
        state in prop::sample::select(vec![D1, MYSQL]),
        breaker in prop::sample::select(vec![BreakerState::Closed, BreakerState::Open]),
    ) {
        let all = reads(ALL);
        let agreement = Agreement { agrees, uncached };
        let known = Circumstances { agreement, breaker, ..known(&all, state) };
        let from = read_from(&known, What::Rows(team()), &critical());
        prop_assert!(matches!(from, ReadFrom::Primary | ReadFrom::Nobody));
    }
}
