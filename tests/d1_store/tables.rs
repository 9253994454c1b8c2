//! Every table of the app through a write, a read, an apply and a delete, within D1's limits.

use super::*;
use support::samples::parents_first;
use tandem::store::Consistency;

#[test]
fn every_table_is_written_read_and_deleted() {
    let (store, _) = primary();
    let rows: Vec<Row> = parents_first().into_iter().map(|table| row(table, 7)).collect();
    for row in &rows {
        let written = write(&store, vec![insert(row)])
            .unwrap_or_else(|error| panic!("{}: {error}", row.table().name));
        assert_eq!(written.images[0].row(), Some(row));
        let got = now(store.get(&target_of(row), &Pk::of(row).unwrap(), Consistency::Strong))
            .unwrap()
            .unwrap();
        assert_eq!(&got.row, row);
    }
    for row in &rows {
        // All columns but the key at once, those that are numbers by increments.
        let table = row.table();
        let sets = table.columns.iter().enumerate().filter(|(at, _)| !table.in_key(*at)).map(
            |(at, column)| {
                let to = match (column.ty, row.get(at)) {
                    (
                        tandem::schema::Type::Int { .. } | tandem::schema::Type::BigInt,
                        Value::Int(_),
                    ) => Operand::Plus(-1),
                    (_, value) => Operand::Value(value.clone()),
                };
                Set { column: at, to }
            },
        );
        let written = write(&store, vec![change(row, Op::Update(sets.collect()))])
            .unwrap_or_else(|error| panic!("{}: {error}", table.name));
        assert_eq!(written.images[0].version, Version(E1 + 1), "{}", table.name);
    }
    assert_eq!(journal(&store).len(), rows.len());
    for row in rows.iter().rev() {
        // The cascade of a child's other parent may have taken it along.
        if state(&store, &key_of(row)).unwrap().row().is_some() {
            write(&store, vec![change(row, Op::Delete)])
                .unwrap_or_else(|error| panic!("{}: {error}", row.table().name));
        }
        assert_eq!(state(&store, &key_of(row)).unwrap().body, Body::Tombstone);
    }
}
