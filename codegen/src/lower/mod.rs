//! Lowering: spec files become a [`Draft`] of the model, in which every name is resolved
//! and every Rust name decided.
//!
//! Invariant: the order of the files does not matter, and a problem never stops the
//! search for others.

mod builder;
mod declare;
mod declared;
mod enumeration;
mod field;
mod groups;
mod kind;
mod limits;
mod notification;
mod operation;
mod pages;
mod parameters;
mod repeat;
mod tree;

pub(crate) use builder::{Built, Sample};
pub(crate) use limits::whole_value;

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;
use foldhash::fast::FixedState;
use indexmap::IndexMap;

use crate::diagnostics::Diagnostic;
use crate::model::{
    Model, Module, ModulePath, Notification, Operation, PathParam, Segment, TypePath, Verb,
};
use crate::names;
use crate::parallel;
use crate::spec::{Content, NotificationFile, SpecFile, UrlFile, parameter_name};
use builder::{Builder, Finished};
use declare::{Declarations, NOTIFICATIONS, collect_declarations};
use declared::{ModuleTypes, build_declared};
use notification::{EventNames, name_events};
use operation::{UrlFacts, operations};
use tree::{Tree, Url, build_tree, url_of};

/// The declared types that are already built.
pub(crate) type SharedTypes<'t> = HashMap<&'t TypePath, &'t Built>;

/// Uses of types that the model does not show.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// Types whose fields were copied into a request.
    pub(crate) copied: Vec<TypePath>,
}

/// What a type lives in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Home {
    Module(ModulePath),
    Operation(ModulePath, Verb),
    /// By event type.
    Notification(String),
    /// The types that notifications share.
    Notifications,
}

/// A type of the draft.
#[derive(Debug)]
pub(crate) struct DraftType {
    pub(crate) built: Built,
    pub(crate) home: Arc<Home>,
}

/// The model while the passes complete it.
#[derive(Debug, Default)]
pub(crate) struct Draft<'s> {
    /// Everything but the types.
    pub(crate) model: Model,
    /// The types by path.
    pub(crate) types: IndexMap<TypePath, DraftType, FixedState>,
    pub(crate) samples: Vec<Sample<'s>>,
    pub(crate) uses: Uses,
    pub(crate) problems: Vec<Diagnostic>,
    /// Whether a file could not be read at all.
    pub(crate) incomplete: bool,
}

/// Lowers the files, which are sorted by path; `incomplete` where others could not be read.
pub(crate) fn lower(files: &[SpecFile], incomplete: bool) -> Draft<'_> {
    let mut draft = Draft {
        incomplete,
        ..Draft::default()
    };
    let tree = build_tree(files, &mut draft.problems);
    let events = notification_names(files);
    let modules = events
        .iter()
        .map(|(event, names)| (*event, notification_module(names)));
    let modules = modules.collect();
    let mut declarations = collect_declarations(files, &tree, &modules, &mut draft.problems);
    declarations.incomplete = incomplete;

    let shared = module_types(&tree, &declarations);
    let built = parallel::map(&shared, |(_, types)| build_declared(types, &declarations));
    for ((home, _), finished) in shared.into_iter().zip(built) {
        draft.take(home, finished);
    }
    let lowered = {
        let shared: SharedTypes<'_> = draft
            .types
            .iter()
            .map(|(path, ty)| (path, &ty.built))
            .collect();
        let context = Context {
            tree: &tree,
            declarations: &declarations,
            events: &events,
            shared: &shared,
        };
        parallel::map(files, |file| context.lower_file(file))
    };
    draft.model.modules = modules_of(&tree);
    for file in lowered {
        draft.take_file(file, &tree);
    }
    draft
}

/// The names of all notifications, by event type.
fn notification_names(files: &[SpecFile]) -> BTreeMap<&str, EventNames> {
    let mut events: Vec<&str> = files
        .iter()
        .filter_map(|file| match &file.content {
            Content::Notification(event, _) => Some(&**event),
            _ => None,
        })
        .collect();
    events.sort_unstable();
    let names = name_events(&events);
    events.into_iter().zip(names).collect()
}

fn notification_module(names: &EventNames) -> ModulePath {
    vec![NOTIFICATIONS.to_owned(), names.module.clone()]
}

/// The declarations of URLs, by the module that they live in. A notification's own types
/// are built together with its shapes, for they share a module.
fn module_types(tree: &Tree, declarations: &Declarations<'_>) -> Vec<(Home, ModuleTypes)> {
    declarations
        .scopes()
        .filter_map(|scope| {
            let (home, module) = if scope == NOTIFICATIONS {
                (Home::Notifications, vec![NOTIFICATIONS.to_owned()])
            } else {
                let module = tree.nodes.get(scope)?.module.clone();
                (Home::Module(module.clone()), module)
            };
            let types = ModuleTypes {
                scope: scope.clone(),
                module,
                declarations: declarations.in_scope(scope),
            };
            Some((home, types))
        })
        .collect()
}

/// What lowering one file gave.
#[derive(Default)]
struct LoweredFile<'s> {
    types: Vec<(Home, Finished<'s>)>,
    operations: Vec<Operation>,
    module: ModulePath,
    notification: Option<Notification>,
    /// The URL's parameters, by the URL of their segment.
    parameters: Vec<(Url, PathParam)>,
    uses: Uses,
}

/// What is known of all files when one is lowered.
struct Context<'c, 's> {
    tree: &'c Tree,
    declarations: &'c Declarations<'s>,
    events: &'c BTreeMap<&'s str, EventNames>,
    shared: &'c SharedTypes<'c>,
}

