//! Which paths the `.gitignore` and `.ignore` files around them leave out.

use std::path::Path;
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, Glob};

const GIT_FOLDER: &str = ".git";
const GIT_IGNORE: &str = ".gitignore";
const IGNORE: &str = ".ignore";
const GIT_EXCLUDE: &str = ".git/info/exclude";

/// What ignore files say about a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing.
    Unnamed,
    /// It is to be left out.
    Ignored,
    /// A line with `!` takes it in, even when it is hidden.
    Kept,
}

/// The ignore files that hold in a folder: its own, and those above it.
#[derive(Debug)]
pub(super) struct IgnoreRules {
    above: Option<Rc<Self>>,
    ignore: Gitignore,
    git: Gitignore,
    git_exclude: Gitignore,
    /// A repository does not obey the `.gitignore` of one that it lies in.
    is_repository: bool,
}

impl IgnoreRules {
    /// The rules of the folders from `home` down to the parent of `folder`; both are canonical.
    pub(super) fn above(folder: &Path, home: &Path) -> Rc<Self> {
        let mut chain: Vec<_> = folder.ancestors().skip(1).take_while(|above| above.starts_with(home)).collect();
        chain.reverse();
        chain
            .into_iter()
            .fold(Rc::new(Self::none()), |rules, above| rules.enter(above, |name| above.join(name).exists()))
    }

    /// These rules with those of `folder`, which lies in the folder that they are for; `has` tells what it holds.
    pub(super) fn enter(self: &Rc<Self>, folder: &Path, has: impl Fn(&str) -> bool) -> Rc<Self> {
        let is_repository = has(GIT_FOLDER);
        if !is_repository && !has(GIT_IGNORE) && !has(IGNORE) {
            return Rc::clone(self);
        }
        Rc::new(Self {
            above: Some(Rc::clone(self)),
            ignore: globs(folder, IGNORE),
            git: globs(folder, GIT_IGNORE),
            git_exclude: if is_repository { globs(folder, GIT_EXCLUDE) } else { Gitignore::empty() },
            is_repository,
        })
    }

    /// What they say about the canonical `path`. The nearest file that names it decides; any `.ignore` goes before
    /// any `.gitignore`, and that before `.git/info/exclude`.
    pub(super) fn verdict(&self, path: &Path, is_folder: bool) -> Verdict {
        let (mut ignore, mut git, mut git_exclude) = (Match::None, Match::None, Match::None);
        let mut in_repository = true;
        let mut next = Some(self);
        while let Some(rules) = next {
            ignore = ignore.or(rules.ignore.matched(path, is_folder));
            if in_repository {
                git = git.or(rules.git.matched(path, is_folder));
                git_exclude = git_exclude.or(rules.git_exclude.matched(path, is_folder));
            }
            in_repository &= !rules.is_repository;
            next = rules.above.as_deref();
        }
        ignore.or(git).or(git_exclude).into()
    }

    fn none() -> Self {
        let [ignore, git, git_exclude] = [Gitignore::empty(), Gitignore::empty(), Gitignore::empty()];
        Self { above: None, ignore, git, git_exclude, is_repository: false }
    }
}

impl From<Match<&Glob>> for Verdict {
    fn from(found: Match<&Glob>) -> Self {
        match found {
            Match::None => Self::Unnamed,
            Match::Ignore(_) => Self::Ignored,
            Match::Whitelist(_) => Self::Kept,
        }
    }
}

/// Whether `name`, the last part of a path, is one that walks never enter, whatever ignore files say.
pub(super) fn is_git_folder(name: &std::ffi::OsStr) -> bool {
    name == GIT_FOLDER
}

/// The nearest folder at or above the canonical `folder` that is a Git repository.
pub(super) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|above| above.join(GIT_FOLDER).exists())
}

/// The globs of one ignore file. A line that is no glob is left out, as Git does; so is a file that cannot be read.
fn globs(folder: &Path, name: &str) -> Gitignore {
    let file = folder.join(name);
    // Opening a named pipe would wait for ever.
    if !file.is_file() {
        return Gitignore::empty();
    }
    let mut builder = GitignoreBuilder::new(folder);
    let _unreadable_lines = builder.add(&file);
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
