//! Criteria: their clauses, and what they copy from others.

use acquis_base::{Diagnostic, Edit, Fix, Name, Span, Step, codes, nearest};
use acquis_ir::{Cited, Exhibit, ExprKind, Formula, Point, ProvisionId, Quantifier, Requirement, Value};
use acquis_syntax::ast::{self, Clause, ClauseKind, DeclarationKind};
use salsa::Database;

use super::evidence::exhibits;
use super::{Checked, Content, CriterionContent};
use crate::citations::{Resolver, is_incomplete, outlines};
use crate::criteria::{Head, criterion_head, criterion_of, may_be_broken, resolve_head};
use crate::declaration::{Anchor, Decl, Finding, anchor, is_read, tree};
use crate::elaborate::{Constant, Elaborator, Setting};
use crate::lookup::Lookup;
use crate::types::{Position, resolve};

/// The longest chain of criteria that copy each other.
const LONGEST_COPY: usize = 16;

pub(super) fn check<'db>(db: &'db dyn Database, decl: Decl<'db>, written: &ast::Criterion) -> Checked {
    let (head, findings) = &resolve_head(db, decl, written);
    let mut lookup = Lookup::new(db, decl);
    lookup.account.findings.clone_from(findings);
    counterpart(&mut lookup, written, head);
    misplaced(&mut lookup, written);
    let chain = match copy_chain(db, decl) {
        Ok(chain) => chain,
        Err(finding) => {
            lookup.account.findings.extend(finding.map(|finding| *finding));
            return Checked::from(lookup, Content::None);
        }
    };
    let own_level = head.ladder.clone().zip(head.level);
    // What is missing from what was read may stand in what was not.
    let whole = chain.iter().all(|decl| is_read(db, *decl));
    let constants = constants(db, &chain, whole, &mut lookup);
    let mut content = CriterionContent { constants: constants.clone(), ..CriterionContent::default() };
    // The base of the chain first; the findings of what is copied are shown where it is declared.
    for source in chain.iter().skip(1).rev() {
        let mut quiet = Lookup::new(db, *source);
        let used = add_clauses(db, *source, &mut quiet, &own_level, &constants, whole, &mut content);
        literal_levels(&mut lookup, written, db, *source, &used.literal_levels);
    }
    let used = add_clauses(db, decl, &mut lookup, &own_level, &constants, whole, &mut content).constants;
    unused_parameters(&mut lookup, written, &used);
    if whole {
        completeness(&mut lookup, written, &content, &chain);
    }
    labels(db, &mut lookup, decl, written, head, &content);
    Checked::from(lookup, Content::Criterion(content))
}

/// The declaration itself, the criterion that it copies, the one which that copies, and so on. An error is a finding,
/// or nothing where the fault was reported elsewhere.
fn copy_chain<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Result<Vec<Decl<'db>>, Option<Box<Finding>>> {
    let package = decl.file(db).package(db);
    let mut chain = vec![decl];
    let mut current = decl;
    // The tree is looked at first: most criteria copy nothing, and need not be asked for their heads.
    while copied_by(db, current).is_some()
        && let Some(Head { copied: Some((_, from)), .. }) = criterion_head(db, current)
    {
        let Some(from) = from else { return Err(None) };
        let Some(next) = criterion_of(db, package, from) else {
            let first = chain.len() == 1 && !may_be_broken(db, package, from);
            return Err(if first { Some(Box::new(nothing_to_copy(db, decl, from))) } else { None });
        };
        if chain.contains(&next) {
            // A circle is reported once, by the criterion on it that comes first.
            let first = next == decl && chain.iter().all(|other| decl.key(db) <= other.key(db));
            return Err(if first { Some(Box::new(copied_in_a_circle(db, &chain))) } else { None });
        }
        if chain.len() >= LONGEST_COPY {
            return Err(if chain.len() == LONGEST_COPY {
                Some(Box::new(copied_too_often(db, decl)))
            } else {
                None
            });
        }
        chain.push(next);
        current = next;
    }
    Ok(chain)
}

