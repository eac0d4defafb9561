//! Notifications: the `Event` enum, and one module for each event type.
//!
//! Invariant: an event type that is not known, or whose features are off, or whose
//! resource fits none of its shapes, becomes `Unknown` and keeps its plaintext.

use super::escape::{code, literal, sentence};
use super::paths::{SOURCES, Scope, header};
use super::text::{INLINE, Text};
use super::{Dialect, Files, docs, types};
use crate::model::{Model, Notification, Shape};
use crate::parallel;

const DECRYPTED: &str = "::wechatpay_runtime::DecryptedNotification";
const PARAMETER: &str = "notification: &::wechatpay_runtime::DecryptedNotification";
const RESULT: &str = "::core::result::Result<Self, ::wechatpay_runtime::DecodeError>";

/// `notifications.rs`, a file for the types that notifications share, and one for each notification.
pub(crate) fn emit(model: &Model, dialect: &dyn Dialect, files: &mut Files) {
    let notifications = &model.notifications;
    files.insert(format!("{SOURCES}/notifications.rs"), index(model));
    if !model.notification_types.is_empty() {
        super::shared::emit(
            super::shared::Kind::Shared,
            &["notifications".to_owned()],
            "specs/notifications/_types.yaml",
            &model.notification_types,
            "Part of several notifications.",
            dialect,
            files,
        );
    }
    files.extend(parallel::map(notifications, |notification| {
        let stem = super::paths::stem(&notification.module);
        let file = format!("{SOURCES}/notifications/{stem}.rs");
        (file, module(notification, dialect))
    }));
}

/// Whether the resource is an enum of shapes.
fn has_shapes(notification: &Notification) -> bool {
    match notification.shapes.as_slice() {
        [only] => is_conditional(only),
        _ => true,
    }
}

fn is_conditional(shape: &Shape) -> bool {
    !shape.when_present.is_empty() || !shape.when_original_type.is_empty()
}

fn index(model: &Model) -> String {
    let notifications = &model.notifications;
    let mut text = Text::begin(&header("specs/notifications"));
    text.module_doc("What WeChat Pay notifies of: [`Event`], and a module for each event type.");
    if !notifications.is_empty() {
        text.blank();
    }
    for notification in notifications {
        gate(&mut text, notification);
        text.line(format_args!("pub mod {};", notification.module));
    }
    if !model.notification_types.is_empty() {
        super::shared::declare(&mut text, super::shared::Kind::Shared);
    }
    text.blank();
    text.doc("A notification, by its event type.\n\nThe type of an event's resource is `Resource` of the module of the same name.");
    text.line("#[derive(Clone, Debug)]");
    text.line("#[non_exhaustive]");
    text.open("pub enum Event {");
    for notification in notifications {
        variant(&mut text, notification);
    }
    text.doc("A notification that this version does not know, or whose features are off.");
    text.line(format_args!("Unknown({DECRYPTED}),"));
    text.close("}");
    choice(&mut text, notifications);
    text.finish()
}

/// How an event is chosen.
fn choice(text: &mut Text, notifications: &[Notification]) {
    text.blank();
    text.open("impl ::wechatpay_runtime::FromNotification for Event {");
    text.line(INLINE);
    text.function("fn from_notification", &[PARAMETER], RESULT);
    text.open("match notification.event_type.as_str() {");
    for notification in notifications {
        gate(text, notification);
        let variant = &notification.variant;
        let event_type = literal(&notification.event_type);
        if has_shapes(notification) {
            text.open(format_args!("{event_type} => {{"));
            let read = "::wechatpay_runtime::FromNotification::from_notification(notification)";
            text.chain("", read, &[&format!(".map(Self::{variant})")], "");
            text.close("}");
        } else {
            take(text, &format!("{event_type} => "), variant, ",");
        }
    }
    text.arm(
        "_",
        "::core::result::Result::Ok(Self::Unknown(::core::clone::Clone::clone(notification)))",
    );
    text.close("}");
    text.close("}");
    text.close("}");
}

