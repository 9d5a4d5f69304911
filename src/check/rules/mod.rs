//! The structural rules, one file each, named by their code. The list below is the whole of them.

use super::rule::Rule;

mod afg_01;
mod afg_02;
mod afg_03;
mod afg_04;
mod afg_05;
mod afg_06;
mod afg_07;
mod afg_08;
mod afg_09;
mod afg_10;
mod afg_11;
mod beg_02;
#[cfg(test)]
mod desk;
mod for_04;
mod fri_01;
mod fri_02;
mod fri_04;
mod klg_01;
mod klg_04;
mod klg_05;
mod klg_07;
mod lov_02;
mod lov_03;
mod lov_04;
mod opf_01;
mod opf_02;
mod opf_03;
mod opf_04;
mod opf_06;
mod opf_08;
mod per_06;
mod sag_02;
mod sag_03;
mod tek_04;
mod til_01;
mod til_02;
mod til_03;

/// Every structural rule, by code.
pub static RULES: &[&Rule] = &[
    &afg_01::RULE,
    &afg_02::RULE,
    &afg_03::RULE,
    &afg_04::RULE,
    &afg_05::RULE,
    &afg_06::RULE,
    &afg_07::RULE,
    &afg_08::RULE,
    &afg_09::RULE,
    &afg_10::RULE,
    &afg_11::RULE,
    &beg_02::RULE,
    &for_04::RULE,
    &fri_01::RULE,
    &fri_02::RULE,
    &fri_04::RULE,
    &klg_01::RULE,
    &klg_04::RULE,
    &klg_05::RULE,
    &klg_07::RULE,
    &lov_02::RULE,
    &lov_03::RULE,
    &lov_04::RULE,
    &opf_01::RULE,
    &opf_02::RULE,
    &opf_03::RULE,
    &opf_04::RULE,
    &opf_06::RULE,
    &opf_08::RULE,
    &per_06::RULE,
    &sag_02::RULE,
    &sag_03::RULE,
    &tek_04::RULE,
    &til_01::RULE,
    &til_02::RULE,
    &til_03::RULE,
];
