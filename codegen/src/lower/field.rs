//! Fields of the specs become fields of the model.

use foldhash::{HashMap, HashMapExt as _};

use super::builder::{Builder, BuiltField, Sample};
use super::kind::{Kind, Nature};
use crate::diagnostics::Code;
use crate::model::{self, FieldDocs, FieldType, Location};
use crate::names;
use crate::spec::{Field, Fields, Fill, Groups, NamedField, Spanned};

impl<'s> Builder<'_, 's> {
    /// The fields of a record, all in one place.
    pub(crate) fn fields(&mut self, fields: &'s Fields, location: Location) -> Vec<BuiltField> {
        fields
            .0
            .iter()
            .map(|named| self.field(named, location))
            .collect()
    }

    fn field(&mut self, named: &'s NamedField, location: Location) -> BuiltField {
        let spec = &named.field;
        let kind = self.kind(named);
        self.check_place(named, &kind, location);
        self.check_limits(spec, &kind);
        self.collect_samples(named, &kind.ty);
        let is = |flag: &Option<Spanned<bool>>| flag.as_ref().is_some_and(|flag| flag.value);
        let fill = self.fill(spec, &kind);
        let field = model::Field {
            wire: named.wire.clone(),
            rust: self.field_name(named),
            location,
            required: !named.optional,
            nullable: is(&spec.nullable),
            encrypted: is_secret(&kind.ty),
            sensitive: is(&spec.sensitive),
            json_text: self.json_text(spec, &kind),
            fill,
            boxed: false,
            docs: docs(spec, &kind),
            ty: kind.ty,
        };
        BuiltField {
            field,
            place: self.place(named.at),
        }
    }

    fn field_name(&mut self, named: &NamedField) -> String {
        let Some(given) = &named.field.rust_name else {
            return names::raw(&names::snake(&named.wire));
        };
        if !names::is_identifier(&given.value) || names::snake(&given.value) != given.value {
            let message = format!("`{}` is no Rust name in snake case", given.value);
            let help = format!("write it like `{}`", names::snake(&given.value));
            self.problem(Code::InvalidName, given.span, message, help);
        }
        names::raw(&given.value)
    }

    /// Whether the value can travel where the field stands.
    fn check_place(&mut self, named: &NamedField, kind: &Kind, location: Location) {
        let json_text = named
            .field
            .json_text
            .as_ref()
            .is_some_and(|flag| flag.value);
        let structured = !json_text && matches!(kind.nature, Nature::Record | Nature::Any);
        let (wrong, place) = match location {
            Location::Query => (
                structured || kind.nature == Nature::File,
                "the query string",
            ),
            Location::Header => (
                structured || kind.list || kind.nature == Nature::File,
                "a header",
            ),
            Location::Body => (kind.nature == Nature::File, "JSON"),
            Location::Part => (false, ""),
        };
        if !wrong {
            return;
        }
        let message = format!("`{}` cannot travel in {place}", named.wire);
        let span = named.field.ty.as_ref().map_or(named.at, |ty| ty.span);
        let help = match location {
            Location::Query => "a query field is text, a number, `boolean`, or a list of them",
            Location::Header => "a header is text, a number or `boolean`",
            Location::Body | Location::Part => "a file is a field of `multipart`",
        };
        self.problem(Code::WrongPlace, span, message, help);
    }

    fn json_text(&mut self, spec: &Field, kind: &Kind) -> bool {
        let Some(flag) = &spec.json_text else {
            return false;
        };
        if flag.value && !kind.list && !matches!(kind.nature, Nature::Record | Nature::Any) {
            let message = "`json_text` needs the type of the JSON in the string";
            let help =
                "say `type: object`, `fields` or a type's name: what the JSON is, not the string";
            self.problem(Code::DoesNotApply, flag.key, message, help);
        }
        flag.value
    }

    fn fill(&mut self, spec: &Field, kind: &Kind) -> Option<model::Fill> {
        let fill = spec.fill.as_ref()?;
        if kind.list || kind.nature != Nature::Text {
            let message = "only a string can be filled in";
            self.problem(Code::DoesNotApply, fill.key, message, "say `type: string`");
        }
        Some(match fill.value {
            Fill::Filename => model::Fill::Filename,
            Fill::Sha256 => model::Fill::Sha256,
        })
    }

    /// Notes the values of `ty` that the spec gives as examples, to be checked.
    pub(super) fn collect_samples(&mut self, named: &'s NamedField, ty: &FieldType) {
        let spec = &named.field;
        for (key, value) in [("example", &spec.example), ("default", &spec.default)] {
            if let Some(value) = value {
                self.samples.push(Sample {
                    key,
                    value,
                    file: self.file.clone(),
                    field: spec,
                    ty: ty.clone(),
                    wire: &named.wire,
                });
            }
        }
    }

    /// A record of these fields: no Rust name twice, and groups by index.
    pub(crate) fn record(
        &mut self,
        built: Vec<BuiltField>,
        groups: Option<&Groups>,
    ) -> (model::Struct, Vec<crate::diagnostics::Place>) {
        self.check_names(&built);
        let exactly_one_of = groups.map_or_else(Vec::new, |groups| self.groups(&built, groups));
        let (fields, places) = built.into_iter().map(|b| (b.field, b.place)).unzip();
        let record = model::Struct {
            fields,
            in_request: false,
            exactly_one_of,
            required_struct: None,
            page_items: None,
        };
        (record, places)
    }

    fn check_names(&mut self, built: &[BuiltField]) {
        let mut seen = HashMap::with_capacity(built.len());
        for BuiltField { field, place } in built {
            let Some((first, at)) = seen.insert(&*field.rust, (field, place)) else {
                continue;
            };
            let message = if first.wire == field.wire {
                format!("the request has `{}` twice", field.wire)
            } else {
                format!(
                    "`{}` and `{}` are both called `{}` in Rust",
                    first.wire, field.wire, field.rust
                )
            };
            let problem =
                crate::diagnostics::Diagnostic::new(Code::DuplicateField, place.clone(), message)
                    .related(at.clone(), "the first one")
                    .help("give one of the two a `rust_name` that says what it is");
            self.problems.push(problem);
        }
    }
}

/// Whether the type is a secret or a list of secrets.
fn is_secret(ty: &FieldType) -> bool {
    match ty {
        FieldType::Secret => true,
        FieldType::List(item) => is_secret(item),
        _ => false,
    }
}

fn docs(spec: &Field, kind: &Kind) -> FieldDocs {
    let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.value.clone());
    let count = |count: &Option<Spanned<u64>>| count.as_ref().map(|count| count.value);
    let json_text = spec.json_text.as_ref().is_some_and(|flag| flag.value);
    let sample = |sample: &Option<crate::spec::Sample>| {
        let json = sample.as_ref()?.to_json(json_text, kind.list);
        Some(json.to_string())
    };
    FieldDocs {
        label: text(&spec.label),
        description: text(&spec.description),
        example: sample(&spec.example),
        default: sample(&spec.default),
        format: text(&spec.format),
        max_length: count(&spec.max_length),
        min_length: count(&spec.min_length),
        maximum: spec.maximum.as_ref().map(|limit| limit.value),
        minimum: spec.minimum.as_ref().map(|limit| limit.value),
        max_items: count(&spec.max_items),
        min_items: count(&spec.min_items),
        max_bytes: count(&spec.max_bytes),
        media_types: spec
            .media_types
            .as_ref()
            .map(|types| types.value.clone())
            .unwrap_or_default(),
        pattern: text(&spec.pattern),
        deprecated: text(&spec.deprecated),
    }
}
