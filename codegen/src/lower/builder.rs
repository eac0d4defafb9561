//! Builds the types of one module, and keeps the names of inline types apart.
//!
//! Invariant: after [`Builder::finish`], a name stands for one type of the module.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use super::declare::{
    Declaration, Declarations, NOTIFICATIONS, RESOURCE, Scope, invalid_type_name,
};
use crate::diagnostics::{Code, Diagnostic, Place, Span};
use crate::model::{EnumValue, Field, FieldType, ModulePath, Struct, Type, TypeKind, TypePath};
use crate::names;
use crate::spec;

/// A type as it was built, with the places that problems may have to point at.
#[derive(Debug, Clone)]
pub(crate) struct Built {
    pub(crate) ty: Type,
    /// Where the type is written.
    pub(crate) place: Place,
    /// Where its fields are written, in their order.
    pub(crate) fields: Vec<Place>,
    /// Whether it is declared under `types`.
    pub(crate) declared: bool,
}

/// A field as it was built.
#[derive(Debug, Clone)]
pub(crate) struct BuiltField {
    pub(crate) field: Field,
    pub(crate) place: Place,
}

/// A sample or default, to be checked when all types are known.
#[derive(Debug, Clone)]
pub(crate) struct Sample<'s> {
    /// `example` or `default`.
    pub(crate) key: &'static str,
    pub(crate) value: &'s spec::Sample,
    pub(crate) file: Arc<str>,
    /// The field, for its limits.
    pub(crate) field: &'s spec::Field,
    /// The field's type.
    pub(crate) ty: FieldType,
    /// The field's name on the wire.
    pub(crate) wire: &'s str,
}

/// The types of one module while they are built.
pub(crate) struct Builder<'d, 's> {
    pub(crate) declarations: &'d Declarations<'s>,
    /// The file that is being read.
    pub(crate) file: Arc<str>,
    /// Where names are looked for.
    pub(crate) scope: Scope,
    /// The module that the types live in.
    pub(crate) module: ModulePath,
    pub(crate) types: Vec<Built>,
    pub(crate) samples: Vec<Sample<'s>>,
    pub(crate) problems: Vec<Diagnostic>,
}

/// What building a module's types gave.
#[derive(Debug, Default)]
pub(crate) struct Finished<'s> {
    /// The types with their paths; no path twice.
    pub(crate) types: Vec<(TypePath, Built)>,
    pub(crate) samples: Vec<Sample<'s>>,
    pub(crate) problems: Vec<Diagnostic>,
}

