//! The pages of all diagnostics, built into the program.

use acquis_base::Code;
use serde_json::{Value, json};

macro_rules! pages {
    ($($id:literal),* $(,)?) => {
        /// The page of each code, by its number.
        pub const PAGES: &[(&str, &str)] =
            &[$(($id, include_str!(concat!("../../../docs/diagnostics/", $id, ".md")))),*];
    };
}

pages![
    "ACQ0001", "ACQ0002", "ACQ0003", "ACQ0004", "ACQ0005", "ACQ0006", "ACQ0007", "ACQ0008", "ACQ0009",
    "ACQ0010", "ACQ0011", "ACQ0012", "ACQ0013", "ACQ0014", "ACQ0015", "ACQ0101", "ACQ0102", "ACQ0103",
    "ACQ0104", "ACQ0105", "ACQ0106", "ACQ0107", "ACQ0108", "ACQ0109", "ACQ0110", "ACQ0111", "ACQ0201",
    "ACQ0202", "ACQ0203", "ACQ0204", "ACQ0205", "ACQ0206", "ACQ0207", "ACQ0208", "ACQ0209", "ACQ0210",
    "ACQ0211", "ACQ0301", "ACQ0302", "ACQ0303", "ACQ0304", "ACQ0305", "ACQ0306", "ACQ0307", "ACQ0308",
    "ACQ0309", "ACQ0310", "ACQ0311", "ACQ0312", "ACQ0313", "ACQ0314", "ACQ0315", "ACQ0316", "ACQ0317",
    "ACQ0318", "ACQ0319", "ACQ0320", "ACQ0321", "ACQ0322", "ACQ0323", "ACQ0324", "ACQ0325", "ACQ0326",
    "ACQ0327", "ACQ0328", "ACQ0329", "ACQ0330", "ACQ0331", "ACQ0332", "ACQ0401", "ACQ0402", "ACQ0403",
    "ACQ0404", "ACQ0405", "ACQ0406", "ACQ0407", "ACQ0408", "ACQ0501", "ACQ0502", "ACQ0503", "ACQ0504",
    "ACQ0505", "ACQ0506", "ACQ0507", "ACQ0508", "ACQ0509", "ACQ0601", "ACQ0602", "ACQ0603", "ACQ0604",
    "ACQ0605", "ACQ0606", "ACQ0607", "ACQ0608", "ACQ0609", "ACQ0610", "ACQ0611", "ACQ0612", "ACQ0613",
    "ACQ0614", "ACQ0615", "ACQ0616", "ACQ0617", "ACQ0618", "ACQ0701", "ACQ0702", "ACQ0703", "ACQ0704",
    "ACQ0705", "ACQ0706", "ACQ0707", "ACQ0708", "ACQ0709", "ACQ0710", "ACQ0801", "ACQ0802", "ACQ0803",
    "ACQ0804", "ACQ0805", "ACQ0806", "ACQ0807", "ACQ0901", "ACQ0902", "ACQ0903", "ACQ0904", "ACQ0905",
    "ACQ1001", "ACQ1002", "ACQ1003", "ACQ1004", "ACQ1101", "ACQ1201", "ACQ1202", "ACQ1203", "ACQ1204",
    "ACQ1205", "ACQ1206", "ACQ1207", "ACQ1208", "ACQ1209", "ACQ1210", "ACQ1211", "ACQ1212", "ACQ1213",
    "ACQ1214", "ACQ1301", "ACQ1302", "ACQ1303", "ACQ1304", "ACQ1305", "ACQ1306", "ACQ1307", "ACQ1308",
    "ACQ1401", "ACQ1402", "ACQ1403", "ACQ1404", "ACQ1405", "ACQ1406", "ACQ1407", "ACQ1408", "ACQ1409",
    "ACQ1410", "ACQ1411", "ACQ1412", "ACQ1413",
];

/// The page of a code.
pub(crate) fn page(code: &Code) -> Option<&'static str> {
    PAGES.iter().find(|(id, _)| *id == code.id).map(|(_, text)| without_marks(text))
}

/// A page without the mark at its end that tells its test what else its examples trigger.
pub(crate) fn without_marks(page: &str) -> &str {
    page.split("\n<!--").next().unwrap_or(page)
}

/// The page of a code as JSON: what it says, by the parts that every page has.
pub(crate) fn page_json(code: &Code, page: &str) -> Value {
    let (said, examples) = page.split_once("\n## Triggers it\n").unwrap_or((page, ""));
    let (triggers, repaired) = examples.split_once("\n## Repaired\n").unwrap_or((examples, ""));
    // The heading and the sentence below it repeat what the register of codes says.
    let text = said.split_once(code.summary).map_or(said, |(_, text)| text);
    json!({
        "schema": "acquis.page/1",
        "code": code.id,
        "name": code.name,
        "severity": code.severity.as_str(),
        "title": code.summary,
        "text": text.trim(),
        "triggers": triggers.trim(),
        "repaired": repaired.trim(),
        "page": acquis_diagnostics::page(code),
    })
}
