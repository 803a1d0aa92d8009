//! Vocabularies: which facts there are. Their outline is always the same (a provider, sites with items, references
//! between parties); how many fields there are, of which types and in which order, is decided by chance.

use super::choices::Choices;

/// The types of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ty {
    Bool,
    /// Whole numbers from the first to the second.
    Integer(i64, i64),
    /// Tenths from the first to the second.
    Decimal(i64, i64),
    /// From 0 to 100.
    Percentage,
    /// From 0 to 60.
    Days,
    Date,
    Text,
    Country,
    /// The enumeration of that index.
    Enum(usize),
    /// A level of the ladder, in parameters only.
    Level,
    /// A record of the entity of that index.
    Record(usize),
    /// A reference to one.
    Ref(usize),
    /// Records that are there to be referred to.
    Pool(usize),
    /// A value or record that may be known not to exist.
    Optional(Box<Ty>),
    /// A list; one that must not be empty if so marked.
    List(Box<Ty>, bool),
}

impl Ty {
    /// The entity of a record or of what a reference refers to.
    pub fn entity(&self) -> Option<usize> {
        match self {
            Self::Record(entity) | Self::Ref(entity) => Some(*entity),
            _ => None,
        }
    }

    /// Whether values of the type are plain: no records, no lists.
    pub fn is_scalar(&self) -> bool {
        !matches!(self, Self::Record(_) | Self::Ref(_) | Self::Pool(_) | Self::Optional(_) | Self::List(..))
    }
}

/// A field of an entity or of a dossier.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub ty: Ty,
}

/// An entity, or what a dossier holds.
#[derive(Debug, Clone)]
pub struct Entity {
    pub name: &'static str,
    /// Whether its records have an identity and can be referred to.
    pub identified: bool,
    pub fields: Vec<Field>,
}

/// An enumeration.
#[derive(Debug, Clone)]
pub struct Enumeration {
    pub name: &'static str,
    pub ordered: bool,
    pub values: Vec<String>,
}

/// A dated set.
#[derive(Debug, Clone)]
pub struct Register {
    pub name: &'static str,
    pub of: Ty,
    pub known_until: Option<&'static str>,
    /// Key, first day, last day.
    pub entries: Vec<(String, &'static str, Option<&'static str>)>,
}

/// The vocabulary of a package.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    pub enumerations: Vec<Enumeration>,
    /// What a dossier holds, and then the entities.
    pub entities: Vec<Entity>,
    pub registers: Vec<Register>,
}

/// Index of what a dossier holds among the entities.
pub(crate) const FACTS: usize = 0;
/// Index of the entity whose records can be referred to.
pub(crate) const PARTY: usize = 1;
const SITE: usize = 2;
const ITEM: usize = 3;

/// The key that holds the identity of a party.
pub(crate) const IDENTITY: &str = "id";

pub(crate) const COUNTRIES: [&str; 4] = ["DE", "FR", "CH", "NO"];
pub(crate) const TEXTS: [&str; 3] = ["alpha", "two words", "quote \" and \\"];
/// Days at the ends of months, in leap years, and around the dates of registers.
pub(crate) const DATES: [&str; 8] = [
    "2026-01-01",
    "2024-02-29",
    "2025-12-31",
    "2026-01-31",
    "2026-06-30",
    "2026-07-01",
    "2027-03-30",
    "2031-05-31",
];

impl Vocabulary {
    /// The fields of an entity.
    pub fn fields(&self, entity: usize) -> &[Field] {
        &self.entities[entity].fields
    }

    /// How an enumeration's value is written.
    pub(crate) fn value(&self, enumeration: usize, at: usize) -> &str {
        &self.enumerations[enumeration].values[at]
    }

    /// The rank of a kind of reference: within a walk along one kind only kinds of lower rank are walked.
    pub(crate) fn rank(&self, entity: usize, field: usize) -> usize {
        match (entity, self.entities[entity].fields[field].name.as_str()) {
            (PARTY, "owners") => 1,
            (PARTY, "advisers") => 2,
            _ => 3,
        }
    }
}

/// A vocabulary by chance.
pub(crate) fn vocabulary(choices: &mut Choices<'_>) -> Vocabulary {
    let enumerations = vec![
        enumeration("Grade", true, "grade", 2 + choices.below(3)),
        enumeration("Colour", false, "colour", 1 + choices.below(3)),
    ];
    let mut maker = Maker { choices, named: 0 };
    let party = maker.party();
    let site = maker.site();
    let item = maker.item();
    let facts = maker.facts();
    let registers = vec![
        maker.register("listed", Ty::Country, &COUNTRIES.map(str::to_owned)),
        maker.register("approved", Ty::Enum(0), &enumerations[0].values),
    ];
    Vocabulary { enumerations, entities: vec![facts, party, site, item], registers }
}

