//! The canonical layout, held over every policy of the repository and over a thousand texts whose layout was shaken:
//! laying out a text twice changes nothing more, no token, no comment and no meaning is lost, and what is faulty stays as
//! it is.

use acquis_syntax::{DECLARATION_KEYWORDS, cut, parse_declaration};
use acquis_tests::corpus::{Random, damaged, policies, shuffled};
use acquis_tests::generate;
use acquis_tests::repository;

fn format(text: &str) -> String {
    acquis_syntax::format(text).applied(text)
}

/// A token or comment of a text; a comment that follows a token on its line is told from one on a line of its own.
#[derive(Debug, PartialEq, Eq)]
enum Item<'t> {
    Token(&'t str),
    Behind(&'t str),
    Above(&'t str),
}

/// The tokens and comments of a text in order. A comma before a closing bracket or brace says nothing.
fn items(text: &str) -> Vec<Item<'_>> {
    let mut found: Vec<Item<'_>> = vec![];
    let mut line_is_blank = true;
    let mut rest = text.trim_start_matches('\u{feff}');
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let length = match first {
            '\n' => 1,
            '"' => quoted(rest),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            c if is_word(c) => word_length(&rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())]),
            c => c.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        match first {
            '\n' => line_is_blank = true,
            c if c.is_whitespace() => {}
            '/' if word.starts_with("//") => {
                found.push(if line_is_blank {
                    Item::Above(word.trim_end())
                } else {
                    Item::Behind(word.trim_end())
                });
            }
            c => {
                let closes = matches!(c, '}' | ']');
                if closes && let Some(at) = last_token(&found).filter(|at| found[*at] == Item::Token(",")) {
                    found.remove(at);
                }
                found.push(Item::Token(word));
                line_is_blank = false;
            }
        }
    }
    found
}

/// The length of the word that a run of letters and digits starts with: a word that starts a declaration is one also after
/// a number without a blank.
fn word_length(run: &str) -> usize {
    let digits = run.len() - run.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits > 0 && DECLARATION_KEYWORDS.contains(&&run[digits..]) { digits } else { run.len() }
}

fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return at,
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

fn last_token(items: &[Item<'_>]) -> Option<usize> {
    items.iter().rposition(|item| matches!(item, Item::Token(_)))
}

/// The trees of a text without their places; of a declaration with faults, its text.
fn meanings(text: &str) -> Vec<String> {
    let pieces = cut(text).pieces.into_iter().map(|piece| {
        let own = piece.span.of(text);
        let parsed = parse_declaration(own);
        if parsed.findings.is_empty() {
            return without_places(&format!("{:?}", parsed.declaration));
        }
        let words: Vec<Item<'_>> = items(own);
        format!("{words:?}")
    });
    pieces.collect()
}

/// The debugging output of a tree with every place made the same, and every citation written alike.
fn without_places(tree: &str) -> String {
    let mut out = String::new();
    let mut rest = tree;
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('}').expect("a place ends") + 1..];
    }
    out.push_str(rest);
    out
}

/// Holds everything that the layout promises of one text.
fn hold(name: &str, text: &str) -> String {
    let once = format(text);
    assert_eq!(format(&once), once, "{name}: laid out twice, it changes");
    assert_eq!(
        items(&once),
        items(text),
        "{name}: a token or comment is lost or moved\n{text}\n----\n{once}"
    );
    for (new, old) in meanings(&once).iter().zip(&meanings(text)) {
        assert_eq!(new, old, "{name}: it means something else\n{text}\n----\n{once}");
    }
    for line in once.lines() {
        let is_faulty = text.contains(line);
        assert!(line.trim_end() == line || is_faulty, "{name}: a line ends with blanks: {line:?}");
    }
    once
}

#[test]
fn every_policy_of_the_repository_keeps_its_tokens_comments_and_meaning() {
    for (name, text) in policies() {
        hold(&name, &text);
    }
}

/// The text with other blanks between its tokens, and comments where lines ended.
fn shaken(text: &str, random: &mut Random) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => quoted(rest),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            c if c.is_whitespace() => rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        let after_comment =
            out.lines().last().is_some_and(|line| line.contains("//")) && !out.ends_with('\n');
        match first {
            c if c.is_whitespace() && (word.contains('\n') || after_comment) => {
                out.push_str(match random.below(9) {
                    0 => "\n\n\n",
                    1 => "\n// on a line of its own\n",
                    2 => "\n\n// after an empty line\n\n",
                    3 if !after_comment => " // behind\n",
                    4 if !after_comment => " ",
                    5 => "\r\n",
                    _ => "\n",
                })
            }
            c if c.is_whitespace() => out.push_str(["  ", "\n", "\t", " ", " ", " \n  "][random.below(6)]),
            _ => out.push_str(word),
        }
    }
    out
}

#[test]
fn a_thousand_shaken_texts_keep_them_too() {
    let mut corpus = policies();
    corpus.extend(generate::package(200).into_iter().filter(|(path, _)| path.ends_with(".acq")));
    let mut random = Random::of("layout");
    for at in 0..1000 {
        let (name, text) = &corpus[random.below(corpus.len())];
        hold(&format!("{name}, shaken the {at}th time"), &shaken(text, &mut random));
    }
}

#[test]
fn damaged_texts_keep_them_as_well() {
    let corpus = policies();
    let mut random = Random::of("damage");
    for at in 0..1000 {
        let (name, text) = &corpus[random.below(corpus.len())];
        let text = match at % 2 {
            0 => String::from_utf8_lossy(&damaged(text, &mut random)).into_owned(),
            _ => shuffled(text, &mut random),
        };
        hold(&format!("{name}, damaged the {at}th time"), &text);
    }
}

#[test]
fn the_policies_of_the_repository_are_laid_out() {
    for path in repository::files("policies", ".acq") {
        let text = repository::text(&path);
        assert!(
            acquis_syntax::format(&text).edits.is_empty(),
            "{path} is not in the canonical layout: run `acquis fmt policies/cada`"
        );
    }
}

#[test]
fn a_declaration_with_a_fault_stays_as_it_is_to_the_last_blank() {
    let faulty = "criterion   Annex II 2.1(g) at level 2 {\n  holds   \"x\"\n reqires   a\n }";
    let text = format!("import   a\n{faulty}\ndefine   b:Bool=true");
    assert_eq!(format(&text), format!("import a\n{faulty}\ndefine b : Bool = true\n"));
}

#[test]
fn an_edit_covers_one_declaration() {
    let text = "import a\n\ndefine   b : Bool = true\n\ndefine c : Bool = true\n";
    let edits = acquis_syntax::format(text).edits;
    assert_eq!(edits.len(), 1, "{edits:?}");
    assert_eq!(edits[0].span.of(text), "\n\ndefine   b : Bool = true");
    assert_eq!(edits[0].text, "\n\ndefine b : Bool = true");
}
