//! Points of a level that nothing formalises yet: a criterion to be filled in, or the word that there is none.
//!
//! A criterion that is not written yet holds for nobody, so that no service attains a level by an omission; it says so
//! until somebody writes what is required. What is declared not to be formalised is shown by every report.

use std::collections::BTreeMap;

use acquis_analysis::{
    Database, Decl, MissingPoint, Package, SourceFile, Symbol, declarations, mentions_at, missing_points,
    outlines, parsed, shown, standing,
};
use acquis_base::{Diagnostic, Edit, Name, Place, Span, codes};

use crate::actions::{Action, ActionKind};
use crate::layout::{above, laid_out};

/// What can be added for the level at an offset: that of a ladder or of its annex where the cursor stands on one, else those
/// whose criteria the file holds. `found` are the findings of the package.
pub fn add_missing(
    db: &Database,
    package: Package,
    found: &[Diagnostic],
    (file, offset): (SourceFile, u32),
) -> Vec<Action> {
    let all = missing_points(db, package);
    if all.is_empty() {
        return vec![];
    }
    let (here, one) = at_cursor(db, package, all, file, offset);
    let path = file.path(db);
    let touches = |finding: &Diagnostic| {
        finding.code == &codes::NOT_FORMALISED
            && finding
                .place()
                .is_some_and(|at| at.file == *path && at.span.overlaps(Span::at(offset as usize)))
    };
    let is_found = found.iter().any(touches);
    let adder = Adder { db, package, file };
    let mut actions = vec![];
    let mut offer =
        |title: String, points: &[MissingPoint<'_>], write: &dyn Fn(&MissingPoint<'_>) -> String| {
            let edits = adder.edits(points, write);
            if !edits.is_empty() {
                let kind = if is_found { ActionKind::QuickFix } else { ActionKind::Rewrite };
                let mends = is_found.then_some(&codes::NOT_FORMALISED);
                actions.push(Action { title, kind, edits, mends, is_certain: true });
            }
        };
    let lettered: Vec<MissingPoint<'_>> = here.iter().filter(|point| !point.is_definition).cloned().collect();
    let criterion = |point: &MissingPoint<'_>| adder.criterion(point);
    let left_out = |point: &MissingPoint<'_>| adder.left_out(point);
    if let Some(point) = &one {
        let named = shown(db, package, &point.provision);
        let point = std::slice::from_ref(point);
        if point.iter().all(|point| !point.is_definition) {
            offer(format!("add a criterion for {named}"), point, &criterion);
        }
        offer(format!("say that {named} is not formalised"), point, &left_out);
    }
    if lettered.len() > 1 {
        offer(
            format!("add criteria for the {} points that have none", lettered.len()),
            &lettered,
            &criterion,
        );
    }
    if here.len() > 1 {
        offer(format!("say of {} provisions that they are not formalised", here.len()), &here, &left_out);
    }
    actions
}

/// What is missing at the level of the cursor, and the one of it that the cursor stands on or that comes next.
fn at_cursor<'db>(
    db: &'db Database,
    package: Package,
    all: Vec<MissingPoint<'db>>,
    file: SourceFile,
    offset: u32,
) -> (Vec<MissingPoint<'db>>, Option<MissingPoint<'db>>) {
    let within = |id: &acquis_ir::ProvisionId, point: &MissingPoint<'_>| {
        let outline = outlines(db, package).instruments.get(&id.instrument);
        let inside = outline.and_then(|outline| {
            let (at, _) = outline.find(&id.path)?;
            Some(outline.within(at).any(|(_, node)| node.path == point.provision.path))
        });
        id.instrument == point.provision.instrument && inside == Some(true)
    };
    for mention in mentions_at(db, file, offset) {
        let here: Vec<MissingPoint<'db>> = match &mention.symbol {
            Symbol::Provision(id) => all.iter().filter(|point| within(id, point)).cloned().collect(),
            Symbol::Level(ladder, level) => {
                all.iter().filter(|point| point.level == (ladder.clone(), *level)).cloned().collect()
            }
            _ => vec![],
        };
        if !here.is_empty() {
            let one = here.first().cloned();
            return (here, one);
        }
    }
    let decls = declarations(db, file);
    let levels: Vec<(Name, u32)> = decls.iter().filter_map(|decl| standing(db, *decl)?.level).collect();
    let here: Vec<MissingPoint<'db>> =
        all.into_iter().filter(|point| levels.contains(&point.level)).collect();
    // The one that belongs below the declaration in which the cursor stands.
    let stands_in = |decl: &Decl<'_>| {
        let span = Span::new(0, decl.text(db).len()).shifted(decl.start(db));
        decl.file(db) == file && span.start <= offset && offset <= span.end
    };
    let one = here.iter().find(|point| point.below.as_ref().is_some_and(stands_in)).cloned();
    let one = one.or_else(|| here.first().filter(|_| here.len() == 1).cloned());
    (here, one)
}

