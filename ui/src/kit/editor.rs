//! The code editor: CodeMirror in a shadow root, loaded when the first one is shown.

use std::ops::Range;

use js_sys::{Array, Object, Reflect};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use crate::parts;

/// How grave a problem in a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeGravity {
    /// It is refused.
    Error,
    /// Worth a look.
    Warning,
    /// Worth knowing.
    Info,
}

/// A problem at a place of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeProblem {
    /// Where, in bytes.
    pub at: Range<usize>,
    /// How grave.
    pub gravity: CodeGravity,
    /// What is wrong.
    pub message: String,
}

/// What an editor is told to do.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Order {
    Reveal(Range<usize>, bool),
    Focus,
    NextProblem,
}

/// Steers the editor it is given to.
#[derive(Debug, Clone, Copy)]
pub struct CodeControl(RwSignal<Option<Order>>);

impl Default for CodeControl {
    fn default() -> Self {
        Self(RwSignal::new(None))
    }
}

impl CodeControl {
    /// Scrolls to `at` (bytes) and selects it; with `focus` the keyboard goes there too.
    pub fn reveal(self, at: Range<usize>, focus: bool) {
        self.0.set(Some(Order::Reveal(at, focus)));
    }

    /// Moves the keyboard into the editor.
    pub fn focus(self) {
        self.0.set(Some(Order::Focus));
    }

    /// Moves to the next problem after the cursor.
    pub fn next_problem(self) {
        self.0.set(Some(Order::NextProblem));
    }
}

/// The UTF-16 offset of byte `at` in `text`; what lies inside a character or behind the end is moved back.
#[must_use]
pub fn utf16(text: &str, at: usize) -> u32 {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text[..at].encode_utf16().count() as u32
}

/// The byte of UTF-16 offset `at` in `text`.
#[must_use]
pub fn byte_of(text: &str, at: usize) -> usize {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units >= at {
            return byte;
        }
        units += c.len_utf16();
    }
    text.len()
}

fn bag(entries: &[(&str, JsValue)]) -> JsValue {
    let bag = Object::new();
    for (key, value) in entries {
        let _ = Reflect::set(&bag, &(*key).into(), value);
    }
    bag.into()
}

fn problems_js(text: &str, problems: &[CodeProblem]) -> JsValue {
    let all = Array::new();
    for p in problems {
        let severity = match p.gravity {
            CodeGravity::Error => "error",
            CodeGravity::Warning => "warning",
            CodeGravity::Info => "info",
        };
        all.push(&bag(&[
            ("from", utf16(text, p.at.start).into()),
            ("to", utf16(text, p.at.end).into()),
            ("severity", severity.into()),
            ("message", p.message.as_str().into()),
        ]));
    }
    all.into()
}

fn ranges_js(text: &str, ranges: &[Range<usize>]) -> JsValue {
    let all = Array::new();
    for r in ranges {
        all.push(&Array::of2(
            &utf16(text, r.start).into(),
            &utf16(text, r.end).into(),
        ));
    }
    all.into()
}

