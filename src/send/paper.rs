//! Paper: a folder for each day with the approved PDF files, unchanged and numbered in print order, and `control.csv` to check the
//! print by.
//!
//! What stands in `control.csv` is handed over; nothing else is. A letter gets there in three steps, each on disk before the next:
//!
//! 1. its files are put beside their place, under names that begin with a full stop;
//! 2. its line is written into `control.csv`, which is replaced whole;
//! 3. its files get their names.
//!
//! | a crash | leaves | the next run |
//! |---|---|---|
//! | before or in step 1 | hidden files, no line | removes them: the letter was not handed over |
//! | between 1 and 2 | the same | the same |
//! | between 2 and 3, or in 3 | a line whose files are hidden yet | gives them their names: the letter was handed over |
//! | after 3 | line and files | has nothing to do |
//!
//! So a file that can be seen has a line, and no letter has two. The print room that meets a line without its file stops and asks;
//! it never prints a letter that is not on the list.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Parcel;
use crate::config::{Config, Paper};
use crate::diagnostic::Bilingual;
use crate::store::{Disk, Outlet, RealDisk, StoreError};

/// The list's name in the folder of a day.
pub const CONTROL: &str = "control.csv";
/// What keeps its columns apart: what a Danish spreadsheet expects.
const DELIMITER: u8 = b';';

/// Why a letter cannot go on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{}", self.why().en)]
pub enum Refused {
    /// The recipient has no postal address.
    NoAddress,
    /// The letter or an attachment is no PDF (FOR-09).
    NotPdf,
}

impl Refused {
    /// What is wrong. Never quotes the letter.
    pub fn why(self) -> Bilingual {
        match self {
            Self::NoAddress => Bilingual::new(
                "Modtageren har ingen postadresse og kan ikke få brevet på papir.",
                "The recipient has no postal address and cannot get the letter on paper.",
            ),
            Self::NotPdf => Bilingual::new(
                "Brevet eller et bilag er ikke en PDF og kan ikke printes.",
                "The letter or an attachment is no PDF and cannot be printed.",
            ),
        }
    }

    /// What to do.
    pub fn help(self) -> Bilingual {
        match self {
            Self::NoAddress => Bilingual::new(
                "Skriv modtagerens adresse i sagen, og kør `begrund proof`.",
                "Write the recipient's address in the record and run `begrund proof`.",
            ),
            Self::NotPdf => Bilingual::new(
                "Læg bilaget ved sagen som PDF, og kør `begrund proof`.",
                "Put the attachment beside the record as a PDF and run `begrund proof`.",
            ),
        }
    }
}

/// Why a letter was not handed over, or the folder cannot be used.
#[derive(Debug, Error)]
pub enum PaperError {
    /// The letter cannot go on paper.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It is on the list of the day already, under this number.
    #[error("the letter is on the list already, as number {0}")]
    Listed(u32),
    /// `begrund.yaml` opens no folder for print.
    #[error("begrund.yaml has no `paper`")]
    NotOpen,
    /// The list is not as begrund wrote it.
    #[error("line {0} of control.csv is not as begrund wrote it")]
    Control(u64),
    /// The folder cannot be written into. The letter is not on the list.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The letter is on the list, but its files have no names yet, or a power cut may undo it. The next run finishes it.
    #[error("the letter is on the list, but not finished")]
    Unfinished(#[source] StoreError),
}

impl PaperError {
    /// Whether the letter may be handed over all the same. If not, it is known not to be.
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Listed(_) | Self::Unfinished(_))
    }
}

/// Whether a letter can go on paper.
///
/// # Errors
/// Why not.
pub fn admit(parcel: &Parcel) -> Result<(), Refused> {
    if parcel.to.address.iter().all(|line| line.trim().is_empty()) {
        return Err(Refused::NoAddress);
    }
    let mut files = std::iter::once(&parcel.pdf).chain(parcel.attachments.iter().map(|file| &file.bytes));
    if files.any(|file| !file.starts_with(b"%PDF-")) { Err(Refused::NotPdf) } else { Ok(()) }
}

/// A line of the list. It tells whether an address is protected, never the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The place in print order, from 1.
    pub number: u32,
    /// The letter's id.
    pub letter: String,
    /// The letter's file; those of attachments are called after it.
    pub file: String,
    /// How many pages the letter has.
    pub pages: usize,
    /// How many times it is printed.
    pub copies: u32,
    /// Whether both sides of a sheet are printed on.
    pub duplex: YesNo,
    /// How many sheets the letter takes in all copies, without attachments.
    pub sheets: usize,
    /// How many attachments go with it, each in a file of its own.
    pub attachments: usize,
    /// Whether the citizen's address is protected.
    pub protected_address: YesNo,
}

