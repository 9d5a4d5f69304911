//! Reading back: what really stands on the laid-out pages, and whether it can be read.
//!
//! Templates are trusted with words, never with the law: after the layout the program looks at the pages themselves.
//! Each part must be there, once, in order, with its words, inside the margins, at least 9 pt, with a contrast of at
//! least 4.5:1, covered by nothing. An edit that drops, empties, hides, shrinks or moves a part off is an error.

use typst::foundations::Label;
use typst::introspection::{Location, Tag};
use typst::layout::{Abs, Frame, FrameItem, Point, Rect, Size, Transform};
use typst::model::HeadingElem;
use typst::text::TextItem;
use typst::visualize::{Geometry, Paint};
use typst_layout::{Page, PagedDocument};

use super::contents::Expected;
use super::layout::Margins;
use crate::config::colour;
use crate::letter::{LetterText, Part, PartText};

/// The smallest text that a letter may have, in points.
pub(super) const SIZE_MIN_PT: f64 = 9.0;
/// The least contrast of text against what lies under it (WCAG 2.1, 1.4.3).
const CONTRAST_MIN: f64 = 4.5;
/// How far letters reach above and below the baseline, as a share of their size: the height of capitals, and a
/// little less than the longest tail.
const ASCENT: f64 = 0.66;
const DESCENT: f64 = 0.2;
/// What rounding may add up to, in points.
const SLACK_PT: f64 = 0.5;

/// What is wrong with the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageFault {
    /// A part is not there, or has no text.
    Missing(Part),
    /// A part stands twice.
    Twice(Part),
    /// A part stands before one that it must follow.
    OutOfOrder(Part, Part),
    /// A part lacks words that it must have.
    Lacks(Part, String),
    /// Text is too small.
    TooSmall(Option<Part>, usize),
    /// Text has too little contrast with what lies under it, or something lies over it.
    Unreadable(Option<Part>, usize),
    /// Text is outside the margins.
    Outside(Option<Part>, usize),
    /// The letter has too many pages.
    TooLong(usize),
}

/// A run of text on a page.
#[derive(Debug)]
struct Run {
    text: String,
    rect: Rect,
    size: f64,
    page: usize,
    order: usize,
    fill: Option<[u8; 3]>,
    clipped: bool,
    part: Option<Part>,
    /// The number of the heading that it belongs to.
    heading: Option<usize>,
}

/// Something painted: a filled shape or an image.
#[derive(Debug)]
struct Cover {
    rect: Rect,
    page: usize,
    order: usize,
    colour: Option<[u8; 3]>,
}

/// What was read from the pages.
#[derive(Debug, Default)]
struct Reader {
    runs: Vec<Run>,
    covers: Vec<Cover>,
    open: Vec<(Location, Part)>,
    heading: Option<Location>,
    headings: usize,
    seen: Vec<(Part, usize)>,
    order: usize,
    page: usize,
}

/// Reads the pages, and holds them against what must be there.
pub(super) fn read_back(
    document: &PagedDocument,
    expected: &[Expected],
    margins: &Margins,
    window: Rect,
    pages_max: usize,
) -> (LetterText, Vec<PageFault>) {
    let mut reader = Reader::default();
    for (index, page) in document.pages().iter().enumerate() {
        reader.page = index + 1;
        if let Some(paper) = page.fill_or_white() {
            reader.cover(Rect::new(Point::zero(), page.frame.size().to_point()), solid(&paper));
        }
        reader.frame(&page.frame, Transform::identity(), None);
    }
    let mut faults = Vec::new();
    if document.pages().len() > pages_max {
        faults.push(PageFault::TooLong(document.pages().len()));
    }
    let text = reader.text(document.pages().len(), window);
    faults.extend(reader.part_faults(&text, expected));
    faults.extend(reader.page_faults(document.pages(), margins));
    faults.dedup();
    (text, faults)
}

