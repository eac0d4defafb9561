//! Moves the types into the modules, operations and notifications that they live in.

use std::collections::HashMap;

use crate::lower::{Draft, Home};

/// Empties the draft's types into the model.
pub(super) fn place_types(draft: &mut Draft<'_>) {
    let model = &mut draft.model;
    let events: HashMap<String, usize> = model
        .notifications
        .iter()
        .enumerate()
        .map(|(index, notification)| (notification.event_type.clone(), index))
        .collect();
    for (_, ty) in draft.types.drain(..) {
        let home = match &*ty.home {
            Home::Module(path) => model.modules.get_mut(path).map(|module| &mut module.types),
            Home::Operation(path, verb) => model.modules.get_mut(path).and_then(|module| {
                let mut operations = module.operations.iter_mut();
                let operation = operations.find(|operation| operation.verb == *verb)?;
                Some(&mut operation.types)
            }),
            Home::Notification(event) => {
                let notification = events
                    .get(event)
                    .map(|&index| &mut model.notifications[index]);
                notification.map(|notification| &mut notification.types)
            }
            Home::Notifications => Some(&mut model.notification_types),
        };
        if let Some(types) = home {
            types.push(ty.built.ty);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::testing::model;

    #[test]
    fn each_type_lives_where_it_belongs() {
        let spec = "
post:
  name: 下单
  request: { json: { own: { fields: { a: { type: Shared } } } } }
  responses: { 204: {} }
types:
  Shared: { fields: { inner: { fields: { a: { type: string } } } } }
";
        let model = model(&[
            ("v3/pay/a", spec),
            ("notifications/_types", "types:\n  Common: { enum: [A] }\n"),
            (
                "notifications/PAY.DONE",
                "name: 支付成功\nresource: { fields: { common: { type: Common } } }\n",
            ),
        ]);
        let names = |types: &[crate::model::Type]| -> Vec<String> {
            types.iter().map(|ty| ty.rust.clone()).collect()
        };
        let module = model
            .modules
            .values()
            .find(|module| module.url == "/v3/pay/a")
            .unwrap();
        assert_eq!(names(&module.types), ["Inner", "Shared"]);
        assert_eq!(names(&module.operations[0].types), ["Own", "Request"]);
        assert_eq!(names(&model.notifications[0].types), ["Resource"]);
        assert_eq!(names(&model.notification_types), ["Common"]);
    }
}
