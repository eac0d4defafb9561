//! Finds the structs that a request can reach.

use super::graph::{reachable, requests};
use crate::lower::Draft;
use crate::model::TypeKind;

/// Marks each struct that a request can reach: there, required is a promise.
pub(super) fn mark_request_types(draft: &mut Draft<'_>) {
    for index in reachable(draft, requests(draft)) {
        if let Some((_, ty)) = draft.types.get_index_mut(index)
            && let TypeKind::Struct(record) = &mut ty.built.ty.kind
        {
            record.in_request = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{model, record};

    #[test]
    fn what_a_request_reaches_is_marked_and_the_rest_is_not() {
        let spec = "
post:
  name: 下单
  request: { json: { goods: { type: \"Goods[]\" } } }
  responses: { 200: { type: Order } }
types:
  Goods: { fields: { tag?: { type: Tag } } }
  Tag: { fields: { a: { type: string } } }
  Order: { fields: { goods: { type: Goods } } }
";
        let model = model(&[("v3/pay/a", spec)]);
        for (path, marked) in [
            ("v3::pay::a::post::Request", true),
            ("v3::pay::a::Goods", true),
            ("v3::pay::a::Tag", true),
            ("v3::pay::a::Order", false),
        ] {
            assert_eq!(record(&model, path).in_request, marked, "{path}");
        }
    }
}
