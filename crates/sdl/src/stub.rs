pub struct Document;
#[derive(Debug)] pub struct SdlError;
impl std::fmt::Display for SdlError { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str("") } }
impl Document {
  pub fn parse(_: &str) -> Self { Self }
  pub fn groups(&self) -> Result<Vec<proto::deployment_v1beta4::GroupSpec>, SdlError> { Err(SdlError) }
  pub fn manifest_json(&self) -> Result<String, SdlError> { Err(SdlError) }
  pub fn version_hash(&self) -> Result<[u8;32], SdlError> { Err(SdlError) }
  pub fn service_names(&self) -> Vec<String> { vec![] }
  pub fn reclamation_min_window_ns(&self) -> Option<i64> { None }
}