/// The resource, decoded into the box that the variant holds.
fn take(text: &mut Text, before: &str, variant: &str, after: &str) {
    let map = format!(".map(|decoded| Self::{variant}(decoded.value))");
    text.chain(before, "notification", &[".resource()", &map], after);
}

fn variant(text: &mut Text, notification: &Notification) {
    text.doc(&format!(
        "{}: {}",
        sentence(&notification.docs.name),
        code(&notification.event_type)
    ));
    docs::aliases(
        text,
        &notification.variant,
        &[&notification.event_type, &notification.docs.name],
    );
    gate(text, notification);
    let resource = format!("{}::Resource", notification.module);
    let boxed = format!("::std::boxed::Box<{resource}>");
    let held = if has_shapes(notification) {
        &resource
    } else {
        &boxed
    };
    text.line(format_args!("{}({held}),", notification.variant));
}

/// The features that the notification's types need, as a `cfg`.
fn gate(text: &mut Text, notification: &Notification) {
    let needs: Vec<String> = notification
        .features
        .iter()
        .map(|feature| format!("feature = \"{feature}\""))
        .collect();
    match needs.as_slice() {
        [] => {}
        [only] => text.line(format_args!("#[cfg({only})]")),
        all => text.line(format_args!("#[cfg(all({}))]", all.join(", "))),
    }
}

fn module(notification: &Notification, dialect: &dyn Dialect) -> String {
    let path = ["notifications".to_owned(), notification.module.clone()];
    let scope = Scope::plain(&path, &notification.types);
    let mut text = Text::begin(&header(&notification.source));
    text.module_doc(&docs::notification(
        &notification.event_type,
        &notification.docs,
    ));
    text.blank();
    let title = code(&notification.event_type);
    match notification.shapes.as_slice() {
        [only] if !is_conditional(only) => {
            let name = scope.named(&only.ty);
            if name != "Resource" {
                text.doc(&format!("What {title} carries."));
                text.assign("pub type Resource =", &format!("{name};"));
            }
        }
        shapes => resource(&mut text, &scope, &title, shapes),
    }
    for ty in &notification.types {
        types::emit(&mut text, &scope, ty, &format!("Part of {title}."), dialect);
    }
    text.finish()
}

/// The enum of the shapes, and how one is chosen.
fn resource(text: &mut Text, scope: &Scope, title: &str, shapes: &[Shape]) {
    let closed = shapes.last().is_some_and(|last| !is_conditional(last));
    text.doc(&format!("What {title} carries: one of several shapes."));
    text.line("#[derive(Clone, Debug)]");
    text.line("#[non_exhaustive]");
    text.open("pub enum Resource {");
    for shape in shapes {
        let label = shape.label.as_deref().map(sentence);
        text.doc(&label.unwrap_or_else(|| code(&shape.rust)));
        text.variant(
            &shape.rust,
            &format!("{}<{}>", scope.name("Box"), scope.named(&shape.ty)),
        );
    }
    if !closed {
        text.doc("None of the shapes above.");
        text.line(format_args!("Unknown({DECRYPTED}),"));
    }
    text.close("}");
    text.blank();
    text.open("impl ::wechatpay_runtime::FromNotification for Resource {");
    text.line(INLINE);
    text.function("fn from_notification", &[PARAMETER], RESULT);
    for shape in shapes {
        if is_conditional(shape) {
            condition(text, shape);
            take(text, "return ", &shape.rust, ";");
            text.close("}");
        } else {
            take(text, "", &shape.rust, "");
            break;
        }
    }
    if !closed {
        text.line(
            "::core::result::Result::Ok(Self::Unknown(::core::clone::Clone::clone(notification)))",
        );
    }
    text.close("}");
    text.close("}");
}

/// `if notification.fits(&[original types], &[keys]) {`
fn condition(text: &mut Text, shape: &Shape) {
    let list = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| literal(name)).collect();
        format!("&[{}]", names.join(", "))
    };
    let types = list(&shape.when_original_type);
    let keys = list(&shape.when_present);
    text.condition("notification.fits", &[&types, &keys]);
}
