//! Accounts, vaults, contacts and the backup of everything, through the contract.
#![allow(clippy::unwrap_used, missing_docs)]

mod net;

use contract::*;
use net::{PASSWORD, cheap, core_with, import, profile, restarted, unlock, words};
use slipway_core::Core;

const FRIEND: &str = "akash1qufa3xzrf34qvwyejkhvnc4psf49fftaw0asmh";

async fn offline_core(folder: &std::path::Path, simulated: bool) -> Core {
    core_with(folder, profile(None, simulated), cheap()).await
}

fn add(name: &str, source: AccountSource) -> AccountAddRequest {
    AccountAddRequest {
        name: name.into(),
        colour: None,
        source,
    }
}

fn names(app: &AppView) -> Vec<&str> {
    app.accounts.iter().map(|a| a.name.as_str()).collect()
}

fn change(app: &AppView, at: usize) -> AccountChangeRequest {
    AccountChangeRequest {
        address: app.accounts[at].address.clone(),
        name: None,
        colour: None,
        hidden: None,
    }
}

#[tokio::test]
async fn accounts_are_added_changed_ordered_chosen_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let core = offline_core(folder.path(), true).await;
    import(&core, words(), PresentVault::None).await;
    core.account_add(add("Second", AccountSource::Next))
        .await
        .unwrap();
    let path = AccountSource::Path {
        path: "m/44'/118'/7'/0/3".into(),
    };
    core.account_add(add("Deep", path.clone())).await.unwrap();
    let again = core.account_add(add("Deep again", path)).await.unwrap_err();
    assert!(again.message.contains("already"), "{again:?}");
    let bad = AccountSource::Path {
        path: "44/118".into(),
    };
    assert!(
        core.account_add(add("Bad", bad))
            .await
            .unwrap_err()
            .hint
            .is_some()
    );
    let watch = AccountSource::Watch {
        address: FRIEND.parse().unwrap(),
    };
    let hex = AccountSource::Key {
        key: KeySource::Hex {
            key: Hidden(format!("0x{}", "42".repeat(32))),
        },
    };
    core.account_add(add("Seen", watch)).await.unwrap();
    let app = core.account_add(add("Raw", hex)).await.unwrap();
    assert_eq!(names(&app), ["Main", "Second", "Deep", "Seen", "Raw"]);
    assert_eq!(app.accounts[1].path.as_deref(), Some("m/44'/118'/0'/0/1"));
    assert!(app.accounts[3].watch_only && !app.accounts[4].watch_only);

    let request = AccountChangeRequest {
        name: Some("Ops".into()),
        colour: Some(4),
        ..change(&app, 1)
    };
    core.account_change(request).await.unwrap();
    let mut order: Vec<_> = app.accounts.iter().map(|a| a.address.clone()).collect();
    order.swap(0, 1);
    let ordered = core
        .account_order(AccountOrderRequest { order })
        .await
        .unwrap();
    assert_eq!(names(&ordered)[..2], ["Ops", "Main"]);
    assert_eq!(ordered.accounts[0].colour, 4);

    let ops = ordered.accounts[0].address.clone();
    let chosen = core
        .account_select(AccountRequest {
            address: ops.clone(),
        })
        .await
        .unwrap();
    assert_eq!(chosen.account.as_ref(), Some(&ops));
    // Hiding the chosen account turns to one that is shown.
    let hide = AccountChangeRequest {
        hidden: Some(true),
        ..change(&ordered, 0)
    };
    let hidden = core.account_change(hide).await.unwrap();
    assert!(hidden.accounts[0].hidden);
    assert_eq!(hidden.account.as_ref(), Some(&ordered.accounts[1].address));

    // All of it is there after a restart, also while locked.
    let (_copy, again) = restarted(folder.path(), profile(None, true)).await;
    let app = again.app_state(Empty {}).await.unwrap();
    assert_eq!(app.vault, VaultState::Locked);
    assert_eq!(names(&app), ["Ops", "Main", "Deep", "Seen", "Raw"]);
    unlock(&again).await;
    let gone = AccountRequest {
        address: app.accounts[3].address.clone(),
    };
    let app = again.account_remove(gone).await.unwrap();
    assert_eq!(names(&app), ["Ops", "Main", "Deep", "Raw"]);
}

#[tokio::test]
async fn one_account_stays_shown() {
    let folder = tempfile::tempdir().unwrap();
    let core = offline_core(folder.path(), true).await;
    let app = import(&core, words(), PresentVault::None).await;
    let hide = AccountChangeRequest {
        hidden: Some(true),
        ..change(&app, 0)
    };
    assert!(core.account_change(hide).await.is_err());
    let only = AccountRequest {
        address: app.accounts[0].address.clone(),
    };
    assert!(core.account_remove(only).await.is_err());
    assert_eq!(core.app_state(Empty {}).await.unwrap().accounts.len(), 1);
}

