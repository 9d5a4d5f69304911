use crate::case::slot::Slot;
use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::{Bilingual, Severity};

pub(super) static RULE: Rule = Rule {
    code: "SPR-09",
    severity: Severity::Warning,
    what: text(
        "En tekst efter \"at\" eller \"fordi\" har ledsætningens ordstilling: \"du ikke kan\", ikke \"du kan ikke\".",
        "A text after \"at\" or \"fordi\" has the word order of a subordinate clause: \"du ikke kan\", not \"du kan ikke\".",
    ),
    why: text(
        "Ellers læser borgeren en sætning, der lyder forkert.",
        "Otherwise the citizen reads a sentence that sounds wrong.",
    ),
    source: "Dansk Sprognævn; eget forslag",
    check: Check::Record(check),
};

/// How much of the mended clause is shown.
const SHOWN_WORDS: usize = 8;

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    for own in context.texts.iter().filter(|own| matches!(own.slot, Slot::At | Slot::Because)) {
        let Some(mended) = mended(&own.text) else { continue };
        reporter.report_with_detail(
            own.path.as_str(),
            text("Teksten har hovedsætningens ordstilling.", "The text has the word order of a main clause."),
            text(
                "Sæt \"ikke\", \"aldrig\" og lignende ord før verbet: \"du ikke kan\", ikke \"du kan ikke\".",
                "Put \"ikke\", \"aldrig\" and such words before the verb: \"du ikke kan\", not \"du kan ikke\".",
            ),
            Bilingual::new(format!("Skriv: »{mended}«."), format!("Write: »{mended}«.")),
        );
    }
}

/// The adverbs that stand before the verb of a subordinate clause. One of them right after the verb shows a main clause.
const ADVERBS: &[&str] = &["ikke", "aldrig", "altid", "ofte", "sjældent", "desværre", "stadig"];
/// Words that may stand among them, but show nothing alone.
const ADVERBS_BESIDE: &[&str] =
    &["heller", "slet", "endnu", "længere", "altså", "jo", "måske", "dog", "derfor"];
/// Subjects that a finite verb follows. Of `den`, `det`, `de`, a noun may follow too: "de lærere ikke kan".
const PERSONS: &[&str] = &["du", "vi", "jeg", "han", "hun", "man", "der"];
const ARTICLES: &[&str] = &["den", "det", "de"];
/// Verbs with which `ofte` and `sjældent` cannot close the clause ("fordi du kommer ofte" is right).
const AUXILIARIES: &[&str] = &[
    "er", "var", "har", "havde", "kan", "kunne", "skal", "skulle", "vil", "ville", "må", "måtte", "bør",
    "burde", "tør", "turde", "bliver", "blev", "får", "fik",
];
const OTHER_VERBS: &[&str] = &[
    "gør", "gjorde", "går", "gik", "ser", "ved", "vidste", "står", "stod", "sker", "skete", "kom", "tog",
    "gav", "lå", "sad", "fandt", "holdt", "sov", "spiste", "følte", "brugte", "kendte", "hørte", "mente",
    "troede", "boede", "skrev", "sagde", "findes", "fandtes", "lykkes", "lykkedes", "synes", "syntes",
    "behøves", "gives", "ydes", "dækkes", "bruges", "kræves", "slår", "slog", "forstår", "forstod", "når",
    "nåede", "rår", "bor", "tror", "bærer", "passer", "virker", "hjælper", "mangler", "gælder", "dækker",
    "kræver", "bruger", "kommer", "giver", "tager", "holder", "finder", "føler", "sover", "spiser", "siger",
    "skriver",
];
/// Words in -er and -ede that are no verbs.
const NO_VERBS: &[&str] = &[
    "efter",
    "bagefter",
    "derefter",
    "herefter",
    "heller",
    "eller",
    "sommetider",
    "under",
    "over",
    "her",
    "der",
    "især",
    "allerede",
    "nede",
    "dernede",
    "hernede",
    "mere",
    "flere",
    "ellers",
    "aldrig",
    "fremmede",
    "rede",
    "vrede",
    "glæde",
];

/// The clause with its adverbs moved before the verb; `None` where nothing shows a main clause.
fn mended(clause: &str) -> Option<String> {
    clause_starts(clause).find_map(|start| {
        let words: Vec<&str> = clause[start..].split_whitespace().collect();
        mended_words(&words)
    })
}

/// Where a clause of the slot's kind begins: at the start, and after "og at" or "og fordi".
fn clause_starts(clause: &str) -> impl Iterator<Item = usize> {
    let later = ["og at ", "og fordi ", "men at ", "men fordi "].into_iter().flat_map(move |lead| {
        clause
            .match_indices(lead)
            .filter(|(at, _)| clause[..*at].ends_with(' '))
            .map(move |(at, _)| at + lead.len())
    });
    std::iter::once(0).chain(later)
}

