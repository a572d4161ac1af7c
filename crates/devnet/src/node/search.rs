//! Queries over events, as `tx_search` and `subscribe` take them: conditions joined by AND.

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `=`.
    Equal,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    More,
    /// `>=`.
    AtLeast,
    /// `CONTAINS`.
    Contains,
    /// `EXISTS`.
    Exists,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// `type.key`.
    pub key: String,
    /// Comparison.
    pub op: Op,
    /// Value without quotes; empty with `EXISTS`.
    pub value: String,
}

/// A parsed query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query(pub Vec<Condition>);

/// Where a query stops making sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("offset {offset}: {found}")]
pub struct QueryError {
    /// Byte.
    pub offset: usize,
    /// What is there.
    pub found: String,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn error(&self) -> QueryError {
        let found = self.rest().chars().next();
        QueryError {
            offset: self.at,
            found: found.map_or_else(|| "EOF".to_owned(), |c| format!("unexpected {c:?}")),
        }
    }

    fn word(&mut self) -> Result<&'a str, QueryError> {
        self.space();
        let rest = self.rest();
        let end = rest
            .find(|c: char| c.is_whitespace() || "=<>'\"".contains(c))
            .unwrap_or(rest.len());
        if end == 0 {
            return Err(self.error());
        }
        self.at += end;
        Ok(&rest[..end])
    }

    fn op(&mut self) -> Result<Op, QueryError> {
        self.space();
        let all = [
            ("<=", Op::AtMost),
            (">=", Op::AtLeast),
            ("=", Op::Equal),
            ("<", Op::Less),
            (">", Op::More),
            ("CONTAINS", Op::Contains),
            ("EXISTS", Op::Exists),
        ];
        for (text, op) in all {
            if self.rest().starts_with(text) {
                self.at += text.len();
                return Ok(op);
            }
        }
        Err(self.error())
    }

    fn value(&mut self) -> Result<String, QueryError> {
        self.space();
        let Some(quoted) = self.rest().strip_prefix('\'') else {
            let word = self.word()?;
            let number = word
                .bytes()
                .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
            if !number {
                self.at -= word.len();
                return Err(self.error());
            }
            return Ok(word.to_owned());
        };
        let end = quoted.find('\'').ok_or_else(|| QueryError {
            offset: self.text.len(),
            found: "EOF".into(),
        })?;
        self.at += end + 2;
        Ok(quoted[..end].to_owned())
    }
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let mut r = Reader { text, at: 0 };
        let mut all = Vec::new();
        loop {
            let key = r.word()?.to_owned();
            let op = r.op()?;
            let value = match op {
                Op::Exists => String::new(),
                _ => r.value()?,
            };
            all.push(Condition { key, op, value });
            r.space();
            if r.rest().is_empty() {
                return Ok(Self(all));
            }
            if !r.rest().starts_with("AND") {
                return Err(r.error());
            }
            r.at += 3;
        }
    }

    /// Whether each condition is met by some value of its key.
    pub fn fits(&self, events: &[(String, String)]) -> bool {
        self.0.iter().all(|c| {
            events
                .iter()
                .any(|(key, value)| *key == c.key && c.meets(value))
        })
    }

    /// Value of an equality on a key.
    pub fn equal_to(&self, key: &str) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|c| c.key == key && c.op == Op::Equal)
            .map(|c| c.value.as_str())
    }
}

impl Condition {
    fn meets(&self, value: &str) -> bool {
        let ordered = |f: fn(&std::cmp::Ordering) -> bool| {
            let (Ok(a), Ok(b)) = (value.parse::<i128>(), self.value.parse::<i128>()) else {
                return false;
            };
            f(&a.cmp(&b))
        };
        match self.op {
            Op::Equal => value == self.value,
            Op::Less => ordered(|o| o.is_lt()),
            Op::AtMost => ordered(|o| o.is_le()),
            Op::More => ordered(|o| o.is_gt()),
            Op::AtLeast => ordered(|o| o.is_ge()),
            Op::Contains => value.contains(&self.value),
            Op::Exists => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_joined_by_and() {
        let q = Query::parse("tm.event='Tx' AND tx.height>5 AND a.b CONTAINS 'x' AND c.d EXISTS")
            .unwrap();
        let events = |height: &str| {
            [
                ("tm.event", "Tx"),
                ("tx.height", height),
                ("a.b", "axb"),
                ("c.d", ""),
            ]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
        };
        assert!(q.fits(&events("6")));
        assert!(!q.fits(&events("5")));
        assert_eq!(q.equal_to("tm.event"), Some("Tx"));
    }

    #[test]
    fn errors_name_the_place_as_recorded() {
        let at = |text: &str| Query::parse(text).unwrap_err().to_string();
        assert_eq!(at("message.sender="), "offset 15: EOF");
        assert_eq!(at("tm.event="), "offset 9: EOF");
        assert!(at("a.b='x' OR c.d=1").starts_with("offset 8"));
    }
}
