//! Names the companions of structs that have required as well as optional fields.

use super::graph::record;
use crate::lower::Draft;
use crate::model::{Struct, TypeKind};

/// Gives each mixed request struct the name of its companion: `Required` for a `Request`,
/// else the struct's name with `Required`; a name that is taken gets a `_`.
pub(super) fn name_required_structs(draft: &mut Draft<'_>) {
    for index in 0..draft.types.len() {
        if let Some(name) = companion_name(draft, index)
            && let Some((_, ty)) = draft.types.get_index_mut(index)
            && let TypeKind::Struct(record) = &mut ty.built.ty.kind
        {
            record.required_struct = Some(name);
        }
    }
}

/// The name of the companion of a struct that needs one. Companions cannot take each
/// other's names, for they differ as their structs do.
fn companion_name(draft: &Draft<'_>, index: usize) -> Option<String> {
    let (path, _) = draft.types.get_index(index)?;
    if !is_mixed(record(draft, index)?) {
        return None;
    }
    let (name, module) = path.split_last()?;
    let mut companion = match &**name {
        "Request" => "Required".to_owned(),
        name => format!("{name}Required"),
    };
    let mut taken = module.to_vec();
    taken.push(companion.clone());
    while draft.types.contains_key(&taken) {
        companion.push('_');
        taken.pop();
        taken.push(companion.clone());
    }
    Some(companion)
}

fn is_mixed(record: &Struct) -> bool {
    let required = record.fields.iter().filter(|field| field.required).count();
    record.in_request && required > 0 && required < record.fields.len()
}

#[cfg(test)]
mod tests {
    use crate::testing::{model, record};

    #[test]
    fn only_mixed_request_structs_get_a_companion() {
        let spec = "
post:
  name: 下单
  request:
    json:
      mixed: { fields: { a: { type: string }, b?: { type: string } } }
      all: { fields: { a: { type: string } } }
      none?: { fields: { a?: { type: string } } }
      mixed_required: { fields: { a: { type: string } } }
  responses: { 200: { json: { a: { type: string }, b?: { type: string } } } }
";
        let model = model(&[("v3/pay/a", spec)]);
        for (path, name) in [
            ("Request", Some("Required")),
            ("Mixed", Some("MixedRequired_")),
            ("MixedRequired", None),
            ("All", None),
            ("None", None),
            ("Response", None),
        ] {
            let record = record(&model, &format!("v3::pay::a::post::{path}"));
            assert_eq!(record.required_struct.as_deref(), name, "{path}");
        }
    }
}
