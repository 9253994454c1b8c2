//! `POST /v1/units`: several changes, committed together or not at all.

use super::rows::write_row;
use super::table_routes::replayed;
use super::{Context, Problem, Response, json_body, units};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::schema::json_text::{array, object};
use crate::schema::{Body, Image};
use crate::store::Store;

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Context<'_, D, M, R> {
    /// `POST /v1/units`.
    pub(super) async fn unit(&self) -> Result<Response, Problem> {
        let session = self.session()?;
        let body = json_body(self.request)?;
        let new_id = || self.router.new_ulid();
        let wanted = units::parse(&self.making(&session, &new_id), &session.named, &body)?;
        let written = self.commit(&session, wanted).await?;
        let mut body = String::new();
        object(&mut body, |members| {
            array(members.member("rows"), &written.images, write_image);
            members.member("replayed").push_str(if written.replayed { "true" } else { "false" });
        });
        Ok(replayed(Response::json_text(200, body), written.replayed))
    }
}

/// A row that the unit touched, or that it is not there any more.
fn write_image(out: &mut String, image: &Image) {
    object(out, |members| {
        members.text("table", image.key.table.name);
        members.text("key", image.key.pk.as_str());
        let row = members.member("row");
        match &image.body {
            Body::Row(found) => write_row(row, found, image.version),
            Body::Tombstone => row.push_str("null"),
        }
    });
}
