//! The annotated proof: the letter's own frames, with tints under them and a column of notes beside them.
//!
//! The letter is not laid out again, so its words, lines and pages are the letter's own. The paper is wider by the column;
//! nothing of the notes stands on the letter itself but line numbers and marks.

use typst::ecow::EcoVec;
use typst::foundations::Smart;
use typst::layout::{Abs, Em, Frame, FrameItem, Point, Size};
use typst::model::Document as _;
use typst::syntax::Span;
use typst::text::{FontWeight, Glyph, TextItem};
use typst::visualize::{Color, DashPattern, FixedStroke, Geometry, Paint};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandards};

use super::ComposeError;

/// The width of the column of notes, in points.
const COLUMN_PT: f64 = 204.0;
/// Where its text begins and how wide it is, from the column's left edge.
const NOTE_X_PT: f64 = 12.0;
const NOTE_WIDTH_PT: f64 = 182.0;
/// The size of a note, and the height of its rows.
const NOTE_SIZE_PT: f64 = 6.6;
const NOTE_ROW_PT: f64 = 8.2;
/// The size of the banner, and of the line under it.
const BANNER_SIZE_PT: f64 = 12.0;
const HEAD_SIZE_PT: f64 = 7.5;
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
    /// Whether nothing stands before it on its line.
    pub begins_line: bool,
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

/// Sets the annotations on and beside the letter's pages, and writes the PDF.
pub(super) fn annotated(document: &PagedDocument, notes: &Annotations) -> Result<Vec<u8>, ComposeError> {
    let Some(face) = document.pages().iter().find_map(|page| face(&page.frame)) else {
        return Err(ComposeError::Layout("the letter has no text".to_owned()));
    };
    let pen = Pen { face };
    let count = document.pages().len();
    let mut pages = EcoVec::new();
    for (index, page) in document.pages().iter().enumerate() {
        let size = page.frame.size();
        let mut whole = Frame::hard(Size::new(size.x + Abs::pt(COLUMN_PT), size.y));
        whole.push(Point::zero(), filled(size, Color::WHITE));
        let column = Size::new(Abs::pt(COLUMN_PT), size.y);
        whole.push(Point::with_x(size.x), filled(column, Color::from_u8(247, 247, 245, 255)));
        let here = notes.pages.get(index);
        for mark in here.into_iter().flat_map(|page| &page.marks) {
            put_mark(&mut whole, *mark);
        }
        whole.push_frame(Point::zero(), page.frame.clone());
        pen.frame_of_column(&mut whole, size, notes, &format!("{} · {}/{count}", notes.head, index + 1));
        if let Some(here) = here {
            pen.notes(&mut whole, size, here);
        }
        pages.push(Page { frame: whole, fill: Smart::Custom(None), ..page.clone() });
    }
    let mut info = document.info().clone();
    info.title = Some(notes.banner.as_str().into());
    write(&PagedDocument::new(pages, info))
}

/// A run of the letter in its regular upright face: notes are set in the same.
fn face(frame: &Frame) -> Option<TextItem> {
    frame.items().find_map(|(_, item)| match item {
        FrameItem::Group(group) => face(&group.frame),
        FrameItem::Text(text) if text.font.font().info().variant.weight == FontWeight::REGULAR => {
            Some(text.clone())
        }
        _ => None,
    })
}

/// Sets single rows in the letter's face. Notes are short and plain; they need no more of a typesetter.
struct Pen {
    face: TextItem,
}

