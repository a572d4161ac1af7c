//! `bindgen OUT FILE.wasm…`: writes the JavaScript glue of each file into OUT.
#![allow(clippy::print_stderr)]

use std::env;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let Some(out) = arguments.next() else {
        eprintln!("usage: bindgen OUT FILE.wasm…");
        return ExitCode::from(2);
    };
    for file in arguments {
        let made = Bindgen::new()
            .input_path(&file)
            .web(true)
            .and_then(|bindgen| {
                bindgen
                    .typescript(false)
                    .remove_name_section(true)
                    .generate(&out)
            });
        if let Err(e) = made {
            eprintln!("{file}: {e:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
