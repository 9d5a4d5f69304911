//! The mapping: for each key path of a record, which column or constant it is taken from. Read as a record is read: every fault at
//! once, each with its place.

use super::date::DateForm;
use super::record::{Branch, Step, Value};
use super::table::{Format, Layout, Table};
use super::{nearest, yaml};
use crate::case::describe::{self, KeyDoc, Need};
use crate::case::tree::{self, Entry, Node, Value as Written};
use crate::case::{CaseFile, read};
use crate::diagnostic::{Bilingual, Finding, Place, Severity};

/// The most groups of numbered columns that a list can have.
const NUMBERED_MAX: usize = 50;
/// The keys at the top of a mapping.
const TOP: &[&str] = &["format", "delimiter", "encoding", "dates", "left_out", "keys"];
/// The keys of an entry that is more than a column's name.
const ENTRY: &[&str] = &[
    "column",
    "columns",
    "constant",
    "words",
    "date",
    "separator",
    "join",
    "empty",
    "when",
    "keys",
    "numbered",
];

/// A mapping without faults of its own.
#[derive(Debug)]
pub struct Mapping {
    /// How the export is written, as far as the mapping says.
    pub layout: Layout,
    pub(super) sources: Vec<Source>,
    left_out: LeftOut,
}

/// The columns that are left out on purpose.
#[derive(Debug)]
enum LeftOut {
    /// These.
    Named(Vec<(String, Place)>),
    /// Whatever the mapping does not name.
    AllOthers,
}

/// Where the value at one key path comes from.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The key path; lists of maps are numbered from 0.
    pub(super) path: String,
    pub(super) steps: Vec<Step>,
    pub(super) from: From,
    pub(super) words: Option<Words>,
    pub(super) date: Option<DateForm>,
    /// What is written where the cells are empty.
    pub(super) empty: Option<Value>,
    /// What the row must say for this entry to count.
    pub(super) when: Vec<When>,
    place: Place,
}

/// A column, several, or a constant.
#[derive(Debug, Clone)]
pub(super) enum From {
    /// The cells of these columns; joined, or each an item of a list.
    Columns { names: Vec<String>, join: String, separator: Option<String> },
    /// The same in every record.
    Constant(Value),
}

/// A translation of cells. Capitals and space around a cell aside.
#[derive(Debug, Clone)]
pub(super) struct Words(Vec<(String, String)>);

/// What a cell must say.
#[derive(Debug, Clone)]
pub(super) struct When {
    pub(super) column: String,
    values: Vec<String>,
    place: Place,
}

impl Words {
    /// The record's word for a cell.
    pub(super) fn of(&self, cell: &str) -> Option<String> {
        let cell = cell.to_lowercase();
        self.0.iter().find(|(from, _)| from.to_lowercase() == cell).map(|(_, to)| to.clone())
    }

    /// The words of cells that are known.
    pub(super) fn known(&self) -> Vec<&str> {
        self.0.iter().map(|(from, _)| from.as_str()).collect()
    }
}

impl When {
    /// Whether the cell says one of the words.
    pub(super) fn is_so(&self, cell: &str) -> bool {
        let cell = cell.to_lowercase();
        self.values.iter().any(|value| value.to_lowercase() == cell)
    }
}

