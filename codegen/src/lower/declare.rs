//! The types that specs declare, and which one a name means.
//!
//! Invariant: a name means the declaration of the nearest URL at or above the one
//! that uses it; a name with a `/` means exactly one.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use super::tree::{Tree, upwards};
use crate::diagnostics::{Code, Diagnostic, Place, nearest};
use crate::model::{ModulePath, TypePath};
use crate::names;
use crate::spec::{Content, Spanned, SpecFile, TypeDeclaration, Types};

/// Where declared types live and names are looked for: a URL (`/v3/pay`), or for
/// notifications `notifications` and `notifications/REFUND.SUCCESS`.
pub(crate) type Scope = String;

/// The scope of the types that notifications share.
pub(crate) const NOTIFICATIONS: &str = "notifications";

/// What the type of a notification's resource is called.
pub(crate) const RESOURCE: &str = "Resource";

/// The types that the language of specs knows by itself.
pub(crate) const BUILT_IN: &[&str] = &[
    "string", "integer", "number", "boolean", "object", "any", "file",
];

/// One declared type.
#[derive(Debug)]
pub(crate) struct Declaration<'s> {
    pub(crate) name: &'s str,
    pub(crate) path: TypePath,
    pub(crate) spec: &'s TypeDeclaration,
    pub(crate) place: Place,
}

/// All declared types.
#[derive(Debug, Default)]
pub(crate) struct Declarations<'s> {
    scopes: BTreeMap<Scope, HashMap<&'s str, usize>>,
    pub(crate) all: Vec<Declaration<'s>>,
    /// Whether a file could not be read at all: then a name that is not found may be in there.
    pub(crate) incomplete: bool,
}

/// Collects the declarations of all files.
pub(crate) fn collect_declarations<'s>(
    files: &'s [SpecFile],
    tree: &Tree,
    notification_modules: &BTreeMap<&'s str, ModulePath>,
    problems: &mut Vec<Diagnostic>,
) -> Declarations<'s> {
    let mut declarations = Declarations::default();
    for file in files {
        let (scope, module, types) = match &file.content {
            Content::Url(segments, spec) => (super::tree::url_of(segments), None, &spec.types),
            Content::Types(segments, spec) => (super::tree::url_of(segments), None, &spec.types),
            Content::Notification(event, spec) => (
                format!("{NOTIFICATIONS}/{event}"),
                notification_modules.get(&**event).cloned(),
                &spec.types,
            ),
            Content::NotificationTypes(spec) => {
                let module = vec![NOTIFICATIONS.to_owned()];
                (NOTIFICATIONS.to_owned(), Some(module), &spec.types)
            }
        };
        let module = module
            .or_else(|| tree.nodes.get(&scope).map(|node| node.module.clone()))
            .unwrap_or_default();
        if let Some(types) = types {
            declarations.add(&file.path, &scope, &module, types, problems);
        }
    }
    declarations
}

impl<'s> Declarations<'s> {
    fn add(
        &mut self,
        file: &Arc<str>,
        scope: &str,
        module: &ModulePath,
        types: &'s Types,
        problems: &mut Vec<Diagnostic>,
    ) {
        let known = self.scopes.entry(scope.to_owned()).or_default();
        for (name, spec) in &types.0 {
            let place = Place {
                file: file.clone(),
                span: name.span,
            };
            problems.extend(check_name(name, &place, scope.starts_with(NOTIFICATIONS)));
            if let Some(&other) = known.get(&*name.value) {
                let message = format!("`{}` is declared twice for this URL", name.value);
                problems.push(
                    Diagnostic::new(Code::DuplicateType, place, message)
                        .related(self.all[other].place.clone(), "first here")
                        .help("leave one of the two out, or give it another name"),
                );
                continue;
            }
            known.insert(&name.value, self.all.len());
            let mut path = module.clone();
            path.push(name.value.clone());
            self.all.push(Declaration {
                name: &name.value,
                path,
                spec,
                place,
            });
        }
    }

    /// The scopes that declare types, sorted.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.scopes.keys()
    }

    /// The declarations of a scope, as indices into `all`, in the order of the files.
    pub(crate) fn in_scope(&self, scope: &str) -> Vec<usize> {
        let names = self.scopes.get(scope);
        let mut indices: Vec<usize> =
            names.map_or_else(Vec::new, |names| names.values().copied().collect());
        indices.sort_unstable();
        indices
    }

    /// The declaration that a name in a scope means.
    pub(crate) fn find(&self, name: &str, scope: &str) -> Option<&Declaration<'s>> {
        let look = |scope: &str, name: &str| {
            let index = *self.scopes.get(scope)?.get(name)?;
            self.all.get(index)
        };
        if let Some((scope, name)) = name.rsplit_once('/') {
            return look(scope, name);
        }
        let notification = scope.starts_with(NOTIFICATIONS).then_some("");
        upwards(scope)
            .chain(notification)
            .find_map(|scope| look(scope, name))
    }

    /// A problem that says that a name means nothing, and what may be meant.
    pub(crate) fn unknown(&self, name: &str, scope: &str, place: Place) -> Option<Diagnostic> {
        if self.incomplete {
            return None;
        }
        let message = format!("there is no type `{name}` here");
        let problem = Diagnostic::new(Code::UnknownType, place, message);
        Some(problem.help(self.suggestion(name, scope)))
    }

    fn suggestion(&self, name: &str, scope: &str) -> String {
        let last = name.rsplit('/').next().unwrap_or(name);
        let elsewhere: Vec<String> = self
            .scopes
            .iter()
            .filter(|(scope, names)| !scope.starts_with(NOTIFICATIONS) && names.contains_key(last))
            .map(|(scope, _)| format!("`{scope}/{last}`"))
            .collect();
        if !elsewhere.is_empty() {
            return format!("did you mean {}?", elsewhere.join(" or "));
        }
        if let Some((folder, last)) = name.rsplit_once('/') {
            let names = self
                .scopes
                .get(folder)
                .into_iter()
                .flat_map(|names| names.keys().copied());
            return match nearest(last, names) {
                Some(near) => format!("did you mean `{folder}/{near}`?"),
                None => format!("declare it in `specs{folder}/_types.yaml`, or correct the path"),
            };
        }
        let in_scope = upwards(scope)
            .filter_map(|scope| self.scopes.get(scope))
            .flat_map(|names| names.keys().copied());
        if let Some(near) = nearest(name, BUILT_IN.iter().copied().chain(in_scope)) {
            return format!("did you mean `{near}`?");
        }
        "declare it under `types`, in this file or in a `_types.yaml` above".to_owned()
    }
}

/// Whether a declared type may be called so.
fn check_name(name: &Spanned<String>, place: &Place, notification: bool) -> Option<Diagnostic> {
    let reserved =
        names::RESERVED_TYPES.contains(&&*name.value) || (notification && name.value == RESOURCE);
    if reserved {
        let message = format!("`{}` is a name of the generated code", name.value);
        return Some(
            Diagnostic::new(Code::ReservedName, place.clone(), message)
                .help("give the type a name that says what it is"),
        );
    }
    invalid_type_name(&name.value, place)
}

/// A problem if the name is none for a type.
pub(crate) fn invalid_type_name(name: &str, place: &Place) -> Option<Diagnostic> {
    if names::is_type_name(name) {
        return None;
    }
    let message = format!("`{name}` is no type name in upper camel case");
    Some(
        Diagnostic::new(Code::InvalidName, place.clone(), message)
            .help(format!("write it like `{}`", names::type_name(name))),
    )
}
