//! Writes a tree of manifests: `cargo run --example generate-tree -- 5000 target/tree`.

#[path = "../benches/tree/mod.rs"]
mod tree;

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(services), Some(folder)) = (arguments.next().and_then(|number| number.parse().ok()), arguments.next())
    else {
        return Err(io::Error::other("usage: generate-tree SERVICES FOLDER"));
    };
    for (path, text) in tree::files(services) {
        let path = Path::new(&folder).join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}