impl<'s> Context<'_, 's> {
    fn lower_file(&self, file: &'s SpecFile) -> LoweredFile<'s> {
        match &file.content {
            Content::Url(segments, spec) => self.lower_url(file, segments, spec),
            Content::Notification(event, spec) => self.lower_notification(file, event, spec),
            Content::Types(..) | Content::NotificationTypes(_) => LoweredFile::default(),
        }
    }

    fn lower_url(
        &self,
        file: &'s SpecFile,
        segments: &[String],
        spec: &'s UrlFile,
    ) -> LoweredFile<'s> {
        let url = url_of(segments);
        let module = self
            .tree
            .nodes
            .get(&url)
            .map(|node| node.module.clone())
            .unwrap_or_default();
        let mut lowered = LoweredFile::default();
        let mut builder = self.builder(file, &url, module.clone());
        let at = operations(spec)
            .next()
            .map_or_else(Default::default, |(_, first)| first.at);
        let path_params = builder.parameters(segments, spec.path.as_ref(), at);
        lowered.parameters = parameter_urls(segments, &path_params);
        lowered
            .types
            .push((Home::Module(module.clone()), builder.finish()));
        let facts = UrlFacts {
            url: &url,
            file: spec,
            path_params: &path_params,
        };
        for (verb, operation) in operations(spec) {
            let mut own = module.clone();
            own.push(verb.rust().to_owned());
            let mut builder = self.builder(file, &url, own);
            let operation =
                builder.operation(verb, operation, &facts, self.shared, &mut lowered.uses);
            lowered.operations.push(operation);
            lowered
                .types
                .push((Home::Operation(module.clone(), verb), builder.finish()));
        }
        lowered.module = module;
        lowered
    }

    fn lower_notification(
        &self,
        file: &'s SpecFile,
        event: &str,
        spec: &'s NotificationFile,
    ) -> LoweredFile<'s> {
        let Some(names) = self.events.get(event) else {
            return LoweredFile::default();
        };
        let scope = format!("{NOTIFICATIONS}/{event}");
        let mut builder = self.builder(file, &scope, notification_module(names));
        for index in self.declarations.in_scope(&scope) {
            builder.declared(&self.declarations.all[index]);
        }
        let notification = builder.notification(event, spec, names.clone());
        LoweredFile {
            notification: Some(notification),
            types: vec![(Home::Notification(event.to_owned()), builder.finish())],
            ..LoweredFile::default()
        }
    }

    fn builder(&self, file: &SpecFile, scope: &str, module: ModulePath) -> Builder<'_, 's> {
        Builder::new(
            self.declarations,
            file.path.clone(),
            scope.to_owned(),
            module,
        )
    }
}

/// The URL of each parameter's segment.
fn parameter_urls(
    segments: &[String],
    parameters: &[(String, PathParam)],
) -> Vec<(Url, PathParam)> {
    let mut parameters = parameters.iter();
    let mut urls = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        if parameter_name(segment).is_some()
            && let Some((_, parameter)) = parameters.next()
        {
            urls.push((url_of(&segments[..=index]), parameter.clone()));
        }
    }
    urls
}

/// The modules of all URLs, without operations and types.
fn modules_of(tree: &Tree) -> BTreeMap<ModulePath, Module> {
    let module = |(url, node): (&Url, &tree::UrlNode)| {
        let segment = |child: &Url| {
            let child = tree.nodes.get(child)?;
            Some(Segment {
                wire: child.wire.clone(),
                rust: names::raw(&child.rust),
                param: parameter_name(&child.wire).map(|_| PathParam::default()),
                feature: None,
            })
        };
        let module = Module {
            url: url.clone(),
            sources: node
                .sources
                .iter()
                .map(|source| source.to_string())
                .collect(),
            children: node.children.iter().filter_map(segment).collect(),
            ..Module::default()
        };
        (node.module.clone(), module)
    };
    tree.nodes.iter().map(module).collect()
}

impl<'s> Draft<'s> {
    /// Takes what was built for one home.
    fn take(&mut self, home: Home, finished: Finished<'s>) {
        let home = Arc::new(home);
        self.samples.extend(finished.samples);
        self.problems.extend(finished.problems);
        for (path, built) in finished.types {
            let home = home.clone();
            self.types.insert(path, DraftType { built, home });
        }
    }

    fn take_file(&mut self, file: LoweredFile<'s>, tree: &Tree) {
        for (home, finished) in file.types {
            self.take(home, finished);
        }
        for (url, parameter) in file.parameters {
            self.describe_parameter(&url, parameter, tree);
        }
        if let Some(module) = self.model.modules.get_mut(&file.module) {
            module.operations.extend(file.operations);
        }
        self.model.notifications.extend(file.notification);
        self.uses.copied.extend(file.uses.copied);
    }

    /// Describes a parameter's segment as the first file does that says anything.
    fn describe_parameter(&mut self, url: &str, parameter: PathParam, tree: &Tree) {
        let Some((parent, wire)) = url.rsplit_once('/') else {
            return;
        };
        let parent = tree.nodes.get(parent);
        let Some(module) = parent.and_then(|node| self.model.modules.get_mut(&node.module)) else {
            return;
        };
        let segment = module
            .children
            .iter_mut()
            .find(|segment| segment.wire == wire);
        if let Some(known) = segment.and_then(|segment| segment.param.as_mut())
            && *known == PathParam::default()
        {
            *known = parameter;
        }
    }
}
