//! stub
use super::environment::RegexFault;
/// stub
pub fn translate(pattern: &str) -> Result<String, RegexFault> {
    Ok(format!("^(?:{pattern})$"))
}
