//! Reading: every fault at its place, nothing refused that is good, and nothing that makes it fail.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use begrund::case::{CaseFile, ReadCase, batch, discover, read};
use begrund::diagnostic::{Finding, Lang, Style, render};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::fixture::{Desk, listed, sample};

#[test]
fn every_sample_case_is_read_and_checked_without_a_finding() {
    let desk = Desk::new();
    let mut findings = String::new();
    for path in samples() {
        let verdict = desk.check(&fs::read(&path).unwrap());
        if !verdict.findings.is_empty() || verdict.checked.is_none() {
            let _ = writeln!(findings, "{}\n{}", path.display(), listed(&verdict.findings));
        }
    }
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn files_that_are_no_records_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::copy(sample("refusal-psychologist"), at("good.yaml")).unwrap();
    std::os::unix::fs::symlink(at("good.yaml"), at("link.yaml")).unwrap();
    // 50 MB of nothing; the reader must not want to see them.
    File::create(at("large.yaml")).unwrap().set_len(50_000_000).unwrap();
    fs::create_dir(at("folder.yaml")).unwrap();

    assert_eq!(faults(&discover::load(&at("good.yaml"))), "no findings\n");
    for (name, da, en) in [
        (
            "link.yaml",
            "Filen er en henvisning (symbolsk link) og bliver ikke fulgt.",
            "The file is a symbolic link and is not followed.",
        ),
        ("large.yaml", "Filen er større end 1 MiB.", "The file is over 1 MiB."),
        ("folder.yaml", "Det er ikke en almindelig fil.", "It is not a regular file."),
        ("gone.yaml", "Filen kan ikke læses.", "The file cannot be read."),
    ] {
        let expected = format!(
            "1:1 FEJL REC-01 []: {da} En sag er én YAML-fil på højst 1 MiB. Læg andre filer et andet sted.\n      \
             ERROR: {en} A case is one YAML file of at most 1 MiB. Keep other files elsewhere.\n"
        );
        assert_eq!(faults(&discover::load(&at(name))), expected, "{name}");
    }
}

#[test]
fn other_encodings_are_told_at_their_first_byte() {
    let text = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    let text = text.replace("9999 Prøveby", "9999 Prøveby »æøå«");
    let windows: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'-')).collect();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mend = "Gem filen igen, og vælg kodningen UTF-8 uden BOM.\n";
    for (bytes, expected) in [
        (
            windows,
            format!(
                "6:68 FEJL REC-02 []: Filen ser ud til at være gemt som Windows-1252 (ANSI). Så bliver æ, ø og å forkerte. {mend}"
            ),
        ),
        (
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            format!("1:1 FEJL REC-02 []: Filen begynder med et usynligt tegn (BOM). {mend}"),
        ),
        (b"case: x\xff\xfe".to_vec(), format!("1:8 FEJL REC-02 []: Filen er ikke gemt som UTF-8. {mend}")),
        (
            [b"\xff\xfe".as_slice(), &utf16].concat(),
            format!("1:1 FEJL REC-02 []: Filen er gemt som UTF-16 (Unicode). {mend}"),
        ),
    ] {
        let faults = faults(&file(&bytes));
        assert!(faults.starts_with(&expected), "expected {expected}, gave {faults}");
        // One fault of the encoding, not one for each letter.
        assert!(faults.lines().count() == 2 || bytes.len() < 10, "{faults}");
    }
}

#[test]
fn two_files_for_one_letter_are_told_apart() {
    let text = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    let other = |from: &str, to: &str| {
        assert!(text.contains(from));
        read::read(&file(text.replacen(from, to, 1).as_bytes()))
    };
    let first = other("2026-102-0042", "2026/102/0042");
    let second = other("2026-102-0042", "2026-102-0042");
    let later = other("decided: 2026-11-19", "decided: 2026-11-20");
    let unread = other("decided: 2026-11-19", "decided: i går");
    let all = [&first, &later, &second, &unread];
    let claims = all.map(batch::Claim::of);
    assert!(claims[3].is_none());
    let claims: Vec<(usize, batch::Claim)> =
        claims.into_iter().enumerate().filter_map(|(case, claim)| Some((case, claim?))).collect();
    let names = ["a.yaml", "b.yaml", "c.yaml", "d.yaml"];
    let clashes = batch::clashes(&claims, |case| names[case].to_owned());
    assert_eq!(clashes.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0, 2]);
    let mend = "Giv den ene sag sit eget nummer, eller slet den ene fil.";
    let mend_en = "Give one case its own number, or delete one file.";
    let expected = format!(
        "2:7 FEJL REC-20 [case]: En anden fil i kørslen giver det samme brev: c.yaml. {mend}\n      \
         ERROR: Another file of the run makes the same letter: c.yaml. {mend_en}\n\
         2:7 FEJL REC-20 [case]: En anden fil i kørslen giver det samme brev: a.yaml. {mend}\n      \
         ERROR: Another file of the run makes the same letter: a.yaml. {mend_en}\n"
    );
    assert_eq!(listed(clashes.iter().map(|(_, fault)| fault)), expected);
}

