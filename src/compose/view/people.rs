//! Whom the letter goes to, whom it is about, and who decided.

use serde::Serialize;

use super::{Lacking, need};
use crate::case::record::{CaseRecord, Channel, RepresentativeKind};
use crate::compose::choose::Addressee;
use crate::danish;
use crate::letter::Recipient;

#[derive(Debug, Serialize)]
pub(super) struct RecipientFacts {
    lines: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct CitizenFacts {
    name: String,
    cpr: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct CaseworkerFacts {
    name: String,
    title: String,
    unit: String,
    phone: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Notice {
    copy: bool,
    name: String,
    why: String,
    covers: String,
}

pub(super) fn recipient(record: &CaseRecord, addressee: Addressee) -> Result<RecipientFacts, Lacking> {
    let (name, address) = if addressee.recipient == Recipient::Citizen {
        let citizen = need(record.citizen.as_ref(), "citizen")?;
        (need(citizen.name.as_deref(), "citizen.name")?, &citizen.address)
    } else {
        let representative = need(record.representative.as_ref(), "representative")?;
        (need(representative.name.as_deref(), "representative.name")?, &representative.address)
    };
    let lines = std::iter::once(name.to_owned()).chain(address.iter().map(ToString::to_string)).collect();
    Ok(RecipientFacts { lines })
}

pub(super) fn citizen(record: &CaseRecord, addressee: Addressee) -> Result<CitizenFacts, Lacking> {
    let citizen = need(record.citizen.as_ref(), "citizen")?;
    // The one fixed field of the citizen's number: never on an e-mail, never on somebody else's copy.
    let shown = addressee.channel != Channel::Email && addressee.recipient != Recipient::RepresentativeCopy;
    Ok(CitizenFacts {
        name: need(citizen.name.as_deref(), "citizen.name")?.to_owned(),
        cpr: citizen
            .cpr
            .as_ref()
            .and_then(|written| written.0.as_ref().ok())
            .filter(|_| shown)
            .map(crate::case::Cpr::with_hyphen),
    })
}

pub(super) fn caseworker(record: &CaseRecord) -> Result<CaseworkerFacts, Lacking> {
    let caseworker = need(record.caseworker.as_ref(), "caseworker")?;
    Ok(CaseworkerFacts {
        name: need(caseworker.name.as_deref(), "caseworker.name")?.to_owned(),
        title: need(caseworker.title.as_deref(), "caseworker.title")?.to_owned(),
        unit: need(caseworker.unit.as_deref(), "caseworker.unit")?.to_owned(),
        phone: need(caseworker.phone.as_deref(), "caseworker.phone")?.to_owned(),
    })
}

pub(super) fn notice(record: &CaseRecord, addressee: Addressee) -> Result<Option<Notice>, Lacking> {
    if addressee.recipient == Recipient::Citizen {
        return Ok(None);
    }
    let representative = need(record.representative.as_ref(), "representative")?;
    let citizen = need(record.citizen.as_ref().and_then(|citizen| citizen.name.as_deref()), "citizen.name")?;
    let name = need(representative.name.as_deref(), "representative.name")?;
    let date = danish::date(need(representative.authorised, "representative.authorised")?);
    let scope = need(representative.scope.as_deref(), "representative.scope")?;
    let (why, covers) = match need(representative.kind, "representative.kind")? {
        RepresentativeKind::Guardian => (
            format!("{name} er {} værge efter en afgørelse af {date}", danish::genitive(citizen)),
            format!("Værgemålet omfatter {scope}."),
        ),
        RepresentativeKind::Attorney => {
            (format!("{citizen} gav {name} fuldmagt den {date}"), format!("Fuldmagten omfatter {scope}."))
        }
    };
    let copy = addressee.recipient == Recipient::RepresentativeCopy;
    Ok(Some(Notice { copy, name: name.to_owned(), why, covers }))
}
