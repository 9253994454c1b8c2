use super::*;

fn parse(flags: &[(&str, &str)]) -> Config {
    Config::parse(|name| {
        flags.iter().find(|(flag, _)| *flag == name).map(|(_, value)| (*value).to_owned())
    })
}

fn complained(config: &Config) -> Vec<&'static str> {
    config.complaints.iter().map(|complaint| complaint.flag).collect()
}

const ON: (&str, &str) = ("ENABLE_DOUBLE_WRITE", "true");
const STAGED: (&str, &str) = ("ENABLE_PS_READS", "true");

#[test]
fn without_flags_d1_serves_alone() {
    let config = parse(&[]);
    assert_eq!(config.primary, Some(Side::D1));
    assert_eq!(config.secondary, Secondary::Off);
    assert_eq!(config.reads, Reads::default());
    assert_eq!(config.maintenance, Maintenance::Off);
    assert!(config.complaints.is_empty());
    assert_eq!(parse(&[("PRIMARY", ""), ("MAINTENANCE_MODE", "")]), config);
}

#[test]
fn every_flag_has_its_effect() {
    assert_eq!(parse(&[("PRIMARY", "mysql")]).primary, Some(Side::MySql));
    assert_eq!(parse(&[("PRIMARY", "d1")]).primary, Some(Side::D1));
    let on = |inline, verify| Secondary::On { inline, verify };
    let awaited = |fail| Inline::Awaited { fail };
    for (more, expected) in [
        (&[][..], on(Inline::Deferred, false)),
        (&[("SECONDARY_WRITES", "defer")], on(Inline::Deferred, false)),
        (&[("SECONDARY_WRITES", "await")], on(awaited(false), false)),
        (&[("VERIFY_WRITES", "true")], on(Inline::Deferred, true)),
        (&[("FAIL_ON_SECONDARY_ERROR", "true")], on(awaited(true), false)),
    ] {
        let config = parse(&[&[ON], more].concat());
        assert_eq!(config.secondary, expected, "{more:?}");
        assert!(config.complaints.is_empty(), "{more:?}");
    }
    let reads = parse(&[ON, STAGED, ("PS_READ_PERCENT", "25"), ("SHADOW_READ_PERCENT", "5")]);
    let staged = reads.reads.staged.clone().unwrap();
    assert_eq!((staged.percent, reads.reads.shadow_percent), (25, 5));
    assert!(staged.tables.has("team") && staged.tenants.has_nameless());
    assert!(reads.complaints.is_empty());
    for mode in [Maintenance::Off, Maintenance::ReadOnly, Maintenance::Full] {
        assert_eq!(parse(&[("MAINTENANCE_MODE", mode.name())]).maintenance, mode);
    }
}

#[test]
fn a_typo_gets_the_safest_reading_and_is_named() {
    for (flag, value) in [
        ("PRIMARY", "planetscale"),
        ("PRIMARY", "D1"),
        ("ENABLE_DOUBLE_WRITE", "ture"),
        ("ENABLE_PS_READS", "1"),
        ("PS_READ_PERCENT", "101"),
        ("PS_READ_PERCENT", "-1"),
        ("PS_READ_PERCENT", "5%"),
        ("SHADOW_READ_PERCENT", "1.5"),
        ("PS_READ_TABLES", "team,teams"),
        ("PS_READ_TABLES_DENY", "Team"),
        ("FAIL_ON_SECONDARY_ERROR", "yes"),
        ("VERIFY_WRITES", " true"),
        ("SECONDARY_WRITES", "after"),
        ("MAINTENANCE_MODE", "writes"),
    ] {
        let config = parse(&[(flag, value)]);
        assert_eq!(complained(&config), [flag], "{flag}={value}");
        assert!(!config.complaints[0].problem.contains(value), "{flag}={value}");
    }
    assert_eq!(parse(&[("PRIMARY", "my-sql")]).primary, None);
    let double = parse(&[("ENABLE_DOUBLE_WRITE", "ture")]).secondary;
    assert_eq!(double, Secondary::On { inline: Inline::Deferred, verify: false });
    assert_eq!(parse(&[("MAINTENANCE_MODE", "on")]).maintenance, Maintenance::ReadOnly);
    let unclear = parse(&[ON, ("SECONDARY_WRITES", "later"), ("VERIFY_WRITES", "y")]).secondary;
    assert_eq!(unclear, Secondary::On { inline: Inline::Awaited { fail: false }, verify: true });
    let percent = parse(&[ON, STAGED, ("PS_READ_PERCENT", "many")]).reads;
    assert_eq!(percent.staged.unwrap().percent, 0);
}

#[test]
fn a_contradiction_gets_the_safest_reading_and_is_named() {
    let fail = ("FAIL_ON_SECONDARY_ERROR", "true");
    let deferred = parse(&[ON, fail, ("SECONDARY_WRITES", "defer")]);
    assert_eq!(complained(&deferred), ["FAIL_ON_SECONDARY_ERROR"]);
    assert_eq!(
        deferred.secondary,
        Secondary::On { inline: Inline::Awaited { fail: true }, verify: false }
    );
    let off = parse(&[fail, ("VERIFY_WRITES", "true"), STAGED, ("SHADOW_READ_PERCENT", "100")]);
    assert_eq!(
        complained(&off),
        ["FAIL_ON_SECONDARY_ERROR", "VERIFY_WRITES", "ENABLE_PS_READS", "SHADOW_READ_PERCENT"]
    );
    assert_eq!((off.secondary, off.reads), (Secondary::Off, Reads::default()));
}

#[test]
fn lists_say_which_reads_are_staged() {
    let staged = |more: &[(&str, &str)]| parse(&[&[ON, STAGED], more].concat());
    let some = staged(&[("PS_READ_TABLES", " team , user,"), ("PS_READ_TENANTS_DENY", "a")]);
    assert!(some.complaints.is_empty());
    let some = some.reads.staged.unwrap();
    assert!(some.tables.has("team") && some.tables.has("user") && !some.tables.has("workouts"));
    assert!(!some.tenants.has("a") && some.tenants.has("b") && some.tenants.has_nameless());
    let denied = staged(&[
        ("PS_READ_TABLES_DENY", "team"),
        ("PS_READ_TENANTS", "a,b"),
        ("PS_READ_TENANTS_DENY", "b"),
    ]);
    let denied = denied.reads.staged.unwrap();
    assert!(!denied.tables.has("team") && denied.tables.has("user"));
    assert!(denied.tenants.has("a") && !denied.tenants.has("b") && !denied.tenants.has("c"));
    assert!(!denied.tenants.has_nameless());
    // A list of unknown tables is none of all; one of tables to be left out is all of them.
    let only = staged(&[("PS_READ_TABLES", "teams")]).reads.staged.unwrap();
    assert!(!only.tables.has("team") && !only.tables.has("user"));
    assert_eq!(staged(&[("PS_READ_TABLES_DENY", "team,teams")]).reads.staged, None);
}
