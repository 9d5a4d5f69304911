//! The municipality's quality standard (kvalitetsstandard): its guiding service level (vejledende serviceniveau, SEL § 138),
//! which a record may name.
//!
//! It is one YAML file in `standards/`, read by the same machinery as a record: every fault comes at once, each with its place.

use std::path::Path;

use jiff::civil::Date;

use super::describe::Described as _;
use super::discover::{self, DiscoverError};
use super::fault::{self, Fault};
use super::read::{CaseFile, FromNode as _, Reading, record};
use super::record::{Key, ProvisionId};
use super::slot::{Label, Phrase, Prose, SlotText};
use super::tree::Node;
use crate::diagnostic::Place;

record! {
    /// A quality standard.
    pub struct Standard {
        /// Its short name, which its PDF is named by.
        id: required Key = "Et kort navn, som PDF-filen også får." eg "behandling-2026",
        /// Its title.
        name: required Label = "Standardens navn, som det står øverst. En sag kan skrive det i service_level.standard." eg "Behandling til voksne",
        /// The provision that it is about.
        provision: required ProvisionId = "Bestemmelsen, standarden gælder for. sel-102 er servicelovens § 102." eg "sel-102",
        /// Who approved it, and when.
        approved: required Approval = "Hvem der har godkendt standarden, og hvornår.",
        /// When it holds.
        valid: required Validity = "Hvornår standarden gælder. En sag kan kun bruge den, når afgørelsens dato ligger her.",
        /// What leads in to it.
        introduction: optional Prose = "Indledningen til borgeren." eg "Her kan du læse, hvilken hjælp du kan forvente.",
        /// What help one can start out from.
        levels: list Level = "Det vejledende niveau, punkt for punkt.",
        /// Its eight sections.
        sections: required Sections = "De otte afsnit.",
    }
}

record! {
    /// The approval of a standard.
    pub struct Approval {
        /// When.
        date: required Date = "Dagen, standarden blev godkendt." eg "2025-12-11",
        /// By whom.
        body: required Label = "Hvem der har godkendt den." eg "Byrådet i Prøvestad Kommune",
    }
}

record! {
    /// When a standard holds.
    pub struct Validity {
        /// First day.
        from: required Date = "Første dag, standarden gælder." eg "2026-01-01",
        /// Last day; none: until another takes its place.
        to: optional Date = "Sidste dag. Skriv null, hvis den gælder, til en ny bliver godkendt." eg "2026-12-31",
    }
}

record! {
    /// One point of the guiding level.
    pub struct Level {
        /// What it says.
        says: required Phrase = "Hvad man som udgangspunkt får. En sag skriver de samme ord i service_level.standard, og i brevet står: »Kommunen har en vejledende standard: ….«" eg "et forløb på cirka 12 samtaler",
    }
}

record! {
    /// The eight sections of a standard. The words of the law themselves are put there by begrund.
    pub struct Sections {
        /// The legal basis.
        legal_basis: optional Prose = "1. Lovgrundlaget: egne ord om reglerne. Selve lovteksten sætter begrund ind." eg "Reglerne står i loven om social service.",
        /// What needs it covers.
        needs: required Prose = "2. Hvilke behov dækker indsatsen?" eg "Hjælpen er behandling, som du ikke kan få andre steder.",
        /// Its purpose.
        purpose: required Prose = "3. Formålet med indsatsen." eg "Behandlingen skal bevare eller forbedre det, du kan.",
        /// Who it is for.
        target_group: required Prose = "4. Målgruppen." eg "Hjælpen er til dig, der er fyldt 18 år.",
        /// What it consists of.
        content: required Prose = "5. Hvad består hjælpen af?" eg "Behandlingen kan være samtaler hos en psykolog.",
        /// Who gives it.
        provider: required Prose = "6. Leverandør: hvem der giver hjælpen." eg "Vi vælger behandleren sammen med dig.",
        /// How it is followed up.
        follow_up: required Prose = "7. Opfølgning på indsatsen." eg "Vi følger op sammen med dig efter et halvt år.",
        /// Other information.
        other_information: required Prose = "8. Øvrige relevante oplysninger." eg "Ring til os, hvis du er i tvivl.",
    }
}

impl Standard {
    /// Whether a record's words name it: its name, or one of the points of its level. Capitals and white space aside.
    pub fn is_named_by(&self, words: &str) -> bool {
        let words = folded(words);
        let levels = self.levels.iter().filter_map(|level| level.says.as_deref());
        self.name.as_deref().into_iter().chain(levels).any(|own| folded(own) == words)
    }

