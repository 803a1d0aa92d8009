//! What became of the provisions of a text in another version of it.
//!
//! Provisions are paired from outwards to inwards. Within what is paired, or at the outermost level among all articles,
//! annexes and recitals, those are paired, in this order:
//!
//! 1. that read the same with all that is in them, under the same number first;
//! 2. whose own words are the same, under the same number first;
//! 3. that bear the same number and share enough words, with what is in them;
//! 4. that share enough words, the most alike first.
//!
//! What is left is looked for in the whole text: it has moved. What then is left under one number was replaced.

use std::collections::{BTreeMap, VecDeque};

use acquis_base::{Fingerprint, Name};

use crate::hunks::hunks;
use crate::provision::Kind;
use crate::text::Text;
use crate::unit::{Unit, units};
use crate::wording::Wording;

/// How many of a hundred words of two provisions must be shared for them to be one provision that was reworded.
const SHARED: usize = 50;

/// The fewest words by which a provision is known again where it has moved to.
const FEWEST_WORDS: usize = 4;

/// The most words that are looked at to find which provisions of a list are alike; in longer lists only numbers and equal
/// wordings tell.
const MOST_WORDS: usize = 4_000_000;

/// What became of provisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// They are new.
    Added,
    /// They are not there any more.
    Deleted,
    /// They bear another number within the same provision.
    Renumbered,
    /// They stand in another provision, or an article in another chapter.
    Moved,
    /// Their heading reads otherwise.
    Renamed,
    /// Their words are others.
    Reworded,
}

/// Words of one or both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// In which version they stand.
    pub side: Side,
    /// The words.
    pub text: String,
}

/// Versions of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Both of them.
    Both,
    /// The older.
    Old,
    /// The newer.
    New,
}

/// What became of a provision, or of several that stand in a row and were renumbered together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// What.
    pub fate: Fate,
    /// The provisions in the older text, by their places there; none where they are new.
    pub old: Vec<u32>,
    /// The same provisions in the newer text.
    pub new: Vec<u32>,
    /// Of what is new, the provision of the older text within which it stands.
    pub within: Option<u32>,
    /// Of an article that has moved, the chapter or the like in which it stood, and the one in which it stands.
    pub divisions: Option<(Name, Name)>,
    /// The heading or the words with what changed in them; empty where they are the same.
    pub redline: Vec<Run>,
}

/// What became of the provisions of a text, in the order of the older version, what is new at its place.
pub fn compare(old: &Text, new: &Text) -> Vec<TextChange> {
    let (old, new) = (Version::of(old), Version::of(new));
    let mut pairing = Pairing {
        forth: vec![None; old.units.len()],
        back: vec![None; new.units.len()],
        old: &old,
        new: &new,
    };
    pairing.pair_all();
    changes(&pairing)
}

/// A text as it is compared.
struct Version {
    units: Vec<Unit>,
    /// The unit around each; none around articles, annexes and recitals.
    parents: Vec<Option<usize>>,
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
    /// The index after the last unit within each; within a title or chapter there is none.
    ends: Vec<usize>,
    /// Fingerprints of the own words of each, and of all words in it.
    own: Vec<u64>,
    whole: Vec<u64>,
    /// The number of all words in it.
    sizes: Vec<usize>,
}

impl Version {
    fn of(text: &Text) -> Self {
        let units = units(text);
        let count = units.len();
        let mut found = Self {
            parents: units.iter().map(|unit| unit.parent.filter(|_| class(unit.kind) == 0)).collect(),
            children: vec![vec![]; count],
            roots: vec![],
            ends: vec![],
            own: vec![],
            whole: vec![],
            sizes: vec![],
            units,
        };
        for at in 0..count {
            let unit = &found.units.get(at);
            let Some(unit) = unit else { continue };
            let last = text.provisions().get(unit.at as usize).map_or(0, |provision| provision.end);
            let end =
                if unit.is_division() { at + 1 } else { found.units.partition_point(|it| it.at < last) };
            found.ends.push(end.max(at + 1));
            let own = own_print(unit);
            found.own.push(own);
            match found.parents.get(at).copied().flatten() {
                Some(parent) => {
                    if let Some(children) = found.children.get_mut(parent) {
                        children.push(at);
                    }
                }
                None => found.roots.push(at),
            }
        }
        found.sum_up();
        found
    }

