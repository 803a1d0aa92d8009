//! The vocabulary that a question is asked in: that of one package, or what two of them share and add.

use std::collections::BTreeMap;

use acquis_base::Name;
use acquis_ir::{Country, Enumeration, Field, Program, Type, Value};

/// Two packages between which no dossier can be carried over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The entity whose field it is, or else nothing for a field of the dossier.
    pub entity: Option<Name>,
    /// The field or enumeration that both have and that does not mean the same to both.
    pub name: Name,
}

/// Where a record of an entity can stand that is referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The fields that lead to it from the dossier.
    pub(crate) fields: Vec<Name>,
    /// Whether the last of them is a list.
    pub(crate) in_list: bool,
    /// Whether one before the last is a list.
    pub(crate) is_nested: bool,
}

/// What dossiers of a question say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    facts: Vec<Field>,
    entities: BTreeMap<Name, Vec<Field>>,
    enumerations: BTreeMap<Name, Vec<Name>>,
    /// Values that not all packages know of an enumeration.
    partial: BTreeMap<Name, Vec<Name>>,
    ladders: BTreeMap<Name, u32>,
    /// The list of the dossier that holds records of an entity for the sole purpose of being referred to.
    pools: BTreeMap<Name, Name>,
    places: BTreeMap<Name, Vec<Place>>,
    identities: BTreeMap<Name, Name>,
    texts: Vec<Name>,
    countries: Vec<Country>,
}

impl Vocabulary {
    /// The vocabulary of all `programs` together.
    ///
    /// # Errors
    /// When they have a name in common that does not mean the same to all of them.
    pub(crate) fn of(programs: &[&Program]) -> Result<Self, Mismatch> {
        let mut all = Self { countries: countries(), ..Self::default() };
        for program in programs {
            join(&mut all.facts, &program.facts, None)?;
            for (name, entity) in &program.entities {
                join(all.entities.entry(name.clone()).or_default(), &entity.fields, Some(name))?;
                if let Some(identity) = &entity.identity {
                    all.identities.insert(name.clone(), identity.clone());
                }
            }
            for ladder in program.ladders.values() {
                let highest = ladder.levels.iter().map(|level| level.number).max().unwrap_or(0);
                let known = all.ladders.entry(ladder.name.clone()).or_insert(highest);
                *known = (*known).min(highest);
            }
        }
        let names = programs
            .iter()
            .flat_map(|program| program.enumerations.keys())
            .collect::<std::collections::BTreeSet<_>>();
        for name in names {
            let versions: Vec<&Enumeration> =
                programs.iter().filter_map(|program| program.enumerations.get(name)).collect();
            all.enumerate(name, &versions)?;
        }
        all.find_places();
        Ok(all)
    }

    /// The values of an enumeration in an order that agrees with that of every version.
    fn enumerate(&mut self, name: &Name, versions: &[&Enumeration]) -> Result<(), Mismatch> {
        let mut order: Vec<Name> = vec![];
        for version in versions {
            let mut at = 0;
            for variant in &version.variants {
                match order.iter().position(|known| *known == variant.name) {
                    Some(found) if found >= at => at = found + 1,
                    Some(_) if version.ordered => {
                        return Err(Mismatch { entity: None, name: name.clone() });
                    }
                    Some(_) => {}
                    None => {
                        order.insert(at, variant.name.clone());
                        at += 1;
                    }
                }
            }
        }
        let is_partial = |value: &&Name| {
            versions.iter().any(|version| version.variants.iter().all(|variant| variant.name != **value))
        };
        let partial: Vec<Name> = order.iter().filter(is_partial).cloned().collect();
        if !partial.is_empty() {
            self.partial.insert(name.clone(), partial);
        }
        self.enumerations.insert(name.clone(), order);
        Ok(())
    }

    fn find_places(&mut self) {
        let mut waiting = vec![(vec![], self.facts.clone(), false)];
        while let Some((way, fields, nested)) = waiting.pop() {
            for field in fields {
                let mut way: Vec<Name> = way.clone();
                way.push(field.name.clone());
                let (entity, in_list) = match &field.ty {
                    Type::Record(entity) => (entity, false),
                    Type::Optional(inner) => match &**inner {
                        Type::Record(entity) => (entity, false),
                        _ => continue,
                    },
                    Type::List(list) => match &list.element {
                        Type::Record(entity) => (entity, true),
                        _ => continue,
                    },
                    Type::Pool(entity) => {
                        self.pools.insert(entity.clone(), field.name.clone());
                        continue;
                    }
                    _ => continue,
                };
                let place = Place { fields: way.clone(), in_list, is_nested: nested };
                self.places.entry(entity.clone()).or_default().push(place);
                if let Some(fields) = self.entities.get(entity) {
                    waiting.push((way, fields.clone(), nested || in_list));
                }
            }
        }
    }

    /// The fields of an entity, or of the dossier for the empty name.
    pub(crate) fn fields(&self, entity: &str) -> &[Field] {
        if entity.is_empty() { &self.facts } else { self.entities.get(entity).map_or(&[], Vec::as_slice) }
    }

