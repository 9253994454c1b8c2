//! Rows of the app's table `workouts`, as each database sends them.

use tandem::schema::table::{Type, Unit};
use tandem::schema::{Column, Table, format_datetime, table};

use crate::world::NOW_MS;

/// The tenant that the rows belong to, and the caller.
pub const TEAM: &str = "team_01JA0000000000000000000000";
/// The version of every row: the first one of the first epoch.
pub const VERSION: i64 = 1 << 40;

/// The table whose rows are read and written: 18 columns, a tenant, events, lists.
pub fn workouts() -> &'static Table {
    table("workouts").expect("the schema has workouts")
}

/// The key of the row with this number.
pub fn id(number: usize) -> String {
    format!("wkt_{number:026}")
}

/// Which database writes a value down.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Form {
    D1,
    MySql,
}

/// The row's values as text; half of the columns that may be NULL are.
pub fn texts(table: &'static Table, number: usize, form: Form) -> Vec<Option<String>> {
    let scope = table.scope.map(|scope| scope.column);
    let columns = table.columns.iter().enumerate();
    let texts = columns.map(|(at, column)| {
        if Some(at) == scope {
            return Some(TEAM.to_owned());
        }
        let is_null = column.nullable && at % 2 == 1;
        (!is_null).then(|| if table.in_key(at) { id(number) } else { text(column, number, form) })
    });
    texts.collect()
}

fn text(column: &Column, number: usize, form: Form) -> String {
    match column.ty {
        Type::Id { prefix } => format!("{prefix}_{number:026}"),
        Type::String { .. } => format!("Murph, variation \"{number}\""),
        Type::Text => "1 mile run\n100 pull-ups\n200 push-ups\n300 squats\n1 mile run\n\nIn a vest of 9 kg, if there is one; partition as needed.".to_owned(),
        Type::Int { .. } | Type::BigInt => (number % 100).to_string(),
        Type::Bool => (number % 2).to_string(),
        Type::Timestamp { unit } => match (form, unit) {
            (Form::MySql, _) => format_datetime(NOW_MS).expect("a time of the calendar"),
            (Form::D1, Unit::Seconds) => (NOW_MS / 1000).to_string(),
            (Form::D1, Unit::Milliseconds) => NOW_MS.to_string(),
        },
        Type::Date => "2027-01-15".to_owned(),
        Type::Json => r#"{"a":[1,2.5,"x"],"b":null}"#.to_owned(),
        Type::Double => "2.5".to_owned(),
        Type::Decimal { .. } => "12.5".to_owned(),
        Type::Bytes { .. } => "00ff".to_owned(),
        Type::Enum { values } => values[number % values.len()].to_owned(),
    }
}
