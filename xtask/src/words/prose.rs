//! What of a file people read as text: Markdown without code and links, and comments without markers.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd};

/// Fills the place of code and links. No word contains it, and it is no space either.
const GAP: u8 = b'`';

/// The prose of a Markdown text: the same length, with everything else blanked out.
#[must_use]
pub fn prose(markdown: &str) -> String {
    let mut out: Vec<u8> = markdown
        .bytes()
        .map(|byte| if byte == b'\n' { byte } else { b' ' })
        .collect();
    // Links to items of Rust have no target in the text.
    let resolve = |_: BrokenLink<'_>| Some((CowStr::from(""), CowStr::from("")));
    let parser =
        Parser::new_with_broken_link_callback(markdown, Options::ENABLE_TABLES, Some(resolve));
    let mut hidden = 0_usize;
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => {
                hidden += 1;
                fill(&mut out, range, |_| GAP);
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                hidden = hidden.saturating_sub(1);
            }
            Event::Code(_) | Event::InlineHtml(_) | Event::Html(_) => {
                fill(&mut out, range, |_| GAP);
            }
            Event::Text(_) if hidden == 0 => {
                let text = markdown.as_bytes();
                fill(&mut out, range, |at| text.get(at).copied().unwrap_or(GAP));
            }
            _ => {}
        }
    }
    String::from_utf8(out).unwrap_or_default()
}

fn fill(out: &mut [u8], range: Range<usize>, byte: impl Fn(usize) -> u8) {
    for at in range {
        if let Some(slot) = out.get_mut(at) {
            *slot = byte(at);
        }
    }
}

/// A run of comment lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Comment {
    /// The text without the markers.
    pub(super) text: String,
    /// For each line, where it begins in `text` and in the file.
    lines: Vec<(usize, usize)>,
}

impl Comment {
    /// The place in the file of a range of the text.
    pub(super) fn locate(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let line = self.lines.iter().rfind(|(text, _)| *text <= at);
            line.map_or(at, |(text, file)| file + at - text)
        };
        place(range.start)..place(range.end)
    }
}

/// The comments of a file that have a line of their own, by the markers that begin them. Longer markers come first.
pub(super) fn comments(source: &str, markers: &[&str]) -> Vec<Comment> {
    let mut found = Vec::new();
    let mut current: Option<(&str, Comment)> = None;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let marker = markers.iter().find(|marker| trimmed.starts_with(**marker));
        if current.as_ref().map(|(open, _)| *open) != marker.copied() {
            found.extend(current.take().map(|(_, comment)| comment));
        }
        if let Some(marker) = marker {
            let indent = line.len() - trimmed.len();
            let text = trimmed.get(marker.len()..).unwrap_or_default();
            let space = usize::from(text.starts_with(' '));
            let (_, comment) = current.get_or_insert_with(|| (marker, Comment::default()));
            let begin = at + indent + marker.len() + space;
            comment.lines.push((comment.text.len(), begin));
            comment.text.push_str(text.get(space..).unwrap_or_default());
        }
        at += line.len();
    }
    found.extend(current.map(|(_, comment)| comment));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_keeps_its_place() {
        let text = "# A *title*\n\nSee `code`, [`link`] and [a b](https://example.org).\n\n```text\ncode\n```\n";
        let found = prose(text);
        assert_eq!(found.len(), text.len());
        let words: Vec<&str> = found
            .split_whitespace()
            .filter(|word| !word.contains('`'))
            .collect();
        assert_eq!(words, ["A", "title", "See", "and"]);
        assert_eq!(found.find("title"), text.find("title"));
    }

    #[test]
    fn comments_are_read_without_their_markers() {
        let source = "//! Ä file.\n//! More.\nfn a() {} // not alone\n    /// Of an item.\n    // Of a line.\n";
        let found = comments(source, &["///", "//!", "//"]);
        let texts: Vec<&str> = found.iter().map(|comment| comment.text.as_str()).collect();
        assert_eq!(texts, ["Ä file.\nMore.\n", "Of an item.\n", "Of a line.\n"]);
        let more = found[0].text.find("More").unwrap();
        assert_eq!(&source[found[0].locate(&(more..more + 4))], "More");
        assert_eq!(&source[found[1].locate(&(0..2))], "Of");
    }
}