    /// Sums up each unit with what is in it, from inwards.
    fn sum_up(&mut self) {
        let count = self.units.len();
        self.whole = vec![0; count];
        self.sizes = vec![0; count];
        for at in (0..count).rev() {
            let mut print = Fingerprint::new();
            print.word(&format!("{:016x}", self.own.get(at).copied().unwrap_or_default()));
            let mut size = self.units.get(at).map_or(0, |unit| unit.heading.len() + unit.body.len());
            for child in self.children.get(at).into_iter().flatten() {
                print.word(&format!("{:016x}", self.whole.get(*child).copied().unwrap_or_default()));
                size += self.sizes.get(*child).copied().unwrap_or_default();
            }
            if let Some(whole) = self.whole.get_mut(at) {
                *whole = print.number();
            }
            if let Some(known) = self.sizes.get_mut(at) {
                *known = size;
            }
        }
    }

    fn size(&self, at: usize) -> usize {
        self.sizes.get(at).copied().unwrap_or_default()
    }

    fn own_size(&self, at: usize) -> usize {
        self.units.get(at).map_or(0, |unit| unit.heading.len() + unit.body.len())
    }

    fn parent(&self, at: usize) -> Option<usize> {
        self.parents.get(at).copied().flatten()
    }

    fn children(&self, at: Option<usize>) -> &[usize] {
        match at {
            None => &self.roots,
            Some(at) => self.children.get(at).map(Vec::as_slice).unwrap_or_default(),
        }
    }

    /// All words of a unit and of what is in it, sorted.
    fn bag(&self, at: usize) -> Vec<u64> {
        let end = self.ends.get(at).copied().unwrap_or_default();
        let within = self.units.get(at..end).unwrap_or_default().iter();
        let mut bag: Vec<u64> =
            within.flat_map(|unit| unit.heading.prints().chain(unit.body.prints())).collect();
        bag.sort_unstable();
        bag
    }

    fn class(&self, at: usize) -> u8 {
        self.units.get(at).map_or(0, |unit| class(unit.kind))
    }

    fn label(&self, at: usize) -> &str {
        self.units.get(at).map_or("", |unit| unit.label.as_str())
    }
}

/// Which units may be one: those of one class.
fn class(kind: Kind) -> u8 {
    match kind {
        Kind::Article => 1,
        Kind::Annex => 2,
        Kind::Recital => 3,
        Kind::Title => 4,
        Kind::Chapter => 5,
        Kind::Section => 6,
        Kind::Paragraph
        | Kind::Subparagraph
        | Kind::Point
        | Kind::RomanPoint
        | Kind::Indent
        | Kind::Part
        | Kind::Number => 0,
    }
}

fn own_print(unit: &Unit) -> u64 {
    let mut print = Fingerprint::new();
    for part in [&unit.heading, &unit.body] {
        part.prints().for_each(|word| print.word(&format!("{word:016x}")));
        print.end();
    }
    print.number()
}

/// How many of a hundred words two sorted bags share.
fn shared(one: &[u64], other: &[u64]) -> usize {
    let (mut one_rest, mut other_rest) = (one.iter().peekable(), other.iter().peekable());
    let mut both = 0_usize;
    while let (Some(left), Some(right)) = (one_rest.peek(), other_rest.peek()) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => drop(one_rest.next()),
            std::cmp::Ordering::Greater => drop(other_rest.next()),
            std::cmp::Ordering::Equal => {
                both += 1;
                one_rest.next();
                other_rest.next();
            }
        }
    }
    (200 * both).checked_div(one.len() + other.len()).unwrap_or(0)
}

/// Which unit of the newer version each unit of the older one is.
struct Pairing<'v> {
    old: &'v Version,
    new: &'v Version,
    forth: Vec<Option<usize>>,
    back: Vec<Option<usize>>,
}

