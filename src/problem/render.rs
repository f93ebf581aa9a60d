//! placeholder until the drawing of problems lands.
use super::Problems;
/// x
pub fn render(problems: &Problems, _colour: bool) -> String {
    format!("{problems}\n")
}
