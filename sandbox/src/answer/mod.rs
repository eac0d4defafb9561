//! Makes the answer of an operation: a body shaped like the spec, from its samples and
//! from what the request said.
//!
//! Invariant: the body decodes strictly: every field is there, within its type and its
//! known values. Nothing in here knows an endpoint by name; the few answers that need
//! more than samples are known by their shape ([`special`]).

mod pages;
pub(crate) mod sample;
pub(crate) mod special;

use serde_json::{Map, Value};
use wechatpay_runtime::crypto::FieldSeal;
use wechatpay_runtime::{Seal as _, Secret};

use crate::refusal::Refusal;
use crate::table::{Field, FieldType, Operation, Response, Shape, Struct, Table};
use crate::validate::{Check, Values};
use special::Special;

/// What an operation answers, before it is signed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// No body.
    Empty,
    /// A JSON body.
    Json(Value),
    /// A file of one of these media types.
    File(Vec<String>),
}

/// The answer of `operation` to a request that said `values`.
pub(crate) fn answer(
    table: &Table,
    operation: &Operation,
    values: &Values,
    special: &dyn Special,
    merchant: FieldSeal<'_>,
) -> Result<Answer, Refusal> {
    let name = match &operation.response {
        Response::Empty => return Ok(Answer::Empty),
        Response::File(media_types) => return Ok(Answer::File(media_types.clone())),
        Response::Json(name) => name,
    };
    let Some(structure) = table.structure(name) else {
        return Ok(Answer::Json(Value::Object(Map::new())));
    };
    // At the top level, a value of the body wins over one of the query.
    let mut said = values.query.clone();
    said.extend(values.body.clone());
    let mut maker = Maker {
        table,
        path: &values.path,
        special,
        merchant: Some(merchant),
        open: vec![name],
    };
    let mut body = maker.structure(structure, Some(&Value::Object(said)))?;
    if let (Some(pages), Value::Object(body)) = (&operation.pages, &mut body) {
        pages::turn_to(table, structure, pages, values, body);
    }
    Ok(Answer::Json(body))
}

/// A sample of the struct `name`, of a notification's resource for one: nothing in it is encrypted.
pub(crate) fn sample_of(
    table: &Table,
    name: &str,
    special: &dyn Special,
) -> Result<Value, Refusal> {
    let Some(structure) = table.structure(name) else {
        return Ok(Value::Object(Map::new()));
    };
    let path = &Map::new();
    let mut maker = Maker {
        table,
        path,
        special,
        merchant: None,
        open: vec![name],
    };
    maker.structure(structure, None)
}

/// Makes one answer.
struct Maker<'a> {
    table: &'a Table,
    /// The request's path parameters, which mean the same wherever they turn up.
    path: &'a Map<String, Value>,
    special: &'a dyn Special,
    /// The key that encrypted fields are sealed with; without it they stay in the clear.
    merchant: Option<FieldSeal<'a>>,
    /// The structs that are being made, so that one that contains itself comes to an end.
    open: Vec<&'a str>,
}

impl<'a> Maker<'a> {
    /// An object of this struct; `said` is what the request has in its place.
    fn structure(&mut self, structure: &'a Struct, said: Option<&Value>) -> Result<Value, Refusal> {
        let special = self.special.members(self.table, structure)?.pop();
        self.object(structure, said, &special.unwrap_or_default())
    }

    /// The same with these special members.
    fn object(
        &mut self,
        structure: &'a Struct,
        said: Option<&Value>,
        special: &Map<String, Value>,
    ) -> Result<Value, Refusal> {
        let mut members = Map::new();
        let said_member = |name: &str| {
            said.and_then(|said| said.get(name))
                .filter(|value| !value.is_null())
        };
        for field in &structure.fields {
            if left_out(structure, &field.name, &|name| said_member(name).is_some()) {
                continue;
            }
            let value = match special.get(&field.name) {
                Some(value) => Some(value.clone()),
                None => self.field(field, said_member(&field.name))?,
            };
            if let Some(value) = value {
                members.insert(field.name.clone(), value);
            }
        }
        Ok(Value::Object(members))
    }

