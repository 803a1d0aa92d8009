//! Plain text as a converter leaves it of printed pages.

use crate::shown::{read, tree};

/// Two pages with everything that such texts are feared for: numbers in the column of the text around them, lines broken
/// within words and numbers at the start of a line that are references, a page that ends within a point and starts in
/// another column, and notes without a number.
const ANNEX: &str = "                          HARBOURS
                          OFFICE

EN                                                              EN
\u{C}                                ANNEX I
                     CRITERIA FOR HARBOURS
     This Annex sets out what harbours and their owners do so that boats
     of any size can enter.
     1. Great Harbour 1: Depth, width, height and all else worth being
     measured
     Harbours shall be measured. The owner of a harbour decides how it is
     measured.
     1.1.    Harbours shall meet these criteria, in the sense of point
             (3) of this Annex and of state-of-the-
             art rules:
     (a)     the harbour is deep;
     (b)     the harbour is owned by somebody who is no boat, and of whom
             the following is known:
             i.     a name;
             ii.    an address, where
                    there is one
     (c)     the harbour is:
             i. wide enough that two boats can pass, one of which may be a raft
             of any make;
             ii. lit.
     NB: A raft is a boat.
     1.2.    Others need not.
EN                                  1                            EN
\u{C}                                ANNEX II
                               EVIDENCE
       2.    Criterion B – Owners
       Owners should show:
       (1)   who they are, and where they live, and what they own in this
             harbour;
EN                                  2                            EN
\u{C}        (2)  what they do.
";

#[test]
fn columns_and_the_lengths_of_lines_tell_what_belongs_together() {
    assert_eq!(
        tree(&read(&[ANNEX])),
        [
            "Annex I annex «CRITERIA FOR HARBOURS»: This Annex sets out what harbours and their owners do so that boats of any size can enter.",
            "  Annex I 1 part «Depth, width, height and all else worth being measured»: Harbours shall be measured. The owner of a harbour decides how it is measured.",
            "    Annex I 1.1 number: Harbours shall meet these criteria, in the sense of point (3) of this Annex and of state-of-the-art rules:",
            "      Annex I 1.1(a) point: the harbour is deep;",
            "      Annex I 1.1(b) point: the harbour is owned by somebody who is no boat, and of whom the following is known:",
            "        Annex I 1.1(b)(i) roman point: a name;",
            "        Annex I 1.1(b)(ii) roman point: an address, where there is one",
            "      Annex I 1.1(c) point: the harbour is:",
            "        Annex I 1.1(c)(i) roman point: wide enough that two boats can pass, one of which may be a raft of any make;",
            "        Annex I 1.1(c)(ii) roman point: lit.",
            "    Annex I 1 subparagraph 2 subparagraph: NB: A raft is a boat.",
            "    Annex I 1.2 number: Others need not.",
            "Annex II annex «EVIDENCE»",
            "  Annex II B part named B «Owners»: Owners should show:",
            "    Annex II B(1) point: who they are, and where they live, and what they own in this harbour;",
            "    Annex II B(2) point: what they do.",
        ]
    );
}

#[test]
fn centred_articles_have_their_headings_below() {
    let text = "                                   Article 5
                               Subject matter

     1.   This Act is about boats, and about what there is to be said of
          them in any weather and at any time of the day.
     2.   Rafts are boats.

                                   Article 6

     This Act starts tomorrow, when the sun rises over the harbour, unless
     it rains.
";
    assert_eq!(
        tree(&read(&[text])),
        [
            "Article 5 article «Subject matter»",
            "  Article 5(1) paragraph: This Act is about boats, and about what there is to be said of them in any weather and at any time of the day.",
            "  Article 5(2) paragraph: Rafts are boats.",
            "Article 6 article: This Act starts tomorrow, when the sun rises over the harbour, unless it rains.",
        ]
    );
}

#[test]
fn without_columns_the_numbers_themselves_tell() {
    let text = "Article 1\nAims\n1. Boats shall:\n(a) float:\n(i) on water;\n(ii) on ice;\n(b)\nnot sink.\n2. Rafts too.\nArticle 2\nEnd\n1. That is all.\n";
    assert_eq!(
        tree(&read(&[text])),
        [
            "Article 1 article «Aims»",
            "  Article 1(1) paragraph: Boats shall:",
            "    Article 1(1)(a) point: float:",
            "      Article 1(1)(a)(i) roman point: on water;",
            "      Article 1(1)(a)(ii) roman point: on ice;",
            "    Article 1(1)(b) point: not sink.",
            "  Article 1(2) paragraph: Rafts too.",
            "Article 2 article «End»",
            "  Article 2(1) paragraph: That is all.",
        ]
    );
}

#[test]
fn a_letter_after_h_is_a_letter_and_below_a_letter_a_roman_number() {
    let mut text = "ANNEX I\n     1.1.    Boats have:\n".to_owned();
    for letter in 'a'..='h' {
        text.push_str(&format!("     ({letter})     a part;\n"));
    }
    text.push_str("     (i)     a keel:\n             (i)    of wood;\n             (ii)   of steel;\n     (j)     a name.\n");
    let tree = tree(&read(&[&text]));
    assert_eq!(
        tree[10..],
        [
            "    Annex I 1.1(i) point: a keel:",
            "      Annex I 1.1(i)(i) roman point: of wood;",
            "      Annex I 1.1(i)(ii) roman point: of steel;",
            "    Annex I 1.1(j) point: a name.",
        ]
    );
}

#[test]
fn a_verb_before_a_comma_is_a_verb() {
    let text = "ANNEX I\n     1.     Boats\n     1.1.   Boats must, at sea:\n     (a)    float.\n";
    assert_eq!(
        tree(&read(&[text]))[2..],
        ["    Annex I 1.1 number: Boats must, at sea:", "      Annex I 1.1(a) point: float."]
    );
}
