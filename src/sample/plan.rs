//! Which cases are made: how many of each kind, in the survey's proportions.
//!
//! Counts are shared out by largest remainder, so that the survey's 108 granted cases come out exactly as the survey has them,
//! and any other number as near as whole cases can be.

use super::chance::Chance;
use super::grammar::{Grammar, Weighed};
use crate::pack::PackError;

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Grant,
    Partial,
    Refusal(Ground),
    Continue,
    Change,
    End,
    /// An extension that was applied for and is refused.
    RefusedExtension,
}

/// In which way less is granted than was applied for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Less {
    Fewer,
    Shorter,
    Provider,
    /// Of two parts that were applied for, one.
    Part,
}

impl Less {
    /// Its words in the grammar.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fewer => "fewer",
            Self::Shorter => "shorter",
            Self::Provider => "provider",
            Self::Part => "part",
        }
    }
}

/// What decides a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    OtherLegislation,
    Necessity,
    TargetGroup,
    Discretion,
}

/// What gave rise to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    Application,
    Reopening,
    Remittal,
}

/// A case that is to be made.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own, drawn by its own share")]
pub(super) struct Planned {
    pub(super) decision: Decision,
    pub(super) occasion: Occasion,
    /// Which of the grammar's worlds, and which of its treatments.
    pub(super) world: usize,
    pub(super) treatment: usize,
    pub(super) measure: String,
    pub(super) background: String,
    pub(super) level: String,
    pub(super) repeat: bool,
    pub(super) medical: bool,
    pub(super) channel: String,
    pub(super) representative: String,
    pub(super) protected: bool,
    /// In which way a partial grant gives less.
    pub(super) less: Less,
    /// Whether the citizen pays a part.
    pub(super) charged: bool,
    /// Whether the municipality's standard is named.
    pub(super) service_level: bool,
}

impl Planned {
    pub(super) fn is_follow_up(&self) -> bool {
        self.decision.is_follow_up()
    }

    /// Whether something was applied for.
    pub(super) fn is_applied_for(&self) -> bool {
        !self.is_follow_up() || self.decision == Decision::RefusedExtension
    }
}

impl Decision {
    fn is_follow_up(self) -> bool {
        matches!(self, Self::Continue | Self::Change | Self::End | Self::RefusedExtension)
    }

    /// Whether help that runs ends by it.
    pub(super) fn ends(self) -> bool {
        matches!(self, Self::End | Self::RefusedExtension)
    }

    /// Whether nothing is granted.
    pub(super) fn grants_nothing(self) -> bool {
        matches!(self, Self::Refusal(_)) || self.ends()
    }
}

/// All cases in their order.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) cases: Vec<Planned>,
}

impl Plan {
    pub(super) fn new(
        grammar: &Grammar,
        count: usize,
        granted_only: bool,
        chance: &mut Chance,
    ) -> Result<Self, PackError> {
        let decided = decisions(grammar, count, granted_only, chance)?;
        let (granted, refused): (Vec<Decision>, Vec<Decision>) =
            decided.into_iter().partition(|decision| !decision.grants_nothing());
        let mut cases = Vec::new();
        for group in [granted, refused] {
            cases.extend(planned(grammar, group, chance)?);
        }
        chance.shuffle(&mut cases);
        Ok(Self { cases })
    }
}

fn decisions(
    grammar: &Grammar,
    count: usize,
    granted_only: bool,
    chance: &mut Chance,
) -> Result<Vec<Decision>, PackError> {
    let weights: Weighed<usize> = grammar
        .survey
        .decisions
        .iter()
        .filter(|(word, _)| {
            !granted_only || !matches!(word.as_str(), "refusal" | "end" | "refused_extension")
        })
        .map(|(word, weight)| (word.clone(), *weight))
        .collect();
    let words = shared_out(count, &weights);
    let refusals = words.iter().filter(|word| *word == "refusal").count();
    let mut grounds = shared_out(refusals, &grammar.survey.grounds);
    chance.shuffle(&mut grounds);
    let mut grounds = grounds.into_iter();
    words
        .iter()
        .map(|word| {
            Ok(match word.as_str() {
                "grant" => Decision::Grant,
                "partial_grant" => Decision::Partial,
                "refusal" => Decision::Refusal(ground(&grounds.next().unwrap_or_default())?),
                "continue" => Decision::Continue,
                "change" => Decision::Change,
                "end" => Decision::End,
                "refused_extension" => Decision::RefusedExtension,
                other => return Err(unknown("decisions", other)),
            })
        })
        .collect()
}

