//! The router over two databases, as one isolate has it, and a few rows of the app.

use std::rc::Rc;

use tandem::config::Config;
use tandem::router::{Isolate, Router};
use tandem::runs::Ledger;
use tandem::schema::{Image, Key, Pk, Value, table};
use tandem::store::{Change, Event, Op, Operand, Set, Side, Store, Target, Unit, insert_row};

use super::faulty::{Faulty, Plan};
use super::world::World;

/// Two databases, a world around them, and the flags.
pub struct App<D, M> {
    pub d1: D,
    pub mysql: M,
    pub world: World,
    pub plan: Plan,
    pub flags: Vec<(&'static str, &'static str)>,
    /// When the Worker's version was made, as the platform says.
    pub deployed_ms: Option<i64>,
}

/// A router of this app.
pub type AppRouter<D, M> = Router<Faulty<D>, Faulty<M>, World>;

impl<D: Store + Ledger + Clone + 'static, M: Store + Clone + 'static> App<D, M> {
    pub fn new(d1: D, mysql: M) -> Self {
        App {
            d1,
            mysql,
            world: World::new(),
            plan: Plan::default(),
            flags: vec![("ENABLE_DOUBLE_WRITE", "true")],
            deployed_ms: None,
        }
    }

    /// A new isolate, that remembers nothing.
    pub fn isolate(&self) -> AppRouter<D, M> {
        self.request(&Rc::default())
    }

    /// A request of an isolate, with connections of its own.
    pub fn request(&self, isolate: &Rc<Isolate>) -> AppRouter<D, M> {
        let d1 = Faulty { store: self.d1.clone(), plan: self.plan.clone(), side: Side::D1 };
        let mysql =
            Faulty { store: self.mysql.clone(), plan: self.plan.clone(), side: Side::MySql };
        let config = Config::parse(|name| {
            self.flags.iter().find(|(flag, _)| *flag == name).map(|(_, value)| (*value).to_owned())
        });
        assert!(config.complaints.is_empty(), "{:?}", config.complaints);
        let config = Config { deployed_ms: self.deployed_ms, ..config };
        Router::new(d1, Some(mysql), self.world.clone(), config, Rc::clone(isolate))
    }

    /// Lines in both journals.
    pub async fn journal_lines(&self) -> u64 {
        let d1 = self.d1.journal_depth(100).await.unwrap().lines;
        d1 + self.mysql.journal_depth(100).await.unwrap().lines
    }

    /// The cron, minute after minute, until the journals are empty or an hour has passed.
    pub async fn heal(&self) {
        self.plan.heal();
        self.world.set_queue_down(false);
        for _ in 0..60 {
            self.world.advance_ms(60_000);
            self.isolate().tick().await;
            self.world.settle().await;
            if self.journal_lines().await == 0 {
                break;
            }
        }
    }

    /// Both databases hold the same at these keys, versions too.
    pub async fn assert_same(&self, keys: &[Key]) {
        let ours = self.d1.snapshot(keys).await.unwrap();
        let theirs = self.mysql.snapshot(keys).await.unwrap();
        for ((key, ours), theirs) in keys.iter().zip(ours).zip(theirs) {
            assert_eq!(ours, theirs, "{key} differs; log: {:#?}", self.world.log_lines());
        }
    }
}

pub fn target(name: &str, scope: Option<&str>) -> Target {
    Target::new(table(name).unwrap(), scope).unwrap()
}

pub fn key(name: &str, pk: &str) -> Key {
    let table = table(name).unwrap();
    Key { table, pk: Pk::parse(table, pk).unwrap() }
}

pub fn insert(target: &Target, world: &World, values: &[(&str, Value)]) -> Change {
    use tandem::runtime::Runtime as _;
    let table = target.table();
    let given =
        values.iter().map(|(name, value)| (table.find(name).unwrap().0, value.clone())).collect();
    let row =
        insert_row(target, given, world.now_ms(), || tandem::runtime::new_ulid(world)).unwrap();
    Change { target: target.clone(), pk: Pk::of(&row).unwrap(), op: Op::Insert(row) }
}

pub fn update(target: &Target, world: &World, pk: &str, values: &[(&str, Value)]) -> Change {
    use tandem::runtime::Runtime as _;
    let sets = values
        .iter()
        .map(|(name, value)| Set {
            column: target.table().find(name).unwrap().0,
            to: Operand::Value(value.clone()),
        })
        .collect();
    let op = Op::update(target, sets, world.now_ms()).unwrap();
    Change { target: target.clone(), pk: Pk::parse(target.table(), pk).unwrap(), op }
}

pub fn delete(target: &Target, pk: &str) -> Change {
    let pk = Pk::parse(target.table(), pk).unwrap();
    Change { target: target.clone(), pk, op: Op::Delete }
}

/// A unit with one event about each change.
pub fn unit(world: &World, changes: Vec<Change>) -> Unit {
    use tandem::runtime::Runtime as _;
    let request = tandem::runtime::new_ulid(world);
    let events = (0..changes.len())
        .map(|at| Event {
            id: tandem::runtime::new_ulid(world),
            kind: "test.changed".to_owned(),
            change: Some(at),
            tenant: None,
            payload: "{}".to_owned(),
        })
        .collect();
    Unit { fingerprint: request.clone(), request, now_ms: world.now_ms(), changes, events }
}

/// The version of a key at a store, and whether there is a row.
pub async fn state(store: &impl Store, key: &Key) -> Option<Image> {
    store.snapshot(std::slice::from_ref(key)).await.unwrap().into_iter().next().unwrap()
}
