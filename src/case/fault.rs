//! The faults of reading, each with its code, its words and its mend.
//!
//! One function per fault, so that the words stand in one place. None of them quotes the record.

use granit_parser::ErrorKind;

use super::describe::{self, KeyDoc, Need, WordDoc};
use crate::diagnostic::{Bilingual, Finding, Place, Severity};

/// A fault found while reading; always holds the letter, always has a place.
pub type Fault = Finding;

/// Every code of reading, with what it stands for; `begrund rules` lists them.
pub const CODES: &[(&str, Bilingual)] = &[
    ("REC-01", text("Filen kan ikke læses", "The file cannot be read")),
    ("REC-02", text("Filen er ikke gemt som UTF-8", "The file is not saved as UTF-8")),
    ("REC-03", text("Filen er ikke gyldig YAML", "The file is not valid YAML")),
    ("REC-04", text("YAML, som begrund ikke bruger", "YAML that begrund does not use")),
    ("REC-05", text("En nøgle står to gange", "A key stands twice")),
    ("REC-06", text("En nøgle er ukendt", "A key is unknown")),
    ("REC-07", text("En nøgle mangler", "A key is missing")),
    ("REC-08", text("En nøgle er tom", "A key is empty")),
    ("REC-09", text("En værdi har forkert form", "A value has the wrong shape")),
    ("REC-10", text("En værdi er ikke en af de tilladte", "A value is not one of those allowed")),
    ("REC-11", text("En dato er ikke en dato", "A date is no date")),
    ("REC-12", text("Et tal er ikke et tal", "A number is no number")),
    ("REC-13", text("En tekst er skåret over ved # eller komma", "A text was cut at # or a comma")),
    (
        "REC-14",
        text("En tekst har usynlige eller ulæselige tegn", "A text has invisible or unreadable characters"),
    ),
    (
        "REC-15",
        text("En tekst er for lang eller har et linjeskift", "A text is too long or has a line break"),
    ),
    (
        "REC-16",
        text("Anførselstegn mangler eller er krumme", "Quotation marks are missing, or are curly ones"),
    ),
    (
        "REC-17",
        text("Et brev af denne slags laver begrund ikke", "begrund does not make a letter of this kind"),
    ),
    ("REC-18", text("Et sagsnummer har forkert form", "A case number has the wrong form")),
    ("REC-19", text("En nøgle hører ikke til denne afgørelse", "A key does not belong to this decision")),
    (
        "REC-20",
        text("To sager har samme filnavn eller nummer", "Two cases have the same file name or number"),
    ),
    ("REC-21", text("En indstilling kan ikke bruges", "A setting cannot be used")),
];

const fn text(da: &'static str, en: &'static str) -> Bilingual {
    Bilingual { da: std::borrow::Cow::Borrowed(da), en: std::borrow::Cow::Borrowed(en) }
}

const FIRST_SIGN: Bilingual = text(
    "En tekst uden anførselstegn kan ikke begynde med dette tegn.",
    "A text without quotation marks cannot begin with this character.",
);
const QUOTE_IT_ALL: Bilingual = text(
    "Sæt hele teksten i anførselstegn: `nøgle: \"…\"`.",
    "Put the whole text in quotation marks: `key: \"…\"`.",
);

fn fault(code: &'static str, path: &str, place: Place, message: Bilingual, help: Bilingual) -> Fault {
    let mut finding = Finding::new(code, Severity::Error, path, message, help);
    finding.place = Some(place);
    finding
}

/// The text to type at a key, from its declaration.
fn to_type(path: &str) -> Option<Bilingual> {
    let doc = describe::describe(path)?;
    let name = doc.name;
    let first = |keys: &'static [KeyDoc]| keys.iter().find_map(KeyDoc::typed);
    Some(match (doc.typed(), first(doc.keys), doc.need) {
        (Some(typed), ..) => Bilingual::new(
            format!("Skriv for eksempel `{typed}`."),
            format!("Write, for example, `{typed}`."),
        ),
        (None, Some(first), need) => {
            let dash = if need == Need::List { "- " } else { "" };
            Bilingual::new(
                format!(
                    "Skriv `{name}:` og på linjen under, to mellemrum længere inde, for eksempel `{dash}{first}`."
                ),
                format!(
                    "Write `{name}:` and on the line below, two spaces further in, for example `{dash}{first}`."
                ),
            )
        }
        (None, None, Need::Flag) => Bilingual::new(
            format!("Skriv `{name}: true` eller `{name}: false`."),
            format!("Write `{name}: true` or `{name}: false`."),
        ),
        (None, None, _) => return None,
    })
}

/// What to type, whole.
fn type_this(typed: &str) -> Bilingual {
    Bilingual::new(format!("Skriv: `{typed}`."), format!("Write: `{typed}`."))
}

/// The name of the key at a path, for a text to type.
fn key_of(path: &str) -> &str {
    let key = path.rsplit('.').next().unwrap_or(path);
    key.split('[').next().unwrap_or(key)
}

/// A value as it is typed at a path: with its key, or alone as an item of a list.
fn typed_at(path: &str, value: &str) -> String {
    if path.ends_with(']') { value.to_owned() } else { format!("{}: {value}", key_of(path)) }
}

const TOP: Place = Place { line: 1, column: 1, span: 0..0 };

