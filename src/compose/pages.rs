//! The laid-out pages as plain data: every run of text where it stands, and for each word whether it came from a value
//! of the letter's data or from the pack's own words.
//!
//! Nothing is laid out again: what is read here are the frames that the PDF is written from. Where a word comes from is
//! found by holding the words of the rendered source, in which every value is a literal, against the words of the pages.

use serde::Serialize;
use similar::{Algorithm, DiffTag, capture_diff_slices};
use typst::introspection::{Location, Tag};
use typst::layout::{Frame, FrameItem, Point, Size, Transform};
use typst::model::HeadingElem;
use typst::syntax::ast::Str;
use typst::syntax::{SyntaxKind, SyntaxNode};
use typst::text::{FontStyle, TextItem};
use typst::visualize::{CurveItem, Geometry, ImageKind, Paint};
use typst_layout::PagedDocument;

use crate::letter::Part;

/// How far apart two baselines may be and still be one line, in points.
const SAME_LINE_PT: f64 = 2.0;

/// The pages of a letter, with the values of its data that its source holds.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// The pages, in order.
    pub pages: Vec<PageSheet>,
    /// The values, in the order of the source.
    pub values: Vec<String>,
}

/// What stands on one page. Lengths are in points, from the upper left corner.
#[derive(Debug, Clone, Default)]
pub struct PageSheet {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// The text, in reading order.
    pub runs: Vec<Run>,
    /// Lines, boxes and pictures.
    pub shapes: Vec<Shape>,
    /// The baselines of the page's lines from the top, letterhead and foot aside: line 7 is the seventh.
    pub lines: Vec<f64>,
}

/// A run of text in one face on one line.
#[derive(Debug, Clone)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Where it begins.
    pub x: f64,
    /// Its baseline.
    pub y: f64,
    /// How wide it is.
    pub width: f64,
    /// The size of its type.
    pub size: f64,
    /// The weight of its face, 400 being regular.
    pub weight: u16,
    /// Whether its face is italic.
    pub italic: bool,
    /// Its colour, `#rrggbb`.
    pub colour: String,
    /// The part of the letter it stands in.
    pub part: Option<Part>,
    /// The part it is about: its own, or for a heading between parts the one that follows.
    pub about: Option<Part>,
    /// Whether it is a heading.
    pub heading: bool,
    /// Its words.
    pub words: Vec<Word>,
}

/// A word or a mark of a run.
#[derive(Debug, Clone)]
pub struct Word {
    /// Where it begins in the run's text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Its left edge on the page.
    pub x: f64,
    /// Its right edge.
    pub x_end: f64,
    /// Where it comes from.
    pub from: From,
}

/// Where a word comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// A value of the letter's data: its number, and the byte where the word begins in it.
    Value(usize, usize),
    /// The words of a template.
    Template,
    /// The layout or the settings: letterhead, page numbers, list marks.
    Layout,
}

/// Something on a page that is no text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Shape {
    /// A path as SVG writes it.
    Path {
        /// The path.
        d: String,
        /// What it is filled with.
        fill: Option<String>,
        /// What it is drawn with.
        stroke: Option<String>,
        /// How broad it is drawn.
        stroke_width: f64,
    },
    /// A picture.
    Picture {
        /// Left.
        x: f64,
        /// Top.
        y: f64,
        /// Width.
        width: f64,
        /// Height.
        height: f64,
        /// Its digest, which is its name, with its ending.
        name: String,
        /// Its bytes.
        #[serde(skip)]
        bytes: Vec<u8>,
    },
}

/// Reads the pages, and finds in `source` where their words come from.
pub(super) fn pages(document: &PagedDocument, source: &str) -> Pages {
    let mut pages: Vec<PageSheet> = document
        .pages()
        .iter()
        .scan(Reader::default(), |reader, page| {
            let size = page.frame.size();
            reader.sheet =
                PageSheet { width: size.x.to_pt(), height: size.y.to_pt(), ..PageSheet::default() };
            reader.frame(&page.frame, Transform::identity());
            let mut sheet = std::mem::take(&mut reader.sheet);
            sheet.lines = lines(&sheet.runs);
            Some(sheet)
        })
        .collect();
    let mut pieces = Vec::new();
    let mut values = Vec::new();
    gather(&typst::syntax::parse(source), &mut pieces, &mut values);
    trace(&mut pages, &pieces);
    let mut following = None;
    for run in pages.iter_mut().rev().flat_map(|page| page.runs.iter_mut().rev()) {
        if run.part != Some(Part::Footer) {
            run.about = run.part.or(following);
            following = run.about;
        }
    }
    Pages { pages, values }
}

