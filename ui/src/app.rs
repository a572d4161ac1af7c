//! The root of the page.

use leptos::prelude::*;

use crate::features::gallery::Gallery;
use crate::kit::{Sprite, ToastHost, Toaster};
use crate::platform;
use crate::route::{Route, Router};

/// Everything.
#[component]
pub fn App() -> impl IntoView {
    platform::provide_clock();
    platform::provide_theme();
    provide_context(Toaster::default());
    let router = Router::provide();
    view! {
        <Sprite />
        {move || match router.get() {
            Route::Gallery => view! { <Gallery /> }.into_any(),
            _ => view! { <Gallery /> }.into_any(),
        }}
        <ToastHost />
    }
}
