//! The literate spec tests.

use acquis_tests::{repository, spec};

#[test]
fn the_spec_tests_hold() {
    let wrong: String = repository::files("tests/spec", ".md").iter().map(|path| spec::hold(path)).collect();
    assert!(wrong.is_empty(), "{wrong}");
}
