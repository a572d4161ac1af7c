//! What can be said of registries without drawing.

use contract::{
    AccessTokenView, AccountPasskeyView, CutView, DeletingView, ImageView, LayerStep, PasskeyView,
    RegistryView, RepositoryView, SignInMethod, TransferState, TransferView,
};

use crate::format;
use crate::kit::Verdict;

/// A way to take an image with another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyCommand {
    /// The program.
    pub program: &'static str,
    /// The whole line.
    pub line: String,
}

/// `host/repository:tag`, or with `@` before a digest.
#[must_use]
pub fn image_name(host: &str, repository: &str, reference: &str) -> String {
    let mark = if reference.contains(':') { '@' } else { ':' };
    format!("{host}/{repository}{mark}{reference}")
}

/// The image pinned to its digest, as Studio wants it.
#[must_use]
pub fn pinned(host: &str, image: &ImageView) -> String {
    image_name(host, &image.repository, &image.digest)
}

/// Lines that take the image with other programs.
#[must_use]
pub fn copy_commands(host: &str, repository: &str, reference: &str) -> Vec<CopyCommand> {
    let name = image_name(host, repository, reference);
    let last = repository.rsplit('/').next().unwrap_or(repository);
    let plain = host.starts_with("localhost") || host.starts_with("127.0.0.1");
    let (podman, skopeo) = if plain {
        (" --tls-verify=false", " --src-tls-verify=false")
    } else {
        ("", "")
    };
    vec![
        CopyCommand {
            program: "docker",
            line: format!("docker pull {name}"),
        },
        CopyCommand {
            program: "podman",
            line: format!("podman pull{podman} {name}"),
        },
        CopyCommand {
            program: "skopeo",
            line: format!("skopeo copy{skopeo} docker://{name} oci-archive:{last}.tar"),
        },
    ]
}

/// What fetches a private image.
#[derive(Clone, PartialEq, Eq)]
pub struct ImageLogin {
    /// Host and port of the registry.
    pub host: String,
    /// The account's name.
    pub user: String,
    /// An access token or password.
    pub token: String,
}

/// A draft that runs the image; with a login when it is private.
#[must_use]
pub fn draft_text(image: &str, repository: &str, login: Option<&ImageLogin>) -> (String, String) {
    let last = repository.rsplit('/').next().unwrap_or_default();
    let mut name: String = last
        .chars()
        .map(|c| {
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                c
            } else {
                '-'
            }
        })
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        name.insert_str(0, "app-");
    }
    let name = name.trim_end_matches('-').to_owned();
    // JSON's way to quote a text is one of YAML's.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let login = login.map_or_else(String::new, |login| {
        format!(
            "    credentials:\n      host: {}\n      username: {}\n      password: {}\n",
            quoted(&login.host),
            quoted(&login.user),
            quoted(&login.token)
        )
    });
    let text = format!(
        "version: \"2.0\"\nservices:\n  {name}:\n    image: {image}\n{login}    expose:\n      - port: 80\n        as: 80\n        to:\n          - global: true\nprofiles:\n  compute:\n    {name}:\n      resources:\n        cpu:\n          units: 1\n        memory:\n          size: 1Gi\n        storage:\n          - size: 2Gi\n  placement:\n    anywhere:\n      pricing:\n        {name}:\n          denom: uact\n          amount: 10000\ndeployment:\n  {name}:\n    anywhere:\n      profile: {name}\n      count: 1\n"
    );
    (name, text)
}

/// Whether the browser's own passkeys can be used at a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BrowserKeys {
    /// There is no page in a browser.
    NoPage,
    /// They can.
    Yes,
    /// They can't, for this reason.
    No(String),
}

/// Whether the browser's own passkeys can be used; `possible` says whether the browser has any.
#[must_use]
pub fn browser_keys(registry: &RegistryView, possible: impl FnOnce() -> bool) -> BrowserKeys {
    let Some(page) = &registry.page else {
        return BrowserKeys::NoPage;
    };
    if !page.fits {
        return BrowserKeys::No(format!(
            "The browser's own passkeys can't be used: they work for {} only on its own pages, and this page is at {}.",
            page.site, page.origin
        ));
    }
    if !possible() {
        return BrowserKeys::No("This browser has no passkeys of its own here.".into());
    }
    BrowserKeys::Yes
}

