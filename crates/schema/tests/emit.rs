//! One small schema with every type, as both dialects and Rust get it.

use proptest::prelude::*;
use tandem_schema::model::Schema;
use tandem_schema::{Source, compile, d1, mysql, rust};

const SAMPLE: &str = r#"
## A person.
table user
  id  id usr

table thing
  id    id thing                                 ## The key.
  name  string 50    default "it's"
  long  string 1000  null
  huge  string 20000 null
  body  text         null
  small int 0..9     default 3
  wide  int 0..3000000000
  big   bigint
  on    bool         default true
  sec   timestamp s  auto updated
  ms    timestamp ms auto created
  day   date
  doc   json         null
  real  double       null
  exact decimal 10, 2
  hash  bytes 32     secret
  blob  bytes 1000
  kind  enum a|b     default a
  n     int null     auto counter guarded
  user  -> user.id   on delete cascade
  up    -> thing.id  null on delete set null
  @owner user
  @unique name, kind
  @index day
  @list where kind by sec
  @events created
  @legacy thing_old
"#;

fn sources(text: &str) -> Vec<Source> {
    let path = "schema/t.schema".to_owned();
    vec![Source { path, text: text.to_owned() }]
}

fn sample() -> Schema {
    compile(sources(SAMPLE)).unwrap_or(Schema { tables: Vec::new() })
}

/// The text from the line that begins with `first`, up to an empty line.
fn part<'a>(text: &'a str, first: &str) -> &'a str {
    let (_, rest) = text.split_once(first).unwrap_or_default();
    rest.split("\n\n").next().unwrap_or_default().trim_end()
}

#[test]
fn d1_gets_the_app_as_it_is() {
    assert_eq!(
        part(&d1::tables(&sample()), "CREATE TABLE IF NOT EXISTS \"thing\" "),
        r#"(
  "id" TEXT NOT NULL,
  "name" TEXT NOT NULL DEFAULT 'it''s',
  "long" TEXT,
  "huge" TEXT,
  "body" TEXT,
  "small" INTEGER NOT NULL DEFAULT 3,
  "wide" INTEGER NOT NULL,
  "big" INTEGER NOT NULL,
  "on" INTEGER NOT NULL DEFAULT 1,
  "sec" INTEGER NOT NULL DEFAULT (unixepoch()),
  "ms" INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  "day" TEXT NOT NULL,
  "doc" TEXT,
  "real" REAL,
  "exact" TEXT NOT NULL,
  "hash" BLOB NOT NULL,
  "blob" BLOB NOT NULL,
  "kind" TEXT NOT NULL DEFAULT 'a',
  "n" INTEGER DEFAULT 0,
  "user" TEXT NOT NULL,
  "up" TEXT,
  PRIMARY KEY ("id"),
  FOREIGN KEY ("user") REFERENCES "user" ("id") ON DELETE CASCADE,
  FOREIGN KEY ("up") REFERENCES "thing" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS "thing_name_kind_unique" ON "thing" ("name", "kind");
CREATE INDEX IF NOT EXISTS "thing_day_idx" ON "thing" ("day");"#
    );
}

#[test]
fn d1_gets_versions_and_indexes_for_pages() {
    let sql = d1::tandem(&sample());
    let wanted = [
        r#"ALTER TABLE "thing" ADD COLUMN "_version" INTEGER NOT NULL DEFAULT 0;"#,
        r#"CREATE INDEX IF NOT EXISTS "_thing_user_id_idx" ON "thing" ("user", "id");"#,
        r#"CREATE INDEX IF NOT EXISTS "_thing_user_kind_sec_id_idx" ON "thing" ("user", "kind", "sec", "id");"#,
    ];
    for line in wanted {
        assert!(sql.contains(line), "{line}");
    }
}

