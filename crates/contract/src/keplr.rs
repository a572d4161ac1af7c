//! Keplr where the browser brings it along (`window.keplr`): the page owns it, the core asks the page.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Names the connection to the browser's Keplr where a connection is named by its topic.
pub const KEPLR: &str = "keplr";

/// The answer to [`crate::HostCall::Keplr`]; `null` stands for a page without Keplr.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "keplr", rename_all = "snake_case")]
pub enum KeplrAnswer {
    /// It did what was asked.
    Done {
        /// The result, in the shape that the method has over WalletConnect.
        value: Value,
    },
    /// The person said no there.
    Refused,
    /// It could not.
    Failed {
        /// What it says.
        message: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_the_page_writes_them() {
        let read = |text: &str| serde_json::from_str::<KeplrAnswer>(text).unwrap();
        assert_eq!(read(r#"{"keplr":"refused"}"#), KeplrAnswer::Refused);
        let done = read(r#"{"keplr":"done","value":[1]}"#);
        let value = serde_json::json!([1]);
        assert_eq!(done, KeplrAnswer::Done { value });
        let failed = read(r#"{"keplr":"failed","message":"x"}"#);
        let message = "x".into();
        assert_eq!(failed, KeplrAnswer::Failed { message });
    }
}
