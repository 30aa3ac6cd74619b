//! The modules of a crate import each other in one direction: no circles.
//!
//! The test reads the sources as tokens, so paths in macros count too. A module that re-exports items of its own submodules
//! does not depend on them, and a path through a re-export leads to the module of the item. Generated code counts as one
//! module, test modules are left out.
#![allow(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, ensure};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Crates whose circles are known. An entry without a circle fails the test.
const CIRCULAR: [&str; 1] = ["whatsapp-business-simulator"];

#[test]
fn no_crate_has_a_circle_of_imports() -> Result<()> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let (mut modules, mut edges) = (0, 0);
    for entry in std::fs::read_dir(crates)? {
        let folder = entry?.path();
        let name = folder.file_name().context("name")?.to_string_lossy();
        let sources = Sources::read(&folder.join("src"))?;
        let circles = sources.circles();
        ensure!(
            circles.is_empty() != CIRCULAR.contains(&name.as_ref()),
            "{name}: {circles:#?}"
        );
        modules += sources.modules.len();
        edges += sources.edges().values().map(BTreeSet::len).sum::<usize>();
    }
    ensure!(
        modules > 150 && edges > 300,
        "{modules} modules, {edges} edges"
    );
    Ok(())
}

#[test]
fn circles_are_found() -> Result<()> {
    let parts = [
        ("use", "use crate::b::B;", "use crate::{c::C, a::A};"),
        ("path", "fn a(_: crate::b::B) {}", "use super::a::A;"),
        (
            "macro",
            "macro_rules! a { () => { $crate::b::B } }",
            "use crate::A;",
        ),
        ("child", "mod b; use b::B;", "use super::A;"),
    ];
    for (name, a, b) in parts {
        let folder = tempfile::tempdir()?;
        let write = |file: &str, text: &str| -> Result<()> {
            let file = folder.path().join(file);
            std::fs::create_dir_all(file.parent().context("parent")?)?;
            Ok(std::fs::write(file, text)?)
        };
        let b_file = if name == "child" { "a/b.rs" } else { "b.rs" };
        write("lib.rs", "mod a; mod b; mod c; pub use a::A;")?;
        write("b.rs", "")?;
        write("a.rs", &format!("{a} pub struct A;"))?;
        write(b_file, &format!("{b} pub struct B;"))?;
        write("c.rs", "pub struct C;")?;
        ensure!(Sources::read(folder.path())?.circles().len() == 1, "{name}");
        write(
            "a.rs",
            "pub struct A; #[cfg(test)] mod more { use crate::b::B; }",
        )?;
        ensure!(
            Sources::read(folder.path())?.circles().is_empty(),
            "{name} cut"
        );
    }
    Ok(())
}

/// Segments of a path.
type Segments = Vec<String>;

#[derive(Default)]
struct Module {
    /// Public names and the paths that they re-export.
    exports: BTreeMap<String, Segments>,
    /// Paths that the module names.
    paths: Vec<Segments>,
}

/// The modules of a crate by path. The path of the root is empty.
#[derive(Default)]
struct Sources {
    modules: BTreeMap<Segments, Module>,
}

impl Sources {
    fn read(folder: &Path) -> Result<Self> {
        let mut sources = Self::default();
        sources.file(Vec::new(), &folder.join("lib.rs"), folder)?;
        Ok(sources)
    }

    /// Reads the file of a module, whose submodules are in a folder.
    fn file(&mut self, module: Segments, file: &Path, folder: &Path) -> Result<()> {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        let tokens: TokenStream = text.parse().map_err(|error| anyhow!("{error}"))?;
        self.modules.entry(module.clone()).or_default();
        self.tokens(&module, tokens, folder)
    }

