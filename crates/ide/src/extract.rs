//! Giving a piece of a formula a name: a notion above the declaration that it is taken from, and a call in its place.
//!
//! What the piece reads from outside becomes parameters: variables, parameters of the criterion, its own level. Whether the
//! package still checks is for a [`crate::trial::Trial`] to say; it does not where a constant becomes an argument, or a
//! labelled point leaves its criterion.

use acquis_analysis::{
    Database, Decl, ItemKind, MARKER, Mention, Package, Role, SourceFile, Symbol, Wanted, declaration_at,
    mentions, parsed, standing, wanted_in,
};
use acquis_base::{Edit, Name, Place, Span};
use acquis_ir::{Number, NumberType, Type, Unit};
use acquis_syntax::ast::{Expr, ExprKind, Exprs};

use crate::actions::{Action, ActionKind};
use crate::layout::{above, keeping_layout, laid_out};

/// What a piece is called until its author names it.
const NAME: &str = "extracted";

/// The action that gives a name to the smallest piece of a formula around a selection; nothing for a cursor without one.
pub fn extract_define(db: &Database, package: Package, file: SourceFile, selection: Span) -> Option<Action> {
    let text = file.text(db);
    let selection = without_blanks(text, selection);
    if selection.is_empty() {
        return None;
    }
    let decl = declaration_at(db, file, selection.start)?;
    let start = decl.start(db);
    if selection.start < start {
        return None;
    }
    let own = Span { start: selection.start - start, end: selection.end - start };
    let piece = Piece::around(db, decl, own)?;
    let name = free_name(db, package);
    let (parameters, arguments, body) = piece.abstracted()?;
    let ty = written_type(&piece.ty()?)?;
    let listed =
        |parts: Vec<String>| if parts.is_empty() { String::new() } else { format!("({})", parts.join(", ")) };
    let notion = laid_out(&format!("define {name}{} : {ty} = {body}\n", listed(parameters)));
    let call = format!("{name}{}", listed(arguments));
    let path = file.path(db).clone();
    let replaced = Edit { place: Place::new(path.clone(), piece.replaced.shifted(start)), text: call };
    let mut edits = keeping_layout(text, vec![replaced]);
    let place = above(db, decl);
    // Declarations that stand together part where something else comes between them.
    let is_apart = text
        .get(..place.span.range().start)
        .is_none_or(|before| before.is_empty() || before.ends_with("\n\n"));
    let apart = if is_apart { "" } else { "\n" };
    let declared = Edit { place, text: format!("{apart}{}\n\n", notion.trim_end()) };
    // Where the laid out declaration starts at the place of the notion, the notion comes first.
    edits.insert(0, declared);
    Some(Action {
        title: "give this piece a name of its own (`define`)".to_owned(),
        kind: ActionKind::Extract,
        edits,
        mends: None,
        is_certain: false,
    })
}

/// A selection without the blanks at its ends.
fn without_blanks(text: &str, selection: Span) -> Span {
    let selected = selection.of(text);
    let start = selection.range().start + (selected.len() - selected.trim_start().len());
    Span::new(start, start + selected.trim().len())
}

/// A name that no text of the package holds.
fn free_name(db: &Database, package: Package) -> String {
    let is_taken = |name: &str| package.files(db).iter().any(|file| file.text(db).contains(name));
    let mut name = NAME.to_owned();
    for number in 2.. {
        if !is_taken(&name) {
            break;
        }
        name = format!("{NAME}_{number}");
    }
    name
}

struct Piece<'db> {
    db: &'db Database,
    decl: Decl<'db>,
    expr: &'db Expr,
    exprs: &'db Exprs,
    /// What the call stands in place of, parentheses included.
    replaced: Span,
}

