//! No edit of a template can take a mandatory part from a letter: each is tried, and each is refused.

use begrund::compose::{ComposeError, PageFault, choose};
use begrund::letter::Part;
use begrund::pack::Pack;

use crate::fixture::sample;
use crate::studio::{Studio, side_by_side};

/// A sample for each template.
const SAMPLES: &[&str] = &[
    "grant-psychologist-autism",
    "partial-fewer-sessions",
    "refusal-psychologist",
    "follow-up-continue",
    "follow-up-change",
    "follow-up-end",
    "follow-up-refused-extension",
];

const PART: &str = "#let part(name, body) = [#block(width: 100%, body)#label(\"part-\" + name)]";

/// What can be done to a part, as a Typst expression over its `body`.
const EDITS: &[(&str, &str)] = &[
    ("drop", "none"),
    ("empty", "[]"),
    ("hide", "hide(body)"),
    ("white", "{ show text: set text(fill: white); body }"),
    ("pale", "{ show text: set text(fill: rgb(\"#bbbbbb\")); body }"),
    ("transparent", "{ show text: set text(fill: rgb(\"#00000010\")); body }"),
    ("shrink", "{ show text: set text(size: 0.1pt); body }"),
    ("scale", "scale(4%, body)"),
    ("move off", "place(dx: 400mm, body)"),
    ("move up", "move(dy: -400mm, body)"),
    ("clip", "block(width: 100%, height: 0.4pt, clip: true, body)"),
    (
        "cover",
        "block(width: 100%, { body; place(top + left, rect(width: 100%, height: 90mm, fill: luma(240))) })",
    ),
];

#[test]
fn a_part_that_is_dropped_emptied_hidden_shrunk_or_moved_off_is_refused() {
    let layout = Pack::built_in().text("layout/letter.typ").unwrap().to_owned();
    assert!(layout.contains(PART), "the test knows how parts are labelled");
    let mut trials = Vec::new();
    for name in SAMPLES {
        let studio = Studio::new();
        let case = studio.checked(&sample(name));
        for part in &studio.typeset(&case).unwrap()[0].text().parts {
            trials.extend(EDITS.iter().map(|edit| (*name, part.part, *edit)));
        }
    }
    assert!(trials.len() > 1000, "{}", trials.len());
    side_by_side(&trials, |(name, part, (edit, body))| {
        let changed = format!(
            "#let part(name, body) = {{ let body = if name == \"{part}\" {{ {body} }} else {{ body }}; \
             [#block(width: 100%, body)#label(\"part-\" + name)] }}"
        );
        // The foot is labelled by itself.
        let foot = format!("#let foot-body(body) = {{ {body} }}\n");
        let edited = if *part == Part::Footer {
            foot + &layout
                .replace(
                    "[#block(width: 100%, {\n    set block",
                    "[#block(width: 100%, foot-body({\n    set block",
                )
                .replace("    )\n  })#label(\"part-footer\")]", "    )\n  }))#label(\"part-footer\")]")
        } else {
            layout.replace(PART, &changed)
        };
        assert_ne!(edited, layout);
        let studio = Studio::with_pack(Pack::built_in().with_file("layout/letter.typ", edited));
        let case = studio.checked(&sample(name));
        match studio.typeset(&case) {
            Err(ComposeError::Pages(_)) => {}
            Err(error) => panic!("{name}, {edit} {part}: not laid out: {error}"),
            Ok(_) => panic!("{name}, {edit} {part}: the letter was made all the same"),
        }
    });
}

