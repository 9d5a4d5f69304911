//! What a relay says: its meaning, and what of it can be kept.
//!
//! A reply may hold an address, a name or a piece of the letter. What is kept is the code, the enhanced status, the number that the relay
//! gave the letter, and such words as are known to be harmless.

use std::sync::LazyLock;

use regex::Regex;

use crate::case::Cpr;
use crate::ledger::Reply;

/// Words of servers' replies, in lower case. None of them is about a person.
const HARMLESS: &str = "\
    a accept accepted access account action active address again all allowed an and anti-spam are as at authentication authorized \
    available bad be been blacklisted block blocked busy by can cannot client close closing command completed connection content cannot \
    could data deferred delayed deliver delivered delivery denied disabled disk does domain due dropped encryption error errors exceeded \
    exceeds exist failed failure fatal find fixed following for found from full gateway go greylisted greylisting has have helo host id if \
    in inactive insufficient internal invalid ip is it its later limit listed local lookup lost mail mailbox mailboxes many maximum message \
    messages missing more must names need no not now number of ok on or out over overquota passed permanently permitted please policy \
    postmaster problem processing protocol quota queue queued quit rate read received recipient recipients recipient's refused reject \
    rejected relay relaying requested required requires resources retry route rule seconds sender server service session shutting sending \
    size slow software spam spamhaus space status storage such suspended syntax system table taken temporarily temporary text that the this \
    throttled time timed timeout tls to too transaction transmission transport try trying unable unavailable undeliverable unknown \
    unreachable unrecognized unsolicited use user users valid verification verify virtual virus volume was we will with within you your";

/// The longest text that is kept, in characters.
const CHARS_MAX: usize = 120;

/// What of a reply can be kept.
pub(super) fn kept(code: u16, message: &str) -> Reply {
    static STATUS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[245]\.\d{1,3}\.\d{1,3}$").expect("the pattern is valid"));
    let mut words = message.split_whitespace().peekable();
    let status = words.next_if(|word| STATUS.is_match(word)).map(ToOwned::to_owned);
    // In a reply of several lines each begins with the status again.
    let words = words.filter(|word| Some(*word) != status.as_deref());
    let number = number_in(code, message);
    let mut text = String::new();
    for word in words {
        let plain = word.trim_matches(|c: char| matches!(c, '.' | ',' | ':' | ';' | '!' | '(' | ')' | '"'));
        let word = match number.filter(|number| plain.ends_with(number)) {
            Some(number) => number,
            None if is_harmless(plain) => plain,
            None => "…",
        };
        if word == "…" && text.ends_with('…') {
            continue;
        }
        if text.chars().count() + word.chars().count() >= CHARS_MAX {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    Reply { code, status, text }
}

fn is_harmless(word: &str) -> bool {
    static WORDS: LazyLock<std::collections::BTreeSet<&str>> =
        LazyLock::new(|| HARMLESS.split_whitespace().collect());
    WORDS.contains(word.to_ascii_lowercase().as_str())
}

/// The number that a relay gave a letter that it took: by it, its log is searched.
fn number_in(code: u16, message: &str) -> Option<&str> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:queued as|queued:|\bid=)\s*([0-9A-Za-z-]{5,32})\b").expect("the pattern is valid")
    });
    if code != 250 {
        return None;
    }
    let number = NUMBER.captures(message)?.get(1)?.as_str();
    Cpr::parse(number).is_err().then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(code: u16, message: &str) -> String {
        let Reply { status, text, .. } = kept(code, message);
        format!("{}|{text}", status.unwrap_or_default())
    }

    #[test]
    fn what_is_about_a_person_is_left_out_and_what_helps_is_kept() {
        for (code, message, expected) in [
            (250, "2.0.0 Ok: queued as 831629A4087", "2.0.0|Ok queued as 831629A4087"),
            (250, "OK id=1wF3kX-0000000045d-1Yx2", "|OK 1wF3kX-0000000045d-1Yx2"),
            (250, "Ok: queued as 6601901234", "|Ok queued as …"),
            (
                550,
                "5.1.1 <modella@test.invalid>: Recipient address rejected: User unknown in virtual mailbox table",
                "5.1.1|… Recipient address rejected User unknown in virtual mailbox table",
            ),
            (550, "No such user modella.opfundsen here", "|No such user …"),
            (
                554,
                "5.7.1 Message rejected: content has 660190-1234 (depression)",
                "5.7.1|Message rejected content has …",
            ),
            (
                451,
                "4.7.1 Greylisting in action, please\n4.7.1 come back",
                "4.7.1|Greylisting in action please …",
            ),
            (421, "", "|"),
        ] {
            assert_eq!(text(code, message), expected, "{message}");
        }
    }

    proptest! {
        #[test]
        fn nothing_passes_but_known_words_and_the_relays_number(message in "\\PC{0,300}", code in 200_u16..600) {
            let reply = kept(code, &message);
            prop_assert!(reply.text.chars().count() <= CHARS_MAX);
            for word in reply.text.split(' ').filter(|word| !word.is_empty() && *word != "…") {
                prop_assert!(is_harmless(word) || number_in(code, &message) == Some(word), "{word}");
            }
        }
    }
}
