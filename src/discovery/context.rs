//! The kustomizations around what was named: whether a file is a patch, only they know.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{Discovery, Input, shown};
use crate::project::KUSTOMIZATION_FILES;

/// The kustomizations in the folders above `paths`, as far as the repository reaches (outside of one: the working
/// directory), that `discovery` did not find. They are to be read for knowledge only.
pub fn kustomizations_above(paths: &[PathBuf], cwd: &Path, discovery: &Discovery) -> Vec<Input> {
    let stdin = discovery.inputs.iter().filter(|input| input.is_stdin()).map(|input| cwd.join(&input.shown));
    let mut seen: HashSet<PathBuf> = HashSet::new();
    let mut found: Vec<Input> = Vec::new();
    for path in paths.iter().map(|path| cwd.join(path)).chain(stdin) {
        for folder in folders_above(&path, cwd) {
            if seen.insert(folder.to_owned()) {
                found.extend(KUSTOMIZATION_FILES.iter().filter_map(|name| input(folder.join(name), cwd)));
            }
        }
    }
    let known: HashSet<&str> = discovery.inputs.iter().map(|input| input.shown.as_str()).collect();
    found.retain(|input| !known.contains(input.shown.as_str()));
    found.sort_by(|one, other| one.shown.cmp(&other.shown));
    found
}

fn input(path: PathBuf, cwd: &Path) -> Option<Input> {
    let shown = shown::exact(cwd, &path).filter(|_| path.is_file())?;
    Some(Input { shown, path, explicit: false })
}

/// The folders that hold `path`, from the inside out.
fn folders_above<'p>(path: &'p Path, cwd: &'p Path) -> Vec<&'p Path> {
    let above: Vec<&Path> = path.ancestors().skip(1).collect();
    let reach = above.iter().position(|folder| folder.join(".git").exists());
    let reach = reach.or_else(|| above.iter().position(|folder| *folder == cwd)).unwrap_or(0);
    above.into_iter().take(reach + 1).collect()
}