impl<'db> Piece<'db> {
    /// The smallest piece of a formula around a selection, that says more than a name or a literal.
    fn around(db: &'db Database, decl: Decl<'db>, selection: Span) -> Option<Self> {
        let tree = &parsed(db, decl).declaration;
        let text = decl.text(db);
        let smallest = |span: Span| {
            let around =
                tree.exprs.iter().filter(|expr| expr.span.start <= span.start && span.end <= expr.span.end);
            around.min_by_key(|expr| expr.span.len())
        };
        let selected = selection.of(text);
        let inner = selected.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        let inner =
            inner.map(|_| without_blanks(text, Span { start: selection.start + 1, end: selection.end - 1 }));
        let bracketed = inner.and_then(|inner| smallest(inner).filter(|expr| expr.span == inner));
        let (expr, replaced) = match bracketed {
            Some(expr) => (expr, selection),
            None => smallest(selection).map(|expr| (expr, expr.span))?,
        };
        let says_little = matches!(
            expr.kind,
            ExprKind::Error
                | ExprKind::Bool(_)
                | ExprKind::Number(_)
                | ExprKind::Percent(_)
                | ExprKind::Text(_)
                | ExprKind::Date(_)
                | ExprKind::Duration(..)
                | ExprKind::Level(_)
                | ExprKind::OwnLevel
                | ExprKind::AssessmentDate
                | ExprKind::Name(_)
        );
        (!says_little).then_some(Self { db, decl, expr, exprs: &tree.exprs, replaced })
    }

    fn mentions(&self) -> &'db [Mention] {
        mentions(self.db, self.decl)
    }

    fn is_inside(&self, span: Span) -> bool {
        self.expr.span.start <= span.start && span.end <= self.expr.span.end
    }

    /// The parameters that the piece needs, what is passed for them, and the piece in their terms.
    fn abstracted(&self) -> Option<(Vec<String>, Vec<String>, String)> {
        let (mut parameters, mut arguments) = (vec![], vec![]);
        let mut seen: Vec<&Name> = vec![];
        for mention in self.mentions().iter().filter(|it| it.role == Role::Uses && self.is_inside(it.span)) {
            let name = match &mention.symbol {
                Symbol::Local(_, bound, name) if !self.is_inside(*bound) => name,
                Symbol::Parameter(_, name) => name,
                _ => continue,
            };
            if !seen.contains(&name) {
                seen.push(name);
                parameters.push(format!("{name} : {}", written_type(mention.ty.as_ref()?)?));
                arguments.push(name.to_string());
            }
        }
        let text = self.decl.text(self.db);
        let mut body = String::new();
        let mut at = self.expr.span.range().start;
        let own_levels =
            self.exprs.iter().filter(|it| it.kind == ExprKind::OwnLevel && self.is_inside(it.span));
        let mut own_levels: Vec<Span> = own_levels.map(|it| it.span).collect();
        own_levels.sort();
        if !own_levels.is_empty() {
            let (ladder, _) = standing(self.db, self.decl)?.level?;
            let is_free = |name: &&str| {
                !self.mentions().iter().any(|it| it.symbol.word().is_some_and(|word| word == *name))
            };
            let name = ["n", "own_n", "of_level"].into_iter().find(is_free)?;
            parameters.push(format!("{name} : level of {ladder}"));
            arguments.push("own level".to_owned());
            for span in own_levels {
                body.push_str(text.get(at..span.range().start)?);
                body.push_str(name);
                at = span.range().end;
            }
        }
        body.push_str(text.get(at..self.expr.span.range().end)?);
        Some((parameters, arguments, body))
    }

    /// The type of the piece: its own where its form has one, else what is expected where it stands.
    fn ty(&self) -> Option<Type> {
        own_type(self.exprs, self.expr, self.mentions()).or_else(|| {
            let text = self.decl.text(self.db);
            let range = self.expr.span.range();
            let asked = format!("{}{MARKER}{}", text.get(..range.start)?, text.get(range.end..)?);
            match wanted_in(self.db, self.decl, &asked)?.wanted {
                Wanted::Value(ty) => ty,
                _ => None,
            }
        })
    }
}

