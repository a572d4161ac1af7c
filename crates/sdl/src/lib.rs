//! The Akash SDL: scan, diagnose, edit without loss, groups, manifest, version hash.
