//! Recovery words as people type them.

use vault::{Words, WordsError, suggest};

pub(crate) fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    match Words::import(text, "") {
        Ok(words) => {
            let spoken = words.expose().collect::<Vec<_>>().join(" ");
            let again = Words::import(&spoken, "").expect("its own words are words");
            assert!(again.expose().eq(words.expose()));
        }
        Err(WordsError::Unknown { position }) => assert!((1..=24).contains(&position)),
        Err(_) => {}
    }
    for word in text.split_whitespace().take(4) {
        assert!(suggest(word, 5).len() <= 5);
    }
}
