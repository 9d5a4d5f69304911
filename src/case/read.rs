//! Reading a file into a record: every fault is collected, and whatever could be read is kept.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::describe::{self, Described as _, KeyDoc, WordDoc};
use super::fault::{self, ColonSlip, DateSlip, Encoding, Fault};
use super::record::CaseRecord;
use super::slot::{Slot, SlotText};
use super::tree::{self, Entry, Node, Value};
use super::value::{Dated, DayOrMonth, Number, Period};
use super::{CaseId, Cpr, mend, schema};
use crate::danish;
use crate::diagnostic::{Bilingual, Place};

/// The most bytes that a record may have.
pub const BYTES_MAX: u64 = 1024 * 1024;
/// The longest word that a line of a letter is sure to hold.
const WORD_CHARS_MAX: usize = 60;
/// The most characters of a setting.
const LINE_CHARS_MAX: usize = 400;
/// The most entries that a list or a map of a record has. No case comes near it; what is longer is no record.
const ENTRIES_MAX: usize = 200;

/// A file as found, before anything is understood.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// Where it was read.
    pub path: PathBuf,
    /// The name that findings show: the path as the user would write it.
    pub name: String,
    /// The bytes as text. What is not UTF-8 is replaced, and a fault says so.
    pub text: String,
    /// SHA-256 of the bytes, as lower-case hex.
    pub sha256: String,
    /// Faults found on the way: size, encoding.
    pub faults: Vec<Fault>,
}

impl CaseFile {
    /// A file from its bytes.
    pub fn from_bytes(path: &Path, name: String, bytes: Vec<u8>) -> Self {
        let sha256 = hex(&Sha256::digest(&bytes));
        let mut faults = Vec::new();
        let text = match String::from_utf8(bytes) {
            Ok(text) => match text.strip_prefix('\u{feff}') {
                Some(rest) => {
                    faults.push(fault::byte_order_mark());
                    rest.to_owned()
                }
                None => text,
            },
            Err(error) => {
                let (text, found, at) = decoded(error.as_bytes(), error.utf8_error().valid_up_to());
                let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
                faults.push(fault::not_utf8(tree::place_at(&text, at..end), found));
                text
            }
        };
        Self { path: path.to_owned(), name, text, sha256, faults }
    }

    /// A file that could not be read at all.
    pub fn unreadable(path: &Path, name: String, why: Bilingual) -> Self {
        let faults = vec![fault::unreadable(why)];
        Self { path: path.to_owned(), name, text: String::new(), sha256: String::new(), faults }
    }
}

/// The text of bytes that are UTF-8 only up to `good`, what they seem to be, and the place in the text where it shows.
/// Decoded by the likely encoding, so that the other faults of the file are told too, and not one for each letter.
fn decoded(bytes: &[u8], good: usize) -> (String, Encoding, usize) {
    let utf_16 = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..).unwrap_or_default().chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    // In Windows-1252 the Danish letters are single bytes that UTF-8 never has alone.
    let danish = bytes.iter().any(|byte| matches!(byte, 0xe6 | 0xf8 | 0xe5 | 0xc6 | 0xd8 | 0xc5));
    match bytes {
        [0xff, 0xfe, ..] => (utf_16(u16::from_le_bytes), Encoding::Utf16, 0),
        [0xfe, 0xff, ..] => (utf_16(u16::from_be_bytes), Encoding::Utf16, 0),
        _ if danish && bytes[..good].is_ascii() => {
            (bytes.iter().map(|byte| windows_1252(*byte)).collect(), Encoding::Windows1252, good)
        }
        _ => (String::from_utf8_lossy(bytes).into_owned(), Encoding::Unknown, good),
    }
}

pub(crate) fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
        '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => FROM_80[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// SHA-256 of a file, in half the letters; of one that could not be read there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileDigest(Option<[u8; 32]>);

impl FileDigest {
    /// From lower-case hex.
    pub fn from_hex(text: &str) -> Self {
        Self(from_hex(text))
    }

    /// Whether it is this one, written as lower-case hex.
    pub fn is(self, text: &str) -> bool {
        self == Self::from_hex(text)
    }
}

impl std::fmt::Display for FileDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.map(|digest| hex(&digest)).unwrap_or_default())
    }
}

/// Lower-case hex of a digest.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A digest of 32 bytes from its hex; `None` if it is none.
fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in digest.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&text[at..at + 2], 16).ok()?;
    }
    Some(digest)
}

/// What reading gave: as much of the record as there is, and every fault.
#[derive(Debug, Clone)]
pub struct ReadCase {
    /// The record; fields that could not be read are absent. `None` where the file has no readable map at all.
    pub record: Option<CaseRecord>,
    /// Every text of the record that the citizen reads.
    pub texts: Vec<SlotText>,
    /// The faults.
    pub faults: Vec<Fault>,
    /// Keys left empty; each is a fault unless a check has said what to write there.
    pub empty_keys: Vec<(String, Place)>,
    /// Keys that say `null`: that there is none, on purpose.
    pub nulls: Vec<String>,
    /// Keys that seem absent for a reason that is a fault already, such as a slip of the pen in their name.
    pub unread: Vec<String>,
    tree: Option<Node>,
}

/// Reads a file with `fills` (key path, text) put where nothing is written: for drafts, never for letters.
pub fn read_filled(file: &CaseFile, fills: &[(String, &str)]) -> Option<CaseRecord> {
    let mut tree = tree::parse(&file.text, CaseRecord::DOCS).tree?;
    for (path, text) in fills {
        tree.fill(path, text);
    }
    CaseRecord::from_node(&tree, "", &mut Reading::of(CaseRecord::DOCS))
}

impl ReadCase {
    /// Every text that is written, with its key path and place, in the order written.
    pub fn leaves(&self) -> Vec<(String, &str, &Place)> {
        self.tree.as_ref().map(Node::leaves).unwrap_or_default()
    }

    /// The place of a key path in the file, or of its nearest ancestor that is there.
    pub fn place_of(&self, path: &str) -> Option<Place> {
        self.tree.as_ref().map(|tree| tree.place_of(path))
    }
}

