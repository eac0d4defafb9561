//! The spec format: YAML files become the types of the format, with the place of
//! everything that a problem may have to point at.
//!
//! Invariant: a [`SpecFile`] says what its file says, no more: names are not resolved
//! and nothing is checked that needs more than one key.

mod enumeration;
mod field;
mod file;
mod node;
mod pages;
mod place;
mod read;
mod repeat;
mod schema;
mod trees;
mod yaml;

pub(crate) use enumeration::{KnownValue, Values, Wire};
pub(crate) use field::{Field, Fields, Fill, Groups, NamedField, Sample, TypeName};
pub(crate) use file::{
    Auth, Host, NotificationFile, Operation, Request, Response, Shape, TypeDeclaration, Types,
    TypesFile, UrlFile,
};
pub(crate) use node::{Node, Value};
pub(crate) use pages::Pages;
pub(crate) use place::{FilePlace, parameter_name};
pub(crate) use read::Spanned;
pub(crate) use repeat::Repeat;
pub use schema::json_schema;
pub(crate) use trees::{ByText, Packed, Trees};

use std::sync::Arc;

use crate::diagnostics::{Code, Diagnostic, Place, Span};
use place::{Misplaced, file_place};
use read::{Read, Reader};

/// A spec file that could be read, perhaps with problems.
#[derive(Debug)]
pub(crate) struct SpecFile {
    /// The path, relative to the repository.
    pub(crate) path: Arc<str>,
    pub(crate) content: Content,
}

/// What a spec file describes, and what it says of it.
#[derive(Debug)]
pub(crate) enum Content {
    /// A URL, by its segments.
    Url(Vec<String>, Box<UrlFile>),
    /// The shared types of a folder.
    Types(Vec<String>, TypesFile),
    /// A notification, by its event type.
    Notification(String, Box<NotificationFile>),
    /// The types that notifications share.
    NotificationTypes(TypesFile),
}

/// What reading one file gave.
pub(crate) struct ReadFile {
    /// `None`: nothing of the file could be used.
    pub(crate) spec: Option<SpecFile>,
    pub(crate) problems: Vec<Diagnostic>,
}

/// Reads one file, with the help of the trees that are remembered.
pub(crate) fn read_spec(path: &Arc<str>, text: &str, trees: Option<&Trees<'_>>) -> ReadFile {
    let mut problems = Vec::new();
    let content = read_content(path, text, trees, &mut problems);
    let spec = content.map(|content| SpecFile {
        path: path.clone(),
        content,
    });
    ReadFile { spec, problems }
}

/// Any YAML of the kind that specs use, as JSON; the error says where it is none.
pub(crate) fn yaml_to_json(text: &str) -> Result<serde_json::Value, String> {
    yaml::parse(text)
        .map(|node| node.to_json())
        .map_err(|error| {
            let before = text.get(..error.span.start()).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            format!("line {line}: {}", error.message)
        })
}

/// `None` where nothing of the file could be used.
fn read_content(
    path: &Arc<str>,
    text: &str,
    trees: Option<&Trees<'_>>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Content> {
    let place = file_place(path)
        .map_err(|why| problems.push(misplaced(path, why)))
        .ok()?;
    let syntax = |error: yaml::SyntaxError| {
        let at = Place {
            file: path.clone(),
            span: error.span,
        };
        Diagnostic::new(Code::Syntax, at, error.message).help(error.help)
    };
    let parsed = match trees {
        Some(trees) => trees.parse(text),
        None => yaml::parse(text),
    };
    let node = parsed.map_err(|error| problems.push(syntax(error))).ok()?;
    let mut reader = Reader::new(path.clone(), text);
    let content = match place {
        FilePlace::Url(segments) => {
            let spec: UrlFile = file(&node, &mut reader);
            if reader.problems.is_empty() && !spec.has_operation() {
                let message = "this URL has no operation".to_owned();
                reader
                    .problem(Code::MissingKey, Span::default(), message)
                    .help = Some(
                    "add `get:` or another verb; types alone belong into `_types.yaml`".to_owned(),
                );
            }
            Content::Url(segments, Box::new(spec))
        }
        FilePlace::Types(segments) => Content::Types(segments, file(&node, &mut reader)),
        FilePlace::Notification(event) => {
            Content::Notification(event, Box::new(file(&node, &mut reader)))
        }
        FilePlace::NotificationTypes => Content::NotificationTypes(file(&node, &mut reader)),
    };
    problems.append(&mut reader.problems);
    Some(content)
}

/// Reads a whole file; an empty one is reported.
fn file<T: Read + Default>(node: &Node<'_>, reader: &mut Reader<'_>) -> T {
    if node.value == Value::Null {
        let message = "the file is empty".to_owned();
        reader.problem(Code::MissingKey, node.span, message).help =
            Some("describe the URL, or delete the file".to_owned());
        return T::default();
    }
    T::read(node, reader).unwrap_or_default()
}

fn misplaced(path: &Arc<str>, why: Misplaced) -> Diagnostic {
    let place = Place {
        file: path.clone(),
        span: Span::default(),
    };
    match why {
        Misplaced::Reserved(folder) => Diagnostic::new(
            Code::ReservedFolder,
            place,
            format!("`{folder}` is reserved: APIv2 is not there yet"),
        )
        .help("describe v3 operations below `specs/v3`"),
        Misplaced::Wrong { why, help } => Diagnostic::new(Code::Misplaced, place, why).help(help),
    }
}
