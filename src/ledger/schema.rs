//! The form of the database: numbered migrations, each applied once, in one transaction.

use rusqlite::{Connection, TransactionBehavior};

/// Each migration takes the form before it one further; none is ever changed once it was released.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001.sql"), include_str!("migrations/0002.sql")];
/// The newest form.
pub(super) const FORM: u32 = 2;
/// From this form on sketches stand beside the chain.
pub(super) const WITH_SKETCHES: u32 = 2;
/// Marks the file as begrund's: `bgrd`.
const APPLICATION: i64 = 0x6267_7264;

/// The form of a database; 0 for an empty one.
pub(super) fn form(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Whether the database is begrund's, or empty.
pub(super) fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    Ok(application == APPLICATION || (application == 0 && tables == 0))
}

/// How the database works. A write-ahead log, so that `status` never waits for a build that writes, nor the other way round.
pub(super) fn settle(connection: &Connection) -> rusqlite::Result<()> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0))?;
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What retention drops is overwritten too.
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)
}

/// Brings the database to the newest form.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    if form(connection)? == FORM {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let from = form(&transaction)? as usize;
    for migration in MIGRATIONS.iter().skip(from) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", FORM)?;
    transaction.commit()
}

/// What the database is made of: every table, index and trigger as it was declared.
pub(super) fn declared(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name";
    connection.prepare(query)?.query_map([], |row| row.get(0))?.collect()
}

/// What it must be made of.
pub(super) fn expected() -> rusqlite::Result<Vec<String>> {
    let mut memory = Connection::open_in_memory()?;
    migrate(&mut memory)?;
    declared(&memory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_migration_for_each_form() {
        assert_eq!(MIGRATIONS.len(), FORM as usize);
        assert!(expected().unwrap().iter().any(|sql| sql.contains("event_is_never_changed")));
    }
}
