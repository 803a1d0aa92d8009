//! Truth as a circuit of inputs, conjunctions and negations. The same conjunction is written once, so that what is
//! written twice in a policy, or alike in two versions of it, is one and the same bit.

use rustc_hash::FxHashMap;

/// A bit of a circuit, or its negation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Bit(u32);

impl Bit {
    pub(crate) const FALSE: Self = Self(0);
    pub(crate) const TRUE: Self = Self(1);

    /// The gate that it is the value of, or the negation of the value.
    pub(crate) fn gate(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// Whether it is the negation of its gate.
    pub(crate) fn is_negated(self) -> bool {
        self.0 & 1 == 1
    }

    /// The value of a gate.
    pub(crate) fn of_gate(at: usize) -> Self {
        u32::try_from(at).map_or(Self::FALSE, |at| Self(at << 1))
    }

    /// It, or its negation.
    #[must_use]
    pub(crate) fn negated_if(self, negated: bool) -> Self {
        if negated { !self } else { self }
    }

    pub(crate) fn constant(value: bool) -> Self {
        if value { Self::TRUE } else { Self::FALSE }
    }

    /// Its value, where it is the same whatever the inputs.
    pub(crate) fn known(self) -> Option<bool> {
        (self.gate() == 0).then_some(self.is_negated())
    }
}

impl std::ops::Not for Bit {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// What gives a gate its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// False.
    Constant,
    /// Whatever is chosen.
    Input,
    /// Whether both hold.
    And(Bit, Bit),
}

/// The most gates that a question may need.
pub(crate) const MAX_GATES: usize = 4_000_000;

/// How many steps making a circuit may take for each gate that it may have. Formulas that repeat themselves come to few
/// gates, and to many steps.
const STEPS_PER_GATE: usize = 8;

/// A circuit.
#[derive(Debug)]
pub(crate) struct Circuit {
    gates: Vec<Gate>,
    known: FxHashMap<(Bit, Bit), Bit>,
    most: usize,
    steps: usize,
    is_full: bool,
}

impl Circuit {
    pub(crate) fn new() -> Self {
        Self::of_at_most(MAX_GATES)
    }

    /// A circuit of no more gates than that.
    pub(crate) fn of_at_most(most: usize) -> Self {
        Self { gates: vec![Gate::Constant], known: FxHashMap::default(), most, steps: 0, is_full: false }
    }

    pub(crate) fn gate(&self, at: usize) -> Gate {
        self.gates.get(at).copied().unwrap_or(Gate::Constant)
    }

    pub(crate) fn len(&self) -> usize {
        self.gates.len()
    }

    /// Counts a step towards it.
    pub(crate) fn step(&mut self) {
        self.steps += 1;
        self.is_full |= self.steps > self.most.saturating_mul(STEPS_PER_GATE);
    }

    /// Whether more gates or steps were needed than it may have: then its bits mean nothing.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    pub(crate) fn input(&mut self) -> Bit {
        self.add(Gate::Input)
    }

    fn add(&mut self, gate: Gate) -> Bit {
        if self.gates.len() >= self.most {
            self.is_full = true;
            return Bit::FALSE;
        }
        let at = u32::try_from(self.gates.len()).unwrap_or(0);
        self.gates.push(gate);
        Bit(at << 1)
    }

    pub(crate) fn and(&mut self, a: Bit, b: Bit) -> Bit {
        self.step();
        let (a, b) = if a <= b { (a, b) } else { (b, a) };
        if a == Bit::FALSE || a == !b {
            return Bit::FALSE;
        }
        if a == Bit::TRUE || a == b {
            return b;
        }
        if let Some(simple) = self.absorbed(a, b).or_else(|| self.absorbed(b, a)) {
            return simple;
        }
        if let Some(known) = self.known.get(&(a, b)) {
            return *known;
        }
        let made = self.add(Gate::And(a, b));
        self.known.insert((a, b), made);
        made
    }

    /// What `a and b` comes to where `b` is itself a conjunction that speaks of `a`.
    fn absorbed(&mut self, a: Bit, b: Bit) -> Option<Bit> {
        let Gate::And(left, right) = self.gate(b.gate()) else { return None };
        match (b.is_negated(), a == left || a == right, a == !left || a == !right) {
            (false, true, _) => Some(b),
            (false, _, true) => Some(Bit::FALSE),
            (true, _, true) => Some(a),
            (true, true, _) => {
                let other = if a == left { right } else { left };
                Some(self.and(a, !other))
            }
            _ => None,
        }
    }

    pub(crate) fn or(&mut self, a: Bit, b: Bit) -> Bit {
        !self.and(!a, !b)
    }

    pub(crate) fn implies(&mut self, a: Bit, b: Bit) -> Bit {
        !self.and(a, !b)
    }

