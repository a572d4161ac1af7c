//! The document behind the form (compiles without the SDL crate; replaced when it lands).
use super::outline::{Outline, Service, Place, Port, Cap, Disk};
use super::gpus::Pick;
use super::state::{Edit, Problem};
/// Blank.
pub const BLANK: &str = "version: \"2.0\"\n";
/// Fix.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix { /// label
 pub label: String }
/// Doc.
#[derive(Debug, Clone)]
pub struct Doc { text: String, outline: Outline, undo: Vec<(String, Outline)> }
impl Doc {
    /// n
    pub fn new(text: &str) -> Self { Self { text: text.into(), outline: sample(), undo: vec![] } }
    /// t
    pub fn text(&self) -> String { self.text.clone() }
    /// o
    pub fn outline(&self) -> Option<Outline> { Some(self.outline.clone()) }
    /// p
    pub fn problems(&self) -> Vec<Problem> { vec![Problem { gravity: crate::kit::CodeGravity::Error, message: "cache is priced in uakt; orders on this network are priced in uact.".into(), at: 3..9, line: 1, service: Some("cache".into()), fix: Some(Fix{label:"Use uact".into()}) }, Problem { gravity: crate::kit::CodeGravity::Warning, message: "VLLM_API_KEY is empty.".into(), at: 30..39, line: 3, service: Some("vllm".into()), fix: None }] }
    /// e
    pub fn edit(&mut self, name: &str, edit: &Edit) -> Result<(), String> {
        self.undo.push((self.text.clone(), self.outline.clone()));
        if let Edit::Add = edit { self.outline.services.push(Service { name: name.into(), placements: vec!["anywhere".into()], count: 1, ..Service::default() }); return Ok(()); }
        let Some(s) = self.outline.services.iter_mut().find(|s| s.name == name) else { return Err("no".into()) };
        match edit.clone() {
            Edit::Image(v) => s.image = v, Edit::Cpu(v) => s.cpu = v, Edit::Memory(v) => s.memory = v, Edit::Count(v) => s.count = v,
            Edit::Gpu { units, picks } => { s.gpu_units = units; s.picks = picks; }
            Edit::Env(v) => s.env = v, Edit::Command(v) => s.command = v, Edit::Args(v) => s.args = v, Edit::Ports(v) => s.ports = v, Edit::Disks(v) => s.disks = v,
            Edit::Cap(v) => { if let Some(c) = &mut s.cap { c.amount = v; } }
            Edit::Rename(v) => s.name = v,
            Edit::Remove => { let n = name.to_string(); self.outline.services.retain(|s| s.name != n); }
            Edit::Add => {}
        }
        Ok(())
    }
    /// s
    pub fn set_text(&mut self, t: &str) { self.text = t.into(); }
    /// f
    pub fn fix(&mut self, _: &Fix) -> Result<(), String> { Ok(()) }
    /// u
    pub fn undo(&mut self) { if let Some((t, o)) = self.undo.pop() { self.text = t; self.outline = o; } }
    /// r
    pub fn redo(&mut self) {}
    /// c
    pub fn can_undo(&self) -> bool { !self.undo.is_empty() }
    /// c
    pub fn can_redo(&self) -> bool { false }
    /// g
    pub fn groups(&self) -> Option<Vec<u8>> { None }
}
/// n
pub fn service_names(_: &str) -> Vec<String> { vec![] }
/// n
pub fn group_names(_: &str) -> Vec<String> { vec![] }
/// n
pub fn groups_of(_: &str) -> Option<Vec<u8>> { None }
fn sample() -> Outline {
    let s = |name: &str, image: &str, cpu: &str, mem: &str, ports: Vec<Port>| Service { name: name.into(), image: image.into(), placements: vec!["anywhere".into()], count: 1, cpu: cpu.into(), memory: mem.into(), ports, cap: Some(Cap { amount: "1200".into(), denom: "uact".into() }), at: Some(20..90), disks: vec![Disk { name: "default".into(), size: "40Gi".into(), ..Disk::default() }], ..Service::default() };
    let mut vllm = s("vllm", "vllm/vllm-openai:v0.11.2", "16", "96Gi", vec![Port { port: 8000, to: vec!["gateway".into()], ..Port::default() }]);
    vllm.gpu_units = 1;
    vllm.picks = vec![Pick { vendor: "nvidia".into(), model: "h100".into(), ram: Some("80Gi".into()), interface: None }, Pick { vendor: "nvidia".into(), model: "b200".into(), ram: None, interface: None }];
    vllm.env = vec!["HF_HOME=/models".into(), "VLLM_API_KEY=".into()];
    vllm.args = vec!["--max-model-len=32768".into()];
    vllm.disks.push(Disk { name: "models".into(), size: "200Gi".into(), class: Some("beta3".into()), mount: Some("/models".into()), read_only: false });
    Outline { services: vec![s("gateway", "caddy:2.8-alpine", "500m", "256Mi", vec![Port { port: 80, global: true, ..Port::default() }]), vllm, s("cache", "redis:7.4-alpine", "1", "2Gi", vec![Port { port: 6379, to: vec!["vllm".into()], ..Port::default() }])], places: vec![Place { name: "anywhere".into(), asks: "any region".into() }] }
}
