//! A quality standard as a document: the municipality's words in its eight sections, the law word for word, and the fixed
//! words of `templates/layout/standard.typ`.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::layout::literal;
use super::prose::{Block, blocks};
use super::{ComposeError, Composer};
use crate::case::standard::{Sections, Standard};
use crate::config::Config;
use crate::danish;
use crate::law::Law;

impl Composer {
    /// A standard as a PDF for the municipality's website: PDF/A-2a and PDF/UA-1, in Danish.
    ///
    /// # Errors
    /// If the standard lacks something that a check should have found, or it cannot be typeset.
    pub fn standard(&self, standard: &Standard, law: &Law, config: &Config) -> Result<Vec<u8>, ComposeError> {
        let id = standard.id.as_ref().ok_or(ComposeError::Lacking("id"))?;
        let source = source(standard, law, config)?;
        self.document(source, &format!("standard-{}", id.as_str()))
    }
}

fn source(standard: &Standard, law: &Law, config: &Config) -> Result<String, ComposeError> {
    let lacking = ComposeError::Lacking;
    let name = standard.name.as_deref().ok_or(lacking("name"))?;
    let approved = standard.approved.as_ref().ok_or(lacking("approved"))?;
    let approved_on = approved.date.ok_or(lacking("approved.date"))?;
    let approved_by = approved.body.as_deref().ok_or(lacking("approved.body"))?;
    let valid = standard.valid.as_ref().ok_or(lacking("valid"))?;
    let from = valid.from.ok_or(lacking("valid.from"))?;
    let id = standard.provision.as_ref().ok_or(lacking("provision"))?;
    let provision = law.provision(id.as_str()).ok_or(lacking("provision"))?;
    let quote = provision.quote(from).ok_or(lacking("provision"))?;
    let act = law.act(&provision.act).ok_or(lacking("provision"))?;
    let consolidation = act.consolidation(from).ok_or(lacking("provision"))?;
    let sections = standard.sections.as_ref().ok_or(lacking("sections"))?;

    let mut source = String::from("#import \"/layout/standard.typ\": *\n");
    let _ = write!(
        source,
        "#show: quality-standard.with(title: {}, date: {})\n#masthead([Kvalitetsstandard], [= {}])\n",
        literal(name),
        datetime(approved_on),
        content(name),
    );
    let period = match valid.to {
        Some(to) => format!("Fra {}\ntil {}", danish::date(from), danish::date(to)),
        None => format!("Fra {},\ntil en ny bliver godkendt", danish::date(from)),
    };
    let facts = [
        ("1fr", "Gælder", period),
        ("1fr", "Lovgrundlag", danish::capitalised(provision.short())),
        ("1.1fr", "Godkendt", format!("{approved_by}\nden {}", danish::date(approved_on))),
    ];
    source.push_str("#particulars(\n");
    for (width, label, value) in facts {
        let _ = writeln!(source, "  (width: {width}, name: {}, value: {}),", literal(label), literal(&value));
    }
    source.push_str(")\n");
    if let Some(introduction) = &standard.introduction {
        let _ = writeln!(source, "#lead[\n{}]", prose(introduction));
    }
    source.push_str(&level(standard));
    let law_quote = format!(
        "#law-quote([{}], [#strong[{}] {}])\n\n",
        content(&format!("{}, {}", danish::capitalised(&act.title), consolidation.cited())),
        content(&format!("§ {}.", provision.section)),
        content(quote),
    );
    for (number, (heading, text)) in numbered(sections).into_iter().enumerate() {
        let number = number + 1;
        let quoted = if number == 1 { law_quote.as_str() } else { "" };
        let _ = writeln!(
            source,
            "#section([== {}], [\n{}{quoted}])",
            content(&format!("{number}. {heading}")),
            text.map(prose).unwrap_or_default(),
        );
    }
    source.push_str(&contact(config));
    Ok(source)
}

/// The eight sections under the headings that such standards have.
fn numbered(sections: &Sections) -> [(&'static str, Option<&str>); 8] {
    [
        ("Lovgrundlag", sections.legal_basis.as_deref()),
        ("Hvilke behov dækker indsatsen?", sections.needs.as_deref()),
        ("Formålet", sections.purpose.as_deref()),
        ("Målgruppen", sections.target_group.as_deref()),
        ("Hvad består hjælpen af?", sections.content.as_deref()),
        ("Leverandør", sections.provider.as_deref()),
        ("Opfølgning på indsatsen", sections.follow_up.as_deref()),
        ("Øvrige relevante oplysninger", sections.other_information.as_deref()),
    ]
}

/// The guiding level, and that it guides only: the words that make it lawful stand in every standard.
fn level(standard: &Standard) -> String {
    let mut points = String::new();
    for says in standard.levels.iter().filter_map(|level| level.says.as_deref()) {
        let _ = writeln!(points, "- {}", content(says));
    }
    if !points.is_empty() {
        points = format!("Som udgangspunkt kan du regne med\n{points}\n");
    }
    format!(
        "#level[\n== Standarden er vejledende\n{points}Vi afgør din sag efter en konkret og individuel vurdering. Standarden er et \
         udgangspunkt. Kræver dit behov noget andet eller mere, fraviger vi den.\n]\n"
    )
}

fn contact(config: &Config) -> String {
    let municipality = &config.municipality;
    format!(
        "#contact[\n== Vil du søge, eller har du spørgsmål?\nRing til os på {}, eller skriv til os i Digital Post. Du kan også læse mere på \
         #box[{}]. Du kan søge, selv om du er i tvivl om, hvorvidt du hører til målgruppen. Vi hjælper dig med ansøgningen.\n]\n",
        content(&municipality.phone.replace(' ', "\u{a0}")),
        content(&municipality.website),
    )
}

/// Paragraphs and lists as Typst markup, in which every text is a literal.
fn prose(text: &str) -> String {
    let mut markup = String::new();
    for Block { paragraph, items, .. } in blocks(text) {
        if let Some(paragraph) = paragraph {
            let _ = writeln!(markup, "{}", content(&paragraph));
        }
        for item in items {
            let _ = writeln!(markup, "- {}", content(&item.text));
            for sub in item.items {
                let _ = writeln!(markup, "  - {}", content(&sub));
            }
        }
        markup.push('\n');
    }
    markup
}

fn content(text: &str) -> String {
    format!("#{};", literal(text))
}

fn datetime(date: Date) -> String {
    format!("datetime(year: {}, month: {}, day: {})", date.year(), date.month(), date.day())
}
