//! Whether two conditions exclude each other, as far as that can be seen from how they are written.
//!
//! Conditions are taken apart at `and`, `or`, `implies` and `not`. Two disjunctions exclude each other if every limb
//! of one excludes every limb of the other, two conjunctions if some limb of one excludes some limb of the other. What is
//! left is one question against another: the same with and without `not`, two comparisons that no value satisfies
//! both, two quantifiers that no number of elements satisfies both. Whatever is not seen to exclude counts as possible.

use std::cmp::Ordering;

use acquis_base::Comparison;
use acquis_ir::{Case, ExprId, ExprKind, Formula, Limb, Outcome, Quantifier, Range, Value, VariableId};

/// Whether two conditions cannot both hold. Their outer variables are the same.
pub(super) fn exclude_each_other(a: &Formula, b: &Formula) -> bool {
    match (a.root, b.root) {
        (Some(x), Some(y)) => {
            excludes(Asked { formula: a, id: x, negated: false }, Asked { formula: b, id: y, negated: false })
        }
        _ => false,
    }
}

/// Whether two outcomes are written the same.
pub(super) fn same_outcome(a: &Outcome, b: &Outcome) -> bool {
    match (a.formula.root, b.formula.root) {
        (Some(x), Some(y)) => a.period == b.period && Same::of(&a.formula, &b.formula).exprs(x, y),
        _ => false,
    }
}

/// An expression that must hold, or must not.
#[derive(Clone, Copy)]
struct Asked<'f> {
    formula: &'f Formula,
    id: ExprId,
    negated: bool,
}

/// How something asked is put together.
enum Shape<'f> {
    All(Vec<Asked<'f>>),
    Any(Vec<Asked<'f>>),
    Single(&'f ExprKind, Asked<'f>),
    Nothing,
}

impl<'f> Asked<'f> {
    fn kind(self) -> Option<&'f ExprKind> {
        self.formula.expr(self.id).map(|expr| &expr.kind)
    }

    fn part(self, id: ExprId, negated: bool) -> Self {
        Self { id, negated: self.negated != negated, ..self }
    }

    fn shape(self) -> Shape<'f> {
        let limbs = |limbs: &[Limb]| limbs.iter().map(|limb| self.part(limb.expr, false)).collect();
        match (self.kind(), self.negated) {
            (Some(ExprKind::Not(inner)), _) => self.part(*inner, true).shape(),
            (Some(ExprKind::All(parts)), false) | (Some(ExprKind::Any(parts)), true) => {
                Shape::All(limbs(parts))
            }
            (Some(ExprKind::Any(parts)), false) | (Some(ExprKind::All(parts)), true) => {
                Shape::Any(limbs(parts))
            }
            (Some(ExprKind::Implies(a, b)), false) => {
                Shape::Any(vec![self.part(*a, true), self.part(*b, false)])
            }
            (Some(ExprKind::Implies(a, b)), true) => {
                Shape::All(vec![self.part(*a, true), self.part(*b, false)])
            }
            // What never holds is a disjunction of nothing, what always holds a conjunction of nothing.
            (Some(ExprKind::Literal(Value::Bool(value))), negated) => {
                if *value == negated {
                    Shape::Any(vec![])
                } else {
                    Shape::All(vec![])
                }
            }
            (Some(kind), _) => Shape::Single(kind, self),
            (None, _) => Shape::Nothing,
        }
    }
}

/// Taken apart in one fixed order, so that each pair of limbs is looked at once.
fn excludes(a: Asked<'_>, b: Asked<'_>) -> bool {
    match (a.shape(), b.shape()) {
        (Shape::Any(limbs), _) => limbs.into_iter().all(|limb| excludes(limb, b)),
        (_, Shape::Any(limbs)) => limbs.into_iter().all(|limb| excludes(a, limb)),
        (Shape::All(limbs), _) => limbs.into_iter().any(|limb| excludes(limb, b)),
        (_, Shape::All(limbs)) => limbs.into_iter().any(|limb| excludes(a, limb)),
        (Shape::Single(x, a), Shape::Single(y, b)) => contradict((x, a), (y, b)),
        (Shape::Nothing, _) | (_, Shape::Nothing) => false,
    }
}

