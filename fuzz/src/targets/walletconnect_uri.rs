//! Connection addresses, in every form they are handed over in.

use walletconnect::PairingUri;

/// What was read is written and read again the same.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let looks = PairingUri::looks_like(text);
    if let Ok(uri) = PairingUri::parse(text) {
        assert!(looks);
        let again = PairingUri::parse(&uri.text());
        assert_eq!(again.as_ref(), Ok(&uri));
    }
}