    /// Whether it holds on a day.
    pub fn is_in_force(&self, day: Date) -> bool {
        let valid = self.valid.as_ref();
        let from = valid.and_then(|valid| valid.from);
        let to = valid.and_then(|valid| valid.to);
        from.is_some_and(|from| from <= day) && to.is_none_or(|to| day <= to)
    }
}

fn folded(words: &str) -> String {
    words.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// What reading a standard gave.
#[derive(Debug)]
pub struct ReadStandard {
    /// The file.
    pub file: CaseFile,
    /// The standard as far as it could be read; `None` where the file has no readable map at all.
    pub standard: Option<Standard>,
    /// Its texts.
    pub texts: Vec<SlotText>,
    /// The faults.
    pub faults: Vec<Fault>,
    tree: Option<Node>,
}

impl ReadStandard {
    /// The place of a key path in the file, or of its nearest ancestor that is there.
    pub fn place_of(&self, path: &str) -> Option<Place> {
        self.tree.as_ref().map(|tree| tree.place_of(path))
    }
}

/// Reads a standard. Never fails: what cannot be read is a fault.
pub fn read(file: CaseFile) -> ReadStandard {
    let mut reading = Reading::of(Standard::DOCS);
    let tree = reading.tree(&file);
    let standard = tree.as_ref().and_then(|tree| Standard::from_node(tree, "", &mut reading));
    let (texts, mut faults, empty_keys) = reading.into_parts();
    faults.extend(empty_keys.into_iter().map(|(path, place)| fault::empty_key(&path, place)));
    ReadStandard { file, standard, texts, faults, tree }
}

/// The standards of a municipality, as far as they can be read without a fault.
#[derive(Debug, Clone, Default)]
pub struct Standards {
    known: Vec<Standard>,
    faulty: Vec<String>,
}

impl Standards {
    /// Those of a folder; `None` where there is no folder, for then nothing is known of what the municipality has.
    ///
    /// # Errors
    /// If the folder is there and cannot be looked into.
    pub fn load(folder: &Path) -> Result<Option<Self>, DiscoverError> {
        if !folder.is_dir() {
            return Ok(None);
        }
        let files = discover::discover(&[folder.to_owned()])?;
        Ok(Some(files.iter().map(|path| read(discover::load(path))).collect()))
    }

    /// Those that could be read, by file.
    pub fn known(&self) -> &[Standard] {
        &self.known
    }

    /// The names of the files that have faults.
    pub fn faulty(&self) -> &[String] {
        &self.faulty
    }
}

impl FromIterator<ReadStandard> for Standards {
    fn from_iter<I: IntoIterator<Item = ReadStandard>>(read: I) -> Self {
        let mut standards = Self::default();
        for read in read {
            match read.standard.filter(|_| read.faults.is_empty()) {
                Some(standard) => standards.known.push(standard),
                None => standards.faulty.push(read.file.name),
            }
        }
        standards
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "id: x-1\nname: Hjælp til voksne\nprovision: sel-102\napproved: {date: 2025-12-11, body: Byrådet}\n\
        valid: {from: 2026-01-01, to: 2026-12-31}\nlevels: [{says: et forløb på cirka 12 samtaler}]\nsections:\n  \
        needs: A.\n  purpose: B.\n  target_group: C.\n  content: D.\n  provider: E.\n  follow_up: F.\n  other_information: G.\n";

    fn read_text(text: &str) -> ReadStandard {
        read(CaseFile::from_bytes("x.yaml".as_ref(), "x.yaml".to_owned(), text.into()))
    }

    #[test]
    fn a_record_names_it_by_its_name_or_a_point_of_its_level() {
        let read = read_text(TEXT);
        assert!(read.faults.is_empty(), "{:?}", read.faults);
        let standard = read.standard.unwrap();
        assert!(
            standard.is_named_by("hjælp  til voksne")
                && standard.is_named_by("Et forløb på cirka 12 samtaler")
        );
        assert!(!standard.is_named_by("x-1") && !standard.is_named_by("et forløb"));
        for (day, holds) in
            [("2025-12-31", false), ("2026-01-01", true), ("2026-12-31", true), ("2027-01-01", false)]
        {
            assert_eq!(standard.is_in_force(day.parse().unwrap()), holds, "{day}");
        }
    }

    #[test]
    fn every_fault_comes_at_once_with_its_place() {
        let text = TEXT
            .replace("name:", "navn:")
            .replace("from: 2026-01-01", "from: 1/1 2026")
            .replace("purpose: B.", "purpose:");
        let told: Vec<String> = read_text(&text)
            .faults
            .iter()
            .map(|fault| format!("{} {}", fault.code, fault.place.as_ref().map_or(0, |place| place.line)))
            .collect();
        assert_eq!(told, ["REC-06 2", "REC-11 5", "REC-08 9"]);
    }
}
