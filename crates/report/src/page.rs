//! Pages: HTML that needs nothing else, and Markdown as forges read it.

/// A page of HTML with this title and body, without scripts and without anything from elsewhere.
pub fn page(title: &str, body: &str) -> String {
    format!(
        "{START}<title>{0}</title>\n</head>\n<body>\n<h1>{0}</h1>\n{body}</body>\n</html>\n",
        html_text(title)
    )
}

const START: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<style>\n\
body { font-family: serif; margin: 2em auto; max-width: 72em; }\n\
table { border-collapse: collapse; width: 100%; table-layout: fixed; }\n\
td, th { border: 1px solid; padding: 0.5em; text-align: left; vertical-align: top; }\n\
pre { font-family: inherit; margin: 0; white-space: pre-wrap; }\n\
</style>\n";

/// A text in which no sign of HTML acts.
pub fn html_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// A text in which no sign of Markdown or HTML acts.
pub fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in html_text(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Lines as a list of HTML; nothing where there are none.
pub fn html_list(lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let items: String = lines.iter().map(|line| format!("<li>{}</li>\n", html_text(line))).collect();
    format!("<ul>\n{items}</ul>\n")
}
