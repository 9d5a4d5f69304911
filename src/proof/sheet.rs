//! All that is shown of one letter: its pages, its text, where each word comes from, the findings beside their passages,
//! the facts that the reasons rest on. Plain data; the browser and the annotated PDF both draw from it.

use std::path::Path;

use serde::Serialize;

use super::origins::{Kind, Origin, Origins};
use crate::case::ReadCase;
use crate::case::record::{CaseRecord, Decision, Occasion, Outcome, Weight};
use crate::compose::{Addressee, Pages, Run, Shape, round};
use crate::danish;
use crate::diagnostic::{Bilingual, Findings, Severity};
use crate::law::Law;
use crate::letter::{LetterText, Part, words};
use crate::store;

/// What a sheet is made from, beside the pages.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The record as written.
    pub read: &'a ReadCase,
    /// The record as meant.
    pub record: &'a CaseRecord,
    /// The record's file.
    pub source: &'a str,
    /// Its folder, where the attachments lie.
    pub folder: &'a Path,
    /// The folder of `out/`, which links begin from.
    pub workspace: &'a Path,
    /// Every finding over record and letter.
    pub findings: &'a Findings,
    /// The law.
    pub law: &'a Law,
    /// The letter's id, or the draft's.
    pub id: &'a str,
    /// Who it goes to.
    pub addressee: Option<Addressee>,
    /// The PDF's title.
    pub title: &'a str,
    /// SHA-256 of the PDF; `None` for a draft, which has none.
    pub sha256: Option<&'a str>,
}

/// A sheet, and the annotated PDF.
#[derive(Debug)]
pub struct Proof {
    /// The sheet.
    pub(super) sheet: Sheet,
    /// The annotated PDF.
    pub(super) pdf: Vec<u8>,
}

impl Proof {
    /// The annotated PDF.
    pub fn pdf(&self) -> &[u8] {
        &self.pdf
    }

    /// The sheet.
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// The same proof with the digest of the letter's PDF, which is known only when that is written.
    #[must_use]
    pub fn of_pdf(mut self, sha256: &str) -> Self {
        self.sheet.sha256 = Some(sha256.to_owned());
        self
    }
}

/// All that is shown of one letter.
#[derive(Debug, Serialize)]
pub struct Sheet {
    pub(super) id: String,
    pub(super) case: Option<String>,
    pub(super) source: String,
    pub(super) sha256: Option<String>,
    pub(super) title: String,
    pub(super) recipient: Option<&'static str>,
    pub(super) channel: Option<&'static str>,
    pub(super) decision: Option<&'static str>,
    pub(super) outcome: Option<&'static str>,
    pub(super) occasion: Option<&'static str>,
    pub(super) pages: Vec<SheetPage>,
    pub(super) origins: Vec<Origin>,
    pub(super) blocks: Vec<Block>,
    pub(super) findings: Vec<SheetFinding>,
    pub(super) facts: Vec<FoundFact>,
    pub(super) law: Vec<LawInForce>,
    /// Each attachment's file with its SHA-256.
    pub(super) attachments: Vec<(String, String)>,
    /// The way from the page to each, to be opened there.
    pub(super) attachment_links: Vec<String>,
    #[serde(skip)]
    pub(super) result: String,
    #[serde(skip)]
    pub(super) words: usize,
    #[serde(skip)]
    pub(super) lix: usize,
    #[serde(skip)]
    pub(super) protected: bool,
    #[serde(skip)]
    pub(super) caseworker: String,
    #[serde(skip)]
    pub(super) pictures: Vec<(String, Vec<u8>)>,
}

/// A page: text where it stands, and what is marked. Lengths in points.
#[derive(Debug, Serialize)]
pub(super) struct SheetPage {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) lines: Vec<f64>,
    pub(super) shapes: Vec<Shape>,
    pub(super) runs: Vec<SheetRun>,
    pub(super) marks: Vec<SheetMark>,
}

/// Left, baseline, width, size, weight, whether italic, colour, text.
#[derive(Debug, Serialize)]
pub(super) struct SheetRun(f64, f64, f64, f64, u16, bool, String, String);

/// Left, right, baseline, size, origin, block.
#[derive(Debug, Serialize)]
pub(super) struct SheetMark(
    pub(super) f64,
    pub(super) f64,
    pub(super) f64,
    pub(super) f64,
    pub(super) usize,
    pub(super) usize,
);

/// A paragraph, an item or a heading.
#[derive(Debug, Serialize)]
pub struct Block {
    /// The part it stands in.
    pub part: Option<&'static str>,
    /// Whether it is a heading.
    pub heading: bool,
    /// The page it begins on, from 1.
    pub page: usize,
    /// The line it begins on, from 1.
    pub line: Option<usize>,
    /// Its text.
    pub segments: Vec<Segment>,
    /// The facts that it rests on, by id.
    pub rests_on: Vec<String>,
}

