//! Types of expressions and fields.

use std::fmt;

use acquis_base::Name;

use crate::Date;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Things, or a quantity without a unit of its own.
    Plain,
    /// Hundredths of something; never compared with a plain number.
    Percent,
    /// Days.
    Days,
}

/// The range of a number: every value is `m / denominator` with `min <= m <= max`, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberType {
    /// What is counted.
    pub unit: Unit,
    /// The common denominator of all values, at least 1: 100 for two decimal places.
    pub denominator: u64,
    /// The least value times the denominator.
    pub min: i128,
    /// The greatest value times the denominator.
    pub max: i128,
}

impl NumberType {
    /// The greatest magnitude, times the denominator, that a field may declare or an operation may reach.
    pub const LIMIT: i128 = 1_000_000_000_000_000_000;

    /// The greatest denominator that an operation may reach.
    pub const DENOMINATOR_LIMIT: u64 = 1_000_000_000_000;

    /// Whether all values can be represented.
    pub fn is_representable(&self) -> bool {
        self.denominator <= Self::DENOMINATOR_LIMIT && self.min >= -Self::LIMIT && self.max <= Self::LIMIT
    }
}

/// The type of an expression or field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// True or false.
    Bool,
    /// A number with a range.
    Number(NumberType),
    /// Words, comparable for equality alone.
    Text,
    /// A day between two days.
    Date(Date, Date),
    /// A country of ISO 3166-1.
    Country,
    /// A value of the named enumeration.
    Enum(Name),
    /// A level of the named ladder.
    Level(Name),
    /// A record of the named entity, contained where it stands.
    Record(Name),
    /// A reference to a record of the named entity that stands elsewhere.
    Reference(Name),
    /// At most one value, which may be known not to exist.
    Optional(Box<Type>),
    /// A list.
    List(Box<ListType>),
    /// Records of the named entity that are there to be referred to and cannot be ranged over.
    Pool(Name),
}

/// The type of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListType {
    /// The type of its elements.
    pub element: Type,
    /// Whether an empty list is refused.
    pub nonempty: bool,
}

/// How elements come to be in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementKind {
    /// Plain values.
    Values,
    /// Records that the list contains.
    Owned,
    /// References to records that stand elsewhere.
    References,
}

impl Type {
    /// Any day that a fact may name.
    pub const ANY_DATE: Self = Self::Date(Date::FIRST, Date::LAST);

    /// The entity of a record or reference.
    pub fn entity(&self) -> Option<&Name> {
        match self {
            Self::Record(entity) | Self::Reference(entity) => Some(entity),
            _ => None,
        }
    }

    /// What a quantifier over this type binds its variable to; nothing for types that cannot be ranged over.
    pub fn element(&self) -> Option<&Type> {
        match self {
            Self::List(list) => Some(&list.element),
            Self::Optional(inner) => Some(inner),
            _ => None,
        }
    }

    /// How the elements of a list of this type come to be in it.
    pub fn element_kind(&self) -> Option<ElementKind> {
        Some(match self.element()? {
            Self::Record(_) => ElementKind::Owned,
            Self::Reference(_) => ElementKind::References,
            _ => ElementKind::Values,
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("Bool"),
            Self::Number(number) => f.write_str(match number.unit {
                Unit::Percent => "Percentage",
                Unit::Days => "Days",
                Unit::Plain if number.denominator == 1 => "Integer",
                Unit::Plain => "Decimal",
            }),
            Self::Text => f.write_str("Text"),
            Self::Date(..) => f.write_str("Date"),
            Self::Country => f.write_str("Country"),
            Self::Enum(name) | Self::Record(name) => f.write_str(name),
            Self::Reference(name) => write!(f, "ref {name}"),
            Self::Level(ladder) => write!(f, "level of {ladder}"),
            Self::Optional(inner) => write!(f, "optional {inner}"),
            Self::List(list) => write!(f, "list of {}", list.element),
            Self::Pool(name) => write!(f, "pool of {name}"),
        }
    }
}
