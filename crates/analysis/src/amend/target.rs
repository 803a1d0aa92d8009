//! What an operation is about: a declaration of the law or a part of one, and the path by which two operations are held
//! against each other.

use acquis_base::{Diagnostic, Name, Place, ProvisionPath, Span, Step, codes, nearest};
use acquis_ir::{Outlines, ProvisionId};
use acquis_syntax::ast::{self, Called, Clause, ClauseKind, DeclarationKind};
use salsa::Database;

use super::law::{At, Law, keyword, name_of, provisions_of, shown};
use crate::citations::outlines;
use crate::declaration::{Anchor, Decl, Finding, anchor, place};
use crate::input::Package;

/// Where an amendment is looked at: its own declaration, and the package that it amends.
#[derive(Clone, Copy)]
pub(crate) struct Around<'db> {
    pub(crate) db: &'db dyn Database,
    pub(crate) package: Package,
    /// The amendment.
    pub(crate) decl: Decl<'db>,
    pub(crate) amendment: &'db ast::Amendment,
}

/// A path of what is changed, outermost step first.
pub(crate) type Path = Vec<Name>;

/// Whether one of two paths leads through the other.
pub(crate) fn meet(a: &Path, b: &Path) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// What an operation changes.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub(crate) at: At,
    /// What is changed, in the text of the declaration.
    pub(crate) span: Span,
    /// Whether it is a part of the declaration.
    pub(crate) is_part: bool,
    pub(crate) path: Path,
}