/// A stretch of text with one origin.
#[derive(Debug, Serialize)]
pub struct Segment {
    /// The text.
    pub text: String,
    /// Its origin, by number.
    pub origin: Option<usize>,
}

/// A finding, with the passage it is about.
#[derive(Debug, Serialize)]
pub struct SheetFinding {
    pub(super) code: String,
    pub(super) severity: Severity,
    pub(super) path: String,
    pub(super) line: Option<usize>,
    pub(super) message: Bilingual,
    pub(super) help: Bilingual,
    pub(super) detail: Option<Bilingual>,
    pub(super) block: Option<usize>,
}

/// A fact of the record.
#[derive(Debug, Serialize)]
pub struct FoundFact {
    id: String,
    source: String,
    dated: String,
    says: String,
    weight: &'static str,
    adverse: bool,
    line: Option<usize>,
}

/// A consolidation that the letter was decided under.
#[derive(Debug, Serialize)]
pub(super) struct LawInForce {
    act: String,
    cited: String,
    amended: bool,
    verified_until: String,
}

impl Sheet {
    /// Gathers the sheet of a letter.
    pub fn new(pages: &Pages, text: &LetterText, subject: &Subject<'_>) -> Self {
        let Subject { read, record, addressee, .. } = *subject;
        let origins = Origins::find(pages, read, record, addressee);
        let mut writer = Writer::new(&origins);
        let sheet_pages =
            pages.pages.iter().enumerate().map(|(index, page)| writer.page(index + 1, page)).collect();
        let mut blocks = writer.blocks;
        for block in &mut blocks {
            block.rests_on = rests_on(record, block, &origins.list);
        }
        let findings = subject
            .findings
            .iter()
            .map(|finding| SheetFinding {
                code: finding.code.to_string(),
                severity: finding.severity,
                path: finding.path.clone(),
                line: finding.place.as_ref().map(|place| place.line),
                message: finding.message.clone(),
                help: finding.help.clone(),
                detail: finding.detail.as_deref().cloned(),
                block: passage(&finding.path, &blocks, &origins.list),
            })
            .collect();
        let pictures = pages.pages.iter().flat_map(|page| &page.shapes).filter_map(|shape| match shape {
            Shape::Picture { name, bytes, .. } => Some((name.clone(), bytes.clone())),
            Shape::Path { .. } => None,
        });
        let body = words::plain(text.body());
        Self {
            id: subject.id.to_owned(),
            case: record.case.as_ref().map(ToString::to_string),
            source: subject.source.to_owned(),
            sha256: subject.sha256.map(ToOwned::to_owned),
            title: subject.title.to_owned(),
            recipient: addressee.map(|to| to.recipient.word()),
            channel: addressee.map(|to| to.channel.word()),
            decision: record.decision.map(Decision::word),
            outcome: record.outcome().map(Outcome::word),
            occasion: record.occasion.map(Occasion::word),
            pages: sheet_pages,
            blocks,
            findings,
            facts: facts(record, read),
            law: law_in_force(record, subject.law),
            attachments: attachments(record, subject.folder),
            attachment_links: record
                .attachments
                .iter()
                .map(|name| way_from_out(subject.workspace, &subject.folder.join(&**name)))
                .collect(),
            result: words::plain(text.part(Part::Result)),
            words: body.split(' ').count(),
            lix: lix(&body),
            protected: record.citizen.as_ref().is_some_and(|citizen| citizen.protected_address),
            caseworker: caseworker(record),
            pictures: pictures.collect(),
            origins: origins.list,
        }
    }

    /// Whose words a segment is.
    pub(super) fn kind(&self, segment: &Segment) -> Option<Kind> {
        segment.origin.map(|origin| self.origins[origin].kind)
    }
}

fn caseworker(record: &CaseRecord) -> String {
    let caseworker = record.caseworker.as_ref();
    let named = caseworker.and_then(|caseworker| caseworker.user.as_deref().or(caseworker.name.as_deref()));
    named.unwrap_or_default().to_owned()
}

/// LIX: words a sentence, and the share of words over six letters, in hundredths (Björnsson 1968).
pub(super) fn lix(text: &str) -> usize {
    let count = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    if count == 0 {
        return 0;
    }
    let long =
        text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 6).count();
    let sentences = words::sentences(text).count().max(1);
    count / sentences + long * 100 / count
}