/// The file is over the size that a record can have, or is not a regular file, or the system refused.
pub fn unreadable(why: Bilingual) -> Fault {
    fault(
        "REC-01",
        "",
        TOP,
        why,
        text(
            "En sag er én YAML-fil på højst 1 MiB. Læg andre filer et andet sted.",
            "A case is one YAML file of at most 1 MiB. Keep other files elsewhere.",
        ),
    )
}

/// What bytes that are not UTF-8 seem to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Windows-1252, which Windows calls ANSI.
    Windows1252,
    /// UTF-16, which Windows calls Unicode.
    Utf16,
    /// Nothing that is known.
    Unknown,
}

/// The bytes are not UTF-8.
pub fn not_utf8(place: Place, found: Encoding) -> Fault {
    let message = match found {
        Encoding::Windows1252 => text(
            "Filen ser ud til at være gemt som Windows-1252 (ANSI). Så bliver æ, ø og å forkerte.",
            "The file seems to be saved as Windows-1252 (ANSI), which spoils æ, ø and å.",
        ),
        Encoding::Utf16 => {
            text("Filen er gemt som UTF-16 (Unicode).", "The file is saved as UTF-16 (Unicode).")
        }
        Encoding::Unknown => text("Filen er ikke gemt som UTF-8.", "The file is not saved as UTF-8."),
    };
    fault(
        "REC-02",
        "",
        place,
        message,
        text(
            "Gem filen igen, og vælg kodningen UTF-8 uden BOM.",
            "Save the file again and choose the encoding UTF-8 without BOM.",
        ),
    )
}

/// The file starts with a byte-order mark.
pub fn byte_order_mark() -> Fault {
    fault(
        "REC-02",
        "",
        TOP,
        text("Filen begynder med et usynligt tegn (BOM).", "The file begins with an invisible mark (BOM)."),
        text(
            "Gem filen igen, og vælg kodningen UTF-8 uden BOM.",
            "Save the file again and choose the encoding UTF-8 without BOM.",
        ),
    )
}

/// What is wrong at the colon of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColonSlip {
    /// No space follows it.
    NoSpace,
    /// It is not there.
    NoColon,
    /// Another sign stands where it belongs.
    OtherSign,
}

/// A slip at the colon of a key, so that YAML sees no key.
pub fn colon_slip(place: Place, key: &str, slip: ColonSlip) -> Fault {
    let (message, da, en) = match slip {
        ColonSlip::NoSpace => (
            text("Efter nøglens kolon mangler et mellemrum.", "After the key's colon a space is missing."),
            "Sæt et mellemrum efter kolon",
            "Put a space after the colon",
        ),
        ColonSlip::NoColon => (
            text("Efter nøglen mangler et kolon.", "After the key a colon is missing."),
            "Sæt kolon og mellemrum efter nøglen",
            "Put a colon and a space after the key",
        ),
        ColonSlip::OtherSign => (
            text("Efter nøglen står et andet tegn end kolon.", "Another sign than a colon follows the key."),
            "Sæt kolon og mellemrum efter nøglen",
            "Put a colon and a space after the key",
        ),
    };
    let help = Bilingual::new(format!("{da}: `{key}: …`."), format!("{en}: `{key}: …`."));
    fault("REC-03", "", place, message, help)
}

/// A dash without its space before a known key.
pub fn dash_slip(place: Place, key: &str) -> Fault {
    let help = Bilingual::new(
        format!("Sæt et mellemrum efter stregen: `- {key}: …`."),
        format!("Put a space after the dash: `- {key}: …`."),
    );
    fault(
        "REC-03",
        "",
        place,
        text("Efter stregen mangler et mellemrum.", "After the dash a space is missing."),
        help,
    )
}

/// The first item of a list without its dash.
pub fn missing_dash(place: Place, key: &str) -> Fault {
    let help = Bilingual::new(
        format!("Sæt en streg foran: `- {key}: …`. Stregen står to mellemrum før de andre linjer i punktet."),
        format!(
            "Put a dash before it: `- {key}: …`. The dash stands two spaces before the item's other lines."
        ),
    );
    let message = text(
        "Her begynder et punkt på en liste, men stregen foran mangler.",
        "An item of a list begins here, but its dash is missing.",
    );
    fault("REC-03", "", place, message, help)
}

/// A key that stands some spaces more or less than its siblings.
pub fn off_by_some(place: Place, key: &str, stands: usize, belongs: usize) -> Fault {
    let message = if stands > belongs {
        text("Linjen står for langt inde.", "The line is indented too far.")
    } else {
        text("Linjen står ikke langt nok inde.", "The line is not indented far enough.")
    };
    let help = match belongs {
        0 => Bilingual::new(
            format!("Ryk `{key}:` helt ud til venstre, uden mellemrum foran."),
            format!("Move `{key}:` to the left margin, with no space before it."),
        ),
        spaces => Bilingual::new(
            format!("Sæt præcis {spaces} mellemrum foran `{key}:`. Her er {stands}."),
            format!("Put exactly {spaces} spaces before `{key}:`. Here are {stands}."),
        ),
    };
    fault("REC-03", "", place, message, help)
}

