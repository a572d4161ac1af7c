//! One target under libFuzzer: `SLIPWAY_FUZZ_TARGET` names it, the arguments are libFuzzer's.
#![no_main]

use std::sync::OnceLock;

static RUN: OnceLock<fn(&[u8])> = OnceLock::new();

libfuzzer_sys::fuzz_target!(
    init: {
        let name = std::env::var("SLIPWAY_FUZZ_TARGET").unwrap_or_default();
        let target = fuzz::target(&name).expect("SLIPWAY_FUZZ_TARGET names a target");
        let _ = RUN.set(target.run);
    },
    |bytes| {
        if let Some(run) = RUN.get() {
            run(bytes);
        }
    }
);