impl Reader {
    fn frame(&mut self, frame: &Frame, transform: Transform, clip: Option<Rect>) {
        for (position, item) in frame.items() {
            let here = transform.pre_concat(Transform::translate(position.x, position.y));
            self.order += 1;
            match item {
                FrameItem::Group(group) => {
                    let inner = here.pre_concat(group.transform);
                    let clip = match &group.clip {
                        Some(_) => Some(intersection(clip, bounds(Point::zero(), group.frame.size(), inner))),
                        None => clip,
                    };
                    self.frame(&group.frame, inner, clip);
                }
                FrameItem::Text(text) => self.run(text, here, clip),
                FrameItem::Shape(shape, _) => {
                    if let (Some(fill), Some(area)) = (&shape.fill, extent(&shape.geometry)) {
                        self.cover(bounds(area.min, area.size(), here), solid(fill));
                    }
                }
                FrameItem::Image(_, size, _) => self.cover(bounds(Point::zero(), *size, here), None),
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
                    self.headings += 1;
                }
                let part = content.label().and_then(|label: Label| Part::from_label(&label.resolve()));
                if let (Some(part), Some(location)) = (part, content.location()) {
                    // Typst repeats a tag where an element goes on; one part has one location.
                    if !self.open.iter().any(|(open, _)| *open == location) {
                        self.seen.push((part, self.page));
                        self.open.push((location, part));
                    }
                }
            }
            Tag::End(location, ..) => {
                self.open.retain(|(open, _)| open != location);
                self.heading = self.heading.filter(|heading| heading != location);
            }
        }
    }

    fn cover(&mut self, rect: Rect, colour: Option<[u8; 3]>) {
        self.covers.push(Cover { rect, page: self.page, order: self.order, colour });
    }

    fn run(&mut self, item: &TextItem, transform: Transform, clip: Option<Rect>) {
        let (ascent, descent) = (item.size * ASCENT, item.size * DESCENT);
        let rect =
            bounds(Point::new(Abs::zero(), -ascent), Size::new(item.width(), ascent + descent), transform);
        let scale =
            (transform.sx.get() * transform.sy.get() - transform.kx.get() * transform.ky.get()).abs().sqrt();
        let clipped = clip.is_some_and(|clip| !holds(clip, rect));
        // The foot is laid out between the pages of whatever part runs over the page's end.
        let foot = self.open.iter().any(|(_, part)| *part == Part::Footer);
        let part = if foot { Some(Part::Footer) } else { self.open.last().map(|(_, part)| *part) };
        let missing_glyph = item.glyphs.iter().any(|glyph| glyph.id == 0);
        self.runs.push(Run {
            text: item.text.to_string(),
            rect,
            size: item.size.to_pt() * scale,
            page: self.page,
            order: self.order,
            fill: solid(&item.fill).filter(|_| !missing_glyph),
            clipped,
            part,
            heading: self.heading.map(|_| self.headings),
        });
    }

    /// The runs as text: a line break in a paragraph is a space, a larger step a new line.
    fn text(&self, pages: usize, window: Rect) -> LetterText {
        let mut whole = Writer::default();
        let mut shown = Writer::default();
        let mut parts: Vec<(PartText, Writer)> = Vec::new();
        let mut headings: Vec<(usize, Writer)> = Vec::new();
        for run in &self.runs {
            if run.part != Some(Part::Footer) {
                whole.write(run);
            }
            if run.page == 1 && overlap(window, run.rect) > 0.0 {
                shown.write(run);
            }
            if let Some(number) = run.heading {
                if headings.last().is_none_or(|(last, _)| *last != number) {
                    headings.push((number, Writer::default()));
                }
                headings.iter_mut().last().into_iter().for_each(|(_, writer)| writer.write(run));
            }
            let Some(part) = run.part else { continue };
            if let Some((_, writer)) = parts.iter_mut().find(|(found, _)| found.part == part) {
                writer.write(run);
            } else {
                let mut writer = Writer::default();
                writer.write(run);
                parts.push((PartText { part, text: String::new(), page: run.page }, writer));
            }
        }
        let parts = parts.into_iter().map(|(part, writer)| PartText { text: writer.text, ..part }).collect();
        let headings = headings.into_iter().map(|(_, writer)| writer.text).collect();
        LetterText { parts, whole: whole.text, headings, window: shown.text, pages }
    }

    fn part_faults(&self, text: &LetterText, expected: &[Expected]) -> Vec<PageFault> {
        let mut faults = Vec::new();
        for wanted in expected {
            let found = text.part(wanted.part);
            if found.trim().is_empty() {
                faults.push(PageFault::Missing(wanted.part));
                continue;
            }
            let found = squeezed(found);
            for words in &wanted.words {
                if !found.contains(&squeezed(words)) {
                    faults.push(PageFault::Lacks(wanted.part, words.clone()));
                }
            }
        }
        let mut last: Option<Part> = None;
        for (index, (part, _)) in self.seen.iter().enumerate().filter(|(_, (part, _))| *part != Part::Footer)
        {
            if self.seen[..index].iter().any(|(earlier, _)| earlier == part) {
                faults.push(PageFault::Twice(*part));
            }
            match last {
                Some(last) if *part < last => faults.push(PageFault::OutOfOrder(*part, last)),
                _ => last = Some(*part),
            }
        }
        faults
    }

    fn page_faults(&self, pages: &[Page], margins: &Margins) -> Vec<PageFault> {
        let mut faults = Vec::new();
        for run in self.runs.iter().filter(|run| !run.text.trim().is_empty()) {
            if run.size < SIZE_MIN_PT - 0.01 {
                faults.push(PageFault::TooSmall(run.part, run.page));
            }
            if run.clipped || !self.is_readable(run) {
                faults.push(PageFault::Unreadable(run.part, run.page));
            }
            let size = pages[run.page - 1].frame.size();
            // What hangs below the baseline of a page's last line is not outside.
            let hang = Abs::pt(run.size * DESCENT);
            let stands = Rect::new(run.rect.min, Point::new(run.rect.max.x, run.rect.max.y - hang));
            if !holds(margins.area(run.part, size), stands) {
                faults.push(PageFault::Outside(run.part, run.page));
            }
        }
        faults.extend(self.overprints());
        faults
    }

    fn is_readable(&self, run: &Run) -> bool {
        let Some(fill) = run.fill else { return false };
        let here = self.covers.iter().filter(|cover| cover.page == run.page);
        let mut under: Option<[u8; 3]> = Some([255, 255, 255]);
        for cover in here {
            if cover.order > run.order && overlap(cover.rect, run.rect) > 0.05 {
                return false;
            }
            if cover.order < run.order && overlap(cover.rect, run.rect) > 0.05 {
                under = cover.colour;
            }
        }
        under.is_some_and(|under| colour::contrast(fill, under) >= CONTRAST_MIN)
    }

    /// Runs that are printed over each other.
    fn overprints(&self) -> Vec<PageFault> {
        let mut runs: Vec<&Run> = self.runs.iter().filter(|run| !run.text.trim().is_empty()).collect();
        runs.sort_by(|a, b| {
            (a.page, a.rect.min.y).partial_cmp(&(b.page, b.rect.min.y)).unwrap_or(std::cmp::Ordering::Equal)
        });
        let mut faults = Vec::new();
        for (index, run) in runs.iter().enumerate() {
            let near = runs[index + 1..]
                .iter()
                .take_while(|other| other.page == run.page && other.rect.min.y < run.rect.max.y);
            for other in near {
                if overlap(run.rect, other.rect) > 0.2 {
                    faults.push(PageFault::Unreadable(run.part.or(other.part), run.page));
                }
            }
        }
        faults
    }
}

