//! The contract, row by row: each converts and delegates.

use contract::*;

use crate::error::Result;
use crate::{Core, templates};

const DONE: Empty = Empty {};

#[cfg_attr(target_arch = "wasm32", async_trait::async_trait(?Send))]
#[cfg_attr(not(target_arch = "wasm32"), async_trait::async_trait)]
impl Api for Core {
    async fn app_state(&self, _: Empty) -> Result<AppView> {
        self.app_view()
    }
    async fn demo_start(&self, _: Empty) -> Result<AppView> {
        self.demo_start_now().await
    }
    async fn vault_create(&self, request: VaultCreateRequest) -> Result<AppView> {
        self.create_vault(request).await
    }
    async fn vault_import(&self, request: VaultImportRequest) -> Result<AppView> {
        self.import_vault(request).await
    }
    async fn vault_unlock(&self, request: VaultUnlockRequest) -> Result<AppView> {
        self.unlock_vault(&request.password.0).await
    }
    async fn vault_lock(&self, _: Empty) -> Result<AppView> {
        self.end_session();
        self.app_view()
    }
    async fn vault_change_password(&self, request: ChangePasswordRequest) -> Result<Empty> {
        self.change_password(&request).await.map(|()| DONE)
    }
    async fn security_get(&self, _: Empty) -> Result<SecurityView> {
        Ok(self.security_view().await)
    }
    async fn vault_unlock_with(&self, request: UnlockWithRequest) -> Result<AppView> {
        self.unlock_with(request.kind).await
    }
    async fn keychain_add(&self, request: FreshPasswordRequest) -> Result<SecurityView> {
        self.used();
        self.add_keychain(&request.password.0).await
    }
    async fn passkey_add(&self, request: FreshPasswordRequest) -> Result<SecurityView> {
        self.used();
        self.add_passkey(&request.password.0).await
    }
    async fn lock_remove(&self, request: LockRequest) -> Result<SecurityView> {
        self.used();
        self.remove_lock(&request.id).await
    }
    async fn vault_rekey(&self, request: FreshPasswordRequest) -> Result<SecurityView> {
        self.used();
        self.rekey(&request.password.0).await
    }
    async fn secret_copy(&self, request: SecretCopyRequest) -> Result<SecretCopyView> {
        self.used();
        self.copy_secret(request.text.0).await
    }
    async fn words_reveal(&self, request: WordsRevealRequest) -> Result<WordsView> {
        self.used();
        self.reveal_words(&request.password.0).await
    }
    async fn backup_check_start(&self, _: Empty) -> Result<BackupCheckView> {
        self.used();
        self.start_backup_check()
    }
    async fn backup_check(&self, request: BackupCheckRequest) -> Result<AppView> {
        self.used();
        self.check_backup(&request).await
    }
    async fn vault_wipe(&self, request: VaultWipeRequest) -> Result<AppView> {
        self.wipe_vault(request.confirmed).await
    }
    async fn account_add(&self, request: AccountAddRequest) -> Result<AppView> {
        self.used();
        self.add_account(&request).await
    }
    async fn account_change(&self, request: AccountChangeRequest) -> Result<AppView> {
        self.used();
        self.change_account(&request).await
    }
    async fn account_order(&self, request: AccountOrderRequest) -> Result<AppView> {
        self.used();
        self.order_accounts(&request).await
    }
    async fn account_remove(&self, request: AccountRequest) -> Result<AppView> {
        self.used();
        self.remove_account(&request.address).await
    }
    async fn account_export(&self, request: AccountExportRequest) -> Result<ArmorView> {
        self.used();
        self.export_account(&request).await
    }
    async fn account_balances(&self, _: Empty) -> Result<AccountBalancesView> {
        self.account_balances_view().await
    }
    async fn account_select(&self, request: AccountRequest) -> Result<AppView> {
        self.used();
        self.select_account(&request.address).await
    }
    async fn vault_list(&self, _: Empty) -> Result<VaultsView> {
        Ok(self.vaults_view())
    }
    async fn vault_select(&self, request: VaultRequest) -> Result<AppView> {
        self.used();
        self.select_vault(&request.id).await
    }
    async fn vault_rename(&self, request: VaultRenameRequest) -> Result<AppView> {
        self.used();
        self.rename_vault(&request).await
    }
    async fn in_use(&self, _: Empty) -> Result<Empty> {
        self.used();
        self.wake_apps();
        Ok(DONE)
    }

    async fn backup_export(&self, request: BackupExportRequest) -> Result<BytesFileView> {
        self.used();
        self.export_backup(&request).await
    }
    async fn backup_verify(&self, request: BackupVerifyRequest) -> Result<BackupVerdictView> {
        self.used();
        self.verify_backup(&request).await
    }
    async fn vault_restore(&self, request: VaultRestoreRequest) -> Result<AppView> {
        self.restore_vault(request).await
    }