impl<'db> Around<'db> {
    pub(crate) fn outlines(&self) -> &'db Outlines {
        outlines(self.db, self.package)
    }

    /// The provision that a citation in an operation means: one of the instrument that is amended, unless it names another.
    pub(crate) fn id(&self, citation: &ast::Citation) -> ProvisionId {
        let named = citation.instrument.as_ref().map(|ident| &ident.name);
        let instrument = named.unwrap_or(&self.amendment.instrument.name).clone();
        self.canonical(ProvisionId { instrument, path: citation.path.clone() })
    }

    /// A provision in the form in which it is shown; as it is where the outline of the base has none such.
    pub(crate) fn canonical(&self, id: ProvisionId) -> ProvisionId {
        match self.outlines().find(&id) {
            Some((_, node)) => ProvisionId { instrument: id.instrument, path: node.path.clone() },
            None => id,
        }
    }

    /// The path to a provision through all that is around it in the outline.
    pub(crate) fn path(&self, id: &ProvisionId) -> Path {
        let mut steps = vec![];
        let instrument = self.outlines().instruments.get(&id.instrument);
        let mut rest = Some(id.path.clone());
        while let Some(path) = rest {
            if let Some((at, _)) = instrument.and_then(|instrument| instrument.find(&path)) {
                let nodes = instrument.map_or(&[][..], |instrument| instrument.nodes.as_slice());
                let mut at = Some(at);
                while let Some(node) = at.and_then(|at| nodes.get(at as usize)) {
                    steps.push(Name::from(node.path.to_string()));
                    at = node.parent;
                }
                break;
            }
            steps.push(Name::from(path.to_string()));
            rest = path.parent();
        }
        steps.push(id.instrument.clone());
        steps.reverse();
        steps
    }

    /// The path to a declaration: that of its provision for a criterion, else its kind and name.
    pub(crate) fn path_of(&self, law: &Law<'db>, at: At) -> Path {
        let Some(decl) = law.get(at) else { return vec![] };
        match &decl.tree.kind {
            DeclarationKind::Criterion(written) => {
                let id = law.id(&written.provision.citation);
                id.map(|id| self.path(&self.canonical(id))).unwrap_or_default()
            }
            _ => vec![Name::from(keyword(&decl.tree)), name_of(&decl.tree).unwrap_or_default()],
        }
    }

    /// The declarations of a kind that are about a provision itself.
    pub(crate) fn about(&self, law: &Law<'db>, kind: &str, id: &ProvisionId) -> Vec<At> {
        law.all(|tree| keyword(tree) == kind && self.is_about(law, tree, id))
    }

    /// The provisions that a declaration is about, in the form in which they are shown.
    pub(crate) fn provisions(
        &self,
        law: &Law<'db>,
        tree: &ast::Declaration,
    ) -> impl Iterator<Item = ProvisionId> {
        let cited = provisions_of(tree).into_iter().filter_map(|citation| law.id(citation));
        cited.map(|cited| self.canonical(cited))
    }

    /// Whether a declaration is about a provision itself.
    pub(crate) fn is_about(&self, law: &Law<'db>, tree: &ast::Declaration, id: &ProvisionId) -> bool {
        self.provisions(law, tree).any(|cited| cited == *id)
    }

    /// Whether a declaration is about a provision or one within it.
    pub(crate) fn is_within(&self, law: &Law<'db>, tree: &ast::Declaration, id: &ProvisionId) -> bool {
        self.provisions(law, tree)
            .any(|cited| cited.instrument == id.instrument && id.path.contains(&cited.path))
    }

    /// The declarations that formalise a provision: its criterion, else the rules that rest on it, else the notions.
    pub(crate) fn formalising(&self, law: &Law<'db>, id: &ProvisionId) -> Vec<At> {
        let kinds = ["criterion", "rule", "define"].into_iter();
        kinds.map(|kind| self.about(law, kind, id)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// What an operation is about; or why that is nothing.
    pub(crate) fn resolve(&self, law: &Law<'db>, target: &ast::Target) -> Result<Resolved, Box<Finding>> {
        let (at, mut parts) = self.whole(law, &target.whole)?;
        let Some(decl) = law.get(at) else { return Err(Box::new(self.no_target(target, vec![]))) };
        let mut resolved = Resolved { at, span: decl.tree.span, is_part: false, path: self.path_of(law, at) };
        parts.extend(target.parts.iter().rev().cloned());
        let mut clauses: Option<&[Clause]> = None;
        for part in &parts {
            let found = match clauses {
                None => parts_of(&decl.tree, part),
                Some(clauses) => within(clauses, part),
            };
            let [found] = found.as_slice() else {
                return Err(Box::new(self.no_part(law, at, target, part, found.len())));
            };
            resolved.span = found.span;
            resolved.is_part = true;
            resolved.path.push(self.step(&resolved.path, part));
            clauses = Some(found.inner);
        }
        Ok(resolved)
    }

    /// The step to a part. A numbered point of a criterion is a provision of its own.
    fn step(&self, path: &Path, part: &ast::PartName) -> Name {
        match (&part.name, path.last()) {
            (Some(name), Some(last)) if *part.word == *"point" && path.len() > 2 => {
                Name::from(format!("{last}({})", name.name))
            }
            (Some(name), _) => Name::from(format!("{} {}", part.word, name.name)),
            (None, _) => part.word.clone(),
        }
    }

    /// The declaration that is named, with the part of it that a provision may stand for.
    fn whole(
        &self,
        law: &Law<'db>,
        named: &ast::TargetName,
    ) -> Result<(At, Vec<ast::PartName>), Box<Finding>> {
        let found = self.named(law, named);
        if let [at] = found.as_slice() {
            return Ok((*at, vec![]));
        }
        if found.is_empty()
            && let Called::Provision(citation) = &named.name
            && let Some((at, part)) = self.point_of_criterion(law, citation)
        {
            return Ok((at, vec![part]));
        }
        let names = found.iter().filter_map(|at| {
            let decl = law.get(*at)?;
            Some(format!("`{} {}`", keyword(&decl.tree), name_of(&decl.tree)?))
        });
        let what = shown(named);
        let message = match found.len() {
            0 => format!("the law has no `{what}`"),
            _ => format!("`{what}` is no single declaration"),
        };
        let finding =
            Diagnostic::at(&codes::UNKNOWN_TARGET, message, self.anchor(named.span), "what is meant?");
        Err(Box::new(match found.len() {
            0 => match self.nearest(law, named) {
                Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                None => finding
                    .help("name a declaration of the law, or a provision that one formalises; see `acquis check` of the base"),
            },
            _ => finding.help(format!("name one of {}", names.collect::<Vec<_>>().join(", "))),
        }))
    }

    /// The declarations that a name of an operation means.
    pub(crate) fn named(&self, law: &Law<'db>, named: &ast::TargetName) -> Vec<At> {
        match (&named.kind, &named.name) {
            (Some(kind), Called::Provision(citation)) => self.about(law, kind, &self.id(citation)),
            (None, Called::Provision(citation)) => self.formalising(law, &self.id(citation)),
            (Some(kind), Called::Name(ident)) => {
                law.all(|tree| keyword(tree) == kind.as_str() && name_of(tree).as_ref() == Some(&ident.name))
            }
            (Some(kind), Called::Text(text)) => {
                law.all(|tree| keyword(tree) == kind.as_str() && name_of(tree).as_ref() == Some(&text.value))
            }
            (Some(kind), Called::Keyword) => law.all(|tree| keyword(tree) == kind.as_str()),
            (None, _) => vec![],
        }
    }

    /// The point of a criterion that a provision is.
    pub(crate) fn point_of_criterion(
        &self,
        law: &Law<'db>,
        citation: &ast::Citation,
    ) -> Option<(At, ast::PartName)> {
        let id = self.id(citation);
        let Some(Step::Label(label)) = id.path.last().cloned() else { return None };
        let around = ProvisionId { instrument: id.instrument.clone(), path: id.path.parent()? };
        let at = *self.about(law, "criterion", &around).first()?;
        let part = ast::PartName {
            word: Name::from("point"),
            name: Some(ast::Ident { name: label, span: citation.span }),
        };
        let is_there = !parts_of(&law.get(at)?.tree, &part).is_empty();
        is_there.then_some((at, part))
    }

    fn nearest(&self, law: &Law<'db>, named: &ast::TargetName) -> Option<String> {
        let (Some(kind), Called::Name(ident)) = (&named.kind, &named.name) else { return None };
        let names: Vec<Name> = law
            .iter()
            .filter(|(_, decl)| keyword(&decl.tree) == kind.as_str())
            .filter_map(|(_, decl)| name_of(&decl.tree))
            .collect();
        let meant = nearest(&ident.name, names.iter().map(Name::as_str))?;
        Some(format!("{kind} {meant}"))
    }

    fn no_target(&self, target: &ast::Target, notes: Vec<String>) -> Finding {
        let message = format!("the law has no `{}`", shown(&target.whole));
        let mut finding =
            Diagnostic::at(&codes::UNKNOWN_TARGET, message, self.anchor(target.span), "what is meant?");
        finding.notes = notes;
        finding
    }

    fn no_part(
        &self,
        law: &Law<'db>,
        at: At,
        target: &ast::Target,
        part: &ast::PartName,
        several: usize,
    ) -> Finding {
        let word = match &part.name {
            Some(name) => format!("{} {}", part.word, name.name),
            None => part.word.to_string(),
        };
        let message = match several {
            0 => format!("`{}` has no `{word}`", shown(&target.whole)),
            _ => format!("`{}` has {several} times `{word}`", shown(&target.whole)),
        };
        let finding =
            Diagnostic::at(&codes::UNKNOWN_TARGET, message, self.anchor(target.span), "which part?");
        let has = law.get(at).map(|decl| part_names(&decl.tree)).unwrap_or_default();
        let finding =
            if has.is_empty() { finding } else { finding.note(format!("it has {}", has.join(", "))) };
        finding.help("name a part that it has once, or replace the declaration as a whole")
    }

    pub(crate) fn anchor(&self, span: Span) -> Anchor {
        anchor(self.db, self.decl, span)
    }

    /// A place of the amendment in its file.
    pub(crate) fn place(&self, span: Span) -> Place {
        place(self.db, self.decl, span)
    }

    /// How a provision is shown.
    pub(crate) fn show(&self, id: &ProvisionId) -> String {
        if self.outlines().own.as_ref() == Some(&id.instrument) {
            id.path.to_string()
        } else {
            id.to_string()
        }
    }
}

/// A part of a declaration that was found.
pub(crate) struct Found<'a> {
    pub(crate) span: Span,
    inner: &'a [Clause],
}

