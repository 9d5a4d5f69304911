//! The files of a new workspace.

use crate::case::schema::case_schema_text;

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
        ("cases/README.md", include_str!("files/cases.md").to_owned()),
    ]
}
