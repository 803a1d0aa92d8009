//! Copies of criteria. `restates` and `refines` copy from the base as it was before an amendment, so where a criterion is
//! amended, those that copy it are written out with the text that they had.

use acquis_base::{Name, Place, Span};
use acquis_syntax::ast::{self, Clause, ClauseKind, DeclarationKind};

use super::law::{At, Law};
use super::outline::Piece;
use super::target::Around;
use super::traced::Origin;

/// How many copies in a row are followed.
const LONGEST: usize = 16;

/// A clause as text.
#[derive(Clone)]
struct Line {
    word: &'static str,
    name: Option<Name>,
    pieces: Vec<Piece>,
}

/// What a criterion says, its copies written out.
#[derive(Clone, Default)]
struct Whole {
    title: Option<Piece>,
    lines: Vec<Line>,
}

/// The criteria that copy one.
pub(crate) fn copies_of<'db>(around: &Around<'db>, law: &Law<'db>, source: At) -> Vec<At> {
    let Some(DeclarationKind::Criterion(written)) = law.get(source).map(|decl| &decl.tree.kind) else {
        return vec![];
    };
    let Some(id) = law.id(&written.provision.citation) else { return vec![] };
    let id = around.canonical(id);
    law.all(|tree| match &tree.kind {
        DeclarationKind::Criterion(written) => {
            let from = written.copied.as_ref().and_then(|copied| law.id(&copied.from));
            from.is_some_and(|from| around.canonical(from) == id)
        }
        _ => false,
    })
}

/// The text of a criterion that copies another, written out.
pub(crate) fn written_out<'db>(
    around: &Around<'db>,
    law: &Law<'db>,
    at: At,
    is_deleted: bool,
    origin: &Origin,
) -> Option<Vec<Piece>> {
    let decl = law.get(at)?;
    let DeclarationKind::Criterion(written) = &decl.tree.kind else { return None };
    let whole = whole(around, law, at, 0)?;
    let file = &law.files.get(at.file)?.path;
    let made = |text: &str| (text.to_owned(), origin.clone());
    let copy = |span: Span| piece(law, at, span);
    let mut out = vec![made("criterion "), copy(written.provision.span())?];
    debug_assert!(!file.is_empty(), "a criterion stands in a file");
    if let Some(level) = written.level {
        out.extend([made(" at level "), copy(level.span)?]);
    }
    if let Some(title) = whole.title {
        out.extend([made(" "), title]);
    }
    let own = written.counterpart.as_ref().map(|counterpart| counterpart.span);
    let copied = written.copied.as_ref()?;
    let source = law.id(&copied.from).map(|id| around.canonical(id));
    let source = source.and_then(|id| around.about(law, "criterion", &id).first().copied());
    let lower = source.and_then(|source| level(law, source)).zip(written.level.map(|level| level.value));
    let is_lower = lower.is_some_and(|(source, own)| source < own) && !is_deleted;
    if let Some(counterpart) = own.or(is_lower.then_some(copied.from.span)) {
        out.extend([made(" counterpart of "), copy(counterpart)?]);
    }
    out.push(made(" {"));
    for line in whole.lines {
        out.push(made("\n    "));
        out.extend(line.pieces);
    }
    out.push(made("\n}"));
    Some(out)
}

fn level(law: &Law<'_>, at: At) -> Option<u32> {
    match &law.get(at)?.tree.kind {
        DeclarationKind::Criterion(written) => written.level.map(|level| level.value),
        _ => None,
    }
}

fn piece(law: &Law<'_>, at: At, span: Span) -> Option<Piece> {
    let file = law.files.get(at.file)?;
    let decl = law.get(at)?;
    let text = span.of(&decl.text).to_owned();
    let range = decl.range(span);
    let origin = match &file.traced {
        Some(traced) => traced.origin(Span::new(range.start, range.end))?.clone(),
        None => Origin {
            place: Place::new(file.path.clone(), Span::new(range.start, range.end)),
            exact: true,
            change: None,
        },
    };
    // A copy of a stretch that was put together from several is shown at the first of them.
    let exact = file.traced.is_none();
    Some((text, Origin { exact, ..origin }))
}

fn whole<'db>(around: &Around<'db>, law: &Law<'db>, at: At, depth: usize) -> Option<Whole> {
    let decl = law.get(at)?;
    let DeclarationKind::Criterion(written) = &decl.tree.kind else { return None };
    let mut whole = match &written.copied {
        Some(copied) if depth < LONGEST => {
            let id = around.canonical(law.id(&copied.from)?);
            let source = *around.about(law, "criterion", &id).first()?;
            self::whole(around, law, source, depth + 1)?
        }
        Some(_) => return None,
        None => Whole::default(),
    };
    if let Some(title) = &written.title {
        whole.title = piece(law, at, title.span);
    }
    for clause in &written.clauses {
        take(law, at, clause, &mut whole)?;
    }
    Some(whole)
}

/// Takes a clause over into what a criterion says.
fn take(law: &Law<'_>, at: At, clause: &Clause, whole: &mut Whole) -> Option<()> {
    let line = |clause: &Clause| {
        let pieces = vec![piece(law, at, clause.span)?];
        Some(Line { word: clause.word(), name: clause.name(), pieces })
    };
    match &clause.kind {
        ClauseKind::With(name, value) => {
            let decl = law.get(at)?;
            let value = piece(law, at, decl.tree.exprs.get(*value).span)?;
            let parameter = whole
                .lines
                .iter_mut()
                .find(|line| line.word == "parameter" && line.name.as_ref() == Some(&name.name))?;
            let (text, origin) = parameter.pieces.first()?.clone();
            let head = text.split_once('=')?.0.to_owned();
            parameter.pieces = vec![(format!("{head}= "), Origin { exact: false, ..origin }), value];
        }
        ClauseKind::Without(None) => whole.lines.retain(|line| line.word != "unless"),
        ClauseKind::Without(Some(label)) => {
            whole.lines.retain(|line| line.word != "point" || line.name.as_ref() != Some(&label.name));
        }
        ClauseKind::Plus(inner) => insert(whole, line(inner)?),
        ClauseKind::Holds(_) | ClauseKind::Fails(_) | ClauseKind::Evidence(_) => {
            let new = line(clause)?;
            match whole.lines.iter_mut().find(|line| line.word == new.word) {
                Some(old) => *old = new,
                None => insert(whole, new),
            }
        }
        _ => insert(whole, line(clause)?),
    }
    Some(())
}

/// Puts a clause after those of its kind; what is shown by what stands last.
fn insert(whole: &mut Whole, line: Line) {
    let rank = |word: &str| {
        let order = ["holds", "fails", "parameter", "applies", "requires", "unless", "point", "evidence"];
        order.iter().position(|known| *known == word).unwrap_or(order.len())
    };
    let at = whole.lines.iter().rposition(|known| rank(known.word) <= rank(line.word)).map_or(0, |at| at + 1);
    whole.lines.insert(at, line);
}

/// Whether a criterion copies another.
pub(crate) fn is_copy(tree: &ast::Declaration) -> bool {
    matches!(&tree.kind, DeclarationKind::Criterion(written) if written.copied.is_some())
}