/// Reads a file. Never fails: what cannot be read is a fault.
pub fn read(file: &CaseFile) -> ReadCase {
    let mut reading = Reading::of(CaseRecord::DOCS);
    let Some(tree) = reading.tree(file) else { return reading.finish(None, None) };
    let record = CaseRecord::from_node(&tree, "", &mut reading);
    reading.finish(record, Some(tree))
}

/// The state of one reading.
#[derive(Debug)]
pub struct Reading {
    /// The keys at the top of what is read.
    keys: &'static [KeyDoc],
    faults: Vec<Fault>,
    texts: Vec<SlotText>,
    empty_keys: Vec<(String, Place)>,
    nulls: Vec<String>,
    unread: Vec<String>,
    cut_at: Vec<usize>,
    /// Whether a slip of the YAML was put right first: then a text is not where counting characters says.
    mended: bool,
    /// The most entries of a list or a map.
    entries_max: usize,
}

impl Reading {
    /// A reading of what has these keys at its top.
    pub(super) fn of(keys: &'static [KeyDoc]) -> Self {
        Self {
            keys,
            faults: Vec::new(),
            texts: Vec::new(),
            empty_keys: Vec::new(),
            nulls: Vec::new(),
            unread: Vec::new(),
            cut_at: Vec::new(),
            mended: false,
            entries_max: ENTRIES_MAX,
        }
    }

    /// The same, with room for as many entries of a list.
    #[must_use]
    pub(super) fn with_room_for(mut self, entries_max: usize) -> Self {
        self.entries_max = entries_max;
        self
    }

    /// Keys that seem absent for a reason that is a fault already.
    pub(super) fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The tree of a file; `None` after a fault has been noted.
    pub(super) fn tree(&mut self, file: &CaseFile) -> Option<Node> {
        self.faults.extend(file.faults.iter().cloned());
        if !file.faults.is_empty() && file.sha256.is_empty() {
            return None;
        }
        let parsed = tree::parse(&file.text, self.keys);
        self.mended = !parsed.faults.is_empty();
        self.faults.extend(parsed.faults);
        self.cut_at = parsed.cut_at;
        if parsed.tree.is_none() && self.faults.is_empty() {
            let first = self.keys.first().map_or("", |key| key.name);
            let place = tree::place_at(&file.text, 0..0);
            self.faults.push(match first {
                "case" => fault::no_record(place),
                "test" => fault::no_settings(place),
                first => fault::missing_key(first, place),
            });
        }
        parsed.tree
    }

    fn reads_a_record(&self) -> bool {
        self.keys.first().is_some_and(|key| key.name == "case")
    }

    /// What was read: its texts, its faults, and the keys that were left empty.
    pub(super) fn into_parts(self) -> (Vec<SlotText>, Vec<Fault>, Vec<(String, Place)>) {
        let Self { mut faults, texts, empty_keys, unread, .. } = self;
        // That a key is missing is said once, by the slip of the pen in its name.
        faults.retain(|fault| {
            !matches!(fault.code.as_ref(), "REC-07" | "REC-08") || !unread.contains(&fault.path)
        });
        (texts, faults, empty_keys)
    }

    fn finish(mut self, record: Option<CaseRecord>, tree: Option<Node>) -> ReadCase {
        let nulls = std::mem::take(&mut self.nulls);
        let unread = self.unread.clone();
        let (texts, faults, empty_keys) = self.into_parts();
        ReadCase { record, texts, faults, empty_keys, nulls, unread, tree }
    }