type Single<'f> = (&'f ExprKind, Asked<'f>);

fn contradict(a: Single<'_>, b: Single<'_>) -> bool {
    let same = Same::of(a.1.formula, b.1.formula);
    (a.1.negated != b.1.negated && same.clone().exprs(a.1.id, b.1.id))
        || opposed(a, b, &same)
        || no_value_fits(a, b, &same)
        || no_number_fits(a, b, &same)
}

fn asked(comparison: Comparison, asked: Asked<'_>) -> Comparison {
    if asked.negated { comparison.negated() } else { comparison }
}

/// Whether two comparisons of the same two things are satisfied by no order of them.
fn opposed(a: Single<'_>, b: Single<'_>, same: &Same<'_>) -> bool {
    let same = |x: ExprId, y: ExprId| same.clone().exprs(x, y);
    let (p, q) = match (a.0, b.0) {
        (ExprKind::Compare(p, a1, a2), ExprKind::Compare(q, b1, b2)) if same(*a1, *b1) && same(*a2, *b2) => {
            (*p, *q)
        }
        (ExprKind::Compare(p, a1, a2), ExprKind::Compare(q, b1, b2)) if same(*a1, *b2) && same(*a2, *b1) => {
            (*p, q.mirrored())
        }
        (
            ExprKind::Share { part: a1, comparison: p, percent: x, whole: a2 },
            ExprKind::Share { part: b1, comparison: q, percent: y, whole: b2 },
        ) if x == y && same(*a1, *b1) && same(*a2, *b2) => (*p, *q),
        _ => return false,
    };
    let (p, q) = (asked(p, a.1), asked(q, b.1));
    [Ordering::Less, Ordering::Equal, Ordering::Greater]
        .into_iter()
        .all(|order| !(p.holds(order) && q.holds(order)))
}

/// What one thing may be.
enum Allowed<'f> {
    Compared(Comparison, &'f Value),
    OneOf(Vec<&'f Value>, bool),
}

impl Allowed<'_> {
    fn allows(&self, value: &Value) -> bool {
        match self {
            Self::Compared(comparison, bound) => {
                order(value, bound).is_some_and(|order| comparison.holds(order))
            }
            Self::OneOf(values, wanted) => values.contains(&value) == *wanted,
        }
    }

    /// The values allowed, where they are listed.
    fn listed(&self) -> Option<Vec<&Value>> {
        match self {
            Self::Compared(Comparison::Equal, value) => Some(vec![*value]),
            Self::OneOf(values, true) => Some(values.clone()),
            _ => None,
        }
    }
}

/// What a question asks of one thing, if it compares it with constants.
fn constraint<'f>((kind, it): Single<'f>) -> Option<(ExprId, Allowed<'f>)> {
    let literal = |id: &ExprId| match it.formula.expr(*id).map(|expr| &expr.kind) {
        Some(ExprKind::Literal(value)) => Some(value),
        _ => None,
    };
    match kind {
        ExprKind::Compare(comparison, a, b) => match (literal(a), literal(b)) {
            (None, Some(value)) => Some((*a, Allowed::Compared(asked(*comparison, it), value))),
            (Some(value), None) => Some((*b, Allowed::Compared(asked(comparison.mirrored(), it), value))),
            _ => None,
        },
        ExprKind::OneOf(item, options) => {
            let values: Option<Vec<&Value>> = options.iter().map(literal).collect();
            Some((*item, Allowed::OneOf(values?, !it.negated)))
        }
        _ => None,
    }
}

/// Whether two questions compare one thing with constants that it cannot satisfy both.
fn no_value_fits(a: Single<'_>, b: Single<'_>, same: &Same<'_>) -> bool {
    let (Some((x, first)), Some((y, second))) = (constraint(a), constraint(b)) else { return false };
    if !same.clone().exprs(x, y) {
        return false;
    }
    match (first.listed(), second.listed(), &first, &second) {
        (Some(values), ..) => values.into_iter().all(|value| !second.allows(value)),
        (_, Some(values), ..) => values.into_iter().all(|value| !first.allows(value)),
        (_, _, Allowed::Compared(p, x), Allowed::Compared(q, y)) => {
            apart((*p, x), (*q, y)) || apart((*q, y), (*p, x))
        }
        _ => false,
    }
}

