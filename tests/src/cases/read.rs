//! From Markdown to cases.

use acquis_eval::Verdict;

use super::apply::yaml;
use super::{Also, Case, Change, Impossible, Line, Path, STATUSES, Section, Step, VACUOUS, VERDICTS};

/// The first row of every table.
const HEADER: [&str; 3] = ["Case", "Facts", "Verdict"];

/// How a paragraph starts that holds changes for the table after it.
const THROUGHOUT: &str = "Throughout";

/// In the place of changes: the dossier as it is.
const AS_IT_IS: &str = "the base dossier";

/// In the place of changes: no facts lead to the verdict, and the first cell says why.
const CANNOT_BE: &str = "cannot be";

/// The sections of a file of cases.
///
/// # Errors
/// When something in it cannot be read, with its place.
pub fn read(file: &str, text: &str) -> Result<Vec<Section>, String> {
    let mut reader =
        Reader { sections: vec![], paragraph: String::new(), throughout: vec![], table: Table::Outside };
    for (at, written) in text.lines().chain([""]).enumerate() {
        let line = Line { file: file.to_owned(), number: at + 1 };
        reader.line(&line, written).map_err(|what| format!("{line}: {what}"))?;
    }
    reader.nothing_waits().map_err(|what| format!("{file}: {what}"))?;
    Ok(reader.sections)
}

/// Which line of a table comes next.
#[derive(PartialEq, Eq)]
enum Table {
    Outside,
    Rule,
    FirstRow,
    Rows,
}

struct Reader {
    sections: Vec<Section>,
    /// The paragraph that is being read.
    paragraph: String,
    /// Changes that come before those of each row of the next table.
    throughout: Vec<Change>,
    table: Table,
}

impl Reader {
    fn line(&mut self, line: &Line, written: &str) -> Result<(), String> {
        if written.starts_with('|') {
            self.end_of_paragraph()?;
            return self.row(line, written);
        }
        self.end_of_table()?;
        if let Some(title) = written.strip_prefix("## ") {
            self.end_of_paragraph()?;
            self.heading(line, title)
        } else if written.trim().is_empty() {
            self.end_of_paragraph()
        } else {
            self.paragraph.push_str(written);
            self.paragraph.push(' ');
            Ok(())
        }
    }

    fn heading(&mut self, line: &Line, title: &str) -> Result<(), String> {
        self.nothing_waits()?;
        let point = title.split_whitespace().next().unwrap_or_default().to_owned();
        if !is_point(&point) {
            return Err(format!("`{title}` does not start with a lettered point, such as `3.1(g)`"));
        }
        if let Some(other) = self.sections.iter().find(|section| section.point == point) {
            return Err(format!("{point} has a section already, at {}", other.line));
        }
        self.sections.push(Section { point, line: line.clone(), cases: vec![], impossible: vec![] });
        Ok(())
    }

    fn end_of_paragraph(&mut self) -> Result<(), String> {
        let text = std::mem::take(&mut self.paragraph);
        if !text.starts_with(THROUGHOUT) {
            return Ok(());
        }
        self.nothing_waits()?;
        for (span, _) in spans(&text)? {
            self.throughout.push(change(&span)?);
        }
        if self.throughout.is_empty() { Err(format!("`{THROUGHOUT}` names no change")) } else { Ok(()) }
    }

    fn end_of_table(&mut self) -> Result<(), String> {
        match std::mem::replace(&mut self.table, Table::Outside) {
            Table::Outside => Ok(()),
            Table::Rule | Table::FirstRow => Err("a table without rows ends here".to_owned()),
            Table::Rows => {
                self.throughout.clear();
                Ok(())
            }
        }
    }

    /// Changes that are meant for a table need one.
    fn nothing_waits(&self) -> Result<(), String> {
        if self.throughout.is_empty() { Ok(()) } else { Err(format!("no table follows `{THROUGHOUT}`")) }
    }

    fn row(&mut self, line: &Line, written: &str) -> Result<(), String> {
        let cells: Vec<&str> = written.trim_end().split('|').map(str::trim).collect();
        let ["", about, facts, verdict, ""] = cells[..] else {
            return Err("a row of this table has three cells".to_owned());
        };
        let cells = [about, facts, verdict];
        self.table = match self.table {
            Table::Outside if cells == HEADER => Table::Rule,
            Table::Outside => return Err(format!("the cells of the first row are {}", HEADER.join(", "))),
            Table::Rule if cells.iter().all(|cell| is_dashes(cell)) => Table::FirstRow,
            Table::Rule => return Err("a line of dashes stands below the first row".to_owned()),
            Table::FirstRow | Table::Rows => {
                self.case(line, cells)?;
                Table::Rows
            }
        };
        Ok(())
    }

    fn case(&mut self, line: &Line, [about, facts, verdict]: [&str; 3]) -> Result<(), String> {
        if about.is_empty() {
            return Err("the case is not described".to_owned());
        }
        let section = self.sections.last_mut().ok_or("a table stands in the section of a lettered point")?;
        let line = line.clone();
        if facts == CANNOT_BE {
            let verdict = named(&VERDICTS, verdict)?;
            section.impossible.push(Impossible { line, reason: about.to_owned(), verdict });
            return Ok(());
        }
        let changes = self.throughout.iter().cloned().chain(changes(facts)?).collect();
        let (verdict, also) = verdict_cell(verdict)?;
        section.cases.push(Case { line, about: about.to_owned(), changes, verdict, also });
        Ok(())
    }
}

