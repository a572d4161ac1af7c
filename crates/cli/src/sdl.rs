//! `slipway sdl`: what a document becomes, without a window.

use std::path::{Path, PathBuf};

use ::sdl::{Diagnostic, Document, Position, Severity};
use clap::Subcommand;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::fail::{Failure, line, note};

/// SDL documents.
#[derive(Debug, Subcommand)]
pub enum SdlCommand {
    /// Reads files and says what is wrong; exit code 1 if one is refused.
    Check {
        /// One JSON object for each file, with groups, manifest and hash.
        #[arg(long)]
        json: bool,
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Prints the group specs as JSON.
    Groups {
        /// The file.
        file: PathBuf,
    },
    /// Prints the canonical manifest: the bytes that are hashed.
    Manifest {
        /// The file.
        file: PathBuf,
    },
    /// Prints the version hash in hexadecimal.
    Hash {
        /// The file.
        file: PathBuf,
    },
}

/// Does one of the commands.
///
/// # Errors
/// [`Failure::Refused`] for a document that is refused, [`Failure::Input`] for an unreadable file.
pub fn run(command: SdlCommand) -> Result<(), Failure> {
    match command {
        SdlCommand::Check { json, files } => check(json, &files),
        SdlCommand::Groups { file } => line(read(&file)?.groups_json().map_err(Failure::refused)?),
        SdlCommand::Manifest { file } => {
            line(read(&file)?.canonical_json().map_err(Failure::refused)?)
        }
        SdlCommand::Hash { file } => line(hex(&read(&file)?
            .version_hash()
            .map_err(Failure::refused)?)),
    }
}

fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| Failure::Input(format!("{}: {error}", file.display())))
}

fn read(file: &Path) -> Result<Document, Failure> {
    bytes(file).map(|bytes| Document::parse_bytes(&bytes))
}

fn check(json: bool, files: &[PathBuf]) -> Result<(), Failure> {
    let mut worst: Option<Failure> = None;
    for file in files {
        let outcome = match bytes(file) {
            Err(failure) => {
                if json {
                    line(json!({
                        "file": file.display().to_string(),
                        "ok": false,
                        "error": failure.to_string(),
                        "diagnostics": [],
                    }))?;
                } else {
                    note(&failure);
                }
                Err(failure)
            }
            Ok(bytes) => {
                let document = Document::parse_bytes(&bytes);
                if json {
                    line(described(file, &bytes, &document))?;
                } else {
                    tell(file, &document)?;
                }
                document
                    .refused()
                    .map_or(Ok(()), |refused| Err(Failure::refused(refused)))
            }
        };
        if let Err(failure) = outcome {
            // Unreadable input outranks a refusal.
            if worst.is_none() || matches!(failure, Failure::Input(_)) {
                worst = Some(failure);
            }
        }
    }
    match worst {
        Some(Failure::Refused(_)) => Err(Failure::Refused(format!(
            "not all of {} accepted",
            files.len()
        ))),
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// One line for each problem, in the form editors know.
fn tell(file: &Path, document: &Document) -> Result<(), Failure> {
    for found in document.diagnose() {
        let at = found.start;
        line(format!(
            "{}:{}:{}: {}: {} [{}]",
            file.display(),
            at.line,
            at.column,
            found.severity.as_str(),
            found.message,
            found.code
        ))?;
    }
    if document.refused().is_none() {
        line(format!("{}: accepted", file.display()))?;
    }
    Ok(())
}

fn described(file: &Path, bytes: &[u8], document: &Document) -> Value {
    let mut out = Map::new();
    out.insert("file".to_owned(), file.display().to_string().into());
    out.insert("sha256".to_owned(), hex(&Sha256::digest(bytes)).into());
    let refused = document.refused();
    out.insert("ok".to_owned(), refused.is_none().into());
    if let Some(refused) = refused {
        out.insert("stage".to_owned(), refused.stage.as_str().into());
        out.insert("error".to_owned(), refused.to_string().into());
    }
    if let (Ok(groups), Ok(groups_json), Ok(manifest), Ok(hash)) = (
        document.groups(),
        document.groups_json(),
        document.canonical_json(),
        document.version_hash(),
    ) {
        let parse = |text: &str| serde_json::from_str(text).unwrap_or(Value::Null);
        out.insert("groups".to_owned(), parse(&groups_json));
        let proto: Vec<Value> = groups
            .iter()
            .map(|group| hex(&group.to_proto_bytes()).into())
            .collect();
        out.insert("groups_proto_hex".to_owned(), proto.into());
        out.insert("manifest".to_owned(), parse(&manifest));
        out.insert("version_hex".to_owned(), hex(&hash).into());
        if let Some(nanos) = document.reclamation_nanos() {
            out.insert("reclamation_min_window_ns".to_owned(), nanos.into());
        }
    }
    out.insert(
        "diagnostics".to_owned(),
        document.diagnose().iter().map(diagnostic).collect(),
    );
    Value::Object(out)
}

fn diagnostic(found: &Diagnostic) -> Value {
    let place = |at: Position| json!({"offset": at.offset, "line": at.line, "column": at.column});
    let mut out = json!({
        "code": found.code,
        "severity": match found.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "path": found.path,
        "start": place(found.start),
        "end": place(found.end),
        "message": found.message,
    });
    if let Some(fix) = &found.fix {
        out["fix"] = json!({"title": fix.title, "start": fix.edit.start, "end": fix.edit.end, "text": fix.edit.text});
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_document_is_described_with_stage_and_place() {
        let document = Document::parse("version: \"2.0\"\nservices: 1\n");
        let described = described(Path::new("a.yaml"), b"", &document);
        assert_eq!(described["ok"], false);
        assert_eq!(described["stage"], "decode");
        assert_eq!(described["diagnostics"][0]["start"]["line"], 2);
    }

    #[test]
    fn an_unreadable_file_is_an_input_failure() {
        let missing = vec![PathBuf::from("/nonexistent/deploy.yaml")];
        assert!(matches!(check(true, &missing), Err(Failure::Input(_))));
    }
}
