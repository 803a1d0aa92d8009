//! What a user means by a citation: the criterion that formalises the provision, or else the rules that do. Written in
//! full or from its end, in any case of letters; a part stands for the whole.

use acquis_base::{Diagnostic, Step, codes, nearest};
use acquis_ir::{Program, ProvisionId, Rule};
use acquis_syntax::parse_citation;

/// What was named.
pub enum Meant<'p> {
    /// A criterion.
    Criterion(Named),
    /// A provision without a criterion, and the rules that formalise it.
    Rules(ProvisionId, Vec<&'p Rule>),
}

/// A criterion that was named.
pub struct Named {
    /// Its provision.
    pub id: ProvisionId,
    /// How the part of it that was meant is cited, where it was a part.
    pub part: Option<String>,
}

/// What a user means.
///
/// # Errors
/// When the words mean nothing in the package, or several things.
pub fn find<'p>(program: &'p Program, words: &str) -> Result<Meant<'p>, Box<Diagnostic>> {
    let criteria = Criteria::of(program);
    // A blank before a parenthesis is a slip that leaves no doubt.
    let squeezed = words.split_whitespace().collect::<Vec<_>>().join(" ").replace(" (", "(");
    if let Some(id) = criteria.named(&squeezed) {
        return Ok(Meant::Criterion(Named { id, part: None }));
    }
    if let Some(named) = criteria.part(&squeezed) {
        return Ok(Meant::Criterion(named));
    }
    if let Some(cited) = cited(program, &squeezed) {
        // Of a provision with criteria within, they are meant, unless a rule is about that very provision.
        let is_about_it = program.rules.iter().any(|rule| rule.basis.provision == cited);
        if is_about_it || criteria.within(&squeezed).is_empty() {
            let rules = rules_of(program, &cited);
            if !rules.is_empty() {
                return Ok(Meant::Rules(cited, rules));
            }
        }
    }
    Err(Box::new(criteria.none(words, &squeezed)))
}

/// The provision of the outline that a text cites; or the only one with a rule whose citation ends so.
fn cited(program: &Program, text: &str) -> Option<ProvisionId> {
    let outlines = &program.outlines;
    let parsed = parse_citation(&in_usual_case(text)).map(|citation| {
        let instrument = citation.instrument.map(|ident| ident.name).or_else(|| outlines.own.clone());
        ProvisionId { instrument: instrument.unwrap_or_default(), path: citation.path }
    });
    if let Some(id) = parsed.filter(|id| outlines.find(id).is_some()) {
        return Some(id);
    }
    let text = text.to_lowercase();
    let bases = program.rules.iter().flat_map(bases);
    let mut ending: Vec<&ProvisionId> =
        bases.filter(|id| is_end(&outlines.show(id).to_lowercase(), &text)).collect();
    ending.sort();
    ending.dedup();
    match ending.as_slice() {
        [only] => Some((*only).clone()),
        _ => None,
    }
}

/// A citation in the case of letters in which citations are written: `Article 17(5)`, `Annex II`.
fn in_usual_case(text: &str) -> String {
    let Some((kind, number)) = text.split_once(' ') else { return text.to_owned() };
    let (annex, within) = number.split_once(' ').unwrap_or((number, ""));
    match kind.to_lowercase().as_str() {
        "article" => format!("Article {}", number.to_lowercase()),
        "recital" => format!("Recital {}", number.to_lowercase()),
        "annex" => format!("Annex {} {within}", annex.to_uppercase()).trim_end().to_owned(),
        _ => text.to_owned(),
    }
}

/// The provisions on which a rule and its parts rest, that of the rule first.
fn bases(rule: &Rule) -> impl Iterator<Item = &ProvisionId> {
    let exceptions = rule.exceptions.iter().filter_map(|exception| exception.basis.as_ref());
    let clock = rule.clock.iter().filter_map(|clock| clock.basis.as_ref());
    let days = rule.working_day.iter().filter_map(|ends| ends.basis.as_ref());
    let all = std::iter::once(&rule.basis).chain(exceptions).chain(clock).chain(days);
    all.map(|cited| &cited.provision)
}

