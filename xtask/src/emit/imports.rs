//! Imports: long paths become names, and a `use` at the head of the file.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::{self, VisitMut};

/// The crate that families are built on.
const CORE: &str = "whatsapp_business_core";

/// The imports of one file.
#[derive(Debug, Default)]
pub struct Imports {
    /// Names that are taken in the file: those of its own items, and of those that it imports by `*`.
    taken: BTreeSet<String>,
    /// Imported names, with their modules.
    names: BTreeMap<String, String>,
    /// Whole lines, each for files that contain a text.
    lines: Vec<(&'static str, &'static str)>,
    /// Types, with the modules that define them, in a file that names them without `types::`.
    defined: BTreeMap<String, String>,
    /// The module whose types need no import.
    here: &'static str,
}

impl Imports {
    /// No imports; these names have another meaning in the file.
    pub fn new(taken: impl IntoIterator<Item = String>) -> Self {
        Self {
            taken: taken.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Adds a line at the end of the imports, if the file contains a text.
    #[must_use]
    pub fn line(mut self, line: &'static str, when: &'static str) -> Self {
        self.lines.push((line, when));
        self
    }

    /// Imports each type of the family by its name; those of the module `here` need no import.
    #[must_use]
    pub fn among_types(mut self, defined: BTreeMap<String, String>, here: &'static str) -> Self {
        self.taken
            .extend(names_of(&defined, here).map(str::to_owned));
        self.defined = defined;
        self.here = here;
        self
    }

    /// Imports a name.
    #[must_use]
    pub fn name(mut self, module: &str, name: &str) -> Self {
        self.names.insert(name.to_owned(), module.to_owned());
        self
    }

    /// Shortens the paths of an item.
    pub(super) fn shorten(&mut self, item: &mut syn::Item) {
        self.visit_item_mut(item);
    }

    /// The text of a type, with its paths shortened.
    pub(super) fn shortened(&mut self, ty: proc_macro2::TokenStream) -> syn::Result<String> {
        let mut ty: syn::Type = syn::parse2(ty)?;
        self.visit_type_mut(&mut ty);
        Ok(crate::rust::path_text(&quote::quote!(#ty)))
    }

    /// Looks for names of `core` in the text of a macro: `rt::debug!` needs `rt`.
    pub(super) fn note_text(&mut self, text: &str) {
        if text.contains("rt::") {
            self.names.insert("rt".to_owned(), CORE.to_owned());
        }
    }

    /// The imports, as text.
    pub(super) fn uses(&self, blocks: &[String]) -> String {
        let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, module) in &self.names {
            modules.entry(module).or_default().push(name);
        }
        let mut lines: Vec<String> = modules
            .into_iter()
            .map(|(module, names)| line(module, &names))
            .collect();
        for (line, when) in &self.lines {
            if blocks.iter().any(|block| block.contains(when)) {
                lines.push(format!("{line}\n"));
            }
        }
        // As people order them: the standard library, other crates, the crate itself.
        let group = |line: &String| match line.trim_start_matches("pub ") {
            line if line.starts_with("use std") => 0,
            line if line.starts_with("use super") => 2,
            _ => 1,
        };
        // An import behind an attribute is sorted by its path as well.
        let path = |line: &String| {
            let path = line.find("]\nuse ").and_then(|end| line.get(end + 2..));
            path.unwrap_or(line).trim_end_matches(";\n").to_owned()
        };
        lines.sort_by_key(|line| (group(line), path(line)));
        let groups = lines.chunk_by(|a, b| group(a) == group(b));
        groups
            .map(<[String]>::concat)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Imports a name, unless it has another meaning in the file.
    fn import(&mut self, module: String, name: &str) -> bool {
        if module == self.here {
            return true;
        }
        if self.taken.contains(name) {
            return false;
        }
        match self.names.get(name) {
            Some(other) => *other == module,
            None => {
                self.names.insert(name.to_owned(), module);
                true
            }
        }
    }
}

/// The types that a module defines.
fn names_of<'a>(
    defined: &'a BTreeMap<String, String>,
    module: &'a str,
) -> impl Iterator<Item = &'a str> {
    let here = defined.iter().filter(move |(_, other)| *other == module);
    here.map(|(name, _)| name.as_str())
}

/// A `use` line, wrapped as rustfmt does it.
pub(super) fn line(module: &str, names: &[&str]) -> String {
    if let [name] = names {
        return format!("use {module}::{name};\n");
    }
    let one = format!("use {module}::{{{}}};\n", names.join(", "));
    if one.len() <= 100 {
        return one;
    }
    let mut out = format!("use {module}::{{");
    let mut width = usize::MAX;
    for name in names {
        if width.saturating_add(name.len() + 2) > 100 {
            out.push_str("\n   ");
            width = 3;
        }
        out.push_str(&format!(" {name},"));
        width += name.len() + 2;
    }
    out.push_str("\n};\n");
    out
}

impl VisitMut for Imports {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let Some(first) = names.first() else { return };
        // How many leading segments the import takes off.
        let cut = match first.as_str() {
            CORE if names.get(1).is_some_and(|name| name == "rt") => {
                self.names.insert("rt".to_owned(), CORE.to_owned());
                1
            }
            CORE | "std" | "super" => {
                let is_name = |name: &String| name.starts_with(char::is_uppercase);
                let Some(at) = names.iter().position(is_name) else {
                    return;
                };
                let Some((name, module)) = names.get(..=at).and_then(<[String]>::split_last) else {
                    return;
                };
                let is_prelude =
                    first == "std" && matches!(name.as_str(), "Option" | "String" | "Vec" | "Box");
                let module = module.join("::");
                if is_prelude || self.import(module, name) {
                    at
                } else {
                    path.leading_colon = None;
                    return;
                }
            }
            "types" if !self.here.is_empty() => {
                let is_name = |name: &String| name.starts_with(char::is_uppercase);
                let Some(at) = names.iter().position(is_name) else {
                    return;
                };
                let name = names.get(at).map(String::as_str).unwrap_or_default();
                let Some(module) = self.defined.get(name).cloned() else {
                    return;
                };
                if !self.import(module.clone(), name) {
                    // The name means something else here: the path names the module.
                    if let Ok(mut full) = syn::parse_str::<syn::Path>(&module) {
                        full.segments.extend(path.segments.iter().skip(at).cloned());
                        *path = full;
                    }
                    return;
                }
                at
            }
            "serde_json" | "serde" | "schemars" => 0,
            _ => return,
        };
        path.leading_colon = None;
        path.segments = path.segments.iter().skip(cut).cloned().collect();
    }
}