/// Whether all that a criterion consists of, copied or its own, could be read.
pub(crate) fn is_whole<'db>(db: &'db dyn Database, decl: Decl<'db>) -> bool {
    copy_chain(db, decl).is_ok_and(|chain| chain.iter().all(|decl| is_read(db, *decl)))
}

pub(crate) fn copied_by<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Option<&'db ast::Copied> {
    match &tree(db, decl).kind {
        DeclarationKind::Criterion(written) => written.copied.as_ref(),
        _ => None,
    }
}

fn copied_span<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Span {
    match &tree(db, decl).kind {
        DeclarationKind::Criterion(written) => {
            written.copied.as_ref().map_or(written.provision.span(), |c| c.from.span)
        }
        _ => Span::default(),
    }
}

fn nothing_to_copy<'db>(db: &'db dyn Database, decl: Decl<'db>, from: &ProvisionId) -> Finding {
    let package = decl.file(db).package(db);
    let shown = outlines(db, package).show(from);
    let message = format!("there is no criterion {shown} to copy");
    Diagnostic::at(
        &codes::BAD_COPY,
        message,
        anchor(db, decl, copied_span(db, decl)),
        "no criterion formalises this",
    )
    .help(format!("declare `criterion {shown} at level … {{ … }}`, or write this criterion out"))
}

fn copied_in_a_circle<'db>(db: &'db dyn Database, chain: &[Decl<'db>]) -> Finding {
    let place = |decl: &Decl<'db>| anchor(db, *decl, copied_span(db, *decl));
    let message = match chain {
        [_] => "this criterion copies itself",
        _ => "these criteria copy each other in a circle",
    };
    let mut finding = Diagnostic::new(&codes::BAD_COPY, message);
    for decl in chain {
        finding =
            finding.label(place(decl), if chain.len() == 1 { "copies itself" } else { "copied from here" });
    }
    finding.help("let one of the criteria say what it requires")
}

fn copied_too_often<'db>(db: &'db dyn Database, decl: Decl<'db>) -> Finding {
    let message = format!("this criterion copies through more than {LONGEST_COPY} others");
    let place = anchor(db, decl, copied_span(db, decl));
    Diagnostic::at(&codes::BAD_COPY, message, place, "a long way from what is required")
        .help("copy from the criterion that says what is required, or write this one out")
}

fn counterpart(lookup: &mut Lookup<'_>, written: &ast::Criterion, head: &Head) {
    let (Some(citation), Some(provision)) = (&written.counterpart, &head.counterpart) else { return };
    let db = lookup.db;
    let known = criterion_of(db, lookup.package, provision);
    let below = known.and_then(|decl| criterion_head(db, decl)).and_then(|head| head.level);
    let broken = may_be_broken(db, lookup.package, provision);
    let why = match (below, head.level) {
        (None, _) if known.is_some() || broken => return,
        (None, _) => "no criterion formalises this",
        (Some(lower), Some(own)) if lower >= own => "not a lower level",
        _ => return,
    };
    let message = format!("`{}` is no counterpart of this criterion", citation.path);
    let finding = Diagnostic::at(&codes::BAD_COUNTERPART, message, lookup.anchor(citation.span), why)
        .help("name the criterion of a lower level to which this one corresponds");
    lookup.report(finding);
}

