//! The relay's protocol: calls we make, what it delivers, the address we open.

mod call;
mod frame;

pub use call::{RelayCall, RelayId};
pub use frame::{Delivery, RelayFrame};

/// The address to open: `relay` with a fresh token, the project and who we are. `project` is empty for
/// a relay of one's own.
#[must_use]
pub fn connect_url(relay: &str, token: &str, project: &str, agent: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("auth", token);
    if !project.is_empty() {
        query.append_pair("projectId", project);
    }
    query.append_pair("ua", agent);
    query.append_pair("useOnCloseEvent", "true");
    let joint = if relay.contains('?') { '&' } else { '?' };
    // A path is needed before the query: `ws://host?x` is read differently by different parsers.
    let slash = if relay
        .split("://")
        .nth(1)
        .is_some_and(|rest| !rest.contains('/'))
    {
        "/"
    } else {
        ""
    };
    format!("{relay}{slash}{joint}{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_names_token_project_and_agent() {
        assert_eq!(
            connect_url("ws://127.0.0.1:1", "t", "p", "wc-2/rust-1/linux/desktop"),
            "ws://127.0.0.1:1/?auth=t&projectId=p&ua=wc-2%2Frust-1%2Flinux%2Fdesktop&useOnCloseEvent=true"
        );
        assert!(!connect_url("ws://h/x", "t", "", "a").contains("projectId"));
    }
}
