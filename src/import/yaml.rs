//! A record as YAML that a person would have written: in the record's order, in quotation marks only where they are needed or
//! usual, long texts as blocks.

use std::fmt::Write as _;

use super::record::{Branch, Content, Value};
use crate::case::describe::{KeyDoc, Need};
use crate::case::schema::scalar;

/// How long a list on one line may be.
const LINE_CHARS: usize = 100;

/// A record as text, and which entry of the mapping each key path comes from.
pub(super) fn write(record: &Branch) -> (String, Vec<(String, usize)>) {
    let mut writer = Writer::default();
    for (index, entry) in record.entries.iter().enumerate() {
        let parted = index > 0 && (is_block(entry.key, &entry.content) || writer.after_block);
        if parted {
            writer.text.push('\n');
        }
        writer.after_block = is_block(entry.key, &entry.content);
        writer.entry(entry.key, &entry.content, "", "", "");
    }
    (writer.text, writer.origins)
}

fn is_block(key: &KeyDoc, content: &Content) -> bool {
    match content {
        Content::Value(Value::Text(text), _) => block(key, text).is_some(),
        Content::Value(..) => false,
        Content::Map(_) | Content::Items(_) => true,
    }
}

#[derive(Default)]
struct Writer {
    text: String,
    origins: Vec<(String, usize)>,
    after_block: bool,
}

impl Writer {
    /// Writes a key. `indent` stands before its lines, and `dash` instead where it begins a list's item.
    fn entry(&mut self, key: &'static KeyDoc, content: &Content, above: &str, indent: &str, dash: &str) {
        let name = key.name;
        let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        let lead = if dash.is_empty() { indent } else { dash };
        let deeper = format!("{indent}  ");
        match content {
            Content::Value(value, source) => {
                let written = match value {
                    Value::Null => " null\n".to_owned(),
                    Value::Text(text) => match block(key, text) {
                        Some(lines) => block_text(&lines, &deeper),
                        None => format!(" {}\n", quoted_where_needed(key, text, false)),
                    },
                    Value::List(items) => list(key, items, &deeper),
                };
                let _ = write!(self.text, "{lead}{name}:{written}");
                self.origins.push((path, *source));
            }
            Content::Map(branch) => {
                let _ = writeln!(self.text, "{lead}{name}:");
                for entry in &branch.entries {
                    self.entry(entry.key, &entry.content, &path, &deeper, "");
                }
            }
            Content::Items(items) => {
                let _ = writeln!(self.text, "{lead}{name}:");
                let (first, inside) = (format!("{deeper}- "), format!("{deeper}  "));
                for (number, (_, branch)) in items.iter().enumerate() {
                    let path = format!("{path}[{number}]");
                    for (index, entry) in branch.entries.iter().enumerate() {
                        let dash = if index == 0 { first.as_str() } else { "" };
                        self.entry(entry.key, &entry.content, &path, &inside, dash);
                    }
                }
            }
        }
    }
}

/// The lines of a text that is written as a block: the caseworker's paragraphs, where YAML's block can hold them as they are.
fn block<'t>(key: &KeyDoc, text: &'t str) -> Option<Vec<&'t str>> {
    let prose = key.form.contains('|');
    let plain = text.lines().all(|line| line.chars().all(is_printable));
    let begins = text.starts_with(|c: char| !c.is_whitespace());
    (prose && plain && begins).then(|| text.split('\n').collect())
}

fn block_text(lines: &[&str], indent: &str) -> String {
    let mut written = " |\n".to_owned();
    for line in lines {
        if !line.is_empty() {
            let _ = write!(written, "{indent}{line}");
        }
        written.push('\n');
    }
    written
}

fn list(key: &KeyDoc, items: &[String], indent: &str) -> String {
    let on_a_line: Vec<String> = items.iter().map(|item| quoted_where_needed(key, item, true)).collect();
    let line = format!(" [{}]\n", on_a_line.join(", "));
    if line.chars().count() <= LINE_CHARS {
        return line;
    }
    items.iter().fold("\n".to_owned(), |mut written, item| {
        let _ = writeln!(written, "{indent}- {}", quoted_where_needed(key, item, false));
        written
    })
}

/// A value as it is typed. Quotation marks stand where YAML would read something else, and where the example has them.
fn quoted_where_needed(key: &KeyDoc, text: &str, in_list: bool) -> String {
    let usual = key.example.is_some_and(|example| example.trim_start_matches('[').starts_with('"'));
    if !usual && is_plain(key, text, in_list) { text.to_owned() } else { quoted(text) }
}

fn is_plain(key: &KeyDoc, text: &str, in_list: bool) -> bool {
    let no_text = key.need == Need::Flag
        || key.words.iter().any(|word| word.word == text)
        || key.example.is_some_and(|example| !scalar(example).is_string());
    let word = scalar(text).is_string() || no_text;
    let reserved = matches!(text.to_lowercase().as_str(), "null" | "yes" | "no" | "on" | "off" | "y" | "n");
    let begins = text.starts_with(char::is_alphanumeric);
    let ends = !text.ends_with([':', ' ']);
    let signs = !text.contains(": ") && !text.contains(" #") && text.chars().all(is_printable);
    // In a list on one line these end the item.
    let listed = !in_list || !text.contains([',', '[', ']', '{', '}', ':', '"', '\'', '#']);
    word && !reserved && begins && ends && signs && listed
}

/// Whether YAML lets a character stand as itself, on its line.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        let code = u32::from(c);
        let _ = match c {
            '"' | '\\' => write!(quoted, "\\{c}"),
            '\n' => write!(quoted, "\\n"),
            '\t' => write!(quoted, "\\t"),
            c if is_printable(c) => write!(quoted, "{c}"),
            _ if code > 0xffff => write!(quoted, "\\U{code:08x}"),
            _ => write!(quoted, "\\u{code:04x}"),
        };
    }
    quoted.push('"');
    quoted
}
