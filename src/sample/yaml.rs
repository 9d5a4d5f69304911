//! Writes a record as a person would: block style, plain where that is safe, the reasons as a block.

use std::fmt::Write as _;

/// A value of a record.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A word, a date or a number of ours, which needs no quotation marks.
    Word(String),
    /// A text; quoted where YAML would read it otherwise.
    Text(String),
    /// Paragraphs.
    Block(Vec<String>),
    /// Words on one line: `[a, b]`.
    Words(Vec<String>),
    /// Texts on one line, always quoted.
    Lines(Vec<String>),
    /// Items, each on its own line.
    List(Vec<Node>),
    /// Keys and values, in their order.
    Map(Map),
}

/// Keys and values in the order they were put in.
#[derive(Debug, Clone, Default)]
pub(super) struct Map(Vec<(&'static str, Node)>);

impl Map {
    /// Puts in a word, a date or a number.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "callers hand in words, dates and numbers as they have them"
    )]
    pub(super) fn word(&mut self, key: &'static str, word: impl ToString) -> &mut Self {
        self.put(key, Node::Word(word.to_string()))
    }

    /// Puts in a text.
    pub(super) fn text(&mut self, key: &'static str, text: impl Into<String>) -> &mut Self {
        self.put(key, Node::Text(text.into()))
    }

    /// Puts in words on one line.
    pub(super) fn words<S: ToString>(
        &mut self,
        key: &'static str,
        words: impl IntoIterator<Item = S>,
    ) -> &mut Self {
        self.put(key, Node::Words(words.into_iter().map(|word| word.to_string()).collect()))
    }

    /// Puts in any value.
    pub(super) fn put(&mut self, key: &'static str, node: Node) -> &mut Self {
        self.0.push((key, node));
        self
    }

    /// Puts in a map that `fill` fills.
    pub(super) fn map(&mut self, key: &'static str, fill: impl FnOnce(&mut Self)) -> &mut Self {
        let mut inner = Self::default();
        fill(&mut inner);
        self.put(key, Node::Map(inner))
    }

    /// The record's text, its parts set apart by empty lines before the keys in `apart`.
    pub(super) fn render(&self, apart: &[&str]) -> String {
        let mut text = String::new();
        for (key, node) in &self.0 {
            if apart.contains(key) {
                text.push('\n');
            }
            entry(&mut text, key, node, 0);
        }
        text
    }
}

/// A map that `fill` fills, as an item of a list.
pub(super) fn item(fill: impl FnOnce(&mut Map)) -> Node {
    let mut inner = Map::default();
    fill(&mut inner);
    Node::Map(inner)
}

fn entry(text: &mut String, key: &str, node: &Node, indent: usize) {
    let _ = write!(text, "{:indent$}{key}:", "");
    value(text, node, indent);
}

/// What follows a key or a dash at `indent`.
fn value(text: &mut String, node: &Node, indent: usize) {
    match node {
        Node::Word(word) => {
            let _ = writeln!(text, " {word}");
        }
        Node::Text(own) => {
            let _ = writeln!(text, " {}", scalar(own));
        }
        Node::Words(words) => {
            let _ = writeln!(text, " [{}]", words.join(", "));
        }
        Node::Lines(lines) => {
            let quoted: Vec<String> = lines.iter().map(|line| quoted(line)).collect();
            let _ = writeln!(text, " [{}]", quoted.join(", "));
        }
        Node::Block(paragraphs) => {
            text.push_str(" |\n");
            for (index, paragraph) in paragraphs.iter().enumerate() {
                if index > 0 {
                    text.push('\n');
                }
                let _ = writeln!(text, "{:width$}{paragraph}", "", width = indent + 2);
            }
        }
        Node::List(items) if items.is_empty() => text.push_str(" []\n"),
        Node::List(items) => {
            text.push('\n');
            for one in items {
                let _ = write!(text, "{:width$}-", "", width = indent + 2);
                match one {
                    Node::Map(map) => {
                        for (index, (key, node)) in map.0.iter().enumerate() {
                            if index == 0 {
                                let _ = write!(text, " {key}:");
                                value(text, node, indent + 4);
                            } else {
                                entry(text, key, node, indent + 4);
                            }
                        }
                    }
                    other => value(text, other, indent + 2),
                }
            }
        }
        Node::Map(map) => {
            text.push('\n');
            for (key, node) in &map.0 {
                entry(text, key, node, indent + 2);
            }
        }
    }
}

/// A text plain, if YAML reads it as the same text; otherwise in quotation marks.
fn scalar(text: &str) -> String {
    let begins_plainly = text.starts_with(char::is_alphabetic);
    let ends_plainly = !text.ends_with([' ', ':']);
    let words = ["true", "false", "null", "yes", "no", "on", "off"];
    let plain = begins_plainly && ends_plainly && !text.contains(": ") && !text.contains(" #");
    if plain && !words.contains(&text) { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::describe::record_keys;
    use crate::case::tree;

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let mut map = Map::default();
        let texts = ["du ser: alt", "34 gange", "\"sagt\" er sagt", "no", "a # b", "æøå, og: så", "- streg"];
        map.put("list", Node::List(texts.map(|text| Node::Text(text.to_owned())).to_vec()))
            .map("inner", |inner| {
                inner.word("day", "2026-01-02").put("lines", Node::Lines(vec!["Vej 1, st.".to_owned()]));
            })
            .put("items", Node::List(vec![item(|one| _ = one.text("a", "x").text("b", "y"))]))
            .put("reasoning", Node::Block(vec!["Et afsnit.".to_owned(), "Et til: med kolon.".to_owned()]));
        let parsed = tree::parse(&map.render(&["items"]), record_keys());
        assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
        let leaves = format!("{:?}", parsed.tree);
        for text in texts {
            assert!(leaves.contains(&format!("{text:?}")), "{text}");
        }
        assert!(leaves.contains("Et afsnit.\\n\\nEt til: med kolon."), "{leaves}");
    }
}
