//! Every mistake in a schema file is reported with its file, its line and a remedy.

use tandem_schema::{Source, compile};

/// Columns and tables that the snippets build on.
const BASE: &str = "\
columns common
  createdAt  timestamp s  auto created
table user
  id    id usr
  name  string 50
table pair
  a  id
  b  id
  @key a, b
";

/// What is reported for `text` in a file of its own beside the base.
fn report(text: &str) -> Vec<String> {
    let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    match compile(vec![file("schema/base.schema", BASE), file("schema/t.schema", text)]) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    }
}

/// The text has this one mistake.
#[track_caller]
fn one(text: &str, expected: &str) {
    assert_eq!(report(text), [expected], "in\n{text}");
}

/// A column of the second line of a table has this one mistake, `expected` without the place.
#[track_caller]
fn column(line: &str, expected: &str) {
    let text = format!("table t\n  {line}\n  id id t\n  n  string 50  null\n");
    one(&text, &format!("schema/t.schema:2: {expected}"));
}

/// An attribute has this one mistake.
#[track_caller]
fn attribute(line: &str, expected: &str) {
    let text = format!(
        "table t\n  {line}\n  id id t\n  n string 50 null\n  s string 50 secret\n  x text\n  d double\n  \
         long string 800\n  u -> user.id\n  a string 400\n  b string 400\n"
    );
    one(&text, &format!("schema/t.schema:2: {expected}"));
}

#[test]
fn the_base_and_a_table_have_none() {
    assert_eq!(report("table t\n  use common\n  id id t\n  @list by createdAt\n"), [""; 0]);
}