/// Clauses that stand where they have no meaning.
fn misplaced(lookup: &mut Lookup<'_>, written: &ast::Criterion) {
    let refines = written.copied.as_ref().map(|copied| copied.refines);
    // A word that says what a clause is may be the one that could not be read.
    let clauses = if written.incomplete { &[] } else { written.clauses.as_slice() };
    for clause in clauses {
        let (code, message, help) = match (&clause.kind, refines) {
            (ClauseKind::Holds(_) | ClauseKind::Fails(_) | ClauseKind::Evidence(_), _) => continue,
            (ClauseKind::With(..) | ClauseKind::Without(_) | ClauseKind::Plus(_), Some(true)) => continue,
            (ClauseKind::With(..) | ClauseKind::Without(_) | ClauseKind::Plus(_), Some(false)) => (
                &codes::BAD_COPY,
                "a criterion that restates another declares no differences",
                "write `refines` instead of `restates`",
            ),
            (ClauseKind::With(..) | ClauseKind::Without(_) | ClauseKind::Plus(_), None) => (
                &codes::REPEATED_CLAUSE,
                "differences are declared by a criterion that refines another",
                "write `refines` and the criterion after the title, or drop the clause",
            ),
            (_, None) => continue,
            (_, Some(true)) => (
                &codes::BAD_COPY,
                "a criterion that refines another says how it differs",
                "write `plus` before what is added, `without` before what is left out, `with` before a changed parameter",
            ),
            (_, Some(false)) => (
                &codes::BAD_COPY,
                "a criterion that restates another has no clauses of its own",
                "write `refines` and `plus`, or drop the clause",
            ),
        };
        let finding = Diagnostic::at(code, message, lookup.anchor(clause.span), "not here").help(help);
        lookup.report(finding);
    }
}

fn clauses<'db>(db: &'db dyn Database, decl: Decl<'db>) -> &'db [Clause] {
    match &tree(db, decl).kind {
        DeclarationKind::Criterion(written) => &written.clauses,
        _ => &[],
    }
}

/// The constants of the criterion at the head of the chain: those its base declares, as changed on the way.
fn constants<'db>(
    db: &'db dyn Database,
    chain: &[Decl<'db>],
    whole: bool,
    lookup: &mut Lookup<'db>,
) -> Vec<Constant> {
    let mut constants: Vec<Constant> = vec![];
    for decl in chain.iter().rev() {
        let own = *decl == lookup.decl;
        let mut quiet = Lookup::new(db, *decl);
        let sink = if own { &mut *lookup } else { &mut quiet };
        for clause in clauses(db, *decl) {
            match &clause.kind {
                ClauseKind::Parameter(variable, value) => {
                    declare(db, *decl, sink, variable, *value, &mut constants);
                }
                ClauseKind::With(name, value) => {
                    let known = change(db, *decl, sink, name, *value, clause.span, &mut constants);
                    // One whose type or value is in error is there all the same.
                    let is_written = || {
                        chain.iter().flat_map(|decl| clauses(db, *decl)).any(|clause| {
                            matches!(&clause.kind, ClauseKind::Parameter(variable, _) if variable.name.name == name.name)
                        })
                    };
                    if !known && whole && copied_by(db, *decl).is_some() && !is_written() {
                        unknown_parameter(sink, name, &constants);
                    }
                }
                _ => {}
            }
        }
    }
    constants
}

fn declare<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    lookup: &mut Lookup<'db>,
    variable: &ast::Variable,
    value: ast::ExprId,
    constants: &mut Vec<Constant>,
) {
    let name = &variable.name;
    if constants.iter().any(|constant| constant.name == name.name) {
        let message = format!("the parameter `{}` stands twice", name.name);
        let finding = Diagnostic::at(&codes::DUPLICATE, message, lookup.anchor(name.span), "again")
            .help("give the parameter another name");
        lookup.report(finding);
    } else {
        lookup.refuse_taken("parameter", name);
    }
    let Some(ty) = resolve(lookup, &variable.ty, Position::CriterionParameter) else { return };
    if let Some(value) = constant_value(db, decl, lookup, value, &ty) {
        constants.push(Constant { name: name.name.clone(), ty, value });
    }
}