impl Source {
    /// The key.
    pub(super) fn key(&self) -> &'static KeyDoc {
        self.steps[self.steps.len() - 1].key
    }

    /// The first of its columns.
    pub(super) fn column(&self) -> Option<&str> {
        match &self.from {
            From::Columns { names, .. } => names.first().map(String::as_str),
            From::Constant(_) => None,
        }
    }
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(file: &CaseFile) -> Result<Self, Vec<Finding>> {
        let parsed = tree::parse(&file.text, describe::record_keys());
        let mut reader =
            Reader { faults: file.faults.clone(), sources: Vec::new(), dates: None, meant: Vec::new() };
        reader.faults.extend(parsed.faults);
        let Some(Node { value: Written::Map(entries), place }) = parsed.tree.as_ref() else {
            let place = tree::place_at(&file.text, 0..0);
            reader.fault(&place, "", both("Filen er ikke en mapping.", "The file is no mapping."), both(
                "Begynd med `keys:` og på linjen under, to mellemrum inde, for eksempel `case: Sagsnummer`.",
                "Begin with `keys:` and on the line below, two spaces in, for example `case: Sagsnummer`.",
            ));
            return Err(reader.faults);
        };
        reader.known(entries, TOP);
        let layout = reader.layout(entries);
        reader.dates = get(entries, "dates").and_then(|node| reader.date_form(node, "dates"));
        let left_out = reader.left_out(entries);
        match get(entries, "keys") {
            Some(node) => reader.keys(node, &[], "", None, &[]),
            None => reader.fault(
                place,
                "keys",
                both("Nøglen `keys` mangler.", "The key `keys` is missing."),
                both(
                    "Skriv `keys:` og på linjen under, to mellemrum inde, for eksempel `case: Sagsnummer`.",
                    "Write `keys:` and on the line below, two spaces in, for example `case: Sagsnummer`.",
                ),
            ),
        }
        reader.required(get(entries, "keys").map_or(place, |node| &node.place));
        let Reader { mut faults, sources, .. } = reader;
        if faults.is_empty() {
            return Ok(Self { layout, sources, left_out });
        }
        faults.sort_by_key(|fault| fault.place.as_ref().map(|place| (place.line, place.column)));
        Err(faults)
    }

    /// What does not go with the columns of an export: those it names and the export lacks, and those the export has and it does not
    /// name.
    pub fn against(&self, table: &Table) -> Vec<Finding> {
        let mut faults = Vec::new();
        let mut named: Vec<&str> = Vec::new();
        let columns = || table.columns().iter().map(String::as_str).filter(|name| !name.is_empty());
        let mut look = |name: &str, path: &str, place: &Place| {
            if columns().any(|own| own == name) {
                return;
            }
            let help = match nearest(name, columns()) {
                Some(near) => Bilingual::new(format!("Mener du `{near}`?"), format!("Do you mean `{near}`?")),
                None => both(
                    "Skriv kolonnens navn, som det står i første linje af udtrækket.",
                    "Write the column's name as it stands in the first line of the export.",
                ),
            };
            let message = Bilingual::new(
                format!("Udtrækket har ingen kolonne `{name}`."),
                format!("The export has no column `{name}`."),
            );
            let fault = fault(place, path, message, help);
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        };
        for source in &self.sources {
            if let From::Columns { names, .. } = &source.from {
                for name in names {
                    look(name, &source.path, &source.place);
                    named.push(name);
                }
            }
            for when in &source.when {
                look(&when.column, &source.path, &when.place);
                named.push(&when.column);
            }
        }
        let LeftOut::Named(left_out) = &self.left_out else { return faults };
        for (name, place) in left_out {
            look(name, "left_out", place);
            named.push(name);
        }
        // Names of an export whose first line is no line of names would be cells: told only where all that is named is there.
        let unused: Vec<&str> = columns().filter(|name| !named.contains(name)).collect();
        if faults.is_empty() && !unused.is_empty() {
            let names = unused.join("`, `");
            faults.push(fault(
                &Place { line: 1, column: 1, span: 0..0 },
                "left_out",
                Bilingual::new(
                    format!("Udtrækket har kolonner, som mapping-filen ikke nævner: `{names}`."),
                    format!("The export has columns that the mapping does not name: `{names}`."),
                ),
                both(
                    "Brug dem under `keys`, eller skriv dem under `left_out`. `left_out: all_others` udelader alt, der ikke er nævnt.",
                    "Use them under `keys`, or write them under `left_out`. `left_out: all_others` leaves out whatever is not named.",
                ),
            ));
        }
        faults
    }

    /// The entry for a key path.
    pub(super) fn source_of(&self, path: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.path == path)
    }

    /// The column of a key path.
    pub(super) fn column_of(&self, path: &str) -> Option<&str> {
        self.source_of(path).and_then(Source::column)
    }
}