    /// Notes a fault.
    pub(super) fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// The entries of a map, after unknown keys have been noted.
    pub(super) fn map<'n>(&mut self, node: &'n Node, path: &str, known: &[&str]) -> Option<&'n [Entry]> {
        if matches!(node.value, Value::Unread) {
            self.unread.push(path.to_owned());
            return None;
        }
        let Value::Map(entries) = &node.value else {
            if path.is_empty() && self.reads_a_record() {
                self.fault(fault::no_record(node.place.clone()));
                return None;
            }
            let wanted = Bilingual::new(
                format!("nøgler med værdier ({})", some_of(known)),
                format!("keys with values ({})", some_of(known)),
            );
            self.fault(fault::wrong_shape(path, node.place.clone(), &wanted));
            return None;
        };
        if entries.len() > self.entries_max {
            self.fault(fault::too_many(path, node.place.clone(), entries.len(), self.entries_max));
        }
        let entries = &entries[..entries.len().min(self.entries_max)];
        for (index, entry) in
            entries.iter().enumerate().filter(|(_, entry)| !known.contains(&entry.key.as_str()))
        {
            if let Some(home) = empty_home(&entries[..index], path, &entry.key) {
                let home = join(path, home);
                // Said once, by the first of the lines.
                if !self.unread.contains(&home) {
                    self.fault(fault::dedented_key(&home, entry.key_place.clone(), &entry.key));
                    self.unread.push(home);
                }
                continue;
            }
            self.unknown(entries, index, path, known);
        }
        Some(entries)
    }

    /// Notes an unknown key, with what was meant where that can be told.
    fn unknown(&mut self, entries: &[Entry], index: usize, path: &str, known: &[&str]) {
        let entry = &entries[index];
        let place = entry.key_place.clone();
        // In `{ }`, a key without its own colon: `count:20`, or a part of a text that a comma cuts.
        let alone = matches!(entry.node.value, Value::Empty) && entry.node.place.span.end <= place.span.end;
        if let Some((key, _)) = entry.key.split_once(':').filter(|(key, _)| alone && known.contains(key)) {
            self.unread.push(join(path, key));
            return self.fault(fault::colon_slip(place, key, ColonSlip::NoSpace));
        }
        let before = index.checked_sub(1).map(|before| &entries[before]);
        let cut =
            before.filter(|before| alone && matches!(before.node.value, Value::Text { plain: true, .. }));
        if let Some(cut) = cut {
            return self.fault(fault::cut_by_comma(&join(path, &cut.key), place));
        }
        let last = entry.key.rsplit('.').next().unwrap_or_default();
        let near = nearest(&entry.key, known)
            .or_else(|| in_english(&entry.key, known))
            .or_else(|| known.iter().find(|known| **known == last).copied());
        let at = join(path, &entry.key);
        if let Some(near) = near.filter(|near| !entries.iter().any(|other| other.key == **near)) {
            self.unread.push(join(path, near));
        }
        // A text where a map belongs is another thing of the same name: an address under `municipality`, and no mail server.
        let fits = |key: &KeyDoc| key.keys.is_empty() || !matches!(entry.node.value, Value::Text { .. });
        if !path.is_empty() && self.keys.iter().any(|key| key.name == entry.key && fits(key)) {
            return self.fault(fault::indented_key(&at, place));
        }
        let homes = if near.is_some() { Vec::new() } else { describe::homes(self.keys, &entry.key) };
        let at = safe_path(path, &at, near);
        let free: Vec<&str> =
            known.iter().filter(|known| !entries.iter().any(|other| other.key == **known)).copied().collect();
        self.fault(fault::unknown_key(&at, place, near, &homes, path, &free));
    }

    /// The value of `key`, unless it is absent, empty or null.
    pub(super) fn value<'n>(&mut self, entries: &'n [Entry], path: &str, key: &str) -> Option<&'n Node> {
        let entry = entries.iter().find(|entry| entry.key == key)?;
        match entry.node.value {
            Value::Null => {
                self.nulls.push(join(path, key));
                None
            }
            Value::Empty => {
                self.empty_keys.push((join(path, key), entry.key_place.clone()));
                None
            }
            _ => Some(&entry.node),
        }
    }

    /// The text of a scalar.
    pub(super) fn scalar<'n>(
        &mut self,
        node: &'n Node,
        path: &str,
        wanted: &Bilingual,
    ) -> Option<(&'n str, bool)> {
        match &node.value {
            Value::Text { text, plain } => Some((text, *plain)),
            Value::Unread => {
                self.unread.push(path.to_owned());
                None
            }
            _ => {
                self.fault(fault::wrong_shape(path, node.place.clone(), wanted));
                None
            }
        }
    }

    /// A text for a letter: normalised, its characters and length looked at, and registered under its slot.
    pub(super) fn text(&mut self, node: &Node, path: &str, slot: Slot) -> Option<String> {
        let (raw, text) = self.typed(node, path, slot != Slot::Label)?;
        if slot != Slot::Prose && text.contains('\n') {
            self.fault(fault::line_break(path, node.place.clone()));
            return None;
        }
        if let Some(why) = length_fault(raw, &text, slot) {
            self.fault(fault::too_long(path, node.place.clone(), why));
            return None;
        }
        if text.is_empty() {
            self.empty_keys.push((path.to_owned(), node.place.clone()));
            return None;
        }
        self.texts.push(SlotText { path: path.to_owned(), slot, text: text.clone() });
        Some(text)
    }

    /// A text of a setting: like one of a letter, on one line.
    pub(super) fn line(&mut self, node: &Node, path: &str) -> Option<String> {
        let (_, text) = self.typed(node, path, false)?;
        if text.contains('\n') {
            self.fault(fault::line_break_in_setting(path, node.place.clone()));
            return None;
        }
        if let Some(why) = over(&text, LINE_CHARS_MAX) {
            self.fault(fault::too_long(path, node.place.clone(), why));
            return None;
        }
        if text.is_empty() {
            self.empty_keys.push((path.to_owned(), node.place.clone()));
            return None;
        }
        Some(text)
    }

    /// A text as it was typed, and as it is meant: normalised, its characters looked at. `whole` where a `#` may not cut it.
    fn typed<'n>(&mut self, node: &'n Node, path: &str, whole: bool) -> Option<(&'n str, String)> {
        let wanted = Bilingual::new("tekst", "text");
        let (raw, plain) = self.scalar(node, path, &wanted)?;
        let text = clean(raw);
        if plain && whole && self.cut_at.contains(&node.place.span.end) {
            self.fault(fault::cut_text(path, node.place.clone()));
        }
        if let Some((at, bad)) = raw.char_indices().find(|(_, c)| is_bad(*c) && !matches!(c, '\n' | '\r')) {
            let place = if self.mended { node.place.clone() } else { place_inside(node, raw, at, bad) };
            self.fault(fault::bad_character(path, place, bad));
            return None;
        }
        // Where straight ones stand around them, they are meant.
        let text = match mend::without_curly(&text) {
            inside if plain && inside.len() < text.len() => {
                self.fault(fault::curly_quotes(path, node.place.clone(), inside));
                inside.to_owned()
            }
            _ => text,
        };
        if plain && is_number(raw) {
            self.fault(fault::unquoted_digits(path, node.place.clone()));
            return None;
        }
        Some((raw, text))
    }
}

/// The place of a character of a text, where it stands in the file as it reads; else that of the text.
fn place_inside(node: &Node, raw: &str, at: usize, own: char) -> Place {
    let place = &node.place;
    let quote = match place.span.len().checked_sub(raw.len()) {
        Some(more @ (0 | 2)) if !raw.contains('\n') => more / 2,
        _ => return place.clone(),
    };
    let start = place.span.start + quote + at;
    let column = place.column + quote + raw[..at].chars().count();
    Place { line: place.line, column, span: start..start + own.len_utf8() }
}

/// The empty key before a line that is not indented, if the line belongs under it.
fn empty_home<'e>(before: &'e [Entry], path: &str, key: &str) -> Option<&'e str> {
    let home = before.iter().rev().find(|entry| matches!(entry.node.value, Value::Empty))?;
    let doc = describe::describe(&join(path, &home.key))?;
    doc.keys.iter().any(|inner| inner.name == key).then_some(home.key.as_str())
}