/// Whether there is such a constant to change.
fn change<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    lookup: &mut Lookup<'db>,
    name: &ast::Ident,
    value: ast::ExprId,
    clause: Span,
    constants: &mut [Constant],
) -> bool {
    let Some(constant) = constants.iter_mut().find(|constant| constant.name == name.name) else {
        return false;
    };
    if let Some(changed) = constant_value(db, decl, lookup, value, &constant.ty.clone()) {
        if changed == constant.value {
            let written = tree(db, decl).exprs.get(value).span.of(decl.text(db));
            let message = format!("the parameter `{}` is {written} in the criterion refined too", name.name);
            let help =
                "write the value that differs, or remove the clause; where nothing differs, write `restates`";
            let mut finding = no_difference(lookup, &message, clause, help);
            finding.fix = without_difference(db, decl, clause);
            lookup.report(finding);
        }
        constant.value = changed;
    }
    true
}

/// The repair that leaves a difference out; where nothing else differs, the criterion restates the other.
fn without_difference<'db>(db: &'db dyn Database, decl: Decl<'db>, clause: Span) -> Option<Fix<Anchor>> {
    let edit = |span: Span, text: &str| Edit { place: anchor(db, decl, span), text: text.to_owned() };
    let DeclarationKind::Criterion(written) = &tree(db, decl).kind else { return None };
    let is_difference = |clause: &&Clause| {
        matches!(clause.kind, ClauseKind::With(..) | ClauseKind::Without(_) | ClauseKind::Plus(_))
    };
    if written.clauses.iter().filter(is_difference).count() > 1 {
        return Some(Fix { title: "remove the clause".to_owned(), edits: vec![edit(clause, "")] });
    }
    let from = written.copied.as_ref()?.from.span;
    let head = decl.text(db).get(..from.start as usize)?.trim_end();
    let start = head.strip_suffix("refines")?.len();
    let body = Span { start: from.end, end: tree(db, decl).span.end };
    let left_out =
        if written.clauses.len() == 1 && !body.of(decl.text(db)).contains("//") { body } else { clause };
    Some(Fix {
        title: "write `restates`".to_owned(),
        edits: vec![edit(Span::new(start, head.len()), "restates"), edit(left_out, "")],
    })
}

/// A difference from the criterion refined that is none.
fn no_difference(lookup: &Lookup<'_>, message: &str, clause: Span, help: &str) -> Finding {
    Diagnostic::at(&codes::NO_DIFFERENCE, message, lookup.anchor(clause), "changes nothing")
        .note("a reader takes each difference for a change of what is required")
        .help(help)
}

fn unknown_parameter(lookup: &mut Lookup<'_>, name: &ast::Ident, constants: &[Constant]) {
    let place = lookup.anchor(name.span);
    let message = format!("the criterion refined has no parameter `{}`", name.name);
    let finding = Diagnostic::at(&codes::BAD_COPY, message, place.clone(), "unknown parameter");
    lookup.report(match nearest(&name.name, constants.iter().map(|constant| constant.name.as_str())) {
        Some(meant) => {
            finding.help(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), place, meant)
        }
        None => finding.help("declare it there with `parameter`"),
    });
}

/// The value of an expression that must be known now.
fn constant_value<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    lookup: &mut Lookup<'db>,
    value: ast::ExprId,
    ty: &acquis_ir::Type,
) -> Option<Value> {
    let exprs = &tree(db, decl).exprs;
    let before = lookup.account.findings.len();
    let formula =
        with_elaborator(lookup, exprs, Setting::default(), |elaborator| elaborator.value(value, ty));
    match formula.root_expr().map(|expr| &expr.kind) {
        _ if lookup.account.findings.len() > before => None,
        Some(ExprKind::Literal(value)) => Some(value.clone()),
        _ => {
            let message = "a parameter of a criterion is a constant".to_owned();
            let finding = Diagnostic::at(
                &codes::TYPE_MISMATCH,
                message,
                lookup.anchor(exprs.get(value).span),
                "not a constant",
            )
            .help("write a value: a number, a date, a value of an enumeration");
            lookup.report(finding);
            None
        }
    }
}

