//! Samples of requests and answers, made from the table alone: the spec's own where it
//! shows one, else the simplest value of the type.

use serde_json::{Map, Value, json};
use wechatpay_sandbox::Table;
use wechatpay_sandbox::table::{Field, FieldType, Fill, Shape, Struct};

/// The file that samples of uploads send, in base64, and what is said of it.
const FILE: &str = "V2VDaGF0IFBheQ==";
const FILE_NAME: &str = "file.png";
const FILE_SHA256: &str = "a39c6414ea1e47eccdb6275b5e6881bc639c2b2066ff8afc77ed6fc7e1209f7c";

/// The longest text that is made up.
const LONGEST: u64 = 32;

/// Which fields a sample has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fields {
    /// All; of alternatives, the first.
    All,
    /// The required ones; of alternatives, the first.
    Required,
}

/// A sample of the struct `name`, with the fields of all locations in one object.
pub(super) fn structure(table: &Table, name: &str, fields: Fields) -> Value {
    let structure = table
        .structure(name)
        .unwrap_or_else(|| panic!("{name} is no struct"));
    let mut maker = Maker {
        table,
        fields,
        open: vec![name],
    };
    maker.structure(structure)
}

/// A sample of a path parameter, as text.
pub(super) fn parameter(table: &Table, field: &Field) -> String {
    let mut maker = Maker {
        table,
        fields: Fields::All,
        open: Vec::new(),
    };
    match maker.value(field, &field.field_type) {
        Some(Value::String(text)) => text,
        other => other.unwrap_or_default().to_string(),
    }
}

struct Maker<'t> {
    table: &'t Table,
    fields: Fields,
    /// The structs that are being made, for those that contain themselves.
    open: Vec<&'t str>,
}

impl<'t> Maker<'t> {
    fn structure(&mut self, structure: &'t Struct) -> Value {
        let mut members = Map::new();
        for field in &structure.fields {
            let mut groups = structure.exactly_one_of.iter();
            let group = groups.find(|group| group.contains(&field.name));
            let wanted = match group {
                Some(group) => group.first() == Some(&field.name),
                None => field.required || self.fields == Fields::All,
            };
            if !wanted {
                continue;
            }
            if let Some(value) = self.value(field, &field.field_type) {
                let value = match field.json_text {
                    true => Value::from(value.to_string()),
                    false => value,
                };
                members.insert(field.name.clone(), value);
            }
        }
        Value::Object(members)
    }

    /// `None` where an optional struct would contain itself.
    fn value(&mut self, field: &'t Field, ty: &'t FieldType) -> Option<Value> {
        match field.fill {
            Some(Fill::Filename) => return Some(json!(FILE_NAME)),
            Some(Fill::Sha256) => return Some(json!(FILE_SHA256)),
            None => {}
        }
        let shown = field.example.clone().or_else(|| field.default.clone());
        Some(match ty {
            FieldType::List(item) => match shown {
                Some(list @ Value::Array(_)) => list,
                _ => {
                    let count = field.min_items.unwrap_or(1).max(1);
                    let items = (0..count).map(|_| self.value(field, item));
                    Value::Array(items.collect::<Option<_>>()?)
                }
            },
            FieldType::Named(name) => match self.table.shape(name)? {
                Shape::Struct(_) if self.open.contains(&name.as_str()) => return None,
                Shape::Struct(structure) => {
                    self.open.push(name);
                    let value = self.structure(structure);
                    self.open.pop();
                    value
                }
                Shape::StringEnum(values) => shown.unwrap_or_else(|| json!(values[0])),
                Shape::IntegerEnum(values) => shown.unwrap_or_else(|| json!(values[0])),
            },
            FieldType::File => json!({
                "file_name": FILE_NAME,
                "media_type": field.media_types.first().map_or("image/png", String::as_str),
                "bytes": FILE,
            }),
            _ => shown.unwrap_or_else(|| made_up(field, ty)),
        })
    }
}

fn made_up(field: &Field, ty: &FieldType) -> Value {
    match ty {
        FieldType::Integer => {
            let least = field.minimum.unwrap_or(1).max(1);
            json!(least.min(field.maximum.unwrap_or(i64::MAX)))
        }
        FieldType::Number => json!(field.minimum.unwrap_or(1)),
        FieldType::Boolean => json!(true),
        FieldType::Timestamp => json!("2018-06-08T10:34:56+08:00"),
        FieldType::Date => json!("2018-06-08"),
        FieldType::Any => json!({ "any": ["thing", 1] }),
        _ => text(field),
    }
}

fn text(field: &Field) -> Value {
    let text = match field.format.as_deref() {
        Some("base64") => "V2VDaGF0IFBheQ==",
        Some("url" | "media_url") => "https://www.example.com/",
        Some("numeric") => "1",
        _ => "sample",
    };
    let least = field.min_length.unwrap_or(0);
    let most = field.max_length.unwrap_or(LONGEST).max(least);
    let count = (text.len() as u64).max(least).min(most);
    let repeated = text.chars().cycle().take(usize::try_from(count).unwrap());
    json!(repeated.collect::<String>())
}
