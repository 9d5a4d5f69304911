//! Spelling, where a municipality has named a Hunspell dictionary (SPR-12).

use std::borrow::Cow;
use std::fmt;

use spellbook::Dictionary;

/// A dictionary in Hunspell's format, and the words of the house.
pub struct Spelling {
    dictionary: Dictionary,
    own: Vec<String>,
}

impl fmt::Debug for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spelling").field("own", &self.own.len()).finish_non_exhaustive()
    }
}

impl Spelling {
    /// Reads a dictionary: the text of its `.aff` and of its `.dic`. `own` are further words that are right, such as the house's
    /// terms.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(aff: &str, dic: &str, own: &[String]) -> Result<Self, String> {
        let dictionary = Dictionary::new(aff, &readable(aff, dic)).map_err(|error| error.to_string())?;
        Ok(Self { dictionary, own: own.iter().map(|word| word.to_lowercase()).collect() })
    }

    /// Whether a word is spelt right, as far as the dictionary knows.
    pub fn knows(&self, word: &str) -> bool {
        self.dictionary.check(word)
            || self.own.contains(&word.to_lowercase())
            // A genitive of a term.
            || word.strip_suffix('s').is_some_and(|stem| self.own.contains(&stem.to_lowercase()))
    }
}

/// The words without those that have a stroke of their own. Where flags are numbers, the Danish dictionary has lines such as `"A/S"`,
/// which Hunspell passes over and the crate refuses.
fn readable<'d>(aff: &str, dic: &'d str) -> Cow<'d, str> {
    if !aff.lines().any(|line| line.trim_end() == "FLAG num") {
        return Cow::Borrowed(dic);
    }
    let is_readable = |line: &&str| {
        let flags = line.split_once('/').and_then(|(_, flags)| flags.split_whitespace().next());
        flags.is_none_or(|flags| flags.chars().all(|c| c.is_ascii_digit() || c == ','))
    };
    Cow::Owned(dic.lines().filter(is_readable).map(|line| format!("{line}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_inflections_and_the_houses_terms_are_known() {
        let aff = "SET UTF-8\nFLAG num\nSFX 7 Y 1\nSFX 7 0 en .\n";
        let dic = "3\nhjælp/7\n\"A/S\"\nstøtte\n";
        let spelling = Spelling::new(aff, dic, &["Klagevejledning".to_owned()]).unwrap();
        for word in ["hjælp", "hjælpen", "Støtte", "klagevejledning", "klagevejlednings"] {
            assert!(spelling.knows(word), "{word}");
        }
        assert!(!spelling.knows("hjælb"));
        assert!(Spelling::new("FLAG vrøvl", dic, &[]).is_err());
    }
}
