//! The public API names no crate that is an implementation detail, and one file alone names reqwest.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{ImplItem, Item, ItemUse, TraitItem, UseTree, Visibility};

/// Crates that may change without a new major version of this one.
const HIDDEN: [&str; 9] = [
    "hyper",
    "hyper_util",
    "percent_encoding",
    "reqwest",
    "rustls",
    "tempfile",
    "tokio",
    "tokio_util",
    "url",
];

/// What a file imports from the hidden crates: the name, and where it is from.
#[derive(Default)]
struct Imports(BTreeMap<String, String>);

impl Imports {
    fn add(&mut self, tree: &UseTree, root: Option<&str>) {
        match tree {
            UseTree::Path(path) => {
                let name = path.ident.to_string();
                self.add(&path.tree, Some(root.unwrap_or(&name)));
            }
            UseTree::Name(name) => self.insert(&name.ident.to_string(), root),
            UseTree::Rename(name) => {
                let root = root.map_or_else(|| name.ident.to_string(), str::to_owned);
                self.insert(&name.rename.to_string(), Some(&root));
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add(tree, root);
                }
            }
            UseTree::Glob(_) => self.insert("*", root),
        }
    }

    fn insert(&mut self, name: &str, root: Option<&str>) {
        let root = root.unwrap_or(name);
        if HIDDEN.contains(&root) {
            self.0.insert(name.to_owned(), root.to_owned());
        }
    }
}

/// Looks for hidden crates in what it visits: signatures, never bodies.
struct Search<'a> {
    imports: &'a Imports,
    found: Vec<String>,
}

impl Visit<'_> for Search<'_> {
    fn visit_path(&mut self, path: &syn::Path) {
        let first = path
            .segments
            .first()
            .map(|segment| segment.ident.to_string());
        if let Some(first) = first {
            let is_crate = path.segments.len() > 1 && HIDDEN.contains(&first.as_str());
            if is_crate || self.imports.0.contains_key(&first) {
                self.found.push(first);
            }
        }
        visit::visit_path(self, path);
    }

    fn visit_block(&mut self, _: &syn::Block) {}
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Names of hidden crates in the public signatures of a file.
fn leaks(source: &str) -> Vec<String> {
    let file = syn::parse_file(source).expect("Rust");
    let mut imports = Imports::default();
    let mut found = Vec::new();
    for item in &file.items {
        if let Item::Use(ItemUse { tree, vis, .. }) = item {
            let mut own = Imports::default();
            own.add(tree, None);
            if is_public(vis) {
                found.extend(own.0.values().cloned());
            }
            imports.0.append(&mut own.0);
        }
    }
    let mut search = Search {
        imports: &imports,
        found,
    };
    for item in &file.items {
        search_item(&mut search, item);
    }
    search.found
}

fn search_item(search: &mut Search<'_>, item: &Item) {
    match item {
        Item::Fn(item) if is_public(&item.vis) => search.visit_signature(&item.sig),
        Item::Type(item) if is_public(&item.vis) => search.visit_item_type(item),
        Item::Const(item) if is_public(&item.vis) => search.visit_type(&item.ty),
        Item::Static(item) if is_public(&item.vis) => search.visit_type(&item.ty),
        Item::Enum(item) if is_public(&item.vis) => search.visit_item_enum(item),
        Item::Struct(item) if is_public(&item.vis) => {
            search.visit_generics(&item.generics);
            for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                search.visit_type(&field.ty);
            }
        }
        Item::Trait(item) if is_public(&item.vis) => {
            search.visit_generics(&item.generics);
            for item in &item.items {
                match item {
                    TraitItem::Fn(item) => search.visit_signature(&item.sig),
                    item => search.visit_trait_item(item),
                }
            }
        }
        Item::Impl(item) => {
            // An implementation of a trait is as public as its type.
            if let Some((path, _)) = &item.trait_ {
                search.visit_path(path);
                search.visit_type(&item.self_ty);
            }
            for item in &item.items {
                if let ImplItem::Fn(item) = item
                    && is_public(&item.vis)
                {
                    search.visit_signature(&item.sig);
                }
            }
        }
        Item::Mod(item) if is_public(&item.vis) => {
            for item in item.content.iter().flat_map(|(_, items)| items) {
                search_item(search, item);
            }
        }
        _ => {}
    }
}

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("name");
        let is_test = name == "tests" || name == "tests.rs" || name.starts_with("test_");
        if path.is_dir() && !is_test {
            sources(&path, out);
        } else if name.ends_with(".rs") && !is_test {
            out.push(path);
        }
    }
}

