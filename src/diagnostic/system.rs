//! Why the system refused, in the user's words.

use std::borrow::Cow;
use std::io::{Error, ErrorKind};

/// Why the system refused, in Danish; what is rare, in its own words.
pub fn because(error: &Error) -> Cow<'static, str> {
    Cow::Borrowed(match error.kind() {
        ErrorKind::NotFound => "den findes ikke",
        ErrorKind::PermissionDenied => "du har ikke lov til det",
        ErrorKind::IsADirectory => "det er en mappe",
        ErrorKind::NotADirectory => "en del af stien er ikke en mappe",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "disken er fuld",
        ErrorKind::ReadOnlyFilesystem => "disken kan kun læses",
        _ => return Cow::Owned(format!("systemet siger nej ({error})")),
    })
}
