//! What people write by habit from other languages and from legal drafting, and how it is written here.
//!
//! Nothing here decides what is right: a text is looked at only where it departs from the grammar, and what stands
//! there is told from a few signs and words that have no meaning at that place.

use acquis_base::{Diagnostic, Edit, Fix, Span, codes};

use crate::words::{is_identifier, word_length};

/// What to say of the text at `at`, where it departs from the grammar and something of `expected` was due.
pub(crate) fn told(text: &str, at: usize, expected: &[String]) -> Option<Diagnostic<Span>> {
    let site = Site::new(text, at, expected)?;
    site.sign()
        .or_else(|| site.half_path())
        .or_else(|| site.is())
        .or_else(|| site.unless())
        .or_else(|| site.quantifier())
        .or_else(|| site.satisfies())
        .or_else(|| site.duration())
        .or_else(|| site.date())
        .or_else(|| site.span_of_days())
        .or_else(|| site.element())
}

/// What to say of a `;` between declarations, from `at` on: what follows it on its line is a comment of another language, and
/// by itself it ends nothing.
pub(crate) fn semicolon(text: &str, at: usize) -> Option<Diagnostic<Span>> {
    let rest = text.get(at..)?;
    let start = at + rest.len() - rest.trim_start().len();
    let rest = text.get(start..).filter(|rest| rest.starts_with(';'))?;
    let signs = |line: &str| line.len() - line.trim_start_matches(';').len();
    let first = rest.lines().next().unwrap_or("");
    let place = Span::new(start, start + signs(first));
    let is_first = text.get(..start)?.rsplit('\n').next().is_some_and(|before| before.trim().is_empty());
    let message = "`;` has no meaning between declarations";
    let finding = Diagnostic::at(&codes::SYNTAX, message, place, "nothing ends here");
    let says = |line: &str| !line.trim_start_matches(';').trim().is_empty();
    if rest.trim_start_matches(';').trim().is_empty() {
        return Some(finding.help("remove it: a declaration ends where the next one begins").fix(
            "remove it",
            place,
            "",
        ));
    }
    if !is_first || !says(first) {
        return Some(finding.help("remove it, and what follows it up to the next declaration"));
    }
    let finding = finding.help("write `//` if it starts a comment, else remove the line");
    // Each line of such a comment starts with the sign, and all of them are one habit.
    let mut edits = vec![];
    let mut from = start;
    for line in rest.split_inclusive('\n') {
        let body = line.trim_start();
        let sign = from + line.len() - body.len();
        if body.starts_with(';') {
            edits.push(Edit { place: Span::new(sign, sign + signs(body)), text: "//".to_owned() });
        } else if !body.is_empty() && !body.starts_with("//") {
            return Some(finding);
        }
        from += line.len();
    }
    Some(Diagnostic { fix: Some(Fix { title: "write `//`".to_owned(), edits }), ..finding })
}

/// Signs of other languages, with how they are written here and what that is called. What is empty has no one meaning.
const SIGNS: [(&str, &str, &str); 14] = [
    ("===", "=", "equality is written `=`"),
    ("!==", "!=", "inequality is written `!=`"),
    ("<=>", "=", "that two truths are equal is written `=`"),
    ("<->", "=", "that two truths are equal is written `=`"),
    ("==>", "implies", "an implication is written `implies`"),
    ("==", "=", "equality is written `=`"),
    ("<>", "!=", "inequality is written `!=`"),
    ("=<", "<=", "at most is written `<=`"),
    ("->", "implies", "an implication is written `implies`"),
    ("=>", "", "an implication is written `implies`, and at least is written `>=`"),
    ("&&", "and", "a conjunction is written `and`"),
    ("||", "or", "a disjunction is written `or`"),
    ("&", "and", "a conjunction is written `and`"),
    ("|", "or", "a disjunction is written `or`"),
];

/// Words before a variable with which other languages quantify, and the quantifier that is meant, if it is one alone.
const QUANTIFIERS: [(&str, Option<&str>); 7] = [
    ("all", Some("every")),
    ("any", None),
    ("each", Some("every")),
    ("forall", Some("every")),
    ("foreach", Some("every")),
    ("exists", Some("some")),
    ("none", Some("no")),
];

