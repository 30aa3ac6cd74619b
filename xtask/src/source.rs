//! The text of the files that findings point into.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::diagnostics::Place;

/// Files below a root, read once each.
#[derive(Debug)]
pub struct Sources {
    root: PathBuf,
    texts: RefCell<HashMap<String, Option<Rc<str>>>>,
}

impl Sources {
    /// The files below `root`.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            texts: RefCell::default(),
        }
    }

    /// The text of a file, or `None` when it cannot be read. `file` is its path from the root.
    #[must_use]
    pub fn text(&self, file: &str) -> Option<Rc<str>> {
        self.texts
            .borrow_mut()
            .entry(file.to_owned())
            .or_insert_with(|| {
                let text = fs::read_to_string(self.root.join(file)).ok()?;
                Some(text.into())
            })
            .clone()
    }

    /// The place of a part of a scalar. `place` is the place of the scalar, `text` its value, and `range` the part, in bytes of
    /// `text`. Returns `place` when the part cannot be found in the file.
    #[must_use]
    pub fn within(&self, place: &Place, text: &str, range: Range<usize>) -> Place {
        let found = self.text(&place.file).and_then(|source| {
            let start = offset(&source, place.line, place.column)?;
            let found = align(source.get(start..)?, text, range)?;
            Some(locate(&source, start + found.start..start + found.end))
        });
        match found {
            Some((line, column, width)) => Place {
                line,
                column,
                width,
                ..place.clone()
            },
            None => place.clone(),
        }
    }
}

/// Line and column, from 1, of a range of bytes, and its width in characters. A range over several lines has the width 0, the
/// rest of its first line.
#[must_use]
pub fn locate(source: &str, range: Range<usize>) -> (usize, usize, usize) {
    let before = source.get(..range.start).unwrap_or_default();
    let inside = source.get(range).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    let width = if inside.contains('\n') {
        0
    } else {
        inside.chars().count()
    };
    (before.matches('\n').count() + 1, column, width)
}

/// The byte at which a line and column begin.
fn offset(source: &str, line: usize, column: usize) -> Option<usize> {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(before) => source.match_indices('\n').nth(before)?.0 + 1,
    };
    let rest = source.get(start..)?;
    let (inside, _) = rest.char_indices().nth(column.checked_sub(1)?)?;
    Some(start + inside)
}

/// Finds a part of a parsed scalar in its source, which may be folded, quoted or escaped. `source` begins at the scalar, or at the
/// key of a block scalar.
fn align(source: &str, text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let mut at = block_header(source);
    let mut start = None;
    for (index, wanted) in text.char_indices() {
        if index >= range.end {
            break;
        }
        if wanted.is_whitespace() {
            at += source.get(at..)?.len() - source.get(at..)?.trim_start().len();
            continue;
        }
        loop {
            let rest = source.get(at..)?;
            let next = rest.chars().next()?;
            if next == wanted {
                break;
            }
            at += match next {
                '\\' if rest.starts_with("\\n") || rest.starts_with("\\t") => 2,
                '\'' | '"' | '\\' => 1,
                _ if next.is_whitespace() => next.len_utf8(),
                _ => return None,
            };
        }
        if index >= range.start && start.is_none() {
            start = Some(at);
        }
        at += wanted.len_utf8();
    }
    Some(start?..at)
}

/// Length of the line that begins a block scalar, such as `description: >-`; 0 when the scalar is of another style.
fn block_header(source: &str) -> usize {
    let line = source.split_inclusive('\n').next().unwrap_or_default();
    let mut words = line.split_whitespace().rev();
    let block = words.next().is_some_and(|word| {
        word.strip_prefix(['|', '>'])
            .is_some_and(|rest| rest.chars().all(|c| matches!(c, '+' | '-' | '1'..='9')))
    });
    let keyed = words.next().is_none_or(|key| key.ends_with(':'));
    if block && keyed { line.len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(source: &str, text: &str, wanted: &str) -> Option<String> {
        let start = text.find(wanted).unwrap();
        let found = align(source, text, start..start + wanted.len())?;
        Some(source[found].to_owned())
    }

    #[test]
    fn parts_of_scalars_are_found_in_every_style() {
        for (source, text) in [
            ("Read the news.\nnext: 1", "Read the news."),
            ("description: >\n  Read\n  the news.\n", "Read the news.\n"),
            (
                "description: |-\n  # Read\n\n  the news.\n",
                "# Read\n\nthe news.",
            ),
            ("| \n  the news", "the news"),
            ("'It''s \"the\" news'", "It's \"the\" news"),
            ("\"A\\n\\\"the\\\" news\"", "A\n\"the\" news"),
            ("Read the\n    news", "Read the news"),
        ] {
            assert_eq!(
                part(source, text, "news").as_deref(),
                Some("news"),
                "{source}"
            );
        }
        assert_eq!(part("\"caf\\u00e9 news\"", "café news", "news"), None);
        assert_eq!(
            part("a\n  b: c", "a b: c", "a b").as_deref(),
            Some("a\n  b")
        );
    }

    #[test]
    fn a_part_has_its_line_and_column() {
        let root = tempfile::tempdir().unwrap();
        let text = "ä: 1\ndescription: >\n  Read\n  the news.\n";
        std::fs::write(root.path().join("a.yaml"), text).unwrap();
        let sources = Sources::new(root.path());
        let place = Place {
            file: "a.yaml".to_owned(),
            line: 2,
            column: 1,
            width: 11,
            pointer: "/description".to_owned(),
        };
        let found = sources.within(&place, "Read the news.\n", 9..13);
        assert_eq!((found.line, found.column, found.width), (4, 7, 4));
        let wrapped = sources.within(&place, "Read the news.\n", 0..8);
        assert_eq!((wrapped.line, wrapped.column, wrapped.width), (3, 3, 0));
        assert_eq!(sources.within(&place, "Another text", 0..7), place);
    }
}
