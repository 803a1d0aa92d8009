//! References to acts that are said to be adopted under a provision which empowers nobody to adopt one.
//!
//! An article that speaks of no act of that kind is no basis for one. Which article is meant is told by the words that
//! the sentence shares with the provisions that do empower somebody: the rarer a word, the more it tells.

use std::collections::{BTreeMap, BTreeSet};

use acquis_base::{Diagnostic, Name, codes, or_list};

use super::words::{is_small, stem, words_of};
use super::{Findings, Passage, Reading};
use crate::provision::{Kind, Provision};

/// A kind of act that is adopted under another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    Implementing,
    Delegated,
    /// A decision of the Commission or the Council.
    Decision,
}

impl Act {
    fn as_str(self) -> &'static str {
        match self {
            Self::Implementing => "implementing act",
            Self::Delegated => "delegated act",
            Self::Decision => "decision",
        }
    }

    /// Whether words in small letters speak of such an act.
    fn is_named_in(self, words: &str) -> bool {
        match self {
            Self::Implementing => {
                words.contains("implementing act") || words.contains("implementing decision")
            }
            Self::Delegated => words.contains("delegated act"),
            // Decisions are adopted by implementing acts too.
            Self::Decision => words.contains("decision") || words.contains("implementing act"),
        }
    }
}

pub(crate) fn faults(reading: &Reading<'_>, findings: &mut Findings) {
    let mut wrong = vec![];
    for reference in &reading.references {
        let Some(passage) = reading.passages.get(reference.passage) else { continue };
        let Some(act) = act_before(passage, reference.range.start) else { continue };
        let target = reference.found().and_then(|at| reading.around(at).find(|it| it.kind == Kind::Article));
        wrong.extend(target.map(|article| (reference, passage, act, article)));
    }
    if wrong.is_empty() {
        return;
    }
    let articles = Articles::of(reading);
    wrong.retain(|(_, _, act, article)| !articles.speaks_of(article, *act));
    let found = wrong.into_iter().enumerate().map(|(nth, (reference, passage, act, article))| {
        let place = reading.place(passage, reference.range.clone());
        let (id, own) = (&passage.provision.id, &article.id);
        let kind = act.as_str();
        let message =
            format!("{id} speaks of {} under {own}, which empowers nobody to adopt one", with_article(kind));
        let named = article.heading.as_ref().map(|it| format!(" \"{it}\"")).unwrap_or_default();
        let finding = Diagnostic::at(
            &codes::ACT_WITHOUT_POWER,
            message,
            place,
            format!("no {kind} is adopted under this"),
        )
        .label(reading.number(article), format!("{own}{named} says nothing of one"));
        let candidates = if nth < MOST_GUESSED { articles.candidates(passage, act, article) } else { vec![] };
        match candidates.as_slice() {
            [] => finding.help("refer to the provision that empowers somebody to adopt it"),
            meant => {
                let meant: Vec<String> = meant.iter().map(|it| articles.shown(reading, it)).collect();
                finding.help(format!("refer to {}, if that is meant", or_list(&meant)))
            }
        }
    });
    found.for_each(|it| findings.add(it));
}

fn with_article(kind: &str) -> String {
    format!("{} {kind}", if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" })
}

/// How far before a reference the act may be named.
const BEFORE: usize = 400;

/// The act that is said to rest on what a reference at an offset names: `an implementing act adopted under …`.
fn act_before(passage: &Passage<'_>, at: usize) -> Option<Act> {
    let before = passage.running.text.get(..at)?.trim_end();
    let from = before.char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    let before = before.get(from..)?.to_lowercase();
    let rest = ["pursuant to", "referred to in", "provided for in", "under", "by virtue of", "based on"]
        .iter()
        .find_map(|words| before.strip_suffix(words))?;
    let rest = rest.trim_end();
    let rest = ["adopted", "issued", "as", "that are", "which are"].iter().fold(rest, |rest, words| {
        rest.strip_suffix(words).filter(|rest| rest.ends_with(' ')).map_or(rest, str::trim_end)
    });
    let ends = |words: [&str; 2]| words.iter().any(|words| rest.ends_with(words));
    if ends(["implementing act", "implementing acts"]) {
        return Some(Act::Implementing);
    }
    if ends(["delegated act", "delegated acts"]) {
        return Some(Act::Delegated);
    }
    let sentence = rest.rsplit_once(". ").map_or(rest, |(_, sentence)| sentence);
    let is_adopted =
        ["commission has adopted", "council has adopted", "commission adopts", "adopted by the commission"]
            .iter()
            .any(|words| sentence.contains(words));
    (is_adopted && ends(["decision", "decisions"])).then_some(Act::Decision)
}

/// What articles say of acts.
struct Articles<'t> {
    /// The acts of which an article speaks at all.
    spoken: BTreeMap<u32, BTreeSet<Act>>,
    /// The provisions that empower somebody, with the act.
    powers: Vec<Power<'t>>,
    /// In how many articles and numbers of annexes a word stands.
    spread: BTreeMap<String, u32>,
}

struct Power<'t> {
    act: Act,
    provision: &'t Provision,
    article: u32,
    words: BTreeSet<String>,
}

const ACTS: [Act; 3] = [Act::Implementing, Act::Delegated, Act::Decision];

