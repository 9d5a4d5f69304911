//! YAML as it is written: a tree with the place of every key and value.
//!
//! A case record is plain YAML: maps, lists, text. Anchors, aliases, tags, merge keys and further documents are
//! faults. A syntax error does not end the reading where one character can be neutralised (a colon inside
//! unquoted text, a `@` or `%` at the start, a tab): the error is noted, the character replaced by one that
//! means nothing (a tab by two spaces), and the reading goes on, so that the rest of the faults come in the same run.

use std::collections::BTreeSet;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, Placement, ScalarStyle, ScanError};

use super::describe;
use super::fault::{self, ColonSlip, Fault};
use crate::diagnostic::Place;

/// The deepest nesting a record has is 7; what is deeper is no record.
const DEPTH_MAX: usize = 24;
/// How many characters are neutralised before the rest of a file is left unread.
const MENDS_MAX: usize = 25;
/// How many faults of the YAML itself are told; a file with more is no record.
const FAULTS_MAX: usize = 200;

/// A value with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands.
    pub place: Place,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Value {
    /// `key:` with nothing after it.
    Empty,
    /// `null` or `~`.
    Null,
    /// Text, exactly as written; numbers and dates are text too.
    Text {
        /// The text after YAML's own unescaping.
        text: String,
        /// Whether it stands without quotes on its line.
        plain: bool,
    },
    /// What a fault has been noted of already, such as an alias.
    Unread,
    /// A list.
    List(Vec<Node>),
    /// A map, in the order written.
    Map(Vec<Entry>),
}

/// A key and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// The place of the key.
    pub key_place: Place,
    /// The value.
    pub node: Node,
}

impl Node {
    /// The place of the value at `path` (`facts[0].dated`), or of the key of its nearest ancestor that is there.
    pub fn place_of(&self, path: &str) -> Place {
        let mut node = self;
        let mut place = Place { line: 1, column: 1, span: 0..0 };
        for step in steps(path) {
            let next = match (&node.value, step) {
                (Value::Map(entries), Step::Key(key)) => {
                    entries.iter().find(|entry| entry.key == key).map(|entry| {
                        let scalar = matches!(entry.node.value, Value::Text { .. } | Value::Null);
                        (&entry.node, if scalar { &entry.node.place } else { &entry.key_place })
                    })
                }
                (Value::List(items), Step::Index(index)) => items.get(index).map(|item| (item, &item.place)),
                _ => None,
            };
            let Some((found, at)) = next else { break };
            place = at.clone();
            node = found;
        }
        place
    }
}

impl Node {
    /// Writes `text` at the key path where nothing is written, in every item of the lists on the way.
    pub fn fill(&mut self, path: &str, text: &str) {
        let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        let place = self.place.clone();
        match &mut self.value {
            Value::List(items) => {
                for item in items {
                    item.fill(path, text);
                }
            }
            Value::Map(entries) => {
                let at = entries.iter().position(|entry| entry.key == key).unwrap_or_else(|| {
                    let node = Self { value: Value::Empty, place: place.clone() };
                    entries.push(Entry { key: key.to_owned(), key_place: place.clone(), node });
                    entries.len() - 1
                });
                let node = &mut entries[at].node;
                match rest {
                    Some(rest) => {
                        if matches!(node.value, Value::Empty | Value::Null) {
                            node.value = Value::Map(Vec::new());
                        }
                        node.fill(rest, text);
                    }
                    None if matches!(node.value, Value::Empty | Value::Null | Value::Unread) => {
                        node.value = Value::Text { text: text.to_owned(), plain: false };
                    }
                    None => {}
                }
            }
            _ => {}
        }
    }

    /// Every text that is written, with its key path and place, in the order written.
    pub fn leaves(&self) -> Vec<(String, &str, &Place)> {
        let mut leaves = Vec::new();
        self.gather_leaves("", &mut leaves);
        leaves
    }

    fn gather_leaves<'n>(&'n self, path: &str, leaves: &mut Vec<(String, &'n str, &'n Place)>) {
        match &self.value {
            Value::Text { text, .. } => leaves.push((path.to_owned(), text, &self.place)),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    item.gather_leaves(&format!("{path}[{index}]"), leaves);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    let dot = if path.is_empty() { "" } else { "." };
                    entry.node.gather_leaves(&format!("{path}{dot}{}", entry.key), leaves);
                }
            }
            Value::Empty | Value::Null | Value::Unread => {}
        }
    }
}

enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split('.').flat_map(|segment| {
        let mut parts = segment.split('[');
        let key = parts.next().filter(|key| !key.is_empty()).map(Step::Key);
        let indexes = parts.filter_map(|part| part.trim_end_matches(']').parse().ok().map(Step::Index));
        key.into_iter().chain(indexes)
    })
}

/// What came of parsing.
#[derive(Debug)]
pub struct Parsed {
    /// The tree; `None` where the file could not be parsed to its end.
    pub tree: Option<Node>,
    /// The faults of the YAML itself.
    pub faults: Vec<Fault>,
    /// The ends (in bytes) of unquoted text that one space and a `#` follow: probably a text cut short.
    pub cut_at: Vec<usize>,
}

/// Parses `source`.
pub fn parse(source: &str) -> Parsed {
    let mut mended = Mended { text: source.to_owned(), inserted: Vec::new() };
    let mut faults = Vec::new();
    loop {
        let mut builder = Builder::new(source);
        match builder.run(&mended) {
            Ok(()) => {
                faults.append(&mut builder.faults);
                return Parsed { tree: builder.root, faults, cut_at: builder.cut_at };
            }
            Err(error) => {
                if faults.len() < MENDS_MAX
                    && let Some((place, key, slip)) = mended.mend_colon(&error)
                {
                    faults.push(fault::colon_slip(place, &key, slip));
                    continue;
                }
                let tabs = if is_tab(&error) { mended.expand_tabs() } else { Vec::new() };
                match tabs.as_slice() {
                    [] => faults.push(told(&error, mended.place_of_error(&error, source), source)),
                    tabs => faults.extend(
                        tabs.iter()
                            .take(MENDS_MAX)
                            .map(|tab| fault::syntax(error.kind(), place_at(source, *tab..tab + 1), None)),
                    ),
                }
                let goes_on = !tabs.is_empty() || mended.neutralise(&error);
                if !goes_on || faults.len() >= MENDS_MAX {
                    faults.append(&mut builder.faults);
                    return Parsed { tree: None, faults, cut_at: Vec::new() };
                }
            }
        }
    }
}

/// The fault of an error, with the mended line where one can be told.
fn told(error: &ScanError, place: Place, source: &str) -> Fault {
    let line = source.lines().nth(place.line.saturating_sub(1)).unwrap_or_default();
    let quotable =
        matches!(error.kind(), ErrorKind::MappingValueNotAllowed | ErrorKind::UnexpectedCharacter { .. });
    let mended = quoted(line).filter(|_| quotable);
    fault::syntax(error.kind(), place, mended)
}

/// A slip of the pen at the colon of a known key in `line`: the key's bytes, what is wrong, and where what is missing goes.
fn colon_slip(line: &str) -> Option<(Range<usize>, ColonSlip, usize)> {
    let trimmed = line.trim_start_matches([' ', '-']);
    let start = line.len() - trimmed.len();
    let word = trimmed.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map(|end| &trimmed[..end])?;
    let end = start + word.len();
    let mut rest = line[end..].chars();
    let slip = match (rest.next(), rest.next()) {
        (Some(':'), Some(next)) if !next.is_whitespace() => (ColonSlip::NoSpace, end + 1),
        (Some(' '), Some(_)) if !line.contains(": ") && !line.trim_end().ends_with(':') => {
            (ColonSlip::NoColon, end)
        }
        _ => return None,
    };
    describe::is_key(word).then_some((start..end, slip.0, slip.1))
}

