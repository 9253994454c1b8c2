use super::*;
use crate::evidence::Histogram;

const NOW_MS: i64 = 1_800_000_000_000;

fn good(to: Side) -> Inputs {
    let fact = |name| Fact { name, holds: true, detail: "tried".to_owned(), at_ms: NOW_MS - 1 };
    let facts = [FactName::Uncached, FactName::SchemaEqual, FactName::WayBack].map(fact);
    let mut latency = Histogram::default();
    latency.counts[4] = 1_000;
    Inputs {
        to,
        now_ms: NOW_MS,
        doubles: true,
        standing: Standing {
            backfilled_ms: Some(NOW_MS - HOUR_MS),
            verified_ms: Some(NOW_MS - HOUR_MS),
            open_findings: 0,
        },
        facts: facts.to_vec(),
        window: Window {
            dual_writes: 1_000,
            dual_failures: 1,
            mysql_calls: 2_000,
            mysql_errors: 2,
            mysql_latency: latency,
        },
        journal: JournalDepth {
            lines: 3,
            oldest_ms: Some(NOW_MS - 1_000),
            oldest_untried_ms: None,
        },
        other_is_empty: Some(true),
        epoch: Epoch(4),
        mysql_epoch: Some(Epoch(4)),
    }
}

fn failing(inputs: &Inputs) -> Vec<&'static str> {
    gate(inputs).failing().map(|line| line.name).collect()
}

#[test]
fn it_opens_where_all_holds() {
    for to in [Side::D1, Side::MySql] {
        assert!(gate(&good(to)).holds(), "{:?}", gate(&good(to)));
    }
    // Nothing was written: nothing is known against it, and the line says so.
    let quiet = Inputs { window: Window::default(), ..good(Side::MySql) };
    let gate = gate(&quiet);
    assert!(gate.holds());
    let said: Vec<&str> = gate.lines.iter().map(|line| line.value.as_str()).collect();
    assert!(said.contains(&"no writes in 15 min"), "{said:?}");
}

type Spoil = fn(&mut Inputs);

#[test]
fn each_line_closes_it() {
    let spoils: [(&str, Spoil, bool); 17] = [
        ("double-write", |i| i.doubles = false, false),
        ("backfill", |i| i.standing.backfilled_ms = None, false),
        ("verified", |i| i.standing.open_findings = 1, true),
        ("verified-lately", |i| i.standing.verified_ms = Some(NOW_MS - VERIFY_MS - 1), false),
        ("schema-equal", |i| i.facts[1].holds = false, true),
        ("schema-equal", |i| i.facts[1].at_ms = NOW_MS - FACT_MS - 1, true),
        ("uncached", |i| i.facts[0].holds = false, false),
        ("way-back", |i| i.facts[2].holds = false, false),
        ("way-back", |i| i.facts.truncate(2), false),
        ("dual-write-success", |i| i.window.dual_failures = 2, false),
        ("mysql-errors", |i| i.window.mysql_errors = 3, false),
        ("mysql-p99", |i| i.window.mysql_latency.counts[10] = 100, false),
        ("journal", |i| i.journal.lines = 1_001, true),
        ("journal", |i| i.journal.oldest_ms = Some(NOW_MS - 60_001), false),
        ("other-journal", |i| i.other_is_empty = Some(false), true),
        ("other-journal", |i| i.other_is_empty = None, true),
        ("epochs", |i| i.mysql_epoch = Some(Epoch(3)), true),
    ];
    for (name, spoil, back_too) in spoils {
        for to in [Side::MySql, Side::D1] {
            let mut inputs = good(to);
            spoil(&mut inputs);
            let expected = if to == Side::MySql || back_too { vec![name] } else { Vec::new() };
            assert_eq!(failing(&inputs), expected, "{name} to {to:?}");
            let must = ["other-journal", "epochs"].contains(&name);
            let gate = gate(&inputs);
            assert_eq!(gate.may_be_overridden(), !must || expected.is_empty(), "{name}");
            assert!(gate.lines.iter().all(|line| !line.remedy.is_empty()));
        }
    }
}

#[test]
fn mysql_that_does_not_answer_closes_both_ways() {
    let away = Inputs { mysql_epoch: None, other_is_empty: None, ..good(Side::MySql) };
    assert_eq!(failing(&away), ["other-journal", "epochs"]);
    let away = Inputs { mysql_epoch: None, ..good(Side::D1) };
    assert_eq!(failing(&away), ["epochs"]);
}
