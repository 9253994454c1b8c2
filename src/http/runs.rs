//! `/admin/runs…`: backfill, verify and repair, begun and watched by the operator.

mod view;

use serde_json::{Value as Json, json};

use super::fields::Fields;
use super::json::Node;
use super::route::RunVerb;
use super::{Context, Kind, Problem, Request, Response, json_body};
use crate::outbox::Queue;
use crate::runs::{
    self, FindingFilter, FindingKind, FindingPosition, FindingState, Ledger, Level, RunError,
    SHADOW_RUN, Settings, Verb,
};
use crate::runtime::Runtime;
use crate::schema::Timestamp;
use crate::store::Store;

/// Most runs, findings and lines of the audit that one answer lists.
const MOST_LISTED: usize = 500;
/// How many, where the operator does not say.
const LISTED: usize = 100;
/// Longest name by which an operator may be known, in characters.
const MAX_NAME_CHARS: usize = 100;
/// What an operator is called who gives no name.
const OPERATOR: &str = "operator";

/// The whole numbers among the settings.
type Number = (&'static str, fn(&mut Settings) -> &mut u32);
const NUMBERS: [Number; 9] = [
    ("batchRows", |settings| &mut settings.batch_rows),
    ("batchBytes", |settings| &mut settings.batch_bytes),
    ("chunkMs", |settings| &mut settings.chunk_ms),
    ("parallelTables", |settings| &mut settings.parallel_tables),
    ("timeoutMinutes", |settings| &mut settings.timeout_minutes),
    ("rowsPerSecond", |settings| &mut settings.rows_per_second),
    ("maxLatencyMs", |settings| &mut settings.max_latency_ms),
    ("maxJournalAgeMs", |settings| &mut settings.max_journal_age_ms),
    ("sampleRows", |settings| &mut settings.sample_rows),
];
/// The truths among the settings.
type Truth = (&'static str, fn(&mut Settings) -> &mut bool);
const TRUTHS: [Truth; 3] = [
    ("validate", |settings| &mut settings.validate),
    ("continueOnError", |settings| &mut settings.continue_on_error),
    ("dryRun", |settings| &mut settings.dry_run),
];
const OTHERS: [&str; 7] = ["kind", "by", "tables", "level", "since", "ofRun", "key"];

impl<D, M, R> Context<'_, D, M, R>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    /// `POST /admin/runs`: begins one.
    pub(super) async fn start_run(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let body = json_body(self.request)?;
        let names = NUMBERS.iter().map(|(name, _)| *name);
        let names = names.chain(TRUTHS.iter().map(|(name, _)| *name)).chain(OTHERS);
        let fields = Fields::of(&body, "", &names.collect::<Vec<_>>())?;
        let kind = word(&fields, "kind", &KINDS)?;
        let kind = kind.ok_or_else(|| fields.wrong("kind", &words(&KINDS)))?;
        let settings = settings(&fields)?;
        let by = named(fields.text("by")?).ok_or_else(|| fields.wrong("by", NAME))?;
        let run = runs::start(self.router, kind, settings, by).await;
        let run = run.map_err(|error| self.run_problem(error))?;
        let place = format!("/admin/runs/{}", run.id);
        Ok(Response::json(201, &view::run(&run)).with("Location", place))
    }

    /// `GET /admin/runs`: the latest.
    pub(super) async fn list_runs(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let found = self.router.d1().runs(limit(self.request)?).await;
        let found = found.map_err(|error| self.failed(error))?;
        let list: Vec<Json> = found.iter().map(view::run).collect();
        Ok(Response::json(200, &json!({ "runs": list })))
    }

    /// `GET /admin/runs/{id}`: how far it is.
    pub(super) async fn get_run(&self, id: &str) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        Ok(Response::json(200, &view::run(&self.find_run(id).await?)))
    }

    /// `POST /admin/runs/{id}/{verb}`.
    pub(super) async fn change_run(&self, id: &str, verb: RunVerb) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let by = named(self.request.parameter("by"));
        let by = by.ok_or_else(|| bad_parameter("by", NAME))?;
        let verb = match verb {
            RunVerb::Pause => Verb::Pause,
            RunVerb::Resume => Verb::Resume,
            RunVerb::Cancel => Verb::Cancel,
            RunVerb::Restart => {
                let table = self.request.parameter("table");
                let table = table.ok_or_else(|| bad_parameter("table", "one of the run's tables"));
                Verb::Restart(table?.to_owned())
            }
        };
        let run = runs::change(self.router, id, verb, by).await;
        Ok(Response::json(200, &view::run(&run.map_err(|error| self.run_problem(error))?)))
    }

    /// `GET /admin/runs/{id}/findings`: a page of what it found.
    pub(super) async fn run_findings(&self, id: &str) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        // Those of shadow reads are no run's.
        let run = match id {
            SHADOW_RUN => id.to_owned(),
            id => self.find_run(id).await?.id,
        };
        let state = self.request.parameter("state").map(|state| {
            one_of(state, &STATES).ok_or_else(|| bad_parameter("state", &words(&STATES)))
        });
        let filter = FindingFilter {
            run: Some(run.clone()),
            tables: self.request.parameter("table").map(str::to_owned).into_iter().collect(),
            pk: self.request.parameter("key").map(str::to_owned),
            state: state.transpose()?,
        };
        let after = self.request.parameter("after").map(|text| {
            position(&run, text).ok_or_else(|| bad_parameter("after", "the `next` of an answer"))
        });
        let most = limit(self.request)?;
        let found = self.router.d1().findings(&filter, after.transpose()?.as_ref(), most).await;
        let found = found.map_err(|error| self.failed(error))?;
        let next = found
            .last()
            .filter(|_| found.len() == most)
            .map(|last| json!([last.table, last.pk, last.kind]).to_string());
        let list: Vec<Json> = found.iter().map(view::finding).collect();
        Ok(Response::json(200, &json!({ "findings": list, "next": next })))
    }

    /// `GET /admin/runs/{id}/report`: all of it, for people.
    pub(super) async fn run_report(&self, id: &str) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let run = self.find_run(id).await?;
        let filter = match run.kind {
            // It finds nothing of its own: what it was to mend is of others.
            runs::Kind::Repair => FindingFilter {
                run: run.settings.of_run.clone(),
                tables: run.settings.tables.clone(),
                pk: run.settings.key.clone(),
                state: None,
            },
            _ => FindingFilter { run: Some(run.id.clone()), ..FindingFilter::default() },
        };
        let d1 = self.router.d1();
        let counts = d1.count_findings(&filter).await.map_err(|error| self.failed(error))?;
        let open = FindingFilter { state: Some(FindingState::Open), ..filter };
        let found = d1.findings(&open, None, LISTED).await.map_err(|error| self.failed(error))?;
        if self.request.parameter("format") == Some("json") {
            return Ok(Response::json(200, &view::report(&run, &counts, &found)));
        }
        let text = view::report_text(&run, &counts, &found);
        Ok(Response::bytes(200, "text/plain; charset=utf-8", text.into_bytes()))
    }

    /// `GET /admin/audit`: who did what, the latest first.
    pub(super) async fn audit(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let lines = self.router.d1().audited(limit(self.request)?).await;
        let lines = lines.map_err(|error| self.failed(error))?;
        let list: Vec<Json> = lines.iter().map(view::audit).collect();
        Ok(Response::json(200, &json!({ "audit": list })))
    }

    async fn find_run(&self, id: &str) -> Result<runs::Run, Problem> {
        let found = self.router.d1().run(id).await.map_err(|error| self.failed(error))?;
        found.ok_or_else(|| self.run_problem(RunError::NotFound))
    }

    fn run_problem(&self, error: RunError) -> Problem {
        let detail = error.to_string();
        match error {
            RunError::Setting(wrong) => {
                Problem::new(Kind::InvalidValue, detail, "send a value that fits")
                    .at(format!("/{}", wrong.field))
            }
            RunError::Unfinished => Problem::new(
                Kind::RunConflict,
                detail,
                "wait for it, or cancel it: GET /admin/runs",
            ),
            RunError::NotFound => {
                Problem::new(Kind::NotFound, detail, "GET /admin/runs lists them")
            }
            RunError::State(_) => {
                Problem::new(Kind::RunConflict, detail, "GET /admin/runs shows it")
            }
            RunError::NotReady(_) => {
                Problem::new(Kind::RunConflict, detail, "see docs/runs.md for what a run needs")
            }
            RunError::Store(error) => self.failed(error),
            RunError::Queue(_) => Problem::new(
                Kind::Unavailable,
                detail,
                "nothing: the cron sends it within a minute",
            ),
        }
    }
}

