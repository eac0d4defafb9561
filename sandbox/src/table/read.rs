//! Reads the table: one JSON object a line, told apart by its first key
//! (`operation`, `type` or `notification`).

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::shape::{Field, Shape, Struct};
use super::{Response, Table};
use crate::files;

/// Why a table cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// A line is not what the table's format allows.
    #[error("table line {line}: {reason}")]
    Line {
        /// The line, from 1, over all texts.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A type is named and not there.
    #[error("{user} names the type `{name}`, which no line of the table describes")]
    UnknownType {
        /// What names it.
        user: String,
        /// The name.
        name: String,
    },
    /// Two lines describe the same operation or type.
    #[error("the table describes `{name}` twice")]
    Twice {
        /// The name.
        name: String,
    },
}

/// What a line is, before its fields are read.
#[derive(Deserialize)]
struct Kind {
    operation: Option<IgnoredAny>,
    notification: Option<IgnoredAny>,
}

/// A line that describes a type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypeLine {
    #[serde(rename = "type")]
    name: String,
    fields: Option<Vec<Field>>,
    #[serde(default)]
    exactly_one_of: Vec<Vec<String>>,
    string_enum: Option<Vec<String>>,
    integer_enum: Option<Vec<i64>>,
}

impl Table {
    /// Reads the lines of `texts` into one table.
    ///
    /// # Errors
    /// Where a line cannot be read, a name is described twice, or a type is named that
    /// no line describes.
    pub fn read<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, TableError> {
        let mut table = Self::default();
        table.add_lines(texts)?;
        if !table
            .operations
            .iter()
            .any(|operation| operation.id == files::OPERATION)
        {
            table.add_lines([files::LINES])?;
        }
        table.check()?;
        Ok(table)
    }

    fn add_lines<'t>(
        &mut self,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> Result<(), TableError> {
        let lines = texts.into_iter().flat_map(str::lines).enumerate();
        for (index, text) in lines.filter(|(_, text)| !text.trim().is_empty()) {
            let at = |error: serde_json::Error| TableError::Line {
                line: index + 1,
                reason: error.to_string(),
            };
            let kind: Kind = serde_json::from_str(text).map_err(at)?;
            if kind.operation.is_some() {
                let operation = serde_json::from_str(text).map_err(at)?;
                self.operations.push(Arc::new(operation));
            } else if kind.notification.is_some() {
                let notification = serde_json::from_str(text).map_err(at)?;
                self.notifications.push(notification);
            } else {
                self.add_type(serde_json::from_str(text).map_err(at)?, index + 1)?;
            }
        }
        Ok(())
    }

    fn add_type(&mut self, line: TypeLine, number: usize) -> Result<(), TableError> {
        let shape = match (line.fields, line.string_enum, line.integer_enum) {
            (Some(fields), None, None) => Shape::Struct(Struct {
                fields,
                exactly_one_of: line.exactly_one_of,
            }),
            (None, Some(values), None) => Shape::StringEnum(values),
            (None, None, Some(values)) => Shape::IntegerEnum(values),
            _ => {
                return Err(TableError::Line {
                    line: number,
                    reason: "a type has one of `fields`, `string_enum` and `integer_enum`".into(),
                });
            }
        };
        let name = line.name.clone();
        match self.shapes.insert(line.name, shape) {
            None => Ok(()),
            Some(_) => Err(TableError::Twice { name }),
        }
    }

    /// What the module's invariant promises.
    fn check(&self) -> Result<(), TableError> {
        let mut seen = HashMap::new();
        for operation in &self.operations {
            if seen.insert(operation.id.as_str(), ()).is_some() {
                let name = operation.id.clone();
                return Err(TableError::Twice { name });
            }
            self.check_fields(&operation.id, &operation.path_params)?;
            self.check_name(&operation.id, operation.request.as_deref())?;
            if let Response::Json(name) = &operation.response {
                self.check_name(&operation.id, Some(name))?;
            }
        }
        for entry in &self.notifications {
            for shape in &entry.shapes {
                self.check_name(&entry.event_type, Some(&shape.type_name))?;
            }
        }
        for (name, shape) in &self.shapes {
            if let Shape::Struct(structure) = shape {
                self.check_fields(name, &structure.fields)?;
            }
        }
        Ok(())
    }

    fn check_fields(&self, user: &str, fields: &[Field]) -> Result<(), TableError> {
        let mut fields = fields.iter();
        fields.try_for_each(|field| self.check_name(user, field.field_type.named()))
    }

    fn check_name(&self, user: &str, name: Option<&str>) -> Result<(), TableError> {
        match name {
            Some(name) if !self.shapes.contains_key(name) => Err(TableError::UnknownType {
                user: user.to_owned(),
                name: name.to_owned(),
            }),
            _ => Ok(()),
        }
    }
}
