//! Diagnostics as a SARIF 2.1.0 log, the form that code-scanning services read.
//!
//! A log holds one run. Each code is a rule of it, whether it was found or not, so that a service knows what was asked.
//! Columns count Unicode characters from 1, as everywhere in Acquis, and the run says so. Paths are URIs relative to the
//! folder `%SRCROOT%`, which is where the program was started; what lies elsewhere has an absolute one.

use std::collections::BTreeMap;

use acquis_base::{ALL_CODES, Code, Diagnostic, Edit, Fix, Label, Place, Sources};
use serde_json::{Map, Value, json};

/// The schema that a log follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of the folder that relative paths start from.
const BASE: &str = "%SRCROOT%";

/// What a log says of the program and of the run as a whole.
#[derive(Debug, Clone, Copy)]
pub struct SarifRun<'r> {
    /// The version of the program.
    pub version: &'r str,
    /// The absolute path of the folder in which the program was started; may be empty.
    pub working_folder: &'r str,
    /// The page of a code, as Markdown.
    pub page: fn(&Code) -> Option<&'static str>,
    /// Whether everything that was named could be checked.
    pub successful: bool,
}

/// The findings of a package.
#[derive(Debug, Clone, Copy)]
pub struct SarifPackage<'r> {
    /// What was found.
    pub findings: &'r [Diagnostic],
    /// The texts.
    pub sources: &'r Sources,
    /// The file that stands for the package where a finding is about no text.
    pub manifest: &'r str,
}

/// The log of a run over some packages.
pub fn sarif(run: &SarifRun<'_>, packages: &[SarifPackage<'_>]) -> Value {
    let results = packages.iter().flat_map(|package| {
        let written = Written { run, package };
        package.findings.iter().map(move |finding| written.result(finding))
    });
    let rules: Vec<Value> = ALL_CODES.iter().map(|code| rule(run, code)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "acquis", "semanticVersion": run.version, "rules": rules } },
            "invocations": [{ "executionSuccessful": run.successful }],
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                BASE: { "description": { "text": "The folder in which the program was started." } }
            },
            "results": results.collect::<Vec<Value>>(),
        }],
    })
}

fn rule(run: &SarifRun<'_>, code: &'static Code) -> Value {
    let page = (run.page)(code).unwrap_or(code.summary).trim();
    json!({
        "id": code.id,
        "name": code.name,
        "shortDescription": { "text": literal(code.summary) },
        "help": { "text": literal(why(code, page)), "markdown": literal(page) },
        "defaultConfiguration": { "level": code.severity.as_str() },
        "properties": { "tags": ["acquis", family(code)] },
    })
}

/// What a page says before its examples, without the title.
fn why<'p>(code: &Code, page: &'p str) -> &'p str {
    let text = page.split("\n## ").next().unwrap_or(page);
    text.find(code.summary).and_then(|at| text.get(at..)).unwrap_or(text).trim()
}

/// What the codes of a hundred are about.
fn family(code: &Code) -> &'static str {
    match code.id.get("ACQ".len().."ACQ00".len()) {
        Some("00") => "text",
        Some("01") => "names",
        Some("02") => "types",
        Some("03") => "law",
        Some("04") => "decidability",
        Some("05") => "packages",
        Some("06") => "dossiers",
        Some("07") => "command line",
        Some("08") => "scenarios",
        Some("09") => "evidence",
        _ => "waivers",
    }
}

/// A text of which nothing is a placeholder. SARIF fills a number in braces from the arguments of a message; ours have
/// none, so only such a number needs its braces doubled, and those of the language reach the reader as they are written.
fn literal(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let number = after
            .split_once('}')
            .filter(|(inner, _)| !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit()));
        rest = match number {
            Some((number, after)) => {
                out.push_str(&format!("{{{{{number}}}}}"));
                after
            }
            None => {
                out.push('{');
                after
            }
        };
    }
    out.push_str(rest);
    out
}

fn message(text: &str) -> Value {
    json!({ "text": literal(text) })
}

/// A package as it is written into a log.
#[derive(Clone, Copy)]
struct Written<'r> {
    run: &'r SarifRun<'r>,
    package: &'r SarifPackage<'r>,
}

