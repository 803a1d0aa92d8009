//! What a user may set: `acquis.asOf`, `acquis.diagnostics.push` and `acquis.codeLens`.

use acquis_ir::Date;
use serde_json::Value;

use crate::lenses::Shown;

/// What the user has set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The day on which waivers must not have run out; else the current one.
    pub(crate) as_of: Option<Date>,
    /// Whether findings are sent without being asked for also to a client that asks for them.
    pub(crate) push: bool,
    /// Which lenses are shown.
    pub(crate) lenses: Shown,
}

impl Settings {
    /// Reads settings, with or without the section `acquis` around them; nothing if there are none. What is not known or
    /// has another form counts as not set.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let section = value.get("acquis").unwrap_or(value);
        section.as_object()?;
        let as_of = section.get("asOf").and_then(Value::as_str).and_then(|text| text.parse::<Date>().ok());
        let push = section.pointer("/diagnostics/push").and_then(Value::as_bool).unwrap_or(false);
        let is_shown = |name: &str| {
            section.pointer(&format!("/codeLens/{name}")).and_then(Value::as_bool).unwrap_or(true)
        };
        let lenses = Shown { runs: is_shown("run"), uses: is_shown("uses"), verdicts: is_shown("verdicts") };
        Some(Self { as_of, push, lenses })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_are_read_with_and_without_their_section() {
        let inner = json!({"asOf": "2027-01-31", "diagnostics": {"push": true}, "codeLens": {"uses": false}});
        let expected = Settings {
            as_of: Date::new(2027, 1, 31),
            push: true,
            lenses: Shown { uses: false, ..Shown::default() },
        };
        assert_eq!(Settings::read(&inner), Some(expected));
        assert_eq!(Settings::read(&json!({"acquis": inner})), Some(expected));
        assert_eq!(Settings::read(&json!({"acquis": {"asOf": 7}})), Some(Settings::default()));
        assert_eq!(Settings::read(&Value::Null), None);
    }
}