fn facts(record: &CaseRecord, read: &ReadCase) -> Vec<FoundFact> {
    let facts = record.facts.iter().enumerate().map(|(index, fact)| FoundFact {
        id: fact.id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default(),
        source: fact.source.as_deref().unwrap_or_default().to_owned(),
        dated: fact.dated.map(|dated| danish::date(dated.last_day())).unwrap_or_default(),
        says: fact.says.as_deref().unwrap_or_default().to_owned(),
        weight: fact.weight.unwrap_or(Weight::Supporting).word(),
        adverse: fact.adverse,
        line: read.place_of(&format!("facts[{index}]")).map(|place| place.line),
    });
    facts.collect()
}

fn attachments(record: &CaseRecord, folder: &Path) -> Vec<(String, String)> {
    let files = record.attachments.iter().map(|name| folder.join(&**name));
    files.map(|file| (file.display().to_string(), store::digest(&file).unwrap_or_default())).collect()
}

/// The way from a page in `out/` to a file: relative where both lie in the workspace, so that it holds on a share too.
fn way_from_out(workspace: &Path, file: &Path) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (workspace, file) = (whole(workspace), whole(file));
    match file.strip_prefix(&workspace) {
        Ok(inside) => format!("../{}", inside.display()),
        Err(_) => file.display().to_string(),
    }
}

fn law_in_force(record: &CaseRecord, law: &Law) -> Vec<LawInForce> {
    let found = || {
        let provision = law.provision(record.provision.as_ref()?.as_str())?;
        let decided = record.decided?;
        let act = law.act(&provision.act)?;
        Some(LawInForce {
            act: act.name.clone(),
            cited: act.consolidation(decided)?.cited(),
            amended: act.is_amended_by(decided),
            verified_until: danish::date(law.verified_until(provision)),
        })
    };
    found().into_iter().collect()
}

/// The facts that the reason in a block rests on, from the keys that it was made of.
fn rests_on(record: &CaseRecord, block: &Block, origins: &[Origin]) -> Vec<String> {
    let paths: Vec<&str> = block
        .segments
        .iter()
        .filter_map(|segment| segment.origin)
        .map(|origin| origins[origin].path.as_str())
        .collect();
    let about = |key: &str| paths.iter().any(|path| path.starts_with(key));
    let mut ids: Vec<String> = Vec::new();
    let mut add = |list: &[crate::case::record::FactId]| {
        for id in list {
            let id = id.as_str().to_owned();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    };
    if let Some(assessment) = &record.assessment {
        if let Some(group) = assessment.target_group.as_ref().filter(|_| about("assessment.target_group")) {
            add(&group.rests_on);
        }
        if let Some(necessity) = assessment.necessity.as_ref().filter(|_| about("assessment.necessity")) {
            add(&necessity.rests_on);
        }
        if let Some(discretion) = assessment.discretion.as_ref().filter(|_| about("assessment.discretion")) {
            add(&discretion.rests_on);
        }
        if let Some(level) = assessment.service_level.as_ref().filter(|_| about("assessment.service_level")) {
            add(&level.rests_on);
        }
        for (index, offer) in
            assessment.other_legislation.iter().flat_map(|other| &other.considered).enumerate()
        {
            if about(&format!("assessment.other_legislation.considered[{index}]")) {
                add(offer.fact.as_slice());
            }
        }
    }
    for (index, part) in record.not_granted.iter().enumerate() {
        if about(&format!("not_granted[{index}]")) {
            add(&part.rests_on);
        }
    }
    for (index, point) in record.remittal.iter().flat_map(|remittal| &remittal.points).enumerate() {
        if about(&format!("remittal.points[{index}]")) {
            add(&point.rests_on);
        }
    }
    if let Some(follow_up) = record.follow_up.as_ref().filter(|_| block.part == Some(Part::Changes.name())) {
        add(&follow_up.rests_on);
    }
    ids
}

/// The block that a finding is about: the one made of its key, of a key under it, or of the nearest key above it.
fn passage(path: &str, blocks: &[Block], origins: &[Origin]) -> Option<usize> {
    if let Some(part) = path.strip_prefix("letter:") {
        return blocks.iter().position(|block| block.part == Some(part));
    }
    let mut wanted = path;
    while !wanted.is_empty() && wanted != "letter" {
        let made_of = |block: &Block| {
            block.segments.iter().filter_map(|segment| segment.origin).any(|origin| {
                let origin = &origins[origin];
                let rest = origin.path.strip_prefix(wanted);
                origin.line.is_some()
                    && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            })
        };
        // What is in the body says more than the same words in the letterhead.
        let own = blocks.iter().rposition(|block| made_of(block) && in_body(block));
        if let Some(found) = own.or_else(|| blocks.iter().position(made_of)) {
            return Some(found);
        }
        wanted = wanted.rfind(['.', '[']).map_or("", |at| &wanted[..at]);
    }
    None
}

fn in_body(block: &Block) -> bool {
    let frame = [Part::Sender, Part::Recipient, Part::Reference, Part::Signature].map(Part::name);
    block.part.is_none_or(|part| !frame.contains(&part))
}

/// Puts runs together to blocks, and marks the words on their pages.
struct Writer<'o> {
    origins: &'o Origins,
    blocks: Vec<Block>,
    last: Option<Last>,
}