/// Whether everything that is at most the first bound lies below everything that is at least the second.
fn apart((upper, most): (Comparison, &Value), (lower, least): (Comparison, &Value)) -> bool {
    let closed = match (upper, lower) {
        (Comparison::LessEqual, Comparison::GreaterEqual) => true,
        (Comparison::Less | Comparison::LessEqual, Comparison::Greater | Comparison::GreaterEqual) => false,
        _ => return false,
    };
    match order(most, least) {
        Some(Ordering::Less) => true,
        Some(Ordering::Equal) => !closed,
        _ => false,
    }
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    Some(match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Variant(_, a), Value::Variant(_, b)) | (Value::Level(a), Value::Level(b)) => a.cmp(b),
        (Value::Country(a), Value::Country(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => return None,
    })
}

/// How many elements a quantifier asks for, from the least to the most.
type Counts = (u32, Option<u32>);

/// What a quantifier counts, and how many of it are asked for.
fn counted<'f>((kind, it): Single<'f>) -> Option<(Counted<'f>, Counts)> {
    let ExprKind::Quantified { quantifier, variable, range, filter, except, body } = kind else {
        return None;
    };
    let every = *quantifier == Quantifier::Every;
    let (body, negated) = without_not(it.formula, *body, every);
    let counts = match *quantifier {
        Quantifier::Every | Quantifier::No => (0, Some(0)),
        Quantifier::Some => (1, None),
        Quantifier::AtLeast(n) => (n, None),
        Quantifier::AtMost(n) => (0, Some(n)),
        Quantifier::Exactly(n) => (n, Some(n)),
    };
    let counts = match (it.negated, counts) {
        (false, counts) => counts,
        (true, (0, Some(most))) => (most.checked_add(1)?, None),
        (true, (least, None)) => (0, Some(least.checked_sub(1)?)),
        (true, (_, Some(_))) => return None,
    };
    Some((Counted { variable: *variable, range, filter: *filter, except: *except, body, negated }, counts))
}

struct Counted<'f> {
    variable: VariableId,
    range: &'f Range,
    filter: Option<ExprId>,
    except: Option<ExprId>,
    body: ExprId,
    negated: bool,
}

fn without_not(formula: &Formula, id: ExprId, negated: bool) -> (ExprId, bool) {
    match formula.expr(id).map(|expr| &expr.kind) {
        Some(ExprKind::Not(inner)) => without_not(formula, *inner, !negated),
        _ => (id, negated),
    }
}

/// Whether two quantifiers count the same, and no number satisfies both.
fn no_number_fits(a: Single<'_>, b: Single<'_>, same: &Same<'_>) -> bool {
    let (Some((x, first)), Some((y, second))) = (counted(a), counted(b)) else { return false };
    let below = |a: Counts, b: Counts| a.1.is_some_and(|most| most < b.0);
    let mut same = same.clone();
    (below(first, second) || below(second, first))
        && x.negated == y.negated
        && same.ranges(x.range, y.range)
        && same.under((x.variable, y.variable), |same| {
            same.maybe(x.filter, y.filter) && same.maybe(x.except, y.except) && same.exprs(x.body, y.body)
        })
}

/// Compares expressions of two formulas by what they are made of, wherever they stand. Variables bound within are the
/// same if they are bound at the same place; those bound outside are the same if they have the same number.
#[derive(Clone)]
struct Same<'f> {
    a: &'f Formula,
    b: &'f Formula,
    bound: Vec<(VariableId, VariableId)>,
}

impl<'f> Same<'f> {
    fn of(a: &'f Formula, b: &'f Formula) -> Self {
        Self { a, b, bound: vec![] }
    }

