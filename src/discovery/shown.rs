//! Paths and errors as shown to people.

use std::io;
use std::path::{Component, Path};

/// `path` relative to `cwd` where it lies below it, with `/` as separator and without `.` parts; what is no UTF-8 is
/// replaced by `�`.
pub(super) fn lossy(cwd: &Path, path: &Path) -> String {
    let mut shown = String::new();
    for part in path.strip_prefix(cwd).unwrap_or(path).components() {
        if matches!(part, Component::CurDir) {
            continue;
        }
        if !shown.is_empty() && !shown.ends_with('/') {
            shown.push('/');
        }
        match part {
            Component::RootDir => shown.push('/'),
            part => shown.push_str(&part.as_os_str().to_string_lossy()),
        }
    }
    if shown.is_empty() { ".".to_owned() } else { shown }
}

/// Like [`lossy`]; nothing when what is shown would not be the name that the file has.
pub(super) fn exact(cwd: &Path, path: &Path) -> Option<String> {
    let shown = lossy(cwd, path);
    let has_other_bytes = shown.contains(char::REPLACEMENT_CHARACTER) && path.to_str().is_none();
    (!has_other_bytes).then_some(shown)
}

/// What the system said, in lower case and without error numbers.
pub(super) fn error(error: &io::Error) -> String {
    let kind = error.kind().to_string();
    let says_nothing = matches!(kind.as_str(), "other error" | "uncategorized error");
    if says_nothing { error.to_string() } else { kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_and_plain() {
        let cwd = Path::new("/home/ada/shop");
        for (path, shown) in [
            ("/home/ada/shop/k8s/app.yaml", "k8s/app.yaml"),
            ("/home/ada/shop/./k8s//app.yaml", "k8s/app.yaml"),
            ("/home/ada/shop/../base/app.yaml", "../base/app.yaml"),
            ("/home/ada/shop/.", "."),
            ("/etc/app.yaml", "/etc/app.yaml"),
        ] {
            assert_eq!(exact(cwd, Path::new(path)).as_deref(), Some(shown));
        }
    }

    #[test]
    fn errors_are_lower_case_and_without_numbers() {
        assert_eq!(error(&io::Error::from(io::ErrorKind::PermissionDenied)), "permission denied");
        assert_eq!(error(&io::Error::other("the disk is on fire")), "the disk is on fire");
    }
}
