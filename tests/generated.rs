//! Files that are made from the code and checked in: they must be what the code makes.

use std::fs;
use std::path::Path;

use timonel::reporter::{report_schema, rules_schema};

#[test]
fn schema_of_the_report() {
    is_current("schemas/report.schema.json", &report_schema());
}

#[test]
fn schema_of_the_rules() {
    is_current("schemas/rules.schema.json", &rules_schema());
}

/// Compares the file at `path`, from the root of the repository, with what it should be; writes it when
/// `TIMONEL_BLESS=1`.
fn is_current(path: &str, made: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("TIMONEL_BLESS").is_some_and(|value| value == "1") {
        fs::write(&file, made).expect("the file can be written");
    }
    let checked_in = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        checked_in == made,
        "{path} is out of date; write it anew with `TIMONEL_BLESS=1 cargo test --test generated`, and look at the difference"
    );
}
