//! Derivation paths.

use vault::HdPath;

pub(crate) fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(path) = text.parse::<HdPath>() {
        assert_eq!(path.to_string().parse::<HdPath>(), Ok(path));
    }
}