/// Lines of a text that are not indented under its key; `block` where the key says `|`.
pub fn stray_line(place: Place, key: &str, spaces: usize, block: bool) -> Fault {
    let (da, en) = if block { (" |", " |") } else { ("", "") };
    let message = Bilingual::new(
        format!("Linjen ser ud til at høre til teksten ved `{key}:{da}`, men den er ikke rykket ind."),
        format!("The line seems to belong to the text at `{key}:{en}`, but it is not indented."),
    );
    let help = Bilingual::new(
        format!("Sæt {spaces} mellemrum foran, og gør det samme med de andre linjer af teksten."),
        format!("Put {spaces} spaces before it, and likewise before the other lines of the text."),
    );
    fault("REC-03", "", place, message, help)
}

/// A bracket that is not closed; `close` would close it.
pub fn open_bracket(place: Place, close: char) -> Fault {
    let help = Bilingual::new(
        format!("Skriv {close} til sidst på linjen."),
        format!("Write {close} at the end of the line."),
    );
    fault("REC-03", "", place, text("Parentesen bliver ikke lukket.", "The bracket is not closed."), help)
}

/// No comma before a key in `{ }`.
pub fn missing_comma(place: Place, key: &str) -> Fault {
    let help = Bilingual::new(
        format!("Skriv et komma efter teksten foran: `…, {key}: …`."),
        format!("Write a comma after the text before it: `…, {key}: …`."),
    );
    fault(
        "REC-03",
        "",
        place,
        text("Foran nøglen mangler et komma.", "Before the key a comma is missing."),
        help,
    )
}

/// A text that begins with a sign of YAML. `mended` is the line as it is typed, shown only with the text.
pub fn first_sign(place: Place, mended: Option<String>) -> Fault {
    let fault = fault("REC-03", "", place, FIRST_SIGN, QUOTE_IT_ALL);
    typed(fault, mended)
}

/// Several texts in quotation marks without brackets around them; `mended` is the line as it is typed.
pub fn no_brackets(place: Place, mended: &str) -> Fault {
    let fault = fault(
        "REC-03",
        "",
        place,
        text("Her står flere tekster, men ingen liste.", "Several texts stand here, but no list."),
        text("Sæt [ ] om dem: `nøgle: [\"…\", \"…\"]`.", "Put [ ] around them: `key: [\"…\", \"…\"]`."),
    );
    typed(fault, Some(mended.to_owned()))
}

/// Quotation marks inside a text in quotation marks.
pub fn inner_quotes(place: Place, mended: String) -> Fault {
    let fault = fault(
        "REC-03",
        "",
        place,
        text(
            "Inde i teksten står anførselstegn, som afslutter den for tidligt.",
            "Quotation marks inside the text end it too early.",
        ),
        text(
            "Brug »…« inde i teksten, og sæt hele teksten i ét par anførselstegn: `nøgle: \"… »…« …\"`.",
            "Use »…« inside the text, and put the whole of it in one pair of quotation marks: `key: \"… »…« …\"`.",
        ),
    );
    typed(fault, Some(mended))
}

fn typed(fault: Fault, mended: Option<String>) -> Fault {
    match mended {
        Some(mended) => {
            fault.with_detail(Bilingual::new(format!("Skriv: `{mended}`"), format!("Write: `{mended}`")))
        }
        None => fault,
    }
}

/// Spaces of a word processor or a web page where a line is indented.
pub fn foreign_space(place: Place) -> Fault {
    fault(
        "REC-03",
        "",
        place,
        text(
            "Linjen er rykket ind med hårde mellemrum (fra Word eller en hjemmeside). De tæller ikke som mellemrum.",
            "The line is indented with no-break spaces (of a word processor or a web page), which do not count as spaces.",
        ),
        text(
            "Slet mellemrummene først på linjen, og tryk på mellemrumstasten i stedet.",
            "Delete the spaces at the beginning of the line and type spaces instead.",
        ),
    )
}

/// A line of `---` inside a record.
pub fn ruler(place: Place) -> Fault {
    fault(
        "REC-04",
        "",
        place,
        text(
            "Her står en linje med ---. Det bruger begrund ikke.",
            "Here stands a line of ---, which begrund does not use.",
        ),
        text("Slet linjen.", "Delete the line."),
    )
}

/// The YAML itself is broken. `mended` is the line with its text quoted, where that mends it; it is shown only with the text.
pub fn syntax(kind: &ErrorKind, place: Place, mended: Option<String>) -> Fault {
    typed(told(kind, place), mended)
}

