//! `pages`: how a list that comes in pages is read to its end.
//!
//! Invariant: every name in the model's `Pages` is a field that is there, of a type that
//! can be what it is named for.

use super::SharedTypes;
use super::builder::Builder;
use crate::diagnostics::{Code, Span, nearest};
use crate::model::{Field, FieldType, Pages, Response, Step, TypeKind};
use crate::spec::{self, Spanned};

/// What a field must be.
struct Wanted {
    what: &'static str,
    fits: fn(&FieldType) -> bool,
}

const POSITION: Wanted = Wanted {
    what: "an integer or a string",
    fits: |ty| matches!(ty, FieldType::Integer | FieldType::String),
};
const TOKEN: Wanted = Wanted {
    what: "a string",
    fits: |ty| matches!(ty, FieldType::String),
};
const COUNT: Wanted = Wanted {
    what: "an integer",
    fits: |ty| matches!(ty, FieldType::Integer),
};
const ITEMS: Wanted = Wanted {
    what: "a list",
    fits: |ty| matches!(ty, FieldType::List(_)),
};

impl Builder<'_, '_> {
    /// How the operation's list comes in pages. The request's and the response's own types
    /// are already in the builder.
    pub(crate) fn pages(
        &mut self,
        spec: Option<&spec::Pages>,
        response: &Response,
        shared: &SharedTypes<'_>,
    ) -> Option<Pages> {
        let spec = spec?;
        let request = self.own_fields("Request");
        let answered = match response {
            Response::Json(path) => match shared.get(path).map(|built| &built.ty.kind) {
                Some(TypeKind::Struct(record)) => record.fields.clone(),
                _ => self.own_fields("Response"),
            },
            _ => Vec::new(),
        };
        let (by, step) = self.step(spec, &request, &answered)?;
        self.names(&spec.items, &answered, &ITEMS, "response");
        if let Some(size) = &spec.size {
            self.names(size, &request, &POSITION, "request");
        }
        if let Some(total) = &spec.total {
            self.names(total, &answered, &COUNT, "response");
        }
        let name = |name: &Option<Spanned<String>>| name.as_ref().map(|name| name.value.clone());
        Some(Pages {
            by,
            step,
            size: name(&spec.size),
            items: spec.items.value.clone(),
            total: name(&spec.total),
        })
    }

    /// Which field chooses the page, and how.
    fn step(
        &mut self,
        spec: &spec::Pages,
        request: &[Field],
        answered: &[Field],
    ) -> Option<(String, Step)> {
        let styles = [&spec.offset, &spec.number, &spec.token];
        let mut given = styles.into_iter().flatten();
        let (Some(by), None) = (given.next(), given.next()) else {
            let message = "one field of the request chooses the page";
            let help = "write one of `offset`, `number` and `token`, with the field's name";
            self.problem(Code::Pages, spec.at, message, help);
            return None;
        };
        for (key, with, missing) in [
            (
                spec.first.as_ref().map(|first| first.key),
                "number",
                spec.number.is_none(),
            ),
            (
                spec.next.as_ref().map(|next| next.key),
                "token",
                spec.token.is_none(),
            ),
        ] {
            if let (Some(key), true) = (key, missing) {
                let message = format!("this says something only beside `{with}`");
                self.problem(Code::Pages, key, message, "leave it out");
            }
        }
        let step = match (&spec.token, &spec.next) {
            (Some(token), Some(next)) => {
                self.names(token, request, &TOKEN, "request");
                self.names(next, answered, &TOKEN, "response");
                Step::Token(next.value.clone())
            }
            (Some(token), None) => {
                let message = "nothing says where the next page's token is";
                let help = "add `next:` with the name of the response's field";
                self.problem(Code::Pages, token.key, message, help);
                return None;
            }
            (None, _) => {
                self.names(by, request, &POSITION, "request");
                match &spec.number {
                    Some(_) => Step::Pages(spec.first.as_ref().map_or(0, |first| first.value)),
                    None => Step::Items,
                }
            }
        };
        Some((by.value.clone(), step))
    }

    /// Reports a name that is no field, or a field of the wrong type.
    fn names(&mut self, name: &Spanned<String>, fields: &[Field], wanted: &Wanted, whose: &str) {
        let wire = &*name.value;
        match fields.iter().find(|field| field.wire == wire) {
            Some(field) if (wanted.fits)(&field.ty) => {}
            Some(_) => {
                let message = format!("`{wire}` is not {}", wanted.what);
                let help = "name the field that the documentation pages by";
                self.page_problem(name.span, message, help.to_owned());
            }
            None => {
                let help = match nearest(wire, fields.iter().map(|field| &*field.wire)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("name a field of the {whose} itself"),
                };
                self.page_problem(
                    name.span,
                    format!("the {whose} has no field `{wire}`"),
                    help,
                );
            }
        }
    }

    fn page_problem(&mut self, at: Span, message: String, help: String) {
        self.problem(Code::Pages, at, message, help);
    }

    fn own_fields(&self, name: &str) -> Vec<Field> {
        let own = self.types.iter().find(|built| built.ty.rust == name);
        match own.map(|built| &built.ty.kind) {
            Some(TypeKind::Struct(record)) => record.fields.clone(),
            _ => Vec::new(),
        }
    }
}
