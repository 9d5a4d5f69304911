//! `begrund rules`: the checks explained, from the same declarations that the checks run by.

use std::fmt::Write as _;

use serde_json::json;

use super::args::{Args, Format};
use super::examples::{Example, Examples};
use super::exit::Exit;
use super::failure::Failure;
use crate::case::describe::{KeyDoc, describe};
use crate::case::fault;
use crate::check::{Check, Polarity, RULES, Scope, UNCHECKED, Unchecked, WordingRules};
use crate::diagnostic::{Bilingual, Finding, Lang, RuleNote, Severity};
use crate::import;
use crate::pack::{Pack, PackError};
use crate::pipeline::Workspace;

/// A rule as it is shown, from wherever it is declared.
#[derive(Debug)]
struct Shown {
    code: String,
    severity: Severity,
    what: Bilingual,
    why: Option<Bilingual>,
    mend: Option<Bilingual>,
    source: String,
    how: Bilingual,
    violates: Vec<String>,
    satisfies: Vec<String>,
}

impl Shown {
    /// Examples from the fixtures. Wording rules bring examples of their own.
    fn examples(&self) -> Examples {
        if self.violates.is_empty() && self.satisfies.is_empty() {
            Examples::of(&self.code)
        } else {
            Examples::default()
        }
    }
}

/// A code as it is written, from what may be typed for it: `sag-8`, `SAG 08`, `sag08`.
fn whole(typed: &str) -> String {
    let letters: String = typed.chars().filter(char::is_ascii_alphabetic).collect();
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    if letters.len() == 3 && !digits.is_empty() {
        format!("{}-{digits:0>2}", letters.to_ascii_uppercase())
    } else {
        typed.to_owned()
    }
}

pub(super) fn run(args: &Args, code: Option<&str>) -> Result<Exit, Failure> {
    // The rules can be read without a workspace; with one, its own pack's rules are shown.
    let rules = match Workspace::load(&args.workspace) {
        Ok(workspace) => all(&workspace.wording),
        Err(_) => all(&WordingRules::load(&Pack::built_in())?),
    };
    let lang = args.lang.into();
    let code = code.map(whole);
    let code = code.as_deref();
    let chosen: Vec<&Shown> =
        rules.iter().filter(|rule| code.is_none_or(|code| rule.code.eq_ignore_ascii_case(code))).collect();
    if chosen.is_empty() {
        let unchecked =
            code.and_then(|code| UNCHECKED.iter().find(|one| one.code.eq_ignore_ascii_case(code)));
        if let Some(unchecked) = unchecked {
            tell_unchecked(unchecked, args.format, lang);
            return Ok(Exit::Done);
        }
        let hint = Bilingual::new("`begrund rules` viser dem alle.", "`begrund rules` lists them all.");
        let code = code.unwrap_or_default();
        return Err(Failure::new(
            Exit::Unusable,
            Bilingual::new(format!("der er ingen regel `{code}`"), format!("there is no rule `{code}`")),
            hint,
        ));
    }
    if args.format == Format::Json {
        let list: Vec<_> = chosen.iter().map(|rule| as_json(rule)).collect();
        println!("{}", serde_json::to_string_pretty(&list).unwrap_or_default());
    } else if code.is_some() {
        for rule in chosen {
            print!("{}", explained(rule, lang));
        }
    } else {
        for rule in chosen {
            println!("{:7} {:9} {}", rule.code, rule.severity.word(lang), rule.what.in_lang(lang));
        }
    }
    Ok(Exit::Done)
}

/// Every rule of a run, to tell of it beside the findings.
#[derive(Debug)]
pub(super) struct Catalogue(Vec<Shown>);

impl Catalogue {
    pub(super) fn new(wording: &WordingRules) -> Self {
        Self(all(wording))
    }

    /// The rules as other programs are told of them.
    pub(super) fn notes(&self) -> Vec<RuleNote<'_>> {
        let notes = self.0.iter().map(|rule| RuleNote {
            code: &rule.code,
            severity: rule.severity,
            what: &rule.what,
            why: rule.why.as_ref(),
            source: &rule.source,
        });
        notes.collect()
    }

    /// What `--explain` adds to a finding: the law of a finding's rule, unless it was told for this file already, and an example of what to write.
    pub(super) fn of(&self, finding: &Finding, first: bool, lang: Lang) -> String {
        let (why, source, example) = match lang {
            Lang::Da => ("hvorfor", "kilde", "eksempel"),
            Lang::En => ("why", "source", "example"),
        };
        let mut text = String::new();
        let rule = self.0.iter().find(|rule| rule.code == finding.code);
        if let Some(rule) = rule.filter(|_| first) {
            if let Some(reason) = &rule.why {
                let _ = writeln!(text, "    {why}: {}", reason.in_lang(lang));
            }
            let _ = writeln!(text, "    {source}: {}", rule.source);
        }
        let written = rule.and_then(|rule| rule.satisfies.first()).map(|kept| format!("»{kept}«"));
        let typed = || describe(&finding.path).and_then(KeyDoc::typed).map(|typed| format!("`{typed}`"));
        if let Some(shown) = written.or_else(typed) {
            let _ = writeln!(text, "    {example}: {shown}");
        }
        text
    }
}

