//! `insert` and `add` of a provision: into the outline, with the declarations that say what it means beside those about its
//! neighbours.

use acquis_base::{Diagnostic, ProvisionPath, Span, codes};
use acquis_ir::ProvisionId;
use acquis_syntax::ast::{self, Called};

use super::outlines::no_provision;
use super::{Done, Op, Round};
use crate::amend::law::At;
use crate::amend::outline::{OutlineChange, Whither};
use crate::declaration::Finding;

impl<'db> Round<'_, 'db> {
    /// Inserts a provision, with its heading, marks and contents as stretches of the amendment.
    pub(super) fn insert_provision(
        &mut self,
        op: &Op<'db>,
        citation: &'db ast::Citation,
        texts: &[Span],
        after: Option<bool>,
        beside: &'db ast::Target,
    ) -> Done {
        let law = self.law;
        let id = op.around.id(citation);
        let whither = whither(op, &id, after, beside)?;
        let instrument = self.instrument(op, &id, citation)?;
        let listed = op.around.outlines().find(&id).is_some_and(|(_, node)| node.path == id.path);
        let was_inserted = !self.items(instrument, &id).is_empty();
        if listed || was_inserted {
            let by = op.around.formalising(law, &id).first().copied();
            return Err(self.taken(op, citation.span, &op.around.show(&id), by));
        }
        let meaning = self.take_all(op, |tree| op.around.is_within(law, tree, &id));
        if meaning.is_empty() {
            return Err(no_meaning(op, &id, citation.span));
        }
        self.claim(op, op.around.path(&id));
        let Some((at, is_after)) = self.neighbour(op, &whither, &id) else {
            return Err(no_neighbour(op, &id, beside.span));
        };
        let origin = self.origin(op);
        let mut rest = vec![];
        for span in texts {
            rest.extend([self.made(op, " "), self.own_text(op, op.around.decl, *span)]);
        }
        self.outline_change(op, &id, OutlineChange::Insert { path: id.path.clone(), whither, rest, origin });
        self.place_beside(op, at, is_after, &meaning, op.around.path(&id));
        let texts: Vec<&str> = meaning.iter().map(|brought| brought.own(op.around.db)).collect();
        self.record(op, op.around.show(&id), None, Some(texts.join("\n\n")));
        Ok(())
    }

    /// The declaration beside which the text of an inserted provision is put, and whether it comes after it.
    fn neighbour(&self, op: &Op<'db>, whither: &Whither, id: &ProvisionId) -> Option<(At, bool)> {
        let about = |path: &ProvisionPath| {
            let id = ProvisionId { instrument: id.instrument.clone(), path: path.clone() };
            self.law.all(|tree| op.around.is_within(self.law, tree, &id))
        };
        let last = |path: &ProvisionPath| about(path).last().map(|at| (*at, true));
        let first = |path: &ProvisionPath| about(path).first().map(|at| (*at, false));
        let (beside, after) = match whither {
            Whither::After(path) => (Some(path), true),
            Whither::Before(path) => (Some(path), false),
            Whither::LastIn(_) | Whither::Last => (None, true),
        };
        let found = beside.and_then(|beside| if after { last(beside) } else { first(beside) });
        if found.is_some() {
            return found;
        }
        // The nearest provision before or after it of which something is said.
        let instrument = op.around.outlines().instruments.get(&id.instrument)?;
        let parent = id.path.parent();
        let siblings: Vec<&ProvisionPath> =
            instrument.nodes.iter().map(|node| &node.path).filter(|path| path.parent() == parent).collect();
        let at = beside.and_then(|beside| siblings.iter().position(|path| *path == beside));
        let (before, behind) = siblings.split_at(at.map_or(siblings.len(), |at| at + usize::from(after)));
        let before = before.iter().rev().find_map(|path| last(path));
        before.or_else(|| behind.iter().find_map(|path| first(path)))
    }
}

/// Where in the outline a provision is inserted.
fn whither(
    op: &Op<'_>,
    id: &ProvisionId,
    after: Option<bool>,
    beside: &ast::Target,
) -> Result<Whither, Box<Finding>> {
    match (&beside.whole.name, after) {
        (Called::Provision(other), _) if beside.parts.is_empty() => {
            let other = op.around.id(other);
            let holds = match after {
                Some(_) => other.path.parent() == id.path.parent(),
                None => id.path.parent().as_ref() == Some(&other.path),
            };
            if other.instrument != id.instrument || !holds {
                return Err(stands_elsewhere(op, id, after, beside.span));
            }
            Ok(match after {
                Some(true) => Whither::After(other.path),
                Some(false) => Whither::Before(other.path),
                None => Whither::LastIn(other.path),
            })
        }
        (Called::Name(_), None) if beside.whole.kind.as_deref() == Some("instrument") => Ok(Whither::Last),
        _ => Err(no_provision(op, beside.span)),
    }
}

fn stands_elsewhere(op: &Op<'_>, id: &ProvisionId, after: Option<bool>, span: Span) -> Box<Finding> {
    let message = format!("{} does not stand there", op.around.show(id));
    let label = if after.is_some() { "not beside it" } else { "not directly within it" };
    Box::new(
        Diagnostic::at(&codes::UNKNOWN_TARGET, message, op.around.anchor(span), label)
            .note(
                "a provision is inserted beside one that stands in the same provision, and bears its number",
            )
            .help("name the provision before or after it"),
    )
}

fn no_meaning(op: &Op<'_>, id: &ProvisionId, span: Span) -> Box<Finding> {
    let what = op.around.show(id);
    let message = format!("nothing says what {what} means");
    Box::new(
        Diagnostic::at(&codes::UNMATCHED_TEXT, message, op.around.anchor(span), "inserted without text")
            .note("what an inserted provision says stands below the amendment in its file")
            .help(format!("write its criterion or rule there, or `not formalised {what} because \"…\"`")),
    )
}

fn no_neighbour(op: &Op<'_>, id: &ProvisionId, span: Span) -> Box<Finding> {
    let message = format!("it is not known in which file {} belongs", op.around.show(id));
    Box::new(
        Diagnostic::at(&codes::UNKNOWN_TARGET, message, op.around.anchor(span), "nothing stands here")
            .note("the text is put beside the declarations about the provisions before and after it, and there are none")
            .help("bring the declaration in by `insert rule … after …`, which names one"),
    )
}
