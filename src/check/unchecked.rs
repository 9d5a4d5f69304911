//! What the law demands and no check here can see: said, so that nobody takes silence for a yes.

use super::rule::text;
use crate::diagnostic::Bilingual;

/// A demand that is not checked.
#[derive(Debug)]
pub struct Unchecked {
    /// Its code; no rule has it.
    pub code: &'static str,
    /// What must be so.
    pub what: Bilingual,
    /// Why it cannot be seen here, and who must look.
    pub because: Bilingual,
    /// Where it stands in law or practice.
    pub source: &'static str,
}

/// Every demand that is known and not checked, by code.
pub static UNCHECKED: &[Unchecked] = &[
    Unchecked {
        code: "FOR-01",
        what: text(
            "Brevet går i Digital Post til den, der er tilsluttet, og ellers på papir.",
            "The letter goes by Digital Post to whoever is connected to it, and else on paper.",
        ),
        because: text(
            "Om borgeren er tilsluttet, ved man først, når brevet bliver sendt. Har begrund.yaml en liste (`digital_post.registrations`), bliver modtageren slået op i den, når brevet bliver sendt. Ellers skal kommunens afsender gøre det. Er svaret et andet end sagens `channel`, så ret den, og lav brevet igen.",
            "Whether the citizen is connected is known only when the letter is sent. If begrund.yaml has a list (`digital_post.registrations`), the recipient is looked up in it when the letter is sent. Else the municipality's own sender must do so. If the answer is another than the record's `channel`, mend it and make the letter again.",
        ),
        source: "BEK nr. 2017 af 2021 § 13",
    },
    Unchecked {
        code: "OPF-07",
        what: text(
            "Før en bevilling slutter, er der fulgt op på den.",
            "Before a grant ends, it has been followed up.",
        ),
        because: text(
            "Det kræver en liste over alle løbende bevillinger. En mappe med afgørelser er ikke sådan en liste: den viser ikke de bevillinger, som ingen har set på. Brug kommunens fagsystem.",
            "It needs a list of all running grants. A folder of decisions is no such list: it does not show the grants that nobody has looked at. Use the municipality's case system.",
        ),
        source: "SEL § 148, stk. 2",
    },
];
