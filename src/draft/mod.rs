//! What a caseworker begins with: a record with every key that a kind of decision needs, and a workspace around it.
//!
//! A draft names keys only; what each one is, and how it is written, comes from the record's declaration. What a kind
//! needs follows from the checks; `tests/it/drafts.rs` holds the two together from both sides.

mod needs;
mod workspace;

use std::collections::BTreeSet;
use std::fmt::Write as _;

pub use workspace::{SCHEMA, files, sample_files};

use crate::case::CaseId;
use crate::case::describe::{self, KeyDoc, Need};
use crate::case::record::{Ground, Occasion};
use needs::Entry;

/// How wide a comment may be, with its indent.
const COLUMNS: usize = 110;

/// The kinds of decision that a draft can be made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// All that was applied for.
    Grant,
    /// A part of it.
    PartialGrant,
    /// Nothing of it.
    Refusal,
    /// A follow-up after which the help goes on.
    Continue,
    /// A follow-up that changes the help.
    Change,
    /// A follow-up that ends the help.
    End,
    /// A follow-up that refuses an extension that was applied for.
    RefusedExtension,
}

/// What a draft is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    /// The kind of decision.
    pub kind: Kind,
    /// For a case that was applied for: whether it is a first decision, reopened, or sent back.
    pub occasion: Occasion,
    /// What decides, where one condition decides against the citizen.
    pub ground: Ground,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Grant,
        Self::PartialGrant,
        Self::Refusal,
        Self::Continue,
        Self::Change,
        Self::End,
        Self::RefusedExtension,
    ];

    /// Whether one condition decides, so that [`Draft::ground`] says which.
    pub fn has_ground(self) -> bool {
        matches!(self, Self::Refusal | Self::End | Self::RefusedExtension)
    }

    /// Whether it decides an application, so that the case may be reopened or sent back.
    pub fn may_be_reopened(self) -> bool {
        matches!(self, Self::Grant | Self::PartialGrant | Self::Refusal)
    }
}

/// The text of a draft: the modeline for editors, and every key with a comment that says what it is. `schema` is the way
/// to the schema's file from the record.
pub fn text(draft: Draft, case: &CaseId, schema: &str) -> String {
    let mut text = format!(
        "# yaml-language-server: $schema={schema}\n\
         # Skriv efter hvert kolon, der står tomt. `begrund check` siger, hvad der mangler, og hvad du skal skrive.\n\
         # Lad nøglerne (ordene før kolon) stå på engelsk, og lad linjerne stå så langt inde, som de gør.\n\
         # Linjer, der begynder med #, er kun til dig og kan slettes.\n"
    );
    let mut told = Told::new();
    for entry in needs::of(draft) {
        text.push('\n');
        write(&mut text, &entry, "", "", "", case, &mut told);
    }
    text
}

/// The forms that a draft has told already, so that it tells each in full once.
type Told = BTreeSet<&'static str>;

/// Writes an entry. `indent` stands before its lines, and `dash` before its key instead where it begins a list's item.
fn write(
    text: &mut String,
    entry: &Entry,
    above: &str,
    indent: &str,
    dash: &str,
    case: &CaseId,
    told: &mut Told,
) {
    let path = match above {
        "" => entry.name().to_owned(),
        above => format!("{above}.{}", entry.name()),
    };
    let lead = if dash.is_empty() { indent } else { dash };
    if let Some(doc) = describe::describe(&path) {
        comment(text, entry, doc, lead.trim_end_matches("- "), told);
    }
    let deeper = format!("{indent}  ");
    match entry {
        Entry::Case => {
            let _ = writeln!(text, "{lead}case: \"{case}\"");
        }
        Entry::Slot(name) => {
            let _ = writeln!(text, "{lead}{name}:");
        }
        Entry::Paragraphs(name) => {
            let _ = writeln!(text, "{lead}{name}: |");
        }
        Entry::Is(name, value) | Entry::Likely(name, value) => {
            let _ = writeln!(text, "{lead}{name}: {value}");
        }
        Entry::Map(name, entries) => {
            let _ = writeln!(text, "{lead}{name}:");
            for entry in entries {
                write(text, entry, &path, &deeper, "", case, told);
            }
        }
        Entry::Item(name, entries) => {
            let _ = writeln!(text, "{lead}{name}:");
            let (dash, inside) = (format!("{deeper}- "), format!("{deeper}  "));
            for (index, entry) in entries.iter().enumerate() {
                write(text, entry, &path, &inside, if index == 0 { &dash } else { "" }, case, told);
            }
        }
    }
}

/// The comment over a key: what it is; of one that is to be filled in also how it is written, the words to choose from,
/// and an example.
fn comment(text: &mut String, entry: &Entry, doc: &KeyDoc, indent: &str, forms: &mut Told) {
    if !matches!(entry, Entry::Slot(_) | Entry::Paragraphs(_) | Entry::Likely(..)) {
        wrapped(text, doc.what, indent);
        return;
    }
    let mut told = doc.what.to_owned();
    if !doc.form.is_empty() {
        told.push(' ');
        let short = brief(doc.form);
        if forms.insert(doc.form) || short.len() == doc.form.len() {
            told.push_str(doc.form);
        } else {
            told.push_str(short);
            told.push('.');
        }
    }
    if !doc.words.is_empty() {
        let words: Vec<String> =
            doc.words.iter().map(|word| format!("{} ({})", word.word, word.meaning)).collect();
        let _ = write!(told, " Vælg: {}.", words.join(", "));
    }
    if doc.need == Need::List && doc.keys.is_empty() {
        // A comma in a text would part it in `[a, b]`.
        told.push_str(" En liste: hver på sin linje efter »- «, eller [\"a\", \"b\"].");
    }
    wrapped(text, &told, indent);
    let example = doc.example.filter(|_| doc.words.is_empty() || doc.need == Need::List);
    match example {
        Some(example) if matches!(entry, Entry::Paragraphs(_)) => {
            let _ = writeln!(text, "{indent}# Eksempel: {}: |", doc.name);
            wrapped_in(text, example.trim_matches('"'), &format!("{indent}#  "));
        }
        Some(example) => wrapped(text, &format!("Eksempel: {}: {example}", doc.name), indent),
        None => {}
    }
}

/// A form that was told in full above: its first words, up to what they explain.
fn brief(form: &str) -> &str {
    let end = form
        .find("»: ")
        .map(|at| at + "»".len())
        .or_else(|| form.find("sætning: ").map(|at| at + "sætning".len()));
    let end = end.or_else(|| form.find(" med stort"));
    end.map_or(form, |end| &form[..end])
}

fn wrapped(text: &mut String, told: &str, indent: &str) {
    wrapped_in(text, told, &format!("{indent}#"));
}

/// The words on lines that each begin with `lead`.
fn wrapped_in(text: &mut String, told: &str, lead: &str) {
    let mut line = lead.to_owned();
    for word in told.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > COLUMNS {
            let _ = writeln!(text, "{line}");
            lead.clone_into(&mut line);
        }
        let _ = write!(line, " {word}");
    }
    let _ = writeln!(text, "{line}");
}
