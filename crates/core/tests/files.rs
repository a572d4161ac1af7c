//! The system's own dialogs for files, through the contract.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use contract::*;
use platform::Wanted;
use support::desk::Desk;

async fn choose(desk: &Desk, wanted: PathWanted) -> Result<Option<String>, ApiError> {
    let request = PathChooseRequest { wanted };
    desk.core.path_choose(request).await.map(|view| view.path)
}

#[tokio::test]
async fn what_is_chosen_comes_back_and_a_closed_dialog_is_no_error() {
    let desk = Desk::with_vault().await;
    desk.chooser.answers(Ok(Some("/images/app.tar.zst")));
    let chosen = choose(&desk, PathWanted::Archive).await.unwrap();
    assert_eq!(chosen.as_deref(), Some("/images/app.tar.zst"));
    desk.chooser.answers(Ok(None));
    assert_eq!(choose(&desk, PathWanted::Folder).await.unwrap(), None);
    assert_eq!(desk.chooser.asked(), [Wanted::Archive, Wanted::Folder]);
}

#[tokio::test]
async fn a_system_without_a_dialog_says_that_the_path_can_be_typed() {
    let desk = Desk::with_vault().await;
    desk.chooser.answers(Err("no display"));
    let error = choose(&desk, PathWanted::Archive).await.unwrap_err();
    assert_eq!(error.message, "No display.");
    assert_eq!(error.hint.as_deref(), Some("Type the path."));
}

#[tokio::test]
async fn a_place_ends_in_tar_and_replaces_only_what_was_asked_about() {
    let desk = Desk::with_vault().await;
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let wanted = || PathWanted::Place { name: "app".into() };
    desk.chooser.answers(Ok(Some(&place("app"))));
    let chosen = choose(&desk, wanted()).await.unwrap();
    assert_eq!(chosen, Some(place("app.tar")));
    // The system asks before `app.tar` is replaced when that was chosen, not when it comes of `app`.
    std::fs::write(place("app.tar"), b"mine").unwrap();
    desk.chooser.answers(Ok(Some(&place("app"))));
    let error = choose(&desk, wanted()).await.unwrap_err();
    assert!(error.message.ends_with("is there already."), "{error:?}");
    desk.chooser.answers(Ok(Some(&place("app.tar"))));
    let chosen = choose(&desk, wanted()).await.unwrap();
    assert_eq!(chosen, Some(place("app.tar")));
}