struct Adder<'db> {
    db: &'db Database,
    package: Package,
    file: SourceFile,
}

impl<'db> Adder<'db> {
    /// Declarations for points, each where the outline has it.
    fn edits(
        &self,
        points: &[MissingPoint<'db>],
        write: &dyn Fn(&MissingPoint<'_>) -> String,
    ) -> Vec<Edit<Place>> {
        let mut at: BTreeMap<Place, (bool, Vec<String>)> = BTreeMap::new();
        for point in points {
            let (place, below) = self.place(point);
            at.entry(place).or_insert((below, vec![])).1.push(write(point));
        }
        let edit = |(place, (below, texts)): (Place, (bool, Vec<String>))| {
            let text = laid_out(&texts.join("\n"));
            let text = text.trim_end();
            let text = if below { format!("\n\n{text}") } else { format!("{text}\n\n") };
            Edit { place, text }
        };
        at.into_iter().map(edit).collect()
    }

    /// Where the declaration of a point belongs, and whether that is below a declaration.
    fn place(&self, point: &MissingPoint<'db>) -> (Place, bool) {
        let db = self.db;
        let below = |decl: Decl<'db>| {
            let end = parsed(db, decl).declaration.span.shifted(decl.start(db)).end;
            (Place::new(decl.key(db).file.clone(), Span::at(end as usize)), true)
        };
        if let Some(decl) = point.below {
            return below(decl);
        }
        if let Some(decl) = point.above {
            return (above(db, decl), false);
        }
        match declarations(db, self.file).last() {
            Some(last) => below(*last),
            None => (Place::new(self.file.path(db).clone(), Span::at(self.file.text(db).len())), true),
        }
    }

    fn criterion(&self, point: &MissingPoint<'_>) -> String {
        let named = shown(self.db, self.package, &point.provision);
        let outline = outlines(self.db, self.package).instruments.get(&point.provision.instrument);
        let node = outline.and_then(|outline| outline.find(&point.provision.path));
        let title = match node.and_then(|(_, node)| node.heading.as_ref()) {
            Some(heading) => format!(" \"{}\"", heading.replace('\\', "\\\\").replace('"', "\\\"")),
            None => format!(" \"{named}\""),
        };
        let level = point.level.1;
        format!(
            "// To be written. Until then nobody meets it.\ncriterion {named} at level {level}{title} {{\n\
             holds \"it is met\"\nfails \"what it requires has not been written yet\"\nrequires false\n}}\n"
        )
    }

    fn left_out(&self, point: &MissingPoint<'_>) -> String {
        let named = shown(self.db, self.package, &point.provision);
        format!("not formalised {named} because \"it has not been written yet\"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::diagnostics;
    use crate::rename::apply;
    use crate::testing::{marked, package};

    const LAW: &str = "instrument law \"Act\" {
    annex I \"Criteria\" {
        number 1 \"List\" { points (a) to (d) point (c) \"Staff\" }
        number 2 \"Terms\"
    }
}

facts { staff : Integer from 0 to 9 }

ladder levels \"Levels\" { level 1 \"basic\" set out in Annex I }
";

    /// What is offered at the mark, by title, with what the file becomes.
    fn offered(text: &str) -> Vec<(String, String)> {
        let (text, at) = marked(text);
        let (db, package) = package(&[("a", &text)]);
        let found = diagnostics(&db, package, &[], None);
        let file = package.file(&db, "a.acq").expect("there");
        let actions = add_missing(&db, package, &found, (file, at));
        actions.into_iter().map(|action| (action.title, apply(&text, &action.edits))).collect()
    }

    fn codes_of(text: &str) -> Vec<&'static str> {
        let (db, package) = package(&[("a", text)]);
        diagnostics(&db, package, &[], None).iter().map(|finding| finding.code.id).collect()
    }