fn library() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    paths
        .into_iter()
        .map(|path| {
            let source = fs::read_to_string(&path).expect("source");
            let name = path.strip_prefix(&root).expect("below src");
            (name.to_string_lossy().replace('\\', "/"), source)
        })
        .collect()
}

#[test]
fn public_signatures_name_no_hidden_crate() {
    let library = library();
    assert!(library.len() > 40, "{}", library.len());
    for (name, source) in library {
        let leaks = leaks(&source);
        // The adapter is private, and implements the traits of this crate for reqwest's types.
        assert!(
            leaks.is_empty() || name == "http/reqwest.rs",
            "{name}: {leaks:?}"
        );
    }
}

#[test]
fn each_stack_is_named_in_its_own_files() {
    let allowed = |crate_name: &str, file: &str| match crate_name {
        "reqwest" | "rustls" => file == "http/reqwest.rs",
        "tokio" | "tokio_util" => {
            ["upload.rs", "download/save.rs", "timer/clock.rs"].contains(&file)
        }
        "tempfile" => file == "download/save.rs",
        "hyper" | "hyper_util" => false,
        _ => true,
    };
    let mut found = 0;
    for (file, source) in library() {
        let code: String = source
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .flat_map(|line| [line, "\n"])
            .collect();
        for name in HIDDEN {
            let named = code.match_indices(&format!("{name}::")).any(|(start, _)| {
                let before =
                    code[..start].trim_end_matches(|c: char| c == '_' || c.is_alphanumeric());
                // `http::reqwest` is the module of this crate.
                before.len() == start && !before.ends_with("http::")
            });
            found += usize::from(named);
            assert!(!named || allowed(name, &file), "{file} names {name}");
        }
    }
    assert!(found > 4, "{found}");
}

#[test]
fn leaks_are_found() {
    for source in [
        "pub fn f(url: url::Url) {}",
        "pub fn f() -> Option<reqwest::Client> { None }",
        "use url::Url; pub struct A { pub url: Vec<Url> }",
        "use reqwest::{Client as C}; impl A { pub fn f(&self) -> &C { todo!() } }",
        "use reqwest as r; pub type A = r::Client;",
        "pub use reqwest;",
        "pub use url::Url;",
        "pub use tokio::fs::*;",
        "pub trait A { fn f(&self, a: hyper::Body); }",
        "pub trait A { type B: reqwest::IntoUrl; }",
        "impl From<reqwest::Error> for A {}",
        "pub enum A { B(url::ParseError) }",
        "pub fn f<T: reqwest::IntoUrl>(_: T) {}",
        "pub mod a { pub fn f(_: url::Url) {} }",
    ] {
        assert!(!leaks(source).is_empty(), "{source}");
    }
    for source in [
        "use url::Url; pub(crate) fn f(_: Url) {}",
        "use url::Url; pub struct A { url: Url } impl A { fn f(_: Url) {} }",
        "pub fn f() { let _ = url::Url::parse(\"\"); }",
        "pub fn f(_: http::StatusCode) {}",
        "use crate::http::Url; pub fn f(_: Url) {}",
    ] {
        assert_eq!(leaks(source), Vec::<String>::new(), "{source}");
    }
}
