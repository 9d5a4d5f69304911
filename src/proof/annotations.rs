//! From a sheet to the annotations of the PDF: tints under the words, origins and findings in the margin.

use super::origins::Kind;
use super::sheet::{Sheet, SheetFinding};
use crate::compose::{Annotations, Ink, Mark, Note, PageNotes, PageSheet};
use crate::diagnostic::Severity;

/// The annotations of a letter.
pub(super) fn annotations(sheet: &Sheet, pages: &[PageSheet]) -> Annotations {
    let banner = match sheet.sha256 {
        Some(_) => "PRØVETRYK",
        None => "PRØVETRYK · KLADDE",
    };
    let mut annotations = Annotations {
        pages: Vec::with_capacity(pages.len()),
        head: sheet.case.clone().unwrap_or_else(|| "uden sagsnummer".to_owned()),
        banner: banner.to_owned(),
    };
    let mut told: Vec<(usize, usize)> = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let mut notes = PageNotes { lines: page.lines.clone(), ..PageNotes::default() };
        if index == 0 {
            // What is about no passage stands first.
            let whole = sheet.findings.iter().filter(|finding| finding.block.is_none());
            notes.notes.extend(whole.map(|finding| note_of(finding, 0.0)));
        }
        for mark in &sheet.pages[index].marks {
            let origin = &sheet.origins[mark.4];
            notes.marks.push(Mark {
                x: mark.0,
                x_end: mark.1,
                y: mark.2,
                size: mark.3,
                ink: ink(origin.kind),
                begins_line: !sheet.pages[index]
                    .marks
                    .iter()
                    .any(|other| (other.2 - mark.2).abs() < 0.1 && other.0 < mark.0),
            });
            if told.contains(&(mark.5, mark.4)) {
                continue;
            }
            let first_of_block = !told.iter().any(|(block, _)| *block == mark.5);
            told.push((mark.5, mark.4));
            let text = match origin.line {
                Some(line) => format!("{}, linje {line}", origin.path),
                None => format!("because: {}", origin.path),
            };
            add(&mut notes.notes, Note { y: mark.2, text, ink: ink(origin.kind) });
            if first_of_block {
                let about = sheet.findings.iter().filter(|finding| finding.block == Some(mark.5));
                notes.notes.extend(about.map(|finding| note_of(finding, mark.2)));
            }
        }
        notes.notes.sort_by(|a, b| a.y.total_cmp(&b.y));
        annotations.pages.push(notes);
    }
    annotations
}

/// Adds a note; origins of one kind that belong to one line share a note.
fn add(notes: &mut Vec<Note>, note: Note) {
    match notes.last_mut().filter(|last| last.ink == note.ink && (last.y - note.y).abs() < 2.0) {
        Some(last) => {
            last.text.push_str(" · ");
            last.text.push_str(&note.text);
        }
        None => notes.push(note),
    }
}

fn note_of(finding: &SheetFinding, y: f64) -> Note {
    let line = finding.line.map(|line| format!(", linje {line}")).unwrap_or_default();
    Note {
        y,
        text: format!("{}{line}: {}", finding.code, finding.message.da),
        ink: if finding.severity == Severity::Error { Ink::Error } else { Ink::Warning },
    }
}

fn ink(kind: Kind) -> Ink {
    match kind {
        Kind::Own => Ink::Own,
        Kind::Field => Ink::Field,
        Kind::Rule => Ink::Rule,
    }
}