/// The line with its value in quotation marks, if it is a key with an unquoted text.
fn quoted(line: &str) -> Option<String> {
    let (key, value) = line.trim_start_matches([' ', '-']).split_once(": ")?;
    let value = value.split(" #").next().unwrap_or(value).trim();
    let plain = !value.is_empty() && !value.starts_with(['"', '\'', '{', '[']);
    plain.then(|| format!("{key}: \"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// The source with characters neutralised. Places in it are told as places in the source.
struct Mended {
    text: String,
    /// Where a byte stands that the source has not, in order.
    inserted: Vec<usize>,
}

impl Mended {
    /// The place in the source of what stands at `line`, `column` (from 1) and `span` here.
    fn place(&self, line: usize, column: usize, span: Range<usize>) -> Place {
        if self.inserted.is_empty() {
            return Place { line, column, span };
        }
        let before = |at: usize| self.inserted.partition_point(|own| *own < at);
        let line_start = self.text.get(..span.start).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
        let column = column - (before(span.start) - before(line_start)).min(column - 1);
        Place { line, column, span: span.start - before(span.start)..span.end - before(span.end) }
    }

    fn place_of_error(&self, error: &ScanError, source: &str) -> Place {
        let marker = error.marker();
        let start = marker.byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let mut place = self.place(marker.line(), marker.col() + 1, start..start);
        let next = source.get(place.span.start..).and_then(|rest| rest.chars().next());
        place.span.end += next.filter(|c| *c != '\n').map_or(0, char::len_utf8);
        place
    }

    /// Makes two spaces of every tab that a line is indented with, all at once: the parser does not always name the tab
    /// that it minds. Of each line the place of its first tab in the source is returned.
    fn expand_tabs(&mut self) -> Vec<usize> {
        let mut expanded = String::with_capacity(self.text.len());
        let mut tabs = Vec::new();
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            let (indent, rest) = line.split_at(indent);
            tabs.extend(indent.find('\t').map(|at| start + at));
            for byte in indent.bytes() {
                expanded.push(' ');
                if byte == b'\t' {
                    self.inserted.push(expanded.len());
                    expanded.push(' ');
                }
            }
            expanded.push_str(rest);
            start += line.len();
        }
        self.text = expanded;
        tabs
    }

    /// Puts in the space after a known key's colon, or the colon, that is missing on the line of an error or the one above,
    /// where YAML notices it late. The key's place in the source, its name, and what was wrong.
    fn mend_colon(&mut self, error: &ScanError) -> Option<(Place, String, ColonSlip)> {
        let noticed = matches!(
            error.kind(),
            ErrorKind::SimpleKeyExpected
                | ErrorKind::ExpectedBlockMappingKey
                | ErrorKind::InvalidIndentation
                | ErrorKind::MappingValueNotAllowed
                | ErrorKind::InvalidColonPlacement
        );
        // Tabs would move what is put in here when they are expanded.
        if !noticed || self.text.contains('\t') {
            return None;
        }
        let line = error.marker().line();
        [line, line.saturating_sub(1)].into_iter().filter(|line| *line > 0).find_map(|number| {
            let start: usize = self.text.split_inclusive('\n').take(number - 1).map(str::len).sum();
            let text = self.text.get(start..)?.lines().next()?;
            let (key, slip, missing) = colon_slip(text)?;
            let column = text[..key.start].chars().count() + 1;
            let name = text[key.clone()].to_owned();
            let place = self.place(number, column, start + key.start..start + key.end);
            let at = start + missing;
            self.text.insert(at, if slip == ColonSlip::NoColon { ':' } else { ' ' });
            let later = self.inserted.partition_point(|own| *own <= at);
            self.inserted.iter_mut().skip(later).for_each(|own| *own += 1);
            self.inserted.insert(later, at);
            Some((place, name, slip))
        })
    }

    /// Replaces the offending character by one that YAML gives no meaning; `false` where that is not known to help.
    fn neutralise(&mut self, error: &ScanError) -> bool {
        let at = error.marker().byte_offset().unwrap_or(self.text.len());
        match error.kind() {
            ErrorKind::MappingValueNotAllowed | ErrorKind::UnexpectedCharacter { .. } => {
                let one_byte =
                    self.text.as_bytes().get(at).is_some_and(|byte| byte.is_ascii() && *byte != b'\n');
                if one_byte {
                    self.text.replace_range(at..=at, "x");
                }
                one_byte
            }
            _ => false,
        }
    }
}

fn is_tab(error: &ScanError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
    )
}

/// A collection that is still open.
enum Open {
    List(Vec<Node>, Place),
    Map(OpenMap),
}

/// A map that is still open.
struct OpenMap {
    entries: Vec<Entry>,
    seen: BTreeSet<String>,
    /// The key whose value comes next; without a name where the key itself cannot be read.
    key: Option<(Option<String>, Place)>,
    place: Place,
}

struct Builder<'s> {
    source: &'s str,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    faults: Vec<Fault>,
    last_plain_end: Option<usize>,
    cut_at: Vec<usize>,
}

impl<'s> Builder<'s> {
    fn new(source: &'s str) -> Self {
        Self {
            source,
            open: Vec::new(),
            root: None,
            documents: 0,
            faults: Vec::new(),
            last_plain_end: None,
            cut_at: Vec::new(),
        }
    }