/// Lends a lookup to an elaborator for a while.
fn with_elaborator<'db, T>(
    lookup: &mut Lookup<'db>,
    exprs: &ast::Exprs,
    setting: Setting,
    work: impl FnOnce(&mut Elaborator<'_, 'db>) -> T,
) -> T {
    let lent = std::mem::replace(lookup, Lookup::new(lookup.db, lookup.decl));
    let mut elaborator = Elaborator::new(lent, exprs, setting);
    let result = work(&mut elaborator);
    *lookup = elaborator.lookup;
    result
}

/// What the clauses of a criterion use.
struct Used {
    constants: Vec<Name>,
    /// Where they name a level literally.
    literal_levels: Vec<Span>,
}

/// Adds the clauses of one criterion of the chain.
fn add_clauses<'db>(
    db: &'db dyn Database,
    decl: Decl<'db>,
    lookup: &mut Lookup<'db>,
    own_level: &Option<(Name, u32)>,
    constants: &[Constant],
    whole: bool,
    content: &mut CriterionContent,
) -> Used {
    let setting = Setting { constants: constants.to_vec(), own_level: own_level.clone(), parameters: vec![] };
    if let DeclarationKind::Criterion(ast::Criterion { title: Some(title), .. }) = &tree(db, decl).kind {
        content.title = Some(title.value.clone());
    }
    let exprs = &tree(db, decl).exprs;
    content.labels.extend(limb_labels(exprs).into_iter().map(|(label, _)| label));
    with_elaborator(lookup, exprs, setting, |elaborator| {
        let mut reader = ClauseReader {
            elaborator,
            resolver: Resolver::new(db, decl),
            whole,
            seen: vec![],
            points: vec![],
        };
        for clause in clauses(db, decl) {
            reader.criterion_clause(clause, content);
        }
        Used {
            constants: std::mem::take(&mut elaborator.used_constants),
            literal_levels: std::mem::take(&mut elaborator.literal_levels),
        }
    })
}

/// Parameters of the criterion that nothing in it reads.
fn unused_parameters(lookup: &mut Lookup<'_>, written: &ast::Criterion, used: &[Name]) {
    for clause in &written.clauses {
        let ClauseKind::Parameter(variable, _) = &clause.kind else { continue };
        let name = &variable.name;
        if !used.contains(&name.name) && !name.name.starts_with('_') && !written.incomplete {
            let message = format!("the parameter `{}` is never used", name.name);
            let finding =
                Diagnostic::at(&codes::UNUSED_VARIABLE, message, lookup.anchor(name.span), "never used")
                    .help(format!("use it, remove it, or call it `_{name}`", name = name.name));
            lookup.report(finding);
        }
    }
}

struct ClauseReader<'e, 'a, 'db> {
    elaborator: &'e mut Elaborator<'a, 'db>,
    resolver: Resolver<'db>,
    /// Whether all that the criterion consists of could be read.
    whole: bool,
    /// The clauses that may stand once and have been seen, with their places.
    seen: Vec<(&'static str, Span)>,
    /// The points seen, with the places of their labels.
    points: Vec<(Name, Span)>,
}

