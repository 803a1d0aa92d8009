//! Completions of shells and pages of the manual say what the program takes.

use acquis_tests::cli::acquis;

fn commands() -> Vec<String> {
    let help = acquis(&[], &["--help"]).out;
    let (_, listed) = help.split_once("Commands:\n").expect("commands");
    let (listed, _) = listed.split_once("\n\n").expect("an end");
    listed.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn every_shell_completes_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = acquis(&[], &["completions", shell]);
        assert_eq!(script.code, 0, "{shell}: {}", script.err);
        for command in commands() {
            assert!(script.out.contains(&command), "{shell} does not complete {command}");
        }
        assert!(script.out.contains("require-level"), "{shell} does not complete options");
    }
    assert_eq!(acquis(&[], &["completions", "abacus"]).code, 2);
}

#[test]
fn every_command_has_a_page_of_the_manual_with_its_options() {
    let whole = acquis(&[], &["man"]);
    assert_eq!(whole.code, 0, "{}", whole.err);
    for command in commands() {
        assert!(whole.out.contains(&format!("acquis\\-{command}")), "{command} is not in the manual");
        let page = acquis(&[], &["man", &command]);
        assert_eq!(page.code, 0, "{}", page.err);
        assert!(page.out.contains(&format!(".TH acquis-{command} 1")), "{}", page.out);
        let help = acquis(&[], &[&command, "--help"]).out;
        let options = help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2);
        for option in options.filter(|word| word[2..].chars().all(|c| c.is_ascii_lowercase() || c == '-')) {
            let written = option.replace('-', "\\-");
            assert!(page.out.contains(&written), "acquis man {command} does not show {option}");
        }
    }
}

#[test]
fn a_command_that_there_is_not_has_no_page() {
    let refused = acquis(&[], &["man", "chekc"]);
    assert_eq!((refused.code, refused.codes()), (2, vec!["ACQ0707".to_owned()]));
    assert!(refused.err.contains("did you mean `check`?"), "{}", refused.err);
}
