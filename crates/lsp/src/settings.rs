//! What a user may set: `acquis.asOf`, `acquis.diagnostics.push`, `acquis.diagnostics.proofs`, where official texts are at hand, `acquis.texts`, and which
//! hints and lenses are shown, `acquis.inlayHints.…` and `acquis.codeLens.…`.

use acquis_analysis::Given;
use acquis_base::Name;
use acquis_ide::inlay_hints::Wanted;
use acquis_ir::Date;
use serde_json::Value;

use crate::lenses::Shown;

/// What the user has set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The day on which waivers must not have run out; else the current one.
    pub(crate) as_of: Option<Date>,
    /// Whether findings are sent without being asked for also to a client that asks for them.
    pub(crate) push: bool,
    /// Whether what is wrong with a package whatever the facts is found while it is edited.
    pub(crate) proofs: bool,
    /// Where official texts are at hand on this machine, by instrument.
    pub(crate) texts: Given,
    /// Which hints are shown between the words.
    pub(crate) hints: Wanted,
    /// Which lenses are shown.
    pub(crate) lenses: Shown,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            as_of: None,
            push: false,
            proofs: true,
            texts: Given::default(),
            hints: Wanted::default(),
            lenses: Shown::default(),
        }
    }
}

impl Settings {
    /// Reads settings, with or without the section `acquis` around them; nothing if there are none. What is not known or
    /// has another form counts as not set.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let section = value.get("acquis").unwrap_or(value);
        section.as_object()?;
        let as_of = section.get("asOf").and_then(Value::as_str).and_then(|text| text.parse::<Date>().ok());
        let push = section.pointer("/diagnostics/push").and_then(Value::as_bool).unwrap_or(false);
        let proofs = section.pointer("/diagnostics/proofs").and_then(Value::as_bool).unwrap_or(true);
        let is_shown = |group: &str, name: &str| {
            section.pointer(&format!("/{group}/{name}")).and_then(Value::as_bool).unwrap_or(true)
        };
        let hints = Wanted {
            levels: is_shown("inlayHints", "levels"),
            types: is_shown("inlayHints", "types"),
            headings: is_shown("inlayHints", "headings"),
            readings: is_shown("inlayHints", "readings"),
        };
        let lenses = Shown {
            runs: is_shown("codeLens", "run"),
            uses: is_shown("codeLens", "uses"),
            verdicts: is_shown("codeLens", "verdicts"),
            effects: is_shown("codeLens", "effects"),
        };
        Some(Self { as_of, push, proofs, texts: texts(section), hints, lenses })
    }
}

/// `{"instrument": "path"}` or `{"instrument": ["path", …]}`.
fn texts(section: &Value) -> Given {
    let entries = section.get("texts").and_then(Value::as_object).into_iter().flatten();
    let path = |value: &Value| value.as_str().map(|path| path.replace('\\', "/"));
    let paths = |value: &Value| match value.as_array() {
        Some(several) => several.iter().filter_map(path).collect(),
        None => path(value).into_iter().collect::<Vec<_>>(),
    };
    entries
        .map(|(name, value)| (Name::from(name), paths(value)))
        .filter(|(_, paths)| !paths.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_are_read_with_and_without_their_section() {
        let inner = json!({
            "asOf": "2027-01-31", "diagnostics": {"push": true, "proofs": false}, "inlayHints": {"types": false, "levels": 7},
            "codeLens": {"uses": false}, "texts": {"act": "/texts/act.md", "b": ["c:\\b.txt", 7], "c": 7},
        });
        let expected = Settings {
            as_of: Date::new(2027, 1, 31),
            push: true,
            proofs: false,
            texts: Given::from([
                ("act".into(), vec!["/texts/act.md".to_owned()]),
                ("b".into(), vec!["c:/b.txt".to_owned()]),
            ]),
            hints: Wanted { types: false, ..Wanted::default() },
            lenses: Shown { uses: false, ..Shown::default() },
        };
        assert_eq!(Settings::read(&inner), Some(expected.clone()));
        assert_eq!(Settings::read(&json!({"acquis": inner})), Some(expected));
        assert_eq!(Settings::read(&json!({"acquis": {"asOf": 7}})), Some(Settings::default()));
        assert_eq!(Settings::read(&Value::Null), None);
    }
}
