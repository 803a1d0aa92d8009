//! Pieces of English sentences.

/// `items` as an English list: `` `a`, `b` or `c` ``. Empty input gives the empty string.
pub fn or_list<S: AsRef<str>>(items: &[S]) -> String {
    listed(items, "or")
}

/// `items` as an English list: `` `a`, `b` and `c` ``. Empty input gives the empty string.
pub fn and_list<S: AsRef<str>>(items: &[S]) -> String {
    listed(items, "and")
}

fn listed<S: AsRef<str>>(items: &[S], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", most.join(", "), last.as_ref())
        }
    }
}

/// `names` as an English list of words of the language, each in backticks.
pub fn or_list_of_names<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    or_list(&quoted)
}

/// A number with what it counts: `1 case`, `3 cases`.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_english() {
        assert_eq!(or_list::<&str>(&[]), "");
        assert_eq!(or_list(&["a"]), "a");
        assert_eq!(or_list(&["a", "b", "c"]), "a, b or c");
        assert_eq!(and_list(&["a", "b"]), "a and b");
    }
}
