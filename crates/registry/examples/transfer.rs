//! Pushes or pulls one image with this client and says what it cost; `cargo xtask bench registry` runs it.
//!
//! ```text
//! transfer push URL REPOSITORY LAYOUT [SOURCE]
//! transfer pull URL REPOSITORY FOLDER
//! ```
//!
//! The tag is `v1`. SOURCE is a repository of the same server that has all layers. The one line that is printed says
//! how many bytes of layers were moved, how many were saved, and by how many KiB the process grew.
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::error::Error;
    use std::sync::Arc;

    use platform::native::{NativeDisk, SystemClock, transfer};
    use registry::*;

    type Done<T> = Result<T, Box<dyn Error>>;

    /// A figure of `/proc/self/status`, in KiB.
    fn memory(name: &str) -> Done<u64> {
        let status = std::fs::read_to_string("/proc/self/status")?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let digits: String = line
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        Ok(digits.parse()?)
    }

    async fn client(url: &str) -> Done<Client> {
        let server: ServerUrl = url.parse()?;
        let transfer: Arc<dyn platform::Transfer> = Arc::new(transfer()?);
        let clock = Arc::new(SystemClock);
        let found = detect(Arc::clone(&transfer), clock.clone(), &server).await?;
        let who = Credentials::Anonymous;
        Ok(Client::new(transfer, clock, found.server, found.kind, who))
    }

    async fn push(
        client: &Client,
        repository: &str,
        layout: &str,
        source: Option<&str>,
    ) -> Done<Tally> {
        let archive = Archive::open(Arc::new(NativeDisk), layout).await?;
        let image = archive.image(None)?.clone();
        let known = match source {
            None => std::collections::BTreeMap::new(),
            Some(source) => {
                let source: Repository = source.parse()?;
                // As the app does it: what a repository holds is known from what was pushed there.
                let given = client
                    .manifest(&source, &Reference::Tag("v1".parse()?))
                    .await?;
                let Manifest::Image(image) = given.manifest else {
                    return Err("the source is no image".into());
                };
                std::iter::once(&image.config)
                    .chain(&image.layers)
                    .map(|part| Ok((digest_of(part)?, source.clone())))
                    .collect::<Done<_>>()?
            }
        };
        let order = PushOrder {
            repository: repository.parse()?,
            tag: "v1".parse()?,
            known,
        };
        let pushed = client
            .push(&archive, &image, &order, &Progress::default())
            .await?;
        Ok(pushed.tally)
    }

    async fn pull(client: &Client, repository: &str, folder: &str) -> Done<Tally> {
        let order = PullOrder {
            repository: repository.parse()?,
            reference: Reference::Tag("v1".parse()?),
            destination: Destination::Folder(folder.to_owned()),
            take_altered: false,
        };
        let pulled = client
            .pull(&NativeDisk, &order, &Progress::default())
            .await?;
        Ok(pulled.tally)
    }

    #[tokio::main]
    pub async fn main() -> Done<()> {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let [what, url, repository, path, rest @ ..] = words.as_slice() else {
            return Err("transfer push|pull URL REPOSITORY PATH [SOURCE]".into());
        };
        let client = client(url).await?;
        let idle = memory("VmRSS:")?;
        let tally = match *what {
            "push" => push(&client, repository, path, rest.first().copied()).await?,
            _ => pull(&client, repository, path).await?,
        };
        let grew = memory("VmHWM:")?.saturating_sub(idle);
        println!("moved {} saved {} grew {grew}", tally.moved, tally.saved);
        Ok(())
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    native::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
