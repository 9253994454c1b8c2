//! The first read of a step: the control line, locked against a switch, together with the
//! tombstones that the step rests on, in one round trip.

use std::collections::HashMap;

use tandem_mysql::Sql;

use super::Connect;
use super::decode::fields;
use super::errors::garbled;
use super::read::named;
use super::session::Tx;
use super::sql::lines_in;
use crate::schema::{Epoch, Image, Key, Version};
use crate::store::{Role, StoreError, Unit, canary};

/// What a step finds when it begins. All of it stays so until the step ends.
pub(super) struct Found {
    /// The term that this database's line names.
    pub(super) epoch: Epoch,
    /// Whether it takes client writes.
    pub(super) role: Role,
    tombstones: HashMap<Key, Version>,
}

impl Found {
    /// The version at which the key was last deleted, of the keys asked for.
    pub(super) fn tombstone(&self, key: &Key) -> Version {
        self.tombstones.get(key).copied().unwrap_or(Version::NONE)
    }

    /// Whether this database takes the writes of that epoch.
    pub(super) fn is_primary_of(&self, epoch: Epoch) -> bool {
        self.role == Role::Primary && self.epoch == epoch
    }

    /// Whether it takes this unit, written in that epoch. Of canaries it need not be the primary:
    /// see [`canary`].
    pub(super) fn takes(&self, unit: &Unit, epoch: Epoch) -> bool {
        self.is_primary_of(epoch) || (canary::is_unit(unit) && self.epoch == epoch)
    }

    /// Whether it takes these replicated rows. Of canaries it may be the primary.
    pub(super) fn takes_replicated(&self, images: &[Image]) -> bool {
        self.role == Role::Closed || canary::is_set(images)
    }
}

/// Reads and locks the control line and the tombstones of these keys, there or not.
pub(super) async fn open<C: Connect>(tx: &mut Tx<C>, keys: &[&Key]) -> Result<Found, StoreError> {
    // LOCK IN SHARE MODE, since a plain SELECT reads an old snapshot and MariaDB has no FOR SHARE.
    let sql = if keys.is_empty() {
        Sql::new().raw("SELECT `epoch`, `role`, NULL, NULL, NULL FROM `_control` WHERE `id` = 1 LOCK IN SHARE MODE")
    } else {
        Sql::new()
            .raw("SELECT `c`.`epoch`, `c`.`role`, `t`.`tbl`, `t`.`pk`, `t`.`version` FROM `_control` AS `c` LEFT JOIN `_tombstone` AS `t` ON ")
            .push(&lines_in(keys.iter().copied()))
            .raw(" WHERE `c`.`id` = 1 LOCK IN SHARE MODE")
    };
    let rows = tx.query(&sql).await?;
    let asked = named(keys.iter().copied());
    let mut tombstones = HashMap::new();
    let mut line = None;
    for record in rows.iter() {
        let mut fields = fields(&record);
        line = Some((fields.int()?, fields.text()?));
        let (Some(name), Some(pk)) = (fields.opt_text()?, fields.opt_text()?) else {
            continue;
        };
        let key = asked.get(&(name.as_str(), pk.as_str())).ok_or_else(garbled)?;
        tombstones.insert((*key).clone(), Version(fields.int()?));
    }
    let (epoch, role) = line.ok_or_else(garbled)?;
    Ok(Found { epoch: Epoch(epoch), role: parse_role(&role)?, tombstones })
}

pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Primary => "primary",
        Role::Closed => "closed",
    }
}

pub(super) fn parse_role(text: &str) -> Result<Role, StoreError> {
    match text {
        "primary" => Ok(Role::Primary),
        "closed" => Ok(Role::Closed),
        _ => Err(garbled()),
    }
}
