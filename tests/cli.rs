//! The command line as people use it: transcripts in `tests/cli`, and what those cannot show.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A map that sets a key twice, which is one finding.
const TWICE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: '1'\n  a: '2'\n";

/// `TRYCMD=overwrite cargo test --test cli` writes anew what is printed; mask what changes from run to run by `[..]`.
#[test]
fn transcripts() {
    let cases = trycmd::TestCases::new();
    cases.case("tests/cli/*.trycmd").case("tests/cli/*.toml").env("NO_COLOR", "1").env("COLUMNS", "100");
}

/// `timonel check` in `folder`, in an environment that says nothing of colours.
fn check(folder: impl AsRef<Path>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_timonel"));
    command.current_dir(folder).arg("check").args(["--select", "syntax"]).args(arguments).stdin(Stdio::null());
    for variable in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
        command.env_remove(variable);
    }
    command
}

fn run(command: &mut Command) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

#[test]
fn a_patch_named_alone_is_known_by_the_kustomization_beside_it() {
    let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers: [{name: web, image: web}]\n";
    let folder = folder(&[
        ("overlays/prod/kustomization.yaml", "resources: [../../base]\npatches: [{path: patches/web.yaml}]\n"),
        ("overlays/prod/patches/web.yaml", patch),
        ("loose/web.yaml", patch),
    ]);
    let findings = |path: &str| {
        run(&mut check(
            &folder,
            &["--output-format", "concise", "--select", "probe-readiness-missing,image-tag-missing", path],
        ))
    };
    let (code, stdout, stderr) = findings("overlays/prod/patches/web.yaml");
    assert_eq!((code, stdout.lines().count()), (Some(1), 1), "{stdout}");
    assert!(stdout.contains("image-tag-missing") && stderr.contains("1 file: 0 objects, 1 patch"), "{stderr}");
    assert_eq!(findings("loose/web.yaml").1.lines().count(), 2);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let files: Vec<_> = (0..200).map(|number| (format!("{}/{number}.yaml", number % 7), TWICE)).collect();
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let folder = folder(&files);
    for format in ["full", "concise", "json"] {
        let with = |threads| run(&mut check(&folder, &["-q", "-j", threads, "--output-format", format]));
        let one = with("1");
        assert_eq!(one.1.matches("duplicate-key").count(), 200, "{format}");
        assert_eq!(one, with("8"), "{format}");
        assert_eq!(one, with("0"), "{format}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let many = TWICE.replace("  a: '2'\n", &"  a: '2'\n".repeat(5000));
    let folder = folder(&[("app.yaml", &many)]);
    let mut command = check(&folder, &["-q"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    // The reader is dropped after the first line, as `head -1` would.
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let mut complaints = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaints).unwrap();
    assert_eq!((first.as_str(), complaints.as_str()), ("error[duplicate-key] (rejected)\n", ""));
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn colour_obeys_flag_environment_and_stream() {
    let folder = folder(&[("app.yaml", TWICE)]);
    for (flag, environment, expected) in [
        ("auto", "", false),
        ("auto", "FORCE_COLOR=1", true),
        ("auto", "FORCE_COLOR=0", false),
        ("auto", "CLICOLOR_FORCE=1", true),
        ("auto", "CI=true", false),
        ("auto", "FORCE_COLOR=1 NO_COLOR=1", false),
        ("auto", "FORCE_COLOR=1 NO_COLOR=0", false),
        ("auto", "FORCE_COLOR=1 NO_COLOR=", true),
        ("auto", "CLICOLOR_FORCE=1 NO_COLOR=1", false),
        ("always", "NO_COLOR=1", true),
        ("always", "TERM=dumb", true),
        ("never", "FORCE_COLOR=1", false),
    ] {
        let variables = environment.split(' ').filter_map(|variable| variable.split_once('='));
        let (_, out, err) = run(check(&folder, &[".", "nowhere", "--color", flag]).envs(variables));
        let is_coloured = [out, err].map(|text| text.contains('\x1b'));
        assert_eq!(is_coloured, [expected; 2], "--color {flag} {environment}");
    }
    let (_, concise, _) = run(&mut check(&folder, &["--color", "always", "--output-format", "concise"]));
    assert!(!concise.contains('\x1b'));
}

#[test]
fn names_of_any_letters_are_shown_as_they_are() {
    let folder = folder(&[("año 1/mi app.yaml", TWICE), ("清单.yml", TWICE), ("-.yaml", TWICE)]);
    let (code, out, err) = run(&mut check(&folder, &["-q", "--output-format", "concise"]));
    let paths: Vec<_> = out.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!((code, paths, err.as_str()), (Some(1), vec!["-.yaml", "año 1/mi app.yaml", "清单.yml"], ""));
    let (code, out, _) = run(&mut check(&folder, &["-q", "--output-format", "concise", "--", "./-.yaml"]));
    assert_eq!((code, out.lines().count()), (Some(1), 1));
}

#[test]
fn rules_are_found_by_the_names_that_other_linters_have_for_them() {
    for area in timonel::rules::AREAS {
        let named = area.rules.iter().flat_map(|rule| {
            let names = rule.equivalents.by_tool().into_iter().flat_map(|(_, names)| names);
            names.map(|name| (*name, rule.id))
        });
        for (name, id) in named.take(1) {
            let mut command = Command::new(env!("CARGO_BIN_EXE_timonel"));
            let (code, out, _) = run(command.args(["explain", name, "--color", "never"]));
            assert_eq!(code, Some(0), "{name}");
            assert!(out.contains(&format!("# {id}\n")), "{name}");
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_linted() {
        let folder = folder(&[("app.yaml", TWICE), ("shut.yaml", TWICE)]);
        let path = |name: &str| folder.path().join(name);
        symlink("nowhere", path("gone.yaml")).unwrap();
        symlink("..", path("up")).unwrap();
        fs::write(folder.path().join(OsStr::from_bytes(b"caf\xe9.yaml")), TWICE).unwrap();
        fs::set_permissions(path("shut.yaml"), fs::Permissions::from_mode(0o000)).unwrap();
        let (code, out, err) = run(&mut check(&folder, &["--output-format", "concise"]));
        assert_eq!(code, Some(2));
        assert!(out.starts_with("app.yaml:6:3: error[duplicate-key]"), "{out}");
        assert!(err.contains("error: could not read `gone.yaml`: the link leads nowhere\n"), "{err}");
        assert!(
            err.contains("error: could not read `caf\u{fffd}.yaml`: the name is not valid UTF-8; rename it\n"),
            "{err}"
        );
        assert!(err.contains("passed over 1 link loop;"), "{err}");
        // Nothing is shut to the superuser.
        let may_all = File::open(path("shut.yaml")).is_ok();
        assert!(may_all || err.contains("error: could not read `shut.yaml`: permission denied\n"), "{err}");
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let folder = folder(&[("app.yaml", TWICE)]);
        let full = File::options().write(true).open("/dev/full").unwrap();
        let (code, _, err) = run(check(&folder, &[]).stdout(full));
        assert_eq!(code, Some(2));
        assert!(err.starts_with("error: cannot write the output: "), "{err}");
    }
}
