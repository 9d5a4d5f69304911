//! The measures of a page, said once: the layout is given them, and the reading back holds the pages against them.

use std::fmt::Write as _;

use typst::layout::{Abs, Point, Rect, Size};

use crate::config::Config;
use crate::letter::Part;

/// The margins of a page, in millimetres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Margins {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// The margins of every letter. The wide one on the right keeps lines at some 80 characters.
pub(super) const MARGINS: Margins = Margins { left: 25.0, right: 37.0, top: 20.0, bottom: 28.0 };
/// How near to the paper's edge letterhead, address, reference and foot may come, in millimetres.
const EDGE_MM: f64 = 10.0;

impl Margins {
    /// Where text of a part may stand on a page.
    pub(super) fn area(&self, part: Option<Part>, page: Size) -> Rect {
        let framed = matches!(part, Some(Part::Sender | Part::Recipient | Part::Reference | Part::Footer));
        let margins = if framed {
            Self { left: EDGE_MM, right: EDGE_MM, top: EDGE_MM, bottom: EDGE_MM }
        } else {
            *self
        };
        Rect::new(
            Point::new(Abs::mm(margins.left), Abs::mm(margins.top)),
            Point::new(page.x - Abs::mm(margins.right), page.y - Abs::mm(margins.bottom)),
        )
    }
}

/// What an envelope's window can show of the first page.
pub(super) fn window(config: &Config) -> Rect {
    let window = &config.address_window;
    let corner = Point::new(Abs::mm(window.left_mm), Abs::mm(window.top_mm));
    Rect::new(corner, corner + Point::new(Abs::mm(window.width_mm), Abs::mm(window.height_mm)))
}

/// The settings as a Typst module. `logo` is the virtual path of the logo, if there is one.
pub(super) fn settings(config: &Config, family: &str, logo: Option<&str>) -> String {
    let municipality = &config.municipality;
    let window = &config.address_window;
    let Margins { left, right, top, bottom } = MARGINS;
    let logo = match (logo, &municipality.logo) {
        (Some(path), Some(logo)) => format!("(path: {}, alt: {})", literal(path), literal(&logo.alt)),
        _ => "none".to_owned(),
    };
    let mut foot = vec![municipality.name.clone(), municipality.address.join(", ")];
    foot.push(format!("Telefon {}", municipality.phone));
    foot.push(municipality.website.clone());
    if let Some(cvr) = &municipality.cvr {
        foot.push(format!("CVR {cvr}"));
    }
    let foot = format!("{} \\ {}", content(&foot[..2].join(" · ")), content(&foot[2..].join(" · ")));
    format!(
        "#let settings = (\n  name: {},\n  colour: {},\n  font: {},\n  logo: {logo},\n  footer: [{foot}],\n  \
         measure: {}mm,\n  margin: (left: {left}mm, right: {right}mm, top: {top}mm, bottom: {bottom}mm),\n  \
         window: (left: {}mm, top: {}mm, width: {}mm, height: {}mm),\n)\n",
        literal(&municipality.name),
        literal(&municipality.colour.hex()),
        literal(family),
        210.0 - left - right,
        window.left_mm,
        window.top_mm,
        window.width_mm,
        window.height_mm,
    )
}

fn content(text: &str) -> String {
    format!("#{};", literal(text))
}

/// A Typst string literal.
pub(crate) fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(literal, "\\u{{{:x}}}", u32::from(c));
            }
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}
