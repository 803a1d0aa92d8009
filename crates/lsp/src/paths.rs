//! Addresses of files as paths with forward slashes, and back. A document that is no file keeps its address as its path.

use std::str::FromStr;

use tower_lsp_server::ls_types::Uri;

/// The absolute path of a file; the address itself for what is no file.
pub(crate) fn path_of(uri: &Uri) -> String {
    if !uri.scheme().as_str().eq_ignore_ascii_case("file") {
        return uri.as_str().to_owned();
    }
    let path = uri.path().decode().to_string_lossy().into_owned();
    // `/c:/law`: a drive has no slash before it.
    match path.strip_prefix('/') {
        Some(rest) if has_drive(rest) => {
            let mut characters = rest.chars();
            let drive = characters.next().map(|c| c.to_ascii_uppercase()).into_iter();
            drive.chain(characters).collect()
        }
        _ => path,
    }
}

/// Whether a path names a file, and not a document that is none.
pub(crate) fn is_file(path: &str) -> bool {
    path.starts_with('/') || has_drive(path)
}

/// The address of a path.
pub(crate) fn uri_of(path: &str) -> Option<Uri> {
    if !is_file(path) {
        return Uri::from_str(path).ok();
    }
    let mut address = "file://".to_owned();
    if !path.starts_with('/') {
        address.push('/');
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    Uri::from_str(&address).ok()
}

fn has_drive(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.next() == Some(b':')
        && bytes.next() == Some(b'/')
}

/// A path below a folder, which may be the root.
pub(crate) fn join(folder: &str, path: &str) -> String {
    match path {
        "" | "." => folder.to_owned(),
        path if is_file(path) => path.to_owned(),
        path if folder.ends_with('/') => format!("{folder}{path}"),
        path => format!("{folder}/{path}"),
    }
}

/// What a path is called from a folder around it: empty for the folder itself, nothing for what lies elsewhere.
pub(crate) fn below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.ends_with('/') {
        return path.strip_prefix(folder);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}

/// The folder around a path.
pub(crate) fn folder_of(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((folder, _)) => folder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_addresses_lead_to_each_other() {
        for (path, address) in [
            ("/law/a.acq", "file:///law/a.acq"),
            ("/law/a b/§ é#.acq", "file:///law/a%20b/%C2%A7%20%C3%A9%23.acq"),
            ("C:/law/a.acq", "file:///C%3A/law/a.acq"),
            ("untitled:one", "untitled:one"),
        ] {
            let uri = uri_of(path).expect("an address");
            assert_eq!(uri.as_str(), address);
            assert_eq!(path_of(&uri), path);
        }
        assert_eq!(path_of(&Uri::from_str("file:///c:/law").expect("an address")), "C:/law");
    }

    #[test]
    fn folders_are_whole_names() {
        assert_eq!(below("/law", "/law/a/b"), Some("a/b"));
        assert_eq!(below("/law", "/law"), Some(""));
        assert_eq!(below("/law", "/laws/a"), None);
        assert_eq!(below("/", "/a"), Some("a"));
        assert_eq!(join("/", "a"), "/a");
        assert_eq!(join("/law", "."), "/law");
        assert_eq!(folder_of("/a"), "/");
    }
}