fn all(wording: &WordingRules) -> Vec<Shown> {
    let of_files = |codes: &'static [(&str, Bilingual)], source: &'static str, how: Bilingual| {
        codes.iter().map(move |(code, what)| Shown {
            code: (*code).to_owned(),
            severity: Severity::Error,
            what: what.clone(),
            why: None,
            mend: None,
            source: source.to_owned(),
            how: how.clone(),
            violates: Vec::new(),
            satisfies: Vec::new(),
        })
    };
    let reading = of_files(
        fault::CODES,
        "docs/case-record.md",
        Bilingual::new("Når filen bliver læst.", "When the file is read."),
    );
    let importing = of_files(
        import::CODES,
        "docs/import.md",
        Bilingual::new(
            "Når et udtræk bliver til sager (`begrund import`).",
            "When an export becomes records (`begrund import`).",
        ),
    );
    let structural = RULES.iter().map(|rule| Shown {
        code: rule.code.to_owned(),
        severity: rule.severity,
        what: rule.what.clone(),
        why: Some(rule.why.clone()),
        mend: None,
        source: rule.source.to_owned(),
        how: match rule.check {
            Check::Record(_) => Bilingual::new("I sagens fil.", "In the record."),
            Check::Letter(_) => Bilingual::new("I det færdige brev.", "In the finished letter."),
            Check::RecordAndLetter(..) => Bilingual::new(
                "I sagens fil og i det færdige brev.",
                "In the record and in the finished letter.",
            ),
            Check::Set => Bilingual::new(
                "I alle sager i kørslen, holdt op mod hinanden.",
                "In all cases of the run, held against each other.",
            ),
            Check::Standard(_) => Bilingual::new("I en kvalitetsstandard.", "In a quality standard."),
            Check::Construction(ref kept) => Bilingual::new(
                format!("Holdt af programmets opbygning: {}.", kept.da),
                format!("Kept by how the program is built: {}.", kept.en),
            ),
        },
        violates: Vec::new(),
        satisfies: Vec::new(),
    });
    let words = wording.iter().map(|rule| Shown {
        code: rule.code.clone(),
        severity: rule.severity,
        what: rule.what.clone(),
        why: Some(rule.why.clone()),
        mend: Some(rule.mend.clone()),
        source: rule.source.clone(),
        how: scope(rule.scope, rule.polarity),
        violates: rule.violates.clone(),
        satisfies: rule.satisfies.clone(),
    });
    let mut rules: Vec<Shown> = reading.chain(importing).chain(structural).chain(words).collect();
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    rules
}

fn scope(scope: Scope, polarity: Polarity) -> Bilingual {
    let (da, en) = match scope {
        Scope::Text => ("i sagens tekster".to_owned(), "in the record's texts".to_owned()),
        Scope::Core => ("i begrundelsen og vurderingen".to_owned(), "in reasoning and assessment".to_owned()),
        Scope::Letter => ("i det færdige brev".to_owned(), "in the finished letter".to_owned()),
        Scope::Standard => ("i en kvalitetsstandard".to_owned(), "in a quality standard".to_owned()),
        Scope::Part(part) => (format!("i brevets del `{part}`"), format!("in the letter's part `{part}`")),
    };
    match polarity {
        Polarity::Forbidden => {
            Bilingual::new(format!("Ord, der ikke må stå {da}."), format!("Words that may not stand {en}."))
        }
        Polarity::Required => {
            Bilingual::new(format!("Ord, der skal stå {da}."), format!("Words that must stand {en}."))
        }
    }
}

fn explained(rule: &Shown, lang: Lang) -> String {
    let labels = match lang {
        Lang::Da => ["Hvorfor", "Hvor", "Kilde", "Sådan", "Bryder reglen", "Holder reglen"],
        Lang::En => ["Why", "Where", "Source", "Mend", "Breaks it", "Keeps it"],
    };
    let mut text = format!("{} · {}\n{}\n", rule.code, rule.severity.word(lang), rule.what.in_lang(lang));
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "\n{label}: {value}");
    };
    if let Some(why) = &rule.why {
        line(labels[0], why.in_lang(lang));
    }
    line(labels[1], rule.how.in_lang(lang));
    line(labels[2], &rule.source);
    if let Some(mend) = &rule.mend {
        line(labels[3], mend.in_lang(lang));
    }
    for example in &rule.violates {
        line(labels[4], &format!("»{example}«"));
    }
    for example in &rule.satisfies {
        line(labels[5], &format!("»{example}«"));
    }
    let Examples { breaks, keeps } = rule.examples();
    if let Some(breaks) = breaks {
        line(labels[4], &changed(&breaks, lang));
        for told in &breaks.told {
            line(labels[3], told.in_lang(lang));
        }
    }
    if let Some(keeps) = keeps {
        line(labels[5], &changed(&keeps, lang));
    }
    text.push('\n');
    text
}