impl<'t> Articles<'t> {
    fn of(reading: &Reading<'t>) -> Self {
        let mut articles = Self { spoken: BTreeMap::new(), powers: vec![], spread: BTreeMap::new() };
        let mut seen: BTreeSet<(u32, String)> = BTreeSet::new();
        for passage in &reading.passages {
            let outermost = reading
                .around(passage.provision.at)
                .find(|it| matches!(it.kind, Kind::Article | Kind::Number | Kind::Part | Kind::Recital));
            let Some(outermost) = outermost else { continue };
            let lower = passage.running.text.to_lowercase();
            for word in notions(&passage.running.text) {
                if seen.insert((outermost.at, word.clone())) {
                    *articles.spread.entry(word).or_default() += 1;
                }
            }
            if outermost.kind == Kind::Article {
                let spoken = ACTS.into_iter().filter(|act| act.is_named_in(&lower));
                articles.spoken.entry(outermost.at).or_default().extend(spoken);
                articles.add_powers(reading, passage, outermost.at, &lower);
            }
        }
        articles
    }

    fn add_powers(&mut self, reading: &Reading<'t>, passage: &Passage<'t>, article: u32, lower: &str) {
        let paragraph = reading.around(passage.provision.at).find(|it| it.kind == Kind::Paragraph);
        let Some(provision) = paragraph.or_else(|| reading.provision(article)) else { return };
        for sentence in lower.split_inclusive(". ") {
            for act in ACTS.into_iter().filter(|act| empowers(sentence, *act)) {
                let known = |it: &Power<'_>| it.provision.at == provision.at && it.act == act;
                if self.powers.iter().rev().take(ACTS.len()).any(known) {
                    continue;
                }
                let around =
                    std::iter::once(provision).chain(reading.text.within(provision).take(MOST_WITHIN));
                let words = around.flat_map(|it| notions(&reading.text.own(it)));
                let heading = reading.provision(article).and_then(|it| it.heading.as_deref()).unwrap_or("");
                let words = words.chain(notions(heading)).collect();
                self.powers.push(Power { act, provision, article, words });
            }
        }
    }

    fn speaks_of(&self, article: &Provision, act: Act) -> bool {
        self.spoken.get(&article.at).is_some_and(|spoken| spoken.contains(&act))
    }

    /// The provisions that a passage probably means: the one that shares most with it, or those among which that does
    /// not decide.
    fn candidates(&self, passage: &Passage<'_>, act: Act, wrong: &Provision) -> Vec<&Power<'t>> {
        let own: BTreeSet<String> = notions(&passage.running.text).collect();
        let score = |power: &Power<'_>| -> u32 {
            let shared = own.intersection(&power.words);
            shared.map(|word| 1000 / self.spread.get(word).copied().unwrap_or(1).max(1)).sum()
        };
        let fits = |it: &&Power<'_>| it.act == act && it.article != wrong.at;
        let mut scored: Vec<(u32, &Power<'_>)> =
            self.powers.iter().filter(fits).map(|power| (score(power), power)).collect();
        scored.sort_by_key(|(score, power)| (std::cmp::Reverse(*score), power.provision.at));
        let best = scored.first().map_or(0, |(score, _)| *score);
        // What shares two thirds of it could be meant as well.
        scored.retain(|(score, _)| *score > 0 && score.saturating_mul(3) > best.saturating_mul(2));
        scored.into_iter().take(MOST_NAMED).map(|(_, power)| power).collect()
    }

    /// A provision with the heading of its article.
    fn shown(&self, reading: &Reading<'_>, power: &Power<'_>) -> String {
        let heading = reading.provision(power.article).and_then(|it| it.heading.clone());
        let heading = heading.map(|it: Name| format!(" \"{it}\"")).unwrap_or_default();
        format!("{}{heading}", power.provision.id)
    }
}

/// For how many references it is asked which provision is meant.
const MOST_GUESSED: usize = 100;

/// The most provisions that are named as what may be meant.
const MOST_NAMED: usize = 3;

/// How many provisions within a paragraph are looked at for its words.
const MOST_WITHIN: usize = 100;

/// Whether a sentence in small letters empowers somebody to adopt an act.
fn empowers(sentence: &str, act: Act) -> bool {
    let modals = [" may ", " may, ", " shall ", " shall, ", " empowered to "];
    let split = modals.iter().filter_map(|modal| sentence.split_once(modal));
    let Some((before, after)) = split.min_by_key(|(before, _)| before.len()) else { return false };
    let (subject, names) =
        (["commission", "council"], ["implementing acts", "implementing act", "delegated acts"]);
    if !subject.iter().any(|word| before.contains(word)) || names.iter().any(|words| before.ends_with(words))
    {
        return false;
    }
    let adopts = |what: &str| {
        after.split(what).next().filter(|head| head.len() < after.len()).is_some_and(|head| {
            let head =
                head.trim_end().trim_end_matches(" a").trim_end_matches(" an").trim_end_matches(" binding");
            let head = head.trim_end_matches(" a");
            ["adopt", "by means of", "by way of", "through", "by"].iter().any(|words| head.ends_with(words))
        })
    };
    match act {
        Act::Implementing => adopts("implementing act"),
        Act::Delegated => adopts("delegated act"),
        Act::Decision => adopts("decision") || adopts("implementing act"),
    }
}

/// The words of a text that carry a notion, without the endings of plurals.
fn notions(text: &str) -> impl Iterator<Item = String> + use<> {
    let words = words_of(text).into_iter().filter(|word| !is_small(&word.lower) && word.lower.len() > 2);
    words.map(|word| stem(&word.lower).to_owned())
}
