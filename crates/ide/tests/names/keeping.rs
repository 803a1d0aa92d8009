//! Dossiers of the law in `policies/cada` that are kept as scenarios: the law checks, and they pass.

use acquis_analysis::{findings, program, scenarios};
use acquis_base::MemoryHost;
use acquis_eval::Question;
use acquis_facts::{Format, read};
use acquis_ide::keeping::Keeping;
use acquis_ide::rename::apply;

use crate::cada::{Law, loaded, texts};
use crate::rename::wrong;

#[test]
fn dossiers_of_the_law_become_scenarios_that_pass() {
    let law = Law::new();
    let count = scenarios(&law.db, law.package).len();
    for dossier in law.documents.iter().step_by(5) {
        let keeping = Keeping::prepare(&law.db, law.package, dossier, false).expect("a file of scenarios");
        let format = Format::of(&dossier.path, &dossier.text);
        let facts = read(keeping.program(), &dossier.path, &dossier.text, format).expect("it fits");
        let as_of = facts.as_of.or_else(|| "2028-01-01".parse().ok()).expect("a date");
        let kept = keeping.kept(&facts, &Question::new(keeping.program(), as_of));
        let kept = kept.unwrap_or_else(|| panic!("{}: it is not kept", dossier.path));
        let mut host = MemoryHost::new();
        for (path, text) in texts() {
            let own = kept.edits.iter().filter(|edit| edit.place.file == path.as_str());
            host.insert(path.as_str(), apply(&text, own));
        }
        let (db, package, _) = loaded(&host);
        assert_eq!(findings(&db, package), &[], "{}", dossier.path);
        let program = program(&db, package).as_ref().expect("a program");
        let all = scenarios(&db, package);
        assert_eq!(all.len(), count + 1);
        let wrong: usize =
            all.iter().flat_map(|it| it.cases.iter().map(|case| wrong(program, it, case))).sum();
        assert_eq!(wrong, 0, "{}: {}", dossier.path, kept.edits[0].text);
    }
}