/// An example with its changed lines under it, set in.
fn changed(example: &Example, lang: Lang) -> String {
    let hunks: Vec<String> = example.hunks().iter().map(|line| format!("\n    {line}")).collect();
    format!("{}{}", example.head(lang), hunks.concat())
}

fn tell_unchecked(unchecked: &Unchecked, format: Format, lang: Lang) {
    if format == Format::Json {
        let told = json!([{
            "code": unchecked.code,
            "checked": false,
            "what": unchecked.what,
            "because": unchecked.because,
            "source": unchecked.source,
        }]);
        println!("{}", serde_json::to_string_pretty(&told).unwrap_or_default());
        return;
    }
    let (no, because, source) = match lang {
        Lang::Da => ("kontrolleres ikke", "Hvorfor ikke", "Kilde"),
        Lang::En => ("not checked", "Why not", "Source"),
    };
    println!("{} · {no}\n{}\n", unchecked.code, unchecked.what.in_lang(lang));
    println!("{because}: {}\n\n{source}: {}\n", unchecked.because.in_lang(lang), unchecked.source);
}

fn as_json(rule: &Shown) -> serde_json::Value {
    let Examples { breaks, keeps } = rule.examples();
    json!({
        "code": rule.code,
        "severity": rule.severity,
        "what": rule.what,
        "why": rule.why,
        "where": rule.how,
        "source": rule.source,
        "mend": rule.mend,
        "violates": rule.violates,
        "satisfies": rule.satisfies,
        "breaks": breaks,
        "keeps": keeps,
    })
}

/// `docs/rules.md`.
pub(super) fn document() -> Result<String, PackError> {
    let rules = all(&WordingRules::load(&Pack::built_in())?);
    let mut text = String::from(
        "# The checks\n\n\
         Written by begrund itself; a test keeps it in step. FEJL (ERROR) holds the letter; ADVARSEL (WARNING) lets it be made,\n\
         and is for the person who approves it to weigh; INFO is listed. `begrund rules CODE` tells the same, in Danish or English.\n\
         A finding shows that something is missing or forbidden. No check can show that an assessment is right.\n\n\
         | code | weight | what must be so | where | source |\n|---|---|---|---|---|\n",
    );
    let cell = |words: &str| words.replace('|', "\\|");
    for rule in &rules {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} |",
            rule.code,
            rule.severity.word(Lang::Da),
            cell(rule.what.in_lang(Lang::En)),
            cell(rule.how.in_lang(Lang::En)),
            cell(&rule.source),
        );
    }
    text.push_str(
        "\n## Not checked\n\n\
         What the law demands and begrund cannot see. A person must look.\n\n\
         | code | what must be so | why it is not checked | source |\n|---|---|---|---|\n",
    );
    for Unchecked { code, what, because, source } in UNCHECKED {
        let (what, because) = (cell(what.in_lang(Lang::En)), cell(because.in_lang(Lang::En)));
        let _ = writeln!(text, "| {code} | {what} | {because} | {} |", cell(source));
    }
    text.push_str(
        "\n## One by one\n\n\
         What breaks a rule and what keeps it are cases that begrund is tried on: a sample of `cases/` with lines taken out (`-`) and\n\
         put in (`+`), or texts. The people in them are invented.\n",
    );
    let mut before = "";
    for rule in &rules {
        if rule.code != before {
            let _ = writeln!(text, "\n### {}", rule.code);
        }
        before = &rule.code;
        section(&mut text, rule);
    }
    Ok(text)
}

/// A rule of `docs/rules.md`.
fn section(text: &mut String, rule: &Shown) {
    let _ = writeln!(text, "\n**{}** {}\n", rule.severity.word(Lang::Da), rule.what.in_lang(Lang::En));
    if let Some(why) = &rule.why {
        let _ = writeln!(text, "- Why: {}", why.in_lang(Lang::En));
    }
    let _ = writeln!(text, "- Source: {}", rule.source);
    for example in &rule.violates {
        let _ = writeln!(text, "- Breaks it: »{example}«");
    }
    for example in &rule.satisfies {
        let _ = writeln!(text, "- Keeps it: »{example}«");
    }
    if let Some(mend) = &rule.mend {
        let _ = writeln!(text, "- Mend: {}", mend.in_lang(Lang::En));
    }
    let Examples { breaks, keeps } = rule.examples();
    let mut example = |label: &str, example: &Example| {
        let hunks = example.hunks();
        let _ = writeln!(text, "- {label}: {}", example.head(Lang::En));
        if !hunks.is_empty() {
            let lines: Vec<String> =
                hunks.iter().map(|line| format!("  {line}").trim_end().to_owned()).collect();
            let _ = writeln!(text, "  ```diff\n{}\n  ```", lines.join("\n"));
        }
        for told in &example.told {
            let _ = writeln!(text, "- Mend: {}", told.in_lang(Lang::En));
        }
    };
    if let Some(breaks) = &breaks {
        example("Breaks it", breaks);
    }
    if let Some(keeps) = &keeps {
        example("Keeps it", keeps);
    }
}