/// Danish words that are written for a key. One word may stand for several keys; the first that may stand there is meant.
const DANISH_KEYS: &[(&str, &str)] = &[
    ("adgang", "access"),
    ("adresse", "address"),
    ("af", "by"),
    ("afdeling", "unit"),
    ("afgjort", "decided"),
    ("afgørelse", "decision"),
    ("afgørelsesdato", "decided"),
    ("afholdt", "held"),
    ("afsendelse", "dispatch"),
    ("afsendelse", "delivery"),
    ("afsender", "sender"),
    ("afsender", "from"),
    ("afsendt", "dispatch"),
    ("afsnit", "sections"),
    ("anden_hjælp", "other_help"),
    ("anden_lovgivning", "other_legislation"),
    ("andet", "measure_other"),
    ("andre_oplysninger", "other_information"),
    ("anledning", "occasion"),
    ("ansøgning", "application"),
    ("antal", "count"),
    ("antal", "amount"),
    ("baggrund", "background"),
    ("begrundelse", "reasoning"),
    ("begrundelse", "because"),
    ("behov", "needs"),
    ("beløb", "amount"),
    ("besked", "notification"),
    ("besked_om_frist", "deadline_notice"),
    ("bestemmelse", "provision"),
    ("besvaret", "answered"),
    ("betaling", "payment"),
    ("betingelse", "condition"),
    ("betydelig", "significant"),
    ("betydeligt", "significant"),
    ("bevilget", "grant"),
    ("bevilling", "grant"),
    ("bilag", "attachments"),
    ("borger", "citizen"),
    ("borgerens_syn", "citizen_view"),
    ("brevdato", "dispatch"),
    ("breve", "letters"),
    ("bruger", "user"),
    ("brugernavn", "user"),
    ("brugt", "used"),
    ("bygger_på", "rests_on"),
    ("cpr_nr", "cpr"),
    ("cpr_nummer", "cpr"),
    ("cprnr", "cpr"),
    ("cprnummer", "cpr"),
    ("cvr_nummer", "cvr"),
    ("dateret", "dated"),
    ("dato", "dated"),
    ("dato", "decided"),
    ("dato", "date"),
    ("del", "part"),
    ("del_af_målgruppen", "limb"),
    ("dele", "parts"),
    ("deltog", "citizen_took_part"),
    ("dengang", "then"),
    ("domæner", "domains"),
    ("dækker", "covers"),
    ("e_mail", "email"),
    ("enhed", "unit"),
    ("farve", "colour"),
    ("fordi", "because"),
    ("formål", "aim"),
    ("formål", "purpose"),
    ("fra", "from"),
    ("fravigelse", "departs"),
    ("frist", "deadline"),
    ("fuldmagt", "representative"),
    ("funktioner", "functions"),
    ("funktionsevne", "functional_level"),
    ("funktionsniveau", "functional_level"),
    ("før", "then"),
    ("første_afgørelse", "decided"),
    ("genoptagelse", "reopening"),
    ("godkendelse", "approval"),
    ("godkendere", "approvers"),
    ("godkendt", "approved"),
    ("godkendt_af", "approved_by"),
    ("grund", "ground"),
    ("grund", "because"),
    ("grundlag", "basis"),
    ("gruppe", "group"),
    ("gyldig", "valid"),
    ("gælder", "valid"),
    ("gælder_til", "until"),
    ("handleplan", "action_plan"),
    ("handler_om", "about"),
    ("henvisning", "section"),
    ("hjemmel", "basis"),
    ("hjemmeside", "website"),
    ("hjemvisning", "remittal"),
    ("hos", "provider"),
    ("hovedhensyn", "considerations"),
    ("hvad", "what"),
    ("hvordan", "how_to_start"),
    ("hvorfor", "because"),
    ("høring", "hearing"),
    ("ikke_bevilget", "not_granted"),
    ("indhold", "content"),
    ("indledning", "introduction"),
    ("journalnummer", "case"),
    ("kanal", "channel"),
    ("kanaler", "channels"),
    ("kilde", "source"),
    ("kilder", "sources"),
    ("klage", "appeal"),
    ("kommer_i_gang", "how_to_start"),
    ("kommune", "municipality"),
    ("kontaktpunkt", "contact_point"),
    ("kontakt_senest", "contact_by"),
    ("leverandør", "provider"),
    ("lov", "act"),
    ("lovgrundlag", "legal_basis"),
    ("længde", "minutes"),
    ("mail", "email"),
    ("mappe", "folder"),
    ("medicinsk", "medical"),
    ("minutter", "minutes"),
    ("modtagere", "recipients"),
    ("modtaget", "received"),
    ("mål", "aim"),
    ("mål", "goal"),
    ("mål", "goals"),
    ("målgruppe", "target_group"),
    ("målgruppen", "target_group"),
    ("mængde", "amount"),
    ("navn", "name"),
    ("navn", "label"),
    ("navn", "id"),
    ("niveau", "level"),
    ("niveauer", "levels"),
    ("nu", "now"),
    ("nødvendig", "necessity"),
    ("nødvendighed", "necessity"),
    ("omfang", "amount"),
    ("opfyldt", "met"),
    ("opfølgning", "follow_up"),
    ("oplysning", "fact"),
    ("oplysninger", "facts"),
    ("oprindelig", "original"),
    ("ordbog", "spelling"),
    ("ordlyd", "wording"),
    ("organ", "body"),
    ("papir", "paper"),
    ("paragraf", "section"),
    ("partshøring", "hearing"),
    ("partsrepræsentant", "representative"),
    ("per_gang", "per"),
    ("periode", "period"),
    ("personnummer", "cpr"),
    ("pr", "per"),
    ("privatliv", "privacy"),
    ("punkter", "points"),
    ("regler", "rules"),
    ("repræsentant", "representative"),
    ("resultat", "outcome"),
    ("sag", "case"),
    ("sagsbehandler", "caseworker"),
    ("sagsnr", "case"),
    ("sagsnummer", "case"),
    ("samtykke", "consent"),
    ("sendt", "sent"),
    ("sendt", "dispatch"),
    ("server", "host"),
    ("serviceniveau", "service_level"),
    ("sidste_dag", "last_day"),
    ("sidste_dag", "to"),
    ("siger", "says"),
    ("skabeloner", "pack"),
    ("skøn", "discretion"),
    ("slut", "to"),
    ("slutdato", "to"),
    ("slutter", "to"),
    ("start", "starts"),
    ("start", "from"),
    ("startdato", "from"),
    ("startdato", "starts"),
    ("starter", "starts"),
    ("status", "ffb_status"),
    ("sted", "setting"),
    ("stilling", "title"),
    ("støtte", "support"),
    ("svar", "answer"),
    ("svar", "our_answer"),
    ("svarede", "answered"),
    ("svarfrist", "deadline"),
    ("tekst", "text"),
    ("tekst", "wording"),
    ("tekst", "says"),
    ("telefon", "phone"),
    ("telefonnummer", "phone"),
    ("temaer", "themes"),
    ("tidligere_bevilling", "repeat_grant"),
    ("til", "to"),
    ("til_ugunst", "adverse"),
    ("tilbud", "offer"),
    ("tilbud", "considered"),
    ("titel", "title"),
    ("tlf", "phone"),
    ("udbakke", "outbox"),
    ("udbyder", "provider"),
    ("uden_slutdato", "open_ended"),
    ("udfald", "outcome"),
    ("udfører", "provider"),
    ("varig", "lasting"),
    ("varigt", "lasting"),
    ("ventetid", "waiting"),
    ("vilkår", "conditions"),
    ("vores_svar", "our_answer"),
    ("vurdering", "assessment"),
    ("vægt", "weight"),
    ("værge", "representative"),
    ("vært", "host"),
];

