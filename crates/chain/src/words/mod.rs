//! Clear signing: the very bytes to be signed, in words.
//!
//! [`describe`] decodes an encoded `TxBody`, never the request that led to it. A message that is
//! not known here, or bytes that do not decode, make the whole transaction unknown: it must not be
//! approved outside expert mode.

mod akash;
mod cosmos;
mod fee;
mod gov;
mod grants;
mod market;
mod money;
mod staking;
mod view;

pub use fee::fee_warnings;
pub use money::coin_words;

use proto::{Any, Message, TxBody};
use types::{Address, Coin};

use crate::schema;

/// What one message does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Type URL.
    pub type_url: String,
    /// One sentence.
    pub sentence: String,
    /// Name and value of what matters in it.
    pub facts: Vec<(String, String)>,
}

/// How grave a warning is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// Worth knowing.
    Note,
    /// Read it before approving.
    Danger,
}

/// A transaction in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// What will happen, in order.
    pub actions: Vec<Action>,
    /// What leaves the signer's account now, without the fee, summed by coin.
    pub leaves_now: Vec<Coin>,
    /// What may leave later because of this.
    pub may_leave_later: Vec<String>,
    /// Warnings.
    pub warnings: Vec<(Gravity, String)>,
    /// Why it can't be understood, if it can't.
    pub unknown: Option<String>,
}

/// Names of accounts: own ones, contacts, providers.
pub trait Names {
    /// The name of `address`, if there is one.
    fn name(&self, address: &str) -> Option<String>;

    /// True when nothing was ever sent to `address` from here, as far as is known.
    fn is_new(&self, _address: &str) -> bool {
        false
    }
}

/// No names.
impl Names for () {
    fn name(&self, _: &str) -> Option<String> {
        None
    }
}

/// How deep messages may lie in `MsgExec` and still be put into words.
const NESTING: usize = 8;

/// What the decoders write into.
pub(crate) struct Context<'a> {
    pub(crate) depth: usize,
    pub(crate) signer: &'a Address,
    pub(crate) names: &'a dyn Names,
    pub(crate) summary: Summary,
}

impl Context<'_> {
    /// An account for a sentence: its name, or the address cut in the middle.
    pub(crate) fn who(&self, address: &str) -> String {
        if address == self.signer.as_str() {
            return "this account".into();
        }
        let short = address
            .parse::<Address>()
            .map_or_else(|_| address.to_owned(), |a| a.shortened(10, 6));
        self.names.name(address).unwrap_or(short)
    }

    pub(crate) fn leaves(&mut self, coin: Coin) {
        match self
            .summary
            .leaves_now
            .iter_mut()
            .find(|c| c.denom == coin.denom)
        {
            Some(sum) => {
                if let Some(total) = sum.amount.checked_add(coin.amount) {
                    sum.amount = total;
                }
            }
            None => self.summary.leaves_now.push(coin),
        }
    }

    pub(crate) fn warn(&mut self, gravity: Gravity, text: impl Into<String>) {
        self.summary.warnings.push((gravity, text.into()));
    }

    /// Says when coins go to an account that never got any.
    pub(crate) fn check_recipient(&mut self, address: &str) {
        if self.names.is_new(address) {
            self.warn(
                Gravity::Note,
                "Nothing was ever sent to this account from here. Compare the address with its source.",
            );
        }
    }

    /// Warns when a message acts for somebody else's account.
    pub(crate) fn check_owner(&mut self, owner: &str) {
        if owner != self.signer.as_str() {
            let who = self.who(owner);
            self.warn(
                Gravity::Danger,
                format!("This acts on something that belongs to {who}, not to this account."),
            );
        }
    }
}

/// Puts an encoded `TxBody` into words for `signer`.
#[must_use]
pub fn describe(body: &[u8], signer: &Address, names: &dyn Names) -> Summary {
    let mut context = Context {
        depth: 0,
        signer,
        names,
        summary: Summary::default(),
    };
    match TxBody::decode(body) {
        // Fields that this version does not know would be lost in a decode; then the bytes differ.
        Ok(decoded) if decoded.encode_to_vec() != body => {
            context.summary.unknown = Some(
                "The transaction holds fields that this version of Slipway does not know.".into(),
            );
        }
        Ok(decoded) => describe_body(&decoded, &mut context),
        Err(_) => context.summary.unknown = Some("The transaction can't be decoded.".into()),
    }
    context
        .summary
        .warnings
        .sort_by_key(|(gravity, _)| std::cmp::Reverse(*gravity));
    context.summary
}