impl Pen {
    fn row(&self, text: &str, size: f64, colour: Color) -> TextItem {
        let font = &self.face.font;
        let mut glyphs = Vec::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            let id = font.ttf().glyph_index(c).map_or(0, |id| id.0);
            let end = at + c.len_utf8();
            let bytes = |byte: usize| u16::try_from(byte).unwrap_or(u16::MAX);
            glyphs.push(Glyph {
                id,
                x_advance: font.x_advance(id).unwrap_or(Em::zero()),
                x_offset: Em::zero(),
                y_advance: Em::zero(),
                y_offset: Em::zero(),
                range: bytes(at)..bytes(end),
                span: (Span::detached(), 0),
            });
        }
        TextItem {
            size: Abs::pt(size),
            fill: Paint::Solid(colour),
            text: text.into(),
            glyphs,
            ..self.face.clone()
        }
    }

    fn write(&self, frame: &mut Frame, x: f64, y: f64, text: &str, size: f64, colour: Color) {
        let at = Point::new(Abs::pt(x), Abs::pt(y));
        frame.push(at, FrameItem::Text(self.row(text, size, colour)));
    }

    /// The width of a text of a note, in points.
    fn width(&self, text: &str) -> f64 {
        let font = &self.face.font;
        let ids = text.chars().filter_map(|c| font.ttf().glyph_index(c));
        let widths = ids.filter_map(|id| font.x_advance(id.0));
        widths.map(|width| width.at(Abs::pt(NOTE_SIZE_PT)).to_pt()).sum()
    }

    /// The rows of a note. A key that is longer than a row breaks where it must.
    fn rows(&self, text: &str) -> Vec<String> {
        let mut rows = vec![String::new()];
        let mut used = 0.0;
        for word in text.split_inclusive([' ', '.']) {
            let width = self.width(word);
            let Some(row) = rows.last_mut() else { break };
            if !row.is_empty() && used + width > NOTE_WIDTH_PT {
                rows.push(word.to_owned());
                used = 0.0;
            } else {
                row.push_str(word);
            }
            used += width;
        }
        rows
    }

    /// Banner and signs: on every page.
    fn frame_of_column(&self, frame: &mut Frame, page: Size, notes: &Annotations, head: &str) {
        let (left, height) = (page.x.to_pt() + NOTE_X_PT, page.y.to_pt());
        self.write(frame, left, 34.0, &notes.banner, BANNER_SIZE_PT, Color::BLACK);
        self.write(frame, left, 46.0, head, HEAD_SIZE_PT, Ink::Rule.deep());
        let signs = [
            "__ sagsbehandlerens egne ord   .... felt i sagen",
            "| standardtekst, som en regel har valgt   ! advarsel   !! fejl",
        ];
        for (row, y) in signs.iter().zip([height - 44.0, height - 35.0]) {
            self.write(frame, left, y, row, NOTE_SIZE_PT, Ink::Rule.deep());
        }
    }

    fn notes(&self, frame: &mut Frame, page: Size, notes: &PageNotes) {
        let left = page.x.to_pt() + NOTE_X_PT;
        for (number, line) in (1_usize..).zip(&notes.lines) {
            let row = self.row(&number.to_string(), NOTE_SIZE_PT, Ink::Rule.deep());
            let at = Point::new(Abs::pt(40.0) - row.width(), Abs::pt(*line));
            frame.push(at, FrameItem::Text(row));
        }
        let rows: Vec<Vec<String>> =
            notes.notes.iter().map(|note| self.rows(&format!("{} {}", note.ink.sign(), note.text))).collect();
        for ((note, rows), top) in
            notes.notes.iter().zip(&rows).zip(stacked(&notes.notes, &rows, page.y.to_pt()))
        {
            let mut y = top;
            for row in rows {
                self.write(frame, left, y, row.trim_end(), NOTE_SIZE_PT, note.ink.deep());
                y += NOTE_ROW_PT;
            }
        }
    }
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
            let dots = DashPattern { array: vec![Abs::pt(1.0), Abs::pt(1.6)], phase: Abs::zero() };
            let paint = Paint::Solid(mark.ink.deep());
            let stroke = FixedStroke { dash: Some(dots), ..FixedStroke::from_pair(paint, Abs::pt(1.0)) };
            let line = Geometry::Line(Point::with_x(width)).stroked(stroke);
            frame.push(under + Point::with_y(Abs::pt(0.5)), FrameItem::Shape(line, Span::detached()));
        }
        Ink::Rule if !mark.begins_line => {}
        Ink::Rule => {
            let paint = Paint::Solid(mark.ink.deep());
            let bar = FixedStroke::from_pair(paint, Abs::pt(0.7));
            let line = Geometry::Line(Point::with_y(Abs::pt(height))).stroked(bar);
            frame.push(at - Point::with_x(Abs::pt(2.5)), FrameItem::Shape(line, Span::detached()));
        }
        Ink::Warning | Ink::Error => {}
    }
}

/// The baselines of the notes' first rows: each at its line or under the note before it, and all of them on the page.
fn stacked(notes: &[Note], rows: &[Vec<String>], height: f64) -> Vec<f64> {
    let tall = |rows: &Vec<String>| rows.iter().map(|_| NOTE_ROW_PT).sum::<f64>() + 1.4;
    let mut tops = Vec::with_capacity(notes.len());
    let mut free = NOTES_TOP_PT;
    for (note, rows) in notes.iter().zip(rows) {
        let top = note.y.max(free);
        free = top + tall(rows);
        tops.push(top);
    }
    let mut floor = height - NOTES_BOTTOM_PT;
    for (top, rows) in tops.iter_mut().zip(rows).rev() {
        *top = top.min(floor - tall(rows));
        floor = *top;
    }
    tops
}
