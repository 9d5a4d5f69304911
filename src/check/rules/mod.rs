//! The structural rules, one file each, named by their code. The list below is the whole of them.

use super::rule::Rule;

mod sag_02;
mod sag_03;

/// Every structural rule, by code.
pub static RULES: &[&Rule] = &[
    &sag_02::RULE,
    &sag_03::RULE,
];
