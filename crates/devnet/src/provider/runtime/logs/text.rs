//! What the simulated programs write. Own sentences in the manner of each program, never a copy of one.

use super::super::super::manifest::Service;
use super::super::image::Kind;
use super::noise;
use super::stamp::Stamp;

/// The line every log begins with.
pub fn first(image: &str) -> String {
    format!(
        "[simulated] Slipway's demo network: {image} does not run here, these lines are made up"
    )
}

/// A boot line, given its time.
pub type BootLine = Box<dyn Fn(&Stamp) -> String>;

/// The manner of one service's log.
pub struct Script {
    kind: Kind,
    model: String,
    gpus: u64,
    port: u32,
    name: String,
}

impl Script {
    /// The script of a service with so many cards per replica.
    pub fn new(service: &Service, gpus: u64) -> Self {
        let kind = Kind::of(&service.image);
        let port = service.exposes().first().map_or(80, |e| e.port);
        Self {
            kind,
            model: model(service, kind),
            gpus,
            port,
            name: service.name.clone(),
        }
    }

    /// Milliseconds between later lines.
    pub const fn period(&self) -> u64 {
        match self.kind {
            Kind::Vllm => 5_000,
            Kind::Ollama | Kind::ComfyUi => 4_000,
            Kind::Jupyter => 8_000,
            Kind::Nginx => 3_000,
            Kind::Generic => 6_000,
        }
    }

    /// The lines from start to ready.
    pub fn boot(&self, seed: u64) -> Vec<BootLine> {
        let (model, gpus, port, name) =
            (self.model.clone(), self.gpus, self.port, self.name.clone());
        let load = 2 + noise(seed, 900) % 9;
        let fixed = |text: String, head: fn(&Stamp) -> String| -> BootLine {
            Box::new(move |t| format!("{}{text}", head(t)))
        };
        match self.kind {
            Kind::Vllm => [
                format!("API server starting, model {model}"),
                format!("parallel config: tensor_parallel_size={}", gpus.max(1)),
                "loading weights: 1 of 4 shards".to_owned(),
                "loading weights: 3 of 4 shards".to_owned(),
                format!("weights loaded, {load}.4 GiB per card"),
                "memory profiling done, cache blocks reserved".to_owned(),
                "capturing graphs for batch sizes 1 to 256".to_owned(),
                format!("server ready on port {port}"),
            ]
            .into_iter()
            .map(|l| fixed(l, vllm))
            .collect(),
            Kind::Ollama => [
                format!("listening on [::]:{port}"),
                format!("inference compute: {gpus} card(s) found"),
                format!("runner started, model {model}"),
            ]
            .into_iter()
            .map(|l| fixed(l, ollama))
            .collect(),
            Kind::ComfyUi => [
                format!("Device check: {gpus} card(s), memory mode normal"),
                "Loading node packs".to_owned(),
                "Node packs loaded: 3".to_owned(),
                "Starting the server".to_owned(),
                format!("Open the interface on port {port}"),
            ]
            .into_iter()
            .map(|l| fixed(l, |_| String::new()))
            .collect(),
            Kind::Jupyter => [
                "Extension package for terminals enabled".to_owned(),
                "Serving notebooks from the working directory".to_owned(),
                format!(
                    "Server is ready on port {port}; the token is not shown in this simulation"
                ),
            ]
            .into_iter()
            .map(|l| fixed(l, jupyter))
            .collect(),
            Kind::Nginx => [
                "configuration is complete; ready to start up".to_owned(),
                "start worker processes".to_owned(),
            ]
            .into_iter()
            .map(|l| fixed(l, nginx))
            .collect(),
            Kind::Generic => [
                "configuration read".to_owned(),
                "warming up".to_owned(),
                format!("{name} is ready on port {port}"),
            ]
            .into_iter()
            .map(|l| fixed(l, generic))
            .collect(),
        }
    }

