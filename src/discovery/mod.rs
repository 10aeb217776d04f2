//! From the paths that a user names to the files that are read, with an account of all that is passed over.
//!
//! A walk takes `.yaml`, `.yml` and `.json`, and passes over what is hidden or ignored. A path that is named is read
//! whatever it is called. Nothing is opened to find it but folders and ignore files;
//! [`read()`] opens the rest.

mod chart;
mod context;
mod ignored;
mod links;
mod read;
mod shown;
mod walk;

use std::path::{Path, PathBuf};

pub use context::kustomizations_above;
pub use read::{read, read_stream};

use walk::Walk;

/// The path that stands for standard input.
pub const STDIN: &str = "-";

/// What a list of paths comes to; every list is sorted by path, so that nothing depends on the order of a directory.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Discovery {
    /// Files to read, each once, however many ways lead to it.
    pub inputs: Vec<Input>,
    /// Files and folders passed over. A folder ends in `/` and stands for all that is in it.
    pub skipped: Vec<Skipped>,
    /// What could not be looked at.
    pub unreadable: Vec<Unreadable>,
    /// Paths that were named and do not exist, as given.
    pub missing: Vec<String>,
}

/// One file to read, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path as shown to people: relative to the working directory where possible, `/` as separator.
    pub shown: String,
    /// The path to open; [`STDIN`] for standard input.
    pub path: PathBuf,
    /// Whether the user named this very file, rather than a folder above it.
    pub explicit: bool,
}

impl Input {
    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        // Every other path is joined to the working directory, so a file of this name is never mistaken for it.
        self.path == Path::new(STDIN)
    }
}

/// A file that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Its path as shown to people.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why a file was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// No document in it has `apiVersion` and `kind`.
    NotKubernetes,
    /// It lies in the `templates/` of a Helm chart.
    ChartTemplate,
    /// It holds template actions that nothing has rendered.
    Template,
    /// A `.gitignore` or `.ignore` names it.
    Ignored,
    /// It is a symbolic link to a folder outside the repository.
    OutsideLink,
    /// It is a symbolic link to a folder around it, or one that leads round in a circle.
    LinkLoop,
}

impl SkipReason {
    /// Every reason, in the order of reports.
    pub const ALL: [Self; 6] =
        [Self::NotKubernetes, Self::Template, Self::ChartTemplate, Self::Ignored, Self::OutsideLink, Self::LinkLoop];

    /// The name used in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotKubernetes => "not Kubernetes",
            Self::ChartTemplate => "chart template",
            Self::Template => "template",
            Self::Ignored => "ignored",
            Self::OutsideLink => "link out of the tree",
            Self::LinkLoop => "link loop",
        }
    }
}

/// A file or folder that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// Its path as shown to people.
    pub path: String,
    /// What the system said.
    pub error: String,
}

/// Finds what `paths` (files, folders, [`STDIN`]) hold, as seen from the folder `cwd`, an absolute path.
///
/// `stdin_filename` names standard input; a file of that name is then not read, since the input takes its place.
///
/// Ignore files count as they do for ripgrep, in and outside of Git repositories: each `.gitignore` and `.ignore`
/// from the root of the repository (outside of one: from `cwd`) down, and `.git/info/exclude`. What lies in a user's
/// own configuration is left out, so that everybody gets the same report of the same tree.
pub fn discover(paths: &[PathBuf], cwd: &Path, stdin_filename: Option<&str>) -> Discovery {
    let mut walk = Walk::new(cwd);
    if paths.iter().any(|path| path == Path::new(STDIN)) {
        walk.take_stdin(stdin_filename);
    }
    // Files first: a file that is named is read even where a folder that is named as well would pass it over.
    let folders: Vec<_> =
        paths.iter().filter(|path| **path != *STDIN).filter_map(|path| walk.take_named(path)).collect();
    for folder in folders {
        walk.take_folder(folder);
    }
    walk.follow_links();
    walk.finish()
}
