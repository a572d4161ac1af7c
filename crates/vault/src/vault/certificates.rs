//! The vault's client certificates.

use types::UnixMillis;

use super::record;
use super::unlocked::UnlockedVault;
use crate::certificate::{self, Certificate, CertificateError, Wanted};
use crate::entropy::Entropy;
use crate::id::KeyId;

impl UnlockedVault {
    /// Makes a client certificate for an account. Providers take it once it was published with
    /// `MsgCreateCertificate`, which needs an approval like any transaction.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn create_certificate(
        &mut self,
        account: KeyId,
        serial: u64,
        not_before: UnixMillis,
        not_after: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Result<Certificate, CertificateError> {
        let owner = self
            .head()
            .account(account)
            .ok_or(CertificateError::NoSuchAccount)?
            .address
            .clone();
        if self.certificate(account, serial).is_some() {
            return Err(CertificateError::Serial);
        }
        let key = certificate::new_key(entropy)?;
        let wanted = Wanted {
            account,
            owner: &owner,
            serial,
            not_before,
            not_after,
        };
        let made = certificate::make(&wanted, &key)?;
        self.put(record::certificate(account, serial), key.as_ref(), entropy)?;
        self.head.certificates.push(made.clone());
        Ok(made)
    }

    /// The certificate of an account with this serial.
    #[must_use]
    pub fn certificate(&self, account: KeyId, serial: u64) -> Option<&Certificate> {
        let same = |c: &&Certificate| c.account == account && c.serial == serial;
        self.head().certificates.iter().find(same)
    }

    /// Signs the handshake of a TLS connection that shows this certificate: ECDSA over SHA-256, DER.
    ///
    /// # Errors
    /// [`CertificateError::NoSuchCertificate`].
    pub fn sign_handshake(
        &self,
        account: KeyId,
        serial: u64,
        message: &[u8],
    ) -> Result<Vec<u8>, CertificateError> {
        self.get(&record::certificate(account, serial))
            .and_then(|key| certificate::sign_handshake(&key, message))
            .ok_or(CertificateError::NoSuchCertificate)
    }

    /// Forgets a certificate and its key. On the chain it stays valid until it is revoked there.
    ///
    /// # Errors
    /// [`CertificateError::NoSuchCertificate`].
    pub fn remove_certificate(
        &mut self,
        account: KeyId,
        serial: u64,
    ) -> Result<(), CertificateError> {
        self.certificate(account, serial)
            .ok_or(CertificateError::NoSuchCertificate)?;
        self.records.remove(&record::certificate(account, serial));
        self.head
            .certificates
            .retain(|c| c.account != account || c.serial != serial);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Colour, Name};
    use crate::entropy::TestEntropy;
    use crate::secret::{Password, Secret};
    use crate::vault::testing::{self, PASSWORD};
    use crate::vault::{Opener, VaultFile};

    #[test]
    fn a_certificate_survives_the_file_and_signs() {
        let mut rng = TestEntropy(1);
        let mut vault = testing::empty(&mut rng);
        let hex = Secret::new("7".repeat(64));
        let name = Name::new("One").unwrap();
        let id = vault
            .add_hex(&hex, name, Colour::default(), &mut rng)
            .unwrap();
        let (from, to) = (UnixMillis(0), UnixMillis(1000));
        let made = vault.create_certificate(id, 5, from, to, &mut rng).unwrap();
        assert_eq!(
            vault.create_certificate(id, 5, from, to, &mut rng),
            Err(CertificateError::Serial)
        );
        let file = VaultFile::parse(&vault.seal(&mut rng).unwrap()).unwrap();
        let password = Password::new(PASSWORD);
        let mut open = file
            .unlock(&Opener::Password(&password), testing::bounds())
            .unwrap();
        assert_eq!(open.certificate(id, 5), Some(&made));
        assert!(open.sign_handshake(id, 5, b"x").is_ok());
        open.remove_certificate(id, 5).unwrap();
        assert_eq!(
            open.sign_handshake(id, 5, b"x"),
            Err(CertificateError::NoSuchCertificate)
        );
    }
}
