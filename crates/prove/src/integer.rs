//! Whole numbers as bits, in two's complement, of whatever width they need: nothing overflows.

use acquis_base::Comparison;

use crate::circuit::{Bit, Circuit};

/// A whole number: its bits, lowest first; the last is the sign and goes on for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Integer {
    bits: Vec<Bit>,
}

impl Integer {
    pub(crate) fn constant(value: i128) -> Self {
        // One more for the sign; where the sign goes on before it, there is nothing to be said.
        let repeated = if value < 0 { value.leading_ones() } else { value.leading_zeros() };
        let width = 129_u32.saturating_sub(repeated);
        Self { bits: (0..width).map(|at| Bit::constant(value >> at & 1 == 1)).collect() }
    }

    /// The bit that stands at the place that the number says, counted from zero; false where there is none.
    pub(crate) fn choice(&self, circuit: &mut Circuit, options: &[Bit]) -> Bit {
        let mut left = options.to_vec();
        let mut at = 0;
        while left.len() > 1 {
            let bit = self.bit(at);
            let halved = left.chunks(2).map(|pair| match pair {
                [even, odd] => circuit.choose(bit, *odd, *even),
                [even] => circuit.and(!bit, *even),
                _ => Bit::FALSE,
            });
            left = halved.collect();
            at += 1;
        }
        let mut chosen = left.first().copied().unwrap_or(Bit::FALSE);
        // Whatever is greater or negative is no place.
        for farther in at..self.bits.len().max(at + 1) {
            chosen = circuit.and(chosen, !self.bit(farther));
        }
        chosen
    }

    /// Any number from 0 to `greatest`, with what holds it there.
    pub(crate) fn up_to(circuit: &mut Circuit, greatest: u128) -> (Self, Bit) {
        let width = 128 - greatest.leading_zeros();
        let mut bits: Vec<Bit> = (0..width).map(|_| circuit.input()).collect();
        bits.push(Bit::FALSE);
        let number = Self { bits };
        let most = Self::constant(i128::try_from(greatest).unwrap_or(i128::MAX));
        let within = number.compare(circuit, Comparison::LessEqual, &most);
        (number, within)
    }

    /// Any number from `least` to `greatest`, with what holds it there.
    pub(crate) fn between(circuit: &mut Circuit, least: i128, greatest: i128) -> (Self, Bit) {
        let (above, within) = Self::up_to(circuit, greatest.abs_diff(least));
        (above.plus(circuit, &Self::constant(least)), within)
    }

    fn bit(&self, at: usize) -> Bit {
        self.bits.get(at).or(self.bits.last()).copied().unwrap_or(Bit::FALSE)
    }

    fn sign(&self) -> Bit {
        self.bit(self.bits.len())
    }

    /// Without bits that repeat the sign.
    fn trimmed(mut self) -> Self {
        while let [.., before, last] = self.bits.as_slice()
            && before == last
        {
            self.bits.pop();
        }
        self
    }

    /// The number, where it is the same whatever the inputs.
    pub(crate) fn known(&self) -> Option<i128> {
        self.value(Bit::known)
    }

    /// The number that the bits say, if it has one of 128 bits.
    pub(crate) fn value(&self, of: impl Fn(Bit) -> Option<bool>) -> Option<i128> {
        if self.bits.len() > 128 {
            return None;
        }
        let mut value: i128 = if of(self.sign())? { -1 } else { 0 };
        for at in (0..self.bits.len()).rev() {
            value = value << 1 | i128::from(of(self.bit(at))?);
        }
        Some(value)
    }

    pub(crate) fn plus(&self, circuit: &mut Circuit, other: &Self) -> Self {
        self.added(circuit, other, Bit::FALSE)
    }

    pub(crate) fn minus(&self, circuit: &mut Circuit, other: &Self) -> Self {
        let inverted = Self { bits: other.bits.iter().map(|bit| !*bit).collect() };
        self.added(circuit, &inverted, Bit::TRUE)
    }

    fn added(&self, circuit: &mut Circuit, other: &Self, mut carry: Bit) -> Self {
        let width = self.bits.len().max(other.bits.len()) + 1;
        let mut bits = Vec::with_capacity(width);
        for at in 0..width {
            let (a, b) = (self.bit(at), other.bit(at));
            let half = circuit.differ(a, b);
            bits.push(circuit.differ(half, carry));
            let (both, passed) = (circuit.and(a, b), circuit.and(half, carry));
            carry = circuit.or(both, passed);
        }
        Self { bits }.trimmed()
    }