/// The key that a Danish word stands for, if it may stand here: with or without capitals, hyphens, spaces and Danish letters.
fn in_english<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let plain = |word: &str| {
        let word = word.trim_end_matches('.').to_lowercase().replace([' ', '-', '.'], "_");
        word.replace('æ', "ae").replace('ø', "oe").replace('å', "aa")
    };
    let word = plain(word);
    let mut meant = DANISH_KEYS.iter().filter(|(danish, _)| plain(danish) == word);
    meant.find_map(|(_, key)| known.iter().find(|known| *known == key).copied())
}

fn some_of(known: &[&str]) -> String {
    let mut shown = known.iter().take(6).copied().collect::<Vec<_>>().join(", ");
    if known.len() > 6 {
        shown.push_str(", …");
    }
    shown
}

/// An unknown key may hold anything, a name too, so that only a likely slip of the pen is shown in the path.
fn safe_path(parent: &str, at: &str, near: Option<&str>) -> String {
    if near.is_some() { at.to_owned() } else { parent.to_owned() }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The known word that is meant by `word`, if one is near enough.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    if word.len() > WORD_CHARS_MAX {
        return None;
    }
    let word = word.to_lowercase().replace('-', "_");
    known
        .iter()
        .map(|candidate| (strsim::osa_distance(&word, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 5)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn clean(raw: &str) -> String {
    let trimmed = raw.trim_matches([' ', '\n', '\r']);
    let unified = trimmed.replace("\r\n", "\n");
    match is_nfc_quick(unified.chars()) {
        IsNormalized::Yes => unified,
        _ => unified.nfc().collect(),
    }
}

/// Characters that no letter may carry: control, zero-width, bidi, soft hyphen, private use, non-characters.
pub fn is_bad(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{10ffff}')
        || (u32::from(c) & 0xfffe) == 0xfffe
        || matches!(u32::from(c), 0xfdd0..=0xfdef)
}

/// The length counts as it was typed, as an editor counts it; but not the line break that a block ends with.
fn length_fault(raw: &str, text: &str, slot: Slot) -> Option<Bilingual> {
    if let Some(over) = over(raw.strip_suffix('\n').unwrap_or(raw), slot.chars_max()) {
        return Some(over);
    }
    if text.split_whitespace().any(|word| word.chars().count() > WORD_CHARS_MAX) {
        return Some(Bilingual::new(
            format!("Et ord er på over {WORD_CHARS_MAX} tegn og kan ikke stå på en linje i brevet."),
            format!("A word has over {WORD_CHARS_MAX} characters and fits on no line of the letter."),
        ));
    }
    None
}

/// That a text has more characters than there is room for.
fn over(text: &str, max: usize) -> Option<Bilingual> {
    let count = text.chars().count();
    (count > max).then(|| {
        Bilingual::new(
            format!("Teksten har {count} tegn. Her er plads til {max}."),
            format!("The text has {count} characters; there is room for {max}."),
        )
    })
}

/// A type that can be read from a node.
pub(super) trait FromNode: Sized {
    /// Reads; `None` after a fault has been noted.
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self>;
}

/// A key that must be there: absent or empty is a fault of reading.
pub(super) fn required<T: FromNode>(
    entries: &[Entry],
    parent: &Node,
    path: &str,
    key: &str,
    reading: &mut Reading,
) -> Option<T> {
    let at = join(path, key);
    match entries.iter().find(|entry| entry.key == key) {
        None => {
            let place =
                Place { span: parent.place.span.start..parent.place.span.start, ..parent.place.clone() };
            reading.fault(fault::missing_key(&at, place));
            None
        }
        Some(entry) if matches!(entry.node.value, Value::Null | Value::Empty) => {
            reading.fault(fault::empty_required(&at, entry.key_place.clone()));
            None
        }
        Some(entry) => T::from_node(&entry.node, &at, reading),
    }
}

/// A key that may be absent, empty or null.
pub(super) fn optional<T: FromNode>(
    entries: &[Entry],
    path: &str,
    key: &str,
    reading: &mut Reading,
) -> Option<T> {
    let node = reading.value(entries, path, key)?;
    T::from_node(node, &join(path, key), reading)
}

/// A list; absent is the empty list. What cannot be read of it is left out or empty, after its fault.
pub(super) fn list<T: FromNode>(entries: &[Entry], path: &str, key: &str, reading: &mut Reading) -> Vec<T> {
    optional(entries, path, key, reading).unwrap_or_default()
}

impl<T: FromNode> FromNode for Vec<T> {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        if matches!(node.value, Value::Unread) {
            reading.unread.push(path.to_owned());
            return None;
        }
        let Value::List(items) = &node.value else {
            reading.fault(no_list(node, path));
            return None;
        };
        Some(read_items(items, node, path, reading))
    }
}

fn read_items<T: FromNode>(items: &[Node], node: &Node, path: &str, reading: &mut Reading) -> Vec<T> {
    let most = reading.entries_max;
    if items.len() > most {
        reading.fault(fault::too_many(path, node.place.clone(), items.len(), most));
    }
    let mut read = Vec::with_capacity(items.len().min(most));
    for (index, item) in items.iter().enumerate().take(most) {
        let at = format!("{path}[{index}]");
        let own = match item.value {
            Value::Null | Value::Empty => {
                reading.fault(fault::empty_item(&at, item.place.clone()));
                None
            }
            _ => T::from_node(item, &at, reading),
        };
        read.extend(own.or_else(|| placeholder(item, &at, reading)));
    }
    read
}

/// The fault of what stands where a list belongs: another sign than a dash before each item, or a text alone.
fn no_list(node: &Node, path: &str) -> Fault {
    let wanted = Bilingual::new(
        "en liste: en linje med - for hver, eller [a, b]",
        "a list: a line with - for each, or [a, b]",
    );
    let fault = fault::wrong_shape(path, node.place.clone(), &wanted);
    let Value::Text { text, plain: true } = &node.value else { return fault };
    if text.starts_with(['•', '·', '▪', '◦', '‣', '–', '—', '*', '-']) {
        return fault::no_dash(path, node.place.clone());
    }
    let word = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let of_maps = describe::describe(path).is_some_and(|doc| !doc.keys.is_empty());
    match () {
        () if of_maps || path.ends_with("address") || text.contains(['\n', ',', ';', '"', '\\']) => fault,
        () if word => fault.with_detail(fault::typed_list(path, text)),
        () => fault.with_detail(fault::typed_list(path, &format!("\"{text}\""))),
    }
}

/// An item of a list of maps that could not be read keeps its place, so that the others keep their numbers.
fn placeholder<T: FromNode>(item: &Node, path: &str, reading: &mut Reading) -> Option<T> {
    let told = reading.faults.len();
    let nothing = Node { value: Value::Map(Vec::new()), place: item.place.clone() };
    let item = T::from_node(&nothing, path, reading);
    reading.faults.truncate(told);
    item
}

/// Declares a map of the record: its struct, how it is read, and the list of its keys.
///
/// Each key is `required` (absent is a fault of reading), `optional`, `list` or `flag` (true or false, absent is false).
/// `as` gives the key as it is written where Rust has that word for itself.
/// After `=` stands what it is, in Danish; after `eg` a value as it is typed; after `or` what holds when nothing is written.
macro_rules! record {
    ($(#[$doc:meta])* pub struct $Name:ident {
        $($(#[$key_doc:meta])* $key:ident $(as $word:literal)?: $kind:ident $Type:ty = $what:literal $(eg $example:literal)? $(or $default:literal)?,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $Name { $($(#[$key_doc])* pub $key: $crate::case::read::record!(@type $kind $Type),)* }

        impl $Name {
            /// The keys of this map, as they are written.
            pub const KEYS: &'static [&'static str] = &[$($crate::case::read::record!(@name $key $($word)?)),*];
        }

        impl $crate::case::describe::Described for $Name {
            const DOCS: &'static [$crate::case::describe::KeyDoc] = &[$($crate::case::describe::KeyDoc {
                name: $crate::case::read::record!(@name $key $($word)?),
                need: $crate::case::read::record!(@need $kind),
                what: $what,
                example: $crate::case::read::record!(@maybe $($example)?),
                default: $crate::case::read::record!(@maybe $($default)?),
                form: <$Type as $crate::case::describe::Described>::FORM,
                words: <$Type as $crate::case::describe::Described>::WORD_DOCS,
                keys: <$Type as $crate::case::describe::Described>::DOCS,
                schema: <$Type as $crate::case::describe::Described>::schema,
            },)*];

            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                generator.subschema_for::<Self>()
            }
        }

        impl schemars::JsonSchema for $Name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($Name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::case::schema::map(<Self as $crate::case::describe::Described>::DOCS, generator)
            }
        }

        impl $crate::case::read::FromNode for $Name {
            fn from_node(
                node: &$crate::case::tree::Node,
                path: &str,
                reading: &mut $crate::case::read::Reading,
            ) -> Option<Self> {
                let entries = reading.map(node, path, Self::KEYS)?;
                Some(Self {
                    $($key: $crate::case::read::record!(@read $kind $Type, entries, node, path, $crate::case::read::record!(@name $key $($word)?), reading),)*
                })
            }
        }
    };
    (@name $key:ident) => { stringify!($key) };
    (@name $key:ident $word:literal) => { $word };
    (@need required) => { $crate::case::describe::Need::Required };
    (@need optional) => { $crate::case::describe::Need::Optional };
    (@need list) => { $crate::case::describe::Need::List };
    (@need flag) => { $crate::case::describe::Need::Flag };
    (@maybe) => { None };
    (@maybe $text:literal) => { Some($text) };
    (@type required $Type:ty) => { Option<$Type> };
    (@type optional $Type:ty) => { Option<$Type> };
    (@type list $Type:ty) => { Vec<$Type> };
    (@type flag $Type:ty) => { $Type };
    (@read required $Type:ty, $entries:ident, $node:ident, $path:ident, $key:expr, $reading:ident) => {
        $crate::case::read::required::<$Type>($entries, $node, $path, $key, $reading)
    };
    (@read optional $Type:ty, $entries:ident, $node:ident, $path:ident, $key:expr, $reading:ident) => {
        $crate::case::read::optional::<$Type>($entries, $path, $key, $reading)
    };
    (@read list $Type:ty, $entries:ident, $node:ident, $path:ident, $key:expr, $reading:ident) => {
        $crate::case::read::list::<$Type>($entries, $path, $key, $reading)
    };
    (@read flag $Type:ty, $entries:ident, $node:ident, $path:ident, $key:expr, $reading:ident) => {
        $crate::case::read::optional::<$Type>($entries, $path, $key, $reading).unwrap_or(false)
    };
}
pub(super) use record;

