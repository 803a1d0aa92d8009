//! From changes to a changed dossier.

use acquis_facts::{Format, Node, NodeKind};
use serde_json::{Map, Value, json};

use super::{Change, Path, Step};

/// A dossier with some of its facts changed.
pub(super) struct Changed {
    pub(super) dossier: Value,
    /// JSON Pointers of the facts that were taken away.
    pub(super) taken: Vec<String>,
}

impl Changed {
    /// Applies changes in order.
    ///
    /// # Errors
    /// When one applies to nothing, or leaves everything as it is.
    pub(super) fn of(base: &Value, changes: &[Change]) -> Result<Self, String> {
        let mut changed = Self { dossier: base.clone(), taken: vec![] };
        changes.iter().try_for_each(|change| changed.apply(change))?;
        Ok(changed)
    }

    fn apply(&mut self, change: &Change) -> Result<(), String> {
        match change {
            Change::Set(path, new) => {
                let (holder, key, pointer) = self.holder(path)?;
                if holder.insert(key, new.clone()).as_ref() == Some(new) {
                    return Err(format!("`{path}` has that value already"));
                }
                if new.is_null() {
                    self.taken.push(pointer);
                }
            }
            Change::Remove(path) if path.ends_in_an_element() => {
                let (list, at) = self.element(path)?;
                list.remove(at);
            }
            Change::Remove(path) => {
                let (holder, key, pointer) = self.holder(path)?;
                holder.shift_remove(&key).ok_or_else(|| format!("there is no `{path}` to remove"))?;
                self.taken.push(pointer);
            }
            Change::Add(path, item) => {
                let (value, _) = self.find(&path.0, path)?;
                let list = items(value).ok_or_else(|| format!("`{path}` is no list"))?;
                list.push(item.clone());
            }
            Change::Open(path) => {
                let (value, pointer) = self.find(&path.0, path)?;
                let Value::Array(list) = value else { return Err(format!("`{path}` is no closed list")) };
                *value = json!({"items": std::mem::take(list), "complete": false});
                self.taken.push(pointer);
            }
            Change::AsOf(_) | Change::Reading(..) => {}
        }
        Ok(())
    }

    /// The record that holds a fact, the fact's key, and its pointer. The fact itself may be absent.
    fn holder(&mut self, path: &Path) -> Result<(&mut Map<String, Value>, String, String), String> {
        let Some((Step::Key(key), outer)) = path.0.split_last() else {
            return Err(format!("`{path}` is an element of a list, and not a fact"));
        };
        let (value, pointer) = self.find(outer, path)?;
        match value {
            Value::Object(holder) => Ok((holder, key.clone(), format!("{pointer}/{key}"))),
            _ => Err(format!("there is no record that could hold `{path}`")),
        }
    }

    /// The list that holds an element, and the element's index.
    fn element(&mut self, path: &Path) -> Result<(&mut Vec<Value>, usize), String> {
        let (choice, outer) = path.0.split_last().ok_or("nothing is chosen")?;
        let (value, _) = self.find(outer, path)?;
        let list = items(value).ok_or_else(|| format!("`{path}` chooses from what is no list"))?;
        let at = chosen(list, choice).map_err(|why| format!("`{path}`: {why}"))?;
        Ok((list, at))
    }

    /// What stands after these steps of a path, with its pointer.
    fn find(&mut self, steps: &[Step], path: &Path) -> Result<(&mut Value, String), String> {
        let mut value = &mut self.dossier;
        let mut pointer = String::new();
        for step in steps {
            if let Step::Key(key) = step {
                value = value.get_mut(key).ok_or_else(|| format!("there is no `{key}` for `{path}`"))?;
                pointer = format!("{pointer}/{key}");
            } else {
                let open = if value.is_object() { "/items" } else { "" };
                let list = items(value).ok_or_else(|| format!("`{path}` chooses from what is no list"))?;
                let at = chosen(list, step).map_err(|why| format!("`{path}`: {why}"))?;
                value = &mut list[at];
                pointer = format!("{pointer}{open}/{at}");
            }
        }
        Ok((value, pointer))
    }
}

/// The elements of a list, open or not.
fn items(value: &mut Value) -> Option<&mut Vec<Value>> {
    match value {
        Value::Array(list) => Some(list),
        Value::Object(open) => open.get_mut("items")?.as_array_mut(),
        _ => None,
    }
}

/// The index of the one element that a step chooses.
fn chosen(list: &[Value], step: &Step) -> Result<usize, String> {
    let is = |value: &Value, key: &str, wanted: &str| match value.get(key) {
        Some(Value::String(text)) => text == wanted,
        Some(Value::Bool(truth)) => truth.to_string() == wanted,
        _ => false,
    };
    let fits = |value: &Value| match step {
        Step::Key(_) => false,
        Step::Named(name) => is(value, "id", name) || is(value, "name", name),
        Step::With(field, wanted) => is(value, field, wanted),
    };
    let found: Vec<usize> = (0..list.len()).filter(|at| fits(&list[*at])).collect();
    match found[..] {
        [at] => Ok(at),
        [] => Err("no element is chosen".to_owned()),
        _ => Err("more than one element is chosen".to_owned()),
    }
}

/// A value as dossiers write it. The vocabulary decides what a text without quotes is, so it stays a text.
pub(super) fn yaml(text: &str) -> Result<Value, String> {
    let record = document(&format!("value: {text}"))?;
    Ok(record["value"].clone())
}

/// A dossier.
pub(super) fn document(text: &str) -> Result<Value, String> {
    acquis_facts::parse("value", text, Format::Yaml)
        .map(|node| to_json(&node))
        .map_err(|finding| format!("`{text}` cannot be read: {}", finding.message))
}

fn to_json(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Null => Value::Null,
        NodeKind::Bool(value) => Value::Bool(*value),
        NodeKind::Plain(text) if text == "true" || text == "false" => Value::Bool(text == "true"),
        NodeKind::Plain(text) | NodeKind::Text(text) | NodeKind::Number(text) => {
            Value::String(text.to_string())
        }
        NodeKind::List(items) => items.iter().map(to_json).collect(),
        NodeKind::Record(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.name.to_string(), to_json(value))).collect())
        }
    }
}