#[test]
fn columns_count_characters_and_spans_count_bytes() {
    let text = "case: \"2026-102-0042\"\r\ncaseworker: {name: Æble Østergård-Åsen, ølkasse: 1}\r\ndecided: '2026-02-30' # æøå\r\n";
    let read = read::read(&file(text.as_bytes()));
    let places: Vec<(&str, usize, usize, &str)> = read
        .faults
        .iter()
        .filter(|fault| fault.code != "REC-07")
        .map(|fault| {
            let place = fault.place.as_ref().unwrap();
            (fault.code.as_ref(), place.line, place.column, &text[place.span.clone()])
        })
        .collect();
    assert_eq!(places, [("REC-11", 3, 10, "'2026-02-30'"), ("REC-06", 2, 41, "ølkasse")]);
}

#[test]
fn places_are_told_in_the_file_although_a_tab_was_mended() {
    let text = "case: \"2026-102-0042\"\ncitizen:\n\tname: Ærlig\n\tcpr: 6601901234\ndecided: x\n";
    let read = read::read(&file(text.as_bytes()));
    let places: Vec<String> = read
        .faults
        .iter()
        .filter(|fault| fault.code != "REC-07")
        .map(|fault| {
            let place = fault.place.as_ref().unwrap();
            format!("{} {}:{} {:?}", fault.code, place.line, place.column, &text[place.span.clone()])
        })
        .collect();
    assert_eq!(
        places,
        ["REC-03 3:1 \"\\t\"", "REC-03 4:1 \"\\t\"", "REC-11 5:10 \"x\"", "REC-16 4:7 \"6601901234\""]
    );
}

#[test]
fn places_are_told_in_the_file_although_colons_were_mended() {
    let text = "case: \"2026-102-0042\"\nchannel:digital_post\ncitizen:\n  name Ærlig Æble\n  cpr: 6601901234\ndecided:x\n";
    let read = read::read(&file(text.as_bytes()));
    let places: Vec<String> = read
        .faults
        .iter()
        .filter(|fault| fault.code != "REC-07")
        .map(|fault| {
            let place = fault.place.as_ref().unwrap();
            format!("{} {}:{} {:?}", fault.code, place.line, place.column, &text[place.span.clone()])
        })
        .collect();
    assert_eq!(
        places,
        [
            "REC-03 2:1 \"channel\"",
            "REC-03 4:3 \"name\"",
            "REC-03 6:1 \"decided\"",
            "REC-11 6:9 \"x\"",
            "REC-16 5:8 \"6601901234\"",
        ]
    );
}

#[test]
fn a_finding_is_drawn_at_its_line_with_the_cpr_number_masked() {
    let text = fs::read_to_string(sample("refusal-psychologist"))
        .unwrap()
        .replacen("\"660190-1234\"", "\"310290-1234\"", 1)
        .replacen("uden behandling", "660190-1234 ikke", 1);
    let desk = Desk::new();
    let findings = desk.check(text.as_bytes()).findings;
    let cpr = findings.iter().find(|finding| finding.code == "SAG-03").unwrap();
    let drawn = |finding: &Finding, lang| {
        render(finding, "sag.yaml", &text, Style { lang, show_text: true, colour: false })
    };
    assert_eq!(
        drawn(cpr, Lang::Da),
        "FEJL[SAG-03]: CPR-nummeret begynder med en dato, der ikke findes.\n  --> sag.yaml:12:8\n   |\n12 |   \
         cpr: \"******-****\"\n   |        ^^^^^^^^^^^^^\n   |\n   = sådan: Slå nummeret op i sagen. Skriv det i anførselstegn: `cpr: \"DDMMÅÅ-NNNN\"`.\n   \
         = nøgle: citizen.cpr"
    );
    assert_eq!(
        drawn(cpr, Lang::En),
        "ERROR[SAG-03]: The CPR number begins with a date that does not exist.\n  --> sag.yaml:12:8\n   |\n12 |   \
         cpr: \"******-****\"\n   |        ^^^^^^^^^^^^^\n   |\n   = help: Look the number up in the file. Write it in quotation marks: `cpr: \"DDMMYY-NNNN\"`.\n   \
         = key: citizen.cpr"
    );
    for finding in &findings {
        for lang in [Lang::Da, Lang::En] {
            let plain = render(finding, "sag.yaml", &text, Style { lang, show_text: false, colour: false });
            assert!(
                !plain.contains("1234") && !plain.contains("Modella") && plain.lines().count() == 1,
                "{plain}"
            );
            assert!(!drawn(finding, lang).contains("1234"), "{}", drawn(finding, lang));
        }
    }
}