impl Written<'_> {
    fn result(&self, finding: &Diagnostic) -> Value {
        let mut result = Map::new();
        result.insert("ruleId".to_owned(), json!(finding.code.id));
        let index = ALL_CODES.iter().position(|code| *code == finding.code);
        result.insert("ruleIndex".to_owned(), json!(index));
        result.insert("level".to_owned(), json!(finding.severity.as_str()));
        result.insert("message".to_owned(), message(&crate::paragraphs(finding)));
        let (first, others) = match finding.labels.split_first() {
            Some((first, others)) => (self.location(first, None), others),
            None => {
                let manifest = self.artifact(self.package.manifest);
                (json!({ "physicalLocation": { "artifactLocation": manifest } }), &[][..])
            }
        };
        result.insert("locations".to_owned(), json!([first]));
        if !others.is_empty() {
            let others: Vec<Value> =
                others.iter().enumerate().map(|(at, label)| self.location(label, Some(at + 1))).collect();
            result.insert("relatedLocations".to_owned(), json!(others));
        }
        if let Some(fix) = &finding.fix {
            result.insert("fixes".to_owned(), json!([self.fix(fix)]));
        }
        Value::Object(result)
    }

    fn location(&self, label: &Label<Place>, id: Option<usize>) -> Value {
        let mut location = Map::new();
        if let Some(id) = id {
            location.insert("id".to_owned(), json!(id));
        }
        let mut physical = Map::new();
        physical.insert("artifactLocation".to_owned(), self.artifact(&label.place.file));
        if let Some(region) = self.region(&label.place) {
            physical.insert("region".to_owned(), region);
        }
        location.insert("physicalLocation".to_owned(), Value::Object(physical));
        if !label.text.is_empty() {
            location.insert("message".to_owned(), message(&label.text));
        }
        Value::Object(location)
    }

    /// The region of a place; the end is the first character after it.
    fn region(&self, place: &Place) -> Option<Value> {
        let (text, index) = self.package.sources.get(&place.file)?;
        let (start, end) = (index.position(text, place.span.start), index.position(text, place.span.end));
        Some(json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        }))
    }

    fn artifact(&self, path: &str) -> Value {
        match crate::from_folder(self.run.working_folder, path) {
            Some(relative) => json!({ "uri": encoded(relative), "uriBaseId": BASE }),
            None => json!({ "uri": format!("file://{}", encoded(&absolute(self.run.working_folder, path))) }),
        }
    }

    fn fix(&self, fix: &Fix<Place>) -> Value {
        let mut of_file: BTreeMap<&str, Vec<&Edit<Place>>> = BTreeMap::new();
        for edit in &fix.edits {
            of_file.entry(&edit.place.file).or_default().push(edit);
        }
        let changes = of_file.iter().map(|(file, edits)| {
            let replacements = edits.iter().filter_map(|edit| {
                Some(json!({
                    "deletedRegion": self.region(&edit.place)?,
                    // The content of an artifact is no message: its braces stand for themselves.
                    "insertedContent": { "text": edit.text },
                }))
            });
            json!({ "artifactLocation": self.artifact(file), "replacements": replacements.collect::<Vec<_>>() })
        });
        json!({ "description": message(&fix.title), "artifactChanges": changes.collect::<Vec<_>>() })
    }
}

/// The absolute path of one that leads out of the working folder, without steps up.
fn absolute(working_folder: &str, path: &str) -> String {
    let whole = if path.starts_with('/') { path.to_owned() } else { format!("{working_folder}/{path}") };
    let mut names: Vec<&str> = vec![];
    for name in whole.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    format!("/{}", names.join("/"))
}

/// A path as part of a URI: what could mean something else there is written by its bytes.
fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri_of_plain_characters() {
        assert_eq!(encoded("law/a b:c/§ 1.acq"), "law/a%20b%3Ac/%C2%A7%201.acq");
        assert_eq!(absolute("/home/me/law", "../other/./a.acq"), "/home/me/other/a.acq");
        assert_eq!(absolute("/home/me", "/law/a.acq"), "/law/a.acq");
    }

    #[test]
    fn no_text_is_taken_for_a_placeholder() {
        assert_eq!(literal("facts { a : Bool } {"), "facts { a : Bool } {");
        assert_eq!(literal("the point {12} of {x}"), "the point {{12}} of {x}");
    }
}
