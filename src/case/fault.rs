//! The faults of reading, each with its code, its words and its mend.
//!
//! One function per fault, so that the words stand in one place. None of them quotes the record.

use granit_parser::ErrorKind;

use crate::diagnostic::{Bilingual, Finding, Place, Severity};

/// A fault found while reading; always holds the letter, always has a place.
pub type Fault = Finding;

/// Every code of reading, with what it stands for; `begrund rules` lists them.
pub const CODES: &[(&str, Bilingual)] = &[
    ("REC-01", text("Filen kan ikke læses", "The file cannot be read")),
    ("REC-02", text("Filen er ikke gemt som UTF-8", "The file is not saved as UTF-8")),
    ("REC-03", text("Filen er ikke gyldig YAML", "The file is not valid YAML")),
    ("REC-04", text("YAML, som en sag ikke bruger", "YAML that a case record does not use")),
    ("REC-05", text("En nøgle står to gange", "A key stands twice")),
    ("REC-06", text("En nøgle er ukendt", "A key is unknown")),
    ("REC-07", text("En nøgle mangler", "A key is missing")),
    ("REC-08", text("En nøgle er tom", "A key is empty")),
    ("REC-09", text("En værdi har forkert form", "A value has the wrong shape")),
    ("REC-10", text("En værdi er ikke en af de tilladte", "A value is not one of those allowed")),
    ("REC-11", text("En dato er ikke en dato", "A date is no date")),
    ("REC-12", text("Et tal er ikke et tal", "A number is no number")),
    ("REC-13", text("En tekst er skåret af ved #", "A text was cut at #")),
    (
        "REC-14",
        text("En tekst har usynlige eller ulæselige tegn", "A text has invisible or unreadable characters"),
    ),
    (
        "REC-15",
        text("En tekst er for lang eller har et linjeskift", "A text is too long or has a line break"),
    ),
    ("REC-16", text("Et tal mangler anførselstegn", "A number lacks quotation marks")),
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
];

const fn text(da: &'static str, en: &'static str) -> Bilingual {
    Bilingual { da: std::borrow::Cow::Borrowed(da), en: std::borrow::Cow::Borrowed(en) }
}

fn fault(code: &'static str, path: &str, place: Place, message: Bilingual, help: Bilingual) -> Fault {
    let mut finding = Finding::new(code, Severity::Error, path, message, help);
    finding.place = Some(place);
    finding
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

/// The YAML itself is broken.
pub fn syntax(kind: &ErrorKind, place: Place) -> Fault {
    let (message, help) = match kind {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => (
            text(
                "Her står et kolon med mellemrum efter inde i en tekst, eller linjen er rykket forkert ind.",
                "Here a colon followed by a space stands inside a text, or the line is indented wrongly.",
            ),
            text(
                "Sæt hele teksten i anførselstegn: \"…\". Er det en nøgle, så ryk linjen ind som dens søskende.",
                "Put the whole text in quotation marks: \"…\". If it is a key, indent it like its siblings.",
            ),
        ),
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => (
            text("Her står et tabulatortegn.", "Here stands a tab character."),
            text(
                "Brug mellemrum til at rykke ind: to for hvert trin.",
                "Indent with spaces: two for each step.",
            ),
        ),
        ErrorKind::UnexpectedCharacter { .. } => (
            text(
                "En tekst uden anførselstegn kan ikke begynde med dette tegn.",
                "A text without quotation marks cannot begin with this character.",
            ),
            text("Sæt hele teksten i anførselstegn: \"…\".", "Put the whole text in quotation marks: \"…\"."),
        ),
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
                    "Skriv \"nøgle: værdi\", eller ryk linjen længere ind, hvis den hører til teksten ovenfor.",
                    "Write \"key: value\", or indent the line further if it belongs to the text above.",
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
            text("En sag har højst syv trin.", "A record has at most seven levels."),
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
            format!("Her står {da}. Det bruger en sag ikke."),
            format!("Here stands {en}, which a case record does not use."),
        ),
        text(
            "Skriv værdien direkte. Er det tekst, så sæt den i anførselstegn: \"…\".",
            "Write the value itself. If it is text, put it in quotation marks: \"…\".",
        ),
    )
}

/// A key that stands twice in one map.
pub fn duplicate_key(place: Place) -> Fault {
    fault(
        "REC-05",
        "",
        place,
        text("Nøglen står to gange samme sted.", "The key stands twice in the same place."),
        text("Slet den ene. Kun den første er læst.", "Delete one. Only the first was read."),
    )
}

/// A key that is not known here; `near` is the one probably meant.
pub fn unknown_key(path: &str, place: Place, near: Option<&str>, known: &[&str]) -> Fault {
    let help = match near {
        Some(near) => Bilingual::new(format!("Mente du `{near}`?"), format!("Did you mean `{near}`?")),
        None => Bilingual::new(
            format!("Her kan stå: {}. Er det tekst, så sæt den i anførselstegn.", known.join(", ")),
            format!("These may stand here: {}. If it is text, put it in quotation marks.", known.join(", ")),
        ),
    };
    fault("REC-06", path, place, text("Nøglen er ukendt her.", "The key is unknown here."), help)
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
        Bilingual::new(format!("Tilføj `{key}:` med en værdi."), format!("Add `{key}:` with a value.")),
    )
}

