//! Checks one value against its field, whatever place it came from.

use serde_json::{Map, Value};

use super::limits;
use crate::refusal::{Location, Refusal};
use crate::table::{Field, FieldType, Shape, Struct, Table};

/// Opens fields that travel encrypted.
pub(crate) trait Unseal {
    /// The plaintext of a field.
    ///
    /// The error says what is wrong: with the field, or with the header that names the key.
    fn unseal(&self, ciphertext: &str) -> Result<String, UnsealError>;
}

/// Why a field cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UnsealError {
    /// The ciphertext is not one of the key that the request names.
    Ciphertext,
    /// The request names no key, or one that there is not: what is wrong with `Wechatpay-Serial`.
    Serial(&'static str),
}

/// Values in the error's detail are cut at this many characters.
const SHOWN: usize = 200;

/// What values are checked against.
pub(crate) struct Check<'a> {
    table: &'a Table,
    location: Location,
    /// Absent where values are in the clear already: then encrypted fields are plain
    /// text, and JSON in strings is unfolded.
    unseal: Option<&'a dyn Unseal>,
}

impl<'a> Check<'a> {
    /// Values as they come over the wire.
    pub(crate) fn wire(table: &'a Table, location: Location, unseal: &'a dyn Unseal) -> Self {
        let unseal = Some(unseal);
        Self {
            table,
            location,
            unseal,
        }
    }

    /// Values in the clear.
    pub(crate) fn plain(table: &'a Table) -> Self {
        let location = Location::Body;
        Self {
            table,
            location,
            unseal: None,
        }
    }

