//! Types that write a constant and accept nothing else, written as text like the enumerations.

use std::fmt::Write as _;

use crate::model::Api;
use crate::{format, lower};

/// The file `constants.rs`.
#[must_use]
pub fn emit(api: &Api) -> String {
    let mut out = format!(
        "{}//! Constants of requests.\n",
        format::marker(&api.family)
    );
    for value in lower::constants(api) {
        let name = lower::constant_name(&value);
        let _ = write!(
            out,
            "\nwhatsapp_business_core::constant! {{\n    /// Always `{value}`.\n    pub struct {name} = {value:?};\n}}\n"
        );
    }
    out
}
