//! The structural rules, one file each, named by their code. The list below is the whole of them.

use super::rule::Rule;

mod afg_01;
mod afg_02;
mod afg_04;
mod afg_05;
mod afg_06;
mod afg_07;
mod afg_08;
mod afg_11;
mod opf_01;
mod opf_02;
mod opf_03;
mod opf_04;
mod opf_06;
mod opf_08;
mod sag_02;
mod sag_03;

/// Every structural rule, by code.
pub static RULES: &[&Rule] = &[
    &afg_01::RULE,
    &afg_02::RULE,
    &afg_04::RULE,
    &afg_05::RULE,
    &afg_06::RULE,
    &afg_07::RULE,
    &afg_08::RULE,
    &afg_11::RULE,
    &opf_01::RULE,
    &opf_02::RULE,
    &opf_03::RULE,
    &opf_04::RULE,
    &opf_06::RULE,
    &opf_08::RULE,
    &sag_02::RULE,
    &sag_03::RULE,
];