    fn variables(&self, x: VariableId, y: VariableId) -> bool {
        let inner = self.bound.iter().rev().find(|(a, b)| *a == x || *b == y);
        inner.map_or(x == y, |(a, b)| *a == x && *b == y)
    }

    fn under(&mut self, pair: (VariableId, VariableId), work: impl FnOnce(&mut Self) -> bool) -> bool {
        self.bound.push(pair);
        let same = work(self);
        self.bound.pop();
        same
    }

    fn maybe(&mut self, x: Option<ExprId>, y: Option<ExprId>) -> bool {
        match (x, y) {
            (Some(x), Some(y)) => self.exprs(x, y),
            (None, None) => true,
            _ => false,
        }
    }

    fn all(&mut self, x: &[ExprId], y: &[ExprId]) -> bool {
        x.len() == y.len() && x.iter().zip(y).all(|(x, y)| self.exprs(*x, *y))
    }

    fn limbs(&mut self, x: &[Limb], y: &[Limb]) -> bool {
        x.len() == y.len() && x.iter().zip(y).all(|(x, y)| self.exprs(x.expr, y.expr))
    }

    fn case(&mut self, x: &Case, y: &Case) -> bool {
        self.exprs(x.condition, y.condition) && self.exprs(x.value, y.value)
    }

    fn ranges(&mut self, x: &Range, y: &Range) -> bool {
        match (x, y) {
            (Range::List(a), Range::List(b)) | (Range::One(a), Range::One(b)) => self.exprs(*a, *b),
            (Range::Chain(a, f), Range::Chain(b, g)) => f == g && self.exprs(*a, *b),
            (Range::Filtered(v, a, c), Range::Filtered(w, b, d)) => {
                self.ranges(a, b) && self.under((*v, *w), |same| same.exprs(*c, *d))
            }
            (Range::Together(a), Range::Together(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.ranges(a, b))
            }
            (Range::Call(f, a), Range::Call(g, b)) => f == g && self.all(a, b),
            _ => false,
        }
    }

