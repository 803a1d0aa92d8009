//! The register of diagnostic codes. A code is stable: it is never renumbered and never reused. Each has a page
//! `docs/diagnostics/<id>.md` with an example that triggers it and its repair.

use std::fmt;

use crate::Severity;

/// A kind of finding.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    /// The stable number, `ACQ0301`.
    pub id: &'static str,
    /// What is wrong in a word or two, `basis-without-power`.
    pub name: &'static str,
    /// How grave it is unless the user asks otherwise.
    pub severity: Severity,
    /// One sentence for lists of codes.
    pub summary: &'static str,
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// The code with this id or name, whatever its case.
pub fn find_code(text: &str) -> Option<&'static Code> {
    ALL_CODES
        .iter()
        .copied()
        .find(|code| code.id.eq_ignore_ascii_case(text) || code.name.eq_ignore_ascii_case(text))
}

macro_rules! register {
    ($( $constant:ident = $id:literal $name:literal $severity:ident $summary:literal; )*) => {
        /// Every code, in the order of their numbers.
        pub const ALL_CODES: &[&Code] = &[$(&codes::$constant),*];

        /// The codes, by a constant each.
        pub mod codes {
            use super::{Code, Severity};
            $(
                #[doc = $summary]
                pub const $constant: Code =
                    Code { id: $id, name: $name, severity: Severity::$severity, summary: $summary };
            )*
        }
    };
}