/// The rules that formalise a provision or what is within it; else those of which a part does; else those that formalise
/// what is around it.
fn rules_of<'p>(program: &'p Program, id: &ProvisionId) -> Vec<&'p Rule> {
    let is_within = |outer: &ProvisionId, inner: &ProvisionId| {
        outer.instrument == inner.instrument && outer.path.contains(&inner.path)
    };
    let whole = |rule: &&Rule| is_within(id, &rule.basis.provision);
    let part = |rule: &&Rule| bases(rule).any(|basis| is_within(id, basis));
    let around = |rule: &&Rule| is_within(&rule.basis.provision, id);
    let found = |wanted: &dyn Fn(&&'p Rule) -> bool| program.rules.iter().filter(wanted).collect::<Vec<_>>();
    let ways: [&dyn Fn(&&'p Rule) -> bool; 3] = [&whole, &part, &around];
    ways.into_iter().map(found).find(|rules| !rules.is_empty()).unwrap_or_default()
}

/// The criteria of a program, with their citations.
struct Criteria<'p> {
    program: &'p Program,
    all: Vec<(String, &'p ProvisionId)>,
}

impl<'p> Criteria<'p> {
    fn of(program: &'p Program) -> Self {
        let shown = |id: &'p ProvisionId| (program.outlines.show(id), id);
        Self { program, all: program.criteria.iter().map(|c| shown(&c.provision)).collect() }
    }

    /// The criterion that a text certainly means.
    fn named(&self, text: &str) -> Option<ProvisionId> {
        let outlines = &self.program.outlines;
        let cited = parse_citation(text).map(|citation| {
            let instrument = citation.instrument.map(|ident| ident.name).or_else(|| outlines.own.clone());
            ProvisionId { instrument: instrument.unwrap_or_default(), path: citation.path }
        });
        if let Some(id) = cited.filter(|id| self.program.criterion(id).is_some()) {
            return Some(id);
        }
        let only = |found: Vec<&(String, &ProvisionId)>| match found.as_slice() {
            [(_, id)] => Some((*id).clone()),
            _ => None,
        };
        only(self.ending_in(text)).or_else(|| only(self.ending_in_any_case(text)))
    }

    /// The criteria whose citations end in a text: `3.1(g)` and `(g)` are ends of `Annex II 3.1(g)`.
    fn ending_in(&self, text: &str) -> Vec<&(String, &'p ProvisionId)> {
        self.all.iter().filter(|(shown, _)| is_end(shown, text)).collect()
    }

    fn ending_in_any_case(&self, text: &str) -> Vec<&(String, &'p ProvisionId)> {
        let text = text.to_lowercase();
        self.all.iter().filter(|(shown, _)| is_end(&shown.to_lowercase(), &text)).collect()
    }

    /// The criterion around what a text means, which is one of the outline.
    fn part(&self, text: &str) -> Option<Named> {
        let mut labels: Vec<&str> = vec![];
        let mut rest = text;
        while let Some((before, label)) = last_label(rest) {
            labels.insert(0, label);
            rest = before;
            let Some(id) = self.named(rest) else { continue };
            let mut inner = id.clone();
            for label in labels {
                inner.path = inner.path.child(Step::Label(label.to_lowercase().as_str().into()));
            }
            let outlines = &self.program.outlines;
            return outlines.find(&inner).map(|_| Named { id, part: Some(outlines.show(&inner)) });
        }
        None
    }

    /// The criteria whose citations start with a text, with or without the words before the number.
    fn starting_with(&self, text: &str) -> Vec<&(String, &'p ProvisionId)> {
        let text = text.to_lowercase();
        let starts = |shown: &str| {
            let shown = shown.to_lowercase();
            let ends = shown.match_indices(' ').filter_map(|(at, _)| shown.get(at + 1..));
            std::iter::once(shown.as_str())
                .chain(ends)
                .any(|end| end.strip_prefix(&text).is_some_and(|rest| rest.starts_with(['(', '.', ' '])))
        };
        self.all.iter().filter(|(shown, _)| starts(shown)).collect()
    }

    /// The criteria whose citations end in the words, or else start with them.
    fn within(&self, squeezed: &str) -> Vec<&(String, &'p ProvisionId)> {
        let ends = self.ending_in_any_case(squeezed);
        if ends.is_empty() { self.starting_with(squeezed) } else { ends }
    }

    fn none(&self, words: &str, squeezed: &str) -> Diagnostic {
        let code = &codes::UNKNOWN_PROVISION_ARGUMENT;
        // What can be meant is named: the words say too little, and nothing wrong.
        let within = self.within(squeezed);
        if !within.is_empty() {
            let message = format!("`{words}` can mean several criteria");
            return Diagnostic::new(code, message).help(format!("write one of {}", list(&within)));
        }
        let rules: Vec<&str> = self.program.rules.iter().map(|rule| rule.name.as_str()).collect();
        let message = if rules.is_empty() {
            format!("`{words}` is no criterion of the package")
        } else {
            format!("`{words}` is no criterion and no rule of the package")
        };
        let finding = Diagnostic::new(code, message);
        if let Some((around, _)) = last_label(squeezed) {
            if let Some(id) = self.named(around) {
                let shown = self.program.outlines.show(&id);
                return finding.help(format!("the criterion `{shown}` has no such part; write `{shown}`"));
            }
            let beside = self.starting_with(around);
            if !beside.is_empty() {
                return finding.help(format!("the criteria there are {}", list(&beside)));
            }
        }
        let short = self.all.iter().map(|(shown, _)| shown.rsplit(' ').next().unwrap_or(shown));
        let criteria = self.all.iter().map(|(shown, _)| shown.as_str()).chain(short);
        match (nearest(squeezed, criteria.chain(rules.iter().copied())), self.all.first()) {
            (Some(meant), _) => finding.help(format!("did you mean `{meant}`?")),
            (None, Some((first, _))) => finding.help(format!("write its citation, such as `{first}`")),
            (None, None) => finding.help("the package has no criteria"),
        }
    }
}

/// Whether a citation ends in a text, where a part of it starts.
fn is_end(shown: &str, text: &str) -> bool {
    let before = shown.strip_suffix(text);
    before.is_some_and(|before| before.is_empty() || before.ends_with(' ') || text.starts_with('('))
}

/// What stands before the last label of a citation, and the label: `3.1(i)` and `ii` of `3.1(i)(ii)`.
fn last_label(text: &str) -> Option<(&str, &str)> {
    let (before, label) = text.strip_suffix(')')?.rsplit_once('(')?;
    (!before.is_empty()).then_some((before, label))
}

/// The citations of criteria, the first ones if there are many.
fn list(criteria: &[&(String, &ProvisionId)]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = criteria.iter().take(MOST).map(|(shown, _)| format!("`{shown}`")).collect();
    let more = if criteria.len() > MOST { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