#[test]
fn the_mended_word_order_is_shown_only_with_the_text() {
    let text = fs::read_to_string(sample("refusal-psychologist")).unwrap();
    let text = text.replacen("du ikke kan gå ud alene", "du kan ikke gå ud alene", 1);
    let findings = Desk::new().check(text.as_bytes()).findings;
    let finding = findings.iter().find(|finding| finding.code == "SPR-09").unwrap();
    let shown =
        |show_text| render(finding, "sag.yaml", &text, Style { lang: Lang::Da, show_text, colour: false });
    assert!(shown(true).contains("Skriv: »du ikke kan gå ud alene og ikke …«."), "{}", shown(true));
    assert!(!shown(false).contains("gå ud"), "{}", shown(false));
}

#[test]
fn hostile_files_are_refused_with_few_words() {
    let mib = 1024 * 1024;
    let bomb: String = (0..9).fold("a0: &a0 [x, x]\n".to_owned(), |mut text, level| {
        let _ =
            writeln!(text, "a{}: &a{} [{}]", level + 1, level + 1, vec![format!("*a{level}"); 9].join(", "));
        text
    });
    let keys: String = (0..90_000).fold(String::new(), |mut text, key| {
        let _ = writeln!(text, "nøgle{key}: 1");
        text
    });
    let facts = format!("facts:\n{}", "- {id: a}\n".repeat(100_000));
    let empty = format!("facts:\n{}", "- id:\n  source:\n".repeat(60_000));
    for (name, text) in [
        ("aliases upon aliases", bomb),
        ("aliases without end", "- *a\n".repeat(mib / 5)),
        ("lists in lists", "[".repeat(mib)),
        ("maps in maps", "{a: ".repeat(mib / 4)),
        ("lists in blocks", "- ".repeat(mib / 2)),
        (
            "ever deeper maps",
            (0..1_400).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n"),
        ),
        ("keys without end", keys),
        ("facts without end", facts),
        ("empty keys without end", empty),
        ("one long line", "x".repeat(mib)),
        ("one long key", "x".repeat(mib / 2) + ": 1"),
        ("tabs", "\t".repeat(mib)),
        ("lines of a tab", format!("case:\n{}", "\tx\n".repeat(mib / 4))),
        ("quotation marks", "\"".repeat(mib)),
        ("colons", "a: ".repeat(mib / 3)),
        ("documents", "---\n".repeat(mib / 4)),
        ("anchors", "&".repeat(mib)),
        ("nothing", String::new()),
        ("spaces", " ".repeat(mib)),
        ("a comment", "#".repeat(mib)),
    ] {
        let verdict = Desk::new().check(text.as_bytes());
        let count = verdict.findings.len();
        assert!(
            verdict.findings.has_errors() && verdict.checked.is_none() && count < 2_000,
            "{name}: {count} findings"
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "(?s).{0,400}") {
        try_all(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        try_all(&bytes);
    }

    #[test]
    fn any_text_of_yaml_marks_is_read_without_a_panic(text in "([-a:#&*!?|>'\"%@`{}\\[\\], \t\næ]|case: |  - |\r\n|---\n){0,80}") {
        try_all(text.as_bytes());
    }

    #[test]
    fn a_sample_with_slips_is_read_without_a_panic(
        which in any::<Index>(),
        slips in prop::collection::vec((any::<Index>(), 0_usize..4, "[-a:#&*!?|>'\"%@`{}\\[\\], \t\næø§»1\u{200b}]{0,3}"), 1..6),
    ) {
        let paths = samples();
        let mut text: Vec<char> = fs::read_to_string(which.get(&paths)).unwrap().chars().collect();
        for (at, removed, put) in slips {
            let at = at.index(text.len());
            let end = (at + removed).min(text.len());
            text.splice(at..end, put.chars());
        }
        try_all(text.into_iter().collect::<String>().as_bytes());
    }

    #[test]
    fn a_sample_without_some_lines_is_read_without_a_panic(which in any::<Index>(), gone in prop::collection::vec(any::<Index>(), 1..8)) {
        let text = fs::read_to_string(which.get(&samples())).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        for line in gone {
            lines.remove(line.index(lines.len()));
        }
        try_all(lines.join("\n").as_bytes());
    }
}

/// Reads, checks and draws; every place must lie in the file, and what is held must say why.
fn try_all(bytes: &[u8]) {
    thread_local!(static DESK: Desk = Desk::new());
    let file = file(bytes);
    let verdict = DESK.with(|desk| desk.check(bytes));
    assert_eq!(verdict.checked.is_none(), verdict.findings.has_errors());
    for finding in &verdict.findings {
        let place = finding.place.as_ref().unwrap();
        assert!(
            place.line >= 1 && place.column >= 1 && file.text.get(place.span.clone()).is_some(),
            "{finding:?}"
        );
        let _drawn =
            render(finding, "sag.yaml", &file.text, Style { lang: Lang::Da, show_text: true, colour: true });
    }
}

fn file(bytes: &[u8]) -> CaseFile {
    CaseFile::from_bytes(Path::new("case.yaml"), "case.yaml".to_owned(), bytes.to_vec())
}

fn faults(file: &CaseFile) -> String {
    let ReadCase { faults, .. } = read::read(file);
    listed(&faults)
}

fn samples() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir("cases").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 26);
    paths
}
