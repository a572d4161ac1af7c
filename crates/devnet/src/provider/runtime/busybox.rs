//! A very small shell: enough to try the shell pane. It reads a made-up file system and changes nothing.

use super::super::manifest::Service;
use super::super::model::LeaseId;
use std::collections::BTreeMap;

/// What a command printed and how it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// Exit code.
    pub code: i32,
    /// True when the shell itself ends.
    pub exit: bool,
}

impl Output {
    fn text(out: impl Into<String>) -> Self {
        Self {
            out: out.into(),
            ..Self::default()
        }
    }

    fn fail(code: i32, err: String) -> Self {
        Self {
            err,
            code,
            ..Self::default()
        }
    }
}

/// The inside of a simulated container.
#[derive(Clone, Debug)]
pub struct Container {
    pod: String,
    env: BTreeMap<String, String>,
    files: BTreeMap<String, String>,
    gpus: Vec<String>,
    last: i32,
}

impl Container {
    /// The container of a replica. `host` is the provider's public host name, `card` the model of its cards.
    pub fn new(
        service: &Service,
        lease: &LeaseId,
        pod: &str,
        host: &str,
        card: Option<&str>,
    ) -> Self {
        let mut env: BTreeMap<String, String> = [
            ("AKASH_GROUP_SEQUENCE", lease.order.gseq.to_string()),
            ("AKASH_DEPLOYMENT_SEQUENCE", lease.order.dseq.to_string()),
            ("AKASH_ORDER_SEQUENCE", lease.order.oseq.to_string()),
            ("AKASH_OWNER", lease.order.owner.clone()),
            ("AKASH_PROVIDER", lease.provider.clone()),
            ("AKASH_CLUSTER_PUBLIC_HOSTNAME", host.to_owned()),
            ("HOME", "/root".to_owned()),
            ("HOSTNAME", pod.to_owned()),
            (
                "PATH",
                "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned(),
            ),
        ]
        .map(|(k, v)| (k.to_owned(), v))
        .into();
        for pair in service.env.iter().flatten() {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            env.insert(name.to_owned(), value.to_owned());
        }
        let release = "NAME=\"Simulated Linux\"\nID=simulated\nPRETTY_NAME=\"Slipway demo network (simulated)\"\n";
        let readme =
            "This container is simulated. Nothing runs here, and nothing you type is kept.\n";
        let files = [
            ("/etc/hostname", format!("{pod}\n")),
            ("/etc/os-release", release.to_owned()),
            ("/README", readme.to_owned()),
            ("/root/notes.txt", format!("image: {}\n", service.image)),
        ];
        let count = service.resources.gpu.as_ref().map_or(0, |g| g.value);
        let gpus = (0..count)
            .map(|i| format!("GPU {i}: {} (simulated)", card.unwrap_or("card")))
            .collect();
        Self {
            pod: pod.to_owned(),
            env,
            files: files.map(|(k, v)| (k.to_owned(), v)).into(),
            gpus,
            last: 0,
        }
    }

    /// True when there is a program of this name.
    pub fn knows(name: &str) -> bool {
        let name = name.rsplit('/').next().unwrap_or(name);
        matches!(
            name,
            "sh" | "bash"
                | "echo"
                | "ls"
                | "cat"
                | "env"
                | "pwd"
                | "hostname"
                | "true"
                | "false"
                | "uname"
                | "whoami"
                | "nvidia-smi"
                | "printenv"
        )
    }

    /// True when the words open a shell to type into.
    pub fn is_interactive(words: &[String]) -> bool {
        let name = words
            .first()
            .map(|w| w.rsplit('/').next().unwrap_or(w))
            .unwrap_or_default();
        matches!(name, "sh" | "bash")
            && (words.len() == 1
                || words
                    .iter()
                    .any(|w| w.contains("exec bash") || w.contains("exec sh")))
    }

    /// Runs the words of a command, a shell's `-c` taken apart.
    pub fn run(&mut self, words: &[String]) -> Output {
        match words {
            [shell, flag, script, ..]
                if flag == "-c" && matches!(shell.rsplit('/').next(), Some("sh" | "bash")) =>
            {
                self.line(script)
            }
            _ => self.command(words),
        }
    }

    /// Runs a line: commands joined by `;` and `&&`.
    pub fn line(&mut self, line: &str) -> Output {
        let mut all = Output::default();
        for part in line.split(';') {
            for command in part.split("&&") {
                let words = self.words(command);
                if words.is_empty() {
                    continue;
                }
                let one = self.command(&words);
                all.out += &one.out;
                all.err += &one.err;
                all.code = one.code;
                all.exit = one.exit;
                self.last = one.code;
                if one.exit {
                    return all;
                }
                if one.code != 0 {
                    break;
                }
            }
        }
        all
    }

