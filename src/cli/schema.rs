//! `begrund schema`: a JSON Schema, for editors.

use super::args::SchemaOf;
use super::exit::Exit;
use crate::case::schema::case_schema_text;
use crate::case::settings::settings_schema_text;

pub(super) fn run(of: SchemaOf) -> Exit {
    match of {
        SchemaOf::Case => print!("{}", case_schema_text()),
        SchemaOf::Settings => print!("{}", settings_schema_text()),
    }
    Exit::Done
}
