//! Kleene's three truth values.

/// A truth value. Ordered false < unknown < true, so that conjunction is the least and disjunction the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// False, whatever the unknown facts are.
    False,
    /// Not settled by the facts that are known.
    Unknown,
    /// True, whatever the unknown facts are.
    True,
}

impl Truth {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// All of them; true of none.
    pub fn all(values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().min().unwrap_or(Self::True)
    }

    /// Any of them; false of none.
    pub fn any(values: impl IntoIterator<Item = Self>) -> Self {
        values.into_iter().max().unwrap_or(Self::False)
    }

    /// The truth value as a truth that may be missing.
    pub fn known(self) -> Option<bool> {
        match self {
            Self::False => Some(false),
            Self::Unknown => None,
            Self::True => Some(true),
        }
    }

    /// Whether it is [`Truth::True`].
    pub fn is_true(self) -> bool {
        self == Self::True
    }

    /// Whether it is [`Truth::False`].
    pub fn is_false(self) -> bool {
        self == Self::False
    }

    /// Whether it is [`Truth::Unknown`].
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    /// The opposite; the opposite of unknown is unknown.
    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl From<Option<bool>> for Truth {
    fn from(value: Option<bool>) -> Self {
        value.map_or(Self::Unknown, Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};

    #[test]
    fn the_tables_are_kleenes() {
        for (a, b, and, or) in [
            (True, True, True, True),
            (True, Unknown, Unknown, True),
            (True, False, False, True),
            (Unknown, Unknown, Unknown, Unknown),
            (Unknown, False, False, Unknown),
            (False, False, False, False),
        ] {
            assert_eq!((a.and(b), b.and(a)), (and, and));
            assert_eq!((a.or(b), b.or(a)), (or, or));
            assert_eq!(!(a.and(b)), (!a).or(!b));
        }
    }
}
