//! From a failed parse to a message in the words of the language.

use acquis_base::{Diagnostic, Span, codes, nearest};
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use crate::citing;
use crate::habits;
use crate::parse::{AcquisParser, Rule, is_operator_sign};
use crate::words::{all_words, is_reserved, is_word, word_length};

/// Parses the piece of `text` at `place` by `rule`, one of the rules without recovery, and says where it departs from
/// the grammar and what was expected there.
pub(crate) fn explain(rule: Rule, text: &str, place: Span) -> Diagnostic<Span> {
    let slice = place.of(text);
    let offset = place.start as usize;
    match AcquisParser::parse(rule, slice) {
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let expected = match &error.variant {
                ErrorVariant::ParsingError { positives, .. } => expectations(positives),
                ErrorVariant::CustomError { .. } => vec![],
            };
            let at = offset + at;
            told(text, at, &expected)
                .or_else(|| misspelt_before(rule, text, place, at))
                .unwrap_or_else(|| unexpected(text, at, &expected))
        }
        Ok(_) => unexpected(text, offset, &[]),
    }
}

/// How much of a text is looked at on either side of a fault, in bytes. A declaration may have a fault in every line.
const SURROUNDINGS: usize = 1024;

/// What to say of a text that is written as elsewhere at the place where it departs from the grammar.
fn told(text: &str, at: usize, expected: &[String]) -> Option<Diagnostic<Span>> {
    let from = (at.saturating_sub(SURROUNDINGS)..at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let to = (at..=at + SURROUNDINGS).rev().find(|to| text.is_char_boundary(*to))?;
    let around = text.get(from..to)?;
    let found =
        citing::told(around, at - from, expected).or_else(|| habits::told(around, at - from, expected))?;
    let from = u32::try_from(from).ok()?;
    Some(found.map_places(|place| place.shifted(from)))
}

fn unexpected(text: &str, at: usize, expected: &[String]) -> Diagnostic<Span> {
    if let Some(finding) = citing::misspelt(text, at, expected) {
        return finding;
    }
    let (start, length, found) = found_at(text, at);
    let span = Span::new(start, start + length);
    let expected_words = listing(expected);
    let message = if expected_words.is_empty() {
        format!("{found} has no meaning here")
    } else {
        format!("expected {expected_words}, found {found}")
    };
    let label = if expected_words.is_empty() {
        "unexpected".to_owned()
    } else {
        format!("expected {expected_words}")
    };
    let diagnostic = Diagnostic::at(&codes::SYNTAX, message, span, label);
    let word = text.get(start..start + length).unwrap_or("");
    suggest(diagnostic, word, span, expected)
}

/// A misspelt word of the language is read as a name, and the fault shows after it. What was meant is a word with which
/// more of the text can be read.
fn misspelt_before(rule: Rule, text: &str, place: Span, at: usize) -> Option<Diagnostic<Span>> {
    let before = text.get(place.start as usize..at)?.trim_end();
    let start = before.rfind(|c: char| !is_word(c)).map_or(0, |last| {
        last + before.get(last..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    let word = before.get(start..).filter(|word| !word.is_empty() && !is_reserved(word))?;
    let meant = nearest(word, all_words()).filter(|meant| *meant != word)?;
    let tried = format!(
        "{}{meant}{}",
        before.get(..start)?,
        text.get(place.start as usize + before.len()..place.end as usize)?
    );
    let further = match AcquisParser::parse(rule, &tried) {
        Ok(_) => true,
        Err(error) => match error.location {
            InputLocation::Pos(end) | InputLocation::Span((end, _)) => {
                let blanks =
                    tried.get(start + meant.len()..).map_or(0, |rest| rest.len() - rest.trim_start().len());
                end > start + meant.len() + blanks
            }
        },
    };
    let start = place.start as usize + start;
    let span = Span::new(start, start + word.len());
    further.then(|| {
        Diagnostic::at(
            &codes::SYNTAX,
            format!("`{word}` has no meaning here"),
            span,
            "not a word of the language",
        )
        .help(format!("did you mean `{meant}`?"))
        .fix(format!("write `{meant}`"), span, meant)
    })
}

/// What stands at `at`, after blanks and comments: its place, its length, and how to call it.
fn found_at(text: &str, at: usize) -> (usize, usize, String) {
    let mut start = at;
    loop {
        let rest = text.get(start..).unwrap_or("");
        let blanks = rest.len() - rest.trim_start().len();
        start += blanks;
        let rest = rest.trim_start();
        if rest.starts_with("//") {
            start += rest.find('\n').unwrap_or(rest.len());
        } else {
            break;
        }
    }
    let rest = text.get(start..).unwrap_or("");
    let Some(first) = rest.chars().next() else {
        return (text.trim_end().len(), 0, "the end of the declaration".to_owned());
    };
    let length = match word_length(rest) {
        0 if first == '"' => rest.get(1..).and_then(|inner| inner.find(['"', '\n'])).map_or(1, |end| end + 2),
        0 if first.is_ascii_digit() => rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len()),
        0 => first.len_utf8(),
        length => length,
    };
    let shown = rest.get(..length).unwrap_or(rest);
    let found = if is_reserved(shown) { format!("the keyword `{shown}`") } else { format!("`{shown}`") };
    (start, length, found)
}

/// Adds what was probably meant: a keyword that the word nearly is, or why a keyword cannot be a name.
fn suggest(diagnostic: Diagnostic<Span>, word: &str, span: Span, expected: &[String]) -> Diagnostic<Span> {
    let keywords = expected.iter().filter_map(|e| e.strip_prefix('`')?.strip_suffix('`'));
    let keywords = keywords.filter(|keyword| keyword.starts_with(|c: char| c.is_alphabetic()));
    if let Some(meant) = nearest(word, keywords).filter(|meant| *meant != word) {
        let message = format!("`{word}` has no meaning here");
        return Diagnostic { message, ..diagnostic }.help(format!("did you mean `{meant}`?")).fix(
            format!("write `{meant}`"),
            span,
            meant,
        );
    }
    if is_reserved(word) && expected.iter().any(|e| e == "a name") {
        return diagnostic
            .note(format!("`{word}` is a word of the language and cannot be a name"))
            .help("choose another name");
    }
    match expected {
        [] => diagnostic.help("remove it"),
        [one] if one != "the end of the declaration" => diagnostic.help(format!("write {one} before it")),
        [_] => diagnostic.help("remove it, or begin the next declaration with its keyword"),
        _ => diagnostic.help("write one of these before it, or in its place"),
    }
}

/// The expected things, each once: single words and signs first, in the order of the grammar, then kinds of things.
pub(crate) fn expectations(rules: &[Rule]) -> Vec<String> {
    let mut words: Vec<String> = vec![];
    for rule in rules {
        if let Some(word) = describe(*rule).filter(|word| !words.contains(word)) {
            words.push(word);
        }
    }
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    let (operator, expression) = (has("an operator"), has("an expression"));
    // `not` starts an operator and an expression; naming it beside them says nothing new.
    words.retain(|word| !(word == "`not`" && (operator || expression)));
    if words.len() > 1 {
        words.retain(|word| word != "the end of the declaration" && word != "`(`");
    }
    words.sort_by_key(|word| match word.as_str() {
        "an operator" => 2,
        word if word.starts_with('`') => 0,
        _ => 1,
    });
    words
}

/// At most six things as an English list; a longer list ends in dots.
fn listing(words: &[String]) -> String {
    const MOST: usize = 6;
    if words.len() <= MOST {
        return acquis_base::or_list(words);
    }
    let shown: Vec<&str> = words.iter().take(MOST).map(String::as_str).collect();
    format!("{}, …", shown.join(", "))
}

/// How a user calls what a rule stands for; nothing for rules whose absence explains nothing.
fn describe(rule: Rule) -> Option<String> {
    let fixed = match rule {
        Rule::ident | Rule::module_path | Rule::reference | Rule::variable => "a name",
        Rule::integer => "a whole number",
        Rule::decimal | Rule::bound => "a number",
        Rule::percent => "a percentage",
        Rule::date => "a date (YYYY-MM-DD)",
        Rule::text => "a quoted text",
        Rule::citation
        | Rule::cited
        | Rule::citations
        | Rule::article_cited
        | Rule::annex_cited
        | Rule::recital_cited
        | Rule::instrument_name => "a citation such as `Article 18(1)` or `Annex II 3.1(g)`",
        Rule::provision_number | Rule::dotted_number | Rule::outline_label | Rule::labels => {
            "a number or letter"
        }
        Rule::annex_number => "a Roman number",
        Rule::provision_label | Rule::point_name => "a label such as `(i)`",
        Rule::formula
        | Rule::term
        | Rule::comparison
        | Rule::operand
        | Rule::parenthesised
        | Rule::quantified
        | Rule::conditional
        | Rule::block
        | Rule::first_of
        | Rule::by_reading
        | Rule::should
        | Rule::chain
        | Rule::each
        | Rule::counted
        | Rule::list
        | Rule::duration
        | Rule::level_literal
        | Rule::own_level => "an expression",
        rule if is_operator_sign(rule) => "an operator",
        Rule::connective
        | Rule::not_in
        | Rule::share
        | Rule::together_with
        | Rule::kw_in
        | Rule::kw_is
        | Rule::kw_together => "an operator",
        Rule::type_form | Rule::plain_type | Rule::list_type | Rule::level_type => "a type",
        Rule::field => "a field such as `name : Type`",
        Rule::variant => "a value",
        Rule::entry => "an entry such as `DE from 1958-01-01`",
        Rule::limb | Rule::case | Rule::chosen => "a limb that ends in `;`",
        Rule::otherwise => "`otherwise: …;`",
        Rule::provision | Rule::provision_kind => "a provision such as `point (a)`",
        Rule::choice => "`default` or `alternative`",
        Rule::rung | Rule::at_level => "`level` and its number",
        Rule::quantifier => "`every`, `some` or `no`",
        Rule::open_brace
        | Rule::criterion_body
        | Rule::derogation_body
        | Rule::rule_body
        | Rule::point_body
        | Rule::provision_body
        | Rule::exhibits => "`{`",
        Rule::close_brace | Rule::unclosed => "`}`",
        Rule::open_paren | Rule::parameters => "`(`",
        Rule::only_criterion_clause | Rule::only_point_clause => "a clause such as `requires …`",
        Rule::only_derogation_clause => "a clause such as `opens where …`",
        Rule::only_rule_clause => "a clause such as `default …`",
        Rule::outcome => "a value or `period of`",
        Rule::only_provision => "a provision such as `point (a)`",
        Rule::only_field => "a field such as `name : Type`",
        Rule::only_entry => "an entry such as `DE from 1958-01-01`",
        Rule::exhibit | Rule::only_exhibit => "an item such as `contract for provider.owners;`",
        Rule::grade => "a grade such as `audited`",
        Rule::fact_name => "a fact such as `provider.established_in`",
        Rule::fact_path | Rule::fact_step => "a fact such as `provider.established_in`",
        Rule::fact_value | Rule::value_list | Rule::value_record | Rule::value_word | Rule::signed => {
            "a value"
        }
        Rule::verdict => "a verdict such as `not met`",
        Rule::rule_gives => "the name of a rule",
        Rule::given_value => "a value",
        Rule::column => "a fact, a rule, a citation or `level`",
        Rule::table | Rule::header | Rule::row => "a row such as `| true | met |`",
        Rule::cell => "a value or a verdict",
        Rule::bar => "`|`",
        Rule::attained_level | Rule::reachable_level | Rule::level_or_none => "`level` and its number",
        Rule::close_paren => "`)`",
        Rule::open_bracket => "`[`",
        Rule::close_bracket => "`]`",
        Rule::colon => "`:`",
        Rule::semicolon => "`;`",
        Rule::comma => "`,`",
        Rule::is_defined => "`=`",
        Rule::EOI => "the end of the declaration",
        Rule::target | Rule::named_target => {
            "what is changed, such as `Annex II 3.1(g)` or `define in_union`"
        }
        Rule::new_thing => "what is inserted, such as `Annex II 2.1(ga)` or `define in_union`",
        Rule::new_part => "a clause such as `unless …`",
        Rule::part_name | Rule::part_of => "a part such as `point (ii) of`",
        Rule::words | Rule::bare_words | Rule::braced_words => "words of the policy",
        Rule::hash => "eight hexadecimal digits or more",
        Rule::only_amendment_clause => "a clause such as `replace …`",
        _ => return describe_by_name(rule),
    };
    Some(fixed.to_owned())
}

/// Keywords say their word; a construct that is led by a keyword says that word.
fn describe_by_name(rule: Rule) -> Option<String> {
    let name = format!("{rule:?}");
    if let Some(keyword) = name.strip_prefix("kw_") {
        return Some(format!("`{keyword}`"));
    }
    let words = match rule {
        Rule::holds
        | Rule::fails
        | Rule::parameter
        | Rule::requires
        | Rule::unless
        | Rule::point
        | Rule::evidence => name.as_str(),
        Rule::without | Rule::plus | Rule::under | Rule::cites | Rule::cumulative => name.as_str(),
        Rule::applies => "applies where",
        Rule::with_parameter => "with",
        Rule::opens => "opens where",
        Rule::condition => "on condition that",
        Rule::exception | Rule::except_filter => "except where",
        Rule::where_filter => "where",
        Rule::printed_as => "printed as",
        Rule::known_until => "known until",
        Rule::counterpart => "counterpart of",
        Rule::copied => "restates",
        Rule::for_each | Rule::each_of => "for each",
        Rule::default => "default",
        Rule::excepted => "exception",
        Rule::over => "over",
        Rule::period => "period of",
        Rule::clock => "clock stops",
        Rule::cap => "at most … days in total",
        Rule::working_day => "ends on a working day",
        Rule::days_off => "except on",
        Rule::shows_evidence => "evidence",
        Rule::set_out_in => "set out in",
        Rule::standard => "evidence",
        Rule::of_evidence => "of evidence",
        Rule::not_older => "not older than",
        Rule::identified_by => "identified by",
        Rule::act => "under act",
        Rule::set_fact => "set",
        Rule::removed => "remove",
        Rule::supposed => "assume",
        Rule::expectation => "expect",
        Rule::starts_from | Rule::in_force => "from",
        Rule::on_day => "on",
        Rule::read_as => "reading",
        Rule::in_register => "in",
        Rule::not_known => "unknown",
        Rule::of_ladder => "of",
        Rule::nothing_missing => "nothing missing",
        Rule::is_missing => "missing",
        Rule::gives_value => "=",
        Rule::gives_by => "by",
        Rule::gives_latest => "at the latest",
        Rule::gives_open => "open",
        Rule::asked_under => "under amendment",
        Rule::amended_number => "number",
        Rule::corrected => "correct",
        Rule::authored => "by",
        Rule::of_body => "body",
        Rule::of_day => "dated",
        Rule::standing => "status",
        Rule::justified => "because",
        Rule::builds => "builds on",
        Rule::replaced => "replace",
        Rule::inserted => "insert",
        Rule::added => "add",
        Rule::deleted => "delete",
        Rule::substituted => "substitute",
        Rule::fingerprint => "fingerprint",
        Rule::in_target => "in",
        Rule::deleted_mark => "deleted",
        Rule::new_heading => "heading",
        Rule::new_entry => "entry",
        Rule::new_field => "field",
        Rule::not_applicable => "not applicable",
        _ => return None,
    };
    Some(format!("`{words}`"))
}
