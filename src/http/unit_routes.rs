//! `POST /v1/units`: several changes, committed together or not at all.

use serde_json::{Value as Json, json};

use super::rows::row_json;
use super::table_routes::replayed;
use super::{Context, Problem, Response, json_body, units};
use crate::outbox::Queue;
use crate::runtime::Runtime;
use crate::schema::{Body, Image};
use crate::store::Store;

impl<D: Store + 'static, M: Store + 'static, R: Runtime + Queue> Context<'_, D, M, R> {
    /// `POST /v1/units`.
    pub(super) async fn unit(&self) -> Result<Response, Problem> {
        let session = self.session()?;
        let body = json_body(self.request)?;
        let new_id = || self.router.new_ulid();
        let wanted = units::parse(&self.making(&session, &new_id), &session.named, &body)?;
        let written = self.commit(&session, wanted).await?;
        let rows: Vec<Json> = written.images.iter().map(image_json).collect();
        let answer = Response::json(200, &json!({ "rows": rows, "replayed": written.replayed }));
        Ok(replayed(answer, written.replayed))
    }
}

/// A row that the unit touched, or that it is not there any more.
fn image_json(image: &Image) -> Json {
    let row = match &image.body {
        Body::Row(row) => row_json(row, image.version),
        Body::Tombstone => Json::Null,
    };
    json!({ "table": image.key.table.name, "key": image.key.pk.as_str(), "row": row })
}
