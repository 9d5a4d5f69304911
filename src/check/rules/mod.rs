//! The structural rules, one file each, named by their code. The list below is the whole of them.

use super::rule::Rule;

mod common;

mod beg_01;
mod beg_04;
mod for_02;
mod for_04;
mod lov_09;
mod lov_11;
mod per_01;
mod sag_01;
mod sag_02;
mod sag_03;
mod sag_04;
mod sag_05;
mod sag_06;
mod sag_07;
mod sag_08;
mod sag_09;
mod sag_10;
mod sag_11;
mod sag_12;
mod sag_13;
mod sag_14;
mod sag_15;
mod sag_16;
mod sag_17;
mod sag_18;
mod spr_09;
mod spr_10;
mod tek_06;

/// Every structural rule, by code.
pub static RULES: &[&Rule] = &[
    &beg_01::RULE,
    &beg_04::RULE,
    &for_02::RULE,
    &for_04::RULE,
    &lov_09::RULE,
    &lov_11::RULE,
    &per_01::RULE,
    &sag_01::RULE,
    &sag_02::RULE,
    &sag_03::RULE,
    &sag_04::RULE,
    &sag_05::RULE,
    &sag_06::RULE,
    &sag_07::RULE,
    &sag_08::RULE,
    &sag_09::RULE,
    &sag_10::RULE,
    &sag_11::RULE,
    &sag_12::RULE,
    &sag_13::RULE,
    &sag_14::RULE,
    &sag_15::RULE,
    &sag_16::RULE,
    &sag_17::RULE,
    &sag_18::RULE,
    &spr_09::RULE,
    &spr_10::RULE,
    &tek_06::RULE,
];
