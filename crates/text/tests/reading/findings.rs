//! What is wrong with texts by themselves.

use acquis_text::{MAX_FINDINGS, Source, Text, check};

/// What is found in some files as one text: the code and the message.
fn found(files: &[&str]) -> Vec<String> {
    let source = |(at, text): (usize, &&str)| Source { name: format!("{at}").into(), text: (*text).into() };
    let text = Text::read(files.iter().enumerate().map(source).collect());
    assert_eq!(text.faults(), []);
    check(&text).iter().map(|it| format!("{} {}", it.code, it.message)).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_list_goes_on_without_gaps() {
    assert_eq!(
        found(&["## Article 1\n\n1. Boats:\n   - (a) float;\n   - (d) sink.\n\n4. They rust.\n"]),
        [
            "ACQ1402 points (b) and (c) of Article 1(1) are missing",
            "ACQ1402 paragraphs (2) and (3) of Article 1 are missing",
        ]
    );
    assert_eq!(
        found(&["## Article 1\n\n- (1) boats;\n- (9) rafts.\n"]),
        ["ACQ1402 points (2) to (8) of Article 1 are missing"]
    );
    assert_eq!(
        found(&["## Article 1\n\n1. Boats:\n   - (i) float;\n   - (iii) sink.\n"]),
        ["ACQ1402 point (ii) of Article 1(1) is missing"]
    );
}

#[test]
fn a_list_starts_at_its_start() {
    assert_eq!(
        found(&["ANNEX II\n1.     Boats\n1.1.   Boats must:\n(c)    float;\n(d)    sail.\n"]),
        ["ACQ1402 the points of Annex II 1.1 start at (c)"]
    );
}

#[test]
fn a_list_goes_on_below_a_second_paragraph_or_starts_anew() {
    let goes_on = "## Article 1\n\n1. Boats:\n   - (a) float;\n\n   Rafts:\n   - (b) drift.\n";
    let starts_anew =
        "## Article 1\n\n1. Boats:\n   - (a) float;\n   - (b) sail;\n\n   Rafts:\n   - (a) drift.\n";
    assert_eq!(found(&[goes_on]), NOTHING);
    assert_eq!(found(&[starts_anew]), NOTHING);
}

#[test]
fn what_was_inserted_is_no_gap() {
    assert_eq!(
        found(&["## Article 18\n\nBoats.\n\n## Article 18a\n\nRafts.\n\n## Article 19\n\nShips.\n"]),
        NOTHING
    );
    assert_eq!(
        found(&["## Article 1\n\n- (g) boats;\n- (ga) rafts;\n- (h) ships.\n"]).len(),
        1,
        "starts at (g)"
    );
}

#[test]
fn articles_that_no_file_has_are_not_transcribed() {
    let (first, later) = ("## Article 1\n\nSee Article 5.\n", "## Article 7\n\nSee Article 5.\n");
    assert_eq!(found(&[first, later]), NOTHING);
    assert_eq!(
        found(&[&format!("{first}\n{later}")]),
        [
            "ACQ1404 Article 1 refers to Article 5, and there is none",
            "ACQ1402 articles 2 to 6 are missing",
            "ACQ1404 Article 7 refers to Article 5, and there is none",
        ]
    );
    let last = "## Article 2 — Entry into force\n\nIt enters into force at once.\n";
    assert_eq!(
        found(&["## Article 1\n\nSee Article 3.\n", last]),
        ["ACQ1404 Article 1 refers to Article 3, and there is none"]
    );
}

#[test]
fn a_number_stands_once() {
    assert_eq!(
        found(&["## Article 1\n\n- (a) boats;\n- (b) rafts;\n- (a) ships.\n"]),
        ["ACQ1403 two points of Article 1 bear the number (a)"]
    );
    assert_eq!(
        found(&["## Article 1\n\n- (a) x;\n- (b) y;\n- (c) z;\n- (b) y;\n- (c) z.\n"]),
        ["ACQ1403 the numbers (b) to (c) are printed twice among the points of Article 1"]
    );
}

#[test]
fn references_to_the_number_that_is_missing_are_counted() {
    let text = "## Article 4\n\nSee Article 5 and Article 5(1).\n\n## Article 4\n\n1. Boats.\n";
    let text = Text::read(vec![Source { name: "x".into(), text: text.into() }]);
    let findings = check(&text);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].notes, ["2 references lead to Article 5, and nothing else bears that number"]);
    assert_eq!(findings[0].help.as_deref(), Some("number the second one 5"));
}

