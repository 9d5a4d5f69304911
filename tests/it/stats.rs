//! What `begrund stats` counts, and what it hides.

use std::fs;

use begrund::case::record::CaseRecord;
use begrund::pack::Pack;
use begrund::stats::{Counted, Period, Statistics, Table, Words};
use jiff::civil::date;

use crate::project::Project;
use crate::sample::{record, samples};

const YEAR: Period = Period { from: date(2026, 1, 1), to: date(2026, 12, 31) };

fn statistics(records: &[CaseRecord], period: Period, exact: bool) -> Statistics {
    let counted = Counted::of(records.iter().map(Some), period);
    Statistics::of(&Words::load(&Pack::built_in()).unwrap(), &counted, period, exact)
}

fn table<'s>(statistics: &'s Statistics, id: &str) -> &'s Table {
    statistics.tables.iter().find(|table| table.id == id).unwrap()
}

/// The rows as the survey prints them: count and percent, the total last.
fn printed(table: &Table) -> Vec<(u64, u64)> {
    table.rows.iter().chain([&table.total]).map(|cell| (cell.count.unwrap(), cell.percent.unwrap())).collect()
}

#[test]
fn the_surveys_cases_give_the_surveys_tables() {
    for seed in [1, 2, 3] {
        let records: Vec<CaseRecord> = samples(108, seed, true).iter().map(record).collect();
        let statistics = statistics(&records, YEAR, true);
        // Table 6.1: psykolog, psykoterapi, psykiatri, ergo, fysio, tand, syge, kost, kranio, alternativ andet, andet, i alt.
        assert_eq!(
            printed(table(&statistics, "tabel-6-1")),
            [
                (61, 56),
                (13, 12),
                (1, 1),
                (1, 1),
                (6, 6),
                (0, 0),
                (0, 0),
                (1, 1),
                (0, 0),
                (2, 2),
                (23, 21),
                (108, 100)
            ]
        );
        // Table 6.2: autisme, angst, spiseforstyrrelse, ME, stråling, migræne, andet, genoptræning, maskiner, tillid, socialt, andet, i alt.
        assert_eq!(
            printed(table(&statistics, "tabel-6-2")),
            [
                (35, 32),
                (9, 8),
                (7, 6),
                (0, 0),
                (0, 0),
                (0, 0),
                (25, 23),
                (8, 7),
                (0, 0),
                (4, 4),
                (7, 6),
                (13, 12),
                (108, 100)
            ]
        );
        // Figure 6.3: none without a loss or with a mild one, 65 with a severe or a complete one.
        let levels = printed(table(&statistics, "figur-6-3"));
        let counts: Vec<u64> = levels.iter().map(|(count, _)| *count).collect();
        assert_eq!((counts[0], counts[1], counts[3] + counts[4], counts[6]), (0, 0, 65, 108));
        assert_eq!(printed(table(&statistics, "gentagne-bevillinger"))[0], (40, 37));
        assert_eq!(printed(table(&statistics, "laegefaglig-dokumentation"))[0], (87, 81));
    }
}

