//! What a path and a method mean.

use percent_encoding::percent_decode_str;

use super::{Kind, Problem};

/// Methods that some path takes; HEAD counts as GET.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Make, or do.
    Post,
    /// Change.
    Patch,
    /// Remove.
    Delete,
}

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// `/health`
    Health,
    /// `/health/database`
    DatabaseHealth,
    /// `/openapi.json`
    OpenApi,
    /// `/v1/units`
    Units,
    /// `/v1/{table}`
    Rows(String),
    /// `/v1/{table}/{key}`
    Row(String, String),
    /// `/v1/{table}/old/{old key}`
    OldRow(String, String),
    /// `/admin/status`
    Status,
    /// `/admin/replay`
    Replay,
    /// `/admin/facts`
    Facts,
    /// `/admin/outbox/poll`
    PollOutbox,
    /// `/admin/outbox/redrive`
    Redrive,
    /// `/admin/runs`
    Runs,
    /// `/admin/runs/{id}`
    Run(String),
    /// `/admin/runs/{id}/findings`
    Findings(String),
    /// `/admin/runs/{id}/report`
    Report(String),
    /// `/admin/runs/{id}/{verb}`
    ChangeRun(String, RunVerb),
    /// `/admin/audit`
    Audit,
    /// `/admin/switch`
    Switch,
    /// `/admin/switch/undo`
    UndoSwitch,
}

/// What an operator may do with a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunVerb {
    /// `pause`
    Pause,
    /// `resume`
    Resume,
    /// `cancel`
    Cancel,
    /// `restart`
    Restart,
}

impl RunVerb {
    fn parse(word: &str) -> Option<RunVerb> {
        match word {
            "pause" => Some(RunVerb::Pause),
            "resume" => Some(RunVerb::Resume),
            "cancel" => Some(RunVerb::Cancel),
            "restart" => Some(RunVerb::Restart),
            _ => None,
        }
    }
}

