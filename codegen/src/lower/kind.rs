//! What a field's value is: the one decision that `type`, `fields`, `enum`, `format`
//! and `encrypted` make together.

use super::builder::{Builder, Built};
use super::enumeration::Of;
use crate::diagnostics::Code;
use crate::model::{FieldType, Type, TypeKind};
use crate::spec::{Field, NamedField, TypeName};

/// What one value of a field is, as far as limits and places care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    Text,
    TextEnum,
    Integer,
    IntegerEnum,
    Number,
    Boolean,
    Record,
    Any,
    File,
}

/// A field's type, and what one value of it is.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub(crate) ty: FieldType,
    pub(crate) nature: Nature,
    pub(crate) list: bool,
}

impl<'s> Builder<'_, 's> {
    /// The type of a field; what contradicts itself is reported and counts as any JSON.
    pub(crate) fn kind(&mut self, named: &'s NamedField) -> Kind {
        let field = &named.field;
        let list = field.ty.as_ref().is_some_and(|ty| ty.value.list);
        let (item, nature) = self.item(named);
        let item = self.encrypted(field, item, nature);
        Kind {
            ty: if list {
                FieldType::List(Box::new(item))
            } else {
                item
            },
            nature,
            list,
        }
    }

    /// The type of one value.
    fn item(&mut self, named: &'s NamedField) -> (FieldType, Nature) {
        let field = &named.field;
        self.check_makers(named);
        if field.fields.is_some() {
            return (self.inline_record(named), Nature::Record);
        }
        if field.values.is_some() {
            return self.inline_enum(named);
        }
        let Some(ty) = &field.ty else {
            let message = format!("nothing says what `{}` is", named.wire);
            let help = "add `type: string`, or another `type`";
            self.problem(Code::MissingKey, named.at, message, help);
            return (FieldType::Any, Nature::Any);
        };
        match &*ty.value.item {
            "string" => (text_type(field), Nature::Text),
            "integer" => (FieldType::Integer, Nature::Integer),
            "number" => (FieldType::Number, Nature::Number),
            "boolean" => (FieldType::Boolean, Nature::Boolean),
            "object" | "any" | TypeName::UNREADABLE => (FieldType::Any, Nature::Any),
            "file" => (FieldType::File, Nature::File),
            name => match self.resolve(name, ty.span) {
                Some(declaration) => {
                    let nature = declared_nature(declaration.spec);
                    (FieldType::Named(declaration.path.clone()), nature)
                }
                None => (FieldType::Any, Nature::Any),
            },
        }
    }

    /// Whether `type`, `fields` and `enum` agree on what makes the type.
    fn check_makers(&mut self, named: &NamedField) {
        let field = &named.field;
        let ty = field
            .ty
            .as_ref()
            .filter(|ty| ty.value.item != TypeName::UNREADABLE);
        if let (Some(fields), Some(values)) = (&field.fields, &field.values) {
            let message = format!("`{}` has both `fields` and `enum`", named.wire);
            let help = "an object has `fields`, a text or integer has `enum`: leave one out";
            self.problem(
                Code::Contradiction,
                values.key.max(fields.key),
                message,
                help,
            );
            return;
        }
        if let (Some(_), Some(ty)) = (&field.fields, ty)
            && ty.value.item != "object"
        {
            let item = &ty.value.item;
            let suffix = if ty.value.list { "[]" } else { "" };
            let message = format!("`type: {item}{suffix}` and `fields` contradict each other");
            let help = format!("write `type: object{suffix}`, or leave `fields` out");
            self.problem(Code::Contradiction, ty.span, message, help);
        }
        if let (Some(_), Some(ty)) = (&field.values, ty)
            && !matches!(&*ty.value.item, "string" | "integer")
        {
            let item = &ty.value.item;
            let message = format!("`type: {item}` and `enum` contradict each other");
            let help =
                "an enum is a `string` or an `integer`; a declared one is named without `enum`";
            self.problem(Code::Contradiction, ty.span, message, help);
        }
        if let (Some(name), None, None) = (&field.name, &field.fields, &field.values) {
            let message = "`as` names nothing: the field makes no type";
            let help = "leave `as` out, or add `fields` or `enum`";
            self.problem(Code::Contradiction, name.key, message, help);
        }
        if let (Some(groups), None) = (&field.exactly_one_of, &field.fields) {
            let message = "`exactly_one_of` stands here without `fields`";
            let help = "it belongs beside the `fields` that it names";
            self.problem(Code::Contradiction, groups.key, message, help);
        }
    }

    fn inline_record(&mut self, named: &'s NamedField) -> FieldType {
        let Some(fields) = &named.field.fields else {
            return FieldType::Any;
        };
        let (rust, renamed_from) = self.inline_name(named);
        let built = self.fields(&fields.value, crate::model::Location::Body);
        let (record, places) = self.record(built, named.field.exactly_one_of.as_ref());
        self.add_inline(named, rust, renamed_from, TypeKind::Struct(record), places)
    }

    fn inline_enum(&mut self, named: &'s NamedField) -> (FieldType, Nature) {
        let Some(values) = &named.field.values else {
            return (FieldType::Any, Nature::Any);
        };
        let of = named.field.ty.as_ref().and_then(|ty| enum_of(&ty.value));
        let (rust, renamed_from) = self.inline_name(named);
        let kind = self.enumeration(values, of);
        let nature = match kind {
            TypeKind::IntegerEnum(_) => Nature::IntegerEnum,
            _ => Nature::TextEnum,
        };
        (
            self.add_inline(named, rust, renamed_from, kind, Vec::new()),
            nature,
        )
    }

    fn add_inline(
        &mut self,
        named: &NamedField,
        rust: String,
        renamed_from: Option<String>,
        kind: TypeKind,
        fields: Vec<crate::diagnostics::Place>,
    ) -> FieldType {
        let label = named.field.label.as_ref().map(|label| label.value.clone());
        let place = self.place(named.at);
        let ty = Type {
            rust,
            renamed_from,
            label,
            description: None,
            kind,
        };
        let built = Built {
            ty,
            place,
            fields,
            declared: false,
        };
        FieldType::Named(self.add(built))
    }

    fn encrypted(&mut self, field: &Field, item: FieldType, nature: Nature) -> FieldType {
        let Some(encrypted) = &field.encrypted else {
            return item;
        };
        if nature == Nature::Text {
            return FieldType::Secret;
        }
        let message = "only a string can travel encrypted";
        let help = "say `type: string`, or leave `encrypted` out";
        self.problem(Code::EncryptedType, encrypted.key, message, help);
        item
    }
}

fn text_type(field: &Field) -> FieldType {
    match field.format.as_ref().map(|format| &*format.value) {
        Some("rfc3339") => FieldType::Timestamp,
        Some("date") => FieldType::Date,
        _ => FieldType::String,
    }
}

/// What an enum's `type` says.
pub(crate) fn enum_of(ty: &TypeName) -> Option<Of> {
    match &*ty.item {
        "string" => Some(Of::Text),
        "integer" => Some(Of::Integers),
        _ => None,
    }
}

fn declared_nature(spec: &crate::spec::TypeDeclaration) -> Nature {
    use crate::spec::Wire;
    let Some(values) = &spec.values else {
        return Nature::Record;
    };
    let integers = match spec.ty.as_ref().and_then(|ty| enum_of(&ty.value)) {
        Some(of) => of == Of::Integers,
        None => {
            let all = &values.value.0;
            !all.is_empty()
                && !all
                    .iter()
                    .any(|value| matches!(value.wire.value, Wire::Text(_)))
        }
    };
    if integers {
        Nature::IntegerEnum
    } else {
        Nature::TextEnum
    }
}
