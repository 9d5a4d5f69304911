use crate::check::rule::{Check, Rule, text};
use crate::diagnostic::Severity;

pub(super) static RULE: Rule = Rule {
    code: "BAT-04",
    severity: Severity::Error,
    what: text(
        "Det kan ses, hvad et brev er lavet af: sag, indholdspakke, lov og program.",
        "It can be seen what a letter was made from: record, pack, law and program.",
    ),
    why: text("Uden det kan et brev ikke efterprøves.", "Without that a letter cannot be reviewed."),
    source: "god forvaltningsskik",
    check: Check::Construction(text(
        "out/manifest.jsonl har sagens, skabelonernes og indstillingernes digest, lovbekendtgørelsen og versionen; tests/it/build.rs læser dem igen",
        "out/manifest.jsonl holds the digests of record, pack and settings, the consolidation and the version; tests/it/build.rs reads them back",
    )),
};
