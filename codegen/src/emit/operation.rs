//! Operations: the verb's method on the handle, and the verb's module.
//!
//! Invariant: an operation's module always has `OPERATION`, has `Request` where the
//! operation takes something, and `Response` where it answers JSON, whether these are
//! structs of its own or names for shared ones.

use super::docs;
use super::escape::{code, literal};
use super::paths::Scope;
use super::text::{INLINE, Text};
use super::{Dialect, pages, types};
use crate::model::{
    Auth, BodyKind, Host, ModulePath, Operation, Repeat, Response, Type, TypeKind, Verb,
};

/// The path of the operation's module.
pub(crate) fn module_path(node: &[String], operation: &Operation) -> ModulePath {
    let mut path = node.to_vec();
    path.push(operation.verb.rust().to_owned());
    path
}

/// The method on the URL's handle.
pub(crate) fn method(text: &mut Text, scope: &Scope, operation: &Operation) {
    let verb = operation.verb.rust();
    text.blank();
    text.doc(&docs::operation(operation));
    docs::aliases(text, verb, &[&operation.id, &operation.docs.name]);
    docs::deprecated(text, operation.docs.deprecated.as_deref());
    text.line(INLINE);
    let answer = match &operation.response {
        Response::Empty => "()".to_owned(),
        Response::Json(_) => format!("{verb}::Response"),
        Response::File(_) => "::wechatpay_runtime::Download".to_owned(),
    };
    let output = format!("::wechatpay_runtime::Call<'a, {answer}>");
    let name = format!("pub fn {verb}");
    let table = format!("&{verb}::OPERATION");
    if operation.request.is_some() {
        let (taken, given) = if is_given_whole(operation) {
            (format!("{verb}::Request"), "request")
        } else {
            let into = scope.name("Into");
            (format!("impl {into}<{verb}::Request>"), "request.into()")
        };
        text.function(&name, &["self", &format!("request: {taken}")], &output);
        let paging = format!("&{verb}::PAGING");
        match operation.pages {
            Some(_) => text.call(
                "::wechatpay_runtime::Call::paged",
                &["self.0", &table, &paging, given],
            ),
            None => text.call("::wechatpay_runtime::Call::new", &["self.0", &table, given]),
        }
    } else {
        text.function(&name, &["self"], &output);
        text.call("::wechatpay_runtime::Call::bare", &["self.0", &table]);
    }
    text.close("}");
}

/// Whether nothing but a `Request` makes one, so that the verb takes just that: no
/// struct of the required fields converts into it.
fn is_given_whole(operation: &Operation) -> bool {
    operation.types.iter().any(|ty| {
        ty.rust == "Request"
            && matches!(&ty.kind, TypeKind::Struct(shape) if shape.required_struct.is_none())
    })
}

/// What is in the verb's module.
pub(crate) fn body(text: &mut Text, node: &[String], operation: &Operation, dialect: &dyn Dialect) {
    print(text, node, operation, dialect, |_| true);
}

/// What is in the verb's module beside its [`parts`].
pub(crate) fn outline(
    text: &mut Text,
    node: &[String],
    operation: &Operation,
    dialect: &dyn Dialect,
) {
    print(text, node, operation, dialect, is_whole);
}

/// The types inside the request and the answer.
pub(crate) fn parts(operation: &Operation) -> impl Iterator<Item = &Type> {
    operation.types.iter().filter(|ty| !is_whole(ty))
}

fn is_whole(ty: &Type) -> bool {
    ty.rust == "Request" || ty.rust == "Response"
}

