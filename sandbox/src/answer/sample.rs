//! Sample values: the spec's own where it has a fitting one, else one made from type,
//! format and limits.

use serde_json::{Value, json};

use crate::table::{Field, FieldType, Shape, Table};
use crate::validate::Check;

/// A time as WeChat Pay writes it.
const TIME: &str = "2018-06-08T10:34:56+08:00";
const DAY: &str = "2018-06-08";
/// `WeChat Pay` in base64.
const BASE64: &str = "V2VDaGF0IFBheQ==";
/// The longest text that is made up.
const LONGEST: u64 = 64;

/// The list that the spec shows as a sample of `field`, where it shows a whole list.
pub(crate) fn list(table: &Table, field: &Field) -> Option<Value> {
    let check = Check::plain(table);
    let mut shown = field.example.iter().chain(&field.default);
    shown
        .find(|sample| sample.is_array() && check.field(field, sample, "").is_ok())
        .cloned()
}

/// A value for a field that is neither a struct nor a list.
pub(crate) fn scalar(table: &Table, field: &Field) -> Value {
    let check = Check::plain(table);
    let fits = |sample: &Value| check.field(field, sample, "").is_ok();
    let shown = field
        .example
        .iter()
        .chain(&field.default)
        .find(|sample| fits(sample));
    if let Some(sample) = shown {
        return sample.clone();
    }
    match &field.field_type {
        FieldType::String => text(field),
        FieldType::Secret => Value::from("张三"),
        FieldType::Integer => integer(field),
        // Limits are small integers.
        #[allow(clippy::cast_precision_loss)]
        FieldType::Number => json!(field.minimum.unwrap_or(1) as f64),
        FieldType::Boolean => Value::Bool(true),
        FieldType::Timestamp => Value::from(TIME),
        FieldType::Date => Value::from(DAY),
        FieldType::Any => field.example.clone().unwrap_or_else(|| json!({})),
        FieldType::Named(name) => first_value(table, name),
        FieldType::File | FieldType::List(_) => Value::Null,
    }
}

fn first_value(table: &Table, name: &str) -> Value {
    match table.shape(name) {
        Some(Shape::StringEnum(values)) => values.first().map_or(Value::Null, |value| json!(value)),
        Some(Shape::IntegerEnum(values)) => {
            values.first().map_or(Value::Null, |value| json!(value))
        }
        _ => Value::Null,
    }
}

fn integer(field: &Field) -> Value {
    let least = field.minimum.unwrap_or(i64::MIN);
    let most = field.maximum.unwrap_or(i64::MAX);
    Value::from(1.max(least).min(most))
}

/// The field's own name, cut or repeated to a length that is allowed.
fn text(field: &Field) -> Value {
    let most = field.max_length.unwrap_or(LONGEST);
    let least = field.min_length.unwrap_or(0);
    let made = match field.format.as_deref() {
        Some("rfc3339") => TIME,
        Some("date") => DAY,
        Some("base64") => BASE64,
        Some("url" | "media_url") => "https://www.example.com/",
        Some("numeric") => "1",
        _ => field.name.as_str(),
    };
    let count = most.min(least.max(made.chars().count() as u64));
    let repeated = made.chars().cycle();
    Value::from(
        repeated
            .take(usize::try_from(count).unwrap_or(usize::MAX))
            .collect::<String>(),
    )
}