const KINDS: [(&str, runs::Kind); 5] = [
    ("backfill", runs::Kind::Backfill),
    ("sync", runs::Kind::Sync),
    ("verify", runs::Kind::Verify),
    ("repair", runs::Kind::Repair),
    ("ids", runs::Kind::Ids),
];
const LEVELS: [(&str, Level); 3] =
    [("counts", Level::Counts), ("sample", Level::Sample), ("full", Level::Full)];
const STATES: [(&str, FindingState); 3] = [
    ("open", FindingState::Open),
    ("repaired", FindingState::Repaired),
    ("gone", FindingState::Gone),
];
const NAME: &str = "a name of 1 to 100 characters";

fn settings(fields: &Fields<'_>) -> Result<Settings, Problem> {
    let mut settings = Settings::default();
    for (name, slot) in NUMBERS {
        if let Some(node) = fields.get(name) {
            let Node::Number(number) = node else { return Err(fields.wrong(name, "a number")) };
            let number = number.as_u64().and_then(|number| u32::try_from(number).ok());
            *slot(&mut settings) =
                number.ok_or_else(|| fields.wrong(name, "a whole number of at most 4294967295"))?;
        }
    }
    for (name, slot) in TRUTHS {
        if let Some(node) = fields.get(name) {
            let Node::Bool(truth) = node else { return Err(fields.wrong(name, "true or false")) };
            *slot(&mut settings) = *truth;
        }
    }
    if let Some(level) = word(fields, "level", &LEVELS)? {
        settings.level = level;
    }
    if let Some(node) = fields.get("tables") {
        let wrong = || fields.wrong("tables", "a list of tables");
        let Node::List(names) = node else { return Err(wrong()) };
        for name in names {
            let Node::Text(name) = name else { return Err(wrong()) };
            settings.tables.push(name.clone());
        }
    }
    if let Some(text) = fields.text("since")? {
        let at = Timestamp::from_rfc3339(text);
        let at = at.ok_or_else(|| fields.wrong("since", "a time such as 2026-11-02T12:00:00Z"))?;
        settings.since_ms = Some(at.0);
    }
    settings.of_run = fields.text("ofRun")?.map(str::to_owned);
    settings.key = fields.text("key")?.map(str::to_owned);
    Ok(settings)
}

