//! From a checked case to finished letters: choose, render, typeset, read back.
//!
//! Pure but for the pack it was made from: same case, same pack, same settings, same bytes.

mod annotate;
mod choose;
mod contents;
mod layout;
mod pages;
mod prose;
mod readback;
mod render;
mod standard;
mod typeset;
mod view;
mod world;

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use jiff::civil::Date;
use thiserror::Error;

pub use annotate::{Annotations, Ink, Mark, Note, PageNotes};
pub use choose::{Addressee, Choice, Template, choose};
pub(crate) use layout::literal;
pub(crate) use pages::round;
pub use pages::{From as WordFrom, PageSheet, Pages, Run, Shape, Word};
pub use readback::PageFault;

use crate::case::CaseRecord;
use crate::check::{Body, CanSet, CheckedCase, Core, LetterContext};
use crate::config::Config;
use crate::danish;
use crate::law::Law;
use crate::letter::{self, LetterId, LetterText};
use crate::pack::{Pack, PackError};

/// What is filled in for a date that is missing in a draft; the draft says that it is missing.
pub const DRAFT_DATE: Date = jiff::civil::date(1900, 11, 11);

/// Why a letter could not be made. No variant quotes a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ComposeError {
    /// The record lacks something that the letter says; a check should have found it.
    #[error("the letter needs `{0}`, and no check asked for it")]
    Lacking(&'static str),
    /// The template could not be rendered.
    #[error("the template cannot be used: {0}")]
    Render(String),
    /// Typst could not lay out the letter.
    #[error("the letter cannot be laid out: {0}")]
    Layout(String),
    /// The PDF could not be written as PDF/A-2a and PDF/UA-1.
    #[error("the letter cannot be written as PDF/A-2a and PDF/UA-1: {0}")]
    Export(String),
    /// What stands on the pages is not a lawful letter.
    #[error("the pages are not as they must be")]
    Pages(Vec<PageFault>),
}

/// A finished letter. Can be made only by [`Typeset::export`].
#[derive(Debug)]
pub struct Letter {
    id: LetterId,
    addressee: Addressee,
    title: String,
    pdf: Vec<u8>,
    sha256: String,
    text: LetterText,
}

impl Letter {
    /// Which letter it is.
    pub fn id(&self) -> &LetterId {
        &self.id
    }

    /// Who it goes to, and how.
    pub fn addressee(&self) -> Addressee {
        self.addressee
    }

    /// The PDF.
    pub fn pdf(&self) -> &[u8] {
        &self.pdf
    }

    /// SHA-256 of the PDF, as lower-case hex.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// What stands on its pages.
    pub fn text(&self) -> &LetterText {
        &self.text
    }
}

/// A letter that is laid out and whose pages are as they must be; checked and then exported.
#[derive(Debug)]
pub struct Typeset {
    id: LetterId,
    addressee: Addressee,
    title: String,
    document: typst_layout::PagedDocument,
    text: LetterText,
    source: String,
}

/// A letter that is laid out, with what is wrong with its pages.
#[derive(Debug)]
pub struct LaidOut {
    letter: Typeset,
    faults: Vec<PageFault>,
}

/// A letter of a record that is held back, laid out as far as the record goes. Has no export: what cannot be sent cannot
/// be approved.
#[derive(Debug)]
pub struct Draft {
    id: String,
    addressee: Option<Addressee>,
    title: String,
    document: typst_layout::PagedDocument,
    text: LetterText,
    source: String,
}

/// Makes letters.
#[derive(Debug)]
pub struct Composer {
    templates: Arc<render::Templates>,
    shared: world::Shared,
    pages_max: usize,
    window: typst::layout::Rect,
}

impl Composer {
    /// A composer for a pack and a municipality. `folder` is where `begrund.yaml` stands, for the logo.
    ///
    /// # Errors
    /// If the pack is broken, or the logo cannot be read.
    pub fn new(pack: &Pack, config: &Config, folder: &std::path::Path) -> Result<Self, PackError> {
        let templates = Arc::new(render::Templates::load(pack)?);
        let mut files = Vec::new();
        let mut logo_path = None;
        if let Some(logo) = &config.municipality.logo {
            let path = folder.join(&logo.file);
            let ending = logo.ending();
            #[expect(clippy::disallowed_methods, reason = "the logo stands beside begrund.yaml")]
            let bytes = fs::read(&path).map_err(|source| PackError::Read { path, source })?;
            let virtual_path = format!("/logo.{ending}");
            files.push((virtual_path.clone(), bytes));
            logo_path = Some(virtual_path);
        }
        // The settings name the font's family, which the fonts themselves tell.
        let shared = world::Shared::new(pack, |family| {
            let settings = layout::settings(config, family, logo_path.as_deref());
            files.push((world::SETTINGS.to_owned(), settings.into_bytes()));
            files
        })?;
        let window = layout::window(config);
        Ok(Self { templates, shared, pages_max: config.pages_max, window })
    }