#[tokio::test]
async fn a_key_leaves_as_armor_behind_the_password_and_opens_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let core = offline_core(folder.path(), true).await;
    let app = import(&core, words(), PresentVault::None).await;
    let export = |password: &str| AccountExportRequest {
        address: app.accounts[0].address.clone(),
        password: Hidden(password.into()),
        armor_password: Hidden("armor password 1".into()),
    };
    let refused = core.account_export(export("wrong")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongPassword);
    let armor = core.account_export(export(PASSWORD)).await.unwrap().text;
    assert!(
        armor
            .0
            .starts_with("-----BEGIN TENDERMINT PRIVATE KEY-----")
    );

    let other = tempfile::tempdir().unwrap();
    let there = offline_core(other.path(), true).await;
    let key = KeySource::Armor {
        text: armor,
        password: Hidden("armor password 1".into()),
    };
    let opened = import(&there, key, PresentVault::None).await;
    assert_eq!(opened.accounts[0].address, app.accounts[0].address);
    assert!(!opened.has_words);
    let none = there
        .account_add(add("Next", AccountSource::Next))
        .await
        .unwrap_err();
    assert!(none.message.contains("no words"), "{none:?}");
}

#[tokio::test]
async fn vaults_lie_beside_each_other_and_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let core = offline_core(folder.path(), true).await;
    import(&core, words(), PresentVault::None).await;
    let create = |present| VaultCreateRequest {
        password: Hidden("another password 1".into()),
        word_count: 12,
        account_name: "Savings".into(),
        vault_name: Some("Cold".into()),
        present,
    };
    let refused = core.vault_create(create(PresentVault::None)).await;
    assert!(refused.unwrap_err().message.contains("already"));
    let app = core
        .vault_create(create(PresentVault::Beside))
        .await
        .unwrap();
    assert_eq!(
        (app.vault_name.as_str(), names(&app)),
        ("Cold", vec!["Savings"])
    );
    let renamed = VaultRenameRequest {
        name: "Deep cold".into(),
    };
    core.vault_rename(renamed).await.unwrap();
    let vaults = core.vault_list(Empty {}).await.unwrap().vaults;
    assert_eq!(vaults.len(), 2);
    assert!(vaults[0].chosen && vaults[0].name == "Deep cold");

    let first = VaultRequest {
        id: vaults[1].id.clone(),
    };
    let app = core.vault_select(first).await.unwrap();
    assert_eq!((app.vault, names(&app)), (VaultState::Locked, vec!["Main"]));
    // The other password opens the other vault only.
    let wrong = VaultUnlockRequest {
        password: Hidden("another password 1".into()),
    };
    assert!(core.vault_unlock(wrong).await.is_err());
    unlock(&core).await;
    let (_copy, core) = restarted(folder.path(), profile(None, true)).await;
    assert_eq!(names(&core.app_state(Empty {}).await.unwrap()), ["Main"]);
    assert_eq!(core.vault_list(Empty {}).await.unwrap().vaults.len(), 2);
    // Removing one brings the other forward.
    let app = core
        .vault_wipe(VaultWipeRequest { confirmed: true })
        .await
        .unwrap();
    assert_eq!(names(&app), ["Savings"]);
    assert_eq!(core.vault_list(Empty {}).await.unwrap().vaults.len(), 1);
}

fn contact(name: &str) -> ContactSaveRequest {
    ContactSaveRequest {
        contact: ContactView {
            address: FRIEND.parse().unwrap(),
            name: name.into(),
            note: "met at a fair".into(),
        },
        was: None,
    }
}

#[tokio::test]
async fn contacts_have_one_name_each_and_none_is_an_own_account() {
    let folder = tempfile::tempdir().unwrap();
    let core = offline_core(folder.path(), true).await;
    let app = import(&core, words(), PresentVault::None).await;
    core.contact_save(contact("Ada")).await.unwrap();
    let twice = core.contact_save(contact("Bea")).await.unwrap_err();
    assert!(twice.message.contains("Ada"), "{twice:?}");
    let mut own = contact("Me");
    own.contact.address = app.accounts[0].address.clone();
    assert!(core.contact_save(own).await.is_err());
    let mut alike = contact("ADA");
    alike.contact.address = "akash19rl4cm2hmr8afy4kldpxz3fka4jguq0a3mq6x0"
        .parse()
        .unwrap();
    assert!(core.contact_save(alike).await.is_err());
    let mut changed = contact("Bea");
    changed.was = Some(FRIEND.parse().unwrap());
    let view = core.contact_save(changed).await.unwrap();
    assert_eq!(view.contacts[0].name, "Bea");
    let (_copy, core) = restarted(folder.path(), profile(None, true)).await;
    assert_eq!(core.contact_list(Empty {}).await.unwrap().contacts.len(), 1);
    let address = FRIEND.parse().unwrap();
    let none = core
        .contact_delete(ContactRequest { address })
        .await
        .unwrap();
    assert!(none.contacts.is_empty());
}