    async fn contact_list(&self, _: Empty) -> Result<ContactsView> {
        Ok(self.contacts_view())
    }
    async fn contact_save(&self, request: ContactSaveRequest) -> Result<ContactsView> {
        self.used();
        self.save_contact(request).await
    }
    async fn contact_delete(&self, request: ContactRequest) -> Result<ContactsView> {
        self.used();
        self.delete_contact(&request.address).await
    }

    async fn network_list(&self, _: Empty) -> Result<NetworksView> {
        Ok(self.networks_view())
    }
    async fn network_add(&self, request: NetworkAddRequest) -> Result<NetworksView> {
        self.used();
        self.add_network(request).await
    }
    async fn network_remove(&self, request: NetworkRequest) -> Result<NetworksView> {
        self.used();
        self.remove_network(&request.id).await
    }
    async fn network_select(&self, request: NetworkRequest) -> Result<NetworksView> {
        self.used();
        self.select_network(&request.id).await
    }
    async fn network_health(&self, _: Empty) -> Result<HealthView> {
        Ok(self.health())
    }
    async fn faucet_request(&self, _: Empty) -> Result<BalancesView> {
        self.used();
        self.ask_faucet().await?;
        self.balances_view().await
    }

    async fn balances(&self, _: Empty) -> Result<BalancesView> {
        self.balances_view().await
    }
    async fn activity(&self, request: ActivityRequest) -> Result<ActivityView> {
        self.activity_view(request).await
    }
    async fn send(&self, request: SendRequest) -> Result<ApprovalId> {
        self.used();
        self.ask_send(request).await
    }

    async fn approvals(&self, _: Empty) -> Result<ApprovalsView> {
        Ok(ApprovalsView {
            requests: self.approvals_view(),
        })
    }
    async fn approval_decide(&self, request: DecideRequest) -> Result<DecisionView> {
        self.used();
        self.decide(request).await
    }
    async fn offline_export(&self, request: OfflineExportRequest) -> Result<TextFileView> {
        self.used();
        self.export_offline(&request).await
    }
    async fn offline_import(&self, request: OfflineImportRequest) -> Result<OfflineImportView> {
        self.used();
        self.import_offline(request).await
    }
    async fn offline_broadcast(&self, request: OfflineBroadcastRequest) -> Result<DecisionView> {
        self.used();
        self.broadcast_offline(&request).await
    }
    async fn rule_list(&self, _: Empty) -> Result<RulesView> {
        self.rules_view()
    }
    async fn rule_set(&self, request: RuleSetRequest) -> Result<RulesView> {
        self.used();
        self.set_rule(&request).await
    }
    async fn top_up_rule_list(&self, _: Empty) -> Result<TopUpRulesView> {
        self.top_ups_view()
    }
    async fn top_up_rule_set(&self, request: TopUpRuleRequest) -> Result<TopUpRulesView> {
        self.used();
        self.set_top_up(&request).await
    }
    async fn top_up_rule_remove(&self, request: DeploymentRequest) -> Result<TopUpRulesView> {
        self.used();
        self.remove_top_up(request.dseq).await
    }

    async fn apps(&self, _: Empty) -> Result<AppsView> {
        self.apps_view()
    }
    async fn app_handed(&self, _: Empty) -> Result<HandedView> {
        Ok(self.take_handed())
    }
    async fn wallets(&self, _: Empty) -> Result<WalletsView> {
        self.wallets_view()
    }
    async fn wallet_offer(&self, _: Empty) -> Result<WalletOfferView> {
        self.used();
        self.offer_wallet().await
    }
    async fn wallet_offer_end(&self, _: Empty) -> Result<AppView> {
        self.end_offer().await
    }
    async fn keplr_connect(&self, _: Empty) -> Result<AppView> {
        self.used();
        self.connect_keplr().await
    }
    async fn keplr_changed(&self, _: Empty) -> Result<AppView> {
        self.reread_keplr().await
    }
    async fn companion(&self, _: Empty) -> Result<CompanionView> {
        Ok(self.companion_view())
    }
    async fn companion_start(&self, request: CompanionStartRequest) -> Result<CompanionCodeView> {
        self.used();
        self.start_companion(request).await
    }
    async fn companion_stop(&self, _: Empty) -> Result<CompanionView> {
        self.end_companion("You ended it.").await;
        Ok(self.companion_view())
    }
    async fn companion_join(&self, request: CompanionJoinRequest) -> Result<AppView> {
        self.join_companion(request).await
    }
    async fn app_pair(&self, request: AppPairRequest) -> Result<AppsView> {
        self.used();
        self.pair_app(request).await
    }
    async fn app_approve(&self, request: AppProposalRequest) -> Result<AppsView> {
        self.used();
        self.approve_app(request).await
    }
    async fn app_reject(&self, request: AppProposalRequest) -> Result<AppsView> {
        self.used();
        self.reject_app(request).await
    }
    async fn app_extend(&self, request: AppSessionRequest) -> Result<AppsView> {
        self.used();
        self.extend_app(request).await
    }
    async fn app_disconnect(&self, request: AppSessionRequest) -> Result<AppsView> {
        self.used();
        self.disconnect_app(request).await
    }
    async fn app_request_reject(&self, request: AppRequestRequest) -> Result<AppsView> {
        self.used();
        self.reject_app_request(request).await
    }
    async fn relay_set(&self, request: RelaySetRequest) -> Result<AppsView> {
        self.used();
        self.set_relay(request).await
    }

