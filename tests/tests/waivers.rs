//! Which day counts for waivers: the one that the command names, else the one that the machine knows.

use acquis_base::{Entry, EntryKind, Host, HostError, MemoryHost};
use acquis_cli::Disk;
use acquis_ir::Date;
use acquis_tests::cli::{acquis_in, memory};

/// Files on a machine whose calendar shows a day.
struct OnDay(MemoryHost, i64);

impl OnDay {
    fn new(day: &str) -> Self {
        let waived =
            "waive ACQ0104 until 2027-06-30 because \"still being drafted\"\ndefine later : Bool = true\n";
        let files = memory(&[("acquis.toml", "[package]\nname = \"law\"\n"), ("law.acq", waived)]);
        let first = Date::new(1970, 1, 1).expect("a day");
        Self(files, day.parse::<Date>().expect("a day").days_since(first))
    }

    fn check(&self, words: &[&str]) -> (u8, Vec<String>) {
        let words: Vec<&str> = ["check"].into_iter().chain(words.iter().copied()).collect();
        let output = acquis_in(self, &words, "");
        (output.code, output.codes())
    }
}

impl Host for OnDay {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, HostError> {
        self.0.read(path, limit)
    }

    fn list(&self, path: &str) -> Result<Vec<Entry>, HostError> {
        self.0.list(path)
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.0.kind(path)
    }

    fn today(&self) -> Option<i64> {
        Some(self.1)
    }
}

#[test]
fn a_waiver_holds_on_its_last_day_and_fails_the_check_on_the_next() {
    assert_eq!(OnDay::new("2027-06-30").check(&[]), (0, vec![]));
    let after = OnDay::new("2027-07-01").check(&[]);
    assert_eq!(after, (1, vec!["ACQ1002".to_owned(), "ACQ0104".to_owned()]));
}

#[test]
fn the_day_that_the_command_names_goes_before_that_of_the_machine() {
    assert_eq!(OnDay::new("2027-07-01").check(&["--as-of", "2027-06-30"]).0, 0);
    assert_eq!(OnDay::new("2027-06-30").check(&["--as-of", "2027-07-01"]).0, 1);
    assert_eq!(OnDay::new("2027-06-30").check(&["--as-of", "tomorrow"]).1, ["ACQ0104", "ACQ0702"]);
}

#[test]
fn what_is_waived_is_in_no_format() {
    let on_time = OnDay::new("2027-06-30");
    let shown = |format| acquis_in(&on_time, &["check", "--format", format], "");
    assert_eq!(shown("json").out, "[]\n");
    assert_eq!(shown("github").out, "");
    let log = shown("sarif").json();
    assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len), Some(0));
}

#[test]
fn the_machine_knows_the_day() {
    let days = Disk::here().today().expect("a machine has a calendar");
    let today = Date::new(1970, 1, 1).and_then(|first| first.plus_days(days)).expect("a day");
    assert!(today.is_in_fact_range() && today >= "2026-11-01".parse().expect("a day"), "{today}");
}
