//! The system's own dialogs for files and folders.

use std::path::PathBuf;

use futures::channel::oneshot;
use platform::{ChooserError, FileChooser, Wanted};
use rfd::AsyncFileDialog;
use tauri::AppHandle;

/// Endings of archives that can be pushed. macOS looks at the last part of a name only.
const ARCHIVES: [&str; 6] = ["tar", "tar.gz", "tgz", "tar.zst", "gz", "zst"];

/// Dialogs over the window of this program.
pub(crate) struct SystemChooser(pub(crate) AppHandle);

#[async_trait::async_trait]
impl FileChooser for SystemChooser {
    async fn choose(&self, wanted: Wanted) -> Result<Option<String>, ChooserError> {
        let (tell, answer) = oneshot::channel();
        // Most systems make windows in the main thread only.
        let shown = self.0.run_on_main_thread(move || {
            let dialog = AsyncFileDialog::new();
            match wanted {
                Wanted::Archive => {
                    let dialog = dialog
                        .set_title("Choose an archive")
                        .add_filter("Archives of images", &ARCHIVES)
                        .add_filter("All files", &["*"]);
                    wait(dialog.pick_file(), tell);
                }
                Wanted::Folder => {
                    let dialog = dialog.set_title("Choose an OCI layout folder");
                    wait(dialog.pick_folder(), tell);
                }
                Wanted::Place(name) => {
                    let dialog = dialog
                        .set_title("Pull the image to")
                        .set_file_name(name)
                        .add_filter("OCI archive", &["tar"]);
                    wait(dialog.save_file(), tell);
                }
            }
        });
        shown.map_err(|e| ChooserError(format!("the dialog can't be shown: {e}")))?;
        let gone = |_| ChooserError("the dialog was closed by the system".into());
        named(answer.await.map_err(gone)?)
    }
}

/// Waits for the person beside the main thread, which has to draw the dialog.
fn wait(
    dialog: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static,
    tell: oneshot::Sender<Option<PathBuf>>,
) {
    tauri::async_runtime::spawn(async move {
        let chosen = dialog.await.map(|file| file.path().to_owned());
        // Whoever asked may have gone.
        let _ = tell.send(chosen);
    });
}

/// The path as text, which is how the rest of the program means files.
fn named(path: Option<PathBuf>) -> Result<Option<String>, ChooserError> {
    let Some(path) = path else {
        return Ok(None);
    };
    let odd = "the name of what was chosen is not Unicode, so it can't be written down";
    let text = path.into_os_string().into_string();
    text.map(Some).map_err(|_| ChooserError(odd.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_dialog_is_no_fault_and_an_odd_name_is_one() {
        assert_eq!(named(None), Ok(None));
        let path = "/home/ann/app 1.tar";
        assert_eq!(named(Some(path.into())), Ok(Some(path.to_owned())));
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt;
            let odd = std::ffi::OsString::from_vec(vec![b'/', 0xff]);
            assert!(named(Some(odd.into())).is_err());
        }
    }
}