    /// The same composer for a worker of its own: it makes the same bytes, and no two workers wait for each other.
    #[must_use]
    pub fn for_worker(&self, number: usize) -> Self {
        Self {
            templates: Arc::clone(&self.templates),
            shared: self.shared.for_worker(number),
            pages_max: self.pages_max,
            window: self.window,
        }
    }

    /// The bytes of the municipality's logo.
    pub fn logo(&self) -> Option<&[u8]> {
        self.shared.logo()
    }

    /// What the letter's fonts can set.
    pub fn can_set(&self) -> &dyn CanSet {
        &self.shared
    }

    /// Renders, lays out and reads back one letter.
    ///
    /// # Errors
    /// If any of that fails, or the pages are not as they must be; nothing has been written.
    pub fn typeset(
        &self,
        case: &CheckedCase,
        choice: &Choice,
        addressee: Addressee,
        law: &Law,
        config: &Config,
    ) -> Result<Typeset, ComposeError> {
        self.lay_out(case, choice, addressee, law, config)?.accepted()
    }

    /// Renders, lays out and reads back one letter, whatever is wrong with its pages.
    ///
    /// # Errors
    /// If it cannot be rendered or laid out.
    pub fn lay_out(
        &self,
        case: &CheckedCase,
        choice: &Choice,
        addressee: Addressee,
        law: &Law,
        config: &Config,
    ) -> Result<LaidOut, ComposeError> {
        let core = case.core();
        let provision = core.provision(law).ok_or(ComposeError::Lacking("provision"))?;
        let template = choice.template;
        let source = self.source(case, choice, addressee, law, config)?;
        let document = typeset::lay_out(&self.shared, source.clone()).map_err(ComposeError::Layout)?;
        let expected = contents::expected(case, template, addressee, law, provision);
        let (text, faults) =
            readback::read_back(&document, &expected, &layout::MARGINS, self.window, self.pages_max);
        let id = LetterId::new(&core.case, core.decided, core.decision, addressee.recipient);
        let title = typeset::title(&document);
        Ok(LaidOut { letter: Typeset { id, addressee, title, document, text, source }, faults })
    }

    /// Renders and lays out a letter of a record that is held back. What the pages lack is not asked: findings say it.
    ///
    /// # Errors
    /// If the record does not say enough for its template.
    pub fn draft(
        &self,
        record: &CaseRecord,
        core: &Core,
        choice: &Choice,
        addressee: Addressee,
        law: &Law,
        config: &Config,
    ) -> Result<Draft, ComposeError> {
        let source = self.render(record, core, choice, addressee, law, config)?;
        // A date that is missing was filled in with one that no record has.
        let source = source.replace(&danish::date(DRAFT_DATE), "[dato mangler]");
        let id = LetterId::new(&core.case, core.decided, core.decision, addressee.recipient);
        self.draft_of(source, id.to_string(), Some(addressee))
    }

    /// Lays out what a record says where it says too little for its template: each text under its key.
    ///
    /// # Errors
    /// If Typst cannot.
    pub fn draft_of_texts(
        &self,
        id: &str,
        case: &str,
        texts: &[(String, String)],
    ) -> Result<Draft, ComposeError> {
        let mut source = format!(
            "#import \"/layout/letter.typ\": *\n#{{ set document(title: [Kladde]); [#metadata([#{};]) <case-number>] }}\n\
             #show: letter\n= Sagens tekster\nSagen siger ikke nok til, at brevet kan sættes. Her er det, der kunne læses.\n\n",
            layout::literal(case)
        );
        for (path, text) in texts {
            let _ = write!(source, "=== #{};\n#{};\n\n", layout::literal(path), layout::literal(text));
        }
        self.draft_of(source, id.to_owned(), None)
    }

    fn draft_of(
        &self,
        source: String,
        id: String,
        addressee: Option<Addressee>,
    ) -> Result<Draft, ComposeError> {
        let document = typeset::lay_out(&self.shared, source.clone()).map_err(ComposeError::Layout)?;
        let (text, _) = readback::read_back(&document, &[], &layout::MARGINS, self.window, usize::MAX);
        let title = typeset::title(&document);
        Ok(Draft { id, addressee, title, document, text, source })
    }

    /// The Typst source of a letter, for those who mend a template.
    ///
    /// # Errors
    /// If the record lacks something, or the template cannot be rendered.
    pub fn source(
        &self,
        case: &CheckedCase,
        choice: &Choice,
        addressee: Addressee,
        law: &Law,
        config: &Config,
    ) -> Result<String, ComposeError> {
        self.render(case.record(), case.core(), choice, addressee, law, config)
    }

    fn render(
        &self,
        record: &CaseRecord,
        core: &Core,
        choice: &Choice,
        addressee: Addressee,
        law: &Law,
        config: &Config,
    ) -> Result<String, ComposeError> {
        let provision = core.provision(law).ok_or(ComposeError::Lacking("provision"))?;
        let desk = view::Desk { law, config, provision };
        let view = view::view(record, core, choice.template, addressee, desk)
            .map_err(|lacking| ComposeError::Lacking(lacking.0))?;
        self.templates.render(choice.template, &view).map_err(ComposeError::Render)
    }
}

