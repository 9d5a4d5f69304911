//! Who approves: the process's user, held against `begrund.yaml`; and whose letters they may not.

use nix::unistd::{User, getuid};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::Refusal;
use super::decide::holds_cpr;
use crate::case::record::CaseRecord;
use crate::config::Config;
use crate::diagnostic::Bilingual;
use crate::ledger::Person;

/// The operating-system user that begrund runs as.
pub fn user_of_process() -> String {
    let uid = getuid();
    let user = User::from_uid(uid).ok().flatten();
    user.map_or_else(|| format!("uid {uid}"), |user| user.name)
}

/// Who acts: the approver whose user runs begrund. Without a list of approvers, whoever is named by `by`.
///
/// # Errors
/// If the user is no approver, or nobody is named.
pub fn person(config: &Config, user: &str, by: Option<&str>) -> Result<Person, Refusal> {
    let by = by.map(str::trim).filter(|name| !name.is_empty());
    if !config.approval.verifies_names() {
        let name = by.ok_or_else(|| {
            Refusal::new(
                Bilingual::new("Det er ikke sagt, hvem der godkender.", "Nobody is named as the one who approves."),
                Bilingual::new(
                    "Skriv --by \"Fulde Navn\". Med `approval.approvers` i begrund.yaml kontrollerer begrund selv, hvem der kører den.",
                    "Write --by \"Full Name\". With `approval.approvers` in begrund.yaml, begrund itself verifies who runs it.",
                ),
            )
        })?;
        if holds_cpr(name) || name.chars().any(char::is_control) || name.chars().count() > 100 {
            return Err(Refusal::new(
                Bilingual::new("Det er ikke et navn.", "That is no name."),
                Bilingual::new("Skriv --by \"Fulde Navn\".", "Write --by \"Full Name\"."),
            ));
        }
        return Ok(Person { name: name.to_owned(), user: user.to_owned(), verified: false });
    }
    let approver =
        config.approval.approvers.iter().find(|approver| approver.user == user).ok_or_else(|| {
            Refusal::new(
                Bilingual::new(
                    format!("Brugeren {user} er ikke en af dem, der må godkende."),
                    format!("The user {user} is not one of those who may approve."),
                ),
                Bilingual::new(
                    "Kør kommandoen som en bruger, der står i `approval.approvers` i begrund.yaml.",
                    "Run the command as a user that `approval.approvers` in begrund.yaml names.",
                ),
            )
        })?;
    if by.is_some_and(|by| !same_name(by, &approver.name)) {
        return Err(Refusal::new(
            Bilingual::new(
                "Navnet i --by er ikke det, som begrund.yaml har til denne bruger.",
                "The name in --by is not the one that begrund.yaml has for this user.",
            ),
            Bilingual::new("Udelad --by: begrund kender dig.", "Leave --by out: begrund knows you."),
        ));
    }
    Ok(Person { name: approver.name.clone(), user: user.to_owned(), verified: true })
}

/// Why somebody may not approve a letter: it is their own, as caseworker, citizen or representative.
pub(super) fn own_letter(person: &Person, record: &CaseRecord) -> Option<Bilingual> {
    let is_user = |user: Option<&str>| user.is_some_and(|user| same_user(user, &person.user));
    let is_name = |name: Option<&str>| name.is_some_and(|name| may_be_same_name(name, &person.name));
    let own = |da: &str, en: &str| {
        Some(Bilingual::new(
            format!("Man kan ikke godkende sit eget brev: godkenderen er {da}."),
            format!("Nobody approves a letter of their own: the approver is {en}."),
        ))
    };
    if let Some(caseworker) = &record.caseworker
        && (is_user(caseworker.user.as_deref()) || is_name(caseworker.name.as_deref()))
    {
        return own("sagens sagsbehandler", "the case's caseworker");
    }
    if let Some(citizen) = &record.citizen
        && (is_user(citizen.user.as_deref()) || is_name(citizen.name.as_deref()))
    {
        return own("sagens borger", "the case's citizen");
    }
    let representative = record.representative.as_ref();
    if representative.is_some_and(|representative| is_name(representative.name.as_deref())) {
        return own("borgerens repræsentant", "the citizen's representative");
    }
    None
}

/// The words of a name or a sentence, so that the same word is the same however it is written: case, accents, `å` and `aa`, stops.
pub(super) fn plain_words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match c {
            'æ' => plain.push_str("ae"),
            'ø' => plain.push_str("oe"),
            'å' => plain.push_str("aa"),
            c => plain.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))),
        }
    }
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

/// Whether two names are one, however they are written: `HANSEN, Anna` is Anna Hansen.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    let sorted = |name: &str| {
        let mut words = plain_words(name);
        words.sort();
        words
    };
    sorted(one) == sorted(other)
}

/// Whether two names may be one person's: as [`same_name`], and also where one has initials or leaves middle names out. It is asked
/// whether somebody may *not* approve, so the doubt is on the safe side.
fn may_be_same_name(one: &str, other: &str) -> bool {
    let (mut few, mut many) = (plain_words(one), plain_words(other));
    if few.len() > many.len() {
        std::mem::swap(&mut few, &mut many);
    }
    // `Å` is written `aa` here.
    let whole = |word: &String| word.chars().count() > 1 && !["aa", "ae", "oe"].contains(&word.as_str());
    // Whole words first, so that an initial does not take the place of one.
    few.sort_by_key(|word| !whole(word));
    let mut shared = 0;
    for word in &few {
        let fits = |other: &String| {
            word == other
                || (!whole(word) && other.starts_with(word.as_str()))
                || (!whole(other) && word.starts_with(other.as_str()))
        };
        let Some(at) = many.iter().position(|other| word == other).or_else(|| many.iter().position(fits))
        else {
            return false;
        };
        let taken = many.remove(at);
        shared += usize::from(taken == *word && whole(word));
    }
    shared > 0 && (few.len() > 1 || many.is_empty())
}

/// Whether two users of the operating system may be one: `KOMMUNE\anha` and `anha@kommune.dk` are anha.
fn same_user(one: &str, other: &str) -> bool {
    let bare = |user: &str| {
        let user = user.rsplit('\\').next().unwrap_or_default();
        user.split('@').next().unwrap_or_default().trim().to_lowercase()
    };
    bare(one) == bare(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_however_it_is_written() {
        for name in [
            "Åse Marie Sørensen",
            "  ÅSE   marie SØRENSEN ",
            "A\u{30a}se Marie Sørensen",
            "Aase Marie Soerensen",
            "Sørensen, Åse Marie",
            "Åse Sørensen",
            "Å. M. Sørensen",
            "Sørensen, Å.",
            "Åse M. Sørensen",
            "Åse-Marie Sørensen",
        ] {
            assert!(may_be_same_name(name, "Åse Marie Sørensen"), "{name}");
            assert!(may_be_same_name("Åse Marie Sørensen", name), "{name}");
        }
        for other in ["Åse Jensen", "Mads Sørensen", "Sørensen", "Åse", "B. M. Sørensen", "Å. M.", ""] {
            assert!(!may_be_same_name(other, "Åse Marie Sørensen"), "{other}");
        }
        assert!(same_name("Hansen, Anna", "ANNA  hansen") && !same_name("A. Hansen", "Anna Hansen"));
    }

    #[test]
    fn a_user_is_known_with_and_without_a_domain() {
        for user in ["anha", "ANHA", "KOMMUNE\\anha", "anha@proevestad.dk", " anha "] {
            assert!(same_user(user, "anha"), "{user}");
        }
        assert!(!same_user("anhan", "anha") && !same_user("anha\\bo", "anha"));
    }
}
