//! What only administrators write: `@guarded` tables and `guarded` columns.

use crate::mistake::Mistakes;
use crate::model::{Default, Table};
use crate::raw::{Attribute, Block, Column};

/// Guards the table if it says so, and checks that users can do without what they may not write.
/// `columns` are those of `table`, as the files have them.
pub fn apply(block: &Block, columns: &[Column], table: &mut Table, mistakes: &mut Mistakes) {
    let has_scope = block
        .attributes
        .iter()
        .any(|(_, a)| matches!(a, Attribute::Tenant(_) | Attribute::Owner(_)));
    for (place, attribute) in &block.attributes {
        if !matches!(attribute, Attribute::Guarded) {
            continue;
        }
        if std::mem::replace(&mut table.guarded, true) {
            mistakes.add(place, "`@guarded` is there twice", "take one away");
        }
        if !has_scope {
            mistakes.add(
                place,
                "`@guarded` says nothing here",
                "take it away: without `@tenant` and `@owner` only administrators write the rows",
            );
        }
    }
    let own_scope = table.scope.is_some_and(|scope| table.key == [scope.column]);
    if table.guarded || own_scope || !has_scope {
        // Only administrators insert.
        return;
    }
    for (raw, column) in columns.iter().zip(&table.columns) {
        if column.guarded && !column.nullable && column.default == Default::None {
            mistakes.add(
                &raw.place,
                format!(
                    "users can't insert a row: they must send `{}`, which is guarded",
                    raw.name
                ),
                "add `null` or a `default`, or put `@guarded` into the table",
            );
        }
    }
}
