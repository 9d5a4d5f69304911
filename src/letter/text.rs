//! What stands on the pages of a letter, as read back from its layout.

use super::part::Part;

/// The text of a laid-out letter, part by part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterText {
    /// The parts in the order they stand.
    pub parts: Vec<PartText>,
    /// All text in reading order, headings between the parts included, without the foot lines.
    pub whole: String,
    /// The headings in the order they stand; each stands in `whole` too.
    pub headings: Vec<String>,
    /// All text of the first page that an envelope's window can show, whatever part it belongs to.
    pub window: String,
    /// How many pages there are.
    pub pages: usize,
}

/// The text of one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartText {
    /// Which part.
    pub part: Part,
    /// Its text; lines are joined by a space, paragraphs by a newline.
    pub text: String,
    /// The page it begins on, from 1.
    pub page: usize,
}

impl LetterText {
    /// The text of a part; empty when it is not there.
    pub fn part(&self, part: Part) -> &str {
        self.parts.iter().find(|found| found.part == part).map_or("", |found| found.text.as_str())
    }

    /// The words before the law quotation: what the letter itself says.
    pub fn body(&self) -> &str {
        let quote = self.part(Part::LawQuote);
        match self.whole.rfind(quote) {
            Some(at) if !quote.is_empty() => &self.whole[..at],
            _ => &self.whole,
        }
    }
}