    fn tokens(&mut self, module: &Segments, tokens: TokenStream, folder: &Path) -> Result<()> {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Ident(word) if word == "mod" && is_ident(tokens.get(at + 1)) => {
                    let name = tokens[at + 1].to_string();
                    if !is_test(&name, &tokens[..at]) {
                        let body = tokens.get(at + 2);
                        match path_attribute(&tokens[..at]) {
                            // Relative to the folder of the file that has the attribute.
                            Some(path) => {
                                let file = folder.parent().unwrap_or(folder).join(path);
                                let inner = folder.join(&name);
                                let module = [module.as_slice(), &[name]].concat();
                                self.file(module, &file, &inner)?;
                            }
                            None => self.submodule(module, &name, body, folder)?,
                        }
                    }
                    at += 3;
                }
                // `use<..>` in a type names what it captures.
                TokenTree::Ident(word)
                    if word == "use" && !tokens.get(at + 1).is_some_and(|next| is(next, '<')) =>
                {
                    let rest = tokens[at + 1..].iter();
                    let end = rest.take_while(|token| !is(token, ';')).count();
                    let mut paths = Vec::new();
                    use_tree(&tokens[at + 1..at + 1 + end], &[], &mut paths);
                    self.imports(module, is_public(&tokens[..at]), paths);
                    at += 1 + end;
                }
                TokenTree::Ident(_) => {
                    let path = path(&tokens[at..]);
                    at += 3 * path.len() - 2;
                    if path.len() > 1 {
                        self.modules
                            .entry(module.clone())
                            .or_default()
                            .paths
                            .push(path);
                    }
                }
                TokenTree::Group(group) => {
                    self.tokens(module, group.stream(), folder)?;
                    at += 1;
                }
                _ => at += 1,
            }
        }
        Ok(())
    }

    fn submodule(
        &mut self,
        module: &Segments,
        name: &str,
        body: Option<&TokenTree>,
        folder: &Path,
    ) -> Result<()> {
        let path = [module.as_slice(), &[name.to_owned()]].concat();
        let inner = folder.join(name);
        match body {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                self.modules.entry(path.clone()).or_default();
                self.tokens(&path, group.stream(), &inner)
            }
            Some(token) if is(token, ';') => {
                let files: [PathBuf; 2] = [folder.join(format!("{name}.rs")), inner.join("mod.rs")];
                let file = files.iter().find(|file| file.exists());
                self.file(path, file.with_context(|| name.to_owned())?, &inner)
            }
            // A word of a macro.
            _ => Ok(()),
        }
    }

    fn imports(&mut self, module: &Segments, public: bool, paths: Vec<(Segments, String)>) {
        for (path, name) in paths {
            let own = self.modules.entry(module.clone()).or_default();
            if public {
                own.exports.insert(name, path.clone());
            }
            own.paths.push(path);
        }
    }

    /// The module that has what a path names. `None` when it is not of this crate.
    fn target(&self, module: &Segments, path: &[String], depth: usize) -> Option<Segments> {
        let mut at = module.clone();
        let mut path = path.iter().peekable();
        let first = path.peek()?.as_str();
        match first {
            "crate" => at.clear(),
            "self" | "super" => {}
            _ if self.modules.contains_key(&child(&at, first)) => {}
            _ => return None,
        }
        for segment in path {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => drop(at.pop()),
                name if self.modules.contains_key(&child(&at, name)) => at.push(name.to_owned()),
                name => match self.modules.get(&at)?.exports.get(name) {
                    Some(export) if depth > 0 => at = self.target(&at, export, depth - 1)?,
                    _ => return Some(at),
                },
            }
        }
        Some(at)
    }

    fn edges(&self) -> BTreeMap<Segments, BTreeSet<Segments>> {
        let mut edges: BTreeMap<Segments, BTreeSet<Segments>> = BTreeMap::new();
        for (from, module) in &self.modules {
            for path in &module.paths {
                let exports_child = module.exports.values().any(|export| export == path);
                let Some(to) = self.target(from, path, 8) else {
                    continue;
                };
                if exports_child && to.starts_with(from) {
                    continue;
                }
                let (from, to) = (whole(from), whole(&to));
                if from != to {
                    edges.entry(from).or_default().insert(to);
                }
            }
        }
        edges
    }

    /// Groups of modules that import each other.
    fn circles(&self) -> BTreeSet<Vec<String>> {
        let edges = self.edges();
        let in_circle = |a: &Segments, b: &Segments| {
            reached(&edges, a).contains(b) && reached(&edges, b).contains(a)
        };
        let circle = |from: &Segments| -> Vec<String> {
            let members = edges.keys().filter(|to| in_circle(from, to));
            members.map(|member| member.join("::")).collect()
        };
        let circles = edges.keys().map(circle);
        circles.filter(|circle| !circle.is_empty()).collect()
    }
}