/// Yes or no, in words that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl From<bool> for YesNo {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl Line {
    fn new(number: u32, parcel: &Parcel, settings: &Paper) -> Self {
        let sides = if settings.duplex { 2 } else { 1 };
        Self {
            number,
            letter: parcel.letter.clone(),
            file: format!("{number:04}_{}.pdf", parcel.letter),
            pages: parcel.pages,
            copies: settings.copies,
            duplex: settings.duplex.into(),
            sheets: parcel.pages.div_ceil(sides) * settings.copies as usize,
            attachments: parcel.attachments.len(),
            protected_address: parcel.protected_address.into(),
        }
    }

    /// The names of its files: the letter's, then each attachment's.
    pub fn files(&self) -> impl Iterator<Item = String> + '_ {
        let stem = self.file.trim_end_matches(".pdf");
        let attachments = (1..=self.attachments).map(move |number| format!("{stem}_attachment-{number}.pdf"));
        std::iter::once(self.file.clone()).chain(attachments)
    }

    /// The names before and after the last step.
    fn renamings(&self) -> Vec<(String, String)> {
        self.files().map(|name| (hidden(&name), name)).collect()
    }
}

fn hidden(name: &str) -> String {
    format!(".{name}")
}

/// The folder of a day.
#[derive(Debug)]
pub struct Tray<'d> {
    settings: Paper,
    outlet: Outlet<'d>,
    lines: Vec<Line>,
    next: u32,
}

impl Tray<'static> {
    /// Opens the folder of a day and finishes what a run before left unfinished; `None` where `begrund.yaml` has no `paper`.
    ///
    /// # Errors
    /// If the folder cannot be made or is not safe to write into, or the list is not as begrund wrote it.
    pub fn open(workspace: &Path, config: &Config, day: Date) -> Result<Option<Self>, PaperError> {
        Self::open_on(&RealDisk, workspace, config, day)
    }

    /// Whether a letter stands on the list of a day, which is finished if a run before left it unfinished. `None` where there is no list:
    /// it was never begun, or the print room has taken it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn lists(
        workspace: &Path,
        config: &Config,
        day: Date,
        letter: &str,
    ) -> Result<Option<bool>, PaperError> {
        let list = config
            .paper
            .as_ref()
            .map(|paper| workspace.join(&paper.folder).join(day.to_string()).join(CONTROL));
        if !list.is_some_and(|list| list.exists()) {
            return Ok(None);
        }
        Ok(Self::open(workspace, config, day)?.map(|tray| tray.number_of(letter).is_some()))
    }
}

impl<'d> Tray<'d> {
    /// Opens it on a disk of one's own.
    ///
    /// # Errors
    /// As [`Tray::open`].
    pub fn open_on(
        disk: &'d dyn Disk,
        workspace: &Path,
        config: &Config,
        day: Date,
    ) -> Result<Option<Self>, PaperError> {
        let Some(settings) = &config.paper else { return Ok(None) };
        let (folder, group) = (workspace.join(&settings.folder), config.access.group.as_deref());
        // The folder of all days has its owner and mode of its own.
        Outlet::open_on(disk, &folder, group)?;
        let outlet = Outlet::open_on(disk, &folder.join(day.to_string()), group)?;
        let lines = outlet.read(CONTROL)?.map_or_else(|| Ok(Vec::new()), |text| listed(&text))?;
        let mut tray = Self { settings: settings.clone(), outlet, lines, next: 1 };
        tray.finish()?;
        Ok(Some(tray))
    }

    /// Gives the files of listed letters their names, removes those of others that have none, and finds the next number.
    fn finish(&mut self) -> Result<(), StoreError> {
        let names: BTreeSet<String> = self.outlet.names()?.into_iter().collect();
        let unfinished: Vec<_> = self.lines.iter().flat_map(Line::renamings).collect();
        let unfinished: Vec<_> = unfinished.into_iter().filter(|(from, _)| names.contains(from)).collect();
        let is_ours = |name: &&String| {
            let listed = unfinished.iter().any(|(from, _)| from == *name);
            !listed && name.strip_prefix('.').and_then(number_of).is_some()
        };
        for name in names.iter().filter(is_ours) {
            self.outlet.remove(name)?;
        }
        self.outlet.rename(&unfinished)?;
        let seen = names.iter().filter_map(|name| number_of(name));
        let last = self.lines.iter().map(|line| line.number).chain(seen).max();
        self.next = last.unwrap_or(0) + 1;
        Ok(())
    }