    fn run(&mut self, mended: &Mended) -> Result<(), ScanError> {
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            flow_nesting_limit: DEPTH_MAX,
            block_nesting_limit: DEPTH_MAX,
        };
        for event in Parser::new_from_str_with_options(&mended.text, options) {
            let (event, span) = event?;
            self.faults.truncate(FAULTS_MAX);
            let bytes = span.byte_range().unwrap_or(0..0);
            self.event(event, mended.place(span.start.line(), span.start.col() + 1, bytes));
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, place: Place) {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents == 2 {
                    self.faults.push(fault::unwanted_yaml(
                        "et dokument til (---)",
                        "a second document (---)",
                        place,
                    ));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.no_extras(anchor, tag.is_some(), &place);
                self.scalar(text.into_owned(), style, place);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.no_extras(anchor, tag.is_some(), &place);
                self.open.push(Open::List(Vec::new(), place));
            }
            Event::MappingStart(_, anchor, tag) => {
                self.no_extras(anchor, tag.is_some(), &place);
                self.open.push(Open::Map(OpenMap {
                    entries: Vec::new(),
                    seen: BTreeSet::new(),
                    key: None,
                    place,
                }));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.faults.push(fault::unwanted_yaml(
                    "en henvisning (*navn)",
                    "an alias (*name)",
                    place.clone(),
                ));
                self.add(Node { value: Value::Unread, place });
            }
            Event::Comment(_, placement) => self.comment(placement, &place),
            _ => {}
        }
    }

    fn no_extras(&mut self, anchor: usize, tag: bool, place: &Place) {
        if anchor > 0 {
            self.faults.push(fault::unwanted_yaml("et anker (&navn)", "an anchor (&name)", place.clone()));
        }
        if tag {
            self.faults.push(fault::unwanted_yaml("et typemærke (!navn)", "a tag (!name)", place.clone()));
        }
    }

    fn comment(&mut self, placement: Placement, place: &Place) {
        let Some(end) = self.last_plain_end.take().filter(|_| placement == Placement::Right) else { return };
        if place.span.start == end + 1 && self.source.as_bytes().get(end) == Some(&b' ') {
            self.cut_at.push(end);
        }
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, place: Place) {
        let plain = style == ScalarStyle::Plain;
        self.last_plain_end = (plain && !place.span.is_empty()).then_some(place.span.end);
        let value = match (plain, place.span.is_empty(), text.as_str()) {
            (true, true, _) => Value::Empty,
            (true, _, "null" | "~" | "Null" | "NULL") => Value::Null,
            _ => Value::Text { text, plain },
        };
        self.add(Node { value, place });
    }

    fn close(&mut self) {
        let node = match self.open.pop() {
            Some(Open::List(items, place)) => Node { value: Value::List(items), place },
            Some(Open::Map(OpenMap { entries, place, .. })) => Node { value: Value::Map(entries), place },
            None => return,
        };
        self.add(node);
    }

    fn add(&mut self, node: Node) {
        match self.open.last_mut() {
            None if self.root.is_none() => self.root = Some(node),
            None => {}
            Some(Open::List(items, _)) => items.push(node),
            Some(Open::Map(OpenMap { entries, key, .. })) if key.is_some() => {
                if let Some((Some(key), key_place)) = key.take() {
                    entries.push(Entry { key, key_place, node });
                }
            }
            Some(Open::Map(map)) => {
                let key = key(node.value, &node.place);
                let twice = key.as_ref().is_ok_and(|key| !map.seen.insert(key.clone()));
                if twice {
                    let first =
                        map.entries.iter().find(|entry| key.as_ref().is_ok_and(|key| entry.key == *key));
                    let line = first.map_or(node.place.line, |entry| entry.key_place.line);
                    self.faults.push(fault::duplicate_key(node.place.clone(), line));
                }
                map.key = Some((key.map_err(|fault| self.faults.push(fault)).ok(), node.place));
            }
        }
    }
}

/// The name of a key.
fn key(value: Value, place: &Place) -> Result<String, Fault> {
    match value {
        Value::Text { text, .. } if text == "<<" => {
            Err(fault::unwanted_yaml("en fletning (<<)", "a merge key (<<)", place.clone()))
        }
        Value::Text { text, .. } => Ok(text),
        Value::Null => Ok("null".to_owned()),
        _ => Err(fault::unwanted_yaml(
            "en nøgle, der ikke er et ord",
            "a key that is not a word",
            place.clone(),
        )),
    }
}

/// The place of `span` in `source`, for faults that are found before parsing.
pub(crate) fn place_at(source: &str, span: Range<usize>) -> Place {
    let before = &source[..span.start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Place { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1, span }
}