impl Pairing<'_> {
    fn of_old(&self, at: usize) -> Option<usize> {
        self.forth.get(at).copied().flatten()
    }

    fn of_new(&self, at: usize) -> Option<usize> {
        self.back.get(at).copied().flatten()
    }

    fn pair(&mut self, old: usize, new: usize) {
        if let (Some(forth), Some(back)) = (self.forth.get_mut(old), self.back.get_mut(new)) {
            *forth = Some(new);
            *back = Some(old);
        }
    }

    fn pair_all(&mut self) {
        self.descend(None);
        self.find_moved();
        self.find_replaced();
    }

    /// Pairs what is in a pair, and in what is paired there; at the start what is outermost.
    fn descend(&mut self, from: Option<(usize, usize)>) {
        let mut waiting = VecDeque::from([from]);
        while let Some(around) = waiting.pop_front() {
            let (old, new) = (self.old, self.new);
            let (olds, news) = (old.children(around.map(|it| it.0)), new.children(around.map(|it| it.1)));
            self.pair_group(olds, news);
            let within = olds.iter().filter_map(|at| Some((*at, self.of_old(*at)?)));
            waiting.extend(within.filter(|(at, _)| !old.children(Some(*at)).is_empty()).map(Some));
        }
    }

    fn pair_group(&mut self, olds: &[usize], news: &[usize]) {
        let whole = |version: &Version, at: usize| {
            let print = version.whole.get(at).copied().unwrap_or_default();
            (version.size(at) > 0).then_some(print)
        };
        let own = |version: &Version, at: usize| {
            let print = version.own.get(at).copied().unwrap_or_default();
            (version.own_size(at) > 0).then_some(print)
        };
        self.pair_by(olds, news, |version, at| Some((version.label(at).to_owned(), whole(version, at))));
        self.pair_by(olds, news, |version, at| whole(version, at));
        self.pair_by(olds, news, |version, at| Some((version.label(at).to_owned(), own(version, at)?)));
        self.pair_by(olds, news, own);
        self.pair_alike_of_one_number(olds, news);
        self.pair_alike(olds, news);
    }

    /// Pairs what has one key, in the order of the texts.
    fn pair_by<K: Ord>(
        &mut self,
        olds: &[usize],
        news: &[usize],
        key: impl Fn(&Version, usize) -> Option<K>,
    ) {
        let mut free: BTreeMap<(u8, K), VecDeque<usize>> = BTreeMap::new();
        for at in news.iter().copied().filter(|at| self.of_new(*at).is_none()) {
            if let Some(key) = key(self.new, at) {
                free.entry((self.new.class(at), key)).or_default().push_back(at);
            }
        }
        for at in olds {
            if self.of_old(*at).is_none()
                && let Some(key) = key(self.old, *at)
                && let Some(new) = free.get_mut(&(self.old.class(*at), key)).and_then(VecDeque::pop_front)
            {
                self.pair(*at, new);
            }
        }
    }

    fn pair_alike_of_one_number(&mut self, olds: &[usize], news: &[usize]) {
        let mut free: BTreeMap<(u8, &str), usize> = BTreeMap::new();
        for at in news.iter().copied().filter(|at| self.of_new(*at).is_none()) {
            free.entry((self.new.class(at), self.new.label(at))).or_insert(at);
        }
        let old = self.old;
        for at in olds.iter().copied() {
            if self.of_old(at).is_some() {
                continue;
            }
            let Some(new) = free.get(&(old.class(at), old.label(at))).copied() else { continue };
            if self.of_new(new).is_none() && shared(&old.bag(at), &self.new.bag(new)) >= SHARED {
                self.pair(at, new);
            }
        }
    }

    fn pair_alike(&mut self, olds: &[usize], news: &[usize]) {
        let is_long = |version: &Version, at: usize| version.size(at) > 0;
        let olds: Vec<usize> =
            olds.iter().copied().filter(|at| self.of_old(*at).is_none() && is_long(self.old, *at)).collect();
        let news: Vec<usize> =
            news.iter().copied().filter(|at| self.of_new(*at).is_none() && is_long(self.new, *at)).collect();
        let words = |version: &Version, all: &[usize]| all.iter().map(|at| version.size(*at)).sum::<usize>();
        let work = words(self.old, &olds)
            .saturating_mul(news.len())
            .saturating_add(words(self.new, &news).saturating_mul(olds.len()));
        if olds.is_empty() || news.is_empty() || work > MOST_WORDS {
            return;
        }
        let old_bags: Vec<Vec<u64>> = olds.iter().map(|at| self.old.bag(*at)).collect();
        let new_bags: Vec<Vec<u64>> = news.iter().map(|at| self.new.bag(*at)).collect();
        let mut scored: Vec<(usize, usize, usize)> = vec![];
        for (old, one) in olds.iter().zip(&old_bags) {
            for (new, other) in news.iter().zip(&new_bags) {
                let score = shared(one, other);
                if score >= SHARED && self.old.class(*old) == self.new.class(*new) {
                    scored.push((100 - score.min(100), *old, *new));
                }
            }
        }
        scored.sort_unstable();
        for (_, old, new) in scored {
            if self.of_old(old).is_none() && self.of_new(new).is_none() {
                self.pair(old, new);
            }
        }
    }

    /// Looks for what is left in the whole of the newer text.
    fn find_moved(&mut self) {
        let whole = |version: &Version, at: usize| {
            let print = version.whole.get(at).copied();
            print.filter(|_| version.size(at) >= FEWEST_WORDS)
        };
        let own = |version: &Version, at: usize| {
            let print = version.own.get(at).copied();
            print.filter(|_| version.own_size(at) >= FEWEST_WORDS)
        };
        self.pair_anywhere(whole);
        self.pair_anywhere(own);
        let free = |units: &[Option<usize>]| {
            let free = units.iter().enumerate().filter(|(_, pair)| pair.is_none());
            free.map(|(at, _)| at).collect::<Vec<usize>>()
        };
        let long = |version: &Version, all: Vec<usize>| {
            all.into_iter().filter(|at| version.size(*at) >= FEWEST_WORDS).collect::<Vec<usize>>()
        };
        let (olds, news) = (long(self.old, free(&self.forth)), long(self.new, free(&self.back)));
        self.pair_alike(&olds, &news);
        for old in olds {
            if let Some(new) = self.of_old(old) {
                self.descend(Some((old, new)));
            }
        }
    }

    /// Pairs what has one key wherever it stands, and then what is in it.
    fn pair_anywhere(&mut self, key: impl Fn(&Version, usize) -> Option<u64>) {
        let mut free: BTreeMap<(u8, u64), VecDeque<usize>> = BTreeMap::new();
        for at in 0..self.back.len() {
            if self.of_new(at).is_none()
                && let Some(key) = key(self.new, at)
            {
                free.entry((self.new.class(at), key)).or_default().push_back(at);
            }
        }
        for old in 0..self.forth.len() {
            if self.of_old(old).is_some() {
                continue;
            }
            let Some(key) = key(self.old, old) else { continue };
            let Some(found) = free.get_mut(&(self.old.class(old), key)) else { continue };
            while let Some(new) = found.pop_front() {
                if self.of_new(new).is_none() {
                    self.pair(old, new);
                    self.descend(Some((old, new)));
                    break;
                }
            }
        }
    }

    /// Pairs what is left under one number.
    fn find_replaced(&mut self) {
        let mut free: BTreeMap<(Option<usize>, u8, &str), VecDeque<usize>> = BTreeMap::new();
        let version = self.new;
        for new in (0..self.back.len()).filter(|new| self.of_new(*new).is_none()) {
            let key = (version.parent(new), version.class(new), version.label(new));
            free.entry(key).or_default().push_back(new);
        }
        for old in 0..self.forth.len() {
            if self.of_old(old).is_some() {
                continue;
            }
            let around = match self.old.parent(old) {
                None => None,
                Some(parent) => match self.of_old(parent) {
                    None => continue,
                    found => found,
                },
            };
            let key = (around, self.old.class(old), self.old.label(old));
            let Some(found) = free.get_mut(&key) else { continue };
            while let Some(new) = found.pop_front() {
                if self.of_new(new).is_none() {
                    self.pair(old, new);
                    self.descend(Some((old, new)));
                    break;
                }
            }
        }
    }
}