    /// The value of a field; `None` where an optional one would go on for ever.
    fn field(&mut self, field: &'a Field, said: Option<&Value>) -> Result<Option<Value>, Refusal> {
        let value = self.value(field, &field.field_type, said)?;
        Ok(match value {
            Some(value) if field.json_text => Some(Value::from(value.to_string())),
            Some(value) if field.encrypted => Some(self.sealed(value)),
            value => value,
        })
    }

    fn value(
        &mut self,
        field: &'a Field,
        ty: &'a FieldType,
        said: Option<&Value>,
    ) -> Result<Option<Value>, Refusal> {
        match ty {
            FieldType::List(item) => self.list(field, item, said).map(Some),
            FieldType::Named(name) => match self.table.shape(name) {
                Some(Shape::Struct(_)) if self.open.contains(&name.as_str()) => Ok(None),
                Some(Shape::Struct(structure)) => {
                    self.open.push(name);
                    let value = self.structure(structure, said);
                    self.open.pop();
                    value.map(Some)
                }
                _ => Ok(Some(self.scalar(field, ty, said))),
            },
            _ => Ok(Some(self.scalar(field, ty, said))),
        }
    }

    /// As many items as the request has in their place; else as few as are allowed, but one.
    fn list(
        &mut self,
        field: &'a Field,
        item: &'a FieldType,
        said: Option<&Value>,
    ) -> Result<Value, Refusal> {
        let mut items = Vec::new();
        match said {
            Some(Value::Array(said)) => {
                for said in said {
                    items.extend(self.value(field, item, Some(said))?);
                }
            }
            _ => {
                if let Some(sample) = sample::list(self.table, field) {
                    return Ok(sample);
                }
                let special = self.specials(item)?;
                if special.len() > 1 {
                    return Ok(Value::Array(special));
                }
                let count = field.min_items.unwrap_or(1).clamp(1, 20);
                for _ in 0..count {
                    items.extend(self.value(field, item, None)?);
                }
            }
        }
        Ok(Value::Array(items))
    }

    /// An object for each thing there is that this type describes in a special way.
    fn specials(&mut self, item: &'a FieldType) -> Result<Vec<Value>, Refusal> {
        let structure = item.named().and_then(|name| self.table.structure(name));
        let Some(structure) = structure else {
            return Ok(Vec::new());
        };
        let all = self.special.members(self.table, structure)?;
        let objects = all
            .iter()
            .map(|special| self.object(structure, None, special));
        objects.collect()
    }

    /// What the request said, if it can stand here; else a sample.
    fn scalar(&self, field: &Field, ty: &FieldType, said: Option<&Value>) -> Value {
        let field = Field {
            field_type: ty.clone(),
            ..field.clone()
        };
        let check = Check::plain(self.table);
        let from_path = self.path.get(&field.name);
        let candidates = said.into_iter().chain(from_path);
        let mut fitting = candidates.filter_map(|value| check.field(&field, value, "").ok());
        fitting
            .next()
            .unwrap_or_else(|| sample::scalar(self.table, &field))
    }

    /// Text encrypted with the merchant's key. Text too long for the key is cut: it is a sample.
    fn sealed(&self, value: Value) -> Value {
        match (self.merchant, value) {
            (Some(key), Value::String(text)) => {
                let mut end = text.len().min(LONGEST_SEALED);
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                let plaintext = Secret::from(&text[..end]);
                let sealed = key.seal(&plaintext);
                sealed.map_or(Value::Null, Value::from)
            }
            (Some(_), Value::Array(items)) => {
                Value::Array(items.into_iter().map(|item| self.sealed(item)).collect())
            }
            (_, value) => value,
        }
    }
}

/// What RSA-2048 with OAEP and SHA-1 can encrypt, in bytes.
const LONGEST_SEALED: usize = 214;

/// Whether `name` stays out because another of its group is in: the one that the request
/// gave, or else the group's first.
fn left_out(structure: &Struct, name: &str, given: &dyn Fn(&str) -> bool) -> bool {
    structure.exactly_one_of.iter().any(|group| {
        let chosen = group.iter().find(|member| given(member)).or(group.first());
        group.iter().any(|member| member == name) && chosen.is_some_and(|chosen| chosen != name)
    })
}
