//! The kit: every component of the look, one file each. Features compose these and nothing else: no raw colour,
//! size or `<button>` outside this folder. The gallery page shows each component in each of its states.
//!
//! Conventions: what can change is a `Signal` prop (texts, numbers and closures via [`Signal::derive`] convert),
//! what happens is a [`Callback`]; values are never owned by a component, so a document or a cache can be the model.
//!
//! [`Signal::derive`]: leptos::prelude::Signal::derive
//! [`Callback`]: leptos::prelude::Callback

mod address;
mod badge;
mod bid_row;
mod button;
mod cap;
mod card;
mod check;
mod combobox;
mod dialog;
mod disclosure;
mod editor;
mod empty;
mod field;
mod gpu_card;
mod hue;
mod icon;
mod ident;
mod inputs;
mod log;
mod menu;
mod meter;
mod nav;
mod node;
mod note;
mod option_card;
mod out_link;
mod qr;
mod question;
mod segmented;
mod select;
mod state;
mod stepper;
mod steps;
mod table;
mod tabs;
mod tip;
mod toast;

pub use address::{AddressChip, AddressFull, CopyButton};
pub use badge::{Badge, Chip, Count, Simulated, Tone};
pub use bid_row::{BidFacts, BidRow};
pub use button::{Button, ButtonKind, ButtonSize, IconButton, Keycap, LinkButton, PlaceLink};
pub use cap::{CapSlider, bins};
pub use card::{Card, Figure, Figures, Pairs, Tile};
pub use check::{Check, Radio, RadioGroup, RadioRow, Switch};
pub use combobox::Combobox;
pub use dialog::{Sheet, SheetFoot, SheetSize};
pub(crate) use dialog::{focus_first, give_back};
pub use disclosure::Disclosure;
pub use editor::{CodeControl, CodeEditor, CodeGravity, CodeProblem};
pub use empty::{Empty, ErrorBox, Skeleton};
pub use field::{Field, TextField, Verdict, unique_id};
pub use gpu_card::GpuCard;
pub use hue::{HUE_NAMES, HUES, Hue, HuePicker};
pub use icon::{Glyph, Icon, Mark, Sprite};
pub use ident::Ident;
pub use inputs::{NumberField, PasswordField, SearchField, TextArea};
pub use log::{LogLevel, LogLine, LogView};
pub use menu::{Menu, MenuItem, MenuRule};
pub use meter::{Meter, MeterKind, Progress};
pub use nav::{Move, list_move};
pub use node::{Edge, Marks, Placement, ServiceNode, World};
pub use note::Note;
pub use option_card::{CardGroup, OptionCard};
pub use out_link::OutLink;
pub use qr::Qr;
pub use question::Question;
pub use segmented::Segmented;
pub use select::{Choice, Select, reveal_inline};
pub use state::{State, StateKind};
pub use stepper::Stepper;
pub use steps::{StepItem, StepStatus, Steps};
pub use table::{SortHead, SortOrder, Table};
pub use tabs::{TabItem, Tabs};
pub use tip::{Age, Tip};
pub use toast::{Toast, ToastHost, Toaster};

use leptos::prelude::{Callback, GetUntracked, RwSignal, Set};

/// A callback that writes what it gets into `signal`: `on_input=bind(name)`.
pub fn bind<T: Send + Sync + 'static>(signal: RwSignal<T>) -> Callback<T> {
    Callback::new(move |value| signal.set(value))
}

/// A callback that flips `signal`.
pub fn toggle(signal: RwSignal<bool>) -> Callback<()> {
    Callback::new(move |()| signal.set(!signal.get_untracked()))
}
