//! The structural rules, one file each, named by their code. The list below is the whole of them.

use super::rule::Rule;

mod common;
#[cfg(test)]
mod desk;

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
mod bat_01;
mod bat_02;
mod bat_03;
mod bat_04;
mod bat_05;
mod beg_01;
mod beg_02;
mod beg_03;
mod beg_04;
mod beg_05;
mod beg_06;
mod beg_07;
mod beg_08;
mod beg_09;
mod beg_13;
mod for_02;
mod for_03;
mod for_04;
mod for_06;
mod for_07;
mod for_08;
mod for_09;
mod fri_01;
mod fri_02;
mod fri_03;
mod fri_04;
mod klg_01;
mod klg_04;
mod klg_05;
mod klg_07;
mod lov_01;
mod lov_02;
mod lov_03;
mod lov_04;
mod lov_05;
mod lov_06;
mod lov_09;
mod lov_11;
mod opf_01;
mod opf_02;
mod opf_03;
mod opf_04;
mod opf_06;
mod opf_08;
mod per_01;
mod per_03;
mod per_05;
mod per_06;
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
mod sag_19;
mod spr_01;
mod spr_02;
mod spr_05;
mod spr_08;
mod spr_09;
mod spr_10;
mod spr_11;
mod spr_12;
mod std_01;
mod std_02;
mod std_03;
mod std_04;
mod std_05;
mod tek_04;
mod tek_05;
mod tek_06;
mod tek_07;
mod tek_08;
mod tek_09;
mod tek_10;
mod tek_11;
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
    &bat_01::RULE,
    &bat_02::RULE,
    &bat_03::RULE,
    &bat_04::RULE,
    &bat_05::RULE,
    &beg_01::RULE,
    &beg_02::RULE,
    &beg_03::RULE,
    &beg_04::RULE,
    &beg_05::RULE,
    &beg_06::RULE,
    &beg_07::RULE,
    &beg_08::RULE,
    &beg_09::RULE,
    &beg_13::RULE,
    &for_02::RULE,
    &for_03::RULE,
    &for_04::RULE,
    &for_06::RULE,
    &for_07::RULE,
    &for_08::RULE,
    &for_09::RULE,
    &fri_01::RULE,
    &fri_02::RULE,
    &fri_03::RULE,
    &fri_04::RULE,
    &klg_01::RULE,
    &klg_04::RULE,
    &klg_05::RULE,
    &klg_07::RULE,
    &lov_01::RULE,
    &lov_02::RULE,
    &lov_03::RULE,
    &lov_04::RULE,
    &lov_05::RULE,
    &lov_06::RULE,
    &lov_09::RULE,
    &lov_11::RULE,
    &opf_01::RULE,
    &opf_02::RULE,
    &opf_03::RULE,
    &opf_04::RULE,
    &opf_06::RULE,
    &opf_08::RULE,
    &per_01::RULE,
    &per_03::RULE,
    &per_05::RULE,
    &per_06::RULE,
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
    &sag_19::RULE,
    &spr_01::RULE,
    &spr_02::RULE,
    &spr_05::RULE,
    &spr_08::RULE,
    &spr_09::RULE,
    &spr_10::RULE,
    &spr_11::RULE,
    &spr_12::RULE,
    &std_01::RULE,
    &std_02::RULE,
    &std_03::RULE,
    &std_04::RULE,
    &std_05::RULE,
    &tek_04::RULE,
    &tek_05::RULE,
    &tek_06::RULE,
    &tek_07::RULE,
    &tek_08::RULE,
    &tek_09::RULE,
    &tek_10::RULE,
    &tek_11::RULE,
    &til_01::RULE,
    &til_02::RULE,
    &til_03::RULE,
];
