//! MySQL only: the Worker has no binding to D1 any more. Then MySQL's own line says whether it takes
//! writes, and leases and what the consumer keeps are in MySQL, whose side tables are the same.

use std::rc::Rc;

use super::{Isolate, Router, Shared};
use crate::config::{Complaint, Config, Secondary};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::store::{Control, Either, Role, Route, RouteState, Side, Store, StoreError};

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// With MySQL alone; `absent` is asked for nothing.
    pub fn alone(
        absent: D,
        mysql: M,
        runtime: R,
        mut config: Config,
        isolate: Rc<Isolate>,
    ) -> Self {
        if config.secondary != Secondary::Off {
            config.secondary = Secondary::Off;
            config.complaints.push(Complaint {
                flag: "ENABLE_DOUBLE_WRITE",
                problem: "it is on, but this Worker has no DB binding".to_owned(),
                reading: "MySQL alone is written; its journal keeps what D1 lacks".to_owned(),
            });
        }
        let (d1, mysql) = (Rc::new(absent), Some(Rc::new(mysql)));
        Router { shared: Rc::new(Shared { d1, mysql, alone: true, runtime, config, isolate }) }
    }

    /// Whether the Worker has MySQL only.
    pub fn is_alone(&self) -> bool {
        self.shared.alone
    }

    /// Where leases and what the consumer keeps are.
    pub(super) fn books(&self) -> Either<'_, D, M> {
        match &self.shared.mysql {
            Some(mysql) if self.is_alone() => Either::MySql(mysql.as_ref()),
            _ => Either::D1(self.shared.d1.as_ref()),
        }
    }

    /// MySQL, where it is written: as the other database, or as the primary whatever the flags say.
    pub(super) async fn mysql_in_use(&self) -> Result<Option<&M>, StoreError> {
        let Some(mysql) = self.mysql() else { return Ok(None) };
        let d1_alone = !self.doubles() && self.route().await?.state == RouteState::Open(Side::D1);
        Ok((!d1_alone).then_some(mysql))
    }
}

/// MySQL's line with the route that follows from it. The coordinator can't be asked: MySQL's fence
/// has the last word in any case, and a line that a switch has closed says so.
pub(super) async fn control<M: Store>(mysql: &M) -> Result<Control, StoreError> {
    let control = mysql.control().await?;
    if control.role != Role::Primary {
        return Err(StoreError::rejected(
            Side::MySql,
            "its control line says that it is not the primary, and this Worker has no DB binding to \
             ask who is: bind DB again",
        ));
    }
    let route = Route { epoch: control.epoch, state: RouteState::Open(Side::MySql) };
    Ok(Control { route: Some(route), ..control })
}
