//! The literate spec tests.

use acquis_tests::{repository, spec};

#[test]
fn the_spec_tests_hold() {
    let update = std::env::var_os("UPDATE_SPEC").is_some();
    let mut wrong = String::new();
    for path in repository::files("tests/spec", ".md") {
        let text = repository::text(&path);
        let mismatches = spec::run(&text);
        if update && !mismatches.is_empty() {
            let updated = spec::updated(&text, &mismatches);
            std::fs::write(repository::root().join(&path), updated).expect("the file can be written");
            continue;
        }
        for mismatch in mismatches {
            wrong.push_str(&format!(
                "── {path}:{} {}\nexpected:\n{}\nfound:\n{}\n",
                mismatch.line, mismatch.title, mismatch.expected, mismatch.found
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}\nIf what was found is right, run the tests with UPDATE_SPEC=1.");
}
