//! The walk over folders, and the book that is kept of it.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::ignored::{self, IgnoreRules, Verdict};
use super::{Discovery, Input, STDIN, SkipReason, Skipped, Unreadable, chart, shown};
use crate::project::KUSTOMIZATION_FILES;
use crate::source::STDIN_SHOWN;

/// A walk under way.
pub(super) struct Walk<'a> {
    cwd: &'a Path,
    canonical_cwd: PathBuf,
    found: Discovery,
    /// Files met, by canonical path.
    files: HashSet<PathBuf>,
    /// Folders met, by canonical path.
    folders: HashSet<PathBuf>,
    /// Ignored paths that may turn out to be named by the user, by canonical path.
    ignored: Vec<(PathBuf, String)>,
    /// Links met. They wait until everything that is in place is known, so that a file is shown by its own name.
    pub(super) links: Vec<Link>,
}

/// A folder to walk.
pub(super) struct Folder {
    path: PathBuf,
    canonical: PathBuf,
    /// The ignore files above it.
    rules: Rc<IgnoreRules>,
    /// Links to folders are followed up to here: the repository, else the working directory.
    home: Rc<Path>,
    in_templates: bool,
}

/// A symbolic link met in a walk.
pub(super) struct Link {
    pub(super) path: PathBuf,
    /// The canonical path of the folder that it lies in.
    pub(super) parent: PathBuf,
    pub(super) name: OsString,
    pub(super) rules: Rc<IgnoreRules>,
    pub(super) home: Rc<Path>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(cwd: &'a Path) -> Self {
        Self {
            cwd,
            canonical_cwd: fs::canonicalize(cwd).unwrap_or_else(|_| cwd.to_owned()),
            found: Discovery::default(),
            files: HashSet::new(),
            folders: HashSet::new(),
            ignored: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Takes standard input in, in place of the file `name`.
    pub(super) fn take_stdin(&mut self, name: Option<&str>) {
        let path = self.cwd.join(name.unwrap_or(STDIN_SHOWN));
        let identity = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if chart::holds_templates(&identity) {
            self.skip(&path, SkipReason::ChartTemplate);
            self.files.insert(identity);
        } else {
            let shown = shown::lossy(self.cwd, &path);
            self.read(identity, Input { shown, path: STDIN.into(), explicit: true });
        }
    }

    /// Takes a path in that the user named; gives it back joined to the working directory when it is a folder.
    pub(super) fn take_named(&mut self, named: &Path) -> Option<PathBuf> {
        let path = self.cwd.join(named);
        match path.metadata() {
            // An empty path, as an unset variable leaves it, is not the working directory.
            _ if named.as_os_str().is_empty() => self.found.missing.push(String::new()),
            Ok(metadata) if metadata.is_dir() => return Some(path),
            Ok(metadata) if metadata.is_file() => self.take_file(&path, None, true),
            Ok(_) => self.refuse(&path, NOT_REGULAR),
            Err(error) if is_absent(&error) && path.symlink_metadata().is_err() => {
                self.found.missing.push(named.display().to_string());
            }
            Err(error) => self.fail(&path, &error),
        }
        None
    }

    /// Walks the folder `path`, whatever it is called and whatever ignore files say of itself.
    pub(super) fn take_folder(&mut self, path: PathBuf) {
        match fs::canonicalize(&path) {
            Ok(canonical) => {
                let home = self.home(&canonical);
                self.walk(path, canonical, home);
            }
            Err(error) => self.fail(&path, &error),
        }
    }

    /// Walks the folder `path`, whose canonical path lies in `home`.
    pub(super) fn walk(&mut self, path: PathBuf, canonical: PathBuf, home: Rc<Path>) {
        let rules = IgnoreRules::above(&canonical, &home);
        let in_templates = chart::holds_templates(&canonical);
        let mut pending = vec![Folder { path, canonical, rules, home, in_templates }];
        while let Some(folder) = pending.pop() {
            if self.folders.insert(folder.canonical.clone()) {
                self.visit(folder, &mut pending);
            }
        }
    }

    /// Takes the regular file `path` in, unless it was met before; `canonical` is asked for when it is not given.
    pub(super) fn take_file(&mut self, path: &Path, canonical: Option<PathBuf>, explicit: bool) {
        let canonical = match canonical.map_or_else(|| fs::canonicalize(path), Ok) {
            Ok(canonical) => canonical,
            Err(error) => return self.fail(path, &error),
        };
        if self.files.contains(&canonical) {
            return;
        }
        let in_templates = chart::holds_templates(&canonical) || chart::holds_templates(path);
        self.take_new_file(path, canonical, explicit, in_templates);
    }

    /// Whether a folder was walked already.
    pub(super) fn has_walked(&self, canonical: &Path) -> bool {
        self.folders.contains(canonical)
    }

    /// Notes that ignore files leave a path out.
    pub(super) fn ignore(&mut self, path: &Path, canonical: PathBuf, is_folder: bool) {
        let mut shown = shown::lossy(self.cwd, path);
        if is_folder {
            shown.push('/');
        }
        self.ignored.push((canonical, shown));
    }

    /// Notes that `path` is passed over.
    pub(super) fn skip(&mut self, path: &Path, reason: SkipReason) {
        self.found.skipped.push(Skipped { path: shown::lossy(self.cwd, path), reason });
    }

    /// Notes that the system would not let us look at `path`.
    pub(super) fn fail(&mut self, path: &Path, error: &io::Error) {
        let dangles = is_absent(error) && path.is_symlink();
        self.refuse(path, if dangles { DANGLING.to_owned() } else { shown::error(error) });
    }

    /// Notes that `path` cannot be read.
    pub(super) fn refuse(&mut self, path: &Path, error: impl Into<String>) {
        self.found.unreadable.push(Unreadable { path: shown::lossy(self.cwd, path), error: error.into() });
    }

    /// What was found, in order.
    pub(super) fn finish(mut self) -> Discovery {
        for (canonical, shown) in std::mem::take(&mut self.ignored) {
            let was_named = self.files.contains(&canonical) || self.folders.contains(&canonical);
            if !was_named {
                self.found.skipped.push(Skipped { path: shown, reason: SkipReason::Ignored });
            }
        }
        let mut found = self.found;
        found.inputs.sort_by(|left, right| left.shown.cmp(&right.shown));
        found.skipped.sort();
        found.skipped.dedup();
        found.unreadable.sort();
        found.unreadable.dedup();
        found.missing.sort();
        found.missing.dedup();
        found
    }

    fn visit(&mut self, folder: Folder, pending: &mut Vec<Folder>) {
        let entries = match self.list(&folder.path) {
            Ok(entries) => entries,
            Err(error) => return self.fail(&folder.path, &error),
        };
        let rules = folder.rules.enter(&folder.canonical, |name| entries.iter().any(|(entry, _)| entry == name));
        let folder = Folder { rules, ..folder };
        for (name, kind) in entries {
            self.meet(&folder, name, kind, pending);
        }
    }

    /// The entries of a folder; one that cannot be told is noted and left out.
    fn list(&mut self, folder: &Path) -> io::Result<Vec<(OsString, FileType)>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            match entry.file_type() {
                Ok(kind) => entries.push((entry.file_name(), kind)),
                Err(error) => self.fail(&entry.path(), &error),
            }
        }
        Ok(entries)
    }