#[tokio::test]
async fn a_backup_brings_everything_back_and_counts_as_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let core = offline_core(folder.path(), false).await;
    let create = VaultCreateRequest {
        password: Hidden(PASSWORD.into()),
        word_count: 24,
        account_name: "Main".into(),
        vault_name: None,
        present: PresentVault::None,
    };
    core.vault_create(create).await.unwrap();
    core.account_add(add("Second", AccountSource::Next))
        .await
        .unwrap();
    core.contact_save(contact("Ada")).await.unwrap();
    let draft = DraftSaveRequest {
        id: None,
        name: "Web".into(),
        text: "version: \"2.0\"".into(),
    };
    core.draft_save(draft).await.unwrap();
    let settings = core.settings_get(Empty {}).await.unwrap();
    core.settings_set(SettingsView {
        idle_lock_minutes: 30,
        ..settings
    })
    .await
    .unwrap();
    let before = core.app_state(Empty {}).await.unwrap();
    assert!(!before.backup_checked);

    let export = |password: &str| BackupExportRequest {
        password: Hidden(password.into()),
        backup_password: Hidden("backup password 1".into()),
    };
    let refused = core.backup_export(export("wrong")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongPassword);
    let file = core.backup_export(export(PASSWORD)).await.unwrap();
    let verify = |password: &str| BackupVerifyRequest {
        base64: file.base64.clone(),
        backup_password: Hidden(password.into()),
    };
    let refused = core.backup_verify(verify(PASSWORD)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::WrongPassword);
    assert!(!core.app_state(Empty {}).await.unwrap().backup_checked);
    let verdict = core
        .backup_verify(verify("backup password 1"))
        .await
        .unwrap();
    assert_eq!(
        (verdict.accounts, verdict.contacts, verdict.drafts),
        (2, 1, 1)
    );
    assert_eq!(verdict.newer_here, Vec::<String>::new());
    assert!(core.app_state(Empty {}).await.unwrap().backup_checked);
    core.contact_save(ContactSaveRequest {
        was: Some(FRIEND.parse().unwrap()),
        ..contact("Bea")
    })
    .await
    .unwrap();
    let later = core
        .backup_verify(verify("backup password 1"))
        .await
        .unwrap();
    assert_eq!(later.newer_here, ["1 contact"]);

    core.vault_wipe(VaultWipeRequest { confirmed: true })
        .await
        .unwrap();
    assert!(
        core.contact_list(Empty {})
            .await
            .unwrap()
            .contacts
            .is_empty()
    );
    let restore = VaultRestoreRequest {
        base64: file.base64.clone(),
        backup_password: Hidden("backup password 1".into()),
        password: Hidden("new words for the door".into()),
        present: PresentVault::None,
    };
    let after = core.vault_restore(restore).await.unwrap();
    assert_eq!(after.accounts, before.accounts);
    let contacts = core.contact_list(Empty {}).await.unwrap().contacts;
    assert_eq!(contacts[0].name, "Ada");
    assert_eq!(
        core.draft_list(Empty {}).await.unwrap().drafts[0].name,
        "Web"
    );
    let settings = core.settings_get(Empty {}).await.unwrap();
    assert_eq!(settings.idle_lock_minutes, 30);
    let twice = VaultRestoreRequest {
        base64: file.base64,
        backup_password: Hidden("backup password 1".into()),
        password: Hidden("new words for the door".into()),
        present: PresentVault::Beside,
    };
    let twice = core.vault_restore(twice).await.unwrap_err();
    assert!(twice.message.contains("already"), "{twice:?}");
}

#[tokio::test]
async fn a_damaged_file_is_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let core = offline_core(folder.path(), false).await;
    for base64 in ["", "AAAA", "not base64"] {
        let restore = VaultRestoreRequest {
            base64: base64.into(),
            backup_password: Hidden("x".into()),
            password: Hidden("new words for the door".into()),
            present: PresentVault::None,
        };
        let refused = core.vault_restore(restore).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{base64}");
    }
    let app = core.app_state(Empty {}).await.unwrap();
    assert_eq!(app.vault, VaultState::Absent);
}