impl ClauseReader<'_, '_, '_> {
    fn criterion_clause(&mut self, clause: &Clause, content: &mut CriterionContent) {
        match &clause.kind {
            ClauseKind::Point(point) => self.point(point, content),
            ClauseKind::Evidence(written) => {
                self.once("evidence", clause.span);
                (content.evidence, content.exhibits) = self.evidence(written);
            }
            ClauseKind::Without(None) => {
                if content.requirement.unless.is_empty() && self.whole {
                    let message = "the criterion refined has no `unless`";
                    let help = "remove the clause, or name the point that is left out: `without point …`";
                    let lookup = &mut self.elaborator.lookup;
                    let finding = no_difference(lookup, message, clause.span, help);
                    let place = lookup.anchor(clause.span);
                    lookup.report(finding.fix("remove the clause", place, ""));
                }
                content.requirement.unless.clear();
            }
            ClauseKind::Without(Some(label)) => self.without(label, content),
            ClauseKind::Plus(inner) => self.criterion_clause(inner, content),
            ClauseKind::Parameter(..) | ClauseKind::With(..) => {}
            _ => self.requirement(clause, &mut content.requirement),
        }
    }

    fn evidence(&mut self, written: &ast::Evidence) -> (Vec<Cited>, Vec<Exhibit>) {
        let lookup = &mut self.elaborator.lookup;
        (self.resolver.all(&written.cites, &mut lookup.account.findings), exhibits(lookup, &written.exhibits))
    }

    /// The clauses that criteria and points share.
    fn requirement(&mut self, clause: &Clause, requirement: &mut Requirement) {
        match &clause.kind {
            ClauseKind::Holds(text) => {
                self.once("holds", clause.span);
                requirement.holds = Some(text.value.clone());
            }
            ClauseKind::Fails(text) => {
                self.once("fails", clause.span);
                requirement.fails = Some(text.value.clone());
            }
            ClauseKind::Applies(formula) => {
                self.once("applies where", clause.span);
                requirement.applies = Some(self.elaborator.condition(*formula));
            }
            ClauseKind::Requires(formula) => requirement.requires.push(self.elaborator.condition(*formula)),
            ClauseKind::Unless(formula) => requirement.unless.push(self.elaborator.condition(*formula)),
            _ => {}
        }
    }

    fn point(&mut self, point: &ast::Point, content: &mut CriterionContent) {
        let label = point.shown();
        if content.points.iter().any(|other| other.label == label) {
            let message = format!("the point {label} stands twice");
            let place = self.elaborator.lookup.anchor(point.label.span);
            let mut finding = Diagnostic::at(&codes::DUPLICATE, message, place, "again");
            if let Some((_, first)) = self.points.iter().find(|(known, _)| *known == label) {
                finding = finding.label(self.elaborator.lookup.anchor(*first), "first here");
            }
            self.elaborator.lookup.report(finding.help("give it another label"));
            return;
        }
        self.points.push((label.clone(), point.label.span));
        let outer = std::mem::take(&mut self.seen);
        let mut requirement = Requirement::default();
        for clause in &point.clauses {
            if let ClauseKind::Evidence(written) = &clause.kind {
                self.once("evidence", clause.span);
                let (cites, exhibits) = self.evidence(written);
                content.evidence.extend(cites);
                content.exhibits.extend(exhibits);
            }
            self.requirement(clause, &mut requirement);
        }
        self.seen = outer;
        if requirement.requires.is_empty() && !point.incomplete {
            let what = format!("the point {label}");
            nothing_required(&mut self.elaborator.lookup, point.label.span, &what, REQUIRES);
        }
        if lacks_fails_gloss(&requirement) {
            no_fails_gloss(&mut self.elaborator.lookup, point.label.span);
        }
        if point.numbered {
            content.labels.push(point.label.name.clone());
        }
        let title = point.title.as_ref().map(|title| title.value.clone());
        content.points.push(Point { label, provision: None, title, requirement });
    }

    fn without(&mut self, label: &ast::Ident, content: &mut CriterionContent) {
        let shown = [label.name.clone(), Name::from(format!("({})", label.name))];
        let before = content.points.len();
        content.points.retain(|point| !shown.contains(&point.label));
        content.labels.retain(|known| *known != label.name);
        if content.points.len() == before && self.whole {
            let message = format!("the criterion refined has no point `{}`", label.name);
            let place = self.elaborator.lookup.anchor(label.span);
            let known: Vec<String> =
                content.points.iter().map(|point| format!("`{}`", point.label)).collect();
            let finding = Diagnostic::at(&codes::BAD_COPY, message, place, "unknown point");
            self.elaborator.lookup.report(match known.as_slice() {
                [] => finding.help("it has no points; leave the clause out"),
                known => finding.help(format!("it has {}", acquis_base::or_list(known))),
            });
        }
    }

    /// A clause that may stand once.
    fn once(&mut self, what: &'static str, span: Span) {
        let lookup = &mut self.elaborator.lookup;
        match self.seen.iter().find(|(known, _)| *known == what) {
            None => self.seen.push((what, span)),
            Some((_, first)) => {
                let finding = Diagnostic::at(
                    &codes::REPEATED_CLAUSE,
                    format!("`{what}` stands twice"),
                    lookup.anchor(span),
                    "again",
                )
                .label(lookup.anchor(*first), "first here")
                .help(match what {
                    "applies where" => "keep one; several conditions are joined by `and`",
                    _ => "keep one",
                });
                lookup.report(finding);
            }
        }
    }
}

