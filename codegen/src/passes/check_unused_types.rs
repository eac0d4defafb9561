//! Reports declared types that nothing uses.

use std::collections::HashSet;

use super::graph::{reachable, roots};
use crate::diagnostics::{Code, Diagnostic};
use crate::lower::Draft;

/// Reports each declared type that no request, response or notification reaches.
pub(super) fn check_unused_types(draft: &mut Draft<'_>) {
    if draft.incomplete {
        return;
    }
    let copied: Vec<usize> = copied(draft).into_iter().collect();
    let used = reachable(draft, roots(draft).into_iter().chain(copied));
    let unused = draft
        .types
        .values()
        .enumerate()
        .filter(|(index, ty)| ty.built.declared && !used.contains(index));
    let problems: Vec<Diagnostic> = unused
        .map(|(_, ty)| {
            let message = format!("nothing uses the type `{}`", ty.built.ty.rust);
            Diagnostic::new(Code::UnusedType, ty.built.place.clone(), message)
                .help("use it as a `type`, or delete it")
        })
        .collect();
    draft.problems.extend(problems);
}

/// Drops the types that were only there to be copied into requests.
pub(super) fn drop_copied_types(draft: &mut Draft<'_>) {
    let copied = copied(draft);
    if copied.is_empty() {
        return;
    }
    let used = reachable(draft, roots(draft));
    let mut index = 0;
    draft.types.retain(|_, _| {
        let keep = used.contains(&index) || !copied.contains(&index);
        index += 1;
        keep
    });
}

fn copied(draft: &Draft<'_>) -> HashSet<usize> {
    let copied = draft.uses.copied.iter();
    copied
        .filter_map(|path| draft.types.get_index_of(path))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::testing::{get, model, try_model};

    const TYPES: &str = "types:\n  Used: { fields: { a: { type: string } } }\n";

    #[test]
    fn a_type_is_used_through_others_but_not_by_itself() {
        let chain = "types:\n  Used: { fields: { a: { type: Inner } } }\n  Inner: { enum: [A] }\n";
        model(&[("v3/pay/_types", chain), ("v3/pay/a", &get("Used"))]);
        let own = format!("{TYPES}  Own: {{ fields: {{ own?: {{ type: Own }} }} }}\n");
        let report = try_model(&[("v3/pay/_types", &own), ("v3/pay/a", &get("Used"))]).unwrap_err();
        assert!(report.to_string().contains("nothing uses the type `Own`"));
    }

    #[test]
    fn what_is_only_copied_into_a_request_is_not_emitted() {
        let post = "post:\n  name: 下单\n  request: { type: Used }\n  responses: { 204: {} }\n";
        let model = model(&[("v3/pay/_types", TYPES), ("v3/pay/a", post)]);
        let module = &model.modules[&["v3".to_owned(), "pay".to_owned()][..]];
        assert!(module.types.is_empty());
        assert_eq!(
            crate::testing::record(&model, "v3::pay::a::post::Request").fields[0].wire,
            "a"
        );
    }
}
