//! Transcriptions in Markdown.

use crate::shown::{read, tree};

#[test]
fn articles_hold_paragraphs_points_and_what_follows_them() {
    let text = read(&["# The Boats Act

## TITLE I — BOATS

### Chapter I — Of all boats

#### Section 1 — FLOATING

### <a id=\"article-1\"></a>Article 1 — Aims

1. Boats shall float where:
   - (a) there is water:
     - i. salt;
     - ii. fresh;
   - (b) nobody objects.

   Owners shall see to it.

2. Rafts are boats.

### <a id=\"article-2\"></a>Article 2 — Terms

These terms apply:

- (1) ‘boat’ means what floats;
- (2) ‘raft’ means a flat boat.

*Note of the transcriber: nothing is missing.*

### Article 3 — Start

It starts tomorrow.

It binds everybody.

Done at Bruges,

For the owners
"]);
    assert_eq!(
        tree(&text),
        [
            "Title I title «BOATS»",
            "  Title I Chapter I chapter «Of all boats»",
            "    Title I Chapter I Section 1 section «FLOATING»",
            "      Article 1 article «Aims»",
            "        Article 1(1) paragraph: Boats shall float where:",
            "          Article 1(1)(a) point: there is water:",
            "            Article 1(1)(a)(i) roman point: salt;",
            "            Article 1(1)(a)(ii) roman point: fresh;",
            "          Article 1(1)(b) point: nobody objects.",
            "          Article 1(1) subparagraph 2 subparagraph: Owners shall see to it.",
            "        Article 1(2) paragraph: Rafts are boats.",
            "      Article 2 article «Terms»: These terms apply:",
            "        Article 2(1) point: ‘boat’ means what floats;",
            "        Article 2(2) point: ‘raft’ means a flat boat.",
            "      Article 3 article «Start»: It starts tomorrow.",
            "        Article 3 subparagraph 2 subparagraph: It binds everybody.",
        ]
    );
}

#[test]
fn recitals_come_before_the_articles_and_annexes_after() {
    let text = read(&["# Act

The text of this introduction belongs to nothing.

Whereas:

(1) Boats float.

(2) Rafts float too.

They are flat.

HAVE ADOPTED THIS ACT:

## Article 1
### Aims

Boats shall float.

## ANNEX I — Fees

### Section 1 — Harbours

(a) one;
(b) two:
– small;
– large.

## ANNEX II

## PART A

1. Owners shall pay.
2. Guests shall not.
"]);
    assert_eq!(
        tree(&text),
        [
            "Recital 1 recital: Boats float.",
            "Recital 2 recital: Rafts float too.",
            "  Recital 2 subparagraph 2 subparagraph: They are flat.",
            "Article 1 article «Aims»: Boats shall float.",
            "Annex I annex «Fees»",
            "  Annex I 1 part «Harbours»",
            "    Annex I 1(a) point: one;",
            "    Annex I 1(b) point: two:",
            "      Annex I 1(b) indent 1 indent: small;",
            "      Annex I 1(b) indent 2 indent: large.",
            "Annex II annex",
            "  Annex II A part",
            "    Annex II 1 number: Owners shall pay.",
            "    Annex II 2 number: Guests shall not.",
        ]
    );
}

#[test]
fn marks_of_markdown_are_no_words_of_the_law() {
    let text =
        read(&["## **Article 1** — *Aims*\n\n1. **Boats** float\n   in [water](https://example.org) \\*.\n"]);
    assert_eq!(tree(&text)[1], "  Article 1(1) paragraph: Boats float in [water](https://example.org) *.");
}

#[test]
fn items_without_a_number_are_indents() {
    let text = read(&["## Article 1 — Aims\n\nBoats are:\n\n- small;\n- large.\n"]);
    assert_eq!(
        tree(&text)[1..],
        ["  Article 1 indent 1 indent: small;", "  Article 1 indent 2 indent: large."]
    );
}
