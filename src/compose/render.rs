//! Templates and a letter's data to Typst source.
//!
//! What a record says is data: every text comes out as a Typst string literal, and strings that a template has
//! declared safe are refused, so that nothing a caseworker types can become Typst. A template sees the pack's own
//! parts and the data it is given, nothing else; a missing value is an error; loops are bounded by fuel.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;

use super::choose::Template;
use super::layout::literal;
use crate::pack::{Pack, PackError};

/// Many times what the longest letter takes.
const FUEL: u64 = 2_000_000;
const RECURSION_MAX: usize = 32;

/// The templates of a pack, compiled.
#[derive(Debug)]
pub(super) struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Compiles the templates of a pack.
    pub(super) fn load(pack: &Pack) -> Result<Self, PackError> {
        let mut environment = Environment::empty();
        minijinja_builtins(&mut environment);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(RECURSION_MAX);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .keep_trailing_newline(true)
                .build()
                .map_err(|error| PackError::content("letters/", error.to_string()))?,
        );
        environment.set_formatter(format_value);
        for folder in ["letters/", "parts/"] {
            for name in pack.names(folder, ".typ.j2") {
                environment
                    .add_template_owned(name.to_owned(), pack.text(name)?.to_owned())
                    .map_err(|error| PackError::content(name, describe(&error)))?;
            }
        }
        for template in Template::ALL {
            if environment.get_template(template.file()).is_err() {
                return Err(PackError::content(template.file(), "the template is missing"));
            }
        }
        Ok(Self { environment })
    }

    /// The Typst source of a letter.
    pub(super) fn render(&self, template: Template, data: &impl Serialize) -> Result<String, String> {
        self.environment
            .get_template(template.file())
            .and_then(|template| template.render(Value::from(Serde(data))))
            .map_err(|error| describe(&error))
    }
}

/// The few filters and tests that letters use; nothing that makes a string safe.
fn minijinja_builtins(environment: &mut Environment<'_>) {
    environment.add_filter("length", minijinja::filters::length);
}

/// A template's error by place and kind. Never with its values: they are the record's.
fn describe(error: &Error) -> String {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("{name}:{line}: "),
        (Some(name), None) => format!("{name}: "),
        _ => String::new(),
    };
    let what = match error.kind() {
        ErrorKind::UndefinedError => "a value is missing".to_owned(),
        ErrorKind::OutOfFuel => "the template does not come to an end".to_owned(),
        kind => error.detail().map_or_else(|| kind.to_string(), |detail| format!("{kind}: {detail}")),
    };
    format!("{place}{what}")
}

fn format_value(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.kind() {
        ValueKind::String if value.is_safe() => Err(Error::new(
            ErrorKind::InvalidOperation,
            "a string was declared safe; case text is always data",
        )),
        ValueKind::String => write_literal(out, value.as_str().unwrap_or_default()),
        ValueKind::Undefined => Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::Number => match value.as_i64() {
            Some(whole) => Ok(write!(out, "{whole}")?),
            None => Err(Error::new(ErrorKind::InvalidOperation, "only whole numbers are printed")),
        },
        kind => {
            Err(Error::new(ErrorKind::InvalidOperation, format!("a {kind} was to be printed; print a text")))
        }
    }
}

/// `#"…";`: a string literal in Typst markup. The semicolon ends it, so that what follows is not read as code.
fn write_literal(out: &mut Output<'_>, text: &str) -> Result<(), Error> {
    // A section sign never stands alone at a line's end.
    Ok(write!(out, "#{};", literal(&text.replace("§ ", "§\u{a0}")))?)
}
