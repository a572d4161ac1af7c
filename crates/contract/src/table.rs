//! The table of commands. Adding a feature begins with a row here.

use crate::macros::commands;
use crate::views::*;

commands! {
    /// Vault state, accounts, chosen network, who owns the data.
    Read app_state(Empty) -> AppView [App];
    /// Makes a throwaway vault on the demo network, funds its account and opens it.
    Mutate demo_start(Empty) -> AppView [App Networks Balances Health];
    /// Makes a vault with fresh words, sealed under a password, and opens it.
    Secret vault_create(VaultCreateRequest) -> AppView [App];
    /// Makes a vault from words; with `replace` the present one is removed (forgotten password).
    Secret vault_import(VaultImportRequest) -> AppView [App Balances Deployments];
    /// Opens the vault.
    Secret vault_unlock(VaultUnlockRequest) -> AppView [App Approvals];
    /// Locks the vault; what waits for a decision becomes void.
    Mutate vault_lock(Empty) -> AppView [App Approvals];
    /// Changes the password.
    Secret vault_change_password(ChangePasswordRequest) -> Empty [];
    /// The words of the vault, behind a fresh password.
    Secret words_reveal(WordsRevealRequest) -> WordsView [];
    /// Which three words the backup check asks for.
    Mutate backup_check_start(Empty) -> BackupCheckView [];
    /// Checks the three words.
    Secret backup_check(BackupCheckRequest) -> AppView [App];
    /// Removes the vault and everything kept for it from this device.
    Mutate vault_wipe(VaultWipeRequest) -> AppView [App Networks Balances Activity Approvals Drafts Flows Deployments Settings];
    /// Adds the next account of the vault's words.
    Mutate account_add(AccountAddRequest) -> AppView [App];
    /// Renames an account.
    Mutate account_rename(AccountRenameRequest) -> AppView [App];
    /// Chooses the account that everything shows; what waits for a decision becomes void.
    Mutate account_select(AccountRequest) -> AppView [App Balances Activity Approvals Flows Deployments];

    /// Network profiles.
    Read network_list(Empty) -> NetworksView [Networks];
    /// Adds a profile after asking the node for its chain id.
    Mutate network_add(NetworkAddRequest) -> NetworksView [Networks];
    /// Removes a profile of one's own.
    Mutate network_remove(NetworkRequest) -> NetworksView [Networks];
    /// Chooses the network; what waits for a decision becomes void.
    Mutate network_select(NetworkRequest) -> NetworksView [App Networks Health Balances Approvals Market Flows Deployments];
    /// Health of the chosen network's node.
    Read network_health(Empty) -> HealthView [Health];
    /// Asks the faucet of a simulated network for AKT and ACT.
    Mutate faucet_request(Empty) -> BalancesView [Balances];

    /// Balances of the chosen account.
    Read balances(Empty) -> BalancesView [Balances];
    /// What was signed here, newest first.
    Read activity(Empty) -> ActivityView [Activity];
    /// Prepares a transfer and files it for approval.
    Mutate send(SendRequest) -> ApprovalId [Approvals];

    /// What waits for a decision, oldest first.
    Read approvals(Empty) -> ApprovalsView [Approvals];
    /// Approves or rejects; bound to the hash of the very bytes.
    Mutate approval_decide(DecideRequest) -> DecisionView [Approvals Activity];

    /// Connected apps, what they want, and how the relay is.
    Read apps(Empty) -> AppsView [Apps];
    /// Takes an app's connection address; its proposal comes a moment later.
    Secret app_pair(AppPairRequest) -> AppsView [Apps];
    /// Connects an app that asked for it.
    Mutate app_approve(AppProposalRequest) -> AppsView [Apps];
    /// Refuses to connect an app.
    Mutate app_reject(AppProposalRequest) -> AppsView [Apps];
    /// Lengthens a connection to a week from now.
    Mutate app_extend(AppSessionRequest) -> AppsView [Apps];
    /// Ends a connection.
    Mutate app_disconnect(AppSessionRequest) -> AppsView [Apps Approvals];
    /// Refuses a request of an app that can't be decided now.
    Mutate app_request_reject(AppRequestRequest) -> AppsView [Apps Approvals];
    /// Chooses the relay.
    Mutate relay_set(RelaySetRequest) -> AppsView [Apps];

    /// SDL drafts, last changed first.
    Read draft_list(Empty) -> DraftsView [Drafts];
    /// One draft with its text.
    Read draft_get(DraftRequest) -> DraftView [Drafts];
    /// Saves a draft; without an id a new one is made.
    Mutate draft_save(DraftSaveRequest) -> DraftView [Drafts];
    /// Deletes a draft.
    Mutate draft_delete(DraftRequest) -> Empty [Drafts];
    /// Starting points for a draft.
    Read template_list(Empty) -> TemplatesView [];

    /// GPU models and variants with provider counts from on-chain attributes, and prices last bid.
    Read gpu_board(Empty) -> GpuBoardView [Market];
    /// Registered providers.
    Read provider_list(Empty) -> ProvidersView [Market];

    /// Begins a deployment: writes the flow, builds and simulates the transaction, files it for approval.
    Mutate deploy_start(DeployStartRequest) -> FlowView [Flows Approvals];
    /// Flows that are not finished, newest first.
    Read flow_list(Empty) -> FlowsView [Flows];
    /// One flow.
    Read flow_get(FlowRequest) -> FlowView [Flows];
    /// Repeats the step that failed.
    Mutate flow_retry(FlowRequest) -> FlowView [Flows];
    /// Gives up: before the chain knows it the flow is dropped, after that closing is filed for approval and the deposit comes back.
    Mutate flow_abandon(FlowRequest) -> FlowView [Flows Approvals];
    /// Bids on the flow's order, and why other providers can't bid.
    Read bids(FlowRequest) -> BidsView [Bids];
    /// Chooses a bid and files the lease for approval.
    Mutate bid_accept(BidAcceptRequest) -> ApprovalId [Approvals Flows];

    /// Deployments of the chosen account.
    Read deployment_list(Empty) -> DeploymentsView [Deployments];
    /// One deployment with groups, leases and escrow.
    Read deployment_get(DeploymentRequest) -> DeploymentView [Deployments];
    /// What the provider says of a lease now.
    Read lease_status(LeaseRequest) -> LeaseStatusView [Deployments];
    /// Prepares a top-up and files it for approval.
    Mutate deployment_deposit(DepositRequest) -> ApprovalId [Approvals];
    /// Prepares an update: files the new hash for approval, then sends the manifest.
    Mutate deployment_update(UpdateRequest) -> FlowView [Flows Approvals];
    /// Prepares closing and files it for approval.
    Mutate deployment_close(DeploymentRequest) -> ApprovalId [Approvals];
    /// Opens a stream of log lines or events of a lease; they arrive as events with the stream's id.
    Mutate stream_open(StreamOpenRequest) -> StreamId [];
    /// Closes a stream.
    Mutate stream_close(StreamRequest) -> Empty [];

    /// Settings of this device.
    Read settings_get(Empty) -> SettingsView [Settings];
    /// Changes settings.
    Mutate settings_set(SettingsView) -> SettingsView [Settings];
    /// The answer to a host call.
    Mutate host_answer(HostAnswer) -> Empty [];
}

use crate::{ApprovalId, Empty, StreamId};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_reads_provide_something() {
        let names: BTreeSet<_> = COMMANDS.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), COMMANDS.len());
        for row in COMMANDS {
            let fixed = ["template_list"].contains(&row.name);
            assert!(
                row.kind != crate::Kind::Read || fixed || !row.tags.is_empty(),
                "{}",
                row.name
            );
        }
    }
}
