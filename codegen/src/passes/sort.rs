//! Sorts what the files' order must not decide.

use crate::lower::Draft;
use crate::model::Type;

/// Sorts modules' children, operations and types, and the notifications.
pub(super) fn sort(draft: &mut Draft<'_>) {
    let model = &mut draft.model;
    for module in model.modules.values_mut() {
        module.sources.sort();
        module.children.sort_by(|a, b| a.wire.cmp(&b.wire));
        module.operations.sort_by_key(|operation| operation.verb);
        sort_types(&mut module.types);
        for operation in &mut module.operations {
            sort_types(&mut operation.types);
        }
    }
    model
        .notifications
        .sort_by(|a, b| a.event_type.cmp(&b.event_type));
    for notification in &mut model.notifications {
        sort_types(&mut notification.types);
    }
    sort_types(&mut model.notification_types);
}

fn sort_types(types: &mut [Type]) {
    types.sort_by(|a, b| a.rust.cmp(&b.rust));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::testing::model;

    #[test]
    fn verbs_children_and_notifications_are_in_order() {
        let verbs = "
delete: { name: 删除, responses: { 204: {} } }
get: { name: 查询, responses: { 204: {} } }
";
        let event = "name: 通知\nresource: { fields: { a: { type: string } } }\n";
        let model = model(&[
            ("notifications/B", event),
            ("notifications/A", event),
            ("v3/pay/b", verbs),
            ("v3/pay/a", verbs),
        ]);
        let events: Vec<&str> = model.notifications.iter().map(|n| &*n.event_type).collect();
        assert_eq!(events, ["A", "B"]);
        let pay = model
            .modules
            .values()
            .find(|module| module.url == "/v3/pay")
            .unwrap();
        let children: Vec<&str> = pay.children.iter().map(|child| &*child.wire).collect();
        assert_eq!(children, ["a", "b"]);
        let module = model
            .modules
            .values()
            .find(|module| module.url == "/v3/pay/a")
            .unwrap();
        let ids: Vec<&str> = module
            .operations
            .iter()
            .map(|operation| &*operation.id)
            .collect();
        assert_eq!(ids, ["GET /v3/pay/a", "DELETE /v3/pay/a"]);
    }
}