    async fn draft_list(&self, _: Empty) -> Result<DraftsView> {
        self.drafts_view().await
    }
    async fn draft_get(&self, request: DraftRequest) -> Result<DraftView> {
        self.draft_view(request.id).await
    }
    async fn draft_save(&self, request: DraftSaveRequest) -> Result<DraftView> {
        self.used();
        self.save_draft(request).await
    }
    async fn draft_delete(&self, request: DraftRequest) -> Result<Empty> {
        self.used();
        self.delete_draft(&request.id).await.map(|()| DONE)
    }
    async fn template_list(&self, _: Empty) -> Result<TemplatesView> {
        Ok(templates::view())
    }

    async fn gpu_board(&self, _: Empty) -> Result<GpuBoardView> {
        self.gpu_board_view().await
    }
    async fn bidders(&self, request: SdlRequest) -> Result<BiddersView> {
        self.bidders_view(&request.sdl).await
    }
    async fn provider_list(&self, _: Empty) -> Result<ProvidersView> {
        self.providers_view().await
    }

    async fn deploy_start(&self, request: DeployStartRequest) -> Result<FlowView> {
        self.used();
        self.start_deploy(request).await
    }
    async fn flow_list(&self, _: Empty) -> Result<FlowsView> {
        self.flows_view().await
    }
    async fn flow_get(&self, request: FlowRequest) -> Result<FlowView> {
        self.flow_view(self.flow(&request.id).await?).await
    }
    async fn flow_retry(&self, request: FlowRequest) -> Result<FlowView> {
        self.used();
        self.retry_flow(&request.id).await
    }
    async fn flow_abandon(&self, request: FlowRequest) -> Result<FlowView> {
        self.used();
        self.abandon_flow(&request.id).await
    }
    async fn bids(&self, request: FlowRequest) -> Result<BidsView> {
        self.bids_view(&request.id).await
    }
    async fn bid_accept(&self, request: BidAcceptRequest) -> Result<ApprovalId> {
        self.used();
        self.accept_bid(request).await
    }

    async fn deployment_list(&self, _: Empty) -> Result<DeploymentsView> {
        self.deployments_view().await
    }
    async fn deployment_get(&self, request: DeploymentRequest) -> Result<DeploymentView> {
        self.deployment_view(request.dseq).await
    }
    async fn lease_status(&self, request: LeaseRequest) -> Result<LeaseStatusView> {
        self.lease_status_view(&request.lease).await
    }
    async fn deployment_deposit(&self, request: DepositRequest) -> Result<ApprovalId> {
        self.used();
        self.ask_deposit(request).await
    }
    async fn deployment_update(&self, request: UpdateRequest) -> Result<FlowView> {
        self.used();
        self.start_update(request).await
    }
    async fn deployment_close(&self, request: DeploymentRequest) -> Result<ApprovalId> {
        self.used();
        self.ask_close(request.dseq).await
    }
    async fn stream_open(&self, request: StreamOpenRequest) -> Result<StreamId> {
        self.open_stream(request).await
    }
    async fn stream_close(&self, request: StreamRequest) -> Result<Empty> {
        self.close_stream(request.stream);
        Ok(DONE)
    }

