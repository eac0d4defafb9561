//! What rustdoc shows: the facts of operations, types and fields as text.
//!
//! Invariant: every function gives text that is ready for a doc comment; facts that come
//! from a spec have gone through [`escape`](super::escape).

use super::escape::{code, link, prose, sentence};
use super::paths::stem;
use super::text::Text;
use crate::model::{
    Field, FieldDocs, FieldType, Fill, Location, Operation, OperationDocs, PathParam, Repeat,
    Struct, Type, Verb,
};

/// Paragraphs, joined by an empty line.
#[derive(Default)]
pub(crate) struct Paragraphs(String);

impl Paragraphs {
    /// Adds a paragraph, where there is something in it.
    pub(crate) fn add(&mut self, paragraph: &str) {
        if paragraph.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push_str("\n\n");
        }
        self.0.push_str(paragraph);
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}

/// `退款申请: `POST /v3/refund/domestic/refunds``.
pub(crate) fn operation_title(operation: &Operation) -> String {
    format!(
        "{}: {}",
        sentence(&operation.docs.name),
        code(&operation.id)
    )
}

/// The documentation of a verb's method.
pub(crate) fn operation(operation: &Operation) -> String {
    let mut doc = Paragraphs::default();
    doc.add(&operation_title(operation));
    match (&operation.repeat, operation.verb) {
        (Repeat::Keyed(field), _) => doc.add(&format!("Idempotent by {}.", code(field))),
        (Repeat::Safe, verb) if verb != Verb::Get => doc.add("Idempotent."),
        _ => {}
    }
    if let Some(pages) = &operation.pages {
        doc.add(&format!(
            "Comes in pages: `.items()` gives {} one by one, from all of them.",
            code(&pages.items)
        ));
    }
    facts(&operation.docs, &mut doc);
    doc.finish()
}

/// The documentation of a notification.
pub(crate) fn notification(event_type: &str, docs: &OperationDocs) -> String {
    let mut doc = Paragraphs::default();
    doc.add(&format!("{}: {}", sentence(&docs.name), code(event_type)));
    facts(docs, &mut doc);
    doc.finish()
}

fn facts(docs: &OperationDocs, doc: &mut Paragraphs) {
    if let Some(description) = &docs.description {
        doc.add(&prose(description));
    }
    let mut about = Vec::new();
    if !docs.products.is_empty() {
        about.push(format!("产品: {}", joined(&docs.products)));
    }
    if !docs.roles.is_empty() {
        about.push(format!("角色: {}", joined(&docs.roles)));
    }
    if let Some(updated) = &docs.updated {
        about.push(format!("文档更新: {}", sentence(updated)));
    }
    doc.add(&about.join(" · "));
    let links: Vec<String> = docs
        .links
        .iter()
        .map(|url| format!("- {}", link(url)))
        .collect();
    doc.add(&links.join("\n"));
}

fn joined(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| sentence(name)).collect();
    names.join("、")
}

/// The documentation of a type, `fallback` where the spec has no label.
pub(crate) fn ty(ty: &Type, fallback: &str) -> String {
    let mut doc = Paragraphs::default();
    match &ty.label {
        Some(label) => doc.add(&sentence(label)),
        None => doc.add(fallback),
    }
    if let Some(description) = &ty.description {
        doc.add(&prose(description));
    }
    if let Some(name) = &ty.renamed_from {
        doc.add(&format!("In the specs: {}.", code(name)));
    }
    doc.finish()
}

