//! What is found in trees made for the purpose.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use timonel::discovery::{Discovery, Input, Unreadable, discover, read, read_stream};

/// A folder tree that is gone after the test.
struct Tree(TempDir);

impl Tree {
    /// The files of `paths`; a path that ends in `/` is a folder.
    fn new(paths: &[&str]) -> Self {
        let tree = Self(TempDir::new().unwrap());
        for path in paths {
            let at = tree.path(path);
            if path.ends_with('/') {
                fs::create_dir_all(at).unwrap();
            } else {
                tree.write(path, "a: 1\n");
            }
        }
        tree
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn discover(&self, paths: &[&str]) -> Discovery {
        let paths: Vec<_> = paths.iter().map(PathBuf::from).collect();
        discover(&paths, self.0.path(), None)
    }

    fn shown(&self, paths: &[&str]) -> Vec<String> {
        shown(&self.discover(paths))
    }
}

fn shown(found: &Discovery) -> Vec<String> {
    found.inputs.iter().map(|input| input.shown.clone()).collect()
}

fn skipped(found: &Discovery) -> Vec<(&str, &str)> {
    found.skipped.iter().map(|skipped| (skipped.path.as_str(), skipped.reason.as_str())).collect()
}

fn unreadable(found: &Discovery) -> Vec<(&str, &str)> {
    found.unreadable.iter().map(|unreadable| (unreadable.path.as_str(), unreadable.error.as_str())).collect()
}

#[test]
fn walks_take_yaml_and_json_of_any_case_in_byte_order() {
    let tree = Tree::new(&["b.yml", "a/z.JSON", "a-b.yaml", "B.YAML", "a.txt", "yaml", "Makefile", "c.yaml.tpl"]);
    assert_eq!(tree.shown(&["."]), ["B.YAML", "a-b.yaml", "a/z.JSON", "b.yml"]);
    assert_eq!(tree.shown(&["./a"]), ["a/z.JSON"]);
}

#[test]
fn a_folder_may_be_called_like_a_file() {
    let tree = Tree::new(&["app.yaml/inner.yaml"]);
    assert_eq!(tree.shown(&["."]), ["app.yaml/inner.yaml"]);
    assert_eq!(tree.shown(&["app.yaml"]), ["app.yaml/inner.yaml"]);
}

#[test]
fn hidden_and_ignored_paths_are_passed_over_unless_named() {
    let tree =
        Tree::new(&[".hidden.yaml", ".github/ci.yaml", "out/a.yaml", "out/b.yaml", "gen.yaml", "gen.txt", "app.yaml"]);
    tree.write(".gitignore", "out/\ngen.*\n");
    let found = tree.discover(&["."]);
    assert_eq!(shown(&found), ["app.yaml"]);
    assert_eq!(skipped(&found), [("gen.yaml", "ignored"), ("out/", "ignored")]);

    let found = tree.discover(&[".", "gen.yaml", "gen.txt", "out", ".hidden.yaml", ".github"]);
    let all = [".github/ci.yaml", ".hidden.yaml", "app.yaml", "gen.txt", "gen.yaml", "out/a.yaml", "out/b.yaml"];
    assert_eq!(shown(&found), all);
    assert_eq!(skipped(&found), []);
    assert!(
        found.inputs.iter().all(|input| input.explicit == input.shown.contains("gen") || input.shown == ".hidden.yaml")
    );
}

#[test]
fn the_nearest_ignore_file_decides_and_takes_hidden_paths_in_too() {
    let tree = Tree::new(&["deep/a.yaml", "deep/b.yaml", "deep/c.yaml", ".argo/app.yaml"]);
    tree.write(".gitignore", "*.yaml\n");
    tree.write(".ignore", "!.argo\n!.argo/*\n");
    tree.write("deep/.gitignore", "!a.yaml\n!b.yaml\n");
    tree.write("deep/.ignore", "b.yaml\n");
    assert_eq!(tree.shown(&["."]), [".argo/app.yaml", "deep/a.yaml"]);
    assert_eq!(tree.shown(&["deep"]), ["deep/a.yaml"]);
}

#[test]
fn a_repository_obeys_its_own_ignore_files_only() {
    let tree = Tree::new(&["repo/.git/info/", "repo/a.yaml", "repo/b.yaml", "repo/sub/.git/", "repo/sub/a.yaml"]);
    tree.write(".gitignore", "*.yaml\n");
    tree.write("repo/.gitignore", "a.yaml\n");
    tree.write("repo/.git/info/exclude", "b.yaml\n");
    tree.write("repo/.git/logs/branch.yaml", "");
    assert_eq!(tree.shown(&["repo"]), ["repo/sub/a.yaml"]);
    assert_eq!(discover(&[".".into()], &tree.path("repo/sub"), None).inputs.len(), 1);
    // Outside of a repository nothing above the working directory counts.
    let tree = Tree::new(&["work/k8s/a.yaml"]);
    tree.write(".gitignore", "*\n");
    assert_eq!(discover(&["k8s".into()], &tree.path("work"), None).inputs.len(), 1);
    assert_eq!(tree.shown(&["work"]), Vec::<String>::new());
}

#[test]
fn a_file_is_read_once() {
    let tree = Tree::new(&["k8s/app.yaml", "other/b.yaml"]);
    let absolute = tree.path("k8s/app.yaml");
    let paths = ["k8s/app.yaml", "./k8s/app.yaml", "k8s", ".", "other/../k8s", absolute.to_str().unwrap()];
    assert_eq!(tree.shown(&paths), ["k8s/app.yaml", "other/b.yaml"]);
    assert_eq!(tree.shown(&[absolute.to_str().unwrap()]), ["k8s/app.yaml"]);
}

#[test]
fn chart_templates_are_passed_over_also_when_named() {
    let tree = Tree::new(&[
        "chart/Chart.yaml",
        "chart/values.yaml",
        "chart/crds/crd.yaml",
        "chart/templates/web.yaml",
        "chart/templates/tests/t.yml",
        "chart/templates/_helpers.tpl",
        "chart/charts/db/templates/db.yaml",
        "site/templates/page.yaml",
    ]);
    let templates = [
        ("chart/charts/db/templates/db.yaml", "chart template"),
        ("chart/templates/tests/t.yml", "chart template"),
        ("chart/templates/web.yaml", "chart template"),
    ];
    let found = tree.discover(&["."]);
    let read = ["chart/Chart.yaml", "chart/crds/crd.yaml", "chart/values.yaml", "site/templates/page.yaml"];
    assert_eq!(shown(&found), read);
    assert_eq!(skipped(&found), templates);

    let found = tree.discover(&["chart/templates/tests", "chart/templates/web.yaml", "chart/templates/tests/t.yml"]);
    assert_eq!(shown(&found), Vec::<String>::new());
    assert_eq!(skipped(&found), templates[1..]);
}

#[test]
fn missing_paths_are_named() {
    let tree = Tree::new(&["a.yaml"]);
    let found = tree.discover(&["nope", "a.yaml/b.yaml", "", "a.yaml"]);
    assert_eq!(found.missing, ["", "a.yaml/b.yaml", "nope"]);
    assert_eq!(shown(&found), ["a.yaml"]);
}

#[test]
fn standard_input_takes_the_place_of_the_file_that_names_it() {
    let tree = Tree::new(&["app.yaml", "b.yaml", "-"]);
    let paths = ["-".into(), ".".into(), "./-".into()];
    let found = discover(&paths, tree.0.path(), Some("./app.yaml"));
    assert_eq!(shown(&found), ["-", "app.yaml", "b.yaml"]);
    assert_eq!(found.inputs.iter().map(Input::is_stdin).collect::<Vec<_>>(), [false, true, false]);
    let found = discover(&["-".into(), "-".into()], tree.0.path(), None);
    assert_eq!(shown(&found), ["<stdin>"]);
    assert!(read(&found.inputs[0]).is_err());
    assert_eq!(read_stream(&found.inputs[0], &b"a: 1"[..]).unwrap(), b"a: 1");
}

#[test]
fn files_are_read_as_bytes() {
    let tree = Tree::new(&[]);
    tree.write("a.yaml", "a: \u{fffd}\n");
    let mut found = tree.discover(&["a.yaml"]);
    let input = found.inputs.pop().unwrap();
    assert_eq!(read(&input).unwrap(), "a: \u{fffd}\n".as_bytes());
    fs::remove_file(tree.path("a.yaml")).unwrap();
    assert_eq!(read(&input).unwrap_err(), Unreadable { path: "a.yaml".into(), error: "entity not found".into() });
    fs::create_dir(tree.path("a.yaml")).unwrap();
    assert!(read(&input).is_err());
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    impl Tree {
        fn link(&self, name: &str, target: impl AsRef<Path>) {
            symlink(target, self.path(name)).unwrap();
        }
    }

    #[test]
    fn links_inside_the_tree_add_nothing() {
        let tree = Tree::new(&["z/app.yaml"]);
        tree.link("a", "z");
        tree.link("b.yaml", "z/app.yaml");
        let found = tree.discover(&["."]);
        assert_eq!(shown(&found), ["z/app.yaml"]);
        assert_eq!((skipped(&found), unreadable(&found)), (vec![], vec![]));
        // Named, a link is shown by the name that it was given.
        assert_eq!(tree.shown(&["a"]), ["a/app.yaml"]);
        assert_eq!(tree.shown(&["b.yaml", "."]), ["b.yaml"]);
    }

    #[test]
    fn links_that_loop_or_dangle_are_named() {
        let tree = Tree::new(&["a/app.yaml"]);
        tree.link("a/up", "..");
        tree.link("a/self", ".");
        tree.link("round", "round");
        tree.link("gone.yaml", "nowhere");
        tree.link("gone.txt", "nowhere");
        let found = tree.discover(&["."]);
        assert_eq!(shown(&found), ["a/app.yaml"]);
        assert_eq!(skipped(&found), [("a/self", "link loop"), ("a/up", "link loop"), ("round", "link loop")]);
        assert_eq!(unreadable(&found), [("gone.yaml", "the link leads nowhere")]);
        assert_eq!(unreadable(&tree.discover(&["gone.txt"])), [("gone.txt", "the link leads nowhere")]);
    }

    #[test]
    fn links_are_followed_to_files_anywhere_and_to_folders_of_the_repository() {
        let tree = Tree::new(&["repo/.git/", "repo/base/b.yaml", "repo/app/a.yaml", "away/far.yaml", "away/one.yaml"]);
        tree.link("repo/app/base", "../base");
        tree.link("repo/app/away", "../../away");
        tree.link("repo/app/one.yaml", "../../away/one.yaml");
        let found = tree.discover(&["repo/app"]);
        assert_eq!(shown(&found), ["repo/app/a.yaml", "repo/app/base/b.yaml", "repo/app/one.yaml"]);
        assert_eq!(skipped(&found), [("repo/app/away", "link out of the tree")]);
    }

    #[test]
    fn an_ignored_link_is_not_followed() {
        let tree = Tree::new(&["base/.git/", "base/real.yaml", "base/inner/x.yaml"]);
        tree.write("base/.gitignore", "/link.yaml\n/out/\n");
        tree.link("base/link.yaml", "nowhere");
        tree.link("base/out", "inner");
        let found = tree.discover(&["base"]);
        assert_eq!(shown(&found), ["base/inner/x.yaml", "base/real.yaml"]);
        assert_eq!(skipped(&found), [("base/link.yaml", "ignored"), ("base/out/", "ignored")]);
        assert_eq!(unreadable(&found), []);
    }

    #[test]
    fn sockets_and_devices_are_refused_and_not_waited_for() {
        let tree = Tree::new(&["a.yaml"]);
        let _socket = UnixListener::bind(tree.path("s.yaml")).unwrap();
        let _unnamed = UnixListener::bind(tree.path("s.sock")).unwrap();
        tree.link("null.yaml", "/dev/null");
        let found = tree.discover(&[".", "/dev/null"]);
        assert_eq!(shown(&found), ["a.yaml"]);
        let named: Vec<_> = unreadable(&found).into_iter().map(|(path, _)| path).collect();
        assert_eq!(named, ["/dev/null", "null.yaml", "s.yaml"]);
        assert!(unreadable(&found)[0].1.contains("name `-`"));
    }

    #[test]
    fn named_pipes_are_refused_and_not_waited_for() {
        let tree = Tree::new(&["a.yaml"]);
        let pipes = [".gitignore", "p.yaml"].map(|name| tree.path(name));
        if !std::process::Command::new("mkfifo").args(&pipes).status().is_ok_and(|status| status.success()) {
            return; // Without `mkfifo` there is no pipe to wait for.
        }
        let found = tree.discover(&[".", "p.yaml"]);
        assert_eq!(shown(&found), ["a.yaml"]);
        assert_eq!(unreadable(&found).len(), 1);
    }

    #[test]
    fn names_that_are_no_utf8_are_named() {
        let tree = Tree::new(&["a.yaml", "sub/"]);
        fs::write(tree.0.path().join(OsStr::from_bytes(b"caf\xe9.yaml")), "a: 1").unwrap();
        fs::write(tree.0.path().join(OsStr::from_bytes(b"caf\xe9.txt")), "a: 1").unwrap();
        let folder = tree.0.path().join(OsStr::from_bytes(b"sub/d\xe9"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("in.yaml"), "a: 1").unwrap();
        fs::write(tree.path("sub/\u{fffd}.yaml"), "a: 1").unwrap();
        let found = tree.discover(&["."]);
        assert_eq!(shown(&found), ["a.yaml", "sub/\u{fffd}.yaml"]);
        let error = "the name is not valid UTF-8; rename it";
        assert_eq!(unreadable(&found), [("caf\u{fffd}.yaml", error), ("sub/d\u{fffd}/in.yaml", error)]);
    }

    #[test]
    fn what_may_not_be_opened_is_named() {
        let tree = Tree::new(&["a.yaml", "shut/b.yaml", "c.yaml"]);
        for path in ["shut", "c.yaml"] {
            fs::set_permissions(tree.path(path), fs::Permissions::from_mode(0o000)).unwrap();
        }
        let found = tree.discover(&["."]);
        let may_all = fs::read_dir(tree.path("shut")).is_ok();
        fs::set_permissions(tree.path("shut"), fs::Permissions::from_mode(0o700)).unwrap();
        if may_all {
            return; // Nothing is shut to the superuser.
        }
        assert_eq!(shown(&found), ["a.yaml", "c.yaml"]);
        assert_eq!(unreadable(&found), [("shut", "permission denied")]);
        assert_eq!(read(&found.inputs[1]).unwrap_err().error, "permission denied");
    }
}