fn both(da: &'static str, en: &'static str) -> Bilingual {
    Bilingual::new(da, en)
}

fn fault(place: &Place, path: &str, message: Bilingual, help: Bilingual) -> Finding {
    let mut finding = Finding::new("IMP-01", Severity::Error, path, message, help);
    finding.place = Some(place.clone());
    finding
}

fn get<'n>(entries: &'n [Entry], key: &str) -> Option<&'n Node> {
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
}

/// The state of reading a mapping.
struct Reader {
    faults: Vec<Finding>,
    sources: Vec<Source>,
    dates: Option<DateForm>,
    /// The key paths that unknown ones seem to mean.
    meant: Vec<String>,
}

impl Reader {
    fn fault(&mut self, place: &Place, path: &str, message: Bilingual, help: Bilingual) {
        self.faults.push(fault(place, path, message, help));
    }

    fn known(&mut self, entries: &[Entry], known: &[&str]) {
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let help = match nearest(&entry.key, known.iter().copied()) {
                Some(near) => Bilingual::new(format!("Mener du `{near}`?"), format!("Do you mean `{near}`?")),
                None => Bilingual::new(
                    format!("Her kan stå: {}.", known.join(", ")),
                    format!("These can stand here: {}.", known.join(", ")),
                ),
            };
            self.fault(
                &entry.key_place,
                "",
                both("Nøglen kender mapping-filen ikke.", "A mapping does not know this key."),
                help,
            );
        }
    }

    /// The text of a scalar.
    fn text(&mut self, node: &Node, path: &str) -> Option<String> {
        if let Written::Text { text, .. } = &node.value {
            return Some(text.clone());
        }
        self.fault(&node.place, path, both("Her skal stå tekst.", "Text must stand here."), both(
            "Skriv for eksempel en kolonnes navn. Har det tegn som : eller #, så sæt det i anførselstegn.",
            "Write, for example, a column's name. If it has signs such as : or #, put it in quotation marks.",
        ));
        None
    }

    /// The texts of a list, or the one text that stands instead.
    fn texts(&mut self, node: &Node, path: &str) -> Vec<String> {
        match &node.value {
            Written::List(items) => items.iter().filter_map(|item| self.text(item, path)).collect(),
            _ => self.text(node, path).into_iter().collect(),
        }
    }

    fn one_of(&mut self, node: &Node, path: &str, words: &[&str]) -> Option<usize> {
        let text = self.text(node, path)?;
        let found = words.iter().position(|word| *word == text);
        if found.is_none() {
            let words = words.join("`, `");
            self.fault(
                &node.place,
                path,
                both(
                    "Ordet er ikke et af dem, der kan stå her.",
                    "The word is none of those that can stand here.",
                ),
                Bilingual::new(
                    format!("Skriv et af dem: `{words}`."),
                    format!("Write one of these: `{words}`."),
                ),
            );
        }
        found
    }

    fn layout(&mut self, entries: &[Entry]) -> Layout {
        let mut one =
            |key: &str, words: &[&str]| get(entries, key).and_then(|node| self.one_of(node, key, words));
        let format = one("format", &["csv", "jsonl"]).map(|at| [Format::Csv, Format::JsonLines][at]);
        let delimiter = one("delimiter", &[";", ",", "tab", "|"]).map(|at| b";,\t|"[at]);
        let windows_1252 = one("encoding", &["utf-8", "windows-1252"]) == Some(1);
        Layout { format, delimiter, windows_1252 }
    }

    fn date_form(&mut self, node: &Node, path: &str) -> Option<DateForm> {
        let text = self.text(node, path)?;
        let form = DateForm::parse(&text);
        if form.is_none() {
            self.fault(&node.place, path, both("Det er ikke en datoform.", "That is no form of dates."), both(
                "Brug dd, mm og yyyy med de tegn, der står mellem dem: `dd-mm-yyyy`, `d/m yyyy` eller `yyyymmdd`.",
                "Use dd, mm and yyyy with the signs between them: `dd-mm-yyyy`, `d/m yyyy` or `yyyymmdd`.",
            ));
        }
        form
    }

    fn left_out(&mut self, entries: &[Entry]) -> LeftOut {
        match get(entries, "left_out") {
            Some(Node { value: Written::Text { text, .. }, .. }) if text == "all_others" => {
                LeftOut::AllOthers
            }
            Some(node) => {
                let names = self.texts(node, "left_out");
                LeftOut::Named(names.into_iter().map(|name| (name, node.place.clone())).collect())
            }
            None => LeftOut::Named(Vec::new()),
        }
    }

    /// The entries under `keys`, of the whole or of a group.
    fn keys(&mut self, node: &Node, above: &[Step], path: &str, number: Option<usize>, when: &[When]) {
        let Written::Map(entries) = &node.value else {
            self.fault(
                &node.place,
                path,
                both("Her skal stå nøgler.", "Keys must stand here."),
                both(
                    "Skriv hver nøgle på sin linje, to mellemrum længere inde: `case: Sagsnummer`.",
                    "Write each key on a line of its own, two spaces further in: `case: Sagsnummer`.",
                ),
            );
            return;
        };
        for entry in entries {
            self.entry(entry, above, path, number, when);
        }
    }

    fn entry(&mut self, entry: &Entry, above: &[Step], path: &str, number: Option<usize>, when: &[When]) {
        let whole = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        let Some(steps) = resolve(above, &entry.key) else {
            let shown = unnumbered(&whole);
            let paths = paths();
            let help = match nearest(&shown, paths.iter().map(String::as_str)) {
                Some(near) => {
                    self.meant.push(near.to_owned());
                    let near = near.strip_prefix(&format!("{}.", unnumbered(path))).unwrap_or(near);
                    Bilingual::new(format!("Mener du `{near}`?"), format!("Do you mean `{near}`?"))
                }
                None => both(
                    "docs/case-record.md viser alle nøgler. Skriv stien med punktum imellem: `citizen.name`.",
                    "docs/case-record.md shows every key. Write the path with dots: `citizen.name`.",
                ),
            };
            self.fault(
                &entry.key_place,
                "",
                both("Sagen har ikke den nøgle.", "A record has no such key."),
                help,
            );
            return;
        };
        let fields: &[Entry] = match &entry.node.value {
            Written::Map(fields) => fields,
            _ => &[],
        };
        self.known(fields, ENTRY);
        let mut conditions = when.to_vec();
        if let Some(node) = get(fields, "when") {
            conditions.extend(self.when(node, &whole, number));
        }
        match get(fields, "keys") {
            Some(node) => self.group(entry, fields, node, &steps, &whole, number, &conditions),
            None => self.leaf(entry, fields, steps, &whole, number, conditions),
        }
    }

    /// A map, or a list of maps, with entries for its own keys.
    #[expect(clippy::too_many_arguments, reason = "what surrounds the group, handed down")]
    fn group(
        &mut self,
        entry: &Entry,
        fields: &[Entry],
        keys: &Node,
        steps: &[Step],
        path: &str,
        number: Option<usize>,
        when: &[When],
    ) {
        let Some((last, before)) = steps.split_last() else { return };
        if last.key.keys.is_empty() {
            self.fault(
                &entry.key_place,
                path,
                both("Nøglen har ingen nøgler under sig.", "The key has no keys under it."),
                both(
                    "Skriv kolonnens navn direkte efter nøglen.",
                    "Write the column's name after the key itself.",
                ),
            );
            return;
        }
        let is_list = last.key.need == Need::List;
        let count =
            match get(fields, "numbered") {
                None => None,
                Some(node) => {
                    let count = self.text(node, path).and_then(|text| text.parse().ok());
                    let count = count
                        .filter(|count| is_list && number.is_none() && (1..=NUMBERED_MAX).contains(count));
                    if count.is_none() {
                        self.fault(&node.place, path, both(
                        "`numbered` er antallet af grupper, og det går kun ved en liste som `facts`.",
                        "`numbered` is the number of groups, and goes with a list such as `facts` only.",
                    ), Bilingual::new(
                        format!("Skriv et tal fra 1 til {NUMBERED_MAX}, for eksempel `numbered: 4`."),
                        format!("Write a number from 1 to {NUMBERED_MAX}, for example `numbered: 4`."),
                    ));
                        return;
                    }
                    count
                }
            };
        for item in 0..count.unwrap_or(1) {
            let faults = self.faults.len();
            let step = Step { key: last.key, item: is_list.then_some(item) };
            let steps: Vec<Step> = before.iter().copied().chain([step]).collect();
            let path = if is_list { format!("{path}[{item}]") } else { path.to_owned() };
            self.keys(keys, &steps, &path, count.map(|_| item + 1).or(number), when);
            // Every group has the same faults.
            if self.faults.len() > faults {
                return;
            }
        }
    }

    fn leaf(
        &mut self,
        entry: &Entry,
        fields: &[Entry],
        mut steps: Vec<Step>,
        path: &str,
        number: Option<usize>,
        when: Vec<When>,
    ) {
        let key = steps[steps.len() - 1].key;
        // That there is none can be said of a map too.
        let is_null = get(fields, "constant").is_some_and(|node| matches!(node.value, Written::Null));
        if !is_null && !takes_a_value(key) {
            self.fault(
                &entry.key_place,
                path,
                both("Nøglen er ikke én værdi.", "The key is not one value."),
                Bilingual::new(
                    format!(
                        "Skriv de nøgler, der står under den: `{path}.{}`, eller brug `keys:`.",
                        first_key(key)
                    ),
                    format!("Write the keys under it: `{path}.{}`, or use `keys:`.", first_key(key)),
                ),
            );
            return;
        }
        if let Some(last) = steps.last_mut() {
            last.item = None;
        }
        let is_list = key.need == Need::List;
        let Some(from) = self.from(entry, fields, is_list, path, number) else { return };
        let words = get(fields, "words").and_then(|node| self.words(node, &steps, is_list, path));
        let is_date = key.example.is_some_and(|example| example.parse::<jiff::civil::Date>().is_ok());
        let own_date = get(fields, "date");
        if let Some(node) = own_date.filter(|_| !is_date) {
            self.fault(
                &node.place,
                path,
                both("Nøglen er ikke en dato.", "The key is no date."),
                both("Slet `date`.", "Delete `date`."),
            );
        }
        let date = match own_date {
            Some(node) => self.date_form(node, path),
            None => self.dates.clone(),
        };
        let empty = get(fields, "empty").map(|node| self.constant(node, is_list, path, number));
        for value in [&empty, &constant_of(&from)].into_iter().flatten() {
            self.try_value(&steps, value, &entry.node.place, path);
        }
        self.sources.push(Source {
            path: path.to_owned(),
            steps,
            from,
            words,
            date: date.filter(|_| is_date),
            empty,
            when,
            place: entry.node.place.clone(),
        });
    }

    fn from(
        &mut self,
        entry: &Entry,
        fields: &[Entry],
        is_list: bool,
        path: &str,
        number: Option<usize>,
    ) -> Option<From> {
        let one = |name: String| From::Columns { names: vec![name], join: String::new(), separator: None };
        if !matches!(entry.node.value, Written::Map(_)) {
            return self.text(&entry.node, path).map(|name| one(numbered(&name, number)));
        }
        let separator = get(fields, "separator").and_then(|node| self.text(node, path));
        let join =
            get(fields, "join").and_then(|node| self.text(node, path)).unwrap_or_else(|| " ".to_owned());
        if separator.is_some() && !is_list {
            self.fault(
                &entry.key_place,
                path,
                both("Nøglen er ikke en liste.", "The key is no list."),
                both("Slet `separator`.", "Delete `separator`."),
            );
        }
        let named = ["column", "columns", "constant"].map(|key| get(fields, key));
        match named {
            [Some(node), None, None] => {
                let name = numbered(&self.text(node, path)?, number);
                Some(From::Columns { names: vec![name], join, separator })
            }
            [None, Some(node), None] => {
                let names = self.texts(node, path).iter().map(|name| numbered(name, number)).collect();
                Some(From::Columns { names, join, separator })
            }
            [None, None, Some(node)] => Some(From::Constant(self.constant(node, is_list, path, number))),
            _ => {
                self.fault(
                    &entry.key_place,
                    path,
                    both(
                        "Det står ikke, hvor værdien kommer fra.",
                        "It is not said where the value comes from.",
                    ),
                    both(
                        "Skriv netop én af dem: `column: …`, `columns: [… , …]` eller `constant: …`.",
                        "Write exactly one of these: `column: …`, `columns: [… , …]` or `constant: …`.",
                    ),
                );
                None
            }
        }
    }

    fn constant(&mut self, node: &Node, is_list: bool, path: &str, number: Option<usize>) -> Value {
        match &node.value {
            Written::Null | Written::Empty => Value::Null,
            Written::List(_) => {
                Value::List(self.texts(node, path).iter().map(|text| numbered(text, number)).collect())
            }
            _ => {
                let text = numbered(&self.text(node, path).unwrap_or_default(), number);
                if is_list { Value::List(vec![text]) } else { Value::Text(text) }
            }
        }
    }

    fn words(&mut self, node: &Node, steps: &[Step], is_list: bool, path: &str) -> Option<Words> {
        let Written::Map(entries) = &node.value else {
            self.fault(
                &node.place,
                path,
                both("Her skal stå ord med oversættelse.", "Words with their translation must stand here."),
                both(
                    "Skriv for eksempel `words: {Afslag: refusal, Bevilling: grant}`.",
                    "Write, for example, `words: {Afslag: refusal, Bevilling: grant}`.",
                ),
            );
            return None;
        };
        let mut words = Vec::new();
        for entry in entries {
            let Some(to) = self.text(&entry.node, path) else { continue };
            let value = if is_list { Value::List(vec![to.clone()]) } else { Value::Text(to.clone()) };
            self.try_value(steps, &value, &entry.node.place, path);
            words.push((entry.key.clone(), to));
        }
        Some(Words(words))
    }

    fn when(&mut self, node: &Node, path: &str, number: Option<usize>) -> Vec<When> {
        let Written::Map(entries) = &node.value else {
            self.fault(
                &node.place,
                path,
                both("Her skal stå en kolonne med ord.", "A column with words must stand here."),
                both(
                    "Skriv for eksempel `when: {Afgørelse: [Bevilling, Delvis bevilling]}`.",
                    "Write, for example, `when: {Afgørelse: [Bevilling, Delvis bevilling]}`.",
                ),
            );
            return Vec::new();
        };
        let conditions = entries.iter().map(|entry| When {
            column: numbered(&entry.key, number),
            values: self.texts(&entry.node, path),
            place: entry.key_place.clone(),
        });
        conditions.collect()
    }

    /// Holds a value of the mapping's own against the reader of records.
    fn try_value(&mut self, steps: &[Step], value: &Value, place: &Place, path: &str) {
        let mut branch = Branch::new(describe::record_keys());
        branch.put(steps, Some(value.clone()), 0, false);
        let (text, _) = yaml::write(&branch);
        let file = CaseFile::from_bytes("".as_ref(), String::new(), text.into_bytes());
        let wrong = read::read(&file)
            .faults
            .into_iter()
            .find(|fault| !matches!(fault.code.as_ref(), "REC-07" | "REC-08"));
        if let Some(wrong) = wrong {
            self.fault(place, path, wrong.message, wrong.help);
        }
    }

    /// That every key without which nothing can be said has an entry.
    fn required(&mut self, place: &Place) {
        let mut wanted = Vec::new();
        gather_required(describe::record_keys(), "", &mut wanted);
        let is_there = |wanted: &str| self.sources.iter().any(|source| source.path == wanted);
        // That a key is missing is said once, by the slip of the pen in its name.
        let said = |wanted: &str| {
            self.meant.iter().any(|meant| meant == wanted)
                || self.faults.iter().any(|fault| fault.path == wanted)
        };
        let missing: Vec<String> = wanted.into_iter().filter(|path| !is_there(path) && !said(path)).collect();
        for path in missing {
            let example = describe::describe(&path).and_then(|key| key.example).unwrap_or_default();
            self.fault(
                place,
                &path,
                Bilingual::new(format!("Nøglen `{path}` mangler."), format!("The key `{path}` is missing.")),
                Bilingual::new(
                    format!("Skriv, hvilken kolonne den kommer fra: `{path}: Kolonnens navn`, eller en konstant: `{path}: {{constant: {example}}}`."),
                    format!("Write which column it comes from: `{path}: Column`, or a constant: `{path}: {{constant: {example}}}`."),
                ),
            );
        }
        let constant = self.sources.iter().find(|source| source.path == "case" && source.column().is_none());
        if let Some(place) = constant.map(|source| source.place.clone()) {
            self.fault(
                &place,
                "case",
                both("Hver sag skal have sit eget nummer.", "Each case must have a number of its own."),
                both(
                    "Skriv, hvilken kolonne sagsnummeret står i: `case: Sagsnummer`.",
                    "Write which column the case number stands in: `case: Sagsnummer`.",
                ),
            );
        }
    }
}