/// Units of time that are so many days.
const WEEKS: [&str; 2] = ["week", "weeks"];

/// Units of time that are shorter than a day, or no fixed number of days.
const OTHER_UNITS: [&str; 8] =
    ["hour", "hours", "minute", "minutes", "quarter", "quarters", "fortnight", "fortnights"];

/// A place where a text departs from the grammar.
struct Site<'t> {
    text: &'t str,
    /// Where the first sign or word that does not fit starts.
    start: usize,
    /// What stands before it, without blanks at its end.
    before: &'t str,
    /// It and all that follows.
    rest: &'t str,
    expected: &'t [String],
}

impl<'t> Site<'t> {
    fn new(text: &'t str, at: usize, expected: &'t [String]) -> Option<Self> {
        let rest = text.get(at..)?;
        let start = at + rest.len() - rest.trim_start().len();
        let (before, rest) = text.split_at_checked(start)?;
        Some(Self { text, start, before: before.trim_end(), rest, expected })
    }

    fn expects(&self, wanted: &str) -> bool {
        self.expected.iter().any(|expected| expected == wanted)
    }

    /// The word that does not fit; empty where a sign stands.
    fn word(&self) -> &'t str {
        first_word(self.rest)
    }

    /// What follows that word.
    fn after_word(&self) -> &'t str {
        self.rest.get(self.word().len()..).unwrap_or("").trim_start()
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span::new(from, to)
    }

    /// A sign that means something elsewhere. A part of it may have been read already.
    fn sign(&self) -> Option<Diagnostic<Span>> {
        let is_sign = |c: char| "=<>!&|-".contains(c);
        if let Some(after) = self.rest.strip_prefix('!').filter(|after| !after.starts_with('=')) {
            let blanks = after.len() - after.trim_start().len();
            let place = self.span(self.start, self.start + 1 + blanks);
            let message = "`!` has no meaning here";
            return Some(
                Diagnostic::at(&codes::SYNTAX, message, place, "not a word of the language")
                    .help("a negation is written `not`")
                    .fix("write `not`", place, "not "),
            );
        }
        if !self.expects("an operator") && !self.expects("an expression") {
            return None;
        }
        let read = self.text.get(..self.start)?;
        let from = read.len() - read.chars().rev().take_while(|c| is_sign(*c)).count();
        let run = self.text.get(from..)?;
        let run = run.get(..run.find(|c| !is_sign(c)).unwrap_or(run.len()))?;
        let (sign, meant, help) = SIGNS.iter().find(|(sign, ..)| *sign == run)?;
        let place = self.span(from, from + sign.len());
        let finding = Diagnostic::at(
            &codes::SYNTAX,
            format!("`{sign}` has no meaning here"),
            place,
            "not a sign of the language",
        )
        .help(*help);
        if meant.is_empty() {
            return Some(finding);
        }
        let is_word = meant.starts_with(char::is_alphabetic);
        let blank = |stands: bool| if is_word && !stands { " " } else { "" };
        let before = blank(self.text.get(..from)?.ends_with(char::is_whitespace));
        let after = blank(self.text.get(from + sign.len()..)?.starts_with(char::is_whitespace));
        Some(finding.fix(format!("write `{meant}`"), place, format!("{before}{meant}{after}")))
    }

    /// A path that ends in its dot.
    fn half_path(&self) -> Option<Diagnostic<Span>> {
        let path = self.before.strip_suffix('.').filter(|_| self.expects("a name"))?;
        let start = path.rfind(|c: char| !unicode_ident::is_xid_continue(c) && c != '.').map_or(0, |at| {
            at + path.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let path = self.before.get(start..).filter(|path| path.starts_with(crate::words::starts_word))?;
        let place = self.span(start, self.before.len());
        let message = format!("a name is missing after `{path}`");
        Some(Diagnostic::at(&codes::SYNTAX, message, place, "of what?").help(format!(
            "write after the dot which field is meant, or remove the dot: `{}`",
            path.trim_end_matches('.')
        )))
    }

    /// `is` where a comparison is meant.
    fn is(&self) -> Option<Diagnostic<Span>> {
        let start = self.before_word("is")?;
        let (meant, end) = match (self.word(), first_word(self.after_word())) {
            ("not", "in") => ("not in", self.start + self.rest.find("in")? + 2),
            ("not", _) => ("!=", self.start + 3),
            ("in", _) => ("in", self.start + 2),
            _ => ("=", start + 2),
        };
        let place = self.span(start, end);
        let written = place.of(self.text);
        let message = format!("`{written}` has no meaning here");
        Some(
            Diagnostic::at(&codes::SYNTAX, message, place, "not a comparison")
                .note("`is` stands before a share alone: `a is at least 5 % of b`")
                .help(format!("write `{meant}`"))
                .fix(format!("write `{meant}`"), place, meant),
        )
    }

    /// `unless` within a formula.
    fn unless(&self) -> Option<Diagnostic<Span>> {
        if self.word() != "unless" {
            return None;
        }
        let place = self.span(self.start, self.start + "unless".len());
        let finding = Diagnostic::at(
            &codes::SYNTAX,
            "`unless` cannot stand within a formula",
            place,
            "a clause of its own",
        )
        .note("`unless …` is a clause of a criterion: where it holds, all that is required before it is excused");
        Some(if self.expects("`except`") {
            finding.help("to leave out single elements, write `except where`").fix(
                "write `except where`",
                place,
                "except where",
            )
        } else {
            finding.help(
                "to leave out single elements, write `except where …` before `satisfies`; else say by `or` what suffices \
                 instead",
            )
        })
    }

    /// Words with which other languages quantify, and `of` for `in`.
    fn quantifier(&self) -> Option<Diagnostic<Span>> {
        let word = self.word();
        if word == "of" {
            return self.elements_of();
        }
        if matches!(word, "all" | "every" | "each" | "any" | "some")
            && !self.expects("`each`")
            && let Some(start) = self.before_word("for")
        {
            let meant = if word == "some" { "some" } else { "every" };
            return Some(instead(self.span(start, self.start + word.len()), self.text, meant, None));
        }
        if word == "such" && first_word(self.after_word()) == "that" && self.expects("`where`") {
            let end = self.text.len() - self.after_word().len() + "that".len();
            return Some(instead(self.span(self.start, end), self.text, "where", None));
        }
        if word == "satisfies" {
            return self.each();
        }
        // `exists x in …`, where a formula is due.
        if word == "exists" && is_identifier(first_word(self.after_word())) {
            let there = self.before_word("there").unwrap_or(self.start);
            return Some(instead(self.span(there, self.start + word.len()), self.text, "some", None));
        }
        let (start, (written, meant)) =
            QUANTIFIERS.iter().find_map(|known| Some((self.before_word(known.0)?, *known)))?;
        let follower = first_word(self.after_word());
        if !is_identifier(word) || !matches!(follower, "in" | "of") {
            return None;
        }
        let place = self.span(start, start + written.len());
        let Some(meant) = meant else {
            let message = format!("`{written}` starts no quantifier");
            return Some(Diagnostic::at(&codes::SYNTAX, message, place, "one of them, or all?").help(
                format!(
                    "write `some {word} in …` where one suffices, `every {word} in …` where all are meant"
                ),
            ));
        };
        // With `exists` before it `there` has been read as a name.
        let there = ends_with_word(self.text.get(..start)?.trim_end(), "there");
        let place = there
            .filter(|_| written == "exists")
            .map_or(place, |there| self.span(there, start + written.len()));
        let of = (follower == "of").then(|| {
            let at = self.text.len() - self.after_word().len();
            self.span(at, at + 2)
        });
        Some(instead(place, self.text, meant, of))
    }

    /// `every x of …`.
    fn elements_of(&self) -> Option<Diagnostic<Span>> {
        let name = last_word(self.before)?;
        let before = self.before.get(..self.before.len() - name.len())?.trim_end();
        let quantifier = last_word(before)?;
        let counted = quantifier.bytes().all(|digit| digit.is_ascii_digit());
        if !is_identifier(name) || !(counted || matches!(quantifier, "every" | "some" | "no" | "each")) {
            return None;
        }
        let of = self.span(self.start, self.start + 2);
        let clause_end = self.rest.find([';', '{', '}']).unwrap_or(self.rest.len());
        let is_quantifier = self.rest.get(..clause_end)?.split_whitespace().any(|word| word == "satisfies");
        if quantifier == "each" && is_quantifier {
            let start = before.len() - quantifier.len();
            return Some(instead(self.span(start, before.len()), self.text, "every", Some(of)));
        }
        Some(instead(of, self.text, "in", None))
    }

    /// `each x in … satisfies …`, where `each` makes a list.
    fn each(&self) -> Option<Diagnostic<Span>> {
        let clause = self.before.rfind([';', '{', '}']).map_or(0, |at| at + 1);
        let within = self.before.get(clause..)?;
        let is_it = |(at, _): &(usize, &str)| {
            ends_with_word(within.get(..at + "each".len()).unwrap_or(""), "each").is_some()
                && !within.get(at + "each".len()..).unwrap_or("").starts_with(unicode_ident::is_xid_continue)
        };
        let (at, _) = within.match_indices("each").filter(is_it).last()?;
        let place = self.span(clause + at, clause + at + "each".len());
        let finding = instead(place, self.text, "every", None);
        Some(
            finding.note(
                "`each x in … where …` makes a list; what must hold of its elements is said by `every`",
            ),
        )
    }

    /// A sign between a quantifier and what it asks.
    fn satisfies(&self) -> Option<Diagnostic<Span>> {
        let sign = self.rest.chars().next().filter(|c| matches!(c, ',' | ':' | '.'))?;
        if !self.expects("`satisfies`") {
            return None;
        }
        let place = self.span(self.start, self.start + sign.len_utf8());
        let blank = if self.text.get(..self.start)?.ends_with(char::is_whitespace) { "" } else { " " };
        let finding = Diagnostic::at(
            &codes::SYNTAX,
            format!("`{sign}` has no meaning here"),
            place,
            "expected `satisfies`",
        );
        Some(finding.help("say what must hold of the elements after `satisfies`").fix(
            "write `satisfies`",
            place,
            format!("{blank}satisfies"),
        ))
    }

    /// Weeks and other units that are none of the language.
    fn duration(&self) -> Option<Diagnostic<Span>> {
        let number = last_word(self.before)?;
        let amount: u32 = number.parse().ok()?;
        let unit = self.word();
        let start = self.before.len() - number.len();
        let place = self.span(start, self.start + unit.len());
        let finding = |label: &str| {
            let message = format!("`{unit}` is no unit of time here");
            Diagnostic::at(&codes::SYNTAX, message, place, label)
                .note("times are counted in days, months and years")
        };
        if WEEKS.contains(&unit) {
            let days = amount.checked_mul(7)?;
            let meant = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            return Some(finding("so many days?").help(format!("write `{meant}`")).fix(
                format!("write `{meant}`"),
                place,
                meant,
            ));
        }
        OTHER_UNITS
            .contains(&unit)
            .then(|| finding("how many days or months?").help("write a number of days, months or years"))
    }

    /// A day in another form.
    fn date(&self) -> Option<Diagnostic<Span>> {
        if !self.expects("a date (YYYY-MM-DD)") {
            return None;
        }
        let quote = usize::from(self.rest.starts_with('"'));
        let written = self.rest.get(quote..)?;
        let written = written.get(
            ..written.find(|c: char| !c.is_ascii_digit() && !"-./".contains(c)).unwrap_or(written.len()),
        )?;
        let closing = usize::from(quote == 1 && self.rest.get(quote + written.len()..)?.starts_with('"'));
        let parts: Vec<&str> = written.split(['-', '.', '/']).collect();
        let [a, b, c] = parts.as_slice() else { return None };
        let number = |part: &str| part.parse::<u32>().ok();
        let place = self.span(self.start, self.start + quote + written.len() + closing);
        let finding = Diagnostic::at(
            &codes::SYNTAX,
            format!("`{}` is no date", place.of(self.text)),
            place,
            "year, month and day are expected",
        );
        // Which of two numbers between slashes is the month is a matter of the country.
        let (year, month, day) = match (a.len(), c.len()) {
            (4, 1..=2) => (number(a)?, number(b)?, number(c)?),
            (1..=2, 4) if !written.contains('/') => (number(c)?, number(b)?, number(a)?),
            _ => return Some(finding.help("write year, month and day with all their digits: `2026-01-31`")),
        };
        let days = match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        if day == 0 || day > days {
            return Some(finding.help("write a day of the calendar, year first: `2026-01-31`"));
        }
        let meant = format!("{year:04}-{month:02}-{day:02}");
        Some(finding.help(format!("write `{meant}`")).fix(format!("write `{meant}`"), place, meant))
    }

    /// `since` for `from`, `to` for `until`; and days of what is in no register.
    fn span_of_days(&self) -> Option<Diagnostic<Span>> {
        let not_in = self.before.rfind(" not in ").filter(|_| self.word() == "from");
        if let Some(at) = not_in.filter(|at| self.before.get(at + 8..).is_some_and(is_identifier)) {
            let place = self.span(self.start, self.start + "from".len());
            let message = "what is not in a register has no first day";
            let not = self.span(at + 1, at + 5);
            return Some(
                Diagnostic::at(&codes::SYNTAX, message, place, "not here")
                    .label(not, "not in it")
                    .help("remove the days, or the `not`"),
            );
        }
        let meant = match self.word() {
            "since" if self.expects("`from`") => "from",
            "to" | "till" | "til" if self.expects("`until`") => "until",
            _ => return None,
        };
        let place = self.span(self.start, self.start + self.word().len());
        Some(instead(place, self.text, meant, None))
    }

    /// The binding of a derogation: its words are fixed.
    fn element(&self) -> Option<Diagnostic<Span>> {
        let start = self.before.rfind(|c| "{};\"".contains(c)).map_or(0, |at| at + 1);
        let clause = self.before.get(start..)?;
        let words: Vec<&str> = clause.split_whitespace().collect();
        let at = words.iter().rposition(|word| *word == "for")?;
        let due = self.expects("`each`") || self.expects("`that`") || self.expects("`fails`");
        let read = words.get(at + 1..).filter(|_| due)?;
        let mut coming = self.rest.split('{').next()?.split_whitespace();
        let name = read.iter().copied().find(|word| *word != "each").or_else(|| {
            coming.find(|word| {
                is_identifier(word) && !matches!(*word, "each" | "that" | "who" | "which" | "fails")
            })
        })?;
        let from = start + clause.rfind("for")?;
        let to = self.start + self.rest.find('{')?;
        let place = self.span(from, from + self.text.get(from..to)?.trim_end().len());
        let meant = format!("for each {name} that fails");
        let message = format!("`{}` does not say for whom the derogation is", one_line(place.of(self.text)));
        is_identifier(name).then(|| {
            Diagnostic::at(&codes::SYNTAX, message, place, "for whom?").help(format!("write `{meant}`")).fix(
                format!("write `{meant}`"),
                place,
                meant,
            )
        })
    }

    /// Where `word` starts, if it is the last before the place.
    fn before_word(&self, word: &str) -> Option<usize> {
        ends_with_word(self.before, word)
    }
}

/// The finding that `meant` is to be written at a place, with `in` for an `of` after it.
fn instead(place: Span, text: &str, meant: &str, of: Option<Span>) -> Diagnostic<Span> {
    let written = one_line(place.of(text));
    let finding =
        Diagnostic::at(&codes::SYNTAX, format!("`{written}` has no meaning here"), place, "not here");
    let finding = match of {
        Some(_) => finding.help(format!("write `{meant} … in …`")),
        None => finding.help(format!("write `{meant}`")),
    };
    let finding = finding.fix(format!("write `{meant}`"), place, meant);
    match of {
        Some(of) => finding.and_edit(of, "in"),
        None => finding,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn first_word(text: &str) -> &str {
    text.get(..word_length(text)).unwrap_or("")
}

/// The word or number at the end of a text.
fn last_word(text: &str) -> Option<&str> {
    let start = text.trim_end_matches(unicode_ident::is_xid_continue).len();
    text.get(start..).filter(|word| !word.is_empty())
}

/// Where `word` starts at the end of a text.
fn ends_with_word(text: &str, word: &str) -> Option<usize> {
    last_word(text).filter(|last| *last == word).map(|last| text.len() - last.len())
}
