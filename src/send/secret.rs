//! The relay's password: from a systemd credential, else a file that only its user may read, else the environment. Never from an
//! argument or from `begrund.yaml`, which others may see.

#![expect(clippy::disallowed_methods, reason = "this is where the password is looked for")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use crate::diagnostic::Bilingual;

/// The name of the systemd credential.
const CREDENTIAL: &str = "smtp_password";
/// The variable of the environment.
const VARIABLE: &str = "BEGRUND_SMTP_PASSWORD";
/// The longest password; what is longer is another file.
const BYTES_MAX: usize = 1024;

/// Where a password may be, as the process was started.
#[derive(Debug, Default)]
pub struct Secrets {
    /// The folder of systemd's credentials.
    pub credentials: Option<PathBuf>,
    /// The password from the environment.
    pub variable: Option<SecretString>,
}

impl Secrets {
    /// As this process was started.
    pub fn of_process() -> Self {
        Self {
            credentials: std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from),
            variable: std::env::var(VARIABLE).ok().map(SecretString::from),
        }
    }
}

/// The password.
///
/// # Errors
/// If there is none, or a file that holds one can be read by others.
pub fn password(secrets: &Secrets, file: Option<&Path>) -> Result<SecretString, Bilingual> {
    if let Some(path) = secrets.credentials.as_ref().map(|folder| folder.join(CREDENTIAL))
        && path.exists()
    {
        // systemd gives it to this process alone, whatever its mode says.
        return read(&path);
    }
    if let Some(path) = file {
        let mode = fs::metadata(path).map_err(|_| unreadable(path))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(Bilingual::new(
                format!("filen {} med adgangskoden kan læses af andre: `chmod 600`", path.display()),
                format!("the file {} with the password can be read by others: `chmod 600`", path.display()),
            ));
        }
        return read(path);
    }
    match &secrets.variable {
        Some(password) if !password.expose_secret().is_empty() => Ok(password.clone()),
        _ => Err(Bilingual::new(
            format!(
                "der er ingen adgangskode til mailserveren: brug systemds `LoadCredentialEncrypted={CREDENTIAL}`, `email.password_file` eller {VARIABLE}"
            ),
            format!(
                "there is no password for the relay: use systemd's `LoadCredentialEncrypted={CREDENTIAL}`, `email.password_file` or {VARIABLE}"
            ),
        )),
    }
}

fn read(path: &Path) -> Result<SecretString, Bilingual> {
    let text = fs::read_to_string(path).map_err(|_| unreadable(path))?;
    let password = SecretString::from(text.strip_suffix('\n').unwrap_or(&text).to_owned());
    // The text that was read is not needed any more.
    drop(SecretString::from(text));
    let exposed = password.expose_secret();
    if exposed.is_empty() || exposed.len() > BYTES_MAX || exposed.chars().any(char::is_control) {
        return Err(unreadable(path));
    }
    Ok(password)
}

fn unreadable(path: &Path) -> Bilingual {
    Bilingual::new(
        format!("adgangskoden kan ikke læses i {}: den skal stå på én linje", path.display()),
        format!("the password cannot be read in {}: it must stand on one line", path.display()),
    )
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;

    use super::*;

    fn write(path: &Path, text: &str, mode: u32) {
        fs::write(path, text).unwrap();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_credential_goes_before_a_file_and_a_file_before_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        let told = |secrets: &Secrets, file: Option<&Path>| {
            password(secrets, file).map(|password| password.expose_secret().to_owned())
        };
        let nothing = Secrets::default();
        assert!(told(&nothing, None).unwrap_err().en.contains(VARIABLE));
        let environment = Secrets { variable: Some("fra miljøet".into()), ..Secrets::default() };
        assert_eq!(told(&environment, None).unwrap(), "fra miljøet");
        write(&file, "fra filen\n", 0o600);
        assert_eq!(told(&environment, Some(&file)).unwrap(), "fra filen");
        write(&folder.path().join(CREDENTIAL), "fra systemd", 0o400);
        let systemd = Secrets { credentials: Some(folder.path().into()), variable: Some("x".into()) };
        assert_eq!(told(&systemd, Some(&file)).unwrap(), "fra systemd");
    }

    #[test]
    fn a_file_that_others_can_read_is_not_used_and_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        for (text, mode) in [("hemmelig", 0o640), ("hemmelig", 0o604), ("", 0o600), ("to\nlinjer", 0o600)] {
            write(&file, text, mode);
            let environment = Secrets { variable: Some("x".into()), ..Secrets::default() };
            let told = password(&environment, Some(&file)).unwrap_err();
            assert!(!told.da.contains("hemmelig") && !told.da.contains("linjer\n"), "{told:?}");
        }
        assert!(
            !format!("{:?}", Secrets { variable: Some("hemmelig".into()), ..Secrets::default() })
                .contains("hemmelig")
        );
        assert!(password(&Secrets::default(), Some(&folder.path().join("væk"))).is_err());
    }
}