fn ground(word: &str) -> Result<Ground, PackError> {
    Ok(match word {
        "other_legislation" => Ground::OtherLegislation,
        "necessity" => Ground::Necessity,
        "target_group" => Ground::TargetGroup,
        "discretion" => Ground::Discretion,
        other => return Err(unknown("grounds", other)),
    })
}

fn less(word: &str) -> Result<Less, PackError> {
    Ok(match word {
        "fewer" => Less::Fewer,
        "shorter" => Less::Shorter,
        "provider" => Less::Provider,
        "part" => Less::Part,
        other => return Err(unknown("less", other)),
    })
}

fn occasion(word: &str) -> Result<Occasion, PackError> {
    Ok(match word {
        "application" => Occasion::Application,
        "reopening" => Occasion::Reopening,
        "remittal" => Occasion::Remittal,
        other => return Err(unknown("occasions", other)),
    })
}

fn unknown(key: &str, word: &str) -> PackError {
    PackError::content("sample/survey.yaml", format!("`{key}`: `{word}` is not known"))
}

/// The cases of a group, each kind as often as the survey has it.
fn planned(
    grammar: &Grammar,
    mut decisions: Vec<Decision>,
    chance: &mut Chance,
) -> Result<Vec<Planned>, PackError> {
    let (survey, count) = (&grammar.survey, decisions.len());
    chance.shuffle(&mut decisions);
    let cells = cells(grammar, count);
    let [mut levels, mut occasions, mut channels, mut representatives] =
        [&survey.levels, &survey.occasions, &survey.channels, &survey.representatives]
            .map(|weights| shared_out(count, weights));
    for words in [&mut levels, &mut occasions, &mut channels, &mut representatives] {
        chance.shuffle(words);
    }
    let mut medical = marked(count, rounded(count, survey.medical_documentation, survey.granted_cases));
    let mut protected = marked(count, rounded(count, survey.protected_addresses, 100));
    chance.shuffle(&mut medical);
    chance.shuffle(&mut protected);
    let mut charged = marked(count, rounded(count, survey.charges, 100));
    let mut service_levels = marked(count, rounded(count, survey.service_levels, 100));
    chance.shuffle(&mut charged);
    chance.shuffle(&mut service_levels);
    let mut less = shared_out(count, &survey.less);
    chance.shuffle(&mut less);
    let repeats = repeats(&decisions, rounded(count, survey.repeat_grant, survey.granted_cases), chance);
    let mut cases = Vec::with_capacity(count);
    for (index, (background, measure)) in cells.into_iter().enumerate() {
        let (world, treatment) = treatment(grammar, &measure, &background, chance).ok_or_else(|| {
            PackError::content(
                "sample/survey.yaml",
                format!("`cells`: no world has a treatment for `{background}` and `{measure}`"),
            )
        })?;
        cases.push(Planned {
            decision: decisions[index],
            // An extension is a first answer to an application.
            occasion: match decisions[index] {
                Decision::RefusedExtension => Occasion::Application,
                _ => occasion(&occasions[index])?,
            },
            world,
            treatment,
            measure,
            background,
            level: levels[index].clone(),
            repeat: repeats[index],
            medical: medical[index],
            channel: channels[index].clone(),
            representative: representatives[index].clone(),
            protected: protected[index],
            less: self::less(&less[index])?,
            charged: charged[index],
            service_level: service_levels[index],
        });
    }
    Ok(cases)
}

