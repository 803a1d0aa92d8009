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
    "amendments/am_01_association.acq",
    "amendments/am_02_no_derogation.acq",
    "amendments/am_03_no_customer_exception.acq",
    "amendments/am_04_all_customer_data.acq",
    "amendments/am_05_every_tier.acq",
    "amendments/am_06_same_subcontractors.acq",
    "amendments/am_07_shall.acq",
    "amendments/am_08_migration.acq",
    "amendments/am_09_commission_decision.acq",
    "amendments/am_10_ownership.acq",
    "annex_ii/level_1.acq",
    "annex_ii/level_2.acq",
    "annex_ii/level_3.acq",
    "annex_ii/level_4.acq",
    "annex_ii/subcontractors.acq",
    "articles/article_16_framework.acq",
    "articles/article_17_recognition.acq",
    "articles/article_17_standing.acq",
    "articles/article_18_third_countries.acq",
    "articles/article_19_self_assessment.acq",
    "articles/article_20_audit.acq",
    "articles/article_23_changes.acq",
    "articles/article_29_risk_assessment.acq",
    "articles/article_30_procurement.acq",
    "evidence.acq",
    "instruments.acq",
    "levels.acq",
    "notions.acq",
    "procedure.acq",
    "readings.acq",
    "registers.acq",
    "vocabulary.acq",
];