fn print(
    text: &mut Text,
    node: &[String],
    operation: &Operation,
    dialect: &dyn Dialect,
    is_here: impl Fn(&Type) -> bool,
) {
    let path = module_path(node, operation);
    let scope = Scope::plain(&path, &operation.types);
    table(text, operation);
    if let Some(facts) = &operation.pages {
        pages::table(text, facts);
    }
    if let Some(request) = operation
        .request
        .as_ref()
        .filter(|request| !is_own(request, &path))
    {
        alias(
            text,
            &scope,
            "Request",
            &format!("What {} takes.", code(&operation.id)),
            request,
        );
    }
    if let Response::Json(response) = &operation.response
        && !is_own(response, &path)
    {
        alias(
            text,
            &scope,
            "Response",
            &format!("What {} answers.", code(&operation.id)),
            response,
        );
    }
    for ty in operation.types.iter().filter(|ty| is_here(ty)) {
        let fallback = match ty.rust.as_str() {
            "Request" => format!("What {} takes.", code(&operation.id)),
            "Response" => format!("What {} answers.", code(&operation.id)),
            _ => format!("Part of {}.", code(&operation.id)),
        };
        types::emit(text, &scope, ty, &fallback, dialect);
    }
}

fn is_own(ty: &[String], module: &[String]) -> bool {
    ty.split_last().is_some_and(|(_, path)| path == module)
}

fn alias(text: &mut Text, scope: &Scope, name: &str, doc: &str, target: &[String]) {
    text.blank();
    text.doc(doc);
    text.assign(
        &format!("pub type {name} ="),
        &format!("{};", scope.named(target)),
    );
}

/// How the body travels; of an upload, with what its files may be.
fn body_line(text: &mut Text, operation: &Operation) {
    const BODY: &str = "::wechatpay_runtime::Body";
    match operation.body {
        BodyKind::None => text.line(format_args!("body: {BODY}::None,")),
        BodyKind::Json => text.line(format_args!("body: {BODY}::Json,")),
        BodyKind::Multipart => {
            let limits = &operation.upload;
            let most = limits
                .max_bytes
                .map_or_else(|| "None".to_owned(), |most| format!("Some({most})"));
            let types: Vec<String> = limits
                .media_types
                .iter()
                .map(|name| literal(name))
                .collect();
            text.open(format_args!(
                "body: {BODY}::Multipart(::wechatpay_runtime::UploadLimits {{"
            ));
            text.line(format_args!("max_bytes: {most},"));
            text.list("media_types: &", &types, ",");
            text.close("}),");
        }
    }
}

/// The static that the runtime reads.
fn table(text: &mut Text, operation: &Operation) {
    text.doc("The operation's entry in the table of operations.");
    text.open(
        "pub static OPERATION: ::wechatpay_runtime::Operation = ::wechatpay_runtime::Operation {",
    );
    text.line(format_args!("id: {},", literal(&operation.id)));
    text.line(format_args!("name: {},", literal(&operation.docs.name)));
    let method = match operation.verb {
        Verb::Get => "Get",
        Verb::Post => "Post",
        Verb::Put => "Put",
        Verb::Patch => "Patch",
        Verb::Delete => "Delete",
    };
    text.line(format_args!(
        "method: ::wechatpay_runtime::Method::{method},"
    ));
    text.line(format_args!("path: {},", literal(&operation.path)));
    body_line(text, operation);
    let answer = match operation.response {
        Response::Empty => "Empty",
        Response::Json(_) => "Json",
        Response::File(_) => "File",
    };
    text.line(format_args!(
        "response: ::wechatpay_runtime::Answer::{answer},"
    ));
    let host = match operation.host {
        Host::Mainland => "Mainland",
        Host::Overseas => "Overseas",
    };
    text.line(format_args!("host: ::wechatpay_runtime::Host::{host},"));
    let auth = match operation.auth {
        Auth::Merchant => "Merchant",
        Auth::Brand => "Brand",
    };
    text.line(format_args!("auth: ::wechatpay_runtime::Auth::{auth},"));
    let repeat = match &operation.repeat {
        Repeat::Safe => "Safe".to_owned(),
        Repeat::Keyed(field) => format!("Keyed({})", literal(field)),
        Repeat::Unknown => "Unknown".to_owned(),
    };
    text.line(format_args!(
        "repeat: ::wechatpay_runtime::Repeat::{repeat},"
    ));
    text.close("};");
}