#[test]
fn a_count_of_few_is_hidden_in_every_form_and_so_is_what_gives_it_away() {
    let project = Project::new();
    assert_eq!(project.run(&["sample", "--count", "108", "--granted-only", "s"]).code, 0);
    let all = ["-C", "s", "stats", "--from", "2026-01-01", "--to", "2026-12-31"];
    let run = |more: &[&str]| {
        let run = project.run(&[&all, more].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let text = run(&["--csv", "t.csv", "--html", "t.html"]);
    let json: serde_json::Value = serde_json::from_str(&run(&["--format", "json"])).unwrap();
    let csv = project.read("t.csv");
    let few = |count: &str| count.parse::<u64>().is_ok_and(|count| (1..5).contains(&count));
    let mut hidden = 0;
    for row in csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap) {
        assert!(!few(&row[5]), "{row:?}");
        assert_eq!(row[5].is_empty(), &row[7] == "ja", "{row:?}");
        hidden += usize::from(&row[7] == "ja");
    }
    assert!(hidden > 10, "{csv}");
    for table in json["tables"].as_array().unwrap() {
        for row in table["rows"].as_array().unwrap() {
            assert!(row["count"].as_u64().is_none_or(|count| count == 0 || count >= 5), "{row}");
            assert_eq!(row["count"].is_null(), row["percent"].is_null(), "{row}");
        }
    }
    // The text says the same as the CSV: as many hidden counts, each with its percentage.
    assert_eq!(text.matches('·').count(), 2 * hidden + 1, "{text}");
    let page = project.read("t.html");
    assert_eq!(page.matches("skjult</span>").count(), 2 * hidden);
    assert_eq!(page.matches("· skjult</text>").count(), 0, "a picture's text stands on lines of its own");
    let exact = run(&["--exact"]);
    assert!(
        !exact.contains('·') && exact.contains("Psykiatri                                        1"),
        "{exact}"
    );
}

#[test]
fn small_counts_are_shown_of_invented_cases_only() {
    let project = Project::new().with(&["grant-vision-training"]);
    let settings = project.read("begrund.yaml").replace("test: true", "test: false");
    project.write("begrund.yaml", &settings);
    let run = project.run(&["stats", "--from", "2026-01-01", "--to", "2026-12-31", "--exact"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("Udelad --exact"), "{}", run.stderr);
    // One decision is of few: nothing is told of it, not even that it is one.
    let run = project.run(&["stats", "--from", "2026-01-01", "--to", "2026-12-31"]);
    assert!(run.stdout.contains("under 5 afgørelser"), "{}", run.stdout);
    assert!(!run.stdout.contains(" 1 "), "{}", run.stdout);
    let run = project.run(&["stats", "--from", "2026-12-31", "--to", "2026-01-01"]);
    assert_eq!(run.code, 2);
}

#[test]
fn the_day_of_the_decision_picks_and_a_replaced_decision_is_not_counted_beside_the_new_one() {
    let text = fs::read_to_string("cases/grant-vision-training.yaml").unwrap();
    let of =
        |text: &str| record(&begrund::sample::Sample { name: "x.yaml".to_owned(), text: text.to_owned() });
    let (first, second) = (
        of(&text),
        of(&text.replace(
            "decided: 2026-10-08",
            "decided: 2026-10-09\nreplaces: 2026-102-0102_2026-10-08_grant_citizen",
        )),
    );
    let count = |records: &[CaseRecord], from, to| {
        let counted = Counted::of(records.iter().map(Some), Period { from, to });
        (counted.decisions(), counted.granted(), counted.applications())
    };
    let one = std::slice::from_ref(&first);
    assert_eq!(count(one, date(2026, 10, 8), date(2026, 10, 8)), (1, 1, 1));
    assert_eq!(count(one, date(2026, 10, 9), date(2026, 12, 31)), (0, 0, 0));
    assert_eq!(count(one, date(2026, 1, 1), date(2026, 10, 7)), (0, 0, 0));
    assert_eq!(count(&[first, second], date(2026, 1, 1), date(2026, 12, 31)), (1, 1, 1));
}

#[test]
fn what_cannot_be_counted_is_told_and_stops_nothing() {
    let project = Project::new().with(&["grant-vision-training"]);
    project.case("broken", "case: [\n");
    project.case("undecided", "case: \"2026-1\"\nprovision: sel-102\n");
    let run = project.run(&["stats", "--from", "2026-01-01", "--to", "2026-12-31", "--exact"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("1 afgørelse.") && run.stdout.contains("2 sager er ikke talt med"),
        "{}",
        run.stdout
    );
}

#[test]
fn the_page_stands_alone_can_be_heard_and_names_nobody() {
    let project = Project::new();
    assert_eq!(project.run(&["sample", "--count", "200", "--seed", "4", "s"]).code, 0);
    let run = project.run(&[
        "-C",
        "s",
        "stats",
        "--from",
        "2026-01-01",
        "--to",
        "2026-12-31",
        "--csv",
        "t.csv",
        "--html",
        "t.html",
        "--exact",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = project.read("t.html");
    for stranger in ["<script", "style=", "src=", "href=", "url(", "@import", "onload"] {
        assert!(!page.contains(stranger), "{stranger}");
    }
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
    let pictures: Vec<&str> =
        page.split("<svg").skip(1).map(|rest| rest.split("</svg>").next().unwrap()).collect();
    assert_eq!(pictures.len(), 8);
    for picture in pictures {
        let svg = format!("<svg{picture}</svg>");
        let tree = roxmltree::Document::parse(&svg).unwrap();
        let root = tree.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let labels = root.attribute("aria-labelledby").unwrap().split(' ');
        for (label, tag) in labels.zip(["title", "desc"]) {
            let named = tree.descendants().find(|node| node.attribute("id") == Some(label)).unwrap();
            assert_eq!(named.tag_name().name(), tag);
            assert!(!named.text().unwrap().is_empty());
        }
    }
    let told = [run.stdout, page, project.read("t.csv")].concat();
    for sample in samples(200, 4, false) {
        let record = record(&sample);
        let citizen = record.citizen.unwrap();
        let cpr = citizen.cpr.unwrap().0.unwrap().with_hyphen();
        for personal in
            [citizen.name.as_deref().unwrap(), &cpr, record.case.unwrap().as_str(), &citizen.address[0]]
        {
            assert!(!told.contains(personal), "{personal}");
        }
    }
}
