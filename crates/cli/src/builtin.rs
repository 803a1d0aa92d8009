//! The CADA package, built into the program, so that a provider can ask for a level without owning a policy.

/// The folder under which the built-in files are shown.
pub(crate) const FOLDER: &str = "policies/cada";

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// The files of the built-in package: path below its folder, text.
        pub const BUILT_IN: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../../policies/cada/", $path)))),*];
    };
}

files![
    "acquis.toml",
    "annex_ii/level_1.acq",
    "annex_ii/level_2.acq",
    "annex_ii/level_3.acq",
    "annex_ii/level_4.acq",
    "annex_ii/subcontractors.acq",
    "instruments.acq",
    "levels.acq",
    "notions.acq",
    "readings.acq",
    "registers.acq",
    "vocabulary.acq",
];