impl Composer {
    /// The files that Typst sees beside the letter, by path: layout, settings, fonts, logo. With [`Self::source`] they
    /// let the `typst` command make the same pages, for those who mend a template and for the bench.
    pub fn files(&self, pack: &Pack) -> Vec<(String, Vec<u8>)> {
        let fonts = pack.names("fonts/", ".ttf").chain(pack.names("fonts/", ".otf"));
        let fonts = fonts.filter_map(|name| Some((name.to_owned(), pack.bytes(name)?.to_vec())));
        fonts.chain(self.shared.files()).collect()
    }

    /// Lays out and exports a document that is no letter, as PDF/A-2a and PDF/UA-1. `ident` makes its identifier.
    ///
    /// # Errors
    /// If Typst cannot.
    pub fn document(&self, source: String, ident: &str) -> Result<Vec<u8>, ComposeError> {
        let document = typeset::lay_out(&self.shared, source).map_err(ComposeError::Layout)?;
        typeset::export(&document, ident).map_err(ComposeError::Export)
    }

    /// Lays out and exports a source, and looks at nothing: what a program without checks does. For the bench.
    ///
    /// # Errors
    /// If Typst cannot.
    pub fn bare(&self, source: String) -> Result<Vec<u8>, ComposeError> {
        let document = typeset::lay_out(&self.shared, source).map_err(ComposeError::Layout)?;
        typeset::export(&document, "bare").map_err(ComposeError::Export)
    }
}

impl Draft {
    /// Which letter it would be.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who it would go to, and how, where the record says it.
    pub fn addressee(&self) -> Option<Addressee> {
        self.addressee
    }

    /// The title it would have.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What stands on the pages.
    pub fn text(&self) -> &LetterText {
        &self.text
    }

    /// The pages as plain data.
    pub fn pages(&self) -> Pages {
        pages::pages(&self.document, &self.source)
    }

    /// The same pages with annotations beside them, as a PDF.
    ///
    /// # Errors
    /// If the PDF cannot be written.
    pub fn annotated(&self, notes: &Annotations) -> Result<Vec<u8>, ComposeError> {
        annotate::annotated(&self.document, notes)
    }
}

impl LaidOut {
    /// The letter, when its pages are as they must be.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn accepted(self) -> Result<Typeset, ComposeError> {
        if self.faults.is_empty() { Ok(self.letter) } else { Err(ComposeError::Pages(self.faults)) }
    }

    /// What the rules over letters see; a letter whose pages are at fault can break them too.
    pub fn context<'a>(
        &'a self,
        case: &'a CheckedCase,
        law: &'a Law,
        config: &'a Config,
    ) -> Option<LetterContext<'a>> {
        self.letter.context(case, law, config)
    }

    /// What stands on the pages.
    pub fn text(&self) -> &LetterText {
        &self.letter.text
    }
}

impl Typeset {
    /// Which letter it is.
    pub fn id(&self) -> &LetterId {
        &self.id
    }

    /// Who it goes to, and how.
    pub fn addressee(&self) -> Addressee {
        self.addressee
    }

    /// The PDF's title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What stands on the pages.
    pub fn text(&self) -> &LetterText {
        &self.text
    }

    /// The pages as plain data: every run of text where it stands, each word with where it comes from.
    pub fn pages(&self) -> Pages {
        pages::pages(&self.document, &self.source)
    }

    /// The same pages with annotations beside them, as a PDF.
    ///
    /// # Errors
    /// If the PDF cannot be written.
    pub fn annotated(&self, notes: &Annotations) -> Result<Vec<u8>, ComposeError> {
        annotate::annotated(&self.document, notes)
    }

    /// What the rules over letters see.
    pub fn context<'a>(
        &'a self,
        case: &'a CheckedCase,
        law: &'a Law,
        config: &'a Config,
    ) -> Option<LetterContext<'a>> {
        let core = case.core();
        Some(LetterContext {
            record: case.record(),
            letter: &self.text,
            recipient: self.addressee.recipient,
            channel: self.addressee.channel,
            dispatch: core.dispatch,
            deadline: law.deadline(core.dispatch),
            law,
            config,
            provision: core.provision(law)?,
            title: &self.title,
            file_stem: self.id.as_str(),
            body: Body::default(),
        })
    }

    /// Writes the PDF.
    ///
    /// # Errors
    /// If the pages cannot be PDF/A-2a and PDF/UA-1.
    pub fn export(self) -> Result<Letter, ComposeError> {
        let pdf = typeset::export(&self.document, self.id.as_str()).map_err(ComposeError::Export)?;
        let sha256 = letter::sha256(&pdf);
        let Self { id, addressee, title, text, .. } = self;
        Ok(Letter { id, addressee, title, pdf, sha256, text })
    }
}

impl Letter {
    /// The PDF's title.
    pub fn title(&self) -> &str {
        &self.title
    }
}
