//! Computes the Cargo features: which module each gates, and which others it needs.

use std::collections::{BTreeMap, BTreeSet};

use super::graph::named;
use crate::diagnostics::{Code, Diagnostic};
use crate::lower::{Draft, DraftType, Home};
use crate::model::{Feature, ModulePath, TypeKind, TypePath};

/// Gates the modules, and computes what each feature and each notification needs.
pub(super) fn assign_features(draft: &mut Draft<'_>) {
    let gates = gate_modules(draft);
    let mut needs: BTreeMap<String, BTreeSet<String>> = gates
        .values()
        .map(|feature| (feature.clone(), BTreeSet::new()))
        .collect();
    let mut events: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut problems = Vec::new();
    for (path, ty) in &draft.types {
        for (field, used) in used_types(ty) {
            let Some(needed) = feature_of(&gates, used) else {
                continue;
            };
            match (&*ty.home, feature_of(&gates, path)) {
                (Home::Notification(event), _) => {
                    events
                        .entry(event.clone())
                        .or_default()
                        .insert(needed.clone());
                }
                (_, Some(own)) if own == needed => {}
                (_, Some(own)) => {
                    needs.entry(own.clone()).or_default().insert(needed.clone());
                }
                (_, None) => problems.push(gated(ty, field, used, needed)),
            }
        }
    }
    draft.problems.extend(problems);
    add_bodies(draft, &gates, &mut needs, &mut events);
    for notification in &mut draft.model.notifications {
        let features = events.remove(&notification.event_type).unwrap_or_default();
        notification.features = features.into_iter().collect();
    }
    let feature = |(name, needs): (String, BTreeSet<String>)| Feature {
        name,
        needs: needs.into_iter().collect(),
    };
    draft.model.features = needs.into_iter().map(feature).collect();
}

/// Marks the modules and segments that a feature gates; gives the features by module.
fn gate_modules(draft: &mut Draft<'_>) -> BTreeMap<ModulePath, String> {
    let mut gates = BTreeMap::new();
    for (path, module) in &mut draft.model.modules {
        module.feature = gate(&module.url);
        if let Some(feature) = &module.feature {
            gates.insert(path.clone(), feature.clone());
        }
        for child in &mut module.children {
            child.feature = gate(&format!("{}/{}", module.url, child.wire));
        }
    }
    gates
}

/// The feature that gates exactly this URL: the first segment below `/v3`, and each of
/// the other roots.
fn gate(url: &str) -> Option<String> {
    let segments: Vec<&str> = url.split('/').skip(1).collect();
    match segments.as_slice() {
        ["v3", segment] => Some(segment.trim_matches(['{', '}']).to_owned()),
        [root] if *root != "v3" => Some((*root).to_owned()),
        _ => None,
    }
}

fn feature_of<'g>(gates: &'g BTreeMap<ModulePath, String>, path: &TypePath) -> Option<&'g String> {
    (1..=path.len().min(2)).find_map(|length| gates.get(&path[..length]))
}

/// The types that a type's fields name, with the fields' indices.
fn used_types(ty: &DraftType) -> impl Iterator<Item = (usize, &TypePath)> {
    let fields = match &ty.built.ty.kind {
        TypeKind::Struct(record) => &record.fields[..],
        _ => &[],
    };
    fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| Some((index, named(&field.ty)?)))
}

/// What operations and notifications need beyond the fields of their own types.
fn add_bodies(
    draft: &Draft<'_>,
    gates: &BTreeMap<ModulePath, String>,
    needs: &mut BTreeMap<String, BTreeSet<String>>,
    events: &mut BTreeMap<String, BTreeSet<String>>,
) {
    for (path, module) in &draft.model.modules {
        for operation in &module.operations {
            let crate::model::Response::Json(response) = &operation.response else {
                continue;
            };
            if let (Some(own), Some(needed)) =
                (feature_of(gates, path), feature_of(gates, response))
                && own != needed
            {
                needs.entry(own.clone()).or_default().insert(needed.clone());
            }
        }
    }
    for notification in &draft.model.notifications {
        for shape in &notification.shapes {
            if let Some(needed) = feature_of(gates, &shape.ty) {
                let features = events.entry(notification.event_type.clone()).or_default();
                features.insert(needed.clone());
            }
        }
    }
}

fn gated(ty: &DraftType, field: usize, used: &TypePath, feature: &str) -> Diagnostic {
    let name = used.last().map_or("", |name| name);
    let message = format!(
        "`{}` is always there, but `{name}` only with the feature `{feature}`",
        ty.built.ty.rust
    );
    Diagnostic::new(Code::GatedType, ty.built.fields[field].clone(), message).help(format!(
        "declare `{name}` where this type is declared, or above"
    ))
}

#[cfg(test)]
mod tests {
    use crate::testing::{get, model};

    #[test]
    fn gates_the_first_segment_and_computes_needs() {
        let types = "types:\n  Amount: { fields: { total: { type: integer } } }\n";
        let uses = "
get:
  name: 查询
  responses: { 200: { json: { amount: { type: /v3/pay/Amount } } } }
";
        let event = "name: 支付成功\nresource: { type: /v3/pay/Amount }\n";
        let model = model(&[
            ("v3/pay/_types", types),
            ("v3/pay/a", &get("Amount")),
            ("v3/busi-favor/b", uses),
            ("v3/refund/c", &get("/v3/pay/Amount")),
            (
                "v3/global/pay/d",
                "get: { name: 查询, responses: { 204: {} } }",
            ),
            ("hk/v3/e", "get: { name: 查询, responses: { 204: {} } }"),
            ("notifications/PAY.DONE", event),
        ]);
        let features: Vec<(&str, Vec<&str>)> = model
            .features
            .iter()
            .map(|feature| {
                let needs = feature.needs.iter().map(|need| &**need).collect();
                (&*feature.name, needs)
            })
            .collect();
        assert_eq!(
            features,
            [
                ("busi-favor", vec!["pay"]),
                ("global", vec![]),
                ("hk", vec![]),
                ("pay", vec![]),
                ("refund", vec!["pay"]),
            ]
        );
        let gated: Vec<&str> = model
            .modules
            .values()
            .filter(|module| module.feature.is_some())
            .map(|module| &*module.url)
            .collect();
        assert_eq!(
            gated,
            [
                "/hk",
                "/v3/busi-favor",
                "/v3/global",
                "/v3/pay",
                "/v3/refund"
            ]
        );
        assert_eq!(model.notifications[0].features, ["pay"]);
    }
}