/// An act whose provisions are all there, with a sentence at the end of Article 2(2)(b).
fn with(sentence: &str) -> String {
    format!(
        "## Article 1 — Aims\n\n1. Boats float.\n\n   They also sail.\n\n2. Rafts drift.\n\n## Article 2 — Means\n\n\
         1. Sails:\n   - (a) of linen;\n   - (b) of silk.\n\n2. Oars:\n   - (a) of ash;\n   - (b) of oak. {sentence}\n\n\
         ## ANNEX I\n\n1. Boats\n\n1.1. Boats must:\n\n   - (a) float;\n   - (b) sail.\n"
    )
}

#[test]
fn references_to_what_there_is_are_right() {
    for sentence in [
        "Article 1(2) applies.",
        "Articles 1 and 2(1), point (a), apply.",
        "Paragraph 1, point (b), applies.",
        "Point (a) applies.",
        "Points (a) to (b) of paragraph 1 apply.",
        "The second subparagraph of Article 1(1) applies.",
        "Paragraph 2 of this Article applies.",
        "Article 1 and paragraph 1 of that Article apply.",
        "Annex I, point 1.1(a), applies.",
        "Point 1.1(b) of Annex I applies.",
        "Article 90 of Regulation (EU) 2024/1234 and point (z) thereof apply.",
        "Regulation (EU) 2024/1234, Article 90, point (z), applies.",
        "Article 90 applies.",
        "Points (a) and (b) of the first subparagraph apply.",
        "Point (a) of the first subparagraph of paragraph 1 of this Article applies.",
        "Articles 1 and 2 of this Regulation and Articles 101 and 102 TFEU apply.",
        "Regulation (EU) 2024/1234, and in particular Article 9 thereof, applies.",
        "The owner of 5 points applies for 30 days.",
    ] {
        assert_eq!(found(&[&with(sentence)]), NOTHING, "{sentence}");
    }
}

#[test]
fn an_article_that_amends_another_act_refers_to_that() {
    let text = |heading: &str| {
        format!("## Article 1 — {heading}\n\n1. Paragraph 7 is deleted.\n2. Point (z) too.\n")
    };
    assert_eq!(found(&[&text("Amendments to Regulation (EU) 2024/1")]), NOTHING);
    assert_eq!(found(&[&text("Deletions")]).len(), 2);
}

#[test]
fn references_to_what_there_is_not_are_found() {
    for (sentence, missing) in [
        ("Article 1(3) applies.", "Article 1(3)"),
        ("Articles 1(2) and 2(7) apply.", "Article 2(7)"),
        ("Paragraph 4 applies.", "Article 2(4)"),
        ("Paragraph 1, point (c), applies.", "Article 2(1)(c)"),
        ("Points (a) to (c) of paragraph 1 apply.", "Article 2(1)(c)"),
        ("Point (e) applies.", "Article 2(2)(e)"),
        ("The third subparagraph of Article 1(1) applies.", "subparagraph 3 of Article 1(1)"),
        ("Paragraph 5 of this Article applies.", "Article 2(5)"),
        ("Article 1 and paragraph 5 of that Article apply.", "Article 1(5)"),
        ("Annex II applies.", "Annex II"),
        ("Annex I, point 1.1(g), applies.", "Annex I 1.1(g)"),
        ("Point 1.7 of Annex I applies.", "Annex I 1.7"),
    ] {
        let expected = format!("ACQ1404 Article 2(2)(b) refers to {missing}, and there is none");
        assert_eq!(found(&[&with(sentence)]), [expected], "{sentence}");
    }
}

#[test]
fn an_act_needs_an_article_that_empowers_somebody() {
    let act = |sentence: &str| {
        format!(
            "## Article 1 — Foreign boats\n\n1. The Commission may, by means of implementing acts, name countries whose \
             boats may moor.\n\n## Article 2 — Fees\n\nThe fee is 3. The Commission is empowered to adopt delegated acts.\n\n\
             ## Article 3 — Berths\n\n{sentence}\n"
        )
    };
    for right in [
        "An implementing act adopted under Article 1 names the country.",
        "A delegated act referred to in Article 2 sets the fee.",
        "It adopts implementing acts in accordance with Article 2.",
        "An implementing act under Article 5 of Regulation (EU) 2024/1 applies.",
        "A decision of the harbour under Article 2 applies.",
    ] {
        assert_eq!(found(&[&act(right)]), NOTHING, "{right}");
    }
    for (wrong, kind, article) in [
        (
            "An implementing act adopted under Article 2 names the country.",
            "an implementing act",
            "Article 2",
        ),
        ("Implementing acts pursuant to Article 2 name the country.", "an implementing act", "Article 2"),
        ("A delegated act referred to in Article 1(1) sets the fee.", "a delegated act", "Article 1"),
        ("The Commission has adopted a decision under Article 2 on the boats.", "a decision", "Article 2"),
    ] {
        let expected =
            format!("ACQ1405 Article 3 speaks of {kind} under {article}, which empowers nobody to adopt one");
        assert_eq!(found(&[&act(wrong)]), [expected], "{wrong}");
    }
}

