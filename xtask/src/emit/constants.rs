//! Types that write a constant and accept nothing else.

use super::format::Piece;
use crate::model::{Api, constant_name};

/// The file `constants.rs`.
#[must_use]
pub fn emit(api: &Api) -> Vec<Piece> {
    let constants: String = api
        .constants()
        .into_iter()
        .map(|value| format!("    {} = {value:?},\n", constant_name(&value)))
        .collect();
    if constants.is_empty() {
        return Vec::new();
    }
    vec![Piece::Text(format!("constants! {{\n{constants}}}\n"))]
}