    async fn registry_list(&self, _: Empty) -> Result<RegistriesView> {
        Ok(self.registries_view())
    }
    async fn registry_add(&self, request: RegistryAddRequest) -> Result<RegistriesView> {
        self.used();
        self.add_registry(request).await
    }
    async fn registry_remove(&self, request: RegistryRequest) -> Result<RegistriesView> {
        self.used();
        self.remove_registry(&request.registry).await
    }
    async fn registry_sign_up(&self, request: RegistryPasskeyRequest) -> Result<RegistriesView> {
        self.used();
        self.sign_up(request).await
    }
    async fn registry_sign_in_passkey(
        &self,
        request: RegistryPasskeyRequest,
    ) -> Result<RegistriesView> {
        self.used();
        self.sign_in_passkey(request).await
    }
    async fn registry_sign_in(&self, request: RegistrySignInRequest) -> Result<RegistriesView> {
        self.used();
        self.sign_in(request).await
    }
    async fn registry_sign_out(&self, request: RegistryRequest) -> Result<RegistriesView> {
        self.used();
        self.sign_out(&request.registry).await
    }
    async fn registry_account(&self, request: RegistryRequest) -> Result<RegistryAccountView> {
        self.account_at(&request.registry).await
    }
    async fn registry_key_add(&self, request: RegistryKeyRequest) -> Result<RegistryAccountView> {
        self.used();
        self.add_account_key(request).await
    }
    async fn registry_key_rename(
        &self,
        request: RegistryKeyRequest,
    ) -> Result<RegistryAccountView> {
        self.used();
        self.rename_account_key(request).await
    }
    async fn registry_key_remove(
        &self,
        request: RegistryKeyRequest,
    ) -> Result<RegistryAccountView> {
        self.used();
        self.remove_account_key(request).await
    }
    async fn registry_token_make(&self, request: RegistryKeyRequest) -> Result<FreshTokenView> {
        self.used();
        self.make_access_token(request).await
    }
    async fn registry_token_revoke(
        &self,
        request: RegistryKeyRequest,
    ) -> Result<RegistryAccountView> {
        self.used();
        self.revoke_access_token(request).await
    }
    async fn repository_search(
        &self,
        request: RepositorySearchRequest,
    ) -> Result<RepositoriesView> {
        self.search_repositories(request).await
    }
    async fn repository_visibility(
        &self,
        request: RepositoryVisibilityRequest,
    ) -> Result<RepositoriesView> {
        self.used();
        self.set_visibility(request).await
    }
    async fn repository_list(&self, request: RegistryRequest) -> Result<RepositoriesView> {
        self.repositories_view(&request.registry).await
    }
    async fn repository_create(
        &self,
        request: RepositoryCreateRequest,
    ) -> Result<RepositoriesView> {
        self.used();
        self.create_repository(request).await
    }
    async fn repository_favourite(
        &self,
        request: RepositoryFavouriteRequest,
    ) -> Result<RepositoriesView> {
        self.used();
        self.mark_repository(request).await
    }
    async fn tag_list(&self, request: RepositoryRequest) -> Result<TagsView> {
        self.tags_view(request).await
    }
    async fn image_get(&self, request: ImageRequest) -> Result<ImageView> {
        self.image_view(request).await
    }
    async fn image_delete(&self, request: ImageDeleteRequest) -> Result<Empty> {
        self.used();
        self.delete_image(request).await.map(|()| DONE)
    }
    async fn file_images(&self, request: FileImagesRequest) -> Result<FileImagesView> {
        self.images_in_file(&request.path).await
    }
    async fn push_start(&self, request: PushRequest) -> Result<TransferView> {
        self.used();
        self.start_push(request).await
    }
    async fn pull_start(&self, request: PullRequest) -> Result<TransferView> {
        self.used();
        self.start_pull(request).await
    }
    async fn transfer_list(&self, _: Empty) -> Result<TransfersView> {
        Ok(self.transfers_view().await)
    }
    async fn transfer_end(&self, request: TransferIdRequest) -> Result<TransfersView> {
        self.used();
        Ok(self.end_transfer(request.transfer).await)
    }
    async fn transfer_go_on(&self, request: CutGoOnRequest) -> Result<TransferView> {
        self.used();
        self.go_on(request).await
    }
    async fn transfer_forget(&self, request: CutRequest) -> Result<TransfersView> {
        self.used();
        self.forget_cut(&request.cut).await;
        Ok(self.transfers_view().await)
    }
    async fn path_choose(&self, request: PathChooseRequest) -> Result<PathChoiceView> {
        self.used();
        self.choose_path(request).await
    }
    async fn passkey_list(&self, _: Empty) -> Result<PasskeysView> {
        Ok(self.passkeys_view())
    }
    async fn passkey_rename(&self, request: PasskeyRequest) -> Result<PasskeysView> {
        self.used();
        self.rename_passkey(request).await
    }
    async fn passkey_remove(&self, request: PasskeyRequest) -> Result<PasskeysView> {
        self.used();
        self.remove_passkey(request).await
    }
    async fn passkey_asks(&self, _: Empty) -> Result<PasskeyAsksView> {
        Ok(self.passkey_asks_view())
    }
    async fn passkey_decide(&self, request: PasskeyDecideRequest) -> Result<Empty> {
        self.used();
        self.decide_passkey(request).await.map(|()| DONE)
    }

    async fn settings_get(&self, _: Empty) -> Result<SettingsView> {
        Ok(self.settings())
    }
    async fn settings_set(&self, request: SettingsView) -> Result<SettingsView> {
        self.used();
        self.set_settings(request).await
    }
    async fn host_answer(&self, request: HostAnswer) -> Result<Empty> {
        self.host_answered(request.id, request.answer);
        Ok(DONE)
    }
}