/// Every `#part("…")[…]` of the templates is taken out, and put last, in the text of the template itself.
#[test]
fn a_part_that_a_template_leaves_out_or_moves_last_is_refused() {
    let pack = Pack::built_in();
    let built_in = Studio::new();
    let mut tried = 0;
    for file in pack.names("letters/", ".typ.j2").chain(pack.names("parts/", ".typ.j2")) {
        let text = pack.text(file).unwrap();
        for (start, _) in text.match_indices("#part(\"") {
            let end = start + end_of_block(&text[start..]);
            let block = &text[start..end];
            let name = block["#part(\"".len()..].split('"').next().unwrap();
            let part = Part::from_label(&format!("part-{name}")).unwrap();
            let dropped = format!("{}{}", &text[..start], &text[end..]);
            let moved = format!("{dropped}\n{block}\n");
            for (edit, edited) in [("drop", dropped), ("move", moved)] {
                let studio = Studio::with_pack(pack.clone().with_file(file, edited));
                for sample_name in SAMPLES {
                    let case = studio.checked(&sample(sample_name));
                    let parts = &built_in.typeset(&case).unwrap()[0].text().parts.clone();
                    let had = parts.iter().any(|own| own.part == part);
                    let template = choose(case.record()).unwrap().template.file();
                    // What stands last in its file for this case cannot be moved later.
                    let followed =
                        parts.iter().any(|own| text[end..].contains(&format!("part(\"{}\")", own.part)));
                    if !had
                        || (edit == "move" && !followed)
                        || (file.starts_with("letters/") && file != template)
                    {
                        continue;
                    }
                    tried += 1;
                    match studio.typeset(&case) {
                        Err(ComposeError::Pages(faults)) => {
                            let of_it = faults.iter().any(|fault| {
                                matches!(
                                    fault,
                                    PageFault::Missing(_) | PageFault::OutOfOrder(..) | PageFault::Lacks(..)
                                )
                            });
                            assert!(of_it, "{file}: {edit} {part}: {faults:?}");
                        }
                        other => panic!(
                            "{file}: {edit} {part} in {sample_name}: {:?}",
                            other.map(|_| "made all the same")
                        ),
                    }
                    comemo::evict(1);
                }
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

/// What a letter must tell, and a template that no longer tells it: the part is still there.
const SILENCES: &[(&str, &str, &str, &str, Part)] = &[
    ("grant-vision-training", "parts/measure.typ.j2", "{{ part.given }}", "noget", Part::Measure),
    ("grant-vision-training", "parts/measure.typ.j2", "{{ part.period }}", "", Part::Measure),
    ("grant-open-ended-physiotherapy", "parts/measure.typ.j2", "{{ part.period }}", "", Part::Measure),
    (
        "grant-open-ended-physiotherapy",
        "parts/ahead.typ.j2",
        ", fordi {{ action_plan.because }}",
        "",
        Part::ActionPlan,
    ),
    (
        "reopened-pm-4-23-refusal",
        "parts/opening.typ.j2",
        "den {{ reopening.decided }}.{% endif %}",
        "før.{% endif %}",
        Part::Opening,
    ),
    ("remittal-refusal", "parts/opening.typ.j2", "{{ remittal.reference }}", "igen", Part::Opening),
    (
        "follow-up-end",
        "parts/opening.typ.j2",
        "Den {{ follow_up.original.decided }} gav",
        "Engang gav",
        Part::Opening,
    ),
    (
        "partial-fewer-sessions",
        "parts/opening.typ.j2",
        "{{ application.asked }}. I dette",
        "hjælp. I dette",
        Part::Opening,
    ),
    ("refusal-psychologist", "parts/why.typ.j2", " ({{ provision.cited }})", "", Part::Rule),
    ("refusal-psychologist", "parts/why.typ.j2", " efter {{ offer.law }}", "", Part::OtherLegislation),
    (
        "refusal-target-group",
        "parts/why.typ.j2",
        " Vi har ikke lagt afgørende vægt på det, fordi {{ fact.because }}.",
        "",
        Part::Facts,
    ),
    (
        "refusal-service-level-departure",
        "parts/why.typ.j2",
        "{{ service_level.standard }}",
        "en",
        Part::ServiceLevel,
    ),
    (
        "partial-fewer-sessions",
        "parts/views.typ.j2",
        "stk. 2, nr. {{ hearing.exempt }}",
        "stk. 2",
        Part::Hearing,
    ),
    (
        "refusal-target-group",
        "parts/views.typ.j2",
        "til og med den {{ hearing.deadline }}",
        "",
        Part::Hearing,
    ),
];

#[test]
fn what_a_template_no_longer_tells_is_missed() {
    side_by_side(SILENCES, |(name, file, old, new, part)| {
        let pack = Pack::built_in();
        let text = pack.text(file).unwrap().to_owned();
        assert!(text.contains(old), "{file} has no `{old}`");
        let studio = Studio::with_pack(pack.with_file(file, text.replace(old, new)));
        match studio.typeset(&studio.checked(&sample(name))) {
            Err(ComposeError::Pages(faults)) => {
                let of_it =
                    faults.iter().any(|fault| matches!(fault, PageFault::Lacks(own, _) if own == part));
                assert!(of_it, "{name}, {file}: {faults:?}");
            }
            other => panic!("{name}, {file} without `{old}`: {:?}", other.map(|_| "made all the same")),
        }
    });
}

/// The length of `#part("x")[…]`, by its brackets.
fn end_of_block(text: &str) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' if depth == 1 => return at + 1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

#[test]
fn a_template_that_never_ends_or_fills_the_world_fails_its_letters_and_nothing_else() {
    let pack = Pack::built_in();
    let refusal = pack.text("letters/refusal.typ.j2").unwrap().to_owned();
    for (bad, why) in [
        ("{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", "recursion"),
        ("#while true { [x] }", "infinite"),
        ("#let f(x) = f(x + 1); #f(0)", "depth"),
        ("{{ letter.nothing }}", "missing"),
        ("#read(\"/etc/passwd\")", "denied"),
        ("#import \"@preview/cetz:0.3.0\"", "package"),
        ("#datetime.today()", "date"),
        ("#text(font: \"DejaVu Sans\")[\u{627}]", "font"),
    ] {
        let edited = format!("{refusal}\n{bad}\n");
        // A template that does not compile at all is refused when the workspace is loaded.
        let Ok(studio) = Studio::try_with_pack(pack.clone().with_file("letters/refusal.typ.j2", edited))
        else {
            continue;
        };
        let refused = studio.letters(&studio.checked(&sample("refusal-psychologist"))).map(|_| ());
        let granted = studio.letters(&studio.checked(&sample("grant-psychologist-autism"))).map(|_| ());
        assert!(refused.is_err(), "{bad} ({why}) was let through");
        assert!(granted.is_ok(), "{bad}: another template's letter failed too: {granted:?}");
    }
}

#[test]
fn too_many_pages_are_refused() {
    let pack = Pack::built_in();
    let refusal = pack.text("letters/refusal.typ.j2").unwrap().to_owned();
    let studio = Studio::with_pack(
        pack.with_file("letters/refusal.typ.j2", refusal + "\n#range(40).map(_ => pagebreak()).join()\n"),
    );
    let case = studio.checked(&sample("refusal-psychologist"));
    match studio.typeset(&case) {
        Err(ComposeError::Pages(faults)) => {
            assert!(faults.iter().any(|fault| matches!(fault, PageFault::TooLong(_))));
        }
        other => panic!("{:?}", other.map(|_| "made")),
    }
}