/// What was found so far.
#[derive(Default)]
struct Found {
    /// Each with the place in the older text at which it is told.
    all: Vec<((usize, usize), TextChange)>,
    /// The last row of provisions that were renumbered.
    row: Option<usize>,
}

/// What the pairs show.
fn changes(pairing: &Pairing<'_>) -> Vec<TextChange> {
    let (old, new) = (pairing.old, pairing.new);
    let mut found = Found::default();
    for at in 0..old.units.len() {
        match pairing.of_old(at) {
            Some(now) => of_pair(pairing, at, now, &mut found),
            None if old.parent(at).is_none_or(|parent| pairing.of_old(parent).is_some()) => {
                found.all.push(((at, 0), change(Fate::Deleted, old.units.get(at), None)));
            }
            None => {}
        }
    }
    let mut before = 0;
    for at in 0..new.units.len() {
        match pairing.of_new(at) {
            Some(then) => before = then,
            None if new.parent(at).is_none_or(|parent| pairing.of_new(parent).is_some()) => {
                let around = new.parent(at).and_then(|parent| pairing.of_new(parent));
                let within = around.and_then(|around| old.units.get(around)).map(|unit| unit.at);
                let added = TextChange { within, ..change(Fate::Added, None, new.units.get(at)) };
                found.all.push(((before, at + 1), added));
            }
            None => {}
        }
    }
    found.all.sort_by_key(|(key, change)| (*key, change.fate));
    found.all.into_iter().map(|(_, change)| change).collect()
}