fn enumeration(name: &'static str, ordered: bool, value: &str, values: usize) -> Enumeration {
    Enumeration { name, ordered, values: (1..=values).map(|at| format!("{value}_{at}")).collect() }
}

struct Maker<'m, 'c> {
    choices: &'m mut Choices<'c>,
    named: usize,
}

impl Maker<'_, '_> {
    fn party(&mut self) -> Entity {
        let mut fields = self.scalars(1, 3);
        let references = |name: &str| field(name, Ty::List(Box::new(Ty::Ref(PARTY)), false));
        fields.push(references("owners"));
        if self.choices.chance(50) {
            fields.push(references("advisers"));
        }
        self.entity("Party", true, fields)
    }

    fn site(&mut self) -> Entity {
        let mut fields = self.scalars(1, 3);
        let nonempty = self.choices.chance(30);
        fields.push(field("operator", Ty::Ref(PARTY)));
        fields.push(field("items", Ty::List(Box::new(Ty::Record(ITEM)), nonempty)));
        fields.extend(self.special());
        self.entity("Site", false, fields)
    }

    fn item(&mut self) -> Entity {
        let mut fields = self.scalars(1, 3);
        if self.choices.chance(30) {
            fields.push(field("maker", Ty::Optional(Box::new(Ty::Ref(PARTY)))));
        }
        fields.extend(self.special());
        self.entity("Item", false, fields)
    }

    fn facts(&mut self) -> Entity {
        let mut fields = self.scalars(1, 4);
        let nonempty = self.choices.chance(30);
        fields.push(field("provider", Ty::Record(PARTY)));
        fields.push(field("sites", Ty::List(Box::new(Ty::Record(SITE)), nonempty)));
        fields.push(field("sample", Ty::Optional(Box::new(Ty::Record(ITEM)))));
        fields.push(field("partners", Ty::List(Box::new(Ty::Ref(PARTY)), false)));
        fields.push(field("parties", Ty::Pool(PARTY)));
        fields.extend(self.special());
        self.entity("", false, fields)
    }

    fn entity(&mut self, name: &'static str, identified: bool, fields: Vec<Field>) -> Entity {
        Entity { name, identified, fields: self.choices.shuffled(&fields) }
    }

    /// Between `least` and `most` fields of plain types.
    fn scalars(&mut self, least: usize, most: usize) -> Vec<Field> {
        let many = least + self.choices.below(most - least + 1);
        (0..many).map(|_| self.named_field(|maker| maker.scalar())).collect()
    }

    /// Perhaps an optional value, perhaps a list of values.
    fn special(&mut self) -> Vec<Field> {
        let mut fields = vec![];
        if self.choices.chance(40) {
            fields.push(self.named_field(|maker| Ty::Optional(Box::new(maker.scalar()))));
        }
        if self.choices.chance(40) {
            fields.push(self.named_field(|maker| {
                let nonempty = maker.choices.chance(30);
                Ty::List(Box::new(maker.scalar()), nonempty)
            }));
        }
        fields
    }

    fn named_field(&mut self, ty: impl Fn(&mut Self) -> Ty) -> Field {
        self.named += 1;
        let name = format!("fact_{}", self.named);
        Field { name, ty: ty(self) }
    }

    fn scalar(&mut self) -> Ty {
        let from = self.choices.below(6) as i64 - 5;
        let to = from + 1 + self.choices.below(6) as i64;
        self.choices.pick(&[
            Ty::Bool,
            Ty::Integer(from, to),
            Ty::Enum(0),
            Ty::Country,
            Ty::Date,
            Ty::Enum(1),
            Ty::Decimal(from, to),
            Ty::Percentage,
            Ty::Days,
            Ty::Text,
        ])
    }

    fn register(&mut self, name: &'static str, of: Ty, keys: &[String]) -> Register {
        let known_until = self.choices.chance(50).then(|| self.choices.pick(&["2026-06-30", "2025-12-31"]));
        let mut entries = vec![];
        for key in keys {
            if self.choices.chance(60) {
                let from = self.choices.pick(&["1958-01-01", "2026-01-01"]);
                let until = self.choices.chance(50).then(|| self.choices.pick(&["2026-01-31", "2026-06-30"]));
                entries.push((key.clone(), from, until));
                if until.is_some() && self.choices.chance(30) {
                    entries.push((key.clone(), "2026-07-01", None));
                }
            }
        }
        Register { name, of, known_until, entries }
    }
}

fn field(name: &str, ty: Ty) -> Field {
    Field { name: name.to_owned(), ty }
}