    fn exprs(&mut self, x: ExprId, y: ExprId) -> bool {
        let (Some(x), Some(y)) = (self.a.expr(x), self.b.expr(y)) else { return false };
        match (&x.kind, &y.kind) {
            (ExprKind::Literal(a), ExprKind::Literal(b)) => a == b,
            (ExprKind::AssessmentDate, ExprKind::AssessmentDate) | (ExprKind::Facts, ExprKind::Facts) => true,
            (ExprKind::Variable(a), ExprKind::Variable(b)) => self.variables(*a, *b),
            (ExprKind::Field(a, f), ExprKind::Field(b, g)) => f == g && self.exprs(*a, *b),
            (ExprKind::Call(f, a), ExprKind::Call(g, b)) => f == g && self.all(a, b),
            (ExprKind::Not(a), ExprKind::Not(b)) | (ExprKind::Exists(a), ExprKind::Exists(b)) => {
                self.exprs(*a, *b)
            }
            (ExprKind::All(a), ExprKind::All(b)) | (ExprKind::Any(a), ExprKind::Any(b)) => self.limbs(a, b),
            (ExprKind::Compare(p, a, b), ExprKind::Compare(q, c, d)) => {
                p == q && self.all(&[*a, *b], &[*c, *d])
            }
            (ExprKind::Implies(a, b), ExprKind::Implies(c, d))
            | (ExprKind::Add(a, b), ExprKind::Add(c, d))
            | (ExprKind::Subtract(a, b), ExprKind::Subtract(c, d))
            | (ExprKind::DaysBetween(a, b), ExprKind::DaysBetween(c, d)) => self.all(&[*a, *b], &[*c, *d]),
            (ExprKind::ShiftDays(a, b, p), ExprKind::ShiftDays(c, d, q)) => {
                p == q && self.all(&[*a, *b], &[*c, *d])
            }
            (ExprKind::ShiftMonths(a, n, p), ExprKind::ShiftMonths(b, m, q)) => {
                n == m && p == q && self.exprs(*a, *b)
            }
            (ExprKind::Scale(a, n), ExprKind::Scale(b, m)) => n == m && self.exprs(*a, *b),
            (ExprKind::Should(a, r), ExprKind::Should(b, s)) => r == s && self.exprs(*a, *b),
            (ExprKind::OneOf(a, c), ExprKind::OneOf(b, d)) => self.exprs(*a, *b) && self.all(c, d),
            (
                ExprKind::InRegister { item: a, register: r, on: c },
                ExprKind::InRegister { item: b, register: s, on: d },
            ) => r == s && self.exprs(*a, *b) && self.maybe(*c, *d),
            (
                ExprKind::Share { part: a, comparison: p, percent: n, whole: b },
                ExprKind::Share { part: c, comparison: q, percent: m, whole: d },
            ) => p == q && n == m && self.all(&[*a, *b], &[*c, *d]),
            (
                ExprKind::Quantified { quantifier: p, variable: v, range: r, filter: f, except: e, body: a },
                ExprKind::Quantified { quantifier: q, variable: w, range: s, filter: g, except: h, body: b },
            ) => {
                p == q
                    && self.ranges(r, s)
                    && self.under((*v, *w), |same| {
                        same.maybe(*f, *g) && same.maybe(*e, *h) && same.exprs(*a, *b)
                    })
            }
            (ExprKind::FirstOf(a, x), ExprKind::FirstOf(b, y)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.case(a, b)) && self.case(x, y)
            }
            (ExprKind::ByReading(r, a), ExprKind::ByReading(s, b)) => {
                r == s
                    && a.len() == b.len()
                    && a.iter().zip(b).all(|((f, a), (g, b))| f == g && self.exprs(*a, *b))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use acquis_base::MemoryHost;

    use crate::{Database, Package, findings, load};

    const VOCABULARY: &str = r#"
        instrument law "Example Act" { article 1 { paragraph (1) empowers implementing_acts } }
        enum Kind { shop, market, fair }
        enum Grade ordered { basic < substantial < high }
        register friends of Country under Article 1(1) { }
        entity Stall { big : Bool  kind : Kind }
        facts {
            a : Bool  b : Bool  c : Bool
            n : Integer from 0 to 1000
            m : Integer from 0 to 1000
            kind : Kind  grade : Grade  home : Country  day : Date  motto : Text
            stalls : list of Stall  others : list of Stall
        }
        ladder levels "Levels" under Article 1 { level 1 }
        define large(s : Stall) : Bool = s.big
    "#;

    /// Whether two exceptions with these conditions are accepted.
    fn exclude(first: &str, second: &str) -> bool {
        let rule = format!(
            "rule r : Bool under Article 1 {{ default a
             exception one when {first} then true
             exception two when {second} then false }}"
        );
        let mut host = MemoryHost::new();
        host.insert("acquis.toml", "[package]\nname = \"example\"\n");
        host.insert("law.acq", format!("{VOCABULARY}\n{rule}"));
        let loaded = load(&host, ".");
        let mut db = Database::new();
        let package = Package::with_files(&mut db, loaded.manifest, loaded.files);
        let errors: Vec<_> = findings(&db, package)
            .iter()
            .filter(|found| found.severity == acquis_base::Severity::Error)
            .map(|found| (found.code.id, found.message.clone()))
            .collect();
        assert!(errors.iter().all(|(id, _)| *id == "ACQ0325"), "{first} | {second}: {errors:?}");
        errors.is_empty()
    }

    /// Holds pairs of conditions to whether they exclude each other, whichever comes first.
    fn hold(pairs: &[(&str, &str)], expected: bool) {
        for (first, second) in pairs {
            assert_eq!(exclude(first, second), expected, "{first} | {second}");
            assert_eq!(exclude(second, first), expected, "{second} | {first}");
        }
    }

