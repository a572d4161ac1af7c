//! What the library refuses, in the words that clients of OpenRegistry know.

use webauthn_rs::prelude::WebauthnError;

/// The words for a refusal.
pub fn of(error: &WebauthnError) -> String {
    match error {
        WebauthnError::InvalidRPOrigin => "Error validating origin",
        WebauthnError::MismatchedChallenge => "Error validating challenge",
        WebauthnError::InvalidClientDataType => "Error validating ceremony type",
        WebauthnError::InvalidRPIDHash | WebauthnError::UserNotPresent => {
            "Error validating the authenticator response"
        }
        WebauthnError::CredentialBackupEligibilityInconsistent => {
            "BackupEligible flag inconsistency detected during login validation"
        }
        WebauthnError::CredentialMayNotBeHardwareBound => "Invalid flag combination: BE=0 and BS=1",
        WebauthnError::AuthenticationFailure => "Error validating the assertion signature",
        other => return other.to_string(),
    }
    .to_owned()
}
