//! The tree of URLs: which segments there are, and what each is called in Rust.
//!
//! Invariant: every URL of a file, and every URL above one, is a node; the names of
//! a node's children differ, or a problem says that they do not.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;

use crate::diagnostics::{Code, Diagnostic, Place, Span};
use crate::model::ModulePath;
use crate::names::{self, SegmentName};
use crate::spec::{Content, Spanned, SpecFile};

/// Names of modules that the root of the generated crate has for itself.
const VERBS: &[&str] = &["delete", "get", "patch", "post", "put"];

/// A URL: `/v3/pay`; the root is the empty text.
pub(crate) type Url = String;

/// All URLs.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// The nodes by URL.
    pub(crate) nodes: HashMap<Url, UrlNode>,
}

/// One URL.
#[derive(Debug, Default)]
pub(crate) struct UrlNode {
    /// The last segment, as it stands in the URL; empty for the root.
    pub(crate) wire: String,
    /// The segment's Rust name, a keyword not yet made raw.
    pub(crate) rust: String,
    /// The module.
    pub(crate) module: ModulePath,
    /// The URLs one segment below.
    pub(crate) children: Vec<Url>,
    /// The files that describe this URL itself.
    pub(crate) sources: Vec<Arc<str>>,
    /// The name that a file gives.
    given: Option<(String, Place)>,
    /// A file at or below this URL, to point at.
    witness: Option<Arc<str>>,
}

/// The URL with these segments.
pub(crate) fn url_of(segments: &[String]) -> Url {
    segments
        .iter()
        .fold(Url::new(), |url, segment| url + "/" + segment)
}

/// The URL itself and each one above it, the root last.
pub(crate) fn upwards(url: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(url), |url| url.rfind('/').map(|slash| &url[..slash]))
}

/// Builds the tree of all files; they are sorted by path.
pub(crate) fn build_tree(files: &[SpecFile], problems: &mut Vec<Diagnostic>) -> Tree {
    let mut tree = Tree::default();
    tree.nodes.insert(Url::new(), UrlNode::default());
    for file in files {
        match &file.content {
            Content::Url(segments, spec) => {
                tree.add(file, segments, spec.rust_name.as_ref(), problems)
            }
            Content::Types(segments, spec) => {
                tree.add(file, segments, spec.rust_name.as_ref(), problems)
            }
            Content::Notification(..) | Content::NotificationTypes(_) => {}
        }
    }
    tree.name_children("", problems);
    tree
}

impl Tree {
    fn add(
        &mut self,
        file: &SpecFile,
        segments: &[String],
        given: Option<&Spanned<String>>,
        problems: &mut Vec<Diagnostic>,
    ) {
        let mut url = Url::new();
        for segment in segments {
            let child = format!("{url}/{segment}");
            if !self.nodes.contains_key(&child) {
                let node = UrlNode {
                    wire: segment.clone(),
                    witness: Some(file.path.clone()),
                    ..UrlNode::default()
                };
                self.nodes.insert(child.clone(), node);
                if let Some(parent) = self.nodes.get_mut(&url) {
                    parent.children.push(child.clone());
                }
            }
            url = child;
        }
        let Some(node) = self.nodes.get_mut(&url) else {
            return;
        };
        node.sources.push(file.path.clone());
        if let Some(given) = given {
            let place = Place {
                file: file.path.clone(),
                span: given.span,
            };
            match check_given(&given.value, &place) {
                None => node.given = Some((given.value.clone(), place)),
                Some(problem) => problems.push(problem),
            }
        }
    }

    fn name_children(&mut self, url: &str, problems: &mut Vec<Diagnostic>) {
        let Some(node) = self.nodes.get_mut(url) else {
            return;
        };
        let mut children = std::mem::take(&mut node.children);
        let module = node.module.clone();
        children.sort();
        let chosen = self.choose_names(&children);
        self.report_clashes(&children, &chosen, problems);
        for (child, name) in children.iter().zip(chosen) {
            if let Some(node) = self.nodes.get_mut(child) {
                node.module.clone_from(&module);
                node.module.push(names::raw(&name));
                node.rust = name;
            }
            self.name_children(child, problems);
        }
        if let Some(node) = self.nodes.get_mut(url) {
            node.children = children;
        }
    }

    fn choose_names(&self, children: &[Url]) -> Vec<String> {
        let segments: Vec<SegmentName<'_>> = children
            .iter()
            .filter_map(|child| self.nodes.get(child))
            .map(|node| SegmentName {
                wire: &node.wire,
                given: node.given.as_ref().map(|(name, _)| &**name),
            })
            .collect();
        names::name_segments(&segments)
    }

    fn report_clashes(&self, children: &[Url], chosen: &[String], problems: &mut Vec<Diagnostic>) {
        let mut first: BTreeMap<&str, &Url> = BTreeMap::new();
        for (child, name) in children.iter().zip(chosen) {
            let Some(other) = first.insert(name, child) else {
                continue;
            };
            let place = |url: &Url| {
                let node = &self.nodes[url];
                let given = node.given.as_ref().map(|(_, place)| place.clone());
                given.unwrap_or_else(|| Place {
                    file: node.witness.clone().unwrap_or_default(),
                    span: Span::default(),
                })
            };
            let message = format!("`{other}` and `{child}` are both called `{name}` in Rust");
            problems.push(
                Diagnostic::new(Code::SegmentClash, place(child), message)
                    .related(place(other), "the other one")
                    .help("give one of the two another `rust_name`, in its file or its folder's `_types.yaml`"),
            );
        }
    }
}

/// A problem if a segment cannot be called so.
fn check_given(name: &str, place: &Place) -> Option<Diagnostic> {
    if VERBS.contains(&name) {
        let message = format!("`{name}` is what the verb is called");
        return Some(
            Diagnostic::new(Code::ReservedName, place.clone(), message)
                .help("choose another `rust_name`"),
        );
    }
    if names::is_identifier(name) && names::snake(name) == name {
        return None;
    }
    let message = format!("`{name}` is no Rust name in snake case");
    Some(
        Diagnostic::new(Code::InvalidName, place.clone(), message)
            .help(format!("write it like `{}`", names::snake(name))),
    )
}

#[cfg(test)]
mod tests {
    use super::upwards;

    #[test]
    fn goes_upwards_to_the_root() {
        let urls: Vec<&str> = upwards("/v3/pay/jsapi").collect();
        assert_eq!(urls, ["/v3/pay/jsapi", "/v3/pay", "/v3", ""]);
    }
}
