//! Brings the specs' model to the flat form.

use std::collections::HashMap;

use super::outline::{FieldOutline, Outline, Subject};
use crate::model::{
    Field, FieldType, Location, Model, Operation, PathParam, Response, Type, TypeKind, TypePath,
};

/// The operations and notifications of the specs, sorted by id.
pub fn outline_specs(model: &Model) -> Vec<Subject> {
    let types = Types::of(model);
    let operations = model
        .modules
        .values()
        .flat_map(|module| &module.operations)
        .map(|operation| operation_subject(operation, &types));
    let notifications = model.notifications.iter().map(|notification| {
        let mut outline = Outline::new();
        for shape in &notification.shapes {
            types.add(&mut outline, &shape.ty, |_| "resource", &mut Vec::new());
        }
        Subject {
            id: format!("notification {}", notification.event_type),
            outline,
        }
    });
    let mut subjects: Vec<Subject> = operations.chain(notifications).collect();
    subjects.sort_by(|a, b| a.id.cmp(&b.id));
    subjects
}

fn operation_subject(operation: &Operation, types: &Types<'_>) -> Subject {
    let mut outline = Outline::new();
    for (name, param) in &operation.path_params {
        outline.insert(format!("path.{name}"), param_outline(param));
    }
    if let Some(request) = &operation.request {
        types.add(&mut outline, request, location_word, &mut Vec::new());
    }
    if let Response::Json(response) = &operation.response {
        types.add(&mut outline, response, |_| "response", &mut Vec::new());
    }
    Subject {
        id: operation.id.clone(),
        outline,
    }
}

fn param_outline(param: &PathParam) -> FieldOutline {
    FieldOutline {
        ty: if param.integer { "integer" } else { "string" }.to_owned(),
        required: true,
        ..FieldOutline::default()
    }
}

fn location_word(location: Location) -> &'static str {
    match location {
        Location::Body => "body",
        Location::Query => "query",
        Location::Header => "header",
        Location::Part => "part",
    }
}

/// All types by path.
struct Types<'a>(HashMap<TypePath, &'a Type>);

impl<'a> Types<'a> {
    fn of(model: &'a Model) -> Self {
        let mut all = HashMap::new();
        for (path, module) in &model.modules {
            add_types(&mut all, path, &module.types);
            for operation in &module.operations {
                let mut verb = path.clone();
                verb.push(format!("{:?}", operation.verb).to_lowercase());
                add_types(&mut all, &verb, &operation.types);
            }
        }
        add_types(
            &mut all,
            &["notifications".to_owned()],
            &model.notification_types,
        );
        for notification in &model.notifications {
            let path = vec!["notifications".to_owned(), notification.module.clone()];
            add_types(&mut all, &path, &notification.types);
        }
        Types(all)
    }

    /// Adds the fields of a struct below the prefix that `prefix` gives for a field's location.
    fn add(
        &self,
        outline: &mut Outline,
        path: &TypePath,
        prefix: impl Fn(Location) -> &'static str,
        open: &mut Vec<TypePath>,
    ) {
        if let Some(TypeKind::Struct(shape)) = self.0.get(path).map(|ty| &ty.kind) {
            open.push(path.clone());
            for field in &shape.fields {
                self.add_field(outline, prefix(field.location), path, field, open);
            }
            open.pop();
        }
    }

    fn add_field(
        &self,
        outline: &mut Outline,
        prefix: &str,
        owner: &TypePath,
        field: &Field,
        open: &mut Vec<TypePath>,
    ) {
        let path = format!("{prefix}.{}", field.wire);
        let (inner, depth) = innermost(&field.ty);
        let lists = "[]".repeat(depth);
        let (ty, values) = self.describe(inner);
        outline.insert(
            path.clone(),
            FieldOutline {
                ty: format!("{ty}{lists}"),
                required: field.required,
                values,
                encrypted: field.encrypted,
                declared: Some((owner.clone(), field.wire.clone())),
                ..FieldOutline::default()
            },
        );
        let FieldType::Named(name) = inner else {
            return;
        };
        let Some(TypeKind::Struct(shape)) = self.0.get(name).map(|ty| &ty.kind) else {
            return;
        };
        if open.contains(name) {
            return;
        }
        open.push(name.clone());
        for field in &shape.fields {
            self.add_field(outline, &format!("{path}{lists}"), name, field, open);
        }
        open.pop();
    }

    fn describe(&self, ty: &FieldType) -> (&'static str, std::collections::BTreeSet<String>) {
        let none = std::collections::BTreeSet::new;
        match ty {
            FieldType::String | FieldType::Timestamp | FieldType::Date | FieldType::Secret => {
                ("string", none())
            }
            FieldType::Integer => ("integer", none()),
            FieldType::Number => ("number", none()),
            FieldType::Boolean => ("boolean", none()),
            FieldType::File => ("file", none()),
            FieldType::Any | FieldType::List(_) => ("object", none()),
            FieldType::Named(path) => match self.0.get(path).map(|ty| &ty.kind) {
                Some(TypeKind::StringEnum(values)) => (
                    "string",
                    values.iter().map(|value| value.wire.clone()).collect(),
                ),
                Some(TypeKind::IntegerEnum(values)) => (
                    "integer",
                    values.iter().map(|value| value.wire.to_string()).collect(),
                ),
                _ => ("object", none()),
            },
        }
    }
}

fn add_types<'a>(all: &mut HashMap<TypePath, &'a Type>, module: &[String], types: &'a [Type]) {
    for ty in types {
        let mut path = module.to_vec();
        path.push(ty.rust.clone());
        all.insert(path, ty);
    }
}

fn innermost(ty: &FieldType) -> (&FieldType, usize) {
    let mut inner = ty;
    let mut depth = 0;
    while let FieldType::List(items) = inner {
        depth += 1;
        inner = items;
    }
    (inner, depth)
}