fn literal_levels<'db>(
    lookup: &mut Lookup<'db>,
    written: &ast::Criterion,
    db: &'db dyn Database,
    source: Decl<'db>,
    levels: &[Span],
) {
    let (Some(first), Some(copied)) = (levels.first(), &written.copied) else { return };
    let finding = Diagnostic::at(
        &codes::LEVEL_IN_COPY,
        "what is copied here names a level, which would stay that of the original",
        lookup.anchor(copied.from.span),
        "copied from here",
    )
    .label(anchor(db, source, *first), "a level by its number")
    .help("write `own level` there, which follows the criterion");
    let own = criterion_head(db, source).and_then(|head| head.level);
    let is_own = |place: &Span| {
        let number = place.of(source.text(db)).rsplit(' ').next().and_then(|word| word.parse().ok());
        number.is_some() && number == own
    };
    // A level other than the criterion's own is what it says of that level, and follows nothing.
    let fix = levels.iter().all(is_own).then(|| Fix {
        title: "write `own level` there".to_owned(),
        edits: levels
            .iter()
            .map(|place| Edit { place: anchor(db, source, *place), text: "own level".to_owned() })
            .collect(),
    });
    lookup.report(Diagnostic { fix, ..finding });
}

fn completeness(
    lookup: &mut Lookup<'_>,
    written: &ast::Criterion,
    content: &CriterionContent,
    chain: &[Decl<'_>],
) {
    let named = written.provision.citation.span;
    if content.requirement.requires.is_empty() && content.points.is_empty() {
        nothing_required(lookup, named, "this criterion", REQUIRES);
    }
    let own =
        chain.len() == 1 || written.clauses.iter().any(|clause| matches!(&clause.kind, ClauseKind::Plus(_)));
    if own && lacks_fails_gloss(&content.requirement) {
        no_fails_gloss(lookup, named);
    }
    // A clause that does not say how it differs is reported as such; with it, the criterion was to differ.
    let differs = |clause: &Clause| {
        !matches!(clause.kind, ClauseKind::Holds(_) | ClauseKind::Fails(_) | ClauseKind::Evidence(_))
    };
    if let Some(copied) = &written.copied
        && copied.refines
        && !written.clauses.iter().any(differs)
    {
        let message = "a criterion that refines another says how it differs";
        let finding = Diagnostic::at(
            &codes::BAD_COPY,
            message,
            lookup.anchor(copied.from.span),
            "no difference",
        )
        .help(
            "write `restates` instead of `refines`, or declare the difference by `plus`, `without` or `with`",
        );
        lookup.report(finding);
    }
}

/// How a criterion says what is required.
const REQUIRES: &str = "say what is required: `requires …`";

pub(super) fn nothing_required(lookup: &mut Lookup<'_>, span: Span, what: &str, help: &str) {
    let finding = Diagnostic::at(
        &codes::NOTHING_REQUIRED,
        format!("{what} requires nothing"),
        lookup.anchor(span),
        "nothing is required",
    )
    .note("what requires nothing always holds")
    .help(help);
    lookup.report(finding);
}

fn lacks_fails_gloss(requirement: &Requirement) -> bool {
    requirement.fails.is_none() && requirement.requires.iter().any(starts_with_negation)
}

fn starts_with_negation(formula: &Formula) -> bool {
    let mut expr = formula.root_expr();
    loop {
        match expr.map(|expr| &expr.kind) {
            Some(ExprKind::Not(_)) => return true,
            Some(ExprKind::Quantified { quantifier: Quantifier::No, .. }) => return true,
            Some(ExprKind::Quantified { body, .. }) => expr = formula.expr(*body),
            _ => return false,
        }
    }
}

fn no_fails_gloss(lookup: &mut Lookup<'_>, span: Span) {
    let finding = Diagnostic::at(
        &codes::NO_FAILS_GLOSS,
        "what is required is a negation, and nothing says in plain words when it fails",
        lookup.anchor(span),
        "no `fails` gloss",
    )
    .note("\"it is not so that not …\" is what a reader of the report would get")
    .help("add `fails \"…\"`: one line for when it does not hold");
    lookup.report(finding);
}

/// The labels of limbs that are numbers or letters of the text, with their places.
pub(super) fn limb_labels(exprs: &ast::Exprs) -> Vec<(Name, Span)> {
    let mut found = vec![];
    let mut add = |label: &Option<ast::LimbLabel>| {
        if let Some(label) = label.as_ref().filter(|label| label.numbered) {
            found.push((label.label.name.clone(), label.label.span));
        }
    };
    for expr in exprs.iter() {
        match &expr.kind {
            ast::ExprKind::All(limbs) | ast::ExprKind::Any(limbs) => {
                limbs.iter().for_each(|limb| add(&limb.label));
            }
            ast::ExprKind::FirstOf(first) => first.cases.iter().for_each(|case| add(&case.label)),
            _ => {}
        }
    }
    found
}

/// Labels that the outline does not have below the criterion's provision.
fn labels<'db>(
    db: &'db dyn Database,
    lookup: &mut Lookup<'db>,
    decl: Decl<'db>,
    written: &ast::Criterion,
    head: &Head,
    content: &CriterionContent,
) {
    let Some(provision) = &head.provision else { return };
    let points = written.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::Point(point) if point.numbered => Some((point.label.name.clone(), point.label.span)),
        _ => None,
    });
    let own: Vec<(Name, Span)> = limb_labels(&tree(db, decl).exprs).into_iter().chain(points).collect();
    let fallback = written.copied.as_ref().map_or(written.provision.span(), |copied| copied.from.span);
    for label in &content.labels {
        let span = own.iter().find(|(known, _)| known == label).map_or(fallback, |(_, span)| *span);
        unknown_label(lookup, provision, label, span);
    }
}

