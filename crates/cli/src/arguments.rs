//! The words of the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Policy-as-code for assurance-level law.
#[derive(Debug, Parser)]
#[command(name = "acquis", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Exit codes: 0 yes or done; 1 no; 2 the command or its input could not be used; 3 undetermined."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(Check),
    Assess(Assess),
    Explain(Explain),
    Gap(Gap),
    Verify(Verify),
    Diff(Diff),
    Test(Test),
    Text(Text),
    Consolidate(Consolidate),
    Fmt(Fmt),
    Init(Init),
    Emit(Emit),
    Lsp(Lsp),
    Completions(Completions),
    Man(Man),
}

/// Is the package right?
///
/// Checks the package that the paths belong to, found from acquis.toml upwards. Without a path and without a package
/// around the working folder, checks the CADA package that is built in.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// A folder or file of the package.
    pub(crate) paths: Vec<String>,
    /// How findings are shown.
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub(crate) format: CheckFormat,
    /// Count warnings as errors: a code such as ACQ0301, its name, or `warnings` for all.
    #[arg(long, value_name = "CODE")]
    pub(crate) deny: Vec<String>,
    /// Apply an amendment, or a set of them that the manifest names; several are applied together.
    #[arg(long, value_name = "NAME")]
    pub(crate) amend: Vec<String>,
    /// The day on which waivers must not have run out; else the current day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<String>,
}

