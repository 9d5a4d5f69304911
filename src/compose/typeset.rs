//! Typst source to laid-out pages, and pages to PDF.

use typst::diag::{SourceDiagnostic, Warned};
use typst::ecow::EcoVec;
use typst::foundations::Smart;
use typst::model::Document as _;
use typst::syntax::DiagSpanKind;
use typst::{World as _, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::world::{LetterWorld, Shared};

/// Lays out a letter. The error names files and lines of the pack, never a record's values.
pub(super) fn lay_out(shared: &Shared, source: String) -> Result<PagedDocument, String> {
    let world = LetterWorld::new(shared, source);
    compile(&world).map_err(|_| {
        let world = world.with_places();
        compile(&world).err().map_or_else(String::new, |errors| describe(&world, &errors))
    })
}

/// Compiles. A warning is an error here: a font that is not there, for one, leaves its text out without a trace.
fn compile(world: &LetterWorld<'_>) -> Result<PagedDocument, EcoVec<SourceDiagnostic>> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let document = output?;
    if warnings.is_empty() { Ok(document) } else { Err(warnings) }
}

/// The title that the layout gives the PDF; empty when it gives none.
pub(super) fn title(document: &PagedDocument) -> String {
    document.info().title.as_ref().map_or_else(String::new, ToString::to_string)
}

/// Exports as PDF/A-2a and PDF/UA-1. `ident` makes the document's identifier; it does not show in the file.
pub(super) fn export(document: &PagedDocument, ident: &str) -> Result<Vec<u8>, String> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| error.message().to_string())?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some(concat!("begrund ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: None,
        page_ranges: None,
        standards,
        tagged: true,
        pretty: false,
    };
    typst_pdf::pdf(document, &options).map_err(|errors| {
        let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        strip_quotes(&messages.join("; "))
    })
}

fn describe(world: &LetterWorld<'_>, errors: &[SourceDiagnostic]) -> String {
    let told: Vec<String> = errors
        .iter()
        .take(3)
        .map(|error| {
            let place = match error.span.get() {
                DiagSpanKind::Number { id, .. } | DiagSpanKind::Range { id, .. } => {
                    let line = world.range(error.span).and_then(|range| {
                        let source = world.source(id).ok()?;
                        source.lines().byte_to_line(range.start)
                    });
                    let file = id.get().vpath().get_without_slash().to_owned();
                    line.map_or_else(|| format!("{file}: "), |line| format!("{file}:{}: ", line + 1))
                }
                DiagSpanKind::Detached => String::new(),
            };
            format!("{place}{}", strip_quotes(&error.message))
        })
        .collect();
    told.join("; ")
}

/// Typst's messages may quote the text that they are about; that text is the record's.
fn strip_quotes(message: &str) -> String {
    let mut told = String::with_capacity(message.len());
    let mut quoted = false;
    for c in message.chars() {
        match c {
            '"' | '`' => {
                quoted = !quoted;
                if !quoted {
                    told.push('…');
                }
            }
            c if !quoted => told.push(c),
            _ => {}
        }
    }
    told
}