impl Resource {
    /// What a path names; a key may have percent-encoded characters.
    pub fn find(path: &str) -> Result<Resource, Problem> {
        let unknown = || {
            let detail = "no route has this path";
            Problem::new(Kind::UnknownPath, detail, "see /openapi.json for the paths")
        };
        let decoded: Result<Vec<_>, _> = path
            .strip_prefix('/')
            .ok_or_else(unknown)?
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8())
            .collect();
        let decoded = decoded.map_err(|_| unknown())?;
        let segments: Vec<&str> = decoded.iter().map(AsRef::as_ref).collect();
        Ok(match segments.as_slice() {
            ["health"] => Resource::Health,
            ["health", "database"] => Resource::DatabaseHealth,
            ["openapi.json"] => Resource::OpenApi,
            ["v1", "units"] => Resource::Units,
            ["v1", table] if !table.is_empty() => Resource::Rows((*table).to_owned()),
            ["v1", table, key] if !table.is_empty() && !key.is_empty() => {
                Resource::Row((*table).to_owned(), (*key).to_owned())
            }
            ["v1", table, "old", id] if !table.is_empty() && !id.is_empty() => {
                Resource::OldRow((*table).to_owned(), (*id).to_owned())
            }
            ["admin", "status"] => Resource::Status,
            ["admin", "replay"] => Resource::Replay,
            ["admin", "facts"] => Resource::Facts,
            ["admin", "outbox", "poll"] => Resource::PollOutbox,
            ["admin", "outbox", "redrive"] => Resource::Redrive,
            ["admin", "runs"] => Resource::Runs,
            ["admin", "runs", id] => Resource::Run((*id).to_owned()),
            ["admin", "runs", id, "findings"] => Resource::Findings((*id).to_owned()),
            ["admin", "runs", id, "report"] => Resource::Report((*id).to_owned()),
            ["admin", "runs", id, verb] => {
                let verb = RunVerb::parse(verb).ok_or_else(unknown)?;
                Resource::ChangeRun((*id).to_owned(), verb)
            }
            ["admin", "audit"] => Resource::Audit,
            ["admin", "switch"] => Resource::Switch,
            ["admin", "switch", "undo"] => Resource::UndoSwitch,
            _ => return Err(unknown()),
        })
    }

    /// The method, if the path takes it.
    pub fn method(&self, name: &str) -> Result<Method, Problem> {
        let method = match name {
            "GET" | "HEAD" => Some(Method::Get),
            "POST" => Some(Method::Post),
            "PATCH" => Some(Method::Patch),
            "DELETE" => Some(Method::Delete),
            _ => None,
        };
        let (methods, allow) = self.methods();
        method.filter(|method| methods.contains(method)).ok_or_else(|| {
            let next = format!("use {allow}");
            Problem::new(Kind::MethodNotAllowed, "the path has other methods", next)
                .with("Allow", allow)
        })
    }

    /// Whether D1 alone knows the answer.
    pub fn needs_d1(&self) -> bool {
        matches!(
            self,
            Resource::OldRow(..)
                | Resource::Facts
                | Resource::Switch
                | Resource::UndoSwitch
                | Resource::Runs
                | Resource::Run(_)
                | Resource::Findings(_)
                | Resource::Report(_)
                | Resource::ChangeRun(..)
                | Resource::Audit
        )
    }

    /// Whether the operator's secret opens it.
    pub fn is_operators(&self) -> bool {
        matches!(
            self,
            Resource::Status
                | Resource::Replay
                | Resource::Facts
                | Resource::PollOutbox
                | Resource::Redrive
                | Resource::Runs
                | Resource::Run(_)
                | Resource::Findings(_)
                | Resource::Report(_)
                | Resource::ChangeRun(..)
                | Resource::Audit
                | Resource::Switch
                | Resource::UndoSwitch
        )
    }

    fn methods(&self) -> (&'static [Method], &'static str) {
        use Method::{Delete, Get, Patch, Post};
        match self {
            Resource::Health
            | Resource::DatabaseHealth
            | Resource::OpenApi
            | Resource::OldRow(..)
            | Resource::Status
            | Resource::Run(_)
            | Resource::Findings(_)
            | Resource::Report(_)
            | Resource::Audit => (&[Get], "GET, HEAD"),
            Resource::Units
            | Resource::Replay
            | Resource::Facts
            | Resource::PollOutbox
            | Resource::Redrive
            | Resource::UndoSwitch
            | Resource::ChangeRun(..) => (&[Post], "POST"),
            Resource::Runs | Resource::Switch | Resource::Rows(_) => {
                (&[Get, Post], "GET, HEAD, POST")
            }
            Resource::Row(..) => (&[Get, Patch, Delete], "GET, HEAD, PATCH, DELETE"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_name_what_they_say() {
        let row = |table: &str, key: &str| Resource::Row(table.to_owned(), key.to_owned());
        for (path, resource) in [
            ("/health", Resource::Health),
            ("/health/database", Resource::DatabaseHealth),
            ("/openapi.json", Resource::OpenApi),
            ("/v1/units", Resource::Units),
            ("/v1/team", Resource::Rows("team".to_owned())),
            ("/v1/team/team_a", row("team", "team_a")),
            ("/v1/sets/a%2Fb%2C%25", row("sets", "a/b,%")),
            ("/v1/team/old/-5", Resource::OldRow("team".to_owned(), "-5".to_owned())),
            ("/admin/outbox/redrive", Resource::Redrive),
        ] {
            assert_eq!(Resource::find(path).unwrap(), resource, "{path}");
        }
        for path in [
            "",
            "/",
            "/v1",
            "/v1/",
            "/v1//a",
            "/v1/team/",
            "/v1/a/b/c",
            "/v2/team",
            "/v1/%ff",
            "health",
        ] {
            assert_eq!(Resource::find(path).unwrap_err().kind, Kind::UnknownPath, "{path}");
        }
        assert!(crate::schema::TABLES.iter().all(|table| table.name != "units"));
    }

    #[test]
    fn other_methods_are_told_which_ones_there_are() {
        let row = Resource::find("/v1/team/a").unwrap();
        assert_eq!(row.method("HEAD").unwrap(), Method::Get);
        assert_eq!(row.method("DELETE").unwrap(), Method::Delete);
        for (resource, name) in [
            (&row, "POST"),
            (&row, "PUT"),
            (&Resource::Units, "GET"),
            (&Resource::Health, "OPTIONS"),
        ] {
            let problem = resource.method(name).unwrap_err();
            assert_eq!(problem.kind, Kind::MethodNotAllowed);
            assert!(
                problem.headers.iter().any(|(name, allow)| *name == "Allow" && !allow.is_empty())
            );
        }
    }
}
