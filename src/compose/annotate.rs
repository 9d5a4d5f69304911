//! The annotated proof: the letter's own frames, with tints under them and a column of notes beside them.
//!
//! The letter is not laid out again, so its words, lines and pages are the letter's own. The paper is wider by the column;
//! nothing of the notes stands on the letter itself but line numbers and marks.

use std::fmt::Write as _;

use typst::ecow::EcoVec;
use typst::foundations::Smart;
use typst::layout::{Abs, Frame, FrameItem, Point, Size};
use typst::model::Document as _;
use typst::syntax::Span;
use typst::visualize::{Color, FixedStroke, Geometry, Paint};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandards};

use super::ComposeError;
use super::layout::literal;
use super::typeset;
use super::world::Shared;

/// The width of the column of notes, in points.
const COLUMN_PT: f64 = 204.0;
/// Where its text begins and how wide it is, from the column's left edge.
const NOTE_X_PT: f64 = 12.0;
const NOTE_WIDTH_PT: f64 = 182.0;
/// The size of a note, the height of its rows, and what a row holds on average.
const NOTE_SIZE_PT: f64 = 6.6;
const NOTE_ROW_PT: f64 = 8.2;
const NOTE_ROW_CHARS: usize = 54;
/// Where notes may stand between head and foot of the column.
const NOTES_TOP_PT: f64 = 62.0;
const NOTES_BOTTOM_PT: f64 = 72.0;

/// What a mark or a note is about. Each has a colour and a sign of its own, for those who do not see the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ink {
    /// The caseworker's own words: a whole line under them.
    Own,
    /// A field of the record: a dotted line under it.
    Field,
    /// What a rule chose: a bar before it.
    Rule,
    /// A finding that does not hold the letter back.
    Warning,
    /// A finding that holds it back.
    Error,
}

/// What is put on and beside the pages.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    /// Page by page, as many as the letter has.
    pub pages: Vec<PageNotes>,
    /// What stands under PRØVETRYK at the top of every column.
    pub head: String,
    /// The word at the top: PRØVETRYK, and for a record that is held back also that it is a draft.
    pub banner: String,
}

/// The annotations of a page.
#[derive(Debug, Clone, Default)]
pub struct PageNotes {
    /// What is tinted.
    pub marks: Vec<Mark>,
    /// The notes, each beside its line.
    pub notes: Vec<Note>,
    /// The baselines of the lines, which are numbered.
    pub lines: Vec<f64>,
}

/// A stretch of a line.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// Left edge, in points.
    pub x: f64,
    /// Right edge.
    pub x_end: f64,
    /// Baseline.
    pub y: f64,
    /// Size of the type.
    pub size: f64,
    /// What it is.
    pub ink: Ink,
}

/// A note in the column.
#[derive(Debug, Clone)]
pub struct Note {
    /// The baseline that it belongs to.
    pub y: f64,
    /// What it says.
    pub text: String,
    /// What it is about.
    pub ink: Ink,
}

impl Ink {
    fn tint(self) -> Color {
        match self {
            Self::Own => Color::from_u8(255, 243, 196, 255),
            Self::Field => Color::from_u8(214, 234, 250, 255),
            Self::Rule => Color::from_u8(238, 238, 238, 255),
            Self::Warning => Color::from_u8(255, 236, 214, 255),
            Self::Error => Color::from_u8(253, 222, 222, 255),
        }
    }

    fn deep(self) -> Color {
        match self {
            Self::Own => Color::from_u8(138, 98, 0, 255),
            Self::Field => Color::from_u8(11, 92, 148, 255),
            Self::Rule => Color::from_u8(90, 90, 90, 255),
            Self::Warning => Color::from_u8(150, 72, 0, 255),
            Self::Error => Color::from_u8(168, 20, 20, 255),
        }
    }

    /// The sign before a note.
    fn sign(self) -> &'static str {
        match self {
            Self::Own => "__",
            Self::Field => "....",
            Self::Rule => "|",
            Self::Warning => "!",
            Self::Error => "!!",
        }
    }
}

/// Sets the annotations, joins them with the letter's pages, and writes the PDF.
pub(super) fn annotated(
    shared: &Shared,
    document: &PagedDocument,
    notes: &Annotations,
) -> Result<Vec<u8>, ComposeError> {
    let column = typeset::lay_out(shared, column(document, notes)).map_err(ComposeError::Layout)?;
    let mut pages = EcoVec::new();
    for (index, page) in document.pages().iter().enumerate() {
        let size = page.frame.size();
        let mut whole = Frame::hard(Size::new(size.x + Abs::pt(COLUMN_PT), size.y));
        whole.push(Point::zero(), filled(size, Color::WHITE));
        whole.push(
            Point::with_x(size.x),
            filled(Size::new(Abs::pt(COLUMN_PT), size.y), Color::from_u8(247, 247, 245, 255)),
        );
        for mark in notes.pages.get(index).into_iter().flat_map(|page| &page.marks) {
            put_mark(&mut whole, *mark);
        }
        whole.push_frame(Point::zero(), page.frame.clone());
        if let Some(column) = column.pages().get(index) {
            whole.push_frame(Point::zero(), column.frame.clone());
        }
        pages.push(Page { frame: whole, fill: Smart::Custom(None), ..page.clone() });
    }
    let mut info = document.info().clone();
    info.title = Some(notes.banner.as_str().into());
    write(&PagedDocument::new(pages, info))
}