/// Declares a closed choice: its enum, the word for each and its meaning in Danish, and how it is read.
macro_rules! choice {
    ($(#[$doc:meta])* pub enum $Name:ident { $($(#[$case_doc:meta])* $Case:ident = $word:literal $meaning:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $Name { $($(#[$case_doc])* $Case,)* }

        impl $Name {
            /// Every word that may be written.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word as written in a record.
            pub fn word(self) -> &'static str {
                match self { $(Self::$Case => $word,)* }
            }

            /// What a word means; `None` if it is none of them.
            pub fn from_word(word: &str) -> Option<Self> {
                $(if word == $word { return Some(Self::$Case); })*
                None
            }
        }

        impl $crate::case::describe::Described for $Name {
            const WORD_DOCS: &'static [$crate::case::describe::WordDoc] =
                &[$($crate::case::describe::WordDoc { word: $word, meaning: $meaning }),*];

            fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::case::schema::choice(<Self as $crate::case::describe::Described>::WORD_DOCS)
            }
        }

        impl $crate::case::read::FromNode for $Name {
            fn from_node(
                node: &$crate::case::tree::Node,
                path: &str,
                reading: &mut $crate::case::read::Reading,
            ) -> Option<Self> {
                let words = <Self as $crate::case::describe::Described>::WORD_DOCS;
                Self::from_word(reading.choice(node, path, words)?)
            }
        }
    };
}
pub(super) use choice;