#[test]
fn the_article_that_is_probably_meant_is_named() {
    for power in [
        "The Commission may adopt implementing acts that name countries whose boats may moor.",
        "The Commission may, by means of implementing acts, name countries whose boats may moor.",
        "The Commission shall, by way of an implementing act, name countries whose boats may moor.",
        "The Commission is empowered to adopt implementing acts to name countries whose boats may moor.",
    ] {
        let text = format!(
            "## Article 1 — Boats of other countries\n\n{power}\n\n## Article 2 — Fees\n\nThe fee is 3.\n\n\
             ## Article 3 — Forms\n\nThe Commission may adopt implementing acts on forms.\n\n\
             ## Article 4\n\nBoats of a country moor under an implementing act under Article 2.\n"
        );
        let text = Text::read(vec![Source { name: "x".into(), text: text.into() }]);
        let helps: Vec<Option<String>> = check(&text).into_iter().map(|it| it.help).collect();
        let expected = "refer to Article 1 \"Boats of other countries\", if that is meant";
        assert_eq!(helps, [Some(expected.to_owned())], "{power}");
    }
}

#[test]
fn terms_are_used_and_written_as_they_are_defined() {
    let act = |sentence: &str| {
        format!(
            "## Article 1 — Definitions\n\n- (1) ‘house boat’ or ‘HB’ means a vessel that is lived in.\n\n\
             ## Article 2 — Berths\n\n{sentence}\n"
        )
    };
    for right in ["House boats moor at night.", "An HB moors at night."] {
        assert_eq!(found(&[&act(right)]), NOTHING, "{right}");
    }
    assert_eq!(
        found(&[&act("Ferries moor at night.")]),
        ["ACQ1406 the term `house boat` is defined and not used in the text at hand"]
    );
    assert_eq!(
        found(&[&act("House-boats moor at night.")]),
        ["ACQ1407 the term `house boat` is written `House-boats` once"]
    );
}

#[test]
fn misprints_are_told_by_the_other_words() {
    let act = |sentence: &str| {
        format!(
            "## Article 1 — Berths\n\nThe harbour with a master is a harbour with berths, if the harbour is open. {sentence}\n"
        )
    };
    for (wrong, meant) in [
        ("habrour", "harbour"),
        ("harbbour", "harbour"),
        ("harour", "harbour"),
        ("har bour", "harbour"),
        ("harbourwith", "harbour with"),
    ] {
        let text = act(&format!("This {wrong} with boats is small."));
        assert_eq!(
            found(&[&text]),
            [format!("ACQ1408 `{wrong}` is probably a misprint of `{meant}`")],
            "{wrong}"
        );
    }
    for right in ["The harbours are small.", "The Harour is a river.", "The arbour is small."] {
        assert_eq!(found(&[&act(right)]), NOTHING, "{right}");
    }
    assert_eq!(found(&[&act("It is small,yet open.")]), ["ACQ1408 no blank stands after `,` in `small,yet`"]);
}

#[test]
fn hyphens_are_compared_where_words_are_used_alike() {
    let act =
        |sentence: &str| format!("## Article 1 — Berths\n\nBoats of a third country moor. {sentence}\n");
    for other_way in ["Third-country boats moor.", "Boats leave for a third-country."] {
        assert_eq!(found(&[&act(other_way)]), NOTHING, "{other_way}");
    }
    assert_eq!(
        found(&[&act("Boats of a third-country moor not.")]),
        ["ACQ1409 `third-country` stands 1 time before `moor`, and `third country` 1 time in the same way"]
    );
    let text = "## Article 1\n\nBoats of a third country, and those of another third country, moor. Rafts of a third-country, too.\n";
    assert_eq!(
        found(&[text]),
        ["ACQ1409 `third-country` stands 1 time, and `third country` 2 times in the same way"]
    );
}

#[test]
fn printed_pages_are_checked_like_transcriptions() {
    let text = "     ANNEX I\n     1.     Boats\n     1.1.   Boats must, as set out in point (c) and in\n            Annex IV:\n     (a)    float;\n     (b)    sail.\n";
    assert_eq!(found(&[text]), ["ACQ1404 Annex I 1.1 refers to Annex IV, and there is none"]);
}

#[test]
fn of_many_findings_the_rest_is_counted() {
    let text = format!("## Article 1\n\n1. See {}.\n", "paragraph 7 ".repeat(MAX_FINDINGS + 5));
    let text = Text::read(vec![Source { name: "x".into(), text: text.into() }]);
    let findings = check(&text);
    assert_eq!(findings.len(), MAX_FINDINGS);
    let more = "5 more findings of this file are left out";
    assert_eq!(findings.last().and_then(|it| it.notes.last()).map(String::as_str), Some(more));
}