    #[test]
    fn what_one_asks_the_other_denies() {
        hold(
            &[
                ("a", "not a"),
                ("a and b", "c and not a"),
                ("a", "all of { b; all of { c; not a; }; }"),
                ("not (a or b)", "b"),
                ("not (a and b)", "a and b and c"),
                ("a or b", "not a and not b"),
                ("a implies b", "a and not b"),
                ("a", "false"),
                ("home in friends", "home not in friends"),
                ("every s in stalls satisfies large(s)", "not (every t in stalls satisfies large(t))"),
            ],
            true,
        );
        hold(
            &[
                ("a", "b"),
                ("a", "a"),
                ("a or b", "not a"),
                ("a", "not (a and b)"),
                ("a implies b", "b"),
                ("not a", "not b"),
                ("every s in stalls satisfies large(s)", "not (every t in others satisfies large(t))"),
                ("true", "a"),
            ],
            false,
        );
    }

    #[test]
    fn constants_that_one_thing_cannot_all_be() {
        hold(
            &[
                ("kind = shop", "kind = market"),
                ("kind = shop", "kind != shop"),
                ("kind in [shop, fair]", "kind = market"),
                ("kind in [shop, fair]", "kind not in [shop, fair]"),
                ("kind = shop or kind = fair", "a and kind = market"),
                ("kind not in [shop, fair]", "kind = shop"),
                ("n < 10", "n >= 10"),
                ("n <= 10", "n > 10"),
                ("n < 10", "n > 10"),
                ("n < 10", "20 < n"),
                ("n + m < 10", "n + m >= 10"),
                ("not (n >= 10)", "n = 12"),
                ("grade >= high", "grade <= substantial"),
                ("grade = basic", "grade > basic"),
                ("day < 2027-01-01", "day >= 2027-01-01"),
                ("home = DE", "home = FR"),
                ("motto = \"x\"", "motto = \"y\""),
            ],
            true,
        );
        hold(
            &[
                ("kind = shop", "kind in [shop, fair]"),
                ("kind != shop", "kind != market"),
                ("n <= 10", "n >= 10"),
                ("n < 10", "m >= 10"),
                ("n + m < 10", "m + n >= 10"),
                ("n < 10", "n < 20"),
                ("n > 5", "n < 20"),
                ("grade >= substantial", "grade <= substantial"),
            ],
            false,
        );
    }

    #[test]
    fn comparisons_of_the_same_two_things() {
        hold(
            &[
                ("n < m", "n >= m"),
                ("n < m", "m < n"),
                ("n = m", "m > n"),
                ("n is at least 5 % of m", "n is less than 5 % of m"),
            ],
            true,
        );
        hold(
            &[
                ("n <= m", "m <= n"),
                ("n != m", "n < m"),
                ("n is at least 5 % of m", "n is less than 6 % of m"),
            ],
            false,
        );
    }

    #[test]
    fn numbers_of_elements_that_do_not_go_together() {
        hold(
            &[
                ("some s in stalls satisfies s.big", "no t in stalls satisfies t.big"),
                ("some s in stalls satisfies not s.big", "every s in stalls satisfies s.big"),
                ("at least 3 s in stalls satisfies s.big", "at most 2 s in stalls satisfies s.big"),
                ("exactly 3 s in stalls satisfies s.big", "exactly 2 s in stalls satisfies s.big"),
                ("count(stalls) >= 2", "count(stalls) < 2"),
            ],
            true,
        );
        hold(
            &[
                ("some s in stalls satisfies s.big", "some s in stalls satisfies not s.big"),
                ("some s in stalls satisfies s.big", "no s in others satisfies s.big"),
                (
                    "some s in stalls where s.kind = shop satisfies s.big",
                    "no s in stalls where s.kind = fair satisfies s.big",
                ),
                ("every s in stalls satisfies s.big", "no s in stalls satisfies s.big"),
                ("at least 2 s in stalls satisfies s.big", "at most 2 s in stalls satisfies s.big"),
            ],
            false,
        );
    }

    #[test]
    fn the_same_value_collides_with_nothing() {
        let accepted = exclude("a then n = 1 exception three when b", "not a and not b");
        assert!(!accepted, "`one` and `three` give different values");
        assert!(
            exclude("a then true exception three when b", "not a and not b"),
            "`one` and `three` give the same"
        );
    }
}
