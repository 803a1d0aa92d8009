//! What the work on an official text costs: `cargo bench -p acquis-tests --bench texts`.
//!
//! Each benchmark runs on texts of one and of five million bytes in one run, so that it shows whether the time grows as
//! the text does. No look at a text may take longer than a reader waits: of five million bytes, reading takes less than a
//! second.

use acquis_tests::generate::{Form, official_text};
use acquis_text::{Source, Text, check, compare, drift, pins};
use divan::Bencher;

fn main() {
    divan::main();
}

/// How many million bytes a text has.
const SIZES: [usize; 2] = [1, 5];

fn source(millions: usize, form: Form) -> Vec<Source> {
    vec![Source { name: "act.md".into(), text: official_text(millions * 1_000_000, form).into() }]
}

fn text(millions: usize) -> Text {
    Text::read(source(millions, Form::Markdown))
}

/// The same with some words replaced.
fn later(millions: usize) -> Text {
    let changed = official_text(millions * 1_000_000, Form::Markdown).replacen("shall ", "must ", 40);
    Text::read(vec![Source { name: "act.md".into(), text: changed.into() }])
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn read_markdown(bencher: Bencher<'_, '_>, millions: usize) {
    let source = source(millions, Form::Markdown);
    bencher.with_inputs(|| source.clone()).bench_values(Text::read);
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn read_converted(bencher: Bencher<'_, '_>, millions: usize) {
    let source = source(millions, Form::Converted);
    bencher.with_inputs(|| source.clone()).bench_values(Text::read);
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn check_it(bencher: Bencher<'_, '_>, millions: usize) {
    let text = text(millions);
    bencher.bench(|| check(&text));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn lock_it(bencher: Bencher<'_, '_>, millions: usize) {
    let text = text(millions);
    bencher.bench(|| pins(&text));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn hold_it_to_its_lock(bencher: Bencher<'_, '_>, millions: usize) {
    let (pins, later) = (pins(&text(millions)), later(millions));
    bencher.bench(|| drift(&pins, &later));
}

#[divan::bench(args = SIZES, sample_count = 10)]
fn compare_versions(bencher: Bencher<'_, '_>, millions: usize) {
    let (text, later) = (text(millions), later(millions));
    bencher.bench(|| compare(&text, &later));
}