impl Reading {
    /// A word out of `words`.
    pub(super) fn choice<'n>(&mut self, node: &'n Node, path: &str, words: &[WordDoc]) -> Option<&'n str> {
        let names = words.iter().map(|word| word.word).collect::<Vec<_>>().join(", ");
        let wanted = Bilingual::new(format!("et af ordene {names}"), format!("one of {names}"));
        let (word, _) = self.scalar(node, path, &wanted)?;
        if words.iter().any(|own| own.word == word) {
            return Some(word);
        }
        let reassessment = path == "occasion"
            && matches!(word, "genvurdering" | "reassessment" | "revurdering" | "complaint");
        let fault = if reassessment {
            fault::reassessment(path, node.place.clone())
        } else {
            fault::unknown_choice(path, node.place.clone(), word_meant(word, words), words)
        };
        self.fault(fault);
        None
    }
}

/// The word that is meant: one that is spelt nearly so, or whose Danish meaning begins like it.
fn word_meant<'w>(typed: &str, words: &'w [WordDoc]) -> Option<&'w WordDoc> {
    let names: Vec<&str> = words.iter().map(|word| word.word).collect();
    let has = |word: &str| names.contains(&word);
    let typed = match typed.to_lowercase().as_str() {
        "yes" | "sand" | "sandt" => "true".to_owned(),
        "no" | "falsk" => "false".to_owned(),
        "nej" | "ingen" | "intet" | "0" | "0 kr." | "gratis" if has("none") && !has("false") => {
            "none".to_owned()
        }
        "e-boks" | "eboks" | "mit.dk" | "borger.dk" | "digitalpost" => "digital_post".to_owned(),
        "post" | "brev" | "papir" => "paper".to_owned(),
        word => word.replace([' ', '-'], "_"),
    };
    let by_word = || {
        let near = nearest(&typed, &names)?;
        words.iter().find(|word| word.word == near)
    };
    // "psykologsamtaler" and "psyk" both mean what begins with "psykolog"; two letters would mean anything.
    let by_meaning = |word: &&WordDoc| {
        let head = word.meaning.split([':', ';', ',', ' ']).next().unwrap_or_default().to_lowercase();
        let long = typed.chars().count() >= 4 && head.chars().count() >= 4;
        head == typed || long && (typed.starts_with(&head) || head.starts_with(&typed)) || {
            long && strsim::osa_distance(&head, &typed) <= 1
        }
    };
    // "ansøgning" is a word of "en ansøgning", and of no other meaning.
    let by_part = || {
        let says = |word: &&WordDoc| {
            let mut parts = word.meaning.split(|c: char| !c.is_alphanumeric());
            typed.chars().count() >= 4 && parts.any(|part| part.to_lowercase() == typed)
        };
        let mut meant = words.iter().filter(says);
        meant.next().filter(|_| meant.next().is_none())
    };
    words
        .iter()
        .find(|word| word.word == typed)
        .or_else(|| words.iter().find(by_meaning))
        .or_else(by_word)
        .or_else(by_part)
}

macro_rules! slot_from_node {
    ($($Name:ident)*) => {$(
        impl FromNode for super::slot::$Name {
            fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
                reading.text(node, path, Self::SLOT).map(Self)
            }
        }
    )*};
}
slot_from_node!(Label Phrase AtClause BecauseClause Sentences Prose);

impl FromNode for bool {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let words = [WordDoc { word: "true", meaning: "ja" }, WordDoc { word: "false", meaning: "nej" }];
        reading.choice(node, path, &words).map(|word| word == "true")
    }
}

impl FromNode for Date {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let wanted = Bilingual::new("en dato, for eksempel 2026-12-07", "a date, such as 2026-12-07");
        let (text, _) = reading.scalar(node, path, &wanted)?;
        let date = iso_date(text);
        if date.is_none() {
            reading.fault(fault::not_a_date(path, node.place.clone(), false, &date_slip(text, None)));
        }
        date
    }
}

impl FromNode for DayOrMonth {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let wanted = Bilingual::new(
            "en dato eller en måned, for eksempel 2026-12",
            "a date or a month, such as 2026-12",
        );
        let (text, _) = reading.scalar(node, path, &wanted)?;
        let read = iso_date(text).map(Self::Day).or_else(|| iso_date(&format!("{text}-01")).map(Self::Month));
        if read.is_none() {
            let slip = date_slip(text, danish_month_meant(text));
            reading.fault(fault::not_a_date(path, node.place.clone(), true, &slip));
        }
        read
    }
}