/// All modules that a module imports, also through others.
fn reached<'a>(
    edges: &'a BTreeMap<Segments, BTreeSet<Segments>>,
    from: &'a Segments,
) -> BTreeSet<&'a Segments> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(module) = next.pop() {
        let targets = edges.get(module).into_iter().flatten();
        next.extend(targets.filter(|target| seen.insert(*target)));
    }
    seen
}

fn child(module: &[String], name: &str) -> Segments {
    [module, &[name.to_owned()]].concat()
}

/// Generated code is one module.
fn whole(module: &[String]) -> Segments {
    let generated = module.iter().position(|name| name == "generated");
    module[..generated.map_or(module.len(), |at| at + 1)].to_vec()
}

fn is(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == punct)
}

fn is_ident(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(_)))
}

/// The file that `#[path = "..."]` directly before a module names.
fn path_attribute(before: &[TokenTree]) -> Option<String> {
    let attribute = before.iter().rev().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => Some(group.stream()),
        _ => None,
    });
    let is_adjacent = before.iter().rev().take(4).any(
        |token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket),
    );
    let tokens: Vec<TokenTree> = attribute.filter(|_| is_adjacent)?.into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(name), _, TokenTree::Literal(path)] if name == "path" => {
            Some(path.to_string().trim_matches('"').to_owned())
        }
        _ => None,
    }
}

/// Whether a module of this name, after these tokens, is one of tests.
fn is_test(name: &str, before: &[TokenTree]) -> bool {
    let attributes = before.iter().rev().take_while(|token| match token {
        TokenTree::Ident(word) => word == "pub",
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        token => is(token, '#'),
    });
    let mut attributes = attributes.map(ToString::to_string);
    name == "tests" || attributes.any(|text| text.replace(' ', "") == "[cfg(test)]")
}

/// Whether an item after these tokens is public, at least inside of the crate.
fn is_public(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Ident(word)] => word == "pub",
        [.., TokenTree::Ident(word), TokenTree::Group(group)] => {
            word == "pub" && group.delimiter() == Delimiter::Parenthesis
        }
        _ => false,
    }
}

/// The path at the beginning of the tokens: words with `::` between them.
fn path(tokens: &[TokenTree]) -> Segments {
    let mut path = vec![tokens[0].to_string()];
    let mut rest = &tokens[1..];
    while let [a, b, TokenTree::Ident(word), more @ ..] = rest
        && is(a, ':')
        && is(b, ':')
    {
        path.push(word.to_string());
        rest = more;
    }
    path
}

/// The paths of a `use`, each with the name that it gets.
fn use_tree(tokens: &[TokenTree], prefix: &[String], paths: &mut Vec<(Segments, String)>) {
    for tree in tokens.split(|token| is(token, ',')) {
        let mut segments = prefix.to_vec();
        let mut name = None;
        let mut tree = tree.iter();
        while let Some(token) = tree.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    name = tree.next().map(ToString::to_string);
                }
                TokenTree::Ident(word) => segments.push(word.to_string()),
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    use_tree(&inner, &segments, paths);
                    segments.clear();
                }
                _ => {}
            }
        }
        if let Some(last) = segments.last() {
            let name = name.unwrap_or_else(|| last.clone());
            paths.push((segments, name));
        }
    }
}