/// The type of an expression as far as its form and the names in it tell.
fn own_type(exprs: &Exprs, expr: &Expr, mentions: &[Mention]) -> Option<Type> {
    let named = |span: Span| mentions.iter().find(|it| it.span == span).and_then(|it| it.ty.clone());
    let list = |element: Type| Type::List(Box::new(acquis_ir::ListType { element, nonempty: false }));
    match &expr.kind {
        ExprKind::Not(_)
        | ExprKind::All(_)
        | ExprKind::Any(_)
        | ExprKind::Implies(..)
        | ExprKind::Compare(..)
        | ExprKind::In(..)
        | ExprKind::Share(..)
        | ExprKind::Exists(_)
        | ExprKind::Quantified(_)
        | ExprKind::Should(..) => Some(Type::Bool),
        ExprKind::Field(_, field) => named(field.span),
        ExprKind::Call(name, _) => named(name.span),
        ExprKind::Name(_) => named(expr.span),
        ExprKind::Each(variable, ..) => named(variable.span).map(list),
        ExprKind::Chain(path) => match own_type(exprs, exprs.get(*path), mentions)? {
            Type::List(of) => Some(list(Type::Reference(of.element.entity()?.clone()))),
            Type::Optional(of) => Some(list(Type::Reference(of.entity()?.clone()))),
            _ => None,
        },
        ExprKind::Together(parts) => {
            let part = parts.iter().find_map(|part| own_type(exprs, exprs.get(*part), mentions))?;
            let element = match &part {
                Type::List(of) => of.element.clone(),
                Type::Optional(of) => (**of).clone(),
                other => other.clone(),
            };
            Some(list(Type::Record(element.entity()?.clone())))
        }
        _ => None,
    }
}

/// A type as it is written for the value or a parameter of a notion; nothing for one that neither can have.
fn written_type(ty: &Type) -> Option<String> {
    Some(match ty {
        Type::Bool => "Bool".to_owned(),
        Type::Text => "Text".to_owned(),
        Type::Date(..) => "Date".to_owned(),
        Type::Country => "Country".to_owned(),
        Type::Enum(name) | Type::Record(name) | Type::Reference(name) => name.to_string(),
        Type::Level(ladder) => format!("level of {ladder}"),
        Type::Number(number) => written_number(number)?,
        Type::List(list) => match &list.element {
            Type::Reference(entity) => format!("list of ref {entity}"),
            element => format!("list of {}", written_type(element)?),
        },
        Type::Optional(_) | Type::Pool(_) => return None,
    })
}

fn written_number(number: &NumberType) -> Option<String> {
    let places = (0..=6_u32).find(|places| 10_u64.pow(*places).is_multiple_of(number.denominator))?;
    let sign = if number.unit == Unit::Percent { " %" } else { "" };
    let bound = |mantissa: i128| format!("{}{sign}", Number::new(mantissa, number.denominator));
    let name = match (number.unit, places) {
        (Unit::Plain, 0) => "Integer",
        (Unit::Plain, _) => "Decimal",
        (Unit::Percent, _) => "Percentage",
        (Unit::Days, _) => "Days",
    };
    let with = if places == 0 { String::new() } else { format!(" with {places} places") };
    Some(format!("{name} from {} to {}{with}", bound(number.min), bound(number.max)))
}

