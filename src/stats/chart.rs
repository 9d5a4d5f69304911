//! A bar chart of a table as SVG, for the page.
//!
//! The numbers stand in the table beside it, so the picture is one image with a title and a description to those who hear the page.
//! Drawn with `plotters`, which writes shapes and text with attributes only: no script, no style, nothing that a strict policy stops.

use plotters::prelude::{
    Color as _, DrawingBackend as _, IntoDrawingArea as _, IntoFont as _, RGBColor, Rectangle, SVGBackend,
    Text, TextStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Table;
use super::text::{HIDDEN, shown};

const WIDTH: u32 = 760;
/// Where labels end and bars begin, and how far the longest bar goes.
const AXIS: i32 = 300;
const BARS: i32 = 330;
const ROW: i32 = 40;
const MARGIN: i32 = 4;
/// The size of letters, and how far apart two lines of a label are.
const FONT: i32 = 20;
const LINES_APART: i32 = 17;
/// The longest label on one line, in characters.
const LABEL_CHARS: usize = 34;

/// The colours of the page; each has a contrast of at least 3:1 against white, the text's over 7:1.
const BAR: RGBColor = RGBColor(0x1d, 0x4f, 0x5c);
const INK: RGBColor = RGBColor(0x1a, 0x1a, 0x1a);
const LINE: RGBColor = RGBColor(0x80, 0x86, 0x8a);

/// The chart of a table. `None` where there is nothing to draw.
pub(super) fn bars(table: &Table) -> Option<String> {
    // A bar's length is the count; the longest fills the room.
    let longest = table.rows.iter().filter_map(|row| row.count).max().filter(|count| *count > 0)?;
    let height = u32::try_from(ROW * i32::try_from(table.rows.len()).ok()? + 2 * MARGIN).ok()?;
    let mut svg = String::new();
    let drawn = draw(&mut svg, table, longest, height);
    // Into memory nothing can fail; a picture that did is left out, since the table says the same.
    drawn.then(|| accessible(&svg, table))
}

fn draw(svg: &mut String, table: &Table, longest: u64, height: u32) -> bool {
    let mut backend = SVGBackend::with_string(svg, (WIDTH, height));
    if backend.ensure_prepared().is_err() {
        return false;
    }
    let area = backend.into_drawing_area();
    let text = |at: HPos| -> TextStyle<'_> {
        ("sans-serif", FONT).into_font().color(&INK).pos(Pos::new(at, VPos::Center))
    };
    let mut well = true;
    for (row, top) in table.rows.iter().zip((MARGIN..).step_by(ROW.unsigned_abs() as usize)) {
        let middle = top + ROW / 2;
        let lines = lines(&row.label);
        let up = LINES_APART * (i32::try_from(lines.len()).unwrap_or(1) - 1) / 2;
        for (line, at) in lines.into_iter().zip((middle - up..).step_by(LINES_APART.unsigned_abs() as usize))
        {
            well &= area.draw(&Text::new(line, (AXIS - 10, at), text(HPos::Right))).is_ok();
        }
        let length = row.count.map_or(0, |count| scaled(count, longest));
        if length > 0 {
            let bar = Rectangle::new([(AXIS, top + 7), (AXIS + length, top + ROW - 7)], BAR.filled());
            well &= area.draw(&bar).is_ok();
        }
        let (count, percent) = shown(row.count, row.percent);
        let value =
            if row.count.is_none() { format!("{HIDDEN} skjult") } else { format!("{count} ({percent})") };
        well &= area.draw(&Text::new(value, (AXIS + length + 8, middle), text(HPos::Left))).is_ok();
    }
    let bottom = i32::try_from(height).unwrap_or(0) - MARGIN;
    let axis = Rectangle::new([(AXIS - 1, MARGIN), (AXIS, bottom)], LINE.filled());
    well &= area.draw(&axis).is_ok();
    well && area.present().is_ok()
}

/// A label on one line, or on two of about the same length.
fn lines(label: &str) -> Vec<&str> {
    let half = label.len() / 2;
    let spaces = label.match_indices(' ').map(|(at, _)| at);
    match spaces.min_by_key(|at| at.abs_diff(half)).filter(|_| label.chars().count() > LABEL_CHARS) {
        Some(at) => vec![&label[..at], &label[at + 1..]],
        None => vec![label],
    }
}

fn scaled(count: u64, longest: u64) -> i32 {
    let length = count * u64::from(BARS.unsigned_abs()) / longest.max(1);
    i32::try_from(length).unwrap_or(BARS)
}

/// The picture with a title and a description, as one image, and as wide as its place.
fn accessible(svg: &str, table: &Table) -> String {
    let body = svg
        .find("<svg")
        .and_then(|at| svg[at..].find('>').map(|end| &svg[at + end + 1..]))
        .unwrap_or_default();
    let height = ROW * i32::try_from(table.rows.len()).unwrap_or(0) + 2 * MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-titel {id}-om\">\n\
         <title id=\"{id}-titel\">{title}</title>\n<desc id=\"{id}-om\">Søjlediagram. Tallene står i tabellen.</desc>{body}",
        id = table.id,
        title = super::page::escaped(&table.title),
    )
}