/// What the documentation of a struct says of its fields as a whole.
pub(crate) fn groups(shape: &Struct) -> String {
    let lines = shape.exactly_one_of.iter().map(|group| {
        let names: Vec<String> = group
            .iter()
            .filter_map(|&index| shape.fields.get(index))
            .map(|field| code(stem(&field.rust)))
            .collect();
        format!("Give exactly one of {}.", names.join(", "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The documentation of a path parameter.
pub(crate) fn path_param(wire: &str, param: &PathParam) -> String {
    let mut doc = Paragraphs::default();
    let label = param.label.as_deref().map(sentence);
    doc.add(&label.map_or_else(|| code(wire), |label| format!("{}: {label}", code(wire))));
    let mut limits = Vec::new();
    if param.integer {
        limits.push("An integer.".to_owned());
    }
    limits.extend(range(param.min_length, param.max_length, "characters"));
    if let Some(example) = &param.example {
        limits.push(format!("Example: {}", code(example)));
    }
    doc.add(&limits.join(" "));
    doc.finish()
}

/// The documentation of a field.
pub(crate) fn field(field: &Field, shape: &Struct) -> String {
    let mut doc = Paragraphs::default();
    let docs = &field.docs;
    match &docs.label {
        Some(label) => doc.add(&sentence(label)),
        None => doc.add(&code(&field.wire)),
    }
    if let Some(description) = &docs.description {
        doc.add(&prose(description));
    }
    let mut facts = placement(field, shape);
    facts.extend(limits(docs));
    let mut lines = vec![facts.join(" ")];
    lines.extend(
        docs.example
            .as_deref()
            .map(|example| format!("Example: {}", sample(example))),
    );
    lines.extend(
        docs.default
            .as_deref()
            .map(|default| format!("Default: {}", sample(default))),
    );
    lines.retain(|line| !line.is_empty());
    // The lines of one paragraph; two blanks at the end would be needed to break them.
    doc.add(&lines.join("\n\n"));
    doc.finish()
}

/// How the field travels, where that is not plain from its type.
fn placement(field: &Field, shape: &Struct) -> Vec<String> {
    let mut facts = Vec::new();
    if field.wire != stem(&field.rust) {
        facts.push(format!("On the wire: {}.", code(&field.wire)));
    }
    match field.location {
        Location::Header => facts.push(format!("Travels in the header {}.", code(&field.wire))),
        Location::Query
            if shape
                .fields
                .iter()
                .any(|other| other.location != Location::Query) =>
        {
            facts.push("Travels in the query string.".to_owned());
        }
        Location::Part => facts.push(format!("The part {}.", code(&field.wire))),
        Location::Body | Location::Query => {}
    }
    if field.encrypted {
        facts.push("Travels encrypted.".to_owned());
    }
    if field.sensitive {
        facts.push("Personal: `Debug` hides it.".to_owned());
    }
    if field.json_text {
        facts.push("Travels as a string that holds JSON.".to_owned());
    }
    match field.fill {
        Some(Fill::Filename) => {
            facts.push("Where it is empty, the file's name is sent.".to_owned())
        }
        Some(Fill::Sha256) => {
            facts.push("Where it is empty, the file's SHA-256 is sent.".to_owned())
        }
        None => {}
    }
    let typed = matches!(field.ty, FieldType::Timestamp | FieldType::Date);
    if let Some(format) = field.docs.format.as_deref().filter(|_| !typed) {
        facts.push(format!("Format: {}.", code(format)));
    }
    facts
}

fn limits(docs: &FieldDocs) -> Vec<String> {
    let mut limits = Vec::new();
    limits.extend(range(docs.min_length, docs.max_length, "characters"));
    limits.extend(range(docs.minimum, docs.maximum, ""));
    limits.extend(range(docs.min_items, docs.max_items, "items"));
    limits.extend(range(None, docs.max_bytes, "bytes"));
    if !docs.media_types.is_empty() {
        limits.push(format!("Media types: {}.", docs.media_types.join(", ")));
    }
    limits.extend(
        docs.pattern
            .as_deref()
            .map(|pattern| format!("Pattern: {}.", code(pattern))),
    );
    limits
}

fn range<N: std::fmt::Display + PartialEq>(
    least: Option<N>,
    most: Option<N>,
    unit: &str,
) -> Option<String> {
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    match (least, most) {
        (Some(least), Some(most)) if least == most => Some(format!("Exactly {least}{unit}.")),
        (Some(least), Some(most)) => Some(format!("{least} to {most}{unit}.")),
        (Some(least), None) => Some(format!("At least {least}{unit}.")),
        (None, Some(most)) => Some(format!("At most {most}{unit}.")),
        (None, None) => None,
    }
}

/// A sample given as JSON: a string without its quotes, where nothing is lost by that.
fn sample(json: &str) -> String {
    let text: Option<String> = serde_json::from_str(json).ok();
    match text {
        Some(text) if !text.trim().is_empty() && !text.contains(char::is_control) => code(&text),
        _ => code(json),
    }
}

/// `#[doc(alias = "…")]` for each of `names`: what rustdoc's search finds the item by.
pub(crate) fn aliases(text: &mut Text, item: &str, names: &[&str]) {
    for (index, &name) in names.iter().enumerate() {
        let refused = |c: char| {
            matches!(c, '"' | '\'' | '\\') || c.is_control() || (c.is_whitespace() && c != ' ')
        };
        let usable = !name.is_empty()
            && name.trim() == name
            && !name.contains(refused)
            && name != stem(item)
            && !names[..index].contains(&name);
        if usable {
            text.attribute("doc", "alias", name);
        }
    }
}

/// `#[deprecated]`, where there is something to say.
pub(crate) fn deprecated(text: &mut Text, note: Option<&str>) {
    if let Some(note) = note {
        text.attribute("deprecated", "note", note);
    }
}