fn change(fate: Fate, old: Option<&Unit>, new: Option<&Unit>) -> TextChange {
    TextChange {
        fate,
        old: old.map(|unit| unit.at).into_iter().collect(),
        new: new.map(|unit| unit.at).into_iter().collect(),
        within: None,
        divisions: None,
        redline: vec![],
    }
}

fn of_pair(pairing: &Pairing<'_>, at: usize, now: usize, found: &mut Found) {
    let (Some(old), Some(new)) = (pairing.old.units.get(at), pairing.new.units.get(now)) else { return };
    let plain = |fate| change(fate, Some(old), Some(new));
    let stays = match (pairing.old.parent(at), pairing.new.parent(now)) {
        (None, None) => true,
        (Some(one), other) => pairing.of_old(one) == other && other.is_some(),
        (None, Some(_)) => false,
    };
    if !stays {
        found.all.push(((at, 0), plain(Fate::Moved)));
    } else if old.label != new.label {
        let row = found.row.and_then(|row| found.all.get_mut(row)).map(|(_, row)| row);
        match row.filter(|row| goes_on(pairing, row, at, now)) {
            Some(row) => {
                row.old.push(old.at);
                row.new.push(new.at);
            }
            None => {
                found.row = Some(found.all.len());
                found.all.push(((at, 0), plain(Fate::Renumbered)));
            }
        }
    }
    if let Some((from, to)) = divisions(pairing, old, new) {
        found.all.push(((at, 0), TextChange { divisions: Some((from, to)), ..plain(Fate::Moved) }));
    }
    for (fate, one, other) in
        [(Fate::Renamed, &old.heading, &new.heading), (Fate::Reworded, &old.body, &new.body)]
    {
        let redline = redline(one, other);
        if !redline.is_empty() {
            found.all.push(((at, 0), TextChange { redline, ..plain(fate) }));
        }
    }
}

/// Whether a pair comes right after the last of a row of renumbered ones, in both versions.
fn goes_on(pairing: &Pairing<'_>, row: &TextChange, at: usize, now: usize) -> bool {
    let is_next = |version: &Version, last: Option<&u32>, at: usize| {
        let siblings = version.children(version.parent(at));
        let before = siblings.get(..siblings.partition_point(|it| *it < at)).unwrap_or_default();
        let before = before.iter().rev().find(|it| version.class(**it) == version.class(at));
        let before = before.and_then(|before| version.units.get(*before)).map(|unit| unit.at);
        before.is_some() && before.as_ref() == last
    };
    is_next(pairing.old, row.old.last(), at) && is_next(pairing.new, row.new.last(), now)
}

/// The chapters or the like of an article that stands in another.
fn divisions(pairing: &Pairing<'_>, old: &Unit, new: &Unit) -> Option<(Name, Name)> {
    if old.kind != Kind::Article {
        return None;
    }
    let (from, to) = (old.parent?, new.parent?);
    if pairing.of_old(from) == Some(to) {
        return None;
    }
    Some((pairing.old.units.get(from)?.id.clone(), pairing.new.units.get(to)?.id.clone()))
}

/// Two wordings as one with what differs; nothing where they are the same.
fn redline(old: &Wording, new: &Wording) -> Vec<Run> {
    let (olds, news): (Vec<u64>, Vec<u64>) = (old.prints().collect(), new.prints().collect());
    let hunks = hunks(&olds, &news);
    if hunks.is_empty() {
        return vec![];
    }
    let mut runs = vec![];
    let mut push = |side: Side, text: &str| {
        if !text.is_empty() {
            runs.push(Run { side, text: text.to_owned() });
        }
    };
    let mut at = 0;
    for hunk in hunks {
        push(Side::Both, new.shown(at..hunk.new.start));
        push(Side::Old, old.shown(hunk.old.clone()));
        push(Side::New, new.shown(hunk.new.clone()));
        at = hunk.new.end;
    }
    push(Side::Both, new.shown(at..new.len()));
    runs
}