fn told(kind: &ErrorKind, place: Place) -> Fault {
    let (message, help) = match kind {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            text(
                "Her står et kolon med mellemrum efter inde i en tekst, eller linjen er rykket forkert ind.",
                "Here a colon followed by a space stands inside a text, or the line is indented wrongly.",
            ),
            text(
                "Sæt hele teksten i anførselstegn: `nøgle: \"…\"`. Er det en nøgle, så ryk linjen lige så langt ind som dens søskende.",
                "Put the whole text in quotation marks: `key: \"…\"`. If it is a key, indent it like its siblings.",
            ),
        ),
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => (
            text("Her står et tabulatortegn.", "Here stands a tab character."),
            text(
                "Slet tabulatortegnet, og tryk på mellemrum i stedet: to for hvert trin.",
                "Delete the tab and type spaces instead: two for each step.",
            ),
        ),
        ErrorKind::UnexpectedCharacter { .. } => (FIRST_SIGN, QUOTE_IT_ALL),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent => (
            text("Et anførselstegn bliver ikke lukket.", "A quotation mark is not closed."),
            text(
                "Sæt det manglende anførselstegn sidst i teksten.",
                "Add the missing quotation mark at the end of the text.",
            ),
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => (
            text(
                "Der står noget efter det sidste anførselstegn.",
                "Something stands after the closing quotation mark.",
            ),
            text(
                "Sæt hele teksten i ét par anførselstegn. Et \" inde i teksten skrives \\\".",
                "Put the whole text in one pair of quotation marks. A \" inside it is written \\\".",
            ),
        ),
        ErrorKind::UnknownQuotedScalarEscape => (
            text(
                "En omvendt skråstreg har en særlig betydning i \"…\".",
                "A backslash has a special meaning in \"…\".",
            ),
            text("Skriv \\\\, eller brug '…' i stedet.", "Write \\\\, or use '…' instead."),
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => {
            (
                text(
                    "Linjen er ikke en nøgle med kolon, og den hører heller ikke til teksten ovenfor.",
                    "The line is no key with a colon, nor does it belong to the text above.",
                ),
                text(
                    "Skriv `nøgle: værdi`, eller ryk linjen længere ind, hvis den hører til teksten ovenfor.",
                    "Write `key: value`, or indent the line further if it belongs to the text above.",
                ),
            )
        }
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::MismatchedFlowCollectionEnd { .. }
        | ErrorKind::MisplacedFlowCollectionEnd => (
            text(
                "En parentes { } eller [ ] er ikke lukket, eller et komma mangler.",
                "A bracket { } or [ ] is not closed, or a comma is missing.",
            ),
            text(
                "Luk parentesen, og skriv komma mellem delene.",
                "Close the bracket and put commas between the parts.",
            ),
        ),
        ErrorKind::RecursionLimitExceeded => (
            text("Filen er rykket ind i alt for mange trin.", "The file is nested far too deeply."),
            text("Der er højst brug for syv trin.", "At most seven levels are needed."),
        ),
        _ => (
            text("Her kan filen ikke forstås som YAML.", "Here the file cannot be understood as YAML."),
            text(
                "Se på linjen og den ovenfor: indrykning, kolon, anførselstegn og parenteser.",
                "Look at this line and the one above: indentation, colons, quotation marks, brackets.",
            ),
        ),
    };
    fault("REC-03", "", place, message, help)
}

/// YAML that a record does not use.
pub fn unwanted_yaml(da: &str, en: &str, place: Place) -> Fault {
    fault(
        "REC-04",
        "",
        place,
        Bilingual::new(
            format!("Her står {da}. Det bruger begrund ikke."),
            format!("Here stands {en}, which begrund does not use."),
        ),
        text(
            "Skriv værdien direkte. Er det tekst, så sæt den i anførselstegn: \"…\".",
            "Write the value itself. If it is text, put it in quotation marks: \"…\".",
        ),
    )
}

/// A key that stands twice in one map; `first` is the line of the one that was read.
pub fn duplicate_key(place: Place, first: usize) -> Fault {
    fault(
        "REC-05",
        "",
        place,
        Bilingual::new(
            format!("Nøglen står to gange samme sted. Den første står på linje {first}."),
            format!("The key stands twice in the same place. The first stands on line {first}."),
        ),
        text(
            "Slet den ene linje med alt under den. Kun den første er læst.",
            "Delete one of the lines, with all that is under it. Only the first was read.",
        ),
    )
}

/// A key that is not known here; `near` is the one probably meant, `homes` where a key of its name is known, `free` the keys
/// of `parent` that are not there yet.
pub fn unknown_key(
    path: &str,
    place: Place,
    near: Option<&str>,
    homes: &[String],
    parent: &str,
    free: &[&str],
) -> Fault {
    let help = match (near, homes) {
        (Some(near), _) => {
            Bilingual::new(format!("Ret nøglen til `{near}:`."), format!("Change the key to `{near}:`."))
        }
        (None, [_, ..]) => {
            let homes: Vec<String> = homes.iter().take(3).map(|home| format!("`{home}:`")).collect();
            Bilingual::new(
                format!("Flyt linjen ind under {}, to mellemrum længere inde.", homes.join(" eller ")),
                format!("Move the line to stand under {}, two spaces further in.", homes.join(" or ")),
            )
        }
        (None, []) if free.is_empty() => text(
            "Slet linjen. Er det tekst, så sæt den i anførselstegn: \"…\".",
            "Delete the line. If it is text, put it in quotation marks: \"…\".",
        ),
        (None, []) => {
            let told = if free.len() > KEYS_TOLD { free.join(", ") } else { with_meanings(parent, free) };
            let names = free.join(", ");
            Bilingual::new(
                format!("Her kan også stå: {told}. Er det tekst, så sæt den i anførselstegn: \"…\"."),
                format!(
                    "These may stand here too: {names}. If it is text, put it in quotation marks: \"…\"."
                ),
            )
        }
    };
    fault("REC-06", path, place, text("Nøglen er ukendt her.", "The key is unknown here."), help)
}

/// Of so many keys the meanings are told too.
const KEYS_TOLD: usize = 6;

/// Keys with the first sentence of what they mean.
fn with_meanings(parent: &str, keys: &[&str]) -> String {
    let told = keys.iter().map(|key| {
        let path = if parent.is_empty() { (*key).to_owned() } else { format!("{parent}.{key}") };
        let what = describe::describe(&path).map_or("", |doc| doc.what);
        // "5. Indholdet." begins with its number.
        let what = what.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
        let first = what.split_inclusive(['.', ':', '?']).next().unwrap_or_default();
        match first.trim_end_matches(['.', ':']) {
            "" => format!("`{key}`"),
            first => format!("`{key}` ({first})"),
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

/// A key that belongs under the empty key before it: its line is not indented.
pub fn dedented_key(path: &str, place: Place, key: &str) -> Fault {
    let home = key_of(path);
    fault(
        "REC-06",
        path,
        place,
        Bilingual::new(
            format!("Nøglen hører til under `{home}:`, men linjen er ikke rykket ind."),
            format!("The key belongs under `{home}:`, but the line is not indented."),
        ),
        Bilingual::new(
            format!("Sæt to mellemrum foran `{key}:`, og gør det samme med de andre linjer under `{home}:`."),
            format!("Put two spaces before `{key}:`, and likewise before the other lines under `{home}:`."),
        ),
    )
}

/// A key that stands inside another and belongs on the top level.
pub fn indented_key(path: &str, place: Place) -> Fault {
    fault(
        "REC-06",
        path,
        place,
        text("Nøglen står for langt inde.", "The key is indented too far."),
        text(
            "Ryk den helt ud til venstre, med alt under den.",
            "Move it out to the left margin, with all that is under it.",
        ),
    )
}

/// A key without which nothing can be done.
pub fn missing_key(path: &str, place: Place) -> Fault {
    let key = path.rsplit('.').next().unwrap_or(path);
    fault(
        "REC-07",
        path,
        place,
        Bilingual::new(format!("Nøglen `{key}` mangler."), format!("The key `{key}` is missing.")),
        to_type(path).unwrap_or_else(|| {
            Bilingual::new(format!("Tilføj `{key}:` med en værdi."), format!("Add `{key}:` with a value."))
        }),
    )
}

/// A key with nothing after it: what belongs there, in the words of its declaration.
pub fn empty_key(path: &str, place: Place) -> Fault {
    let says_so = describe::describe(path).is_some_and(|doc| doc.what.contains("Skriv null"));
    let none = if says_so {
        text("", "Write null if there is none on purpose.")
    } else {
        text(
            "Skriv null, hvis der med vilje ikke er nogen, eller slet nøglen.",
            "Write null if there is none on purpose, or delete the key.",
        )
    };
    empty(path, place, &none)
}

/// A key with nothing or `null` after it, without which nothing can be done.
pub fn empty_required(path: &str, place: Place) -> Fault {
    empty(path, place, &MUST_BE_THERE)
}

const MUST_BE_THERE: Bilingual = text("Den skal være der.", "It must be there.");

/// A setting with nothing after it; without the key, its default holds.
pub fn empty_setting(path: &str, place: Place) -> Fault {
    if path.ends_with(']') {
        return empty_item(path, place);
    }
    let or = match describe::describe(path) {
        Some(KeyDoc { need: Need::Required, .. }) => MUST_BE_THERE,
        Some(KeyDoc { default: Some(default), .. }) => Bilingual::new(
            format!("Eller slet nøglen; så gælder {default}."),
            format!("Or delete the key; then {default} holds."),
        ),
        _ => text("Eller slet nøglen.", "Or delete the key."),
    };
    empty(path, place, &or)
}

/// A setting whose value `#` makes a comment.
pub fn commented_out(path: &str, place: Place) -> Fault {
    let typed = to_type(path).unwrap_or(QUOTE_IT_ALL);
    fault(
        "REC-13",
        path,
        place,
        text(
            "Værdien er væk: alt efter # er en kommentar.",
            "The value is gone: what follows # is a comment.",
        ),
        Bilingual::new(
            format!("Sæt den i anførselstegn. {}", typed.da),
            format!("Put it in quotation marks. {}", typed.en),
        ),
    )
}

/// A file of settings that says nothing.
pub fn no_settings(place: Place) -> Fault {
    says_nothing(
        "municipality",
        place,
        text(
            "`begrund init MAPPE` laver en ny begrund.yaml, som du kan begynde med.",
            "`begrund init DIR` makes a new begrund.yaml to begin with.",
        ),
    )
}

fn says_nothing(first_key: &str, place: Place, begin: Bilingual) -> Fault {
    let message = text("Filen er tom eller har ingen nøgler.", "The file is empty or has no keys.");
    fault("REC-07", first_key, place, message, begin)
}

fn empty(path: &str, place: Place, more: &Bilingual) -> Fault {
    let key = key_of(path);
    let told = describe::describe(path).map(KeyDoc::told);
    let typed = to_type(path).unwrap_or_else(|| {
        Bilingual::new(format!("Skriv en værdi efter `{key}:`."), format!("Write a value after `{key}:`."))
    });
    let told = told.map_or_else(String::new, |told| format!("{told} "));
    fault(
        "REC-08",
        path,
        place,
        Bilingual::new(format!("Nøglen `{key}` er tom."), format!("The key `{key}` is empty.")),
        Bilingual::new(
            format!("{told}{} {}", typed.da, more.da).trim_end().to_owned(),
            format!("{} {}", typed.en, more.en),
        ),
    )
}

/// An item of a list with nothing in it.
pub fn empty_item(path: &str, place: Place) -> Fault {
    fault(
        "REC-08",
        path,
        place,
        text("Punktet på listen er tomt.", "The item of the list is empty."),
        text(
            "Skriv noget efter stregen, eller slet linjen.",
            "Write something after the dash, or delete the line.",
        ),
    )
}

/// A value of the wrong shape: a list where text was wanted, and so on.
pub fn wrong_shape(path: &str, place: Place, wanted: &Bilingual) -> Fault {
    // Of a map its own words tell what to write where there is nothing to say.
    let what = describe::describe(path).filter(|doc| !doc.keys.is_empty()).map(|doc| doc.what);
    let what = what.map_or_else(String::new, |what| format!(" {what}"));
    fault(
        "REC-09",
        path,
        place,
        text("Værdien har forkert form.", "The value has the wrong shape."),
        match to_type(path) {
            Some(typed) => Bilingual::new(
                format!("Her skal stå {}.{what} {}", wanted.da, typed.da),
                format!("Write {} here. {}", wanted.en, typed.en),
            ),
            None => Bilingual::new(
                format!("Her skal stå {}.{what}", wanted.da),
                format!("Write {} here.", wanted.en),
            ),
        },
    )
}

/// A file without any key of a record.
pub fn no_record(place: Place) -> Fault {
    says_nothing(
        "case",
        place,
        text(
            "Begynd med `begrund new --decision refusal 2026-102-0001`. Den laver en fil med alle de nøgler, et afslag skal have.",
            "Begin with `begrund new --decision refusal 2026-102-0001`, which makes a file with every key that a refusal needs.",
        ),
    )
}

/// A word that is not one of the choices; `meant` is the one that it seems to stand for.
pub fn unknown_choice(path: &str, place: Place, meant: Option<&WordDoc>, words: &[WordDoc]) -> Fault {
    let names: Vec<&str> = words.iter().map(|word| word.word).collect();
    let told: Vec<String> = words.iter().map(|word| format!("{} ({})", word.word, word.meaning)).collect();
    let names = names.join(", ");
    let written = |word: &str| typed_at(path, word);
    let help = match meant {
        Some(WordDoc { word, meaning }) => {
            let meaning = meaning.split([':', ';', ',']).next().unwrap_or(meaning);
            Bilingual::new(
                format!("Mente du `{}` (»{meaning}«)? Ordene her er: {names}.", written(word)),
                format!("Did you mean `{}`? The words here are: {names}.", written(word)),
            )
        }
        None => {
            Bilingual::new(format!("Vælg mellem: {}.", told.join(", ")), format!("Choose one of: {names}."))
        }
    };
    fault(
        "REC-10",
        path,
        place,
        text("Værdien er ikke en af de tilladte.", "The value is not one of those allowed."),
        help,
    )
}

/// What is wrong with a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateSlip {
    /// Another form; the same in the form asked for.
    Form(String),
    /// A day that no calendar has.
    NoDay,
    /// A year far from any case.
    Year,
    /// Day and month alone.
    NoYear,
    /// No date at all.
    Words,
}

/// A date that is none; `month` where `2026-12` would do too.
pub fn not_a_date(path: &str, place: Place, month: bool, slip: &DateSlip) -> Fault {
    if let DateSlip::Form(meant) = slip {
        let typed = typed_at(path, meant);
        let message = text(
            "Datoen er skrevet på en anden måde end her.",
            "The date is written in another form than here.",
        );
        let help = Bilingual::new(format!("Skriv `{typed}`."), format!("Write `{typed}`."));
        return fault("REC-11", path, place, message, help);
    }
    let doc = describe::describe(path);
    let example = doc.and_then(|doc| doc.example).unwrap_or("2026-12-07");
    let typed = typed_at(path, example);
    let or = if month { (", eller kun år-måned", ", or only year-month") } else { ("", "") };
    let message = match slip {
        DateSlip::Words => text("Her skal stå en dato.", "A date belongs here."),
        DateSlip::NoYear => text("Året mangler i datoen.", "The date has no year."),
        DateSlip::Year => {
            text("Året ligger ikke mellem 1900 og 2100.", "The year is not between 1900 and 2100.")
        }
        DateSlip::NoDay | DateSlip::Form(_) => {
            text("Det er ikke en dato, som findes.", "That is no date that exists.")
        }
    };
    // What to write where there is no date at all, the key's own words say.
    let what =
        doc.filter(|_| *slip == DateSlip::Words).map_or_else(String::new, |doc| format!("{} ", doc.what));
    let help = Bilingual::new(
        format!("{what}Skriv år-måned-dag, for eksempel `{typed}`{}.", or.0),
        format!("Write year-month-day, such as `{typed}`{}.", or.1),
    );
    fault("REC-11", path, place, message, help)
}

/// A number that is none. `meant` is the number alone, where something stands beside it; it is shown only with the text.
pub fn not_a_number(path: &str, place: Place, meant: Option<String>) -> Fault {
    let key = key_of(path);
    let example = describe::describe(path).and_then(|doc| doc.example).unwrap_or("20");
    let fault = fault(
        "REC-12",
        path,
        place,
        NO_NUMBER,
        Bilingual::new(
            format!("Skriv kun tallet med cifre, uden kr. og enheder, for eksempel `{key}: {example}`."),
            format!("Write the number alone in digits, without kr. or units, such as `{key}: {example}`."),
        ),
    );
    match meant {
        Some(meant) => fault.with_detail(type_this(&format!("{key}: {meant}"))),
        None => fault,
    }
}

/// A whole number that is none, or lies outside what can stand there.
/// `meant` is the number alone, where something stands beside it; it is shown only with the text.
pub fn not_in_range(path: &str, place: Place, (least, most): (u32, u32), meant: Option<u32>) -> Fault {
    let help = Bilingual::new(
        format!("Skriv kun tallet, uden enhed, punktum og komma: fra {least} til {most}."),
        format!("Write the number alone, without unit, point or comma: from {least} to {most}."),
    );
    let fault = fault("REC-12", path, place, NO_NUMBER, help);
    match meant {
        Some(meant) => {
            let typed = typed_at(path, &meant.to_string());
            fault.with_detail(type_this(&typed))
        }
        None => fault,
    }
}

const NO_NUMBER: Bilingual =
    text("Det er ikke et tal, der kan bruges her.", "That is no number that can stand here.");

/// A length that is none.
pub fn not_a_length(path: &str, place: Place) -> Fault {
    let typed = typed_at(path, "20,5");
    let help = Bilingual::new(
        format!("Skriv millimeter med cifre, højst to decimaler, for eksempel `{typed}`."),
        format!("Write millimetres in digits, with two decimals at most, such as `{typed}`."),
    );
    fault("REC-12", path, place, NO_NUMBER, help)
}

/// A setting that can be read and cannot be meant.
pub fn setting(path: &str, place: Place, message: Bilingual, help: Bilingual) -> Fault {
    fault("REC-21", path, place, message, help)
}

/// Unquoted text that ` #` cut short.
pub fn cut_text(path: &str, place: Place) -> Fault {
    let key = key_of(path);
    fault(
        "REC-13",
        path,
        place,
        text(
            "Teksten er skåret af: resten efter # er en kommentar.",
            "The text was cut: what follows # is a comment.",
        ),
        Bilingual::new(
            format!(
                "Sæt hele teksten i anførselstegn: `{key}: \"…\"`. Er det en kommentar, så sæt to mellemrum før #."
            ),
            format!(
                "Put the whole text in quotation marks: `{key}: \"…\"`. If it is a comment, put two spaces before #."
            ),
        ),
    )
}

/// A character that no letter may carry, by its name or code point.
pub fn bad_character(path: &str, place: Place, character: char) -> Fault {
    let code = u32::from(character);
    let (da, en) = match character {
        '\u{ad}' => ("en skjult bindestreg", "a soft hyphen"),
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => ("et skjult mellemrum", "a hidden space"),
        '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => {
            ("et linjeskift fra et tekstprogram", "a line break of a word processor")
        }
        _ => ("et usynligt eller ulæseligt tegn", "an invisible or unreadable character"),
    };
    fault(
        "REC-14",
        path,
        place,
        Bilingual::new(
            format!("Teksten har {da} (U+{code:04X})."),
            format!("The text has {en} (U+{code:04X})."),
        ),
        text(
            "Slet ordet, hvor tegnet står, og ordet før, og skriv dem igen.",
            "Delete the word where the character stands and the one before, and type them again.",
        ),
    )
}

/// A text in the quotation marks of a word processor, which would stand in the letter; `inside` is the text without them.
pub fn curly_quotes(path: &str, place: Place, inside: &str) -> Fault {
    let typed = typed_at(path, "\"…\"");
    let fault = fault(
        "REC-16",
        path,
        place,
        text(
            "Teksten står i krumme anførselstegn, som i Word. De bliver en del af teksten.",
            "The text stands in curly quotation marks, as of a word processor, which become a part of it.",
        ),
        Bilingual::new(
            format!("Slet dem, eller skriv lige anførselstegn: `{typed}`."),
            format!("Delete them, or type straight quotation marks: `{typed}`."),
        ),
    );
    let inside = inside.replace('\\', "\\\\").replace('"', "\\\"");
    let typed = typed_at(path, &format!("\"{inside}\""));
    fault.with_detail(type_this(&typed))
}

/// A part of a text in `{ }` that a comma cuts off; `path` is the key of the text.
pub fn cut_by_comma(path: &str, place: Place) -> Fault {
    let key = key_of(path);
    fault(
        "REC-13",
        path,
        place,
        text(
            "Et komma skærer teksten over, for mellem { } skiller komma nøglerne ad.",
            "A comma cuts the text, for between { } commas part the keys.",
        ),
        Bilingual::new(
            format!("Sæt hele teksten i anførselstegn: `{key}: \"…, …\"`."),
            format!("Put the whole text in quotation marks: `{key}: \"…, …\"`."),
        ),
    )
}

/// Items of a list that begin with another sign than a dash and a space.
pub fn no_dash(path: &str, place: Place) -> Fault {
    fault(
        "REC-09",
        path,
        place,
        text(
            "Punkterne begynder ikke med en almindelig bindestreg og et mellemrum.",
            "The items do not begin with an ordinary hyphen and a space.",
        ),
        text(
            "Slet tegnet først på hver linje, og skriv en bindestreg og et mellemrum: `- …`.",
            "Delete the sign at the beginning of each line, and type a hyphen and a space: `- …`.",
        ),
    )
}

/// A list of one, as it is typed at a key.
pub fn typed_list(path: &str, item: &str) -> Bilingual {
    let typed = format!("{}: [{item}]", key_of(path));
    type_this(&typed)
}

/// A text over its length, or a word that no line can hold.
pub fn too_long(path: &str, place: Place, why: Bilingual) -> Fault {
    fault(
        "REC-15",
        path,
        place,
        why,
        text("Gør teksten kortere, eller del den.", "Make the text shorter, or split it."),
    )
}

/// A line break in a one-line text.
pub fn line_break(path: &str, place: Place) -> Fault {
    let key = key_of(path);
    fault(
        "REC-15",
        path,
        place,
        ONE_LINE,
        Bilingual::new(
            format!(
                "Skriv det hele på linjen efter kolon: `{key}: \"…\"`. Afsnit kan kun stå i `reasoning`."
            ),
            format!(
                "Write all of it on the line after the colon: `{key}: \"…\"`. Only `reasoning` has paragraphs."
            ),
        ),
    )
}

/// A line break in a setting.
pub fn line_break_in_setting(path: &str, place: Place) -> Fault {
    let typed = typed_at(path, "\"…\"");
    fault(
        "REC-15",
        path,
        place,
        ONE_LINE,
        Bilingual::new(
            format!("Skriv det hele på linjen efter kolon: `{typed}`."),
            format!("Write all of it on the line after the colon: `{typed}`."),
        ),
    )
}

const ONE_LINE: Bilingual = text("Teksten skal stå på én linje.", "The text must stand on one line.");

/// A list or a map with more in it than anybody writes.
pub fn too_many(path: &str, place: Place, there: usize, most: usize) -> Fault {
    fault(
        "REC-09",
        path,
        place,
        Bilingual::new(
            format!("Her står {there}. Der er plads til {most}."),
            format!("Here stand {there}; there is room for {most}."),
        ),
        text("Slet dem, der er for mange.", "Delete those that are too many."),
    )
}

/// A text of digits only that other programs would read as a number.
pub fn unquoted_digits(path: &str, place: Place) -> Fault {
    let key = key_of(path);
    let quoted = describe::describe(path).and_then(KeyDoc::typed).filter(|typed| typed.ends_with('"'));
    let shown = match quoted {
        Some(typed) => Bilingual::new(format!(", for eksempel `{typed}`."), format!(", such as `{typed}`.")),
        None => text(".", "."),
    };
    fault(
        "REC-16",
        path,
        place,
        text(
            "Nummeret står uden lige anførselstegn. Så kan det blive læst som et tal og miste nuller.",
            "The number stands without straight quotation marks and may be read as a number and lose zeros.",
        ),
        Bilingual::new(
            format!("Sæt det i anførselstegn: `{key}: \"…\"`{}", shown.da),
            format!("Put it in quotation marks: `{key}: \"…\"`{}", shown.en),
        ),
    )
}

/// A letter about genvurdering (RSB §§ 11–12), which is no decision of this kind.
pub fn reassessment(path: &str, place: Place) -> Fault {
    fault(
        "REC-17",
        path,
        place,
        text(
            "Et brev om genvurdering efter en klage er ikke en afgørelse af denne slags.",
            "A letter about reassessment after an appeal is no decision of this kind.",
        ),
        text(
            "Skriv det brev efter bekendtgørelse om retssikkerhed §§ 11-12. begrund laver det ikke.",
            "Write that letter under §§ 11-12 of the executive order. begrund does not make it.",
        ),
    )
}

/// A case number of the wrong form.
pub fn bad_case_id(path: &str, place: Place, why: Bilingual) -> Fault {
    fault(
        "REC-18",
        path,
        place,
        why,
        text(
            "Brug sagens journalnummer: bogstaver a-z, cifre og - . _ /, 4 til 40 tegn. Aldrig et CPR-nummer.",
            "Use the journal number: letters a-z, digits and - . _ /, 4 to 40 characters. Never a CPR number.",
        ),
    )
}

/// A key that this kind of case does not use; `kind` is `decision` or `occasion`.
pub fn foreign_key(path: &str, place: Place, kind: &str, word: &str) -> Fault {
    fault(
        "REC-19",
        path,
        place,
        Bilingual::new(
            format!("Nøglen hører ikke til, når `{kind}` er `{word}`."),
            format!("The key does not belong when `{kind}` is `{word}`."),
        ),
        Bilingual::new(
            format!("Slet nøglen, eller ret `{kind}`."),
            format!("Delete the key, or mend `{kind}`."),
        ),
    )
}

/// Two files of a batch that would give the same letter name.
pub fn same_case(path: &str, place: Place, message: Bilingual) -> Fault {
    fault(
        "REC-20",
        path,
        place,
        message,
        text(
            "Giv den ene sag sit eget nummer, eller slet den ene fil.",
            "Give one case its own number, or delete one file.",
        ),
    )
}
