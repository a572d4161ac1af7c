//! Icons: one sprite of lucide outlines (ISC) and the Slipway mark.

use leptos::prelude::*;

macro_rules! glyphs {
    ($($variant:ident = $name:literal,)*) => {
        /// An outline of the sprite, named as in lucide.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Glyph {
            $(#[doc = concat!("lucide `", $name, "`")] $variant,)*
        }

        impl Glyph {
            /// Every outline of the sprite.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in lucide.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            const fn href(self) -> &'static str {
                match self { $(Self::$variant => concat!("#i-", $name),)* }
            }
        }
    };
}

glyphs! {
    Archive = "archive",
    ArrowDown = "arrow-down",
    ArrowDownLeft = "arrow-down-left",
    ArrowDownToLine = "arrow-down-to-line",
    ArrowLeft = "arrow-left",
    ArrowLeftRight = "arrow-left-right",
    ArrowUp = "arrow-up",
    ArrowUpRight = "arrow-up-right",
    BadgeCheck = "badge-check",
    Bell = "bell",
    Box = "box",
    Check = "check",
    ChevronDown = "chevron-down",
    ChevronLeft = "chevron-left",
    ChevronRight = "chevron-right",
    ChevronsUpDown = "chevrons-up-down",
    CircleAlert = "circle-alert",
    CircleCheck = "circle-check",
    CircleDot = "circle-dot",
    CircleX = "circle-x",
    ClipboardPaste = "clipboard-paste",
    Clock = "clock",
    ClockAlert = "clock-alert",
    CloudOff = "cloud-off",
    Coins = "coins",
    Columns2 = "columns-2",
    Container = "container",
    Copy = "copy",
    CornerDownLeft = "corner-down-left",
    Cpu = "cpu",
    Database = "database",
    Download = "download",
    DraftingCompass = "drafting-compass",
    Ellipsis = "ellipsis",
    ExternalLink = "external-link",
    Eye = "eye",
    EyeOff = "eye-off",
    FileCode = "file-code",
    FileKey = "file-key",
    FilePlus = "file-plus",
    FileUp = "file-up",
    Flame = "flame",
    FlaskConical = "flask-conical",
    FolderOpen = "folder-open",
    Gavel = "gavel",
    GitCompareArrows = "git-compare-arrows",
    Globe = "globe",
    GlobeX = "globe-x",
    HardDrive = "hard-drive",
    Hourglass = "hourglass",
    House = "house",
    Import = "import",
    Info = "info",
    KeyRound = "key-round",
    Keyboard = "keyboard",
    Languages = "languages",
    Layers = "layers",
    Link = "link",
    ListFilter = "list-filter",
    Lock = "lock",
    LockKeyhole = "lock-keyhole",
    LockOpen = "lock-open",
    MapPin = "map-pin",
    MemoryStick = "memory-stick",
    Menu = "menu",
    Minus = "minus",
    Monitor = "monitor",
    Moon = "moon",
    Network = "network",
    Palette = "palette",
    Pause = "pause",
    Pencil = "pencil",
    Pin = "pin",
    Play = "play",
    PlugZap = "plug-zap",
    Plus = "plus",
    QrCode = "qr-code",
    Radio = "radio",
    RefreshCw = "refresh-cw",
    Rocket = "rocket",
    RotateCcw = "rotate-ccw",
    Route = "route",
    Save = "save",
    ScanLine = "scan-line",
    ScrollText = "scroll-text",
    Search = "search",
    Send = "send",
    Server = "server",
    Settings = "settings",
    Share2 = "share-2",
    Shield = "shield",
    ShieldAlert = "shield-alert",
    ShieldCheck = "shield-check",
    SkipForward = "skip-forward",
    SquareTerminal = "square-terminal",
    Star = "star",
    Sun = "sun",
    SunMoon = "sun-moon",
    Trash2 = "trash-2",
    TriangleAlert = "triangle-alert",
    Undo2 = "undo-2",
    Redo2 = "redo-2",
    Unplug = "unplug",
    Upload = "upload",
    Wallet = "wallet",
    WandSparkles = "wand-sparkles",
    WifiOff = "wifi-off",
    X = "x",
}

/// The symbols that [`Icon`] draws from; mounted once, first in the page.
const SPRITE: &str = include_str!("../../icons/sprite.svg");

/// An outline of 16, 12, 14 or 20 pixels. Decoration: what it means stands beside it or in the label of its control.
#[component]
pub fn Icon(
    /// Which outline.
    glyph: Glyph,
    /// Side in pixels: 12, 14, 16 or 20.
    #[prop(default = 16)]
    size: u8,
) -> impl IntoView {
    let class = match size {
        12 => "icon icon-12",
        14 => "icon icon-14",
        20 => "icon icon-20",
        _ => "icon",
    };
    view! {
        <svg class=class aria-hidden="true">
            <use href=glyph.href()></use>
        </svg>
    }
}

/// The sprite itself, invisible.
#[component]
pub fn Sprite() -> impl IntoView {
    view! { <svg class="sprite" aria-hidden="true" inner_html=SPRITE></svg> }
}

/// The mark: a hull on a ramp above the water line.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <path class="mark-hull" d="M4.2 4.2 20.6 9.5C19.6 13 16.9 14.6 13.2 13.9L7.3 12C4.6 11 3.4 8 4.2 4.2Z"></path>
            <path class="mark-ramp" d="M1.5 12.4V18.6H19.7Z"></path>
            <path class="mark-sea" d="M2 21.6H22"></path>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_is_in_the_sprite_once() {
        for glyph in Glyph::ALL {
            let id = format!("id=\"i-{}\"", glyph.name());
            assert_eq!(SPRITE.matches(&id).count(), 1, "{}", glyph.name());
        }
        assert_eq!(SPRITE.matches("<symbol").count(), Glyph::ALL.len());
    }

    #[test]
    fn the_sprite_draws_without_styles_or_scripts() {
        for word in ["style", "script", "href", "on"].map(|w| format!(" {w}=")) {
            assert!(!SPRITE.contains(&word), "{word}");
        }
    }
}
