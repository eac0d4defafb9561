//! Notifications: the shapes of the resource, and what tells them apart.

use super::builder::{Builder, Built};
use super::declare::RESOURCE;
use crate::diagnostics::{Code, Place, Span};
use crate::model::{self, Location, Notification, OperationDocs, Type, TypeKind, TypePath};
use crate::names;
use crate::spec::{self, NotificationFile};

/// A notification's names.
#[derive(Debug, Clone)]
pub(crate) struct EventNames {
    pub(crate) variant: String,
    pub(crate) module: String,
}

/// Names for all event types, which are sorted.
pub(crate) fn name_events(events: &[&str]) -> Vec<EventNames> {
    names::name_variants(events.iter().copied())
        .into_iter()
        .map(|variant| EventNames {
            module: names::raw(&names::snake(&variant)),
            variant,
        })
        .collect()
}

impl<'s> Builder<'_, 's> {
    /// The notification; its types are left in the builder.
    pub(crate) fn notification(
        &mut self,
        event: &str,
        spec: &'s NotificationFile,
        names: EventNames,
    ) -> Notification {
        self.check_alternatives(spec);
        let shapes = match (&spec.resource, &spec.shapes) {
            (Some(resource), _) => self
                .shape_type(resource, RESOURCE)
                .map(|ty| shape(RESOURCE.to_owned(), resource, ty))
                .into_iter()
                .collect(),
            (None, Some(shapes)) => self.shapes(&shapes.value.0),
            (None, None) => Vec::new(),
        };
        Notification {
            event_type: event.to_owned(),
            variant: names.variant,
            module: names.module,
            source: self.file.to_string(),
            docs: docs(spec),
            features: Vec::new(),
            shapes,
            types: Vec::new(),
        }
    }

    fn check_alternatives(&mut self, spec: &NotificationFile) {
        match (&spec.resource, &spec.shapes) {
            (None, None) => {
                let message = "nothing says what this notification carries";
                let help = "add `resource:` and under it `fields` or `type`, or several `shapes`";
                self.problem(Code::MissingKey, spec.name.span, message, help);
            }
            (Some(_), Some(shapes)) => {
                let message = "`resource` and `shapes` exclude each other";
                let help = "write `resource` for one shape, `shapes` for several";
                self.problem(Code::SeveralBodies, shapes.key, message, help);
            }
            _ => {}
        }
        if let Some(when) = spec
            .resource
            .as_ref()
            .and_then(|resource| resource.when.as_ref())
        {
            let message = "the only shape needs no `when`";
            self.problem(
                Code::Shapes,
                when.key,
                message,
                "leave `when` out, or write several `shapes`",
            );
        }
        for (name, _) in spec.shapes.iter().flat_map(|shapes| &shapes.value.0) {
            let place = self.place(name.span);
            let problem = super::declare::invalid_type_name(&name.value, &place);
            self.problems.extend(problem);
            if name.value == names::UNKNOWN_VARIANT || name.value == "Self" {
                let message = format!("`{}` is a name of the generated code", name.value);
                self.problem(
                    Code::ReservedName,
                    name.span,
                    message,
                    "give the shape a name that says what it is",
                );
            }
        }
    }

    fn shapes(&mut self, spec: &'s [(spec::Spanned<String>, spec::Shape)]) -> Vec<model::Shape> {
        let mut shapes = Vec::with_capacity(spec.len());
        for (index, (name, written)) in spec.iter().enumerate() {
            let last = index + 1 == spec.len();
            if !last && !has_condition(written) {
                let message = format!(
                    "`{}` fits everything, so what follows is never taken",
                    name.value
                );
                let help = "say under `when` what tells it from the others, or put it last";
                self.problem(Code::Shapes, name.span, message, help);
            }
            if let Some(ty) = self.shape_type(written, &name.value) {
                shapes.push(shape(name.value.clone(), written, ty));
            }
        }
        shapes
    }

    /// The type of a shape: a declared one, or one made of its fields under this name.
    fn shape_type(&mut self, spec: &'s spec::Shape, name: &str) -> Option<TypePath> {
        match (&spec.fields, &spec.ty) {
            (Some(_), Some(ty)) => {
                let message = "`fields` and `type` exclude each other";
                self.problem(
                    Code::Contradiction,
                    ty.key,
                    message,
                    "leave one of the two out",
                );
                None
            }
            (None, None) => {
                let message = "nothing says what this shape is";
                self.problem(Code::MissingKey, spec.at, message, "add `fields` or `type`");
                None
            }
            (Some(fields), None) => {
                let built = self.fields(&fields.value, Location::Body);
                let (record, places) = self.record(built, spec.exactly_one_of.as_ref());
                Some(self.add_shape(name, spec, TypeKind::Struct(record), places))
            }
            (None, Some(ty)) => self.struct_type(ty),
        }
    }

    fn add_shape(
        &mut self,
        name: &str,
        spec: &spec::Shape,
        kind: TypeKind,
        fields: Vec<Place>,
    ) -> TypePath {
        let ty = Type {
            rust: name.to_owned(),
            renamed_from: None,
            label: spec.label.clone(),
            description: None,
            kind,
        };
        let at: Span = spec.at;
        let place = self.place(at);
        self.add(Built {
            ty,
            place,
            fields,
            declared: false,
        })
    }
}

fn has_condition(shape: &spec::Shape) -> bool {
    let filled = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
    let when = shape.when.as_ref().map(|when| &when.value);
    when.is_some_and(|when| filled(&when.present) || filled(&when.original_type))
}

fn shape(rust: String, spec: &spec::Shape, ty: TypePath) -> model::Shape {
    let when = spec.when.as_ref().map(|when| &when.value);
    let list = |list: Option<&Vec<String>>| list.cloned().unwrap_or_default();
    model::Shape {
        rust,
        label: spec.label.clone(),
        ty,
        when_present: list(when.and_then(|when| when.present.as_ref())),
        when_original_type: list(when.and_then(|when| when.original_type.as_ref())),
    }
}

fn docs(spec: &NotificationFile) -> OperationDocs {
    OperationDocs {
        name: spec.name.value.clone(),
        description: spec.description.clone(),
        products: spec.products.clone().unwrap_or_default(),
        roles: spec.roles.clone().unwrap_or_default(),
        links: spec.docs.clone().unwrap_or_default(),
        updated: spec.updated.clone(),
        deprecated: spec.deprecated.clone(),
    }
}
