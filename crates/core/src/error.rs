//! From the errors of the parts to the one that a person reads.

use chain::RpcError;
use contract::{ApiError, ErrorCode};
use platform::{NetError, StoreError};
use provider::GatewayError;
use vault::{DecideError, FileError, OpenError, ThrottleError, VoidReason, WordsError};

/// What the parts of the core answer with.
pub(crate) type Result<T> = std::result::Result<T, ApiError>;

pub(crate) fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::Invalid, message)
}

/// An error of a part whose own words a person understands.
pub(crate) fn said(error: impl std::fmt::Display) -> ApiError {
    invalid(format!("{}.", capital(&error.to_string())))
}

pub(crate) fn internal(message: impl std::fmt::Display) -> ApiError {
    ApiError::new(
        ErrorCode::Internal,
        format!("Something went wrong inside Slipway: {message}."),
    )
    .hint("Try again; if it stays, restart Slipway. Nothing that was saved is lost.")
}

pub(crate) fn locked() -> ApiError {
    ApiError::new(ErrorCode::Locked, "The vault is locked.").hint("Unlock it and try again.")
}

pub(crate) fn storage(error: StoreError) -> ApiError {
    match error {
        StoreError::ReadOnly => ApiError::new(
            ErrorCode::ReadOnly,
            "Another window of Slipway owns the data.",
        )
        .safe("Nothing was changed.")
        .hint("Go on in that window, or take over here."),
        StoreError::Full => ApiError::new(
            ErrorCode::Storage,
            "The disk is full, so this could not be saved.",
        )
        .safe("What was saved before is intact, and nothing was signed or sent.")
        .hint("Free some space and try again."),
        StoreError::Refused(reason) => ApiError::new(
            ErrorCode::Storage,
            format!("This could not be saved: {reason}."),
        )
        .safe("What was saved before is intact, and nothing was signed or sent."),
    }
}

pub(crate) fn net(error: &NetError) -> ApiError {
    ApiError::new(
        ErrorCode::Offline,
        format!("{}.", capital(&error.to_string())),
    )
    .safe("Nothing is lost; what waits goes on when the connection is back.")
}

pub(crate) fn rpc(error: RpcError) -> ApiError {
    match error {
        RpcError::Net(error) => net(&error),
        RpcError::Status(_) | RpcError::Malformed(_) => ApiError::new(
            ErrorCode::Offline,
            format!("{}.", capital(&error.to_string())),
        )
        .hint("Try again, or choose another node in Settings."),
        RpcError::Refused { .. } => ApiError::new(
            ErrorCode::Offline,
            format!("{}.", capital(&error.to_string())),
        ),
        RpcError::Query { code: _, log } => chain_refusal(&log),
    }
}

/// A refusal in the chain's own words, with what it means where that is known.
pub(crate) fn chain_refusal(log: &str) -> ApiError {
    let says = |part: &str| log.contains(part);
    if says("insufficient funds") || says("insufficient balance") || says("smaller than") {
        return ApiError::new(
            ErrorCode::Balance,
            "The account does not hold enough for this.",
        )
        .safe("Nothing was spent.")
        .hint(format!("The chain says: {}", first_line(log)));
    }
    ApiError::new(
        ErrorCode::ChainRefused,
        format!("The chain would refuse this: {}", first_line(log)),
    )
    .safe("Nothing was spent.")
}

pub(crate) fn gateway(error: &GatewayError) -> ApiError {
    let api = ApiError::new(
        ErrorCode::Provider,
        format!("{}.", capital(&error.to_string())),
    );
    match error {
        GatewayError::Net(NetError::Certificate { .. }) => api
            .safe("Nothing was sent to it.")
            .hint("Do not go on with this provider: close the deployment; what is left of the deposit comes back."),
        GatewayError::Net(_) => api
            .safe("The lease and the deposit are as they were.")
            .hint("Slipway goes on trying. If it lasts, close the deployment."),
        GatewayError::Manifest(_) => api
            .safe("The lease is open and the rest of the deposit comes back when you close it.")
            .hint("Change what the provider complains about and update, or close the deployment."),
        GatewayError::Token(_) => api
            .hint("Compare this device's clock with the real time; providers allow no difference."),
        _ => api.safe("The lease and the deposit are as they were."),
    }
}

pub(crate) fn open(error: OpenError) -> ApiError {
    match error {
        OpenError::WrongKey => ApiError::new(ErrorCode::WrongPassword, "This is not the password.")
            .hint("If you forgot it, restore the vault from its words."),
        OpenError::NoSuchLock => invalid("This vault is not opened by a password."),
        error => ApiError::new(
            ErrorCode::Storage,
            format!("The vault can't be opened: {error}."),
        )
        .safe("Your words restore everything in it."),
    }
}

pub(crate) fn throttle(error: ThrottleError) -> ApiError {
    match error {
        ThrottleError::Busy => {
            ApiError::new(ErrorCode::Throttled, "A password is being checked already.")
        }
        ThrottleError::Wait { milliseconds } => ApiError::new(
            ErrorCode::Throttled,
            format!(
                "Too many wrong passwords. Wait {} s.",
                milliseconds.div_ceil(1000)
            ),
        ),
    }
}

pub(crate) fn words(error: WordsError) -> ApiError {
    said(error).safe("Nothing was kept of what you typed.")
}

pub(crate) fn file(error: FileError) -> ApiError {
    match error {
        FileError::Locked => locked(),
        FileError::Rule(vault::RuleError::NoRule) => ApiError::new(
            ErrorCode::Rejected,
            "Provider tokens are not signed for this account: the standing rule was taken back.",
        )
        .safe("Nothing was signed.")
        .hint("Allow it again in Settings, Signing, and try again."),
        error => ApiError::new(
            ErrorCode::Rejected,
            format!("This can't be asked now: {error}."),
        ),
    }
}

pub(crate) fn decide(error: DecideError) -> ApiError {
    let text = match error {
        DecideError::Unknown => "This request is not waiting any more.",
        DecideError::Decided => "This request was already decided.",
        DecideError::Void(VoidReason::Locked) => "This request ended when the vault was locked.",
        DecideError::Void(VoidReason::AccountSwitched) => {
            "This request ended when the account was switched."
        }
        DecideError::Void(VoidReason::NetworkSwitched) => {
            "This request ended when the network was switched."
        }
        DecideError::Void(_) => "This request was taken back.",
        DecideError::Mismatch => "The answer was for other bytes than were shown.",
    };
    ApiError::new(ErrorCode::Rejected, text)
        .safe("Nothing was signed.")
        .hint("Ask for it again.")
}

fn first_line(log: &str) -> String {
    log.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(300)
        .collect()
}

pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_certificate_says_not_to_go_on() {
        let error = gateway(&GatewayError::Net(NetError::Certificate {
            host: "p".into(),
        }));
        assert_eq!(error.code, ErrorCode::Provider);
        assert!(error.hint.unwrap().contains("Do not go on"));
    }

    #[test]
    fn a_full_disk_says_what_is_safe() {
        let error = storage(StoreError::Full);
        assert_eq!(error.code, ErrorCode::Storage);
        assert!(error.safe.unwrap().contains("nothing was signed"));
    }

    #[test]
    fn lack_of_money_is_told_from_other_refusals() {
        assert_eq!(
            chain_refusal("insufficient funds: x").code,
            ErrorCode::Balance
        );
        assert_eq!(
            chain_refusal("Deposit invalid").code,
            ErrorCode::ChainRefused
        );
    }
}
