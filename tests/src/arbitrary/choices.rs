//! Decisions, taken from a list of numbers.

/// A list of numbers that decides what is made. When it is used up, every further decision is the first alternative,
/// which is always the plainest.
#[derive(Debug, Clone)]
pub struct Choices<'c> {
    numbers: std::slice::Iter<'c, u16>,
}

impl<'c> Choices<'c> {
    /// Decisions by these numbers.
    pub fn new(numbers: &'c [u16]) -> Self {
        Self { numbers: numbers.iter() }
    }

    /// A number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.next().map_or(0, |number| usize::from(*number));
        if n == 0 { 0 } else { number % n }
    }

    /// Whether something happens that happens in so many of a hundred cases.
    pub fn chance(&mut self, of_a_hundred: usize) -> bool {
        self.below(100) >= 100 - of_a_hundred
    }

    /// One of `items`, which must not be empty.
    pub fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    /// One of `items`, if there is one.
    pub fn pick_some<T: Clone>(&mut self, items: &[T]) -> Option<T> {
        let at = self.below(items.len());
        items.get(at).cloned()
    }

    /// The items in another order.
    pub fn shuffled<T: Clone>(&mut self, items: &[T]) -> Vec<T> {
        let mut left = items.to_vec();
        let mut out = vec![];
        while !left.is_empty() {
            out.push(left.remove(self.below(left.len())));
        }
        out
    }
}
