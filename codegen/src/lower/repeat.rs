//! `repeat`: whether the same request may be sent twice.
//!
//! Invariant: what a repeat is recognised by is always sent: a required field of the
//! request, or a parameter of the URL.

use super::builder::Builder;
use super::operation::UrlFacts;
use crate::diagnostics::{Code, nearest};
use crate::model::{Repeat, TypeKind, Verb};
use crate::spec::{self, Spanned};

impl Builder<'_, '_> {
    /// What sending the operation again does. The request's type is already in the builder.
    pub(crate) fn repeat(
        &mut self,
        verb: Verb,
        spec: Option<&Spanned<spec::Repeat>>,
        facts: &UrlFacts<'_>,
    ) -> Repeat {
        if verb == Verb::Get {
            if let Some(spec) = spec {
                let message = "a GET may always be sent again";
                self.problem(Code::Repeat, spec.key, message, "leave `repeat` out");
            }
            return Repeat::Safe;
        }
        match spec.map(|spec| &spec.value) {
            None => Repeat::Unknown,
            Some(spec::Repeat::Safe) => Repeat::Safe,
            Some(spec::Repeat::By(name)) => {
                self.check_recognised_by(name, facts);
                Repeat::Keyed(name.value.clone())
            }
        }
    }

    /// Reports a name that is not always sent.
    fn check_recognised_by(&mut self, name: &Spanned<String>, facts: &UrlFacts<'_>) {
        let wire = &*name.value;
        if facts.path_params.iter().any(|(param, _)| param == wire) {
            return;
        }
        let request = self.types.iter().find(|built| built.ty.rust == "Request");
        let (fields, places) = match request.map(|built| (&built.ty.kind, &built.fields)) {
            Some((TypeKind::Struct(record), places)) => (&*record.fields, &**places),
            _ => (&[][..], &[][..]),
        };
        let Some(index) = fields.iter().position(|field| field.wire == wire) else {
            let params = facts.path_params.iter().map(|(param, _)| &**param);
            let names = fields.iter().map(|field| &*field.wire).chain(params);
            let help = match nearest(wire, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name a field of the request itself, or a parameter of the URL".to_owned(),
            };
            let message = format!("the request has no field `{wire}`");
            self.problem(Code::Repeat, name.span, message, help);
            return;
        };
        if !fields[index].required {
            let place = places.get(index).cloned();
            let message = format!("`{wire}` may be left out, and then no repeat is recognised");
            let help = "name a required field, or leave `repeat` out";
            self.problem(Code::Repeat, name.span, message, help);
            if let (Some(place), Some(problem)) = (place, self.problems.last_mut()) {
                problem.related.push((place, "optional here".to_owned()));
            }
        }
    }
}
