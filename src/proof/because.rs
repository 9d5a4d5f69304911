//! Why a part stands in a letter: the keys and words of the record that a rule chose it by.

use crate::case::record::{CaseRecord, Decision, Ground, Outcome};
use crate::compose::Addressee;
use crate::letter::Part;

/// The words of the record that chose a part, as they are written there.
pub(super) fn because(part: Part, record: &CaseRecord, addressee: Option<Addressee>) -> String {
    let mut why: Vec<String> = Vec::new();
    let assessment = record.assessment.as_ref();
    match part {
        Part::Sender | Part::Recipient | Part::Reference | Part::Footer | Part::Rights | Part::Signature => {
            why.push("every letter".to_owned());
        }
        Part::Rule | Part::LawQuote => why.extend(record.provision.as_ref().map(|id| id.as_str().to_owned())),
        Part::Notice => why.extend(addressee.map(|to| format!("representative: {}", to.recipient.word()))),
        Part::Heading | Part::Result => {
            why.extend(decision(record));
            why.extend(grounds(record));
        }
        Part::Opening => why.extend(record.occasion.map(|occasion| occasion.word().to_owned())),
        Part::Measure | Part::Payment | Part::Duty => why.extend(decision(record)),
        Part::Next => {
            why.extend(decision(record));
            why.extend(grounds(record).filter(|word| word == Ground::OtherLegislation.word()));
        }
        Part::Conditions => why.push("grant.conditions".to_owned()),
        Part::FollowUp => why.push("grant.follow_up".to_owned()),
        Part::ActionPlan => why.push("grant.action_plan".to_owned()),
        Part::TargetGroup => {
            let group = assessment.and_then(|assessment| assessment.target_group.as_ref());
            let met =
                group.and_then(|group| group.met).map(|met| format!("target_group.met: {}", met.word()));
            why.extend(met);
            why.extend(group.and_then(|group| group.limb).map(|limb| limb.word().to_owned()));
        }
        Part::Necessity => {
            let necessity = assessment.and_then(|assessment| assessment.necessity.as_ref());
            let met = necessity.and_then(|necessity| necessity.met);
            why.extend(met.map(|met| format!("necessity.met: {}", met.word())));
        }
        Part::OtherLegislation => {
            let other = assessment.and_then(|assessment| assessment.other_legislation.as_ref());
            let had = other.and_then(|other| other.obtainable_elsewhere);
            why.extend(had.map(|had| format!("other_legislation.obtainable_elsewhere: {}", had.word())));
        }
        Part::Discretion => why.push("assessment.discretion".to_owned()),
        Part::ServiceLevel => why.push("assessment.service_level".to_owned()),
        Part::Section85 => why.push("assessment.section_85".to_owned()),
        Part::NotGranted => why.push("not_granted".to_owned()),
        Part::Changes => why.push("follow_up".to_owned()),
        Part::Considerations => why.push("assessment.considerations".to_owned()),
        Part::Facts => why.push("facts".to_owned()),
        Part::Reasoning => why.push("reasoning".to_owned()),
        Part::Remittal => why.push("remittal".to_owned()),
        Part::CitizenView => why.push("citizen_view".to_owned()),
        Part::Hearing => why.push("hearing".to_owned()),
        Part::OtherHelp => why.push("assessment.other_help".to_owned()),
        Part::Appeal => why.extend(addressee.map(|to| to.channel.word().to_owned())),
        Part::Attachments => why.push("attachments".to_owned()),
    }
    why.join(", ")
}

fn decision(record: &CaseRecord) -> impl Iterator<Item = String> {
    let outcome = record.outcome().filter(|_| record.decision == Some(Decision::FollowUp));
    let words = [record.decision.map(Decision::word), outcome.map(Outcome::word)];
    words.into_iter().flatten().map(ToOwned::to_owned)
}

/// The conditions that decided.
fn grounds(record: &CaseRecord) -> impl Iterator<Item = String> {
    let named = record.assessment.iter().flat_map(|assessment| &assessment.deciding).copied();
    let parts = record.not_granted.iter().filter_map(|part| part.condition);
    let mut grounds: Vec<Ground> = Vec::new();
    for ground in named.chain(parts) {
        if !grounds.contains(&ground) {
            grounds.push(ground);
        }
    }
    grounds.into_iter().map(|ground| ground.word().to_owned())
}
