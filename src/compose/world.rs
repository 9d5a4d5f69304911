//! What Typst may see: the pack's layout, the letter, the pack's fonts. No disk, no network, no clock.

use std::path::Path;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

use crate::check::CanSet;
use crate::pack::{Pack, PackError};

/// The one id of every letter's main source. Ids are interned for ever, so there must be no new one per letter.
const MAIN: &str = "/main.typ";
/// The letter, as rendered from its template.
const LETTER: &str = "/letter.typ";
/// The main source is the same for all letters and takes the letter in as markup. So every paragraph has one place in
/// Typst's eyes, whatever stands before it, and what is the same in many letters is laid out once.
const TAKE_IN: &str = "#eval(read(\"/letter.typ\"), mode: \"markup\")";
/// The municipality's settings, as a Typst module.
pub(super) const SETTINGS: &str = "/settings.typ";

/// What is the same for all letters of a run.
#[derive(Debug)]
pub(super) struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    // A handful of files: looking through them beats hashing.
    sources: Vec<Source>,
    files: Vec<(FileId, Bytes)>,
    main: FileId,
    letter: FileId,
    take_in: Source,
    /// Of the first characters of Unicode, by number, whether the fonts can set them.
    settable: Vec<bool>,
}

/// Latin letters with all their marks lie under it.
const SETTABLE_FIRST: u32 = 0x250;

impl Shared {
    /// Gathers layout and fonts from a pack. `files` gives more by virtual path, the settings and the logo, when it is told the
    /// name of the first font's family.
    pub(super) fn new(
        pack: &Pack,
        files: impl FnOnce(&str) -> Vec<(String, Vec<u8>)>,
    ) -> Result<Self, PackError> {
        let mut fonts = Vec::new();
        for name in pack.names("fonts/", ".ttf").chain(pack.names("fonts/", ".otf")) {
            let bytes = Bytes::new(pack.bytes(name).unwrap_or_default().to_vec());
            let before = fonts.len();
            fonts.extend(Font::iter(bytes));
            if fonts.len() == before {
                return Err(PackError::content(name, "is no font"));
            }
        }
        if fonts.is_empty() {
            return Err(PackError::content("fonts/", "there is no font"));
        }
        let mut sources = Vec::new();
        let mut others = Vec::new();
        for name in pack.names("layout/", ".typ") {
            let id = id(&format!("/{name}"))?;
            sources.push(Source::new(id, pack.text(name)?.to_owned()));
        }
        let family = fonts.first().map_or("", |font: &Font| font.info().family.as_str());
        for (path, content) in files(family) {
            let id = id(&path)?;
            match String::from_utf8(content) {
                Ok(text) if Path::new(&path).extension().is_some_and(|ending| ending == "typ") => {
                    sources.push(Source::new(id, text));
                }
                Ok(text) => others.push((id, Bytes::from_string(text))),
                Err(error) => others.push((id, Bytes::new(error.into_bytes()))),
            }
        }
        let settable = (0..SETTABLE_FIRST).map(|c| c == u32::from('\n') || can_set_all(&fonts, c)).collect();
        Ok(Self {
            settable,
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources,
            files: others,
            main: id(MAIN)?,
            letter: id(LETTER)?,
            take_in: Source::new(id(MAIN)?, TAKE_IN.to_owned()),
        })
    }

    /// The same for a worker of its own, by number.
    ///
    /// A font is counted by reference, and the export counts it for each glyph: two threads that share one hinder each
    /// other at every glyph. Typst takes fonts of the same bytes for one and caches what it makes of them for all threads,
    /// so each worker's fonts have as many bytes more at their end, after all tables, as its number says.
    pub(super) fn for_worker(&self, number: usize) -> Self {
        let own = |font: &Font| {
            let mut bytes = font.data().to_vec();
            bytes.resize(bytes.len() + number, 0);
            Font::new(Bytes::new(bytes), font.index()).unwrap_or_else(|| font.clone())
        };
        Self {
            settable: self.settable.clone(),
            library: self.library.clone(),
            book: self.book.clone(),
            fonts: self.fonts.iter().map(own).collect(),
            sources: self.sources.clone(),
            files: self.files.clone(),
            main: self.main,
            letter: self.letter,
            take_in: self.take_in.clone(),
        }
    }

    /// The logo: the one file that is no source.
    pub(super) fn logo(&self) -> Option<&[u8]> {
        self.files.first().map(|(_, bytes)| bytes.as_slice())
    }

    /// Every source and file, by path without the leading slash.
    pub(super) fn files(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        let path = |id: FileId| id.get().vpath().get_without_slash().to_owned();
        let sources =
            self.sources.iter().map(move |source| (path(source.id()), source.text().as_bytes().to_vec()));
        sources.chain(self.files.iter().map(move |(id, bytes)| (path(*id), bytes.to_vec())))
    }
}

impl CanSet for Shared {
    fn can_set(&self, character: char) -> bool {
        // The upright faces set all of the record's text; each must have the glyph.
        // Looking a character up takes longer the higher it is; nearly all are among the first.
        let number = u32::from(character);
        let known = usize::try_from(number).ok().and_then(|number| self.settable.get(number));
        known.copied().unwrap_or_else(|| number == u32::from('\n') || can_set_all(&self.fonts, number))
    }
}

fn can_set_all(fonts: &[Font], character: u32) -> bool {
    fonts.iter().all(|font| font.info().coverage.contains(character))
}

fn id(path: &str) -> Result<FileId, PackError> {
    let path = VirtualPath::new(path).map_err(|_| PackError::content(path, "is no path"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The world of one letter.
#[derive(Debug)]
pub(super) struct LetterWorld<'s> {
    shared: &'s Shared,
    main: Source,
    letter: Bytes,
}

impl<'s> LetterWorld<'s> {
    /// A world that holds `letter`.
    pub(super) fn new(shared: &'s Shared, letter: String) -> Self {
        Self { shared, main: shared.take_in.clone(), letter: Bytes::from_string(letter) }
    }

    /// The same world with the letter itself as main source: slower, but errors have the letter's own lines.
    pub(super) fn with_places(&self) -> Self {
        let text = self.letter.as_str().unwrap_or_default().to_owned();
        Self { shared: self.shared, main: Source::new(self.shared.main, text), letter: self.letter.clone() }
    }
}

impl World for LetterWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.shared.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.shared.main {
            return Ok(self.main.clone());
        }
        self.shared.sources.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shared.letter {
            return Ok(self.letter.clone());
        }
        let found = self.shared.files.iter().find(|(own, _)| *own == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