/// The parts of a declaration that a name means.
pub(crate) fn parts_of<'a>(tree: &'a ast::Declaration, part: &ast::PartName) -> Vec<Found<'a>> {
    let is_named = |name: &str| part.name.as_ref().is_some_and(|ident| ident.name == name);
    match &tree.kind {
        DeclarationKind::Criterion(written) => within(&written.clauses, part),
        DeclarationKind::Derogation(written) => within(&written.clauses, part),
        DeclarationKind::Rule(written) => within(&written.clauses, part),
        DeclarationKind::Ladder(written) if *part.word == *"level" => written
            .rungs
            .iter()
            .filter(|rung| is_named(&rung.level.value.to_string()))
            .map(|rung| Found { span: rung.span, inner: &[] })
            .collect(),
        DeclarationKind::Register(written) if *part.word == *"entry" => written
            .entries
            .iter()
            .filter(|entry| is_named(&entry.key.name))
            .map(|entry| Found { span: entry_span(entry), inner: &[] })
            .collect(),
        DeclarationKind::Entity(ast::Entity { fields, .. })
        | DeclarationKind::Facts(ast::Facts { fields, .. })
            if *part.word == *"field" =>
        {
            let named = fields.iter().filter(|field| is_named(&field.name.name));
            named.map(|field| Found { span: field.span, inner: &[] }).collect()
        }
        _ => vec![],
    }
}

pub(crate) fn entry_span(entry: &ast::RegisterEntry) -> Span {
    let last = entry.until.as_ref().map_or(entry.from.span, |until| until.span);
    entry.key.span.to(entry.act.as_ref().map_or(last, |act| act.span))
}

fn within<'a>(clauses: &'a [Clause], part: &ast::PartName) -> Vec<Found<'a>> {
    let wanted = part.name.as_ref().map(|ident| &ident.name);
    let is_meant = |clause: &&Clause| clause.word() == part.word.as_str() && clause.name().as_ref() == wanted;
    clauses
        .iter()
        .filter(is_meant)
        .map(|clause| Found {
            span: clause.span,
            inner: match &clause.kind {
                ClauseKind::Point(point) => &point.clauses,
                _ => &[],
            },
        })
        .collect()
}

/// The parts of a declaration by name, for messages.
fn part_names(tree: &ast::Declaration) -> Vec<String> {
    let clauses = match &tree.kind {
        DeclarationKind::Criterion(written) => &written.clauses,
        DeclarationKind::Derogation(written) => &written.clauses,
        DeclarationKind::Rule(written) => &written.clauses,
        _ => return vec![],
    };
    let mut names: Vec<String> = clauses
        .iter()
        .map(|clause| match clause.name() {
            Some(name) => format!("`{} {name}`", clause.word()),
            None => format!("`{}`", clause.word()),
        })
        .collect();
    names.dedup();
    names
}

/// The last step of a path, as an outline writes it.
pub(crate) fn label(path: &ProvisionPath) -> String {
    match path.last() {
        Some(Step::Label(label)) => format!("({label})"),
        Some(step) => step.label().to_string(),
        None => String::new(),
    }
}