fn word<T: Copy>(
    fields: &Fields<'_>,
    name: &str,
    known: &[(&str, T)],
) -> Result<Option<T>, Problem> {
    let Some(text) = fields.text(name)? else { return Ok(None) };
    one_of(text, known).map(Some).ok_or_else(|| fields.wrong(name, &words(known)))
}

fn one_of<T: Copy>(text: &str, known: &[(&str, T)]) -> Option<T> {
    known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
}

fn words<T>(known: &[(&str, T)]) -> String {
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    format!("one of: {}", words.join(", "))
}

/// The name that an operator gave, if it may be kept; one for those who gave none.
fn named(name: Option<&str>) -> Option<&str> {
    match name {
        None => Some(OPERATOR),
        Some(name) => {
            let fits = !name.is_empty() && name.chars().count() <= MAX_NAME_CHARS;
            (fits && !name.chars().any(char::is_control)).then_some(name)
        }
    }
}

fn limit(request: &Request) -> Result<usize, Problem> {
    let Some(text) = request.parameter("limit") else { return Ok(LISTED) };
    let number = text.parse().ok().filter(|number| (1..=MOST_LISTED).contains(number));
    number.ok_or_else(|| bad_parameter("limit", &format!("a number from 1 to {MOST_LISTED}")))
}

/// Where a page of findings goes on.
fn position(run: &str, text: &str) -> Option<FindingPosition> {
    let (table, pk, kind): (String, String, FindingKind) = serde_json::from_str(text).ok()?;
    Some(FindingPosition { run: run.to_owned(), table, pk, kind })
}

fn bad_parameter(name: &str, expected: &str) -> Problem {
    let detail = format!("`{name}` must be {expected}");
    Problem::new(Kind::InvalidParameter, detail, "send a value that fits").at(name)
}
