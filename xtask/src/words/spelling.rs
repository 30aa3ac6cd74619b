//! Common misspellings, by the dictionary of `typos`.

use std::ops::Range;

/// The misspelled words of a text without code and links, with their corrections.
pub(super) fn misspelled(
    prose: &str,
) -> impl Iterator<Item = (Range<usize>, &'static [&'static str])> {
    words(prose).filter_map(|range| {
        let word = prose.get(range.clone())?;
        let corrections = typos_dict::WORD.find(&word.into())?;
        Some((range, *corrections))
    })
}

/// Words of letters only. Names, such as `WhatsApp`, `WABA` and `send_message`, are not words.
fn words(prose: &str) -> impl Iterator<Item = Range<usize>> {
    let outside = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '\'' | '’'));
    let mut end = 0;
    prose.split_inclusive(outside).filter_map(move |piece| {
        let start = end;
        end += piece.len();
        let word = piece.trim_end_matches(outside);
        let letters = word.chars().all(char::is_alphabetic);
        let lower = word.chars().skip(1).all(char::is_lowercase);
        (letters && lower).then(|| start..start + word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_have_corrections() {
        let text = "You recieve the adress of WABAs; recieve_it doesn't.";
        let found: Vec<(&str, &[&str])> = misspelled(text)
            .map(|(range, corrections)| (&text[range], corrections))
            .collect();
        assert_eq!(
            found,
            [("recieve", &["receive"][..]), ("adress", &["address"][..])]
        );
    }
}
