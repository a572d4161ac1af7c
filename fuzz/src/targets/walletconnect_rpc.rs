//! What comes out of an envelope and what the relay sends.

use serde_json::Value;
use walletconnect::{PeerMessage, RelayFrame, cosmos};

/// A message that was read is written and read again the same; no request of an app is more than refused.
pub(crate) fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let _ = RelayFrame::parse(text);
    let Ok(message) = PeerMessage::parse(text) else {
        return;
    };
    assert_eq!(PeerMessage::parse(&message.text()).as_ref(), Ok(&message));
    if let PeerMessage::Request { params, .. } = message {
        let inner = &params["request"];
        for method in cosmos::METHODS {
            let _ = cosmos::read(method, &inner["params"]);
        }
        let _ = cosmos::read(inner["method"].as_str().unwrap_or_default(), &Value::Null);
    }
}
