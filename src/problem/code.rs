//! placeholder until the catalogue lands.
use super::Severity;
/// x
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// x
    X,
}
impl Code {
    /// x
    pub fn as_str(self) -> &'static str {
        "X"
    }
    /// x
    pub fn severity(self) -> Severity {
        Severity::Error
    }
}
