//! Who approves: the process's user, held against `begrund.yaml`; and whose letters they may not.

use nix::unistd::{User, getuid};

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
    let is_user = |user: Option<&str>| user.is_some_and(|user| user == person.user);
    let is_name = |name: Option<&str>| name.is_some_and(|name| same_name(name, &person.name));
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

/// Whether two names are one, whatever their case and spaces.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    plain(one) == plain(other)
}