impl PageSheet {
    /// The number of the line with this baseline, from 1.
    pub fn line(&self, baseline: f64) -> Option<usize> {
        let at = self.lines.iter().position(|line| (line - baseline).abs() < SAME_LINE_PT)?;
        Some(at + 1)
    }
}

/// The baselines from the top. Letterhead and foot, which stand beside each other, are not counted.
fn lines(runs: &[Run]) -> Vec<f64> {
    let frame = [Part::Sender, Part::Recipient, Part::Reference, Part::Footer];
    let in_body = |run: &&Run| run.part.is_none_or(|part| !frame.contains(&part));
    let body = runs.iter().filter(in_body).filter(|run| !run.text.trim().is_empty());
    let mut baselines: Vec<f64> = body.map(|run| run.y).collect();
    baselines.sort_by(f64::total_cmp);
    baselines.dedup_by(|next, before| (*next - *before).abs() < SAME_LINE_PT);
    baselines
}

#[derive(Debug, Default)]
struct Reader {
    sheet: PageSheet,
    open: Vec<(Location, Part)>,
    heading: Option<Location>,
}

impl Reader {
    fn frame(&mut self, frame: &Frame, transform: Transform) {
        for (position, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => {
                    let inner = here.pre_concat(group.transform);
                    self.frame(&group.frame, inner);
                }
                FrameItem::Text(text) => self.run(text, here),
                FrameItem::Shape(shape, _) => {
                    let stroke = shape.stroke.as_ref();
                    self.sheet.shapes.push(Shape::Path {
                        d: path(&shape.geometry, here),
                        fill: shape.fill.as_ref().and_then(hex),
                        stroke: stroke.and_then(|stroke| hex(&stroke.paint)),
                        stroke_width: stroke.map_or(0.0, |stroke| round(stroke.thickness.to_pt())),
                    });
                }
                FrameItem::Image(image, size, _) => {
                    let (bytes, ending) = match image.kind() {
                        ImageKind::Raster(raster) => {
                            let jpeg = raster.data().starts_with(&[0xff, 0xd8]);
                            (raster.data().to_vec(), if jpeg { "jpg" } else { "png" })
                        }
                        ImageKind::Svg(svg) => (svg.data().to_vec(), "svg"),
                        ImageKind::Pdf(_) => continue,
                    };
                    let at = Point::zero().transform(here);
                    self.sheet.shapes.push(Shape::Picture {
                        x: round(at.x.to_pt()),
                        y: round(at.y.to_pt()),
                        width: round(size.x.to_pt()),
                        height: round(size.y.to_pt()),
                        name: format!("{}.{ending}", &crate::letter::sha256(&bytes)[..16]),
                        bytes,
                    });
                }
                FrameItem::Tag(tag) => self.tag(tag),
                FrameItem::Link(..) => {}
            }
        }
    }

    fn tag(&mut self, tag: &Tag) {
        match tag {
            Tag::Start(content, _) => {
                if content.is::<HeadingElem>() {
                    self.heading = content.location();
                }
                let part = content.label().and_then(|label| Part::from_label(&label.resolve()));
                if let (Some(part), Some(location)) = (part, content.location())
                    && !self.open.iter().any(|(open, _)| *open == location)
                {
                    self.open.push((location, part));
                }
            }
            Tag::End(location, ..) => {
                self.open.retain(|(open, _)| open != location);
                self.heading = self.heading.filter(|heading| heading != location);
            }
        }
    }

    fn run(&mut self, item: &TextItem, transform: Transform) {
        let at = Point::zero().transform(transform);
        let foot = self.open.iter().any(|(_, part)| *part == Part::Footer);
        let part = if foot { Some(Part::Footer) } else { self.open.last().map(|(_, part)| *part) };
        let left = at.x.to_pt();
        // The left edge of every glyph, by the byte that it begins at.
        let mut edges = Vec::with_capacity(item.glyphs.len());
        let mut x = left;
        for glyph in &item.glyphs {
            edges.push((glyph.range().start, x));
            x += glyph.x_advance.at(item.size).to_pt();
        }
        edges.sort_by_key(|(byte, _)| *byte);
        let edge = |byte: usize| edges.iter().find(|(own, _)| *own >= byte).map_or(x, |(_, edge)| *edge);
        let text = item.text.to_string();
        let words = words(&text)
            .into_iter()
            .map(|(start, end)| Word { start, end, x: edge(start), x_end: edge(end), from: From::Layout })
            .collect();
        let variant = item.font.font().info().variant;
        self.sheet.runs.push(Run {
            x: left,
            y: at.y.to_pt(),
            width: item.width().to_pt(),
            size: item.size.to_pt(),
            weight: variant.weight.to_number(),
            italic: variant.style != FontStyle::Normal,
            colour: hex(&item.fill).unwrap_or_else(|| "#000000".to_owned()),
            part,
            about: part,
            heading: self.heading.is_some(),
            words,
            text,
        });
    }
}

