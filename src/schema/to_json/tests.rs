use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::schema::table::{Default, Unit};

fn column(ty: Type) -> Column {
    Column { name: "c", ty, nullable: true, default: Default::None, secret: false, guarded: false }
}

fn written(ty: Type, value: &Value) -> String {
    let mut out = String::new();
    write_json(&mut out, &column(ty), value);
    out
}

/// The same as a tree.
fn model(ty: Type, value: &Value) -> Json {
    match (ty, value) {
        (_, Value::Null) => Json::Null,
        (_, Value::Bool(truth)) => (*truth).into(),
        (Type::Timestamp { .. }, Value::Int(at_ms)) => Timestamp(*at_ms).to_rfc3339().into(),
        (Type::BigInt, Value::Int(number)) => number.to_string().into(),
        (_, Value::Int(number)) => (*number).into(),
        (_, Value::Double(number)) => (*number).into(),
        (Type::Json, Value::Text(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into())
        }
        (_, Value::Text(text)) => text.as_str().into(),
        (_, Value::Bytes(bytes)) => STANDARD.encode(bytes).into(),
    }
}

proptest! {
    #[test]
    fn values_are_written_as_their_trees(
        number: i64,
        double: f64,
        text: String,
        document in prop_oneof!["[\\[\\]{}\",:0-9.e a-c]{0,8}", Just(r#"{"a":[1,"b"]}"#.to_owned())],
        bytes: Vec<u8>,
        truth: bool,
    ) {
        let types = [
            Type::BigInt,
            Type::Bool,
            Type::Double,
            Type::Int { min: i32::MIN.into(), max: i32::MAX.into() },
            Type::Json,
            Type::Text,
            Type::Timestamp { unit: Unit::Milliseconds },
        ];
        let values = [
            Value::Null,
            Value::Bool(truth),
            Value::Int(number),
            Value::Int(number >> 20),
            Value::Double(double),
            Value::Text(text),
            Value::Text(document),
            Value::Bytes(bytes),
        ];
        for (ty, value) in types.iter().flat_map(|ty| values.iter().map(move |value| (*ty, value))) {
            let text = written(ty, value);
            let tree = model(ty, value);
            prop_assert_eq!(&serde_json::from_str::<Json>(&text).unwrap(), &tree);
            if ty != Type::Json {
                prop_assert_eq!(text, tree.to_string());
            }
        }
    }
}
