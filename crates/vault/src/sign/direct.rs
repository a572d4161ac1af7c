//! SIGN_MODE_DIRECT: `cosmos.tx.v1beta1.SignDoc`.

use prost::Message;
use types::ChainId;

/// Why bytes are not a sign document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DirectError {
    /// The bytes don't decode, or hold more than a SignDoc has.
    #[error("these bytes are not a transaction to be signed")]
    NotASignDoc,
    /// The document names no chain or one that can't exist.
    #[error("the transaction names no chain")]
    ChainId,
}

/// `cosmos.tx.v1beta1.SignDoc`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
struct SignDoc {
    #[prost(bytes = "vec", tag = "1")]
    body_bytes: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    auth_info_bytes: Vec<u8>,
    #[prost(string, tag = "3")]
    chain_id: String,
    #[prost(uint64, tag = "4")]
    account_number: u64,
}

/// The bytes of a SignDoc, checked to be nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectDoc {
    bytes: Vec<u8>,
    doc: SignDoc,
}

impl DirectDoc {
    /// Reads the bytes of a SignDoc. Bytes that would encode differently again (unknown fields, odd
    /// order) are refused, since what is shown would not be all that is signed.
    ///
    /// # Errors
    /// [`DirectError`].
    pub fn parse(bytes: Vec<u8>) -> Result<Self, DirectError> {
        let doc = SignDoc::decode(bytes.as_slice()).map_err(|_| DirectError::NotASignDoc)?;
        if doc.encode_to_vec() != bytes || doc.body_bytes.is_empty() {
            return Err(DirectError::NotASignDoc);
        }
        doc.chain_id
            .parse::<ChainId>()
            .map_err(|_| DirectError::ChainId)?;
        Ok(Self { bytes, doc })
    }

    /// Makes the document of a transaction from its encoded parts.
    ///
    /// # Errors
    /// [`DirectError::NotASignDoc`] when the body is empty.
    pub fn new(
        body_bytes: Vec<u8>,
        auth_info_bytes: Vec<u8>,
        chain_id: &ChainId,
        account_number: u64,
    ) -> Result<Self, DirectError> {
        let doc = SignDoc {
            body_bytes,
            auth_info_bytes,
            chain_id: chain_id.to_string(),
            account_number,
        };
        Self::parse(doc.encode_to_vec())
    }

    /// The exact bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The encoded TxBody.
    #[must_use]
    pub fn body_bytes(&self) -> &[u8] {
        &self.doc.body_bytes
    }

    /// The encoded AuthInfo.
    #[must_use]
    pub fn auth_info_bytes(&self) -> &[u8] {
        &self.doc.auth_info_bytes
    }

    /// The chain.
    #[must_use]
    pub fn chain_id(&self) -> &str {
        &self.doc.chain_id
    }

    /// The signer's account number on that chain.
    #[must_use]
    pub const fn account_number(&self) -> u64 {
        self.doc.account_number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{HdPath, Words, derive};
    use types::Hash32;

    fn hex(text: &str) -> Vec<u8> {
        hex::decode(text).unwrap()
    }

    /// The vector of facts/akash-chain §2.4, made with cosmjs.
    #[test]
    fn the_close_deployment_vector_signs_to_the_same_bytes() {
        let body = hex(
            "0a640a2c2f616b6173682e6465706c6f796d656e742e763162657461342e4d7367436c6f73654465706c6f796d656e7412340a320a2c616b617368317175666133787a7266333471767779656a6b68766e6334707366343966667461773061736d681087ad4b120474657374",
        );
        let auth = hex(
            "0a500a460a1f2f636f736d6f732e63727970746f2e736563703235366b312e5075624b657912230a2103e1fde5cc17f56501ed53d87718df76c135b9a6401dceb53d198111a1eaf85f7612040a020801180312120a0c0a0475616b7412043530303010c09a0c",
        );
        let chain: ChainId = "sandbox-2".parse().unwrap();
        let doc = DirectDoc::new(body, auth, &chain, 42).unwrap();
        let digest = Hash32::of(doc.bytes());
        assert_eq!(
            digest.to_string().to_lowercase(),
            "217cac3d551b9cfdc37e84f1408afbdab02a11aee6ff6be5a4622fa8795c2b7a"
        );
        let root = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/vectors/jwt_mnemonic.txt"
        );
        let words = std::fs::read_to_string(root).unwrap();
        let words = Words::import(&words, "").unwrap();
        let key = derive(words.seed().as_ref(), &HdPath::cosmos(0, 0).unwrap()).unwrap();
        assert_eq!(
            hex::encode(key.sign(&digest).unwrap()),
            "4799d2782ce0769901c20ae8b38c84c0710bdfda53bc3d7e7241aca6992e0c9412f23da87fd93ee7f402c7359be8aa7573feeaaea2fb89712b5107ea99aeb5bb"
        );
    }

    #[test]
    fn other_bytes_are_refused() {
        let chain: ChainId = "c-1".parse().unwrap();
        let doc = DirectDoc::new(vec![1], vec![2], &chain, 1).unwrap();
        assert_eq!(DirectDoc::parse(doc.bytes().to_vec()).unwrap(), doc);
        let mut extra = doc.bytes().to_vec();
        extra.extend_from_slice(&[0x28, 1]);
        assert_eq!(DirectDoc::parse(extra), Err(DirectError::NotASignDoc));
        assert_eq!(
            DirectDoc::parse(b"hello".to_vec()),
            Err(DirectError::NotASignDoc)
        );
        let nameless = SignDoc {
            body_bytes: vec![1],
            ..SignDoc::default()
        };
        assert_eq!(
            DirectDoc::parse(nameless.encode_to_vec()),
            Err(DirectError::ChainId)
        );
    }
}
