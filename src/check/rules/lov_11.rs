use crate::check::rule::{Check, RecordContext, Reporter, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "LOV-11",
    severity: Severity::Error,
    what: text(
        "Loven er kendt på afgørelsesdagen: inden for det, der er efterprøvet, eller bekræftet af en navngiven person.",
        "The law is known for the day of the decision: within what was verified, or confirmed by a named person.",
    ),
    why: text(
        "Brevet siger, hvilken lov der gælder. Det må det kun, når nogen har set efter.",
        "The letter says which law applies. It may do so only if somebody has looked.",
    ),
    source: "FVL § 24, stk. 1",
    check: Check::Record(check),
};

fn check(context: &RecordContext<'_>, reporter: &mut Reporter<'_>) {
    let (Some(provision), Some(decided)) = (context.provision, context.record.decided) else { return };
    let before_all = context.law.act(&provision.act).is_some_and(|act| act.consolidation(decided).is_none());
    if before_all {
        reporter.report(
            "decided",
            text(
                "Så gamle afgørelser er lovens tekst ikke lagt ind for.",
                "The text of the law is not there for decisions that old.",
            ),
            text(
                "Se efter, om `decided` er rigtig. begrund kan ikke lave dette brev.",
                "See whether `decided` is right. begrund cannot make this letter.",
            ),
        );
    } else if decided > context.law.verified_until(provision)
        && !context.config.test
        && !context.config.confirms_law_on(decided)
    {
        reporter.report(
            "decided",
            text(
                "Afgørelsen ligger efter den dag, loven sidst er efterprøvet til.",
                "The decision is after the day up to which the law was last verified.",
            ),
            text(
                "Slå loven op, og skriv i begrund.yaml: `law_confirmations: [{by: NAVN, date: 2026-11-01, until: 2027-04-30, \
                 sources: [retsinformation.dk]}]`. Den gælder højst seks måneder.",
                "Look the law up and write in begrund.yaml: `law_confirmations: [{by: NAME, date: 2026-11-01, until: 2027-04-30, \
                 sources: [retsinformation.dk]}]`. It holds for at most six months.",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::case::{CaseFile, read};
    use crate::check::{CanSet, Rulebook, WordingRules, check_record};
    use crate::config::Config;
    use crate::law::Law;
    use crate::pack::Pack;

    #[derive(Debug)]
    struct Everything;

    impl CanSet for Everything {
        fn can_set(&self, _: char) -> bool {
            true
        }
    }

    #[test]
    fn the_law_is_known_from_its_first_consolidation_to_the_last_verified_day() {
        let pack = Pack::built_in();
        let (law, wording) = (Law::load(&pack).unwrap(), WordingRules::load(&pack).unwrap());
        let mut config = Config::parse(include_str!("../../../begrund.yaml")).unwrap();
        let mut is_held = |decided: &str, test: bool| {
            config.test = test;
            let text = format!("provision: sel-102\ndecided: {decided}\n");
            let file =
                CaseFile::from_bytes(Path::new("case.yaml"), "case.yaml".to_owned(), text.into_bytes());
            let book = Rulebook {
                law: &law,
                config: &config,
                wording: &wording,
                can_set: &Everything,
                spelling: None,
                standards: None,
            };
            check_record(&file, read::read(&file), book)
                .findings
                .iter()
                .any(|finding| finding.code == "LOV-11")
        };
        assert!(is_held("2022-01-23", true));
        assert!(!is_held("2022-01-24", false));
        assert!(!is_held("2026-02-12", false));
        assert!(is_held("2026-02-13", false));
        assert!(!is_held("2026-02-13", true));
    }
}
