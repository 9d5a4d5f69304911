//! Another provision is a folder of data: § 85 is added by an overlay, and a letter is made under it.

use std::fs;

use begrund::letter::Part;

use crate::fixture::sample;
use crate::project::Project;
use crate::studio::Studio;

const PROVISION: &str = "\
act: serviceloven
section: \"85\"
summary: socialpædagogisk støtte
help: støtten
quotes:
  - {from: 2018-01-01, file: quote.txt}
source: LBK 1129/2025
discretion: false
action_plan: true
conditions:
  target_group:
    name: målgruppen
    law_asks: Loven kræver, at din funktionsevne er betydeligt nedsat, eller at du har særlige sociale problemer.
    elements: {impairment: [significant], social_problems: [social_problems]}
    sentences:
      significant: {met: \"Vi vurderer, at din funktionsevne er betydeligt nedsat\", not_met: \"Vi vurderer, at den ikke er\"}
      social_problems: {met: \"Vi vurderer, at du har særlige sociale problemer\", not_met: \"Vi vurderer, at du ikke har\"}
    met: Derfor hører du til den gruppe, som § 85 gælder for.
    not_met: Derfor hører du ikke til den gruppe, som § 85 gælder for.
    decided: du ikke hører til den gruppe, som § 85 gælder for
  necessity:
    name: behovet
    met: Vi vurderer, at støtten er nødvendig for at
    not_met: Vi vurderer, at støtten ikke er nødvendig for at
    decided: støtten ikke er nødvendig for at
";

const QUOTE: &str = "Kommunalbestyrelsen skal tilbyde hjælp, omsorg eller støtte samt optræning og hjælp til udvikling af \
færdigheder til personer, der har behov herfor på grund af betydelig nedsat fysisk eller psykisk funktionsevne eller \
særlige sociale problemer.\n";

/// A grant under § 85: no word on how lasting the reduction is, none on other legislation.
fn grant_under_section_85() -> String {
    let text = fs::read_to_string(sample("grant-vision-training")).unwrap();
    let text = text.replace("provision: sel-102", "provision: sel-85");
    let mut kept = String::new();
    let mut skipping = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if skipping.is_some_and(|from| indent > from || line.trim().is_empty()) {
            continue;
        }
        let key = line.trim().split(':').next().unwrap_or_default();
        skipping = matches!(key, "other_legislation" | "section_85").then_some(indent);
        if skipping.is_none() && key != "lasting" {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[test]
fn section_85_is_a_folder_of_data() {
    let project = Project::new();
    let settings = project.read("begrund.yaml");
    project.case("støtte", &grant_under_section_85());
    let run = project.run(&["check"]);
    assert!(run.stdout.contains("REC-10 [provision]"), "{}", run.stdout);

    project.write("begrund.yaml", &format!("{settings}pack: egne\n"));
    project.write("egne/law/provisions/sel-85/provision.yaml", PROVISION);
    project.write("egne/law/provisions/sel-85/quote.txt", QUOTE);
    let run = project.run(&[]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(
        project.read("out/report.json").contains("law/provisions/sel-85/quote.txt"),
        "the report names the overlay"
    );

    let pack = begrund::pack::Pack::with_overlay(&project.path("egne")).unwrap();
    let studio = Studio::with_pack(pack);
    let case = studio.checked(&project.path("cases/støtte.yaml"));
    let letter = &studio.typeset(&case).unwrap()[0];
    assert!(letter.text().part(Part::Result).contains("servicelovens § 85"));
    assert!(
        letter.text().part(Part::Rule).contains("§ 85 i lov om social service (lovbekendtgørelse nr. 1129")
    );
    assert!(letter.text().part(Part::LawQuote).ends_with(QUOTE.trim()));
    assert!(!letter.text().part(Part::TargetGroup).contains("varig"));
    assert!(!letter.text().whole.contains("§ 102"));
}

#[test]
fn a_built_in_provision_or_rule_cannot_vanish_by_an_overlay() {
    let project = Project::new().with(&["refusal-psychologist"]);
    let settings = project.read("begrund.yaml");
    project.write("begrund.yaml", &format!("{settings}pack: egne\n"));
    project.write("egne/rules/appeal.yaml", "rules: []\n");
    let run = project.run(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("the built-in rule KLG-"), "{}", run.stderr);
}