/// Background and measure of each case: first the backgrounds are shared out, then the measures within each.
fn cells(grammar: &Grammar, count: usize) -> Vec<(String, String)> {
    let cells = &grammar.survey.cells;
    let rows: Weighed<usize> =
        cells.iter().map(|(background, row)| (background.clone(), row.values().sum())).collect();
    let mut of_rows = Weighed::<usize>::new();
    for background in shared_out(count, &rows) {
        *of_rows.entry(background).or_default() += 1;
    }
    let measures = of_rows.into_iter().flat_map(|(background, count)| {
        let measures = cells.get(&background).map_or_else(Vec::new, |row| shared_out(count, row));
        measures.into_iter().map(move |measure| (background.clone(), measure))
    });
    measures.collect()
}

/// A continued or changed help is a repeated grant; the rest of the repeated ones are drawn.
fn repeats(decisions: &[Decision], wanted: usize, chance: &mut Chance) -> Vec<bool> {
    let mut repeats: Vec<bool> =
        decisions.iter().map(|decision| matches!(decision, Decision::Continue | Decision::Change)).collect();
    let mut others: Vec<usize> = (0..decisions.len()).filter(|index| !repeats[*index]).collect();
    chance.shuffle(&mut others);
    let given = repeats.iter().filter(|repeat| **repeat).count();
    for index in others.into_iter().take(wanted.saturating_sub(given)) {
        repeats[index] = true;
    }
    repeats
}

/// The world and treatment of a cell; where several belong to it, by their shares.
fn treatment(
    grammar: &Grammar,
    measure: &str,
    background: &str,
    chance: &mut Chance,
) -> Option<(usize, usize)> {
    let mut belonging = Vec::new();
    for (world, own) in grammar.worlds.iter().enumerate() {
        for (treatment, own) in own.treatments.iter().enumerate() {
            if own.cells.iter().any(|cell| cell.0 == measure && cell.1 == background) {
                belonging.extend(std::iter::repeat_n((world, treatment), own.share));
            }
        }
    }
    chance.pick(&belonging).copied()
}

fn marked(count: usize, of_them: usize) -> Vec<bool> {
    (0..count).map(|index| index < of_them).collect()
}

/// `count` times `part` of `whole`, to the nearest case.
fn rounded(count: usize, part: usize, whole: usize) -> usize {
    (count * part * 2 + whole) / (whole * 2).max(1)
}

/// `count` words, each as often as its weight asks, by largest remainder; of equal remainders the first word's.
fn shared_out(count: usize, weights: &Weighed<usize>) -> Vec<String> {
    let whole = weights.values().sum::<usize>().max(1);
    let mut shares: Vec<(usize, &String, usize)> =
        weights.iter().map(|(word, weight)| (count * weight / whole, word, count * weight % whole)).collect();
    let given: usize = shares.iter().map(|(share, _, _)| share).sum();
    let mut by_remainder: Vec<usize> = (0..shares.len()).collect();
    by_remainder.sort_by_key(|index| std::cmp::Reverse(shares[*index].2));
    for index in by_remainder.into_iter().take(count - given) {
        shares[index].0 += 1;
    }
    shares.into_iter().flat_map(|(share, word, _)| std::iter::repeat_n(word.clone(), share)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_whole_and_as_near_as_can_be() {
        let weights = Weighed::from([("a".to_owned(), 50), ("b".to_owned(), 30), ("c".to_owned(), 20)]);
        let shared = |count| {
            let words = shared_out(count, &weights);
            ["a", "b", "c"].map(|word| words.iter().filter(|own| *own == word).count())
        };
        assert_eq!(shared(100), [50, 30, 20]);
        assert_eq!(shared(7), [4, 2, 1]);
        assert_eq!(shared(1), [1, 0, 0]);
        assert_eq!(shared(0), [0, 0, 0]);
        assert_eq!((rounded(108, 40, 108), rounded(200, 40, 108), rounded(10, 87, 108)), (40, 74, 8));
    }
}
