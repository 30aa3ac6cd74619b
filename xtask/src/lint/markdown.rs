//! Descriptions become rustdoc: text that rustdoc rejects, or reads as a link, a tag or a doctest.

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::context::Context;
use super::description::published;
use super::{Report, Rule};
use crate::walk::Kind;

pub(super) const RULES: &[Rule] = &[Rule::error(
    "markdown",
    "Descriptions are Markdown that rustdoc accepts: no bare URLs, `[x]` without a target, HTML, tabs, unclosed backticks, indented code, or fences without a language.",
)];

pub(super) fn check(context: &Context<'_>, report: &mut Report<'_>) {
    let info = context.bundled.document.get("info");
    let info = info
        .map(|info| published(info, "/info"))
        .unwrap_or_default();
    let nodes = context
        .nodes
        .iter()
        .filter(|(kind, ..)| *kind != Kind::SchemaMap);
    for (place, text) in info
        .into_iter()
        .chain(nodes.flat_map(|(_, node, at)| published(node, at)))
    {
        for (range, problem) in problems(text) {
            report.within("markdown", &place, text, range, problem, None);
        }
    }
}

/// What rustdoc trips over, and where.
fn problems(text: &str) -> Vec<(Range<usize>, String)> {
    let broken = RefCell::new(Vec::new());
    let callback = |link: BrokenLink<'_>| {
        let shown: String = link.reference.chars().take(30).collect();
        let problem = format!("`[{shown}]` is read as a link; put it in backticks");
        broken.borrow_mut().push((link.span, problem));
        None
    };
    let mut found: Vec<(Range<usize>, String)> = text
        .match_indices('\t')
        .map(|(at, _)| (at..at + 1, "a tab".to_owned()))
        .collect();
    let mut in_link = false;
    let mut in_code = false;
    let parser = Parser::new_with_broken_link_callback(text, OPTIONS, Some(callback));
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::Link { .. }) => in_link = true,
            Event::End(TagEnd::Link) => in_link = false,
            Event::Start(Tag::CodeBlock(kind)) => {
                in_code = true;
                found.extend(code_block(text, &kind, &range));
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                let html = text.get(range.clone()).unwrap_or_default();
                let line = html.lines().next().unwrap_or_default();
                let shown: String = line.chars().take(30).collect();
                let problem = format!("`{shown}` is read as HTML; put it in backticks");
                found.push((range.start..range.start + line.len(), problem));
            }
            Event::Text(_) if !in_code => {
                let part = text.get(range.clone()).unwrap_or_default();
                if !in_link {
                    found.extend(urls(part, range.start));
                }
                found.extend(backtick(text, range));
            }
            _ => {}
        }
    }
    found.extend(broken.into_inner());
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// The extensions of Markdown that rustdoc reads.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

fn code_block(
    text: &str,
    kind: &CodeBlockKind<'_>,
    range: &Range<usize>,
) -> Option<(Range<usize>, String)> {
    let block = text.get(range.clone()).unwrap_or_default();
    let first = range.start..range.start + block.lines().next().unwrap_or_default().len();
    let problem = match kind {
        CodeBlockKind::Indented => {
            "indented text after an empty line is code, and compiled as Rust"
        }
        CodeBlockKind::Fenced(language) if language.trim().is_empty() => {
            "a fence without a language is compiled as Rust; write ```json or ```text"
        }
        CodeBlockKind::Fenced(_) => {
            let mut lines = block.trim_end().lines();
            lines.next();
            let last = lines.next_back().unwrap_or_default().trim();
            if last.starts_with("```") || last.starts_with("~~~") {
                return None;
            }
            "a fence is not closed"
        }
    };
    Some((first, problem.to_owned()))
}

fn urls(part: &str, start: usize) -> impl Iterator<Item = (Range<usize>, String)> {
    ["http://", "https://"].into_iter().flat_map(move |scheme| {
        part.match_indices(scheme).map(move |(at, _)| {
            let rest = part.get(at..).unwrap_or_default();
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let problem =
                format!("a bare URL ({scheme}...); write <{scheme}...>, or a link with a text");
            (start + at..start + at + length, problem)
        })
    })
}

/// A backtick in prose is one that opens no code span, unless it is escaped.
fn backtick(text: &str, range: Range<usize>) -> Option<(Range<usize>, String)> {
    let part = text.get(range.clone())?;
    let at = range.start + part.find('`')?;
    let escaped = text.get(..at)?.ends_with('\\');
    (!escaped).then(|| (at..at + 1, "a backtick is not closed".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::problems;

    #[test]
    fn good_markdown_passes() {
        for text in [
            "A [link](https://example.org), <https://example.org>, `[code] <b> https://x`.",
            "A list:\n\n- up to 5 < 6 items\n\n```json\n{\"a\": [1]}\n```\n",
            "Two backticks: ``the ` character, [x] and <b>``.",
            "A [text][page] and a [page].\n\n[page]: https://example.org",
            "Escaped: \\[x\\], \\<b>, \\`.",
            "- an item\n\n    of two paragraphs",
            "| a | b |\n|---|---|\n| `x` | [y](https://example.org) |",
            "~~~text\n[x] <b>\n~~~",
        ] {
            assert_eq!(problems(text), [], "{text}");
        }
    }

    #[test]
    fn what_rustdoc_trips_over_is_found() {
        for (text, place, expected) in [
            (
                "See https://example.org.",
                "https://example.org.",
                "bare URL",
            ),
            ("An array[string].", "[string]", "read as a link"),
            ("A [text][nowhere].", "[text][nowhere]", "read as a link"),
            ("The <NAME> placeholder.", "<NAME>", "read as HTML"),
            ("A\n\n<div>\nblock", "<div>", "read as HTML"),
            ("An `open span.", "`", "backtick"),
            ("A\ttab.", "\t", "tab"),
            ("Text.\n\n    let x;", "let x;", "indented"),
            ("```\nlet x;\n```", "```", "without a language"),
            ("```json\n{}", "```json", "not closed"),
            ("```json", "```json", "not closed"),
        ] {
            let found = problems(text);
            let [(range, problem)] = &found[..] else {
                panic!("{text}: {found:?}");
            };
            assert!(problem.contains(expected), "{text}: {problem}");
            assert_eq!(&text[range.clone()], place, "{text}");
        }
    }
}
