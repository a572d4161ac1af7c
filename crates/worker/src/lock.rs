//! Web Locks, by the few names that are used: `web-sys` has them only behind its unstable flag.

use wasm_bindgen::prelude::*;

/// Name of the lock that the owner of the data holds.
const NAME: &str = "slipway-data";

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`.
    type LockManager;

    #[wasm_bindgen(method, catch)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &JsValue,
        granted: &JsValue,
    ) -> Result<js_sys::Promise, JsValue>;
}

/// How the lock is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Only when nobody holds it.
    IfFree,
    /// Whoever holds it loses it.
    Steal,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is held by this worker from now on.
    Held,
    /// Another tab holds it.
    Taken,
    /// The browser has no Web Locks here, as on a plain address of the local network.
    Missing,
}

fn manager() -> Option<LockManager> {
    let get = |of: &JsValue, key: &str| js_sys::Reflect::get(of, &key.into()).ok();
    let locks = get(&get(&js_sys::global(), "navigator")?, "locks")?;
    locks.is_object().then(|| locks.unchecked_into())
}

/// Asks for the lock and keeps it while the worker lives; `lost` runs when another tab steals it.
pub(crate) fn take(ask: Ask, told: impl Fn(Outcome) + 'static, lost: impl FnOnce() + 'static) {
    let Some(locks) = manager() else {
        return told(Outcome::Missing);
    };
    let options = js_sys::Object::new();
    let key = match ask {
        Ask::IfFree => "ifAvailable",
        Ask::Steal => "steal",
    };
    let _ = js_sys::Reflect::set(&options, &key.into(), &JsValue::TRUE);
    let told = std::rc::Rc::new(told);
    let granted = {
        let told = std::rc::Rc::clone(&told);
        Closure::<dyn Fn(JsValue) -> JsValue>::new(move |lock: JsValue| {
            if lock.is_null() || lock.is_undefined() {
                told(Outcome::Taken);
                return JsValue::UNDEFINED;
            }
            told(Outcome::Held);
            // Never settles: the lock is held until the worker ends.
            js_sys::Promise::new(&mut |_, _| {}).into()
        })
    };
    let asked = locks.request(NAME, &options, granted.as_ref().unchecked_ref());
    // Both live as long as the worker.
    granted.forget();
    match asked {
        Ok(promise) => {
            let mut lost = Some(lost);
            let on_lost = Closure::<dyn FnMut(JsValue)>::new(move |_| {
                if let Some(lost) = lost.take() {
                    lost();
                }
            });
            let _ = promise.catch(&on_lost);
            on_lost.forget();
        }
        Err(_) => told(Outcome::Missing),
    }
}
