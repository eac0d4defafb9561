//! The JSON Schema of the format, for completion in editors, from the very types
//! that read it.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema as schema};
use serde_json::Value as Json;

use super::enumeration::Values;
use super::field::{Field, Fields, Sample, TypeName};
use super::file::{
    NotificationFile, Response, Responses, Shape, Shapes, TypeDeclaration, Types, UrlFile,
};
use super::read::Spanned;
use super::repeat::{RecognisedBy, Repeat, SAFE};

/// The JSON Schema of all spec files, as text that ends in a line feed.
pub fn json_schema() -> String {
    let mut generator = SchemaSettings::draft07()
        .with_transform(RecursiveTransform(leave_null_out))
        .into_generator();
    let files = [
        generator.subschema_for::<UrlFile>(),
        generator.subschema_for::<NotificationFile>(),
    ];
    let mut root = schema!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A WeChat Pay spec file",
        "description": "docs/spec-format.md explains each key.",
        "anyOf": files,
        "definitions": generator.take_definitions(true),
    });
    RecursiveTransform(leave_null_out).transform(&mut root);
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

/// A key that may be left out is no key that may be `null`.
fn leave_null_out(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(Json::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Json::Array(kinds)) = object.get_mut("anyOf") {
        kinds.retain(|kind| kind.get("type").is_none_or(|name| name != "null"));
        if let [Json::Object(only)] = kinds.as_slice() {
            let only = only.clone();
            object.remove("anyOf");
            object.extend(only);
        }
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Gives a map with free keys its schema.
macro_rules! map_schema {
    ($name:ident, $key:literal, $value:ty) => {
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                schema!({
                    "type": "object",
                    "patternProperties": { $key: generator.subschema_for::<$value>() },
                    "additionalProperties": false,
                })
            }
        }
    };
}

// The mark of an optional field is part of its key.
map_schema!(Fields, r"^[^?]+\??$", Field);
map_schema!(Types, "^[A-Z][A-Za-z0-9]*$", TypeDeclaration);
map_schema!(Shapes, "^[A-Z][A-Za-z0-9]*$", Shape);
map_schema!(Responses, "^2[0-9][0-9]$", Response);

impl JsonSchema for TypeName {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("TypeName")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let built_in = "string|integer|number|boolean|object|any|file";
        schema!({
            "type": "string",
            "pattern": format!(r"^({built_in}|(/[^/]+)*/?[A-Z][A-Za-z0-9]*)(\[\])?$"),
            "examples": ["string", "integer", "number", "boolean", "object", "any", "string[]"],
        })
    }
}

impl JsonSchema for Repeat {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Repeat")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        schema!({
            "anyOf": [
                { "type": "string", "enum": [SAFE] },
                generator.subschema_for::<RecognisedBy>(),
            ],
        })
    }
}

impl JsonSchema for Sample {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Sample")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schema!({})
    }
}

impl JsonSchema for Values {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Values")
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schema!({
            "anyOf": [
                { "type": "array", "items": { "type": ["string", "integer"] }, "minItems": 1 },
                { "type": "object", "additionalProperties": { "type": "string" }, "minProperties": 1 },
            ],
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::Value as Json;

    #[test]
    fn the_schema_knows_the_keys_and_the_mark_of_optional_fields() {
        let schema: Json = serde_json::from_str(&super::json_schema()).unwrap();
        let definitions = &schema["definitions"];
        for (name, key) in [
            ("Field", "max_length"),
            ("Operation", "responses"),
            ("Operation", "repeat"),
            ("Operation", "pages"),
            ("RecognisedBy", "by"),
            ("TypeDeclaration", "enum"),
            ("Request", "exactly_one_of"),
            ("Shape", "when"),
        ] {
            let definition = &definitions[name];
            assert_eq!(definition["additionalProperties"], false, "{name}");
            assert!(definition["properties"][key].is_object(), "{name}.{key}");
        }
        assert_eq!(
            definitions["Operation"]["required"],
            serde_json::json!(["name"])
        );
        assert!(definitions["Fields"]["patternProperties"][r"^[^?]+\??$"].is_object());
        assert!(!super::json_schema().contains("\"null\""));
    }
}
