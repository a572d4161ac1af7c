//! QR codes in pictures: files, drops, what is pasted, frames of a camera. Pictures are decoded by the browser; here
//! are only grey pixels.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "/parts.js")]
extern "C" {
    #[wasm_bindgen(js_name = picture_pick, catch)]
    async fn picture_pick() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = picture_of, catch)]
    async fn picture_of(event: &web_sys::Event) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = camera_possible)]
    pub(crate) fn camera_possible() -> bool;
    #[wasm_bindgen(js_name = camera_start, catch)]
    async fn camera_start(host: &web_sys::HtmlElement, seen: &JsValue) -> Result<JsValue, JsValue>;
}

/// What a look at a picture gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// There was no picture.
    Nothing,
    /// The picture holds no code that can be read.
    NoCode,
    /// The text of the code.
    Text(String),
}

/// The text of the first QR code in grey pixels, row by row.
#[must_use]
pub fn qr_text(width: usize, height: usize, pixels: &[u8]) -> Option<String> {
    if width == 0 || height == 0 || pixels.len() != width.checked_mul(height)? {
        return None;
    }
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let codes = image.detect_grids();
    codes
        .iter()
        .find_map(|code| code.decode().ok())
        .map(|c| c.1)
}

fn size(picture: &JsValue, key: &str) -> Option<usize> {
    let value = js_sys::Reflect::get(picture, &key.into()).ok()?.as_f64()?;
    // Sides of a canvas are small whole numbers.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (1.0..=10_000.0).contains(&value).then_some(value as usize)
}

fn text_of(picture: &JsValue) -> Option<String> {
    let pixels = js_sys::Reflect::get(picture, &"pixels".into()).ok()?;
    let pixels = pixels.dyn_into::<js_sys::Uint8Array>().ok()?.to_vec();
    qr_text(size(picture, "width")?, size(picture, "height")?, &pixels)
}

fn look(answer: Result<JsValue, JsValue>) -> Result<Look, String> {
    let picture = answer.map_err(|e| words(&e))?;
    if !picture.is_object() {
        return Ok(Look::Nothing);
    }
    Ok(text_of(&picture).map_or(Look::NoCode, Look::Text))
}

fn words(error: &JsValue) -> String {
    let error = error.dyn_ref::<js_sys::Error>();
    error.map_or_else(
        || "The picture can't be read".into(),
        |e| match String::from(e.name()).as_str() {
            "NotAllowedError" => "The browser does not allow the camera".into(),
            "NotFoundError" => "There is no camera".into(),
            _ => String::from(e.message()),
        },
    )
}

/// Asks for a picture and reads it.
///
/// # Errors
/// In words: too large, or no picture.
pub async fn pick() -> Result<Look, String> {
    look(picture_pick().await)
}

/// Reads the picture of a drop or a paste.
///
/// # Errors
/// In words: too large, or no picture.
pub async fn given(event: &web_sys::Event) -> Result<Look, String> {
    look(picture_of(event).await)
}

/// A running camera; it ends when this is dropped.
pub struct Camera {
    end: js_sys::Function,
    _seen: Closure<dyn FnMut(JsValue) -> bool>,
}

impl Drop for Camera {
    fn drop(&mut self) {
        // Nobody is left to be told of an error.
        let _ = self.end.call0(&JsValue::NULL);
    }
}

/// Shows the camera in `host` and gives the first code to `found`.
///
/// # Errors
/// In words: no camera, or the browser doesn't allow it.
pub async fn camera(
    host: &web_sys::HtmlElement,
    found: impl FnOnce(String) + 'static,
) -> Result<Camera, String> {
    let found = Rc::new(RefCell::new(Some(found)));
    let seen = Closure::new(move |picture: JsValue| {
        let Some(text) = text_of(&picture) else {
            return false;
        };
        if let Some(found) = found.borrow_mut().take() {
            found(text);
        }
        true
    });
    let end = camera_start(host, seen.as_ref()).await;
    let end = end.map_err(|e| words(&e))?;
    let end = end
        .dyn_into()
        .map_err(|_| "The camera can't be shown".to_owned())?;
    Ok(Camera { end, _seen: seen })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(text: &str, scale: usize) -> (usize, Vec<u8>) {
        let code = fast_qr::QRBuilder::new(text.as_bytes()).build().unwrap();
        let side = (code.size + 8) * scale;
        let dark = |at: usize| at.checked_div(scale).and_then(|m| m.checked_sub(4));
        let pixels = (0..side * side).map(|i| {
            let (x, y) = (dark(i % side), dark(i / side));
            let inside = |m: Option<usize>| m.filter(|m| *m < code.size);
            match (inside(x), inside(y)) {
                (Some(x), Some(y)) if code[y][x].value() => 20,
                _ => 235,
            }
        });
        (side, pixels.collect())
    }

    #[test]
    fn a_code_is_read_from_grey_pixels() {
        let uri = format!(
            "wc:{}@2?relay-protocol=irn&symKey={}",
            "ab".repeat(32),
            "cd".repeat(32)
        );
        for scale in [2, 3, 5] {
            let (side, pixels) = picture(&uri, scale);
            assert_eq!(qr_text(side, side, &pixels), Some(uri.clone()), "{scale}");
        }
    }

    #[test]
    fn pictures_without_a_code_and_lying_sizes_give_nothing() {
        assert_eq!(qr_text(64, 64, &[255; 4096]), None);
        assert_eq!(qr_text(64, 64, &[0; 4096]), None);
        assert_eq!(qr_text(0, 0, &[]), None);
        assert_eq!(qr_text(64, 65, &[0; 4096]), None);
        assert_eq!(qr_text(usize::MAX, 2, &[0; 16]), None);
        let noise: Vec<u8> = (0..10_000u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        assert_eq!(qr_text(100, 100, &noise), None);
    }
}