fn is_dashes(cell: &str) -> bool {
    !cell.is_empty() && cell.chars().all(|c| c == '-')
}

/// Whether a word is the number of a lettered point: `3.1(g)`.
fn is_point(word: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let is_letter = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase());
    word.strip_suffix(')').and_then(|word| word.split_once('(')).is_some_and(|(number, letter)| {
        number.split_once('.').is_some_and(|(level, number)| is_number(level) && is_number(number))
            && is_letter(letter)
    })
}

fn named<T: Copy>(table: &[(&str, T)], words: &str) -> Result<T, String> {
    let found = table.iter().find(|(name, _)| *name == words).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        format!("`{words}` is none of: {}", names.join(", "))
    })
}

/// The code spans of a text, each with the text before it.
fn spans(text: &str) -> Result<Vec<(String, String)>, String> {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return Err("a backquote has no counterpart".to_owned());
    }
    Ok(pieces.chunks_exact(2).map(|pair| (pair[1].to_owned(), pair[0].to_owned())).collect())
}

fn changes(cell: &str) -> Result<Vec<Change>, String> {
    if cell == AS_IT_IS {
        return Ok(vec![]);
    }
    let found = spans(cell)?;
    let tail = cell.rsplit('`').next().unwrap_or_default();
    let between = found.iter().map(|(_, before)| before.as_str()).chain([tail]);
    if found.is_empty() || between.into_iter().any(|text| !matches!(text.trim(), "" | ",")) {
        return Err(format!(
            "facts are changes in backquotes, or `{AS_IT_IS}`, or `{CANNOT_BE}`, and not {cell:?}"
        ));
    }
    found.iter().map(|(span, _)| change(span)).collect()
}

fn change(text: &str) -> Result<Change, String> {
    let text = text.trim();
    if let Some(date) = text.strip_prefix("--as-of ") {
        return Ok(Change::AsOf(date.trim().to_owned()));
    }
    if let Some(choice) = text.strip_prefix("--reading ") {
        let (reading, choice) = choice.trim().split_once('=').ok_or_else(|| no_change(text))?;
        return Ok(Change::Reading(reading.to_owned(), choice.to_owned()));
    }
    if let Some(rest) = text.strip_prefix("remove ") {
        return Ok(Change::Remove(path(rest)?));
    }
    if let Some(rest) = text.strip_prefix("open ") {
        return Ok(Change::Open(path(rest)?));
    }
    if let Some(rest) = text.strip_prefix("add to ") {
        let (list, item) = rest.split_at(end_of_path(rest));
        return Ok(Change::Add(path(list)?, value(item, text)?));
    }
    let (place, new) = text.split_once(" = ").ok_or_else(|| no_change(text))?;
    Ok(Change::Set(path(place)?, value(new, text)?))
}

/// The value at the end of a change.
fn value(written: &str, change: &str) -> Result<serde_json::Value, String> {
    if written.trim().is_empty() { Err(no_change(change)) } else { yaml(written.trim()) }
}

/// Where the path at the start of a text ends: at the first blank outside brackets.
fn end_of_path(text: &str) -> usize {
    let mut inside = false;
    let end = text.find(|c: char| {
        inside = c == '[' || (inside && c != ']');
        c == ' ' && !inside
    });
    end.unwrap_or(text.len())
}

fn no_change(text: &str) -> String {
    format!(
        "`{text}` is no change: write `FACT = VALUE`, `remove FACT`, `add to LIST VALUE`, `open LIST`, \
         `--as-of DATE` or `--reading READING=CHOICE`"
    )
}

fn path(text: &str) -> Result<Path, String> {
    let fault = || format!("`{text}` is no fact, such as `subcontractors[rackwerk].established_in`");
    let is_key =
        |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let mut steps = vec![];
    for piece in text.trim().split('.') {
        let (key, choice) = match piece.split_once('[') {
            Some((key, rest)) => (key, Some(rest.strip_suffix(']').ok_or_else(fault)?)),
            None => (piece, None),
        };
        if !is_key(key) || choice == Some("") {
            return Err(fault());
        }
        steps.push(Step::Key(key.to_owned()));
        steps.extend(choice.map(|choice| match choice.split_once(": ") {
            Some((field, value)) => Step::With(field.to_owned(), value.to_owned()),
            None => Step::Named(choice.to_owned()),
        }));
    }
    Ok(Path(steps))
}

fn verdict_cell(cell: &str) -> Result<(Verdict, Vec<Also>), String> {
    let mut pieces = cell.split(';').map(str::trim);
    let verdict = named(&VERDICTS, pieces.next().unwrap_or_default())?;
    let also: Result<Vec<Also>, String> = pieces.map(also).collect();
    Ok((verdict, also?))
}

fn also(piece: &str) -> Result<Also, String> {
    if piece == VACUOUS {
        return Ok(Also::NothingToCheck);
    }
    let (subject, words) = piece.split_once(' ').unwrap_or((piece, ""));
    if subject == "derogation" {
        return Ok(Also::Derogation(named(&STATUSES, words)?));
    }
    let verdict = named(&VERDICTS, words)?;
    if is_point(subject) {
        return Ok(Also::Point(subject.to_owned(), verdict));
    }
    if subject.starts_with('(') && subject.ends_with(')') {
        return Ok(Also::Part(subject.to_owned(), verdict));
    }
    Err(format!("`{subject}` is neither a point, nor a part of one, nor `derogation`"))
}
