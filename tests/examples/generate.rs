//! Writes a generated package of N criteria with a dossier into a folder: `cargo run --example generate -- FOLDER N`.

use std::path::Path;

fn main() {
    let mut words = std::env::args().skip(1);
    let (Some(folder), Some(criteria)) = (words.next(), words.next().and_then(|n| n.parse().ok())) else {
        eprintln!("generate FOLDER CRITERIA");
        std::process::exit(2);
    };
    let mut files = acquis_tests::generate::package(criteria);
    files.push(("dossier.yaml".to_owned(), acquis_tests::generate::dossier()));
    for (path, text) in files {
        let path = Path::new(&folder).join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
}