fn constant_of(from: &From) -> Option<Value> {
    match from {
        From::Constant(value) => Some(value.clone()),
        From::Columns { .. } => None,
    }
}

/// The steps of a path under others. A list of maps on the way stands for its first item.
fn resolve(above: &[Step], path: &str) -> Option<Vec<Step>> {
    let mut steps = above.to_vec();
    let mut keys = above.last().map_or(describe::record_keys(), |step| step.key.keys);
    for name in path.split('.') {
        let key = keys.iter().find(|key| key.name == name)?;
        let is_list = key.need == Need::List && !key.keys.is_empty();
        steps.push(Step { key, item: is_list.then_some(0) });
        keys = key.keys;
    }
    Some(steps)
}

/// Whether a value can stand at a key itself: also where a map can stand instead, as at `facts[].dated`.
fn takes_a_value(key: &KeyDoc) -> bool {
    key.keys.is_empty() || !key.form.is_empty() && !key.form.starts_with('{')
}

fn first_key(key: &KeyDoc) -> &'static str {
    key.keys.first().map_or("", |key| key.name)
}

/// Every path of a record that leads to a value.
fn paths() -> Vec<String> {
    fn gather(keys: &'static [KeyDoc], above: &str, paths: &mut Vec<String>) {
        for key in keys {
            let path = if above.is_empty() { key.name.to_owned() } else { format!("{above}.{}", key.name) };
            gather(key.keys, &path, paths);
            paths.push(path);
        }
    }
    let mut paths = Vec::new();
    gather(describe::record_keys(), "", &mut paths);
    paths
}

fn gather_required(keys: &'static [KeyDoc], above: &str, paths: &mut Vec<String>) {
    for key in keys.iter().filter(|key| key.need == Need::Required) {
        let path = if above.is_empty() { key.name.to_owned() } else { format!("{above}.{}", key.name) };
        if key.keys.is_empty() {
            paths.push(path);
        } else {
            gather_required(key.keys, &path, paths);
        }
    }
}

/// A path without the numbers of its items.
fn unnumbered(path: &str) -> String {
    path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}

/// A name of a group's column, with its number.
fn numbered(name: &str, number: Option<usize>) -> String {
    number.map_or_else(|| name.to_owned(), |number| name.replace("{n}", &number.to_string()))
}