/// Which level does a service reach, why, and what is missing?
#[derive(Debug, Args)]
pub(crate) struct Assess {
    /// Dossiers of facts in JSON or YAML; `-` reads one from standard input.
    #[arg(required = true)]
    pub(crate) facts: Vec<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// Say with the exit code whether this level is reached: 0 yes, 1 no, 3 not settled.
    #[arg(long, value_name = "LEVEL", allow_negative_numbers = true)]
    pub(crate) require_level: Option<String>,
    /// Show for every criterion which evidence it asks for, and whether that is given, stale or absent.
    #[arg(long)]
    pub(crate) evidence: bool,
    /// Show which verdicts, rules and levels move under other readings than those asked for.
    #[arg(long)]
    pub(crate) all_readings: bool,
    /// How the assessment is shown.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

/// Why is a verdict what it is? Or: what does a diagnostic mean?
///
/// `acquis explain FACTS PROVISION` derives the verdict on one criterion, `acquis explain FACTS RULE` what a rule gives;
/// `acquis explain ACQ0301` explains a diagnostic.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A dossier of facts (`-` for standard input), or the code of a diagnostic.
    #[arg(value_name = "FACTS|CODE")]
    pub(crate) subject: String,
    /// The criterion to explain, such as "Annex II 3.1(g)" or 3.1(g), or the name of a rule.
    #[arg(value_name = "PROVISION|RULE")]
    pub(crate) provision: Option<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// Show every step, also those that do not bear on the verdict.
    #[arg(long)]
    pub(crate) full: bool,
    /// How the derivation is shown.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

/// What would have to change, or be shown, to reach a level?
///
/// Searches by repeated assessment for a set of facts under which the level is attained and none of which can be left
/// out. Facts that the vocabulary calls fixed are never proposed. Exit 1 if the search finds no set.
#[derive(Debug, Args)]
pub(crate) struct Gap {
    /// A dossier of facts in JSON or YAML; `-` reads it from standard input.
    pub(crate) facts: String,
    /// The level to reach.
    #[arg(long, value_name = "LEVEL", allow_negative_numbers = true)]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// How the answer is shown.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

/// Does everything come out as the scenarios say?
///
/// Runs the scenarios of the package that the paths belong to, found from acquis.toml upwards. Exit 1 if one fails.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// A folder or file of the package.
    pub(crate) paths: Vec<String>,
    /// Run only those whose titles, or what their rows set, contain this text.
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,
    /// Ask them of the law with an amendment in, or a set of them that the manifest names; several are applied together.
    #[arg(long, value_name = "NAME")]
    pub(crate) amend: Vec<String>,
    /// List also the scenarios that pass, and with --mutants what became of every mutant.
    #[arg(long)]
    pub(crate) full: bool,
    /// Change the law in small ways, one at a time, and show which changes no scenario notices.
    #[arg(long, conflicts_with_all = ["filter", "lcov", "amend"])]
    pub(crate) mutants: bool,
    /// Show which parts of the law the scenarios have shown true and false.
    #[arg(long)]
    pub(crate) coverage: bool,
    /// Write the same as LCOV to a file; `-` for standard output, in place of the results.
    #[arg(long, value_name = "FILE")]
    pub(crate) lcov: Option<String>,
    /// Run them again whenever a file changes that they rest on, until Ctrl-C.
    #[arg(long, conflicts_with = "lcov")]
    pub(crate) watch: bool,
    /// How results are shown.
    #[arg(long, value_enum, default_value_t = TestFormat::Human)]
    pub(crate) format: TestFormat,
}

/// What does an official text say, and what is wrong with it?
///
/// Reads texts of the Union as Markdown, or as plain text that a converter has left of printed pages.
#[derive(Debug, Args)]
pub(crate) struct Text {
    #[command(subcommand)]
    pub(crate) command: TextCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TextCommand {
    Check(TextCheck),
    Diff(TextDiff),
    Lock(TextLock),
    Outline(TextOutline),
}

/// Is an official text right?
///
/// Finds numbers that are missing or stand twice, references that lead to nothing or to an article that empowers nobody,
/// terms that are not used or written otherwise, and probable misprints. Files that are named make up one text; without
/// any, the texts are checked that the package here names.
#[derive(Debug, Args)]
pub(crate) struct TextCheck {
    /// Files of one text, or folders of packages that name texts.
    pub(crate) paths: Vec<String>,
    /// How findings are shown.
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub(crate) format: CheckFormat,
    /// Count warnings as errors: a code such as ACQ1404, its name, or `warnings` for all.
    #[arg(long, value_name = "CODE")]
    pub(crate) deny: Vec<String>,
}

/// What changed between two versions of an official text?
///
/// Names what was added, deleted, renumbered, moved, renamed or reworded, with the words that changed, and for each which
/// policies of the package cite it. Provisions are matched by what they say, so that a renumbering is one change.
#[derive(Debug, Args)]
pub(crate) struct TextDiff {
    /// The older version: a file, or a folder of files.
    pub(crate) old: String,
    /// The newer version.
    pub(crate) new: String,
    /// The folder of the package whose policies cite the text; else the one around the working folder.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) package: Option<String>,
    /// Write the skeleton of an amendment for what changed, to be filled in.
    #[arg(long, conflicts_with = "format")]
    pub(crate) amendment: bool,
    /// How the answer is shown.
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    pub(crate) format: DiffFormat,
}

/// Lock the official texts of a package.
///
/// Writes texts.lock beside the manifest: a fingerprint of each provision of the texts that the package names. `acquis check`
/// then says where a provision that policies cite reads otherwise. White space, the form of quotes and dashes, and hyphens
/// within words do not count.
#[derive(Debug, Args)]
pub(crate) struct TextLock {
    /// A folder or file of the package.
    pub(crate) package: Option<String>,
    /// Write nothing: exit 1 if the file is not what it would be.
    #[arg(long)]
    pub(crate) check: bool,
}

/// Write the outline of an official text.
///
/// Prints a declaration of an instrument with the numbers and headings of the text, laid out. Articles that no file has are
/// listed as not transcribed; what cannot be cited is left out, and a comment says so.
#[derive(Debug, Args)]
pub(crate) struct TextOutline {
    /// Files of one text.
    #[arg(required = true)]
    pub(crate) files: Vec<String>,
    /// What the instrument is called.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,
}

/// How does the law read with amendments in?
///
/// Prints the files that the amendments change, laid out, with a comment at each change that names the amendment; or the
/// changes in two columns. Nothing is written. Exit 1 if the law as amended has errors.
#[derive(Debug, Args)]
pub(crate) struct Consolidate {
    /// A folder or file of the package.
    pub(crate) path: Option<String>,
    /// Apply an amendment, or a set of them that the manifest names; several are applied together.
    #[arg(long, value_name = "NAME")]
    pub(crate) amend: Vec<String>,
    /// How the result is shown.
    #[arg(long, value_enum, default_value_t = ConsolidateFormat::Acquis)]
    pub(crate) format: ConsolidateFormat,
}

/// How a law with amendments in is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConsolidateFormat {
    /// As source.
    Acquis,
    /// Each change in two columns, as a page of HTML.
    TwoColumnHtml,
    /// Each change in two columns, as Markdown.
    TwoColumnMarkdown,
}

/// Lay out policies in the one canonical way.
///
/// Rewrites the policies that the paths name or hold; without a path, those of the working folder. Only blanks, line breaks
/// and the comma before a closing bracket change. A declaration with a fault stays as it is written.
#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// Folders and files; `-` lays out standard input.
    pub(crate) paths: Vec<String>,
    /// Write nothing: show what would change, and exit 1 if anything would.
    #[arg(long)]
    pub(crate) check: bool,
}

