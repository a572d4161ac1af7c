//! From a registry's errors to what a person reads: what happened, what is safe, what to do.

use contract::{ApiError, ErrorCode};
use registry::{
    AccountError, ArchiveError, CeremonyError, ClientError, DeleteError, DownloadError, ExtError,
    PasskeyFault, PullError, PushError, RelyingPartyError,
};

use crate::error::{self, capital, invalid};

fn sentence(error: &dyn std::fmt::Display) -> String {
    format!("{}.", capital(&error.to_string()))
}

fn refused(error: &dyn std::fmt::Display) -> ApiError {
    ApiError::new(ErrorCode::Registry, sentence(error))
}

pub(super) fn signed_out() -> ApiError {
    ApiError::new(
        ErrorCode::Registry,
        "The sign-in at this registry is not kept here any more.",
    )
    .hint("Sign in again.")
}

pub(super) fn client(error: ClientError) -> ApiError {
    match &error {
        ClientError::Net(net) => error::net(net),
        ClientError::SignIn => refused(&error).hint("Sign in, or sign in again: sign-ins run out."),
        ClientError::Credentials => refused(&error)
            .hint("Check both; many servers want an access token instead of the password."),
        ClientError::Denied(_) => {
            refused(&error).hint("Ask the repository's owner, or use a repository of your own.")
        }
        ClientError::Realm(_) => refused(&error)
            .safe("The password was not sent.")
            .hint("Ask whoever runs the registry: its token service should be on its own site."),
        ClientError::Redirect(_) => refused(&error).safe("Nothing was sent there."),
        ClientError::Digest(_) => refused(&error)
            .safe("What came was thrown away.")
            .hint("Try again; if it stays, the server's copy is damaged."),
        ClientError::OtherBlob(_) => refused(&error)
            .safe("Nothing was changed.")
            .hint("Whoever runs the server must remove the damaged layer."),
        ClientError::Refused { status, .. } if *status >= 500 => refused(&error)
            .safe("What was sent stays there and need not be sent again.")
            .hint("Try again in a minute."),
        _ => refused(&error),
    }
}

fn party(error: &RelyingPartyError) -> ApiError {
    let api = refused(error).safe("No passkey was made or used.");
    match error {
        RelyingPartyError::Changed { .. } => api.hint(
            "Do not go on unless whoever runs it has told you of the change. Then remove the registry here and add it again.",
        ),
        RelyingPartyError::Origin { .. } => api.hint("Give the address of its web page under More."),
        _ => api.hint("Check the registry's address."),
    }
}

pub(super) fn account(error: AccountError) -> ApiError {
    let api = match error {
        AccountError::Client(e) => return client(e),
        ref other => refused(other),
    };
    match error {
        AccountError::NoPasskeys => api.hint("Sign in with a password or an access token."),
        AccountError::Taken => api.hint("Choose another, or sign in."),
        AccountError::UnknownUser => api.hint("Check the name, or sign up."),
        AccountError::Origin => {
            api.hint("Give the address of its web page under More, and begin again.")
        }
        AccountError::Challenge => api.hint("Begin again."),
        AccountError::Passkey => api.hint("Choose another passkey, or another user name."),
        AccountError::OtherWay => api.hint("Sign in with its passkey."),
        AccountError::LastWayIn => api
            .safe("Nothing was removed.")
            .hint("Add another passkey first."),
        AccountError::Mail => api.hint("Open the link in the mail, then sign in."),
        _ => api,
    }
}

pub(super) fn ceremony(error: CeremonyError) -> ApiError {
    match error {
        CeremonyError::Account(e) => account(e),
        CeremonyError::Party(e) => party(&e),
        CeremonyError::Passkey(PasskeyFault::Cancelled) => {
            ApiError::new(ErrorCode::Rejected, "You said no.").safe("No passkey was made or used.")
        }
        CeremonyError::Passkey(PasskeyFault::Locked) => error::locked(),
        CeremonyError::Passkey(e @ PasskeyFault::TooLate) => refused(&e)
            .safe("No passkey was made or used.")
            .hint("Begin again."),
        CeremonyError::Passkey(e @ PasskeyFault::None) => {
            refused(&e).hint("Sign up, or restore the vault that holds it.")
        }
        CeremonyError::Passkey(e) => refused(&e),
    }
}

pub(super) fn ext(error: ExtError) -> ApiError {
    match error {
        ExtError::Client(e) => client(e),
        other => invalid(sentence(&other)),
    }
}

pub(super) fn delete(error: DeleteError) -> ApiError {
    match error {
        DeleteError::Client(e) => client(e),
        other => refused(&other).safe("Nothing was deleted."),
    }
}

pub(super) fn archive(error: ArchiveError) -> ApiError {
    invalid(sentence(&error)).safe("Nothing was sent.")
}

pub(super) fn push(error: PushError) -> ApiError {
    let kept = "The tag is as it was. Layers that were sent stay there and need not be sent again.";
    match error {
        PushError::Client(e) => client(e).safe(kept),
        PushError::Archive(e) => archive(e),
        PushError::TagStays => refused(&error).safe(kept).hint("Push under a new tag."),
        PushError::Platforms(_) => refused(&error)
            .safe("Nothing was sent.")
            .hint("Save the image for one platform, or use another registry."),
        PushError::Unwritable => refused(&error).safe("Nothing was sent."),
    }
}

pub(super) fn pull(error: PullError) -> ApiError {
    let kept = "No file was made. What came so far is used when you try again.";
    match error {
        PullError::Download(DownloadError::Client(e)) => client(e).safe(kept),
        PullError::Download(DownloadError::Disk(e)) => {
            ApiError::new(ErrorCode::Storage, sentence(&e)).safe(kept)
        }
        PullError::Altered => refused(&error)
            .safe("Nothing was written.")
            .hint("Its layers are what was pushed; to take it all the same, choose so."),
        PullError::TooMany => refused(&error).safe("Nothing was written."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_says_what_to_do_or_what_is_safe() {
        for api in [
            client(ClientError::SignIn),
            client(ClientError::Realm("evil".into())),
            ceremony(CeremonyError::Passkey(PasskeyFault::Cancelled)),
            ceremony(CeremonyError::Account(AccountError::Origin)),
            push(PushError::TagStays),
            pull(PullError::Altered),
            archive(ArchiveError::NoImage),
            delete(DeleteError::TagUnsafe),
        ] {
            assert!(api.safe.is_some() || api.hint.is_some(), "{}", api.message);
            assert!(api.message.ends_with('.'), "{}", api.message);
        }
    }
}
