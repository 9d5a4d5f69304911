//! `begrund schema`: the JSON Schema of a record, for editors.

use super::exit::Exit;
use crate::case::schema::case_schema_text;

pub(super) fn run() -> Exit {
    print!("{}", case_schema_text());
    Exit::Done
}