    /// Words of a command: quotes group, `$NAME` and `$?` are replaced outside single quotes.
    fn words(&self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        let mut word: Option<String> = None;
        let mut quote: Option<char> = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match (c, quote) {
                ('\'' | '"', None) => {
                    quote = Some(c);
                    word.get_or_insert_default();
                }
                (c, Some(q)) if c == q => quote = None,
                ('$', None | Some('"')) if chars.peek() == Some(&'?') => {
                    chars.next();
                    word.get_or_insert_default()
                        .push_str(&self.last.to_string());
                }
                ('$', None | Some('"')) => {
                    let mut name = String::new();
                    while let Some(n) =
                        chars.next_if(|n| n.is_ascii_alphanumeric() || matches!(n, '_' | '{' | '}'))
                    {
                        name.push(n);
                    }
                    let name = name.trim_matches(['{', '}']);
                    word.get_or_insert_default()
                        .push_str(self.env.get(name).map_or("", String::as_str));
                }
                (c, None) if c.is_whitespace() => words.extend(word.take()),
                (c, _) => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        words
    }

    fn command(&mut self, words: &[String]) -> Output {
        let Some((name, arguments)) = words.split_first() else {
            return Output::default();
        };
        match name.rsplit('/').next().unwrap_or(name) {
            "echo" => Output::text(arguments.join(" ") + "\n"),
            "true" | "sh" | "bash" | "cd" => Output::default(),
            "false" => Output {
                code: 1,
                ..Output::default()
            },
            "pwd" => Output::text("/\n"),
            "whoami" => Output::text("root\n"),
            "hostname" => Output::text(format!("{}\n", self.pod)),
            "uname" => Output::text("Linux (simulated)\n"),
            "env" => Output::text(
                self.env
                    .iter()
                    .map(|(k, v)| format!("{k}={v}\n"))
                    .collect::<String>(),
            ),
            "printenv" => match arguments.first().and_then(|n| self.env.get(n)) {
                Some(value) => Output::text(format!("{value}\n")),
                None => Output {
                    code: 1,
                    ..Output::default()
                },
            },
            "nvidia-smi" if self.gpus.is_empty() => {
                Output::fail(9, "no devices were found\n".into())
            }
            "nvidia-smi" => Output::text(self.gpus.join("\n") + "\n"),
            "ls" => self.list(
                arguments
                    .iter()
                    .find(|a| !a.starts_with('-'))
                    .map_or("/", String::as_str),
            ),
            "cat" => {
                let mut all = Output::default();
                for path in arguments {
                    match self.files.get(&absolute(path)) {
                        Some(text) => all.out += text,
                        None => {
                            all.err += &format!("cat: {path}: No such file or directory\n");
                            all.code = 1;
                        }
                    }
                }
                all
            }
            "exit" => {
                let code = arguments
                    .first()
                    .and_then(|c| c.parse().ok())
                    .unwrap_or(self.last);
                Output {
                    code,
                    exit: true,
                    ..Output::default()
                }
            }
            _ => Output::fail(127, format!("sh: {name}: not found\n")),
        }
    }

    fn list(&self, path: &str) -> Output {
        let folder = absolute(path);
        let inside = if folder == "/" {
            folder.clone()
        } else {
            format!("{folder}/")
        };
        let names: std::collections::BTreeSet<&str> = self
            .files
            .keys()
            .filter_map(|f| f.strip_prefix(&inside))
            .map(|rest| rest.split('/').next().unwrap_or(rest))
            .collect();
        if names.is_empty() {
            return Output::fail(2, format!("ls: {path}: No such file or directory\n"));
        }
        Output::text(
            names
                .into_iter()
                .map(|n| format!("{n}\n"))
                .collect::<String>(),
        )
    }
}

fn absolute(path: &str) -> String {
    let trimmed = path.trim_start_matches("./").trim_matches('/');
    if trimmed == "." {
        "/".into()
    } else {
        format!("/{trimmed}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::manifest::Amount;
    use super::super::samples::lease;
    use super::*;

    fn container() -> Container {
        let mut service = Service {
            name: "web".into(),
            image: "nginx".into(),
            env: Some(vec!["GREETING=hello".into()]),
            ..Service::default()
        };
        service.resources.gpu = Some(Amount {
            value: 2,
            attributes: vec![],
        });
        Container::new(&service, &lease(), "web-0", "127.0.0.1", Some("h100"))
    }

    #[test]
    fn commands_answer() {
        let mut c = container();
        assert_eq!(
            c.line("echo \"$GREETING  x\" 'y $z'").out,
            "hello  x y $z\n"
        );
        assert_eq!(c.line("cat /etc/hostname").out, "web-0\n");
        assert!(c.line("ls").out.contains("README"));
        assert!(c.line("env").out.contains("AKASH_DEPLOYMENT_SEQUENCE=42\n"));
        assert_eq!(c.line("nvidia-smi -L").out.lines().count(), 2);
        assert_eq!(c.line("nosuch").code, 127);
        assert_eq!(c.line("echo $?").out, "127\n");
    }

    #[test]
    fn lists_of_commands_stop_at_failure_and_exit() {
        let mut c = container();
        assert_eq!(c.line("false && echo no; echo yes").out, "yes\n");
        let end = c.line("echo a; exit 3; echo b");
        assert_eq!((end.out.as_str(), end.code, end.exit), ("a\n", 3, true));
    }

    #[test]
    fn a_shells_script_is_taken_apart() {
        let mut c = container();
        let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(c.run(&words(&["/bin/sh", "-c", "echo hi"])).out, "hi\n");
        assert!(Container::is_interactive(&words(&["bash"])));
        let console = "command -v bash >/dev/null 2>&1 && exec bash || exec sh";
        assert!(Container::is_interactive(&words(&["sh", "-c", console])));
        assert!(!Container::is_interactive(&words(&["sh", "-c", "ls"])));
        assert!(!Container::knows("python"));
    }
}