    fn meet(&mut self, folder: &Folder, name: OsString, kind: FileType, pending: &mut Vec<Folder>) {
        let is_candidate = kind.is_dir() || kind.is_symlink() || is_manifest_name(&name);
        if !is_candidate || ignored::is_git_folder(&name) {
            return;
        }
        let path = folder.path.join(&name);
        let canonical = folder.canonical.join(&name);
        match folder.rules.verdict(&canonical, kind.is_dir()) {
            Verdict::Unnamed if is_hidden(&name) => {}
            Verdict::Ignored if is_hidden(&name) => {}
            Verdict::Ignored if kind.is_dir() || is_manifest_name(&name) => {
                self.ignore(&path, canonical, kind.is_dir())
            }
            Verdict::Ignored => {}
            _ if kind.is_dir() => pending.push(folder.inner(path, canonical)),
            _ if kind.is_symlink() => self.links.push(folder.link(path, name)),
            _ if kind.is_file() && !self.files.contains(&canonical) => {
                self.take_new_file(&path, canonical, false, folder.in_templates);
            }
            _ if kind.is_file() => {}
            _ => self.refuse(&path, NOT_REGULAR),
        }
    }

    fn take_new_file(&mut self, path: &Path, canonical: PathBuf, explicit: bool, in_templates: bool) {
        match shown::exact(self.cwd, path) {
            None => self.refuse(path, NOT_UTF8),
            Some(_) if in_templates => {
                self.files.insert(canonical);
                self.skip(path, SkipReason::ChartTemplate);
            }
            Some(shown) => self.read(canonical, Input { shown, path: path.to_owned(), explicit }),
        }
    }

    fn read(&mut self, canonical: PathBuf, input: Input) {
        self.files.insert(canonical);
        self.found.inputs.push(input);
    }

    /// How far up ignore files are looked for, and how far away a link to a folder may lead: the repository that
    /// `folder` lies in, else the working directory when it lies below that, else itself.
    fn home(&self, folder: &Path) -> Rc<Path> {
        match ignored::repository(folder) {
            Some(repository) => repository.into(),
            None if folder.starts_with(&self.canonical_cwd) => self.canonical_cwd.as_path().into(),
            None => folder.into(),
        }
    }
}

impl Folder {
    /// The folder `path` in this one.
    fn inner(&self, path: PathBuf, canonical: PathBuf) -> Self {
        let in_templates = self.in_templates || chart::is_template_folder(&canonical);
        Self { path, canonical, rules: Rc::clone(&self.rules), home: Rc::clone(&self.home), in_templates }
    }

    /// The link `name` in this folder.
    fn link(&self, path: PathBuf, name: OsString) -> Link {
        let (rules, home) = (Rc::clone(&self.rules), Rc::clone(&self.home));
        Link { path, parent: self.canonical.clone(), name, rules, home }
    }
}

/// Whether walks read a file of this name, unless it is hidden or ignored.
pub(super) fn is_manifest_name(name: &OsStr) -> bool {
    let is_known =
        |extension: &OsStr| ["yaml", "yml", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known));
    Path::new(name).extension().is_some_and(is_known)
        || KUSTOMIZATION_FILES.iter().any(|kustomization| name == *kustomization)
}

/// Whether the system says that there is nothing of that name.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

pub(super) const NOT_REGULAR: &str = "not a regular file; to read from a pipe, give it to standard input and name `-`";
const NOT_UTF8: &str = "the name is not valid UTF-8; rename it";
const DANGLING: &str = "the link leads nowhere";

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}
