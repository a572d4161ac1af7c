//! What can be opened over any page.

use leptos::prelude::*;

/// The switches of the overlays; in the context of every page.
#[derive(Clone, Copy)]
pub struct Overlays {
    /// The palette.
    pub palette: RwSignal<bool>,
    /// Sending.
    pub send: RwSignal<bool>,
    /// Receiving.
    pub receive: RwSignal<bool>,
    /// A transaction file that was opened.
    pub transaction_file: RwSignal<bool>,
    /// All keys.
    pub keys: RwSignal<bool>,
    /// Places that have no room in the narrow bottom bar.
    pub more: RwSignal<bool>,
    /// Network and node, on narrow screens.
    pub network: RwSignal<bool>,
    /// Rail folded to icons.
    pub slim: RwSignal<bool>,
}

impl Overlays {
    /// The overlays of this page.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Everything closed; puts it into the context.
    pub fn provide() -> Self {
        let closed = || RwSignal::new(false);
        let all = Self {
            palette: closed(),
            send: closed(),
            receive: closed(),
            transaction_file: closed(),
            keys: closed(),
            more: closed(),
            network: closed(),
            slim: closed(),
        };
        provide_context(all);
        all
    }
}