/// YAML with line numbers, folding, search and marked problems. It keeps no history of its own: undo and redo are asked
/// for through callbacks, so that text and form share one.
#[component]
pub fn CodeEditor(
    /// Name of the text.
    #[prop(into)]
    label: String,
    /// The text; what changes from outside is put in by the smallest edit.
    #[prop(into)]
    text: Signal<String>,
    /// Gets the whole text after each change made in it.
    #[prop(into)]
    on_change: Callback<String>,
    /// Problems to mark.
    #[prop(optional, into)]
    problems: Signal<Vec<CodeProblem>>,
    /// Ranges whose lines get a bar: what is selected elsewhere.
    #[prop(optional, into)]
    marked: Signal<Vec<Range<usize>>>,
    /// Gets the byte of the cursor when the person moves it.
    #[prop(optional, into)]
    on_cursor: Option<Callback<usize>>,
    /// Ctrl or ⌘ Z in it.
    #[prop(optional, into)]
    on_undo: Option<Callback<()>>,
    /// Ctrl or ⌘ Y in it.
    #[prop(optional, into)]
    on_redo: Option<Callback<()>>,
    /// It can be read and copied only.
    #[prop(optional)]
    read_only: bool,
    /// Steers it.
    #[prop(optional, into)]
    control: Option<CodeControl>,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let handle = StoredValue::new_local(None::<JsValue>);
    let kept = StoredValue::new_local(Vec::<JsValue>::new());
    let failed = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(element) = host.get() else { return };
        if handle.with_value(Option::is_some) {
            return;
        }
        let change = Closure::<dyn FnMut(String)>::new(move |next: String| on_change.run(next));
        let cursor = Closure::<dyn FnMut(f64)>::new(move |at: f64| {
            if let Some(f) = on_cursor {
                f.run(text.with_untracked(|t| byte_of(t, at as usize)));
            }
        });
        let call = |f: Option<Callback<()>>| {
            Closure::<dyn FnMut()>::new(move || {
                if let Some(f) = f {
                    f.run(());
                }
            })
            .into_js_value()
        };
        let lost = Closure::<dyn FnMut(String)>::new(move |_| failed.set(true));
        let events = bag(&[
            ("change", change.into_js_value()),
            ("cursor", cursor.into_js_value()),
            ("undo", call(on_undo)),
            ("redo", call(on_redo)),
            ("failed", lost.into_js_value()),
        ]);
        let options = bag(&[
            ("label", label.as_str().into()),
            ("readOnly", read_only.into()),
        ]);
        let made = parts::editor_create(&element, &text.get_untracked(), &options, &events);
        kept.update_value(|k| k.push(events));
        handle.set_value(Some(made));
    });
    let with = move |f: &dyn Fn(&JsValue)| handle.with_value(|h| h.as_ref().map(f));
    Effect::new(move |_| {
        host.track();
        text.with(|t| with(&|h| parts::editor_set_text(h, t)));
    });
    Effect::new(move |_| {
        host.track();
        let js = text.with_untracked(|t| problems.with(|p| problems_js(t, p)));
        with(&|h| parts::editor_set_problems(h, &js));
    });
    Effect::new(move |_| {
        host.track();
        let js = text.with_untracked(|t| marked.with(|m| ranges_js(t, m)));
        with(&|h| parts::editor_set_marked(h, &js));
    });
    if let Some(CodeControl(order)) = control {
        Effect::new(move |_| {
            host.track();
            let Some(now) = order.get() else { return };
            let offset = |at: usize| text.with_untracked(|t| utf16(t, at));
            let done = with(&|h| match &now {
                Order::Reveal(at, focus) => {
                    parts::editor_reveal(h, offset(at.start), offset(at.end), *focus)
                }
                Order::Focus => parts::editor_focus(h),
                Order::NextProblem => parts::editor_next_problem(h),
            });
            if done.is_some() {
                order.set(None);
            }
        });
    }
    on_cleanup(move || {
        if let Some(h) = handle.try_update_value(Option::take).flatten() {
            parts::editor_close(&h);
        }
    });
    view! {
        <div class="editor">
            <div node_ref=host class="editor-host"></div>
            {move || {
                failed
                    .get()
                    .then(|| view! { <p class="editor-failed small text-2">"The editor can't be loaded. The text is kept; reload the page."</p> })
            }}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_utf16_units() {
        let text = "a: \u{1f600} é\n";
        assert_eq!(utf16(text, 0), 0);
        assert_eq!(utf16(text, 3), 3);
        assert_eq!(utf16(text, 7), 5);
        assert_eq!(utf16(text, 5), 3);
        assert_eq!(utf16(text, 999), 8);
    }

    #[test]
    fn offsets_lead_back_to_bytes() {
        let text = "a: \u{1f600} é\n";
        for (byte, _) in text.char_indices() {
            assert_eq!(byte_of(text, utf16(text, byte) as usize), byte);
        }
        assert_eq!(byte_of(text, 99), text.len());
    }
}
