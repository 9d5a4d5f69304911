//! A record that is being made of a row: its keys in the record's own order, each with its value and where that came from.

use crate::case::describe::KeyDoc;

/// What stands at a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// `null`: that there is none, on purpose.
    Null,
    /// A text, a date, a number or a word.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
}

/// One step of a key path; `item` is the number in a list of maps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) key: &'static KeyDoc,
    pub(super) item: Option<usize>,
}

/// The keys of one map.
#[derive(Debug)]
pub(super) struct Branch {
    keys: &'static [KeyDoc],
    pub(super) entries: Vec<Entry>,
    /// How many of its keys a column is named for, and how many of those have a value.
    columns: usize,
    filled: usize,
}

/// A key with what stands at it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: &'static KeyDoc,
    pub(super) content: Content,
}

/// A value, or what holds others.
#[derive(Debug)]
pub(super) enum Content {
    /// A value, with the number of the mapping's entry that it comes from.
    Value(Value, usize),
    /// A map.
    Map(Branch),
    /// A list of maps, each with its number before any was left out.
    Items(Vec<(usize, Branch)>),
}

impl Branch {
    /// A map with none of these keys yet.
    pub(super) fn new(keys: &'static [KeyDoc]) -> Self {
        Self { keys, entries: Vec::new(), columns: 0, filled: 0 }
    }

    /// Puts a value at the end of a path, or notes that its column is empty. `column` says whether it comes from one.
    pub(super) fn put(&mut self, steps: &[Step], value: Option<Value>, source: usize, column: bool) {
        self.columns += usize::from(column);
        self.filled += usize::from(column && value.is_some());
        let Some((step, rest)) = steps.split_first() else { return };
        if rest.is_empty() && step.item.is_none() {
            if let Some(value) = value {
                self.entry(step.key, || Content::Value(value, source));
            }
            return;
        }
        let empty = || match step.item {
            Some(_) => Content::Items(Vec::new()),
            None => Content::Map(Self::new(step.key.keys)),
        };
        match (self.entry(step.key, empty), step.item) {
            (Content::Map(branch), None) => branch.put(rest, value, source, column),
            (Content::Items(items), Some(number)) => {
                let at = items.partition_point(|(own, _)| *own < number);
                if items.get(at).is_none_or(|(own, _)| *own != number) {
                    items.insert(at, (number, Self::new(step.key.keys)));
                }
                items[at].1.put(rest, value, source, column);
            }
            // The mapping has no key both as a value and as a map.
            _ => {}
        }
    }

    /// What stands at a key, made when it is not there; keys are kept in the record's order.
    fn entry(&mut self, key: &'static KeyDoc, make: impl FnOnce() -> Content) -> &mut Content {
        let rank = |key: &KeyDoc| self.keys.iter().position(|own| own.name == key.name);
        let own = rank(key);
        let at = self.entries.partition_point(|entry| rank(entry.key) < own);
        if self.entries.get(at).is_none_or(|entry| entry.key.name != key.name) {
            self.entries.insert(at, Entry { key, content: make() });
        }
        &mut self.entries[at].content
    }

    /// Leaves out every map whose columns are all empty, with the constants in it; and what has become empty by that.
    pub(super) fn prune(&mut self) {
        self.entries.retain_mut(|entry| match &mut entry.content {
            Content::Value(..) => true,
            Content::Map(branch) => branch.stays(),
            Content::Items(items) => {
                items.retain_mut(|(_, branch)| branch.stays());
                !items.is_empty()
            }
        });
    }

    fn stays(&mut self) -> bool {
        self.prune();
        let is_empty = self.columns > 0 && self.filled == 0;
        !is_empty && !self.entries.is_empty()
    }
}