fn describe_body(body: &TxBody, context: &mut Context<'_>) {
    if body.messages.is_empty() {
        context.summary.unknown = Some("The transaction holds no message.".into());
    }
    if !body.extension_options.is_empty() || !body.non_critical_extension_options.is_empty() {
        context.summary.unknown = Some("The transaction holds extension options.".into());
    }
    for message in &body.messages {
        describe_message(message, context);
    }
    if looks_like_words(&body.memo) {
        context.warn(
            Gravity::Danger,
            "The memo looks like the words of a wallet. A memo is public for ever: whoever reads it owns that wallet.",
        );
    }
}

fn describe_message(message: &Any, context: &mut Context<'_>) {
    // The schema names every field: whatever lies beyond would be signed without being shown.
    let action = schema::decode(message).ok().and_then(|_| {
        akash::describe(message, context).or_else(|| cosmos::describe(message, context))
    });
    match action {
        Some((sentence, facts)) => {
            context.summary.actions.push(Action {
                type_url: message.type_url.clone(),
                sentence,
                facts,
            });
        }
        None => {
            context.summary.unknown = Some(format!(
                "Slipway does not know what {} does.",
                message.type_url
            ));
            context.summary.actions.push(Action {
                type_url: message.type_url.clone(),
                sentence: format!("Do something unknown: {}.", message.type_url),
                facts: vec![("Size".into(), format!("{} bytes", message.value.len()))],
            });
        }
    }
}

/// Twelve or more lower-case words of 3 to 8 letters and nothing else.
fn looks_like_words(memo: &str) -> bool {
    let words: Vec<&str> = memo.split_whitespace().collect();
    words.len() >= 12
        && words
            .iter()
            .all(|w| (3..=8).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Sentence and facts of a message.
pub(crate) type Described = (String, Vec<(String, String)>);

/// Unpacks a message whose whole value is understood: re-encoding gives a value of the same length.
pub(crate) fn whole<M: proto::Named>(message: &Any) -> Option<M> {
    let decoded = M::from_any(message)?;
    (decoded.encoded_len() == message.value.len()).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proto::Named;
    use proto::cosmos::bank::v1beta1::MsgSend;

    const SIGNER: &str = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0";
    const OTHER: &str = "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh";

    fn body(messages: Vec<Any>, memo: &str) -> Vec<u8> {
        TxBody {
            messages,
            memo: memo.into(),
            ..TxBody::default()
        }
        .encode_to_vec()
    }

    fn send(from: &str) -> Any {
        MsgSend {
            from_address: from.into(),
            to_address: OTHER.into(),
            amount: vec![proto::Coin {
                denom: "uakt".into(),
                amount: "1500000".into(),
            }],
        }
        .to_any()
    }

    #[test]
    fn a_transfer_says_who_gets_what() {
        let signer = SIGNER.parse().unwrap();
        let summary = describe(&body(vec![send(SIGNER), send(SIGNER)], ""), &signer, &());
        assert_eq!(
            summary.actions[0].sentence,
            "Send 1.5 AKT to akash1qufa…w0asmh."
        );
        assert_eq!(
            summary.leaves_now,
            [Coin::new(types::Denom::uakt(), 3_000_000)]
        );
        assert_eq!(summary.unknown, None);
        assert!(summary.warnings.is_empty());
    }

    #[test]
    fn what_is_not_known_is_never_passed_over() {
        let signer = SIGNER.parse().unwrap();
        let strange = Any {
            type_url: "/some.thing.v1.MsgElse".into(),
            value: vec![1, 2],
        };
        assert!(
            describe(&body(vec![strange], ""), &signer, &())
                .unknown
                .is_some()
        );
        assert!(describe(&[0xff], &signer, &()).unknown.is_some());
        assert!(
            describe(&body(Vec::new(), ""), &signer, &())
                .unknown
                .is_some()
        );
        let mut with_extra = send(SIGNER);
        with_extra.value.extend([0x78, 0x01]);
        assert!(
            describe(&body(vec![with_extra], ""), &signer, &())
                .unknown
                .is_some()
        );
        let mut extra_field = body(vec![send(SIGNER)], "");
        extra_field.extend([0xf8, 0x07, 0x01]);
        assert!(describe(&extra_field, &signer, &()).unknown.is_some());
    }

    #[test]
    fn warns_of_words_in_the_memo_and_of_other_owners() {
        let signer = SIGNER.parse().unwrap();
        let memo = "abandon ".repeat(11) + "about";
        let summary = describe(&body(vec![send(OTHER)], &memo), &signer, &());
        assert_eq!(summary.warnings.len(), 2);
        assert!(
            summary
                .warnings
                .iter()
                .all(|(gravity, _)| *gravity == Gravity::Danger)
        );
    }
}
