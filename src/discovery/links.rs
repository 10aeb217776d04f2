//! Symbolic links, followed once everything that is in place is known.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::SkipReason;
use super::ignored::Verdict;
use super::walk::{Link, NOT_REGULAR, Walk, is_absent, is_manifest_name};

impl Walk<'_> {
    /// Follows the links met so far and those met on the way. What they lead to is read once, under its own name
    /// where it has one in the walk; a link that leads back to a folder around it adds nothing and is noted.
    pub(super) fn follow_links(&mut self) {
        while !self.links.is_empty() {
            let mut links = std::mem::take(&mut self.links);
            links.sort_by(|left, right| left.path.cmp(&right.path));
            for link in links {
                self.follow(link);
            }
        }
    }

    fn follow(&mut self, link: Link) {
        let is_manifest = is_manifest_name(&link.name);
        let target = fs::canonicalize(&link.path).and_then(|target| Ok((target.metadata()?, target)));
        match target {
            _ if link.is_ignored(false) => {
                if is_manifest {
                    self.ignore(&link.path, link.parent.join(&link.name), false);
                }
            }
            Ok((metadata, target)) if metadata.is_dir() => self.follow_to_folder(link, target),
            Ok((metadata, target)) if metadata.is_file() && is_manifest => {
                self.take_file(&link.path, Some(target), false);
            }
            Ok((metadata, _)) if metadata.is_file() => {}
            Ok(_) if is_manifest => self.refuse(&link.path, NOT_REGULAR),
            Ok(_) => {}
            Err(error) if is_loop(&error) => self.skip(&link.path, SkipReason::LinkLoop),
            // Whatever it was to lead to, it did not claim to be a manifest.
            Err(error) if is_absent(&error) && !is_manifest => {}
            Err(error) => self.fail(&link.path, &error),
        }
    }

    fn follow_to_folder(&mut self, link: Link, target: PathBuf) {
        if link.is_ignored(true) {
            self.ignore(&link.path, link.parent.join(&link.name), true);
        } else if link.parent.starts_with(&target) {
            self.skip(&link.path, SkipReason::LinkLoop);
        } else if self.has_walked(&target) {
            // Read already, under its own name.
        } else if target.starts_with(&link.home) {
            self.walk(link.path, target, link.home);
        } else {
            self.skip(&link.path, SkipReason::OutsideLink);
        }
    }
}

impl Link {
    fn is_ignored(&self, as_folder: bool) -> bool {
        let place: &Path = &self.parent.join(&self.name);
        self.rules.verdict(place, as_folder) == Verdict::Ignored
    }
}

/// Whether the system gave up on links that lead to each other. (`ErrorKind::FilesystemLoop` is not stable yet.)
fn is_loop(error: &io::Error) -> bool {
    error.kind().to_string().starts_with("filesystem loop")
}