    /// Line `n` after the boot.
    pub fn turn(&self, seed: u64, n: u64, t: &Stamp) -> String {
        let r = noise(seed ^ 0x5151, n);
        match self.kind {
            Kind::Vllm => format!(
                "{}engine: prompt {}.{} tokens/s, generation {}.{} tokens/s, running {}, waiting {}, cache use {}.{}%",
                vllm(t),
                100 + r % 700,
                r >> 12 & 7,
                40 + (r >> 16) % 400,
                r >> 24 & 7,
                1 + (r >> 28) % 6,
                (r >> 32) % 2,
                (r >> 36) % 40,
                r >> 44 & 7
            ),
            Kind::Ollama => format!(
                "[GIN] {} - {} | 200 | {}.{}s | 10.42.0.{} | POST \"/api/chat\"",
                t.date().replace('-', "/"),
                t.time(),
                1 + r % 6,
                r >> 12 & 7,
                2 + (r >> 20) % 200
            ),
            Kind::ComfyUi => match n % 3 {
                0 => "prompt received".to_owned(),
                1 => format!(
                    "sampling: {} steps, {}.{:02} steps/s",
                    20 + r % 11,
                    6 + (r >> 8) % 9,
                    (r >> 16) % 100
                ),
                _ => format!(
                    "Prompt done in {}.{:02} seconds",
                    2 + r % 5,
                    (r >> 16) % 100
                ),
            },
            Kind::Jupyter => match r % 4 {
                0 => format!("{}Saving file at /Untitled.ipynb", jupyter(t)),
                1 => format!("{}Kernel started: {:08x}", jupyter(t), r >> 32),
                _ => format!(
                    "{}200 GET /api/contents {}ms",
                    jupyter(t),
                    2 + (r >> 8) % 30
                ),
            },
            Kind::Nginx => {
                const PATHS: [&str; 5] = ["/", "/style.css", "/favicon.ico", "/about", "/healthz"];
                let path = PATHS[(r >> 8) as usize % PATHS.len()];
                let status = if path == "/about" { 404 } else { 200 };
                format!(
                    "10.42.0.{} - - [{}] \"GET {path} HTTP/1.1\" {status} {} \"-\" \"demo\" \"-\"",
                    2 + r % 200,
                    t.web(),
                    150 + (r >> 16) % 4000
                )
            }
            Kind::Generic => match r % 3 {
                0 => format!("{}health check passed", generic(t)),
                1 => format!(
                    "{}handled {} requests in the last interval",
                    generic(t),
                    (r >> 8) % 90
                ),
                _ => format!("{}memory in use {} MiB", generic(t), 40 + (r >> 8) % 200),
            },
        }
    }
}

fn vllm(t: &Stamp) -> String {
    format!("INFO {:02}-{:02} {} ", t.month, t.day, t.time())
}

fn ollama(t: &Stamp) -> String {
    format!(
        "time={}T{}.{:03}Z level=INFO msg=",
        t.date(),
        t.time(),
        t.milli
    )
}

fn jupyter(t: &Stamp) -> String {
    format!("[I {} {}.{:03} ServerApp] ", t.date(), t.time(), t.milli)
}

fn nginx(t: &Stamp) -> String {
    format!("{} {} [notice] 1#1: ", t.date().replace('-', "/"), t.time())
}

fn generic(t: &Stamp) -> String {
    format!("{}T{}.{:03}Z INFO ", t.date(), t.time(), t.milli)
}

/// The model a service names in its arguments or environment.
fn model(service: &Service, kind: Kind) -> String {
    let words: Vec<&str> = service
        .command
        .iter()
        .chain(&service.args)
        .flatten()
        .flat_map(|w| w.split_whitespace())
        .collect();
    let after = |flags: &[&str]| {
        words
            .windows(2)
            .find(|w| flags.contains(&w[0]))
            .map(|w| w[1].to_owned())
    };
    let assigned = words.iter().find_map(|w| w.strip_prefix("--model="));
    let env = || {
        let names = [
            "MODEL=",
            "MODEL_NAME=",
            "MODEL_ID=",
            "HF_MODEL=",
            "OLLAMA_MODEL=",
        ];
        service
            .env
            .iter()
            .flatten()
            .find_map(|e| names.iter().find_map(|n| e.strip_prefix(n)))
            .map(str::to_owned)
    };
    after(&["--model", "serve", "run", "pull"])
        .or(assigned.map(str::to_owned))
        .or_else(env)
        .filter(|m| !m.is_empty() && m.len() < 120)
        .unwrap_or_else(|| {
            if kind == Kind::Ollama {
                "llama3.2".into()
            } else {
                "facebook/opt-125m".into()
            }
        })
}

#[cfg(test)]
mod tests {
    use super::super::stamp::at;
    use super::*;

    #[test]
    fn model_is_taken_from_arguments_or_environment() {
        let with = |args: &[&str], env: &[&str]| {
            let list = |all: &[&str]| Some(all.iter().map(|s| (*s).to_owned()).collect());
            model(
                &Service {
                    args: list(args),
                    env: list(env),
                    ..Service::default()
                },
                Kind::Vllm,
            )
        };
        assert_eq!(with(&["--model", "a/b"], &[]), "a/b");
        assert_eq!(with(&["--model=a/c"], &[]), "a/c");
        assert_eq!(with(&["vllm serve a/d --port 8000"], &[]), "a/d");
        assert_eq!(with(&[], &["MODEL=a/e"]), "a/e");
        assert_eq!(with(&[], &[]), "facebook/opt-125m");
    }

    #[test]
    fn environment_is_never_written() {
        let service = Service {
            image: "redis".into(),
            env: Some(vec!["TOKEN=very-secret".into()]),
            ..Service::default()
        };
        let script = Script::new(&service, 0);
        let t = at(1_795_513_821_000);
        let boot: Vec<String> = script.boot(1).iter().map(|l| l(&t)).collect();
        let turns: Vec<String> = (0..50).map(|n| script.turn(1, n, &t)).collect();
        assert!(boot.iter().chain(&turns).all(|l| !l.contains("secret")));
    }
}
