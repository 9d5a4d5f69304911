//! YAML as it is written: a tree with the place of every key and value.
//!
//! A case record is plain YAML: maps, lists, text. Anchors, aliases, tags, merge keys and further documents are
//! faults. A syntax error does not end the reading where what was meant can be told: `mend` notes the slip, puts it right in a
//! copy, and the reading goes on, so that the rest of the faults come in the same run.

use std::collections::BTreeSet;
use std::ops::Range;

use granit_parser::{Event, Parser, Placement, ScalarStyle, ScanError};

use super::describe::KeyDoc;
use super::fault::{self, Fault};
use super::mend::{MENDS_MAX, Mended};
use crate::diagnostic::Place;

/// The deepest nesting a record has is 7; what is deeper is no record.
const DEPTH_MAX: usize = 24;
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
                        // A block with nothing in it is placed by YAML where the next key begins.
                        let scalar = match &entry.node.value {
                            Value::Text { text, .. } => !text.trim().is_empty(),
                            value => matches!(value, Value::Null),
                        };
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

/// Parses `source`, which has the keys `known` at its top; they tell what a slip of the pen was meant for.
pub fn parse(source: &str, known: &'static [KeyDoc]) -> Parsed {
    let (mut mended, mut faults) = Mended::new(source, known);
    loop {
        let mut builder = Builder::new(source);
        match builder.run(&mended) {
            Ok(()) => {
                faults.append(&mut builder.faults);
                return Parsed { tree: builder.root, faults, cut_at: builder.cut_at };
            }
            Err(error) => {
                let (told, goes_on) = mended.mend(&error);
                faults.extend(told);
                if !goes_on || faults.len() >= MENDS_MAX {
                    faults.append(&mut builder.faults);
                    return Parsed { tree: None, faults, cut_at: Vec::new() };
                }
            }
        }
    }
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

    fn run(&mut self, mended: &Mended<'_>) -> Result<(), ScanError> {
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