    pub(crate) fn equal(&mut self, a: Bit, b: Bit) -> Bit {
        !self.differ(a, b)
    }

    /// Whether exactly one of both holds.
    pub(crate) fn differ(&mut self, a: Bit, b: Bit) -> Bit {
        let only_a = self.and(a, !b);
        let only_b = self.and(!a, b);
        self.or(only_a, only_b)
    }

    /// `yes` where `condition` holds, else `no`.
    pub(crate) fn choose(&mut self, condition: Bit, yes: Bit, no: Bit) -> Bit {
        if yes == no {
            return yes;
        }
        let chosen = self.and(condition, yes);
        let other = self.and(!condition, no);
        self.or(chosen, other)
    }

    pub(crate) fn all(&mut self, bits: impl IntoIterator<Item = Bit>) -> Bit {
        let mut whole = Bit::TRUE;
        for bit in bits {
            whole = self.and(whole, bit);
        }
        whole
    }

    pub(crate) fn any(&mut self, bits: impl IntoIterator<Item = Bit>) -> Bit {
        let mut whole = Bit::FALSE;
        for bit in bits {
            whole = self.or(whole, bit);
        }
        whole
    }

    /// Whether at least `n` of `bits` hold.
    pub(crate) fn at_least(&mut self, n: u32, bits: &[Bit]) -> Bit {
        let n = n as usize;
        // `reached[k]`: at least k of the bits looked at so far.
        let mut reached = vec![Bit::TRUE];
        reached.resize(n.min(bits.len() + 1) + 1, Bit::FALSE);
        for bit in bits {
            for k in (1..reached.len()).rev() {
                let before = reached.get(k - 1).copied().unwrap_or(Bit::FALSE);
                let one_more = self.and(before, *bit);
                if let Some(slot) = reached.get_mut(k) {
                    let so_far = *slot;
                    *slot = self.or(so_far, one_more);
                }
            }
        }
        if n > bits.len() { Bit::FALSE } else { reached.get(n).copied().unwrap_or(Bit::FALSE) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// The value of a bit for given inputs, by definition.
    fn value(circuit: &Circuit, bit: Bit, inputs: &BTreeMap<usize, bool>) -> bool {
        let plain = match circuit.gate(bit.gate()) {
            Gate::Constant => false,
            Gate::Input => inputs[&bit.gate()],
            Gate::And(a, b) => value(circuit, a, inputs) && value(circuit, b, inputs),
        };
        plain != bit.is_negated()
    }

    #[test]
    fn what_is_simplified_keeps_its_value() {
        let mut circuit = Circuit::new();
        let inputs: Vec<Bit> = (0..3).map(|_| circuit.input()).collect();
        let mut checked = 0;
        // Every pair of what there is so far, joined in every way, twice over.
        let all = [inputs[0], inputs[1], !inputs[2]];
        let mut level = all.to_vec();
        for _ in 0..2 {
            let mut next = vec![];
            for a in &level {
                for b in &level {
                    for (a, b) in [(*a, *b), (!*a, *b)] {
                        let joined = [
                            circuit.and(a, b),
                            circuit.or(a, b),
                            circuit.differ(a, b),
                            circuit.choose(all[0], a, b),
                        ];
                        for mask in 0_u32..8 {
                            let given: BTreeMap<usize, bool> = inputs
                                .iter()
                                .enumerate()
                                .map(|(at, bit)| (bit.gate(), mask >> at & 1 == 1))
                                .collect();
                            let (x, y) = (value(&circuit, a, &given), value(&circuit, b, &given));
                            let c = value(&circuit, all[0], &given);
                            let meant = [x && y, x || y, x != y, if c { x } else { y }];
                            for (bit, meant) in joined.iter().zip(meant) {
                                assert_eq!(value(&circuit, *bit, &given), meant);
                                checked += 1;
                            }
                        }
                        next.extend(joined);
                    }
                }
            }
            next.sort();
            next.dedup();
            next.truncate(12);
            level = next;
        }
        assert!(checked > 1000);
    }

    #[test]
    fn counting_counts() {
        for size in 0..5_usize {
            for n in 0..6_u32 {
                let mut circuit = Circuit::new();
                let inputs: Vec<Bit> = (0..size).map(|_| circuit.input()).collect();
                let bit = circuit.at_least(n, &inputs);
                for mask in 0_u32..1 << size {
                    let given = inputs
                        .iter()
                        .enumerate()
                        .map(|(at, bit)| (bit.gate(), mask >> at & 1 == 1))
                        .collect();
                    assert_eq!(value(&circuit, bit, &given), mask.count_ones() >= n, "{n} of {size}");
                }
            }
        }
    }
}
