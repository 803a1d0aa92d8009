//! Addresses of the web: what can be written as one, and where they stand in a text.

use crate::Span;

/// The ways in which addresses start.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Why a text is no address of the web; nothing if it is one.
pub fn address_fault(text: &str) -> Option<&'static str> {
    let Some(rest) = SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme)) else {
        return Some("it does not start with `https://` or `http://`");
    };
    if rest.chars().any(char::is_whitespace) {
        return Some("it holds a blank");
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    if !is_host(host) {
        return Some("it names no host after `//`");
    }
    if !path.bytes().all(is_plain) || !has_whole_numbers(path) || path.matches('#').count() > 1 {
        return Some("it holds a character that addresses write as a number after `%`");
    }
    None
}

/// A name of letters, digits, dots and hyphens, with the number of a port where it has one.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "1"));
    let labels_are_right = name.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    labels_are_right && !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte)
}

/// Whether two digits follow each `%`.
fn has_whole_numbers(path: &str) -> bool {
    let is_number = |digits: &str| {
        digits.get(..2).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    path.split('%').skip(1).all(is_number)
}

/// The addresses that a text holds, in its order. Marks that end a sentence, and a bracket that the address does not
/// open, do not belong to them.
pub fn addresses_in(text: &str) -> Vec<Span> {
    let mut found = vec![];
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("http")).map(|next| at + next) {
        let rest = text.get(start..).unwrap_or("");
        let length = rest.bytes().take_while(|byte| is_plain(*byte)).count();
        let mut address = rest.get(..length).unwrap_or("");
        while let Some(shorter) = address.strip_suffix(['.', ',', ';', ':', '!', '?', '\'', ')'])
            && !(address.ends_with(')') && address.matches('(').count() >= address.matches(')').count())
        {
            address = shorter;
        }
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        let starts_word = before.is_none_or(|before| !before.is_alphanumeric());
        if starts_word && address_fault(address).is_none() {
            found.push(Span::new(start, start + address.len()));
        }
        at = start + address.len().max("http".len());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_host_and_holds_no_blank() {
        for right in [
            "https://example.org",
            "http://law.example.org:8080/a/b?c=d&e=%C3%A9#f",
            "https://example.org/eli/reg/2026/1/oj",
        ] {
            assert_eq!(address_fault(right), None, "{right}");
        }
        for (wrong, why) in [
            ("example.org/a", "does not start"),
            ("ftp://example.org", "does not start"),
            ("HTTPS://example.org", "does not start"),
            ("javascript:alert(1)", "does not start"),
            ("https://example.org/a b", "a blank"),
            ("https:///a", "no host"),
            ("https://", "no host"),
            ("https://user@example.org", "no host"),
            ("https://-a.org", "no host"),
            ("https://example.org:/a", "no host"),
            ("https://example.org/«a»", "a number after `%`"),
            ("https://example.org/%2", "a number after `%`"),
            ("https://example.org/a#b#c", "a number after `%`"),
        ] {
            let fault = address_fault(wrong).unwrap_or("nothing");
            assert!(fault.contains(why), "{wrong}: {fault}");
        }
    }

    #[test]
    fn addresses_are_found_in_prose_without_its_marks() {
        let text = "« See https://example.org/a, (http://b.org/c_(d)) and https://e.org/f). Not xhttp://g.org, https://.";
        let found: Vec<&str> = addresses_in(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["https://example.org/a", "http://b.org/c_(d)", "https://e.org/f"]);
    }
}