    #[test]
    fn what_a_level_leaves_unsaid_is_added_in_the_order_of_the_outline() {
        let text = LAW.replace("set out in Annex I", "set out in Ann‸ex I")
            + "\ncriterion Annex I 1(b) at level 1 \"Few\" {\n    requires staff < 5\n}\n";
        let all = offered(&text);
        let titles: Vec<&str> = all.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "add a criterion for Annex I 1(a)",
                "say that Annex I 1(a) is not formalised",
                "add criteria for the 3 points that have none",
                "say of 4 provisions that they are not formalised",
            ]
        );
        let (_, added) = &all[2];
        let order: Vec<&str> = added.lines().filter(|line| line.starts_with("criterion")).collect();
        assert_eq!(
            order,
            [
                "criterion Annex I 1(a) at level 1 \"Annex I 1(a)\" {",
                "criterion Annex I 1(b) at level 1 \"Few\" {",
                "criterion Annex I 1(c) at level 1 \"Staff\" {",
                "criterion Annex I 1(d) at level 1 \"Annex I 1(d)\" {",
            ]
        );
        assert_eq!(codes_of(added), ["ACQ0306"], "the definition alone is left\n{added}");
        let (_, said) = &all[3];
        assert_eq!(codes_of(said), [""; 0], "{said}");
        for (_, text) in &all {
            let tail = text.get(LAW.len()..).expect("below").trim_start();
            assert_eq!(laid_out(tail), *tail);
        }
    }

    #[test]
    fn in_the_file_of_a_level_the_next_point_is_offered_below_the_criterion_at_the_cursor() {
        let text =
            format!("{LAW}\ncriterion Annex I 1(b) at level 1 \"Few\" {{\n    requires st‸aff < 5\n}}\n");
        let first = &offered(&text)[0];
        assert_eq!(first.0, "add a criterion for Annex I 1(c)");
        assert!(
            first.1.contains("}\n\n// To be written. Until then nobody meets it.\ncriterion Annex I 1(c)"),
            "{}",
            first.1
        );
    }

    #[test]
    fn a_waiver_stays_above_what_it_is_about() {
        let text = format!(
            "{LAW}\nwaive ACQ0313 until 2030-01-01 because \"soon\"\ncriterion Annex I 1(b) at level 1 \"Few\" {{\n    requires st‸aff < 5\n}}\n"
        );
        let all = offered(&text);
        let (_, added) = all.iter().find(|(title, _)| title.starts_with("add criteria")).expect("offered");
        assert!(added.contains("requires false\n}\n\nwaive ACQ0313"), "{added}");
    }

    #[test]
    fn nothing_is_offered_where_nothing_is_missing_or_the_cursor_is_elsewhere() {
        let all = "not formalised Annex I 1(a) because \"x\"\n".to_owned();
        let whole = ["1(b)", "1(c)", "1(d)", "2"]
            .iter()
            .fold(all, |all, it| all + &format!("not formalised Annex I {it} because \"x\"\n"));
        assert_eq!(
            offered(&format!("{}{whole}", LAW.replace("set out in Annex I", "set out in Ann‸ex I"))),
            []
        );
        assert_eq!(offered(&LAW.replace("staff :", "sta‸ff :")), []);
    }
}