struct Last {
    page: usize,
    y: f64,
    x_end: f64,
    part: Option<Part>,
    heading: bool,
}

impl<'o> Writer<'o> {
    fn new(origins: &'o Origins) -> Self {
        Self { origins, blocks: Vec::new(), last: None }
    }

    fn page(&mut self, number: usize, page: &crate::compose::PageSheet) -> SheetPage {
        let mut marks = Vec::new();
        for run in page.runs.iter().filter(|run| run.part != Some(Part::Footer)) {
            self.join(number, page.line(run.y), run);
            self.words(run, &mut marks);
        }
        let runs = page.runs.iter().map(|run| {
            SheetRun(
                round(run.x),
                round(run.y),
                round(run.width),
                round(run.size),
                run.weight,
                run.italic,
                run.colour.clone(),
                run.text.clone(),
            )
        });
        SheetPage {
            width: round(page.width),
            height: round(page.height),
            lines: page.lines.iter().copied().map(round).collect(),
            shapes: page.shapes.clone(),
            runs: runs.collect(),
            marks,
        }
    }

    /// Goes on in the block that is open, or begins a new one.
    fn join(&mut self, page: usize, line: Option<usize>, run: &Run) {
        let goes_on = self.last.as_ref().is_some_and(|last| {
            let step = run.y - last.y;
            let near = page != last.page || step.abs() < 3.0 || step > 0.0 && step < run.size * 1.75;
            last.part == run.part && last.heading == run.heading && near
        });
        if goes_on {
            let same_line =
                self.last.as_ref().is_some_and(|last| last.page == page && (run.y - last.y).abs() < 3.0);
            let gap = self.last.as_ref().map_or(0.0, |last| run.x - last.x_end);
            let text = self.open_text();
            let whole_word = text.ends_with('-')
                && run.text.starts_with(char::is_lowercase)
                && !["og ", "eller "].iter().any(|word| run.text.starts_with(word));
            let spaced = text.ends_with(char::is_whitespace);
            if !spaced && (same_line && gap > 1.0 || !same_line && !whole_word) {
                self.write(" ", None, true);
            }
        } else {
            self.blocks.push(Block {
                part: run.part.map(Part::name),
                heading: run.heading,
                page,
                line,
                segments: Vec::new(),
                rests_on: Vec::new(),
            });
        }
        self.last =
            Some(Last { page, y: run.y, x_end: run.x + run.width, part: run.part, heading: run.heading });
    }

    fn open_text(&self) -> &str {
        let segment = self.blocks.last().and_then(|block| block.segments.last());
        segment.map_or("", |segment| segment.text.as_str())
    }

    fn words(&mut self, run: &Run, marks: &mut Vec<SheetMark>) {
        let mut at = 0;
        let block = self.blocks.len().saturating_sub(1);
        let first = marks.len();
        for word in &run.words {
            self.write(&run.text[at..word.start], None, true);
            let origin = self.origins.of(word.from, run.about);
            self.write(&run.text[word.start..word.end], origin, false);
            at = word.end;
            let Some(origin) = origin else { continue };
            match marks[first..].last_mut().filter(|mark| mark.4 == origin) {
                Some(mark) => mark.1 = round(word.x_end),
                None => marks.push(SheetMark(
                    round(word.x),
                    round(word.x_end),
                    round(run.y),
                    round(run.size),
                    origin,
                    block,
                )),
            }
        }
        self.write(&run.text[at..], None, true);
    }

    /// Adds text; white space belongs to what stands before it.
    fn write(&mut self, text: &str, origin: Option<usize>, space: bool) {
        if text.is_empty() {
            return;
        }
        let text = text.replace('\u{a0}', " ");
        let Some(block) = self.blocks.last_mut() else { return };
        match block.segments.last_mut().filter(|last| space || last.origin == origin) {
            Some(last) => last.text.push_str(&text),
            None => block.segments.push(Segment { text, origin }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lix;

    #[test]
    fn lix_counts_words_a_sentence_and_long_words() {
        // 10 words in 2 sentences, 2 of them over six letters: 5 + 20.
        assert_eq!(lix("Vi har set på din ansøgning. Du kan få behandling."), 5 + 20);
        assert_eq!(lix(""), 0);
    }
}