/// What is wrong with the package whatever the facts?
///
/// Asks about all possible facts at once: levels that nobody reaches, criteria that never fail or never hold, derogations
/// and clauses that change nothing, assumptions that contradict each other.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// A folder or file of the package.
    pub(crate) path: Option<String>,
    /// How findings are shown.
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub(crate) format: CheckFormat,
    /// Say also what is no fault: how each point compares with its counterpart one level down, which criteria hang on a
    /// reading, which derogations overlap.
    #[arg(long)]
    pub(crate) report: bool,
    /// Ask as of this date only; else as of any.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<String>,
    /// Apply an amendment, or a set of them that the manifest names; several are applied together.
    #[arg(long, value_name = "NAME")]
    pub(crate) amend: Vec<String>,
}

/// What does a change of the law mean, and for whom?
///
/// Compares two versions of a package over all possible facts: what became stricter, looser, or both, with facts that show
/// it; and says what becomes of the cases of its scenarios. The versions are two folders, or one with and without
/// amendments, under other readings, or as it was at a revision. Exits 0; with --exit-code 1 if the meaning changed.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The folder of the older version; else the package here.
    pub(crate) base: Option<String>,
    /// The folder of the newer version; else that of the older, where an option tells them apart, or else the package
    /// here.
    pub(crate) new: Option<String>,
    /// Apply an amendment, or a set of them, to the newer version; several are applied together.
    #[arg(long, value_name = "NAME")]
    pub(crate) amend: Vec<String>,
    /// The same to the older version.
    #[arg(long, value_name = "NAME")]
    pub(crate) base_amend: Vec<String>,
    /// The older version is the package as it was at this revision of its git repository.
    #[arg(long, value_name = "REVISION")]
    pub(crate) since: Option<String>,
    /// Read both versions like this: `reading=choice`.
    #[arg(long, value_name = "READING=CHOICE")]
    pub(crate) reading: Vec<String>,
    /// Read only the newer version like this: `reading=choice`.
    #[arg(long, value_name = "READING=CHOICE")]
    pub(crate) new_reading: Vec<String>,
    /// Ask as of this date only; else as of any.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<String>,
    /// How the answer is shown.
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    pub(crate) format: DiffFormat,
    /// Exit 1 if the meaning changed.
    #[arg(long)]
    pub(crate) exit_code: bool,
}

/// How a comparison is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For a comment on a change.
    Markdown,
    /// As a page.
    Html,
}

/// Start a package.
///
/// Writes a small package that checks: an outline, facts, two levels with a derogation, scenarios, and a dossier. Nothing
/// that is there is changed; the folder must be new or empty.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder of the package; else the working folder.
    pub(crate) folder: Option<String>,
    /// What the package is called; else like its folder.
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// Write the package in another form.
#[derive(Debug, Args)]
pub(crate) struct Emit {
    /// The form.
    #[arg(value_enum)]
    pub(crate) target: Target,
    /// A folder or file of the package.
    pub(crate) path: Option<String>,
}

/// A form of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// The schema of its dossiers, by which editors complete them (JSON Schema 2020-12).
    JsonSchema,
}

/// Serve an editor.
///
/// Speaks the Language Server Protocol on standard input and output until the editor leaves; editors start it by
/// themselves. Findings are those of `acquis check`.
#[derive(Debug, Args)]
pub(crate) struct Lsp {
    /// Speak on standard input and output, as it always does; editors pass it by habit.
    #[arg(long)]
    pub(crate) stdio: bool,
}

/// Write the completions of a shell.
///
/// For bash: `acquis completions bash > ~/.local/share/bash-completion/completions/acquis`
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

/// Write a page of the manual.
///
/// To read it: `acquis man check | man -l -`
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command that the page is about; else the program as a whole.
    pub(crate) command: Option<String>,
}

/// What is asked of a dossier.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The folder of the package; else the one around the working folder, else the one around the first dossier,
    /// else the CADA package that is built in.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) package: Option<String>,
    /// The date as of which to assess; else the one that the dossier states.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) as_of: Option<String>,
    /// Apply an amendment, or a set of them that the manifest names; several are applied together.
    #[arg(long, value_name = "NAME")]
    pub(crate) amend: Vec<String>,
    /// Read an open question of the text in another way than by default.
    #[arg(long, value_name = "READING=CHOICE")]
    pub(crate) reading: Vec<String>,
    /// The ladder, where the package has several.
    #[arg(long, value_name = "NAME")]
    pub(crate) ladder: Option<String>,
    /// Give up on a dossier after so many steps; else after 50000000.
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, value_parser = whole_number)]
    pub(crate) max_steps: Option<u64>,
}

fn whole_number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("a whole number from 0 to {} is expected", u64::MAX))
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For code-scanning services, as a SARIF 2.1.0 log.
    Sarif,
    /// For the log of a GitHub workflow, whose runner marks the lines.
    Github,
}

/// How what came of scenarios is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For build servers, as JUnit XML.
    Junit,
}

/// How results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}
