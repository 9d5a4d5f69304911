//! The tables as aligned text and as CSV.

use std::fmt::Write as _;

use super::{Statistics, Table};

/// What stands where a count is hidden.
pub(super) const HIDDEN: &str = "·";

/// The sentence that says why something is hidden.
pub(super) const WHY_HIDDEN: &str = "· er skjult: under 5, eller nødvendigt for at skjule en anden.";

/// What a page or a text is about, in one sentence.
pub(super) fn about(statistics: &Statistics) -> String {
    let period = format!(
        "Afgørelser truffet fra {} til {}",
        crate::danish::date(statistics.period.from),
        crate::danish::date(statistics.period.to)
    );
    match statistics.decisions {
        Some(1) => format!("{period}: 1 afgørelse."),
        Some(count) => format!("{period}: {count} afgørelser."),
        None => format!("{period}: under 5 afgørelser. Der er for få til en opgørelse."),
    }
}

/// What is to be known beside the counts.
pub(super) fn remarks(statistics: &Statistics) -> Vec<String> {
    let mut remarks = Vec::new();
    if statistics.tables.iter().any(Table::hides) {
        remarks.push(WHY_HIDDEN.to_owned());
    }
    if statistics.exact {
        remarks.push("Alle tal er vist, også de små: Sagerne er opdigtede.".to_owned());
    }
    match statistics.unreadable {
        0 => {}
        1 => remarks.push(
            "1 sag er ikke talt med: Den kan ikke læses, eller den mangler dag eller udfald.".to_owned(),
        ),
        count => remarks.push(format!(
            "{count} sager er ikke talt med: De kan ikke læses, eller de mangler dag eller udfald."
        )),
    }
    remarks
}

pub(super) fn text(statistics: &Statistics) -> String {
    let mut text = format!("{}\n", about(statistics));
    for table in &statistics.tables {
        let width = table
            .rows
            .iter()
            .chain([&table.total])
            .map(|cell| cell.label.chars().count())
            .chain([table.column.chars().count()])
            .max()
            .unwrap_or(0);
        let _ = writeln!(text, "\n{}\n", table.title);
        let _ = writeln!(text, "  {:width$}  Antal  Procent", table.column);
        for cell in table.rows.iter().chain([&table.total]) {
            let (count, percent) = shown(cell.count, cell.percent);
            let _ = writeln!(text, "  {:width$}  {count:>5}  {percent:>7}", cell.label);
        }
        let _ = writeln!(text, "  {}", table.note);
    }
    let remarks = remarks(statistics);
    if !remarks.is_empty() {
        let _ = writeln!(text, "\n{}", remarks.join("\n"));
    }
    text
}

/// A count and a percentage as they are printed.
pub(super) fn shown(count: Option<u64>, percent: Option<u64>) -> (String, String) {
    let or_hidden = |text: Option<String>| text.unwrap_or_else(|| HIDDEN.to_owned());
    let none = if count.is_some() { String::new() } else { HIDDEN.to_owned() };
    (or_hidden(count.map(|count| count.to_string())), percent.map_or(none, |percent| format!("{percent} %")))
}

pub(super) fn csv(statistics: &Statistics) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let (from, to) = (statistics.period.from.to_string(), statistics.period.to.to_string());
    let mut rows = vec![
        ["fra", "til", "tabel", "overskrift", "kategori", "antal", "procent", "skjult"]
            .map(ToOwned::to_owned),
    ];
    for table in &statistics.tables {
        for cell in table.rows.iter().chain([&table.total]) {
            let hidden = if cell.count.is_none() { "ja" } else { "nej" };
            rows.push([
                from.clone(),
                to.clone(),
                table.id.clone(),
                table.title.clone(),
                cell.label.clone(),
                number(cell.count),
                number(cell.percent),
                hidden.to_owned(),
            ]);
        }
    }
    for row in rows {
        // Into memory nothing can fail.
        drop(writer.write_record(row));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
