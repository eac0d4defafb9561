//! Declared types, one module at a time.

use super::builder::{Builder, Built, Finished};
use super::declare::{Declaration, Declarations, Scope};
use super::kind::enum_of;
use crate::diagnostics::Code;
use crate::model::{Location, ModulePath, Struct, Type, TypeKind};

/// The declarations of one module, in the order of the files.
pub(crate) struct ModuleTypes {
    pub(crate) scope: Scope,
    pub(crate) module: ModulePath,
    /// Indices into [`Declarations::all`].
    pub(crate) declarations: Vec<usize>,
}

/// Builds the declared types of a module and the inline types in them.
pub(crate) fn build_declared<'s>(
    types: &ModuleTypes,
    declarations: &Declarations<'s>,
) -> Finished<'s> {
    let Some(first) = types
        .declarations
        .first()
        .map(|&index| &declarations.all[index])
    else {
        return Finished::default();
    };
    let file = first.place.file.clone();
    let mut builder = Builder::new(
        declarations,
        file,
        types.scope.clone(),
        types.module.clone(),
    );
    for &index in &types.declarations {
        let declaration = &declarations.all[index];
        builder.file = declaration.place.file.clone();
        builder.declared(declaration);
    }
    builder.finish()
}

impl<'s> Builder<'_, 's> {
    /// Builds one declared type; it is left in the builder.
    pub(crate) fn declared(&mut self, declaration: &Declaration<'s>) {
        let spec = declaration.spec;
        self.check_declaration(declaration);
        let (kind, fields) = match (&spec.fields, &spec.values) {
            (Some(fields), _) => {
                let built = self.fields(&fields.value, Location::Body);
                let (record, places) = self.record(built, spec.exactly_one_of.as_ref());
                (TypeKind::Struct(record), places)
            }
            (None, Some(values)) => {
                let of = spec.ty.as_ref().and_then(|ty| enum_of(&ty.value));
                (self.enumeration(values, of), Vec::new())
            }
            (None, None) => (TypeKind::Struct(Struct::default()), Vec::new()),
        };
        let ty = Type {
            rust: declaration.name.to_owned(),
            renamed_from: None,
            label: spec.label.clone(),
            description: spec.description.clone(),
            kind,
        };
        self.add(Built {
            ty,
            place: declaration.place.clone(),
            fields,
            declared: true,
        });
    }

    fn check_declaration(&mut self, declaration: &Declaration<'s>) {
        let spec = declaration.spec;
        let name = declaration.name;
        match (&spec.fields, &spec.values) {
            (Some(_), Some(values)) => {
                let message = format!("`{name}` has both `fields` and `enum`");
                let help = "a struct has `fields`, an enum has `enum`: leave one out";
                self.problem(Code::Contradiction, values.key, message, help);
            }
            (None, None) => {
                let message = format!("nothing says what `{name}` is");
                let help = "add `fields` or `enum`";
                self.problem(Code::MissingKey, declaration.place.span, message, help);
            }
            _ => {}
        }
        if let Some(ty) = &spec.ty {
            let item = &ty.value.item;
            let fits = match (&spec.fields, enum_of(&ty.value)) {
                (Some(_), _) => item == "object" && !ty.value.list,
                (None, of) => of.is_some() && !ty.value.list,
            };
            if !fits {
                let message = format!("a declared type cannot be `type: {item}`");
                let help = "leave `type` out; of an enum it may be `string` or `integer`";
                self.problem(Code::Contradiction, ty.span, message, help);
            }
        }
        if let (Some(groups), None) = (&spec.exactly_one_of, &spec.fields) {
            let message = "`exactly_one_of` stands here without `fields`";
            let help = "it belongs beside the `fields` that it names";
            self.problem(Code::Contradiction, groups.key, message, help);
        }
    }
}