/// Whether a declaration of the package is a notion of this name.
pub(crate) fn is_notion(symbol: &Symbol) -> Option<&Name> {
    match symbol {
        Symbol::Item(ItemKind::Define, name) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rename::apply;
    use crate::testing::package;
    use crate::trial::holds;

    const FACTS: &str = "enum Grade ordered { low < high }
entity Site identified by id { staff : Integer from 0 to 9  grade : Grade  owners : list of ref Site }
facts { sites : list of Site  staff : Integer from 0 to 9 }
instrument law \"Act\" { annex I \"Criteria\" { number 1 { points (a) to (b) } } }
ladder levels \"Levels\" { level 1 \"one\" set out in Annex I 1 }
not formalised Annex I 1(b) because \"x\"

";

    /// What becomes of a declaration when what stands between the marks is given a name.
    fn extracted(marked: &str) -> Option<String> {
        let mut pieces = marked.split('‸');
        let (before, selected) = (pieces.next()?, pieces.next()?);
        let text = marked.replace('‸', "");
        let (db, package) = package(&[("a", &format!("{FACTS}{text}"))]);
        let file = package.file(&db, "a.acq")?;
        let start = FACTS.len() + before.len();
        let action = extract_define(&db, package, file, Span::new(start, start + selected.len()));
        let action = action.filter(|action| holds(&db, package, action))?;
        let new = apply(file.text(&db), &action.edits);
        Some(new.strip_prefix(FACTS).expect("what stands before stays").to_owned())
    }

    #[test]
    fn declarations_that_stand_together_part_for_a_notion() {
        let text = "assume \"one\" staff > 1\nassume \"two\" ‸staff < 9‸\n";
        let expected =
            "assume \"one\" staff > 1\n\ndefine extracted : Bool = staff < 9\n\nassume \"two\" extracted\n";
        assert_eq!(extracted(text).as_deref(), Some(expected));
    }

    #[test]
    fn a_condition_becomes_a_notion_of_the_variables_that_it_reads() {
        let text = "criterion Annex I 1(a) at level 1 \"Sites\" {
    requires every site in sites where site.grade = high satisfies ‸some o in site.owners satisfies o.staff > 2‸
}
";
        let expected = "define extracted(site : Site) : Bool = some o in site.owners satisfies o.staff > 2

criterion Annex I 1(a) at level 1 \"Sites\" {
    requires every site in sites where site.grade = high satisfies extracted(site)
}
";
        assert_eq!(extracted(text).as_deref(), Some(expected));
    }

    #[test]
    fn the_selection_is_trimmed_and_widened_to_the_piece_around_it() {
        let text = "/// Why.
assume \"so\" every site in sites satisfies (site.staff > 2 ‸and site.‸grade = high)
";
        let expected = "define extracted(site : Site) : Bool = site.staff > 2 and site.grade = high

/// Why.
assume \"so\" every site in sites satisfies (extracted(site))
";
        assert_eq!(extracted(text).as_deref(), Some(expected));
        let around = text.replace(
            " (site.staff > 2 ‸and site.‸grade = high)",
            "‸ (site.staff > 2 and site.grade = high)‸",
        );
        let expected = expected.replace("(extracted(site))", "extracted(site)");
        assert_eq!(extracted(&around), Some(expected));
    }

    #[test]
    fn lists_and_values_have_their_types() {
        let text =
            "assume \"so\" every o in ‸each s in sites where (s.grade = high)‸ satisfies o.staff < 5\n";
        let new = extracted(text).expect("offered");
        assert!(
            new.starts_with("define extracted : list of Site = each s in sites where (s.grade = high)\n"),
            "{new}"
        );
        let text = "assume \"so\" every site in sites satisfies ‸site.staff‸ < staff\n";
        let new = extracted(text).expect("offered");
        assert!(
            new.starts_with("define extracted(site : Site) : Integer from 0 to 9 = site.staff\n"),
            "{new}"
        );
        let text = "assume \"so\" every site in sites satisfies some o in ‸chain of site.owners‸ satisfies o.staff < 5\n";
        let new = extracted(text).expect("offered");
        assert!(
            new.starts_with("define extracted(site : Site) : list of ref Site = chain of site.owners\n"),
            "{new}"
        );
    }

    #[test]
    fn what_would_not_check_is_not_offered() {
        let label = "criterion Annex I 1(a) at level 1 \"Sites\" {\n    requires ‸staff‸ > 2\n}\n";
        assert_eq!(extracted(label), None, "a name alone says nothing more");
        assert_eq!(extracted("assume \"‸so‸\" staff > 2\n"), None, "no formula");
        assert_eq!(extracted("assume \"so\" staff ‸‸> 2\n"), None, "nothing is selected");
    }
}