fn mended_words(words: &[&str]) -> Option<String> {
    let subject_words = subject(words)?;
    let (subject, rest) = words.split_at(subject_words);
    let (verb, rest) = rest.split_first()?;
    let adverb_words =
        rest.iter().take_while(|word| ADVERBS.contains(word) || ADVERBS_BESIDE.contains(word)).count();
    let (adverbs, rest) = rest.split_at(adverb_words);
    let shows = adverbs.iter().any(|adverb| match *adverb {
        "ofte" | "sjældent" => AUXILIARIES.contains(verb),
        // "du arbejder stadig flere timer": the adverb belongs to the next word.
        "stadig" => !rest.first().is_some_and(|next| is_comparative(next)),
        adverb => ADVERBS.contains(&adverb),
    });
    if !shows {
        return None;
    }
    let all: Vec<&str> = subject.iter().chain(adverbs).chain([verb]).chain(rest).copied().collect();
    let shown = all.iter().take(SHOWN_WORDS).copied().collect::<Vec<_>>().join(" ");
    Some(if all.len() > SHOWN_WORDS { format!("{shown} …") } else { shown })
}

/// How many words the subject has that a finite verb follows.
fn subject(words: &[&str]) -> Option<usize> {
    let verb_at =
        |at: usize, is_verb: fn(&str) -> bool| words.get(at).is_some_and(|word| is_verb(word)).then_some(at);
    let first = words.first()?.to_lowercase();
    if PERSONS.contains(&first.as_str()) {
        return verb_at(1, looks_like_verb);
    }
    if ARTICLES.contains(&first.as_str()) {
        return verb_at(1, is_known_verb)
            .or_else(|| noun_subject(words, 1).and_then(|at| verb_at(at, looks_like_verb)));
    }
    let alone = is_definite_noun(&first).then_some(1).and_then(|at| verb_at(at, looks_like_verb));
    alone.or_else(|| noun_subject(words, 1).and_then(|at| verb_at(at, looks_like_verb)))
}

/// The place after a definite noun that stands second, such as in "hele forløbet".
fn noun_subject(words: &[&str], at: usize) -> Option<usize> {
    words.get(at).filter(|word| is_definite_noun(word)).map(|_| at + 1)
}

fn is_definite_noun(word: &str) -> bool {
    word.chars().count() > 3
        && word.chars().all(|c| c.is_alphabetic() || c == '-')
        && ["en", "et", "erne", "ene"].iter().any(|ending| word.ends_with(ending))
}

fn is_known_verb(word: &str) -> bool {
    AUXILIARIES.contains(&word) || OTHER_VERBS.contains(&word)
}

fn looks_like_verb(word: &str) -> bool {
    let regular = word.chars().count() > 3
        && word.chars().all(char::is_alphabetic)
        && (word.ends_with("er") || word.ends_with("ede"));
    is_known_verb(word) || (regular && !NO_VERBS.contains(&word))
}

fn is_comparative(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| !c.is_alphabetic());
    word.ends_with("ere")
        || word.ends_with("ende")
        || matches!(word, "mere" | "mindre" | "bedre" | "værre" | "større")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn main_clause_order_is_mended() {
        for (written, shown) in [
            ("du kan ikke gå ud alene", "du ikke kan gå ud alene"),
            ("du har aldrig fået hjælp", "du aldrig har fået hjælp"),
            ("du kan heller ikke passe et arbejde", "du heller ikke kan passe et arbejde"),
            ("det er ikke dig, der bestemmer", "det ikke er dig, der bestemmer"),
            ("der er desværre ikke en lift", "der desværre ikke er en lift"),
            ("behandlingen virker ikke", "behandlingen ikke virker"),
            ("hele forløbet dækker ikke behovet", "hele forløbet ikke dækker behovet"),
            ("smerterne går aldrig væk", "smerterne aldrig går væk"),
            ("du er ofte træt", "du ofte er træt"),
            ("du har stadig smerter", "du stadig har smerter"),
            ("den psykiatri, og at du kan ikke mere", "du ikke kan mere"),
            (
                "man kan ikke gå ud om aftenen uden at have en anden med",
                "man ikke kan gå ud om aftenen uden …",
            ),
        ] {
            assert_eq!(mended(written).as_deref(), Some(shown), "{written}");
        }
    }

    #[test]
    fn subordinate_clauses_are_left_alone() {
        for right in [
            "du ikke kan gå ud alene",
            "du selv ikke kan stå op",
            "du efter ulykken ikke kan gå",
            "du allerede ikke sover",
            "du slet ikke kan gå ud",
            "du har ikke-medicinske behov",
            "du arbejder stadig flere timer",
            "du har stadig stigende smerter",
            "du kommer ofte om natten",
            "du sover sjældent",
            "de kvinder ikke vil tale med dig",
            "de fleste ikke kan se det",
            "det ikke er dig, der bestemmer",
            "klinikken aldrig har plads",
            "klinikken efter ferien ikke har plads",
            "tilliden og ikke titlen har flyttet dig",
            "et forløb og ikke en krise er det rette",
            "siden ikke findes",
            "ingen ikke-rygere bor der",
            "",
            "du",
            "ikke",
        ] {
            assert_eq!(mended(right), None, "{right}");
        }
    }
}