/// A name for a pulled image.
#[must_use]
pub fn archive_name(repository: &str, reference: &str) -> String {
    let last = repository.rsplit('/').next().unwrap_or(repository);
    let end: String = reference
        .trim_start_matches("sha256:")
        .chars()
        .take(40)
        .collect();
    let name: String = format!("{last}-{end}")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
                c
            } else {
                '-'
            }
        })
        .collect();
    format!("{}.tar", name.trim_matches(['-', '.']))
}

/// Whether a pulled image fits into what a browser has room for, in words for before it begins.
pub fn room_verdict(size: u64, room: u64) -> Result<String, String> {
    // Beside the layers, an archive holds manifests and a head for each part.
    let needed = size.saturating_add(size / 100).saturating_add(1 << 20);
    if needed > room {
        return Err(format!(
            "The image needs {}, and the browser gives this page {}. Take it with one of the commands or the desktop app.",
            format::bytes(needed),
            format::bytes(room)
        ));
    }
    Ok(format!(
        "{} of the {} that the browser gives this page. There it is put together, each layer checked as it comes; then it is saved like a download.",
        format::bytes(size),
        format::bytes(room)
    ))
}

/// Who one is at a registry, in words.
#[must_use]
pub fn identity(registry: &RegistryView) -> String {
    match &registry.identity {
        None => "not signed in".into(),
        Some(who) => {
            let way = match who.method {
                SignInMethod::Passkey => "passkey",
                SignInMethod::Password => "password or token",
            };
            format!("{}, {way}", who.user)
        }
    }
}

/// Repositories whose name or description holds what is typed.
#[must_use]
pub fn filtered(all: &[RepositoryView], typed: &str) -> Vec<RepositoryView> {
    let typed = typed.trim().to_lowercase();
    let fits = |r: &&RepositoryView| {
        r.name.to_lowercase().contains(&typed) || r.description.to_lowercase().contains(&typed)
    };
    all.iter().filter(fits).cloned().collect()
}

/// What is thought of a repository's name as it is typed.
#[must_use]
pub fn repository_verdict(text: &str) -> Verdict {
    let text = text.trim();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let known = |c: char| plain(c) || matches!(c, '.' | '_' | '-' | '/');
    if text.is_empty() {
        return Verdict::None;
    }
    if let Some(c) = text.chars().find(|c| !known(*c)) {
        return Verdict::Bad(format!(
            "“{c}” can't stand in a repository's name: small letters, digits and . _ - / can."
        ));
    }
    if text.contains("//") || text.starts_with('/') {
        return Verdict::Bad("A part of the name is empty.".into());
    }
    Verdict::None
}

/// What is thought of a tag as it is typed.
#[must_use]
pub fn tag_verdict(text: &str, present: &[String], registry: &RegistryView) -> Verdict {
    let text = text.trim();
    if text.is_empty() {
        return Verdict::None;
    }
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let good = text.len() <= 128
        && text.starts_with(word)
        && text.chars().all(|c| word(c) || c == '.' || c == '-');
    if !good {
        return Verdict::Bad(
            "A tag has letters, digits and . _ - after the first character.".into(),
        );
    }
    match (present.iter().any(|t| t == text), registry.tags_stay) {
        (true, true) => {
            Verdict::Bad("This server never moves a tag to another image: choose a new one.".into())
        }
        (true, false) => Verdict::Warn("The tag will move to this image.".into()),
        _ => Verdict::None,
    }
}