    /// The field of an entity.
    pub(crate) fn field(&self, entity: &str, name: &str) -> Option<&Field> {
        self.fields(entity).iter().find(|field| field.name == *name)
    }

    /// The entity of the records on a path; of the dossier, the empty name.
    pub(crate) fn entity_at(&self, path: &str) -> Option<Name> {
        let mut entity = Name::default();
        for field in path.split('.').filter(|field| !field.is_empty()) {
            entity = match &self.field(&entity, field)?.ty {
                Type::Record(entity) | Type::Reference(entity) => entity.clone(),
                Type::List(list) => list.element.entity()?.clone(),
                Type::Optional(inner) => inner.entity()?.clone(),
                _ => return None,
            };
        }
        Some(entity)
    }

    /// The list that holds records of that entity for being referred to.
    pub(crate) fn pool(&self, entity: &str) -> Option<&Name> {
        self.pools.get(entity)
    }

    /// Where records of that entity stand.
    pub(crate) fn places(&self, entity: &str) -> &[Place] {
        self.places.get(entity).map_or(&[], Vec::as_slice)
    }

    /// The key that holds the identity of a record.
    pub(crate) fn identity(&self, entity: &str) -> Option<&Name> {
        self.identities.get(entity)
    }

    /// The greatest number that stands for a value of a type that is no number and no date.
    pub(crate) fn greatest(&self, ty: &Type) -> Option<u32> {
        let count = match ty {
            Type::Country => self.countries.len(),
            Type::Enum(name) => self.enumerations.get(name)?.len(),
            Type::Level(ladder) => *self.ladders.get(ladder)? as usize + 1,
            Type::Text => MAX_TEXTS,
            _ => return None,
        };
        u32::try_from(count.saturating_sub(1)).ok()
    }

    /// The values of an enumeration that not all packages know.
    pub(crate) fn partial(&self, enumeration: &str) -> &[Name] {
        self.partial.get(enumeration).map_or(&[], Vec::as_slice)
    }

    /// The number that stands for a value that is none itself.
    pub(crate) fn code(&mut self, ty: &Type, value: &Value) -> Option<i128> {
        let found = match value {
            Value::Country(country) => self.countries.iter().position(|known| known == country)?,
            Value::Variant(name, _) => {
                let Type::Enum(enumeration) = ty else { return None };
                self.enumerations.get(enumeration)?.iter().position(|known| known == name)?
            }
            Value::Level(level) => return Some(i128::from(*level)),
            Value::Text(text) => match self.texts.iter().position(|known| known == text) {
                Some(at) => at,
                None => {
                    self.texts.push(text.clone());
                    self.texts.len() - 1
                }
            },
            _ => return None,
        };
        i128::try_from(found).ok()
    }

    /// The value that a number stands for.
    pub(crate) fn decoded(&self, ty: &Type, code: i128) -> Option<Value> {
        let at = usize::try_from(code).ok()?;
        Some(match ty {
            Type::Country => Value::Country(*self.countries.get(at)?),
            Type::Enum(name) => {
                Value::Variant(self.enumerations.get(name)?.get(at)?.clone(), u32::try_from(at).ok()?)
            }
            Type::Level(_) => Value::Level(u32::try_from(at).ok()?),
            Type::Text => {
                Value::Text(self.texts.get(at).cloned().unwrap_or_else(|| Name::from(format!("text {at}"))))
            }
            _ => return None,
        })
    }

    /// How many values the type of a register's keys has.
    pub(crate) fn key_count(&self, ty: &Type) -> usize {
        match ty {
            Type::Country => self.countries.len(),
            _ => self.keys(ty).len(),
        }
    }

    /// All values of the type of a register's keys, by their numbers.
    pub(crate) fn keys(&self, ty: &Type) -> Vec<(i128, Value)> {
        let count = self.greatest(ty).map_or(0, |greatest| i128::from(greatest) + 1);
        (0..count).filter_map(|code| Some((code, self.decoded(ty, code)?))).collect()
    }
}

/// How many different texts a dossier that is looked for may hold.
const MAX_TEXTS: usize = 4096;

/// How many countries come first.
pub(crate) const FAMILIAR: i128 = FIRST_COUNTRIES.len() as i128;

/// Countries that a reader knows at once come first, so that dossiers made up name these.
const FIRST_COUNTRIES: [&str; 16] =
    ["US", "CN", "DE", "FR", "GB", "CH", "JP", "IN", "CA", "BR", "IT", "ES", "NL", "PL", "NO", "AU"];

fn countries() -> Vec<Country> {
    let familiar: Vec<Country> = FIRST_COUNTRIES.iter().filter_map(|code| Country::from_code(code)).collect();
    let others: Vec<Country> = Country::all().filter(|country| !familiar.contains(country)).collect();
    familiar.into_iter().chain(others).collect()
}

fn join(all: &mut Vec<Field>, fields: &[Field], entity: Option<&Name>) -> Result<(), Mismatch> {
    for field in fields {
        match all.iter().find(|known| known.name == field.name) {
            Some(known) if known.ty != field.ty => {
                return Err(Mismatch { entity: entity.cloned(), name: field.name.clone() });
            }
            Some(_) => {}
            None => all.push(field.clone()),
        }
    }
    Ok(())
}
