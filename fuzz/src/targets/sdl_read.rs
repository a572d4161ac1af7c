//! Reading an SDL: any bytes give a document that can be asked everything.

use sdl::{Document, Severity};

pub(crate) fn run(bytes: &[u8]) {
    let document = Document::parse_bytes(bytes);
    let text = document.text();
    let found = document.diagnose();
    for one in &found {
        assert!(one.start.offset <= one.end.offset && one.end.offset <= text.len());
        assert!(text.is_char_boundary(one.start.offset) && text.is_char_boundary(one.end.offset));
        assert!(one.start.line >= 1 && one.start.column >= 1 && !one.message.is_empty());
        if let Some(fix) = &one.fix {
            assert!(fix.edit.start <= fix.edit.end);
            assert!(text.get(fix.edit.start..fix.edit.end).is_some());
        }
    }
    let refused = document.refused();
    assert_eq!(
        refused.is_some(),
        found.iter().any(|one| one.severity == Severity::Error)
    );
    assert_eq!(refused.is_none(), document.version_hash().is_ok());
    if refused.is_none() {
        let groups = document.groups().unwrap_or_default();
        assert!(!groups.is_empty());
        assert!(
            groups
                .iter()
                .all(|group| !group.to_proto_bytes().is_empty())
        );
        assert!(
            document
                .canonical_json()
                .is_ok_and(|json| json.starts_with('['))
        );
        assert!(
            document
                .groups_json()
                .is_ok_and(|json| json.starts_with('['))
        );
        assert!(document.estimate().is_ok());
    }
    let _ = document.outline();
}
