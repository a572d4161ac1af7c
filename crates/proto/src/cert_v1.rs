//! Messages and queries of the cert module: package `akash.cert.v1`.

/// `akash.cert.v1.State`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum State {
    /// `invalid`.
    Invalid = 0,
    /// `valid`.
    Valid = 1,
    /// `revoked`.
    Revoked = 2,
}

impl State {
    /// The name that JSON and events use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Valid => "valid",
            Self::Revoked => "revoked",
        }
    }
}

/// `akash.cert.v1.ID`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ID {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `serial`.
    #[prost(string, tag = "2")]
    pub serial: String,
}

impl crate::Named for ID {
    const FULL_NAME: &'static str = "akash.cert.v1.ID";
}

/// `akash.cert.v1.Certificate`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Certificate {
    /// Field `state`.
    #[prost(enumeration = "State", tag = "2")]
    pub state: i32,
    /// Field `cert`.
    #[prost(bytes = "vec", tag = "3")]
    pub cert: Vec<u8>,
    /// Field `pubkey`.
    #[prost(bytes = "vec", tag = "4")]
    pub pubkey: Vec<u8>,
}

impl crate::Named for Certificate {
    const FULL_NAME: &'static str = "akash.cert.v1.Certificate";
}

/// `akash.cert.v1.CertificateFilter`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CertificateFilter {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `serial`.
    #[prost(string, tag = "2")]
    pub serial: String,
    /// Field `state`.
    #[prost(string, tag = "3")]
    pub state: String,
}

impl crate::Named for CertificateFilter {
    const FULL_NAME: &'static str = "akash.cert.v1.CertificateFilter";
}

/// `akash.cert.v1.MsgCreateCertificate`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgCreateCertificate {
    /// Field `owner`.
    #[prost(string, tag = "1")]
    pub owner: String,
    /// Field `cert`.
    #[prost(bytes = "vec", tag = "2")]
    pub cert: Vec<u8>,
    /// Field `pubkey`.
    #[prost(bytes = "vec", tag = "3")]
    pub pubkey: Vec<u8>,
}

impl crate::Named for MsgCreateCertificate {
    const FULL_NAME: &'static str = "akash.cert.v1.MsgCreateCertificate";
}

/// `akash.cert.v1.MsgRevokeCertificate`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MsgRevokeCertificate {
    /// Field `id`.
    #[prost(message, optional, tag = "1")]
    pub id: Option<ID>,
}

impl crate::Named for MsgRevokeCertificate {
    const FULL_NAME: &'static str = "akash.cert.v1.MsgRevokeCertificate";
}

/// `akash.cert.v1.CertificateResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CertificateResponse {
    /// Field `certificate`.
    #[prost(message, optional, tag = "1")]
    pub certificate: Option<Certificate>,
    /// Field `serial`.
    #[prost(string, tag = "2")]
    pub serial: String,
}

impl crate::Named for CertificateResponse {
    const FULL_NAME: &'static str = "akash.cert.v1.CertificateResponse";
}

/// `akash.cert.v1.QueryCertificatesRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryCertificatesRequest {
    /// Field `filter`.
    #[prost(message, optional, tag = "1")]
    pub filter: Option<CertificateFilter>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageRequest>,
}

impl crate::Named for QueryCertificatesRequest {
    const FULL_NAME: &'static str = "akash.cert.v1.QueryCertificatesRequest";
}

/// `akash.cert.v1.QueryCertificatesResponse`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QueryCertificatesResponse {
    /// Field `certificates`.
    #[prost(message, repeated, tag = "1")]
    pub certificates: Vec<CertificateResponse>,
    /// Field `pagination`.
    #[prost(message, optional, tag = "2")]
    pub pagination: Option<crate::PageResponse>,
}

impl crate::Named for QueryCertificatesResponse {
    const FULL_NAME: &'static str = "akash.cert.v1.QueryCertificatesResponse";
}
