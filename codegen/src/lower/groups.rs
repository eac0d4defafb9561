//! `exactly_one_of`: from names to indices of fields.

use super::builder::{Builder, BuiltField};
use crate::diagnostics::{Code, nearest};
use crate::spec::{Groups, Spanned};

impl Builder<'_, '_> {
    /// The groups as indices; what names no optional field is reported.
    pub(crate) fn groups(&mut self, fields: &[BuiltField], groups: &Groups) -> Vec<Vec<usize>> {
        groups
            .value
            .iter()
            .map(|group| {
                let mut indices: Vec<usize> = Vec::with_capacity(group.value.len());
                for name in &group.value {
                    if let Some(index) = self.member(fields, name, &indices) {
                        indices.push(index);
                    }
                }
                if group.value.len() < 2 {
                    let message = "a group of one field is no choice";
                    let help = "name the fields of which exactly one must be given: `[[a, b]]`";
                    self.problem(Code::GroupSize, group.span, message, help);
                }
                indices
            })
            .collect()
    }

    fn member(
        &mut self,
        fields: &[BuiltField],
        name: &Spanned<String>,
        before: &[usize],
    ) -> Option<usize> {
        let wire = &*name.value;
        let Some(index) = fields.iter().position(|built| built.field.wire == wire) else {
            let plain = wire.trim_end_matches('?');
            let names = fields.iter().map(|built| &*built.field.wire);
            let help = match nearest(plain, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "name fields of the same request or shape, without the `?`".to_owned(),
            };
            let message = format!("there is no field `{wire}` here");
            self.problem(Code::GroupUnknownField, name.span, message, help);
            return None;
        };
        if before.contains(&index) {
            let message = format!("the group names `{wire}` twice");
            self.problem(
                Code::GroupSize,
                name.span,
                message,
                "leave one of the two out",
            );
            return None;
        }
        if fields[index].field.required {
            let message = format!("`{wire}` is required, so it cannot be one of several");
            let help = format!("mark the field optional: `{wire}?:`");
            self.problem(Code::GroupRequiredField, name.span, message, help);
            let place = fields[index].place.clone();
            if let Some(problem) = self.problems.last_mut() {
                problem.related.push((place, "required here".to_owned()));
            }
        }
        Some(index)
    }
}