/// The words and marks of a text, as ranges of bytes: letters and digits hold together, everything else stands alone.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut joined = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if c.is_alphanumeric() {
            match words.last_mut().filter(|_| joined) {
                Some(word) => word.1 = end,
                None => words.push((at, end)),
            }
            joined = true;
        } else {
            joined = false;
            if !c.is_whitespace() {
                words.push((at, end));
            }
        }
    }
    words
}

/// A word of the source: its text, and the value and byte it stands at.
#[derive(Debug)]
struct Piece {
    text: String,
    from: From,
}

/// The words of the rendered source that are printed, in order. A value stands as a string literal in markup.
fn gather(node: &SyntaxNode, pieces: &mut Vec<Piece>, values: &mut Vec<String>) {
    match node.kind() {
        // Settings of the document are not printed; quotation marks and dashes are printed otherwise than written.
        SyntaxKind::CodeBlock
        | SyntaxKind::Raw
        | SyntaxKind::LineComment
        | SyntaxKind::BlockComment
        | SyntaxKind::SmartQuote
        | SyntaxKind::Shorthand => {}
        SyntaxKind::Text => {
            let text = node.leaf_text();
            pieces.extend(
                words(text)
                    .into_iter()
                    .map(|(start, end)| Piece { text: text[start..end].to_owned(), from: From::Template }),
            );
        }
        kind => {
            for child in node.children() {
                match child.cast::<Str<'_>>() {
                    Some(literal) if kind == SyntaxKind::Markup => {
                        let value = literal.get().to_string();
                        let number = values.len();
                        pieces.extend(words(&value).into_iter().map(|(start, end)| Piece {
                            text: value[start..end].to_owned(),
                            from: From::Value(number, start),
                        }));
                        values.push(value);
                    }
                    _ => gather(child, pieces, values),
                }
            }
        }
    }
}

/// Tells each word of the pages where it comes from.
fn trace(pages: &mut [PageSheet], pieces: &[Piece]) {
    let printed: Vec<String> = pages
        .iter()
        .flat_map(|page| &page.runs)
        .filter(|run| run.part != Some(Part::Footer))
        .flat_map(|run| run.words.iter().map(|word| run.text[word.start..word.end].to_owned()))
        .collect();
    let printed: Vec<&str> = printed.iter().map(String::as_str).collect();
    let written: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let mut from = vec![From::Layout; printed.len()];
    for op in capture_diff_slices(Algorithm::Myers, &written, &printed) {
        let (tag, old, new) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            for (old, new) in old.zip(new) {
                from[new] = pieces[old].from;
            }
        }
    }
    let runs = pages.iter_mut().flat_map(|page| &mut page.runs);
    let words = runs.filter(|run| run.part != Some(Part::Footer)).flat_map(|run| &mut run.words);
    for (word, from) in words.zip(from) {
        word.from = from;
    }
}

fn path(geometry: &Geometry, transform: Transform) -> String {
    let point = |point: Point| {
        let point = point.transform(transform);
        format!("{} {}", round(point.x.to_pt()), round(point.y.to_pt()))
    };
    match geometry {
        Geometry::Line(to) => format!("M{}L{}", point(Point::zero()), point(*to)),
        Geometry::Rect(Size { x, y }) => format!(
            "M{}L{}L{}L{}Z",
            point(Point::zero()),
            point(Point::with_x(*x)),
            point(Point::new(*x, *y)),
            point(Point::with_y(*y))
        ),
        Geometry::Curve(curve) => curve
            .0
            .iter()
            .map(|item| match item {
                CurveItem::Move(to) => format!("M{}", point(*to)),
                CurveItem::Line(to) => format!("L{}", point(*to)),
                CurveItem::Cubic(one, two, to) => format!("C{} {} {}", point(*one), point(*two), point(*to)),
                CurveItem::Close => "Z".to_owned(),
            })
            .collect(),
    }
}

fn hex(paint: &Paint) -> Option<String> {
    let Paint::Solid(colour) = paint else { return None };
    let [r, g, b, _]: [u8; 4] = colour.to_rgb().into_format::<u8, u8>().into();
    Some(format!("#{r:02x}{g:02x}{b:02x}"))
}

/// To a hundredth of a point: less than can be seen.
pub(crate) fn round(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}
