//! The caseworker's own paragraphs: blank lines part paragraphs, `- ` begins an item, two spaces in front nest it once.

use serde::Serialize;

/// A paragraph or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Block {
    /// The text of a paragraph.
    pub(super) paragraph: Option<String>,
    /// The items of a list.
    pub(super) items: Vec<Item>,
    /// Whether a paragraph leads in to the list that follows it.
    pub(super) leads: bool,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Item {
    /// Its text.
    pub(super) text: String,
    /// The items under it.
    pub(super) items: Vec<String>,
}

enum Line<'t> {
    Blank,
    Item(&'t str),
    SubItem(&'t str),
    Text(&'t str),
}

/// Reads a text; lines that follow each other belong together.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut fresh = true;
    for line in text.lines() {
        match kind(line, blocks.last().filter(|_| !fresh)) {
            Line::Blank => fresh = true,
            Line::Item(text) => {
                let item = Item { text: text.to_owned(), items: Vec::new() };
                if let Some(Block { paragraph: None, items, .. }) = blocks.last_mut() {
                    items.push(item);
                } else {
                    if let Some(before) = blocks.last_mut() {
                        before.leads = true;
                    }
                    blocks.push(Block { paragraph: None, items: vec![item], leads: false });
                }
                fresh = false;
            }
            Line::SubItem(text) => {
                if let Some(item) = blocks.last_mut().and_then(|block| block.items.last_mut()) {
                    item.items.push(text.to_owned());
                }
                fresh = false;
            }
            Line::Text(text) => {
                match blocks.last_mut().filter(|_| !fresh) {
                    Some(block) => go_on(block, text),
                    None => blocks.push(Block {
                        paragraph: Some(text.to_owned()),
                        items: Vec::new(),
                        leads: false,
                    }),
                }
                fresh = false;
            }
        }
    }
    blocks
}

fn kind<'t>(line: &'t str, open: Option<&Block>) -> Line<'t> {
    let text = line.trim();
    let indented = line.starts_with("  ");
    match text.strip_prefix("- ").map(str::trim) {
        _ if text.is_empty() => Line::Blank,
        Some(item) if indented && open.is_some_and(|block| !block.items.is_empty()) => Line::SubItem(item),
        Some(item) => Line::Item(item),
        None => Line::Text(text),
    }
}

/// Adds a line to what stands last: the paragraph, the item or the item under it.
fn go_on(block: &mut Block, text: &str) {
    let last = match (&mut block.paragraph, block.items.last_mut()) {
        (Some(paragraph), _) => paragraph,
        (None, Some(item)) => item.items.last_mut().unwrap_or(&mut item.text),
        (None, None) => return,
    };
    last.push(' ');
    last.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        blocks(text)
            .iter()
            .map(|block| match &block.paragraph {
                Some(paragraph) => format!("P {paragraph}\n"),
                None => block.items.iter().fold(String::new(), |all, item| {
                    let subs: String = item.items.iter().map(|sub| format!("  S {sub}\n")).collect();
                    format!("{all}I {}\n{subs}", item.text)
                }),
            })
            .collect()
    }

    #[test]
    fn paragraphs_and_lists_of_two_levels_are_told_apart() {
        let text = "Først en tanke\nover to linjer.\n\n- et\n- to\n  over to linjer\n  - under to\n  - også under\n- tre\n\nSidst.";
        let expected = "P Først en tanke over to linjer.\nI et\nI to over to linjer\n  S under to\n  S også under\nI tre\nP Sidst.\n";
        assert_eq!(shown(text), expected);
    }

    #[test]
    fn a_list_may_follow_a_paragraph_at_once_and_a_dash_alone_is_text() {
        assert_eq!(shown("Vi så på:\n- søvn\n- uro"), "P Vi så på:\nI søvn\nI uro\n");
        assert_eq!(shown("-ikke en liste"), "P -ikke en liste\n");
    }
}
