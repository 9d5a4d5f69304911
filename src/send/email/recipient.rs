//! Where an e-mail goes: a gateway's address, an allowed domain, or in a workspace for trials the one address of `email.override`.

use lettre::Address;

use crate::config::{Email, email::address_of};
use crate::diagnostic::Bilingual;
use crate::send::channel::Destination;
use crate::send::parcel::{Number, Party};

/// Where a letter goes.
///
/// # Errors
/// Why it cannot go by e-mail.
pub(super) fn of_letter(email: &Email, to: &Party) -> Result<Destination, Bilingual> {
    if email.letters.is_none() {
        return Err(Bilingual::new(
            "kan ikke sendes som e-mail: `email.letters` i begrund.yaml siger ikke hvorfor og af hvem, det er besluttet",
            "cannot go by e-mail: `email.letters` in begrund.yaml does not say why and by whom that was decided",
        ));
    }
    let own = || own_address(to);
    let Some(recipients) = &email.recipients else {
        return Err(Bilingual::new(
            "kan ikke sendes som e-mail: `email.recipients` mangler i begrund.yaml",
            "cannot go by e-mail: `email.recipients` is missing in begrund.yaml",
        ));
    };
    let address = if let Some(template) = &recipients.gateway {
        at_gateway(template, to)?
    } else {
        let address = own()?;
        let allowed = |domain: &String| domain.eq_ignore_ascii_case(address.domain());
        if !recipients.domains.iter().any(allowed) {
            return Err(Bilingual::new(
                "kan ikke sendes som e-mail: modtagerens domæne er ikke et af dem i `email.recipients.domains`",
                "cannot go by e-mail: the recipient's domain is not one of those in `email.recipients.domains`",
            ));
        }
        address
    };
    destination(email, &address)
}

/// Where the mail goes that tells of a letter; `None` where the record has no address.
pub(super) fn of_notice(email: &Email, to: &Party) -> Option<Destination> {
    to.email.as_ref()?;
    destination(email, &own_address(to).ok()?).ok()
}

fn destination(email: &Email, address: &Address) -> Result<Destination, Bilingual> {
    let wrong = |_| unusable();
    let address = match &email.override_recipient {
        Some(only) => address_of("email.override", only).map_err(wrong)?,
        None => address.clone(),
    };
    Ok(Destination {
        whole: address.to_string(),
        domain: Some(address.domain().to_owned()),
        masked: format!("…@{}", address.domain()),
    })
}

fn own_address(to: &Party) -> Result<Address, Bilingual> {
    let Some(text) = &to.email else {
        return Err(Bilingual::new(
            "kan ikke sendes som e-mail: sagen har ingen e-mailadresse",
            "cannot go by e-mail: the record has no e-mail address",
        ));
    };
    address_of("email", text).map_err(|_| unusable())
}

/// A gateway's address, with the recipient's number or own address put into it.
fn at_gateway(template: &str, to: &Party) -> Result<Address, Bilingual> {
    let number = |cpr: bool| match (&to.number, cpr) {
        (Some(Number::Cpr(number)), true) => Ok(number.with_hyphen().replace('-', "")),
        (Some(Number::Cvr(number)), false) => Ok(number.clone()),
        _ => Err(Bilingual::new(
            "kan ikke sendes som e-mail: gatewayen skal bruge et nummer, som sagen ikke har",
            "cannot go by e-mail: the gateway needs a number that the record does not have",
        )),
    };
    let mut address = template.to_owned();
    for (place, cpr) in [("{cpr}", true), ("{cvr}", false)] {
        if address.contains(place) {
            address = address.replace(place, &number(cpr)?);
        }
    }
    if address.contains(['{', '}']) {
        let own = own_address(to)?;
        address = address.replace("{local}", own.user()).replace("{domain}", own.domain());
    }
    address_of("email.recipients.gateway", &address).map_err(|_| unusable())
}

fn unusable() -> Bilingual {
    Bilingual::new(
        "kan ikke sendes som e-mail: modtagerens adresse kan ikke bruges (kun ASCII, et domæne med punktum, højst 254 tegn)",
        "cannot go by e-mail: the recipient's address cannot be used (ASCII only, a domain with a dot, at most 254 characters)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Cpr;
    use crate::config::Config;

    fn email(recipients: &str, test: bool) -> Email {
        let sample = include_str!("../../../begrund.yaml").replace("test: true", &format!("test: {test}"));
        let more = if test { "\n  override: proeve@test.invalid" } else { "" };
        let text = format!(
            "{sample}\nemail:\n  host: relay.test.invalid\n  from: b@test.invalid\n  letters: {{because: x, by: y}}\n  recipients: {recipients}{more}"
        );
        Config::parse(&text).unwrap().email.unwrap()
    }

    fn party(address: &str) -> Party {
        Party {
            name: "Modella Opfundsen".into(),
            number: Some(Number::Cpr(Cpr::parse("660190-1234").unwrap())),
            address: Vec::new(),
            email: Some(address.into()),
        }
    }

    fn whole(email: &Email, to: &Party) -> Result<String, String> {
        of_letter(email, to).map(|to| to.whole).map_err(|why| why.da.into_owned())
    }

    #[test]
    fn it_goes_to_a_gateway_or_an_allowed_domain_and_nowhere_else() {
        let own = party("modella.o@borger.test.invalid");
        let gateway = email("{gateway: \"{cpr}@sikker.test.invalid\"}", false);
        assert_eq!(whole(&gateway, &own).unwrap(), "6601901234@sikker.test.invalid");
        let tunnel = email("{gateway: \"{local}_{domain}@tunnel.test.invalid\"}", false);
        assert_eq!(whole(&tunnel, &own).unwrap(), "modella.o_borger.test.invalid@tunnel.test.invalid");
        let firm = email("{gateway: \"{cvr}@sikker.test.invalid\"}", false);
        assert!(whole(&firm, &own).unwrap_err().contains("nummer"));
        let domains = email("{domains: [borger.test.invalid]}", false);
        assert_eq!(whole(&domains, &own).unwrap(), "modella.o@borger.test.invalid");
        assert!(whole(&domains, &party("m@andre.test.invalid")).unwrap_err().contains("domains"));
        for wrong in
            ["søren@borger.test.invalid", "m@localhost", "m@[127.0.0.1]", "a@b@c.d", "", "m@x.y\nBcc: z@x.y"]
        {
            assert!(whole(&domains, &party(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_trial_reaches_only_the_one_address() {
        let trial = email("{gateway: \"{cpr}@sikker.test.invalid\"}", true);
        let to = of_letter(&trial, &party("m@borger.test.invalid")).unwrap();
        assert_eq!((to.whole.as_str(), to.masked.as_str()), ("proeve@test.invalid", "…@test.invalid"));
        assert_eq!(of_notice(&trial, &party("m@borger.test.invalid")).unwrap().whole, "proeve@test.invalid");
        assert!(!format!("{to:?}").contains("proeve"));
        let mut nobody = party("");
        nobody.email = None;
        assert!(of_notice(&trial, &nobody).is_none());
    }
}