    /// The number times a constant.
    pub(crate) fn times(&self, circuit: &mut Circuit, factor: i128) -> Self {
        let mut sum = Self::constant(0);
        let magnitude = factor.unsigned_abs();
        for shift in (0..128_u32).filter(|shift| magnitude >> shift & 1 == 1) {
            let mut bits = vec![Bit::FALSE; shift as usize];
            bits.extend(&self.bits);
            sum = sum.plus(circuit, &Self { bits });
        }
        if factor < 0 { Self::constant(0).minus(circuit, &sum) } else { sum }
    }

    /// This number where `condition` holds, else the other.
    pub(crate) fn or_else(&self, circuit: &mut Circuit, condition: Bit, other: &Self) -> Self {
        let width = self.bits.len().max(other.bits.len());
        let bits = (0..width).map(|at| circuit.choose(condition, self.bit(at), other.bit(at))).collect();
        Self { bits }.trimmed()
    }

    pub(crate) fn equals(&self, circuit: &mut Circuit, other: &Self) -> Bit {
        let mut whole = Bit::TRUE;
        for at in 0..self.bits.len().max(other.bits.len()) {
            let same = circuit.equal(self.bit(at), other.bit(at));
            whole = circuit.and(whole, same);
            if whole == Bit::FALSE {
                break;
            }
        }
        whole
    }

    fn is_less(&self, circuit: &mut Circuit, other: &Self) -> Bit {
        let mut less = Bit::FALSE;
        for at in 0..self.bits.len().max(other.bits.len()) {
            let (a, b) = (self.bit(at), other.bit(at));
            let differ = circuit.differ(a, b);
            less = circuit.choose(differ, b, less);
        }
        // Of two numbers of different signs the negative one is less.
        let signs_differ = circuit.differ(self.sign(), other.sign());
        circuit.choose(signs_differ, self.sign(), less)
    }

    pub(crate) fn compare(&self, circuit: &mut Circuit, comparison: Comparison, other: &Self) -> Bit {
        match comparison {
            Comparison::Equal => self.equals(circuit, other),
            Comparison::NotEqual => !self.equals(circuit, other),
            Comparison::Less => self.is_less(circuit, other),
            Comparison::LessEqual => !other.is_less(circuit, self),
            Comparison::Greater => other.is_less(circuit, self),
            Comparison::GreaterEqual => !self.is_less(circuit, other),
        }
    }

    /// The quotient by a positive constant, rounded down, of a number that is not negative and at most `greatest`; with
    /// what makes it so.
    pub(crate) fn divided(&self, circuit: &mut Circuit, divisor: u32, greatest: u128) -> (Self, Bit) {
        let (quotient, within) = Self::up_to(circuit, greatest / u128::from(divisor.max(1)));
        let product = quotient.times(circuit, i128::from(divisor));
        let rest = self.minus(circuit, &product);
        let not_negative = !rest.sign();
        let below = rest.compare(circuit, Comparison::Less, &Self::constant(i128::from(divisor)));
        let exact = circuit.all([within, not_negative, below]);
        (quotient, exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: [i128; 11] = [0, 1, -1, 2, 3, -7, 100, 255, -256, 1 << 90, -(1 << 90)];

    #[test]
    fn constants_are_computed_with_as_numbers_are() {
        let mut circuit = Circuit::new();
        for a in SOME {
            let x = Integer::constant(a);
            assert_eq!(x.known(), Some(a));
            for b in SOME {
                let y = Integer::constant(b);
                assert_eq!(x.plus(&mut circuit, &y).known(), Some(a + b));
                assert_eq!(x.minus(&mut circuit, &y).known(), Some(a - b));
                for (comparison, holds) in [
                    (Comparison::Equal, a == b),
                    (Comparison::NotEqual, a != b),
                    (Comparison::Less, a < b),
                    (Comparison::LessEqual, a <= b),
                    (Comparison::Greater, a > b),
                    (Comparison::GreaterEqual, a >= b),
                ] {
                    assert_eq!(
                        x.compare(&mut circuit, comparison, &y).known(),
                        Some(holds),
                        "{a} {comparison:?} {b}"
                    );
                }
            }
            for factor in [0, 1, -1, 10, -3] {
                assert_eq!(x.times(&mut circuit, factor).known(), Some(a * factor));
            }
        }
    }

    #[test]
    fn a_number_chooses_what_stands_at_its_place() {
        for count in 0..6_u32 {
            for number in -3..9_i128 {
                let mut circuit = Circuit::new();
                let options: Vec<Bit> = (0..count).map(|_| circuit.input()).collect();
                let place = usize::try_from(number).ok();
                let meant = place.and_then(|at| options.get(at)).copied().unwrap_or(Bit::FALSE);
                assert_eq!(
                    Integer::constant(number).choice(&mut circuit, &options),
                    meant,
                    "{number} of {count}"
                );
            }
        }
    }
}