/// Reports a label that is in no outline below `provision`.
pub(super) fn unknown_label(lookup: &mut Lookup<'_>, provision: &ProvisionId, label: &Name, span: Span) {
    let outlines = outlines(lookup.db, lookup.package);
    let Some(instrument) = outlines.instruments.get(&provision.instrument) else { return };
    let path = provision.path.child(Step::Label(label.clone()));
    if instrument.find(&path).is_some()
        || instrument.find(&provision.path).is_none_or(|(_, node)| node.not_transcribed)
        || is_incomplete(lookup.db, lookup.package, &provision.instrument)
    {
        return;
    }
    let message = format!("{} has no point ({label})", outlines.show(provision));
    let mut finding =
        Diagnostic::at(&codes::UNKNOWN_PROVISION, message, lookup.anchor(span), "no such point");
    let known: Vec<String> = instrument
        .find(&provision.path)
        .map(|(at, _)| {
            instrument
                .children(at)
                .filter_map(|(_, node)| Some(format!("({})", node.path.last()?.label())))
                .collect()
        })
        .unwrap_or_default();
    finding = if known.is_empty() {
        finding.help("a part that the text does not number is given a name: `point certificate \"…\"`")
    } else {
        finding.help(format!("its points are {}", known.join(", ")))
    };
    lookup.report(finding);
}
