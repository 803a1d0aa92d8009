//! What a lock keeps of a text: of each provision that can be cited a fingerprint, and of each of its words a short one, so
//! that the words that changed can be named without the older text.

use std::collections::BTreeMap;

use acquis_base::{Fingerprint, Name};

use crate::hunks::hunks;
use crate::text::Text;
use crate::unit::{Unit, units};
use crate::wording::Wording;

/// What does not count when fingerprints are taken, by the names of the rules that [`crate::normalised`] follows.
pub const LOCK_RULES: [&str; 6] =
    ["white-space", "quotes", "dashes", "hyphenation", "ligatures", "invisible-signs"];

/// How many words before and after a change are shown.
const AROUND: usize = 3;

/// The fewest words by which a provision is known again under another number.
const FEWEST_WORDS: usize = 4;

/// What is kept of a provision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// What it is called.
    pub id: Name,
    /// The fingerprint of its heading and its own words, 48 bits of it.
    pub print: u64,
    /// Of each word of its heading and its text 16 bits, in their order.
    pub words: Vec<u16>,
}

impl Pin {
    fn of(unit: &Unit) -> Self {
        let mut print = Fingerprint::new();
        for part in [&unit.heading, &unit.body] {
            part.prints().for_each(|word| print.word(&format!("{word:016x}")));
            print.end();
        }
        Self { id: unit.id.clone(), print: print.number() >> 16, words: words(unit) }
    }
}

/// Short fingerprints of the words of a unit.
fn words(unit: &Unit) -> Vec<u16> {
    let short = |print: u64| u16::try_from(print >> 48).unwrap_or(u16::MAX);
    unit.heading.prints().chain(unit.body.prints()).map(short).collect()
}

/// What a lock keeps of a text, in the order of the text: of each provision that can be cited.
pub fn pins(text: &Text) -> Vec<Pin> {
    units(text).iter().filter(|unit| !unit.is_division()).map(Pin::of).collect()
}

/// How a text differs from what a lock keeps of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drift {
    /// Provisions that read otherwise, in the order of the text.
    pub reworded: Vec<Reworded>,
    /// Provisions that are not there any more under their number, in the order of the lock.
    pub gone: Vec<Gone>,
    /// Provisions of which the lock knows nothing, but those that are there under another number than before.
    pub added: Vec<Name>,
}

/// A provision that reads otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reworded {
    /// What it is called.
    pub id: Name,
    /// Its place among the provisions of the text.
    pub at: u32,
    /// Where its words changed; none where short fingerprints do not tell.
    pub spots: Vec<Spot>,
}

/// Where words of a provision changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Words before it.
    pub before: String,
    /// The words that are new; may be empty.
    pub words: String,
    /// Words after it.
    pub after: String,
    /// How many words stood there.
    pub lost: usize,
}

/// A provision that is not there any more under its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// What it was called.
    pub id: Name,
    /// What a provision that reads the same is called now, if there is one.
    pub now: Option<Name>,
}

/// How a text differs from what a lock keeps of it.
pub fn drift(pins: &[Pin], text: &Text) -> Drift {
    let units = units(text);
    let present: Vec<(&Unit, Pin)> =
        units.iter().filter(|unit| !unit.is_division()).map(|unit| (unit, Pin::of(unit))).collect();
    let known: BTreeMap<&Name, &Pin> = pins.iter().map(|pin| (&pin.id, pin)).collect();
    let here: BTreeMap<&Name, &Pin> = present.iter().map(|(_, pin)| (&pin.id, pin)).collect();
    let is_same = |one: &Pin, other: Option<&&Pin>| other.is_some_and(|other| other.print == one.print);
    // Provisions that the lock has not under their numbers, by what they say.
    let mut others: BTreeMap<u64, &Name> = BTreeMap::new();
    for (_, pin) in present.iter().rev() {
        if pin.words.len() >= FEWEST_WORDS && !is_same(pin, known.get(&pin.id)) {
            others.insert(pin.print, &pin.id);
        }
    }
    let mut found = Drift::default();
    let mut taken: Vec<&Name> = vec![];
    let mut renumbered: Vec<&Name> = vec![];
    for pin in pins.iter().filter(|pin| !is_same(pin, here.get(&pin.id))) {
        let now = others.get(&pin.print).copied();
        if now.is_some() || !here.contains_key(&pin.id) {
            taken.extend(now);
            renumbered.push(&pin.id);
            found.gone.push(Gone { id: pin.id.clone(), now: now.cloned() });
        }
    }
    taken.sort();
    renumbered.sort();
    for (unit, pin) in &present {
        match known.get(&pin.id) {
            _ if taken.binary_search(&&pin.id).is_ok() => {}
            Some(before) if before.print == pin.print => {}
            // What bore the number is there under another.
            Some(_) if renumbered.binary_search(&&pin.id).is_ok() => found.added.push(pin.id.clone()),
            None => found.added.push(pin.id.clone()),
            Some(before) => {
                let spots = spots(unit, &before.words, &pin.words);
                found.reworded.push(Reworded { id: pin.id.clone(), at: unit.at, spots });
            }
        }
    }
    found
}

fn spots(unit: &Unit, old: &[u16], new: &[u16]) -> Vec<Spot> {
    let heading = unit.heading.len();
    let shown = |range: std::ops::Range<usize>| {
        let own = |wording: &Wording, before: usize| {
            wording.shown(range.start.saturating_sub(before)..range.end.saturating_sub(before)).to_owned()
        };
        // A change is shown with the words of the heading or of the text, where it starts.
        if range.end <= heading { own(&unit.heading, 0) } else { own(&unit.body, heading) }
    };
    let spot = |start: usize, end: usize, lost: usize| {
        let (first, last) =
            if end <= heading && start < heading { (0, heading) } else { (heading, new.len()) };
        Spot {
            before: shown(start.saturating_sub(AROUND).max(first)..start.max(first)),
            words: shown(start..end),
            after: shown(end.min(last)..end.saturating_add(AROUND).min(last)),
            lost,
        }
    };
    let differing = hunks(old, new).into_iter();
    differing.map(|hunk| spot(hunk.new.start, hunk.new.end, hunk.old.len())).collect()
}
