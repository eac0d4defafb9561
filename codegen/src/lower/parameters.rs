//! The parameters of a URL.

use super::builder::Builder;
use crate::diagnostics::{Code, Span, nearest};
use crate::model::{FieldType, PathParam};
use crate::spec::{Field, Fields, NamedField, Spanned, Values, Wire, parameter_name};

impl<'s> Builder<'_, 's> {
    /// The parameters of a URL with these segments, in its order; `at` is what to
    /// point at where a field is missing.
    pub(crate) fn parameters(
        &mut self,
        segments: &[String],
        path: Option<&'s Spanned<Fields>>,
        at: Span,
    ) -> Vec<(String, PathParam)> {
        let names: Vec<&str> = segments.iter().filter_map(|s| parameter_name(s)).collect();
        let fields: &[NamedField] = path.map_or(&[], |path| &path.value.0);
        for named in fields {
            if !names.contains(&&*named.wire) {
                self.no_parameter(named, &names);
            }
        }
        let at = path.map_or(at, |path| path.key);
        let mut parameters = Vec::with_capacity(names.len());
        for name in names {
            let parameter = match fields.iter().find(|named| named.wire == name) {
                Some(named) => self.parameter(named),
                None => {
                    self.no_field(name, path.is_some(), at);
                    PathParam::default()
                }
            };
            parameters.push((name.to_owned(), parameter));
        }
        parameters
    }

    fn no_parameter(&mut self, named: &NamedField, names: &[&str]) {
        let message = format!("the URL has no `{{{}}}`", named.wire);
        let help = match nearest(&named.wire, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "`path` has one field for each `{parameter}` of the file's path; leave this out"
                    .to_owned()
            }
        };
        self.problem(Code::FieldWithoutParameter, named.at, message, help);
    }

    fn no_field(&mut self, name: &str, has_path: bool, at: Span) {
        let message = format!("the URL's `{{{name}}}` is not described");
        let field = format!("{name}: {{ type: string, label: … }}");
        let help = if has_path {
            format!("add `{field}` under `path`")
        } else {
            format!("add `path:` at the top, and under it `{field}`")
        };
        self.problem(Code::ParameterWithoutField, at, message, help);
    }

    fn parameter(&mut self, named: &'s NamedField) -> PathParam {
        let spec = &named.field;
        if named.optional {
            let message = format!("the URL's `{{{}}}` cannot be left out", named.wire);
            let help = format!("write `{}:` without the `?`", named.wire);
            self.problem(Code::OptionalParameter, named.at, message, help);
        }
        let integer = self.parameter_type(named);
        self.check_parameter_keys(spec);
        self.check_pattern(spec.pattern.as_ref());
        let ty = if integer {
            FieldType::Integer
        } else {
            FieldType::String
        };
        self.collect_samples(named, &ty);
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
        let count = |count: &Option<Spanned<u64>>| count.as_ref().map(|count| count.value);
        PathParam {
            label: text(&spec.label),
            example: spec
                .example
                .as_ref()
                .map(|sample| match sample.0.to_json() {
                    serde_json::Value::String(text) => text,
                    other => other.to_string(),
                }),
            integer,
            max_length: count(&spec.max_length),
            min_length: count(&spec.min_length),
            description: text(&spec.description),
            pattern: text(&spec.pattern),
            values: spec
                .values
                .as_ref()
                .map_or_else(Vec::new, |values| spelled(&values.value)),
        }
    }

    /// Whether the parameter is an integer; another type than text or integer is reported.
    fn parameter_type(&mut self, named: &NamedField) -> bool {
        let spec = &named.field;
        match &spec.ty {
            Some(ty) if !ty.value.list && ty.value.item == "integer" => true,
            Some(ty) if !ty.value.list && ty.value.item == "string" => false,
            Some(ty) => {
                let message = format!("`{}` cannot be a part of a URL", named.wire);
                let help = "a path parameter is `type: string` or `type: integer`";
                self.problem(Code::WrongPlace, ty.span, message, help);
                false
            }
            None if spec.values.is_some() => false,
            None => {
                let message = format!("nothing says what `{}` is", named.wire);
                self.problem(Code::MissingKey, named.at, message, "add `type: string`");
                false
            }
        }
    }

    fn check_parameter_keys(&mut self, spec: &Field) {
        let keys = [
            ("fields", spec.fields.as_ref().map(|value| value.key)),
            ("as", spec.name.as_ref().map(|value| value.key)),
            ("encrypted", spec.encrypted.as_ref().map(|value| value.key)),
            ("json_text", spec.json_text.as_ref().map(|value| value.key)),
            ("nullable", spec.nullable.as_ref().map(|value| value.key)),
            ("fill", spec.fill.as_ref().map(|value| value.key)),
            ("rust_name", spec.rust_name.as_ref().map(|value| value.key)),
        ];
        for (key, at) in keys {
            if let Some(at) = at {
                let message = format!("a path parameter has no `{key}`");
                let help = match key {
                    "rust_name" => {
                        "the parameter's Rust name is `rust_name` at the top of the file of its own URL"
                    }
                    _ => "leave it out: a path parameter is plain text or an integer",
                };
                self.problem(Code::DoesNotApply, at, message, help);
            }
        }
    }
}

fn spelled(values: &Values) -> Vec<String> {
    let spell = |wire: &Wire| match wire {
        Wire::Text(text) | Wire::Either(_, text) => text.clone(),
        Wire::Integer(integer) => integer.to_string(),
    };
    values
        .0
        .iter()
        .map(|value| spell(&value.wire.value))
        .collect()
}
