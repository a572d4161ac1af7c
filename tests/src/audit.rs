//! What axe-core, the checker of accessibility, says of a page.

use serde_json::Value;

use crate::Page;

/// Its code, installed with the other npm packages.
const AXE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../ui/js/node_modules/axe-core/axe.min.js"
);

impl Page {
    /// Fails when axe finds something serious or critical on the page.
    ///
    /// # Panics
    /// Then, and when axe-core is not installed.
    pub async fn is_accessible(&self, place: &str) {
        let axe = std::fs::read_to_string(AXE)
            .unwrap_or_else(|e| panic!("{AXE}: {e}; run: cargo xtask setup"));
        let run = "return axe.run(document, {resultTypes: ['violations']}).then(r => r.violations\
             .filter(v => v.impact === 'serious' || v.impact === 'critical')\
             .map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))";
        let found = self.script(&format!("{axe};{run}")).await;
        assert_eq!(found, Value::Array(Vec::new()), "{place}");
    }

    /// Presses Tab until the focus was at the same element twice, and gives the names it passed.
    ///
    /// # Panics
    /// When nothing takes the focus.
    pub async fn tab_round(&self) -> Vec<String> {
        let mut passed = Vec::new();
        for _ in 0..80 {
            self.key(fantoccini::key::Key::Tab).await;
            let now = self.focus().await;
            if passed.contains(&now) {
                break;
            }
            passed.push(now);
        }
        passed
    }
}
