//! Shows what `check` says of small slips in the flagship package: `cargo run -p acquis-tests --example slips -- [FILE
//! [LINE]]`, one line for each slip, and every message in full where a line is named.

use acquis_tests::slips::{Checked, line, slips};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Option<u32> = words.get(1).and_then(|word| word.parse().ok());
    let mut checked = Checked::cada();
    for path in checked.files() {
        if words.first().is_some_and(|word| !path.contains(word.as_str())) {
            continue;
        }
        let text = checked.text(&path);
        for slip in slips(&text) {
            let at = line(&text, slip.at);
            if wanted.is_some_and(|wanted| wanted != at) {
                continue;
            }
            let found = checked.after(&path, &slip);
            let codes: Vec<&str> = found.iter().map(|finding| finding.code.id).collect();
            println!("{:3} {path}:{at} {:?} {} {}", found.len(), slip.kind, slip.word, codes.join(" "));
            if wanted.is_some() {
                let sources = checked.sources(&path, &slip);
                for finding in &found {
                    println!("{}", acquis_diagnostics::human(finding, &sources, false));
                }
            }
        }
    }
}
