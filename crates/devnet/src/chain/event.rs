//! Events of blocks and transactions.

/// One event with its attributes in the order in which they are published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// `transfer`, or the full name of a typed event's message.
    pub kind: String,
    /// Keys and values.
    pub attributes: Vec<(String, String)>,
}

impl Event {
    /// An event whose values are plain text.
    pub fn plain(kind: &str, attributes: &[(&str, &str)]) -> Self {
        Self {
            kind: kind.to_owned(),
            attributes: attributes
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        }
    }

    /// A typed event: values are JSON texts, keys are sorted.
    pub fn typed(kind: &str, attributes: &[(&str, String)]) -> Self {
        let mut attributes: Vec<_> = attributes
            .iter()
            .map(|(k, v)| ((*k).to_owned(), v.clone()))
            .collect();
        attributes.sort();
        Self {
            kind: kind.to_owned(),
            attributes,
        }
    }

    /// Adds an attribute at the end, as `msg_index` and `mode` are.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.attributes.push((key.to_owned(), value.to_owned()));
        self
    }
}

/// A JSON string.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_events_sort_their_keys() {
        let event = Event::typed(
            "akash.x",
            &[("price", quoted("1")), ("id", "{\"a\":1}".into())],
        )
        .with("msg_index", "0");
        let keys: Vec<_> = event.attributes.iter().map(|(k, _)| k.as_str()).collect();
        assert_eq!(keys, ["id", "price", "msg_index"]);
        assert_eq!(event.attributes[1].1, "\"1\"");
    }
}