    /// Hands a letter over.
    ///
    /// # Errors
    /// Why not; [`PaperError::is_uncertain`] tells whether it may be handed over all the same.
    pub fn put(&mut self, parcel: &Parcel) -> Result<Line, PaperError> {
        admit(parcel)?;
        if let Some(number) = self.number_of(&parcel.letter) {
            return Err(PaperError::Listed(number));
        }
        let line = Line::new(self.next, parcel, &self.settings);
        if let Err(error) = self.stage(&line, parcel) {
            self.unstage(&line);
            return Err(error.into());
        }
        self.lines.push(line.clone());
        match self.outlet.put(CONTROL, &list(&self.lines)) {
            Ok(()) => {}
            Err(error @ StoreError::Unsettled { .. }) => {
                self.next += 1;
                return Err(PaperError::Unfinished(error));
            }
            Err(error) => {
                self.lines.pop();
                self.unstage(&line);
                return Err(error.into());
            }
        }
        self.next += 1;
        self.outlet.rename(&line.renamings()).map_err(PaperError::Unfinished)?;
        Ok(line)
    }

    /// The number under which a letter is on the list of the day.
    pub fn number_of(&self, letter: &str) -> Option<u32> {
        self.lines.iter().find(|line| line.letter == letter).map(|line| line.number)
    }

    /// The list of the day.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    fn stage(&self, line: &Line, parcel: &Parcel) -> Result<(), StoreError> {
        let contents = std::iter::once(&parcel.pdf).chain(parcel.attachments.iter().map(|file| &file.bytes));
        for (name, content) in line.files().zip(contents) {
            self.outlet.put_new(&hidden(&name), content)?;
        }
        Ok(())
    }

    /// Removes what was put there; what cannot be removed now, the next run removes.
    fn unstage(&self, line: &Line) {
        for name in line.files() {
            drop(self.outlet.remove(&hidden(&name)));
        }
    }
}

/// The number that a file's name begins with.
fn number_of(name: &str) -> Option<u32> {
    let (number, _) = name.strip_suffix(".pdf")?.split_once('_')?;
    (number.len() >= 4).then(|| number.parse().ok()).flatten()
}

fn list(lines: &[Line]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(DELIMITER).from_writer(Vec::new());
    for line in lines {
        writer.serialize(line).expect("memory takes whatever is written");
    }
    writer.into_inner().expect("memory takes whatever is written")
}

fn listed(text: &[u8]) -> Result<Vec<Line>, PaperError> {
    let mut reader = csv::ReaderBuilder::new().delimiter(DELIMITER).from_reader(text);
    let lines: Result<Vec<Line>, csv::Error> = reader.deserialize().collect();
    lines.map_err(|error| PaperError::Control(error.position().map_or(1, csv::Position::line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let line = |number, attachments| Line {
            number,
            letter: "2026-1034_2026-11-20_refusal_citizen".to_owned(),
            file: format!("{number:04}_2026-1034_2026-11-20_refusal_citizen.pdf"),
            pages: 3,
            copies: 1,
            duplex: YesNo::Yes,
            sheets: 2,
            attachments,
            protected_address: YesNo::No,
        };
        let lines = [line(1, 0), line(2, 2)];
        let text = list(&lines);
        assert_eq!(listed(&text).unwrap(), lines);
        assert_eq!(
            String::from_utf8(text.clone()).unwrap().lines().next().unwrap(),
            "number;letter;file;pages;copies;duplex;sheets;attachments;protected_address"
        );
        assert_eq!(
            lines[1].files().last().unwrap(),
            "0002_2026-1034_2026-11-20_refusal_citizen_attachment-2.pdf"
        );
        let changed = String::from_utf8(text).unwrap().replacen(";yes;", ";ja;", 1);
        assert!(matches!(listed(changed.as_bytes()), Err(PaperError::Control(2))));
    }

    #[test]
    fn numbers_are_read_from_our_names_alone() {
        assert_eq!(number_of("0007_2026-1.pdf"), Some(7));
        assert_eq!(number_of("12345_2026-1.pdf"), Some(12345));
        for name in ["7_2026-1.pdf", "0007.pdf", "readme.txt", "0007_x.csv", ".0007_x.pdf"] {
            assert_eq!(number_of(name), None, "{name}");
        }
    }
}
