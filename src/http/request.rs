//! A request as the platform hands it over, without its streams.

/// Longest body that is read, in bytes. A write unit of ordinary rows needs a fraction of it, and
/// an isolate has 128 MB for all its requests
/// (<https://developers.cloudflare.com/workers/platform/limits/>).
pub const MAX_BODY_BYTES: usize = 1_048_576;

/// One request. The platform's glue reads at most [`MAX_BODY_BYTES`] and one byte more.
#[derive(Clone)]
pub struct Request {
    /// Such as `GET`.
    pub method: String,
    /// Path, percent-encoded as it came.
    pub path: String,
    /// Names and values of the query, decoded, in their order.
    pub query: Vec<(String, String)>,
    /// Names and values of the headers.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

impl Request {
    /// From a request target such as `/v1/team?limit=5`.
    pub fn new(
        method: &str,
        target: &str,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers,
            body,
        }
    }

    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The first query parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(parameter, _)| parameter == name).map(|(_, value)| value.as_str())
    }
}

/// Headers carry secrets and bodies carry people's data: neither is shown.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method, self.path, self.body.len())
    }
}
