//! What comes from JavaScript: the YAML editor, and text files in and out. See `ui/js`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "/parts.js")]
extern "C" {
    #[wasm_bindgen(js_name = passkeys_possible)]
    pub(crate) fn passkeys_possible() -> bool;
    #[wasm_bindgen(js_name = passkey_call)]
    pub(crate) async fn passkey_call(call: &str) -> JsValue;
    #[wasm_bindgen(js_name = keplr_watch)]
    pub(crate) fn keplr_watch(there: &js_sys::Function, changed: &js_sys::Function);
    #[wasm_bindgen(js_name = keplr_call)]
    pub(crate) async fn keplr_call(call: &str) -> JsValue;
    #[wasm_bindgen(js_name = editor_create)]
    pub(crate) fn editor_create(
        host: &web_sys::HtmlElement,
        text: &str,
        options: &JsValue,
        events: &JsValue,
    ) -> JsValue;
    #[wasm_bindgen(js_name = editor_set_text)]
    pub(crate) fn editor_set_text(handle: &JsValue, text: &str);
    #[wasm_bindgen(js_name = editor_set_problems)]
    pub(crate) fn editor_set_problems(handle: &JsValue, problems: &JsValue);
    #[wasm_bindgen(js_name = editor_set_marked)]
    pub(crate) fn editor_set_marked(handle: &JsValue, ranges: &JsValue);
    #[wasm_bindgen(js_name = editor_reveal)]
    pub(crate) fn editor_reveal(handle: &JsValue, from: u32, to: u32, focus: bool);
    #[wasm_bindgen(js_name = editor_focus)]
    pub(crate) fn editor_focus(handle: &JsValue);
    #[wasm_bindgen(js_name = editor_next_problem)]
    pub(crate) fn editor_next_problem(handle: &JsValue);
    #[wasm_bindgen(js_name = editor_close)]
    pub(crate) fn editor_close(handle: &JsValue);

    #[wasm_bindgen(js_name = file_save)]
    fn file_save(name: &str, text: &str, kind: &str);
    #[wasm_bindgen(js_name = file_save_bytes)]
    fn file_save_bytes(name: &str, base64: &str);
    #[wasm_bindgen(js_name = file_pick_bytes, catch)]
    async fn file_pick_bytes(accept: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = file_pick, catch)]
    async fn file_pick(accept: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = file_choose)]
    async fn file_choose(accept: &str) -> JsValue;
    #[wasm_bindgen(js_name = file_save_kept)]
    async fn file_save_kept(folder: &str, name: &str) -> JsValue;
    #[wasm_bindgen(js_name = file_dropped, catch)]
    async fn file_dropped(event: &web_sys::DragEvent) -> Result<JsValue, JsValue>;
}

/// A text file that a person gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Name with its ending; empty for dropped text.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// Gives the person `text` as a file: a download in the browser and in the window.
pub fn save_file(name: &str, text: &str, kind: &str) {
    file_save(name, text, kind);
}

/// Gives the person bytes, in base64, as a file.
pub fn save_bytes(name: &str, base64: &str) {
    file_save_bytes(name, base64);
}

/// The folder of the browser's own storage in which the worker puts pulled images.
const IMAGES: &str = "images";

/// Saves a pulled image that lies in the browser's own storage, like a download; tells whether it was there.
pub async fn save_image(name: &str) -> bool {
    file_save_kept(IMAGES, name).await.as_bool() == Some(true)
}

/// Asks for any file; its text is its bytes in base64. `None` when nothing was picked.
///
/// # Errors
/// In words: too large.
pub async fn pick_bytes(accept: &str) -> Result<Option<TextFile>, String> {
    read(file_pick_bytes(accept).await)
}

/// Asks for a text file of the kinds in `accept` (endings, comma-separated). `None` when nothing was picked.
///
/// # Errors
/// In words: too large, or not text.
pub async fn pick_file(accept: &str) -> Result<Option<TextFile>, String> {
    read(file_pick(accept).await)
}

/// Asks for a file of any size and leaves it unread. `None` when nothing was picked.
pub async fn choose_file(accept: &str) -> Option<web_sys::File> {
    file_choose(accept).await.dyn_into().ok()
}

/// Reads the first file, or else the text, of a drop. `None` when there is neither.
///
/// # Errors
/// In words: too large, or not text.
pub async fn dropped_file(event: &web_sys::DragEvent) -> Result<Option<TextFile>, String> {
    read(file_dropped(event).await)
}

fn read(answer: Result<JsValue, JsValue>) -> Result<Option<TextFile>, String> {
    let value = answer.map_err(|e| {
        e.dyn_ref::<js_sys::Error>().map_or_else(
            || "The file can't be read".into(),
            |e| String::from(e.message()),
        )
    })?;
    let get = |key: &str| {
        js_sys::Reflect::get(&value, &key.into())
            .ok()
            .and_then(|v| v.as_string())
    };
    if !value.is_object() {
        return Ok(None);
    }
    Ok(get("text").map(|text| TextFile {
        name: get("name").unwrap_or_default(),
        text,
    }))
}

/// `name` as a file name: what file systems dislike becomes a hyphen.
#[must_use]
pub fn file_name(name: &str, ending: &str) -> String {
    let plain: String = name
        .trim()
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .take(80)
        .collect();
    let plain = plain.trim_matches(|c| matches!(c, '-' | '.'));
    format!(
        "{}.{ending}",
        if plain.is_empty() {
            "deployment"
        } else {
            plain
        }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_have_nothing_that_leads_elsewhere() {
        assert_eq!(file_name("My vLLM", "yaml"), "My-vLLM.yaml");
        assert_eq!(file_name("../../etc/passwd", "yaml"), "etc-passwd.yaml");
        assert_eq!(file_name("  ", "log"), "deployment.log");
        assert_eq!(file_name("..", "log"), "deployment.log");
    }
}