/// What is thought of a user name as it is typed.
#[must_use]
pub fn user_verdict(text: &str) -> Verdict {
    let text = text.trim();
    if text.is_empty() {
        return Verdict::None;
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let good = text
        .chars()
        .all(|c| plain(c) || matches!(c, '.' | '_' | '-'))
        && text.starts_with(plain)
        && text.ends_with(plain);
    if !good {
        return Verdict::Bad("Small letters and digits, with . _ - between them.".into());
    }
    if text.len() > 28 {
        return Verdict::Bad("At most 28 characters.".into());
    }
    Verdict::None
}

/// What goes when this is deleted, for the question before it.
#[must_use]
pub fn deleting_words(kind: DeletingView, tag: &str) -> Option<String> {
    match kind {
        DeletingView::No => None,
        DeletingView::Tags => Some(format!(
            "The tag {tag} goes. The image stays as long as another tag leads to it."
        )),
        DeletingView::Images => Some(format!(
            "The image goes, and with it every tag of this repository that leads to it, {tag} included. This server can't remove a tag alone."
        )),
        DeletingView::EverywhereAtOnce => Some(
            "This server deletes by digest in all repositories at once: every tag with this digest goes, in other people's repositories, too.".into(),
        ),
    }
}

/// What a layer's row says at its end, and how full its bar is (0 to 1).
#[must_use]
pub fn layer_row(step: LayerStep, moved: u64, size: u64) -> (String, f64) {
    let share = if size == 0 {
        0.0
    } else {
        moved as f64 / size as f64
    };
    match step {
        LayerStep::Waiting => ("waiting".into(), 0.0),
        LayerStep::There => ("skipped".into(), 1.0),
        LayerStep::Mounted => ("taken over".into(), 1.0),
        LayerStep::Moving => (format::percent(share.min(1.0)), share.min(1.0)),
        LayerStep::Done => ("done".into(), 1.0),
    }
}

/// The line below a transfer's name, from what happened.
#[must_use]
pub fn transfer_words(t: &TransferView) -> String {
    if t.layers.is_empty() && t.state == TransferState::Running {
        return "looking at the image".into();
    }
    let of = format!(
        "{} of {} were there",
        t.skipped,
        format::counted(t.layers.len(), "layer", "layers")
    );
    let way = if t.push { "not sent" } else { "not fetched" };
    if t.skipped == 0 {
        return format!(
            "none of {} was there",
            format::counted(t.layers.len(), "layer", "layers")
        );
    }
    format!("{of}, {} {way}", format::bytes(t.saved))
}

/// The line below a push or pull that was cut off.
#[must_use]
pub fn cut_words(cut: &CutView, ago: &str) -> String {
    let file = file_words(&cut.path);
    let begun = format!("Begun {ago}");
    match (cut.push, cut.choose) {
        (true, true) => format!(
            "{begun} from {file}, which the browser has forgotten: choose it again. Layers that arrived are not sent again."
        ),
        (true, false) => {
            format!("{begun} from {file}. Layers that arrived are not sent again.")
        }
        (false, _) => format!("{begun}, to {file}. What came is not fetched again."),
    }
}

/// Bytes that must be moved in all.
#[must_use]
pub fn to_move(t: &TransferView) -> u64 {
    let all: u64 = t.layers.iter().map(|l| l.size).sum();
    all.saturating_sub(t.saved)
}

/// Speed and time left; none when there is nothing to say yet.
#[must_use]
pub fn speed(t: &TransferView) -> Option<String> {
    let millis = t.at.since(t.started);
    if t.state != TransferState::Running || millis < 1000 || t.moved == 0 {
        return None;
    }
    let per_second = t.moved.saturating_mul(1000) / millis;
    let left = to_move(t).saturating_sub(t.moved);
    let seconds = left.checked_div(per_second)?;
    Some(format!(
        "{}/s, {} left",
        format::bytes(per_second),
        format::duration(seconds)
    ))
}

/// The line below a passkey of an account.
#[must_use]
pub fn key_words(key: &AccountPasskeyView) -> String {
    let added = format!("added {}", day(&key.created));
    match &key.last_used {
        Some(at) => format!("{added}, last used {}", day(at)),
        None => format!("{added}, never used"),
    }
}

/// The line below an access token.
#[must_use]
pub fn token_words(token: &AccessTokenView) -> String {
    format!("made {}, ends {}", day(&token.created), day(&token.expires))
}

/// The day of an RFC 3339 time.
fn day(time: &str) -> &str {
    time.get(..10).unwrap_or(time)
}

/// A file as the person knows it: chosen ones have a number before their name, which keeps two of one name apart.
#[must_use]
pub fn file_words(path: &str) -> &str {
    match path.split_once('/') {
        Some((number, name))
            if number.chars().all(|c| c.is_ascii_digit()) && !number.is_empty() =>
        {
            name
        }
        _ => path,
    }
}

/// A digest short enough for a row.
#[must_use]
pub fn short_digest(digest: &str) -> String {
    let (head, hex) = digest.split_once(':').unwrap_or(("", digest));
    if hex.len() < 16 || !hex.is_ascii() {
        return digest.to_owned();
    }
    format!("{head}:{}…{}", &hex[..4], &hex[hex.len() - 4..])
}

/// The line below a passkey's name.
#[must_use]
pub fn passkey_words(passkey: &PasskeyView, now: u64) -> String {
    let made = format!("made {}", format::ago(passkey.created.0, now));
    match passkey.last_used {
        Some(at) => format!(
            "In this vault, {made}, last used {}",
            format::ago(at.0, now)
        ),
        None => format!("In this vault, {made}, never used"),
    }
}

#[cfg(test)]
mod tests;