/// Puts runs together to text.
#[derive(Debug, Default)]
struct Writer {
    text: String,
    last: Option<(usize, Rect)>,
}

impl Writer {
    fn write(&mut self, run: &Run) {
        if let Some((page, rect)) = self.last {
            let step = (run.rect.max.y - rect.max.y).to_pt();
            let same_line = page == run.page && step.abs() < 3.0;
            let next_line = page == run.page && step > 0.0 && step < run.size * 1.75;
            if same_line {
                // Runs on a line follow each other; a gap of its own, as before a list's text, is a space.
                if (run.rect.min.x - rect.max.x).to_pt() > 1.0 && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            } else if next_line || page != run.page {
                // `kranio-` and `sakral` are one word; `social-` and `og` are two.
                let whole_word = self.text.ends_with('-')
                    && run.text.starts_with(char::is_lowercase)
                    && !["og ", "eller "].iter().any(|word| run.text.starts_with(word));
                if !whole_word {
                    self.space();
                }
            } else {
                self.text.truncate(self.text.trim_end().len());
                self.text.push('\n');
            }
        }
        // A space that may not end a line is a space all the same.
        self.text.push_str(&run.text.replace('\u{a0}', " "));
        self.last = Some((run.page, run.rect));
    }

    fn space(&mut self) {
        if !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }
}

/// The text without white space: a line may end inside a word, after a hyphen or a stroke, and the pages do not say so.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn solid(paint: &Paint) -> Option<[u8; 3]> {
    let Paint::Solid(color) = paint else { return None };
    let [r, g, b, a] = color.to_rgb().into_format::<u8, u8>().into();
    let blend = |part: u8| {
        let (part, a) = (u32::from(part), u32::from(a));
        u8::try_from((part * a + 255 * (255 - a)) / 255).unwrap_or(255)
    };
    Some([blend(r), blend(g), blend(b)])
}

/// The area that a filled shape can cover; a line covers nothing.
fn extent(geometry: &Geometry) -> Option<Rect> {
    match geometry {
        Geometry::Rect(size) => Some(Rect::new(Point::zero(), size.to_point())),
        Geometry::Curve(curve) => Some(curve.bbox(None)),
        Geometry::Line(_) => None,
    }
}

/// The upright box around a rectangle after a transformation.
fn bounds(at: Point, size: Size, transform: Transform) -> Rect {
    let corners = [at, at + Point::with_x(size.x), at + Point::with_y(size.y), at + size.to_point()]
        .map(|corner| corner.transform(transform));
    let (mut min, mut max) = (corners[0], corners[0]);
    for corner in corners {
        min = min.min(corner);
        max = max.max(corner);
    }
    Rect::new(min, max)
}

fn intersection(one: Option<Rect>, other: Rect) -> Rect {
    match one {
        None => other,
        Some(one) => Rect::new(one.min.max(other.min), one.max.min(other.max)),
    }
}

fn holds(outer: Rect, inner: Rect) -> bool {
    let slack = Abs::pt(SLACK_PT);
    inner.min.x + slack >= outer.min.x
        && inner.min.y + slack >= outer.min.y
        && inner.max.x <= outer.max.x + slack
        && inner.max.y <= outer.max.y + slack
}

/// The share of the smaller rectangle that both have in common.
fn overlap(one: Rect, other: Rect) -> f64 {
    let common = intersection(Some(one), other);
    let area = |rect: Rect| {
        let size = rect.max - rect.min;
        size.x.to_pt().max(0.0) * size.y.to_pt().max(0.0)
    };
    let least = area(one).min(area(other));
    if least <= 0.0 { 0.0 } else { area(common) / least }
}
