//! Findings as text: drawn at their source line, or one line each.

use std::fmt::Write as _;
use std::sync::LazyLock;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use regex::Regex;

use super::finding::{Finding, Lang, Place, Severity};

/// How findings are written.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The language.
    pub lang: Lang,
    /// Whether the source line, and texts that quote the record, are shown. Only on a terminal or by `--show-text`.
    pub show_text: bool,
    /// Whether colours are used.
    pub colour: bool,
}

/// Renders one finding about the file `name`, whose text is `source`.
pub fn render(finding: &Finding, name: &str, source: &str, style: Style) -> String {
    match &finding.place {
        Some(place) if style.show_text && place.span.end <= source.len() && !is_bare_key(source, place) => {
            drawn(finding, name, source, style)
        }
        _ => one_line(finding, name, style),
    }
}

/// Whether a line is a key with nothing behind it, or nothing under it: to draw it would show nothing that the finding does not
/// say.
fn is_bare_key(source: &str, place: &Place) -> bool {
    let line = source.lines().nth(place.line.saturating_sub(1)).unwrap_or_default();
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let at_key =
        source.get(place.span.clone()).is_some_and(|own| !own.is_empty() && !own.contains([':', '|']));
    line.ends_with(':') || line.ends_with(": |") && at_key
}

fn one_line(finding: &Finding, name: &str, style: Style) -> String {
    let mut line = name.to_owned();
    if let Some(place) = &finding.place {
        let _ = write!(line, ":{}:{}", place.line, place.column);
    }
    let _ = write!(line, ": {} {}", finding.severity.word(style.lang), finding.code);
    if !finding.path.is_empty() {
        let _ = write!(line, " [{}]", finding.spot(style.lang));
    }
    let _ = write!(line, ": {} {}", finding.message.in_lang(style.lang), finding.help.in_lang(style.lang));
    if let Some(detail) = finding.detail.as_ref().filter(|_| style.show_text) {
        let _ = write!(line, " {}", mask_cpr(detail.in_lang(style.lang)));
    }
    line
}

fn drawn(finding: &Finding, name: &str, source: &str, style: Style) -> String {
    // Masking keeps the length of every line, so the columns still point at the right place.
    let source = mask_cpr(source);
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    }
    .with_name(finding.severity.word(style.lang));
    let (help, path) = match style.lang {
        Lang::Da => ("sådan", "nøgle"),
        Lang::En => ("help", "key"),
    };
    let place = finding.place.clone().unwrap_or_else(|| unreachable!("drawn only with a place"));
    let mut group = level
        .primary_title(finding.message.in_lang(style.lang))
        .id(finding.code.as_ref())
        .element(
            Snippet::source(source.as_str()).path(name).annotation(AnnotationKind::Primary.span(place.span)),
        )
        .element(Level::HELP.with_name(help).message(finding.help.in_lang(style.lang)));
    let detail = finding.detail.as_ref().map(|detail| mask_cpr(detail.in_lang(style.lang)));
    if let Some(detail) = &detail {
        group = group.element(Level::HELP.with_name(help).message(detail.as_str()));
    }
    if !finding.path.is_empty() {
        group = group.element(Level::NOTE.with_name(path).message(finding.path.as_str()));
    }
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// Puts `*` for every digit of whatever looks like a CPR number, also one mistyped by a digit or written against a word;
/// the text keeps its number of characters per line.
pub fn mask_cpr(text: &str) -> String {
    static CPR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[0-9]{6}[-–\u{a0} ]?[0-9]{3,4}").expect("the pattern is valid"));
    // An ASCII stand-in keeps byte offsets too, which is what the spans count in.
    CPR.replace_all(text, |found: &regex::Captures<'_>| {
        found[0].chars().map(|c| if c.is_ascii_digit() { '*' } else { c }).collect::<String>()
    })
    .into_owned()
}