impl<'d, 's> Builder<'d, 's> {
    pub(crate) fn new(
        declarations: &'d Declarations<'s>,
        file: Arc<str>,
        scope: Scope,
        module: ModulePath,
    ) -> Self {
        Self {
            declarations,
            file,
            scope,
            module,
            types: Vec::new(),
            samples: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// A place in the file that is being read.
    pub(crate) fn place(&self, span: Span) -> Place {
        Place {
            file: self.file.clone(),
            span,
        }
    }

    /// Adds a problem in the file that is being read.
    pub(crate) fn problem(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let problem = Diagnostic::new(code, self.place(span), message).help(help);
        self.problems.push(problem);
    }

    /// The declaration that a type's name means; a name that means nothing is reported.
    pub(crate) fn resolve(&mut self, name: &str, span: Span) -> Option<&'d Declaration<'s>> {
        let found = self.declarations.find(name, &self.scope);
        if found.is_none() {
            let place = self.place(span);
            let unknown = self.declarations.unknown(name, &self.scope, place);
            self.problems.extend(unknown);
        }
        found
    }

    /// The path of a type of this module.
    pub(crate) fn path(&self, name: &str) -> TypePath {
        let mut path = self.module.clone();
        path.push(name.to_owned());
        path
    }

    /// The name of the type that a field's `fields` or `enum` makes, and what it was made from
    /// where that name was not free.
    pub(crate) fn inline_name(&mut self, named: &spec::NamedField) -> (String, Option<String>) {
        let Some(given) = &named.field.name else {
            let mut name = names::type_name(&named.wire);
            if name == RESOURCE && self.module.first().is_some_and(|top| top == NOTIFICATIONS) {
                name.push('_');
            }
            let renamed = name.ends_with('_').then(|| named.wire.clone());
            return (name, renamed);
        };
        let place = self.place(given.span);
        if names::RESERVED_TYPES.contains(&&*given.value) {
            let message = format!("`{}` is a name of the generated code", given.value);
            let help = "give the type a name that says what it is";
            self.problem(Code::ReservedName, given.span, message, help);
            return (format!("{}_", given.value), None);
        } else {
            self.problems
                .extend(invalid_type_name(&given.value, &place));
        }
        (given.value.clone(), None)
    }

    /// Adds a type that lives in this module, and gives its path.
    pub(crate) fn add(&mut self, built: Built) -> TypePath {
        let path = self.path(&built.ty.rust);
        self.types.push(built);
        path
    }

    /// Merges types of one name and one shape; other types of one name are reported.
    pub(crate) fn finish(mut self) -> Finished<'s> {
        let mut kept: Vec<(TypePath, Built)> = Vec::with_capacity(self.types.len());
        let mut by_name: HashMap<String, usize> = HashMap::with_capacity(self.types.len());
        let (declared, inline): (Vec<Built>, Vec<Built>) = std::mem::take(&mut self.types)
            .into_iter()
            .partition(|built| built.declared);
        for built in declared.into_iter().chain(inline) {
            match by_name.get(&built.ty.rust) {
                None => {
                    by_name.insert(built.ty.rust.clone(), kept.len());
                    let path = self.path(&built.ty.rust);
                    kept.push((path, built));
                }
                Some(&index) if same_shape(&kept[index].1.ty.kind, &built.ty.kind) => {}
                Some(&index) => self.problems.push(clash(&kept[index].1, &built)),
            }
        }
        Finished {
            types: kept,
            samples: self.samples,
            problems: self.problems,
        }
    }
}

fn clash(first: &Built, second: &Built) -> Diagnostic {
    let name = &second.ty.rust;
    let message = format!("two different types are called `{name}` here");
    Diagnostic::new(Code::InlineClash, second.place.clone(), message)
        .label(difference(&first.ty.kind, &second.ty.kind))
        .related(first.place.clone(), format!("the first `{name}`"))
        .help("give one of the two another name with `as`, or make them the same")
}

/// What differs, in a few words.
fn difference(first: &TypeKind, second: &TypeKind) -> String {
    let (TypeKind::Struct(first), TypeKind::Struct(second)) = (first, second) else {
        return match (first, second) {
            (TypeKind::Struct(_), _) | (_, TypeKind::Struct(_)) => "one is an enum",
            _ => "the values differ",
        }
        .to_owned();
    };
    for field in &second.fields {
        let Some(other) = first.fields.iter().find(|other| other.wire == field.wire) else {
            return format!("the first one has no field `{}`", field.wire);
        };
        if other.required != field.required {
            let says = if field.required {
                "required"
            } else {
                "optional"
            };
            return format!("`{}` is {says} here", field.wire);
        }
        if !same_field(other, field) {
            return format!("`{}` differs", field.wire);
        }
    }
    match first
        .fields
        .iter()
        .find(|field| second.fields.iter().all(|other| other.wire != field.wire))
    {
        Some(field) => format!("it has no field `{}`", field.wire),
        None => "the order or the groups of the fields differ".to_owned(),
    }
}

/// Whether two types are the same but for their documentation.
pub(crate) fn same_shape(first: &TypeKind, second: &TypeKind) -> bool {
    match (first, second) {
        (TypeKind::Struct(first), TypeKind::Struct(second)) => same_struct(first, second),
        (TypeKind::StringEnum(first), TypeKind::StringEnum(second)) => same_values(first, second),
        (TypeKind::IntegerEnum(first), TypeKind::IntegerEnum(second)) => same_values(first, second),
        _ => false,
    }
}

fn same_struct(first: &Struct, second: &Struct) -> bool {
    first.exactly_one_of == second.exactly_one_of
        && first.fields.len() == second.fields.len()
        && first
            .fields
            .iter()
            .zip(&second.fields)
            .all(|(a, b)| same_field(a, b))
}

fn same_field(first: &Field, second: &Field) -> bool {
    let key = |field: &Field| {
        let flags = (
            field.nullable,
            field.encrypted,
            field.sensitive,
            field.json_text,
        );
        (flags, field.required, field.location, field.fill)
    };
    first.wire == second.wire
        && first.rust == second.rust
        && first.ty == second.ty
        && key(first) == key(second)
}

fn same_values<T: PartialEq>(first: &[EnumValue<T>], second: &[EnumValue<T>]) -> bool {
    first
        .iter()
        .map(|value| &value.wire)
        .eq(second.iter().map(|value| &value.wire))
}