/// A key with nothing after it.
pub fn empty_key(path: &str, place: Place) -> Fault {
    fault(
        "REC-08",
        path,
        place,
        text("Nøglen er tom.", "The key is empty."),
        text(
            "Skriv en værdi, eller slet nøglen. Skriv null, hvis der med vilje ikke er nogen.",
            "Write a value or delete the key. Write null if there is none on purpose.",
        ),
    )
}

/// A key with nothing or `null` after it, without which nothing can be done.
pub fn empty_required(path: &str, place: Place) -> Fault {
    fault(
        "REC-08",
        path,
        place,
        text("Nøglen er tom.", "The key is empty."),
        text(
            "Skriv en værdi. Uden den kan sagen ikke behandles.",
            "Write a value. Without it nothing can be done with the case.",
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
    fault(
        "REC-09",
        path,
        place,
        text("Værdien har forkert form.", "The value has the wrong shape."),
        Bilingual::new(format!("Her skal stå {}.", wanted.da), format!("Write {} here.", wanted.en)),
    )
}

/// A word that is not one of the choices.
pub fn unknown_choice(path: &str, place: Place, near: Option<&str>, choices: &[&str]) -> Fault {
    let help = match near {
        Some(near) => Bilingual::new(
            format!("Mente du `{near}`? Vælg mellem: {}.", choices.join(", ")),
            format!("Did you mean `{near}`? Choose one of: {}.", choices.join(", ")),
        ),
        None => Bilingual::new(
            format!("Vælg mellem: {}.", choices.join(", ")),
            format!("Choose one of: {}.", choices.join(", ")),
        ),
    };
    fault(
        "REC-10",
        path,
        place,
        text("Værdien er ikke en af de tilladte.", "The value is not one of those allowed."),
        help,
    )
}

/// A date that is none; `month` where `2026-12` would do too.
pub fn not_a_date(path: &str, place: Place, month: bool, meant: Option<String>) -> Fault {
    let mut help = if month {
        Bilingual::new(
            "Skriv år-måned-dag, for eksempel 2026-12-07, eller år-måned.",
            "Write year-month-day, such as 2026-12-07, or year-month.",
        )
    } else {
        Bilingual::new(
            "Skriv år-måned-dag, for eksempel 2026-12-07.",
            "Write year-month-day, such as 2026-12-07.",
        )
    };
    if let Some(meant) = meant {
        help = Bilingual::new(
            format!("{} Mente du {meant}?", help.da),
            format!("{} Did you mean {meant}?", help.en),
        );
    }
    fault(
        "REC-11",
        path,
        place,
        text("Det er ikke en dato, som findes.", "That is no date that exists."),
        help,
    )
}

/// A number that is none.
pub fn not_a_number(path: &str, place: Place) -> Fault {
    fault(
        "REC-12",
        path,
        place,
        text("Det er ikke et tal, der kan bruges her.", "That is no number that can stand here."),
        text(
            "Skriv et positivt tal med cifre, højst to decimaler, for eksempel 20 eller 1,5.",
            "Write a positive number in digits, at most two decimals, such as 20 or 1.5.",
        ),
    )
}

/// Unquoted text that ` #` cut short.
pub fn cut_text(path: &str, place: Place) -> Fault {
    fault(
        "REC-13",
        path,
        place,
        text(
            "Teksten er skåret af: resten efter # er en kommentar.",
            "The text was cut: what follows # is a comment.",
        ),
        text(
            "Sæt teksten i anførselstegn. Er det en kommentar, så sæt to mellemrum før #.",
            "Put the text in quotation marks. If it is a comment, put two spaces before #.",
        ),
    )
}

/// A character that no letter may carry, by its code point.
pub fn bad_character(path: &str, place: Place, character: char) -> Fault {
    let code = u32::from(character);
    fault(
        "REC-14",
        path,
        place,
        Bilingual::new(
            format!("Teksten har et usynligt eller ulæseligt tegn (U+{code:04X})."),
            format!("The text has an invisible or unreadable character (U+{code:04X})."),
        ),
        text(
            "Slet tegnet, og skriv teksten igen omkring det.",
            "Delete the character and type the text around it again.",
        ),
    )
}

/// A text over its length, a word that no line can hold, or a line break in a one-line text.
pub fn too_long(path: &str, place: Place, why: Bilingual) -> Fault {
    fault(
        "REC-15",
        path,
        place,
        why,
        text("Gør teksten kortere, eller del den.", "Make the text shorter, or split it."),
    )
}

/// A text of digits only that other programs would read as a number.
pub fn unquoted_digits(path: &str, place: Place) -> Fault {
    fault(
        "REC-16",
        path,
        place,
        text(
            "Nummeret står uden anførselstegn. Så kan det blive læst som et tal og miste nuller.",
            "The number stands without quotation marks and may be read as a number and lose zeros.",
        ),
        text("Sæt det i anførselstegn: \"…\".", "Put it in quotation marks: \"…\"."),
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
