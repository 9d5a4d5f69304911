//! `begrund schema`: the JSON Schema of a record, for editors.

use super::exit::Exit;
use super::failure::Failure;
use crate::case::schema::case_schema_text;

pub(super) fn run() -> Result<Exit, Failure> {
    print!("{}", case_schema_text());
    Ok(Exit::Done)
}