/// Reads `2026-12-07`, and only that form, in the years 1900 to 2100.
fn iso_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let form = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let date = form.then(|| text.parse::<Date>().ok()).flatten()?;
    (1900..=2100).contains(&date.year()).then_some(date)
}

/// What is wrong with a text that is no date; `month` is the month that it may be meant for.
fn date_slip(text: &str, month: Option<String>) -> DateSlip {
    let digits = |from: &str| from.bytes().filter(u8::is_ascii_digit).count();
    let meant = danish_date_meant(text);
    match () {
        () if meant.is_some() || month.is_some() => DateSlip::Form(meant.or(month).unwrap_or_default()),
        () if digits(text) == 0 => DateSlip::Words,
        () if text.len() == 10 && digits(text) == 8 && text.parse::<Date>().is_ok() => DateSlip::Year,
        // With any year it would be a date.
        () if danish_date_meant(&format!("{text} 2024")).is_some() => DateSlip::NoYear,
        () if digits(text) >= 6 => DateSlip::NoDay,
        () => DateSlip::Words,
    }
}

/// What a date in another form (`7/12 2026`, `07.12.26`, `mandag den 7. december 2026`, `2026/12/7`, `20261207`) would be in the
/// form asked for.
fn danish_date_meant(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let lower = match lower.as_bytes() {
        eight if eight.len() == 8 && eight.iter().all(u8::is_ascii_digit) => {
            format!("{}-{}-{}", &lower[..4], &lower[4..6], &lower[6..])
        }
        _ => lower,
    };
    let said = |part: &&str| !part.is_empty() && *part != "den" && *part != "kl" && !part.ends_with("dag");
    let mut parts: Vec<&str> = lower.split(['.', '/', '-', '–', ' ', ',']).filter(said).collect();
    // A time of day behind it.
    if parts.len() == 4 && parts[3].contains(':') {
        parts.pop();
    }
    let (day, month, year) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (day, month, year),
        [day, month, year] => (day, month, year),
        _ => return None,
    };
    let century = if year.len() == 2 { "20" } else { "" };
    let named =
        danish::MONTHS.iter().zip(1_i8..).find(|(name, _)| month.len() >= 3 && name.starts_with(month));
    let month = named.map_or_else(|| month.parse().ok(), |(_, number)| Some(number))?;
    let date = Date::new(format!("{century}{year}").parse().ok()?, month, day.parse().ok()?).ok()?;
    Some(date.to_string()).filter(|date| iso_date(date).is_some())
}

/// What a month in another form (`december 2026`, `12-2026`) would be in the form asked for.
fn danish_month_meant(text: &str) -> Option<String> {
    let day = danish_date_meant(&format!("1 {text}"))?;
    day.strip_suffix("-01").map(str::to_owned)
}

fn names(keys: &[KeyDoc]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

impl FromNode for Dated {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let Value::Map(_) = node.value else { return Date::from_node(node, path, reading).map(Self::On) };
        let entries = reading.map(node, path, &names(Self::DOCS))?;
        let from = required(entries, node, path, "from", reading);
        let to = required(entries, node, path, "to", reading);
        Some(Self::Between(from?, to?))
    }
}

impl FromNode for Period {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let entries = reading.map(node, path, &names(Self::DOCS))?;
        Some(Self {
            from: optional(entries, path, "from", reading),
            to: optional(entries, path, "to", reading),
            open_ended: optional(entries, path, "open_ended", reading).unwrap_or(false),
        })
    }
}

impl FromNode for Number {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let wanted = Bilingual::new("et tal", "a number");
        let (text, _) = reading.scalar(node, path, &wanted)?;
        let number = Self::parse(text);
        if number.is_none() {
            reading.fault(fault::not_a_number(path, node.place.clone(), number_meant(text)));
        }
        number
    }
}

/// The number in a text such as `250 kr.`, `kr. 250,-` or `20 timer`.
pub(super) fn number_meant(text: &str) -> Option<String> {
    let digit = |c: char| c.is_ascii_digit();
    let from = text.find(digit)?;
    let number = &text[from..=text.rfind(digit)?];
    Number::parse(number).map(|_| number.to_owned())
}

impl FromNode for u32 {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let wanted = Bilingual::new("et helt tal", "a whole number");
        let (text, _) = reading.scalar(node, path, &wanted)?;
        let number = text.parse().ok().filter(|number| (1..=100_000).contains(number));
        if number.is_none() {
            reading.fault(fault::not_a_number(path, node.place.clone(), number_meant(text)));
        }
        number
    }
}

/// Whether other programs read an unquoted text as something else than text.
fn is_number(text: &str) -> bool {
    // Every text of every record comes by here; hardly one begins like this.
    let may_be =
        |first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.' | 't' | 'T' | 'f' | 'F');
    text.starts_with(may_be) && !schema::scalar(text).is_string()
}

impl FromNode for CaseId {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let wanted = Bilingual::new("sagens journalnummer", "the journal number of the case");
        let (text, plain) = reading.scalar(node, path, &wanted)?;
        match Self::parse(text) {
            Ok(_)
                if plain
                    && (is_number(text)
                        || text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')) =>
            {
                reading.fault(fault::unquoted_digits(path, node.place.clone()));
                None
            }
            Ok(id) => Some(id),
            Err(why) => {
                reading.fault(fault::bad_case_id(path, node.place.clone(), why));
                None
            }
        }
    }
}

/// A CPR number as written: whether it is one is for the check SAG-03 to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenCpr(pub Result<Cpr, super::cpr::CprFault>);

impl FromNode for WrittenCpr {
    fn from_node(node: &Node, path: &str, reading: &mut Reading) -> Option<Self> {
        let wanted = Bilingual::new("et CPR-nummer i anførselstegn", "a CPR number in quotation marks");
        let (text, plain) = reading.scalar(node, path, &wanted)?;
        let curly = text.starts_with(['“', '”', '„', '»', '«', '’', '‘']);
        if plain && (curly || text.bytes().all(|byte| byte.is_ascii_digit())) {
            reading.fault(fault::unquoted_digits(path, node.place.clone()));
            return None;
        }
        Some(Self(Cpr::parse(text)))
    }
}
