//! Prints a diagnostic as rustc does.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::report::{Sources, Style};
use super::{Diagnostic, Place};

/// The diagnostic as text, without a line feed at the end.
pub(super) fn render(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let code = diagnostic.code.to_string();
    let mut group = Level::ERROR
        .primary_title(&*diagnostic.message)
        .id(&*code)
        .element(primary(diagnostic, sources));
    group = related_elsewhere(group, diagnostic, sources);
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    };
    renderer.render(&[group])
}

fn primary<'d>(
    diagnostic: &'d Diagnostic,
    sources: &'d Sources,
) -> Snippet<'d, annotate_snippets::Annotation<'d>> {
    let place = &diagnostic.place;
    let mut annotation = AnnotationKind::Primary.span(visible(place, sources));
    if let Some(label) = &diagnostic.label {
        annotation = annotation.label(&**label);
    }
    let here = diagnostic
        .related
        .iter()
        .filter(|(other, _)| other.file == place.file);
    snippet(place, sources)
        .annotation(annotation)
        .annotations(here.map(|(other, label)| context(other, label, sources)))
}

fn related_elsewhere<'d>(
    mut group: Group<'d>,
    diagnostic: &'d Diagnostic,
    sources: &'d Sources,
) -> Group<'d> {
    for (place, label) in &diagnostic.related {
        if place.file != diagnostic.place.file {
            let annotation = context(place, label, sources);
            group = group.element(snippet(place, sources).annotation(annotation));
        }
    }
    group
}

fn snippet<'d, T: Clone>(place: &'d Place, sources: &'d Sources) -> Snippet<'d, T> {
    Snippet::source(sources.text(&place.file)).path(&*place.file)
}

fn context<'d>(
    place: &Place,
    label: &'d str,
    sources: &Sources,
) -> annotate_snippets::Annotation<'d> {
    AnnotationKind::Context
        .span(visible(place, sources))
        .label(label)
}

/// The span, cut at the end of its first line: a caret under ten lines helps nobody.
fn visible(place: &Place, sources: &Sources) -> std::ops::Range<usize> {
    let text = sources.text(&place.file);
    let start = floor(text, place.span.start());
    let end = floor(text, place.span.end().max(start));
    let line = &text[start..end];
    let length = line.find(['\n', '\r']).unwrap_or(line.len());
    start..start + line[..length].trim_end().len()
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len()))
        .rev()
        .find(|&byte| text.is_char_boundary(byte))
        .unwrap_or(0)
}