fn write(document: &PagedDocument) -> Result<Vec<u8>, ComposeError> {
    let options = PdfOptions {
        ident: Smart::Custom("proof".to_owned()),
        creator: Smart::Custom(Some(concat!("begrund ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: None,
        page_ranges: None,
        standards: PdfStandards::default(),
        tagged: false,
        pretty: false,
    };
    typst_pdf::pdf(document, &options)
        .map_err(|errors| ComposeError::Export(format!("{} faults", errors.len())))
}

fn filled(size: Size, colour: Color) -> FrameItem {
    FrameItem::Shape(Geometry::Rect(size).filled(colour), Span::detached())
}

fn put_mark(frame: &mut Frame, mark: Mark) {
    let width = Abs::pt(mark.x_end - mark.x);
    let (top, height) = (mark.y - mark.size * 0.82, mark.size * 1.1);
    let at = Point::new(Abs::pt(mark.x), Abs::pt(top));
    frame.push(at, filled(Size::new(width, Abs::pt(height)), mark.ink.tint()));
    let under = Point::new(Abs::pt(mark.x), Abs::pt(mark.y + mark.size * 0.25));
    match mark.ink {
        Ink::Own => frame.push(under, filled(Size::new(width, Abs::pt(0.8)), mark.ink.deep())),
        Ink::Field => {
            let mut x = mark.x;
            while x + 1.0 <= mark.x_end {
                let dot = Point::new(Abs::pt(x), under.y);
                frame.push(dot, filled(Size::new(Abs::pt(1.0), Abs::pt(1.0)), mark.ink.deep()));
                x += 2.6;
            }
        }
        Ink::Rule => {
            let paint = Paint::Solid(mark.ink.deep());
            let bar = FixedStroke::from_pair(paint, Abs::pt(0.7));
            let line = Geometry::Line(Point::with_y(Abs::pt(height))).stroked(bar);
            frame.push(at - Point::with_x(Abs::pt(1.5)), FrameItem::Shape(line, Span::detached()));
        }
        Ink::Warning | Ink::Error => {}
    }
}

/// The Typst source of the column of notes: every text is a literal.
fn column(document: &PagedDocument, notes: &Annotations) -> String {
    let mut source = String::from("#import \"/settings.typ\": settings\n");
    let size = document.pages().first().map_or(Size::zero(), |page| page.frame.size());
    let (width, height) = (size.x.to_pt(), size.y.to_pt());
    let _ = writeln!(
        source,
        "#set page(width: {}pt, height: {height}pt, margin: 0pt)\n\
         #set text(font: settings.font, size: {NOTE_SIZE_PT}pt, lang: \"da\", region: \"dk\", hyphenate: false, fallback: false)\n\
         #set par(leading: {}pt, spacing: 0pt)\n\
         #let at(x, y, w, c, body) = place(top + left, dx: x * 1pt, dy: y * 1pt, block(width: w * 1pt, text(fill: rgb(c), body)))",
        width + COLUMN_PT,
        NOTE_ROW_PT - NOTE_SIZE_PT * 0.7,
    );
    let count = document.pages().len();
    for (index, _) in document.pages().iter().enumerate() {
        if index > 0 {
            source.push_str("#pagebreak()\n");
        }
        let x = width + NOTE_X_PT;
        let _ = writeln!(
            source,
            "#at({x}, 24, {NOTE_WIDTH_PT}, \"#1a1a1a\", text(size: 12pt, weight: \"semibold\", {}))\n\
             #at({x}, 41, {NOTE_WIDTH_PT}, \"#4f4f4f\", {})",
            literal(&notes.banner),
            literal(&format!("{} · {}/{count}", notes.head, index + 1)),
        );
        let _ = writeln!(
            source,
            "#at({x}, {}, {NOTE_WIDTH_PT}, \"#4f4f4f\", {})",
            height - 48.0,
            literal(
                "__ sagsbehandlerens egne ord   .... felt i sagen   | standardtekst, som en regel har valgt   ! advarsel   !! fejl"
            ),
        );
        let Some(page) = notes.pages.get(index) else { continue };
        for (number, line) in page.lines.iter().enumerate() {
            let _ = writeln!(
                source,
                "#at(24, {:.2}, 24, \"#767676\", {})",
                line - NOTE_SIZE_PT * 0.72,
                literal(&(number + 1).to_string())
            );
        }
        for (note, y) in page.notes.iter().zip(stacked(&page.notes, height)) {
            let [r, g, b, _]: [u8; 4] = note.ink.deep().to_rgb().into_format::<u8, u8>().into();
            let _ = writeln!(
                source,
                "#at({x}, {y:.2}, {NOTE_WIDTH_PT}, \"#{r:02x}{g:02x}{b:02x}\", {})",
                literal(&format!("{} {}", note.ink.sign(), note.text)),
            );
        }
    }
    source
}

/// The tops of the notes: each at its line or under the note before it, and all of them on the page.
fn stacked(notes: &[Note], height: f64) -> Vec<f64> {
    let tall = |note: &Note| {
        let rows = (note.text.chars().count() + 3).div_ceil(NOTE_ROW_CHARS).max(1);
        f64::from(u32::try_from(rows).unwrap_or(u32::MAX)) * NOTE_ROW_PT + 1.4
    };
    let mut tops = Vec::with_capacity(notes.len());
    let mut free = NOTES_TOP_PT;
    for note in notes {
        let top = (note.y - NOTE_SIZE_PT).max(free);
        free = top + tall(note);
        tops.push(top);
    }
    let mut floor = height - NOTES_BOTTOM_PT;
    for (top, note) in tops.iter_mut().zip(notes).rev() {
        *top = top.min(floor - tall(note));
        floor = *top;
    }
    tops
}