#[test]
fn mysql_gets_types_of_its_own_and_no_foreign_keys() {
    assert_eq!(
        part(&mysql::tables(&sample()), "CREATE TABLE IF NOT EXISTS `thing` "),
        "(
  `id` VARCHAR(64) NOT NULL,
  `name` VARCHAR(50) NOT NULL DEFAULT 'it''s',
  `long` TEXT,
  `huge` MEDIUMTEXT,
  `body` MEDIUMTEXT,
  `small` INT NOT NULL DEFAULT 3,
  `wide` BIGINT NOT NULL,
  `big` BIGINT NOT NULL,
  `on` BOOLEAN NOT NULL DEFAULT 1,
  `sec` DATETIME(3) NOT NULL,
  `ms` DATETIME(3) NOT NULL,
  `day` DATE NOT NULL,
  `doc` JSON,
  `real` DOUBLE,
  `exact` DECIMAL(10,2) NOT NULL,
  `hash` VARBINARY(32) NOT NULL,
  `blob` MEDIUMBLOB NOT NULL,
  `kind` VARCHAR(64) NOT NULL DEFAULT 'a',
  `n` INT DEFAULT 0,
  `user` VARCHAR(64) NOT NULL,
  `up` VARCHAR(64),
  `_version` BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `thing_name_kind_unique` (`name`, `kind`),
  KEY `thing_day_idx` (`day`),
  KEY `_thing_user_id_idx` (`user`, `id`),
  KEY `_thing_user_kind_sec_id_idx` (`user`, `kind`, `sec`, `id`),
  KEY `_thing_up_idx` (`up`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin;"
    );
}

#[test]
fn rust_gets_metadata_entities_and_columns() {
    let code = rust::emit(&sample());
    let wanted = [
        "pub static TABLES: &[&crate::schema::Table] = &[&USER, &THING];",
        "pub static LEGACY: &[crate::schema::Legacy] = &[crate::schema::Legacy { table: &THING, old: \"thing_old\" }];",
        "scope: Some(Scope { column: 19, kind: ScopeKind::Owner })",
        "guarded: false,\n        level: 1,",
        "name: \"n\", ty: Type::Int { min: -2147483648, max: 2147483647 }, nullable: true, \
         default: Default::Counter, secret: false, guarded: true },",
        "references: &[Reference { column: 19, table: &USER, on_delete: OnDelete::Cascade }, ",
        "referenced_by: &[ReferencedBy { table: &THING, column: 19, on_delete: OnDelete::Cascade }],",
        "uniques: &[Unique { name: \"thing_name_kind_unique\", columns: &[1, 17] }],",
        "lists: &[List { filter: &[], by: None }, List { filter: &[17], by: Some(9) }],",
        "Events { created: Some(\"thing.created\"), updated: None, deleted: None }",
        "    /// The key.\n    pub id: String,",
        "    pub sec: crate::schema::Timestamp,",
        "    pub up: Option<String>,",
        "type Scope = crate::schema::InOwner;",
        "pub const UP: Col<super::Thing, Option<String>> = Col::new(20);",
    ];
    for text in wanted {
        assert!(code.contains(text), "{text}\nin\n{code}");
    }
}

/// Words that a schema file is made of, and some that it isn't.
const WORDS: [&str; 38] = [
    "table",
    "columns",
    "use",
    "a",
    "b",
    "id",
    "A",
    "_x",
    "-> a.id",
    "-> b.a",
    "id p",
    "string 5",
    "string 0",
    "text",
    "int 0..",
    "enum x|y",
    "enum |",
    "timestamp s",
    "json",
    "double",
    "decimal 3, 1",
    "null",
    "default x",
    "default 1",
    "auto created",
    "auto counter",
    "secret",
    "guarded",
    "on delete set null",
    "@key a, b",
    "@tenant a",
    "@shared",
    "@guarded",
    "@unique b",
    "@list where a by b",
    "@events created",
    "## d",
    "\"",
];

#[test]
fn a_guarded_table_says_so() {
    let guarded = SAMPLE.replace("@index day", "@guarded");
    let code = compile(sources(&guarded)).map(|schema| rust::emit(&schema));
    assert!(code.unwrap_or_default().contains("guarded: true,\n        level: 1,"));
}

proptest! {
    #[test]
    fn any_text_is_compiled_or_has_mistakes(text in "\\PC*") {
        let _ = compile(sources(&text));
    }

    #[test]
    fn what_compiles_can_be_written_down(
        lines in prop::collection::vec((any::<bool>(), prop::collection::vec(prop::sample::select(&WORDS[..]), 0..4)), 0..9),
    ) {
        let text: String = lines
            .iter()
            .map(|(indent, words)| format!("{}{}\n", if *indent { "  " } else { "" }, words.join(" ")))
            .collect();
        match compile(sources(&text)) {
            Ok(schema) => {
                let _ = tandem_schema::migrations(&schema);
                let _ = rust::emit(&schema);
            }
            Err(mistakes) => {
                prop_assert!(!mistakes.is_empty());
                for mistake in mistakes {
                    prop_assert!(mistake.place.line >= 1 && mistake.place.line <= lines.len().max(1));
                    prop_assert!(!mistake.to_string().contains('\n'));
                }
            }
        }
    }
}
