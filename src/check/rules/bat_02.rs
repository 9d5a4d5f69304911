use std::sync::LazyLock;

use regex::Regex;

use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;
use crate::letter::words::sentences;

pub(super) static RULE: Rule = Rule {
    code: "BAT-02",
    severity: Severity::Warning,
    what: text(
        "Teksten handler om denne borger og ikke om en anden, som \"han\" eller \"hun\".",
        "The text is about this citizen and not about another, as \"han\" or \"hun\".",
    ),
    why: text(
        "Et \"hun\" om en, der ellers er \"du\", er tegn på en tekst fra en anden sag.",
        "A \"hun\" for one who is else \"du\" is a sign of a text from another case.",
    ),
    source: "GDPR art. 5; PM 25-24",
    check: Check::Record(check),
};

static PRONOUN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(han|hun|ham|hende|hans|hendes)\b").expect("the pattern is valid"));

/// Somebody whom the pronoun can be about: a profession, kin, a person, or a name in the middle of a sentence.
static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\w*(læge|log|loge|peut|ater|kirurg|pæd|gog|vejleder|leder|rådgiver|behandler|konsulent|assistent|hjælper|arbejder|plejerske|lærer|mester|ist|iker|optiker|tandlæge|visitator|koordinator|mentor|sekretær|kollega|nabo|ven|veninde|kæreste|kone|mand|hustru|ægtefælle|samlever|mor|far|mødre|forældre|søn|datter|bror|søster|onkel|tante|barn|børn|person|menneske|en anden|ejer|træner|instruktør|tolk|værge|repræsentant|chef|kammerat|hest|hund)(n|en|et|r|er|rne|erne|s|ns|ens|e)?\b|\w\s+(?-i:[A-ZÆØÅ])\w+",
    )
    .expect("the pattern is valid")
});

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    for own in context.own {
        for paragraph in own.words.lines().filter(|paragraph| PRONOUN.is_match(paragraph)) {
            let mut before_has_person = false;
            for sentence in sentences(paragraph) {
                let pronoun = PRONOUN.find(sentence);
                let person = PERSON.is_match(sentence);
                if pronoun
                    .is_some_and(|found| !before_has_person && !PERSON.is_match(&sentence[..found.start()]))
                {
                    reporter.report_passage(
                        own.text.path.as_str(),
                        sentence,
                        text(
                            "Sætningen taler om \"han\" eller \"hun\", uden at der er nævnt nogen.",
                            "The sentence speaks of \"han\" or \"hun\" though nobody was named.",
                        ),
                        text(
                            "Skriv du, hvis det er borgeren. Ellers skriv, hvem det er. Er teksten fra en anden sag, så slet den.",
                            "Write du if it is the citizen. Else say who it is. If the text is from another case, delete it.",
                        ),
                    );
                }
                before_has_person |= person;
            }
        }
    }
}
