//! The files of a new workspace.

use crate::case::schema::case_schema_text;
use crate::case::settings::settings_schema_text;

/// The schema's file, in the folder of `begrund.yaml`.
pub const SCHEMA: &str = "case.schema.json";

/// Every file of a new workspace with its text, by its path from the workspace.
pub fn files() -> Vec<(&'static str, String)> {
    vec![
        ("begrund.yaml", include_str!("files/begrund.yaml").to_owned()),
        (".gitignore", include_str!("files/gitignore").to_owned()),
        (".vscode/settings.json", include_str!("files/settings.json").to_owned()),
        (".vscode/extensions.json", include_str!("files/extensions.json").to_owned()),
        (SCHEMA, case_schema_text()),
        ("settings.schema.json", settings_schema_text()),
        ("cases/README.md", include_str!("files/cases.md").to_owned()),
    ]
}

/// The files of a workspace of invented cases: as [`files`], with e-mail open, since some of them go that way, and marked as `load`
/// where they are too many for no two to be alike.
pub fn sample_files(load: bool) -> Vec<(&'static str, String)> {
    let mut files = files();
    if let Some((_, settings)) = files.iter_mut().find(|(name, _)| *name == "begrund.yaml") {
        let mark = if load {
            "\n# Sagerne er opdigtede i stort tal: lighed bliver talt og vist, men holder intet tilbage, og intet kan sendes.\nload: true\n"
        } else {
            ""
        };
        settings.push_str("\n# Nogle af de opdigtede breve går med e-mail.\nchannels: {email: open}\n");
        settings.push_str(mark);
    }
    // Some of the cases name it.
    files.push((
        "standards/behandling-2026.yaml",
        include_str!("../../standards/behandling-2026.yaml").to_owned(),
    ));
    files
}