register! {
    // Text and grammar.
    SYNTAX = "ACQ0001" "syntax" Error "The text does not follow the grammar at this place.";
    UNCLOSED = "ACQ0002" "unclosed-block" Error "A block is opened and never closed, or closed and never opened.";
    UNKNOWN_KEYWORD = "ACQ0003" "unknown-keyword" Error "A declaration or clause starts with a word that is no keyword.";
    TOO_DEEP = "ACQ0004" "nested-too-deep" Error "Blocks, brackets or quantifiers are nested deeper than the language allows.";
    MIXED_CONNECTIVES = "ACQ0005" "mixed-connectives" Error "`and`, `or` and `implies` are mixed without parentheses.";
    OPEN_BODY = "ACQ0006" "open-body" Error "A connective follows a quantifier or a conditional without parentheses.";
    CHAINED_COMPARISON = "ACQ0007" "chained-comparison" Error "Comparisons are chained.";
    CHAINED_IMPLICATION = "ACQ0008" "chained-implication" Error "Implications are chained.";
    UNTERMINATED_TEXT = "ACQ0009" "unterminated-text" Error "A quoted text does not end on its line.";
    FOREIGN_CHARACTER = "ACQ0010" "foreign-character" Error "A character that only looks like one of the language, or has no place in it.";
    BIDIRECTIONAL = "ACQ0011" "bidirectional-control" Error "An invisible character that changes what a reader sees.";
    CONFUSABLE_NAME = "ACQ0012" "confusable-name" Warning "A name that looks like another, or mixes alphabets.";
    DOUBLE_NEGATION = "ACQ0013" "double-negation" Error "`not not`.";
    SPACE_BEFORE_PARENTHESIS = "ACQ0014" "space-before-parenthesis" Error "A call or a citation has a space before its parenthesis.";
    BAD_LITERAL = "ACQ0015" "bad-literal" Error "A date that does not exist, a number that is too large, or a country code that is not assigned.";

    // Names.
    UNRESOLVED = "ACQ0101" "unresolved-name" Error "Nothing of this name is declared.";
    DUPLICATE = "ACQ0102" "duplicate-name" Error "Two declarations have one name.";
    CYCLE = "ACQ0103" "cyclic-definition" Error "Definitions refer to each other in a circle.";
    UNUSED_DEFINITION = "ACQ0104" "unused-definition" Warning "Nothing uses this definition.";
    UNUSED_READING = "ACQ0105" "unused-reading" Warning "No provision is read by this reading.";
    UNUSED_IMPORT = "ACQ0106" "unused-import" Warning "Nothing in this file comes from the imported module.";
    UNKNOWN_MODULE = "ACQ0107" "unknown-module" Error "There is no module of this name in the package.";
    MISSING_IMPORT = "ACQ0108" "missing-import" Error "The name is declared in a module that this file does not import.";
    UNKNOWN_FIELD = "ACQ0109" "unknown-field" Error "The entity has no field of this name.";
    SHADOWED = "ACQ0110" "shadowed-name" Error "A variable has the name of something already in scope.";
    UNUSED_VARIABLE = "ACQ0111" "unused-variable" Warning "A parameter or variable is never used.";

    // Types.
    TYPE_MISMATCH = "ACQ0201" "type-mismatch" Error "A value of one type stands where another is needed.";
    NO_ORDER = "ACQ0202" "no-order" Error "Values that have no order, or belong to different orders, are compared by size.";
    UNIT_MISMATCH = "ACQ0203" "unit-mismatch" Error "Quantities of different units are mixed.";
    NOT_A_LIST = "ACQ0204" "not-a-list" Error "A quantifier ranges over something that is no list.";
    REGISTER_MISUSE = "ACQ0205" "register-misuse" Error "A register is used as a value, or tested for something it cannot hold.";
    WRONG_ARGUMENTS = "ACQ0206" "wrong-arguments" Error "A notion is called with too many, too few or misplaced arguments.";
    NO_FIELDS = "ACQ0207" "no-fields" Error "A field is read from something that has none.";
    READ_OPTIONAL = "ACQ0208" "read-optional" Error "A field is read through something that may not exist.";
    BAD_TYPE = "ACQ0209" "bad-type" Error "A type is written in a form that the vocabulary does not allow.";
    NO_ROUNDING = "ACQ0210" "no-rounding" Error "Months or years are added without saying how a missing day rounds.";
    LEVEL_MISUSE = "ACQ0211" "level-misuse" Error "`own level` or a level is used where no ladder gives it a meaning.";

    // Law.
    BASIS_WITHOUT_POWER = "ACQ0301" "basis-without-power" Warning "A derogation rests on a provision that grants no such power.";
    REGISTER_WITHOUT_POWER = "ACQ0302" "register-without-power" Warning "A register rests on a provision that empowers no act.";
    UNKNOWN_PROVISION = "ACQ0303" "unknown-provision" Error "A citation names a provision that is in no outline.";
    DEROGATION_WITHOUT_CRITERION = "ACQ0304" "derogation-without-criterion" Error "A derogation departs from a point that is no criterion.";
    DEROGATION_AT_OTHER_LEVEL = "ACQ0305" "derogation-at-other-level" Error "A derogation names a level that is not that of its criterion.";
    NOT_FORMALISED = "ACQ0306" "point-not-formalised" Error "A point of the outline has no criterion and no stated reason for having none.";
    WITHOUT_LEVEL = "ACQ0307" "criterion-without-level" Error "A criterion belongs to no level of any ladder.";
    WRONG_LEVEL = "ACQ0308" "criterion-at-wrong-level" Error "A criterion stands at a level other than the one that its provision sets out.";
    DUPLICATE_CRITERION = "ACQ0309" "duplicate-criterion" Error "One provision is formalised twice.";
    STALE_PRINTED_AS = "ACQ0310" "stale-printed-as" Warning "A `printed as` does not match what the outline says is printed.";
    LEVEL_IN_COPY = "ACQ0311" "level-in-copy" Error "A criterion that is copied to another level names a level literally.";
    BAD_COPY = "ACQ0312" "bad-copy" Error "A criterion restates or refines something that it cannot.";
    NO_FAILS_GLOSS = "ACQ0313" "no-fails-gloss" Warning "A criterion that requires a negation does not say in plain words when it fails.";
    SHOULD_WITHOUT_READING = "ACQ0314" "should-without-reading" Error "A `should` does not say by which reading it binds.";
    BAD_CHOICE = "ACQ0315" "bad-reading-choice" Error "The choices of a reading are incomplete, unknown, doubled or without one default.";
    NO_FAILING_ELEMENT = "ACQ0316" "no-failing-element" Error "A derogation speaks of those that fail, and its criterion requires nothing of each.";
    WHOLE_DEROGATION = "ACQ0317" "derogation-of-the-whole" Warning "A derogation does not bind those that fail the criterion.";
    FORMALISED_ANYWAY = "ACQ0318" "formalised-anyway" Error "A provision is declared not formalised, and is.";
    BAD_LADDER = "ACQ0319" "bad-ladder" Error "The levels of a ladder do not run from 1 upwards without gaps, or one provision sets out two of them.";
    BAD_COUNTERPART = "ACQ0320" "bad-counterpart" Error "The counterpart of a criterion is no criterion of a lower level.";
    BAD_OUTLINE = "ACQ0321" "bad-outline" Error "An outline lists a provision twice or in an impossible range.";
    BAD_ENTRY = "ACQ0322" "bad-register-entry" Error "An entry of a register ends before it starts, or overlaps another.";
    NOTHING_REQUIRED = "ACQ0323" "nothing-required" Error "A criterion or derogation requires nothing.";
    REPEATED_CLAUSE = "ACQ0324" "repeated-clause" Error "A clause that may stand once stands twice, or stands where it has no meaning.";
    OVERLAPPING_EXCEPTIONS = "ACQ0325" "overlapping-exceptions" Error "Two exceptions of a rule can both apply, and nothing says which goes first.";
    CIRCULAR_ORDER = "ACQ0326" "circular-order" Error "Exceptions of a rule go before each other in a circle.";
    NO_DEFAULT = "ACQ0327" "no-default" Error "A rule does not say what holds where no exception applies.";
    DEROGATION_WITHOUT_BASIS = "ACQ0328" "derogation-without-basis" Warning "A derogation does not say on which provision it rests.";
    SLIP_NOT_SHOWN = "ACQ0329" "slip-not-shown" Warning "The text prints another provision than the one on which a derogation rests, and the policy does not show it.";
    DEROGATION_FROM_ANOTHER_POINT = "ACQ0330" "derogation-from-another-point" Error "A derogation departs from one point, and its own points are those of another.";
    NO_DIFFERENCE = "ACQ0331" "no-difference" Warning "A criterion that refines another states a difference that is none.";
    BAD_ADDRESS = "ACQ0332" "bad-address" Error "The address of an instrument is no address of the web.";

    // The decidable core.
    CONTAINMENT_CYCLE = "ACQ0401" "containment-cycle" Error "An entity contains itself.";
    BACKWARD_ALTERNATION = "ACQ0402" "backward-alternation" Error "A `some` and an `every` alternate against the order of the lists.";
    IDENTITY = "ACQ0403" "identity" Error "References are compared, counted or ranged over as a pool.";
    NESTED_WALKS = "ACQ0404" "nested-walks" Error "Walks along references nest in a circle.";
    COUNT_NOT_CONSTANT = "ACQ0405" "count-not-constant" Error "A count is not compared with a constant.";
    NOT_LINEAR = "ACQ0406" "not-linear" Error "Two quantities are multiplied or divided.";
    OUT_OF_RANGE = "ACQ0407" "out-of-range" Error "A number has no declared range, or a result leaves what can be represented.";
    TEXT_ORDER = "ACQ0408" "text-order" Error "Texts are compared other than for equality.";

    // Packages.
    BAD_MANIFEST = "ACQ0501" "bad-manifest" Error "`acquis.toml` cannot be used.";
    NO_PACKAGE = "ACQ0502" "no-package" Error "There is no package here.";
    UNREADABLE_SOURCE = "ACQ0503" "unreadable-source" Error "A source file cannot be read.";
    PACKAGE_TOO_LARGE = "ACQ0504" "package-too-large" Error "A package holds more than the limits allow.";
    FACTS_DECLARATION = "ACQ0505" "facts-declaration" Error "A package with criteria needs exactly one `facts` declaration.";
    CALLS_TOO_DEEP = "ACQ0506" "calls-too-deep" Error "Definitions build on each other in a chain that is too long.";
    LADDER_CHOICE = "ACQ0507" "ladder-choice" Error "It is not said which ladder is meant.";
    SKIPPED_SOURCE = "ACQ0508" "skipped-source" Error "What looks like a source of the package is not read.";
    SHARED_MODULE = "ACQ0509" "shared-module" Error "Two files are one module.";

    // Dossiers.
    UNREADABLE_DOSSIER = "ACQ0601" "unreadable-dossier" Error "A dossier cannot be read.";
    DOSSIER_SYNTAX = "ACQ0602" "dossier-syntax" Error "A dossier is not well-formed JSON or YAML.";
    DUPLICATE_KEY = "ACQ0603" "duplicate-key" Error "A key stands twice in one record.";
    UNKNOWN_KEY = "ACQ0604" "unknown-key" Error "A key is not in the vocabulary.";
    WRONG_TYPE = "ACQ0605" "wrong-type" Error "A fact has another type than the vocabulary gives it.";
    FACT_OUT_OF_RANGE = "ACQ0606" "fact-out-of-range" Error "A number or date lies outside its declared range.";
    IMPOSSIBLE_DATE = "ACQ0607" "impossible-date" Error "A date does not exist or is not written YYYY-MM-DD.";
    UNKNOWN_VALUE = "ACQ0608" "unknown-value" Error "A value is not one of those the vocabulary lists.";
    DANGLING_REFERENCE = "ACQ0609" "dangling-reference" Error "A reference names nothing in the dossier.";
    IDENTITY_CLASH = "ACQ0610" "identity-clash" Error "An identity is missing or stands twice.";
    EMPTY_LIST = "ACQ0611" "empty-list" Error "A list that must not be empty is.";
    DOSSIER_TOO_DEEP = "ACQ0612" "dossier-too-deep" Error "A dossier is nested deeper than the limit.";
    YAML_FEATURE = "ACQ0613" "yaml-feature" Error "A dossier uses a feature of YAML that is refused.";
    ASSUMPTION_VIOLATED = "ACQ0614" "assumption-violated" Error "A dossier contradicts what the package assumes of every dossier.";
    BAD_OVERLAY = "ACQ0615" "bad-register-overlay" Error "A dossier's register entries cannot be used.";
    NO_DATE = "ACQ0616" "no-assessment-date" Error "Neither the command nor the dossier says as of which date to assess.";
    TOO_MUCH_WORK = "ACQ0617" "too-much-work" Error "An assessment takes more steps than the limit.";
    BACKWARD_STOP = "ACQ0618" "backward-stop" Error "A clock runs again before it was stopped.";

    // The command line.
    UNKNOWN_READING = "ACQ0701" "unknown-reading" Error "A reading or its choice is not in the package.";
    BAD_DATE_ARGUMENT = "ACQ0702" "bad-date-argument" Error "A date on the command line is none.";
    UNKNOWN_PROVISION_ARGUMENT = "ACQ0703" "unknown-provision-argument" Error "What is to be explained is no criterion and no rule of the package.";
    UNKNOWN_LEVEL = "ACQ0704" "unknown-level" Error "The level asked for is not in the ladder.";
    PACKAGE_HAS_ERRORS = "ACQ0705" "package-has-errors" Error "A package with errors does not assess.";
    UNKNOWN_CODE = "ACQ0706" "unknown-code" Error "There is no diagnostic of this code.";
    UNREADABLE_ARGUMENT = "ACQ0707" "unreadable-argument" Error "Something on the command line cannot be used.";
    NO_SCENARIO = "ACQ0708" "no-scenario" Error "There is no scenario to be run.";
    UNWRITABLE_OUTPUT = "ACQ0709" "unwritable-output" Error "Results cannot be written.";
    NO_ROOM = "ACQ0710" "no-room" Error "A package cannot be started where something else stands.";

    // Scenarios.
    SCENARIO_DOSSIER = "ACQ0801" "scenario-dossier" Error "The dossier that a scenario starts from cannot be used.";
    NO_SUCH_ELEMENT = "ACQ0802" "no-such-element" Error "A scenario names something in its facts that is not there.";
    UNDATED_SCENARIO = "ACQ0803" "undated-scenario" Error "Neither a scenario nor its dossier says as of which date to assess.";
    NOTHING_EXPECTED = "ACQ0804" "nothing-expected" Error "A scenario expects nothing.";
    IMPOSSIBLE_EXPECTATION = "ACQ0805" "impossible-expectation" Error "A scenario expects what can never be.";
    BAD_TABLE = "ACQ0806" "bad-table" Error "A row or column of a table of cases does not fit.";
    BAD_MUTANT_REASON = "ACQ0807" "bad-mutant-reason" Error "A reason is given for a mutant that is killed, that is proved equivalent, that there is not, or that has one.";

    // Evidence.
    EVIDENCE_KINDS = "ACQ0901" "evidence-kinds" Error "It is not said, or said twice, which kinds of evidence there are.";
    UNKNOWN_EVIDENCE_KIND = "ACQ0902" "unknown-evidence-kind" Error "Evidence is asked for of a kind that is not listed.";
    UNKNOWN_GRADE = "ACQ0903" "unknown-grade" Error "Evidence is asked for of a grade that there is not.";
    UNMEETABLE_EVIDENCE = "ACQ0904" "unmeetable-evidence" Error "Evidence is asked for that no dossier can give.";
    BAD_EVIDENCE = "ACQ0905" "bad-evidence" Error "A record of evidence in a dossier cannot be used.";

    // Waivers.
    BAD_WAIVER = "ACQ1001" "bad-waiver" Error "A waiver waives nothing that can be waived, or gives no reason.";
    EXPIRED_WAIVER = "ACQ1002" "expired-waiver" Error "The last day of a waiver has passed.";
    IDLE_WAIVER = "ACQ1003" "idle-waiver" Warning "A waiver waives nothing that is found.";
    NO_CHECK_DATE = "ACQ1004" "no-check-date" Error "Waivers run out, and it is not known which day it is.";

    // Layout.
    LEFT_AS_WRITTEN = "ACQ1101" "left-as-written" Warning "A declaration with a fault is not laid out.";

    // Amendments.
    AMENDMENT_OUT_OF_PLACE = "ACQ1201" "amendment-out-of-place" Error "An amendment does not start its file, or shares it with another.";
    UNKNOWN_AMENDMENT = "ACQ1202" "unknown-amendment" Error "An amendment is named that there is not.";
    BAD_AMENDMENT = "ACQ1203" "bad-amendment" Error "What an amendment says of itself is missing, or cannot be.";
    UNKNOWN_TARGET = "ACQ1204" "unknown-target" Error "An amendment changes something that there is not, or that is not one thing.";
    MOVED_BASE = "ACQ1205" "moved-base" Error "What an amendment changes has no fingerprint, or is not what it was.";
    NUMBER_TAKEN = "ACQ1206" "number-taken" Error "An amendment inserts something under a number or name that is taken.";
    CONFLICTING_AMENDMENTS = "ACQ1207" "conflicting-amendments" Error "Two amendments, or two operations of one, change the same point.";
    UNMATCHED_TEXT = "ACQ1208" "unmatched-text" Error "An operation has no new text, or a new text no operation.";
    WORDS_NOT_FOUND = "ACQ1209" "words-not-found" Error "The words to be changed do not stand in the target, or stand there more than once.";
    LEANS_ON_DELETED = "ACQ1210" "leans-on-deleted" Warning "Something rests on a provision that is deleted.";
    CHANGES_NOTHING = "ACQ1211" "changes-nothing" Warning "An operation leaves what it changes as it is.";
    NOT_APPLIED = "ACQ1212" "amendment-not-applied" Warning "An amendment in force on the assessment date is not applied.";
    KEPT_COPY = "ACQ1213" "kept-copy" Note "A criterion that copies one that is amended keeps the text from before.";
    TOO_MANY_AMENDMENTS = "ACQ1214" "too-many-amendments" Error "Amendments hold more than the limits allow.";

    // Proofs.
    CONTRADICTORY_ASSUMPTIONS = "ACQ1301" "contradictory-assumptions" Error "No dossier is as the package assumes of every dossier.";
    UNREACHABLE_LEVEL = "ACQ1302" "unreachable-level" Warning "No service can reach a level, whatever the facts.";
    NEVER_FAILS = "ACQ1303" "never-fails" Warning "A criterion is satisfied whatever the facts.";
    NEVER_HOLDS = "ACQ1304" "never-holds" Warning "A criterion is satisfied by nobody, whatever the facts.";
    IDLE_DEROGATION = "ACQ1305" "idle-derogation" Warning "A derogation lifts its criterion for nobody who needs it.";
    IDLE_CLAUSE = "ACQ1306" "idle-clause" Warning "A clause of a criterion changes nothing, whatever the facts.";
    NOT_ANSWERED = "ACQ1307" "not-answered" Warning "A question about all possible facts was not answered.";
    OTHER_VOCABULARY = "ACQ1308" "other-vocabulary" Error "Two packages use one name for different facts, so that they cannot be compared.";

    // Official texts.
    UNREADABLE_TEXT = "ACQ1401" "unreadable-text" Warning "An official text that the package points at cannot be read.";
    BROKEN_NUMBERING = "ACQ1402" "broken-numbering" Warning "Numbers of a list of an official text are missing or do not follow each other.";
    REPEATED_NUMBER = "ACQ1403" "repeated-number" Warning "A number of an official text is printed twice among its neighbours.";
    REFERENCE_TO_NOTHING = "ACQ1404" "reference-to-nothing" Warning "A reference of an official text leads to a provision that it does not have.";
    ACT_WITHOUT_POWER = "ACQ1405" "act-without-power" Warning "An official text speaks of an act under a provision that empowers nobody to adopt one.";
    UNUSED_TERM = "ACQ1406" "unused-term" Note "A term that an official text defines is not used in it.";
    TERM_WRITTEN_OTHERWISE = "ACQ1407" "term-written-otherwise" Note "A term is written in another way than an official text defines it.";
    PROBABLE_MISPRINT = "ACQ1408" "probable-misprint" Note "A word of an official text is probably a misprint of another that it uses.";
    UNEVEN_HYPHEN = "ACQ1409" "uneven-hyphen" Note "Two words are written with a hyphen and without one, and used in the same way.";
    REWORDED_PROVISION = "ACQ1410" "reworded-provision" Warning "A provision that policies cite reads otherwise than when its text was locked.";
    GONE_PROVISION = "ACQ1411" "gone-provision" Warning "A provision that policies cite is not there any more under the number that it had when its text was locked.";
    UNREADABLE_LOCK = "ACQ1412" "unreadable-lock" Warning "What was locked of official texts cannot be read.";
    UNCITED_CHANGE = "ACQ1413" "uncited-change" Note "Provisions that no policy cites are not as they were when their text was locked.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sorted_and_unique_and_names_are_kebab_case() {
        for pair in ALL_CODES.windows(2) {
            assert!(pair[0].id < pair[1].id, "{} before {}", pair[0].id, pair[1].id);
        }
        let mut names: Vec<&str> = ALL_CODES.iter().map(|code| code.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL_CODES.len());
        assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
    }

    #[test]
    fn codes_are_found_by_id_and_name() {
        assert_eq!(find_code("acq0301"), Some(&codes::BASIS_WITHOUT_POWER));
        assert_eq!(find_code("basis-without-power"), Some(&codes::BASIS_WITHOUT_POWER));
        assert_eq!(find_code("ACQ9999"), None);
    }
}
