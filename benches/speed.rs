//! Parts and the whole, in memory: `cargo bench`. The whole program against `cat` is for hyperfine (see CONTRIBUTING.md).

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

mod tree;

use divan::Bencher;
use divan::counter::BytesCount;
use timonel::config::Settings;
use timonel::linter::{Linter, Text};
use timonel::source::FileId;
use timonel::yaml;

fn main() {
    divan::main();
}

/// Text to tree.
#[divan::bench(args = [10, 100])]
fn parse(bencher: Bencher, services: usize) {
    let files = tree::files(services);
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for (_, text) in &files {
            divan::black_box(yaml::parse(FileId(0), text.as_str().into(), Vec::new()));
        }
    });
}

/// Texts to report: reading, indexing, all rules of the default profile.
#[divan::bench(args = [10, 100, 1000])]
fn whole_run(bencher: Bencher, services: usize) {
    let files = tree::files(services);
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let linter = Linter::new(Settings::default()).unwrap();
    let texts = || files.iter().map(|(path, text)| Text::new(path.clone(), text.clone())).collect();
    bencher.counter(BytesCount::new(bytes)).with_inputs(texts).bench_values(|texts: Vec<Text>| linter.lint(texts));
}
