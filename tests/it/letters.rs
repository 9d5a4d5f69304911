//! The sample letters: their text as it stands on the pages, and what other programs read in the PDF.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use begrund::compose::{Template, choose};
use begrund::letter::{LetterText, Part};

use crate::fixture::Fixture;
use crate::studio::{Studio, samples, side_by_side};

/// Whether the programs of other makers must be there: so in continuous integration.
pub(crate) fn peers_required() -> bool {
    std::env::var("BEGRUND_PEERS").is_ok_and(|how| how == "required")
}

fn golden(text: &LetterText) -> String {
    let mut golden = String::new();
    for part in &text.parts {
        let _ = writeln!(golden, "[{} · side {}]\n{}\n", part.part, part.page, part.text.trim());
    }
    golden
}

#[test]
fn the_text_of_every_sample_letter_is_as_it_was_read_and_approved() {
    let studio = Studio::new();
    let failures = Mutex::new(Vec::new());
    side_by_side(&samples(), |path| {
        let case = studio.checked(path);
        let (letters, findings) = studio.letters(&case).unwrap();
        assert!(findings.is_empty(), "{}: {findings:?}", path.display());
        for letter in letters {
            let stem = path.file_stem().unwrap().to_string_lossy();
            let expected = Path::new("tests/letters")
                .join(format!("{stem}_{}.txt", letter.addressee().recipient.word()));
            let actual = golden(letter.text());
            if fs::read_to_string(&expected).unwrap_or_default() == actual {
                continue;
            }
            if std::env::var("SNAPSHOTS").is_ok_and(|how| how == "overwrite") {
                fs::create_dir_all("tests/letters").unwrap();
                fs::write(&expected, actual).unwrap();
            } else {
                failures.lock().unwrap().push(expected.display().to_string());
            }
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(
        failures.is_empty(),
        "these letters read otherwise (SNAPSHOTS=overwrite writes them anew): {failures:?}"
    );
}

/// What no sample shows: records that are unusual and lawful, and the words that they get.
#[test]
fn unusual_letters_read_as_they_were_read_and_approved() {
    let studio = Studio::new();
    let mut paths: Vec<_> =
        fs::read_dir("tests/variants").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 12, "{}", paths.len());
    let failures = Mutex::new(Vec::new());
    side_by_side(&paths, |path| {
        let fixture = Fixture::read(path);
        let verdict = studio.check(fixture.record.as_bytes());
        assert!(verdict.findings.is_empty(), "{}: {:?}", path.display(), verdict.findings);
        let (letters, findings) = studio.letters(&verdict.checked.unwrap()).unwrap();
        assert!(findings.is_empty(), "{}: {findings:?}", path.display());
        let mut told = String::new();
        for letter in letters {
            let _ = writeln!(told, "== {} ==\n", letter.addressee().recipient.word());
            // What is the same in every letter is read with the samples.
            for part in letter.text().parts.iter().filter(|part| {
                !matches!(
                    part.part,
                    Part::Sender
                        | Part::Reference
                        | Part::Rule
                        | Part::Rights
                        | Part::LawQuote
                        | Part::Footer
                )
            }) {
                let _ = writeln!(told, "[{}]\n{}\n", part.part, part.text.trim());
            }
        }
        failures.lock().unwrap().extend(fixture.expect(&told).err());
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn the_samples_show_every_template_channel_and_recipient() {
    let studio = Studio::new();
    let mut templates = Vec::new();
    let mut kinds = Vec::new();
    for path in samples() {
        let choice = choose(studio.checked(&path).record()).unwrap();
        templates.push(choice.template);
        kinds.extend(choice.letters.iter().map(|letter| (letter.recipient.word(), letter.channel.word())));
    }
    for template in Template::ALL {
        assert!(templates.contains(template), "no sample for {template:?}");
    }
    for channel in ["digital_post", "paper", "email"] {
        assert!(kinds.iter().any(|(_, own)| *own == channel), "no sample by {channel}");
    }
    for recipient in ["citizen", "representative", "copy"] {
        assert!(kinds.iter().any(|(own, _)| *own == recipient), "no sample to {recipient}");
    }
}

/// Poppler reads the PDF: a second witness that what stands in the parts can be read, in their order.
#[test]
fn pdftotext_reads_every_part_in_order() {
    if Command::new("pdftotext").arg("-v").output().is_err() {
        assert!(!peers_required(), "pdftotext is not there");
        return;
    }
    let studio = Studio::new();
    side_by_side(&samples(), |path| {
        let case = studio.checked(path);
        for letter in studio.letters(&case).unwrap().0 {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            std::io::Write::write_all(&mut file, letter.pdf()).unwrap();
            let output = Command::new("pdftotext").arg("-raw").arg(file.path()).arg("-").output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let text = without_feet(&text);
            let mut from = 0;
            for part in letter.text().parts.iter().filter(|part| part.part != Part::Footer) {
                // Poppler puts what stands side by side at the top in its own order.
                let framed = matches!(part.part, Part::Sender | Part::Recipient | Part::Reference);
                let words = plain(&part.text);
                let words = words.split(' ').take(12).collect::<Vec<_>>().join(" ");
                let found = text[if framed { 0 } else { from }..].find(&words);
                let found = found.unwrap_or_else(|| {
                    panic!("{}: pdftotext finds no {} in\n{text}", path.display(), part.part)
                });
                if !framed {
                    from += found;
                }
            }
        }
    });
}

/// The text without line ends, bullets and the foot of each page.
fn without_feet(text: &str) -> String {
    let foot = |line: &str| {
        line.starts_with("Prøvestad Kommune · ")
            || line.contains(".example · CVR ")
            || line.starts_with("Side ") && line.contains(" af ")
            || line.starts_with("Sag 2026-")
    };
    let lines = text.split(['\n', '\u{c}']).filter(|line| !foot(line.trim()));
    plain(&lines.collect::<Vec<_>>().join(" "))
}

fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '•', '–', '\u{c}'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}
