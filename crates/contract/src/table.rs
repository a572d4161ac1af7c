//! The table of commands. Adding a feature begins with a row here.

use crate::accounts::*;
use crate::backup::*;
use crate::companion::*;
use crate::contacts::*;
use crate::macros::commands;
use crate::offline::*;
use crate::top_up::*;
use crate::views::*;

commands! {
    /// Vault state, accounts, chosen network, who owns the data.
    Read app_state(Empty) -> AppView [App];
    /// Makes a throwaway vault on the demo network, funds its account and opens it.
    Mutate demo_start(Empty) -> AppView [App Networks Balances Health];
    /// Makes a vault with fresh words, sealed under a password, and opens it.
    Secret vault_create(VaultCreateRequest) -> AppView [App];
    /// Makes a vault from words or a key that a person brings along.
    Secret vault_import(VaultImportRequest) -> AppView [App Balances Deployments];
    /// Opens the vault.
    Secret vault_unlock(VaultUnlockRequest) -> AppView [App Approvals];
    /// Locks the vault; what waits for a decision becomes void.
    Mutate vault_lock(Empty) -> AppView [App Approvals];
    /// Changes the password.
    Secret vault_change_password(ChangePasswordRequest) -> Empty [];
    /// How the vault is guarded: ways to open it, what this home can do.
    Read security_get(Empty) -> SecurityView [App];
    /// Opens the vault with a passkey or the system's keychain.
    Mutate vault_unlock_with(UnlockWithRequest) -> AppView [App Approvals];
    /// Adds an entry of the system's keychain that opens the vault, beside the password.
    Secret keychain_add(FreshPasswordRequest) -> SecurityView [App];
    /// Adds a passkey that opens the vault, beside the password.
    Secret passkey_add(FreshPasswordRequest) -> SecurityView [App];
    /// Takes a passkey or keychain entry away.
    Mutate lock_remove(LockRequest) -> SecurityView [App];
    /// A new data key: old copies of the file and all passkeys and keychain entries are worth nothing from then on.
    Secret vault_rekey(FreshPasswordRequest) -> SecurityView [App];
    /// Puts a secret that is shown into the clipboard, for half a minute (desktop).
    Secret secret_copy(SecretCopyRequest) -> SecretCopyView [];
    /// The words of the vault, behind a fresh password.
    Secret words_reveal(WordsRevealRequest) -> WordsView [];
    /// Which three words the backup check asks for.
    Mutate backup_check_start(Empty) -> BackupCheckView [];
    /// Checks the three words.
    Secret backup_check(BackupCheckRequest) -> AppView [App];
    /// Removes the vault and everything kept for it from this device.
    Mutate vault_wipe(VaultWipeRequest) -> AppView [App Networks Balances Activity Approvals Contacts Drafts Flows Deployments Settings Rules];
    /// Adds an account: the next one, one at a path, an address alone, or a key from outside.
    Secret account_add(AccountAddRequest) -> AppView [App Balances Rules];
    /// Renames, recolours, hides or shows an account.
    Mutate account_change(AccountChangeRequest) -> AppView [App];
    /// Puts the accounts in another order.
    Mutate account_order(AccountOrderRequest) -> AppView [App];
    /// Removes an account and its key from the vault.
    Mutate account_remove(AccountRequest) -> AppView [App Balances Activity Approvals Flows Deployments Rules];
    /// One key as an armor that `akash keys import` takes, behind a fresh password.
    Secret account_export(AccountExportRequest) -> ArmorView [];
    /// Balances of all accounts of the vault.
    Read account_balances(Empty) -> AccountBalancesView [Balances App];
    /// Chooses the account that everything shows; what waits for a decision becomes void.
    Mutate account_select(AccountRequest) -> AppView [App Balances Activity Approvals Flows Deployments];

    /// The vaults of this device.
    Read vault_list(Empty) -> VaultsView [App];
    /// Locks the vault and turns to another one; what waits for a decision becomes void.
    Mutate vault_select(VaultRequest) -> AppView [App Networks Balances Activity Approvals Flows Deployments Rules];
    /// Gives the open vault another name.
    Mutate vault_rename(VaultRenameRequest) -> AppView [App];
    /// The person is here: the idle time begins anew.
    Mutate in_use(Empty) -> Empty [];

    /// A backup of everything, sealed under a password of its own, behind a fresh password.
    Secret backup_export(BackupExportRequest) -> BytesFileView [];
    /// Restores a backup into memory and compares it with what is here; passing counts as the backup check.
    Secret backup_verify(BackupVerifyRequest) -> BackupVerdictView [App];
    /// Makes a vault from a backup, with its contacts, drafts and settings.
    Secret vault_restore(VaultRestoreRequest) -> AppView [App Networks Balances Activity Contacts Drafts Deployments Settings Rules];

    /// Contacts, by name.
    Read contact_list(Empty) -> ContactsView [Contacts];
    /// Adds or changes a contact.
    Mutate contact_save(ContactSaveRequest) -> ContactsView [Contacts];
    /// Deletes a contact.
    Mutate contact_delete(ContactRequest) -> ContactsView [Contacts];

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
    Read activity(ActivityRequest) -> ActivityView [Activity];
    /// Prepares a transfer and files it for approval.
    Mutate send(SendRequest) -> ApprovalId [Approvals];

    /// What waits for a decision, oldest first.
    Read approvals(Empty) -> ApprovalsView [Approvals];
    /// Approves or rejects; bound to the hash of the very bytes.
    Mutate approval_decide(DecideRequest) -> DecisionView [Approvals Activity];

    /// The unsigned transaction of a waiting request as a file; the request is taken back.
    Mutate offline_export(OfflineExportRequest) -> TextFileView [Approvals];
    /// Reads a transaction file: unsigned ones are filed for approval, signed ones put into words.
    Mutate offline_import(OfflineImportRequest) -> OfflineImportView [Approvals];
    /// Sends the signed transaction of a file.
    Mutate offline_broadcast(OfflineBroadcastRequest) -> DecisionView [Activity Balances Deployments];
    /// Standing rules.
    Read rule_list(Empty) -> RulesView [Rules];
    /// Takes a standing rule back, or allows it again.
    Mutate rule_set(RuleSetRequest) -> RulesView [Rules];
    /// Standing rules that top deployments of the chosen account up.
    Read top_up_rule_list(Empty) -> TopUpRulesView [Rules];
    /// Makes or changes the rule that tops a deployment up.
    Secret top_up_rule_set(TopUpRuleRequest) -> TopUpRulesView [Rules];
    /// Takes the rule of a deployment away.
    Mutate top_up_rule_remove(DeploymentRequest) -> TopUpRulesView [Rules];
    /// Connected apps, what they want, and how the relay is.
    Read apps(Empty) -> AppsView [Apps];
    /// Takes an app's connection address; its proposal comes a moment later.
    Secret app_pair(AppPairRequest) -> AppsView [Apps];
    /// Takes the address that a link handed over, to be shown; nothing is connected by that.
    Secret app_handed(Empty) -> HandedView [Apps];
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
    /// Wallets that sign for accounts here, and the connection that is being made.
    Read wallets(Empty) -> WalletsView [Apps];
    /// A fresh connection address for a wallet; the one before ends. Where there is no vault, one without keys is made.
    Secret wallet_offer(Empty) -> WalletOfferView [App Apps];
    /// Takes the connection address back; a vault without keys and accounts goes with it.
    Mutate wallet_offer_end(Empty) -> AppView [App Apps];
    /// Connects the Keplr that the browser brings along; it names its account. Where there is no vault, one without keys is made.
    Mutate keplr_connect(Empty) -> AppView [App Apps Approvals];
    /// Keplr says that it turned to another account: its account is asked again.
    Mutate keplr_changed(Empty) -> AppView [App Apps Approvals];
    /// Sharing with phones on the local network.
    Read companion(Empty) -> CompanionView [Apps];
    /// Begins to share, or makes a fresh code for a share that runs.
    Secret companion_start(CompanionStartRequest) -> CompanionCodeView [Apps];
    /// Ends the share and the connections that were made over it.
    Mutate companion_stop(Empty) -> CompanionView [Apps];
    /// On the phone: connects to the desktop whose code was scanned. Where there is no vault, one without keys is made.
    Secret companion_join(CompanionJoinRequest) -> AppView [App Apps];
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
    /// Who could bid on an SDL that is not deployed, and what keeps the others out, as far as on-chain attributes show.
    Read bidders(SdlRequest) -> BiddersView [Market];
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

    /// Image registries.
    Read registry_list(Empty) -> RegistriesView [Registries];
    /// Adds a registry after asking it what it is.
    Mutate registry_add(RegistryAddRequest) -> RegistriesView [Registries];
    /// Forgets a registry and how one signed in there.
    Mutate registry_remove(RegistryRequest) -> RegistriesView [Registries];
    /// Makes an account with a passkey of the vault and signs in; waits for the person's decisions.
    Mutate registry_sign_up(RegistryPasskeyRequest) -> RegistriesView [Registries Images Passkeys];
    /// Signs in with a passkey of the vault; waits for the person's decision.
    Mutate registry_sign_in_passkey(RegistryPasskeyRequest) -> RegistriesView [Registries Images Passkeys];
    /// Signs in with a password or an access token.
    Secret registry_sign_in(RegistrySignInRequest) -> RegistriesView [Registries Images];
    /// Signs out and forgets the tokens.
    Mutate registry_sign_out(RegistryRequest) -> RegistriesView [Registries Images];
    /// Passkeys and access tokens of the account that one is signed in to.
    Read registry_account(RegistryRequest) -> RegistryAccountView [Account];
    /// Adds a passkey of the vault to the account; waits for the person's decision.
    Mutate registry_key_add(RegistryKeyRequest) -> RegistryAccountView [Account Passkeys];
    /// Gives a passkey of the account another name there.
    Mutate registry_key_rename(RegistryKeyRequest) -> RegistryAccountView [Account];
    /// Takes a passkey from the account.
    Mutate registry_key_remove(RegistryKeyRequest) -> RegistryAccountView [Account];
    /// Makes an access token, which is told once.
    Secret registry_token_make(RegistryKeyRequest) -> FreshTokenView [Account];
    /// Ends an access token.
    Mutate registry_token_revoke(RegistryKeyRequest) -> RegistryAccountView [Account];
    /// Repositories that the server lists, or that were used here.
    Read repository_list(RegistryRequest) -> RepositoriesView [Images];
    /// Repositories of the whole server whose name or description holds a text.
    Read repository_search(RepositorySearchRequest) -> RepositoriesView [Images];
    /// Lets everybody see a repository, or its owner alone.
    Mutate repository_visibility(RepositoryVisibilityRequest) -> RepositoriesView [Images];
    /// Makes a repository.
    Mutate repository_create(RepositoryCreateRequest) -> RepositoriesView [Images];
    /// Marks a repository as a favourite.
    Mutate repository_favourite(RepositoryFavouriteRequest) -> RepositoriesView [Images];
    /// Tags of a repository; one that is asked for by name is remembered.
    Read tag_list(RepositoryRequest) -> TagsView [Images];
    /// One image with layers, history, config, platforms and what refers to it.
    Read image_get(ImageRequest) -> ImageView [Images];
    /// Deletes a tag, or an image with all its tags.
    Mutate image_delete(ImageDeleteRequest) -> Empty [Images];
    /// Which images an archive or layout folder holds.
    Read file_images(FileImagesRequest) -> FileImagesView [Transfers];
    /// Begins a push.
    Mutate push_start(PushRequest) -> TransferView [Transfers];
    /// Begins a pull.
    Mutate pull_start(PullRequest) -> TransferView [Transfers];
    /// Pushes and pulls since the start.
    Read transfer_list(Empty) -> TransfersView [Transfers];
    /// Stops a push or pull, or takes a finished one off the list.
    Mutate transfer_end(TransferIdRequest) -> TransfersView [Transfers];
    /// Goes on with a push or pull that a restart cut off; what is there is not moved again.
    Mutate transfer_go_on(CutGoOnRequest) -> TransferView [Transfers];
    /// Takes a push or pull that was cut off from the list, and removes what came so far.
    Mutate transfer_forget(CutRequest) -> TransfersView [Transfers];
    /// Shows the system's own dialog for files and folders; waits for the person.
    Mutate path_choose(PathChooseRequest) -> PathChoiceView [];
    /// The vault's passkeys.
    Read passkey_list(Empty) -> PasskeysView [Passkeys];
    /// Gives a passkey another name.
    Mutate passkey_rename(PasskeyRequest) -> PasskeysView [Passkeys];
    /// Removes a passkey.
    Mutate passkey_remove(PasskeyRequest) -> PasskeysView [Passkeys];
    /// Wishes for a passkey that wait for a decision.
    Read passkey_asks(Empty) -> PasskeyAsksView [PasskeyAsks];
    /// Approves or rejects a wish; bound to the hash of what was shown.
    Secret passkey_decide(PasskeyDecideRequest) -> Empty [PasskeyAsks Passkeys];

    /// Settings of this device.
    Read settings_get(Empty) -> SettingsView [Settings];
    /// Changes settings.
    Mutate settings_set(SettingsView) -> SettingsView [Settings];
    /// The answer to a host call.
    Secret host_answer(HostAnswer) -> Empty [];
}

use crate::{ApprovalId, Empty, SecretCopyView, SecurityView, StreamId};

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