#[test]
fn all_mistakes_are_reported_at_once_in_order() {
    let found = report("table t\n  id id t\n  a strin 5\n  b string\n  c bool nul\n");
    assert_eq!(
        found,
        [
            "schema/t.schema:3: column `a`: there is no type `strin`; did you mean `string`?",
            "schema/t.schema:4: column `b`: it lacks a length; write it after the type: `string 255`",
            "schema/t.schema:5: column `c`: `nul` says nothing here; did you mean `null`?",
        ]
    );
    let found = report("table t\n  id id t\n  a -> usr.id\n  b bool default 2\n  @unique c\n");
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn lines() {
    one(
        "tabel t\n",
        "schema/t.schema:1: `tabel` begins no block; begin a block with `table name` or `columns name`, and indent what belongs to it",
    );
    one(
        "  id id t\n",
        "schema/t.schema:1: an indented line belongs to no block; put `table name` or `columns name` above it",
    );
    one(
        "table t u\n  id id t\n",
        "schema/t.schema:1: `u` is too much here; take it away, or put `#` before it if it is a comment",
    );
    one(
        "table t\n  id id t\n  s string 5 default \"a\n",
        "schema/t.schema:3: a double quote is not closed; put a second one where the text ends",
    );
    one(
        "## About nothing.\n\ntable t\n  id id t\n",
        "schema/t.schema:2: the `##` lines above document nothing; put them right above a table or a column, or begin them with a single `#`",
    );
    one(
        "columns c\n  a bool\n  @shared\n",
        "schema/t.schema:3: `@shared` stands in a group of columns; put it into the tables that use the group",
    );
    one(
        "columns c\n  use common\n",
        "schema/t.schema:2: `use common` stands in a group of columns; use both groups in the table",
    );
}

#[test]
fn names() {
    one(
        "table\n  id id t\n",
        "schema/t.schema:1: `` is no name; use letters, digits and underscores, a letter first",
    );
    one(
        "table _t\n  id id t\n",
        "schema/t.schema:1: the name `_t` is reserved; begin it with a letter: `_` is for Tandem's own names and `sqlite_` for SQLite's",
    );
    column(
        "sqlite_a bool",
        "the name `sqlite_a` is reserved; begin it with a letter: `_` is for Tandem's own names and `sqlite_` for SQLite's",
    );
    column("a-b bool", "`a-b` is no name; use letters, digits and underscores, a letter first");
    let long = "a".repeat(65);
    column(
        &format!("{long} bool"),
        &format!("the name `{long}` has 65 characters; MySQL takes 64: shorten it"),
    );
    one(
        "table User\n  id id t\n",
        "schema/t.schema:1: table `User` is already at schema/base.schema:3; rename one or take it away (upper and lower case are the same to SQLite)",
    );
    one(
        "columns common\n  a bool\n",
        "schema/t.schema:1: columns `common` are already at schema/base.schema:1; rename one or take it away",
    );
    one(
        "table t\n  id id t\n  n bool\n  N bool\n",
        "schema/t.schema:4: table `t` has two columns `N`; rename one or take it away (upper and lower case are the same to both databases)",
    );
}

#[test]
fn names_that_meet_in_rust() {
    one(
        "table t\n  id id t\n  fooBar bool\n  foo_bar bool\n",
        "schema/t.schema:1: columns `fooBar` and `foo_bar` of table `t` have the same name in Rust; rename one",
    );
    one(
        "table t_a\n  id id t\ntable tA\n  id id u\n",
        "schema/t.schema:3: table `tA` has the same name in Rust as `t_a` at schema/t.schema:1; rename one",
    );
    one(
        "table t\n  id id usr\n",
        "schema/t.schema:1: ids of table `t` begin with `usr` as those of `user` at schema/base.schema:3; give one of them another prefix",
    );
}

#[test]
fn types() {
    column("a", "column `a`: it has no type; write one after the name, such as `string 255`");
    column(
        "a varchar 5",
        "column `a`: there is no type `varchar`; use one of `id`, `string`, `text`, `int`, `bigint`, `bool`, `timestamp`, `date`, `json`, `double`, `decimal`, `bytes`, `enum`, `->`",
    );
    column(
        "a id Team",
        "column `a`: `Team` can't be the prefix of an id; use up to 32 small letters and digits",
    );
    column("a string 0", "column `a`: 0 is no length; use 1 to 500000: `text` has no length");
    column("a bytes", "column `a`: it lacks a length; write it after the type: `bytes 1000`");
    column(
        "a bytes 3000000",
        "column `a`: 3000000 is no length; use 1 to 2000000: D1 stores no longer value",
    );
    column(
        "a int 5..x",
        "column `a`: `x` is no end of a range; write whole numbers: `int 0..100` or `int 0..`",
    );
    column("a int 5..1", "column `a`: no number is in 5..1; put the smaller end first");
    column(
        "a decimal 5",
        "column `a`: it lacks its digits; write all digits and those after the point, `decimal 10, 2`; at most 65 and 30",
    );
    column(
        "a decimal 5, 6",
        "column `a`: it lacks its digits; write all digits and those after the point, `decimal 10, 2`; at most 65 and 30",
    );
    column(
        "a timestamp",
        "column `a`: a timestamp lacks its unit in D1; write `timestamp s` for seconds or `timestamp ms` for milliseconds",
    );
    column(
        "a enum a|",
        "column `a`: an enum lacks a word; write them with bars: `enum draft|published`",
    );
    column("a enum a|a", "column `a`: the word `a` is there twice; take one away");
    let long = "a".repeat(65);
    column(
        &format!("a enum {long}"),
        &format!("column `a`: the word `{long}` has 65 characters; use 1 to 64"),
    );
}

#[test]
fn modifiers() {
    column("a bool nullable", "column `a`: `nullable` says nothing here; did you mean `null`?");
    column("a bool null null", "column `a`: `null` is there twice; take one away");
    column(
        "a bool default",
        "column `a`: `default` lacks its value; write it after the word, in double quotes if it has spaces",
    );
    column(
        "a timestamp s auto now",
        "column `a`: nothing fills it by itself; write `auto created`, `auto updated` or `auto counter`",
    );
    column(
        "a -> user.id on delete nothing",
        "column `a`: `on` names no rule; write `on delete cascade`, `on delete set null` or `on delete restrict`",
    );
    column(
        "a string 5 | b",
        "column `a`: a bar stands where no enum is; write the words of an enum right after `enum`",
    );
}

#[test]
fn defaults() {
    column(
        "a bool default 1",
        "column `a`: `default 1` doesn't fit its type; use `default true` or `default false`",
    );
    column(
        "a int 0..5 default 6",
        "column `a`: `default 6` doesn't fit its type; use a whole number from 0 to 5",
    );
    column(
        "a bigint default x",
        "column `a`: `default x` doesn't fit its type; use a whole number",
    );
    column(
        "a string 2 default abc",
        "column `a`: `default abc` doesn't fit its type; use at most 2 characters, or a longer string",
    );
    column(
        "a enum x|y default z",
        "column `a`: `default z` doesn't fit its type; use one of `x`, `y`",
    );
    column(
        "a text default \\",
        "column `a`: `default \\` doesn't fit its type; use no backslash and no control character",
    );
    column(
        "a json default {}",
        "column `a`: this type takes no `default`; take it away and let the writer say the value; `timestamp` takes `auto`",
    );
    column(
        "a timestamp s auto created default 5",
        "column `a` has both `auto` and `default`; take one away: `auto` fills it always",
    );
    column(
        "a bool auto counter",
        "column `a`: `auto counter` counts from 0 and this type doesn't; make it `int` or `bigint`",
    );
    column(
        "a int auto created",
        "column `a`: `auto created` and `auto updated` are points in time and this type isn't; make it `timestamp s` or `timestamp ms`",
    );
}

#[test]
fn references() {
    column("a ->", "column `a`: `->` points nowhere; write `-> table.column`");
    column("a -> user", "column `a`: `->` points nowhere; write `-> table.column`");
    column(
        "a -> users.id",
        "column `a` points at a table `users` that isn't there; did you mean `user`?",
    );
    column(
        "a -> user.name",
        "column `a` points at `user.name`, which is no key; point at `user.id`",
    );
    column(
        "a -> pair.a",
        "column `a` points at `pair.a`, which is no key; `pair` has a key of several columns: leave the reference out",
    );
    column(
        "a id on delete cascade",
        "column `a` has `on delete` but points at nothing; write `-> table.column` as its type, or take `on delete` away",
    );
    column(
        "a -> user.id on delete set null",
        "column `a` is set to null but takes none; add `null`, or use `on delete cascade` or `on delete restrict`",
    );
    let circle = report("table a\n  id -> b.id\ntable b\n  id -> a.id\n");
    assert!(circle.contains(&"schema/t.schema:2: column `id` points at itself in a circle; give one of the keys in the circle a type of its own".to_owned()), "{circle:#?}");
}

#[test]
fn circles() {
    one(
        "table a\n  id id a\n  up -> a.id\n",
        "schema/t.schema:1: table `a` is its own ancestor, through `up`; no row could be the first: add `null` to one reference of the circle",
    );
    assert_eq!(report("table a\n  id id a\n  up -> a.id null\n"), [""; 0]);
    assert_eq!(
        report(
            "table a\n  id id a\n  b -> b.id\ntable b\n  id id b\n  a -> a.id\ntable c\n  id id c\n  a -> a.id\n"
        ),
        [
            "schema/t.schema:1: table `a` is its own ancestor, through `b`; no row could be the first: add `null` to one reference of the circle",
            "schema/t.schema:4: table `b` is its own ancestor, through `a`; no row could be the first: add `null` to one reference of the circle",
        ]
    );
    assert_eq!(
        report("table a\n  id id a\n  b -> b.id\ntable b\n  id id b\n  a -> a.id null\n"),
        [""; 0]
    );
}

#[test]
fn uses() {
    one(
        "table t\n  use comon\n  id id t\n",
        "schema/t.schema:2: there are no columns `comon` to use; did you mean `common`?",
    );
    one(
        "table t\n  use common\n  use common\n  id id t\n",
        "schema/t.schema:3: table `t` has two columns `createdAt`; rename one or take it away (upper and lower case are the same to both databases)",
    );
}

#[test]
fn attributes() {
    attribute("@uniqe a", "there is no `@uniqe`; did you mean `@unique`?");
    attribute(
        "@unique",
        "`@unique` lacks a column; write `@unique column` or `@unique column, column`",
    );
    attribute("@tenant", "`@tenant` lacks a column; write `@tenant column`");
    attribute(
        "@list",
        "`@list` lacks a column; write `@list by column`, `@list where column` or `@list where a, b by c`",
    );
    attribute(
        "@index a b",
        "`b` is too much here; take it away, or put `#` before it if it is a comment",
    );
    attribute("@index aa", "table `t` has no column `aa`; did you mean `a`?");
    attribute("@index a, a", "`a` is there twice; take one away");
    attribute(
        "@index x",
        "`@index` has the column `x`, whose type fits no index; give it a length, such as `string 255`",
    );
    attribute(
        "@unique long",
        "`@unique` has the column `long`, whose type fits no index; make it `string 768` or shorter",
    );
    attribute(
        "@unique d",
        "`@unique` has the column `d`, whose type fits no index; use another column: only `id`, `string`, `int`, `bigint`, `bool`, `timestamp`, `date` and `enum` sort the same way in both databases",
    );
    attribute(
        "@index a, b",
        "`@index` has 3200 bytes, four for each character; MySQL takes 3072: make its strings shorter",
    );
    attribute(
        "@events changed",
        "no table emits `changed`; use `created`, `updated` and `deleted`, separated by spaces",
    );
    attribute(
        "@events",
        "`@events` names none; add `created`, `updated` or `deleted`, or take the line away",
    );
    one(
        "table t\n  id id t\n  @events created\n  @events deleted\n",
        "schema/t.schema:4: `@events` is there twice; put all words on one line",
    );
    one(
        "table t\n  id id t\n  a bool\n  @index a\n  @index a\n",
        "schema/t.schema:5: the same columns are there twice; take one of the lines away",
    );
}

#[test]
fn keys() {
    one(
        "table t\n  a bool\n",
        "schema/t.schema:1: table `t` has no key; give it a column `id`, or name its key with `@key column, column`",
    );
    one(
        "table t\n  id id\n",
        "schema/t.schema:2: column `id`: the key of a table needs a prefix for its ids; write it after `id`, such as `id usr`",
    );
    attribute(
        "@key n",
        "the key has the column `n`, which may be null; take `null` away from the column, or the column from the key",
    );
    attribute(
        "@key s",
        "the key has the column `s`, which is secret; keys are in addresses and logs: use another column",
    );
    attribute(
        "@key d",
        "the key has the column `d`, whose type fits no index; use another column: only `id`, `string`, `int`, `bigint`, `bool`, `timestamp`, `date` and `enum` sort the same way in both databases",
    );
    one(
        "table t\n  a id x\n  b id\n  @key a\n  @key b\n",
        "schema/t.schema:5: `@key` is there twice; put all columns of the key on one line",
    );
}

#[test]
fn scopes() {
    one(
        "table t\n  id id t\n  @shared\n  @owner id\n",
        "schema/t.schema:4: table `t` belongs to two; keep one of `@tenant`, `@owner` and `@shared`",
    );
    attribute(
        "@tenant teamId",
        "table `t` has no column `teamId`; use one of `id`, `n`, `s`, `x`, `d`, `long`, `u`, `a`, `b`",
    );
    one(
        "table t\n  id id t\n  n int\n  @owner n\n",
        "schema/t.schema:4: `n` can't say whose row it is; name an `id` or `string` column that isn't secret",
    );
}

#[test]
fn guards() {
    let needed = "users can't insert a row: they must send `n`, which is guarded; \
                  add `null` or a `default`, or put `@guarded` into the table";
    let table = |rest: &str| format!("table t\n  id id t\n  n int guarded\n  u -> user.id\n{rest}");
    one(&table("  @owner u\n"), &format!("schema/t.schema:3: {needed}"));
    // Only administrators insert into these.
    for rest in ["", "  @shared\n", "  @owner id\n", "  @owner u\n  @guarded\n"] {
        assert_eq!(report(&table(rest)), [""; 0], "{rest}");
    }
    for column in ["n int null guarded", "n int guarded default 1", "n int auto counter guarded"] {
        let text = format!("table t\n  id id t guarded\n  {column}\n  u -> user.id\n  @owner u\n");
        assert_eq!(report(&text), [""; 0], "{column}");
    }
    one(
        "table t\n  id id t\n  @shared\n  @guarded\n",
        "schema/t.schema:4: `@guarded` says nothing here; take it away: without `@tenant` and `@owner` only administrators write the rows",
    );
    one(
        "table t\n  id id t\n  @owner id\n  @guarded\n  @guarded\n",
        "schema/t.schema:5: `@guarded` is there twice; take one away",
    );
    column("b bool guarded guarded", "column `b`: `guarded` is there twice; take one away");
}

#[test]
fn lists() {
    attribute(
        "@list by n",
        "`@list` has the column `n`, which may be null; a page can't go on after a null: take `null` away from the column, or the column from the list",
    );
    attribute(
        "@list by s",
        "`@list` has the column `s`, which is secret; its values would be in addresses: take it from the list",
    );
    attribute(
        "@list by d",
        "`@list` has the column `d`, whose type fits no index; use another column: only `id`, `string`, `int`, `bigint`, `bool`, `timestamp`, `date` and `enum` sort the same way in both databases",
    );
    attribute(
        "@list by id",
        "`@list` sorts by a column that has one value in it, or by the key; leave `by` out: pages are in the order of the key by themselves",
    );
    one(
        "table t\n  id id t\n  u -> user.id\n  @owner u\n  @list where u\n",
        "schema/t.schema:5: `@list` filters by `u`, whose row it is; leave it out: that filter is always there",
    );
    one(
        "table t\n  id id t\n  a bool\n  @list by a\n  @list by a\n",
        "schema/t.schema:5: the same list is there twice; take one of the lines away",
    );
}

#[test]
fn tables_that_are_taken_over() {
    assert_eq!(report("table t\n  id id t\n  @legacy t_old\n"), [""; 0]);
    attribute("@legacy", "`@legacy` lacks a table; write `@legacy table`");
    one(
        "table t\n  id id t\n  @legacy T\n",
        "schema/t.schema:3: table `T` can't take its own rows over; rename the old table in D1, and name it here",
    );
    one(
        "table t\n  id id t\n  @legacy a\n  @legacy b\n",
        "schema/t.schema:4: `@legacy` is there twice; keep one of the lines",
    );
    one(
        "table t\n  a id\n  b id\n  @key a, b\n  @legacy t_old\n",
        "schema/t.schema:5: table `t` gives its rows no ids of its own; give it a column `id` of a type such as `id team` as its key, or take `@legacy` away",
    );
    one(
        "table t\n  id id t\n  @legacy _old\n",
        "schema/t.schema:3: the name `_old` is reserved; begin it with a letter: `_` is for Tandem's own names and `sqlite_` for SQLite's",
    );
}

#[test]
fn sizes() {
    let columns = |n: usize, ty: &str| (0..n).map(|i| format!("  c{i} {ty}\n")).collect::<String>();
    one(
        &format!("table t\n  id id t\n{}", columns(90, "bool")),
        "schema/t.schema:1: table `t` has 91 columns; at most 90: move some to a table of their own, or into one `json`",
    );
    one(
        &format!("table t\n  id id t\n{}", columns(30, "string 700")),
        "schema/t.schema:1: a row of table `t` has up to 84326 bytes in MySQL; at most 65535: shorten strings, or make long ones `text`, which is stored beside the row",
    );
    let names: Vec<String> = (0..17).map(|i| format!("c{i}")).collect();
    one(
        &format!("table t\n  id id t\n{}  @index {}\n", columns(17, "bool"), names.join(", ")),
        "schema/t.schema:20: `@index` has 17 columns; MySQL takes 16: take some away",
    );
    let indexes: String = (0..65).map(|i| format!("  @index c{i}\n")).collect();
    one(
        &format!("table t\n  id id t\n{}{indexes}", columns(65, "bool")),
        "schema/t.schema:1: table `t` has 65 indexes; at most 64: take some away",
    );
}

#[test]
fn files_that_cannot_be_read() {
    let folder = std::path::Path::new("no-such-folder");
    let found: Vec<String> = match tandem_schema::read(folder) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    };
    let [only] = found.as_slice() else {
        return assert_eq!(found.len(), 1);
    };
    assert!(only.starts_with("no-such-folder:1: it can't be read: "), "{only}");
    assert!(only.ends_with("; see that it is there, readable and UTF-8"), "{only}");
}
