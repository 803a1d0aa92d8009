//! What leads to the web: from outlines, citations, comments and manifests.

use serde_json::{Value, json};

use crate::client::{Client, Files, of};

const MANIFEST: &str = "# « é » https://example.org/package\n[package]\nname = \"law\"\n";

const LAW: &str = "instrument act \"« é »\" { document \"« 1 »\" address \"https://law.example.org/1?a=%C3%A9\" article 1 \"Aims\" }
/// « é » https://example.org/why.
define d : Bool cites Article 1 = true
";

fn client(abilities: Value) -> Client {
    let files = Files::of(&[("/law/acquis.toml", MANIFEST), ("/law/a.acq", LAW)]);
    let mut client = Client::start(&files, abilities);
    client.open("/law/a.acq", LAW);
    client
}

/// The links as `line:column text -> address`, counted from 0 in UTF-16.
fn shown(text: &str, links: &Value) -> Vec<String> {
    let lines: Vec<Vec<u16>> = text.lines().map(|line| line.encode_utf16().collect()).collect();
    let link = |link: &Value| {
        let number = |end: &str, part: &str| link["range"][end][part].as_u64().expect("a number") as usize;
        let (line, from, to) =
            (number("start", "line"), number("start", "character"), number("end", "character"));
        assert_eq!(line, number("end", "line"));
        let words = String::from_utf16_lossy(&lines[line][from..to]);
        format!("{line}:{from} {words} -> {}", link["target"].as_str().expect("an address"))
    };
    links.as_array().expect("a list").iter().map(link).collect()
}

#[test]
fn policies_and_manifests_lead_to_the_web() {
    let mut client = client(json!({}));
    let links = client.ask("textDocument/documentLink", of("/law/a.acq"));
    let address = "https://law.example.org/1?a=%C3%A9";
    assert_eq!(
        shown(LAW, &links),
        [
            format!("0:35 « 1 » -> {address}"),
            format!("0:51 {address} -> {address}"),
            "1:10 https://example.org/why -> https://example.org/why".to_owned(),
            format!("2:22 Article 1 -> {address}"),
        ]
    );
    assert_eq!(links[3]["tooltip"], json!(null), "a client that shows none is sent none");
    let links = client.ask("textDocument/documentLink", of("/law/acquis.toml"));
    assert_eq!(shown(MANIFEST, &links), ["0:8 https://example.org/package -> https://example.org/package"]);
    assert_eq!(client.ask("textDocument/documentLink", of("/law/none.acq")), json!(null));
    client.leave();
}

#[test]
fn a_link_says_what_is_there_where_the_client_shows_it() {
    let mut client = client(json!({"textDocument": {"documentLink": {"tooltipSupport": true}}}));
    let links = client.ask("textDocument/documentLink", of("/law/a.acq"));
    assert_eq!(links[3]["tooltip"], "Article 1 “Aims” of « 1 »");
    client.leave();
}

#[test]
fn an_address_that_is_none_is_found_and_leads_nowhere() {
    let mut client = client(json!({}));
    client.edit("/law/a.acq", 2, [0, 51, 0, 59], "");
    let found = client.findings("/law/a.acq", 2);
    assert_eq!(found.iter().map(|it| &it["code"]).collect::<Vec<_>>(), ["ACQ0332"], "{found:?}");
    let links = client.ask("textDocument/documentLink", of("/law/a.acq"));
    assert_eq!(links.as_array().expect("a list").len(), 1, "the comment still leads on: {links}");
    client.leave();
}
