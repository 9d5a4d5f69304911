//! The parts of a letter, in the order they must stand.

use std::fmt;

/// A part of a letter. A template labels each as `part-<name>`; the order here is the order in the letter
/// (Ankestyrelsen, "At skrive en afgørelse": heading, result, reasons, the party's views, rules, appeal last).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The sending authority (FVL § 32 b).
    Sender,
    /// The address field.
    Recipient,
    /// Date, case number, decision date, caseworker.
    Reference,
    /// To whom a representative's letter is sent, and why.
    Notice,
    /// The content-bearing heading.
    Heading,
    /// What was applied for and when; what gave rise to the decision.
    Opening,
    /// The result.
    Result,
    /// What is granted: measure, extent, provider, period, aim.
    Measure,
    /// What the citizen pays (egenbetaling).
    Payment,
    /// Conditions of the grant (vilkår).
    Conditions,
    /// What happens now; from when a change or an end holds.
    Next,
    /// The rule that was decided under.
    Rule,
    /// The target group.
    TargetGroup,
    /// Necessity.
    Necessity,
    /// Other legislation.
    OtherLegislation,
    /// The discretionary reason.
    Discretion,
    /// The guiding standard and the departure from it.
    ServiceLevel,
    /// Support under § 85.
    Section85,
    /// Each part that is not granted, and why.
    NotGranted,
    /// What has changed since the grant.
    Changes,
    /// The main considerations (hovedhensyn).
    Considerations,
    /// The facts, with source and date.
    Facts,
    /// The caseworker's own words.
    Reasoning,
    /// Ankestyrelsen's points, each answered.
    Remittal,
    /// The citizen's view and the answer.
    CitizenView,
    /// The hearing (partshøring).
    Hearing,
    /// Other help that was considered.
    OtherHelp,
    /// When it is followed up.
    FollowUp,
    /// The action plan (handleplan).
    ActionPlan,
    /// The duty to tell of changes, with their types.
    Duty,
    /// The appeal guidance (klagevejledning), whole.
    Appeal,
    /// Help, representation, access to the file, data.
    Rights,
    /// Name, title, unit and telephone of the caseworker.
    Signature,
    /// What goes with the letter.
    Attachments,
    /// The law, verbatim.
    LawQuote,
    /// The line at the foot of every page. Stands apart from the order.
    Footer,
}

impl Part {
    /// Every part, in order.
    pub const ALL: &'static [Self] = &[
        Self::Sender,
        Self::Recipient,
        Self::Reference,
        Self::Notice,
        Self::Heading,
        Self::Opening,
        Self::Result,
        Self::Measure,
        Self::Payment,
        Self::Conditions,
        Self::Next,
        Self::Rule,
        Self::TargetGroup,
        Self::Necessity,
        Self::OtherLegislation,
        Self::Discretion,
        Self::ServiceLevel,
        Self::Section85,
        Self::NotGranted,
        Self::Changes,
        Self::Considerations,
        Self::Facts,
        Self::Reasoning,
        Self::Remittal,
        Self::CitizenView,
        Self::Hearing,
        Self::OtherHelp,
        Self::FollowUp,
        Self::ActionPlan,
        Self::Duty,
        Self::Appeal,
        Self::Rights,
        Self::Signature,
        Self::Attachments,
        Self::LawQuote,
        Self::Footer,
    ];

    /// The name that templates use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Reference => "reference",
            Self::Notice => "notice",
            Self::Heading => "heading",
            Self::Opening => "opening",
            Self::Result => "result",
            Self::Measure => "measure",
            Self::Payment => "payment",
            Self::Conditions => "conditions",
            Self::Next => "next",
            Self::Rule => "rule",
            Self::TargetGroup => "target-group",
            Self::Necessity => "necessity",
            Self::OtherLegislation => "other-legislation",
            Self::Discretion => "discretion",
            Self::ServiceLevel => "service-level",
            Self::Section85 => "section-85",
            Self::NotGranted => "not-granted",
            Self::Changes => "changes",
            Self::Considerations => "considerations",
            Self::Facts => "facts",
            Self::Reasoning => "reasoning",
            Self::Remittal => "remittal",
            Self::CitizenView => "citizen-view",
            Self::Hearing => "hearing",
            Self::OtherHelp => "other-help",
            Self::FollowUp => "follow-up",
            Self::ActionPlan => "action-plan",
            Self::Duty => "duty",
            Self::Appeal => "appeal",
            Self::Rights => "rights",
            Self::Signature => "signature",
            Self::Attachments => "attachments",
            Self::LawQuote => "law-quote",
            Self::Footer => "footer",
        }
    }

    /// The part that a label `part-<name>` means.
    pub fn from_label(label: &str) -> Option<Self> {
        let name = label.strip_prefix("part-")?;
        Self::ALL.iter().copied().find(|part| part.name() == name)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
