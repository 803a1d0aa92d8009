//! Plain values that may be unknown: what they lack, and how they compare.

use acquis_base::Comparison;
use acquis_ir::{Date, ExprId, Value};

use crate::derivation::{Missing, Operand};
use crate::truth::Truth;
use crate::view::{Absent, Pointer, Scalar};

pub(crate) fn nothing() -> Scalar {
    Scalar::Unknown(Absent { path: None, missing: vec![] })
}

pub(crate) fn date_value(date: Option<Date>) -> Scalar {
    date.map_or_else(nothing, |date| Scalar::Known(Value::Date(date), None))
}

pub(crate) fn missing_of(scalar: &Scalar) -> Vec<Pointer> {
    match scalar {
        Scalar::Known(..) => vec![],
        Scalar::Unknown(absent) => absent.missing.clone(),
    }
}

/// What was computed from something unknown is unknown, and no longer that thing itself.
pub(crate) fn without_path(scalar: &Scalar) -> Scalar {
    Scalar::Unknown(Absent { path: None, missing: missing_of(scalar) })
}

pub(crate) fn both_missing(a: &Scalar, b: &Scalar) -> Scalar {
    Scalar::Unknown(Absent { path: None, missing: both(&missing_of(a), &missing_of(b)) })
}

/// Missing facts of two kinds, each once.
pub(crate) fn both(a: &[Pointer], b: &[Pointer]) -> Vec<Pointer> {
    let mut missing = Missing::default();
    missing.add_facts(a);
    missing.add_facts(b);
    missing.found
}

pub(crate) fn operand(expr: ExprId, scalar: &Scalar) -> Operand {
    match scalar {
        Scalar::Known(value, pointer) => {
            Operand { expr, value: Some(value.clone()), pointer: pointer.clone() }
        }
        Scalar::Unknown(absent) => Operand { expr, value: None, pointer: absent.missing.first().cloned() },
    }
}

/// A comparison with an unknown side is unknown; one and the same thing equals itself.
pub(crate) fn compared(comparison: Comparison, a: &Scalar, b: &Scalar) -> (Truth, Vec<Pointer>) {
    let ordering = match (a, b) {
        (Scalar::Known(a, _), Scalar::Known(b, _)) => order(a, b),
        (Scalar::Unknown(a), Scalar::Unknown(b)) if a.path.is_some() && a.path == b.path => {
            Some(std::cmp::Ordering::Equal)
        }
        _ => None,
    };
    match ordering {
        Some(ordering) => (Truth::from(comparison.holds(ordering)), vec![]),
        None => (Truth::Unknown, both(&missing_of(a), &missing_of(b))),
    }
}

/// The order of two values of one type; values of an enumeration are ordered as declared.
pub(crate) fn order(a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    Some(match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Country(a), Value::Country(b)) => a.cmp(b),
        (Value::Variant(_, a), Value::Variant(_, b)) => a.cmp(b),
        (Value::Level(a), Value::Level(b)) => a.cmp(b),
        _ => return None,
    })
}