    /// The table that the values are checked against.
    pub(super) fn table(&self) -> &'a Table {
        self.table
    }

    /// The value of `field` at `path`, in the clear.
    pub(crate) fn field(&self, field: &Field, value: &Value, path: &str) -> Result<Value, Refusal> {
        if value.is_null() && field.nullable {
            return Ok(Value::Null);
        }
        if field.json_text && self.unseal.is_some() {
            return self.json_text(field, value, path);
        }
        self.typed(field, &field.field_type, value, path)
    }

    /// An object with `fields`; the members come back in the clear.
    pub(crate) fn object(
        &self,
        fields: &[&Field],
        members: &Map<String, Value>,
        path: &str,
    ) -> Result<Map<String, Value>, Refusal> {
        let known = |name: &String| fields.iter().any(|field| field.name == *name);
        if let Some(name) = members.keys().find(|name| !known(name)) {
            return Err(self.refuse(&pointer(path, name), "is not a field of this request"));
        }
        let mut clear = Map::new();
        for field in fields {
            let path = pointer(path, &field.name);
            match members.get(&field.name) {
                Some(value) => {
                    clear.insert(field.name.clone(), self.field(field, value, &path)?);
                }
                None if field.required => return Err(self.missing(&path)),
                None => {}
            }
        }
        Ok(clear)
    }

    /// The refusal of a required value that is not there.
    pub(crate) fn missing(&self, path: &str) -> Refusal {
        self.refuse(path, "is required and missing")
    }

    /// The refusal of what is at `path`.
    pub(crate) fn refuse(&self, path: &str, issue: impl Into<String>) -> Refusal {
        Refusal::parameter(self.location, path, issue)
    }

    fn json_text(&self, field: &Field, value: &Value, path: &str) -> Result<Value, Refusal> {
        let Some(text) = value.as_str() else {
            return Err(self.wrong(field, path, value, "must be a string that holds JSON"));
        };
        match serde_json::from_str(text) {
            Ok(unfolded) => self.typed(field, &field.field_type, &unfolded, path),
            Err(_) => Err(self.wrong(field, path, value, "must be a string that holds JSON")),
        }
    }

    fn typed(
        &self,
        field: &Field,
        ty: &FieldType,
        value: &Value,
        path: &str,
    ) -> Result<Value, Refusal> {
        match (ty, value) {
            (FieldType::Any, _) => Ok(value.clone()),
            (FieldType::List(item), Value::Array(items)) => self.list(field, item, items, path),
            (FieldType::Named(name), _) => self.named(field, name, value, path),
            (FieldType::Secret, Value::String(text)) => self.secret(field, text, path),
            _ if field.encrypted && value.is_string() => {
                self.secret(field, value.as_str().unwrap_or_default(), path)
            }
            _ => match limits::scalar(field, ty, value) {
                Ok(()) => Ok(value.clone()),
                Err(issue) => Err(self.wrong(field, path, value, issue)),
            },
        }
    }

    fn list(
        &self,
        field: &Field,
        item: &FieldType,
        items: &[Value],
        path: &str,
    ) -> Result<Value, Refusal> {
        if let Err(issue) = limits::count(field, items.len()) {
            return Err(self.refuse(path, issue));
        }
        let items = items.iter().enumerate();
        let items = items.map(|(index, value)| {
            self.typed(field, item, value, &pointer(path, &index.to_string()))
        });
        items.collect::<Result<Vec<_>, _>>().map(Value::Array)
    }

    fn named(
        &self,
        field: &Field,
        name: &str,
        value: &Value,
        path: &str,
    ) -> Result<Value, Refusal> {
        match (self.table.shape(name), value) {
            (Some(Shape::Struct(structure)), Value::Object(members)) => {
                self.structure(structure, members, path).map(Value::Object)
            }
            (Some(Shape::Struct(_)), _) => Err(self.wrong(field, path, value, "must be an object")),
            (Some(Shape::StringEnum(values)), Value::String(text)) if values.contains(text) => {
                Ok(value.clone())
            }
            (Some(Shape::StringEnum(values)), _) => {
                let issue = format!("must be one of {}", values.join(", "));
                Err(self.wrong(field, path, value, issue))
            }
            (Some(Shape::IntegerEnum(values)), _) => match value.as_i64() {
                Some(number) if values.contains(&number) => Ok(value.clone()),
                _ => Err(self.wrong(field, path, value, format!("must be one of {values:?}"))),
            },
            // The table promises that there is one.
            (None, _) => Err(self.refuse(path, "has a type that the table does not describe")),
        }
    }

    fn structure(
        &self,
        structure: &Struct,
        members: &Map<String, Value>,
        path: &str,
    ) -> Result<Map<String, Value>, Refusal> {
        let fields: Vec<&Field> = structure.fields.iter().collect();
        let clear = self.object(&fields, members, path)?;
        for group in &structure.exactly_one_of {
            one_of_group(group, members)
                .map_err(|issue| self.refuse(&pointer(path, &group.join(",")), issue))?;
        }
        Ok(clear)
    }

    fn secret(&self, field: &Field, text: &str, path: &str) -> Result<Value, Refusal> {
        let Some(unseal) = self.unseal else {
            return Ok(Value::from(text));
        };
        let plaintext = unseal.unseal(text).map_err(|error| match error {
            UnsealError::Ciphertext => self.refuse(
                path,
                "cannot be decrypted with the key that Wechatpay-Serial names",
            ),
            UnsealError::Serial(issue) => {
                Refusal::parameter(Location::Header, "Wechatpay-Serial", issue)
            }
        })?;
        // The documented limit is that of the plaintext or of the ciphertext, which is longer.
        match limits::longest(field, &plaintext) {
            Ok(()) => Ok(Value::from(plaintext)),
            Err(issue) => Err(self.refuse(path, issue)),
        }
    }

    /// The refusal of `value`, which it shows unless it is secret, personal or no scalar.
    fn wrong(&self, field: &Field, path: &str, value: &Value, issue: impl Into<String>) -> Refusal {
        let refusal = self.refuse(path, issue);
        if field.encrypted || field.sensitive || field.field_type == FieldType::Secret {
            return refusal;
        }
        match value {
            Value::Array(_) | Value::Object(_) => refusal,
            Value::String(text) => refusal.value(text.chars().take(SHOWN).collect::<String>()),
            scalar => refusal.value(scalar.clone()),
        }
    }
}

/// Whether exactly one member of `group` is there and not `null`.
pub(super) fn one_of_group(group: &[String], members: &Map<String, Value>) -> Result<(), String> {
    let given = |name: &&String| members.get(*name).is_some_and(|value| !value.is_null());
    match group.iter().filter(given).count() {
        1 => Ok(()),
        count => Err(format!(
            "exactly one of {} must be given, not {count}",
            group.join(", ")
        )),
    }
}

/// `path` and `name` as a JSON pointer. Outside a body, names stand alone: the first has no `/`.
fn pointer(path: &str, name: &str) -> String {
    format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"))
}
